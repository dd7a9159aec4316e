"""
One hypothesis worked out: days tightened by links and machines, and the clusters whose order stays open.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from attrs import Factory, define, frozen

from missionsim.replay.readings.cases import orders_by_cases
from missionsim.replay.readings.clusters import Cluster, clusters
from missionsim.replay.readings.courses import OwnCourse, firings_by_entity, is_plain, own_course
from missionsim.replay.readings.demands import Demands, demands
from missionsim.replay.readings.hypothesis import Hypothesis, supposed
from missionsim.replay.readings.limits import Limits
from missionsim.replay.readings.network import Days, Edge, sequence
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.problem import FiringId, Problem


@define(eq=False, slots=False)
class World:
    """
    All readings in which exactly some asserted firings are refused.

    Args:
        hypothesis: Which.

        days: The days of all events.

        courses: The entities whose own course is known.

        demands: What is left of their guards.

        clusters: The clusters.

        orders: For each cluster its classes of orders.

        is_complete: For each cluster whether these are all.
    """

    hypothesis: Hypothesis
    days: Days
    courses: dict[int, OwnCourse] = Factory(dict)
    demands: Demands = Factory(lambda: Demands([], {}))
    clusters: list[Cluster] = Factory(list)
    orders: list[list[Order]] = Factory(list)
    is_complete: list[bool] = Factory(list)

    @property
    def loose(self) -> list[int]:
        """
        The clusters with more than one class of orders.
        """
        return [index for index, found in enumerate(self.orders) if len(found) > 1 and self.is_complete[index]]

    def cluster_of(self, entity: int) -> int | None:
        """
        The cluster of an entity; ``None`` if its own course is all there is, or nothing changes it.
        """
        return self._places.get(entity)

    def cluster_settling(self, event: int) -> int:
        """
        The cluster that settles whether an event takes effect, where that is open.
        """
        return self._places[~event]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {
            member: index
            for index, cluster in enumerate(self.clusters)
            for member in (*cluster.entities, *(~event for event in cluster.opens))
        }

    def events_behind(self, index: int) -> set[int]:
        """
        All events on which the classes of orders of a cluster rest, but for what narrowed their windows.
        """
        cluster = self.clusters[index]
        used = {entity for parts in cluster.parts for part in parts for entity in part.used}
        used.update(*(self.demands.automatic_used[entity] for entity, _ in cluster.automatic))
        return set(cluster.concerned).union(*(self.courses[entity].events for entity in used))

    @property
    def is_exact(self) -> bool:
        """
        Whether every cluster was searched through.
        """
        return all(self.is_complete)


@frozen
class Failure:
    """
    That a hypothesis has no reading.

    Args:
        core: The asserted firings on which that rests: as long as the same ones of them are taken to be refused,
            there is none.

        events: The events concerned.
    """

    core: frozenset[FiringId]
    events: frozenset[int]


def world(problem: Problem, refused: frozenset[FiringId], limits: Limits) -> World | Failure:
    """
    Work out a hypothesis.

    Args:
        problem: The record.

        refused: The asserted firings that are taken to be refused.

        limits: How much is tried.

    Returns:
        What it comes to. A world may still turn out to have no reading, if clusters that each have an order have
        none together.
    """
    days = Days(problem.windows)
    circle = _learn_links(problem, days)
    if circle:
        return Failure(frozenset(), _Core(problem, None, days).of(circle).events)
    hypothesis = supposed(problem, refused)
    if isinstance(hypothesis, int):
        return _Core(problem, None, days).of([hypothesis])
    if any(_has_guard(problem, firing) for firing in refused):
        # Fewer conditions, fewer firings on which a failure rests.
        again = Days(problem.windows)
        _learn_links(problem, again)
        relaxed = _worked_out(hypothesis, again, limits, is_relaxed=True)
        if isinstance(relaxed, Failure):
            return relaxed
    return _worked_out(hypothesis, days, limits, is_relaxed=False)


def _learn_links(problem: Problem, days: Days) -> list[int]:
    """
    Take up all links; returns the events that leave no days, or no order.
    """
    stuck = days.learn(Edge(link.before, link.after, link.lag) for link in problem.links)
    if stuck is not None:
        return [stuck]
    return _in_circles(days) if problem.links else []


def _in_circles(days: Days) -> list[int]:
    return [] if sequence(days, days.lo) is not None else list(range(len(days.lo)))


def _has_guard(problem: Problem, firing: FiringId) -> bool:
    event, position = firing
    routes = problem.firings[event][position].routes
    return any(route.guard is not None for options in routes for route in options)


def _worked_out(hypothesis: Hypothesis, days: Days, limits: Limits, *, is_relaxed: bool) -> World | Failure:
    problem = hypothesis.problem
    made = World(hypothesis, days)
    events = (
        _own_courses(made)
        or _demands(made, is_relaxed=is_relaxed)
        or _search(made, limits)
        or _tighten(made)
        or _in_circles(days)
    )
    return _Core(problem, made, days).of(events) if events else made


def _own_courses(made: World) -> Iterable[int] | None:
    by_entity = firings_by_entity(made.hypothesis)
    for entity, automatic in enumerate(made.hypothesis.problem.automatic):
        firings = by_entity.get(entity, [])
        if not firings and not automatic:
            made.courses[entity] = OwnCourse((), {}, ())
        elif is_plain(made.hypothesis, entity, firings):
            course = own_course(made.hypothesis, made.days, entity, firings)
            if course is False:
                return [event for event, _ in firings]
            if course is not True:
                made.courses[entity] = course
                stuck = made.days.learn(course.edges(entity))
                if stuck is not None:
                    return [stuck]
    return None


def _demands(made: World, *, is_relaxed: bool) -> Iterable[int] | None:
    made.demands = demands(made.hypothesis, made.days, made.courses, is_relaxed=is_relaxed)
    if made.demands.failed is None:
        return None
    return {made.demands.failed}.union(*(made.courses[entity].events for entity in made.demands.failed_by))


def _search(made: World, limits: Limits) -> Iterable[int] | None:
    made.clusters = clusters(made.hypothesis, made.demands, made.courses)
    for index, cluster in enumerate(made.clusters):
        found = orders_by_cases(cluster, made.hypothesis, made.days, index, limits)
        if found.is_complete and not found.found:
            return made.events_behind(index)
        made.orders.append(found.found)
        made.is_complete.append(found.is_complete)
        if found.is_complete and len(found.found) == 1:
            stuck = made.days.learn(found.found[0].all_edges)
            if stuck is not None:
                return [stuck]
    return None


def _tighten(made: World) -> Iterable[int] | None:
    """
    Drop classes that have no days, and days that no class has, until nothing changes.
    """
    seen: dict[int, list[tuple[int, int]]] = {}
    while True:
        changed = False
        for index in made.loose:
            events = made.clusters[index].concerned
            windows = [(made.days.lo[event], made.days.hi[event]) for event in events]
            if seen.get(index) != windows:
                changed = True
                stuck = _narrow(made, index)
                if stuck is not None:
                    return stuck
                seen[index] = [(made.days.lo[event], made.days.hi[event]) for event in events]
        if not changed:
            return None


def _narrow(made: World, index: int) -> Iterable[int] | None:
    events = made.clusters[index].concerned
    left: list[Order] = []
    hull: dict[int, tuple[int, int]] = {}
    for order in made.orders[index]:
        tried = made.days.trial(order.all_edges)
        if tried is not None:
            left.append(order)
            for event in events:
                first, last = hull.get(event, (tried.lo[event], tried.hi[event]))
                hull[event] = min(first, tried.lo[event]), max(last, tried.hi[event])
    made.orders[index] = left
    if not left:
        return made.events_behind(index)
    stuck = made.days.learn(left[0].all_edges) if len(left) == 1 else made.days.narrow(hull, index)
    return None if stuck is None else [stuck]


class _Core:
    """
    Finds what a failure rests on.

    Args:
        problem: The record.

        made: The world as far as it came; ``None`` if links alone fail.

        days: Its days.
    """

    def __init__(self, problem: Problem, made: World | None, days: Days) -> None:
        self._problem = problem
        self._made = made
        self._days = days
        self._events: set[int] = set()
        self._left: list[int] = []

    def of(self, events: Iterable[int]) -> Failure:
        """
        The failure at *events*.
        """
        self._add(events)
        links_before: dict[int, list[int]] = {}
        for link in self._problem.links:
            links_before.setdefault(link.after, []).append(link.before)
        while self._left:
            event = self._left.pop()
            self._add(links_before.get(event, ()))
            self._add_narrowings(event)
        asserted = self._problem.asserted
        core = frozenset(
            (event, position)
            for event in self._events
            for position in range(len(self._problem.firings[event]))
            if (event, position) in asserted
        )
        return Failure(core, frozenset(self._events))

    def _add(self, events: Iterable[int]) -> None:
        new = set(events) - self._events
        self._events |= new
        self._left += new

    def _add_narrowings(self, event: int) -> None:
        for why in (self._days.why_lo.get(event), self._days.why_hi.get(event)):
            if why is not None:
                self._add([why.event])
                if why.source is not None:
                    self._add_source(why.source)

    def _add_source(self, source: int) -> None:
        made = self._made
        if made is None:
            return
        if source < 0:
            self._add(made.courses[~source].events)
            return
        self._add(made.events_behind(source))
