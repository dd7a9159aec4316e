"""
Orders that the dates leave open: those that matter are found, and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given

import missionsim
from missionsim import (
    Base,
    Drop,
    Entity,
    Event,
    Lifecycle,
    LimitError,
    Link,
    Scenario,
    Transition,
    in_state,
    order_sensitivity,
    orders,
)
from missionsim.engine import Run
from missionsim.testing import scenarios
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
WATCH = Lifecycle(
    "watch",
    ["idle", "done"],
    "idle",
    [Transition("idle", "done", "check", in_state("x", "left") | in_state("y", "left"))],
)


def outcome(scenario: Scenario, order: Sequence[Event]) -> tuple[dict[str, str], dict[str, str]]:
    """
    What becomes of every event, and of every entity, if the events happen in that order.
    """
    run = Run(scenario.rules, orphans=scenario.orphans)
    steps = [step for event in order for step in run.play(event, scenario.horizon)]
    steps += run.close(scenario.horizon)
    return {step.event: step.disposition for step in steps}, dict(run.configuration)


def documented(scenario: Scenario) -> list[Event]:
    """
    The events in the order of a replay, those that lie beyond the horizon for sure left out.
    """
    first = {event.id: scenario.widening.day(event.date, "earliest") for event in scenario.events}
    return [placed.event for placed in scenario.schedule() if first[placed.event.id] <= scenario.horizon]


def possible(scenario: Scenario) -> Iterator[tuple[Event, ...]]:
    """
    All orders for which days can be chosen, and in which what depends on each other stays as documented.
    """
    events = documented(scenario)
    rank = {event.id: n for n, event in enumerate(events)}
    linked = {(event.id, link.event) for event in events for link in event.after}
    contradicted = {(each.event, each.link) for each in scenario.contradictions()}
    for order in permutations(events):
        days: dict[str, date] = {}
        for event in order:
            earliest, latest = scenario.widening.of(event.date)
            floors = [
                days[link.event] + timedelta(link.lag)
                for link in event.after
                if link.event in days and (event.id, link) not in contradicted
            ]
            day = max([earliest or scenario.first_day, *floors, *days.values()])
            is_kept = all(rank[id_] < rank[event.id] for id_ in days if {(event.id, id_), (id_, event.id)} & linked)
            if day > (latest or scenario.horizon) or not is_kept:
                break
            days[event.id] = day
        else:
            yield order


def test_an_order_matters_if_any_that_is_possible_differs() -> None:
    """
    Trying all of them finds the same; and every pair that is found makes a difference, as neighbours in some order.
    """

    @given(scenarios(most_events=5))
    def check(scenario: Scenario) -> None:
        was = outcome(scenario, documented(scenario))
        orders_tried = {tuple(event.id for event in order): outcome(scenario, order) for order in possible(scenario)}
        found = order_sensitivity(scenario)

        assert bool(found) == any(each != was for each in orders_tried.values())
        differing = set()
        for ids, mine in orders_tried.items():
            for n, (second, first) in enumerate(pairwise(ids)):
                swapped = (*ids[:n], first, second, *ids[n + 2 :])
                if mine != was and swapped in orders_tried and orders_tried[swapped] != mine:
                    differing.add((first, second))
        assert {(pair.first, pair.second) for pair in found.pairs} <= differing

    check()


def test_independent_events_have_no_order_that_matters() -> None:
    """
    Two bases that nothing ties together: one order proves it.
    """
    independent = small(events=[Event("north", "begin", "2026-01-10"), Event("south", "begin", "2026-01-10")])
    found = order_sensitivity(independent)

    assert not found
    assert (found.pairs, found.open, found.tried) == ((), 0, 1)
    assert str(found) == (
        "No order that the dates allow changes the outcome (0 open pairs act on each other; 1 orders tried)."
    )


def test_events_of_one_day_may_have_happened_in_either_order() -> None:
    """
    The record puts the beginning first; if it came second, the handover would be refused.
    """
    same_day = small(
        events=[Event("north", "begin", "2026-01-10"), Event("north", "complete", "2026-01-10")], deadlines=()
    )
    found = order_sensitivity(same_day)

    assert found
    assert (found.open, found.tried) == (1, 2)
    assert str(found) == (
        "The outcome depends on the order of events (1 open pairs act on each other; 2 orders tried):\n"
        "  north.complete before north.begin (on the same day): north.complete is refused; north ends as moving"
    )


def test_imprecise_dates_that_overlap_leave_the_order_open() -> None:
    """
    Also where one side is open; dates that don't overlap settle it.
    """

    def found(begin: str) -> list[str]:
        events = [Event("north", "begin", begin), Event("north", "complete", "2026-01-10")]
        return [str(pair) for pair in order_sensitivity(small(events=events, deadlines=())).pairs]

    flipped = "north.complete before north.begin (imprecisely dated): north.complete is refused; north ends as moving"
    assert found("[..2026-01-10]") == found("[2026-01-10..]") == [flipped]
    assert found("2026-01") == [
        "north.begin before north.complete (imprecisely dated): north.complete is applied; north ends as handed_over"
    ]
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
    assert order_sensitivity(settled).open == 0
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

    assert len(contradicting.contradictions()) == 1
    assert not order_sensitivity(contradicting)


def test_a_lag_settles_an_order_unless_dates_contradict_it() -> None:
    """
    What lies some days behind another event can't have come before what lies in between.
    """
    lagging = [
        Event("south", "begin", "2026-01-05"),
        Event("north", "begin", "2026-01-10"),
        Event("north", "complete", "[2026-01-06..2026-01-20]", after=[Link("south.begin", "floor", 7)]),
    ]
    contradicting = Event("south", "complete", "2026-01-05", after=[Link("south.begin", "floor", 30)])

    def found(*events: Event) -> bool:
        return bool(order_sensitivity(small(events=events, deadlines=())))

    assert not found(*lagging)
    assert found(lagging[0], lagging[1], Event("north", "complete", "[2026-01-06..2026-01-20]"))
    assert found(lagging[0], lagging[1], Event("north", "complete", "2026-01-10"), contradicting)


def test_three_events_of_a_day_are_told_apart_by_neighbours() -> None:
    """
    A pair is named only if flipping it alone, on top of others, makes a difference.
    """
    lamp = Lifecycle(
        "lamp",
        ["off", "on"],
        "off",
        [Transition("off", "on", "press"), Transition("on", "off", "press"), Transition("off", "off", "look")],
    )
    pressed = Scenario(
        "pressed",
        "2026-12-31",
        [lamp],
        [Entity("lamp", "lamp")],
        [Event("lamp", trigger, "2026-01-10", id_) for id_, trigger in (("a", "press"), ("b", "press"), ("c", "look"))],
    )
    found = order_sensitivity(pressed)

    assert [(pair.first, pair.second) for pair in found.pairs] == [("a", "c"), ("b", "c")]
    assert (found.open, found.tried) == (3, 6)


def test_pairs_that_make_up_for_each_other_are_found_together() -> None:
    """
    Each alone changes nothing, for the check looks at either switch; both together have it refused.
    """
    hidden = Scenario(
        "hidden",
        "2026-12-31",
        [SWITCH, WATCH],
        [Entity("x", "switch"), Entity("y", "switch"), Entity("far", "switch"), Entity("m", "watch")],
        [
            *(Event(id_, trigger, "2026-01-05") for id_ in ("x", "y", "far") for trigger in ("go_left", "go_right")),
            Event("m", "check", "2026-01-10"),
            *(Event(id_, "reset", "2026-01-20") for id_ in ("x", "y", "far")),
        ],
        start="2026-01-01",
    )

    assert [str(pair) for pair in order_sensitivity(hidden).pairs] == [
        f"{id_}.go_right before {id_}.go_left (on the same day): m.check is refused; m ends as idle" for id_ in "xy"
    ]


def test_iraq_depends_on_who_was_first_on_the_last_day() -> None:
    """
    Phase one can only be declared complete once the last of the coalition have left, on the same day.
    """
    found = order_sensitivity(IRAQ)
    (pair,) = [pair for pair in found.pairs if pair.first == "ain_al_asad_garrison.leave"]

    assert (pair.second, pair.same_day) == ("mission.complete_phase_one", True)
    assert "mission.complete_phase_one is refused" in pair.changes
    assert "mission ends as phase_one" in pair.changes


def test_too_many_orders_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The error names the events whose dates would have to be more precise.
    """
    monkeypatch.setattr(orders, "MOST_ORDERS", 20)
    crowded: Any = [Event("north", "begin", "2026-01", f"e{n}") for n in range(4)]
    scenario = Scenario("crowded", "2026-12-31", small().lifecycles[:1], [Base("north", "base")], crowded)

    with pytest.raises(LimitError) as caught:
        order_sensitivity(scenario)
    assert str(caught.value) == (
        "6 pairs of events leave more than 20 orders open; "
        "accepted: fewer, with more precise dates for some of: e0, e1, e2, e3"
    )
