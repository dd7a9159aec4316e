"""
Strategies for days and imprecise dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import hypothesis.strategies as st

from missionsim.record.dates import ImpreciseDate

FIRST_DAY = date(2026, 1, 1)


@cache
def days(first: date = FIRST_DAY, last: date = FIRST_DAY + timedelta(days=20)) -> st.SearchStrategy[date]:
    """
    Days from *first* to *last*, both inclusive.
    """
    return st.dates(first, last)


@st.composite
def imprecise_dates(draw: st.DrawFn, *, first: date = date(1, 2, 1), last: date = date(9998, 12, 31)) -> ImpreciseDate:
    """
    Imprecise dates of every form, whose known days lie about *first* to *last*: digits left open may go beyond.
    """
    instant = _instants(first, last)
    form = draw(st.sampled_from(("{}", "[..{}]", "[{}..]", "{}/..", "../{}", "{}/", "/{}", "[{}..{}]", "{}/{}")))
    if form.count("{}") == 1:
        return ImpreciseDate.parse(form.format(draw(instant)))
    ends = sorted(ImpreciseDate.parse(draw(instant)).sort_key for _ in range(2))
    return ImpreciseDate.parse(form.format(ends[0][2], ends[1][2]))


@cache
@st.composite
def _instants(draw: st.DrawFn, first: date, last: date) -> str:
    day = draw(st.dates(first, last))
    year = f"{day.year:04d}"
    form = draw(
        st.sampled_from(
            (
                day.isoformat(),
                f"{year}-{day.month:02d}",
                year,
                f"{year}-{draw(st.integers(21, 41))}",
                f"{year}-{'1X' if day.month > 9 else '0X'}",  # noqa: PLR2004  October has two digits
                f"{year}-XX",
                f"{year}-{day.month:02d}-XX",
                f"{year}-{day.month:02d}-0X",
                f"{max(day.year, 10):04d}"[:3] + "X",
                f"{max(day.year, 100):04d}"[:2] + "XX",
            )
        )
    )
    return form + draw(st.sampled_from(("", "", "~", "?", "%")))


@cache
def near_dates() -> st.SearchStrategy[ImpreciseDate]:
    """
    Dates close to each other, mostly days, so that events meet.
    """
    precise = days().map(ImpreciseDate.of)
    spans = st.tuples(days(), days()).map(sorted).map(lambda ends: ImpreciseDate.parse(f"[{ends[0]}..{ends[1]}]"))
    vague = st.sampled_from(("2026-01", "2026-01-1X", "[..2026-01-15]", "[2026-01-15..]", "2026-01-10~")).map(
        ImpreciseDate.of
    )
    return st.one_of(precise, precise, precise, spans, vague)
