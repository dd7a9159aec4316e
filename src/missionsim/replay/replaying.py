"""
A record replayed: one consistent reading played to the end, with its deadlines judged over all of them.
"""

from __future__ import annotations

from attrs import evolve

from missionsim.record.record import Record
from missionsim.record.values import Day
from missionsim.replay.agenda import Reading, contradictions
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.judged import outcomes_of
from missionsim.replay.possible import RecordPossibilities
from missionsim.replay.runs import Run, checked_reading, insist
from missionsim.replay.timeline import Timeline


def run_of(found: Compiled, reading: Reading) -> Run:
    """
    The course that a plain replay of a record shows.
    """
    days, order = found.placing(reading)
    return Run(found.record, found.program, found.links, found.shown(reading), days, order)


def replay(record: Record, *, strict: bool = False, reading: Reading = "latest", until: Day | None = None) -> Timeline:
    """
    Let the recorded events happen.

    Args:
        record: The record.

        strict: Whether to raise at the first event that can't fire, instead of recording why.

        reading: At which end imprecise events stand: all at their ``latest``, where they can stand there together,
            else each in turn as late as it can; or ``earliest`` likewise.

        until: Last day, inclusive; the horizon unless given.

    Returns:
        The frozen result.

    Raises:
        RefusedError: If *strict*, at the first event that is refused, orphaned or stranded.

        DayError: If *until* lies outside the scenario.

        UnknownError: If there is no such reading.
    """
    last = record.day(until)
    found = compiled(record)
    chosen = checked_reading(reading)
    run = run_of(found, chosen)
    held_back = run.held_back(found.windows.highs)
    broken = tuple(dict.fromkeys((*contradictions(record, found.windows, run.days), *held_back)))
    timeline = run.timeline(chosen, last, broken, RecordPossibilities(found))
    if strict:
        insist(timeline.steps, run.columns)
    return evolve(timeline, deadlines=outcomes_of(found, run, chosen, last)) if record.deadlines else timeline
