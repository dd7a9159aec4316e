"""
Values to plain data and back, by cattrs: the one description of how every class looks in TOML and JSON.

Values that equal their default are left out. Nothing is ever coerced: a number is no text, and text is no number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Literal, cast, get_args, get_origin

import attrs
from cattrs import Converter
from immutabledict import immutabledict

from missionsim.errors import Fault
from missionsim.plain.classes import (
    structure_class,
    structure_condition,
    structure_entity,
    structure_event,
    structure_firing,
    structure_union,
    unstructure_class,
    unstructure_condition,
    unstructure_entity,
    unstructure_event,
)
from missionsim.plain.faults import FAULTY, MOST_READ, Malformed, flattened, keys, shown
from missionsim.plain.hooks import dated, days, literal, names, row, several, strict, structure_attributes
from missionsim.plain.registry import TEXT_OR_TABLE, UNIONS
from missionsim.record.conditions import Condition
from missionsim.record.dates import ImpreciseDate, Offset, last_day
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Firing
from missionsim.record.record import Record
from missionsim.record.validation import wrong_flag, wrong_number, wrong_text, wrong_whole
from missionsim.record.values import maybe_due, to_due


def dump(value: object, *, whole: bool = False) -> Any:
    """
    *value* as plain data: tables, lists, text, numbers.

    Args:
        value: A value of this package.

        whole: Whether to keep what equals its default, and to add what is derived.
    """
    return converter_for(whole=whole).unstructure(value)


def load(data: object, kind: Any) -> Any:
    """
    A value of *kind* from plain data.

    Raises:
        Malformed: If the data is not of that shape; with the first fault.
    """
    value, faults = attempt(data, kind)
    if faults:
        raise Malformed(": ".join(filter(None, (faults[0].where, faults[0].problem))), faults[0].accepted)
    return value


def attempt(data: object, kind: Any) -> tuple[Any, list[Fault]]:
    """
    A value of *kind* from plain data, or all that is wrong with the data.

    Returns:
        The value, or ``None``; and the faults, with their paths; up to 1,000 of them.
    """
    try:
        return converter_for(whole=False).structure(data, kind), []
    except FAULTY as error:
        return None, list(islice(flattened(error, ()), MOST_READ))


def content_hash(record: Record) -> str:
    """
    SHA-256 of the content of a record, in hexadecimal: equal ones have equal hashes, in any process.
    """
    found = record.memo.get("hash")
    if not isinstance(found, str):
        import json  # noqa: PLC0415  not needed to read
        from hashlib import sha256  # noqa: PLC0415  not needed to read

        found = record.memo["hash"] = sha256(json.dumps(dump(record), ensure_ascii=False).encode()).hexdigest()
    return found


def _is(kind: object) -> Callable[[Any], bool]:
    return lambda candidate: candidate == kind


def _is_a(origin: object) -> Callable[[Any], bool]:
    return lambda candidate: cast("object", get_origin(candidate)) is origin


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is Sequence or (get_origin(kind) is tuple and get_args(kind)[1:] == (...,))


def _is_row(kind: Any) -> bool:
    return get_origin(kind) is tuple and ... not in get_args(kind)


def _is_condition(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Condition)


def _is_entity(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Entity)


def _is_union(kind: Any) -> bool:
    return isinstance(kind, Hashable) and kind in UNIONS


def _is_text_or_table(kind: Any) -> bool:
    return isinstance(kind, Hashable) and kind in TEXT_OR_TABLE


def _text_or_table(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    table, problem = TEXT_OR_TABLE[kind]

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, str | Mapping):
            raise Malformed(
                f"{shown(value)} {problem}", f"accepted: text, or a table with {', '.join(keys(cast('Any', table)))}"
            )
        return converter.structure(value, str if isinstance(value, str) else table)

    return structure


def _text(value: object) -> str:
    return str(value)


def _iso(day: dt.date) -> str:
    return day.isoformat()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Attributes in the order of their keys: equal ones look, and hash, equal.
    """
    return {key: list(value) if isinstance(value, tuple) else value for key, value in sorted(values.items())}


@cache
def converter_for(*, whole: bool) -> Converter:
    """
    A converter that dumps *whole* values, or leaves out what equals its default.
    """
    converter = Converter()
    for kind, wrong in ((str, wrong_text), (bool, wrong_flag), (int, wrong_whole), (float, wrong_number)):
        converter.register_structure_hook(kind, strict(kind, wrong))
    converter.register_structure_hook_func(_is_a(Literal), literal)
    converter.register_structure_hook_func(_is_list, several(converter))
    converter.register_structure_hook_func(_is_row, row(converter))
    converter.register_structure_hook_func(_is_a(immutabledict), structure_attributes)
    converter.register_structure_hook_func(_is(immutabledict[str, str]), names)
    converter.register_unstructure_hook_func(_is(immutabledict[str, str]), dict)
    converter.register_structure_hook_func(_is(immutabledict[str, dt.date]), days)
    converter.register_unstructure_hook_func(_is_a(immutabledict), _plain)
    converter.register_unstructure_hook_func(
        _is(immutabledict[str, dt.date]), lambda table: {key: day.isoformat() for key, day in table.items()}
    )
    converter.register_structure_hook_factory(attrs.has, structure_class(converter))
    converter.register_unstructure_hook_factory(attrs.has, unstructure_class(converter, whole=whole))
    converter.register_structure_hook(dt.date, dated(last_day))
    converter.register_unstructure_hook(dt.date, _iso)
    converter.register_structure_hook(ImpreciseDate, dated(ImpreciseDate.of))
    converter.register_unstructure_hook(ImpreciseDate, _text)
    converter.register_unstructure_hook(Offset, _text)
    dues = ((ImpreciseDate | Offset, dated(to_due)), (ImpreciseDate | Offset | None, dated(maybe_due)))
    for stated, structure in dues:
        converter.register_structure_hook_func(_is(stated), structure)
        converter.register_unstructure_hook_func(_is(stated), lambda value: value and str(value))
    converter.register_structure_hook_func(
        _is(str | Callable[[], str]), lambda value, _: converter.structure(value, str)
    )
    converter.register_structure_hook_func(_is(Condition), structure_condition(converter))
    converter.register_unstructure_hook_func(_is_condition, unstructure_condition(converter))
    converter.register_structure_hook_factory(_is_union, lambda kind: structure_union(converter, UNIONS[kind]))
    converter.register_unstructure_hook_func(_is_union, converter.unstructure)
    converter.register_structure_hook_factory(_is_text_or_table, lambda kind: _text_or_table(converter, kind))
    converter.register_structure_hook(Firing, structure_firing(converter))
    converter.register_structure_hook(Event, structure_event(converter))
    converter.register_unstructure_hook(Event, unstructure_event(converter, whole=whole))
    converter.register_structure_hook_func(_is(Entity), structure_entity(converter))
    converter.register_unstructure_hook_func(_is_entity, unstructure_entity(converter))
    return converter
