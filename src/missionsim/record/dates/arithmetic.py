"""
Day arithmetic in the calendar: lengths of time, and what lies so long after a day.
"""

from __future__ import annotations

import re
from calendar import monthrange
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
        match = _OFFSET.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise DateError(f"{shown(text)} is not a length of time; accepted: +135d, 2w, -14m or 1y")
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
    except TypeError:
        raise DateError(f"{shown(days)} is not a number of days; accepted: a whole number") from None
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


def within_years(day: date, days: int) -> date:
    """
    The day *days* after *day*, or the last (or first) one of the calendar if that leaves it.
    """
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))
