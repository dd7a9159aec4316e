"""
What is asked of real and made-up records: verdicts, what-ifs with causes, slack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

import made_up
import missionsim
from limits import FailedError, TooLongError, repeated, within
from missionsim import Delay, Edit, Scenario, Timeline, slacks
from missionsim.show.data import divergence_data
from stopwatch import Rounds, Stopwatch
from table import Row, Target, most

LIMIT = 30.0
WHAT_IFS = 10
SHIFT = 3

IRAQ, MADE_UP = "Iraq", "Made up"


@frozen
class Answer:
    """
    How long an answer took, in seconds, and what was odd about it.

    Args:
        seconds: Each time that it was asked.

        fault: What was not as it should be.

        beside: What else is worth knowing.
    """

    seconds: list[float]
    fault: str = ""
    beside: str = ""


def iraq(times: int) -> Answer:
    """
    A first replay of Iraq, its verdicts read.
    """
    missionsim.load("iraq").replay()  # so that all is imported
    found, inexact = Rounds(), 0
    for _ in range(times):
        scenario, watch = missionsim.load("iraq"), Stopwatch()
        watch.start()
        verdicts = [(each.verdict, each.is_exact) for each in scenario.replay().deadlines]
        watch.lap("replay")
        found.add("replay", watch.laps["replay"])
        inexact = sum(not is_exact for _, is_exact in verdicts)
    return Answer(found.taken["replay"], _not_exact(inexact), f"{len(verdicts)} deadlines, on a fresh scenario")


def iraq_what_ifs(times: int) -> Answer:
    """
    Ten what-ifs of Iraq that delay an event, replayed and compared, each difference with its causes.
    """
    found = []
    for number in range(times + 1):
        scenario, watch = missionsim.load("iraq"), Stopwatch()
        before = scenario.replay()
        watch.start()
        for event in scenario.events[:WHAT_IFS]:
            difference_of(scenario, before, Delay(event.id, SHIFT))
        watch.lap("what-ifs")
        if number:  # in the first, all is imported
            found.append(watch.laps["what-ifs"] / WHAT_IFS)
    return Answer(found, beside=f"mean of {WHAT_IFS} what-ifs, each of one event")


def difference_of(scenario: Scenario, before: Timeline, *edits: Edit) -> dict[str, Any]:
    """
    All that some edits change, with the causes, as plain data.
    """
    return divergence_data(missionsim.compare(before, scenario.what_if(*edits).replay()))


def iraq_slacks(times: int) -> Answer:
    """
    The slack of all events of Iraq.
    """
    return _slacks(lambda: missionsim.load("iraq"), times)


def waiting_slacks(times: int) -> Answer:
    """
    The slack of all events of a record with vague dates and events that wait.
    """
    return _slacks(made_up.waiting, times)


def _slacks(make: Callable[[], Scenario], times: int) -> Answer:
    verdicts = make().replay().deadlines
    inexact = sum(not each.is_exact for each in verdicts)
    beside = f"{inexact} of {len(verdicts)} verdicts not exact" if inexact else f"{len(verdicts)} deadlines"

    def once() -> float:
        scenario, watch = make(), Stopwatch()
        watch.start()
        slacks(scenario)
        watch.lap("slacks")
        return watch.laps["slacks"]

    return Answer(repeated(once, times), beside=beside)


def vague_verdicts(times: int) -> Answer:
    """
    The verdicts of a record with many vague dates and a mission that reads all bases.
    """
    missionsim.load("iraq").replay()  # so that all is imported
    faults: set[str] = set()
    told: list[str] = []

    def once() -> float:
        scenario, watch = made_up.vaguely_dated(), Stopwatch()
        watch.start()
        verdicts = scenario.replay().deadlines
        watch.lap("replay")
        faults.add(_not_exact(sum(not each.is_exact for each in verdicts)))
        doubtful = sum(each.verdict == "undetermined" for each in verdicts)
        told.append(f"500 bases, a mission that reads them all, {len(verdicts)} deadlines, {doubtful} undetermined")
        return watch.laps["replay"]

    return Answer(repeated(once, times), "".join(faults), told[0])


def _not_exact(count: int) -> str:
    return f"{count} not exact" if count else ""


def rows(times: int) -> Iterator[Row]:
    """
    The rows of the table; each is asked in a process of its own, with a limit.
    """
    yield row(IRAQ, "replay with exact verdicts", "ms", most(5), iraq, 5 * times)
    yield row(IRAQ, "what-if, replay, comparison with causes", "ms", most(10), iraq_what_ifs, times)
    yield row(IRAQ, "slacks of all events", "s", most(0.2), iraq_slacks, times)
    what = "slacks of 50 events, 14 dated vaguely, 8 that wait"
    yield row(MADE_UP, what, "s", most(2), waiting_slacks, times)
    what = "exact verdicts, 300 of 3,000 events dated vaguely"
    yield row(MADE_UP, what, "s", most(2), vague_verdicts, times)


def row(  # noqa: PLR0913  as many as a row has parts
    group: str, what: str, unit: str, target: Target | None, ask: Callable[[int], Answer], times: int
) -> Row:
    """
    The row of one question.
    """
    scale = 1e3 if unit == "ms" else 1.0
    try:
        answer = within(LIMIT, ask, times)
    except TooLongError:
        return Row(
            group,
            what,
            unit,
            scale * LIMIT,
            target,
            is_over=True,
            beside="ended at that limit, by the clock on the wall",
        )
    except FailedError as error:
        return Row(group, what, unit, target=target, fault="failed", beside=str(error))
    figure = scale * Rounds({what: answer.seconds}).middle(what)
    return Row(group, what, unit, figure, target, fault=answer.fault, beside=answer.beside)
