"""
How single values look as plain data: text, numbers, dates, attributes, lists and tables of others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_args

import attrs
from cattrs import Converter, IterableValidationError
from cattrs.errors import IterableValidationNote
from immutabledict import immutabledict

from missionsim.errors import DateError, accepted
from missionsim.plain.faults import FAULTY, Malformed, keys, shown
from missionsim.record.validation import Wrong, wrong_scalar
from missionsim.record.values import Attributes, attributes

T = TypeVar("T")


def strict(kind: Any, wrong: Callable[[object], Wrong | None]) -> Callable[[Any, Any], Any]:
    """
    A hook that takes values of one kind as they are, and no others.
    """

    def structure(value: Any, _: Any) -> Any:
        found = wrong(value)
        if found is not None:
            raise Malformed(*found)
        return float(value) if kind is float else value

    return structure


def dated(read: Callable[[Any], T]) -> Callable[[Any, Any], T]:
    """
    A hook that reads a date of some kind.
    """

    def structure(value: Any, _: Any) -> T:
        try:
            return read(value)
        except DateError as error:
            problem, _, accept = str(error).partition("; accepted: ")
            raise Malformed(problem, accept and f"accepted: {accept}") from None
        except ValueError:  # a number with thousands of digits, which the message above can't show
            raise Malformed(f"{shown(value)} is not a date or a length of time", "accepted: text") from None

    return structure


def literal(value: Any, kind: Any) -> Any:
    """
    One of the texts that an annotation lists.
    """
    choices = get_args(kind)
    if not isinstance(value, str) or value not in choices:
        raise Malformed(f"{shown(value)} is none of these", accepted(value, choices))
    return value


def structure_attributes(value: Any, _: Any) -> Attributes:
    """
    A table of plain values, and lists of them.
    """

    def scalar(part: Any) -> Any:
        found = wrong_scalar(part)
        if found is not None:
            raise Malformed(*found)
        return part

    if not isinstance(value, Mapping):
        raise Malformed(f"{shown(value)} is not a table", "accepted: a table of plain values")
    made = attributes(value)
    return immutabledict(
        _each(made.items(), lambda part: tuple(map(scalar, part)) if isinstance(part, tuple) else scalar(part))
    )


def names(value: Any, _: Any) -> immutabledict[str, str]:
    """
    A table of names.
    """
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for part in value.values()):
        raise Malformed(f"{shown(value)} is not a table of names", "accepted: a table of text")
    return immutabledict(value)


def days(value: Any, _: Any) -> immutabledict[str, dt.date]:
    """
    A table of days.
    """
    if not isinstance(value, Mapping):
        raise Malformed(f"{shown(value)} is not a table of days", "accepted: a table of days such as 2030-01-31")
    return immutabledict(_each(value.items(), dt.date.fromisoformat))


def _each(parts: Iterable[tuple[Any, Any]], structure: Callable[[Any], T]) -> list[tuple[Any, T]]:
    """
    Structure all parts of a list or table, all faults collected under their positions or keys.
    """
    found: list[tuple[Any, T]] = []
    errors: list[Exception] = []
    for key, part in parts:
        try:
            found.append((key, structure(part)))
        except FAULTY as error:
            error.add_note(IterableValidationNote("", key, object))
            errors.append(error)
    if errors:
        raise IterableValidationError("", errors, object)
    return found


def several(converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    """
    A list of values.
    """

    def structure(value: Any, kind: Any) -> tuple[Any, ...]:
        part = get_args(kind)[0]
        if part is str and isinstance(value, str):
            return (converter.structure(value, str),)
        if not isinstance(value, list | tuple):
            tables = f" of tables with {', '.join(keys(part))}" if attrs.has(part) else ""
            raise Malformed(f"{shown(value)} is not a list", f"accepted: a list{tables}")
        return tuple(each for _, each in _each(enumerate(value), lambda each: converter.structure(each, part)))

    return structure


def row(converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    """
    A list with a value in each of its places.
    """

    def structure(value: Any, kind: Any) -> tuple[Any, ...]:
        kinds = get_args(kind)
        if not isinstance(value, list | tuple) or len(value) != len(kinds):
            raise Malformed(f"{shown(value)} is not a list of {len(kinds)}", f"accepted: a list of {len(kinds)} values")
        places = dict(enumerate(zip(value, kinds, strict=True)))
        return tuple(each for _, each in _each(places.items(), lambda both: converter.structure(*both)))

    return structure


def by_id(converter: Converter, part: Any) -> tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]:
    """
    A table by id, as a list of values, and back.
    """

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, Mapping):
            raise Malformed(f"{shown(value)} is not a table", "accepted: a table by id")

        def one(item: tuple[str, Any]) -> Any:
            id_, table = item
            if not isinstance(table, Mapping):
                raise Malformed(f"{shown(table)} is not a table", "accepted: a table")
            if "id" in table:
                raise Malformed("there is no key 'id'", "the name of the table is the id", ("id",))
            return converter.structure({"id": id_, **table}, part)

        return tuple(each for _, each in _each(((item[0], item) for item in value.items()), one))

    def unstructure(values: Iterable[Any]) -> dict[str, Any]:
        tables = (converter.unstructure(value) for value in values)
        return {table.pop("id"): table for table in tables}

    return structure, unstructure


def one_or_several(converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    """
    A list of values, or one of them by itself.
    """

    def structure(value: Any, kind: Any) -> tuple[Any, ...]:
        if isinstance(value, list | tuple):
            return several(converter)(value, kind)
        return (converter.structure(value, get_args(kind)[0]),)

    return structure
