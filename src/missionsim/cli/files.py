"""
Commands about files: what is bundled, what a scenario consists of, whether files hold together, their schemas.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Any

from cyclopts import Parameter

from missionsim.cli.parameters import Json, Source
from missionsim.cli.program import app
from missionsim.cli.remarks import remarks
from missionsim.errors import EditError, Fault, MissionsimError, ScenarioError, UnknownError
from missionsim.files.scenario_files import bundled, load
from missionsim.files.schema import schema as schema_of_files
from missionsim.files.schema import what_if_schema
from missionsim.files.what_if_files import is_what_if_file, load_what_ifs
from missionsim.plain import dump
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.scenario import Scenario
from missionsim.show.answers_words import conflict_words
from missionsim.show.tables import print_heading, print_json, print_table, print_text, print_title
from missionsim.show.visible import visible_lines


@app.command(name="scenarios")
def list_scenarios(*, json: Json = False) -> None:
    """
    List the bundled scenarios.
    """
    loaded = [load(name) for name in bundled()]
    if json:
        print_json([{"name": each.name, "title": each.title, "hash": each.hash} for each in loaded])
    else:
        print_table(["name", "events", "title"], [[each.name, str(len(each.events)), each.title] for each in loaded])


@app.command
def show(scenario: Source, /, *, json: Json = False) -> None:
    """
    Show what a scenario consists of.
    """
    loaded = load(scenario)
    if json:
        print_json(dump(loaded) | {"hash": loaded.hash})
        return
    print_title(loaded.title or loaded.name)
    print_text(f"{loaded.first_day} to {loaded.horizon}; {known(loaded.known_until)}hash {loaded.hash[:12]}")
    print_heading(f"Entities ({len(loaded.entities)})")
    print_table(
        ["id", "lifecycle", "name", "site", "tags"],
        [[each.id, each.lifecycle, each.name, each.site or "", ", ".join(each.tags)] for each in loaded.entities],
    )
    print_heading(f"Lifecycles ({len(loaded.lifecycles)})")
    print_table(
        ["lifecycle", "from", "to", "by", "when"],
        [_transition(each, transition) for each in loaded.lifecycles for transition in each.transitions],
    )
    print_heading(f"Deadlines ({len(loaded.deadlines)})")
    print_table(
        ["id", "due", "set by", "condition"],
        [[each.id, str(each.due), each.set_by or "the start", str(each.condition)] for each in loaded.deadlines],
    )
    context = [event for event in loaded.events if event.is_context]
    print_heading(f"Context ({len(context)})")
    print_table(["date", "id", "what"], [[str(each.date), each.id, each.text] for each in context])
    fired = len(loaded.events) - len(context)
    print_text("")
    print_text(
        f"{fired} events that fire something, {len(loaded.parties)} parties; "
        f"dates disputed for: {', '.join(_disputed(loaded)) or 'none'}"
    )


def known(day: date | None) -> str:
    """
    Until when anything is known, as the beginning of a line.
    """
    return "" if day is None else f"known until {day}; "


def _disputed(scenario: Scenario) -> list[str]:
    return [
        event.id for event in scenario.events if any(claim.date not in (None, event.date) for claim in event.claims)
    ]


def _transition(lifecycle: Lifecycle, transition: Transition) -> list[str]:
    end = " (end)" if transition.target in lifecycle.end_states else ""
    return [
        lifecycle.id,
        ", ".join(transition.source),
        transition.target + end,
        transition.trigger or "(automatic)",
        "" if transition.when is None else str(transition.when),
    ]


@app.command
def validate(
    files: Annotated[list[str], Parameter(negative=())],
    /,
    *,
    strict: Annotated[bool, Parameter(help="A record that contradicts itself is not valid.")] = False,
    json: Json = False,
) -> int:
    """
    Check scenario files and what-if files; all errors of all files are shown.
    """
    errors = [_error_of(file, strict=strict) for file in files]
    if json:
        print_json([_checked(file, error) for file, error in zip(files, errors, strict=True)])
    else:
        for file, error in zip(files, errors, strict=True):
            _print_checked(file, error)
    return max(0 if error is None else 2 if isinstance(error, UnknownError) else 1 for error in errors)


def _error_of(file: str, *, strict: bool) -> MissionsimError | None:
    try:
        if is_what_if_file(file):
            faults: list[Fault] = []
            for plan in (each for each in load_what_ifs(file) if each.scenario is not None):
                try:
                    plan.apply()
                except EditError as error:
                    faults += error.faults
            return EditError(faults) if faults else None
        contradicted = [conflict_words(each) for each in load(file).conflicts()] if strict else []
        load(file)
    except (ScenarioError, UnknownError, EditError) as error:
        return error
    return ScenarioError(Fault((), each, "", file) for each in contradicted) if contradicted else None


def _checked(file: str, error: MissionsimError | None) -> dict[str, Any]:
    faults: tuple[Fault, ...] = ()
    if error is not None:
        faults = error.faults if isinstance(error, ScenarioError | EditError) else (Fault((), str(error)),)
    shown = [
        {
            "file": fault.file,
            "line": fault.line,
            "where": fault.where,
            "problem": fault.problem,
            "accepted": fault.accepted.removeprefix("accepted: "),
        }
        for fault in faults
    ]
    return {"source": file, "valid": error is None, "faults": shown}


def _print_checked(file: str, error: MissionsimError | None) -> None:
    if error is not None:
        print(visible_lines(str(error)), file=sys.stderr)  # noqa: T201  errors
        return
    if is_what_if_file(file):
        print_text(f"{file}: valid (what-ifs: {', '.join(plan.name for plan in load_what_ifs(file))})")
        return
    scenario = load(file)
    counts = f"{len(scenario.entities)} entities, {len(scenario.events)} events"
    print_text(f"{file}: valid ({counts}, hash {scenario.hash[:12]})")
    for remark in remarks(scenario.replay()):
        print_text(f"  {remark}")
    for conflict in scenario.conflicts():
        print_text(f"  contradicts itself: {conflict_words(conflict)}")


@app.command
def schema(*, what_if: Annotated[bool, Parameter(help="That of what-if files instead.")] = False) -> None:
    """
    Print the JSON Schema of scenario files, for editors.
    """
    print_json(what_if_schema() if what_if else schema_of_files())
