"""
The order of one entity's own events, where its machine and the windows leave one only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, frozen

from missionsim.replay.readings.hypothesis import Hypothesis
from missionsim.replay.readings.network import Days, Edge
from missionsim.replay.readings.problem import FiringId, Routes

MOST_POSITIONS = 20_000


@frozen
class OwnCourse:
    """
    What an entity goes through, in the one order that its own machine allows.

    Args:
        events: Its events, in order.

        found: The state that each firing finds.

        changes: The event and the state that it leads to, in order.
    """

    events: tuple[int, ...]
    found: dict[FiringId, int]
    changes: tuple[tuple[int, int], ...]

    def edges(self, entity: int) -> list[Edge]:
        """
        The order, as edges.
        """
        return [Edge(before, after, 0, ~entity) for before, after in zip(self.events, self.events[1:], strict=False)]


def firings_by_entity(hypothesis: Hypothesis) -> dict[int, list[FiringId]]:
    """
    For each entity the firings that may be applied or have to be refused.
    """
    by_entity: dict[int, list[FiringId]] = {}
    for event, modes in enumerate(hypothesis.modes):
        for position, mode in enumerate(modes):
            if mode != "never":
                entity = hypothesis.problem.firings[event][position].entity
                by_entity.setdefault(entity, []).append((event, position))
    return by_entity


def is_plain(hypothesis: Hypothesis, entity: int, firings: Sequence[FiringId]) -> bool:
    """
    Whether the states of *entity* depend on the order of its own events alone.
    """
    problem = hypothesis.problem
    return not problem.automatic[entity] and all(
        hypothesis.modes[event][position] == "required"
        and all(len(routes) <= 1 for routes in problem.firings[event][position].routes)
        for event, position in firings
    )


def own_course(hypothesis: Hypothesis, days: Days, entity: int, firings: Sequence[FiringId]) -> OwnCourse | bool:
    """
    Walk the events of a plain entity through its machine.

    Returns:
        The course, if there is one only; else whether there is any, as far as was looked.
    """
    routes: dict[int, list[Routes]] = {}
    for event, position in firings:
        routes.setdefault(event, []).append(hypothesis.problem.firings[event][position].routes)
    orders = _Walk(days, routes).orders(hypothesis.problem.initial[entity])
    if orders is None or len(orders) > 1:
        return True
    if not orders:
        return False
    return _played(hypothesis, entity, orders[0], firings)


def _played(hypothesis: Hypothesis, entity: int, order: tuple[int, ...], firings: Sequence[FiringId]) -> OwnCourse:
    positions: dict[int, list[int]] = {}
    for event, position in firings:
        positions.setdefault(event, []).append(position)
    state = hypothesis.problem.initial[entity]
    found: dict[FiringId, int] = {}
    changes: list[tuple[int, int]] = []
    for event in order:
        for position in positions[event]:
            found[event, position] = state
            target = hypothesis.problem.firings[event][position].routes[state][0].target
            if target != state:
                changes.append((event, target))
            state = target
    return OwnCourse(order, found, tuple(changes))


@define
class _Node:
    """
    A point of the walk: what is placed, the state, the day, and what is tried next.
    """

    placed: int
    state: int
    options: Iterator[tuple[int, int, int]]
    bit: int


class _Walk:
    """
    A depth-first walk over the orders of some events that all act on each other.

    Args:
        days: Their days, and edges.

        routes: For each event the tables of its firings.
    """

    def __init__(self, days: Days, routes: dict[int, list[Routes]]) -> None:
        self._events = sorted(routes, key=days.lo.__getitem__)
        self._routes = [routes[event] for event in self._events]
        self._lo = [days.lo[event] for event in self._events]
        self._hi = [days.hi[event] for event in self._events]
        self._by_end = sorted(range(len(self._hi)), key=self._hi.__getitem__)
        places = {event: place for place, event in enumerate(self._events)}
        self._before = [
            sum({1 << places[edge.before] for edge in days.before(event) if edge.before in places})
            for event in self._events
        ]

    def orders(self, initial: int) -> list[tuple[int, ...]] | None:
        """
        The first two complete orders, fewer if there are fewer, ``None`` if looking took too long.
        """
        full = (1 << len(self._events)) - 1
        found: list[tuple[int, ...]] = []
        seen = {(0, initial)}
        alive: set[tuple[int, int]] = set()
        stack = [_Node(0, initial, self._options(0, initial), -1)]
        while stack and len(found) <= 1:
            option = next(stack[-1].options, None)
            if option is None:
                stack.pop()
                continue
            place, placed, state = option
            if (placed, state) in alive:
                return [*found, ()]
            if placed == full:
                found.append((*(self._events[node.bit] for node in stack[1:]), self._events[place]))
                alive.update((node.placed, node.state) for node in stack)
            elif (placed, state) not in seen:
                seen.add((placed, state))
                stack.append(_Node(placed, state, self._options(placed, state), place))
            if len(seen) > MOST_POSITIONS:
                return None
        return found

    def _options(self, placed: int, state: int) -> Iterator[tuple[int, int, int]]:
        soonest_end = next(self._hi[place] for place in self._by_end if not placed >> place & 1)
        for place, day in enumerate(self._lo):
            if day > soonest_end:
                return
            bit = 1 << place
            if placed & bit or self._before[place] & ~placed:
                continue
            target = self._through(place, state)
            if target is not None:
                yield place, placed | bit, target

    def _through(self, place: int, state: int) -> int | None:
        for routes in self._routes[place]:
            if not routes[state]:
                return None
            state = routes[state][0].target
        return state
