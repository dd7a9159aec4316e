"""
Timelines: states, spells, measures, reasons, storage and verification.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given
from immutabledict import immutabledict

from missionsim import (
    Base,
    Claim,
    DateError,
    DayError,
    Deadline,
    Event,
    ImpreciseDate,
    Lifecycle,
    Link,
    Measure,
    Mismatch,
    Mission,
    MissionsimError,
    Observation,
    Party,
    Quantity,
    Scenario,
    Select,
    Spell,
    Timeline,
    TimelineError,
    Transition,
    UnknownError,
    Why,
    in_state,
)
from missionsim.testing import days, scenarios
from small import PARTS, PLANNED, small

START, HORIZON = date(2026, 1, 1), date(2026, 12, 31)
SMALL = small(events=PLANNED)
TIMELINE = SMALL.replay()

# Two bases, a garrison that waits, and a mission that ends by itself: enough for every kind of step.
BASE = Lifecycle(
    "base",
    ["held", "moving", "handed_over"],
    "held",
    [
        Transition("held", "moving", "begin"),
        Transition("moving", "handed_over", "complete"),
        Transition("handed_over", "held", "retake"),
        Transition("moving", "moving", "begin"),
    ],
)
MISSION = Lifecycle(
    "mission",
    ["active", "closing", "ended"],
    "active",
    [
        Transition("active", "closing", when=in_state("north", "handed_over")),
        Transition("closing", "ended", "end", in_state(Select(lifecycle="base"), "handed_over")),
        Transition("ended", "active", when=in_state("north", "held")),
    ],
)
TRIGGERS = [
    *(("north", each) for each in BASE.triggers),
    *(("south", each) for each in BASE.triggers),
    ("mission", "end"),
]


@st.composite
def histories(draw: st.DrawFn) -> Scenario:
    """
    The three entities through any events on a few days, some of which wait or are dated to a month.
    """
    dates = st.one_of(days(), days(), st.sampled_from(["2026-01", "2026-01-1X", "2026-01-05~"]))
    drawn = draw(st.lists(st.tuples(st.sampled_from(TRIGGERS), dates, st.booleans()), max_size=12))
    events = [
        Event(*what, when, f"event{n}", claims=[Claim("army", note=str(n))], when_enabled=waits)
        for n, (what, when, waits) in enumerate(drawn)
    ]
    return Scenario(
        "history",
        HORIZON,
        [BASE, MISSION],
        [Mission("mission", "mission"), Base("north", "base"), Base("south", "base")],
        events,
        start=START,
        parties=[Party("army")],
    )


def told(events: Sequence[Event], **changes: Any) -> Scenario:
    """
    The small scenario with other events behind its statement.
    """
    return small(events=[PARTS["events"][-1], *events], **changes)


def every_day(timeline: Timeline) -> list[date]:
    """
    All days of a timeline.
    """
    return [timeline.start + timedelta(days=n) for n in range((timeline.horizon - timeline.start).days + 1)]


@given(histories())
def test_spells_tile_the_days(scenario: Scenario) -> None:
    """
    The spells of an entity run from the first day to the horizon without gap or overlap, and never repeat a state.
    """
    timeline = scenario.replay()
    for entity in timeline.entities:
        spells = timeline.spells(entity)

        assert spells[0].start == timeline.start
        assert spells[-1].end is None
        assert all(spell.entity == entity for spell in spells)
        for before, after in pairwise(spells):
            assert before.end == after.start - timedelta(days=1)
            assert before.start <= before.end
            assert before.state != after.state


@given(histories(), days())
def test_the_state_on_a_day_is_that_of_the_spell_that_covers_it(scenario: Scenario, day: date) -> None:
    """
    Exactly one spell covers a day, its state is the one that is told, and it is where the changes up to then lead.
    """
    timeline = scenario.replay()
    configuration = dict(timeline.initial)
    for step in timeline.between(timeline.start, day):
        configuration.update((change.entity, change.after) for change in step.changes)

    assert timeline.configuration(day) == configuration
    for entity in timeline.entities:
        covering = [spell for spell in timeline.spells(entity) if spell.covers(day)]
        assert [spell.state for spell in covering] == [timeline.state(entity, day)] == [configuration[entity]]


@given(histories(), days())
def test_durations_add_up_to_the_number_of_days(scenario: Scenario, last: date) -> None:
    """
    Every day counts once for each entity, the first and the last included.
    """
    timeline = scenario.replay(until=last)
    for entity, by_state in timeline.durations().items():
        assert sum(by_state.values()) == len(every_day(timeline))
        for state, count in by_state.items():
            assert count == sum(timeline.state(entity, day) == state for day in every_day(timeline))


@given(histories(), days(), days())
def test_between_and_until_agree(scenario: Scenario, one: date, other: date) -> None:
    """
    Steps of a stretch of days are those dated in it, in their order; a cut timeline has those up to its end.
    """
    timeline = scenario.replay()
    first, last = sorted((one, other))

    assert timeline.between(first, last) == tuple(s for s in timeline.steps if first <= s.date <= last)
    assert timeline.until(last).steps == timeline.between(timeline.start, last)
    assert timeline.until(last).until(first) == timeline.until(first) == scenario.replay(until=first)
    assert timeline.until(timeline.horizon) == timeline


@given(histories())
def test_first_is_the_day_of_the_first_change_into_a_state(scenario: Scenario) -> None:
    """
    The first day in a state is the start for the initial one, else the first step into it, even if it did not last.
    """
    timeline = scenario.replay()
    for entity in timeline.entities:
        for state in scenario.lifecycle_of(entity).states:
            entered = [
                step.date
                for step in timeline.steps
                for each in step.changes
                if (each.entity, each.after) == (entity, state)
            ]
            if timeline.initial[entity] == state:
                entered.insert(0, timeline.start)
            lasting = [spell.start for spell in timeline.spells(entity) if spell.state == state]

            assert timeline.first(entity, state) == (entered[0] if entered else None)
            assert set(lasting) <= set(entered)


@given(histories(), st.sampled_from(["steps", "spells"]))
def test_rows_are_flat_and_agree_with_columns(scenario: Scenario, of: Literal["steps", "spells"]) -> None:
    """
    Rows hold plain values only, all with the same keys, and columns hold the same.
    """
    timeline = scenario.replay()
    rows, columns = timeline.rows(of), timeline.columns(of)

    assert rows == [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row in rows:
        assert list(row) == list(columns)
        assert all(value is None or type(value) in (str, date, list) for value in row.values())
        assert all(type(source) is str for source in row.get("sources", ()))
    assert len(timeline.rows("steps")) == len(timeline.steps)
    assert len(timeline.rows("spells")) == sum(len(timeline.spells(entity)) for entity in timeline.entities)


@given(histories(), days())
def test_why_has_all_own_changes_and_every_claim(scenario: Scenario, day: date) -> None:
    """
    The chain has every step up to the day that changed the entity, in order, with all of their claims.
    """
    timeline = scenario.replay()
    for entity in timeline.entities:
        why = timeline.why(entity, day)
        so_far = timeline.between(timeline.start, day)
        own = [step for step in so_far if entity in {change.entity for change in step.changes}]

        assert (why.entity, why.state, why.on) == (entity, timeline.state(entity, day), day)
        assert [step for step in why.steps if step in own] == own
        assert list(why.steps) == [step for step in so_far if step in why.steps]
        assert all(step.disposition == "applied" for step in why.steps)
        assert [claim.note for claim in why.claims] == [step.event.removeprefix("event") for step in why.steps]
        assert all(
            timeline.state(entity, each) == why.state for each in every_day(timeline.until(day)) if each >= why.since
        )
        if own:
            last = [change.after for change in own[-1].changes if change.entity == entity][-1]
            assert last == why.state


@given(histories(), days())
def test_why_has_what_the_conditions_relied_on(scenario: Scenario, day: date) -> None:
    """
    Whatever changed an entity that a condition on the way depends on is in the chain too; the vaguest is the weakest.
    """
    timeline = scenario.replay()
    for entity in timeline.entities:
        why = timeline.why(entity, day)
        seen: set[str] = set()
        for step in timeline.between(timeline.start, day):
            if step in why.steps:
                seen.update(change.entity for change in step.changes)
            for change in step.changes:
                if change.entity == entity:
                    behind = {read for read in change.relied_on if read != entity}
                    moved = {
                        other.entity
                        for earlier in timeline.steps[: timeline.steps.index(step)]
                        for other in earlier.changes
                    }
                    assert behind & moved <= seen
        assert why.weakest is None or all(step.edtf.vagueness <= why.weakest.edtf.vagueness for step in why.steps)
        assert str(why).startswith(f"{entity} was {why.state} on {day}, since {why.since}")


@given(histories(), days())
def test_a_replay_cut_short_verifies(scenario: Scenario, day: date) -> None:
    """
    A replay up to any day, stored and read again, is confirmed by replaying up to that day.
    """
    stored = Timeline.from_json(scenario.replay(until=day).to_json())

    assert stored.horizon == day
    assert stored.verify(scenario) is None


def test_spells_of_the_small_scenario() -> None:
    """
    A base is held until the day before it begins to move, and handed over until the end.
    """
    assert TIMELINE.spells("north") == (
        Spell("north", "held", START, date(2026, 1, 9)),
        Spell("north", "moving", date(2026, 1, 10), date(2026, 2, 9)),
        Spell("north", "handed_over", date(2026, 2, 10), None),
    )
    assert TIMELINE.durations()["north"] == {"held": 9, "moving": 31, "handed_over": 325}


def test_a_spell_covers_its_first_and_last_day() -> None:
    """
    Both ends count; without an end, every later day does.
    """
    spell = Spell("north", "moving", date(2026, 1, 10), date(2026, 2, 9))

    covered = [spell.covers(date(2026, *day)) for day in ((1, 9), (1, 10), (2, 9), (2, 10))]

    assert covered == [False, True, True, False]
    assert evolve(spell, end=None).covers(HORIZON)


def test_a_state_passed_through_in_a_day_has_no_spell() -> None:
    """
    What begins and ends on one day is found by its first day, not among the spells.
    """
    events = [Event("north", "begin", "2026-03-01"), Event("north", "complete", "2026-03-01")]
    timeline = told(events).replay()

    assert [spell.state for spell in timeline.spells("north")] == ["held", "handed_over"]
    assert timeline.first("north", "moving") == date(2026, 3, 1)
    assert "moving" not in timeline.durations()["north"]


def test_a_change_on_the_first_day_leaves_no_spell_before_it() -> None:
    """
    The state at the end of the first day is what its events make it.
    """
    timeline = told([Event("north", "begin", START)]).replay()

    assert timeline.spells("north") == (Spell("north", "moving", START, None),)
    assert timeline.first("north", "held") == START
    assert timeline.state("north", START) == "moving"


def test_a_circle_within_a_day_does_not_break_a_spell() -> None:
    """
    What comes back to its state by the end of the day was in it without a break.
    """
    day = date(2026, 2, 1)
    scenario = Scenario(
        "circle",
        HORIZON,
        [BASE],
        [Base("north", "base")],
        [Event("north", trigger, day) for trigger in ("begin", "complete", "retake")],
        start=START,
    )
    timeline = scenario.replay()

    assert timeline.spells("north") == (Spell("north", "held", START, None),)
    assert [change.after for step in timeline.steps for change in step.changes] == ["moving", "handed_over", "held"]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (None, "handed_over"),
        (date(2026, 2, 9), "moving"),
        ("2026-02-10", "handed_over"),
        ("2026-01", "moving"),
        ("2026", "handed_over"),
        (ImpreciseDate.parse("2026-01-0X"), "held"),
    ],
)
def test_a_day_is_asked_for_in_many_ways(on: dt.date | str | ImpreciseDate | None, state: str) -> None:
    """
    A day, EDTF text or an imprecise date will do; a month and a year mean their last day, nothing the horizon.
    """
    assert TIMELINE.state("north", on) == state
    assert TIMELINE.configuration(on)["north"] == state


QUESTIONS: list[Callable[[Any], object]] = [
    lambda day: TIMELINE.state("north", day),
    TIMELINE.configuration,
    lambda day: TIMELINE.measure("north", "personnel", day),
    lambda day: TIMELINE.deadline("leave", day),
    TIMELINE.until,
    lambda day: TIMELINE.why("north", day),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_days_outside_the_timeline_are_refused(ask: Callable[[Any], object]) -> None:
    """
    Whatever is asked about a day before the start or after the horizon, the error says which days there are.
    """
    for day in ("2025-12-31", date(2027, 1, 1)):
        with pytest.raises(DayError, match=rf"{day} lies outside the timeline; accepted: 2026-01-01 to 2026-12-31"):
            ask(day)
    with pytest.raises(DateError, match="is not a date"):
        ask("soon")
    with pytest.raises(DateError, match="has no last day"):
        ask("[2026-02..]")


@pytest.mark.parametrize(
    "ask",
    [
        TIMELINE.state,
        TIMELINE.spells,
        TIMELINE.why,
        lambda entity: TIMELINE.first(entity, "held"),
        lambda entity: TIMELINE.measure(entity, "personnel"),
    ],
)
def test_unknown_entities_are_refused_with_the_nearest(ask: Callable[[str], object]) -> None:
    """
    A misspelt entity is an error that names the one probably meant.
    """
    with pytest.raises(UnknownError, match=r"no entity 'nort'; accepted: north, south, mission \(did you mean 'north'"):
        ask("nort")


def test_an_unknown_deadline_is_refused_with_the_nearest() -> None:
    """
    So is a misspelt deadline.
    """
    with pytest.raises(UnknownError, match=r"no deadline 'leaf'; accepted: leave \(did you mean 'leave'\?\)"):
        TIMELINE.deadline("leaf")


def test_between_takes_whole_months() -> None:
    """
    A month begins on its first day where a stretch begins, and ends on its last where it ends.
    """
    assert [step.event for step in TIMELINE.between("2026-01", "2026-02")] == ["north.begin", "north.complete"]
    assert [step.event for step in TIMELINE.between("2026-03", "2026-03")] == ["south.begin"]
    assert TIMELINE.between("2026-03", "2026-02") == ()
    assert TIMELINE.between("1999", "2030") == TIMELINE.steps
    with pytest.raises(DateError, match="has no first day"):
        TIMELINE.between("[..2026-03]", "2026-04")


def test_refusals_are_the_steps_that_failed_for_good() -> None:
    """
    Refused and stranded steps are refusals; applied and deferred ones are not.
    """
    events = [
        Event("north", "complete", "2026-02-01", "refused"),
        Event("north", "begin", "2026-02-02", "applied"),
        Event("mission", "end", "2026-02-03", "waiting", when_enabled=True),
    ]
    timeline = told(events).replay()

    assert [(step.event, step.disposition) for step in timeline.refusals] == [
        ("refused", "refused"),
        ("waiting", "stranded"),
    ]
    assert [step.disposition for step in timeline.steps] == ["refused", "applied", "deferred", "stranded"]


def test_the_last_number_observed_counts() -> None:
    """
    A measure holds from its day until the next one; before the first there is none; others' numbers don't matter.
    """
    claims = [Claim("army")]
    events = [
        Event("north", "begin", "2026-02-01", measures=[Measure("personnel", 300, 400)], claims=claims),
        Event("south", "begin", "2026-02-05", measures=[Measure("personnel", 7, 7), Measure("aircraft", 2)]),
        Event("north", "complete", "2026-01-01", "never", measures=[Measure("personnel", 0, 0)]),
    ]
    counted = [Measure("personnel", high=100, entity="north")]
    count = Event(id="count", date="2026-03-01", text="We counted.", measures=counted)
    timeline = small(events=[*events, count], deadlines=[]).replay()

    assert timeline.measure("north", "personnel", "2026-01-31") is None
    assert timeline.measure("north", "personnel", "2026-02-28") == Observation(
        "north", "personnel", Quantity(300, 400), date(2026, 2, 1), "north.begin", tuple(claims)
    )
    last = timeline.measure("north", "personnel")
    assert last is not None
    assert (last.value, last.source, last.claims) == (Quantity(None, 100), "count", ())
    assert timeline.measure("north", "aircraft") is None
    assert timeline.until("2026-02-28").measure("north", "personnel") == timeline.observations[0]


def test_a_deadline_can_be_asked_as_known_on_a_day() -> None:
    """
    Without a day it is what is known at the end, with one what was known then.
    """
    assert TIMELINE.deadline("leave").verdict == "violated"
    assert TIMELINE.deadline("leave", "2026-06-30").verdict == "pending"
    assert TIMELINE.deadline("leave", "2026-01-04").verdict == "unset"


def test_the_last_day_is_known_like_no_day() -> None:
    """
    Asked about the last day of all, an undetermined deadline is as undetermined as without a day.
    """
    events = [Event("north", "begin", "2026-02"), Event("north", "complete", "2026-02")]
    deadline = evolve(SMALL.deadlines[0], condition=in_state("north", "handed_over"), due="2026-02-10", set_by=None)
    timeline = small(events=events, deadlines=[deadline]).replay()

    assert timeline.deadline("leave").verdict == "undetermined"
    assert timeline.deadline("leave", HORIZON) == timeline.deadline("leave")
    assert timeline.until(HORIZON).deadlines == timeline.deadlines


WHY_EVENTS = [
    Event(
        "north",
        "begin",
        "2026-01-10",
        claims=[Claim("army", "paper", "2026-01-11"), Claim(outlet="paper", stance="no_comment")],
    ),
    Event("north", "complete", "2026-02", claims=[Claim("army", date="2026-02-03", verified=False)]),
    Event("south", "begin", "2026-02-01~"),
    Event("south", "complete", "2026-02-01?"),
    Event("mission", "end", "2026-03-01"),
]


def test_why_cites_everybody_and_names_the_vaguest() -> None:
    """
    The reason as text has each step with its change, date and claims, and the least precise date on the way.
    """
    why = told(WHY_EVENTS).replay().why("mission", "2026-03")

    assert str(why).splitlines() == [
        "mission was ended on 2026-03-31, since 2026-03-01, because:",
        "  2026-01-10 north.begin: held -> moving (dated 2026-01-10)",
        "    army, in paper asserts, published 2026-01-11",
        "    paper no comment",
        "  2026-02-01 south.begin: held -> moving (dated 2026-02-01~)",
        "  2026-02-01 south.complete: moving -> handed_over (dated 2026-02-01?)",
        "  2026-02-28 north.complete: moving -> handed_over (dated 2026-02)",
        "    army asserts (2026-02-03) [unverified]",
        "  2026-03-01 mission.end: active -> ended (dated 2026-03-01)",
        "  least precise: north.complete, dated 2026-02 (month)",
    ]
    assert why.precision == "month"
    assert len(why.claims) == 3


def test_the_first_of_equally_vague_steps_is_the_weakest() -> None:
    """
    A qualifier makes a date vaguer; of two with one, the first is named.
    """
    why = told(WHY_EVENTS).replay().why("south")

    assert why.weakest is not None
    assert (why.weakest.event, why.precision) == ("south.begin", "day")


def test_why_from_the_start_has_no_steps() -> None:
    """
    What never changed is so from the start, to the day.
    """
    why = TIMELINE.why("south", "2026-02")

    assert why == Why("south", "held", date(2026, 2, 28), START, ())
    assert (why.weakest, why.precision, why.claims) == (None, "day", ())
    assert str(why) == "south was held on 2026-02-28, since 2026-01-01, from the start."


def test_why_follows_automatic_transitions() -> None:
    """
    What an event set off in another entity is traced back to that event, and to what it relied on.
    """
    base, mission = SMALL.lifecycles
    automatic = evolve(mission, transitions=[evolve(mission.transitions[0], trigger=None)])
    timeline = told(WHY_EVENTS[:4], lifecycles=[base, automatic]).replay()

    assert timeline.state("mission") == "ended"
    assert [step.event for step in timeline.why("mission").steps] == [
        "north.begin",
        "south.begin",
        "south.complete",
        "north.complete",
    ]


def test_why_names_a_step_once() -> None:
    """
    What several changes relied on is followed once, as far as the last of them.
    """
    lifecycles = [evolve(BASE, transitions=BASE.transitions[:3]), evolve(MISSION, transitions=MISSION.transitions[:2])]
    events = [
        *(Event("north", trigger, "2026-02-01") for trigger in ("begin", "complete")),
        *(Event("south", trigger, "2026-02-02") for trigger in ("begin", "complete")),
        Event("mission", "end", "2026-02-03"),
    ]
    timeline = told(events, lifecycles=lifecycles).replay()

    assert [spell.state for spell in timeline.spells("mission")] == ["active", "closing", "ended"]
    assert timeline.why("mission").steps == timeline.steps


def test_sources_in_rows_are_named_once() -> None:
    """
    A row names its speakers in the order they speak, each once, and the reason of a refusal as text.
    """
    rows = told([*WHY_EVENTS, Event("north", "begin", "2026-04-01", "again")]).replay().rows()

    assert rows[0]["sources"] == ["army", "paper"]
    assert rows[-1]["reason"] == "north can't 'begin' in state 'handed_over': nothing leads out of that state"
    assert rows[0] == {
        "event": "north.begin",
        "date": date(2026, 1, 10),
        "edtf": "2026-01-10",
        "entity": "north",
        "trigger": "begin",
        "before": "held",
        "after": "moving",
        "disposition": "applied",
        "reason": None,
        "automatic": [],
        "requested": date(2026, 1, 10),
        "sources": ["army", "paper"],
    }


def test_there_are_two_tables() -> None:
    """
    Any other word for a table of rows is an error.
    """
    with pytest.raises(UnknownError, match="no table 'deadlines'; accepted: steps, spells"):
        small().replay().rows("deadlines")  # type: ignore[arg-type]


def test_what_lies_after_the_last_day_is_named() -> None:
    """
    An event after the horizon, or after the day of a cut, is not lost without a word.
    """
    timeline = told([*WHY_EVENTS, Event("south", "complete", "2029-04-01", "late")]).replay()

    assert timeline.unplayed == ("late",)
    assert set(timeline.until("2026-01-09").unplayed) == {*(event.id for event in WHY_EVENTS), "late"}
    assert Timeline.from_json(timeline.to_json()).unplayed == ("late",)


def test_no_steps_have_no_columns() -> None:
    """
    Without rows there are no columns.
    """
    assert told([]).replay().columns() == {}


def test_json_has_the_states_and_the_hash() -> None:
    """
    What is stored tells the states at the end, the deadlines' verdicts, and which scenario it is of.
    """
    document = json.loads(TIMELINE.to_json())

    assert document == json.loads(json.dumps(TIMELINE.to_dict()))
    assert document["states"] == {"north": "handed_over", "south": "moving", "mission": "active"}
    assert document["hash"] == SMALL.hash == TIMELINE.hash
    assert document["steps"][-1]["reason"]["message"] == str(TIMELINE.refusals[0].reason)
    deadline = document["deadlines"][0]
    assert (deadline["set_on"], deadline["due"], deadline["verdict"]) == ("2026-01-05", "2026-09-30", "violated")


def damaged(*path: str | int, value: object = None, drop: bool = False) -> str:
    """
    The stored timeline with another value at *path*, or without it.
    """
    document = json.loads(TIMELINE.to_json())
    place = document
    for part in path[:-1]:
        place = place[part]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("[" * 100_000, "recursion"),
        ("[]", "a list of 0 is not a table"),
        ("[1]", "a list of 1 is not a table"),
        ("3", "3 is not a table"),
        ("null", "None is not a table"),
        ('"text"', "'text' is not a table"),
        ("{}", "scenario: 'scenario' is missing; it is required"),
        (damaged("steps", drop=True), "steps: 'steps' is missing"),
        (damaged("steps", 0, "before", drop=True), r"steps\[0\].before: 'before' is missing"),
        (damaged("steps", 1, value="step"), r"steps\[1\]: 'step' is not a table"),
        (damaged("steps", 1, "date", value="2026-02-31"), r"steps\[1\].date: '2026-02-31' has no day 31"),
        (damaged("steps", 1, "date", value=3), r"steps\[1\].date: 3 is not a date"),
        (damaged("steps", 1, "disposition", value="done"), r"'done' is none of these; accepted: applied, refused"),
        (damaged("scenario", value=7), "scenario: 7 is not text"),
        (damaged("start", value=None), "start: None is not a date"),
        (damaged("reading", value="middle"), "reading: 'middle' is none of these"),
        (damaged("steps", 0, "claims", value=1), "there is no key .claims."),
        (damaged("deadlines", 0, "lapses", value=[1]), "lapses|len"),
        (damaged("bogus", value=1), "there is no key 'bogus'"),
        (damaged("observations", 0, "value", "low", value=float("inf")), "inf is not finite"),
    ],
)
def test_junk_is_no_timeline(text: str, message: str) -> None:
    """
    What is not JSON, of another shape, incomplete, or of wrong types is refused, with the place that is wrong.
    """
    with pytest.raises(TimelineError, match=rf"this is no stored timeline: .*{message}") as caught:
        Timeline.from_json(text)

    assert len(str(caught.value)) < 500


@given(st.data())
def test_no_damage_gets_through_as_another_error(data: st.DataObject) -> None:
    """
    However a stored timeline is damaged, it is read, or refused as such.
    """
    document = json.loads(told(WHY_EVENTS).replay().to_json())
    place = document
    while True:
        keys: Any = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    place[key] = data.draw(
        plain | st.lists(plain, max_size=2) | st.dictionaries(st.text(max_size=3), plain, max_size=2)
    )

    try:
        timeline = Timeline.from_json(json.dumps(document))
    except TimelineError:
        return
    except MissionsimError as error:  # pragma: no cover
        pytest.fail(f"{error!r} is not a TimelineError")
    assert isinstance(timeline, Timeline)


MEASURED = [
    Event("north", "begin", "2026-02-01", measures=[Measure("personnel", 1, 2)]),
    Event("north", "complete", "2026-01-10", after=[Link("north.begin", "floor")]),
    Event("south", "begin", "2026-02-02"),
]


@pytest.mark.parametrize(
    ("changes", "what", "position"),
    [
        ({"hash": "0"}, "hash", None),
        ({"version": "according to nobody"}, "version", None),
        ({"start": date(2026, 1, 2)}, "start", None),
        ({"initial": immutabledict({"north": "held"})}, "initial", None),
        ({"steps": ()}, "steps", 0),
        ({"deadlines": ()}, "deadlines", 0),
        ({"observations": ()}, "observations", 0),
        ({"contradictions": ()}, "contradictions", 0),
    ],
)
def test_verification_finds_every_kind_of_divergence(changes: dict[str, Any], what: str, position: int | None) -> None:
    """
    Whatever part of a stored timeline differs from a fresh replay is named, with the position of the first difference.
    """
    scenario = told(MEASURED)
    timeline = scenario.replay()
    mismatch = evolve(timeline, **changes).verify(scenario)

    assert timeline.verify(scenario) is None
    assert mismatch is not None
    assert (mismatch.what, mismatch.position) == (what, position)
    assert mismatch.stored != mismatch.replayed
    assert str(mismatch).startswith(f"{what}: stored " if position is None else f"{what}[{position}]: stored ")


def test_verification_names_the_first_step_that_differs() -> None:
    """
    Steps before the difference are passed over; one too many is found behind the last.
    """
    altered = evolve(TIMELINE.steps[2], date=date(2026, 3, 30))
    stored = evolve(TIMELINE, steps=(*TIMELINE.steps[:2], altered, *TIMELINE.steps[3:]))
    longer = evolve(TIMELINE, steps=(*TIMELINE.steps, altered))

    assert stored.verify(SMALL) == Mismatch("steps", altered, TIMELINE.steps[2], 2)
    assert longer.verify(SMALL) == Mismatch("steps", altered, None, 4)


def test_verification_replays_in_the_same_way() -> None:
    """
    A timeline of another reading or an earlier end is compared with its like.
    """
    assert SMALL.replay(reading="earliest", until="2026-03-05").verify(SMALL) is None
    assert SMALL.replay(reading="earliest") != SMALL.replay()


def test_another_scenario_is_told_by_its_hash() -> None:
    """
    A changed note is another scenario, whether or not the replay is the same.
    """
    mismatch = TIMELINE.verify(small(note="changed"))

    assert mismatch == Mismatch("hash", SMALL.hash, small(note="changed").hash)
    assert str(mismatch) == f"hash: stored {SMALL.hash}, replayed {small(note='changed').hash}"


def test_timelines_are_equal_by_what_happened() -> None:
    """
    Another hash or other deadlines do not make another timeline; another step does. Timelines are hashable.
    """
    assert evolve(TIMELINE, hash="0", deadlines=()) == TIMELINE
    assert evolve(TIMELINE, steps=TIMELINE.steps[1:]) != TIMELINE
    assert len({TIMELINE, SMALL.replay()}) == 1
    with pytest.raises(AttributeError):
        TIMELINE.horizon = START  # type: ignore[misc]


@given(scenarios())
def test_spells_are_those_that_the_steps_tell(scenario: Scenario) -> None:
    """
    Who was in what state for how long is the same whether or not the steps were made.
    """
    timeline = scenario.replay()
    told = evolve(timeline, steps=tuple(timeline.steps))

    assert [timeline.spells(each) for each in timeline.entities] == [told.spells(each) for each in told.entities]
    assert [timeline.why(each) for each in timeline.entities] == [told.why(each) for each in told.entities]


def test_days_on_which_a_verdict_rests_come_back_from_json() -> None:
    """
    An undetermined verdict is stored with its sides; sides without a table of days are refused.
    """
    vague = small(
        events=[Event("north", "begin", "2026-01-10"), Event("north", "complete", "2026-02")],
        deadlines=[Deadline("leave", in_state("north", "handed_over"), "2026-02-10")],
    ).replay()
    text = vague.to_json()
    stored = json.loads(text)
    stored["deadlines"][0]["sides"][0]["days"] = "2026-02-01"

    assert Timeline.from_json(text).deadlines == vague.deadlines
    assert vague.deadlines[0].sides
    with pytest.raises(TimelineError, match="'2026-02-01' is not a table of days"):
        Timeline.from_json(json.dumps(stored))
    with pytest.raises(TimelineError, match="a stored timeline keeps the last verdicts only"):
        Timeline.from_json(text).deadlines[0].as_known(date(2026, 1, 31))


def test_what_happened_by_itself_has_to_fit_in_a_stored_timeline() -> None:
    """
    An automatic change starts from the state in which its entity is.
    """
    base, mission = SMALL.lifecycles
    automatic = evolve(mission, transitions=[evolve(mission.transitions[0], trigger=None)])
    document = json.loads(told(WHY_EVENTS[:4], lifecycles=[base, automatic]).replay().to_json())
    step = next(number for number, each in enumerate(document["steps"]) if each.get("automatic"))
    change = document["steps"][step]["automatic"][0]
    change["before"], change["after"] = change["after"], change["before"]

    with pytest.raises(TimelineError, match=rf"steps\[{step}\].automatic: .*, but it is "):
        Timeline.from_json(json.dumps(document))


def test_steps_are_no_text() -> None:
    """
    Steps equal any sequence of equal steps, and nothing else.
    """
    steps = small(deadlines=[]).replay().steps

    assert steps == tuple(steps)
    others: tuple[object, ...] = ("steps", 5, None)
    assert not any(steps == other for other in others)


def test_what_is_held_for_one_that_waits_is_not_let_go_by_another() -> None:
    """
    Two handovers wait, each with a word that comes after it: each word follows its own.
    """
    events = [
        *(Event(entity, "complete", "2026-01-05", when_enabled=True) for entity in ("north", "south")),
        *(
            Event(id=f"{entity}.told", date="2026-01-06", text="Done.", after=[Link(f"{entity}.complete", "floor", 1)])
            for entity in ("north", "south")
        ),
        Event("north", "begin", "2026-02-01"),
        Event("south", "begin", "2026-03-01"),
    ]

    found = small(events=events, deadlines=[]).replay()

    assert [(each.event, each.date) for each in found.context] == [
        ("north.told", date(2026, 2, 2)),
        ("south.told", date(2026, 3, 2)),
    ]
