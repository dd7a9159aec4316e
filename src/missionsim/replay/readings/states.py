"""
The states that are possible for an entity, with the days on which they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from missionsim.replay.readings.demands import Attempt
from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.search import Course, best
from missionsim.replay.readings.world import World


class Stay(NamedTuple):
    """
    Days at whose end an entity may be in a state.

    Args:
        state: The state.

        first: The first day; ``None`` if it starts out in it.

        last: The last day, inclusive; ``None`` if it may be in it at the horizon.
    """

    state: int
    first: int | None
    last: int | None

    def covers(self, day: int) -> bool:
        """
        Whether it may be in the state at the end of *day*.
        """
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class _Between(NamedTuple):
    """
    A state that an entity is in from one event on until another.
    """

    state: int
    start: int | None
    end: int | None


def stays(world: World, entity: int, known: list[Course], branches: int) -> tuple[set[Stay], bool]:
    """
    All days on which *entity* may be in its states, over the readings of a world.

    Args:
        world: The world.

        entity: The entity.

        known: Courses that were found already.

        branches: How much is tried, at most.

    Returns:
        The stays, and whether they are exact.
    """
    index = world.cluster_of(entity)
    initial = world.hypothesis.problem.initial[entity]
    if index is None:
        course = world.courses.get(entity)
        changes = course.changes if course else ()
        return _Cover(world, known, branches).stays(_between(initial, changes), None)
    if not world.is_complete[index]:
        return _any_state(world, index, entity), False
    found: set[Stay] = set()
    is_exact = True
    for order in world.orders[index]:
        own = [(event, state) for event, changed, state in order.changes if changed == entity]
        chosen = {index: order} if len(world.orders[index]) > 1 else None
        more, exact = _Cover(world, known, branches).stays(_between(initial, own), chosen)
        found |= more
        is_exact &= exact
    return found, is_exact


def _between(initial: int, changes: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> Iterator[_Between]:
    """
    What an entity is in between its changes; of several at one event, the last counts.
    """
    state, start = initial, None
    for event, after in changes:
        if event != start:
            yield _Between(state, start, event)
        state, start = after, event
    yield _Between(state, start, None)


def _any_state(world: World, index: int, entity: int) -> set[Stay]:
    """
    Every state that any firing or automatic transition leads to: what can be said if a limit was met.
    """
    cluster = world.clusters[index]
    tables = [
        part.routes for parts in cluster.parts for part in parts if isinstance(part, Attempt) and part.entity == entity
    ]
    tables += [routes for moved, routes in cluster.automatic if moved == entity]
    states = {route.target for routes in tables for options in routes for route in options}
    return {Stay(state, None, None) for state in states | {world.hypothesis.problem.initial[entity]}}


class _Cover:
    """
    Collects the days between changes, course by course.
    """

    def __init__(self, world: World, known: list[Course], branches: int) -> None:
        self._world = world
        self._known = [course for course in known if course.world is world]
        self._branches = branches
        self._is_exact = True

    def stays(self, pieces: Iterator[_Between], chosen: dict[int, Order] | None) -> tuple[set[Stay], bool]:
        found: set[Stay] = set()
        for piece in pieces:
            found.update(self._stays(piece, chosen))
        return found, self._is_exact

    def _stays(self, piece: _Between, chosen: dict[int, Order] | None) -> Iterator[Stay]:
        state, start, end = piece
        days = self._world.days
        if chosen is None and (not self._world.loose or self._is_settled(start, end)):
            yield from _stay(state, None if start is None else days.lo[start], None if end is None else days.hi[end])
        elif start is not None and end is not None:
            yield from self._covered(piece, start, end, chosen)
        else:
            event = end if start is None else start
            found = best(
                self._world,
                event,
                "latest" if start is None else "earliest",
                chosen=chosen,
                branches=self._branches,
            )
            if found is not None:
                self._is_exact &= found.course is not None
                yield from _stay(state, None if start is None else found.day, None if end is None else found.day)

    def _is_settled(self, start: int | None, end: int | None) -> bool:
        """
        Whether a course is known in which nothing keeps the two events from their bounds.
        """
        days = self._world.days
        return any(
            (start is None or course.bounds.lo[start] == days.lo[start])
            and (end is None or course.bounds.hi[end] == days.hi[end])
            for course in self._known
        )

    def _covered(self, piece: _Between, start: int, end: int, chosen: dict[int, Order] | None) -> Iterator[Stay]:
        day = self._world.days.lo[start]
        while day < self._world.days.hi[end]:
            found = best(
                self._world,
                start,
                "earliest",
                edges=[Edge(start, end, 1)],
                clamps={end: (day + 1, self._world.days.hi[end])},
                chosen=chosen,
                branches=self._branches,
            )
            if found is None:
                return
            if found.course is None:
                self._is_exact = False
                yield from _stay(piece.state, max(day, found.day), self._world.days.hi[end])
                return
            last = found.course.bounds.hi[end]
            yield from _stay(piece.state, max(day, found.day), last)
            day = last


def _stay(state: int, first: int | None, end: int | None) -> Iterator[Stay]:
    if first is None or end is None or first < end:
        yield Stay(state, first, None if end is None else end - 1)
