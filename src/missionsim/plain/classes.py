"""
How classes look as tables: keys are attribute names, or what a field's ``key`` metadata says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast, get_args

import attrs
from cattrs import Converter  # noqa: TC002  read at run time
from cattrs.errors import ClassValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from missionsim.errors import MissionsimError, accepted, nearest
from missionsim.plain.faults import Malformed, is_of_field, keys, shown, types
from missionsim.plain.hooks import by_id, dated, one_or_several
from missionsim.plain.registry import DERIVED, Union
from missionsim.record.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, InState, Measured, Not, Select
from missionsim.record.dates import Offset
from missionsim.record.entities import KINDS, Entity
from missionsim.record.events import Event, Firing
from missionsim.record.validation import wrong_text
from missionsim.record.values import as_tuple

T = TypeVar("T")


def structure_class(converter: Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """
    How a class is read from a table.
    """

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
    return first if isinstance(first, MissionsimError) and not is_of_field(first) else error


def unstructure_class(converter: Converter, *, whole: bool = False) -> Callable[[Any], Callable[[Any], Any]]:
    """
    How a value of a class becomes a table.
    """

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
            structure, unstructure = by_id(converter, get_args(types(cls)[field.name])[0])
        elif field.metadata.get("day") == "first" or types(cls)[field.name] is Offset:
            structure = dated(cast("Callable[[Any], Any]", field.converter))
        elif field.metadata.get("one"):
            structure, unstructure = one_or_several(converter), _one_or_several_of(converter)
        elif cast("object", field.converter) is as_tuple:
            unstructure = _one_or_several
        found[field.name] = override(rename=key, struct_hook=structure, unstruct_hook=unstructure)
    return found


def _one_or_several_of(converter: Converter) -> Callable[[Any], Any]:
    def unstructure(values: tuple[Any, ...]) -> Any:
        parts = [converter.unstructure(value) for value in values]
        return parts[0] if len(parts) == 1 else parts

    return unstructure


def _one_or_several(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _cached(factory: Callable[[Any], T]) -> Callable[[Any], T]:
    return cache(factory)


def structure_entity(converter: Converter) -> Callable[[Any, Any], Entity]:
    """
    How an entity of any kind is read.
    """

    def structure(value: Any, _: Any) -> Entity:
        rest = dict(value)
        kind = rest.pop("kind", "entity")
        if not isinstance(kind, str) or kind not in KINDS:
            raise Malformed(f"there is no kind {shown(kind)}", accepted(kind, KINDS), ("kind",))
        found: Entity = hook(KINDS[kind])(rest, KINDS[kind])
        return found

    hook = _cached(structure_class(converter))
    return structure


def unstructure_entity(converter: Converter) -> Callable[[Entity], Any]:
    """
    How an entity becomes a table with its kind.
    """

    def unstructure(entity: Entity) -> Any:
        kind = next(kind for kind, cls in KINDS.items() if cls is type(entity))
        table = hook(KINDS[kind])(entity)
        return table if kind == "entity" else {"id": table.pop("id"), "kind": kind, **table}

    hook = _cached(unstructure_class(converter))
    return unstructure


# Which class a table is, by the one key that tells; tried in this order.
CONDITIONS: tuple[tuple[str, type[Condition]], ...] = (
    ("all", AllOf),
    ("any", AnyOf),
    ("not", Not),
    ("in", InState),
    ("measure", Measured),
)


def structure_condition(converter: Converter) -> Callable[[Any, Any], Condition]:
    """
    How a condition is read, by the one key that tells.
    """

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

    hook = _cached(structure_class(converter))
    return structure


def unstructure_condition(converter: Converter) -> Callable[[Condition], Any]:
    """
    How a condition becomes a table.
    """

    def unstructure(condition: Condition) -> Any:
        table = hook(type(condition))(condition)
        return {**table.pop("select", {}), **table}

    hook = _cached(unstructure_class(converter))
    return unstructure


def structure_firing(converter: Converter) -> Callable[[Any, Any], Firing]:
    """
    A firing from ``"<entity>.<trigger>"`` or from a table.
    """
    hook = structure_class(converter)(Firing)

    def structure(value: Any, kind: Any) -> Firing:
        if isinstance(value, str):
            wrong = wrong_text(value)
            if wrong is not None:
                raise Malformed(*wrong)
            entity, dot, trigger = value.partition(".")
            if not (entity and dot and trigger):
                raise Malformed(f"{shown(value)} is no firing", "accepted: '<entity>.<trigger>', or a table")
            return Firing(entity, trigger)
        found: Firing = hook(value, kind)
        return found

    return structure


def structure_event(converter: Converter) -> Callable[[Any, Any], Event]:
    """
    An event from a table with ``entity`` and ``trigger``, with ``fires``, or with neither.
    """
    hook, firing_hook = structure_class(converter)(Event), structure_class(converter)(Firing)

    def structure(value: Any, kind: Any) -> Event:
        if not isinstance(value, Mapping):
            raise Malformed(f"{shown(value)} is not a table", "accepted: a table with entity, trigger, date, ...")
        rest = dict(value)
        short = {key: rest.pop(key) for key in ("entity", "trigger", "when_enabled") if key in rest}
        if short and "fires" in rest:
            raise Malformed("it fires twice", "accepted: 'entity' and 'trigger', or 'fires'", ("fires",))
        errors: list[Exception] = []
        if short:
            try:
                firing_hook(short, Firing)
            except ClassValidationError as error:
                errors += error.exceptions
            rest["fires"] = [_UNREAD if errors else short]
        if "id" not in rest:
            rest |= _id(rest.get("fires"))
        try:
            found: Event = hook(rest, kind)
        except ClassValidationError as error:
            errors += error.exceptions
        if errors:
            raise ClassValidationError("", errors, Event)
        return found

    return structure


# What an event fires while the rest of it is read, where that can't be read.
_UNREAD = {"entity": "_", "trigger": "_"}


def _id(fires: object) -> dict[str, str]:
    """
    The id that an event has by its first firing, if that can be told.
    """
    if not isinstance(fires, list | tuple) or not fires:
        return {}
    first = fires[0]
    if isinstance(first, Mapping):
        return {"id": f"{first.get('entity')}.{first.get('trigger')}"}
    return {"id": first if isinstance(first, str) else "_"}


def unstructure_event(converter: Converter, *, whole: bool) -> Callable[[Event], Any]:
    """
    An event as a table: with ``entity`` and ``trigger`` where it fires one, else with ``fires``.
    """
    hook = unstructure_class(converter, whole=whole)(Event)

    def unstructure(event: Event) -> Any:
        table = hook(event)
        fires = table.pop("fires", [])
        if len(event.fires) == 1 and event.fires[0].denied_by is None:
            short = {key: part for key, part in converter.unstructure(event.fires[0]).items() if key != "denied_by"}
            table = {**short, **table}
        elif fires:
            plain = [each.name if each == Firing(each.entity, each.trigger) else None for each in event.fires]
            table["fires"] = [name or part for name, part in zip(plain, fires, strict=True)]
        if event.fires and event.id == event.fires[0].name and not whole:
            table.pop("id", None)
        return table

    return unstructure


def structure_union(converter: Converter, union: Union) -> Callable[[Any, Any], Any]:
    """
    One of several classes, by the one key that tells.
    """

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Malformed(f"{shown(value)} is not {union.name}", f"accepted: {union.example}")
        key = next((key for key in value if key in union.members), None)
        if key is None:
            meant = next((key for key in value if nearest(key, union.members)), "")
            raise Malformed(
                f"{shown(value)} is not {union.name}", accepted(meant, union.members, "accepted: a table with one of")
            )
        return converter.structure(value, union.members[key])

    return structure
