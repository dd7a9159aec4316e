"""
Slack: exact, and equal to what trying every day finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given, settings

import missionsim
from answers.drawn import drawn
from missionsim import (
    Advance,
    Base,
    Claim,
    Deadline,
    Delay,
    Drop,
    EditError,
    Entity,
    Event,
    Lifecycle,
    Link,
    Measure,
    Measured,
    Mission,
    Move,
    Revise,
    Revision,
    Scenario,
    Select,
    Timeline,
    Transition,
    UnknownError,
    WhatIf,
    in_state,
    slack,
    slacks,
)
from missionsim.answers.slack import Limit, Way
from missionsim.replay.columns import UNAPPLIED
from missionsim.replay.outcomes import Outcome
from missionsim.show.answers_words import limit_words
from missionsim.testing import scenarios, what_ifs
from small import BASE, MISSION, small

IRAQ = missionsim.load("iraq")
WAYS: tuple[Way, Way] = ("later", "earlier")
DONE = in_state("north", "handed_over")
MOST_TRIED = 30


def shifted(scenario: Scenario | WhatIf, event: str, days: int, way: Way) -> WhatIf:
    """
    The scenario with one event so many days later or earlier.
    """
    return scenario.what_if(Delay(event, days) if way == "later" else Advance(event, days))


def day_of(edited: WhatIf, event: str) -> date:
    """
    The last day on which an event can be in a what-if.
    """
    outcome = edited.adopted()
    return outcome.widening.window(outcome.event(event).date, date.max)[1]


def refused(timeline: Timeline) -> set[tuple[str, str, str | None]]:
    """
    What did not come about of which events.
    """
    return {(step.event, step.entity, step.trigger) for step in timeline.steps if step.disposition in UNAPPLIED}


def is_broken(before: Outcome, after: Outcome) -> bool:
    """
    Whether a deadline that was met is not, or one that was open is violated in any reading.
    """
    if before.verdict == "met":
        return after.verdict != "met"
    return after.verdict == "violated"


def replays(scenario: Scenario | WhatIf, event: str, way: Way, most: int) -> Iterator[tuple[int, Timeline]]:
    """
    What happens when an event is shifted by 1, 2, 3 ... days, until it leaves the scenario.
    """
    for days in range(1, most + 1):
        try:
            moved = shifted(scenario, event, days, way)
            moved.adopted()
        except EditError:
            return
        if way == "later" and day_of(moved, event) > moved.record.horizon:
            return
        yield days, moved.replay()


def tried(scenario: Scenario | WhatIf, event: str, way: Way, most: int) -> dict[str | None, int]:
    """
    The last number of days before anything is refused (``None``) and before each deadline breaks, one by one.
    """
    before = scenario.replay()
    found: dict[str | None, int] = {}
    for days, after in replays(scenario, event, way, most):
        if refused(after) - refused(before):
            found.setdefault(None, days - 1)
        for old, new in zip(before.deadlines, after.deadlines, strict=True):
            if old.verdict not in ("violated", "undetermined") and is_broken(old, new):
                found.setdefault(old.id, days - 1)
    return found


def limits(scenario: Scenario | WhatIf, event: str, way: Way, most: int) -> dict[str | None, int]:
    """
    The same as slack has it, as far as it was tried.
    """
    found = slack(scenario, event)
    return {
        None if limit.kind == "event" else limit.id: limit.days
        for limit in (found.later if way == "later" else found.earlier)
        if limit.days is not None and limit.days < most
    }


def assert_exact(scenario: Scenario | WhatIf, event: str, most: int = MOST_TRIED) -> None:
    """
    Slack is what trying finds, both ways.
    """
    for way in WAYS:
        assert limits(scenario, event, way, most) == tried(scenario, event, way, most), (event, way)


def told(limit: Limit | None) -> tuple[object, ...]:
    """
    A limit, and in words what breaks one day further.
    """
    assert limit is not None
    return limit.kind, limit.id, limit.days, limit_words(limit)


def watched(condition: Any = DONE, due: Any = "2026-03-01", **options: Any) -> tuple[Deadline]:
    """
    The deadlines of a scenario that has one.
    """
    return (Deadline("watched", condition, due, **options),)


# Against trying every day


@pytest.mark.parametrize("seed", range(16))
def test_slack_is_exact_where_much_meets(seed: int) -> None:
    """
    The same of every event of scenarios in which orders, guards, links, plans and deadlines depend on each other.
    """
    scenario = drawn(seed)

    for event in scenario.events:
        assert_exact(scenario, event.id, 9)


@settings(max_examples=12)
@given(scenarios(most_events=4), st.sampled_from((date(2026, 2, 15), date(2026, 1, 25))), st.data())
def test_slack_is_what_trying_every_day_finds(scenario: Scenario, horizon: date, data: st.DataObject) -> None:
    """
    Every number of days up to the limit breaks nothing, and one more does; without a limit none does.
    """
    scenario = evolve(scenario, horizon=horizon)
    asked: Scenario | WhatIf = scenario
    if data.draw(st.booleans()) and scenario.events:
        asked = data.draw(what_ifs(scenario, most_edits=2))
    events = asked.adopted().events if isinstance(asked, WhatIf) else asked.events
    if events:
        assert_exact(asked, data.draw(st.sampled_from(events)).id, 9)


@settings(max_examples=10)
@given(scenarios(most_events=4), st.sampled_from(("latest", "earliest")))
def test_slacks_are_the_slack_of_every_event(scenario: Scenario, reading: Any) -> None:
    """
    They come ranked: by how far each can slip, by how far it can come early, then by day.
    """
    scenario = evolve(scenario, horizon="2026-02-15")
    found = slacks(scenario, reading=reading)

    assert {each.event: each for each in found} == {
        event.id: slack(scenario, event.id, reading=reading) for event in scenario.events
    }
    ranks = [(each.slip.tightness, each.advance.tightness, each.day) for each in found]
    assert ranks == sorted(ranks)


# What breaks


def test_the_slack_of_a_handover_counts_through_what_it_carries() -> None:
    """
    Phase one is completed the day after Ain al-Asad is handed over, so it breaks when that slips by 34 days.
    """
    moved_on = IRAQ.what_if(Revise("phase_one", due="2026-02-20"))
    limit = slack(moved_on, "ain_al_asad.complete_transfer").deadline("phase_one")
    verdicts = [
        moved_on.what_if(Delay("ain_al_asad.complete_transfer", days)).replay().deadline("phase_one").verdict
        for days in (33, 34)
    ]

    assert told(limit) == ("deadline", "phase_one", 33, "deadline phase_one, due 2026-02-20, is missed by 1 day")
    assert verdicts == ["met", "violated"]


def test_a_deadline_that_is_broken_already_has_no_limit() -> None:
    """
    The same if it is in doubt, or there is none of that id.
    """
    found = slack(IRAQ, "ain_al_asad.complete_transfer")

    assert IRAQ.replay().deadline("phase_one").verdict == "violated"
    assert found.deadline("phase_one") is None
    assert found.deadline("no_such_deadline", "earlier") is None


def test_what_is_carried_along_may_break_first() -> None:
    """
    The limit says which event is refused: here one that is carried past what it has to precede.
    """
    carried = small(
        events=[
            Event("south", "begin", "2026-01-05"),
            Event("north", "begin", "2026-01-10", after=[Link("south.begin", "carry")]),
            Event("north", "complete", "2026-01-20"),
        ],
        deadlines=(),
    )
    limit = slack(carried, "south.begin").refusal()

    assert (limit.id, limit.days) == ("north.complete", 10)
    assert limit_words(limit) == ("north.complete can't take place: north is held, and that state allows 'begin' only")
    assert_exact(carried, "south.begin")


def test_a_floor_takes_up_days_before_it_pushes() -> None:
    """
    What depends on an event by a floor stands still until the days between them are used up.
    """
    floored = small(
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-01-20", after=[Link("north.begin", "floor", 3)]),
        ],
        deadlines=watched(due="2026-01-25"),
    )

    limit = slack(floored, "north.begin").deadline("watched")
    assert limit is not None
    assert limit.days == 7 + 5
    assert_exact(floored, "north.begin")


def test_an_event_that_contradicts_what_it_depends_on_is_shifted_from_its_day() -> None:
    """
    What the record does not keep holds it back no more once it is shifted.
    """
    early = small(
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-02-10"),
            Event("north", "begin", "2026-01-05", "early", after=[Link("north.complete", "floor")]),
        ],
        deadlines=(),
    )

    assert slack(early, "early").refusal("earlier").days is None
    assert slack(early, "early").refusal("later").days == 4
    assert_exact(early, "early")


def test_a_due_date_in_days_moves_with_what_it_counts_from() -> None:
    """
    What is met in time stops to be, once what sets the deadline comes early enough.
    """
    counted = small(
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("south", "begin", "2026-03-01"),
            Event("north", "complete", "2026-03-10"),
        ],
        deadlines=watched(due="+10d", set_by="south.begin"),
    )
    limit = slack(counted, "south.begin").deadline("watched", "earlier")

    assert told(limit) == ("deadline", "watched", 1, "deadline watched, due 2026-03-09, is missed by 1 day")
    assert_exact(counted, "south.begin")


def test_a_due_date_may_count_from_a_record() -> None:
    """
    It stays, also if only a shift makes it count; what counts from a dropped event is never due.
    """
    recorded = small(
        events=[
            Event("south", "complete", "2026-01-08"),
            Event("south", "begin", "2026-01-10"),
            Event("north", "begin", "2026-01-11"),
            Event("north", "complete", "2026-01-31"),
            Event(id="statement", date="2026-01-05", text="We will leave."),
        ],
        deadlines=[
            *watched(set_by="statement", revisions=[Revision("south.complete", "+22d")]),
            Deadline("other", DONE, "+10d", set_by="south.complete"),
        ],
    )

    for event in recorded.events:
        assert_exact(recorded, event.id)
    assert_exact(recorded.what_if(Drop("south.complete")), "north.complete")


@pytest.mark.parametrize("waits", [False, True])
def test_a_due_date_in_months_moves_as_months_do(*, waits: bool) -> None:
    """
    Every day is tried, for months have no fixed length; also where what it counts from waits for something else.
    """
    counted = small(
        lifecycles=[BASE, MISSION],
        events=[
            Event("north", "begin", "2026-01-05"),
            Event("south", "begin", "2026-01-31"),
            Event("south", "complete", "2026-02-02"),
            Event("mission", "end", "2026-01-20", when_enabled=True)
            if waits
            else Event("mission", "end", "2026-03-31"),
            Event("north", "complete", "2026-03-02"),
        ],
        deadlines=watched(due="+1m", set_by="south.begin" if not waits else "mission.end"),
    )
    event = "north.complete" if waits else "south.begin"

    assert_exact(counted, event)


def test_a_deadline_may_count_numbers() -> None:
    """
    An event brings its measures along, and breaks a deadline that looks at them.
    """
    measured = small(
        events=[
            Event("north", "begin", "2026-01-10", measures=[Measure("personnel", 0, 10)]),
            Event("north", "complete", "2026-01-25"),
            Event("south", "begin", "2026-01-20", measures=[Measure("personnel", 0, 10, "north")]),
            Event(id="count", date="2026-01-05", text="Many.", measures=[Measure("personnel", 100, 100, "north")]),
        ],
        deadlines=(
            Deadline("few", Measured(Select(ids="north"), "personnel", at_most=20), "2026-01-15"),
            Deadline("left", DONE, "2026-01-31", only_if=Measured(Select(ids="north"), "personnel", at_most=20)),
        ),
    )

    few = slack(measured, "north.begin").deadline("few")
    assert few is not None
    assert few.days == 5
    for event in measured.events:
        assert_exact(measured, event.id)


def test_what_waits_for_an_event_breaks_with_it() -> None:
    """
    An event that waits to be enabled fires when what it waits for does; stranded, it counts as refused.
    """
    waiting = small(
        events=[
            Event("south", "begin", "2026-01-05"),
            Event("south", "complete", "2026-01-06"),
            Event("north", "begin", "2026-01-05"),
            Event("north", "complete", "2026-01-20"),
            Event("mission", "end", "2026-01-10", when_enabled=True),
        ],
        horizon="2026-01-25",
        deadlines=watched(in_state("mission", "ended"), "2026-01-22"),
    )
    found = slack(waiting, "north.complete")

    assert (found.refusal().id, found.refusal().days) == (None, None)
    assert told(found.slip) == ("deadline", "watched", 2, "deadline watched, due 2026-01-22, is missed by 1 day")
    assert_exact(waiting, "north.complete")
    assert_exact(waiting, "north.begin")
    assert slack(waiting, "north.begin").refusal().id == "north.complete"


def test_automatic_transitions_follow_an_event() -> None:
    """
    What a lifecycle does by itself breaks deadlines just as well.
    """
    ending = Lifecycle("mission", ["active", "ended"], "active", [Transition("active", "ended", when=DONE)])
    automatic = small(
        lifecycles=[BASE, ending],
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-02-10"),
            Event("south", "begin", "2026-02"),
        ],
        deadlines=watched(in_state("mission", "ended"), "2026-02-20"),
    )

    limit = slack(automatic, "north.complete").deadline("watched")
    assert limit is not None
    assert limit.days == 10
    for event in automatic.events:
        assert_exact(automatic, event.id)


def test_what_an_event_relies_on_is_met_where_it_stands() -> None:
    """
    A mission that looks at many bases can come early only until one of them is not handed over yet.
    """
    bases = [f"base{n}" for n in range(5)]
    many = Scenario(
        "many",
        "2026-12-31",
        [BASE, MISSION],
        [*(Base(base, "base") for base in bases), Mission("mission", "mission")],
        [
            *(Event(base, "begin", f"2026-01-{n + 2:02d}") for n, base in enumerate(bases)),
            *(Event(base, "complete", f"2026-01-{n + 12:02d}") for n, base in enumerate(bases)),
            Event("mission", "end", "2026-01-20"),
        ],
        start="2026-01-01",
        deadlines=watched(in_state(Select(lifecycle="mission"), "ended") & in_state("base0", "handed_over")),
    )
    refusal = slack(many, "mission.end").refusal("earlier")

    assert (refusal.id, refusal.days) == ("mission.end", 4)
    for event in many.events:
        assert_exact(many, event.id)


def test_a_deadline_may_look_past_what_an_event_changes() -> None:
    """
    A condition that also looks at another base is met only while that is in the state it asks for.
    """
    window = small(
        events=[
            Event("south", "begin", "2026-01-10"),
            Event("north", "begin", "2026-01-12"),
            Event("south", "complete", "2026-01-20"),
        ],
        deadlines=watched(in_state("north", "moving") & in_state("south", "moving")),
    )

    limit = slack(window, "north.begin").deadline("watched")
    assert limit is not None
    assert limit.days == 7
    assert_exact(window, "north.begin")


def test_a_deadline_that_is_set_only_by_a_shift_breaks_too() -> None:
    """
    Its due date counts, though nothing sets it as things stand; on one day, what has to begin first does.
    """
    unset = small(
        events=[
            Event("south", "complete", "2026-01-08", claims=[Claim("army", stance="plans")]),
            Event("south", "begin", "2026-01-10"),
        ],
        deadlines=watched(due="2026-01-14", set_by="south.complete"),
    )
    limit = slack(unset, "south.complete").deadline("watched")

    assert limit is not None
    assert limit.days == 1
    assert_exact(unset, "south.complete")


def test_an_imprecise_date_is_met_at_both_ends() -> None:
    """
    A deadline breaks as soon as any reading has it broken; a refusal counts in the reading asked for.
    """
    imprecise = small(
        events=[
            Event("north", "begin", "[2026-01-05..2026-01-10]"),
            Event("north", "complete", "2026-01-20"),
            Event("south", "begin", "2026-01-12", after=[Link("north.begin", "floor", 2)]),
        ],
        deadlines=watched(in_state("north", "moving"), "2026-01-15"),
    )

    assert slack(imprecise, "north.begin").refusal().days == 10
    assert slack(imprecise, "north.begin", reading="earliest").refusal().days == 15
    for event in imprecise.events:
        assert_exact(imprecise, event.id)


def test_what_gives_way_to_a_moved_event_meets_things_too() -> None:
    """
    An imprecise event is read behind what it depends on, so that it meets other days, and other bases, with it.
    """
    yielding = Scenario(
        "yielding",
        "2026-12-31",
        [BASE, MISSION],
        [Base("north", "base"), Base("south", "base"), Mission("mission", "mission")],
        [
            Event("south", "begin", "2026-01-02"),
            Event("south", "complete", "2026-01-12"),
            Event("north", "begin", "2026-01-03"),
            Event("north", "complete", "2026-01-04"),
            Event("south", "begin", "2026-01-20", "late"),
            Event("mission", "end", "[2026-01-04..2026-01-25]", after=[Link("north.complete", "floor")]),
        ],
        start="2026-01-01",
        deadlines=watched(in_state("mission", "ended"), "2026-01-15"),
    )

    for event in yielding.events:
        assert_exact(yielding, event.id)


def test_the_first_refusal_is_named() -> None:
    """
    Of all that is newly refused one day further, what comes first in the replay.
    """
    niger = missionsim.load("niger")
    before = refused(niger.replay())
    for each in slacks(niger):
        for way in WAYS:
            limit = each.refusal(way)
            if limit.days is not None:
                steps = shifted(niger, each.event, limit.days + 1, way).replay().refusals
                first = next(step for step in steps if (step.event, step.entity, step.trigger) not in before)
                assert (limit.id, limit.refusal) == (first.event, first.reason)


# What it costs


def test_far_horizons_and_months_cost_nothing() -> None:
    """
    Only days are tried at which something meets something else, however far an event can go.
    """
    far = small(
        events=[Event("north", "begin", "2026-01-10"), Event("south", "begin", "2026-02-07")],
        horizon="9999-12-31",
        deadlines=watched(in_state("south", "moving"), "+1m", set_by="north.begin"),
    )

    assert slack(far, "south.begin").deadline("watched") == Limit("deadline", "watched", 3)
    assert slack(far, "north.begin").deadline("watched", "earlier") == Limit("deadline", "watched", 3)


def test_a_long_chain_is_shifted_as_a_whole() -> None:
    """
    What moves along in front of what matters is not looked at day by day.
    """
    ways = Lifecycle("way", ["here", "there"], "here", [Transition("here", "there", "go")])
    chain = Scenario(
        "chain",
        "2031-12-31",
        [ways],
        [Entity(f"x{n}", "way") for n in range(200)],
        [
            Event(f"x{n}", "go", date(2030, 1, 1 + n // 10), f"e{n}", after=[Link(f"e{n - 1}", "floor")] if n else [])
            for n in range(200)
        ],
        start="2029-12-31",
        deadlines=watched(in_state("x199", "there"), "2030-03-01"),
    )

    assert slack(chain, "e0").slip == Limit("deadline", "watched", (date(2030, 3, 1) - date(2030, 1, 1)).days)


def test_the_way_through_all_events_can_be_followed() -> None:
    """
    After each event it is said how many are done, and how many there are.
    """
    told_: list[tuple[int, int]] = []
    slacks(small(), progress=lambda done, of: told_.append((done, of)))

    count = len(small().events)
    assert told_ == [(done, count) for done in range(1, count + 1)]


# Which scenarios and ways


def test_an_event_can_slip_on_to_the_day_of_the_next() -> None:
    """
    The combat mission can be formed up to the very day on which it ends, for it stands before that in the record.
    """
    found = slack(IRAQ, "mission.form")

    assert found.slip.id == "mission.end_combat"
    assert found.slip.days == (date(2021, 12, 9) - found.day).days


def test_the_most_critical_event_comes_first() -> None:
    """
    What can't slip by a day goes before what can, and that before what nothing depends on.
    """
    ranked = small(
        events=[
            Event("south", "begin", "2026-01-05"),
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-01-20"),
        ],
        deadlines=watched(due="2026-01-23"),
    )

    assert [(each.event, each.slip.days) for each in slacks(ranked)] == [
        ("north.complete", 3),
        ("north.begin", 10),
        ("south.begin", None),
    ]


def test_a_what_if_has_slack_as_a_record_has() -> None:
    """
    Days count from where its edits put the events, also beyond where the record has them.
    """
    record = small(
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-02-01", after=[Link("north.begin", "carry")]),
            Event("south", "begin", "2026-02-05"),
            Event("south", "complete", "2026-02-06"),
            Event("mission", "end", "2026-02-10"),
        ],
        deadlines=watched(due="2026-02-03"),
    )
    for edits in (
        [Advance("north.begin", 5)],
        [Delay("north.begin", 1), Move("mission.end", "2026-02-20")],
        [Drop("north.begin")],
    ):
        edited = record.what_if(*edits)
        for event in edited.adopted().events:
            assert_exact(edited, event.id)

    early = slack(record.what_if(Advance("north.begin", 5)), "north.begin").deadline("watched")
    assert early is not None
    assert early.days == 2 + 5


def test_many_events_of_one_entity_are_replayed_from_where_they_differ() -> None:
    """
    A hundred events that depend on each other's states have the same limits as trying finds.
    """
    turning = Lifecycle(
        "turning", ["off", "on"], "off", [Transition("off", "on", "start"), Transition("on", "off", "stop")]
    )
    triggers = ("start", "stop")
    busy = Scenario(
        "busy",
        "2027-12-31",
        [turning],
        [Entity("machine", "turning")],
        [
            Event("machine", triggers[n % 2], date.fromordinal(date(2026, 1, 1).toordinal() + 5 * n), f"e{n}")
            for n in range(100)
        ],
        start="2025-12-31",
    )

    assert told(slack(busy, "e98").slip) == (
        "event",
        "e99",
        5,
        "e99 can't take place: machine is off, and that state allows 'start' only",
    )
    for event in ("e0", "e70", "e99"):
        assert_exact(busy, event)


def test_without_anything_that_breaks_there_is_no_limit() -> None:
    """
    An event that can go anywhere has limits without days, and a row that says so.
    """
    free = slack(small(events=[Event("south", "begin", "2026-03-01")], deadlines=()), "south.begin")

    assert free.later == free.earlier == (Limit("event", None, None),)
    assert free.row() == {
        "event": "south.begin",
        "day": date(2026, 3, 1),
        "slip": None,
        "breaks": None,
        "advance": None,
        "advance_breaks": None,
    }


def test_a_row_has_what_breaks_first_either_way() -> None:
    """
    Data frames are made of them.
    """
    row = slack(IRAQ, "mission.complete_phase_one").row()

    assert (row["event"], row["slip"], row["advance"]) == ("mission.complete_phase_one", None, 0)
    assert row["advance_breaks"] == "mission.complete_phase_one"


def test_an_event_beyond_the_horizon_goes_no_further() -> None:
    """
    It can't slip, and nothing is refused that never happens.
    """
    beyond = small(events=[Event("north", "begin", "2027-02-01")], deadlines=())

    assert slack(beyond, "north.begin").slip.days is None


def test_without_events_there_are_no_slacks() -> None:
    """
    An empty scenario has an empty ranking.
    """
    assert slacks(small(events=[], deadlines=())) == ()


def test_an_unknown_event_is_said_to_be() -> None:
    """
    With the nearest ids.
    """
    with pytest.raises(UnknownError, match=r"no event 'north\.begn'; .*did you mean 'north\.begin'"):
        slack(small(), "north.begn")
