"""
Whose dates: one party's version of the events, or a policy that picks among the claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import evolve
from immutabledict import immutabledict

from missionsim.dates import ImpreciseDate
from missionsim.model import Claim, Event

Policy = Literal["as_recorded", "earliest", "latest", "most_corroborated"]

AS_RECORDED = "as recorded"


def version_of(earlier: str, version: str) -> str:
    """
    What a version of an *earlier* version is called.
    """
    return version if earlier == AS_RECORDED else f"{earlier}, {version}"


def as_told_by(party: str, event: Event) -> Event:
    """
    The event as *party* tells it, as announcer or, where it announces nothing, as outlet.

    The date and the values that the party gives replace the recorded ones; of several, the last. An event that it
    disputes without giving any date or value of its own did not happen in its version. Where it is silent, or gives
    no comment, the event stays as recorded.
    """
    for spoken in ("by", "outlet"):
        told = [claim for claim in event.claims if getattr(claim, spoken) == party and claim.stance != "no_comment"]
        if told:
            return _told(told, party, event)
    return event


def _told(claims: Sequence[Claim], party: str, event: Event) -> Event:
    dates = [claim.date for claim in claims if claim.date is not None]
    values = {key: value for claim in claims for key, value in claim.values.items()}
    if claims[-1].stance == "disputes" and not dates and not values:
        return evolve(event, denied_by=party)
    told = redated(event, dates[-1] if dates else event.date)
    return evolve(told, attributes=immutabledict({**event.attributes, **values}))


def dated_by(policy: Policy, event: Event) -> Event:
    """
    The event on the date that *policy* picks among the recorded one and those of its claims.

    ``earliest`` takes the date that begins first, ``latest`` the one that ends last; ``most_corroborated`` the one
    that most parties announce (an outlet counts where nobody announces), the recorded one if it is among the best,
    else the earliest of them. A claim without a date of its own speaks for the recorded date; one that gives no
    comment, or disputes without a date, for none.
    """
    dates = _dates(event)
    if policy == "as_recorded" or not dates:
        return event
    if policy == "earliest":
        return redated(event, min(dates, key=_begins))
    if policy == "latest":
        return redated(event, max(dates, key=_ends))
    most = max(len(parties) for parties in dates.values())
    best = [date for date, parties in dates.items() if len(parties) == most]
    return event if event.date in best else redated(event, min(best, key=_begins))


def redated(event: Event, date: ImpreciseDate) -> Event:
    """
    The event on another date; claims that spoke for the recorded one say so from now on.
    """
    if date == event.date:
        return event
    claims = tuple(
        evolve(claim, date=event.date) if claim.date is None and claim.stance in ("asserts", "confirms") else claim
        for claim in event.claims
    )
    return evolve(event, date=date, claims=claims)


def _dates(event: Event) -> dict[ImpreciseDate, set[str]]:
    """
    The dates given for *event*, the recorded one first, and the parties that give each.
    """
    found: dict[ImpreciseDate, set[str]] = {event.date: set()}
    for claim in event.claims:
        speaks = claim.stance in ("asserts", "confirms") or (claim.stance == "disputes" and claim.date is not None)
        if speaks:
            found.setdefault(claim.date or event.date, set()).update(claim.voices[:1])
    return found


def _begins(when: ImpreciseDate) -> tuple[object, ...]:
    return when.sort_key


def _ends(when: ImpreciseDate) -> tuple[object, ...]:
    first, last, text = when.sort_key
    return last, first, text


def speakers(events: Iterable[Event]) -> tuple[str, ...]:
    """
    Ids of all parties that speak in the claims of *events*, in the order they first do.
    """
    return tuple(dict.fromkeys(voice for event in events for claim in event.claims for voice in claim.voices))
