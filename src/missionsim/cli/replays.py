"""
Commands about one record: what happened, why, what is possible, and what can't all be true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from attrs import evolve
from cyclopts import Parameter

import missionsim.replay.plain_form  # noqa: F401  so that all that is dumped is known
from missionsim.cli.files import known
from missionsim.cli.parameters import According, Dated, Json, On, Reading, Source
from missionsim.cli.program import app
from missionsim.cli.remarks import remarks
from missionsim.errors import unknown
from missionsim.files.scenario_files import load
from missionsim.plain import dump
from missionsim.record.conditions import listing
from missionsim.record.dates import ImpreciseDate, last_day
from missionsim.record.parties import Claim
from missionsim.record.versions import Policy
from missionsim.replay.outcomes import Outcome
from missionsim.replay.possible import PossibleDays
from missionsim.replay.steps import Step
from missionsim.replay.timeline import Timeline
from missionsim.scenario import Scenario, WhatIf
from missionsim.show.answers_words import conflict_words, possible_words
from missionsim.show.tables import print_heading, print_json, print_table, print_text, print_title
from missionsim.show.words import margin_words


@app.command
def replay(  # noqa: PLR0913  one per option
    scenario: Source,
    /,
    *,
    on: On = None,
    until: Annotated[str | None, Parameter(help="Last day replayed, inclusive; the horizon unless given.")] = None,
    reading: Reading = "latest",
    strict: Annotated[bool, Parameter(help="Stop at the first event that can't fire, with exit code 1.")] = False,
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


@app.command
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
    answer = _version(load(scenario), according, dated).replay(reading=reading).why(entity, on)
    if json:
        print_json(dump(answer, whole=True))
    else:
        print_text(str(answer))


@app.command
def possible(
    scenario: Source,
    what: Annotated[
        str | None, Parameter(help="Id of an event or an entity; all imprecise events unless given.")
    ] = None,
    /,
    *,
    on: On = None,
    json: Json = False,
) -> None:
    """
    Show on which days events can have been, or in which states an entity, over all consistent readings.
    """
    record = load(scenario)
    if what is not None and what in {entity.id for entity in record.entities}:
        timeline = record.replay()
        states = timeline.possible_states(what, on)
        day = timeline.horizon if on is None else last_day(on)
        if json:
            print_json({"entity": what, "on": day.isoformat(), "states": list(states)})
        else:
            print_text(f"{what} at the end of {day}: {listing(states, 'or')}")
        return
    if what is not None and what not in record.positions:
        raise unknown("event or entity", what, [*record.positions, *(entity.id for entity in record.entities)])
    ids = [event.id for event in record.events if not event.date.is_precise] if what is None else [what]
    found = [record.possible_days(id_) for id_ in ids]
    if json:
        shown = [dump(each, whole=True) for each in found]
        print_json(shown if what is None else shown[0])
    for each in found if not json else ():
        print_text(possible_words(each))


@app.command
def conflicts(scenario: Source, /, *, json: Json = False) -> int:
    """
    Show what a record asserts and can't all be true, with who says so.
    """
    found = load(scenario).conflicts()
    if json:
        print_json([dump(each, whole=True) for each in found])
    for each in found if not json else ():
        print_text(conflict_words(each))
    if not found and not json:
        print_text("Nothing that the record asserts contradicts the rest of it.")
    return 1 if found else 0


def _version(scenario: Scenario, according: str | None, policy: Policy) -> Scenario | WhatIf:
    version = scenario if policy == "as_recorded" else scenario.dated_by(policy)
    return version if according is None else version.according_to(according)


def _step(step: Step, days: PossibleDays | None) -> list[str]:
    dated = "" if step.edtf.text == step.date.isoformat() else step.edtf.text
    if days is not None and days.is_narrowed:
        dated += f" (narrowed: {days.earliest}..{days.latest})"
    if step.reason is None:
        outcome = f"{step.before} -> {step.after}"
        outcome += "".join(f"; {change}" for change in step.automatic)
    else:
        outcome = f"{step.disposition}: {step.reason.why}"
    return [step.date.isoformat(), dated, step.event, outcome, _who(step.claims, step.edtf)]


def _who(claims: Sequence[Claim], when: ImpreciseDate) -> str:
    """
    Who says so first, how many voices more, and who says otherwise.
    """
    agreeing = [c for c in claims if c.stance not in ("disputes", "no_comment") and c.date in (None, when)]
    voices = list(dict.fromkeys(", in ".join(claim.voices) for claim in agreeing))
    disputing = list(dict.fromkeys(claim.voices[0] for claim in claims if claim.stance == "disputes"))
    others = [f"+{len(voices) - 1}"] if len(voices) > 1 else []
    others += [f"{listing(disputing)} {'disputes' if len(disputing) == 1 else 'dispute'}"] if disputing else []
    return (voices[0] if voices else "") + (f" ({'; '.join(others)})" if others else "")


def _print_steps(timeline: Timeline, record: Scenario) -> None:
    print_heading("What happened")
    narrowed = {
        id_: record.possible_days(id_)
        for id_ in dict.fromkeys(step.event for step in timeline.steps)
        if id_ in record.positions and not record.event(id_).date.is_precise
    }
    rows = [_step(step, narrowed.get(step.event)) for step in timeline.steps]
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
    return [outcome.id, due, met, margin_words(outcome), outcome.name]


def _print_states(timeline: Timeline, day: date) -> None:
    is_known = timeline.known_until is None or day <= timeline.known_until
    doubt = "" if is_known else f", as last known on {timeline.known_until}"
    print_heading(f"States at the end of {day}{doubt}")
    rows = []
    for entity in timeline.entities:
        spell = timeline.spell(entity, day)
        states = timeline.possible_states(entity, day)
        shown = spell.state if len(states) == 1 else f"{' or '.join(states)}"
        rows.append([entity, shown, f"since {spell.start}"])
    print_table(["entity", "state", ""], rows)
