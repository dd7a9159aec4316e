"""
One event shifted by any number of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from missionsim import Advance, Delay, Drop, Edit, Event, Insert, Link, Redate, Replace, Scenario
from missionsim.shifts import Shifts, Ties
from small import small

EVENTS = [
    Event("north", "begin", "2026-01-10"),
    Event("north", "complete", "2026-01-20", after=[Link("north.begin", "floor", 3)]),
    Event("south", "begin", "2026-03-01", after=[Link("north.complete", "carry")]),
    Event("mission", "end", "2026-06-01"),
]


def chain(**changes: Any) -> Scenario:  # noqa: ANN401  any part of a scenario
    """
    A scenario in which one event pushes a second, which carries a third.
    """
    return small(**{"events": EVENTS, "deadlines": ()} | changes)


def shifts(scenario: Scenario, event: str, sign: int) -> Shifts:
    """
    The shifts of one event.
    """
    return Shifts(scenario, scenario.event(event), sign, Ties(scenario))


def days_of(scenario: Scenario, event: str) -> set[int]:
    """
    The day on which an event stands, counted.
    """
    return {scenario.widening.day(scenario.event(event).date, "latest").toordinal()}


def test_all_that_moves_along_is_shifted() -> None:
    """
    Once for each number of days; what stands still is not moved.
    """
    delayed = shifts(chain(), "north.begin", 1)

    assert {id_: str(event.date) for id_, event in delayed.by(8).items()} == {
        "north.begin": "2026-01-18",
        "north.complete": "2026-01-21",
        "south.begin": "2026-03-02",
    }
    assert delayed.by(8) is delayed.by(8)


def test_what_moves_along_stands_still_until_slack_is_used_up() -> None:
    """
    The days that each stands still are known; towards the past nothing has slack.
    """
    assert shifts(chain(), "north.begin", 1).moved == {"north.begin": 0, "north.complete": 7, "south.begin": 7}
    assert shifts(chain(), "north.complete", -1).moved == {"north.complete": 0, "south.begin": 0}
    assert shifts(chain(), "north.begin", -1).moved == {"north.begin": 0}


@pytest.mark.parametrize(
    ("event", "sign", "most"),
    [("north.begin", 1, 355), ("north.begin", -1, 9), ("north.complete", -1, 19), ("mission.end", 1, 213)],
)
def test_an_event_is_shifted_as_far_as_the_scenario_reaches(event: str, sign: int, most: int) -> None:
    """
    To the horizon, or to the first day.
    """
    assert shifts(chain(), event, sign).most == most


def test_what_is_carried_before_the_start_ends_a_shift() -> None:
    """
    An event goes no further than what it carries along.
    """
    carrying = chain(
        events=[
            Event("south", "begin", "2026-03-01"),
            Event("north", "begin", "2026-01-03", after=[Link("south.begin", "carry")]),
        ]
    )

    assert shifts(carrying, "south.begin", -1).most == 2


def test_what_is_carried_out_of_the_calendar_ends_a_shift() -> None:
    """
    A horizon at the end of all days is not reached by what carries something later along.
    """
    last = chain(
        horizon=date.max,
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("south", "begin", "2026-01-30", after=[Link("north.begin", "carry")]),
        ],
    )

    assert shifts(last, "north.begin", 1).most == (date.max - date(2026, 1, 30)).days


def test_the_days_that_matter_are_those_on_which_something_is_met() -> None:
    """
    The day on which a mark is reached and the one after, for each that moves, and the first on which it moves.
    """
    scenario = chain()
    mark = date(2026, 2, 1).toordinal()
    found = shifts(scenario, "north.begin", 1).meeting(lambda event: days_of(scenario, event.id), lambda _: {mark})

    #                  moving      reached      pushed  reached
    assert found == sorted({1, 7, 8, 22, 23, 7 + 12, 7 + 13})


@pytest.mark.parametrize(
    "scenario",
    [
        chain(events=[EVENTS[0], Event("north", "complete", "2026-01-05", after=[Link("north.begin", "floor")])]),
        chain(events=[EVENTS[0], Event("north", "complete", "2026-01", after=[Link("north.begin", "floor", 3)])]),
        chain(events=[EVENTS[0], Event("north", "complete", "2026-01", after=[Link("north.begin", "floor")])]).what_if(
            Advance("north.begin", 1)
        ),
        chain(events=EVENTS[:2]).what_if(Redate("north.complete", "2026-01-25")),
    ],
    ids=["contradicting", "lagging", "edited", "re-read"],
)
def test_every_day_matters_where_events_jump(scenario: Scenario) -> None:
    """
    What contradicts the dependencies, gives way by a lag, or was edited and is imprecise, moves as it likes.
    """
    delayed = shifts(scenario, "north.begin", 1)

    assert delayed.meeting(lambda _: set(), lambda _: set()) == list(range(1, delayed.most + 1))
    assert set(delayed.moved) == {"north.begin", "north.complete"}


@pytest.mark.parametrize(
    ("edits", "is_regular"),
    [
        ([], True),
        ([Delay("north.begin", 3)], True),
        ([Drop("mission.end")], True),
        ([Drop("north.complete")], True),
        ([Drop("north.complete", bridge=True)], False),
        ([Redate("mission.end", "2026-07-01")], False),
        ([Insert(Event("south", "complete", "2026-08-01"))], False),
        ([Replace("mission.end", Event("south", "complete", "2026-08-01"))], False),
    ],
)
def test_edits_that_change_the_dependencies_leave_nothing_regular(edits: Sequence[Edit], *, is_regular: bool) -> None:
    """
    Those that only move events do.
    """
    ties = Ties(chain().what_if(*edits))

    assert ties.are_regular("north.begin") is (is_regular or "north.begin" not in ties.linked)


def test_an_event_without_dependencies_is_always_regular() -> None:
    """
    However imprecise it is, and whatever was edited.
    """
    alone = chain(events=[Event("north", "begin", "2026-01")]).what_if(Redate("north.begin", "2026-02"))

    assert Ties(alone).are_regular("north.begin")


def test_dependencies_on_what_was_dropped_do_not_count() -> None:
    """
    What was orphaned by an edit is tied to nothing any more.
    """
    orphaned = chain().what_if(Drop("north.begin"))

    assert Ties(orphaned).tied_to("north.complete") == {"north.complete", "south.begin"}


def test_an_edit_that_undoes_another_puts_everything_back() -> None:
    """
    What was carried along before is shifted back, too.
    """
    advanced = chain().what_if(Advance("north.complete", 4))
    back = shifts(advanced, "north.complete", 1).by(4)

    assert {id_: str(event.date) for id_, event in back.items()} == {
        "north.complete": "2026-01-20",
        "south.begin": "2026-03-01",
    }
