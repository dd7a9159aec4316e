"""
Whose version of a record: one party's, one that a policy picks among the claims, or what had been published by a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    published counts. A date that contains the recorded one agrees with it. What it disputes without giving any date,
    value or number of its own did not happen in its version; what it asserts did. Where it is silent, or gives no
    comment, all stays as recorded.

    Raises:
        UnknownError: If there is no such party.
    """
    voices = voices_of(record, party, members=members)
    parts: tuple[Event | Deadline, ...] = (*record.events, *record.deadlines)
    speaks = any(_said(part.claims, voices, party) for part in parts)
    name = f"according to {party}" if speaks else f"according to {party}, who says nothing"
    return evolve(
        record,
        events=[_told(event, voices, party) for event in record.events],
        deadlines=[_due(deadline, voices, party) for deadline in record.deadlines],
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
    return sorted(said, key=lambda claim: (party in claim.voices, _published(claim)))


def _published(claim: Claim) -> date:
    return date.min if claim.published is None else claim.published.latest or date.max


def _denies(claims: Sequence[Claim]) -> bool | None:
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
    denied = _denies(whole)
    changed = evolve(event, fires=fires)
    if denied is not None:
        changed = evolve(changed, denied_by=party if denied else None)
    dates = [claim.date for claim in _about_all(event, said) if claim.date is not None]
    if dates and not denied:
        changed = redated(changed, event.date if contains(dates[-1], event.date) else dates[-1])
    values = {key: value for claim in said for key, value in claim.values.items()}
    measures = _measured(event, (measure for claim in said for measure in claim.measures))
    return evolve(changed, attributes=immutabledict({**event.attributes, **values}), measures=measures)


def _told_firing(firing: Firing, said: Sequence[Claim], party: str) -> Firing:
    denied = _denies([claim for claim in said if claim.of == firing.name])
    return firing if denied is None else evolve(firing, denied_by=party if denied else None)


def _about_all(event: Event, claims: Iterable[Claim]) -> list[Claim]:
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


def _due(deadline: Deadline, voices: frozenset[str], party: str) -> Deadline:
    dates = [claim.date for claim in _said(deadline.claims, voices, party) if claim.date is not None]
    if not dates:
        return deadline
    recorded = deadline.due
    agrees = isinstance(recorded, ImpreciseDate) and contains(dates[-1], recorded)
    return deadline if agrees else evolve(deadline, due=dates[-1])


def contains(outer: ImpreciseDate, inner: ImpreciseDate) -> bool:
    """
    Whether all days of *inner* are days of *outer*.
    """
    return (outer.earliest or date.min) <= (inner.earliest or date.min) and (inner.latest or date.max) <= (
        outer.latest or date.max
    )


def dated_by(record: R, policy: Policy) -> R:
    """
    The version in which *policy* picks every event's date from the recorded one and those of its claims.

    ``earliest`` takes the date that begins first, ``latest`` the one that ends last; ``most_corroborated`` the one
    that most voices give, the recorded one if it is among the best, else the earliest of them. A voice is who
    announces it, or the outlet where nobody does; it counts once, by what it published last. A claim without a date of
    its own speaks for the recorded date; one that gives no comment, or disputes without a date, for none; and a plan
    for one only where all claims are plans.
    """
    if policy == "as_recorded":
        return record
    events = [redated(event, _picked(event, policy)) for event in record.events]
    return evolve(record, events=events, version=version_of(record.version, f"{policy} claims"))


def _picked(event: Event, policy: Policy) -> ImpreciseDate:
    dates = _dates(event)
    if policy == "earliest":
        return min(dates, key=_begins)
    if policy == "latest":
        return max(dates, key=_ends)
    most = max(len(voices) for voices in dates.values())
    best = [when for when, voices in dates.items() if len(voices) == most]
    return event.date if event.date in best else min(best, key=_begins)


def _dates(event: Event) -> Mapping[ImpreciseDate, set[str]]:
    """
    The dates given for *event*, the recorded one first, and the voices that give each; one that means the same days as
    another is that one.
    """
    last: dict[str, Claim] = {}
    speaking = [claim for claim in _about_all(event, event.claims) if claim.stance != "no_comment"]
    told = [claim for claim in speaking if claim.stance != "plans"] or speaking
    for claim in sorted(told, key=_published):
        last.update(dict.fromkeys(claim.voices[:1], claim))
    found: dict[ImpreciseDate, set[str]] = {event.date: set()}
    by_days = {_days(event.date): event.date}
    for voice, claim in last.items():
        if claim.stance != "disputes" or claim.date is not None:
            given = claim.date or event.date
            when = by_days.setdefault(_days(given), given)
            found.setdefault(when, set()).add(voice)
    return found


def _days(when: ImpreciseDate) -> tuple[object, ...]:
    return when.kind, when.earliest, when.latest, when.approximate, when.uncertain


def _begins(when: ImpreciseDate) -> tuple[object, ...]:
    return when.sort_key


def _ends(when: ImpreciseDate) -> tuple[object, ...]:
    first, last, text = when.sort_key
    return last, first, text


def as_published(record: R, day: date) -> R:
    """
    The record as anybody could have known it on *day*: without claims that were published later, and without events of
    which nothing had been published; nothing is known after that day.

    A claim without a date of publication counts as published. Where only claims with dates of their own are left, the
    last published gives the date.
    """
    events = [event for event in (_known(event, day) for event in record.events) if event is not None]
    gone = {event.id for event in record.events} - {event.id for event in events}
    return evolve(
        record,
        events=[evolve(event, after=[link for link in event.after if link.event not in gone]) for event in events],
        deadlines=[evolve(each, claims=_by(each.claims, day)) for each in record.deadlines],
        dropped=(*record.dropped, *(event.id for event in record.events if event.id in gone)),
        known_until=max(min(day, record.last_known), record.first_day),
        version=version_of(record.version, f"as published by {day}"),
    )


def _by(claims: Iterable[Claim], day: date) -> list[Claim]:
    return [claim for claim in claims if claim.published is None or _published(claim) <= day]


def _known(event: Event, day: date) -> Event | None:
    claims = _by(event.claims, day)
    if event.claims and not claims:
        return None
    speaking = sorted((claim for claim in claims if claim.stance != "no_comment"), key=_published)
    changed = evolve(event, claims=claims)
    dates = [claim.date for claim in _about_all(event, speaking)]
    agrees = any(when is None or contains(when, event.date) for when in dates)
    if len(claims) < len(event.claims) and dates and not agrees:
        return redated(changed, dates[-1] or event.date)
    return changed


def redated(event: Event, when: ImpreciseDate) -> Event:
    """
    The event on another date; claims that spoke for the recorded one say so from now on.
    """
    if when == event.date:
        return event
    claims = tuple(
        evolve(claim, date=event.date) if claim.date is None and claim.stance in ("asserts", "confirms") else claim
        for claim in event.claims
    )
    return evolve(event, date=when, claims=claims)
