"""
Orders that the dates leave open: those that matter are found, and no others.
"""

from __future__ import annotations

import missionsim
from missionsim import (
    Claim,
    Drop,
    Entity,
    Event,
    Lifecycle,
    Link,
    Party,
    Scenario,
    Transition,
    in_state,
    order_sensitivity,
)
from missionsim.show.answers_words import order_words, pair_words
from small import small

IRAQ = missionsim.load("iraq")
SWITCH = Lifecycle(
    "switch",
    ["off", "left", "right"],
    "off",
    [
        Transition("off", "left", "go_left"),
        Transition("off", "right", "go_right"),
        Transition(["left", "right"], "off", "reset"),
        # What comes second changes nothing.
        Transition("left", "left", "go_right"),
        Transition("right", "right", "go_left"),
    ],
)


def test_independent_events_have_no_order_that_matters() -> None:
    """
    Two bases that nothing ties together: one order proves it.
    """
    independent = small(
        events=[Event("north", "begin", "2026-01-10"), Event("south", "begin", "2026-01-10")], deadlines=()
    )
    found = order_sensitivity(independent)

    assert not found
    assert (found.pairs, found.is_exact) == ((), True)
    assert order_words(found) == ("No order that the record allows changes the outcome.")


def switched(*dates: str) -> Scenario:
    """
    A switch that is put left, and then right: what comes second changes nothing.
    """
    events = [Event("x", trigger, when) for trigger, when in zip(("go_left", "go_right"), dates, strict=True)]
    return Scenario("switched", "2026-12-31", [SWITCH], [Entity("x", "switch")], events, start="2026-01-01")


def test_events_of_one_day_may_have_happened_in_either_order() -> None:
    """
    The record puts the left first; if it came second, the switch would end on the right.
    """
    found = order_sensitivity(switched("2026-01-10", "2026-01-10"))

    assert found
    assert order_words(found) == (
        "The outcome depends on the order of events:\n  x.go_right before x.go_left (on the same day): x ends as right"
    )


def test_an_order_in_which_something_is_refused_is_none() -> None:
    """
    What the record asserts has happened, so a handover on the day of its beginning came second.
    """
    same_day = [Event("north", "begin", "2026-01-10"), Event("north", "complete", "2026-01-10")]

    assert not order_sensitivity(small(events=same_day, deadlines=()))
    assert not order_sensitivity(small(events=same_day[::-1], deadlines=()))
    assert not order_sensitivity(IRAQ)


def test_imprecise_dates_that_overlap_leave_the_order_open() -> None:
    """
    Also where one side is open; dates that don't overlap settle it.
    """

    def found(left: str) -> list[str]:
        return [pair_words(pair) for pair in order_sensitivity(switched(left, "2026-01-10")).pairs]

    assert found("[..2026-01-10]") == ["x.go_right before x.go_left (imprecisely dated): x ends as right"]
    assert found("2026-01") == ["x.go_left before x.go_right (imprecisely dated): x ends as left"]
    assert found("[..2026-01-09]") == []


def test_what_depends_on_an_event_comes_after_it() -> None:
    """
    A dependency settles the order of a day; one on an event that does not happen does not.
    """
    events = [
        Event("south", "begin", "2027-06-01"),
        Event("north", "begin", "2026-01-10", after=[Link("south.begin", "carry")]),
        Event("north", "complete", "2026-01-10", after=[Link("north.begin", "floor")]),
    ]
    settled = small(events=events, deadlines=())

    assert not order_sensitivity(settled)
    assert not order_sensitivity(settled.what_if(Drop("south.begin")))


def test_an_order_that_contradicts_a_dependency_is_kept() -> None:
    """
    It is a contradiction of the record, and reported as that.
    """
    contradicting = small(
        events=[
            Event("north", "begin", "2026-01-10", after=[Link("north.complete", "floor")]),
            Event("north", "complete", "2026-01-10"),
        ],
        deadlines=(),
    )

    assert not order_sensitivity(contradicting)


def test_what_becomes_of_a_plan_may_depend_on_the_order() -> None:
    """
    A plan is refused where it comes before what it needs, and so is what it would have set off.
    """
    gone = in_state("north", "gone")
    base = Lifecycle("base", ["held", "gone"], "held", [Transition("held", "gone", "leave")])
    mission = Lifecycle(
        "mission",
        ["on", "over", "told"],
        "on",
        [Transition("on", "over", "end", when=gone), Transition("over", "told", when=gone)],
    )
    events = [
        Event("north", "leave", "2026-02"),
        Event("mission", "end", "2026-02", claims=[Claim("army", stance="plans")]),
    ]
    planned = Scenario(
        "planned",
        "2026-12-31",
        [base, mission],
        [Entity("north", "base"), Entity("mission", "mission")],
        events,
        start="2026-01-01",
        parties=[Party("army")],
    )

    (pair,) = order_sensitivity(planned).pairs

    assert (pair.dispositions, pair.states) == ((("mission.end", "refused"),), (("mission", "on"),))
    assert not pair.same_day
