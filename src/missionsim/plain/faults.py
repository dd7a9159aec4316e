"""
What is wrong with plain data: where it stands, what is wrong, and what would be accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, get_type_hints

import attrs
from cattrs import IterableValidationError
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from missionsim.errors import EditError, Fault, InvalidError, accepted, nearest, shown
from missionsim.record.conditions import Select
from missionsim.record.deadlines import Deadline
from missionsim.record.entities import Entity
from missionsim.record.events import Event
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.parties import Party

Path = tuple[str | int, ...]

# To look for what may be meant takes a while: no more faults than this are told of one value.
MOST_READ = 1_000


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
FAULTY = (Malformed, EditError, InvalidError, ClassValidationError, IterableValidationError)


def keys(cls: Any) -> Mapping[str, attrs.Attribute[Any]]:
    """
    The keys that a table for *cls* may have, with the attributes they stand for.
    """
    return _keys(cls)


@cache
def _keys(cls: Any) -> Mapping[str, attrs.Attribute[Any]]:
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


def flattened(error: BaseException, path: Path) -> Iterator[Fault]:
    """
    All that an error of structuring says is wrong.

    Args:
        error: The error.

        path: Where the value stands that was structured.
    """
    if isinstance(error, ClassValidationError):
        yield from _of_class(error, path)
    elif isinstance(error, IterableValidationError):
        for part in error.exceptions:
            yield from flattened(part, path + _step(error, part))
    elif isinstance(error, Malformed):
        yield Fault(path + error.path, error.problem, error.accepted)
    elif isinstance(error, EditError | InvalidError):
        found = error.faults if isinstance(error, EditError) else (error.fault,)
        yield from (attrs.evolve(fault, path=path + fault.path) for fault in found)
    else:
        raise error


def _of_class(error: ClassValidationError, path: Path) -> Iterator[Fault]:
    misspelt = list(islice(_unknown_keys(error, path), MOST_READ))
    yield from misspelt
    meant = {fault.near for fault in misspelt}
    for part in error.exceptions:
        where = path + _step(error, part)
        if isinstance(part, KeyError):
            if where[-1] not in meant:
                yield Fault(where, f"{where[-1]!r} is missing", "it is required")
        elif not isinstance(part, ForbiddenExtraKeysError):
            yield from flattened(part, where)


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
                yield Fault((*path, key), f"there is no key {shown(key)}", accepted(key, known), near=near)


def _keys_in_files(cls: type) -> list[str]:
    """
    The keys of a table for *cls* as one writes them: by id without ``id``, by name without the name, an entity with
    ``kind``, a leaf with the keys of its selector.
    """
    kind = ["kind"] if issubclass(cls, Entity) else ["entity", "trigger", "when_enabled"] if cls is Event else []
    select = list(keys(Select)) if "select" in keys(cls) else []
    unwritten = {"select"} | ({"id"} if issubclass(cls, Entity | Party | Lifecycle | Deadline) else set())
    written = [key for key, field in keys(cls).items() if not (key in unwritten or field.metadata.get("of_table"))]
    return kind + select + written


def is_of_field(error: BaseException) -> bool:
    """
    Whether an error within a class is about one of its fields, not about the whole.
    """
    return any(isinstance(note, AttributeValidationNote) for note in getattr(error, "__notes__", ()))


def _step(group: BaseException, part: BaseException) -> Path:
    """
    The key or position within *group* at which *part* came about.
    """
    notes = getattr(part, "__notes__", ())
    if isinstance(group, ClassValidationError):
        name = next((note.name for note in notes if isinstance(note, AttributeValidationNote)), None)
        if name is None:
            return ()
        field = getattr(attrs.fields(group.cl), name, None)
        if field is None:  # of the one trigger that an event fires
            return (name,)
        return () if field.name == "select" else (field.metadata.get("key", field.name),)
    return next(((note.index,) for note in notes if isinstance(note, IterableValidationNote)), ())


__all__ = ["FAULTY", "MOST_READ", "Malformed", "Path", "flattened", "is_of_field", "keys", "shown", "types"]
