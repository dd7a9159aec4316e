"""
On which days an imprecise date can have been, as one record reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from attrs import frozen

from missionsim.record.dates import ImpreciseDate, Range


@frozen
class Widening:
    """
    What a record makes of an imprecise date: how far qualifiers widen it, and that nothing lies before its start.

    Args:
        approximate: Days on each side for ``~``.

        uncertain: Days on each side for ``?``.

        start: First day of the record.
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

    def window(self, when: ImpreciseDate, last: date) -> tuple[date, date]:
        """
        First and last day on which *when* can have been, inclusive; open sides reach to the start and to *last*.
        """
        earliest, latest = self.of(when)
        return earliest or self.start, last if latest is None else latest

    def is_precise(self, when: ImpreciseDate) -> bool:
        """
        Whether *when* leaves only one day.
        """
        earliest, latest = self.of(when)
        return earliest == latest


def distinct(dates: Iterable[ImpreciseDate]) -> Collection[ImpreciseDate]:
    """
    Some dates, each only once, by identity: a record says few of them many times, and one that is read twice is one.
    """
    return {id(when): when for when in dates}.values()
