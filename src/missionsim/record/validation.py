"""
What may stand in a value's fields: each check names the value that can't, and what would be accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import isfinite
from typing import Any

import attrs  # noqa: TC002  annotations are read at run time
from immutabledict import immutabledict

from missionsim.errors import Fault, InvalidError, shown

Wrong = tuple[str, str]
Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]

# A table of nothing; there is no need to look into it again.
NOTHING: immutabledict[str, Any] = immutabledict()
MOST_CHARACTERS = 20_000
LARGEST = 2**63 - 1


def invalid(owner: object, key: str, problem: str, accepted: str) -> InvalidError:
    """
    The error that a value can't stand at a key of a class, or of an instance of it.
    """
    cls = owner if isinstance(owner, type) else type(owner)
    return InvalidError(cls.__name__, Fault((key,), problem, accepted))


def wrong_text(value: object) -> Wrong | None:
    """
    What is wrong with a value as text, and what would be accepted; ``None`` where it is fine.
    """
    if not isinstance(value, str):
        return f"{shown(value)} is not text", "accepted: text"
    if len(value) > MOST_CHARACTERS:
        return f"{shown(value)} is too long", f"accepted: at most {MOST_CHARACTERS:,} characters"
    if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
        return f"{shown(value)} has half a character in it", "accepted: text that can be written as UTF-8"
    return None


def wrong_name(value: object) -> Wrong | None:
    """
    What is wrong with a value as a name of something else.
    """
    return ("there is no text", "accepted: text that is not empty") if value == "" else wrong_text(value)


def wrong_flag(value: object) -> Wrong | None:
    """
    What is wrong with a value as a flag.
    """
    return None if isinstance(value, bool) else (f"{shown(value)} is not true or false", "accepted: true or false")


def wrong_whole(value: object) -> Wrong | None:
    """
    What is wrong with a value as a whole number.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{shown(value)} is not a whole number", "accepted: a whole number"
    return _too_large(value)


def wrong_number(value: object) -> Wrong | None:
    """
    What is wrong with a value as a number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{shown(value)} is not a number", "accepted: a number"
    return _too_large(value)


def wrong_scalar(value: object) -> Wrong | None:
    """
    What is wrong with a value as plain: text, a number, or a flag.
    """
    if isinstance(value, str):
        return wrong_text(value)
    if not isinstance(value, int | float):
        return f"{shown(value)} is no plain value", "accepted: text, a number, true or false, or a list"
    return _too_large(value)


def _too_large(value: float) -> Wrong | None:
    if isinstance(value, float):
        return None if isfinite(value) else (f"{value} is not finite", "accepted: a number")
    return None if abs(value) <= LARGEST else ("the number is too large", f"accepted: at most {LARGEST}")


def _that(wrong: Callable[[object], Wrong | None], *, maybe: bool = False) -> Validator:
    """
    The validator that finds what is *wrong* with a value, or *maybe* with ``None``.
    """

    def validate(owner: object, attribute: attrs.Attribute[Any], value: object) -> None:
        """
        Refuse what is wrong with a value.
        """
        if maybe and value is None:
            return
        found = wrong(value)
        if found is not None:
            raise invalid(owner, attribute.metadata.get("key", attribute.name), *found)

    return validate


def _each(wrong: Callable[[object], Wrong | None], what: str) -> Validator:
    """
    The validator that finds what is *wrong* with the values of a tuple.
    """

    def validate(owner: object, attribute: attrs.Attribute[Any], values: object) -> None:
        """
        Refuse what is wrong with one of the values, or with all of them.
        """
        if values == ():
            return
        key = attribute.metadata.get("key", attribute.name)
        if not isinstance(values, tuple):
            raise invalid(owner, key, f"{shown(values)} is not a list", f"accepted: a list of {what}")
        for value in values:
            found = wrong(value)
            if found is not None:
                raise invalid(owner, key, *found)

    return validate


def _wrong_kind(kind: type, name: str, what: str) -> Callable[[object], Wrong | None]:
    return lambda value: None if isinstance(value, kind) else (f"{shown(value)} is not {name}", f"accepted: {what}")


def a(kind: type, what: str, *, maybe: bool = False) -> Validator:
    """
    The validator that a value is of a *kind*, which errors call *what*.
    """
    return _that(_wrong_kind(kind, what.partition(" such as ")[0], what), maybe=maybe)


def are(kind: type) -> Validator:
    """
    The validator that every value of a tuple is of a *kind*.
    """
    what = f"{kind.__name__} values"
    return _each(_wrong_kind(kind, f"a value of class {kind.__name__}", what), what)


def one_of(choices: Collection[str]) -> Validator:
    """
    The validator that a value is one of some words.
    """
    listed = f"accepted: {', '.join(choices)}"

    def wrong(value: object) -> Wrong | None:
        return None if isinstance(value, str) and value in choices else (f"{shown(value)} is none of these", listed)

    return _that(wrong)


def is_text(owner: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """
    The validator that a value is text. It runs some five times an event: what is short and plain passes at once.
    """
    if not (isinstance(value, str) and len(value) <= MOST_CHARACTERS and value.isascii()):
        _that(wrong_text)(owner, attribute, value)


def is_flag(owner: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """
    The validator that a value is true or false.
    """
    if value is not True and value is not False:
        _that(wrong_flag)(owner, attribute, value)


is_list = _each(lambda _: None, "values")
maybe_text = _that(wrong_text, maybe=True)
is_name = _that(wrong_name)
maybe_name = _that(wrong_name, maybe=True)
are_names = _each(wrong_name, "names")
is_whole = _that(wrong_whole)
maybe_whole = _that(wrong_whole, maybe=True)
is_number = _that(wrong_number)
maybe_number = _that(wrong_number, maybe=True)


def are_plain(owner: object, attribute: attrs.Attribute[Any], values: object) -> None:
    """
    The validator that attributes are a table of plain values.
    """
    if values is NOTHING:
        return
    if not isinstance(values, Mapping):
        raise invalid(owner, attribute.name, f"{shown(values)} is not a table", "accepted: a table of plain values")
    for key, value in values.items():
        found = wrong_name(key)
        for part in value if isinstance(value, tuple) else (value,):
            found = found or wrong_scalar(part)
        if found is not None:
            raise invalid(owner, attribute.name, f"at {shown(key)}: {found[0]}", found[1])
