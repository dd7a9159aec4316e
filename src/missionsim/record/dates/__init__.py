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

from missionsim.record.dates.arithmetic import Offset, Shifted, add_days, add_months, counted
from missionsim.record.dates.edtf import ACCEPTED, Kind, Range
from missionsim.record.dates.imprecise import ImpreciseDate, first_day, last_day

__all__ = [
    "ACCEPTED",
    "ImpreciseDate",
    "Kind",
    "Offset",
    "Range",
    "Shifted",
    "add_days",
    "add_months",
    "counted",
    "first_day",
    "last_day",
]
