"""
The sentences in which slack, repairs, orders, possible days and conflicts are told.
"""

from __future__ import annotations

from missionsim.answers.order import OrderSensitivity, SensitivePair
from missionsim.answers.repair import Repair
from missionsim.answers.slack import Limit
from missionsim.record.conditions import listing
from missionsim.record.dates import counted
from missionsim.replay.possible import Conflict, Narrowed, PossibleDays
from missionsim.show.words import refusal_words, verdict_words

_AS_FAR = "As far as was searched, "


def limit_words(limit: Limit) -> str:
    """
    What breaks one day further; empty if nothing does.
    """
    if limit.outcome is not None:
        return f"deadline {limit.id}, due {limit.outcome.due}, is {verdict_words(limit.outcome)}"
    return "" if limit.refusal is None else f"{limit.id} can't take place: {refusal_words(limit.refusal)}"


def repair_words(repair: Repair) -> str:
    """
    The fewest edits, and what was tried before.
    """
    if repair.edits is None:
        return _not_found(repair)
    if not repair.edits:
        return f"It holds already: {repair.goal}."
    listed = "".join(f"\n  {edit}" for edit in repair.edits)
    if len(repair.edits) == 1:
        return f"1 edit leads to {repair.goal}:{listed}"
    return f"{len(repair.edits)} edits lead to {repair.goal}:{listed}\nNo smaller number does."


def _not_found(repair: Repair) -> str:
    """
    What was tried in vain: all allowed edits, so many at once.
    """
    most = len(repair.exhausted) - 1
    if most < 1:
        return f"Not found: {repair.goal} takes an edit, and none was tried."
    one = f"Not found: no allowed edit by itself leads to {repair.goal}"
    return f"{one}; two or more were not tried." if most == 1 else f"{one}, nor do up to {most} of them together."


def order_words(found: OrderSensitivity) -> str:
    """
    Which orders matter.
    """
    prefix = "" if found.is_exact else _AS_FAR
    if not found.pairs:
        return f"{prefix}No order that the record allows changes the outcome.".replace("searched, No", "searched, no")
    lead = f"{prefix}The outcome depends on the order of events:".replace("searched, The", "searched, the")
    return "\n".join([lead, *(f"  {pair_words(pair)}" for pair in found.pairs)])


def pair_words(pair: SensitivePair) -> str:
    """
    What is otherwise if the second of two events comes first.
    """
    why = "on the same day" if pair.same_day else "imprecisely dated"
    changes = [f"{event} is {fate}" for event, fate in pair.dispositions]
    changes += [f"{entity} ends as {state}" for entity, state in pair.states]
    return f"{pair.second} before {pair.first} ({why}): {'; '.join(changes) or 'another course'}"


def possible_words(found: PossibleDays) -> str:
    """
    The days on which an event can have been, and what narrowed them.
    """
    first, last = found.earliest, found.latest
    lines = [f"{found.event}: on {first}" if first == last else f"{found.event}: from {first} to {last}"]
    if not found.is_exact:
        lines[0] = f"{_AS_FAR}{lines[0]}"
    if found.not_before:
        lines.append(f"  not before {first}, since {_reasons(found.not_before, 'after')}")
    if found.not_after:
        lines.append(f"  not after {last}, since {_reasons(found.not_after, 'before')}")
    if not found.is_narrowed:
        lines.append("  as its date says")
    return "\n".join(lines)


def _reasons(steps: tuple[Narrowed, ...], side: str) -> str:
    """
    Why an event can only come before, or after, another one; and that one, before or after the next.
    """
    return ", and ".join(
        _narrowed_words(step, side, step.event if position else "it") for position, step in enumerate(steps)
    )


def _narrowed_words(step: Narrowed, side: str, subject: str) -> str:
    lag = f"at least {counted(step.lag)} " if step.lag else ""
    if step.kind == "link":
        return f"{subject} comes {lag}{side} {step.by}"
    if step.kind == "machine":
        return f"{step.entity} allows {subject} only {lag}{side} {step.by}"
    if step.kind == "guard":
        return f"{subject} can only come {lag}{side} {step.by}, by the state of {step.entity}"
    return f"all orders that are possible for {subject} have that in common"


def conflict_words(conflict: Conflict) -> str:
    """
    What can't all be true, and who says so.
    """
    prefix = "" if conflict.is_exact else _AS_FAR
    if not conflict.assertions:
        return f"{prefix}dates and links leave no day for {listing(conflict.events)}"
    told = [
        f"{each} ({listing(dict.fromkeys(voice for claim in each.claims for voice in claim.voices))})"
        if each.claims
        else str(each)
        for each in conflict.assertions
    ]
    others = [event for event in conflict.events if event not in {each.event for each in conflict.assertions}]
    given = f", given the date{'s' if len(others) > 1 else ''} of {listing(others)}" if others else ""
    if len(told) == 1:
        return f"{prefix}{told[0]} can't be true{given}"
    return f"{prefix}these can't all be true: {listing(told)}{given}"
