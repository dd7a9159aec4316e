"""
What the values of a record are made with: converters, and the plain types that several of them share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, cast

from immutabledict import immutabledict

from missionsim.record.dates import ImpreciseDate, Offset, first_day, last_day
from missionsim.record.validation import LARGEST, NOTHING

Day = dt.date | str | ImpreciseDate
Scalar = str | int | float | bool
Attributes = immutabledict[str, Scalar | tuple[Scalar, ...]]

NO_ATTRIBUTES: Attributes = NOTHING


def as_tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    """
    One name or several, as a tuple.
    """
    if isinstance(value, tuple):  # the first to be asked: it is so for most of what an event has
        return value
    return (value,) if isinstance(value, str) else items(value)


def items(values: Iterable[Any]) -> tuple[Any, ...]:
    """
    Values as a tuple; what has no order, or is no list at all, as it is, for a validator to refuse.
    """
    if isinstance(values, tuple):
        return values
    if isinstance(values, str | bytes | Mapping | AbstractSet) or not isinstance(values, Iterable):
        return cast("tuple[Any, ...]", values)
    return tuple(values)


def attributes(values: Mapping[str, Any]) -> Attributes:
    """
    Attributes as a frozen table: lists become tuples, days text, and whole numbers are written without a fraction.
    """
    if values is NO_ATTRIBUTES or not isinstance(values, Mapping):
        return cast("Attributes", values)
    return immutabledict({key: _frozen(value) for key, value in values.items()})


def _frozen(value: Any) -> Any:  # noqa: ANN401  what a user gives
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, float) and abs(value) <= LARGEST and value.is_integer():
        return int(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return value


def told_apart(values: Attributes) -> object:
    """
    What makes attributes equal: true is not 1.
    """
    return values and frozenset((key, value, _flags(value)) for key, value in values.items())


def _flags(value: Scalar | tuple[Scalar, ...]) -> tuple[bool, ...]:
    return tuple(isinstance(part, bool) for part in (value if isinstance(value, tuple) else (value,)))


def to_float(value: float) -> float:
    """
    A number, however it was written; what is none as it is, for a validator to refuse.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
        return value
    return float(value) + 0.0  # zero has no sign


def maybe_float(value: float | None) -> float | None:
    """
    A number, or none.
    """
    return None if value is None else to_float(value)


def to_date(value: Day) -> ImpreciseDate:
    """
    A date as a source gives it.
    """
    return ImpreciseDate.of(value)


def maybe_date(value: Day | None) -> ImpreciseDate | None:
    """
    A date as a source gives it, or none.
    """
    return None if value is None else ImpreciseDate.of(value)


def to_last(value: Day) -> dt.date:
    """
    The last day of a date.
    """
    return last_day(value)


def maybe_first(value: Day | None) -> dt.date | None:
    """
    The first day of a date, or none.
    """
    return None if value is None else first_day(value)


def maybe_last(value: Day | None) -> dt.date | None:
    """
    The last day of a date, or none.
    """
    return None if value is None else last_day(value)


def to_due(value: Day | Offset) -> ImpreciseDate | Offset:
    """
    A due date: a date, or a length of time from the event that it counts from.

    Raises:
        DateError: If *value* is neither.
    """
    if isinstance(value, Offset):
        return value
    if isinstance(value, str) and (value[:1] in ("+", "-") or value[-1:] in tuple("dwmy")):
        return Offset.parse(value)
    return ImpreciseDate.of(value)


def maybe_due(value: Day | Offset | None) -> ImpreciseDate | Offset | None:
    """
    A due date, or none.
    """
    return None if value is None else to_due(value)
