"""
Whose version of a record: one party's, or one that a policy picks among the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, TypeVar

from attrs import evolve
from immutabledict import immutabledict

from missionsim.record.dates import ImpreciseDate
from missionsim.record.deadlines import Deadline
from missionsim.record.declaration import AS_RECORDED
from missionsim.record.events import Event, Firing
from missionsim.record.parties import Claim, Measure
from missionsim.record.record import Record

Policy = Literal["as_recorded", "earliest", "latest", "most_corroborated"]
R = TypeVar("R", bound=Record)
Days = Callable[[ImpreciseDate], tuple[object, ...]]


def version_of(earlier: str, version: str) -> str:
    """
    What a version of an *earlier* version is called.
    """
    return version if earlier == AS_RECORDED else f"{earlier}, {version}"


def voices_of(record: Record, party: str, *, members: bool = False) -> frozenset[str]:
    """
    Ids of the parties that speak for *party*: itself, and its members, and theirs, if asked.

    Raises:
        UnknownError: If there is no such party.
    """
    found = {record.party(party).id}
    todo = [party] if members else []
    while todo:
        new = set(record.party(todo.pop()).members) - found
        found |= new
        todo += new
    return frozenset(found)


def according_to(record: R, party: str, *, members: bool = False) -> R:
    """
    The record as *party* tells it, as announcer or, where it announces nothing, as outlet.

    The dates, values, measures and due dates that it gives replace the recorded ones; of several claims the last
    published counts, and one without a date of its own speaks for the recorded one. A date that contains the recorded
    one agrees with it. What it disputes without giving any date, value or number of its own did not happen in its
    version, and a deadline does not bind; what it asserts did. Where it is silent, or gives no comment, all stays as
    recorded.

    Raises:
        UnknownError: If there is no such party.
    """
    voices = voices_of(record, party, members=members)
    parts: tuple[Event | Deadline, ...] = (*record.events, *record.deadlines)
    speaks = any(_said(part.claims, voices, party) for part in parts)
    name = f"according to {party}" if speaks else f"according to {party}, who says nothing"
    told = evolve(record, events=[_told(event, voices, party) for event in record.events])
    return evolve(
        told,
        deadlines=[_told_deadline(told, deadline, voices, party) for deadline in record.deadlines],
        version=version_of(record.version, name),
    )


def _said(claims: Iterable[Claim], voices: frozenset[str], party: str) -> list[Claim]:
    """
    What *voices* say, as announcers or, where they announce nothing, as outlets: the last published last, and what
    *party* says itself behind what others say for it.
    """
    listed = [claim for claim in claims if claim.stance != "no_comment"]
    announced = [claim for claim in listed if claim.by in voices]
    said = announced or [claim for claim in listed if claim.outlet in voices]
    return sorted(said, key=lambda claim: (party in claim.voices, published(claim)))


def published(claim: Claim) -> date:
    """
    The last day on which a claim can have been published; the first of all where that is not known.
    """
    return date.min if claim.published is None else claim.published.latest or date.max


def denies(claims: Sequence[Claim]) -> bool | None:
    """
    Whether the last of some claims denies what they are about; ``None`` if they don't say.
    """
    if not claims or claims[-1].stance == "plans":
        return None
    last = claims[-1]
    return last.stance == "disputes" and last.date is None and not last.values and not last.measures


def _told(event: Event, voices: frozenset[str], party: str) -> Event:
    said = _said(event.claims, voices, party)
    if not said:
        return event
    whole = [claim for claim in said if claim.of is None]
    fires = tuple(_told_firing(firing, said, party) for firing in event.fires)
    denied = denies(whole)
    changed = evolve(event, fires=fires)
    if denied is not None:
        changed = evolve(changed, denied_by=party if denied else None)
    if not denied:
        changed = redated(changed, _last_date(about_all(event, said), event.date))
    values = {key: value for claim in said for key, value in claim.values.items()}
    measures = _measured(event, (measure for claim in said for measure in claim.measures))
    return evolve(changed, attributes=immutabledict({**event.attributes, **values}), measures=measures)


def _told_firing(firing: Firing, said: Sequence[Claim], party: str) -> Firing:
    denied = denies([claim for claim in said if claim.of == firing.name])
    return firing if denied is None else evolve(firing, denied_by=party if denied else None)


def about_all(event: Event, claims: Iterable[Claim]) -> list[Claim]:
    """
    Those of the *claims* that can date an event: not those about one of its several firings.
    """
    names = {firing.name for firing in event.fires}
    return [claim for claim in claims if claim.of is None or names == {claim.of}]


def _measured(event: Event, told: Iterable[Measure]) -> tuple[Measure, ...]:
    own = event.fires[0].entity if event.fires else None
    found = {(measure.name, measure.entity or own): measure for measure in event.measures}
    for measure in told:
        found[measure.name, measure.entity or own] = measure
    return tuple(found.values())


def _told_deadline(record: Record, deadline: Deadline, voices: frozenset[str], party: str) -> Deadline:
    said = _said(deadline.claims, voices, party)
    denied = denies(said)
    changed = deadline if denied is None else evolve(deadline, denied_by=party if denied else None)
    recorded = due_date(record, deadline)
    if denied or recorded is None:
        return changed
    return due_again(changed, recorded, _last_date(said, recorded))


def _last_date(said: Sequence[Claim], recorded: ImpreciseDate) -> ImpreciseDate:
    """
    The date that the last of some claims gives that gives any: the *recorded* one, if it agrees or has none of its own.
    """
    speaking = [claim for claim in said if claim.date is not None or claim.stance != "disputes"]
    given = speaking[-1].date if speaking else None
    return recorded if given is None or contains(given, recorded) else given


def due_date(record: Record, deadline: Deadline) -> ImpreciseDate | None:
    """
    The date on which a deadline is due; ``None`` where a length of time counts from what has no last day.
    """
    due = deadline.due
    if isinstance(due, ImpreciseDate):
        return due
    since = deadline.since or deadline.set_by
    if since is None or since not in record.positions:
        return None
    when = record.event(since).date
    if when.earliest is None or when.latest is None:
        return None
    first, last = (due.after(day).day for day in (when.earliest, when.latest))
    return ImpreciseDate.of(first) if first == last else ImpreciseDate.of(f"[{first}..{last}]")


def due_again(deadline: Deadline, recorded: ImpreciseDate, when: ImpreciseDate) -> Deadline:
    """
    The deadline with another due date, unless it agrees or never ends; claims that spoke for the recorded one say so
    from now on.
    """
    if when == recorded or when.latest is None:
        return deadline
    return evolve(deadline, due=when, claims=_dated_claims(deadline.claims, recorded))


def contains(outer: ImpreciseDate, inner: ImpreciseDate) -> bool:
    """
    Whether all days of *inner* are days of *outer*.
    """
    return (outer.earliest or date.min) <= (inner.earliest or date.min) and (inner.latest or date.max) <= (
        outer.latest or date.max
    )


def dated_by(record: R, policy: Policy) -> R:
    """
    The version in which *policy* picks the date of every event, and the due date of every deadline, from the recorded
    one and those of its claims.

    ``earliest`` takes the date that begins first, ``latest`` the one that ends last; ``most_corroborated`` the one
    that most voices give, the recorded one if it is among the best, else the earliest of them. A voice is who
    announces it, or the outlet where nobody does; it counts once, by what it published last. A claim without a date of
    its own speaks for the recorded date; one that gives no comment, or disputes without a date, for none; and a plan
    for one only where all claims are plans.
    """
    if policy == "as_recorded":
        return record
    events = [
        redated(event, _picked(event.date, about_all(event, event.claims), policy, _days)) for event in record.events
    ]
    dated = evolve(record, events=events)
    return evolve(
        dated,
        deadlines=[_due_by(dated, deadline, policy) for deadline in record.deadlines],
        version=version_of(record.version, f"{policy} claims"),
    )


def _due_by(record: Record, deadline: Deadline, policy: Policy) -> Deadline:
    recorded = due_date(record, deadline)
    if recorded is None:
        return deadline
    bounded = [claim for claim in deadline.claims if claim.date is None or claim.date.latest is not None]
    return due_again(deadline, recorded, _picked(recorded, bounded, policy, _due_days))


def _picked(recorded: ImpreciseDate, claims: Sequence[Claim], policy: Policy, days: Days) -> ImpreciseDate:
    dates = _dates(recorded, claims, days)
    if policy == "earliest":
        return min(dates, key=_begins)
    if policy == "latest":
        return max(dates, key=_ends)
    most = max(len(voices) for voices in dates.values())
    best = [when for when, voices in dates.items() if len(voices) == most]
    return recorded if recorded in best else min(best, key=_begins)


def _dates(recorded: ImpreciseDate, claims: Sequence[Claim], days: Days) -> Mapping[ImpreciseDate, set[str]]:
    """
    The dates given, the *recorded* one first, and the voices that give each; one that means the same days as another is
    that one.
    """
    last: dict[str, Claim] = {}
    speaking = [claim for claim in claims if claim.stance != "no_comment"]
    told = [claim for claim in speaking if claim.stance != "plans"] or speaking
    for claim in sorted(told, key=published):
        last.update(dict.fromkeys(claim.voices[:1], claim))
    found: dict[ImpreciseDate, set[str]] = {recorded: set()}
    by_days = {days(recorded): recorded}
    for voice, claim in last.items():
        if claim.stance != "disputes" or claim.date is not None:
            given = claim.date or recorded
            when = by_days.setdefault(days(given), given)
            found.setdefault(when, set()).add(voice)
    return found


def _days(when: ImpreciseDate) -> tuple[object, ...]:
    return when.kind, when.earliest, when.latest, when.approximate, when.uncertain


def _due_days(when: ImpreciseDate) -> tuple[object, ...]:
    """
    What makes two due dates the same: the last day, and the first of a window.
    """
    kind, first, *rest = _days(when)
    return (kind, first, *rest) if kind == "span" else tuple(rest)


def _begins(when: ImpreciseDate) -> tuple[object, ...]:
    return when.sort_key


def _ends(when: ImpreciseDate) -> tuple[object, ...]:
    first, last, text = when.sort_key
    return last, first, text


def redated(event: Event, when: ImpreciseDate) -> Event:
    """
    The event on another date; claims that spoke for the recorded one say so from now on.
    """
    return event if when == event.date else evolve(event, date=when, claims=_dated_claims(event.claims, event.date))


def _dated_claims(claims: Iterable[Claim], when: ImpreciseDate) -> tuple[Claim, ...]:
    return tuple(
        evolve(claim, date=when) if claim.date is None and claim.stance in ("asserts", "confirms") else claim
        for claim in claims
    )
