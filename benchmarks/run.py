"""
Compare missionsim with raw ``transitions``, ``python-statemachine`` and ``xstate-statemachine``.

Every contestant takes the same bases through the same transitions in the same order, each as its users write it.
Contestants take turns in every round, so that a slow moment of the machine hits all of them; medians over the rounds
are shown, and nothing is asserted about them. What is asserted is that all end in the same states.
"""

from __future__ import annotations

import gc
import json as json_
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

from attrs import define, field, frozen
from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from transitions import Machine

import missionsim

FIRST = date(2025, 1, 1)
DAYS = 365

STATES = ("held", "transferring", "host_controlled")
CYCLE = {"begin_transfer": "transferring", "complete_transfer": "host_controlled", "retake": "held"}
WAYS = tuple(zip(CYCLE, STATES, CYCLE.values(), strict=True))

IMPORTS = {
    "interpreter alone": "pass",
    "import transitions, attrs": "import transitions, attrs",
    "import missionsim": "import missionsim",
    "from missionsim import *": "from missionsim import *",
}

app = App(
    name="run.py",
    help=__doc__,
    version_flags=(),
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)

Count = Annotated[int, Parameter(validator=Number(gte=1))]


@define
class Stopwatch:
    """
    Times the laps of one run, in seconds.

    Args:
        laps: Duration of each lap, by its name.
    """

    laps: dict[str, float] = field(factory=dict)
    _since: float = 0.0

    def start(self) -> None:
        """
        Begin the first lap, on a heap without garbage.
        """
        gc.collect()
        self._since = perf_counter()

    def lap(self, name: str) -> None:
        """
        End a lap, and begin the next.
        """
        now = perf_counter()
        self.laps[name] = now - self._since
        self._since = perf_counter()


@frozen
class Work:
    """
    What every contestant does.

    Args:
        bases: Ids of the bases.

        happenings: Day, base and trigger of every event: base by base, so that putting them in order takes work.
    """

    bases: tuple[str, ...]
    happenings: tuple[tuple[date, str, str], ...]

    @classmethod
    def of(cls, bases: int, events: int) -> Work:
        """
        Spread events evenly over the bases and over a year. Each base goes round the cycle, so all of them are valid.
        """
        ids = tuple(f"base_{number}" for number in range(bases))
        most = -(-events // bases)
        return cls(ids, tuple(_happenings(ids, most, events)))

    @property
    def in_order(self) -> list[tuple[date, str, str]]:
        """
        The happenings by day, those of a day as listed: the order of a replay. Sorted anew each time.
        """
        return sorted(self.happenings, key=lambda happening: happening[0])

    @property
    def final(self) -> list[str]:
        """
        The states in which the bases must end.
        """
        ends = dict.fromkeys(self.bases, STATES[0])
        ends.update((base, CYCLE[trigger]) for _, base, trigger in self.happenings)
        return list(ends.values())


def _happenings(bases: Sequence[str], most: int, events: int) -> Iterator[tuple[date, str, str]]:
    triggers = tuple(CYCLE)
    for number, base in enumerate(bases):
        for nth in range(len(range(number, events, len(bases)))):
            days = (nth * DAYS + number * DAYS // len(bases)) // most
            yield FIRST + timedelta(days), base, triggers[nth % len(triggers)]


def missionsim_replay(work: Work, watch: Stopwatch) -> list[str]:
    """
    A scenario built and checked; then replayed, its conversion to tables and its schedule included.
    """
    watch.start()
    scenario = scenario_of(work)
    watch.lap("set-up")
    timeline = scenario.replay()
    watch.lap("firing")
    return [timeline.state(base) for base in work.bases]


def missionsim_live(work: Work, watch: Stopwatch) -> list[str]:
    """
    The same scenario played live on machines, which are built in the second lap.
    """
    watch.start()
    scenario = scenario_of(work)
    watch.lap("set-up")
    simulation = missionsim.Simulation(scenario)
    simulation.advance()
    watch.lap("firing")
    return [simulation.state(base) for base in work.bases]


def scenario_of(work: Work) -> missionsim.Scenario:
    """
    The bases and their happenings as a scenario.
    """
    ways = [missionsim.Transition(source, target, trigger) for trigger, source, target in WAYS]
    return missionsim.Scenario(
        "benchmark",
        FIRST + timedelta(DAYS),
        [missionsim.Lifecycle("base", STATES, STATES[0], ways)],
        [missionsim.Base(base, "base") for base in work.bases],
        [
            missionsim.Event(base, trigger, day, f"{base}.{trigger}#{number}")
            for number, (day, base, trigger) in enumerate(work.happenings)
        ],
    )


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
    watch.lap("set-up")
    for _, base, trigger in work.in_order:
        getattr(models[base], trigger)()
    watch.lap("firing")
    return [model.state for model in models.values()]


def transitions_lean(work: Work, watch: Stopwatch) -> list[str]:
    """
    One machine without models of its own, its events fired on any object that has a state.
    """
    watch.start()
    models = {base: Model() for base in work.bases}
    machine = Machine(None, states=list(STATES), transitions=_ways(), initial=STATES[0], auto_transitions=False)
    watch.lap("set-up")
    for _, base, trigger in work.in_order:
        machine.events[trigger].trigger(models[base])
    watch.lap("firing")
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
    watch.lap("set-up")
    for _, base, trigger in work.in_order:
        machines[base].send(trigger)
    watch.lap("firing")
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
    watch.lap("set-up")
    for _, base, trigger in work.in_order:
        interpreters[base].send(trigger)
    watch.lap("firing")
    return [str(interpreter.value) for interpreter in interpreters.values()]


Contestant = Callable[[Work, Stopwatch], list[str]]

CONTESTANTS: dict[str, Contestant] = {
    "missionsim replay": missionsim_replay,
    "missionsim live": missionsim_live,
    "transitions, models added": transitions_usual,
    "transitions, lean": transitions_lean,
    "python-statemachine": python_statemachine,
    "xstate-statemachine": xstate_statemachine,
}


@frozen
class Speed:
    """
    How fast a contestant was: medians over the rounds.

    Args:
        setup_ms: Milliseconds until all is ready to fire.

        us_per_event: Microseconds per event of putting the events in order and firing them.
    """

    setup_ms: float
    us_per_event: float


def time_imports(rounds: int) -> dict[str, float]:
    """
    Median milliseconds from the start to the end of a fresh interpreter, per entry of ``IMPORTS``.

    Byte code is kept, in a place of its own, whatever the environment says: otherwise packages compiled when they
    were installed would have an advantage over one that is imported from its source tree.
    """
    with TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        for code in IMPORTS.values():
            _run_python(code, environment)  # fills the cache
        taken = [{name: _run_python(code, environment) for name, code in IMPORTS.items()} for _ in range(rounds)]
    return {name: 1e3 * median(each[name] for each in taken) for name in IMPORTS}


def _run_python(code: str, environment: Mapping[str, str]) -> float:
    since = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)  # noqa: S603  our own few words
    return perf_counter() - since


def time_replays(work: Work, rounds: int) -> dict[str, Speed | None]:
    """
    The speed of every contestant; ``None`` for those that are not installed.

    Raises:
        RuntimeError: If one of them ends in the wrong states.
    """
    final = work.final
    laps: dict[str, list[Mapping[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, contestant in CONTESTANTS.items():
            watch = Stopwatch()
            try:
                states = contestant(work, watch)
            except ModuleNotFoundError:
                continue
            if states != final:
                raise RuntimeError(f"{name} ends in other states than it should")
            laps[name].append(watch.laps)
    return {name: _speed(each, len(work.happenings)) if each else None for name, each in laps.items()}


def _speed(laps: Sequence[Mapping[str, float]], events: int) -> Speed:
    return Speed(1e3 * _median(laps, "set-up"), 1e6 * _median(laps, "firing") / events)


def _median(laps: Iterable[Mapping[str, float]], name: str) -> float:
    return median(lap[name] for lap in laps)


def _table_of_imports(taken: Mapping[str, float]) -> Table:
    bare, *_ = taken.values()
    peer = taken["import transitions, attrs"]
    table = new_table("import time, ms", "with start", "ratio", "start deducted", "ratio")
    table.add_row("interpreter alone", f"{bare:.1f}", "", "", "")
    for name, whole in list(taken.items())[1:]:
        alone = (whole - bare) / (peer - bare)
        table.add_row(name, f"{whole:.1f}", f"{whole / peer:.2f}", f"{whole - bare:.1f}", f"{alone:.2f}")
    return table


def _table_of_replays(speeds: Mapping[str, Speed | None]) -> Table:
    ours = speeds["missionsim replay"]
    table = new_table("same transitions, same order", "set-up, ms", "µs per event", "ratio")
    for name, speed in speeds.items():
        if speed is None or ours is None:
            table.add_row(name, "not installed", "", "")
        else:
            ratio = speed.us_per_event / ours.us_per_event
            table.add_row(name, f"{speed.setup_ms:.1f}", f"{speed.us_per_event:.2f}", f"{ratio:.2f}")
    return table


def new_table(what: str, *figures: str) -> Table:
    """
    A table with a column of names, and columns of figures.
    """
    table = Table(what, box=SIMPLE_HEAD)
    for figure in figures:
        table.add_column(figure, justify="right")
    return table


@app.default
def run(*, rounds: Count = 5, bases: Count = 1_000, events: Count = 10_000, json: bool = False) -> None:
    """
    Measure, and print two tables.

    Args:
        rounds: Rounds of the replays; imports have four times as many.

        bases: Number of bases.

        events: Number of events.

        json: Print JSON instead.
    """
    imports = time_imports(4 * rounds)
    speeds = time_replays(Work.of(bases, events), rounds)
    if json:
        replays = {
            name: speed and {"setup_ms": speed.setup_ms, "us_per_event": speed.us_per_event}
            for name, speed in speeds.items()
        }
        print(json_.dumps({"imports_ms": imports, "replays": replays}, indent=2))
        return
    console = Console(highlight=False)
    console.print(_table_of_imports(imports), _table_of_replays(speeds))


if __name__ == "__main__":
    app()
