"""
The command line: a thin skin over the public API.

Exit codes: 0; 1 where a scenario is invalid or a strict replay meets a refusal; 2 where the call itself is wrong.
"""

from __future__ import annotations

import json as json_
import os
import sys
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

import missionsim
from missionsim import codec
from missionsim.dates import last_day
from missionsim.deadlines import Outcome
from missionsim.engine import Step
from missionsim.errors import Fault, MissionsimError, RefusedError, ScenarioError, UnknownError
from missionsim.files import bundled, load
from missionsim.lifecycle import Lifecycle, Transition
from missionsim.scenario import Scenario
from missionsim.schema import schema as schema_of_files
from missionsim.timeline import Timeline
from missionsim.versions import Policy

app = App(
    name="missionsim",
    help="Replay a staged handover from its dated, sourced record.",
    version=f"missionsim {missionsim.__version__}",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)
app.register_install_completion_command()

Source = Annotated[str, Parameter(help="Name of a bundled scenario, or path of a TOML file.")]
On = Annotated[str | None, Parameter(help="Day at whose end the states are asked, such as 2026-01-17 or 2026-01.")]
Json = Annotated[bool, Parameter(help="Print JSON instead of tables.")]
Reading = Annotated[Literal["latest", "earliest"], Parameter(help="Which end of an imprecise date is taken.")]
According = Annotated[str | None, Parameter(help="Party whose version is replayed.")]
Dated = Annotated[Policy, Parameter(help="Which of the claimed dates are taken.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Run the command line and leave with its exit code.

    Args:
        arguments: What follows the program's name; those of the process unless given.
    """
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """
    Run the command line.

    Returns:
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        sys.stdout = StringIO()  # it was closed: nobody reads what is printed
    try:
        code = app(list(arguments), exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (ScenarioError, RefusedError) as error:
        return _complain(error, 1)
    except (MissionsimError, CycloptsError) as error:
        return _complain(error, 2)
    except OSError as error:
        # Nothing more can be written, and Python must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever closed a pipe has seen enough; a full disk is news.
        return 1 if isinstance(error, BrokenPipeError) else _complain(error, 1)
    return code if isinstance(code, int) else 0


@app.command(name="scenarios")
def list_scenarios(*, json: Json = False) -> None:
    """
    List the bundled scenarios.
    """
    loaded = [load(name) for name in bundled()]
    if json:
        _print_json([{"name": each.name, "title": each.title, "hash": each.hash} for each in loaded])
    else:
        _print_table(["name", "events", "title"], [[each.name, str(len(each.events)), each.title] for each in loaded])


@app.command
def show(scenario: Source, /, *, json: Json = False) -> None:
    """
    Show what a scenario consists of.
    """
    loaded = load(scenario)
    if json:
        _print_json(codec.dump(loaded) | {"hash": loaded.hash})
        return
    _print_title(loaded.title or loaded.name)
    print(f"{loaded.first_day} to {loaded.horizon}; {_known(loaded.known_until)}hash {loaded.hash[:12]}")
    _print_heading(f"Entities ({len(loaded.entities)})")
    _print_table(
        ["id", "lifecycle", "name", "site", "tags"],
        [[each.id, each.lifecycle, each.name, each.site or "", ", ".join(each.tags)] for each in loaded.entities],
    )
    _print_heading(f"Lifecycles ({len(loaded.lifecycles)})")
    _print_table(
        ["lifecycle", "from", "to", "by", "when"],
        [_transition(each, transition) for each in loaded.lifecycles for transition in each.transitions],
    )
    _print_heading(f"Deadlines ({len(loaded.deadlines)})")
    _print_table(
        ["id", "due", "set by", "condition"],
        [[each.id, str(each.due), each.set_by or "the start", str(each.condition)] for each in loaded.deadlines],
    )
    _print_heading(f"Records ({len(loaded.records)})")
    _print_table(["date", "id", "what"], [[str(each.date), each.id, each.text] for each in loaded.records])
    print()
    print(
        f"{len(loaded.events)} events, {len(loaded.parties)} parties; "
        f"dates disputed for: {', '.join(_disputed(loaded)) or 'none'}"
    )


@app.command
def validate(files: Annotated[list[str], Parameter(negative=())], /, *, json: Json = False) -> int:
    """
    Check scenario files; all errors of all files are shown.
    """
    errors = [_error_of(file) for file in files]
    if json:
        _print_json([_checked(file, error) for file, error in zip(files, errors, strict=True)])
    else:
        for file, error in zip(files, errors, strict=True):
            _print_checked(file, error)
    return max(0 if error is None else 1 if isinstance(error, ScenarioError) else 2 for error in errors)


def _error_of(file: str) -> MissionsimError | None:
    try:
        load(file)
    except (ScenarioError, UnknownError) as error:
        return error
    return None


def _checked(file: str, error: MissionsimError | None) -> dict[str, Any]:
    faults: tuple[Fault, ...] = ()
    if error is not None:
        faults = error.faults if isinstance(error, ScenarioError) else (Fault((), str(error)),)
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
        print(error, file=sys.stderr)
        return
    scenario = load(file)
    counts = f"{len(scenario.entities)} entities, {len(scenario.events)} events"
    print(f"{file}: valid ({counts}, hash {scenario.hash[:12]})")
    for remark in _remarks(scenario.replay()):
        print(f"  {remark}")


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
    version = _version(load(scenario), according, dated)
    timeline = version.replay(strict=strict, reading=reading, until=until)
    day = timeline.horizon if on is None else last_day(on)
    configuration = timeline.configuration(day)
    if json:
        _print_json(timeline.to_dict() | {"on": day.isoformat(), "states": dict(configuration)})
        return
    _print_title(version.title or version.name)
    print(
        f"{timeline.start} to {timeline.horizon}; {_known(timeline.known_until)}{version.version}; "
        f"imprecise dates at their {reading}"
    )
    if on is None:
        _print_steps_and_deadlines(timeline)
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
        _print_json(codec.dump(answer, whole=True))
    else:
        print(str(answer))


@app.command
def schema() -> None:
    """
    Print the JSON Schema of scenario files, for editors.
    """
    _print_json(schema_of_files())


def _version(scenario: Scenario, according: str | None, policy: Policy) -> Scenario:
    version = scenario.dated_by(policy)
    return version if according is None else version.according_to(according)


def _known(day: date | None) -> str:
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


def _step(step: Step) -> list[str]:
    dated = "" if step.edtf.text == step.date.isoformat() else step.edtf.text
    if step.reason is None:
        outcome = f"{step.before} -> {step.after}"
        outcome += "".join(f"; {change}" for change in step.automatic)
    else:
        outcome = f"{step.disposition}: {step.reason.why}"
    return [step.date.isoformat(), dated, step.event, outcome, _who(step)]


def _who(step: Step) -> str:
    """
    Who gives the step's date, and how many more claims there are.
    """
    agreeing = [claim for claim in step.claims if claim.stance != "disputes" and claim.date in (None, step.edtf)]
    first = (agreeing or list(step.claims))[:1]
    others = len(step.claims) - 1
    return "".join(", in ".join(claim.voices) + (f" (+{others})" if others else "") for claim in first)


def _deadline(outcome: Outcome) -> list[str]:
    days = outcome.days_late
    late = "" if not days else f", {abs(days)} days {'late' if days > 0 else 'early'}"
    met = "" if outcome.met_on is None else outcome.met_on.isoformat()
    due = "" if outcome.due is None else outcome.due.isoformat()
    return [outcome.id, due, met, outcome.verdict + late, outcome.name]


def _remarks(timeline: Timeline) -> list[str]:
    """
    What deserves a second look.
    """
    counts = {each: sum(step.disposition == each for step in timeline.steps) for each in ("refused", "stranded")}
    found = [f"{each}: {count} of {len(timeline.steps)} steps" for each, count in counts.items() if count]
    found += [f"contradiction: {contradiction}" for contradiction in timeline.contradictions]
    return found + [f"not played, since it lies after {timeline.horizon}: {event}" for event in timeline.unplayed]


def _print_steps_and_deadlines(timeline: Timeline) -> None:
    _print_heading("What happened")
    _print_table(["date", "dated", "event", "outcome", "who says so"], [_step(step) for step in timeline.steps])
    for remark in _remarks(timeline):
        print(remark)
    if timeline.deadlines:
        _print_heading("Deadlines")
        _print_table(["id", "due", "met", "outcome", "what"], [_deadline(each) for each in timeline.deadlines])


def _print_states(timeline: Timeline, day: date) -> None:
    is_known = timeline.known_until is None or day <= timeline.known_until
    doubt = "" if is_known else f", as last known on {timeline.known_until}"
    _print_heading(f"States at the end of {day}{doubt}")
    spells = [timeline.spell(entity, day) for entity in timeline.entities]
    _print_table(["entity", "state", ""], [[spell.entity, spell.state, f"since {spell.start}"] for spell in spells])


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _print_heading(text: str) -> None:
    print()
    _print_title(text)


def _print_title(text: str) -> None:
    if sys.stdout.isatty():
        Console().print(Text(text, style="bold"))
    else:
        print(text)


def _print_json(value: object) -> None:
    # Where stdout can't show a character, JSON has its own escape; that of the stream would be no JSON.
    is_unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json_.dumps(value, ensure_ascii=not is_unicode, indent=2))


def _complain(error: Exception, code: int) -> int:
    sys.stdout.flush()
    print(error, file=sys.stderr)
    return code
