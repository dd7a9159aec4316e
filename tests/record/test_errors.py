"""
Tests of the errors and of what they say.
"""

from __future__ import annotations

import pickle

import pytest

import missionsim
from missionsim import (
    DateError,
    DayError,
    Fault,
    MissionsimError,
    RefusedError,
    ScenarioError,
    Step,
    TimelineError,
    UnknownError,
    errors,
)
from missionsim.errors import accepted, unknown
from small import PARTS, small


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (DateError, ValueError),
        (ScenarioError, ValueError),
        (UnknownError, LookupError),
        (RefusedError, Exception),
        (DayError, ValueError),
        (TimelineError, ValueError),
    ],
)
def test_every_error_has_one_base_and_a_builtin_kin(error: type[Exception], builtin: type[Exception]) -> None:
    """
    All can be caught by one name, or as what Python calls such a thing, and all stand in the tree.
    """
    assert issubclass(error, MissionsimError)
    assert issubclass(error, builtin)
    assert error.__name__ in str(errors.__doc__)


def test_a_refused_event_is_shown_with_its_day_and_reason() -> None:
    """
    A strict replay stops with the step and why.
    """
    with pytest.raises(RefusedError) as caught:
        small().replay(strict=True)

    assert str(caught.value) == (
        "2026-06-01: mission can't 'end' in state 'active':\n  every base must be handed_over, but south is moving."
    )
    step = caught.value.step
    assert isinstance(step, Step)
    assert step.event == "mission.end"
    assert caught.value.reason == step.reason


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault((), "it is too large"), "it is too large"),
        (Fault(("name",), "5 is not text", "accepted: text"), "name: 5 is not text; accepted: text"),
        (
            Fault(("events", 3, "after", 0, "lag"), "-1 is negative").at("iraq.toml", 7),
            "iraq.toml:7: events[3].after[0].lag: -1 is negative",
        ),
        (Fault((), "it is too large").at("iraq.toml", None), "iraq.toml: it is too large"),
        (Fault((0, "x"), "no"), "[0].x: no"),
    ],
)
def test_a_fault_prints_its_place_its_path_and_its_message(fault: Fault, text: str) -> None:
    """
    What is not known is left out, with its punctuation.
    """
    assert str(fault) == text


def test_a_scenario_error_prints_one_fault_a_line() -> None:
    """
    All faults are kept, in order.
    """
    faults = [Fault(("name",), f"fault {n}") for n in range(3)]

    assert str(ScenarioError(faults)) == "name: fault 0\nname: fault 1\nname: fault 2"
    assert ScenarioError(iter(faults)).faults == tuple(faults)


def test_a_scenario_error_has_a_limited_number_of_faults() -> None:
    """
    A file that is wrong in every line is told so, not at length.
    """
    most = errors.MOST_FAULTS
    many = ScenarioError(Fault((), f"fault {n}") for n in range(most + 5))

    assert [fault.problem for fault in many.faults] == [f"fault {n}" for n in range(most)]
    assert str(many).splitlines()[-2:] == [
        f"fault {most - 1}",
        f"These are the first {most}; there may be more.",
    ]
    assert len(str(ScenarioError(Fault((), "fault") for _ in range(most - 1))).splitlines()) == most - 1


@pytest.mark.parametrize(
    ("value", "known", "text"),
    [
        ("nort", ["north", "south"], "accepted: north, south (did you mean 'north'?)"),
        ("x", ["north", "south"], "accepted: north, south"),
        ("x", [], "accepted: none"),
        ("north", ["south", "south"], "accepted: south (did you mean 'south'?)"),
        (5, ["north"], "accepted: north"),
        ("base2", ["base1", "base3", "x"], "accepted: base1, base3, x (did you mean 'base3' or 'base1'?)"),
    ],
)
def test_what_would_be_accepted_is_listed_with_near_misses(value: object, known: list[str], text: str) -> None:
    """
    Choices come in their order, each once; the nearest ones are asked for.
    """
    assert accepted(value, known) == text


def test_twelve_choices_are_listed() -> None:
    """
    Of thirteen or more, twelve; near misses come from all of them.
    """
    choices = [f"entity_{chr(97 + n)}" for n in range(13)]

    assert accepted("x", choices[:12]) == f"accepted: {', '.join(choices[:12])}"
    assert accepted("x", choices) == f"accepted: {', '.join(choices[:12])}, ..."
    assert "did you mean 'entity_m'" in accepted("entity_m", choices)


def test_an_unknown_name_is_shown_with_the_nearest_ones() -> None:
    """
    The message shows what was asked for and what there is.
    """
    assert str(unknown("entity", "nort", ["north"])) == "no entity 'nort'; accepted: north (did you mean 'north'?)"
    with pytest.raises(UnknownError, match=r"^no entity 'suth'; accepted: north, south"):
        small().entity("suth")


def test_scenario_errors_can_be_sent_between_processes() -> None:
    """
    A pickled error has the same faults.
    """
    with pytest.raises(ScenarioError) as caught:
        missionsim.Scenario(**PARTS | {"horizon": "2025"})

    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults  # noqa: S301  our own
