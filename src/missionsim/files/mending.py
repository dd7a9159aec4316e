"""
Data without its faults: stand-ins take the place of what can't be read, so that all other faults are found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from attrs import evolve

from missionsim.errors import Fault

Path = tuple[str | int, ...]

# What takes the place of a faulty value while the rest of the file is checked; faults at that place are not shown.
_A_CONDITION = {"entity": "_", "in": "_"}
_NAMES = ("name", "id", "lifecycle", "initial", "to", "entity", "trigger", "text", "event", "measure", "by")
STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(_NAMES, "_"),
    **{key: ["_"] for key in ("from", "in")},
    **dict.fromkeys(("date", "due", "horizon"), "9999-12-31"),
    **dict.fromkeys(("when", "not"), _A_CONDITION),
    **{key: [_A_CONDITION] for key in ("all", "any", "of")},
    **dict.fromkeys(("latitude", "longitude"), 0.0),
    **{key: {} for key in ("lifecycles", "entities")},
    **dict.fromkeys(("at_least", "at_most"), 1),
    "kind": "base",
}
_LISTS_OF_TABLES = ("events", "claims", "after", "measures", "transitions", "revisions")
_TABLES_BY_ID = (("parties",), ("lifecycles",), ("entities",), ("deadlines",))


class Places:
    """
    Paths at which faults were found already.
    """

    def __init__(self) -> None:
        self._found: set[Path] = set()
        self._above: set[Path] = set()

    def add(self, path: Path) -> None:
        """
        Add a path.
        """
        self._found.add(path)
        self._above.update(path[:end] for end in range(1, len(path)))

    def overlap(self, path: Path) -> bool:
        """
        Whether one of them is *path*, lies within it, or has it within.
        """
        within = any(path[:end] in self._found for end in range(1, len(path) + 1))
        return within or path in self._above or (not path and bool(self._found))


def mended(data: dict[str, Any], faults: Iterable[Fault]) -> dict[str, Any]:
    """
    The data without its *faults*: a misspelt key set right, a stand-in for a faulty value.

    What has no stand-in, or is one already, is taken out.
    """
    mended = deepcopy(data)
    states: list[str] = []
    for fault in faults:
        # Without one of its states, all that is said of it would be at fault.
        path = fault.path[:-1] if fault.path[-2:-1] == ("states",) else fault.path
        place: Any = mended
        for part in path[:-1]:
            place = place[part]
        last: Any = path[-1]
        if last == "states":
            states = states or _states_in(data)
        stand_in = [*states] if last == "states" else _stand_in(path)
        if isinstance(place, list):
            place[last] = stand_in
        elif fault.near is not None and fault.near not in place:
            place[fault.near] = place.pop(last)
        elif stand_in is None or place.get(last) == stand_in:
            place.pop(last, None)
        else:
            place[last] = stand_in
    return mended


def own(faults: Iterable[Fault], mended: Mapping[str, Any]) -> list[Fault]:
    """
    The *faults* of mended data that are not there only because of what stands in, and which name no stand-in.

    Where the id of an event can't be read, nobody can tell whether there is an event of some id.
    """
    events = [event for event in mended.get("events", ()) if isinstance(event, Mapping)]
    is_nameless = any(event.get("id") == "_" or not event for event in events)
    told = [each for each in faults if not (is_nameless and each.problem.startswith("there is no event "))]
    return [evolve(each, accepted=_without_stand_ins(each.accepted)) for each in told]


def _without_stand_ins(accepted: str) -> str:
    head, colon, listed = accepted.partition(": ")
    kept = [each for each in listed.split(", ") if each != "_"]
    return f"{head}{colon}{', '.join(kept) or 'none'}" if colon else accepted


def _states_in(data: object) -> list[str]:
    """
    All that is used as a state anywhere, in place of a list of states that can't be read.
    """
    found: dict[str, None] = {"_": None}
    todo = [data]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            used = (part.get(key) for key in ("initial", "from", "to", "in"))
            names = (name for value in used for name in (value if isinstance(value, list) else [value]))
            found |= {name: None for name in names if isinstance(name, str) and name}
            todo += part.values()
        elif isinstance(part, list):
            todo += part
    return list(found)


def _stand_in(path: Path) -> Any:
    """
    What takes the place of a faulty value.
    """
    parent, last = (None, *path)[-2:]
    if isinstance(last, int):
        return {} if parent in _LISTS_OF_TABLES else _A_CONDITION if parent in ("all", "any", "of") else "_"
    if path[:-1] in _TABLES_BY_ID:
        return {}
    if last == "kind" and "after" in path:
        return "floor"
    if last == "of" and "claims" in path:
        return None
    return STAND_INS.get(str(last))
