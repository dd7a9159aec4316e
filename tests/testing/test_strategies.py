"""
The strategies for edits: all that is drawn can be made, every kind is drawn, and the simplest comes first.
"""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import find, given

from missionsim import Claim, Delay, Edit, Initial, Lifecycle, Rewire, Scenario, Transition, in_state
from missionsim.testing import edits, scenarios, what_ifs
from missionsim.whatif.edits import EDITS
from small import BASE, PARTS, small

SPOKEN = evolve(PARTS["events"][0], claims=(Claim("army", date="2026-01-12"),))
SMALL = small(events=[SPOKEN, *PARTS["events"][1:]])


@pytest.mark.parametrize("kind", EDITS)
def test_every_kind_of_edit_is_drawn(kind: type[Edit]) -> None:
    """
    Changes of the rules are drawn if they are asked for, all others always.
    """
    found = find(edits(SMALL, rules=kind.way == "rule"), lambda edit: isinstance(edit, kind))

    assert SMALL.what_if(found).edits == (found,)


@given(edit=edits(SMALL))
def test_rules_stay_unless_they_may_change(edit: Edit) -> None:
    """
    Unless asked for, no edit changes the rules.
    """
    assert edit.way != "rule"


def test_the_simplest_what_if_is_a_day_late() -> None:
    """
    What shrinks ends at one event that comes one day later.
    """
    assert find(what_ifs(SMALL), lambda _: True).edits == (Delay("north.begin", 1),)
    assert find(what_ifs(SMALL), lambda edited: edited.replay() != SMALL.replay()).edits == (Delay("north.begin", 1),)


@given(data=st.data(), scenario=scenarios(), rules=st.booleans(), most=st.integers(1, 4))
def test_what_ifs_hold_together(data: st.DataObject, scenario: Scenario, rules: bool, most: int) -> None:
    """
    They depart from the scenario by some edits, and leave its first day alone unless the rules may change.
    """
    edited = data.draw(what_ifs(scenario, most_edits=most, rules=rules))

    assert edited.record is scenario
    assert 1 <= len(edited.edits) <= most
    assert edited.replay().steps is not None
    assert rules or edited.first_touched_day > scenario.first_day


@given(data=st.data())
def test_a_what_if_can_be_departed_from(data: st.DataObject) -> None:
    """
    What-ifs of a what-if have its edits, and some more.
    """
    first = data.draw(what_ifs(SMALL, most_edits=1))
    second = data.draw(what_ifs(first))

    assert second.record is first.record is SMALL
    assert second.edits[:1] == first.edits
    assert 1 <= len(second.edits) - 1 <= 3


def test_where_nothing_happens_something_can_be_inserted() -> None:
    """
    Without events the only edits are those that insert one; without triggers only rules can change.
    """
    empty = small(events=[], deadlines=[])
    drifts = Transition("held", "moving", when=in_state("south", "handed_over"))
    still = small(
        lifecycles=[Lifecycle("base", BASE.states, "held", [drifts])],
        entities=PARTS["entities"][:2],
        events=[],
        deadlines=[],
    )

    assert len(find(what_ifs(empty), lambda _: True).adopted().events) == 1
    assert edits(still).is_empty
    assert isinstance(find(edits(still, rules=True), lambda _: True), Initial)
    assert isinstance(find(edits(still, rules=True), lambda edit: isinstance(edit, Rewire)), Rewire)
