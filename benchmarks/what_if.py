"""
Measure what-ifs and slack, as ratios to a plain replay and to a peer that starts all over.

A what-if shifts one event by a few days. The peer is raw ``transitions``: whoever has no what-ifs changes a date in the
list, sorts it, and fires everything on new models; it gets the final states, and no reasons. All take turns in every
round; medians are shown, and nothing is asserted about them. What is asserted is that all end in the same states.
"""

from __future__ import annotations

import json as json_
from collections.abc import Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Annotated

from attrs import evolve, frozen
from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console
from transitions import Machine

import missionsim
from missionsim import (
    Deadline,
    Delay,
    Event,
    Lifecycle,
    Mission,
    Scenario,
    Select,
    Transition,
    in_state,
    slack,
    slacks,
)
from missionsim.show.data import divergence_data
from run import STATES, WAYS, Model, Stopwatch, Work, new_table, scenario_of

if TYPE_CHECKING:
    from rich.table import Table

SHIFT = 3
WHAT_IFS = 10

app = App(
    name="what_if.py",
    help=__doc__,
    version_flags=(),
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)
Count = Annotated[int, Parameter(validator=Number(gte=1))]


@frozen
class Rate:
    """
    How fast what-ifs are.

    Args:
        name: Of what.

        per_second: What-ifs per second.

        ratio: Duration of one, over that of a plain replay in the same round.
    """

    name: str
    per_second: float
    ratio: float


@frozen
class Slackness:
    """
    How long the slack of all events takes.

    Args:
        name: Of which scenario.

        events: Number of its events.

        seconds: Seconds for all events.

        ms_per_event: Milliseconds per event.

        replays: The same over the duration of one replay, per event: 1 is what a single replay per event would take.
    """

    name: str
    events: int
    seconds: float
    ms_per_event: float
    replays: float


def with_mission(work: Work) -> Scenario:
    """
    The bases, and a mission that ends when all of them are in some state: its guard looks at every base.
    """
    plain = scenario_of(work)
    guard = in_state(Select(lifecycle="base"), STATES)
    mission = Lifecycle("mission", ["active", "ended"], "active", [Transition("active", "ended", "end", guard)])
    return evolve(
        plain,
        lifecycles=(*plain.lifecycles, mission),
        entities=(*plain.entities, Mission("mission", "mission")),
        events=(*plain.events, Event("mission", "end", plain.horizon - timedelta(20))),
        deadlines=[Deadline("over", in_state("mission", "ended"), plain.horizon - timedelta(10))],
    )


def shifted(work: Work, position: int) -> Work:
    """
    The work with one happening a few days later, as whoever has no what-ifs changes it.
    """
    day, base, trigger = work.happenings[position]
    moved = (day + timedelta(SHIFT), base, trigger)
    return evolve(work, happenings=(*work.happenings[:position], moved, *work.happenings[position + 1 :]))


def start_over(work: Work) -> list[str]:
    """
    The final states of the bases by raw ``transitions``; what can't fire is passed over.
    """
    models = {base: Model() for base in work.bases}
    machine = Machine(
        None,
        states=list(STATES),
        transitions=[list(way) for way in WAYS],
        initial=STATES[0],
        auto_transitions=False,
        ignore_invalid_triggers=True,
    )
    for _, base, trigger in work.in_order:
        machine.events[trigger].trigger(models[base])
    return [model.state for model in models.values()]


def time_what_ifs(work: Work, rounds: int) -> list[Rate]:
    """
    What-ifs on Iraq and on the bases, and the same by starting over.

    Raises:
        RuntimeError: If a what-if and the peer end in different states.
    """
    iraq, bases = missionsim.load("iraq"), scenario_of(work)
    positions = range(0, len(work.happenings), max(len(work.happenings) // WHAT_IFS, 1))
    laps: dict[str, list[float]] = {}
    for _ in range(rounds):
        watch = Stopwatch()
        watch.start()
        iraq.replay()
        watch.lap("Iraq: a plain replay")
        for event in iraq.events[:WHAT_IFS]:
            iraq.what_if(Delay(event.id, SHIFT)).replay()
        watch.lap("Iraq: what-if and replay")
        before = iraq.replay()
        watch.start()
        for event in iraq.events[:WHAT_IFS]:
            divergence_data(missionsim.compare(before, iraq.what_if(Delay(event.id, SHIFT)).replay()))
        watch.lap("Iraq: what-if, replay, comparison with causes")
        bases.replay()
        watch.lap("bases: a plain replay")
        ours = [bases.what_if(Delay(bases.events[position].id, SHIFT)).replay() for position in positions]
        watch.lap("bases: what-if and replay")
        theirs = [start_over(shifted(work, position)) for position in positions]
        watch.lap("bases: raw transitions, starting over")
        for mine, other in zip(ours, theirs, strict=True):
            if [mine.state(base) for base in work.bases] != other:
                raise RuntimeError("a what-if ends in other states than the peer")
        for name, seconds in watch.laps.items():
            count = 1 if "plain" in name else WHAT_IFS if name.startswith("Iraq") else len(positions)
            laps.setdefault(name, []).append(seconds / count)
    plain = {name.partition(":")[0]: each for name, each in laps.items() if "plain" in name}
    return [_rate(name, each, plain[name.partition(":")[0]]) for name, each in laps.items()]


def _rate(name: str, seconds: Sequence[float], plain: Sequence[float]) -> Rate:
    ratios = [each / one for each, one in zip(seconds, plain, strict=True)]
    return Rate(name, 1 / median(seconds), median(ratios))


def time_slack(bases: int, events: int) -> list[Slackness]:
    """
    The slack of all events: on a tenth of the bases and on all of them; then with a mission whose guard looks at every
    base, on a tenth and on a third of them.
    """
    found = []
    for share in (10, 1):
        work = Work.of(max(bases // share, 1), max(events // share, 1))
        found.append(_slackness(f"{len(work.bases)} bases", scenario_of(work)))
    for share in (10, 3):
        work = Work.of(max(bases // share, 1), max(events // share, 1))
        found.append(_slackness(f"{len(work.bases)} bases and a mission", with_mission(work)))
    return found


def _slackness(name: str, scenario: Scenario) -> Slackness:
    watch = Stopwatch()
    watch.start()
    scenario.replay()
    watch.lap("replay")
    count = len(slacks(scenario))
    watch.lap("slack")
    seconds = watch.laps["slack"]
    return Slackness(name, count, seconds, 1e3 * seconds / count, seconds / count / watch.laps["replay"])


def _check(work: Work) -> None:
    """
    Hold the slack of one event equal to what trying every day finds.
    """
    scenario = scenario_of(work)
    event = scenario.events[0].id
    limit = slack(scenario, event).refusal().days
    day = scenario.possible_days(event).latest
    tried = range(1, (scenario.horizon - day).days + 1)
    broken = (days for days in tried if scenario.what_if(Delay(event, days)).replay().refusals)
    first = next(broken, None)
    if limit != (None if first is None else first - 1):
        raise RuntimeError(f"slack says {limit}, trying every day {first}")


def _tables(rates: Sequence[Rate], slackness: Sequence[Slackness]) -> tuple[Table, Table]:
    first = new_table("what-ifs", "per second", "time, plain replay = 1")
    for rate in rates:
        first.add_row(rate.name, f"{rate.per_second:.0f}", f"{rate.ratio:.2f}")
    second = new_table("slack of all events", "events", "seconds", "ms per event", "replays per event")
    for each in slackness:
        second.add_row(
            each.name, f"{each.events:,}", f"{each.seconds:.1f}", f"{each.ms_per_event:.2f}", f"{each.replays:.3f}"
        )
    return first, second


@app.default
def run(*, rounds: Count = 5, bases: Count = 1_000, events: Count = 10_000, json: bool = False) -> None:
    """
    Measure, and print two tables.

    Args:
        rounds: Rounds of the what-ifs; slack has one.

        bases: Number of bases.

        events: Number of events.

        json: Print JSON instead.
    """
    _check(Work.of(10, 100))
    rates = time_what_ifs(Work.of(bases, events), rounds)
    slackness = time_slack(bases, events)
    if json:
        what_ifs: Mapping[str, object] = {
            rate.name: {"per_second": rate.per_second, "ratio": rate.ratio} for rate in rates
        }
        found = {
            each.name: {"events": each.events, "seconds": each.seconds, "replays_per_event": each.replays}
            for each in slackness
        }
        print(json_.dumps({"what_ifs": what_ifs, "slack": found}, indent=2))
        return
    Console(highlight=False).print(*_tables(rates, slackness))


if __name__ == "__main__":
    app()
