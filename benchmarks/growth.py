"""
What an event costs in ever longer records: the same bases over more years, each record in a process of its own.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator, Sequence

from attrs import frozen

from limits import FailedError, TooLongError, repeated, within
from made_up import DAYS, Work, scenario_of
from missionsim import Scenario
from stopwatch import Rounds, Stopwatch
from table import Row, most, shown

BASES = 1_000
SIZES = (10_000, 100_000, 1_000_000)
LIMIT = 240.0
REPEATS = 5

GROUP = f"Growth: {BASES:,} bases over 1, 10 and 100 years"


@frozen
class Cost:
    """
    What one record costs.

    Args:
        built: Microseconds per event of building and checking the scenario.

        replayed: Microseconds per event of its first replay.

        timeline: Bytes per step that the timeline holds alone.

        compiled: Bytes per step that the scenario keeps compiled.
    """

    built: float
    replayed: float
    timeline: float = 0.0
    compiled: float = 0.0


def cost(events: int, repeats: int, *, with_memory: bool) -> Cost:
    """
    What a record of so many events costs: the medians of a few records of that size, one after the other.
    """
    scenario_of(Work.of(10, 100)).replay()  # so that all is imported
    work = Work.of(BASES, events, DAYS * events // SIZES[0])
    rounds = Rounds()
    for each in repeated(lambda: _once(work), repeats):
        rounds.add("build", each.laps["build"])
        rounds.add("replay", each.laps["replay"])
    built, replayed = (1e6 * rounds.middle(name) / events for name in ("build", "replay"))
    return Cost(built, replayed, *(_memory(scenario_of(work)) if with_memory else ()))


def _once(work: Work) -> Stopwatch:
    watch = Stopwatch()
    watch.start()
    scenario = scenario_of(work)
    watch.lap("build")
    timeline = scenario.replay()
    watch.lap("replay")
    if timeline.refusals:
        raise RuntimeError("something was refused")
    return watch


def _memory(scenario: Scenario) -> tuple[float, float]:
    """
    Bytes per step that a timeline, and what its scenario has compiled, hold: what is freed when they go, as
    ``tracemalloc`` sees it.
    """
    gc.collect()
    tracemalloc.start()
    timeline = scenario.replay()
    gc.collect()
    both, steps = tracemalloc.get_traced_memory()[0], len(timeline.steps)
    del timeline
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (both - kept) / steps, kept / steps


def rows(largest: int, times: int) -> Iterator[Row]:
    """
    The rows of the table; sizes take turns in every round.
    """
    sizes = [size for size in SIZES if size <= largest]
    costs, faults = _costs(sizes, times)
    for size in SIZES[1:]:
        what = f"{size:,} events: cost per event, with {SIZES[0]:,} = 1"
        if size not in costs:
            yield Row(GROUP, what, target=most(1.3), fault=faults.get(size, f"left out (--most-events {largest:,})"))
            continue
        rounds, first = costs[size], costs[SIZES[0]]
        ratio = _against(rounds, first)
        beside = f"replay: {shown(rounds.middle('replayed'))} µs, of {shown(first.middle('replayed'))}"
        yield Row(GROUP, what, figure=ratio, target=most(1.3), beside=beside)
    for size, rounds in costs.items():
        own, compiled = rounds.middle("timeline"), rounds.middle("compiled")
        kept = f"the program and the course that the scenario keeps, and {shown(own)} that go with it (tracemalloc)"
        yield Row(GROUP, f"{size:,} events: timeline per step", "bytes", own + compiled, most(100), beside=kept)
    for size, rounds in costs.items():
        what = f"{size:,} events: building and checking, per event"
        yield Row(GROUP, what, "µs", rounds.middle("built"), most(8), beside="from Python values, events included")


def _against(rounds: Rounds, first: Rounds) -> float:
    both = Rounds({"this": rounds.taken["replayed"], "first": first.taken["replayed"]})
    return both.ratio("this", "first")


def _costs(sizes: Sequence[int], times: int) -> tuple[dict[int, Rounds], dict[int, str]]:
    found: dict[int, Rounds] = {}
    faults: dict[int, str] = {}
    for number in range(times):
        for size in sizes:
            if size in faults:
                continue
            try:
                each = within(LIMIT, _cost_in_process, size, number == 0)
            except TooLongError:
                faults[size] = f"> {LIMIT:.0f} s"
            except FailedError as error:
                faults[size] = f"failed: {error}"
            else:
                rounds = found.setdefault(size, Rounds())
                rounds.add("built", each.built)
                rounds.add("replayed", each.replayed)
                if number == 0:
                    rounds.add("timeline", each.timeline)
                    rounds.add("compiled", each.compiled)
    return {size: rounds for size, rounds in found.items() if size not in faults}, faults


def _cost_in_process(size: int, with_memory: bool) -> Cost:
    return cost(size, max(REPEATS * SIZES[0] // size, 1), with_memory=with_memory)
