"""
Tests of lifecycles as values.
"""

from __future__ import annotations

import pytest
from attrs.exceptions import FrozenInstanceError

from missionsim import Lifecycle, Transition, in_state

BASE = Lifecycle(
    "base",
    ["held", "moving", "handed_over", "lost"],
    "held",
    [
        Transition("held", "moving", "begin"),
        Transition("moving", "handed_over", "complete"),
        Transition(["held", "moving"], "lost", "lose"),
        Transition("lost", "held", "begin"),
        Transition("moving", "held", when=in_state("mission", "ended")),
    ],
)


def test_triggers_come_in_the_order_they_first_occur() -> None:
    """
    Each is named once; automatic transitions have none.
    """
    assert BASE.triggers == ("begin", "complete", "lose")


def test_nothing_leads_out_of_an_end_state() -> None:
    """
    There may be several end states, one, or none.
    """
    assert BASE.end_states == ("handed_over",)
    assert Lifecycle("site", ["here", "there"], "here").end_states == ("here", "there")
    assert Lifecycle("light", ["on"], "on", [Transition("on", "on", "flash")]).end_states == ()


def test_a_transition_leaves_from_one_state_or_several() -> None:
    """
    One name is the same as a list of one.
    """
    assert Transition("held", "moving", "begin") == Transition(["held"], "moving", "begin")
    assert BASE.transitions[2].source == ("held", "moving")


def test_a_lifecycle_is_a_value() -> None:
    """
    It is equal by content, hashable, and can't be changed.
    """
    again = Lifecycle("base", tuple(BASE.states), "held", list(BASE.transitions))

    assert again == BASE
    assert hash(again) == hash(BASE)
    with pytest.raises(FrozenInstanceError):
        BASE.initial = "lost"  # type: ignore[misc]
