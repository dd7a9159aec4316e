"""
Who says so, and who says otherwise, in a line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from missionsim.record.conditions import listing
from missionsim.record.dates import ImpreciseDate
from missionsim.record.parties import Claim
from missionsim.record.record import Record
from missionsim.record.versions import contains


def who_says_so(claims: Sequence[Claim], when: ImpreciseDate, record: Record) -> str:
    """
    Who says so first and how many others do, then who gives another date or disputes it; empty where nobody speaks.

    A voice is who announces it, or the outlet where nobody does; it counts once. Plans speak only where there is
    nothing else.

    Args:
        claims: The claims of an event.

        when: The date that it has.

        record: The record, for the names of parties.
    """
    speaking = [claim for claim in claims if claim.stance != "no_comment" and claim.voices]
    told = [claim for claim in speaking if claim.stance != "plans"] or speaking
    names = {party.id: party.name or party.id for party in record.parties}
    agreeing = [claim for claim in told if _agrees(claim, when)]
    parts = [_agreed(agreeing, names)] if agreeing else []
    dates = {claim.voices[0]: claim.date for claim in told if not _agrees(claim, when) and claim.date is not None}
    if dates:
        given = listing(sorted({each.text for each in dates.values()}), "or")
        parts.append(f"but {given} by {_named(dates, names)}")
    denying = {claim.voices[0]: None for claim in told if claim.stance == "disputes" and claim.date is None}
    if denying:
        parts.append(f"disputed by {_named(denying, names)}")
    return "; ".join(parts)


def _agrees(claim: Claim, when: ImpreciseDate) -> bool:
    if claim.date is None:
        return claim.stance != "disputes"
    return contains(claim.date, when)


def _agreed(claims: Sequence[Claim], names: Mapping[str, str]) -> str:
    first = ", in ".join(names.get(voice, voice) for voice in claims[0].voices)
    others = len({claim.voices[0] for claim in claims}) - 1
    more = {0: "", 1: ", and 1 other"}.get(others, f", and {others} others")
    return f"{first}{more}"


def _named(voices: Collection[str], names: Mapping[str, str]) -> str:
    """
    One voice by name, several by their number.
    """
    first, *others = voices
    return str(len(voices)) if others else names.get(first, first)
