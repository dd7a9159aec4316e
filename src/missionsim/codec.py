"""
Values to plain data and back, by cattrs: the one description of how every class looks in TOML and JSON.

Keys are attribute names, or what a field's ``key`` metadata says; a field with ``keyed`` metadata is a table by id;
values that equal their default are left out. Nothing is ever coerced: a number is no text, and text is no number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from math import isfinite
from operator import attrgetter
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter, IterableValidationError
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from immutabledict import immutabledict

from missionsim.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    InState,
    Measured,
    Not,
    Select,
    as_tuple,
    listing,
)
from missionsim.dates import ImpreciseDate, Offset, last_day
from missionsim.deadlines import Outcome
from missionsim.edits import EDITS, Edit, Events, Target
from missionsim.engine import Refusal
from missionsim.errors import DateError, EditError, Fault, MissionsimError, accepted, nearest
from missionsim.lifecycle import Lifecycle
from missionsim.model import KINDS, Attributes, Deadline, Entity, Party, due

T = TypeVar("T")
Path = tuple[str | int, ...]

MOST_CHARACTERS = 20_000
LARGEST = 2**63 - 1

# What a dump of the whole value has besides its fields; not read back.
DERIVED: Mapping[type, Mapping[str, Callable[[Any], Any]]] = {
    Outcome: {
        "due": attrgetter("due"),
        "days_late": attrgetter("days_late"),
        "verdict": attrgetter("verdict"),
    },
    Refusal: {"message": str},
}


class Malformed(Exception):  # noqa: N818  it never leaves the readers, which make faults of it
    """
    A value that is not what its place asks for.

    Args:
        problem: What is wrong with it.

        accepted: What would be accepted.

        path: Where it stands within the value that was read.
    """

    def __init__(self, problem: str, accepted: str, path: Path = ()) -> None:
        super().__init__(problem, accepted, path)
        self.problem = problem
        self.accepted = accepted
        self.path = path


# What structuring raises where the data is at fault.
_FAULTY = (Malformed, EditError, ClassValidationError, IterableValidationError)


def dump(value: object, *, whole: bool = False) -> Any:
    """
    *value* as plain data: tables, lists, text, numbers.

    Args:
        value: A value of this package.

        whole: Whether to keep what equals its default, and to add what is derived.
    """
    return (_WHOLE_CONVERTER if whole else _CONVERTER).unstructure(value)


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
        The value, or ``None``; and the faults, with their paths.
    """
    try:
        return _CONVERTER.structure(data, kind), []
    except _FAULTY as error:
        return None, list(_flatten(error, ()))


@cache
def keys(cls: Any) -> Mapping[str, attrs.Attribute[Any]]:
    """
    The keys that a table for *cls* may have, with the attributes they stand for.
    """
    return {
        field.metadata.get("key", field.name.lstrip("_")): field
        for field in attrs.fields(cls)
        if field.init and field.metadata.get("key", field.name) is not None
    }


@cache
def types(cls: Any) -> Mapping[str, Any]:
    """
    Types of the attributes of *cls*, by name.
    """
    return get_type_hints(cls)


def shown(value: object) -> str:
    """
    A value as an error message shows it: cut where it is long, named where it holds others.
    """
    if isinstance(value, Mapping):
        return f"a table with {listing(map(repr, value))}" if value else "an empty table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    try:
        text = repr(value)
    except ValueError:  # a number with thousands of digits
        return "what stands here"
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  a line's half


def _flatten(error: BaseException, path: Path) -> Iterator[Fault]:
    if isinstance(error, ClassValidationError):
        misspelt = list(_unknown_keys(error, path))
        yield from misspelt
        meant = {fault.near for fault in misspelt}
        for part in error.exceptions:
            where = path + _step(error, part)
            if isinstance(part, KeyError):
                if where[-1] not in meant:
                    yield Fault(where, f"{where[-1]!r} is missing", "it is required")
            elif not isinstance(part, ForbiddenExtraKeysError):
                yield from _flatten(part, where)
    elif isinstance(error, IterableValidationError):
        for part in error.exceptions:
            yield from _flatten(part, path + _step(error, part))
    elif isinstance(error, Malformed):
        yield Fault(path + error.path, error.problem, error.accepted)
    elif isinstance(error, EditError):
        yield from (attrs.evolve(fault, path=path + fault.path) for fault in error.faults)
    else:
        raise error


def _unknown_keys(error: ClassValidationError, path: Path) -> Iterator[Fault]:
    """
    The keys that are not known, each with the one that may be meant: a missing one, if that looks like it.
    """
    missing = [str(part.args[0]) for part in error.exceptions if isinstance(part, KeyError)]
    for part in error.exceptions:
        if isinstance(part, ForbiddenExtraKeysError):
            known = _keys_in_files(part.cl)
            for key in sorted(part.extra_fields):
                near = [*nearest(key, missing), *nearest(key, known), None][0]
                yield Fault((*path, key), f"there is no key {key!r}", accepted(key, known), near=near)


def _keys_in_files(cls: type) -> list[str]:
    """
    The keys of a table for *cls* as one writes them: by id without ``id``, by name without the name, an entity with
    ``kind``, a leaf with the keys of its selector.
    """
    kind = ["kind"] if issubclass(cls, Entity) else []
    select = list(keys(Select)) if "select" in keys(cls) else []
    unwritten = {"select"} | ({"id"} if issubclass(cls, Entity | Party | Lifecycle | Deadline) else set())
    written = [key for key, field in keys(cls).items() if not (key in unwritten or field.metadata.get("of_table"))]
    return kind + select + written


def _step(group: BaseException, part: BaseException) -> Path:
    """
    The key or position within *group* at which *part* came about.
    """
    for note in getattr(part, "__notes__", ()):
        if isinstance(note, AttributeValidationNote) and isinstance(group, ClassValidationError):
            field = getattr(attrs.fields(group.cl), note.name)
            return () if field.name == "select" else (field.metadata.get("key", field.name),)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _strict(kind: Any, name: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise Malformed(f"{shown(value)} is not {name}", f"accepted: {name}")
        if kind is str and len(value) > MOST_CHARACTERS:
            raise Malformed(f"{shown(value)} is too long", f"accepted: at most {MOST_CHARACTERS:,} characters")
        _check_size(value)
        return float(value) if kind is float else value

    return structure


def _check_size(value: object) -> None:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Malformed("the number is too large", f"accepted: at most {LARGEST}")
    if isinstance(value, float) and not isfinite(value):
        raise Malformed(f"{value} is not finite", "accepted: a number")


def _dated(read: Callable[[Any], T]) -> Callable[[Any, Any], T]:
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


def _maybe_due(value: Any) -> ImpreciseDate | Offset | None:
    return None if value is None else due(value)


def _literal(value: Any, kind: Any) -> Any:
    choices = get_args(kind)
    if not isinstance(value, str) or value not in choices:
        raise Malformed(f"{shown(value)} is none of these", accepted(value, choices))
    return value


def _attributes(value: Any, _: Any) -> Attributes:
    def scalar(part: Any) -> Any:
        if isinstance(part, dt.date) and not isinstance(part, dt.datetime):
            return part.isoformat()
        if not isinstance(part, str | int | float | bool):
            raise Malformed(f"{shown(part)} is no plain value", "accepted: text, a number, true or false, or a list")
        _check_size(part)
        return part

    if not isinstance(value, Mapping):
        raise Malformed(f"{shown(value)} is not a table", "accepted: a table of plain values")
    return immutabledict(
        _each(
            ((key, part) for key, part in value.items()),
            lambda part: tuple(map(scalar, part)) if isinstance(part, list) else scalar(part),
        )
    )


def _names(value: Any, _: Any) -> immutabledict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for part in value.values()):
        raise Malformed(f"{shown(value)} is not a table of names", "accepted: a table of text")
    return immutabledict(value)


def _each(parts: Iterable[tuple[Any, Any]], structure: Callable[[Any], T]) -> list[tuple[Any, T]]:
    """
    Structure all parts of a list or table, all faults collected under their positions or keys.
    """
    found: list[tuple[Any, T]] = []
    errors: list[Exception] = []
    for key, part in parts:
        try:
            found.append((key, structure(part)))
        except _FAULTY as error:
            error.add_note(IterableValidationNote("", key, object))
            errors.append(error)
    if errors:
        raise IterableValidationError("", errors, object)
    return found


def _several(converter: Converter) -> Callable[[Any, Any], tuple[Any, ...]]:
    def structure(value: Any, kind: Any) -> tuple[Any, ...]:
        part = get_args(kind)[0]
        if part is str and isinstance(value, str):
            return (converter.structure(value, str),)
        if not isinstance(value, list | tuple):
            raise Malformed(f"{shown(value)} is not a list", "accepted: a list")
        return tuple(each for _, each in _each(enumerate(value), lambda each: converter.structure(each, part)))

    return structure


def _by_id(converter: Converter, part: Any) -> tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]:
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


def _structure_class(converter: Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    def factory(cls: Any) -> Callable[[Any, Any], Any]:
        structure: Callable[[Any, Any], Any] = make_dict_structure_fn(
            cls,
            converter,
            _cattrs_forbid_extra_keys=True,
            _cattrs_detailed_validation=True,
            _cattrs_include_init_false=False,
            _cattrs_use_alias=True,
            **_overrides(converter, cls),
        )
        derived = DERIVED.get(cls, {})

        def checked(value: Any, kind: Any) -> Any:
            if not isinstance(value, Mapping):
                raise Malformed(f"{shown(value)} is not a table", f"accepted: a table with {', '.join(keys(cls))}")
            stated = {key: part for key, part in value.items() if key not in derived}
            try:
                return structure(stated, kind)
            except ClassValidationError as error:
                raise _own(error) from None

        return checked

    return factory


def _own(error: ClassValidationError) -> Exception:
    """
    The error that a class raised itself, not those of its fields.
    """
    first = error.exceptions[0]
    return first if isinstance(first, MissionsimError) else error


def _unstructure_class(converter: Converter, *, whole: bool = False) -> Callable[[Any], Callable[[Any], Any]]:
    def factory(cls: Any) -> Callable[[Any], Any]:
        unstructure: Callable[[Any], Any] = make_dict_unstructure_fn(
            cls,
            converter,
            _cattrs_omit_if_default=not whole,
            _cattrs_use_alias=True,
            **_overrides(converter, cls),
        )
        derived = DERIVED.get(cls, {}) if whole else {}

        def with_derived(value: Any) -> Any:
            found = {key: converter.unstructure(derive(value)) for key, derive in derived.items()}
            return unstructure(value) | found

        return with_derived if derived else unstructure

    return factory


def _overrides(converter: Converter, cls: type) -> dict[str, Any]:
    found = {field.name: override(omit=True) for field in attrs.fields(cls)}
    for key, field in keys(cls).items():
        structure, unstructure = None, None
        if field.metadata.get("keyed"):
            structure, unstructure = _by_id(converter, get_args(types(cls)[field.name])[0])
        elif field.metadata.get("day") == "first" or types(cls)[field.name] is Offset:
            structure = _dated(cast("Callable[[Any], Any]", field.converter))
        elif cast("object", field.converter) is as_tuple:
            unstructure = _one_or_several
        found[field.name] = override(rename=key, struct_hook=structure, unstruct_hook=unstructure)
    return found


def _one_or_several(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _cached(factory: Callable[[Any], T]) -> Callable[[Any], T]:
    return cache(factory)


def _structure_entity(converter: Converter) -> Callable[[Any, Any], Entity]:
    def structure(value: Any, _: Any) -> Entity:
        rest = dict(value)
        kind = rest.pop("kind", "entity")
        if not isinstance(kind, str) or kind not in KINDS:
            raise Malformed(f"there is no kind {shown(kind)}", accepted(kind, KINDS), ("kind",))
        found: Entity = hook(KINDS[kind])(rest, KINDS[kind])
        return found

    hook = _cached(_structure_class(converter))
    return structure


def _unstructure_entity(converter: Converter) -> Callable[[Entity], Any]:
    def unstructure(entity: Entity) -> Any:
        kind = next(kind for kind, cls in KINDS.items() if cls is type(entity))
        table = hook(KINDS[kind])(entity)
        return table if kind == "entity" else {"id": table.pop("id"), "kind": kind, **table}

    hook = _cached(_unstructure_class(converter))
    return unstructure


# Which class a table is, by the one key that tells; tried in this order.
CONDITIONS: tuple[tuple[str, type[Condition]], ...] = (
    ("all", AllOf),
    ("any", AnyOf),
    ("not", Not),
    ("in", InState),
    ("measure", Measured),
)


def _structure_condition(converter: Converter) -> Callable[[Any, Any], Condition]:
    def structure(value: Any, _: Any) -> Condition:
        if not isinstance(value, Mapping):
            raise Malformed(
                f"{shown(value)} is not a condition", "accepted: a table such as { entity = ..., in = ... }"
            )
        cls = next((cls for key, cls in CONDITIONS if key in value), None)
        if cls is None and "of" in value:
            cls = AtMost if "at_most" in value else AtLeast
        if cls is None:
            raise Malformed(
                f"{shown(dict(value))} is not a condition",
                "accepted: a table with 'in', 'all', 'any', 'not', 'of' or 'measure'",
            )
        rest = dict(value)
        if issubclass(cls, InState | Measured):
            rest["select"] = {key: rest.pop(key) for key in keys(Select) if key in rest}
        found: Condition = hook(cls)(rest, cls)
        return found

    hook = _cached(_structure_class(converter))
    return structure


def _unstructure_condition(converter: Converter) -> Callable[[Condition], Any]:
    def unstructure(condition: Condition) -> Any:
        table = hook(type(condition))(condition)
        return {**table.pop("select", {}), **table}

    hook = _cached(_unstructure_class(converter))
    return unstructure


# Which edit a table is, by the one key that tells.
VERBS: Mapping[str, type[Edit]] = {next(iter(keys(cast("Any", cls)))): cls for cls in EDITS}


def _structure_edit(converter: Converter) -> Callable[[Any, Any], Edit]:
    def structure(value: Any, _: Any) -> Edit:
        if not isinstance(value, Mapping):
            raise Malformed(f"{shown(value)} is not an edit", "accepted: a table such as { delay = ..., by = ... }")
        verb = next((key for key in value if key in VERBS), None)
        if verb is None:
            meant = next((key for key in value if nearest(key, VERBS)), "")
            raise Malformed(f"{shown(value)} is not an edit", accepted(meant, VERBS, "accepted: a table with one of"))
        found: Edit = converter.structure(value, VERBS[verb])
        return found

    return structure


def _structure_target(converter: Converter) -> Callable[[Any, Any], Target]:
    def structure(value: Any, _: Any) -> Target:
        if not isinstance(value, str | Mapping):
            events = ", ".join(keys(Events))
            raise Malformed(
                f"{shown(value)} names no events", f"accepted: the id of an event, or a table with {events}"
            )
        kind: Any = str if isinstance(value, str) else Events
        found: Target = converter.structure(value, kind)
        return found

    return structure


def _is(kind: object) -> Callable[[Any], bool]:
    return lambda candidate: candidate == kind


def _is_a(origin: object) -> Callable[[Any], bool]:
    return lambda candidate: cast("object", get_origin(candidate)) is origin


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _is_condition(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Condition)


def _is_entity(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Entity)


def _text(value: object) -> str:
    return str(value)


def _iso(day: dt.date) -> str:
    return day.isoformat()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Attributes in the order of their keys: equal ones look, and hash, equal.
    """
    return {key: list(value) if isinstance(value, tuple) else value for key, value in sorted(values.items())}


def _converter(*, whole: bool) -> Converter:
    """
    A converter that dumps *whole* values, or leaves out what equals its default.
    """
    converter = Converter()
    for kind, name in ((str, "text"), (bool, "true or false"), (int, "a whole number"), (float, "a number")):
        converter.register_structure_hook(kind, _strict(kind, name))
    converter.register_structure_hook_func(_is_a(Literal), _literal)
    converter.register_structure_hook_func(_is_tuple, _several(converter))
    converter.register_structure_hook_func(_is_a(immutabledict), _attributes)
    converter.register_structure_hook_func(_is(immutabledict[str, str]), _names)
    converter.register_unstructure_hook_func(_is(immutabledict[str, str]), dict)
    converter.register_unstructure_hook_func(_is_a(immutabledict), _plain)
    converter.register_structure_hook_factory(attrs.has, _structure_class(converter))
    converter.register_unstructure_hook_factory(attrs.has, _unstructure_class(converter, whole=whole))
    converter.register_structure_hook(dt.date, _dated(last_day))
    converter.register_unstructure_hook(dt.date, _iso)
    converter.register_structure_hook(ImpreciseDate, _dated(ImpreciseDate.of))
    converter.register_unstructure_hook(ImpreciseDate, _text)
    converter.register_unstructure_hook(Offset, _text)
    dues = ((ImpreciseDate | Offset, _dated(due)), (ImpreciseDate | Offset | None, _dated(_maybe_due)))
    for stated, structure in dues:
        converter.register_structure_hook_func(_is(stated), structure)
        converter.register_unstructure_hook_func(_is(stated), lambda value: value and str(value))
    converter.register_structure_hook_func(
        _is(str | Callable[[], str]), lambda value, _: converter.structure(value, str)
    )
    converter.register_structure_hook_func(_is(Condition), _structure_condition(converter))
    converter.register_unstructure_hook_func(_is_condition, _unstructure_condition(converter))
    converter.register_structure_hook_func(_is(Edit), _structure_edit(converter))
    converter.register_unstructure_hook_func(_is(Edit), converter.unstructure)
    converter.register_structure_hook_func(_is(Target), _structure_target(converter))
    converter.register_structure_hook_func(_is(Entity), _structure_entity(converter))
    converter.register_unstructure_hook_func(_is_entity, _unstructure_entity(converter))
    return converter


_CONVERTER = _converter(whole=False)
_WHOLE_CONVERTER = _converter(whole=True)
