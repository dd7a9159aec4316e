"""
What of a record had been published by a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve
from immutabledict import immutabledict

from missionsim.record.dates import ImpreciseDate
from missionsim.record.deadlines import Deadline
from missionsim.record.events import Event
from missionsim.record.parties import Claim, Measure
from missionsim.record.record import Record
from missionsim.record.versions import about_all, contains, denies, due_again, due_date, published, redated, version_of

R = TypeVar("R", bound=Record)
V = TypeVar("V")


def as_published(record: R, day: date) -> R:
    """
    The record as anybody could have known it on *day*: without claims that were published later, and without events
    and deadlines that nobody had asserted or planned; nothing is known after that day.

    A claim without a date of publication counts as published. Where all claims that are left give dates of their own,
    the last published gives the date, or the due date; so it is with values and numbers.
    """
    events = [event for event in (_known(event, day) for event in record.events) if event is not None]
    gone = {event.id for event in record.events} - {event.id for event in events}
    # Without events that came first it would begin later.
    known = evolve(
        record,
        start=record.first_day,
        events=[evolve(event, after=[link for link in event.after if link.event not in gone]) for event in events],
        dropped=(*record.dropped, *(event.id for event in record.events if event.id in gone)),
    )
    deadlines = [_known_deadline(record, deadline, day) for deadline in record.deadlines]
    return evolve(
        known,
        deadlines=[deadline for deadline in deadlines if deadline is not None],
        known_until=max(min(day, record.last_known), record.first_day),
        version=version_of(record.version, f"as published by {day}"),
    )


def _known(event: Event, day: date) -> Event | None:
    claims = _by(event.claims, day)
    told = _asserting(claims)
    if len(claims) == len(event.claims):
        return event
    if not told:
        return None
    changed = redated(evolve(event, claims=claims), _known_date(_asserting(about_all(event, claims)), event.date))
    values = {key: _agreed([claim.values.get(key) for claim in told], value) for key, value in event.attributes.items()}
    measures = [_counted(event, measure, told) for measure in event.measures]
    return evolve(changed, attributes=immutabledict(values), measures=measures)


def _known_deadline(record: Record, deadline: Deadline, day: date) -> Deadline | None:
    claims = _by(deadline.claims, day)
    if len(claims) == len(deadline.claims):
        return deadline
    told = _asserting(claims)
    if not told:
        return None
    changed = evolve(deadline, claims=claims)
    recorded = due_date(record, deadline)
    if recorded is None:
        return changed
    return due_again(changed, recorded, _known_date(told, recorded))


def _by(claims: Iterable[Claim], day: date) -> list[Claim]:
    return [claim for claim in claims if claim.published is None or published(claim) <= day]


def _asserting(claims: Iterable[Claim]) -> list[Claim]:
    """
    Those of the *claims* that speak for what they are about, on whatever date: the last published last.
    """
    return sorted((claim for claim in claims if claim.stance != "no_comment" and not denies([claim])), key=published)


def _known_date(claims: Iterable[Claim], recorded: ImpreciseDate) -> ImpreciseDate:
    others = [None if claim.date is None or contains(claim.date, recorded) else claim.date for claim in claims]
    return _agreed(others, recorded)


def _agreed(others: Sequence[V | None], recorded: V) -> V:
    """
    What was known: the *recorded* value if anybody spoke for it or nobody spoke, else the last of the others.
    """
    known = [recorded if other is None else other for other in others]
    return recorded if recorded in known or not known else known[-1]


def _counted(event: Event, measure: Measure, claims: Sequence[Claim]) -> Measure:
    own = event.fires[0].entity if event.fires else None
    name = measure.name, measure.entity or own
    counts = [{(each.name, each.entity or own): each for each in claim.measures}.get(name) for claim in claims]
    return _agreed(counts, measure)
