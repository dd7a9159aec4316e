"""
Timelines read from JSON, and whether such a thing can be one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import TypeVar

import missionsim.replay.plain_form  # noqa: F401  what is derived is not read back
from missionsim.errors import TimelineError, accepted, shown, visible
from missionsim.plain import Malformed, load
from missionsim.replay.history import History

H = TypeVar("H", bound=History)
Wrong = tuple[str, str]

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
        raise TimelineError(f"this is no stored timeline: {visible(str(error))}; {_ACCEPTED}") from None
    for where, problem in chain(_days(found), _entities(found), _steps(found), _deadlines(found)):
        raise TimelineError(f"this can't be a timeline: {where}: {problem}; {_ACCEPTED}")
    return found


def _days(history: History) -> Iterator[Wrong]:
    """
    What lies outside the days of the timeline, or behind what came later.
    """
    if history.horizon < history.start:
        yield "until", f"{history.horizon} lies before the start on {history.start}"
    if history.known_until is not None and history.known_until < history.start:
        yield "known_until", f"{history.known_until} lies before the start on {history.start}"
    for name in ("steps", "context", "observations"):
        last = history.start
        for number, day in enumerate(each.date for each in getattr(history, name)):
            if not history.start <= day <= history.horizon:
                yield f"{name}[{number}].date", f"{day} lies outside of {history.start} to {history.horizon}"
            if day < last:
                yield f"{name}[{number}].date", f"{day} stands behind {last}"
            last = day
    for number, step in enumerate(history.steps):
        if step.requested > step.date:
            yield f"steps[{number}].requested", f"{step.requested} lies after {step.date}, when it happened"


def _entities(history: History) -> Iterator[Wrong]:
    """
    The entities that are named, and are none of the timeline.
    """
    named = [
        (f"steps[{number}].{key}", id_)
        for number, step in enumerate(history.steps)
        for key, ids in (
            ("entity", [step.entity]),
            ("relied_on", step.relied_on),
            ("automatic", [id_ for change in step.automatic for id_ in (change.entity, *change.relied_on)]),
        )
        for id_ in ids
    ]
    named += [(f"observations[{number}].entity", each.entity) for number, each in enumerate(history.observations)]
    for where, id_ in named:
        if id_ not in history.initial:
            yield where, f"no entity {shown(id_)}; {accepted(id_, history.initial)}"


def _steps(history: History) -> Iterator[Wrong]:
    """
    The steps that can't come about where they stand.
    """
    present = dict(history.initial)
    for number, step in enumerate(history.steps):
        is_applied = step.disposition == "applied"
        if is_applied == (step.reason is not None):
            yield f"steps[{number}].reason", f"a step that is {step.disposition} has {'one' if is_applied else 'none'}"
        if not is_applied and (step.automatic or step.after != step.before):
            yield f"steps[{number}]", f"a step that is {step.disposition} changes something"
        if present[step.entity] != step.before:
            yield f"steps[{number}].before", f"{shown(step.before)}, but {step.entity} is {present[step.entity]}"
        for change in step.changes:
            if present[change.entity] != change.before:
                yield f"steps[{number}].automatic", f"{change}, but it is {present[change.entity]}"
            present[change.entity] = change.after


def _deadlines(history: History) -> Iterator[Wrong]:
    """
    The deadlines that are there twice, are known on no day of the timeline, or are decided by no term of theirs.
    """
    seen: set[str] = set()
    for number, outcome in enumerate(history.deadlines):
        if outcome.id in seen:
            yield f"deadlines[{number}].id", f"{shown(outcome.id)} is there already"
        seen.add(outcome.id)
        if not history.start <= outcome.closing <= history.horizon:
            yield (
                f"deadlines[{number}].closing",
                f"{outcome.closing} lies outside of {history.start} to {history.horizon}",
            )
        if outcome.term is not None and outcome.term not in outcome.terms:
            yield f"deadlines[{number}].term", "it is none of its terms"
