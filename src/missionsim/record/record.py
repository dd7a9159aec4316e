"""
A record: a declaration that holds together, and what can be looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Self, TypeVar

from attrs import fields, frozen

from missionsim.errors import DayError, ScenarioError, unknown, visible
from missionsim.record.checks import check
from missionsim.record.checks.calendar import reach
from missionsim.record.dates import add_days, last_day
from missionsim.record.deadlines import Deadline
from missionsim.record.declaration import Declaration
from missionsim.record.entities import Entity
from missionsim.record.events import Event
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.parties import Party
from missionsim.record.values import Day
from missionsim.record.windows import Widening, distinct

T = TypeVar("T")


@frozen(slots=False, repr=False)
class Record(Declaration):
    """
    A staged handover as documented, whole and checked. Frozen; equal by value.

    Its arguments are those of :class:`Declaration`.

    Raises:
        ScenarioError: If it does not hold together; with every fault at once.
    """

    def __attrs_post_init__(self) -> None:
        faults = check(self)
        if faults:
            raise ScenarioError(faults)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self._size()}>"

    def __str__(self) -> str:
        return visible(f"{self.title or self.name}: {self._size()}")

    def _size(self) -> str:
        return f"{len(self.entities)} entities, {len(self.events)} events"

    def with_events(self, changed: Mapping[int, Event]) -> Self:
        """
        The same with events on other dates; checked again is only whether all stays within the calendar, since
        nothing else can have come apart.

        Args:
            changed: The events, by position; equal to those they replace in all but dates and claims.

        Raises:
            ScenarioError: If what counts from one of them leaves the calendar.
        """
        events = list(self.events)
        for position, event in changed.items():
            events[position] = event
        other = object.__new__(type(self))
        other.__dict__.update(self.__getstate__())
        other.__dict__["events"] = tuple(events)
        other.__dict__["_reach"] = self._reach
        last = max(((event.date.latest or self.horizon).toordinal() for event in changed.values()), default=0)
        if last + self._reach > date.max.toordinal():
            faults = check(other)
            if faults:
                raise ScenarioError(faults)
        return other

    @cached_property
    def _reach(self) -> int:
        return reach(self)

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(type(self))}

    @cached_property
    def memo(self) -> dict[object, object]:
        """
        What others have worked out about it and want to keep as long as it lives.
        """
        return {}

    @cached_property
    def first_day(self) -> date:
        """
        First day of a replay: *start*, or else the day before the first event, at its earliest.
        """
        if self.start is not None:
            return self.start
        widening = Widening(self.approximate_days, self.uncertain_days)
        dates = distinct([event.date for event in self.events])
        days = [side or other for side, other in map(widening.of, dates)]
        first = min([self.horizon, *(day for day in days if day is not None)])
        return first if first == date.min else add_days(first, -1)

    @cached_property
    def widening(self) -> Widening:
        """
        What it makes of imprecise dates.
        """
        return Widening(self.approximate_days, self.uncertain_days, self.first_day)

    @property
    def last_known(self) -> date:
        """
        Last day about which anything is known, inclusive.
        """
        return self.horizon if self.known_until is None else min(self.known_until, self.horizon)

    def entity(self, id: str) -> Entity:  # noqa: A002  an id is called id everywhere
        """
        The entity with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return _found("entity", id, self._entities)

    def event(self, id: str) -> Event:  # noqa: A002  an id is called id everywhere
        """
        The event with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return _found("event", id, self._events)

    def party(self, id: str) -> Party:  # noqa: A002  an id is called id everywhere
        """
        The party with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return _found("party", id, self._parties)

    def deadline(self, id: str) -> Deadline:  # noqa: A002  an id is called id everywhere
        """
        The deadline with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return _found("deadline", id, self._deadlines)

    def lifecycle_of(self, entity: str) -> Lifecycle:
        """
        The lifecycle that an entity follows.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._lifecycles[self.entity(entity).lifecycle]

    def day(self, value: Day | None = None) -> date:
        """
        A day of the record.

        Args:
            value: The day; a month or a year means its last day; the horizon unless given.

        Raises:
            DayError: If it lies outside the record.

            DateError: If it is no date.
        """
        day = self.horizon if value is None else last_day(value)
        if not self.first_day <= day <= self.horizon:
            raise DayError(f"{day} lies outside the scenario; accepted: {self.first_day} to {self.horizon}")
        return day

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """
        Position of every event in document order, by id.
        """
        return {event.id: position for position, event in enumerate(self.events)}

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """
        Ids of the parties that speak about events and deadlines, in the order they first do.
        """
        parts: tuple[Event | Deadline, ...] = (*self.events, *self.deadlines)
        claims = (claim for part in parts for claim in part.claims)
        return tuple(dict.fromkeys(voice for claim in claims for voice in claim.voices))

    @cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def _events(self) -> Mapping[str, Event]:
        return {event.id: event for event in self.events}

    @cached_property
    def _parties(self) -> Mapping[str, Party]:
        return {party.id: party for party in self.parties}

    @cached_property
    def _deadlines(self) -> Mapping[str, Deadline]:
        return {deadline.id: deadline for deadline in self.deadlines}

    @cached_property
    def _lifecycles(self) -> Mapping[str, Lifecycle]:
        return {lifecycle.id: lifecycle for lifecycle in self.lifecycles}


def free_id(name: str, taken: Iterable[str]) -> str:
    """
    An id for something new: *name*, with a number behind it if that is taken.
    """
    known = set(taken)
    number = 1
    free = name
    while free in known:
        number += 1
        free = f"{name}#{number}"
    return free


def _found(kind: str, id_: str, known: Mapping[str, T]) -> T:
    if id_ not in known:
        raise unknown(kind, id_, known)
    return known[id_]
