"""
A record compiled once: entities, states, triggers and conditions as small integers and flat tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice
from typing import TypedDict

from attrs import frozen

from missionsim.record.conditions import Condition, Select
from missionsim.record.declaration import Declaration
from missionsim.record.events import Event
from missionsim.replay.counting import Counters, Moves
from missionsim.replay.shifts import Shifts, shifts_of
from missionsim.replay.tables import Row, Table, table_of


@frozen(eq=False, slots=False)
class Program:
    """
    A record compiled for replays; it holds no dates, so that what differs in dates only can share it.

    Args:
        entities: Ids of the entities, in document order.

        tables: The table that each entity goes by.

        counters: What is counted for conditions.

        moves: Per entity and state, the counters that count an entity in it; ``None`` for an entity nobody counts.

        initial: State of every entity before automatic transitions have run.

        members: Ids that each selector means.

        event_of: Position of the event of every firing.

        entity_of: Entity of every firing.

        row_of: The row that every firing looks its transition up in.

        triggers: Name of the trigger of every firing.

        waits: The firings that wait if they can't be applied.

        denied: The firings that did not happen in this version of the record.

        starts: The first firing of every event, or of the next that has one; and the number of all.

        fire_once: Whether every event has one firing, which has the event's number then.

        measured: Positions of the events that come with numbers.

        numbers: Number of each entity, by id.

        watched: The entities that have automatic transitions.
    """

    entities: tuple[str, ...]
    tables: Sequence[Table]
    counters: Counters
    moves: Sequence[Moves | None]
    initial: tuple[int, ...]
    members: Mapping[Select, tuple[str, ...]]
    event_of: Sequence[int]
    entity_of: Sequence[int]
    row_of: Sequence[Row]
    triggers: Sequence[str]
    waits: frozenset[int]
    denied: frozenset[int]
    starts: Sequence[int]
    fire_once: bool
    measured: Sequence[int]
    numbers: Mapping[str, int]
    watched: tuple[int, ...]

    @cached_property
    def firings_of(self) -> Sequence[range]:
        """
        The firings of every event.
        """
        return list(map(range, self.starts, islice(self.starts, 1, None)))

    @cached_property
    def shifts(self) -> Sequence[Shifts | None]:
        """
        Per entity, what its transitions shift; ``None`` where nobody counts it and nothing happens by itself.
        """
        return shifts_of(self.tables, self.moves, self.counters, self.watched)

    def named(self, states: Sequence[int]) -> dict[str, str]:
        """
        A configuration in numbers by name.
        """
        return {id_: table.states[state] for id_, table, state in zip(self.entities, self.tables, states, strict=True)}


def program_of(record: Declaration) -> Program:
    """
    The program of a declaration that holds together.
    """
    entities = tuple(entity.id for entity in record.entities)
    numbers = {id_: number for number, id_ in enumerate(entities)}
    by_id = {lifecycle.id: lifecycle for lifecycle in record.lifecycles}
    members = _members(record)
    counters = Counters(numbers, members, {entity.id: by_id[entity.lifecycle].states for entity in record.entities})
    tables = {id_: table_of(lifecycle, counters) for id_, lifecycle in by_id.items()}
    by_entity = [tables[entity.lifecycle] for entity in record.entities]
    return Program(
        **_firings(record.events, numbers, by_entity),
        entities=entities,
        tables=by_entity,
        counters=counters,
        moves=counters.moves(),
        initial=tuple(
            table.indices[entity.initial or by_id[entity.lifecycle].initial]
            for entity, table in zip(record.entities, by_entity, strict=True)
        ),
        members=members,
        numbers=numbers,
        watched=tuple(number for number, table in enumerate(by_entity) if table.automatic is not None),
    )


class _Firings(TypedDict):
    """
    What a program says of firings.
    """

    event_of: Sequence[int]
    entity_of: Sequence[int]
    row_of: Sequence[Row]
    triggers: Sequence[str]
    waits: frozenset[int]
    denied: frozenset[int]
    starts: Sequence[int]
    fire_once: bool
    measured: Sequence[int]


def _firings(events: Sequence[Event], numbers: Mapping[str, int], tables: Sequence[Table]) -> _Firings:
    """
    All firings, a column for each thing that is to be known of them: the quickest way to go over many.
    """
    fires = [event.fires for event in events]
    firings = list(chain.from_iterable(fires))
    fire_once = len(firings) == len(events) and all(fires)
    event_of = range(len(events)) if fire_once else [at for at, each in enumerate(fires) for _ in each]
    entity_of = [numbers[firing.entity] for firing in firings]
    triggers = [firing.trigger for firing in firings]
    rows = [table.rows for table in tables]
    row_of = [rows[entity][trigger] for entity, trigger in zip(entity_of, triggers, strict=True)]
    starts = range(len(events) + 1) if fire_once else list(accumulate(map(len, fires), initial=0))
    odd = [each for each, firing in enumerate(firings) if firing.when_enabled or firing.denied_by is not None]
    denied = {each for each in odd if firings[each].denied_by is not None}
    by_event = {position for position, event in enumerate(events) if event.denied_by is not None}
    if by_event:
        denied.update(number for number, position in enumerate(event_of) if position in by_event)
    for number in denied:
        row_of[number] = (None,) * len(row_of[number])
    return {
        "event_of": event_of,
        "entity_of": entity_of,
        "row_of": row_of,
        "triggers": triggers,
        "waits": frozenset(each for each in odd if firings[each].when_enabled and each not in denied),
        "denied": frozenset(denied),
        "starts": starts,
        "fire_once": fire_once,
        "measured": [at for at, event in enumerate(events) if event.measures],
    }


def _members(record: Declaration) -> Mapping[Select, tuple[str, ...]]:
    conditions = [each.when for lifecycle in record.lifecycles for each in lifecycle.transitions if each.when]
    conditions += [condition for deadline in record.deadlines for condition in deadline.conditions]
    selectors = dict.fromkeys(leaf.select for condition in conditions for leaf in condition.leaves())
    return {select: select.among(record.entities) for select in selectors}


def relied_on(condition: Condition | None, members: Mapping[Select, tuple[str, ...]]) -> tuple[str, ...]:
    """
    Ids of the entities that a condition depends on; none without one.
    """
    return () if condition is None else condition.reads(members)
