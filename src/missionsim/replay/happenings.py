"""
What took effect in a replay and when, in order: events, context, and the numbers observed with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from attrs import frozen

from missionsim.record.conditions import Quantity
from missionsim.record.events import Event
from missionsim.record.parties import Claim
from missionsim.replay.columns import APPLIED, DEFERRED, Columns
from missionsim.replay.program import Program


class Happening(NamedTuple):
    """
    An event that took effect.

    Args:
        day: The day, as an ordinal.

        rank: Its place among those of a day: that in the order of all events, and behind that of what waited.

        position: Position of the event.
    """

    day: int
    rank: tuple[int, int]
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
    program: Program,
    columns: Columns,
    days: Sequence[int],
    order: Sequence[int],
    context: Mapping[int, int],
    wanted: Iterable[int],
) -> list[Happening]:
    """
    The *wanted* events that took effect, in order; context on its own day, others on that of their first firing that
    was applied.

    Args:
        program: The compiled record.

        columns: What happened.

        days: The day of every event.

        order: Positions of all events in the order of the replay.

        context: The day of each context that takes place, by position.

        wanted: Positions of the events.
    """
    asked = set(wanted)
    if not asked:
        return []
    planned = dict(enumerate(days))
    rank_of = {position: rank for rank, position in enumerate(order)}
    found: dict[int, Happening] = {}
    waited: set[int] = set()
    latest = (0, 0)
    for row, (what, how) in enumerate(zip(columns.what, columns.how, strict=True)):
        if what < 0:
            continue
        position = program.event_of[what]
        if how == -DEFERRED:
            waited.add(position)
        is_late = position in waited or columns.day[row] != planned.get(position)
        if not is_late:
            latest = (columns.day[row], rank_of.get(position, len(order)))
        if how >= APPLIED and position in asked and position not in found:
            # What waited comes behind the event that let it happen.
            day = columns.day[row]
            behind = latest[1] if latest[0] == day else -1
            rank = (behind, row) if is_late else (latest[1], -1)
            found[position] = Happening(day, rank, position)
    for position in asked & context.keys():
        is_pushed = context[position] != days[position]
        found[position] = Happening(context[position], (-1 if is_pushed else rank_of[position], -1), position)
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
