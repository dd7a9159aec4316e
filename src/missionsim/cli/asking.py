"""
The commands that look for numbers: slack, and the fewest repairs.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from missionsim.answers.repair import Kind, Repair
from missionsim.answers.repair import repair as find_repair
from missionsim.answers.slack import Limit, Slack, slacks
from missionsim.answers.slack import slack as find_slack
from missionsim.cli.flags import edited
from missionsim.cli.parameters import Edits, Json, Reading, Source
from missionsim.cli.what_ifs import plans_of
from missionsim.files.scenario_files import load
from missionsim.plain import dump
from missionsim.record.dates import counted
from missionsim.show.answers_words import limit_words, repair_words
from missionsim.show.data import slack_data
from missionsim.show.tables import print_json, print_table, print_text, print_title


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
    asked = edited(load(scenario), edits)
    if event is None:
        found = slacks(asked, reading=reading, progress=_progress if sys.stderr.isatty() else None)
    else:
        found = (find_slack(asked, event, reading=reading),)
    if json:
        print_json([slack_data(each) for each in found])
    elif event is None:
        print_table(
            ["event", "day", "can slip", "then", "can come early", "then"],
            [[each.event, each.day.isoformat(), *_shortly(each.slip), *_shortly(each.advance)] for each in found],
        )
    else:
        _print_slack(found[0])


def _progress(done: int, of: int) -> None:
    print(f"\r{done} of {of} events", end="\n" if done == of else "", file=sys.stderr)  # noqa: T201


def _shortly(limit: Limit) -> list[str]:
    return ["no limit", ""] if limit.days is None else [counted(limit.days), f"{limit.kind} {limit.id}"]


def _print_slack(slack_: Slack) -> None:
    print_title(f"{slack_.event}, on {slack_.day}")
    rows = [
        [way, "no limit" if each.days is None else counted(each.days), each.id or "any event", limit_words(each)]
        for way, limits in (("later", slack_.later), ("earlier", slack_.earlier))
        for each in limits
    ]
    print_table(["way", "holds for", "then", "why"], rows)


def repair(  # noqa: PLR0913  one per option
    scenario: Source,
    deadline: Annotated[str, Parameter(help="Id of the deadline that ought to be met.")],
    file: Annotated[str | None, Parameter(help="What-if file; its edits are what may be chosen from.")] = None,
    /,
    *,
    edits: Edits = None,
    name: Annotated[str | None, Parameter(help="Only the what-if of that name in the file.")] = None,
    kind: Annotated[
        list[Kind] | None,
        Parameter(help="What may be done to an event, as often as wanted; delay, advance unless given."),
    ] = None,
    event: Annotated[
        list[str] | None,
        Parameter(help="Id of an event that may be edited, as often as wanted; all unless given."),
    ] = None,
    days: Annotated[int, Parameter(help="The most days by which an event may be shifted.")] = 365,
    most_edits: Annotated[int | None, Parameter(help="The most edits; 1 unless given, or all of the file's.")] = None,
    json: Json = False,
) -> int:
    """
    Find the fewest edits after which a deadline is met; edits given as flags are made before.
    """
    record = load(scenario)
    among = None if file is None else [each for plan in plans_of(file, name, record) for each in plan.edits]
    found = find_repair(
        edited(record, edits),
        deadline,
        among,
        kinds=kind or ("delay", "advance"),
        events=event,
        days=days,
        most_edits=most_edits,
    )
    if json:
        print_json(_repaired(found))
    else:
        print_text(repair_words(found))
    return 0 if found else 1


def _repaired(repair_: Repair) -> dict[str, Any]:
    return {
        "goal": repair_.goal,
        "found": bool(repair_),
        "edits": None if repair_.edits is None else [dump(edit) for edit in repair_.edits],
        "exhausted": list(repair_.exhausted),
    }
