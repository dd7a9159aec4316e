"""
The live simulation on real machines.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from transitions import Machine

import missionsim
from missionsim import DayError, Event, Scenario, Simulation, Step, UnknownError
from missionsim.testing import days, scenarios, simulation_machine
from small import small

IRAQ = missionsim.load("iraq")

TestIraqLive = simulation_machine(IRAQ).TestCase
TestIraqLive.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


def _firings(scenario: Scenario) -> list[tuple[str, str]]:
    return [(entity.id, name) for entity in scenario.entities for name in scenario.lifecycle_of(entity.id).triggers]


@given(scenarios(), st.data())
def test_any_scenario_can_be_driven_in_any_way(scenario: Scenario, data: st.DataObject) -> None:
    """
    Whatever is played, fired, undone and forked, model, configuration and timeline agree.
    """
    simulation = Simulation(scenario)
    for _ in range(data.draw(st.integers(0, 6))):
        action = data.draw(st.sampled_from(("step", "advance", "fire", "undo", "fork")))
        if action == "step":
            simulation.step()
        elif action == "advance":
            simulation.advance(max(simulation.day, data.draw(days())))
        elif action == "fire":
            simulation.fire(*data.draw(st.sampled_from(_firings(scenario))))
        elif action == "undo":
            simulation.undo()
        else:
            simulation = simulation.fork()
        timeline = simulation.timeline()
        assert timeline.configuration() == simulation.configuration
        assert all(simulation.model(id_).state == state for id_, state in simulation.configuration.items())


@given(scenarios(), days(), st.data())
def test_undo_after_fire_is_the_identity(scenario: Scenario, day: date, data: st.DataObject) -> None:
    """
    Firing any trigger and taking it back leaves everything as it was, waiting events included.
    """
    simulation = Simulation(scenario)
    simulation.advance(day)
    before = simulation.timeline(), simulation.waiting, simulation.day
    entity, trigger = data.draw(st.sampled_from(_firings(scenario)))

    simulation.fire(entity, trigger)
    simulation.undo()

    assert (simulation.timeline(), simulation.waiting, simulation.day) == before


@given(scenarios())
def test_undoing_everything_ends_at_the_start(scenario: Scenario) -> None:
    """
    Undo goes back event by event to the initial configuration, and playing on gives the same again.
    """
    simulation = Simulation(scenario)
    steps = simulation.advance()
    undone = 0
    while taken_back := simulation.undo():
        undone += len(taken_back)

    assert undone == len(steps)
    assert simulation.configuration == scenario.replay().initial
    assert simulation.steps == ()
    assert simulation.waiting == ()
    assert simulation.advance() == steps


@given(scenarios(), days(), st.data())
def test_a_fork_is_independent(scenario: Scenario, day: date, data: st.DataObject) -> None:
    """
    What happens in a fork is not seen in the original, nor the other way round; both can go the same way.
    """
    simulation = Simulation(scenario)
    simulation.advance(day)
    before = simulation.timeline()
    fork = simulation.fork()
    assert fork.timeline() == before

    fork.fire(*data.draw(st.sampled_from(_firings(scenario))))
    fork.advance()
    assert simulation.timeline() == before

    whole = Simulation(scenario)
    whole.advance()
    second = simulation.fork()
    simulation.advance()
    assert second.timeline() == before
    second.advance()
    assert second.timeline() == simulation.timeline() == whole.timeline()


@given(scenarios(), days(), st.data())
def test_may_tells_what_fire_would_do(scenario: Scenario, day: date, data: st.DataObject) -> None:
    """
    An answer is true exactly if the event would be applied, and has the same reason if not.
    """
    simulation = Simulation(scenario)
    simulation.advance(day)
    entity, trigger = data.draw(st.sampled_from(_firings(scenario)))

    answer = simulation.may(entity, trigger)
    step = simulation.fire(entity, trigger)

    assert bool(answer) == (step.disposition == "applied")
    assert answer.refusal == step.reason


def test_firing_on_a_later_day_plays_the_record_up_to_it_first() -> None:
    """
    An event of one's own comes after all recorded events of its day, with an id of its own.
    """
    simulation = Simulation(IRAQ)

    step = simulation.fire("ain_al_asad", "complete_transfer", on="2025-12-31")

    assert (step.date, step.disposition, step.event) == (
        date(2025, 12, 31),
        "applied",
        "ain_al_asad.complete_transfer#2",
    )
    assert simulation.day == date(2025, 12, 31)
    assert simulation.state("joint_operations_command") == "transferring"
    assert simulation.steps[-1] == step


def test_a_recorded_event_is_refused_after_one_has_done_it_oneself() -> None:
    """
    The record goes on after an event of one's own; what that forestalled is refused with its reason, and orphans what
    reacts to it.
    """
    simulation = Simulation(IRAQ)
    simulation.fire("ain_al_asad", "complete_transfer", on="2026-01-16")

    refused = [step for step in simulation.advance() if step.disposition == "refused"]

    assert [step.event for step in refused] == ["ain_al_asad.complete_transfer"]
    assert str(refused[0].reason) == (
        "ain_al_asad can't 'complete_transfer' in state 'iraqi_controlled': nothing leads out of that state"
    )
    assert simulation.state("mission") == "phase_one"


def test_an_imprecise_day_keeps_its_text() -> None:
    """
    A month given to ``fire`` means its last day, and is remembered as a month.
    """
    step = Simulation(IRAQ).fire("erbil", "begin_transfer", on="2026-03")

    assert (step.date, step.edtf.text) == (date(2026, 3, 31), "2026-03")


def test_a_claim_can_be_given() -> None:
    """
    Claims given to ``fire`` are on the step and in the chain that explains the state.
    """
    simulation = Simulation(IRAQ)
    claim = missionsim.Claim(by="iraqi_mod")
    simulation.fire("erbil", "begin_transfer", on="2026-03-01", claims=[claim])

    assert simulation.timeline().why("erbil").claims == (claim,)


def test_time_goes_forward_only() -> None:
    """
    Going back, or beyond the scenario, is an error that says what is accepted, and changes nothing.
    """
    simulation = Simulation(IRAQ)
    simulation.advance("2020-12-31")
    before = simulation.timeline()

    with pytest.raises(DayError, match="2020-12-30 lies before the present; accepted: 2020-12-31 to 2026-09-30"):
        simulation.advance("2020-12-30")
    with pytest.raises(DayError, match="2019-12-31 lies before the present"):
        simulation.fire("erbil", "begin_transfer", on="2019")
    with pytest.raises(DayError, match="2027-01-01 lies outside the scenario; accepted: 2014-01-01 to 2026-09-30"):
        simulation.advance("2027-01-01")
    assert simulation.timeline() == before


def test_unknown_names_are_errors_with_near_misses() -> None:
    """
    An unknown entity or trigger is an error, not a refusal.
    """
    simulation = Simulation(IRAQ)

    with pytest.raises(UnknownError, match="did you mean 'ain_al_asad'"):
        simulation.may("ain_al_assad", "begin_transfer")
    with pytest.raises(UnknownError, match=r"no trigger of erbil 'begin'; accepted: begin_transfer, complete_transfer"):
        simulation.fire("erbil", "begin")
    with pytest.raises(UnknownError):
        simulation.state("nowhere")
    with pytest.raises(UnknownError):
        simulation.machine("nowhere")
    with pytest.raises(UnknownError):
        simulation.model("nowhere")


def test_an_answer_says_yes_or_why_not() -> None:
    """
    An answer prints as yes, or as no with its reason.
    """
    simulation = Simulation(IRAQ)

    assert str(simulation.may("erbil", "begin_transfer")) == "yes"
    assert str(simulation.may("erbil", "complete_transfer")) == (
        "no: erbil can't 'complete_transfer' in state 'coalition_held': that state allows 'begin_transfer' only"
    )


def test_subscribers_get_every_step_until_they_leave() -> None:
    """
    Callbacks are called in order of subscription with each step; one that left, once or twice, is not.
    """
    simulation = Simulation(IRAQ)
    seen: list[tuple[str, str]] = []
    leave = simulation.subscribe(lambda step: seen.append(("first", step.event)))
    simulation.subscribe(lambda step: seen.append(("second", step.event)))

    simulation.step()
    leave()
    leave()
    simulation.step()

    assert seen == [
        ("first", "mission.form"),
        ("second", "mission.form"),
        ("second", "al_qaim.begin_transfer"),
    ]


def test_a_callback_that_raises_takes_the_event_back() -> None:
    """
    The simulation is as before the event, whole, and the exception goes on; the event can be played again.
    """
    simulation = Simulation(IRAQ)
    simulation.step()
    before = simulation.timeline(), simulation.day, simulation.waiting

    def refuse(step: Step) -> None:
        raise RuntimeError(step.event)

    leave = simulation.subscribe(refuse)
    with pytest.raises(RuntimeError, match=r"al_qaim\.begin_transfer"):
        simulation.step()
    assert (simulation.timeline(), simulation.day, simulation.waiting) == before

    leave()
    assert simulation.step()[0].event == "al_qaim.begin_transfer"


def test_a_machine_callback_that_raises_takes_the_event_back() -> None:
    """
    An exception in a callback on the ``transitions`` machine itself leaves nothing half done either.
    """
    simulation = Simulation(IRAQ)
    simulation.advance("2026-01-16")
    before = simulation.timeline()

    def refuse(_: object) -> None:
        raise RuntimeError("not on my watch")

    simulation.machine("ain_al_asad").on_enter_iraqi_controlled(refuse)
    with pytest.raises(RuntimeError, match="not on my watch"):
        simulation.advance("2026-01-18")

    assert simulation.timeline() == before
    assert simulation.model("ain_al_asad").state == "transferring"


def test_one_machine_serves_all_entities_of_a_lifecycle() -> None:
    """
    The real machine is shared, has no model of its own, and knows states and triggers of the lifecycle.
    """
    simulation = Simulation(IRAQ)
    machine = simulation.machine("erbil")

    assert isinstance(machine, Machine)
    assert machine is simulation.machine("ain_al_asad")
    assert machine is not simulation.machine("mission")
    assert machine.models == []
    assert list(machine.states) == list(IRAQ.lifecycle_of("erbil").states)
    assert simulation.model("erbil") is simulation.model("erbil")


def test_a_machine_goes_by_the_conditions_of_the_configuration() -> None:
    """
    A user of ``transitions`` who fires the machine by hand meets the same guard.
    """
    simulation = Simulation(IRAQ)
    simulation.advance("2026-01-16")
    machine, model = simulation.machine("mission"), simulation.model("mission")

    assert machine.events["complete_phase_one"].trigger(model) is False
    assert model.state == "phase_one"


def test_nothing_is_left_to_play_after_the_horizon() -> None:
    """
    At the end, ``step`` returns nothing, and ``undo`` at the start nothing either.
    """
    simulation = Simulation(IRAQ)
    assert simulation.undo() == ()

    simulation.advance()

    assert simulation.step() == ()
    assert simulation.advance() == ()
    assert simulation.day == IRAQ.horizon


def test_what_still_waits_at_the_horizon_is_stranded() -> None:
    """
    A deferred event that nothing enables has a last step on the horizon, which can be undone.
    """
    events = [Event("erbil", "complete_transfer", "2026-01-01", when_enabled=True)]
    simulation = Simulation(
        missionsim.Scenario("s", "2026-12-31", IRAQ.lifecycles, IRAQ.entities, events, parties=IRAQ.parties)
    )

    assert [step.disposition for step in simulation.advance()] == ["deferred", "stranded"]
    assert not simulation.waiting
    simulation.undo()
    assert simulation.waiting == ("erbil.complete_transfer",)


def test_claims_and_callbacks_are_checked_at_the_door() -> None:
    """
    A claim by nobody known, or a callback that can't be called, is an error at once, and nothing happens.
    """
    simulation = Simulation(IRAQ)
    before = simulation.timeline()

    with pytest.raises(UnknownError, match="no party 'iraqi_mood'"):
        simulation.fire("erbil", "begin_transfer", on="2026-03-01", claims=[missionsim.Claim(by="iraqi_mood")])
    with pytest.raises(TypeError, match="None can't be called"):
        simulation.subscribe(None)  # type: ignore[arg-type]
    assert simulation.timeline() == before


@given(scenarios(most_events=5), st.sampled_from(("latest", "earliest")))
def test_a_replay_has_the_steps_of_a_simulation(scenario: Scenario, reading: Literal["latest", "earliest"]) -> None:
    """
    The compiled engine and the real machines do the same, step by step.
    """
    assert tuple(scenario.replay(reading=reading).steps) == Simulation(scenario, reading=reading).advance()


def test_what_was_held_for_what_never_comes_happens_at_last() -> None:
    """
    An event that is not to come before one that waits comes on the last day where that one is stranded, as it is here
    since an event of one's own stood in its way.
    """
    ways = [
        missionsim.Transition("held", "left", "leave"),
        missionsim.Transition("left", "handed_over", "hand_over"),
        missionsim.Transition("held", "kept", "keep"),
    ]
    scenario = Scenario(
        "two_camps",
        "2026-02-01",
        [missionsim.Lifecycle("camp", ("held", "left", "handed_over", "kept"), "held", ways)],
        [missionsim.Base("north", "camp"), missionsim.Base("south", "camp")],
        [
            Event("north", "hand_over", "2026-01-02", when_enabled=True),
            Event("north", "leave", "2026-01-10"),
            Event("south", "leave", "2026-01-03", after=[missionsim.Link("north.hand_over", "floor")]),
        ],
    )
    simulation = Simulation(scenario)
    simulation.fire("north", "keep")

    *_, stranded, at_last = simulation.advance()

    assert (stranded.event, stranded.disposition) == ("north.hand_over", "stranded")
    assert (at_last.event, at_last.disposition, at_last.date) == ("south.leave", "applied", date(2026, 2, 1))


def test_what_is_asked_for_within_a_callback_comes_right_after_the_event() -> None:
    """
    An event asked for by ``later`` happens after the present one, whole, on the same day; outside a callback, at once.
    """
    simulation = Simulation(IRAQ)
    seen: list[str] = []

    def react(step: Step) -> None:
        seen.append(step.event)
        if step.event == "al_qaim.begin_transfer":
            simulation.later("al_qaim", "complete_transfer")
            with pytest.raises(missionsim.BusyError, match=r"step\(\) can't be called while an event happens"):
                simulation.step()

    simulation.subscribe(react)
    simulation.step()
    simulation.step()
    assert seen == ["mission.form", "al_qaim.begin_transfer", "al_qaim.complete_transfer#2"]
    assert simulation.state("al_qaim") == "iraqi_controlled"

    simulation.later("erbil", "begin_transfer")
    assert seen[-1] == "erbil.begin_transfer"


def test_a_transition_taken_out_of_a_machine_is_refused() -> None:
    """
    What a machine does not let pass is refused, and said to be vetoed, as no state or condition forbids it.
    """
    simulation = Simulation(IRAQ)
    simulation.step()
    simulation.machine("al_qaim").remove_transition("begin_transfer")

    (step,) = simulation.step()

    assert step.disposition == "refused"
    assert step.reason is not None
    assert step.reason.vetoed


def test_what_is_asked_for_later_outside_a_callback_happens_at_once() -> None:
    """
    Nothing else is going on, so that there is nothing to wait for.
    """
    simulation = Simulation(small(events=[], deadlines=[]))

    simulation.later("north", "begin")

    assert simulation.state("north") == "moving"
