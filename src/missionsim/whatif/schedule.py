"""
What stands by what in a what-if, and what edits did to the days of events; also of those that are there no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import evolve

from missionsim.record.events import Event
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.whatif.travel import Act, Key, Network, Place, Tie, travel

V = TypeVar("V")


class Schedule:
    """
    The dependencies of a record's events while edits are made to it.

    An event that is taken out, but by which others still stand, is kept under its id and the edit that took it out:
    one over which others were bridged carries them on, and one that was replaced tells where they stood before.

    Args:
        record: The record.

    Attributes:
        acts: What edits did, by event, in order.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.acts: dict[Key, tuple[Act, ...]] = {}
        self._recorded: dict[Key, str] = {}
        self._inserted: dict[Key, int] = {}
        self._tied: dict[Key, tuple[Tie, ...]] = {}
        self._behind: dict[Key, tuple[Key, ...]] = {}
        self._instead_of: dict[Key, tuple[int, Key | None]] = {}
        self._past: dict[Key, None] = {}
        self._liked: dict[Key, tuple[Key, ...]] = {}

    def copy(self) -> Schedule:
        """
        An independent copy.
        """
        other = Schedule(self.record)
        for name, value in vars(self).items():
            setattr(other, name, dict(value) if isinstance(value, dict) else value)
        return other

    def bases(self, days: Sequence[int]) -> Mapping[Key, int]:
        """
        The base day of every event, where the record's events stand on *days*, by position.

        That of an event that took another's place is the other's; of one that is not in the record, the day on which
        it was inserted.
        """
        return _Bases(days, self.record.positions, self._recorded, self._inserted)

    def recorded_as(self, id_: Key) -> str | None:
        """
        Id of the recorded event that one stands for; ``None`` if it is not in the record.
        """
        recorded = self._recorded.get(id_, str(id_))
        return recorded if recorded in self.record.positions else None

    def places(
        self,
        base: Mapping[Key, int],
        has: Callable[[str], bool],
        asked: Iterable[Key] | None = None,
        given: Mapping[tuple[str, int], int] | None = None,
    ) -> dict[Key, Place]:
        """
        Where all events stand that edits reach.

        Args:
            base: The base day of every event.

            has: Whether there is such an event.

            asked: The events that are asked for; all unless given.

            given: The days of the dates that edits gave, by event and edit, where not their last.
        """
        acts: Mapping[Key, tuple[Act, ...]] = self.acts
        if given:
            acts = {key: tuple(_given_otherwise(key, act, given) for act in each) for key, each in acts.items()}
        network = Network(lambda key: self._ties(key, has), lambda key: self._tied_to(key, has), acts, self._instead_of)
        return travel(base, network, asked)

    def _ties(self, key: Key, has: Callable[[str], bool]) -> list[Tie]:
        return [tie for tie in self._all_ties(key) if isinstance(tie.before, tuple) or has(tie.before)]

    def _all_ties(self, key: Key) -> Sequence[Tie]:
        ties = self._tied.get(key)
        return _ties_of(self.record.event(str(key))) if ties is None else ties

    def _tied_to(self, key: Key, has: Callable[[str], bool]) -> list[Key]:
        """
        The events that are carried or held back by one, or take its place.
        """
        listed = compiled(self.record).links.followers.get(key, ()) if isinstance(key, str) else ()
        return [
            each
            for each in dict.fromkeys((*listed, *self._behind.get(key, ())))
            if (isinstance(each, tuple) or has(each)) and self._needs(each, key)
        ]

    def _needs(self, key: Key, other: Key) -> bool:
        return self._instead_of.get(key, (0, None))[1] == other or any(
            tie.before == other for tie in self._all_ties(key)
        )

    def act(self, id_: str, act: Act) -> None:
        """
        Note what an edit does to an event.
        """
        self.acts[id_] = (*self.acts.get(id_, ()), act)
        if act.like is not None:
            self._liked[act.like] = (*self._liked.get(act.like, ()), id_)

    def dated_by(self, key: Key, until: int | None = None) -> tuple[Key, int | None]:
        """
        Whose day an event has, but for shifts: its own, or the date that an edit gave it, itself or to one it was
        swapped with.

        Args:
            key: The event.

            until: Position of the edit before which that is asked; after all unless given.

        Returns:
            The event whose base day it is, or whose given date with the position of the edit that gave it.
        """
        acts = [act for act in self.acts.get(key, ()) if act.gives and (until is None or act.edit < until)]
        if not acts:
            return key, None
        last = acts[-1]
        return (key, last.edit) if last.like is None else self.dated_by(last.like, last.edit)

    def insert(self, event: Event, edit: int, day: int) -> None:
        """
        Add an event that stands on *day*, or has taken another's place.
        """
        self._tie(event.id, _ties_of(event))
        self._instead_of.setdefault(event.id, (edit, None))
        if self.recorded_as(event.id) is None:
            self._inserted.setdefault(event.id, day)

    def replace(self, old: str, new: str, edit: int, has: Callable[[str], bool]) -> None:
        """
        Let an event take the place of another, and what depends on that depend on it.
        """
        kept = self._keep(old, edit)
        self._past[kept] = None
        self._retie(old, new, kept, has)
        self.take_out(old)
        self._instead_of[new] = (edit, kept)
        self._behind[kept] = (*self._behind.get(kept, ()), new)
        _copy(self._recorded, kept, new)
        _copy(self._inserted, kept, new)

    def drop(self, id_: str, edit: int, has: Callable[[str], bool]) -> None:
        """
        Take an event out, and leave alone what depends on it.
        """
        if id_ in self._liked or any(key in self._past for key in self._tied_to(id_, has)):
            kept = self._keep(id_, edit)
            self._past[kept] = None
            self._retie(id_, id_, kept, has)
        self.take_out(id_)

    def bridge(self, id_: str, edit: int, has: Callable[[str], bool]) -> None:
        """
        Keep an event that is about to be dropped for those who stand by it.
        """
        kept = self._keep(id_, edit)
        self._retie(id_, kept, kept, has)

    def take_out(self, id_: str) -> None:
        """
        Forget an event under its id.
        """
        for part in (self.acts, self._tied, self._recorded, self._inserted, self._instead_of):
            part.pop(id_, None)

    def _tie(self, key: Key, ties: Iterable[Tie]) -> None:
        self._tied[key] = tuple(ties)
        for tie in self._tied[key]:
            self._behind[tie.before] = (*self._behind.get(tie.before, ()), key)

    def _retie(self, old: str, new: Key, past: Key, has: Callable[[str], bool]) -> None:
        """
        Let what depends on one event depend on another; what stood only before that depends on what was kept of it.
        """
        for key in self._tied_to(old, has):
            other = past if key in self._past else new
            self._tie(key, [evolve(tie, before=other) if tie.before == old else tie for tie in self._all_ties(key)])

    def _keep(self, id_: str, edit: int) -> Key:
        kept = (id_, edit)
        self._tie(kept, self._all_ties(id_))
        _copy(self.acts, id_, kept)
        _copy(self._inserted, id_, kept)
        _copy(self._instead_of, id_, kept)
        recorded = self.recorded_as(id_)
        if recorded is not None:
            self._recorded[kept] = recorded
        for key in self._liked.pop(id_, ()):
            self.acts[key] = tuple(evolve(act, like=kept) if act.like == id_ else act for act in self.acts.get(key, ()))
            self._liked[kept] = (*self._liked.get(kept, ()), key)
        return kept


class _Bases(Mapping[Key, int]):
    """
    The base day of every event, found when asked.

    Args:
        days: Those of the record's events, by position.

        positions: Their positions, by id.

        recorded: Ids of the record's events that others took the place of, by those.

        inserted: Days of the events that are not in the record.
    """

    def __init__(
        self,
        days: Sequence[int],
        positions: Mapping[str, int],
        recorded: Mapping[Key, str],
        inserted: Mapping[Key, int],
    ) -> None:
        self._days = days
        self._positions = positions
        self._recorded = recorded
        self._inserted = inserted

    def __getitem__(self, key: Key) -> int:
        position = self._positions.get(self._recorded.get(key, str(key)))
        return self._inserted[key] if position is None else self._days[position]

    def __iter__(self) -> Iterator[Key]:
        return iter((*self._positions, *self._recorded, *self._inserted))

    def __len__(self) -> int:
        return len(self._positions) + len(self._recorded) + len(self._inserted)


def _ties_of(event: Event) -> tuple[Tie, ...]:
    return tuple(Tie(link.event, link.lag, link.kind == "carry") for link in event.after)


def _copy(part: dict[Key, V], old: Key, new: Key) -> None:
    if old in part:
        part[new] = part[old]


def _given_otherwise(key: Key, act: Act, given: Mapping[tuple[str, int], int]) -> Act:
    """
    An act with another day for the date that it gave, if there is one.
    """
    id_ = key[0] if isinstance(key, tuple) else key
    day = given.get((id_, act.edit)) if act.given is not None else None
    return act if day is None else evolve(act, given=day)
