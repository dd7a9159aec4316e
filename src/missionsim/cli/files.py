"""
Commands about files: what is bundled, what a scenario consists of, whether files hold together, their schemas.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

from attrs import frozen
from cyclopts import Parameter

from missionsim.cli.parameters import Json, Source, flag
from missionsim.cli.remarks import known, remarks
from missionsim.errors import EditError, Fault, MissionsimError, ScenarioError, UnknownError, visible, visible_lines
from missionsim.files.scenario_files import bundled, load
from missionsim.files.what_if_files import is_what_if_file, load_what_ifs
from missionsim.plain import dump
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.scenario import Scenario
from missionsim.show.answers_words import conflict_words
from missionsim.show.tables import print_heading, print_json, print_table, print_text, print_title


def list_scenarios(*, json: Json = False) -> None:
    """
    List the bundled scenarios.
    """
    loaded = [load(name) for name in bundled()]
    if json:
        print_json([{"name": each.name, "title": each.title, "hash": each.hash} for each in loaded])
    else:
        print_table(["name", "events", "title"], [[each.name, str(len(each.events)), each.title] for each in loaded])


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
    print_text("")
    print_text(
        f"{len(loaded.events)} events, {len(context)} of them context; {len(loaded.parties)} parties; "
        f"dates disputed for: {', '.join(_disputed(loaded)) or 'none'}"
    )


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


def validate(
    files: Annotated[list[str], Parameter(help="Scenarios by name or path; what-if files.", negative=())],
    /,
    *,
    strict: Annotated[bool, flag("A record that contradicts itself is not valid.")] = False,
    json: Json = False,
) -> int:
    """
    Check scenario files and what-if files; all errors of all files are shown.
    """
    checked = [_check(file, strict=strict) for file in files]
    if json:
        print_json([each.data for each in checked])
    for each in checked if not json else ():
        if each.error is not None:
            print(visible_lines(str(each.error)), file=sys.stderr)  # noqa: T201  errors
        else:
            print_text("\n  ".join([f"{visible(each.file)}: valid ({each.holds})", *each.remarks]))
    return max(each.code for each in checked)


@frozen
class Checked:
    """
    What was found in one file.

    Args:
        file: Its name.

        error: Everything that is wrong with it; ``None`` if it is valid.

        holds: What a valid file holds, in words.

        remarks: What deserves a second look in it.
    """

    file: str
    error: MissionsimError | None = None
    holds: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """
        The exit code that it leads to.
        """
        return 0 if self.error is None else 2 if isinstance(self.error, UnknownError) else 1

    @property
    def data(self) -> dict[str, Any]:
        """
        All of it as plain data.
        """
        error = self.error
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
        return {
            "source": self.file,
            "valid": error is None,
            "faults": [] if error is None else shown,
            "remarks": list(self.remarks),
        }


def _check(file: str, *, strict: bool) -> Checked:
    try:
        return _check_what_ifs(file) if is_what_if_file(file) else _check_scenario(file, strict=strict)
    except (ScenarioError, UnknownError, EditError) as error:
        return Checked(file, error)


def _check_scenario(file: str, *, strict: bool) -> Checked:
    scenario = load(file)
    contradicted = [f"contradicts itself: {conflict_words(each)}" for each in scenario.conflicts()]
    if strict and contradicted:
        return Checked(file, ScenarioError(Fault((), each, "", file) for each in contradicted))
    holds = f"{len(scenario.entities)} entities, {len(scenario.events)} events, hash {scenario.hash[:12]}"
    return Checked(file, None, holds, (*remarks(scenario.replay()), *contradicted))


def _check_what_ifs(file: str) -> Checked:
    plans = load_what_ifs(file)
    faults: list[Fault] = []
    for plan in plans:
        try:
            if plan.scenario is not None:
                plan.apply()
        except (ScenarioError, EditError) as error:
            faults += error.faults
        except UnknownError as error:
            faults.append(Fault((plan.name, "scenario"), str(error), "", file))
    if faults:
        return Checked(file, EditError(dict.fromkeys(faults)))
    return Checked(file, None, f"what-ifs: {', '.join(plan.name for plan in plans)}")


def schema(*, what_if: Annotated[bool, flag("That of what-if files instead.")] = False) -> None:
    """
    Print the JSON Schema of scenario files, for editors.
    """
    from missionsim.files.schema import schema as schema_of_files  # noqa: PLC0415  no other command needs them
    from missionsim.files.schema import what_if_schema  # noqa: PLC0415

    print_json(what_if_schema() if what_if else schema_of_files())
