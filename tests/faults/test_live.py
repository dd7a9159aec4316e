"""
Tests of the live simulation: calls from within callbacks, conditions of one's own on machines, and strange names.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from transitions import EventData  # noqa: TC002  callbacks are annotated with it
from transitions.core import Condition

from faults.prelude import event, told, world
from missionsim import BusyError, Entity, Event, Lifecycle, Scenario, Simulation, Step, Transition

BEGIN, FINISH, OTHER = "north.begin_closing", "north.hand_over", "south.hand_over"
PLAYED = world(
    event(OTHER, "2030-02-01"),
    event("mission.end", "2030-02-15", when_enabled=True),
    event(BEGIN, "2030-03-01"),
    event(FINISH, "2030-04-01"),
    event("team.leave", "2030-05-01"),
)
CALLS: dict[str, Callable[[Simulation], object]] = {
    "advance": lambda simulation: simulation.advance("2030-12"),
    "fire": lambda simulation: simulation.fire("team", "leave"),
    "step": lambda simulation: simulation.step(),
    "undo": lambda simulation: simulation.undo(),
    "fork": lambda simulation: simulation.fork(),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_subscriber_can_not_go_on_by_itself(name: str) -> None:
    """
    What can't be honoured while an event happens is one clear error, and the event is taken back whole.
    """
    simulation = Simulation(PLAYED)
    simulation.advance("2030-02")
    before = simulation.timeline()
    simulation.subscribe(lambda _: CALLS[name](simulation))

    with pytest.raises(BusyError, match=r"can't be called while an event happens; accepted: later\("):
        simulation.step()

    assert simulation.timeline() == before
    assert simulation.day == before.horizon


@pytest.mark.parametrize("name", CALLS)
def test_a_subscriber_that_asks_all_the_same_sees_no_difference(name: str) -> None:
    """
    One that swallows the error finds everything as it was, and all goes on in order.
    """
    simulation = Simulation(PLAYED)
    refused: list[Step] = []

    def call(step: Step) -> None:
        try:
            CALLS[name](simulation)
        except BusyError:
            refused.append(step)

    simulation.subscribe(call)
    simulation.advance()

    assert tuple(refused) == simulation.steps == tuple(PLAYED.replay().steps)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("when", ["before_state_change", "after_state_change"])
def test_a_callback_on_a_machine_can_not_go_on_by_itself(name: str, when: str) -> None:
    """
    The same from within a callback on a machine: the error goes on to the caller, the event is taken back.
    """
    simulation = Simulation(PLAYED)
    simulation.advance("2030-02")
    before = simulation.timeline()

    def call(_: EventData) -> None:
        CALLS[name](simulation)

    setattr(simulation.machine("north"), when, [call])

    with pytest.raises(BusyError):
        simulation.step()

    assert simulation.timeline() == before


def test_what_is_asked_for_later_happens_in_the_order_of_causes() -> None:
    """
    Events that subscribers ask for follow the one that they saw, in the order asked, before anything else.
    """
    simulation = Simulation(PLAYED)
    seen: list[tuple[str, str]] = []

    def first(step: Step) -> None:
        seen.append(("first", step.event))
        if step.event == OTHER:
            simulation.later("team", "leave")
            simulation.later("north", "begin_closing")
        if step.event == "north.begin_closing#2":
            simulation.later("north", "hand_over")

    simulation.subscribe(first)
    simulation.subscribe(lambda step: seen.append(("second", step.event)))
    simulation.advance("2030-02-01")

    steps = ["south.hand_over", "team.leave#2", "north.begin_closing#2", "north.hand_over#2"]
    assert [step.event for step in simulation.steps] == steps
    assert seen == [(who, step) for step in steps for who in ("first", "second")]
    assert [str(step.date) for step in simulation.steps] == ["2030-02-01"] * 4


def test_what_is_asked_for_by_an_event_that_is_taken_back_does_not_happen() -> None:
    """
    If another subscriber raises, the request of the first is forgotten with the event.
    """
    simulation = Simulation(PLAYED)
    simulation.subscribe(lambda _: simulation.later("team", "leave"))

    def fail(_: Step) -> None:
        raise ValueError("no")

    leave = simulation.subscribe(fail)
    with pytest.raises(ValueError, match="no"):
        simulation.step()
    leave()

    assert simulation.steps == ()
    assert simulation.state("team") == "there"


def test_a_subscriber_may_look_and_subscribe() -> None:
    """
    From within a callback the simulation can be looked at, and others can come and go.
    """
    simulation = Simulation(PLAYED)
    looked: list[object] = []
    later: list[str] = []

    def look(step: Step) -> None:
        looked.append(
            (simulation.state(step.entity), simulation.day, len(simulation.steps), simulation.may("team", "leave"))
        )
        looked.append(simulation.timeline().state(step.entity))
        if not later:
            simulation.subscribe(lambda each: later.append(each.event))

    leave = simulation.subscribe(look)
    simulation.step()
    leave()
    simulation.step()

    assert len(looked) == 2
    assert later == ["mission.end"]


def test_an_undo_takes_back_what_was_asked_for() -> None:
    """
    Undo takes back one event after the other, those that subscribers asked for included, and ends at the start.
    """
    simulation = Simulation(PLAYED)
    leave = simulation.subscribe(lambda step: simulation.later("team", "leave") if step.event == OTHER else None)
    simulation.advance("2030-04-15")
    leave()

    undone = 0
    while simulation.undo():
        undone += 1
        assert undone < 20

    assert simulation.steps == ()
    assert simulation.configuration == Simulation(PLAYED).configuration
    assert simulation.advance() == tuple(PLAYED.replay().steps)


def test_days_never_run_backwards() -> None:
    """
    Whatever is asked for from callbacks, steps are dated in order, and each entity leaves the state that it was in.
    """
    simulation = Simulation(PLAYED)

    def ask(step: Step) -> None:
        for name in ("advance", "step", "undo", "fire"):
            with suppress(BusyError):
                CALLS[name](simulation)
        if step.entity != "north":
            simulation.later("north", "retake")

    simulation.subscribe(ask)
    simulation.advance()

    dates = [step.date for step in simulation.steps]
    assert dates == sorted(dates)
    state = dict(PLAYED.replay().initial)
    for step in simulation.steps:
        assert state[step.entity] == step.before
        state[step.entity] = step.after


@pytest.mark.parametrize("other", ["north", "south"])
def test_a_callback_that_moves_a_model_records_nothing_that_does_not_exist(other: str) -> None:
    """
    A machine fired by hand from within a callback leaves steps that lead from state to state, or is refused whole.
    """
    simulation = Simulation(PLAYED)
    simulation.advance("2030-02-15")

    def call(data: EventData) -> None:
        if getattr(data.model, "entity", "") == "north":
            machine = simulation.machine(other)
            machine.after_state_change = []
            machine.events["retake" if other == "south" else "hand_over"].trigger(simulation.model(other))

    simulation.machine("north").after_state_change = [call]
    with suppress(BusyError):
        simulation.step()

    found = simulation.timeline()
    assert found.configuration() == simulation.configuration


# Conditions of one's own


def _lock(simulation: Simulation, entity: str, trigger: str, is_open: Callable[[EventData], bool]) -> None:
    machine = simulation.machine(entity)
    for transitions in machine.events[trigger].transitions.values():
        for transition in transitions:
            transition.conditions.append(Condition(is_open))


def test_may_and_fire_agree_about_a_condition_of_ones_own() -> None:
    """
    A condition on the machine that does not hold is the reason in both, and nothing happens.
    """
    simulation = Simulation(PLAYED)
    _lock(simulation, "north", "begin_closing", lambda data: getattr(data.model, "entity", "") != "north")

    answer = simulation.may("north", "begin_closing")
    step = simulation.fire("north", "begin_closing")

    assert not answer
    assert step.disposition == "refused"
    assert step.reason == answer.refusal
    assert "a condition on its machine does not hold" in str(answer)
    assert simulation.state("north") == "held"


def test_an_unless_of_ones_own_is_a_condition_too() -> None:
    """
    The same holds for what must not be so.
    """
    simulation = Simulation(PLAYED)
    for transition in simulation.machine("north").events["begin_closing"].transitions["held"]:
        transition.conditions.append(Condition(lambda _: True, target=False))

    assert not simulation.may("north", "begin_closing")
    assert simulation.fire("north", "begin_closing").disposition == "refused"


def test_a_recorded_event_that_a_condition_of_ones_own_refuses_says_so() -> None:
    """
    An event of the record is refused with that reason, and the rest goes on.
    """
    simulation = Simulation(PLAYED)
    _lock(simulation, "north", "begin_closing", lambda _: False)

    steps = simulation.advance("2030-03-01")

    assert (steps[-1].disposition, steps[-1].reason and steps[-1].reason.vetoed) == ("refused", True)


def test_what_waits_goes_on_waiting_until_a_condition_of_ones_own_holds() -> None:
    """
    A waiting event that the condition holds back is not lost: it happens at the next event after the condition holds.
    """
    simulation = Simulation(PLAYED)
    is_open = [False]
    _lock(simulation, "mission", "end", lambda _: is_open[0])
    simulation.advance("2030-04-01")
    waited = simulation.waiting

    is_open[0] = True
    simulation.advance("2030-05-01")

    assert [step.event for step in simulation.steps[-2:]] == ["team.leave", "mission.end"]
    assert simulation.steps[-1].disposition == "applied"
    assert (waited, simulation.waiting) == (("mission.end",), ())


# Names

NAMES = [
    "state",
    "trigger",
    "model",
    "machine",
    "name",
    "entity",
    "may_state",
    "to_b",
    "is_b",
    "events",
    "taken",
    "counts",
]


def _named(name: str, *, state: str = "b") -> Scenario:
    life = Lifecycle("life", ["a", state], "a", [Transition("a", state, name), Transition(state, "a", "back")])
    events = [Event("one", name, "2030-02-01"), Event("one", "back", "2030-03-01"), Event("two", name, "2030-03-02")]
    return world(*events, lifecycles=[life], entities=[Entity("one", "life"), Entity("two", "life")])


@pytest.mark.parametrize("name", NAMES)
def test_a_trigger_may_be_called_anything(name: str) -> None:
    """
    Names that machines and models use themselves are names like others: a simulation does what a replay does.
    """
    asked = _named(name)
    simulation = Simulation(asked)

    assert simulation.advance("2030-06") == tuple(asked.replay().steps)
    assert simulation.may("one", name)
    assert simulation.fire("one", name).disposition == "applied"
    assert simulation.undo()
    assert simulation.fork().configuration == simulation.configuration


@pytest.mark.parametrize("name", NAMES)
def test_a_state_may_be_called_anything(name: str) -> None:
    """
    The same holds for states.
    """
    asked = _named("go", state=name)

    assert Simulation(asked).advance() == tuple(asked.replay().steps)


# Copies


def test_a_simulation_is_not_pickled_and_says_so() -> None:
    """
    One clear error says what can be stored instead; and that can be.
    """
    simulation = Simulation(PLAYED)
    simulation.advance("2030-04")

    with pytest.raises(TypeError, match=r"a live simulation can't be pickled; accepted: its timeline"):
        pickle.dumps(simulation)
    found = simulation.timeline()
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  it was written here


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, Simulation.fork])
def test_a_copy_shares_nothing(twin: Callable[[Simulation], Simulation]) -> None:
    """
    What happens in a copy is not seen in the original.
    """
    simulation = Simulation(PLAYED)
    simulation.advance("2030-02")
    before = simulation.timeline()

    other = twin(simulation)
    other.fire("team", "leave")
    other.advance()

    assert simulation.timeline() == before
    assert simulation.waiting == ("mission.end",)
    assert told(other.timeline()) != told(simulation.timeline())


@pytest.mark.parametrize("given", ["iraq", None, 5, PLAYED.replay()])
def test_what_is_no_scenario_can_not_be_played(given: Any) -> None:
    """
    One clear error says what is accepted.
    """
    with pytest.raises(TypeError, match="is not a scenario; accepted: a Scenario"):
        Simulation(given)
