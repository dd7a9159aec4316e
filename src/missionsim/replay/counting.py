"""
Conditions as counts kept up to date while states change: asking costs the same however many entities one ranges over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from missionsim.record.conditions import Condition, InState, Not, Select, Several

Counts = Sequence[int]
Test = Callable[[Counts], bool]
# Per state of an entity, the counters that count it in that state.
Moves = Sequence[tuple[int, ...]]


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
        self._bounds: dict[int, set[tuple[int, int]]] = {}

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
            self._bounds.setdefault(counter, set()).add((least, most))
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

    def edges(self, counter: int, by: int) -> frozenset[int]:
        """
        The values of a counter at which part of a condition comes to hold or fails, when it grows or falls *by* 1.
        """
        bounds = self._bounds.get(counter, ())
        rising = frozenset(value for least, most in bounds for value in (least, most + 1))
        return rising if by > 0 else frozenset(value - 1 for value in rising)

    def moves(self) -> list[Moves | None]:
        """
        Per entity and state, the counters that count an entity in it; ``None`` for an entity that none counts.
        """
        if not self._counter_of:
            return [None] * len(self._numbers)
        counted: list[list[int]] = [[] for _ in self._numbers]
        for (select, _), counter in self._counter_of.items():
            for id_ in self._members[select]:
                counted[self._numbers[id_]].append(counter)
        states_of = [states for _, states in self._counter_of]
        shared: dict[tuple[tuple[str, ...], tuple[int, ...]], Moves | None] = {}
        found: list[Moves | None] = []
        for names, counters in zip(self._states.values(), map(tuple, counted), strict=True):
            if (names, counters) not in shared:
                row = [tuple(each for each in counters if state in states_of[each]) for state in names]
                shared[names, counters] = row if any(row) else None
            found.append(shared[names, counters])
        return found

    def counts(self, states: Sequence[int], moves: Sequence[Moves | None]) -> list[int]:
        """
        All counts in a configuration.
        """
        counts = [0] * len(self)
        if not counts:
            return counts
        for state, row in zip(states, moves, strict=True):
            for counter in row[state] if row else ():
                counts[counter] += 1
        return counts
