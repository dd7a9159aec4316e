"""
Whether a condition held, day by day, kept as the days on which that changed and the days of counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from attrs import frozen

Answer = bool | None
Answers = tuple[tuple[int, Answer], ...]


@frozen
class Run:
    """
    Days in a row with one answer.

    Args:
        first: First day, as an ordinal.

        last: Last day, inclusive.

        answer: Whether the condition held at their ends; ``None`` where nobody can tell.
    """

    first: int
    last: int
    answer: Answer


@frozen
class Truth:
    """
    Whether a condition holds at the end of each day.

    A count speaks for its own day. So the answer of a day is given in two parts: by the states alone, every measured
    leaf left open (``None``), and, on a day with a count that the condition asks for, by the states and the counts of
    that day, whatever was counted before left out. Without measured leaves the first part is all there is.

    Args:
        changes: Day and answer of the states alone, wherever it changed; the first entry is the first day looked at.

        counts: Day and answer with the counts, of every day with a count, whether or not it changes anything.
    """

    changes: Answers = ()
    counts: Answers = ()

    @property
    def first(self) -> int:
        """
        The first day looked at.
        """
        return self.changes[0][0] if self.changes else _FOREVER

    def on(self, day: int) -> Answer:
        """
        The answer at the end of *day*; in doubt before the first day looked at.
        """
        position = bisect_right(self.counts, day, key=_day) - 1
        if position >= 0 and self.counts[position][0] == day:
            return self.counts[position][1]
        return self.by_states(day)

    def by_states(self, day: int) -> Answer:
        """
        The answer at the end of *day* as far as the states alone give it.
        """
        position = bisect_right(self.changes, day, key=_day) - 1
        return self.changes[position][1] if position >= 0 else None

    def last_counted(self, day: int) -> int | None:
        """
        The last day with a count, by the end of *day*.
        """
        position = bisect_right(self.counts, day, key=_day) - 1
        return self.counts[position][0] if position >= 0 else None

    def first_said(self, start: int, end: int) -> Answer:
        """
        What the first count from *start* to *end* says that decides what the states leave open.
        """
        for day, answer in self.counts[bisect_right(self.counts, start - 1, key=_day) :]:
            if day <= end and answer is not None and self.by_states(day) is None:
                return answer
        return None

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """
        All days in order, as runs whose neighbours differ; the last one lasts.
        """
        found: list[Run] = []
        for run in self._pieces():
            if found and found[-1].answer is run.answer and found[-1].last + 1 == run.first:
                found[-1] = Run(found[-1].first, run.last, run.answer)
            else:
                found.append(run)
        return tuple(found)

    def _pieces(self) -> Iterator[Run]:
        counts = dict(self.counts)
        starts = {day for day, _ in self.changes} | set(counts)
        cuts = sorted(starts | {day + 1 for day in counts if day + 1 >= self.first})
        for day, following in pairwise([*cuts, _FOREVER]):
            if day in counts:
                yield Run(day, day, counts[day])
            else:
                yield Run(day, following - 1, self.by_states(day))


_FOREVER = 10**9


def _day(entry: tuple[int, Answer]) -> int:
    return entry[0]
