"""
Commands about one record: what happened, why, what is possible, and what can't all be true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from attrs import evolve
from cyclopts import Parameter

import missionsim.replay.plain_form  # noqa: F401  so that all that is dumped is known
from missionsim.cli.parameters import According, Dated, Json, On, Reading, Source, flag
from missionsim.cli.remarks import known, remarks
from missionsim.errors import unknown
from missionsim.files.scenario_files import load
from missionsim.plain import dump
from missionsim.record.conditions import listing
from missionsim.record.dates import last_day
from missionsim.record.versions import Policy
from missionsim.replay.outcomes import Outcome
from missionsim.replay.possible import PossibleDays, possible_days
from missionsim.replay.spells import Spell
from missionsim.replay.steps import Step
from missionsim.replay.timeline import Timeline
from missionsim.scenario import Scenario, WhatIf
from missionsim.show.tables import print_heading, print_json, print_table, print_text, print_title
from missionsim.show.voices import who_says_so
from missionsim.show.why_words import why_words
from missionsim.show.words import verdict_words


def replay(  # noqa: PLR0913  one per option
    scenario: Source,
    /,
    *,
    on: On = None,
    until: Annotated[str | None, Parameter(help="Last day replayed, inclusive; the horizon unless given.")] = None,
    reading: Reading = "latest",
    strict: Annotated[bool, flag("Stop at the first event that can't fire, with exit code 1.")] = False,
    according: According = None,
    dated: Dated = "as_recorded",
    json: Json = False,
) -> None:
    """
    Replay a scenario: what happened, who says so, and what became of the deadlines.
    """
    record = load(scenario)
    version = _version(record, according, dated)
    timeline = version.replay(strict=strict, reading=reading, until=until)
    day = timeline.horizon if on is None else last_day(on)
    configuration = timeline.configuration(day)
    if json:
        known_then = evolve(timeline, deadlines=tuple(each.as_known(day) for each in timeline.deadlines))
        print_json(known_then.to_dict() | {"on": day.isoformat(), "states": dict(configuration)})
        return
    print_title(record.title or record.name)
    print_text(
        f"{timeline.start} to {timeline.horizon}; {known(timeline.known_until)}{timeline.version}; "
        f"imprecise dates at their {reading}"
    )
    if on is None:
        _print_steps(timeline, record)
    _print_deadlines([each.as_known(day) for each in timeline.deadlines])
    _print_states(timeline, day)


def why(  # noqa: PLR0913  one per option
    scenario: Source,
    entity: Annotated[str, Parameter(help="Id of the entity.")],
    /,
    *,
    on: On = None,
    reading: Reading = "latest",
    according: According = None,
    dated: Dated = "as_recorded",
    json: Json = False,
) -> None:
    """
    Show the chain of events and claims that put an entity into its state.
    """
    timeline = _version(load(scenario), according, dated).replay(reading=reading)
    answer = timeline.why(entity, on)
    if json:
        print_json(dump(answer, whole=True))
    else:
        print_text(why_words(answer, timeline))


def possible(
    scenario: Source,
    what: Annotated[
        str | None,
        Parameter(help="Id of an event or an entity; all imprecise events, or on a day all entities, unless given."),
    ] = None,
    /,
    *,
    on: On = None,
    json: Json = False,
) -> None:
    """
    Show on which days events can have been, or in which states entities, over all consistent readings.
    """
    record = load(scenario)
    entities = [entity.id for entity in record.entities]
    if on is not None or what in entities:
        if what not in (None, *entities):
            raise unknown("entity", what, entities)
        _possible_states(record, entities if what is None else [what], on, json=json)
        return
    if what is not None and what not in record.positions:
        raise unknown("event or entity", what, [*record.positions, *entities])
    ids = [event.id for event in record.events if not event.date.is_precise] if what is None else [what]
    found = [record.possible_days(id_) for id_ in ids]
    if json:
        shown = [dump(each, whole=True) for each in found]
        print_json(shown if what is None else shown[0])
    if not json:
        from missionsim.show.answers_words import possible_words  # noqa: PLC0415  a replay needs none

        for each in found:
            print_text(possible_words(each))


def _possible_states(record: Scenario, entities: Sequence[str], on: str | None, *, json: bool) -> None:
    timeline = record.replay()
    day = timeline.horizon if on is None else last_day(on)
    states = {entity: timeline.possible_states(entity, day) for entity in entities}
    if json:
        shown = [{"entity": each, "on": day.isoformat(), "states": list(found)} for each, found in states.items()]
        print_json(shown if len(shown) != 1 else shown[0])
        return
    for entity, found in states.items():
        print_text(f"{entity} at the end of {day}: {listing(found, 'or')}")


def conflicts(scenario: Source, /, *, json: Json = False) -> int:
    """
    Show what a record asserts and can't all be true, with who says so.
    """
    found = load(scenario).conflicts()
    if json:
        print_json([dump(each, whole=True) for each in found])
    else:
        from missionsim.show.answers_words import conflict_words  # noqa: PLC0415  a replay needs none

        told = [conflict_words(each) for each in found]
        print_text("\n".join(told) or "Nothing that the record asserts contradicts the rest of it.")
    return 1 if found else 0


def _version(scenario: Scenario, according: str | None, policy: Policy) -> Scenario | WhatIf:
    version = scenario if policy == "as_recorded" else scenario.dated_by(policy)
    return version if according is None else version.according_to(according)


def _step(step: Step, days: PossibleDays | None, record: Scenario) -> list[str]:
    dated = "" if step.edtf.text == step.date.isoformat() else step.edtf.text
    if days is not None and days.is_narrowed:
        dated += f" (narrowed: {days.earliest}..{days.latest})"
    if step.reason is None:
        outcome = f"{step.before} -> {step.after}"
        outcome += "".join(f"; {change}" for change in step.automatic)
    else:
        outcome = f"{step.disposition}: {step.reason.why}"
    return [step.date.isoformat(), dated, step.event, outcome, who_says_so(step.claims, step.edtf, record)]


def _print_steps(timeline: Timeline, record: Scenario) -> None:
    print_heading("What happened")
    # A version has dates of its own.
    asked = timeline.record or record
    narrowed = {
        id_: possible_days(asked, id_)
        for id_ in dict.fromkeys(step.event for step in timeline.steps)
        if id_ in asked.positions and not asked.event(id_).date.is_precise
    }
    rows = [_step(step, narrowed.get(step.event), record) for step in timeline.steps]
    print_table(["date", "dated", "event", "outcome", "who says so"], rows)
    for remark in remarks(timeline):
        print_text(remark)


def _print_deadlines(outcomes: Sequence[Outcome]) -> None:
    if outcomes:
        print_heading("Deadlines")
        print_table(["id", "due", "met", "outcome", "what"], [deadline_row(each) for each in outcomes])


def deadline_row(outcome: Outcome) -> list[str]:
    """
    A deadline as a row of a table.
    """
    met = "" if outcome.met_on is None or outcome.verdict == "undetermined" else outcome.met_on.isoformat()
    due = "" if outcome.due is None else outcome.due.isoformat()
    return [outcome.id, due, met, verdict_words(outcome), outcome.name]


def _print_states(timeline: Timeline, day: date) -> None:
    is_known = timeline.known_until is None or day <= timeline.known_until
    doubt = "" if is_known else f", as last known on {timeline.known_until}"
    print_heading(f"States at the end of {day}{doubt}")
    rows = [[entity, *_state(timeline, timeline.spell(entity, day), day)] for entity in timeline.entities]
    print_table(["entity", "state", ""], rows)


def _state(timeline: Timeline, spell: Spell, day: date) -> list[str]:
    """
    The state of an entity in this reading, since when, and in which else it may be.
    """
    others = [state for state in timeline.possible_states(spell.entity, day) if state != spell.state]
    doubt = f"; or {listing(others, 'or')}" if others else ""
    return [spell.state, f"{_since(timeline, spell)}{doubt}"]


def _since(timeline: Timeline, spell: Spell) -> str:
    start = spell.start
    if start == timeline.start:
        return "as when the record begins" if timeline.initial[spell.entity] == spell.state else f"since {start}"
    is_certain = timeline.possible_states(spell.entity, start) == (spell.state,)
    may_be_earlier = spell.state in timeline.possible_states(spell.entity, start - timedelta(days=1))
    return f"since {start}{' at the latest' if is_certain and may_be_earlier else ''}"
