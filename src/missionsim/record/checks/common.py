"""
What all checks share: how a fault is told that something is not there, and which names are usable.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from unicodedata import is_normalized, normalize

from missionsim.errors import Fault, accepted, shown, visible

Path = tuple[str | int, ...]
Faults = Iterator[Fault]

MOST_DAYS = 36_525
MOST_ON_A_WAY = 10
NAME = re.compile(r"\w[\w-]{0,99}")
EVENT_NAME = re.compile(r"\w[\w.:#-]{0,249}")
A_NAME = "accepted: up to 100 letters, digits, '_' and '-', not starting with '-'"
AN_EVENT_NAME = "accepted: up to 250 letters, digits, '_', '-', '.', ':' and '#', starting with a letter or digit"


# Letters of other alphabets that look like Latin ones.
_LOOKS = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u043e\u0440"
    "\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u0391\u0392\u0395\u0396\u0397\u0399\u039a"
    "\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03b1\u03bd",
    "ABEKMHOPCTYXaeopcyxijsdqwABEZHIKMNOPTYXoav",
)


def are_plain(names: Collection[str], pattern: re.Pattern[str]) -> bool:
    """
    Whether names are all usable, each another, and of letters that can't look like others: then there is no more to
    find out about them.
    """
    return len(set(names)) == len(names) and "".join(names).isascii() and all(map(pattern.fullmatch, names))


def distinct(named: Iterable[tuple[Path, object]], pattern: re.Pattern[str], what: str) -> Faults:
    """
    The names that are not usable, there already, or can't be told from another by their looks.
    """
    seen: set[str] = set()
    by_looks: dict[str, str] = {}
    foreign: list[tuple[Path, str]] = []
    for path, name in named:
        if not isinstance(name, str) or not pattern.fullmatch(name):
            yield _unusable(path, name, what)
            continue
        if name in seen:
            yield Fault(path, f"{shown(name)} is there already", "accepted: a different id for each")
        elif not name.isascii():
            foreign.append((path, name))
        seen.add(name)
    if foreign:
        by_looks = {name: name for name in seen if name.isascii()}
    for path, name in foreign:
        other = by_looks.setdefault(normalize("NFKC", name).translate(_LOOKS), name)
        if other != name:
            yield Fault(path, f"{shown(name)} looks like {shown(other)}", "accepted: an id that can be told apart")


def _unusable(path: Path, name: object, what: str) -> Fault:
    if isinstance(name, str) and not is_normalized("NFC", name):
        return Fault(
            path, f"the accents of {shown(name)} stand apart from their letters", "accepted: composed text (NFC)"
        )
    return Fault(path, f"{shown(name)} is not a usable name", what)


def unknown(path: Path, kind: str, value: str | None, known: Iterable[str]) -> Faults:
    """
    The fault that there is no such thing, if there is none.
    """
    if value is not None and value not in known:
        listed = sorted(known) if isinstance(known, frozenset) else known
        yield Fault(path, f"there is no {kind} {shown(value)}", accepted(value, listed))


def circle(ways: Mapping[str, Iterable[str]]) -> list[str]:
    """
    A way that ends where it began; empty if there is none.
    """
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def way(loop: Sequence[str], word: str = "->") -> str:
    """
    A way as text, with what stands in the middle of a long one left out.
    """
    parts = loop if len(loop) <= MOST_ON_A_WAY else [*loop[: MOST_ON_A_WAY - 2], "...", loop[-1]]
    return f" {word} ".join(map(visible, parts))
