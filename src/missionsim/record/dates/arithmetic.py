"""
Day arithmetic in the calendar: lengths of time, and what lies so long after a day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from attrs import field, frozen

from missionsim.errors import DateError, shown

_OFFSET = re.compile(r"(?P<sign>[+-]?)(?P<count>\d{1,7})(?P<unit>[dwmy])", re.ASCII)


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

    Attributes:
        days: The whole days in it.

        months: The whole months in it; a year has twelve.

    Raises:
        DateError: If *text* is not a number of days, weeks, months or years.
    """

    text: str
    days: int = field(init=False, eq=False, repr=False)
    months: int = field(init=False, eq=False, repr=False)

    @days.default
    def _days(self) -> int:
        return _count(self.text, {"d": 1, "w": 7})

    @months.default
    def _months(self) -> int:
        return _count(self.text, {"m": 1, "y": 12})

    @classmethod
    def parse(cls, text: str) -> Offset:
        """
        Read an offset.

        Raises:
            DateError: If *text* is not a number of days, weeks, months or years.
        """
        return cls(text)

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


def _count(text: str, units: Mapping[str, int]) -> int:
    """
    How many of these *units* a length of time has.
    """
    match = _OFFSET.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise DateError(f"{shown(text)} is not a length of time; accepted: +135d, 2w, -14m or 1y")
    return int(match["sign"] + match["count"]) * units.get(match["unit"], 0)


def _check(day: object, count: object, unit: str) -> None:
    if not isinstance(day, date):
        raise DateError(f"{shown(day)} is not a day; accepted: a date")
    if isinstance(count, bool) or not isinstance(count, int):
        raise DateError(f"{shown(count)} is not a number of {unit}; accepted: a whole number")


def add_days(day: date, days: int) -> date:
    """
    The day *days* after *day* (before, if negative).

    Raises:
        DateError: If it leaves the years 1 to 9999.
    """
    _check(day, days, "days")
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
    _check(day, months, "months")
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


def within_years(day: date, days: int) -> date:
    """
    The day *days* after *day*, or the last (or first) one of the calendar if that leaves it.
    """
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))
