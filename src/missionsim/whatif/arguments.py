"""
What may be given to an edit, checked at the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs  # noqa: TC002  annotations are read at run time

from missionsim.errors import DateError, EditError, Fault, shown
from missionsim.record.dates import Offset, counted

_A_LENGTH = "accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"


def by_length(value: int | str | Offset) -> Offset:
    """
    A length of time that is not negative.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Offset):
        raise DateError(f"{shown(value)} is not a length of time; {_A_LENGTH}")
    try:
        offset = value if isinstance(value, Offset) else Offset.parse(f"{value}d" if isinstance(value, int) else value)
    except DateError:
        raise DateError(f"{shown(value)} is not a length of time; {_A_LENGTH}") from None
    if offset.days < 0 or offset.months < 0:
        raise DateError(f"{value} goes backwards; accepted: 0 or more, and Delay for later, Advance for earlier")
    return offset


def is_a(*kinds: type) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """
    A validator that names the value and what would be accepted.
    """

    def validate(edit: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kinds):
            names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
            where = f"{type(edit).__name__}.{attribute.name}"
            raise EditError([Fault((where,), f"{shown(value)} is of no use here", f"accepted: {names}")])

    return validate


def is_maybe_name(edit: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """
    A validator of a name, or nothing.
    """
    is_a(str, type(None))(edit, attribute, value)


def are_names(edit: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """
    A validator of a list of names.
    """
    for each in value if isinstance(value, tuple) else (value,):
        is_a(str)(edit, attribute, each)


def length_words(by: Offset) -> str:
    """
    A length of time in words.
    """
    return f"{by.months} month{'' if by.months == 1 else 's'}" if by.months else counted(by.days)
