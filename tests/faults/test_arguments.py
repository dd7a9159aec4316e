"""
Tests of what is given where something else is asked for: it is refused in words, with what would be accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from faults.prelude import carry, event, floor, world
from missionsim import (
    Deadline,
    Delay,
    Drop,
    Edit,
    EditError,
    Events,
    Move,
    Scenario,
    Simulation,
    WhatIf,
    compare_many,
    grid,
    in_state,
)

BEGIN, FINISH, OTHER = "north.begin_closing", "north.hand_over", "south.hand_over"
ASKED = world(event(BEGIN, "2030-02-01"))
FIVE: Any = 5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Delay(FIVE, 1), r"Delay\.targets: 5 is of no use here; accepted: str or Events"),
        (lambda: Drop(FIVE), r"Drop\.targets: 5 is of no use here; accepted: str or Events"),
        (lambda: Drop(cast("Any", b"x")), r"Drop\.targets: a bytes of 1 is of no use here"),
        (lambda: Drop([FIVE]), r"Drop\.targets: 5 is of no use here"),
        (lambda: Events(tags=FIVE), r"Events\.tags: 5 is of no use here; accepted: str"),
        (lambda: Events(tags=cast("Any", {"a"})), r"Events\.tags: a set of 1 is of no use here"),
        (lambda: WhatIf(ASKED, FIVE), r"5 is not an edit; accepted: Delay"),
        (lambda: grid(ASKED, BEGIN, FIVE), r"5 is no range of days; accepted: whole numbers"),
    ],
)
def test_what_no_edit_can_use_is_refused_in_words(make: Callable[[], object], message: str) -> None:
    """
    An edit, or a selection, of something that it can't be about says which argument is wrong and what it takes.
    """
    with pytest.raises(EditError, match=message):
        make()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((ASKED,), "a tuple of 1 is no table of scenarios; accepted: {name: scenario, ...}"),
        ({"a": 5}, "a: 5 is not a scenario; accepted: a Scenario, or a what-if of one"),
    ],
)
def test_what_can_not_be_compared_is_refused_in_words(given: Any, message: str) -> None:
    """
    Scenarios without names, and what is no scenario, can't be put side by side.
    """
    with pytest.raises(TypeError) as caught:
        compare_many(given)

    assert str(caught.value) == message


CONTRADICTED = world(
    event(BEGIN, "9999-12-25"),
    event(FINISH, "9999-12-20", after=floor(BEGIN, 5)),
    event(OTHER, "9999-12-31", after=carry(FINISH)),
    horizon="9999-12-31",
)
DUE = world(
    event(BEGIN, "9999-12-01"),
    deadlines=[Deadline("out", in_state("north", "handed_over"), "+10d", since=BEGIN)],
    horizon="9999-12-31",
)


@pytest.mark.parametrize(
    ("record", "edit"),
    [
        (CONTRADICTED, Delay(BEGIN, 2)),
        (CONTRADICTED, Delay(BEGIN, 6)),
        (CONTRADICTED, Delay(BEGIN, 7)),
        (CONTRADICTED, Move(BEGIN, "9999-12-31")),
        (DUE, Delay(BEGIN, 25)),
    ],
)
def test_an_edit_that_leads_out_of_the_calendar_is_at_fault(record: Scenario, edit: Edit) -> None:
    """
    Near the end of the calendar an edit after which something counts on beyond it is an error of the edit.
    """
    with pytest.raises(EditError, match=r"leaves? the (calendar|years)"):
        record.what_if(edit).replay()


def test_an_edit_that_stays_within_the_calendar_is_made() -> None:
    """
    The last day of the calendar is a day like any other, also where the record contradicts itself.
    """
    assert CONTRADICTED.what_if(Delay(BEGIN, 1)).replay().contradictions
    assert DUE.what_if(Delay(BEGIN, 20)).replay().deadline("out").due == DUE.horizon


def test_an_empty_name_is_shown() -> None:
    """
    What selects by an empty name does not look as if it selected everything.
    """
    assert str(Events()) == "every event"
    assert str(Events(site="")) == "every event at ''"
    assert str(Events(trigger="", entity="", lifecycle="")) == "every '' event of '' of a ''"


def test_a_simulation_is_shown_in_a_line() -> None:
    """
    What a simulation looks like where it is debugged: whose it is, and how far it has come.
    """
    simulation = Simulation(ASKED)
    simulation.step()

    assert repr(simulation) == "<Simulation of 'world' on 2030-02-01: 1 steps>"
