"""
Deadlines of a record as questions: their verdicts over all consistent readings.
"""

from __future__ import annotations

import pytest

import missionsim
from missionsim import (
    Deadline,
    Entity,
    Event,
    Lifecycle,
    Measure,
    Measured,
    Not,
    Party,
    Scenario,
    Select,
    Transition,
    in_state,
)
from missionsim.replay.compiled import compiled
from missionsim.replay.questions import Questions
from missionsim.replay.verdicts import Found, verdicts


def judged(scenario: Scenario) -> dict[str, Found]:
    """
    The verdicts of all deadlines at the end.
    """
    found = compiled(scenario)
    questions = Questions(scenario, found.program)
    return {
        deadline.id: verdicts(found.readings, questions.of(deadline), found.last) for deadline in scenario.deadlines
    }


@pytest.mark.parametrize("name", missionsim.bundled())
def test_bundled_deadlines_are_what_a_replay_says(name: str) -> None:
    """
    In the bundled scenarios no verdict is open that one reading leaves no doubt about.
    """
    scenario = missionsim.load(name)
    timeline = scenario.replay()

    for id_, found in judged(scenario).items():
        outcome = timeline.deadline(id_)
        assert (found.verdict, found.margins) == (outcome.verdict, outcome.margins)
        assert found.is_exact


def gate(**deadline: object) -> Scenario:
    """
    A gate that is opened on one of some days, and counts at it.
    """
    return Scenario(
        "gate",
        "2030-03-01",
        [Lifecycle("gate", ["shut", "open"], "shut", [Transition("shut", "open", "open")])],
        [Entity("gate", "gate")],
        [
            Event("gate", "open", "2030-01-10/2030-01-20"),
            Event(id="counted", date="2030-01-15", text="A count.", about=["gate"], measures=[Measure("people", 5, 9)]),
            Event(id="denied", date="2030-01-16", text="A word.", about=["gate"], denied_by="office"),
        ],
        start="2030-01-01",
        parties=[Party("office")],
        deadlines=[Deadline("d", due="2030-01-25", **deadline)],  # type: ignore[arg-type]
    )


FEW = Measured(Select(("gate",)), "people", at_most=10)
OPEN = in_state("gate", "open")


@pytest.mark.parametrize(
    ("deadline", "verdicts_found", "margins"),
    [
        ({"condition": FEW}, {"met"}, (-10, -10)),
        ({"condition": Not(FEW)}, {"undetermined"}, (None, None)),
        ({"condition": FEW & OPEN}, {"met", "undetermined"}, (-10, None)),
        ({"condition": FEW | OPEN}, {"met"}, (-15, -10)),
        ({"condition": Not(OPEN), "only_if": FEW}, {"met"}, (-24, -24)),
        ({"condition": OPEN, "set_by": "counted"}, {"met"}, (-10, -5)),
        ({"condition": OPEN, "set_by": "denied"}, {"unset"}, (None, None)),
    ],
)
def test_states_counts_and_settings(
    deadline: dict[str, object], verdicts_found: set[str], margins: tuple[int | None, int | None]
) -> None:
    """
    Counts speak for their day, states for every day, and what is denied sets nothing.
    """
    (found,) = judged(gate(**deadline)).values()

    assert found.verdicts == verdicts_found
    assert found.margins == margins
