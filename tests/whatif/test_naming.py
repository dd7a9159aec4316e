"""
What edits name has to be there; what is not is said with what may be meant.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from missionsim import (
    Advance,
    Delay,
    Drop,
    Edit,
    EditError,
    Events,
    Initial,
    Insert,
    Move,
    Redate,
    Replace,
    Revise,
    Rewire,
    Swap,
)
from missionsim.record.events import Event
from missionsim.record.parties import Claim
from missionsim.whatif.selections import Target
from small import PARTS, small

KNOWN = "accepted: north.begin, north.complete, south.begin, mission.end, statement"
OTHER = Event("south", "complete", "2026-04-01")


def said(*edits: Edit) -> list[str]:
    """
    What is said about edits of the small scenario that can't be made, line by line.
    """
    with pytest.raises(EditError) as caught:
        small().what_if(*edits)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (Delay("mision.end", 3), "delay"),
        (Advance("mision.end", "2w"), "advance"),
        (Move("mision.end", "2026-07"), "move"),
        (Drop("mision.end"), "drop"),
        (Drop("mision.end", bridge=True), "drop"),
        (Swap("mision.end", "north.begin"), "swap"),
        (Swap("north.begin", "mision.end"), "with"),
        (Insert(OTHER, before="mision.end"), "before"),
        (Insert(OTHER, after="mision.end"), "after"),
        (Replace("mision.end", OTHER), "replace"),
        (Redate("mision.end", "2026-07"), "redate"),
    ],
)
def test_an_unknown_event_is_one_error_with_the_nearest_ids(edit: Edit, key: str) -> None:
    """
    Whatever edit names it: one line, with its place, what is there, and what may be meant.
    """
    expected = f"there is no event 'mision.end'; {KNOWN} (did you mean 'mission.end'?)"

    assert said(edit) == [f"edits[0].{key}: {expected}"]
    assert said(Delay("north.begin", 1), edit) == [f"edits[1].{key}: {expected}"]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Revise("leaf", "2026-10"), "revise: there is no deadline 'leaf'; accepted: leave (did you mean 'leave'?)"),
        (
            Initial("noth", "moving"),
            "initial: there is no entity 'noth'; accepted: north, south, mission (did you mean 'north' or 'south'?)",
        ),
        (
            Initial("north", "mooving"),
            "state: there is no state 'mooving'; accepted: held, moving, handed_over (did you mean 'moving'?)",
        ),
        (
            Rewire("bass", "begin"),
            "rewire: there is no lifecycle 'bass'; accepted: base, mission (did you mean 'base'?)",
        ),
        (Rewire("base", "begn"), "trigger: no transition is meant; accepted: begin, complete (did you mean 'begin'?)"),
    ],
)
def test_so_are_deadlines_entities_states_and_rules(edit: Edit, expected: str) -> None:
    """
    What else an edit can name is told likewise.
    """
    assert said(edit) == [f"edits[0].{expected}"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            Events(tags="fedral"),
            (
                ".tag: no event is meant by \"every event tagged 'fedral'\": there is no tag 'fedral'; "
                "accepted: federal (did you mean 'federal'?)"
            ),
        ),
        (
            Events(site="hil"),
            (
                ".site: no event is meant by 'every event at hil': there is no site 'hil'; accepted: hill (did you "
                "mean 'hill'?)"
            ),
        ),
        (
            Events(entity="noth"),
            (
                ".entity: no event is meant by 'every event of noth': there is no entity 'noth'; accepted: north, "
                "south, mission (did you mean 'north' or 'south'?)"
            ),
        ),
        (
            Events(lifecycle="bases"),
            (
                ".lifecycle: no event is meant by 'every event of a bases': there is no lifecycle 'bases'; accepted"
                ": base, mission (did you mean 'base'?)"
            ),
        ),
        (
            Events(trigger="complet"),
            (
                ".trigger: no event is meant by 'every complet event': there is no trigger 'complet'; accepted: "
                "begin, complete, end (did you mean 'complete'?)"
            ),
        ),
        (Events(site=""), ".site: no event is meant by \"every event at ''\": there is no site ''; accepted: hill"),
    ],
)
@pytest.mark.parametrize("edit", [lambda target: Delay(target, 5), lambda target: Advance(target, 5), Drop])
def test_a_selection_by_a_name_that_nothing_has_says_which(
    edit: Callable[[Events], Edit], target: Events, expected: str
) -> None:
    """
    The key that names nothing is told, with what is there and what may be meant.
    """
    made = edit(target)
    key = type(made).__name__.lower()

    assert said(made) == [f"edits[0].{key}{expected}"]


def test_a_selection_of_nothing_says_what_less_would_mean() -> None:
    """
    Where all names are known, each thing asked for is left out in turn.
    """
    assert said(Delay(Events(entity="north", since="2027"), 3)) == [
        (
            "edits[0].delay: no event is meant by 'every event of north since 2027-01-01'; accepted: a selection that "
            "means one; without 'since' it means north.begin, north.complete and statement"
        )
    ]
    assert said(Drop(Events(entity="south", trigger="complete"))) == [
        (
            "edits[0].drop: no event is meant by 'every complete event of south'; accepted: a selection that means "
            "one; without 'entity' it means north.complete; without 'trigger' it means south.begin"
        )
    ]
    assert said(Drop(Events(since="2030"))) == [
        (
            "edits[0].drop: no event is meant by 'every event since 2030-01-01'; accepted: a selection that means one; "
            "without 'since' it means north.begin, north.complete, south.begin, mission.end and statement"
        )
    ]


def test_all_that_names_nothing_is_told_at_once() -> None:
    """
    Of several targets each has its own line and position, and of one selection every name that is wrong.
    """
    targets: list[Target] = ["north.begn", "mission.end", Events(trigger="beginn", entity="noth")]

    found = said(Delay(targets, 3))

    assert [each.split(": ")[0] for each in found] == [
        "edits[0].delay[0]",
        "edits[0].delay[2].entity",
        "edits[0].delay[2].trigger",
    ]


def test_what_an_earlier_edit_took_out_is_there_no_more() -> None:
    """
    The edit that did so is named; another is not guessed.
    """
    assert said(Drop("north.begin"), Delay("north.begin", 3)) == [
        (
            "edits[1].delay: there is no event 'north.begin' any more, after edits[0]; accepted: north.complete, "
            "south.begin, mission.end, statement"
        )
    ]
    assert said(Drop(Events(trigger="begin")), Advance(Events(trigger="begin"), 3))[0].startswith(
        "edits[1].advance.trigger: no event is meant by 'every begin event': there is no trigger 'begin'; accepted: "
    )


def test_what_an_earlier_edit_added_or_tagged_can_be_meant() -> None:
    """
    Names are those of the record as the earlier edits left it.
    """
    added = Event("south", "complete", "2026-04-01", tags="late", claims=[Claim(by="army")])
    edited = small().what_if(Insert(added), Delay(Events(tags="late"), 2))

    assert str(edited.outcome.event("south.complete").date) == "2026-04-03"


def test_what_is_very_long_is_cut() -> None:
    """
    A name of thousands of letters is not repeated whole.
    """
    (line,) = said(Drop("x" * 5_000))

    assert len(line) < 250
    assert PARTS["events"][0].id in line
