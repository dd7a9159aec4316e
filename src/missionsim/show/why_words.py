"""
The text that says why an entity was in a state: what put it there, who says so, and what could not change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from missionsim.errors import visible
from missionsim.record.dates import counted
from missionsim.record.events import Event, Link
from missionsim.record.parties import Claim
from missionsim.record.record import Record
from missionsim.replay.steps import Step
from missionsim.replay.timeline import Timeline
from missionsim.replay.why import Why
from missionsim.show.words import refusal_words

_STANCES = {
    "asserts": "says so",
    "confirms": "confirms it",
    "disputes": "disputes it",
    "no_comment": "has no comment",
    "plans": "announced it",
}
_FATES = {"refused": "can't take place", "orphaned": "falls away", "deferred": "waits", "stranded": "never takes place"}


def why_words(why: Why, timeline: Timeline) -> str:
    """
    Why an entity was in a state.

    Args:
        why: What put it there.

        timeline: The timeline that was asked.
    """
    known = timeline.known_until
    doubt = f" (as last known on {known})" if known is not None and known < why.on else ""
    head = f"{why.entity} was {why.state} on {why.on}{doubt}"
    refused = [
        step
        for step in timeline.steps
        if step.entity == why.entity and step.disposition != "applied" and why.since <= step.date <= why.on
    ]
    happened = f"{head}, since {why.since}, because:" if why.steps else f"{head}, as when the record begins."
    lines = [happened, *(line for step in why.steps for line in _step(step, timeline.record))]
    lines += [line for step in refused for line in _not_applied(step, timeline.record)]
    weakest = why.weakest
    if weakest is not None and why.precision != "day":
        lines.append(f"  least precise: {weakest.event}, dated {weakest.edtf}")
    return "\n".join(map(visible, lines))


def _step(step: Step, record: Record | None) -> Iterator[str]:
    dated = "" if step.edtf.text == step.date.isoformat() else f" (dated {step.edtf})"
    yield f"  {step.date} {step.event}: {step.before} -> {step.after}{dated}"
    yield from (f"    and so {change}" for change in step.automatic)
    yield from _evidence(step, record)


def _not_applied(step: Step, record: Record | None) -> Iterator[str]:
    why = "" if step.reason is None else f": {refusal_words(step.reason)}"
    yield f"  {step.date} {step.event} {_FATES[step.disposition]}{why}"
    yield from _evidence(step, record)


def _evidence(step: Step, record: Record | None) -> Iterator[str]:
    """
    What an event depends on, who says so, and what the record notes.
    """
    event = _event(step, record)
    if event is not None:
        yield from (f"    {_link(link)}" for link in event.after)
        yield from (f"    note: {event.note}" for _ in range(bool(event.note)))
    names = {} if record is None else {party.id: party.name or party.id for party in record.parties}
    for claim in step.claims:
        who = ", in ".join(names.get(voice, voice) for voice in claim.voices)
        yield f"    {f'{who}: ' if who else ''}{_said(claim)}"
        if claim.link is not None:
            yield f"      {claim.link}"


def _event(step: Step, record: Record | None) -> Event | None:
    return (
        record.events[record.positions[step.event]] if record is not None and step.event in record.positions else None
    )


def _link(link: Link) -> str:
    lag = f" plus {counted(link.lag)}" if link.lag else ""
    how = f"follows from {link.event}" if link.kind == "carry" else f"not before {link.event}{lag}"
    return f"{how}: {link.note}" if link.note else how


def _said(claim: Claim) -> str:
    gives = [claim.date.text] if claim.date is not None else []
    gives += [f"{key} {_plain(value)}" for key, value in claim.values.items()]
    gives += [f"{each.name} {_range(each.low, each.high)}" for each in claim.measures]
    stance = _STANCES[claim.stance]
    if claim.stance == "disputes" and gives:
        stance = f"gives {', '.join(gives)}"
    elif gives:
        stance += f", giving {', '.join(gives)}"
    about = f" of {claim.of}" if claim.of is not None else ""
    published = f", published {claim.published}" if claim.published is not None else ""
    note = f": {claim.note}" if claim.note else ""
    return f"{stance}{about}{published}{'' if claim.verified else ' (unverified)'}{note}"


def _plain(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _range(low: float | None, high: float | None) -> str:
    if low == high:
        return f"{low:g}"
    return f"at most {high:g}" if low is None else f"at least {low:g}" if high is None else f"{low:g} to {high:g}"
