"""
A tiny reader of imprecise dates and lengths of time: only the notations that the generators use.
"""

from __future__ import annotations

import calendar
import datetime as dt

Days = tuple[int | None, int | None]


def ordinal(text: str) -> int:
    """
    The number of one precisely dated day.
    """
    return dt.date.fromisoformat(text).toordinal()


def text_of(day: int) -> str:
    """
    The day with that number, in ISO 8601.
    """
    return dt.date.fromordinal(day).isoformat()


def window(text: str) -> Days:
    """
    First and last day that a date allows; ``None`` for a side that is open.

    Read are ``2030-06-01``, ``2030-06``, ``2030``, ``[A..B]``, ``[..B]``, ``[A..]`` and ``A/B``.
    """
    if is_span(text):
        first, last = text.split("/")
        return window(first)[0], window(last)[1]
    if text.startswith("["):
        first, last = text.strip("[]").split("..")
        return (window(first)[0] if first else None), (window(last)[1] if last else None)
    year, month, day = [*(int(part) for part in text.split("-")), 0, 0][:3]
    if day:
        return ordinal(text), ordinal(text)
    last_month = month or 12
    last_day = calendar.monthrange(year, last_month)[1]
    return dt.date(year, month or 1, 1).toordinal(), dt.date(year, last_month, last_day).toordinal()


def is_span(text: str) -> bool:
    """
    Whether it is a stretch from one day to another, which a deadline takes as the window to become true in.
    """
    return "/" in text


def is_offset(text: str) -> bool:
    """
    Whether it is a length of time, such as ``+135d``, ``2w``, ``14m`` or ``1y``.
    """
    return text[-1] in "dwmy"


def after(day: int, offset: str) -> int:
    """
    The day that lies a length of time after *day*; a day that its month does not have is the last of that month.
    """
    count = int(offset[:-1])
    if offset[-1] in "dw":
        return day + count * (7 if offset[-1] == "w" else 1)
    months = count * (12 if offset[-1] == "y" else 1)
    begin = dt.date.fromordinal(day)
    years, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return dt.date(years, month + 1, min(begin.day, calendar.monthrange(years, month + 1)[1])).toordinal()
