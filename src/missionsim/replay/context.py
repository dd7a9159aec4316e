"""
Context as it stands in a replay: events that fire nothing, on their days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event
from missionsim.record.parties import Claim


@frozen
class Context:
    """
    An event that fires nothing, on its day.

    Args:
        event: Id of the event.

        date: The day on which the replay has it.

        edtf: Its date, as precisely as known.

        text: What happened or was said.

        claims: Who says so.
    """

    event: str
    date: dt.date
    edtf: ImpreciseDate
    text: str
    claims: tuple[Claim, ...] = field(default=(), metadata={"key": "sources"})


def context_of(events: Sequence[Event], days: Mapping[int, int], order: Sequence[int], last: int) -> Iterator[Context]:
    """
    The context of a replay up to the end of day *last*, in order.

    Args:
        events: All events.

        days: The day of each context that takes place, by position.

        order: Positions of all events in the order of the replay.

        last: The day, as an ordinal.
    """
    told = [position for position in order if days.get(position, last + 1) <= last] if days else []
    for position in sorted(told, key=days.__getitem__):
        event = events[position]
        yield Context(event.id, dt.date.fromordinal(days[position]), event.date, event.text, event.claims)
