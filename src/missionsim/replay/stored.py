"""
Timelines read from JSON, and whether such a thing can be one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

import missionsim.replay.plain_form  # noqa: F401  what is derived is not read back
from missionsim.errors import TimelineError
from missionsim.plain import Malformed, load
from missionsim.replay.history import History

H = TypeVar("H", bound=History)

_ACCEPTED = "accepted: what to_json() wrote"


def read(text: str, kind: type[H]) -> H:
    """
    Read what ``to_json``, or the command line's ``replay --json``, wrote.

    Raises:
        TimelineError: If it is not such text, or can't be a timeline.
    """
    try:
        stored = json.loads(text)
        if isinstance(stored, dict):  # what is derived is not read back
            stored = {key: value for key, value in stored.items() if key not in ("states", "on")}
        found: H = load(stored, kind)
    except Malformed as error:
        raise TimelineError(f"this is no stored timeline: {error.problem}; {error.accepted}") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise TimelineError(f"this is no stored timeline: {error}; {_ACCEPTED}") from None
    for problem in _impossible(found):
        raise TimelineError(f"this can't be a timeline: {problem}; {_ACCEPTED}")
    return found


def _impossible(history: History) -> Iterator[str]:  # noqa: C901  one line per thing that can't be
    """
    What can't be so in any timeline.
    """
    if history.horizon < history.start:
        yield f"it ends on {history.horizon}, before its start on {history.start}"
    for number, step in enumerate(history.steps):
        where = f"steps[{number}]"
        strange = [each for each in (step.entity, *(c.entity for c in step.automatic)) if each not in history.initial]
        if strange:
            yield f"{where} is about {strange[0]!r}, which is no entity of it"
        if not history.start <= step.date <= history.horizon:
            yield f"{where} is dated {step.date}, outside of {history.start} to {history.horizon}"
        if step.requested > step.date:
            yield f"{where} was requested on {step.requested}, after it happened"
        if (step.reason is None) != (step.disposition == "applied"):
            yield f"{where} is {step.disposition} {'without' if step.reason is None else 'with'} a reason"
    for number, (one, other) in enumerate(pairwise(history.steps)):
        if other.date < one.date:
            yield f"steps[{number + 1}] on {other.date} stands behind one on {one.date}"
    present = dict(history.initial)
    for number, step in enumerate(history.steps):
        if step.entity in present and present[step.entity] != step.before:
            yield f"steps[{number}] finds {step.entity} {step.before}, but it is {present[step.entity]}"
        present.update((change.entity, change.after) for change in step.changes)
