"""
The command line: a thin skin over the public API.

Exit codes: 0; 1 where a file is invalid, a strict replay meets a refusal or a goal can't be reached; 2 where the call
itself is wrong.
"""

from __future__ import annotations

import json as json_
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import chain, count
from typing import Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter, Token
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

import missionsim
from missionsim import codec
from missionsim.critical import Limit, Slack, slacks
from missionsim.critical import slack as find_slack
from missionsim.dates import counted, last_day
from missionsim.deadlines import Outcome
from missionsim.divergence import Difference, Divergence, EntityDifference, EventDifference, compare
from missionsim.edits import According as Retold
from missionsim.edits import Advance, Delay, Drop, Edit, Initial, Insert, Move, Redate, Revise, Swap
from missionsim.engine import Step
from missionsim.errors import EditError, Fault, MissionsimError, RefusedError, ScenarioError, UnknownError, unknown
from missionsim.files import bundled, load
from missionsim.lifecycle import Lifecycle, Transition
from missionsim.model import Event
from missionsim.outlook import Outlooks, compare_many
from missionsim.plans import WhatIf, is_what_if_file, load_what_ifs
from missionsim.repairs import Kind, Repair
from missionsim.repairs import repair as find_repair
from missionsim.scenario import Scenario
from missionsim.schema import schema as schema_of_files
from missionsim.schema import what_if_schema
from missionsim.timeline import Spell, Timeline
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


def _said(_: object, tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """
    The flags that were given, in their order, each with its value.
    """
    return [(str(token.keyword), token.value) for token in tokens]


Edits = Annotated[
    list[tuple[str, str]] | None,
    Parameter(
        name=(
            "--delay",
            "--advance",
            "--move",
            "--swap",
            "--drop",
            "--bridge",
            "--insert",
            "--according",
            "--redate",
            "--revise",
            "--initial",
        ),
        converter=_said,
        n_tokens=1,
        negative=(),
        help=(
            "Edits, each as often as wanted, applied in the order given: --delay EVENT=90d, --advance EVENT=2w, "
            "--move EVENT=DATE, --swap EVENT=EVENT, --drop EVENT, --bridge EVENT (drop it, and bridge the gap), "
            '--insert "DATE ENTITY TRIGGER", --according PARTY, --redate EVENT=DATE, --revise DEADLINE=DATE, '
            "--initial ENTITY=STATE."
        ),
    ),
]


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
    Check scenario files and what-if files; all errors of all files are shown.
    """
    errors = [_error_of(file) for file in files]
    if json:
        _print_json([_checked(file, error) for file, error in zip(files, errors, strict=True)])
    else:
        for file, error in zip(files, errors, strict=True):
            _print_checked(file, error)
    return max(0 if error is None else 2 if isinstance(error, UnknownError) else 1 for error in errors)


def _error_of(file: str) -> MissionsimError | None:
    try:
        if is_what_if_file(file):
            for plan in (each for each in load_what_ifs(file) if each.scenario is not None):
                plan.apply()
        else:
            load(file)
    except (ScenarioError, UnknownError, EditError) as error:
        return error
    return None


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
        print(error, file=sys.stderr)
        return
    if is_what_if_file(file):
        print(f"{file}: valid (what-ifs: {', '.join(plan.name for plan in load_what_ifs(file))})")
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


@app.command(name="what-if")
def what_if(  # noqa: PLR0913  one per option
    scenario: Source,
    file: Annotated[str | None, Parameter(help="Path of a what-if file.")] = None,
    /,
    *,
    edits: Edits = None,
    name: Annotated[str | None, Parameter(help="Only the what-if of that name.")] = None,
    reading: Reading = "latest",
    json: Json = False,
) -> None:
    """
    Edit the record, replay it, and show what changes and why.
    """
    if is_what_if_file(scenario):
        raise EditError.of(f"{scenario} is a what-if file", f"accepted: what-if SCENARIO {scenario}")
    record = load(scenario)
    plans = [WhatIf("what_if", ())] if file is None else _plans(file, name, record)
    if file is None and name is not None:
        raise EditError.of(f"there is no file to find {name!r} in", "accepted: --name with a what-if file")
    if file is None and not edits:
        raise EditError.of("there is nothing to try", "accepted: a what-if file, or edits such as --delay EVENT=90d")
    before = record.replay(reading=reading)
    found = {}
    for plan in plans:
        edited = _edited(record if file is None else plan.apply(record), edits)
        found[plan.name] = compare(before, edited.replay(reading=reading))
    if json:
        shown = {name_: divergence.to_dict() for name_, divergence in found.items()}
        _print_json(shown if len(shown) > 1 else next(iter(shown.values())))
        return
    for position, (plan, divergence) in enumerate(zip(plans, found.values(), strict=True)):
        if position:
            print()
        _print_title(plan.title or (plan.name if file is not None else record.title or record.name))
        _print_divergence(divergence)


@app.command
def slack(
    scenario: Source,
    event: Annotated[str | None, Parameter(help="Id of an event; all of them unless given.")] = None,
    /,
    *,
    edits: Edits = None,
    reading: Reading = "latest",
    json: Json = False,
) -> None:
    """
    Show how far events can slip, and come early, before anything is refused and before each deadline breaks.
    """
    edited = _edited(load(scenario), edits)
    found = slacks(edited, reading=reading) if event is None else (find_slack(edited, event, reading=reading),)
    if json:
        _print_json([codec.dump(each, whole=True) for each in found])
    elif event is None:
        _print_table(
            ["event", "day", "can slip", "then", "can come early", "then"],
            [[each.event, each.day.isoformat(), *_shortly(each.slip), *_shortly(each.advance)] for each in found],
        )
    else:
        _print_slack(found[0])


@app.command
def repair(  # noqa: PLR0913  one per option
    scenario: Source,
    deadline: Annotated[str, Parameter(help="Id of the deadline that ought to be met.")],
    file: Annotated[str | None, Parameter(help="What-if file; its edits are what may be chosen from.")] = None,
    /,
    *,
    edits: Edits = None,
    name: Annotated[str | None, Parameter(help="Only the what-if of that name in the file.")] = None,
    kind: Annotated[list[Kind] | None, Parameter(help="What may be done to an event, as often as wanted.")] = None,
    event: Annotated[list[str] | None, Parameter(help="Id of an event that may be edited, likewise.")] = None,
    days: Annotated[int, Parameter(help="The most days by which an event may be shifted.")] = 365,
    most_edits: Annotated[int | None, Parameter(help="The most edits; 1, or all of a file's.")] = None,
    json: Json = False,
) -> int:
    """
    Find the fewest edits after which a deadline is met. Edits given here are made before.
    """
    record = load(scenario)
    among = None if file is None else [each for plan in _plans(file, name, record) for each in plan.edits]
    found = find_repair(
        _edited(record, edits),
        deadline,
        among,
        kinds=kind or ("delay", "advance"),
        events=event,
        days=days,
        most_edits=most_edits,
    )
    if json:
        _print_json(_repaired(found))
    else:
        print(str(found))
    return 0 if found else 1


@app.command(name="compare")
def compare_sources(
    files: Annotated[list[str], Parameter(help="What-if files; scenarios by name or path.", negative=())],
    /,
    *,
    reading: Reading = "latest",
    json: Json = False,
) -> None:
    """
    Put scenarios, and the what-ifs of files, side by side: how each ends, and what becomes of the deadlines.
    """
    scenarios: dict[str, Scenario] = {}
    for file in files:
        for name, scenario in _to_compare(file, scenarios):
            known = scenarios.setdefault(name, scenario)
            if known != scenario:  # what-ifs of several files may have the same name
                scenarios[f"{file}: {name}"] = scenario
    outlooks = compare_many(scenarios, reading=reading)
    if json:
        _print_json(outlooks.to_dict())
        return
    _print_outlooks(outlooks)
    for name, each in scenarios.items():
        if each.edits:
            print()
            print(f"{name}: {compare(each.root.replay(reading=reading), each.replay(reading=reading))}")


@app.command
def schema(*, what_if: Annotated[bool, Parameter(help="That of what-if files instead.")] = False) -> None:
    """
    Print the JSON Schema of scenario files, for editors.
    """
    _print_json(what_if_schema() if what_if else schema_of_files())


def _plans(file: str, name: str | None, scenario: Scenario) -> list[WhatIf]:
    """
    The what-ifs of a file, or the one of that name, all about *scenario*.
    """
    plans = load_what_ifs(file)
    meant = [plan for plan in plans if name in (None, plan.name)]
    if not meant:
        raise unknown("what-if", name, (plan.name for plan in plans))
    for plan in meant:
        if plan.scenario is not None and plan.load().hash != scenario.hash:
            raise EditError.of(
                f"{file}: {plan.name} is about {plan.scenario!r}, not {scenario.name!r}",
                "accepted: what-ifs about that scenario, or without one",
            )
    return meant


def _to_compare(source: str, known: Mapping[str, Scenario]) -> list[tuple[str, Scenario]]:
    """
    What a source has to be compared, with names: its what-ifs and what they depart from, or the scenario that it is.

    What-ifs that name no scenario are about the first one *known*.
    """
    if not is_what_if_file(source):
        scenario = load(source)
        return [(scenario.name if source in bundled() else source, scenario)]
    found: list[tuple[str, Scenario]] = []
    for plan in load_what_ifs(source):
        if plan.scenario is None and not known:
            raise EditError.of(
                f"{source}: {plan.name} does not say which scenario it is about",
                "accepted: a 'scenario' in the file, or the scenario before it",
            )
        name, record = next(iter(known.items())) if plan.scenario is None else ("", plan.load())
        found += [(name or record.name, record), (plan.name, plan.apply(record))]
    return found


def _edited(scenario: Scenario, said: Sequence[tuple[str, str]] | None) -> Scenario:
    """
    The scenario after the edits that were given as flags.
    """
    for flag, value in said or ():
        scenario = scenario.what_if(_edit(flag, value, scenario))
    return scenario


def _edit(flag: str, value: str, scenario: Scenario) -> Edit:
    """
    The edit that a flag stands for.
    """
    if flag == "--insert":
        words = value.split()
        if len(words) != len(("date", "entity", "trigger")):
            raise _misused(flag, value, '"DATE ENTITY TRIGGER"')
        day, entity, trigger = words
        return Insert(Event(entity, trigger, day, _free_id(f"{entity}.{trigger}", scenario)))
    if flag in _ONE_NAME:
        return _ONE_NAME[flag](value)
    make, usage = _TWO_NAMES[flag]
    first, equals, second = value.rpartition("=")
    if not (first and equals and second):
        raise _misused(flag, value, usage)
    return make(first.strip(), second.strip())


_ONE_NAME: Mapping[str, Callable[[str], Edit]] = {
    "--drop": Drop,
    "--bridge": lambda event: Drop(event, bridge=True),
    "--according": Retold,
}
_TWO_NAMES: Mapping[str, tuple[Callable[[str, str], Edit], str]] = {
    "--delay": (lambda event, by: Delay(event, _length(by)), "EVENT=90d"),
    "--advance": (lambda event, by: Advance(event, _length(by)), "EVENT=90d"),
    "--move": (Move, "EVENT=DATE"),
    "--swap": (Swap, "EVENT=EVENT"),
    "--redate": (Redate, "EVENT=DATE"),
    "--revise": (Revise, "DEADLINE=DATE"),
    "--initial": (Initial, "ENTITY=STATE"),
}


def _length(text: str) -> str:
    return f"{text}d" if text.isdecimal() else text


def _misused(flag: str, value: str, usage: str) -> EditError:
    return EditError.of(f"{flag} {value!r} can't be read", f"accepted: {flag} {usage}")


def _free_id(name: str, scenario: Scenario) -> str:
    taken = {event.id for event in scenario.events}
    names = chain([name], (f"{name}#{n}" for n in count(2)))
    return next(each for each in names if each not in taken)


def _shortly(limit: Limit) -> list[str]:
    if limit.days is None:
        return ["no limit", ""]
    return [counted(limit.days), f"{limit.kind} {limit.id}"]


def _print_slack(slack_: Slack) -> None:
    _print_title(f"{slack_.event}, on {slack_.day}")
    rows = [
        [way, "no limit" if each.days is None else counted(each.days), each.id or "any event", each.why]
        for way, limits in (("later", slack_.later), ("earlier", slack_.earlier))
        for each in limits
    ]
    _print_table(["way", "holds for", "then", "why"], rows)


def _repaired(repair_: Repair) -> dict[str, Any]:
    return {
        "goal": repair_.goal,
        "found": bool(repair_),
        "edits": None if repair_.edits is None else [codec.dump(edit) for edit in repair_.edits],
        "exhausted": list(repair_.exhausted),
    }


def _print_divergence(divergence: Divergence) -> None:
    print(divergence.summary)
    if divergence.events:
        _print_heading("Events")
        _print_table(
            ["event", "before", "after", "outcome", "because"],
            [_event_difference(each, divergence) for each in divergence.events],
        )
    if divergence.entities:
        _print_heading("States")
        _print_table(
            ["entity", "before", "after"], [row for each in divergence.entities for row in _side_by_side(each)]
        )
    if divergence.deadlines:
        _print_heading("Deadlines")
        _print_table(
            ["id", "before", "after", "because"],
            [
                [each.id, _outcome(each.before), _outcome(each.after), _because(each, divergence)]
                for each in divergence.deadlines
            ],
        )
    for movement in divergence.after.scenario.movements.values():
        if any(cause.kind == "absorbed" for cause in movement.causes):
            print(f"slack: {movement}")
    for contradiction in divergence.after.contradictions:
        print(f"contradiction: {contradiction}")


def _event_difference(each: EventDifference, divergence: Divergence) -> list[str]:
    before, after = ("" if step is None else step.date.isoformat() for step in (each.before, each.after))
    shift = "" if not each.days else f"{counted(each.days)} {'later' if each.days > 0 else 'earlier'}"
    outcome = [each.outcome] if each.outcome != "moved" else []
    return [each.id, before, after, ", ".join(filter(None, [*outcome, shift])), _because(each, divergence)]


def _because(difference: Difference, divergence: Divergence) -> str:
    """
    What came just before it on the causal chain, and the edits.
    """
    *earlier, _ = divergence.chain(difference)
    return str(earlier[-1]) if earlier else ""


def _side_by_side(each: EntityDifference) -> Iterator[list[str]]:
    for pair in each.pairs:
        if pair.before != pair.after:
            yield [each.id, *("" if spell is None else _spell(spell) for spell in (pair.before, pair.after))]


def _spell(spell: Spell) -> str:
    return f"{spell.state} {spell.start} to {spell.end or 'the end'}"


def _outcome(outcome: Outcome | None) -> str:
    return "" if outcome is None else _deadline(outcome)[3]


def _print_outlooks(outlooks: Outlooks) -> None:
    header = ["name", *outlooks.entities, *outlooks.deadlines, "refused"]
    _print_table(
        header,
        [
            [
                each.name,
                *(str(each.endings.get(entity, "")) for entity in outlooks.entities),
                *(str(each.margins.get(deadline, "")) for deadline in outlooks.deadlines),
                ", ".join(each.refused),
            ]
            for each in outlooks.outlooks
        ],
    )


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
    late = "" if not days else f", {counted(days)} {'late' if days > 0 else 'early'}"
    met = "" if outcome.met_on is None else outcome.met_on.isoformat()
    due = "" if outcome.due is None else outcome.due.isoformat()
    return [outcome.id, due, met, outcome.verdict + late, outcome.name]


def _remarks(timeline: Timeline) -> list[str]:
    """
    What deserves a second look.
    """
    counts = {
        each: sum(step.disposition == each for step in timeline.steps) for each in ("refused", "orphaned", "stranded")
    }
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
