"""
Properties of replay, on generated scenarios and on the bundled ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import assume, find, given

import missionsim
from missionsim import Entity, Event, Scenario, Simulation, Timeline
from missionsim.conditions import Scope
from missionsim.schedule import Reading
from missionsim.testing import HORIZON, days, scenarios

IRAQ = missionsim.load("iraq")


@given(scenarios(), st.sampled_from(["latest", "earliest"]))
def test_replay_equals_stepping_the_live_simulation(scenario: Scenario, reading: Reading) -> None:
    """
    The compiled table and the real machines give the same steps, event by event.
    """
    simulation = Simulation(scenario, reading=reading)
    while simulation.step():
        pass
    simulation.advance()

    replayed = scenario.replay(reading=reading)
    assert simulation.timeline() == replayed
    assert simulation.timeline().contradictions == replayed.contradictions


@given(scenarios(), days())
def test_the_state_on_a_day_depends_only_on_events_up_to_it(scenario: Scenario, day: date) -> None:
    """
    Whatever is dated later can be left out without changing a state.
    """
    whole = scenario.replay()
    cut = scenario.replay(until=day)

    assert whole.until(day) == cut
    assert whole.configuration(day) == cut.configuration()
    assert whole.until(day).deadlines == cut.deadlines
    assert whole.until(day).observations == cut.observations


@given(scenarios())
def test_what_is_not_applied_changes_nothing(scenario: Scenario) -> None:
    """
    A refused, deferred or stranded step has no change, has a reason, and leaves the configuration as it was.
    """
    for step in scenario.replay().steps:
        assert (step.disposition == "applied") == (step.reason is None)
        if step.disposition != "applied":
            assert step.changes == ()
            assert step.before == step.after


@given(scenarios())
def test_every_applied_step_is_a_transition_with_a_true_condition(scenario: Scenario) -> None:
    """
    Every change, automatic ones included, is a transition of its lifecycle whose condition held just before it.
    """
    timeline = scenario.replay()
    configuration = dict(timeline.initial)
    for step in timeline.steps:
        for position, change in enumerate(step.changes):
            trigger = step.trigger if position == 0 else None
            scope = Scope(configuration, scenario.rules.members)
            assert configuration[change.entity] == change.before
            assert any(
                transition.trigger == trigger
                and change.before in transition.source
                and transition.target == change.after
                and (transition.when is None or transition.when.holds(scope))
                for transition in scenario.lifecycle_of(change.entity).transitions
            )
            configuration[change.entity] = change.after
    assert configuration == timeline.configuration()


@given(scenarios())
def test_every_configuration_is_at_a_fixed_point(scenario: Scenario) -> None:
    """
    After every step, no automatic transition is left that could fire.
    """
    timeline = scenario.replay()
    configuration = dict(timeline.initial)
    for step in (None, *timeline.steps):
        if step is not None:
            configuration.update((change.entity, change.after) for change in step.changes)
        scope = Scope(configuration, scenario.rules.members)
        assert all(scenario.rules.take(entity, None, scope) is None for entity in configuration)


@given(scenarios())
def test_a_refusal_explains_itself(scenario: Scenario) -> None:
    """
    A refused event names its entity's state; where the state has the trigger, blockers in their true states.
    """
    configuration = dict(scenario.rules.initial)
    for step in scenario.replay().steps:
        configuration.update((change.entity, change.after) for change in step.changes)
        if step.reason is not None:
            assert step.reason.state == step.before == configuration[step.entity]
            assert bool(step.reason.blockers) == (step.trigger in step.reason.allowed)
            assert all(configuration[each.entity] == each.state for each in step.reason.blockers)


@given(scenarios())
def test_no_deferred_event_waits_although_it_can_fire(scenario: Scenario) -> None:
    """
    A deferred event fires on the first day on which it can, and is stranded at the horizon otherwise.
    """
    timeline = scenario.replay()
    fate = {step.event: step for step in timeline.steps}
    for step in timeline.steps:
        if step.disposition == "deferred":
            last = fate[step.event]
            assert last.disposition in ("applied", "stranded")
            assert last.requested == step.date <= last.date
            assert last.disposition == "applied" or last.date == HORIZON
    simulation = Simulation(scenario)
    while simulation.step():
        for id_ in simulation.waiting:
            event = scenario.event(id_)
            assert not simulation.may(event.entity, event.trigger)


def _components(scenario: Scenario) -> dict[str, int]:
    """
    Number of the group of entities that each entity belongs to: groups know nothing of each other.
    """
    group = {entity.id: n for n, entity in enumerate(scenario.entities)}
    for entity in scenario.entities:
        for transition in scenario.lifecycle_of(entity.id).transitions:
            for read in transition.when.reads(scenario.rules.members) if transition.when else ():
                merged, into = group[read], group[entity.id]
                group = {id_: into if n == merged else n for id_, n in group.items()}
    return group


@given(st.booleans().flatmap(lambda guarded: scenarios(guarded=guarded)), st.data())
def test_swapping_independent_events_changes_nothing(scenario: Scenario, data: st.DataObject) -> None:
    """
    Events on entities that know nothing of each other can stand in either order.
    """
    group = _components(scenario)
    pairs = [
        n
        for n, (first, second) in enumerate(pairwise(scenario.events))
        if group[first.entity] != group[second.entity] and not first.after and not second.after
    ]
    if not pairs:
        return
    n = data.draw(st.sampled_from(pairs))
    events = list(scenario.events)
    events[n : n + 2] = reversed(events[n : n + 2])
    swapped = evolve(scenario, events=events)

    before, after = scenario.replay(), swapped.replay()

    assert all(before.spells(entity) == after.spells(entity) for entity in before.entities)


@given(scenarios(), days(), st.data())
def test_inserting_a_refused_event_reorders_nothing(scenario: Scenario, day: date, data: st.DataObject) -> None:
    """
    All other steps stay, in their order, when an event is inserted anywhere that turns out to be refused.
    """
    entity = data.draw(st.sampled_from(scenario.entities))
    trigger = data.draw(st.sampled_from(scenario.lifecycle_of(entity.id).triggers))
    position = data.draw(st.integers(0, len(scenario.events)))
    inserted = Event(entity.id, trigger, day, "inserted")
    events = (*scenario.events[:position], inserted, *scenario.events[position:])

    steps = evolve(scenario, events=events).replay().steps

    assume(any(step.event == "inserted" and step.disposition == "refused" for step in steps))
    assert tuple(step for step in steps if step.event != "inserted") == scenario.replay().steps


@given(scenarios())
def test_events_run_by_day_and_document_order(scenario: Scenario) -> None:
    """
    The order is total: by day, then by position in the document.
    """
    placed = scenario.schedule()

    assert [(each.day, each.sequence) for each in placed] == sorted((each.day, each.sequence) for each in placed)
    assert sorted(each.sequence for each in placed) == list(range(len(scenario.events)))
    assert all(scenario.events[each.sequence] is each.event for each in placed)


@given(scenarios(), st.sampled_from(["latest", "earliest"]))
def test_a_dependency_is_kept_or_reported(scenario: Scenario, reading: Reading) -> None:
    """
    Every event stands after what it depends on, or the timeline says that it does not; its own date is never left.
    """
    placed = {each.event.id: each for each in scenario.schedule(reading)}
    reported = {(each.event, each.link) for each in scenario.replay(reading=reading).contradictions}
    for event in scenario.events:
        mine = placed[event.id]
        earliest, latest = scenario.widening.of(event.date)
        assert (earliest or mine.day) <= mine.day <= (latest or mine.day) or event.date.days is None
        for link in event.after:
            other = placed[link.event]
            kept = mine.day >= other.day + timedelta(days=link.lag) and (mine.day, mine.sequence) > (
                other.day,
                other.sequence,
            )
            assert kept != ((event.id, link) in reported)


@given(scenarios())
def test_a_file_round_trip_changes_nothing(scenario: Scenario) -> None:
    """
    What is written as TOML loads to an equal scenario with an equal hash and an equal timeline.
    """
    again = missionsim.loads(missionsim.to_toml(scenario))

    assert again == scenario
    assert again.hash == scenario.hash
    assert again.replay() == scenario.replay()


@given(scenarios())
def test_a_stored_timeline_comes_back(scenario: Scenario) -> None:
    """
    A timeline survives JSON whole, and verifies against its scenario.
    """
    timeline = scenario.replay()
    stored = Timeline.from_json(timeline.to_json())

    assert stored == timeline
    assert (stored.deadlines, stored.observations) == (timeline.deadlines, timeline.observations)
    assert stored.contradictions == timeline.contradictions
    assert stored.verify(scenario) is None


@given(scenarios(), st.sampled_from(["party0", "party1", "party2"]))
def test_a_version_moves_nothing_but_what_the_party_dates(scenario: Scenario, party: str) -> None:
    """
    One party's version differs only in events that it speaks about; an event dated by it stands on its date.
    """
    version = scenario.according_to(party)
    for mine, theirs in zip(scenario.events, version.events, strict=True):
        spoken = [claim for claim in mine.claims if claim.by == party and claim.stance != "no_comment"]
        if not spoken:
            assert mine == theirs
        elif theirs.denied_by is None:
            dates = [claim.date for claim in spoken if claim.date is not None]
            assert theirs.date == [mine.date, *dates][-1]
    assert version.replay().version == f"according to {party}"


@given(scenarios())
def test_policies_pick_among_the_claimed_dates(scenario: Scenario) -> None:
    """
    No policy invents a date, the earliest is never after the latest, and the recorded one is the scenario itself.
    """
    versions = [scenario.dated_by(policy) for policy in ("earliest", "most_corroborated", "latest")]
    for position, event in enumerate(scenario.events):
        claimed = {event.date, *(claim.date for claim in event.claims if claim.date is not None)}
        first, most, last = (version.events[position].date for version in versions)
        assert {first, most, last} <= claimed
        assert not last.certainly_before(first)
    assert scenario.dated_by("as_recorded") is scenario


def test_replays_are_the_same_in_every_process() -> None:
    """
    Hash, timeline and JSON do not depend on the process or on PYTHONHASHSEED.
    """
    script = "import missionsim; s = missionsim.load('iraq'); print(s.hash, s.replay().to_json())"
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(printed) == 1


UNGUARDED = evolve(
    IRAQ,
    lifecycles=[
        evolve(each, transitions=[evolve(transition, when=None) for transition in each.transitions])
        for each in IRAQ.lifecycles
    ],
)
FEDERAL_BASES = [each.id for each in IRAQ.entities if each.lifecycle == "base" and "federal" in each.tags]


@st.composite
def shuffled_iraq(draw: st.DrawFn, *, guarded: bool = True) -> Scenario:
    """
    Iraq late in phase one: nearly everything is done, and the events come in any order, left out or doubled.
    """
    scenario = IRAQ if guarded else UNGUARDED
    federal = [each.id for each in scenario.entities if "federal" in each.tags]
    undone = draw(st.lists(st.sampled_from(federal), max_size=3, unique=True))
    entities = [evolve(each, initial=_state_near_the_end(draw, scenario, each, undone)) for each in scenario.entities]
    told = [event for event in scenario.events if event.entity in {"mission", "partnership", *undone}]
    drawn = draw(st.lists(st.sampled_from(told), max_size=12))
    events = [evolve(event, id=f"{event.id}#{n}", date=date(2026, 1, 1 + n), after=()) for n, event in enumerate(drawn)]
    return evolve(scenario, entities=entities, events=events, deadlines=())


def _state_near_the_end(draw: st.DrawFn, scenario: Scenario, entity: Entity, undone: list[str]) -> str:
    lifecycle = scenario.lifecycle_of(entity.id)
    if entity.id == "mission":
        return "phase_one"
    if entity.id in undone:
        return draw(st.sampled_from(lifecycle.states))
    return lifecycle.states[-1] if "federal" in entity.tags else lifecycle.initial


def _leaves_phase_one_too_early(scenario: Scenario) -> bool:
    """
    Whether the mission leaves phase_one while a federal base is not iraqi_controlled.
    """
    configuration = dict(scenario.rules.initial)
    for step in scenario.replay().steps:
        for change in step.changes:
            is_held = any(configuration[base] != "iraqi_controlled" for base in FEDERAL_BASES)
            if (change.entity, change.before) == ("mission", "phase_one") and is_held:
                return True
            configuration[change.entity] = change.after
    return False


@given(shuffled_iraq())
def test_no_base_is_iraqi_controlled_without_transferring(scenario: Scenario) -> None:
    """
    Under any order of events, a base that becomes iraqi_controlled was transferring just before.
    """
    for step in scenario.replay().steps:
        for change in step.changes:
            assert change.after != "iraqi_controlled" or change.before == "transferring"


@given(shuffled_iraq())
def test_the_mission_stays_in_phase_one_while_a_federal_base_is_not_handed_over(scenario: Scenario) -> None:
    """
    Under any order of events, the mission leaves phase_one only when every federal base is iraqi_controlled.
    """
    assert not _leaves_phase_one_too_early(scenario)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_the_orders_that_are_tried_would_show_a_missing_guard() -> None:
    """
    Without the guard, hypothesis finds an order that breaks the property; with it, one that completes phase one.
    """
    find(shuffled_iraq(guarded=False), _leaves_phase_one_too_early)
    find(shuffled_iraq(), lambda scenario: scenario.replay().first("mission", "bilateral") is not None)


@pytest.mark.parametrize("name", missionsim.bundled())
def test_bundled_scenarios_replay_strictly(name: str) -> None:
    """
    No bundled scenario has a refusal or a contradiction, in either reading.
    """
    scenario = missionsim.load(name)
    for reading in ("latest", "earliest"):
        timeline = scenario.replay(strict=True, reading=reading)
        assert timeline.contradictions == ()
        assert timeline.refusals == ()
