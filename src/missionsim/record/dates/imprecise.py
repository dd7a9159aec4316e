"""
Dates as sources give them, and the days that a question means.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from attrs import field, frozen

from missionsim.errors import DateError, shown
from missionsim.record.dates.arithmetic import add_days, within_years
from missionsim.record.dates.edtf import ACCEPTED, COARSENESS, Kind, Notation, Range, read

# What a qualifier is: approximate, uncertain.
_QUALIFIED = {"": (False, False), "~": (True, False), "?": (False, True), "%": (True, True)}


@frozen
class ImpreciseDate:
    """
    A date as a source gives it. Made by :meth:`parse` or :meth:`of`; equal where the text is equal.

    There is no ``<`` between imprecise dates: ask :meth:`certainly_before` or :meth:`possibly_before`, and sort by
    :attr:`sort_key`.

    Args:
        text: The EDTF text, printed back as it was read.

        kind: ``"instant"`` (one day, perhaps not known which), ``"span"`` (it went on) or ``"bound"`` (one day on
            one side of, or between, two dates).

        precision: The unit in which it is known, the coarser one where there are two: ``"day"``, ``"month"``,
            ``"quarter"``, ``"season"``, ``"third"``, ``"half"``, ``"year"``, ``"decade"``, ``"century"``, or
            ``"open"`` where a side is open or unknown.

        approximate: Whether a ``~`` or ``%`` stands in it.

        uncertain: Whether a ``?`` or ``%`` stands in it.
    """

    text: str
    kind: Kind = field(eq=False, repr=False)
    precision: str = field(eq=False, repr=False)
    approximate: bool = field(eq=False, repr=False)
    uncertain: bool = field(eq=False, repr=False)
    _start: Range = field(eq=False, repr=False)
    _end: Range = field(eq=False, repr=False)
    _marks: tuple[str, str] = field(default=("", ""), eq=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> ImpreciseDate:
        """
        Read EDTF text.

        Raises:
            DateError: If *text* is not in the subset, or names no day.
        """
        if not isinstance(text, str):
            raise DateError(f"{shown(text)} is not a date; accepted: {ACCEPTED}")
        return _parsed(text)

    @classmethod
    def of(cls, value: date | str | ImpreciseDate) -> ImpreciseDate:
        """
        An imprecise date from a day, EDTF text, or itself.

        A ``datetime`` at midnight without a time zone is its day; so are the timestamps of data frames.

        Raises:
            DateError: If *value* is anything else, a time of day included: there is no clock here.
        """
        if isinstance(value, ImpreciseDate):
            return value
        if value.__class__ is date:
            return _precise(value)
        return cls.parse(value) if isinstance(value, str) else _precise(_whole_day(value))

    @property
    def earliest(self) -> date | None:
        """
        The first day it can have happened (or begun); ``None`` where that side is open or unknown.
        """
        return self._start[0]

    @property
    def latest(self) -> date | None:
        """
        The last day it can have happened (or ended), inclusive; ``None`` where that side is open or unknown.
        """
        return self._end[1]

    @property
    def days(self) -> int | None:
        """
        The number of days from earliest to latest, both included; ``None`` if a side is open or unknown.
        """
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days + 1

    @property
    def is_precise(self) -> bool:
        """
        Whether it is one known day without a qualifier.
        """
        return self.days == 1 and not self.approximate and not self.uncertain

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """
        A total order for listings: by earliest day, then latest, then text; open sides first and last.
        """
        return (self.earliest or date.min, self.latest or date.max, self.text)

    @property
    def vagueness(self) -> tuple[int, int, bool]:
        """
        A total order from sharp to vague: by days (no end last), then by unit, then qualified after plain.
        """
        days = self.days or (date.max - date.min).days + 1
        return (days, COARSENESS.index(self.precision), self.approximate or self.uncertain)

    def certainly_before(self, other: ImpreciseDate) -> bool:
        """
        Whether it was over before *other* began, whichever days they really were.
        """
        mine, others = self._end[1], other._start[0]
        return mine is not None and others is not None and mine < others

    def possibly_before(self, other: ImpreciseDate) -> bool:
        """
        Whether it may have been over before *other* began.
        """
        return (self._end[0] or date.min) < (other._start[1] or date.max)

    def widened(self, *, approximate: int = 0, uncertain: int = 0) -> Range:
        """
        Earliest and latest day when qualifiers widen the ends that they stand on.

        Args:
            approximate: Days by which ``~`` widens an end.

            uncertain: Days by which ``?`` widens an end; ``%`` takes the larger of the two.

        Returns:
            Earliest and latest day, inclusive; ``None`` for a side that is open or unknown.
        """
        if self._marks == ("", ""):
            return self.earliest, self.latest
        first, last = (
            max(approximate * is_approximate, uncertain * is_uncertain)
            for is_approximate, is_uncertain in (_QUALIFIED[mark] for mark in self._marks)
        )
        return (
            self.earliest and within_years(self.earliest, -first),
            self.latest and within_years(self.latest, last),
        )

    def shifted(self, days: int) -> ImpreciseDate:
        """
        The same date, whole, *days* later (earlier if negative).

        A day stays a day. Any other instant becomes the bound ``[A..B]`` between its shifted ends, for a month that
        slips ten days is no month any more; a span runs between its shifted outermost days. Qualifiers stay with the
        ends that they stand on.

        Raises:
            DateError: If a day leaves the years 1 to 9999.
        """
        if isinstance(days, bool) or not isinstance(days, int):
            raise DateError(f"{shown(days)} is not a number of days; accepted: a whole number")
        if not days:
            return self
        first, last = (
            "" if end is None else f"{add_days(end, days)}{mark}"
            for end, mark in zip((self.earliest, self.latest), self._marks, strict=True)
        )
        if self.kind == "span":
            before, _, after = self.text.partition("/")
            return ImpreciseDate.parse(f"{first or before}/{last or after}")
        return ImpreciseDate.parse(first if first == last else f"[{first}..{last}]")

    def __str__(self) -> str:
        return self.text


def last_day(value: date | str | ImpreciseDate) -> date:
    """
    The day a question means: *value* itself, or the last day of a month or year.

    Raises:
        DateError: If *value* is no date, or has no last day.
    """
    return _known_end(value, "last")


def first_day(value: date | str | ImpreciseDate) -> date:
    """
    The first day of *value*: itself, or the first day of a month or year.

    Raises:
        DateError: If *value* is no date, or has no first day.
    """
    return _known_end(value, "first")


def _known_end(value: date | str | ImpreciseDate, which: Literal["first", "last"]) -> date:
    when = ImpreciseDate.of(value)
    day = when.earliest if which == "first" else when.latest
    if day is None:
        raise DateError(f"{shown(when.text)} has no {which} day; accepted: a day, a month or a year")
    return day


@lru_cache(maxsize=8192)
def _parsed(text: str) -> ImpreciseDate:
    return _of(str.__str__(text), read(text))


@lru_cache(maxsize=65_536)
def _precise(day: date) -> ImpreciseDate:
    return _of(day.isoformat(), Notation("instant", "day", (day, day), (day, day), ("", "")))


def _of(text: str, said: Notation) -> ImpreciseDate:
    qualified = [_QUALIFIED[mark] for mark in said.marks]
    is_approximate, is_uncertain = (any(side) for side in zip(*qualified, strict=True))
    return ImpreciseDate(
        text, said.kind, said.precision, is_approximate, is_uncertain, said.start, said.end, said.marks
    )


def _whole_day(value: object) -> date:
    """
    The day that a date of another class is.

    Raises:
        DateError: If it is none, or has a time of day.
    """
    if not isinstance(value, date) or value != value:  # noqa: PLR0124  the missing timestamp of data frames
        raise DateError(f"{shown(value)} is not a date; accepted: {ACCEPTED}")
    if isinstance(value, datetime) and not _is_midnight(value):
        raise DateError(f"{value} has a time of day; accepted: {ACCEPTED}")
    return date(value.year, value.month, value.day)


def _is_midnight(value: datetime) -> bool:
    """
    Whether it is the beginning of a day, without a time zone; the timestamps of data frames count nanoseconds as well.
    """
    return value.timetz() == time() and getattr(value, "nanosecond", None) in (None, 0)
