"""
Differences between the oracle and the package, one sentence each; none if they agree.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from oracle import adapter
from oracle.dates import text_of
from oracle.engine import Play, play
from oracle.readings import CAP, Readings, readings
from oracle.record import Record, Spec
from oracle.verdicts import verdict
from oracle.whatif import what_if


def differences(spec: Spec, cap: int = CAP, every: int = 1) -> list[str]:
    """
    What the package says otherwise about a record: steps, conflicts, possible days and states, verdicts.

    Args:
        spec: The record.

        cap: How many readings are enumerated, at most.

        every: Verdicts are compared on every so many days, and on the last one.

    Raises:
        TooManyError: If the record has too many readings to enumerate.
    """
    record = Record(spec)
    mine = readings(record, cap)
    scenario = adapter.scenario(spec)
    conflicts = bool(scenario.conflicts())
    found = [f"conflicts: {conflicts}"] if conflicts != (not mine.plays or mine.refusals > 0) else []
    if not mine.plays:
        return found
    timeline = scenario.replay(reading="latest")
    earliest = scenario.replay(reading="earliest")
    return [
        *found,
        *step_differences(mine, timeline),
        *step_differences(mine, earliest),
        *day_differences(mine, scenario),
        *state_differences(mine, timeline),
        *reading_differences(mine, scenario),
        *verdict_differences(mine, scenario, every),
    ]


def what_if_differences(spec: Spec, edits: list[Spec], cap: int = CAP, every: int = 1) -> list[str]:
    """
    What the package says otherwise about the record after edits: steps, possible states and verdicts on every day.

    Raises:
        TooManyError: If the record has too many readings to enumerate.

        OutsideError: If an edit puts an event before the first day.
    """
    mine = what_if(spec, edits, cap)
    if not mine.plays:
        return []
    edited = adapter.scenario(spec).what_if(*adapter.edits(edits))
    timeline = edited.replay(reading="latest")
    return [
        *step_differences(mine, timeline),
        *state_differences(mine, timeline),
        *verdict_differences(mine, edited, every),
    ]


def step_differences(mine: Readings, timeline: Any) -> list[str]:
    """
    Whether the steps are those of a consistent reading, and of the reading that their own days and order give.
    """
    theirs = [_step_of_theirs(step) for step in timeline.steps]
    found = [played for played in mine.plays if steps_of(played) == theirs]
    if found:
        return []
    near = [played for played in mine.plays if _scheduled(played) == _scheduled_of_theirs(timeline)]
    if near:
        return [f"steps: {theirs}, not {steps_of(near[0])}"]
    return [f"steps of no consistent reading: {theirs}"]


def day_differences(mine: Readings, scenario: Any) -> list[str]:
    """
    Whether the first and the last possible day of every event are the same.
    """
    found = []
    for event in mine.record.events:
        days = mine.days(event)
        if days:
            possible = scenario.possible_days(event)
            theirs = (str(possible.earliest), str(possible.latest))
            own = (text_of(min(days)), text_of(max(days)))
            found += [] if theirs == own else [f"days of {event}: {theirs}, not {own}"]
    return found


def state_differences(mine: Readings, timeline: Any) -> list[str]:
    """
    Whether every entity can be in the same states on every day.
    """
    found = []
    for entity in mine.record.entities:
        for day in range(mine.record.start, mine.record.horizon + 1):
            theirs = set(timeline.possible_states(entity, on=dt.date.fromordinal(day)))
            own = mine.states(entity, day)
            if theirs != own:
                found.append(f"{entity} on {text_of(day)}: {sorted(theirs)}, not {sorted(own)}")
    return found


def verdict_differences(mine: Readings, asked: Any, every: int) -> list[str]:
    """
    Whether verdicts are the same on every day, asked in a replay that ends then and as known then; and margins.

    Where even consistent readings refuse what is asserted, undetermined will always do.
    """
    found = []
    whole = asked.replay(reading="latest")
    for number in range(mine.record.horizon, mine.record.start - 1, -every):
        day = dt.date.fromordinal(number)
        until = asked.replay(reading="latest", until=day)
        for deadline in mine.record.deadlines:
            own = verdict([*mine.plays, *mine.reordered], deadline, number)
            accepted = {own.verdict, "undetermined"} if mine.refusals else {own.verdict}
            theirs = until.deadline(deadline)
            if theirs.verdict not in accepted:
                found.append(f"{deadline} until {day}: {theirs.verdict}, not {own.verdict} {sorted(own.verdicts)}")
            elif tuple(theirs.margins) != own.margins and not mine.refusals:
                found.append(f"{deadline} margins until {day}: {theirs.margins}, not {own.margins}")
            if whole.deadline(deadline, on=day).verdict != theirs.verdict:
                known = whole.deadline(deadline, on=day).verdict
                found.append(f"{deadline} as known on {day}: {known}, but {theirs.verdict} in a replay that ends then")
    return found


def reading_differences(mine: Readings, scenario: Any) -> list[str]:
    """
    Whether a plain replay shows the reading that has each event in turn, in document order, at its latest or earliest.
    """
    found = []
    for reading, best in (("latest", max), ("earliest", min)):
        fires = [id_ for id_, event in mine.record.events.items() if event.firings and not event.beyond]
        days = {id_: text_of(day) for _, day, id_ in _in_turn(mine, best) if id_ in fires}
        theirs = dict(_scheduled_of_theirs(scenario.replay(reading=reading)))
        if theirs != days:
            found.append(f"the {reading} reading: {theirs}, not {days}")
    return found


def _in_turn(mine: Readings, best: Any) -> list[tuple[int, int, str]]:
    ids = [id_ for id_, event in mine.record.events.items() if not event.beyond]
    days = best(tuple(played.days[id_] for id_ in ids) for played in mine.plays)
    return [(place, day, id_) for place, (id_, day) in enumerate(zip(ids, days, strict=True))]


def steps_of(played: Play) -> list[tuple[object, ...]]:
    """
    The steps of a reading in the form in which they are compared.
    """
    return [
        (
            step.event,
            step.entity,
            step.trigger,
            text_of(step.day),
            text_of(step.requested),
            step.disposition,
            step.before,
            step.after,
            tuple(step.automatic),
        )
        for step in played.steps
    ]


def replayed(spec: Spec, days: list[tuple[str, int]]) -> Play:
    """
    One reading given by its events and days, in order, as the oracle plays it.
    """
    return play(Record(spec), tuple(days))


def _step_of_theirs(step: Any) -> tuple[object, ...]:
    automatic = tuple((change.entity, change.before, change.after) for change in step.automatic)
    return (
        step.event,
        step.entity,
        step.trigger,
        str(step.date),
        str(step.requested or step.date),
        step.disposition,
        step.before,
        step.after,
        automatic,
    )


def _scheduled(played: Play) -> list[tuple[str, str]]:
    fires = {event.id for event in played.record.events.values() if event.firings}
    return [(event, text_of(day)) for event, day in played.reading if event in fires]


def _scheduled_of_theirs(timeline: Any) -> list[tuple[str, str]]:
    days: dict[str, str] = {}
    for step in timeline.steps:
        days.setdefault(step.event, str(step.requested or step.date))
    return list(days.items())
