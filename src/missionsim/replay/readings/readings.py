"""
All that is asked of the consistent readings of a record, in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from missionsim.replay.readings.branches import Branch, branches
from missionsim.replay.readings.conflicts import Conflicts, conflicts
from missionsim.replay.readings.hypotheses import Hypotheses
from missionsim.replay.readings.limits import Limits
from missionsim.replay.readings.narrowing import PossibleDays, because
from missionsim.replay.readings.network import Clamps, Edge
from missionsim.replay.readings.problem import Problem
from missionsim.replay.readings.representative import Placement, representative
from missionsim.replay.readings.search import Best, Course, Sense, all_bounds, best
from missionsim.replay.readings.sensitive import sensitive_pairs
from missionsim.replay.readings.states import Stay, stays
from missionsim.replay.readings.world import World


class Readings:
    """
    The consistent readings of a record: those that refuse least of what it asserts.

    Everything is worked out when it is asked for, and kept.

    Args:
        problem: The record.

        limits: How much is tried before an answer is not exact.
    """

    def __init__(self, problem: Problem, limits: Limits | None = None) -> None:
        self.problem = problem
        self._limits = limits or Limits()
        self._hypotheses = Hypotheses(problem, self._limits)
        self._courses: list[Course] = []
        self._stays: dict[int, frozenset[Stay]] = {}
        self._known_bounds: dict[tuple[int, Sense], list[int]] = {}
        self._is_exact = True

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """
        The consistent readings, one world for each set of refused firings; none if there is no reading.
        """
        return tuple(self._hypotheses.least())

    @property
    def has_all_worlds(self) -> bool:
        """
        Whether no limit was met where it was looked for what even consistent readings refuse.
        """
        return bool(self.worlds) and self._hypotheses.is_exact

    @property
    def is_exact(self) -> bool:
        """
        Whether no limit was met in any answer so far.

        Where one was, days and states that are given may be impossible, and none that is possible is missing; what is
        refused may be incomplete.
        """
        return self._hypotheses.is_exact and self._is_exact

    @cached_property
    def all_days(self) -> tuple[tuple[int, int], ...]:
        """
        For each event its first and last day; empty if there is no reading.
        """
        earliest = [self._bounds(world, "earliest") for world in self.worlds]
        latest = [self._bounds(world, "latest") for world in self.worlds]
        firsts = map(min, zip(*earliest, strict=True))
        return tuple(zip(firsts, map(max, zip(*latest, strict=True)), strict=True))

    def days(self, event: int) -> PossibleDays | None:
        """
        The first and last day of an event, and what narrowed them; ``None`` if there is no reading.
        """
        if not self.worlds:
            return None
        earliest, latest = self.all_days[event]
        early = min(self.worlds, key=lambda world: self._bounds(world, "earliest")[event])
        late = max(self.worlds, key=lambda world: self._bounds(world, "latest")[event])
        return PossibleDays(
            event,
            earliest,
            latest,
            because(early, event, earliest, "earliest"),
            because(late, event, latest, "latest"),
        )

    def stays(self, entity: int) -> frozenset[Stay]:
        """
        The states that are possible for an entity, with the days at whose end they are; stays may overlap.
        """
        if entity not in self._stays:
            found: set[Stay] = set()
            for world in self.worlds:
                self._bounds(world, "latest")
                more, is_exact = stays(world, entity, self._courses, self._limits.branches)
                found |= more
                self._is_exact &= is_exact
            self._stays[entity] = frozenset(found)
        return self._stays[entity]

    def states(self, entity: int, day: int) -> frozenset[int]:
        """
        The states that are possible for an entity at the end of *day*.
        """
        return frozenset(stay.state for stay in self.stays(entity) if stay.covers(day))

    @cached_property
    def conflicts(self) -> Conflicts:
        """
        What the record contradicts.
        """
        return conflicts(self._hypotheses)

    @cached_property
    def sensitive_pairs(self) -> tuple[tuple[int, int], ...]:
        """
        The pairs of events whose order matters to the outcome.
        """
        pairs, is_exact = sensitive_pairs(self.worlds, self._limits.branches)
        self._is_exact &= is_exact
        return tuple(pairs)

    def representative(self, sense: Sense) -> Placement | None:
        """
        The reading that a plain replay shows, ``None`` if there is none.

        Args:
            sense: ``latest``: every event on its last day, where they can stand there together, else each in turn, in
                document order, as late as it can; ``earliest`` likewise.
        """
        found, is_exact = representative(self.worlds, sense, self._limits.branches)
        self._is_exact &= is_exact
        return found

    def best(
        self, event: int, sense: Sense, *, edges: Iterable[Edge] = (), clamps: Clamps | None = None
    ) -> Best | None:
        """
        The first or last day of an event in readings that keep more edges and days, with a course that has it.

        Args:
            event: The event.

            sense: ``earliest`` or ``latest``.

            edges: Order edges to keep.

            clamps: Events, and the first and last day within which they have to lie.

        Returns:
            The day; ``None`` if there is no such reading.
        """
        kept = tuple(edges)
        tried = (
            best(world, event, sense, edges=kept, clamps=clamps, branches=self._limits.branches)
            for world in self.worlds
        )
        found = [answer for answer in tried if answer is not None]
        self._is_exact &= all(answer.course is not None for answer in found)
        pick = min if sense == "earliest" else max
        return pick(found, key=lambda answer: answer.day, default=None)

    def branches(self, entities: Iterable[int] = (), events: Iterable[int] = ()) -> Iterator[Branch]:
        """
        Settle the orders of some entities, and whether some events take effect, in all ways that have a reading.
        """
        return branches(self.worlds, entities, events, self._limits.branches)

    def _bounds(self, world: World, sense: Sense) -> list[int]:
        key = (self.worlds.index(world), sense)
        if key not in self._known_bounds:
            bounds, course, is_exact = all_bounds(world, sense, self._limits.branches)
            self._known_bounds[key] = bounds
            self._courses += [course] if course else []
            self._is_exact &= is_exact
        return self._known_bounds[key]
