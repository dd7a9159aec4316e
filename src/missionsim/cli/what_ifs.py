"""
The commands that edit a record and show what changes: what-if and compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from cyclopts import Parameter

from missionsim.answers.differences import Difference, EntityDifference, EventDifference
from missionsim.answers.divergence import Divergence, compare
from missionsim.answers.outlook import Margin, Outlooks, compare_many
from missionsim.cli.flags import edited
from missionsim.cli.parameters import Edits, Json, Reading, Source
from missionsim.errors import EditError, unknown, visible
from missionsim.files.scenario_files import bundled, load
from missionsim.files.what_if_files import Plan, is_what_if_file, load_what_ifs
from missionsim.record.dates import counted
from missionsim.replay.outcomes import Outcome
from missionsim.replay.spells import Spell
from missionsim.scenario import Scenario, WhatIf
from missionsim.show.data import divergence_data
from missionsim.show.tables import print_heading, print_json, print_table, print_text, print_title
from missionsim.show.words import link_words, margin_words, summary, verdict_words


def what_if(  # noqa: PLR0913  one per option
    scenario: Source,
    file: Annotated[str | None, Parameter(help="What-if file; it can stand alone if it names its scenario.")] = None,
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
    if file is None and is_what_if_file(scenario):
        asked = plans_of(scenario, name, None)
        record = asked[0].load()
    else:
        record = load(scenario)
        asked = [Plan("what_if", ())] if file is None else plans_of(file, name, record)
        if file is None and name is not None:
            raise EditError.of(f"there is no file to find {name!r} in", "accepted: --name with a what-if file")
        if file is None and not edits:
            accept = "accepted: a what-if file, or edits such as --delay EVENT=90d"
            raise EditError.of("there is nothing to try", accept)
    before = record.replay(reading=reading)
    found = {plan.name: compare(before, edited(plan.apply(record), edits).replay(reading=reading)) for plan in asked}
    if json:
        shown = {name_: divergence_data(divergence) for name_, divergence in found.items()}
        print_json(shown if len(shown) > 1 else next(iter(shown.values())))
        return
    for position, (plan, divergence) in enumerate(zip(asked, found.values(), strict=True)):
        if position:
            print_text("")
        print_title(plan.title or (plan.name if plan.edits else record.title or record.name))
        _print_divergence(divergence)


def plans_of(file: str, name: str | None, scenario: Scenario | None) -> list[Plan]:
    """
    The what-ifs of a file, or the one of that name, all about *scenario* if one is given.
    """
    plans = load_what_ifs(file)
    meant = [plan for plan in plans if name in (None, plan.name)]
    if not meant:
        raise unknown("what-if", name, (plan.name for plan in plans))
    for plan in meant:
        if scenario is not None and plan.scenario is not None and plan.load().hash != scenario.hash:
            raise EditError.of(
                f"{file}: {plan.name} is about {plan.scenario!r}, not {scenario.name!r}",
                "accepted: what-ifs about that scenario, or without one",
            )
    return meant


def _print_divergence(divergence: Divergence) -> None:
    print_text(summary(divergence))
    if divergence.events:
        print_heading("Events")
        print_table(
            ["event", "before", "after", "outcome", "because"],
            [_event_row(each, divergence) for each in divergence.events],
        )
    if divergence.entities:
        print_heading("States")
        print_table(["entity", "before", "after"], [row for each in divergence.entities for row in _side_by_side(each)])
    if divergence.deadlines:
        print_heading("Deadlines")
        print_table(
            ["id", "before", "after", "because"],
            [
                [each.id, _outcome(each.before), _outcome(each.after), _because(each, divergence)]
                for each in divergence.deadlines
            ],
        )
    for movement in divergence.movements.values():
        if any(cause.kind == "absorbed" for cause in movement.causes):
            print_text(f"slack: {movement}")
    for contradiction in divergence.after.contradictions:
        print_text(f"contradiction: {contradiction}")


def _event_row(each: EventDifference, divergence: Divergence) -> list[str]:
    before, after = ("" if step is None else step.date.isoformat() for step in (each.before, each.after))
    shift = (
        ""
        if not each.days or each.disposition not in (None, "applied")
        else f"{counted(each.days)} {'later' if each.days > 0 else 'earlier'}"
    )
    outcome = [each.outcome] if each.outcome != "moved" else []
    return [each.id, before, after, ", ".join(filter(None, [*outcome, shift])), _because(each, divergence)]


def _because(difference: Difference, divergence: Divergence) -> str:
    """
    What came just before it on the causal chain; or all the edits, where nothing else did.
    """
    *earlier, _ = divergence.links(difference)
    edits = [link for link in earlier if link.kind == "edit"]
    chosen = edits if len(edits) == len(earlier) else earlier[-1:]
    return "; ".join(link_words(link, divergence) for link in chosen)


def _side_by_side(each: EntityDifference) -> Iterator[list[str]]:
    for pair in each.pairs:
        if pair.before != pair.after:
            yield [each.id, *("" if spell is None else _spell(spell) for spell in (pair.before, pair.after))]


def _spell(spell: Spell) -> str:
    return f"{spell.state} {spell.start} to {spell.end or 'the end'}"


def _outcome(outcome: Outcome | None) -> str:
    return "" if outcome is None else verdict_words(outcome)


def compare_sources(
    files: Annotated[list[str], Parameter(help="Scenarios by name or path; what-if files.", negative=())],
    /,
    *,
    reading: Reading = "latest",
    json: Json = False,
) -> None:
    """
    Put scenarios, and the what-ifs of files, side by side: how each ends, and what becomes of the deadlines.
    """
    asked: dict[str, Scenario | WhatIf] = {}
    for file in files:
        for name, scenario in _to_compare(file, asked):
            known = asked.setdefault(name, scenario)
            if known != scenario:  # what-ifs of several files may have the same name
                asked[f"{file}: {name}"] = scenario
    outlooks = compare_many(asked, reading=reading)
    if json:
        print_json(outlooks.to_dict())
        return
    _print_outlooks(outlooks)
    for name, each in asked.items():
        if isinstance(each, WhatIf):
            print_text("")
            record = each.record
            assert isinstance(record, Scenario)  # noqa: S101  it was loaded
            told = summary(compare(record.replay(reading=reading), each.replay(reading=reading)))
            print_text(f"{visible(name)}: {told}")


def _to_compare(source: str, known: Mapping[str, Scenario | WhatIf]) -> list[tuple[str, Scenario | WhatIf]]:
    """
    What a source has to be compared, with names: its what-ifs and what they depart from, or the scenario that it is.

    What-ifs that name no scenario are about the first one *known*.
    """
    if not is_what_if_file(source):
        scenario = load(source)
        return [(scenario.name if source in bundled() else source, scenario)]
    found: list[tuple[str, Scenario | WhatIf]] = []
    for plan in load_what_ifs(source):
        first = next(((name, each) for name, each in known.items() if isinstance(each, Scenario)), None)
        if plan.scenario is not None:
            record = plan.load()
            name = record.name
        elif first is not None:
            name, record = first
        else:
            raise EditError.of(
                f"{source}: {plan.name} does not say which scenario it is about",
                "accepted: a 'scenario' in the file, or the scenario before it",
            )
        found += [(name, record), (plan.name, plan.apply(record))]
    return found


def _margin(margin: Margin | None) -> str:
    if margin is None:
        return ""
    return margin_words(margin.verdict, None if margin.days is None else -margin.days)


def _print_outlooks(outlooks: Outlooks) -> None:
    print_table(
        ["name", *outlooks.entities, *outlooks.deadlines, "refused"],
        [
            [
                each.name,
                *(str(each.endings.get(entity, "")) for entity in outlooks.entities),
                *(_margin(each.margins.get(deadline)) for deadline in outlooks.deadlines),
                ", ".join(each.refused),
            ]
            for each in outlooks.outlooks
        ],
    )
