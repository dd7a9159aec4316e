"""
What each firing is evidence of: asserted to have happened, planned, waiting for its moment, or denied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from missionsim.record.events import Event, Firing
from missionsim.record.record import Record
from missionsim.replay.columns import APPLIED, DEFERRED, REFUSED

Mode = Literal["required", "free", "waiting", "denied"]


def mode_of(event: Event, firing: Firing, *, is_later: bool) -> Mode:
    """
    What a firing is evidence of.

    Args:
        event: Its event.

        firing: The firing.

        is_later: Whether the event lies after the last day about which anything is known.

    Returns:
        ``denied`` in this version; ``waiting`` for the first moment at which it can be applied; ``free``, a plan: all
        who speak of it plan it, or it lies after the last day known; else ``required``: it is asserted.
    """
    if firing.denied_by is not None or event.denied_by is not None:
        return "denied"
    if firing.when_enabled:
        return "waiting"
    stances = {claim.stance for claim in event.claims_of(firing)} - {"no_comment"} if event.claims else set()
    return "free" if is_later or stances == {"plans"} else "required"


def modes_of(record: Record, lows: Sequence[int]) -> list[Mode]:
    """
    What every firing of a record is evidence of, in the order of its program.

    Args:
        record: The record.

        lows: First day of every event, as an ordinal.
    """
    known = record.last_known.toordinal()
    return [
        mode_of(event, firing, is_later=low > known)
        for event, low in zip(record.events, lows, strict=True)
        for firing in event.fires
    ]


def modes_again(record: Record, modes: Sequence[Mode], before: Sequence[int], lows: Sequence[int]) -> Sequence[Mode]:
    """
    The same of a record that differs from another in dates only: it does where events came to lie after the last day
    known, or no longer do.

    Args:
        record: The record.

        modes: Those of the other one.

        before: First day of every event there, as an ordinal.

        lows: First day of every event.
    """
    known = record.last_known.toordinal()
    if all((low > known) == (old > known) for low, old in zip(lows, before, strict=True)):
        return modes
    return modes_of(record, lows)


def is_lost(how: int, mode: Mode) -> bool:
    """
    Whether what is asserted did not happen.
    """
    return mode == "required" and how < APPLIED and how != -DEFERRED


def is_refused(how: int, mode: Mode) -> bool:
    """
    Whether a plan was refused.
    """
    return mode == "free" and how == -REFUSED
