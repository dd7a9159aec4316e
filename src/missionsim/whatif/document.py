"""
A record's document while edits are made to it: which events there are, what they are linked to, and the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from missionsim.record.deadlines import Deadline
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled


class Document:
    """
    What there is, the days of events left aside.

    Args:
        record: The record, re-read.

    Attributes:
        gone: Position of the edit that took an event out, by id.

        deadlines: The deadlines that were changed, by id.

        lifecycles: The lifecycles that were changed, by id.

        entities: The entities that were changed, by id.

        rewired: The triggers whose transitions were changed, by lifecycle; ``None`` for automatic ones.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.gone: dict[str, int] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.lifecycles: dict[str, Lifecycle] = {}
        self.entities: dict[str, Entity] = {}
        self.rewired: dict[str, frozenset[str | None]] = {}
        self._order: tuple[str, ...] | None = None
        self._changed: dict[str, Event] = {}

    @property
    def is_restructured(self) -> bool:
        """
        Whether anything but days was changed.
        """
        rules = (self.deadlines, self.lifecycles, self.entities, self._changed)
        return self._order is not None or any(rules)

    @property
    def order(self) -> Sequence[str]:
        """
        Ids of all events, in document order.
        """
        return tuple(self.record.positions) if self._order is None else self._order

    def has(self, id_: str) -> bool:
        """
        Whether there is such an event now.
        """
        return id_ in self._changed or (id_ in self.record.positions and id_ not in self.gone)

    def event(self, id_: str) -> Event:
        """
        An event as it is now, on its recorded or inserted date.
        """
        return self._changed.get(id_) or self.record.event(id_)

    def entity(self, id_: str) -> Entity:
        """
        An entity as it is now.
        """
        return self.entities.get(id_) or self.record.entity(id_)

    def followers(self, id_: str) -> list[str]:
        """
        Ids of the events that depend on an event, which may have been taken out.
        """
        listed = [*compiled(self.record).links.followers.get(id_, ()), *self._changed]
        return [
            each
            for each in dict.fromkeys(listed)
            if self.has(each) and any(link.event == id_ for link in self.event(each).after)
        ]

    def all_followers(self, id_: str) -> set[str]:
        """
        Ids of the events that depend on an event, directly or not.
        """
        found: set[str] = set()
        todo = [id_]
        while todo:
            new = set(self.followers(todo.pop())) - found
            found |= new
            todo += new
        return found

    def put_in(self, event: Event, place: int) -> None:
        """
        Put an event into the document at a place.
        """
        order = list(self.order)
        order.insert(place, event.id)
        self._order = tuple(order)
        self._changed[event.id] = event
        self.gone.pop(event.id, None)

    def take_out(self, id_: str) -> int:
        """
        Take an event out of the document.

        Returns:
            Its place.
        """
        order = list(self.order)
        place = order.index(id_)
        del order[place]
        self._order = tuple(order)
        self._changed.pop(id_, None)
        return place

    def relink(self, id_: str, links: Callable[[Link], Iterable[Link]]) -> None:
        """
        Give an event other links: some for each that it has, the one with the most days of several on one event.
        """
        event = self.event(id_)
        found: dict[tuple[str, str], Link] = {}
        for link in (new for old in event.after for new in links(old)):
            known = found.get((link.event, link.kind))
            found[link.event, link.kind] = link if known is None or link.lag > known.lag else known
        self._changed[id_] = evolve(event, after=tuple(found.values()))

    def rename(self, old: str, new: str) -> None:
        """
        Let all that names one event name another.
        """
        for follower in self.followers(old):
            self.relink(follower, lambda link: [evolve(link, event=new) if link.event == old else link])
        for deadline in self.record.deadlines:
            current = self.deadlines.get(deadline.id, deadline)
            if old in current.event_ids:
                self.deadlines[deadline.id] = renamed(current, old, new)


def renamed(deadline: Deadline, old: str, new: str) -> Deadline:
    """
    A deadline that names another event instead of one.
    """
    return evolve(
        deadline,
        set_by=new if deadline.set_by == old else deadline.set_by,
        since=new if deadline.since == old else deadline.since,
        revisions=tuple(evolve(each, by=new) if each.by == old else each for each in deadline.revisions),
    )
