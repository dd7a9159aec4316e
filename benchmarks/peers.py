"""
Who takes part: missionsim and the state-machine libraries, each taking the same bases through the same transitions.

Each is written as its users write it, in the fastest way that its documentation offers. What is built beforehand is no
part of what is compared; the note of each says what that is, and what is done per event.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from transitions import Machine

import missionsim
from made_up import STATES, WAYS, Work, scenario_of
from stopwatch import Rounds, Stopwatch

BUILT, FIRED = "built", "fired"


@frozen
class Peer:
    """
    Somebody who takes part.

    Args:
        name: Its name.

        once: What is built once, in the lap ``built``.

        each: What is done per event, in the lap ``fired``.

        play: Plays the work, timed, and gives the states in which the bases end.
    """

    name: str
    once: str
    each: str
    play: Callable[[Work, Stopwatch], list[str]]


def replay(work: Work, watch: Stopwatch) -> list[str]:
    """
    A scenario built and checked; then replayed for the first time.
    """
    watch.start()
    scenario = scenario_of(work)
    watch.lap(BUILT)
    timeline = scenario.replay()
    watch.lap(FIRED)
    return [timeline.state(base) for base in work.bases]


def live(work: Work, watch: Stopwatch) -> list[str]:
    """
    The same scenario played live on machines, which are built in the second lap.
    """
    watch.start()
    scenario = scenario_of(work)
    watch.lap(BUILT)
    simulation = missionsim.Simulation(scenario)
    simulation.advance()
    watch.lap(FIRED)
    return [simulation.state(base) for base in work.bases]


class Model:
    """
    A model for ``transitions``, as plain as can be.
    """

    state = STATES[0]


def transitions_usual(work: Work, watch: Stopwatch) -> list[str]:
    """
    One machine that all models are added to, fired by the methods that it gives them.
    """
    watch.start()
    models = {base: Model() for base in work.bases}
    Machine(list(models.values()), states=list(STATES), transitions=_ways(), initial=STATES[0])
    watch.lap(BUILT)
    for _, base, trigger in work.in_order:
        getattr(models[base], trigger)()
    watch.lap(FIRED)
    return [model.state for model in models.values()]


def transitions_lean(work: Work, watch: Stopwatch) -> list[str]:
    """
    One machine without models of its own, its events fired on any object that has a state; what can't fire is passed
    over.
    """
    watch.start()
    models = {base: Model() for base in work.bases}
    machine = Machine(
        None,
        states=list(STATES),
        transitions=_ways(),
        initial=STATES[0],
        auto_transitions=False,
        ignore_invalid_triggers=True,
    )
    watch.lap(BUILT)
    for _, base, trigger in work.in_order:
        machine.events[trigger].trigger(models[base])
    watch.lap(FIRED)
    return [model.state for model in models.values()]


def _ways() -> list[list[str]]:
    return [list(way) for way in WAYS]


def python_statemachine(work: Work, watch: Stopwatch) -> list[str]:
    """
    One class of machines, an instance of it per base.
    """
    from statemachine import State, StateMachine  # noqa: PLC0415  may not be installed

    class Handover(StateMachine):  # type: ignore[misc, unused-ignore]  # untyped where not installed
        held = State(initial=True)
        transferring = State()
        host_controlled = State()
        begin_transfer = held.to(transferring)
        complete_transfer = transferring.to(host_controlled)
        retake = host_controlled.to(held)

    watch.start()
    machines = {base: Handover() for base in work.bases}
    watch.lap(BUILT)
    for _, base, trigger in work.in_order:
        getattr(machines[base], trigger)()
    watch.lap(FIRED)
    return [str(machine.current_state_value) for machine in machines.values()]


def xstate_statemachine(work: Work, watch: Stopwatch) -> list[str]:
    """
    One machine definition, an interpreter of it per base.
    """
    from xstate_statemachine import SyncInterpreter, create_machine  # noqa: PLC0415  may not be installed

    watch.start()
    states = {source: {"on": {trigger: target}} for trigger, source, target in WAYS}
    machine = create_machine({"id": "base", "initial": STATES[0], "states": states})
    interpreters = {base: SyncInterpreter(machine).start() for base in work.bases}
    watch.lap(BUILT)
    for _, base, trigger in work.in_order:
        interpreters[base].send(trigger)
    watch.lap(FIRED)
    return [str(interpreter.value) for interpreter in interpreters.values()]


def sismic(work: Work, watch: Stopwatch) -> list[str]:
    """
    One statechart, an interpreter of it per base, all entered beforehand.
    """
    from sismic.interpreter import Interpreter  # noqa: PLC0415  may not be installed
    from sismic.model import BasicState, CompoundState, Statechart, Transition  # noqa: PLC0415  likewise

    watch.start()
    chart = Statechart("base")
    chart.add_state(CompoundState("base", initial=STATES[0]), None)
    for state in STATES:
        chart.add_state(BasicState(state), "base")
    for trigger, source, target in WAYS:
        chart.add_transition(Transition(source, target, event=trigger))
    interpreters = {base: Interpreter(chart, ignore_contract=True) for base in work.bases}
    for interpreter in interpreters.values():
        interpreter.execute_once()
    watch.lap(BUILT)
    for _, base, trigger in work.in_order:
        interpreters[base].queue(trigger).execute_once()
    watch.lap(FIRED)
    return [str(interpreter.configuration[-1]) for interpreter in interpreters.values()]


REPLAY = Peer(
    "missionsim, replay",
    "a scenario from Python values, checked",
    "`scenario.replay()` on a fresh scenario: compiled, dates read, put in order, fired, a step kept per event",
    replay,
)
LIVE = Peer(
    "missionsim, live",
    "the same",
    "`Simulation(scenario).advance()`: machines of transitions built and fired, and all of the above",
    live,
)
USUAL = Peer(
    "transitions, models added",
    "one Machine with a model per base",
    "plain dates sorted, `model.<trigger>()`",
    transitions_usual,
)
LEAN = Peer(
    "transitions, lean",
    "one Machine(None) without automatic transitions, a plain object per base",
    "plain dates sorted, `machine.events[trigger].trigger(model)`",
    transitions_lean,
)
XSTATE = Peer(
    "xstate-statemachine",
    "one create_machine, a SyncInterpreter per base, started",
    "plain dates sorted, `interpreter.send(trigger)`",
    xstate_statemachine,
)
STATEMACHINE = Peer(
    "python-statemachine",
    "one StateMachine class, an instance per base",
    "plain dates sorted, `machine.<trigger>()`, which is faster than send",
    python_statemachine,
)
SISMIC = Peer(
    "sismic",
    "one Statechart in Python, an Interpreter per base without contracts, entered",
    "plain dates sorted, `interpreter.queue(trigger).execute_once()`",
    sismic,
)
PEERS = (REPLAY, LIVE, LEAN, USUAL, XSTATE, STATEMACHINE, SISMIC)


def take_turns(work: Work, rounds: Rounds) -> None:
    """
    One round of all peers; those that are not installed are left out.

    Raises:
        RuntimeError: If one of them ends in the wrong states.
    """
    final = work.final
    for peer in PEERS:
        watch = Stopwatch()
        try:
            states = peer.play(work, watch)
        except ModuleNotFoundError:
            continue
        if states != final:
            raise RuntimeError(f"{peer.name} ends in other states than it should")
        for lap, seconds in watch.laps.items():
            rounds.add(f"{peer.name}: {lap}", seconds)
