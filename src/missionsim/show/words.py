"""
The sentences in which differences and their causes are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from missionsim.answers.differences import (
    DeadlineDifference,
    Difference,
    EntityDifference,
    EventDifference,
    disposition,
)
from missionsim.errors import visible
from missionsim.record.conditions import listing
from missionsim.record.dates import counted
from missionsim.replay.context import Context
from missionsim.replay.outcomes import Outcome, Verdict
from missionsim.replay.refusals import Refusal
from missionsim.replay.spells import Spell
from missionsim.replay.steps import Step
from missionsim.whatif.causes import Cause

if TYPE_CHECKING:  # what tells of a replay alone needs no more than that
    from missionsim.answers.divergence import Divergence
    from missionsim.answers.trail import Link


def verdict_words(outcome: Outcome | None) -> str:
    """
    What became of a deadline, with its days, as what follows "is".
    """
    if outcome is None:
        return "not there"
    if outcome.verdict == "undetermined":
        return f"undetermined{_range(outcome)}"
    if outcome.verdict == "void":
        return "withdrawn" if outcome.due is None else "not binding"
    return margin_words(outcome.verdict, outcome.days_late)


def margin_words(verdict: Verdict, late: int | None) -> str:
    """
    A verdict with the days by which it was late.

    Args:
        verdict: The verdict.

        late: Days late, negative if early; ``None`` if it never came to hold.
    """
    if verdict == "met" and late is not None:
        return f"met with {counted(late)} to spare" if late else "met on its last day"
    if verdict == "violated":
        if late is None:
            return "missed altogether"
        return f"missed by {counted(late)}" if late > 0 else f"missed: it held {counted(late)} before the window opened"
    return {"pending": "open", "unset": "not set", "void": "not binding"}.get(verdict, verdict)


def refusal_words(refusal: Refusal) -> str:
    """
    Why something can't take place, as a clause.
    """
    is_state = not (refusal.denied_by or refusal.orphaned_by or refusal.blockers or refusal.vetoed)
    if not is_state:
        return refusal.why
    if not refusal.allowed:
        return f"{refusal.entity} is {refusal.state}, and nothing leads out of that state"
    return f"{refusal.entity} is {refusal.state}, and that state allows {listing(map(repr, refusal.allowed))} only"


def _range(outcome: Outcome) -> str:
    """
    Both margins of a verdict in doubt, and what counted last.
    """
    least, most = outcome.margins
    parts = []
    if least is not None or most is not None:
        parts.append(_late(least) if least == most else f"{_late(least)} to {_late(most)}")
    if outcome.last_counted is not None:
        parts.append(f"last counted on {outcome.last_counted}")
    if not outcome.is_exact:
        parts.append("not all readings were looked at")
    return f": {'; '.join(parts)}" if parts else ""


def _late(days: int | None) -> str:
    if days is None:
        return "never"
    if not days:
        return "on its last day"
    return f"{counted(days)} {'late' if days > 0 else 'early'}"


def link_words(link: Link, divergence: Divergence) -> str:
    """
    One link of a causal chain, as a clause.
    """
    if link.kind == "edit":
        return str(divergence.edits[int(link.id)])
    if link.blocker is not None:
        state, requirement, is_after = link.blocker
        return f"{link.id} {'is' if is_after else 'is no longer'} {state}, but {requirement}"
    return f"{'with all edits, ' if link.takes_more else ''}{_difference_words(link, divergence)}"


def _difference_words(link: Link, divergence: Divergence) -> str:
    difference = link.difference
    if isinstance(difference, EventDifference):
        return event_words(difference, divergence)
    if isinstance(difference, EntityDifference):
        before, after = (_state_on(spells, link.on) for spells in (difference.before, difference.after))
        return f"{link.id} is {after} instead of {before} on {link.on}"
    return link.id if difference is None else f"deadline {link.id} is {deadline_words(difference)}"


def _state_on(spells: Sequence[Spell], day: date | None) -> str:
    return next((spell.state for spell in spells if day is not None and spell.covers(day)), "nothing")


def _later(days: int | None) -> str:
    return f"{counted(days or 0)} {'later' if (days or 0) > 0 else 'earlier'}"


def _name(difference: EventDifference) -> str:
    return difference.id if difference.firing in (None, difference.id) else f"{difference.firing} ({difference.id})"


def event_words(difference: EventDifference, divergence: Divergence | None = None) -> str:
    """
    What happened to an event, as a sentence without its full stop.
    """
    name, before, after = _name(difference), difference.before, difference.after
    if after is None:
        return _gone(difference, name)
    fate = disposition(after)
    if isinstance(after, Step) and fate in ("refused", "orphaned", "stranded"):
        return _not_applied(name, before, after)
    if before is None:
        return f"{name} takes place on {after.date}"
    moved = f"comes {_later(difference.days)}, on {after.date}" if difference.days else ""
    held = _held_back(difference, divergence)
    parts = filter(None, (moved + held, _outcome_words(difference, before, after)))
    return f"{name} {', and '.join(parts)}"


def _gone(difference: EventDifference, name: str) -> str:
    late = ", but after the end" if difference.is_unplayed else ""
    return f"{name} does not take place" + ("" if difference.before is None else f" on {difference.before.date}{late}")


def _not_applied(name: str, before: Step | Context | None, after: Step) -> str:
    why = "" if after.reason is None else f": {refusal_words(after.reason)}"
    if after.disposition == "stranded":
        return f"{name} never takes place{why}"
    if after.disposition == "orphaned":
        return f"{name} falls away{why}"
    when = "" if before is not None and before.date == after.date else f" on {after.date}"
    return f"{name} can't take place{when}{why}"


def _held_back(difference: EventDifference, divergence: Divergence | None) -> str:
    """
    That an event was to come earlier than what it depends on allows.
    """
    movement = None if divergence is None else divergence.movements.get(difference.id)
    pushed = next((cause for cause in movement.causes if cause.kind == "pushed"), None) if movement else None
    wanted = (difference.days or 0) - (0 if pushed is None else pushed.days)
    if pushed is None or not difference.days or not wanted:
        return ""
    way = f" {_later(wanted).split()[-1]}" if (wanted > 0) != (difference.days > 0) else ""
    return f", not {counted(wanted)}{way}: not before {pushed.by}"


def _outcome_words(difference: EventDifference, before: Step | Context, after: Step | Context) -> str:
    """
    What becomes of an event, its day left aside.
    """
    if not isinstance(before, Step) or not isinstance(after, Step):
        return "" if before.date != after.date else f"is dated {after.edtf} instead of {before.edtf}"
    if difference.outcome == "cured":
        return f"happens after all: {after.before} -> {after.after}"
    if after.reason is not None:
        return f"waits: {refusal_words(after.reason)}"
    if (before.before, before.after) != (after.before, after.after):
        return f"leads from {after.before} to {after.after} instead of {before.before} to {before.after}"
    if before.automatic != after.automatic:
        return f"sets off {listing(map(str, after.automatic)) if after.automatic else 'nothing'}"
    return "" if before.date != after.date else f"is dated {after.edtf} instead of {before.edtf}"


def deadline_words(difference: DeadlineDifference) -> str:
    """
    What differs in a deadline, as what follows "is".
    """
    before, after = difference.before, difference.after
    mine, other = verdict_words(before), verdict_words(after)
    if before is None or after is None or mine != other:
        if ":" in other:
            return f"{other}, where it was {mine}"
        both = (mine, other)
        days = mine.removeprefix("missed by ").partition(" ")[0]
        return f"{other} instead of {days if all(each.startswith('missed by ') for each in both) else mine}"
    if before.due != after.due:
        return f"due {after.due or 'never'} instead of {before.due or 'never'}, and {other} nevertheless"
    if before.met_on != after.met_on:
        return f"fulfilled {_on(after.met_on)} instead of {_on(before.met_on)}, and {other} nevertheless"
    return f"set {_on(after.set_on)} instead of {_on(before.set_on)}, and {other} nevertheless"


def _on(day: date | None) -> str:
    return "never" if day is None else f"on {day}"


def summary(divergence: Divergence) -> str:
    """
    All that differs, as a paragraph.
    """
    return " ".join(_sentences(divergence))


def _sentences(divergence: Divergence) -> Iterator[str]:
    with_ = f"With {'; '.join(map(str, divergence.edits))}: " if divergence.edits else ""
    if not divergence:
        silent = f" ({divergence.after.version})" if divergence.after.version.endswith("says nothing") else ""
        yield f"{with_}nothing changes{silent}."
        return
    first = divergence.first_difference
    if first is None:
        yield f"{with_}no state and no event differs."
    elif first <= divergence.before.start:
        yield f"{with_}the first day differs already."
    else:
        yield f"{with_}nothing differs before {first}."
    yield from _event_sentences(divergence)
    names = _names(divergence)
    for entity in divergence.entities:
        yield f"{visible(names.get(entity.id, entity.id))} {listing(_course(entity, divergence.after.steps))}."
    for deadline in divergence.deadlines:
        title = next((each.name for each in (deadline.after, deadline.before) if each is not None and each.name), "")
        named = f"The deadline {deadline.id!r}" + (f" ({visible(title)})" if title else "")
        way = "lost: " if deadline.is_lost else "won: " if deadline.is_won else ""
        yield f"{named} is {way}{deadline_words(deadline)}."


def _event_sentences(divergence: Divergence) -> Iterator[str]:
    """
    What was edited or comes out otherwise, each for itself; then what just moved along, by what moved it.
    """
    along: dict[tuple[Cause, int | None], list[str]] = {}
    for event in divergence.events:
        cause = _mover(divergence, event) if event.outcome == "moved" else None
        if cause is None:
            yield f"{event_words(event, divergence)}."
        else:
            along.setdefault((cause, event.days), []).append(_name(event))
    for (cause, days), ids in along.items():
        verb, end = ("carries", " along,") if cause.kind == "carried" else ("holds", " back:")
        told = (
            f"{_later(days)}"
            if cause.kind == "carried"
            else f"{'they come' if len(ids) > 1 else 'it comes'} {_later(days)}"
        )
        slack = f"; slack absorbs {counted(cause.absorbed)}" if cause.absorbed else ""
        yield f"{cause.by} {verb} {listing(ids)}{end} {told}{slack}."


def _mover(divergence: Divergence, event: EventDifference) -> Cause | None:
    """
    What alone carried or pushed an event that no edit names.
    """
    movement = divergence.movements.get(event.id)
    causes = movement.causes if movement is not None else ()
    moving = [each for each in causes if each.kind in ("edited", "carried", "pushed")]
    return moving[0] if len(moving) == 1 and moving[0].kind != "edited" else None


def _names(divergence: Divergence) -> Mapping[str, str]:
    records = [each.record for each in (divergence.before, divergence.after) if each.record is not None]
    return {entity.id: entity.name for record in records for entity in record.entities if entity.name}


def _course(entity: EntityDifference, steps: Sequence[Step]) -> Iterator[str]:
    """
    What differs in the course of an entity, as clauses.
    """
    for pair in entity.pairs:
        clause = _clause(pair.before, pair.after) if pair.after is not None else _missing(pair.before, entity, steps)
        if clause:
            yield clause


def _missing(before: Spell | None, entity: EntityDifference, steps: Sequence[Step]) -> str:
    """
    That a spell is not there any more: the state at all, at the end of any day, or just this time.
    """
    assert before is not None  # noqa: S101  a pair has one spell at least
    state = _word(before.state)
    same = [spell for spell in entity.after if spell.state == before.state]
    if same:
        is_so = any(spell.covers(before.start) for spell in same)
        return "" if is_so else f"is not {state} from {before.start}"
    was = f" (it was from {before.start})"
    changes = [(step.date, change) for step in steps for change in step.changes if change.entity == entity.id]
    passing = next((day for day, change in changes if change.after == before.state), None)
    if passing is None:
        return f"is never {state}{was}"
    return f"is {state} only within {passing}{'' if passing == before.start else was}"


def _clause(before: Spell | None, after: Spell) -> str:
    if before is None:
        return f"is {_word(after.state)} from {after.start}"
    if before == after:
        return ""
    if before.start != after.start:
        return f"is {_word(after.state)} from {after.start} instead of {before.start}"
    if after.end is None:
        return f"stays {_word(after.state)} to the end instead of until {before.end}"
    if before.end is None:
        return f"is {_word(after.state)} until {after.end} instead of to the end"
    return ""


def _word(state: str) -> str:
    return state.replace("_", " ")


def chain_words(divergence: Divergence, difference: Difference | str) -> tuple[str, ...]:
    """
    How the edits led to a difference, clause by clause.

    Raises:
        UnknownError: If there is no such difference.
    """
    return tuple(link_words(link, divergence) for link in divergence.links(difference))
