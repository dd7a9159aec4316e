"""
What each firing asks of the other entities, folded by what their own courses and the dates settle.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from attrs import define, field

from missionsim.replay.readings.courses import OwnCourse
from missionsim.replay.readings.guards import Known, folded, split
from missionsim.replay.readings.hypothesis import Assumed, Hypothesis
from missionsim.replay.readings.network import Days
from missionsim.replay.readings.problem import Guard, Leaf, Parts, Route, Routes


class Demand(NamedTuple):
    """
    A condition that has to hold when the event gets there.

    Args:
        guard: The condition.

        used: The entities whose courses settled some of it.
    """

    guard: Guard
    used: frozenset[int]


class Attempt(NamedTuple):
    """
    A firing, with what is still open of its guards.

    Args:
        event: Its event.

        position: Its place among the firings of the event.

        entity: The entity.

        mode: How it is taken.

        routes: For each state, its routes.

        used: The entities whose courses settled some of its guards.
    """

    event: int
    position: int
    entity: int
    mode: Assumed
    routes: Routes
    used: frozenset[int] = frozenset()


Part = Demand | Attempt


@define
class Demands:
    """
    What is left of a hypothesis once courses and dates are known.

    Args:
        parts: For each event its demands and attempts, in the order in which they are met.

        automatic: For each entity that moves by itself, its routes.

        automatic_used: For each of these, the entities whose courses settled some of its guards.

        lasts: Sets of events of which only matters when the last of them has happened. Each stands for one more
            entity, behind those of the record: in state 1 from then on, and in state 0 before.

        failed: An event that asks for what can't be, if there is one.

        failed_by: The entities whose courses say so.
    """

    parts: list[list[Part]]
    automatic: dict[int, Routes]
    lasts: list[frozenset[int]] = field(factory=list)
    automatic_used: dict[int, set[int]] = field(factory=dict)
    failed: int | None = None
    failed_by: frozenset[int] = frozenset()


def demands(
    hypothesis: Hypothesis, days: Days, courses: Mapping[int, OwnCourse], *, is_relaxed: bool = False
) -> Demands:
    """
    Fold all guards.

    Args:
        hypothesis: What is taken to be refused.

        days: The days of all events, with the orders of *courses* learned.

        courses: The entities whose course is known; with no events for those that never change.

        is_relaxed: Whether what is taken to be refused may be so whatever its guards say.
    """
    folder = _Folder(hypothesis, days, courses, is_relaxed=is_relaxed)
    made = Demands([[] for _ in days.lo], {})
    for entity, routes in enumerate(hypothesis.problem.automatic):
        if routes:
            used = made.automatic_used.setdefault(entity, set())
            made.automatic[entity] = folder.gathered(made, _folded_routes(routes, folder.anywhere(used)), None, used)
    for event, modes in enumerate(hypothesis.modes):
        for position, mode in enumerate(modes):
            if mode != "never" and not folder.add(made, event, position, mode):
                return made
    return made


class _Folder:
    """
    Folds the guards of a hypothesis.
    """

    def __init__(
        self, hypothesis: Hypothesis, days: Days, courses: Mapping[int, OwnCourse], *, is_relaxed: bool
    ) -> None:
        self._is_relaxed = is_relaxed
        self._hypothesis = hypothesis
        self._days = days
        self._courses = courses
        self._states = {
            entity: (hypothesis.problem.initial[entity], *(state for _, state in course.changes))
            for entity, course in courses.items()
        }
        self._bounds: dict[int, tuple[list[int], list[int]]] = {}

    def add(self, made: Demands, event: int, position: int, mode: Assumed) -> bool:
        """
        Add what one firing asks.

        Returns:
            Whether it can be.
        """
        firing = self._hypothesis.problem.firings[event][position]
        routes = firing.routes
        used: set[int] = set()
        if any(route.guard is not None for options in routes for route in options):
            guard = self._one_guard(event, position, routes) if mode == "required" else False
            if mode == "refused" and self._is_relaxed:
                routes = tuple(tuple(route for route in options if route.guard is None) for options in routes)
            elif guard is False:
                known = self.at(event, is_waiting=mode == "waiting", used=used)
                routes = self.gathered(made, _folded_routes(routes, known), event, used)
            else:
                if guard is not None and guard is not True and not self._demand(made, event, firing.entity, guard):
                    return False
                routes = _unguarded(routes)
        made.parts[event].append(Attempt(event, position, firing.entity, mode, routes, frozenset(used)))
        return True

    def _demand(self, made: Demands, event: int, entity: int, guard: Guard) -> bool:
        """
        Add all that has to hold for *guard* to hold; returns whether it can.
        """
        for part in split(guard):
            used = {entity} & self._courses.keys()
            left = folded(part, self.at(event, is_waiting=False, used=used))
            if left is False:
                made.failed, made.failed_by = event, frozenset(used)
                return False
            if left is not True:
                made.parts[event] += [Demand(open_part, frozenset(used)) for open_part in split(left)]
        return True

    def _one_guard(self, event: int, position: int, routes: Routes) -> Guard | bool | None:
        """
        The guard that a firing has to meet in whatever state it finds, ``False`` if that depends on the state.
        """
        course = self._courses.get(self._hypothesis.problem.firings[event][position].entity)
        if course is not None:
            return routes[course.found[event, position]][0].guard
        if any(len(options) > 1 for options in routes):
            return False
        guards = [options[0].guard for options in routes if options]
        return guards[0] if all(guard == guards[0] for guard in guards) else False

    def gathered(self, made: Demands, routes: Routes, event: int | None, used: set[int]) -> Routes:
        """
        The routes, with all that has to become true, and stays so, as one condition on the last event behind it.
        """
        return tuple(
            tuple(
                route if route.guard is None else Route(route.target, self._gathered(made, route.guard, event, used))
                for route in options
            )
            for options in routes
        )

    def _gathered(self, made: Demands, guard: Guard, event: int | None, used: set[int]) -> Guard:
        events: dict[int, int] = {}
        others: list[Guard] = []
        for part in split(guard):
            turn = _turn(part, self._courses, self._states)
            if turn is None or turn == event:
                others.append(part)
            else:
                events[part.entities[0] if isinstance(part, Leaf) else -1] = turn
        if len(events) <= 1:
            return guard
        last = frozenset(events.values())
        if last not in made.lasts:
            made.lasts.append(last)
        used.update(events)
        entity = len(self._hypothesis.problem.initial) + made.lasts.index(last)
        parts = (Leaf((entity,), frozenset({1}), 1, 1), *others)
        return Parts(parts, len(parts), len(parts)) if others else parts[0]

    def anywhere(self, used: set[int]) -> Known:
        """
        What is known of entities whatever the moment.
        """

        def known(entity: int, states: frozenset[int]) -> bool | None:
            course = self._states.get(entity)
            return None if course is None else self._agreed(entity, states, 0, len(course), used)

        return known

    def at(self, event: int, *, is_waiting: bool, used: set[int]) -> Known:
        """
        What is known of entities when *event* gets there, or at any later moment if it waits.
        """
        first, last = self._days.lo[event], self._days.hi[event]

        def known(entity: int, states: frozenset[int]) -> bool | None:
            course = self._courses.get(entity)
            if course is None or event in course.events:
                return None
            if not course.changes:
                return self._agreed(entity, states, 0, 1, used)
            if entity not in self._bounds:
                starts = [self._days.lo[change] for change, _ in course.changes]
                self._bounds[entity] = starts, [self._days.hi[change] for change, _ in course.changes]
            starts, ends = self._bounds[entity]
            least = bisect_left(ends, first)
            most = len(starts) if is_waiting else bisect_right(starts, last)
            return self._agreed(entity, states, least, most + 1, used)

        return known

    def _agreed(self, entity: int, states: frozenset[int], start: int, stop: int, used: set[int]) -> bool | None:
        course = self._states[entity]
        value = course[start] in states
        for state in course[start + 1 : stop]:
            if (state in states) != value:
                return None
        if len(course) > 1:
            used.add(entity)
        return value


def _folded_routes(routes: Routes, known: Known) -> Routes:
    """
    The routes that can be taken, with what is open of their guards.
    """
    made = []
    for options in routes:
        left: list[Route] = []
        for route in options:
            guard = True if route.guard is None else folded(route.guard, known)
            if guard is True:
                left.append(Route(route.target))
                break
            if guard is not False:
                left.append(Route(route.target, guard))
        made.append(tuple(left))
    return tuple(made)


def _unguarded(routes: Routes) -> Routes:
    return tuple(tuple(Route(route.target) for route in options) for options in routes)


def _turn(part: Guard, courses: Mapping[int, OwnCourse], states: Mapping[int, tuple[int, ...]]) -> int | None:
    """
    The event at which *part* becomes true for good, ``None`` if there is none or it is not known.
    """
    if not isinstance(part, Leaf) or len(part.entities) != 1 or part.entities[0] not in courses:
        return None
    entity = part.entities[0]
    values = [part.least <= (state in part.states) <= part.most for state in states[entity]]
    if values[0] or not values[-1] or values != sorted(values):
        return None
    return courses[entity].changes[values.index(True) - 1][0]
