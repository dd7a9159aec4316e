"""
What happened in a replay, as flat columns of small integers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

Disposition = Literal["applied", "refused", "deferred", "stranded", "orphaned"]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)
UNAPPLIED: tuple[Disposition, ...] = ("refused", "orphaned", "stranded")
APPLIED, REFUSED, DEFERRED, STRANDED, ORPHANED = range(len(DISPOSITIONS))


class Columns:
    """
    A row per firing that was tried, each followed by a row per automatic change that it set off.

    Attributes:
        what: The firing; of an automatic change, ``~`` of its entity.

        day: The day, as an ordinal.

        before: State of the entity before it.

        after: State of the entity after it.

        how: Position of the transition taken among those of its trigger in that state; where none was, the
            disposition, negative.

        requested: The day on which a firing that waited was to happen, by its row.
    """

    __slots__ = ("after", "before", "day", "how", "requested", "what")

    def __init__(self) -> None:
        self.what = array("i")
        self.day = array("i")
        self.before = array("H")
        self.after = array("H")
        self.how = array("h")
        self.requested: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.what)

    def add(self, what: int, day: int, before: int, after: int, how: int) -> None:
        """
        Add a row.
        """
        self.what.append(what)
        self.day.append(day)
        self.before.append(before)
        self.after.append(after)
        self.how.append(how)

    def extend(
        self,
        what: Sequence[int],
        day: Sequence[int],
        before: Sequence[int],
        after: Sequence[int],
        how: Mapping[int, int],
    ) -> None:
        """
        Add many rows; *how* only of those where it is not 0, by their place among these.
        """
        length = len(self)
        self.what.extend(array("i", what))
        self.day.extend(array("i", day))
        self.before.extend(array("H", before))
        self.after.extend(array("H", after))
        self.how.extend(array("h", bytes(2 * len(what))))
        for row, each in how.items():
            self.how[length + row] = each

    def cut(self, length: int) -> None:
        """
        Take back all rows from *length* on.
        """
        for column in self.all:
            del column[length:]
        self.requested = {row: day for row, day in self.requested.items() if row < length}

    def copy(self) -> Columns:
        """
        An independent copy.
        """
        other = Columns()
        other.add_all(self)
        return other

    @property
    def all(self) -> tuple[array[int], ...]:
        """
        All columns that have an entry per row.
        """
        return self.what, self.day, self.before, self.after, self.how

    def add_all(self, other: Columns) -> None:
        """
        Add all rows of *other*.
        """
        for mine, its in zip(self.all, other.all, strict=True):
            mine.extend(its)
        self.requested.update(other.requested)

    def add_rows(self, other: Columns, rows: range) -> None:
        """
        Add some rows of *other*, in which nothing waited.
        """
        for mine, its in zip(self.all, other.all, strict=True):
            mine.extend(its[rows.start : rows.stop])

    @property
    def are_applied(self) -> bool:
        """
        Whether every firing was applied.
        """
        return not self.how or min(self.how) >= APPLIED

    def until(self, day: int) -> int:
        """
        Number of rows up to the end of *day*.
        """
        return bisect_right(self.day, day)

    def disposition(self, row: int) -> Disposition:
        """
        What became of the firing in a row.
        """
        return DISPOSITIONS[max(-self.how[row], APPLIED)]
