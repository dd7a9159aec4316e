"""
What can matter to a deadline: the entities that its conditions follow, and the events that move them or that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from missionsim.record.conditions import Condition, InState
from missionsim.record.deadlines import Deadline
from missionsim.record.record import Record
from missionsim.replay.deadlines import counted_by
from missionsim.replay.determinants import Determinants
from missionsim.replay.program import Program


class Relevance:
    """
    What can matter to the deadlines of a record.

    Args:
        record: The record.

        program: Its program.

        determinants: What decides what in it.
    """

    def __init__(self, record: Record, program: Program, determinants: Determinants) -> None:
        self._record = record
        self._program = program
        self._determinants = determinants

    def of(self, deadline: Deadline) -> tuple[Sequence[int], Sequence[int]]:
        """
        The entities and the events that can matter to a deadline, in document order.
        """
        named = {self._record.positions[id_] for id_ in deadline.event_ids if id_ in self._record.positions}
        asked: set[int] = set()
        for entity, states in self._leaves(deadline.conditions):
            turning = set(self._turning(entity, states))
            if self._determinants.is_certain(entity):
                named.update(turning)
            elif turning or self._program.tables[entity].automatic is not None:
                asked.add(entity)
        named.update(counted_by(self._record, self._program, deadline.conditions))
        entities, events = self._determinants.closed(asked, named)
        return sorted(entities), sorted(events)

    def _leaves(self, conditions: Iterable[Condition]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """
        The entities whose states conditions look at, with the states that count.
        """
        for condition in conditions:
            for leaf in condition.leaves():
                if isinstance(leaf, InState):
                    yield from ((self._program.numbers[id_], leaf.states) for id_ in self._program.members[leaf.select])

    def _turning(self, entity: int, states: Sequence[str]) -> Iterator[int]:
        """
        Positions of the events that may take an entity into one of some states, or out of them.
        """
        program = self._program
        for firing in self._determinants.firings_on(entity):
            if program.tables[entity].turns(program.row_of[firing], states):
                yield program.event_of[firing]

    def direct(self, deadline: Deadline) -> frozenset[int]:
        """
        Positions of the events that may turn what a deadline looks at, or that it names.
        """
        found = {self._record.positions[id_] for id_ in deadline.event_ids if id_ in self._record.positions}
        for entity, states in self._leaves(deadline.conditions):
            found.update(self._turning(entity, states))
            for each in self._moving(entity):
                found.update(self._determinants.events_on(each))
        return frozenset(found | set(self._program.measured))

    def _moving(self, entity: int) -> set[int]:
        """
        An entity that moves by itself, and all that can set it off; none for one that does not.
        """
        found: set[int] = set()
        todo = [entity]
        while todo:
            each = todo.pop()
            if self._program.tables[each].automatic is not None:
                more = {each, *self._determinants.setting_off(each)} - found
                found |= more
                todo += more - {each}
        return found
