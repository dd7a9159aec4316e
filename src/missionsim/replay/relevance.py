"""
What can matter to a deadline: the entities that its conditions follow, and the events that move them or that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from missionsim.record.conditions import Condition, InState, Measured
from missionsim.record.deadlines import Deadline
from missionsim.record.record import Record
from missionsim.replay.links import Links
from missionsim.replay.program import Program, Row


class Relevance:
    """
    What can matter in a record.

    Args:
        record: The record.

        program: Its program.

        links: What depends on what.

        affected: The entities of which anything may come otherwise than the record asserts; all others do what it
            asserts, so that guards decide nothing there.
    """

    def __init__(self, record: Record, program: Program, links: Links, affected: frozenset[int]) -> None:
        self._record = record
        self._program = program
        self._links = links
        self._affected = affected

    def of(self, deadline: Deadline) -> tuple[Sequence[int], Sequence[int]]:
        """
        The entities and the events that can matter to a deadline, in document order.
        """
        named = {self._record.positions[id_] for id_ in deadline.event_ids if id_ in self._record.positions}
        asked: set[int] = set()
        for entity, states in self._leaves(deadline.conditions):
            turning = set(self._turning(entity, states))
            if self._is_certain(entity):
                named.update(turning)
            elif turning or self._program.tables[entity].automatic is not None:
                asked.add(entity)
        measured = {
            (id_, leaf.measure)
            for condition in deadline.conditions
            for leaf in condition.leaves()
            if isinstance(leaf, Measured)
            for id_ in self._program.members[leaf.select]
        }
        for position in self._measuring:
            event = self._record.events[position]
            if any((each.entity or event.entities[0], each.name) in measured for each in event.measures):
                named.add(position)
        entities, events = self.closed(asked, named)
        return sorted(entities), sorted(events)

    def _leaves(self, conditions: Iterable[Condition]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """
        The entities whose states conditions look at, with the states that count.
        """
        for condition in conditions:
            for leaf in condition.leaves():
                if isinstance(leaf, InState):
                    yield from ((self._program.numbers[id_], leaf.states) for id_ in self._program.members[leaf.select])

    def _is_certain(self, entity: int) -> bool:
        """
        Whether all that happens to an entity is asserted, so that each of its changes happens in every reading.
        """
        program = self._program
        return (
            entity not in self._affected
            and program.tables[entity].automatic is None
            and all(
                firing not in program.waits and self._is_asserted(program.event_of[firing])
                for firing in self._firings_of.get(entity, ())
            )
        )

    def _turning(self, entity: int, states: Sequence[str]) -> Iterator[int]:
        """
        Positions of the events that may take an entity into one of some states, or out of them.
        """
        program = self._program
        indices = program.tables[entity].indices
        inside = {indices[state] for state in states if state in indices}
        for firing in self._firings_of.get(entity, ()):
            for source, entry in enumerate(program.row_of[firing]):
                targets = [entry] if isinstance(entry, int) else [route.target for route in entry or ()]
                if any((source in inside) != (target in inside) for target in targets):
                    yield program.event_of[firing]
                    break

    def looked_at(self, deadline: Deadline) -> Sequence[int]:
        """
        The entities that a deadline looks at.
        """
        return self._read(deadline.conditions)

    def direct(self, deadline: Deadline) -> frozenset[int]:
        """
        Positions of the events that may turn what a deadline looks at, or that it names.
        """
        found = {self._record.positions[id_] for id_ in deadline.event_ids if id_ in self._record.positions}
        for entity, states in self._leaves(deadline.conditions):
            found.update(self._turning(entity, states))
            for each in self._moving(entity):
                found.update(self._events_of.get(each, ()))
        return frozenset(found | set(self._measuring))

    def _moving(self, entity: int) -> set[int]:
        """
        An entity that moves by itself, and all that can set it off; none for one that does not.
        """
        found: set[int] = set()
        todo = [entity]
        while todo:
            each = todo.pop()
            automatic = self._program.tables[each].automatic
            if automatic is not None:
                more = {each, *self._looked_at(automatic)} - found
                found |= more
                todo += more - {each}
        return found

    @cached_property
    def _measuring(self) -> Sequence[int]:
        return [position for position, event in enumerate(self._record.events) if event.measures]

    def closed(self, entities: Iterable[int], events: Iterable[int]) -> tuple[set[int], set[int]]:
        """
        Some entities and events, with all that can change what becomes of them.
        """
        found, todo = set(entities), list(entities)
        positions = set(events)
        waiting = list(events)
        while todo or waiting:
            while todo:
                entity = todo.pop()
                automatic = self._program.tables[entity].automatic
                more = set() if automatic is None else self._looked_at(automatic)
                fresh = [each for each in self._events_of.get(entity, ()) if each not in positions]
                positions.update(fresh)
                waiting += fresh
                todo += more - found
                found |= more
            while waiting:
                more, befores = self._behind(waiting.pop())
                todo += more - found
                found |= more
                fresh = [each for each in befores if each not in positions]
                positions.update(fresh)
                waiting += fresh
        return found, positions

    def _behind(self, position: int) -> tuple[set[int], list[int]]:
        """
        The entities that decide whether an event takes effect, and the events that it depends on.
        """
        program = self._program
        entities: set[int] = set()
        is_open = False
        for firing in program.firings_of[position]:
            if firing in program.denied:
                continue
            if (
                firing in program.waits
                or program.entity_of[firing] in self._affected
                or not self._is_asserted(position)
            ):
                entities |= {program.entity_of[firing], *self._looked_at(program.row_of[firing])}
                is_open = True
        ties = self._links.ties.get(position, ())
        befores = [tie.before for tie in ties if is_open or tie.carries or tie.before in self._uncertain]
        return entities, befores

    def _is_asserted(self, position: int) -> bool:
        event = self._record.events[position]
        stances = {claim.stance for claim in event.claims} - {"no_comment"}
        earliest = event.date.earliest
        return stances != {"plans"} and (earliest is None or earliest <= self._record.last_known)

    @cached_property
    def _uncertain(self) -> frozenset[int]:
        return frozenset(self._program.event_of[firing] for firing in self._program.waits)

    @cached_property
    def _firings_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for firing, entity in enumerate(self._program.entity_of):
            found.setdefault(entity, []).append(firing)
        return found

    @cached_property
    def _events_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for position, entity in zip(self._program.event_of, self._program.entity_of, strict=True):
            found.setdefault(entity, []).append(position)
        return found

    def _looked_at(self, row: Row) -> set[int]:
        conditions = [
            route.when for entry in row if isinstance(entry, tuple) for route in entry if route.when is not None
        ]
        return set(self._read(conditions))

    def _read(self, conditions: Iterable[Condition]) -> list[int]:
        numbers = self._program.numbers
        return [numbers[id_] for condition in conditions for id_ in condition.reads(self._program.members)]
