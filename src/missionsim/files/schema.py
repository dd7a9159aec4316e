"""
The JSON Schemas of scenario files and of what-if files, made from the classes that they are read into.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from inspect import cleandoc
from types import UnionType
from typing import Any, Literal, cast, get_args, get_origin

import attrs

from missionsim.files.what_if_files import Plan
from missionsim.plain import keys, types
from missionsim.plain.classes import CONDITIONS
from missionsim.record.conditions import AtLeast, AtMost, Condition, Select
from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.entities import KINDS, Entity
from missionsim.record.events import Event, Firing
from missionsim.record.values import Attributes
from missionsim.scenario import Scenario
from missionsim.whatif.edits import EDITS, Edit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE_PATTERN = r"^(\[.*\.\..*\]|[^\[\]]*/[^\[\]]*|[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?)$"
_OFFSET_PATTERN = r"^[+-]?[0-9]{1,7}[dwmy]$"
_LENGTH_PATTERN = r"^[+]?[0-9]{1,7}[dwmy]$"
_ROLE = re.compile(r":[a-z]+:(?=`)")
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*?)(?=^ {4}\w+: |^\S|\Z)", re.MULTILINE | re.DOTALL)


def schema() -> dict[str, Any]:
    """
    The JSON Schema (draft 2020-12) of a scenario file, as plain data.
    """
    definitions: dict[str, Any] = {}
    table = _table(Scenario, definitions)
    table["properties"]["events_from"] = {
        "description": "CSV files with further events, beside or below the scenario file.",
        **_one_or_several({"type": "string"}),
    }
    return {"$schema": DIALECT, "title": "missionsim scenario", **table, "$defs": dict(sorted(definitions.items()))}


def what_if_schema() -> dict[str, Any]:
    """
    The JSON Schema (draft 2020-12) of a what-if file, as plain data.
    """
    definitions: dict[str, Any] = {}
    one = _refer("WhatIf", definitions, lambda known: _table(Plan, known, by_id=True))
    definitions["WhatIf"]["properties"]["edits"]["minItems"] = 1
    several = {"type": "object", "additionalProperties": one, "minProperties": 1}
    properties = {
        "scenario": {"description": "The scenario of those what-ifs that name none themselves.", **_SIMPLE[str]},
        "what_if": {"description": "One what-if, or several by name.", "anyOf": [one, several]},
    }
    return {
        "$schema": DIALECT,
        "title": "missionsim what-ifs",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": ["what_if"],
        "$defs": dict(sorted(definitions.items())),
    }


def _table(cls: Any, definitions: dict[str, Any], *, by_id: bool = False) -> dict[str, Any]:
    described = dict(_arguments(cls))
    properties: dict[str, Any] = {}
    required = []
    for key, field in keys(cls).items():
        if field.name == "select":
            properties |= _table(Select, definitions)["properties"]
        elif not (by_id and (key == "id" or field.metadata.get("of_table"))):
            kind = types(cls)[field.name]
            of_field = _LENGTH if kind is Offset else _of(kind, definitions, field)
            properties[key] = {"description": described[field.name], **of_field}
            if field.default is attrs.NOTHING:
                required.append(key)
    table = {"type": "object", "properties": properties, "additionalProperties": False}
    return table | ({"required": required} if required else {})


def _of(kind: Any, definitions: dict[str, Any], field: attrs.Attribute[Any]) -> dict[str, Any]:
    """
    The schema of a field's type.
    """
    origin, arguments = cast("object", get_origin(kind)), get_args(kind)
    if origin is UnionType or type(None) in arguments:
        return _of_union([part for part in arguments if part is not type(None)], definitions, field)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return _of_list(arguments[0], definitions, field)
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if kind in _SEVERAL:
        return _refer(kind.__name__, definitions, _SEVERAL[kind])
    return _refer(
        kind.__name__, definitions, lambda known: _table(kind, known, by_id=bool(field.metadata.get("keyed")))
    )


def _of_union(parts: list[Any], definitions: dict[str, Any], field: attrs.Attribute[Any]) -> dict[str, Any]:
    found = [_of(part, definitions, field) for part in parts]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _of_list(part: Any, definitions: dict[str, Any], field: attrs.Attribute[Any]) -> dict[str, Any]:
    of_part = _of(part, definitions, field)
    if field.metadata.get("keyed"):
        return {"type": "object", "additionalProperties": of_part}
    if field.metadata.get("one"):
        return _one_or_several(of_part)
    return _one_or_several(of_part) if part is str else {"type": "array", "items": of_part}


def _one_or_several(of_part: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [of_part, {"type": "array", "items": of_part}]}


def _refer(name: str, definitions: dict[str, Any], make: Any) -> dict[str, Any]:
    if name not in definitions:
        definitions[name] = {}  # conditions refer to themselves
        definitions[name] = make(definitions)
    return {"$ref": f"#/$defs/{name}"}


def _condition(definitions: dict[str, Any]) -> dict[str, Any]:
    classes = [cls for _, cls in CONDITIONS] + [AtLeast, AtMost]
    return {"anyOf": [{"title": cls.__name__, **_table(cls, definitions)} for cls in classes]}


def _edit(definitions: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"title": cls.__name__, **_table(cls, definitions)} for cls in EDITS]}


def _entity(definitions: dict[str, Any]) -> dict[str, Any]:
    tables = []
    for kind, cls in KINDS.items():
        table = _table(cls, definitions, by_id=True)
        table["properties"] = {"kind": {"const": kind, "description": "What it is."}, **table["properties"]}
        table["required"] = (["kind"] if kind != "entity" else []) + table["required"]
        tables.append({"title": cls.__name__, **table})
    return {"anyOf": tables}


def _event(definitions: dict[str, Any]) -> dict[str, Any]:
    table = _table(Event, definitions)
    described = dict(_arguments(Event))
    short = {
        key: {"description": described[key], "type": "boolean" if key == "when_enabled" else "string"}
        for key in ("entity", "trigger", "when_enabled")
    }
    table["properties"] = {**short, **table["properties"]}
    table["required"] = ["date"]
    table["anyOf"] = [{"required": needed} for needed in (["entity", "trigger"], ["fires"], ["id", "text"])]
    return table


def _firing(definitions: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "pattern": r"^[^.]+\..+$"}, _table(Firing, definitions)]}


def _arguments(cls: type) -> Iterator[tuple[str, str]]:
    """
    The arguments that the docstring of *cls* and of what it stands on describe.
    """
    for base in reversed(cls.__mro__):
        for name, text in _ARGUMENT.findall(cleandoc(base.__doc__ or "").partition("Args:\n")[2]):
            yield name, " ".join(_ROLE.sub("", text).replace("``", "`").replace("*", "`").split())


_SEVERAL: dict[Any, Any] = {Condition: _condition, Edit: _edit, Entity: _entity, Event: _event, Firing: _firing}
_SCALAR = {"type": ["string", "number", "boolean"]}
_PLAIN_VALUE = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
_LENGTH = {"anyOf": [{"type": "string", "pattern": _LENGTH_PATTERN}, {"type": "integer", "minimum": 0}]}
_DATE = {"type": "string", "pattern": _DATE_PATTERN}
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dt.date: _DATE,
    ImpreciseDate: _DATE,
    Offset: {"type": "string", "pattern": _OFFSET_PATTERN},
    Attributes: {"type": "object", "additionalProperties": _PLAIN_VALUE},
}
