"""
A record compiled once: entities, states, triggers and conditions as small integers and flat tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import frozen

from missionsim.record.conditions import Condition, Select
from missionsim.record.declaration import Declaration
from missionsim.record.lifecycles import Lifecycle
from missionsim.replay.counting import Counters, Test

Moves = Sequence[tuple[int, ...]]


@frozen(eq=False)
class Route:
    """
    A way out of a state that has a condition, or competes with one that has.

    Args:
        target: The state that it leads to.

        when: Its condition.

        test: Whether that holds, by the counters.
    """

    target: int
    when: Condition | None
    test: Test | None


# Per state of an entity: where a trigger leads unconditionally, the routes to try in order, or nothing.
Row = Sequence[int | tuple[Route, ...] | None]


@frozen(eq=False)
class Table:
    """
    The transitions of one lifecycle.

    Args:
        states: Names of the states.

        rows: A row per trigger.

        automatic: The row of what happens by itself; ``None`` if nothing does.

        followed: The counters that automatic transitions look at.
    """

    states: tuple[str, ...]
    rows: Mapping[str, Row]
    automatic: Row | None
    followed: frozenset[int]

    @cached_property
    def indices(self) -> Mapping[str, int]:
        """
        Number of each state, by name.
        """
        return {state: number for number, state in enumerate(self.states)}


@frozen(eq=False, slots=False)
class Program:
    """
    A record compiled for replays; it holds no dates, so that what differs in dates only can share it.

    Args:
        entities: Ids of the entities, in document order.

        tables: The table that each entity goes by.

        counters: What is counted for conditions.

        moves: Per entity and state, the counters that count an entity in it; ``None`` for an entity nobody counts.

        wakes: Per entity and state, the entities whose automatic transitions may open or close when it enters or leaves
            that state; ``None`` where there are none.

        initial: State of every entity before automatic transitions have run.

        members: Ids that each selector means.

        event_of: Position of the event of every firing.

        entity_of: Entity of every firing.

        row_of: The row that every firing looks its transition up in.

        triggers: Name of the trigger of every firing.

        waits: The firings that wait if they can't be applied.

        denied: The firings that did not happen in this version of the record.

        firings_of: The firings of every event.

        numbers: Number of each entity, by id.

        watched: The entities that have automatic transitions.
    """

    entities: tuple[str, ...]
    tables: Sequence[Table]
    counters: Counters
    moves: Sequence[Moves | None]
    wakes: Sequence[Moves | None]
    initial: tuple[int, ...]
    members: Mapping[Select, tuple[str, ...]]
    event_of: Sequence[int]
    entity_of: Sequence[int]
    row_of: Sequence[Row]
    triggers: Sequence[str]
    waits: frozenset[int]
    denied: frozenset[int]
    firings_of: Sequence[range]
    numbers: Mapping[str, int]
    watched: tuple[int, ...]

    @cached_property
    def are_alone(self) -> Sequence[bool]:
        """
        Per entity, whether nobody counts it, and nothing happens by itself when it moves.
        """
        return [moves is None and wakes is None for moves, wakes in zip(self.moves, self.wakes, strict=True)]

    def states(self, names: Mapping[str, str]) -> list[int]:
        """
        A configuration by name as numbers.
        """
        return [table.indices[names[id_]] for id_, table in zip(self.entities, self.tables, strict=True)]

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
    tables = {id_: _table(lifecycle, counters) for id_, lifecycle in by_id.items()}
    table_of = [tables[entity.lifecycle] for entity in record.entities]
    moves = counters.moves()
    event_of: list[int] = []
    entity_of: list[int] = []
    row_of: list[Row] = []
    triggers: list[str] = []
    waits: list[int] = []
    denied: list[int] = []
    firings_of: list[range] = []
    for position, event in enumerate(record.events):
        start = len(event_of)
        for firing in event.fires:
            number = numbers[firing.entity]
            row = table_of[number].rows[firing.trigger]
            if firing.denied_by is not None or event.denied_by is not None:
                denied.append(len(event_of))
                row = (None,) * len(row)
            elif firing.when_enabled:
                waits.append(len(event_of))
            event_of.append(position)
            entity_of.append(number)
            row_of.append(row)
            triggers.append(firing.trigger)
        firings_of.append(range(start, len(event_of)))
    return Program(
        entities=entities,
        tables=table_of,
        counters=counters,
        moves=moves,
        wakes=_wakes(moves, table_of),
        initial=tuple(
            table.indices[entity.initial or by_id[entity.lifecycle].initial]
            for entity, table in zip(record.entities, table_of, strict=True)
        ),
        members=members,
        event_of=event_of,
        entity_of=entity_of,
        row_of=row_of,
        triggers=triggers,
        waits=frozenset(waits),
        denied=frozenset(denied),
        firings_of=firings_of,
        numbers=numbers,
        watched=tuple(number for number, table in enumerate(table_of) if table.automatic is not None),
    )


def _wakes(moves: Sequence[Moves | None], tables: Sequence[Table]) -> list[Moves | None]:
    followers: dict[int, list[int]] = {}
    for number, table in enumerate(tables):
        for counter in table.followed:
            followers.setdefault(counter, []).append(number)
    shared: dict[tuple[int, bool, int], Moves | None] = {}
    found: list[Moves | None] = []
    for number, (row, table) in enumerate(zip(moves, tables, strict=True)):
        own = (number,) if table.automatic is not None else ()
        key = (id(row), bool(own), number if own else 0)
        if key not in shared:
            counted = row or ((),) * len(table.states)
            wakes = [
                {*own, *(each for counter in counters for each in followers.get(counter, ()))} for counters in counted
            ]
            shared[key] = [tuple(each) for each in wakes] if any(wakes) else None
        found.append(shared[key])
    return found


def _members(record: Declaration) -> Mapping[Select, tuple[str, ...]]:
    conditions = [each.when for lifecycle in record.lifecycles for each in lifecycle.transitions if each.when]
    conditions += [condition for deadline in record.deadlines for condition in deadline.conditions]
    selectors = dict.fromkeys(leaf.select for condition in conditions for leaf in condition.leaves())
    return {select: select.among(record.entities) for select in selectors}


def _table(lifecycle: Lifecycle, counters: Counters) -> Table:
    indices = {state: number for number, state in enumerate(lifecycle.states)}
    found: dict[str | None, list[list[Route]]] = {}
    followed: set[int] = set()
    for transition in lifecycle.transitions:
        row = found.setdefault(transition.trigger, [[] for _ in lifecycle.states])
        test = None if transition.when is None else counters.test(transition.when)
        route = Route(indices[transition.target], transition.when, test)
        for state in transition.source:
            row[indices[state]].append(route)
        if transition.trigger is None and transition.when is not None:
            followed.update(counters.of(transition.when))
    rows = {trigger: tuple(map(_entry, row)) for trigger, row in found.items()}
    return Table(
        lifecycle.states,
        {trigger: row for trigger, row in rows.items() if trigger is not None},
        rows.get(None),
        frozenset(followed),
    )


def _entry(routes: Sequence[Route]) -> int | tuple[Route, ...] | None:
    if not routes:
        return None
    return routes[0].target if routes[0].test is None else tuple(routes)


def relied_on(condition: Condition | None, members: Mapping[Select, tuple[str, ...]]) -> tuple[str, ...]:
    """
    Ids of the entities that a condition depends on; none without one.
    """
    return () if condition is None else condition.reads(members)
