"""
Edits that can't be made say which one, what is wrong with it, and what would be accepted.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from missionsim import (
    Delay,
    Drop,
    Edit,
    EditError,
    Event,
    Insert,
    Link,
    Movement,
    Redate,
    Replace,
    UnknownError,
    WhatIf,
)
from small import small

LINKED = [
    Event("north", "begin", "2026-01-10"),
    Event("north", "complete", "2026-02-10", after=[Link("north.begin", "carry")]),
    Event("south", "begin", "2026-03-10", after=[Link("north.complete", "carry")]),
]


def linked(*edits: Edit) -> WhatIf:
    """
    A handover that carries the next one, edited.
    """
    return small(events=LINKED, deadlines=[]).what_if(*edits)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Delay("north.begin", "8000y")], "edits[0]: "),
        ([Delay("north.begin", 3_000_000), Delay("north.begin", "1m")], "edits[1]: north.begin has left the years"),
        ([Replace("north.begin", Event("south", "begin", "2026-01-05"))], "edits[0].with.id: 'south.begin' is there"),
        (
            [
                Drop("north.begin"),
                Insert(Event("north", "begin", "2026-01-10", after=[Link("north.complete", "floor")])),
            ],
            "edits[1].insert.after: 'north.begin' would depend on itself; accepted: dependencies without a circle",
        ),
        ([Redate("north.begin", "2025-01-10")], "edits[0]: north.begin, date: 2025-01-10 lies before"),
        ([Edit()], "is not an edit; accepted: Delay, Advance"),
    ],
)
def test_what_can_not_be_made_says_which_edit_and_why(edits: list[Edit], message: str) -> None:
    """
    What leaves the calendar, takes an id twice, makes a circle or contradicts the record is refused.
    """
    with pytest.raises(EditError) as caught:
        linked(*edits).replay()

    assert message in str(caught.value)


def test_an_argument_of_another_kind_is_refused_at_once() -> None:
    """
    The edit says of which kind it has to be.
    """
    event: Any = "north.begin"

    with pytest.raises(EditError, match=r"Insert.event: 'north.begin' is of no use here; accepted: Event"):
        Insert(event)


def test_a_bridge_over_what_followed_something_dropped_needs_no_gap() -> None:
    """
    What was dropped before holds nobody back, and what is bridged over moves nobody.
    """
    held = Event("south", "begin", "2026-03-10", after=[Link("north.complete", "floor")])
    edited = small(events=[*LINKED[:2], held], deadlines=[]).what_if(
        Drop("north.begin"), Drop("north.complete", bridge=True)
    )

    assert [(event.id, str(event.date)) for event in edited.adopted().events] == [("south.begin", "2026-03-10")]


def test_what_no_edit_reaches_has_not_moved() -> None:
    """
    Its movement is by no days, from where the record has it; what there is none of is an error.
    """
    edited = linked(Delay("south.begin", 5))
    where = LINKED[0].date

    assert edited.movement("north.begin") == Movement("north.begin", where, where, 0)
    assert edited.first_day == date(2026, 1, 1)
    with pytest.raises(UnknownError, match=r"no event 'north\.begn'"):
        edited.movement("north.begn")


def test_all_slacks_of_a_what_if_are_asked_for_like_those_of_a_record() -> None:
    """
    Each event that is left has one.
    """
    assert {each.event for each in linked(Drop("south.begin")).slacks()} == {"north.begin", "north.complete"}
