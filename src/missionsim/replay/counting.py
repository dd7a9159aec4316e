"""
Conditions as counts kept up to date while states change: asking costs the same however many entities one ranges over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from missionsim.record.conditions import Condition, InState, Not, Select, Several

Counts = Sequence[int]
Test = Callable[[Counts], bool]


class Counters:
    """
    One counter per leaf of a condition: how many of the entities that it means are in its states.

    Args:
        numbers: Number of each entity, by id.

        members: Ids that each selector means.

        states: Names of the states of each entity, by id.
    """

    def __init__(
        self,
        numbers: Mapping[str, int],
        members: Mapping[Select, tuple[str, ...]],
        states: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._numbers = numbers
        self._members = members
        self._states = states
        self._counter_of: dict[tuple[Select, tuple[str, ...]], int] = {}

    def __len__(self) -> int:
        return len(self._counter_of)

    def of(self, condition: Condition) -> Iterator[int]:
        """
        The counters that a condition looks at.
        """
        for leaf in condition.leaves():
            if isinstance(leaf, InState):
                yield self._counter(leaf)

    def _counter(self, leaf: InState) -> int:
        return self._counter_of.setdefault((leaf.select, leaf.states), len(self._counter_of))

    def test(self, condition: Condition) -> Test:
        """
        Whether a condition on states holds, as a function of the counts.
        """
        if isinstance(condition, InState):
            counter = self._counter(condition)
            least, most = condition.bounds(len(self._members[condition.select]))
            return lambda counts: least <= counts[counter] <= most
        if isinstance(condition, Not):
            inner = self.test(condition.condition)
            return lambda counts: not inner(counts)
        assert isinstance(condition, Several)  # noqa: S101  a guard has no measures
        parts = [self.test(part) for part in condition.conditions]
        least, most = condition.bounds()
        if least == most == len(parts):
            return lambda counts: all(part(counts) for part in parts)
        return lambda counts: least <= sum(part(counts) for part in parts) <= most

    def moves(self) -> list[Sequence[tuple[int, ...]] | None]:
        """
        Per entity and state, the counters that count an entity in it; ``None`` for an entity that none counts.
        """
        counted: list[dict[str, list[int]]] = [{} for _ in self._numbers]
        for (select, states), counter in self._counter_of.items():
            for id_ in self._members[select]:
                of_entity = counted[self._numbers[id_]]
                for state in set(states):
                    of_entity.setdefault(state, []).append(counter)
        shared: dict[object, Sequence[tuple[int, ...]]] = {}
        found: list[Sequence[tuple[int, ...]] | None] = []
        for id_, number in self._numbers.items():
            of_entity = counted[number]
            row = tuple(tuple(of_entity.get(state, ())) for state in self._states[id_])
            found.append(shared.setdefault(row, row) if of_entity else None)
        return found

    def counts(self, states: Sequence[int], moves: Sequence[Sequence[tuple[int, ...]] | None]) -> list[int]:
        """
        All counts in a configuration.
        """
        counts = [0] * len(self)
        for state, row in zip(states, moves, strict=True):
            for counter in row[state] if row else ():
                counts[counter] += 1
        return counts
