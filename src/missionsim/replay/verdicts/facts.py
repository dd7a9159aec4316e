"""
What is known of days: that one event lies some days behind another or a day, or comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from missionsim.replay.readings.network import Days, Edge

DAYS_ONLY = -(10**9)
LONG_AGO, FOREVER = -(10**8), 10**8


class Fact(NamedTuple):
    """
    One event lies at least some days behind another.

    Args:
        before: The earlier event; ``None`` for day 0, so that *lag* is a day.

        after: The later event; ``None`` for day 0, so that *lag* is a day, its sign turned.

        lag: Days between the two, at least; of two events, negative if the second may lie so much earlier.

        is_order: Whether the one comes after the other also within a day.
    """

    before: int | None
    after: int | None
    lag: int
    is_order: bool = False

    @property
    def opposite(self) -> Fact:
        """
        What is true where this is not.
        """
        if self.is_order:
            return Fact(self.after, self.before, 0, is_order=True)
        return Fact(self.after, self.before, 1 - self.lag)

    def is_implied(self, days: Days) -> bool:
        """
        Whether the bounds of the days say as much.
        """
        first = 0 if self.after is None else days.lo[self.after]
        last = 0 if self.before is None else days.hi[self.before]
        return first - last >= self.lag + self.is_order


def not_before(event: int, day: int) -> Fact:
    """
    An event lies on *day* or later.
    """
    return Fact(None, event, day)


def not_after(event: int, day: int) -> Fact:
    """
    An event lies on *day* or earlier.
    """
    return Fact(event, None, -day)


def pinned(event: int, day: int) -> list[Fact]:
    """
    An event lies on *day*.
    """
    return [not_before(event, day), not_after(event, day)]


def tried(days: Days, facts: Iterable[Fact]) -> Days | None:
    """
    The days where *facts* are true too; ``None`` if there are none.
    """
    edges: list[Edge] = []
    clamps: dict[int, tuple[int, int]] = {}
    for before, after, lag, is_order in facts:
        if before is not None and after is not None:
            edges.append(Edge(before, after, lag, None if is_order else DAYS_ONLY))
        elif after is not None:
            first, last = clamps.get(after, (LONG_AGO, FOREVER))
            clamps[after] = (max(first, lag), last)
        else:
            assert before is not None, "a fact is about an event"  # noqa: S101
            first, last = clamps.get(before, (LONG_AGO, FOREVER))
            clamps[before] = (first, min(last, -lag))
    return days.trial(edges, clamps)


def has_order(days: Days) -> bool:
    """
    Whether something is asked of orders beyond what the record itself implies.
    """
    return any(edge.source != DAYS_ONLY for edge in days.extra)


def ordered(days: Days, vector: Sequence[int]) -> Days:
    """
    The same days with the edges only that say which event comes after which.
    """
    kept = tuple(edge for edge in days.extra if edge.source != DAYS_ONLY)
    if len(kept) == len(days.extra):
        return days
    copy = Days(zip(vector, vector, strict=True))
    copy.successors, copy.predecessors = days.successors, days.predecessors
    again = copy.trial(kept)
    assert again is not None, "the vector keeps all edges"  # noqa: S101
    return again
