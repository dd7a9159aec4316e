"""
Whether a condition holds while states change, at a cost that does not grow with the entities that it counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from missionsim.replay.readings.problem import Leaf
from missionsim.replay.truth import Answer
from missionsim.replay.verdicts.conditions import counted, leaves
from missionsim.replay.verdicts.question import Condition, Counted


class Tally:
    """
    Keeps count, for each leaf of a condition, of the entities that are in its states.

    Args:
        condition: The condition.

        states: The first state of each entity that it reads.
    """

    def __init__(self, condition: Condition, states: Mapping[int, int]) -> None:
        self._condition = condition
        self._states = dict(states)
        self._counts: dict[int, int] = {}
        self._leaves: dict[int, list[Leaf]] = {}
        for leaf in leaves(condition):
            if id(leaf) not in self._counts:
                self._counts[id(leaf)] = sum(states[entity] in leaf.states for entity in leaf.entities)
                for entity in leaf.entities:
                    self._leaves.setdefault(entity, []).append(leaf)

    def change(self, entity: int, state: int) -> None:
        """
        Let an entity come to a state.
        """
        before, self._states[entity] = self._states[entity], state
        for leaf in self._leaves[entity]:
            self._counts[id(leaf)] += (state in leaf.states) - (before in leaf.states)

    def answer(self, counting: tuple[int, ...] = ()) -> Answer:
        """
        Whether the condition holds now.

        Args:
            counting: The events with counts of the day, in order.
        """
        return self._answer(self._condition, counting)

    def _answer(self, condition: Condition, counting: tuple[int, ...]) -> Answer:
        if isinstance(condition, Leaf):
            return condition.least <= self._counts[id(condition)] <= condition.most
        if isinstance(condition, Counted):
            return condition.says(counting) if counting else None
        answers = [self._answer(part, counting) for part in condition.parts]
        return counted(answers.count(True), answers.count(None), condition.least, condition.most)
