"""
The sets of asserted firings that have to be refused: the least ones, and all that can't be made smaller.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from missionsim.replay.readings.limits import Limits
from missionsim.replay.readings.problem import FiringId, Problem
from missionsim.replay.readings.search import best
from missionsim.replay.readings.world import Failure, World, world

Refused = frozenset[FiringId]


@define(eq=False)
class Hypotheses:
    """
    A search, breadth first, for sets of asserted firings of which exactly those can be refused.

    Args:
        problem: The record.

        limits: How much is tried.

        worlds: The sets found that have readings, the smallest first; no set includes another.

        failures: Why others have none.

        is_exact: Whether no limit was met so far.
    """

    problem: Problem
    limits: Limits
    worlds: dict[Refused, World] = field(factory=dict)
    failures: list[Failure] = field(factory=list)
    is_exact: bool = True
    _level: list[Refused] = field(factory=lambda: [frozenset()])
    _seen: set[Refused] = field(factory=set)

    def least(self) -> list[World]:
        """
        The worlds that refuse least.
        """
        while self._level and not self.worlds:
            self._go_on()
        least = min(map(len, self.worlds), default=0)
        return [made for refused, made in self.worlds.items() if len(refused) == least]

    def all(self) -> list[Refused]:
        """
        All sets that can't be made smaller.
        """
        while self._level:
            self._go_on()
        return list(self.worlds)

    def _go_on(self) -> None:
        """
        Try all sets of the next size.
        """
        level, self._level = self._level, []
        for refused in level:
            if any(done <= refused for done in self.worlds):
                continue
            if len(self._seen) >= self.limits.hypotheses:
                self.is_exact = False
                return
            self._seen.add(refused)
            made = self._try(refused)
            if isinstance(made, World):
                self.worlds[refused] = made
            else:
                self.failures.append(made)
                self._level += self._larger(refused, made)
        self._level = list(dict.fromkeys(self._level))

    def _larger(self, refused: Refused, failure: Failure) -> Iterator[Refused]:
        for firing in sorted(failure.core - refused):
            yield refused | {firing}

    def _try(self, refused: Refused) -> World | Failure:
        made = world(self.problem, refused, self.limits)
        if isinstance(made, World) and made.loose:
            found = best(made, None, "latest", branches=self.limits.branches)
            if found is None:
                return Failure(self.problem.asserted, frozenset(range(len(self.problem.windows))))
            self.is_exact &= found.course is not None
        if isinstance(made, World):
            self.is_exact &= made.is_exact
        return made
