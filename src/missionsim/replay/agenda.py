"""
Which event happens on which day: the days that dates and dependencies leave, and what no choice of them keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from attrs import frozen

from missionsim.record.dates import add_days
from missionsim.record.events import Event, Link
from missionsim.record.record import Record
from missionsim.record.windows import distinct
from missionsim.replay.links import Links, Tie, tightened

Reading = Literal["latest", "earliest"]
# First and last day of every event, as ordinals.
Written = tuple[Sequence[int], Sequence[int]]


@frozen
class Contradiction:
    """
    An event that no choice of days within the written dates puts behind what it depends on.

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
        return f"{self.event} on {self.day} contradicts {self.link.event}: not before {self.not_before}"


@frozen(eq=False)
class Windows:
    """
    The days on which events can have been, by what is written and what depends on what.

    Args:
        lows: First day of every event, as an ordinal.

        highs: Last day of every event, as an ordinal, inclusive.

        broken: The dependencies that no choice of days keeps.
    """

    lows: Sequence[int]
    highs: Sequence[int]
    broken: Sequence[Tie]

    def days(self, reading: Reading) -> Sequence[int]:
        """
        All events at one end.
        """
        return self.highs if reading == "latest" else self.lows


def windows_of(written: Written, links: Links) -> Windows:
    """
    The days that dates and dependencies leave to every event.

    Args:
        written: First and last day of every event by its date alone.

        links: The dependencies.
    """
    lows, highs = written
    if not links.ties:
        return Windows(lows, highs, [])
    lows, highs = list(lows), list(highs)
    broken = tightened(lows, highs, links)
    return Windows(lows, highs, broken)


def written_windows(record: Record) -> Written:
    """
    First and last day of every event by its date alone; what may lie beyond the horizon is read within it.
    """
    widening, horizon = record.widening, record.horizon.toordinal()
    start = widening.start.toordinal()
    dates = [event.date for event in record.events]
    known = {id(when): _window(*widening.of(when), start, horizon) for when in distinct(dates)}
    windows = [known[each] for each in map(id, dates)]
    lows, highs = [low for low, _ in windows], [high for _, high in windows]
    return lows, lows if lows == highs else highs


def rewritten_windows(record: Record, changed: Iterable[int], written: Written) -> Written:
    """
    The same of a record that differs from another in few dates and in nothing else, its first day included.

    Args:
        record: The record.

        changed: Positions of the events that have other dates.

        written: The windows of the other.
    """
    widening, start, horizon = record.widening, record.first_day.toordinal(), record.horizon.toordinal()
    lows, highs = map(list, written)
    for position in changed:
        lows[position], highs[position] = _window(*widening.of(record.events[position].date), start, horizon)
    return lows, highs


def _window(earliest: date | None, latest: date | None, start: int, horizon: int) -> tuple[int, int]:
    low = start if earliest is None else earliest.toordinal()
    high = max(low, horizon) if latest is None else latest.toordinal()
    if low <= horizon < high:
        high = horizon
    return min(low, high), high


def contradictions(record: Record, windows: Windows, days: Sequence[int]) -> tuple[Contradiction, ...]:
    """
    The dependencies that are broken, in document order of the events.
    """
    found = sorted(windows.broken, key=lambda tie: tie.after)
    return tuple(_contradiction(record.events, tie, days[tie.after], days[tie.before] + tie.lag) for tie in found)


def _contradiction(events: Sequence[Event], tie: Tie, day: int, first: int) -> Contradiction:
    not_before = add_days(date.fromordinal(first - tie.lag), tie.lag)
    return Contradiction(events[tie.after].id, date.fromordinal(day), tie.link, not_before)
