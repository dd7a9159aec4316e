"""
How names and numbers stand in sentences about conditions.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST_NAMED = 5


def listing(names: Iterable[str], word: str = "and") -> str:
    """
    Names joined as in a sentence, the first five of them.
    """
    known = list(names)
    if len(known) > MOST_NAMED + 1:
        known = [*known[:MOST_NAMED], f"{len(known) - MOST_NAMED} more"]
    return f" {word} ".join(filter(None, [", ".join(known[:-1]), *known[-1:]]))


def plain(number: float) -> str:
    """
    A number as one writes it: a whole one without a fraction.
    """
    return str(int(number)) if float(number).is_integer() else str(number)
