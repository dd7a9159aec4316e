"""
Which event happens on which day: a reading of imprecise dates, and the total order of a replay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from graphlib import TopologicalSorter
from operator import attrgetter
from typing import Literal

from attrs import frozen

from missionsim.dates import ImpreciseDate, Range, add_days
from missionsim.model import Event, Link

Reading = Literal["latest", "earliest"]


@frozen
class Widening:
    """
    What a scenario makes of an imprecise date: how far qualifiers widen it, and that nothing lies before its start.

    Args:
        approximate: Days on each side for ``~``.

        uncertain: Days on each side for ``?``.

        start: First day of the scenario.
    """

    approximate: int = 0
    uncertain: int = 0
    start: date = date.min

    def of(self, when: ImpreciseDate) -> Range:
        """
        Earliest and latest day of *when*, inclusive; ``None`` for an open side.
        """
        earliest, latest = when.widened(approximate=self.approximate, uncertain=self.uncertain)
        return earliest and max(earliest, self.start), latest

    def day(self, when: ImpreciseDate, reading: Reading, ends: tuple[date, date] | None = None) -> date:
        """
        The one day on which a replay places *when*: its latest or its earliest.

        Where that side is open, the other end is taken: no day is invented.

        Args:
            when: The date.

            reading: Which end is taken.

            ends: First and last day to take instead of an open side.
        """
        earliest, latest = self.of(when)
        first, last = ends or (None, None)
        sides = (latest, last, earliest) if reading == "latest" else (earliest, first, latest)
        return next(side for side in sides if side is not None)

    def is_precise(self, when: ImpreciseDate) -> bool:
        """
        Whether *when* leaves only one day.
        """
        earliest, latest = self.of(when)
        return earliest == latest


@frozen
class Placed:
    """
    An event on its day.

    Args:
        event: The event.

        day: The day on which the reading places it.

        sequence: Its position in the document, which orders the events of a day.
    """

    event: Event
    day: date
    sequence: int


@frozen
class Contradiction:
    """
    An event that stands before what it depends on.

    Args:
        event: Id of the event.

        day: The day it stands on.

        link: The dependency that it contradicts.

        not_before: First day that the dependency allows.
    """

    event: str
    day: date
    link: Link
    not_before: date

    def __str__(self) -> str:
        if self.day < self.not_before:
            return f"{self.event} on {self.day} contradicts {self.link.event}: not before {self.not_before}"
        return f"{self.event} on {self.day} is listed before {self.link.event}, on which it depends"


def schedule(
    events: Iterable[Event],
    reading: Reading,
    widening: Widening,
    ends: tuple[date, date] | None = None,
    other: str | None = None,
) -> tuple[tuple[Placed, ...], tuple[Contradiction, ...]]:
    """
    Place every event on one day.

    An event stands on the day of the reading. Where its date leaves it open, dependencies narrow it: it stands on
    the first day that its predecessors allow if that is later, and on the last day that its dependents allow if
    that is earlier. Where its date does not leave it open, it stays, and the contradiction is reported.

    Args:
        events: The events in document order, dependent on each other without a circle. Dependencies on events that
            are not among them are passed over.

        reading: Which end of an imprecise date is taken.

        widening: By how much qualifiers widen it.

        ends: First and last day to take instead of an open side.

        other: Id of an event that is read the other way.

    Returns:
        The placed events by day and sequence, and the contradictions in document order.
    """
    opposite: Reading = "earliest" if reading == "latest" else "latest"
    listed = {
        event.id: Placed(event, widening.day(event.date, opposite if event.id == other else reading, ends), n)
        for n, event in enumerate(events)
    }
    linked = {
        id_: [link for link in placed.event.after if link.event in listed]
        for id_, placed in listed.items()
        if placed.event.after
    }
    ways = {id_: [link.event for link in links] for id_, links in linked.items()}
    order = tuple(TopologicalSorter(ways).static_order())
    for id_ in order:
        for link in linked.get(id_, ()):
            _move(id_, _not_before(link, listed), "later", listed, widening)
    for id_ in reversed(order):
        for link in linked.get(id_, ()):
            _move(link.event, add_days(listed[id_].day, -link.lag), "earlier", listed, widening)
    contradictions = tuple(
        Contradiction(id_, listed[id_].day, link, _not_before(link, listed))
        for id_, links in linked.items()
        for link in links
        if not _in_order(link, listed[id_], listed)
    )
    # They are listed in document order, and sorting is stable.
    return tuple(sorted(listed.values(), key=attrgetter("day"))), contradictions


def _move(id_: str, to: date, way: Literal["earlier", "later"], listed: dict[str, Placed], widening: Widening) -> None:
    """
    Place an event on another day that lies that *way*, if its date leaves that open.
    """
    placed = listed[id_]
    earliest, latest = widening.of(placed.event.date)
    is_open = (earliest or widening.start) <= to <= (latest or date.max)
    if is_open and (to > placed.day if way == "later" else to < placed.day):
        listed[id_] = Placed(placed.event, to, placed.sequence)


def _when(placed: Placed) -> tuple[date, int]:
    return placed.day, placed.sequence


def _not_before(link: Link, listed: dict[str, Placed]) -> date:
    return add_days(listed[link.event].day, link.lag)


def _in_order(link: Link, placed: Placed, listed: dict[str, Placed]) -> bool:
    return placed.day >= _not_before(link, listed) and _when(placed) > _when(listed[link.event])
