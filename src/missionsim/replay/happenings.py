"""
What took effect in a replay and when, in order: events, context, and the numbers observed with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from attrs import frozen

from missionsim.record.conditions import Quantity
from missionsim.record.events import Event
from missionsim.record.parties import Claim
from missionsim.replay.columns import APPLIED, Columns
from missionsim.replay.program import Program


class Happening(NamedTuple):
    """
    An event that took effect.

    Args:
        day: The day, as an ordinal.

        rank: Its place among those of a day.

        position: Position of the event.
    """

    day: int
    rank: int
    position: int


@frozen
class Observation:
    """
    A number that was observed on an entity.

    Args:
        entity: Id of the entity.

        name: What was counted.

        value: The range that it lies in.

        date: The day of the event that it came with.

        source: Id of that event.

        claims: Who says so.
    """

    entity: str
    name: str
    value: Quantity
    date: dt.date
    source: str
    claims: tuple[Claim, ...] = ()


def happenings(  # noqa: PLR0913  what a replay consists of
    events: Sequence[Event],
    program: Program,
    columns: Columns,
    days: Sequence[int],
    order: Sequence[int],
    wanted: Iterable[int],
) -> list[Happening]:
    """
    The *wanted* events that took effect, in order; context on its own day, others on that of their first firing that
    was applied.

    Args:
        events: All events.

        program: Its program.

        columns: What happened.

        days: The day of every event.

        order: Positions of all events in the order of the replay.

        wanted: Positions of the events.
    """
    asked = set(wanted)
    if not asked:
        return []
    rank_of = {position: rank for rank, position in enumerate(order) if position in asked}
    planned = dict(enumerate(days))
    found: dict[int, Happening] = {}
    for row, (what, how) in enumerate(zip(columns.what, columns.how, strict=True)):
        if what < 0 or how < APPLIED:
            continue
        position = program.event_of[what]
        if position in asked and position not in found:
            day = columns.day[row]
            # What waited comes behind all that was planned for the day.
            rank = rank_of[position] if position in rank_of and day == planned[position] else len(order) + row
            found[position] = Happening(day, rank, position)
    for position in asked:
        event = events[position]
        if event.is_context and event.denied_by is None:
            found[position] = Happening(days[position], rank_of[position], position)
    return sorted(found.values())


def observations(events: Sequence[Event], happened: Iterable[Happening], last: int) -> Iterator[Observation]:
    """
    The numbers observed with events that took effect, in order, up to the end of day *last*.
    """
    for happening in happened:
        event = events[happening.position]
        if happening.day <= last:
            for measure in event.measures:
                yield Observation(
                    entity=measure.entity or event.entities[0],
                    name=measure.name,
                    value=Quantity(measure.low, measure.high),
                    date=dt.date.fromordinal(happening.day),
                    source=event.id,
                    claims=event.claims,
                )
