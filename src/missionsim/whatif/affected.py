"""
What a what-if can change at all: the entities of moved, dropped and new events, and whatever follows these.
"""

from __future__ import annotations

from attrs import frozen

from missionsim.replay.compiled import Compiled, compiled
from missionsim.whatif.edited import EditedRecord


@frozen
class Affected:
    """
    What a what-if can change.

    Args:
        entities: The entities.

        since: First day on which anything can come otherwise, as an ordinal; ``None`` if nothing can.
    """

    entities: frozenset[int]
    since: int | None


def affected_by(edited: EditedRecord, found: Compiled) -> Affected:
    """
    What the edits of a what-if can change against its record, re-read.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.
    """
    base = compiled(edited.reread)
    program = found.program
    entities: set[int] = set(base.affected)
    days: list[int] = [base.record.first_day.toordinal()] if entities else []
    touched: set[int] = set()
    events = found.record.events
    positions = found.record.positions
    asked = (
        sorted(positions[id_] for id_ in edited.reached if id_ in positions)
        if edited.is_dates_only
        else range(len(events))
    )
    for position in asked:
        event = events[position]
        recorded = base.record.positions.get(edited.recorded_as(event.id) or "")
        old = None if recorded is None else base.record.events[recorded]
        if old is not None and event.id not in edited.reached and old == event:
            continue
        touched.add(position)
        days.append(found.windows.lows[position])
        if recorded is not None:
            days.append(base.windows.lows[recorded])
    for id_ in edited.gone:
        recorded = base.record.positions.get(id_)
        if recorded is not None:
            days.append(base.windows.lows[recorded])
            entities |= {program.numbers[firing.entity] for firing in base.record.events[recorded].fires}
    if edited.changes_rules:
        entities |= set(range(len(program.entities)))
        days.append(base.record.first_day.toordinal())
    entities |= {program.entity_of[firing] for position in touched for firing in program.firings_of[position]}
    touched |= {position for position in found.links.orphans if position not in base.links.orphans}
    return Affected(frozenset(_spread(found, entities, touched)), min(days, default=None))


def _spread(found: Compiled, entities: set[int], events: set[int]) -> set[int]:
    """
    Some entities and events with all that may follow them: what reads them, and what reacts to them.
    """
    program, readers = found.program, found.readers
    reached, todo = set(entities), list(entities)
    carried: dict[int, list[int]] = {}
    for ties in found.links.ties.values():
        for tie in ties:
            carried.setdefault(tie.before, []).append(tie.after)
    firing: dict[int, list[int]] = {}
    for position, entity in zip(program.event_of, program.entity_of, strict=True):
        firing.setdefault(entity, []).append(position)
    waiting, seen = list(events), set(events)
    while todo or waiting:
        while waiting:
            position = waiting.pop()
            new = {program.entity_of[each] for each in program.firings_of[position]} - reached
            reached |= new
            todo += new
            after = [each for each in carried.get(position, ()) if each not in seen]
            seen.update(after)
            waiting += after
        while todo:
            entity = todo.pop()
            new = set(readers.get(entity, frozenset())) - reached
            reached |= new
            todo += new
            after = [
                each for position in firing.get(entity, ()) for each in carried.get(position, ()) if each not in seen
            ]
            seen.update(after)
            waiting += after
    return reached
