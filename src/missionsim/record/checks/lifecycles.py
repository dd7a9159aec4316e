"""
Whether lifecycles hold together: states that are there, transitions that can fire, no circle of automatic ones.
"""

from __future__ import annotations

from missionsim.errors import Fault, accepted, shown
from missionsim.record.checks.common import A_NAME, NAME, Faults, Path, circle, distinct, unknown, way
from missionsim.record.checks.conditions import condition_faults
from missionsim.record.checks.index import Index
from missionsim.record.lifecycles import Lifecycle


def lifecycle_faults(names: Index) -> Faults:
    """
    What is wrong with lifecycles.
    """
    for lifecycle in names.declared.lifecycles:
        path = ("lifecycles", lifecycle.id)
        if not lifecycle.states:
            yield Fault((*path, "states"), "there are none", "accepted: one or more names")
        yield from distinct((((*path, "states", n), s) for n, s in enumerate(lifecycle.states)), NAME, A_NAME)
        yield from unknown((*path, "initial"), "state", lifecycle.initial, lifecycle.states)
        yield from _transitions(names, lifecycle, path)
        yield from _automatic_loops(lifecycle, path)


def _transitions(names: Index, lifecycle: Lifecycle, path: Path) -> Faults:
    decided: set[tuple[str, str | None]] = set()
    for index, transition in enumerate(lifecycle.transitions):
        here = (*path, "transitions", index)
        if not transition.source:
            yield Fault((*here, "from"), "there is no state", accepted("", lifecycle.states))
        for state in transition.source:
            yield from unknown((*here, "from"), "state", state, lifecycle.states)
        yield from unknown((*here, "to"), "state", transition.target, lifecycle.states)
        if transition.trigger is None and transition.when is None:
            yield Fault(here, "it has neither a trigger nor a condition", "accepted: 'trigger', 'when' or both")
        if transition.trigger is not None and not NAME.fullmatch(transition.trigger):
            yield Fault((*here, "trigger"), f"{shown(transition.trigger)} is not a usable name", A_NAME)
        leaving = {(state, transition.trigger) for state in transition.source}
        if leaving and leaving <= decided:
            yield Fault(
                here,
                "it can never fire: an earlier one without a condition always does",
                "accepted: a 'when' there",
            )
        if transition.when is None:
            decided |= leaving
        else:
            yield from condition_faults(names, transition.when, (*here, "when"), measures=False)


def _automatic_loops(lifecycle: Lifecycle, path: Path) -> Faults:
    ways: dict[str, list[str]] = {}
    for transition in lifecycle.transitions:
        if transition.trigger is None:
            for state in transition.source:
                ways.setdefault(state, []).append(transition.target)
    loop = circle(ways)
    if loop:
        yield Fault(
            (*path, "transitions"),
            f"automatic transitions run in a circle: {way(loop)}",
            "accepted: a 'trigger' on one of them",
        )
