"""
The notation of dates: a subset of EDTF, read into the days that it leaves open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

from missionsim.errors import DateError, shown
from missionsim.record.dates.arithmetic import add_months

Kind = Literal["instant", "span", "bound"]
Range = tuple[date | None, date | None]

ACCEPTED = "a date such as 2026-01-17, 2025-09, 2014, 2025-0X, 2014~, 2025-09-01/2025-09-30 or [..2025-09]"

_WHOLE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2}))?(?:-(?P<day>[\dX]{2}))?(?P<mark>[~?%]?)", re.ASCII)

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
COARSENESS = ("day", "month", "quarter", "season", "third", "half", "year", "decade", "century", "open")


# The longest notation is a bound between two qualified days.
_LONGEST = len("[2026-01-10~..2026-01-20~]")


class Notation(NamedTuple):
    """
    What a notation says.

    Args:
        kind: One day, perhaps not known which; a stretch of days; or one day between two dates.

        precision: The unit in which it is known, the coarser one where there are two.

        start: First and last day on which it can have begun; ``None`` for an open side.

        end: First and last day on which it can have ended; ``None`` for an open side.

        marks: The qualifiers of its two ends: ``~``, ``?``, ``%`` or nothing.
    """

    kind: Kind
    precision: str
    start: Range
    end: Range
    marks: tuple[str, str]


def read(text: str) -> Notation:
    """
    What a date's *text* says.

    Raises:
        DateError: If it is not in the subset, or names no day.
    """
    if len(text) > _LONGEST:
        raise _bad(text, "is not a date")
    if text.startswith("[") and text.endswith("]"):
        return _bound(text)
    if "/" in text:
        return _span(text)
    first, last, precision, mark = _instant(text, text)
    return Notation("instant", precision, (first, last), (first, last), (mark, mark))


def _bad(text: str, why: str) -> DateError:
    return DateError(f"{shown(text)} {why}; accepted: {ACCEPTED}")


def _bound(text: str) -> Notation:
    before, dots, after = text[1:-1].partition("..")
    if not dots or after == ".." or not (before or after):
        raise _bad(text, "is not a bound")
    return _between(text, "bound", before, after)


def _span(text: str) -> Notation:
    before, _, after = text.partition("/")
    if before in ("", "..") and after in ("", ".."):
        raise _bad(text, "has neither a beginning nor an end")
    return _between(text, "span", before, after)


def _between(text: str, kind: Kind, before: str, after: str) -> Notation:
    open_side = (None, None, "open", "")
    first = open_side if before in ("", "..") else _instant(before, text)
    last = open_side if after in ("", "..") else _instant(after, text)
    if first[0] and last[1] and first[0] > last[1]:
        raise _bad(text, "ends before it begins")
    if kind == "bound":
        start = end = (first[0], last[1])
    else:  # it can't begin after its last day, nor end before its first
        start = (first[0], min(filter(None, (first[1], last[1])), default=None))
        end = (max(filter(None, (first[0], last[0])), default=None), last[1])
    return Notation(kind, max(first[2], last[2], key=COARSENESS.index), start, end, (first[3], last[3]))


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
