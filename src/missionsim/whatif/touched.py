"""
The days that edits touch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from missionsim.record.events import Event
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.whatif.draft import Draft
from missionsim.whatif.movements import left_alone


def touched_days(record: Record, draft: Draft, new: Mapping[str, int]) -> Iterator[date]:
    """
    The days on which a replay can differ from one of a record, in the latest reading.

    Args:
        record: The record.

        draft: What edits made of it.

        new: The day of every event of the outcome, by id.
    """
    if draft.entities or any(None in triggers for triggers in draft.rewired.values()):
        yield record.first_day
    before, _ = compiled(record).placing("latest")
    old = {event.id: (day, event) for day, event in zip(before, record.events, strict=True)}
    for id_ in {*old, *new}:
        mine, other = old.get(id_, (None, None))[0], new.get(id_)
        event = old[id_][1] if id_ in old else draft.event(id_)
        is_told_otherwise = id_ in old and id_ in new and _told(old[id_][1]) != _told(draft.event(id_))
        if mine != other or is_told_otherwise or _is_rewired(record, draft, event):
            yield date.fromordinal(min(day for day in (mine, other) if day is not None))
    for id_, cause in left_alone(draft):
        if cause.kind == "orphaned" and id_ in new:
            yield date.fromordinal(new[id_])


def _is_rewired(record: Record, draft: Draft, event: Event) -> bool:
    return any(each.trigger in draft.rewired.get(record.entity(each.entity).lifecycle, ()) for each in event.fires)


def _told(event: Event) -> tuple[object, ...]:
    return event.fires, event.denied_by, event.after, event.measures
