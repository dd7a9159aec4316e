"""
The state of every entity at one moment, and the counts that conditions are evaluated by.
"""

from __future__ import annotations

from collections.abc import Iterable

from missionsim.replay.program import Program
from missionsim.replay.tables import Entry

NOWHERE = -1


class Configuration:
    """
    The state of every entity, at first that in which they start.

    Args:
        program: The compiled record.

    Attributes:
        states: The state of every entity.

        counts: How many of the entities that a condition means are in its states, per counter.
    """

    __slots__ = ("counts", "program", "states")

    def __init__(self, program: Program) -> None:
        self.program = program
        self.states = list(program.initial)
        self.counts = program.counters.counts(self.states, program.moves)

    def route(self, entry: Entry) -> tuple[int, int]:
        """
        Where an entry of a row leads now, and by which of its routes; ``NOWHERE`` if it is closed.
        """
        if entry is None:
            return NOWHERE, 0
        if isinstance(entry, int):
            return entry, 0
        counts = self.counts
        for number, route in enumerate(entry):
            if route.test is None or route.test(counts):
                return route.target, number
        return NOWHERE, 0

    def is_any_open(self, entities: Iterable[int]) -> bool:
        """
        Whether any of some entities can move by itself now.
        """
        tables, states, counts = self.program.tables, self.states, self.counts
        for entity in entities:
            automatic = tables[entity].automatic
            entry = None if automatic is None else automatic[states[entity]]
            for route in entry if isinstance(entry, tuple) else ():
                if route.test is None or route.test(counts):
                    return True
        return False

    def put(self, entity: int, state: int) -> None:
        """
        Put an entity into a state, whether or not a transition leads there.
        """
        moves = self.program.moves[entity]
        if moves is not None:
            counts = self.counts
            for counter in moves[self.states[entity]]:
                counts[counter] -= 1
            for counter in moves[state]:
                counts[counter] += 1
        self.states[entity] = state

    def go(self, entity: int, target: int) -> tuple[int, ...]:
        """
        Move an entity by a transition.

        Returns:
            The entities that may be able to move by themselves now.
        """
        before = self.states[entity]
        shift = self.program.shifts[entity]
        self.states[entity] = target
        if shift is None:
            return ()
        counted, woken, is_woken = shift[before][target]
        counts = self.counts
        for counter, by, edges in counted:
            counts[counter] += by
            is_woken = is_woken or counts[counter] in edges
        return woken if is_woken else ()
