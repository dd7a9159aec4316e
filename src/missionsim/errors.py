"""
What can go wrong, one class per fault.

::

    MissionsimError
    ├── DateError        a date, duration or span that can't be read   (also a ValueError)
    ├── InvalidError     a value that can't stand where it was given   (also a ValueError)
    ├── ScenarioError    a scenario that does not hold together; has every fault at once
    ├── EditError        an edit that can't be made; has every fault at once         (also a ValueError)
    ├── LimitError       more would have to be tried than can be
    ├── UnknownError     an id, a state or a name that is not there    (also a LookupError)
    ├── RefusedError     a strict replay met an event that can't fire
    ├── BusyError        a live simulation asked to go on from within a callback   (also a RuntimeError)
    ├── DayError         a day outside the scenario, or going back in time
    └── TimelineError    a stored timeline that can't be read
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from heapq import nlargest
from itertools import islice, pairwise
from typing import Protocol
from unicodedata import category

from attrs import evolve, frozen

MOST_SHOWN = 12
MOST_FAULTS = 200
MOST_COMPARED = 50
MOST_COMPARED_CHARACTERS = 250
MOST_SHOWN_CHARACTERS = 60
MOST_SHOWN_KEYS = 5
# What others call some of the keys.
MEANT_BY = {
    "source": ("by", "outlet", "from"),
    "target": ("to",),
    "guard": ("when",),
    "condition": ("when",),
    "type": ("kind",),
    "location": ("site",),
    "author": ("by",),
    "who": ("by",),
    "publisher": ("outlet",),
    "url": ("link",),
    "href": ("link",),
    "when": ("date",),
    "day": ("date",),
    "description": ("text", "note"),
    "depends_on": ("after",),
}

# Control characters, formats (which turn the direction of writing), surrogates, private ones, and ends of lines.
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class MissionsimError(Exception):
    """
    Base of all errors that missionsim raises on purpose.
    """


class DateError(MissionsimError, ValueError):
    """
    A date, duration or span can't be read, or leaves the years 1 to 9999.
    """


class LimitError(MissionsimError):
    """
    An exact answer would take more tries than are made.
    """


class UnknownError(MissionsimError, LookupError):
    """
    An id, a state, a trigger or a name is not known; the message has the nearest ones.
    """


class BusyError(MissionsimError, RuntimeError):
    """
    A live simulation was asked to go on from within a callback, while an event was happening.
    """


class DayError(MissionsimError, ValueError):
    """
    A day lies outside the scenario, or before the present of a live simulation.
    """


class TimelineError(MissionsimError, ValueError):
    """
    A stored timeline can't be read.
    """


class Dated(Protocol):
    """
    What was refused: a step.
    """

    @property
    def date(self) -> dt.date:
        """
        Its day.
        """


class Explained(Protocol):
    """
    Why it was refused.
    """

    @property
    def what(self) -> str:
        """
        What can't happen.
        """

    @property
    def why(self) -> str:
        """
        The reason, as a clause.
        """


class RefusedError(MissionsimError):
    """
    A strict replay met an event that can't fire.

    Args:
        step: The step that was refused, orphaned or stranded.

        reason: Why.
    """

    def __init__(self, step: Dated, reason: Explained) -> None:
        super().__init__(step, reason)
        self.step = step
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.step.date}: {self.reason.what}:\n  {self.reason.why}."


@frozen
class Fault:
    """
    One thing that is wrong in a scenario.

    Args:
        path: Keys and positions that lead to it, such as ``("events", 3, "date")``.

        problem: What is wrong, with the offending value.

        accepted: What would be accepted; empty where the problem says it.

        file: The file it stands in, if it was read from one.

        line: Its line there, from 1.

        near: For a key that is not known, the known one that may be meant.
    """

    path: tuple[str | int, ...]
    problem: str
    accepted: str = ""
    file: str | None = None
    line: int | None = None
    near: str | None = None

    def at(self, file: str, line: int | None) -> Fault:
        """
        The same fault with the place it stands in.
        """
        return evolve(self, file=file, line=line)

    @property
    def where(self) -> str:
        """
        The path as text: ``events[3].date``.
        """
        text = ""
        for part in self.path:
            if isinstance(part, int):
                text += f"[{part}]"
            else:
                text += f".{_cut(part)}" if text else _cut(part)
        return text

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line) if part is not None]
        message = f"{self.problem}; {self.accepted}" if self.accepted else self.problem
        return visible(": ".join(filter(None, [":".join(place), self.where, message])))


class InvalidError(MissionsimError, ValueError):
    """
    A value can't stand where it was given.

    Args:
        owner: Name of the class that it was given to.

        fault: What is wrong with it; the path is the key that it has in files.
    """

    def __init__(self, owner: str, fault: Fault) -> None:
        super().__init__(owner, fault)
        self.owner = owner
        self.fault = fault

    def __str__(self) -> str:
        return f"{self.owner}: {self.fault}"


class ScenarioError(MissionsimError, ValueError):
    """
    A scenario does not hold together.

    Args:
        faults: Everything that is wrong with it; the first 200 are kept.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(islice(faults, MOST_FAULTS))
        super().__init__(self.faults)

    def __str__(self) -> str:
        shown = [str(fault) for fault in self.faults]
        if len(shown) == MOST_FAULTS:
            shown.append(f"These are the first {MOST_FAULTS}; there may be more.")
        return "\n".join(shown)


class EditError(MissionsimError, ValueError):
    """
    An edit can't be made: it names nothing, or what it leads to does not hold together.

    Args:
        faults: Everything that is wrong; paths begin with ``edits`` and the position of the edit.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(islice(faults, MOST_FAULTS))
        super().__init__(self.faults)

    @classmethod
    def of(cls, problem: str, accept: str) -> EditError:
        """
        The error with one fault.
        """
        return cls([Fault((), problem, accept)])

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def visible(text: str) -> str:
    """
    *text* as it may reach a terminal: what can't be seen, or turns lines or the direction of writing, as escapes.
    """
    if text.isprintable():
        return text
    return "".join(_escaped(each) if category(each) in _HIDDEN else each for each in text)


def visible_lines(text: str) -> str:
    """
    The same with line breaks kept.
    """
    return "\n".join(map(visible, text.split("\n")))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def shown(value: object) -> str:
    """
    A value as a message shows it: cut where it is long, named where it holds others, escaped where it can't be seen.
    """
    if isinstance(value, str):
        text = repr(value[:MOST_SHOWN_CHARACTERS])
        return text if len(value) <= MOST_SHOWN_CHARACTERS else f"{text[:-4]}..."
    if isinstance(value, Mapping):
        return _shown_table(value)
    if isinstance(value, Sequence | AbstractSet):
        return f"a {type(value).__name__} of {len(value)}"
    try:
        text = visible(repr(value))
    except Exception:  # noqa: BLE001  a number with thousands of digits; whatever others do in theirs
        text = "what stands here"
    return text if len(text) <= MOST_SHOWN_CHARACTERS else f"{text[: MOST_SHOWN_CHARACTERS - 3]}..."


def _shown_table(value: Mapping[object, object]) -> str:
    if not value:
        return "an empty table"
    keys = [shown(key) for key in islice(value, MOST_SHOWN_KEYS)]
    rest = len(value) - len(keys)
    *others, last = [*keys, f"{rest} more"] if rest else keys
    return f"a table with {', '.join(others)} and {last}" if others else f"a table with {last}"


def accepted(value: object, known: Iterable[str], what: str = "accepted") -> str:
    """
    What would be accepted instead of *value*, nearest matches first where there are any.

    Args:
        value: What was given.

        known: What would be accepted.

        what: The words before the list.

    Returns:
        One clause without a final full stop.
    """
    choices = list(dict.fromkeys(known))
    near = nearest(value, choices)
    listed = ", ".join(map(_cut, choices[:MOST_SHOWN])) + (", ..." if len(choices) > MOST_SHOWN else "")
    hint = f" (did you mean {' or '.join(map(shown, near))}?)" if near else ""
    return f"{what}: {listed or 'none'}{hint}"


def nearest(value: object, known: Iterable[str]) -> list[str]:
    """
    Up to three *known* names that mean the same as *value*, or look like it, the most alike first.
    """
    known = list(known)
    meant = [name for name in MEANT_BY.get(str(value), ()) if name in known]
    if meant:
        return meant
    from difflib import get_close_matches  # noqa: PLC0415  needed where something is wrong only

    text = str(value)[:MOST_COMPARED_CHARACTERS]
    pairs = set(pairwise(text))
    # Comparing is slow: among thousands of names, only those that share most pairs of letters are compared.
    likely = nlargest(MOST_COMPARED, known, key=lambda name: len(pairs.intersection(pairwise(name))))
    return get_close_matches(text, likely, n=3, cutoff=0.6)


def unknown(kind: str, value: object, known: Iterable[str]) -> UnknownError:
    """
    The error for a *value* that names no *kind*, with the nearest known ones.
    """
    return UnknownError(f"no {kind} {shown(value)}; {accepted(value, known)}")


def _cut(name: str) -> str:
    return visible(name if len(name) <= MOST_SHOWN_CHARACTERS else f"{name[: MOST_SHOWN_CHARACTERS - 3]}...")
