"""
A smaller record that shows the same: whatever can be left out is left out, one part after the other.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from oracle.dates import is_span, text_of, window
from oracle.record import Spec, event_id

Shows = Callable[[Spec], bool]
Path = tuple[str | int, ...]


def shrunk(spec: Spec, shows: Shows) -> Spec:
    """
    The record with as little left as possible while it *shows* what is looked for.
    """
    found = spec
    while True:
        smaller = next((each for each in _smaller(found) if _shows(each, shows)), None)
        if smaller is None:
            return found
        found = smaller


def _shows(spec: Spec, shows: Shows) -> bool:
    try:
        return shows(spec)
    except Exception:  # noqa: BLE001  what is no record any more shows nothing
        return False


def _smaller(spec: Spec) -> Iterator[Spec]:
    for path in (*_event_parts(spec), *_deadline_parts(spec), *_machine_parts(spec)):
        yield _without(spec, path)
    for place, row in enumerate(spec["events"]):
        for day in _more_precise(row["date"]):
            changed = copy.deepcopy(spec)
            changed["events"][place]["date"] = day
            yield changed


def _event_parts(spec: Spec) -> Iterator[Path]:
    for place, row in enumerate(spec["events"]):
        yield "events", place
        for key in ("after", "claims", "denied_by", "measures", "when_enabled"):
            if key in row:
                yield "events", place, key
        for key in ("after", "claims", "measures", "fires"):
            if len(row.get(key, [])) > 1:
                yield from (("events", place, key, number) for number in range(len(row[key])))


def _deadline_parts(spec: Spec) -> Iterator[Path]:
    for id_, deadline in spec["deadlines"].items():
        if len(spec["deadlines"]) > 1:
            yield "deadlines", id_
        yield from (("deadlines", id_, key) for key in ("only_if", "set_by", "since", "claims") if key in deadline)
        for number in range(len(deadline.get("revisions", []))):
            yield "deadlines", id_, "revisions", number


def _machine_parts(spec: Spec) -> Iterator[Path]:
    yield from (("entities", id_) for id_ in spec["entities"])
    used = {entity["lifecycle"] for entity in spec["entities"].values()}
    for id_, lifecycle in spec["lifecycles"].items():
        if id_ not in used:
            yield "lifecycles", id_
        for number, transition in enumerate(lifecycle["transitions"]):
            yield "lifecycles", id_, "transitions", number
            if "when" in transition and "trigger" in transition:
                yield "lifecycles", id_, "transitions", number, "when"
    if "known_until" in spec:
        yield ("known_until",)


def _without(spec: Spec, path: Path) -> Spec:
    """
    The record without the part at *path*; what refers to an event that is left out goes with it.
    """
    changed = copy.deepcopy(spec)
    part: Any = changed
    for key in path[:-1]:
        part = part[key]
    left_out = part[path[-1]]
    del part[path[-1]]
    if path[0] == "events" and len(path) == 2:
        _forget(changed, event_id(left_out))
    return changed


def _forget(spec: Spec, event: str) -> None:
    for row in spec["events"]:
        if "after" in row:
            row["after"] = [link for link in row["after"] if link["event"] != event]
    for deadline in spec["deadlines"].values():
        deadline["revisions"] = [each for each in deadline.get("revisions", []) if each["by"] != event]


def _more_precise(date: str) -> Iterator[str]:
    first, last = window(date)
    if first == last:
        return
    yield from (text_of(day) for day in (first, last) if day is not None)
    if first is not None and last is not None and not is_span(date) and last > first + 1:
        yield f"[{text_of(first + 1)}..{text_of(last)}]"
        yield f"[{text_of(first)}..{text_of(last - 1)}]"
