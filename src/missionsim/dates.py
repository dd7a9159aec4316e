"""
Dates as sources give them: a day, a month, a bound, a span; and day arithmetic on them.

The notation is a subset of EDTF (ISO 8601-2:2019):

=====================  =======================================================================
``2026-01-17``         a day
``2025-09``, ``2014``  one unknown day in that month or year (an *instant*)
``2025-0X``, ``201X``  the same, with digits not known; all digits after an ``X`` are ``X``
``2025-21``            a season (21-32), quarter (33-36), third (37-39) or half (40-41) of a year
``2014~``, ``?``, ``%``  approximate, uncertain, both: widen nothing by themselves
``2025-09/2025-10``    a *span*: it went on from the one to the other; ``..`` open, nothing: unknown
``[..2025-09]``        a *bound*: one unknown day on or before; ``[2025-09..]``, ``[A..B]`` likewise
=====================  =======================================================================

The resolution is a calendar day in the proleptic Gregorian calendar, years 1 to 9999; there is no clock and no
time zone. Seasons are the meteorological ones, three whole months each: 21 to 28 as in the northern hemisphere, 29
to 32 as in the southern; the one that starts in December belongs to the year of that December.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal

from attrs import field, frozen

from missionsim.errors import DateError

Kind = Literal["instant", "span", "bound"]
Range = tuple[date | None, date | None]

ACCEPTED = "a date such as 2026-01-17, 2025-09, 2014, 2025-0X, 2014~, 2025-09-01/2025-09-30 or [..2025-09]"

_WHOLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2}))?(?:-(?P<day>[\dX]{2}))?(?P<mark>[~?%]?)", re.ASCII)
_OFFSET = re.compile(r"(?P<sign>[+-]?)(?P<count>\d{1,7})(?P<unit>[dwmy])", re.ASCII)

# First month and number of months of each sub-year grouping of ISO 8601-2:2019, 4.8.
_GROUPINGS = {
    **{code: (first, 3) for code, first in zip(range(21, 25), (3, 6, 9, 12), strict=True)},
    **{code: (first, 3) for code, first in zip(range(25, 29), (3, 6, 9, 12), strict=True)},
    **{code: (first, 3) for code, first in zip(range(29, 33), (9, 12, 3, 6), strict=True)},
    **{code: (first, 3) for code, first in zip(range(33, 37), (1, 4, 7, 10), strict=True)},
    **{code: (first, 4) for code, first in zip(range(37, 40), (1, 5, 9), strict=True)},
    **{code: (first, 6) for code, first in zip(range(40, 42), (1, 7), strict=True)},
}
_GROUPING_NAMES = ((32, "season"), (36, "quarter"), (39, "third"), (41, "half"))
_COARSENESS = ("day", "month", "quarter", "season", "third", "half", "year", "decade", "century", "open")


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

    @classmethod
    def parse(cls, text: str) -> ImpreciseDate:
        """
        Read EDTF text.

        Raises:
            DateError: If *text* is not in the subset, or names no day.
        """
        if text.startswith("[") and text.endswith("]"):
            return _bound(text)
        if "/" in text:
            return _span(text)
        first, last, precision, mark = _instant(text, text)
        return cls(text, "instant", precision, mark in ("~", "%"), mark in ("?", "%"), (first, last), (first, last))

    @classmethod
    def of(cls, value: date | str | ImpreciseDate) -> ImpreciseDate:
        """
        An imprecise date from a day, EDTF text, or itself.

        Raises:
            DateError: If *value* is anything else, a ``datetime`` included: there is no clock here.
        """
        if isinstance(value, ImpreciseDate):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        if isinstance(value, datetime):
            raise DateError(f"{value} has a time of day; accepted: {ACCEPTED}")
        if isinstance(value, date):
            return _precise(value)
        raise DateError(f"{value!r} is not a date; accepted: {ACCEPTED}")

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
        return (days, _COARSENESS.index(self.precision), self.approximate or self.uncertain)

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
        Earliest and latest day when qualifiers widen the date.

        Args:
            approximate: Days by which ``~`` widens it on each side.

            uncertain: Days by which ``?`` widens it on each side; ``%`` takes the larger of the two.

        Returns:
            Earliest and latest day, inclusive; ``None`` for a side that is open or unknown.
        """
        by = max(approximate * self.approximate, uncertain * self.uncertain)
        if not by:
            return self.earliest, self.latest
        return (self.earliest and _within_years(self.earliest, -by), self.latest and _within_years(self.latest, by))

    def shifted(self, days: int) -> ImpreciseDate:
        """
        The same date, whole, *days* later (earlier if negative).

        A day stays a day. Any other instant becomes the bound ``[A..B]`` between its shifted ends, for a month that
        slips ten days is no month any more; a span runs between its shifted outermost days. Qualifiers stay.

        Raises:
            DateError: If a day leaves the years 1 to 9999.
        """
        if not days:
            return self
        mark = _MARKS[self.approximate, self.uncertain]
        first, last = ("" if end is None else f"{add_days(end, days)}{mark}" for end in (self.earliest, self.latest))
        if self.kind == "span":
            before, _, after = self.text.partition("/")
            return ImpreciseDate.parse(f"{first or before}/{last or after}")
        return ImpreciseDate.parse(first if first == last else f"[{first}..{last}]")

    def __str__(self) -> str:
        return self.text


@frozen
class Shifted:
    """
    A day after arithmetic.

    Args:
        day: The day.

        clipped: Whether the month was too short, so that its last day was taken (31 January plus a month).
    """

    day: date
    clipped: bool = False


@frozen
class Offset:
    """
    A length of time: whole days, or whole calendar months.

    Args:
        text: Such as ``+135d``, ``2w``, ``-14m``, ``1y``; days, weeks, months, years.

        days: The whole days in it.

        months: The whole months in it; a year has twelve.
    """

    text: str
    days: int = field(eq=False, repr=False)
    months: int = field(eq=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Offset:
        """
        Read an offset.

        Raises:
            DateError: If *text* is not a number of days, weeks, months or years.
        """
        match = _OFFSET.fullmatch(text)
        if match is None:
            raise DateError(f"{text!r} is not a length of time; accepted: +135d, 2w, -14m or 1y")
        count = int(match["count"]) * (-1 if match["sign"] == "-" else 1)
        days = count * {"d": 1, "w": 7}.get(match["unit"], 0)
        months = count * {"m": 1, "y": 12}.get(match["unit"], 0)
        return cls(text, days, months)

    def after(self, day: date) -> Shifted:
        """
        The day that lies this long after *day*, which counts as day zero.

        Raises:
            DateError: If it leaves the years 1 to 9999.
        """
        if self.months:
            return add_months(day, self.months)
        return Shifted(add_days(day, self.days))

    def __str__(self) -> str:
        return self.text


def add_days(day: date, days: int) -> date:
    """
    The day *days* after *day* (before, if negative).

    Raises:
        DateError: If it leaves the years 1 to 9999.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateError(f"{day} {days:+d} days leaves the years 1 to 9999") from None


def add_months(day: date, months: int) -> Shifted:
    """
    The same day of the month, *months* calendar months later; the month's last day where it is too short.

    Raises:
        DateError: If it leaves the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise DateError(f"{day} {months:+d} months leaves the years 1 to 9999")
    last = monthrange(year, month + 1)[1]
    return Shifted(date(year, month + 1, min(day.day, last)), clipped=day.day > last)


def counted(days: int) -> str:
    """
    A number of days in words, whichever way they go: ``1 day``, ``90 days``.
    """
    return f"{abs(days)} day{'' if abs(days) == 1 else 's'}"


def _within_years(day: date, days: int) -> date:
    """
    The day *days* after *day*, or the last (or first) one of the calendar if that leaves it.
    """
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


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


_MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}


def _known_end(value: date | str | ImpreciseDate, which: Literal["first", "last"]) -> date:
    when = ImpreciseDate.of(value)
    day = when.earliest if which == "first" else when.latest
    if day is None:
        raise DateError(f"{when.text!r} has no {which} day; accepted: a day, a month or a year")
    return day


def _precise(day: date) -> ImpreciseDate:
    return ImpreciseDate(day.isoformat(), "instant", "day", False, False, (day, day), (day, day))


def _bad(text: str, why: str) -> DateError:
    return DateError(f"{text!r} {why}; accepted: {ACCEPTED}")


def _bound(text: str) -> ImpreciseDate:
    before, dots, after = text[1:-1].partition("..")
    if not dots or after == ".." or not (before or after):
        raise _bad(text, "is not a bound")
    return _between(text, "bound", before, after)


def _span(text: str) -> ImpreciseDate:
    before, _, after = text.partition("/")
    if before in ("", "..") and after in ("", ".."):
        raise _bad(text, "has neither a beginning nor an end")
    return _between(text, "span", before, after)


def _between(text: str, kind: Kind, before: str, after: str) -> ImpreciseDate:
    open_side = (None, None, "open", "")
    first = open_side if before in ("", "..") else _instant(before, text)
    last = open_side if after in ("", "..") else _instant(after, text)
    if first[0] and last[1] and first[0] > last[1]:
        raise _bad(text, "ends before it begins")
    marks = first[3] + last[3]
    if kind == "bound":
        start = end = (first[0], last[1])
    else:  # it can't begin after its last day, nor end before its first
        start = (first[0], min(filter(None, (first[1], last[1])), default=None))
        end = (max(filter(None, (first[0], last[0])), default=None), last[1])
    return ImpreciseDate(
        text,
        kind,
        max(first[2], last[2], key=_COARSENESS.index),
        any(mark in marks for mark in "~%"),
        any(mark in marks for mark in "?%"),
        start,
        end,
    )


def _instant(part: str, text: str) -> tuple[date, date, str, str]:
    """
    First day, last day, precision and qualifier of *part*, which stands in *text*.
    """
    match = _WHOLE.fullmatch(part)
    if match is None:
        raise _bad(text, "is not a date")
    year, month, day, mark = match["year"], match["month"] or "", match["day"] or "", match["mark"]
    digits = year + month + day
    if "X" in digits[:2]:
        raise _bad(text, "leaves the century open")
    if "X" in digits.rstrip("X"):
        raise _bad(text, "leaves open a digit before a known one")
    if month.isdigit() and int(month) in _GROUPINGS and not day:
        return (*_grouping(int(year), int(month), text), mark)
    return (*_masked(year, month, day, text), mark)


def _masked(year: str, month: str, day: str, text: str) -> tuple[date, date, str]:
    """
    First and last day that fit the digits, and the unit in which they are known.
    """
    years = [_year(int(year.replace("X", digit)), text) for digit in "09"]
    months = _fitting(month, 1, 12)
    if not months:
        raise _bad(text, f"has no month {month}")
    days = _fitting(day, 1, monthrange(years[1], months[-1])[1])
    if not days:
        raise _bad(text, f"has no day {day}")
    if year.endswith("X"):
        precision = "decade" if year[2] != "X" else "century"
    elif not month.isdigit():
        precision = "year"
    else:
        precision = "day" if day.isdigit() else "month"
    return date(years[0], months[0], days[0]), date(years[1], months[-1], days[-1]), precision


def _fitting(mask: str, lowest: int, highest: int) -> list[int]:
    """
    The numbers that fit a two-digit *mask* such as ``1X``; all of them where there is no mask.
    """
    pattern = re.compile((mask or "XX").replace("X", r"\d"))
    return [number for number in range(lowest, highest + 1) if pattern.fullmatch(f"{number:02d}")]


def _grouping(year: int, code: int, text: str) -> tuple[date, date, str]:
    month, length = _GROUPINGS[code]
    first = date(_year(year, text), month, 1)
    try:
        final = add_months(first, length - 1).day
    except DateError:
        raise _bad(text, "leaves the years 1 to 9999") from None
    last = final.replace(day=monthrange(final.year, final.month)[1])
    return first, last, next(name for highest, name in _GROUPING_NAMES if code <= highest)


def _year(year: int, text: str) -> int:
    if year < date.min.year:
        raise _bad(text, "has no year 0 in this calendar")
    return year
