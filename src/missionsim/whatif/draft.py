"""
A record while edits are made to it, one after the other: what there is, what depends on what, and who was shifted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve

from missionsim.errors import EditError, Fault, accepted
from missionsim.record.dates import ImpreciseDate
from missionsim.record.deadlines import Deadline
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.whatif.edits import Events, Target
from missionsim.whatif.schedule import Schedule
from missionsim.whatif.travel import Act, Key, Place


class Draft:
    """
    A record on its way through interventions and changes of the rules.

    Args:
        record: The record, re-read.

    Attributes:
        at: Position of the edit that is being made.

        gone: Position of the edit that took an event out, by id.

        dates: The dates that edits gave, by event.

        given: The same, by event and edit; those of one that was taken out as well.

        schedule: What stands by what, and what edits did to the days of events.

        blame: Positions of the edits by the part that they changed: ``("events", id)``, ``("deadlines", id)`` ...
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.at = 0
        self.gone: dict[str, int] = {}
        self.dates: dict[str, ImpreciseDate] = {}
        self.given: dict[tuple[str, int], ImpreciseDate] = {}
        self.schedule = Schedule(record)
        self.made_by: dict[str, tuple[int, ...]] = {}
        self.blame: dict[tuple[str, str], int] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.lifecycles: dict[str, Lifecycle] = {}
        self.entities: dict[str, Entity] = {}
        self.rewired: dict[str, frozenset[str | None]] = {}
        self._order: tuple[str, ...] | None = None
        self._changed: dict[str, Event] = {}
        self._places: Mapping[Key, Place] | None = None

    def copy(self) -> Draft:
        """
        An independent copy.
        """
        other = Draft(self.record)
        for name, value in vars(self).items():
            setattr(other, name, dict(value) if isinstance(value, dict) else value)
        other.schedule = self.schedule.copy()
        return other

    # What there is

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

    def known(self, id_: str, key: str) -> str:
        """
        The id, if it is that of an event.

        Raises:
            EditError: If it is not.
        """
        if not self.has(id_):
            raise self.fault((key,), f"there is no event {id_!r}", accepted(id_, self.order))
        return id_

    def meant(self, targets: Iterable[Target], key: str) -> list[str]:
        """
        Ids of all events that any of the *targets* means, in document order.

        Raises:
            EditError: If one of them means none.
        """
        found: set[str] = set()
        for target in targets:
            if isinstance(target, Events):
                chosen = self._selected(target)
                if not chosen:
                    raise self.fault((key,), f"no event is meant by '{target}'", "accepted: a selection that means one")
                found.update(chosen)
            else:
                found.add(self.known(target, key))
        return [id_ for id_ in self.order if id_ in found] if len(found) > 1 else list(found)

    def _selected(self, target: Events) -> list[str]:
        entities = {entity.id: self.entity(entity.id) for entity in self.record.entities}
        is_dated = target.since is not None or target.until is not None
        if is_dated:
            self.places()
        events = [self.event(id_) for id_ in self.order]
        return [
            event.id
            for event in events
            if target.matches(event, entities, self.date(event.id) if is_dated else event.date)
        ]

    def fault(self, keys: tuple[str | int, ...], problem: str, accept: str) -> EditError:
        """
        The error of the edit that is being made.
        """
        return EditError([Fault(("edits", self.at, *keys), problem, accept)])

    # Where events stand

    def base(self, id_: str) -> int:
        """
        The base day of an event in the record's latest reading.
        """
        return self._latest[id_]

    @property
    def _latest(self) -> Mapping[Key, int]:
        return self.schedule.bases(compiled(self.record).placing("latest")[0])

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

    def day_of(self, when: ImpreciseDate) -> int:
        """
        The last day of a date, as an ordinal; its first where that is open.
        """
        earliest, latest = self.record.widening.of(when)
        return (latest or earliest or self.record.first_day).toordinal()

    def places(self) -> Mapping[Key, Place]:
        """
        Where all events stand that the edits so far reach, in the record's latest reading.
        """
        if self._places is None:
            self._places = self.schedule.places(self._latest, self.has)
        return self._places

    def places_in(self, days: Sequence[int], given: Mapping[tuple[str, int], int] | None = None) -> Mapping[Key, Place]:
        """
        Where all events stand that the edits so far reach, in any reading.

        Args:
            days: The day of every event of the record in the reading, by position.

            given: The days of the dates that edits gave, by event and edit; their last ones unless given.
        """
        return self.schedule.places(self.schedule.bases(days), self.has, given=given)

    def _place(self, id_: str) -> Place | None:
        if self._places is None and self.schedule.acts:
            return self.schedule.places(self._latest, self.has, [id_]).get(id_)
        return self.places().get(id_)

    def day(self, id_: str) -> int:
        """
        The day of an event now, as an ordinal.
        """
        place = self._place(id_)
        return self.base(id_) if place is None else place.day

    def date(self, id_: str) -> ImpreciseDate:
        """
        The date of an event now.
        """
        when = self.dates.get(id_) or self.event(id_).date
        place = self._place(id_)
        return when if place is None else when.shifted(place.day - place.start)

    # What edits do

    def shift(self, days: Mapping[str, int]) -> None:
        """
        Shift events, each by so many days.
        """
        for id_, by in days.items():
            self.schedule.act(id_, Act(self.at, by))
            self._touch(id_)

    def give(self, dates: Mapping[str, ImpreciseDate]) -> None:
        """
        Give events dates; from now on they are carried from there.
        """
        for id_, when in dates.items():
            self.dates[id_] = self.given[id_, self.at] = when
            self.schedule.act(id_, Act(self.at, given=self.day_of(when)))
            self._touch(id_)

    def swap(self, first: str, second: str) -> None:
        """
        Give each of two events the day on which the other stands.
        """
        self.dates |= {first: self.date(second), second: self.date(first)}
        for id_, other in ((first, second), (second, first)):
            self.schedule.act(id_, Act(self.at, like=other))
            self._touch(id_)

    def put(self, event: Event, place: int, key: str) -> None:
        """
        Put an event into the document at a place.
        """
        order = list(self.order)
        order.insert(place, event.id)
        self._order = tuple(order)
        self._changed[event.id] = event
        self.gone.pop(event.id, None)
        self.schedule.insert(event, self.at, self.day_of(event.date))
        self.give({event.id: event.date})
        if event.id in self._all_followers(event.id):
            problem = f"{event.id!r} would depend on itself"
            raise self.fault((key, "after"), problem, "accepted: dependencies without a circle")

    def replace(self, old: str, event: Event, key: str) -> None:
        """
        Put an event in the place of another, whose dependents are its own from now on.
        """
        self.schedule.replace(old, event.id, self.at, self.has)
        if event.id != old:
            self._rename(old, event.id)
        place = self._take_out(old)
        if old in self.record.positions:
            self.gone[old] = self.at
        self.put(event, place, key)

    def drop(self, id_: str, *, bridge: bool) -> None:
        """
        Take an event out of the document.

        Args:
            id_: Its id.

            bridge: Whether what depends on it depends on what it depended on instead; nobody moves by that.
        """
        if bridge:
            self._bridge(id_)
        self.schedule.drop(id_, self.at, self.has)
        self._take_out(id_)
        self.gone[id_] = self.at

    def _take_out(self, id_: str) -> int:
        order = list(self.order)
        place = order.index(id_)
        del order[place]
        self._order = tuple(order)
        self._changed.pop(id_, None)
        self.dates.pop(id_, None)
        self._touch(id_)
        return place

    def _bridge(self, id_: str) -> None:
        over = self.event(id_)
        followers = self.followers(id_)
        self.schedule.bridge(id_, self.at, self.has)
        for follower in followers:
            gap = self.base(follower) - self.base(id_)
            self._relink(follower, partial(self._bridged, over, gap))

    def _bridged(self, over: Event, gap: int, link: Link) -> Iterator[Link]:
        if link.event != over.id:
            yield link
            return
        for earlier in over.after:
            carries = (earlier.kind, link.kind) == ("carry", "carry")
            behind = self.base(over.id) - self.base(earlier.event) if self.has(earlier.event) else 0
            lag = (gap if link.kind == "carry" else link.lag) + (earlier.lag if earlier.kind == "floor" else behind)
            note = f"bridged over {over.id}"
            yield Link(earlier.event, "carry", 0, note) if carries else Link(earlier.event, "floor", max(lag, 0), note)

    def _relink(self, id_: str, links: Callable[[Link], Iterable[Link]]) -> None:
        event = self.event(id_)
        found: dict[tuple[str, str], Link] = {}
        for link in (new for old in event.after for new in links(old)):
            known = found.get((link.event, link.kind))
            found[link.event, link.kind] = link if known is None or link.lag > known.lag else known
        self._changed[id_] = evolve(event, after=tuple(found.values()))

    def _rename(self, old: str, new: str) -> None:
        for follower in self.followers(old):
            self._relink(follower, lambda link: [evolve(link, event=new) if link.event == old else link])
        for deadline in self.record.deadlines:
            current = self.deadlines.get(deadline.id, deadline)
            if old in current.event_ids:
                self.deadlines[deadline.id] = _renamed(current, old, new)

    def _all_followers(self, id_: str) -> set[str]:
        found: set[str] = set()
        todo = [id_]
        while todo:
            new = set(self.followers(todo.pop())) - found
            found |= new
            todo += new
        return found

    def _touch(self, id_: str) -> None:
        self.blame["events", id_] = self.at
        self.made_by[id_] = (*self.made_by.get(id_, ()), self.at)
        self._places = None


def _renamed(deadline: Deadline, old: str, new: str) -> Deadline:
    return evolve(
        deadline,
        set_by=new if deadline.set_by == old else deadline.set_by,
        since=new if deadline.since == old else deadline.since,
        revisions=tuple(evolve(each, by=new) if each.by == old else each for each in deadline.revisions),
    )
