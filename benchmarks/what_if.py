"""
Measure what-ifs and slack in more detail, beside a peer that starts all over.

A what-if shifts one event by a few days. The peer is raw ``transitions``: whoever has no what-ifs changes a date in the
list, sorts it, and fires everything on new models; it gets the final states, and no reasons. All take turns in every
round; medians are shown, and nothing is asserted about them. What is asserted is that all end in the same states.
Everything runs in processes of its own, which are ended where they take too long.
"""

from __future__ import annotations

import json as json_
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from attrs import asdict, frozen
from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console

import missionsim
from asking import difference_of
from limits import FailedError, TooLongError, repeated, within
from made_up import Work, scenario_of, with_mission
from missionsim import Delay, slack, slacks
from peers import LEAN
from replays import SHIFT, shifted, what_if
from stopwatch import Rounds, Stopwatch
from table import new_table, shown

if TYPE_CHECKING:
    from rich.table import Table

WHAT_IFS = 10
RATE_LIMIT, ENOUGH, SLACK_LIMIT = 25.0, 8.0, 12.0
PLAIN = "a plain replay"

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

        per_second: What-ifs per second; ``None`` where they took too long.

        ratio: Duration of one, over that of a plain replay in the same round.
    """

    name: str
    per_second: float | None = None
    ratio: float | None = None


@frozen
class Slackness:
    """
    How long the slack of all events takes.

    Args:
        name: Of which scenario.

        events: Number of its events.

        seconds: Seconds for all events; ``None`` where they took too long.

        replays: The same over the duration of one replay, per event: 1 is what a single replay per event would take.
    """

    name: str
    events: int
    seconds: float | None = None
    replays: float | None = None


def iraq_rates(rounds: int) -> list[Rate]:
    """
    What-ifs of Iraq.
    """
    missionsim.load("iraq").replay()  # so that all is imported
    return _rates("Iraq", repeated(_iraq_round, rounds, ENOUGH))


def _iraq_round() -> dict[str, float]:
    iraq, watch = missionsim.load("iraq"), Stopwatch()
    watch.start()
    before = iraq.replay()
    watch.lap(PLAIN)
    for event in iraq.events[:WHAT_IFS]:
        iraq.what_if(Delay(event.id, SHIFT)).replay()
    watch.lap("what-if and replay")
    for event in iraq.events[:WHAT_IFS]:
        difference_of(iraq, before, Delay(event.id, SHIFT))
    watch.lap("what-if, replay, comparison with causes")
    return {name: seconds / (1 if name == PLAIN else WHAT_IFS) for name, seconds in watch.laps.items()}


def base_rates(rounds: int, bases: int, events: int) -> list[Rate]:
    """
    What-ifs of the bases, and the same by starting over.

    Raises:
        RuntimeError: If a what-if and the peer end in different states.
    """
    work = Work.of(bases, events)
    return _rates("bases", repeated(partial(_base_round, work), rounds, ENOUGH))


def _base_round(work: Work) -> dict[str, float]:
    scenario, watch = scenario_of(work), Stopwatch()
    positions = range(0, len(work.happenings), max(len(work.happenings) // WHAT_IFS, 1))
    watch.start()
    scenario.replay()
    watch.lap(PLAIN)
    timelines = [what_if(scenario, (position,)) for position in positions]
    watch.lap("what-if and replay")
    laps = {name: seconds / (1 if name == PLAIN else len(positions)) for name, seconds in watch.laps.items()}
    theirs = []
    for position in positions:
        watch = Stopwatch()
        theirs.append(LEAN.play(shifted(work, (position,)), watch))
        over = "raw transitions, starting over"
        laps[over] = laps.get(over, 0.0) + sum(watch.laps.values()) / len(positions)
    if [[timeline.state(base) for base in work.bases] for timeline in timelines] != theirs:
        raise RuntimeError("a what-if ends in other states than the peer")
    return laps


def _rates(group: str, found: Sequence[dict[str, float]]) -> list[Rate]:
    rounds = Rounds()
    for laps in found:
        for name, seconds in laps.items():
            rounds.add(name, seconds)
    return [Rate(f"{group}: {name}", 1 / rounds.middle(name), rounds.ratio(name, PLAIN)) for name in found[0]]


def slackness(bases: int, events: int, *, mission: bool) -> Slackness:
    """
    The slack of all events, of bases alone or with a mission whose guard looks at all of them.
    """
    work = Work.of(bases, events)
    scenario = with_mission(work) if mission else scenario_of(work)
    watch = Stopwatch()
    watch.start()
    scenario.replay()
    watch.lap("replay")
    count = len(slacks(scenario))
    watch.lap("slack")
    seconds = watch.laps["slack"]
    return Slackness(_slack_name(bases, mission=mission), count, seconds, seconds / count / watch.laps["replay"])


def _slack_name(bases: int, *, mission: bool) -> str:
    return f"{bases:,} bases{' and a mission' if mission else ''}"


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


def all_rates(rounds: int, bases: int, events: int) -> list[Rate]:
    """
    What-ifs of Iraq and of the bases.
    """
    found = []
    for name, measure, given in (("Iraq", iraq_rates, (rounds,)), ("bases", base_rates, (rounds, bases, events))):
        try:
            found += within(RATE_LIMIT, measure, *given)
        except TooLongError:
            found.append(Rate(f"{name}: more than {RATE_LIMIT:.0f} s"))
        except FailedError as error:
            found.append(Rate(f"{name}: failed: {error}"))
    return found


def all_slackness(bases: int, events: int) -> list[Slackness]:
    """
    The slack of all events: on a tenth of the bases and on all of them; then with a mission whose guard looks at every
    base, on a tenth and on a third of them.
    """
    found = []
    for share, mission in ((10, False), (1, False), (10, True), (3, True)):
        size = max(bases // share, 1), max(events // share, 1)
        try:
            found.append(within(SLACK_LIMIT, _slackness_in_process, *size, mission))
        except (TooLongError, FailedError) as error:
            failed = f" ({error})" if isinstance(error, FailedError) else ""
            found.append(Slackness(f"{_slack_name(size[0], mission=mission)}{failed}", size[1] + mission))
    return found


def _slackness_in_process(bases: int, events: int, mission: bool) -> Slackness:
    return slackness(bases, events, mission=mission)


def _tables(rates: Sequence[Rate], slacknesses: Sequence[Slackness]) -> tuple[Table, Table]:
    first = new_table("what-ifs", "per second", "time, plain replay = 1")
    for rate in rates:
        figures = (rate.per_second, rate.ratio)
        first.add_row(rate.name, *("" if figure is None else shown(figure) for figure in figures))
    second = new_table("slack of all events", "events", "seconds", "ms per event", "replays per event")
    for each in slacknesses:
        if each.seconds is None or each.replays is None:
            second.add_row(each.name, f"{each.events:,}", f"> {SLACK_LIMIT:.0f}", "", "")
            continue
        per_event = 1e3 * each.seconds / each.events
        second.add_row(each.name, f"{each.events:,}", shown(each.seconds), shown(per_event), f"{each.replays:.3f}")
    return first, second


@app.default
def run(*, rounds: Count = 5, bases: Count = 1_000, events: Count = 10_000, json: bool = False) -> None:
    """
    Measure, and print two tables.

    Args:
        rounds: Rounds of the what-ifs, fewer where they are slow; slack has one.

        bases: Number of bases.

        events: Number of events.

        json: Print JSON instead.
    """
    _check(Work.of(10, 100))
    rates = all_rates(rounds, bases, events)
    slacknesses = all_slackness(bases, events)
    if json:
        data = {"what_ifs": [asdict(rate) for rate in rates], "slack": [asdict(each) for each in slacknesses]}
        print(json_.dumps(data, indent=2))
    else:
        Console(highlight=False).print(*_tables(rates, slacknesses))


if __name__ == "__main__":
    app()
