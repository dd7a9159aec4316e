"""
What classes above this folder say about themselves: derived fields, and unions told by a key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen


@frozen
class Union:
    """
    Several classes whose tables are told apart by the one key that each has.

    Args:
        name: What one of them is called, with its article.

        example: A table that would be accepted.

        members: The classes, by key.
    """

    name: str
    example: str
    members: Mapping[str, type[Any]]


# What a dump of the whole value has besides its fields, by class; not read back.
DERIVED: dict[type, Mapping[str, Callable[[Any], Any]]] = {}
# The classes that a table can be for an annotation.
UNIONS: dict[Any, Union] = {}
# An annotation that is told by whether the value is text or a table.
TEXT_OR_TABLE: dict[Any, tuple[Any, str]] = {}


def register_derived(cls: type, fields: Mapping[str, Callable[[Any], Any]]) -> None:
    """
    Have dumps of whole values of *cls* hold what is derived.
    """
    DERIVED[cls] = fields


def register_union(annotation: Any, union: Union) -> None:
    """
    Have an annotation stand for several classes.
    """
    UNIONS[annotation] = union


def register_text_or_table(annotation: Any, table: type[Any], problem: str) -> None:
    """
    Have an annotation stand for text, or for a table of a class.
    """
    TEXT_OR_TABLE[annotation] = (table, problem)
