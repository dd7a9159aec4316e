"""
The first or last day of an event over all readings of a world, with a reading in which it is that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Literal

from attrs import frozen

from missionsim.replay.readings.network import Clamps, Days, Edge, sequence
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.world import World

Sense = Literal["earliest", "latest"]


@frozen(eq=False)
class Course:
    """
    One choice that settles the order of everything that matters, and a reading of it.

    Args:
        world: The world it belongs to.

        orders: For each loose cluster the class of orders that is chosen.

        bounds: The days under all its edges. Both bounds are readings of the course.

        days: The reading: for each event its day.
    """

    world: World
    orders: dict[int, Order]
    bounds: Days
    days: tuple[int, ...]

    def sequence(self) -> list[int]:
        """
        The events of the reading in order: by day, then as edges and the record have them.
        """
        order = sequence(self.bounds, self.days)
        assert order is not None, "the edges of a course are not circular"  # noqa: S101
        return order


@frozen
class Best:
    """
    An answer.

    Args:
        day: The day.

        course: A course that has it; ``None`` if the search ended before it found one.
    """

    day: int
    course: Course | None


def best(  # noqa: PLR0913  what may be asked
    world: World,
    event: int | None,
    sense: Sense,
    *,
    edges: Iterable[Edge] = (),
    clamps: Clamps | None = None,
    chosen: dict[int, Order] | None = None,
    branches: int = 20_000,
) -> Best | None:
    """
    Find the first or last day of an event.

    Args:
        world: Whose readings count.

        event: The event; ``None`` for any reading, with all days as early or as late as the course found has them.

        sense: ``earliest`` or ``latest``.

        edges: More order edges to keep.

        clamps: Events and the days within which they have to lie.

        chosen: For some loose clusters the class of orders to take.

        branches: After so many the search ends.

    Returns:
        The day; ``None`` if there is no reading.
    """
    return _Search(world, event, sense, branches).run(tuple(edges), clamps or {}, chosen or {})


def all_bounds(world: World, sense: Sense, branches: int) -> tuple[list[int], Course | None, bool]:
    """
    The first or last days of all events: as one course has them, and asked one by one where it has others.

    Args:
        world: Whose readings count.

        sense: Which.

        branches: How much is tried for one event, at most.

    Returns:
        A day for each event, a course that has most of them, and whether they are exact. If they are not, none is too
        late for a first day, or too early for a last one.
    """
    bounds = list(world.days.lo if sense == "earliest" else world.days.hi)
    found = best(world, None, sense, branches=branches)
    course = found.course if found else None
    if course is None:
        return bounds, None, False
    for event, day in enumerate(course.days):
        if day != bounds[event]:
            one = best(world, event, sense, branches=branches)
            if one is None or one.course is None:
                # The bounds hold anyway; asking for the others would meet the limit again and again.
                return bounds, course, False
            bounds[event] = one.day
    return bounds, course, True


class _Search:
    """
    Best first over choices of classes of orders: a node's bound is never worse than what comes of it.
    """

    def __init__(self, world: World, event: int | None, sense: Sense, branches: int) -> None:
        self._world = world
        self._event = event
        self._sense = sense
        self._branches = branches
        self._loose = world.loose
        self._heap: list[tuple[int, int, int, Days, dict[int, Order]]] = []
        self._count = count()

    def run(self, edges: tuple[Edge, ...], clamps: Clamps, chosen: dict[int, Order]) -> Best | None:
        for order in chosen.values():
            edges += order.all_edges
        self._push(self._world.days.trial(edges, clamps), chosen)
        while self._heap:
            bound, _, _, days, chosen = heappop(self._heap)
            vector = days.lo if self._sense == "earliest" else days.hi
            if self._branches <= 0:
                return Best(abs(bound), None)
            self._branches -= 1
            fits = {index: self._fit(index, vector, chosen) for index in self._loose}
            unfit = next((index for index, order in fits.items() if order is None), None)
            if unfit is None:
                course = self._course(days, fits, chosen, vector)
                if course is not None:
                    return Best(abs(bound), course)
                unfit = next((index for index in self._loose if index not in chosen), None)
            if unfit is not None:
                for order in self._world.orders[unfit]:
                    self._push(days.trial(order.all_edges), {**chosen, unfit: order})
        return None

    def _push(self, days: Days | None, chosen: dict[int, Order]) -> None:
        if days is None:
            return
        bound = 0
        if self._event is not None:
            bound = days.lo[self._event] if self._sense == "earliest" else -days.hi[self._event]
        heappush(self._heap, (bound, -len(chosen), next(self._count), days, chosen))

    def _fit(self, index: int, vector: Sequence[int], chosen: dict[int, Order]) -> Order | None:
        if index in chosen:
            return chosen[index]
        for order in self._world.orders[index]:
            if all(vector[edge.before] + edge.lag <= vector[edge.after] for edge in order.all_edges):
                return order
        return None

    def _course(
        self, days: Days, fits: dict[int, Order | None], chosen: dict[int, Order], vector: Sequence[int]
    ) -> Course | None:
        orders = {index: order for index, order in fits.items() if order is not None}
        edges = [edge for index, order in orders.items() if index not in chosen for edge in order.all_edges]
        bounds = days.trial(edges) if edges else days
        if bounds is None or sequence(bounds, vector) is None:
            return None
        return Course(self._world, orders, bounds, tuple(vector))
