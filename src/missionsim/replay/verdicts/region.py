"""
Some of the readings of a world: those that keep facts about days, and have certain orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import count

from attrs import define, field, frozen

from missionsim.replay.readings.network import Days, Edge, sequence
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.search import Sense
from missionsim.replay.readings.world import World
from missionsim.replay.verdicts.facts import Fact, has_order, ordered, tried


class LimitMet(Exception):  # noqa: N818  no error: it ends a search
    """
    More was tried than may be.
    """


@define
class Budget:
    """
    How much may still be tried.

    Args:
        left: How often.
    """

    left: int

    def spend(self) -> None:
        """
        Try once more.

        Raises:
            LimitMet: If that is once too often.
        """
        if self.left <= 0:
            raise LimitMet
        self.left -= 1


@frozen(eq=False, slots=False)
class Placed:
    """
    One reading, with others of the same orders.

    Args:
        days: The bounds under all edges of its orders; all days between them that keep the edges are readings.

        vector: The day of every event.
    """

    days: Days
    vector: Sequence[int]

    @cached_property
    def sequence(self) -> tuple[int, ...]:
        """
        The events in order.
        """
        order = sequence(ordered(self.days, self.vector), self.vector)
        assert order is not None, "orders are checked when a reading is found"  # noqa: S101
        return tuple(order)

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """
        The place of every event in the order.
        """
        return {event: rank for rank, event in enumerate(self.sequence)}


@frozen(eq=False)
class Region:
    """
    The readings of a world that keep facts about days, and have certain orders.

    Args:
        world: The world.

        allowed: For each loose cluster the classes of orders that it may have.

        days: The bounds of days.

        facts: What they keep beyond what the world implies.

        budget: How much may be tried.
    """

    world: World
    allowed: Mapping[int, tuple[Order, ...]]
    days: Days
    budget: Budget
    facts: frozenset[Fact] = field(default=frozenset(), repr=False)

    def where(self, facts: Iterable[Fact]) -> Region | None:
        """
        Those of the readings that keep more facts; ``None`` if days leave none.
        """
        added = [fact for fact in facts if fact not in self.facts]
        days = tried(self.days, added) if added else self.days
        return None if days is None else Region(self.world, self.allowed, days, self.budget, self.facts.union(added))

    def is_known(self, fact: Fact) -> bool:
        """
        Whether all of the readings keep a fact, as far as bounds show.
        """
        return fact in self.facts or fact.is_implied(self.days)

    def started(self, facts: Iterable[Fact]) -> Region | None:
        """
        Those of the readings that keep facts, and the orders settled from the start; ``None`` if there are none.
        """
        edges = [edge for orders in self.allowed.values() if len(orders) == 1 for edge in orders[0].all_edges]
        days = self.days.trial(edges) if edges else self.days
        if days is None:
            return None
        return Region(self.world, self.allowed, days, self.budget, self.facts).where(facts)

    @property
    def is_settled(self) -> bool:
        """
        Whether all orders are settled, so that all days between the bounds that keep the edges are readings.
        """
        return all(len(orders) == 1 for orders in self.allowed.values())

    def parts(self) -> Iterator[Region]:
        """
        The same readings, apart by the orders of the first cluster that is not settled.
        """
        index = next(index for index, orders in self.allowed.items() if len(orders) > 1)
        for order in self.allowed[index]:
            days = self.days.trial(order.all_edges)
            if days is not None:
                yield Region(self.world, {**self.allowed, index: (order,)}, days, self.budget, self.facts)

    def find(self, event: int | None, sense: Sense) -> Placed | None:
        """
        A reading in which an event is as early or as late as it can be.

        Args:
            event: The event; ``None`` for any reading.

            sense: Which.

        Returns:
            The reading; ``None`` if there is none.
        """
        number = count()
        heap: list[tuple[int, int, Region]] = []

        def push(region: Region) -> None:
            bound = 0
            if event is not None:
                bound = region.days.lo[event] if sense == "earliest" else -region.days.hi[event]
            heappush(heap, (bound, next(number), region))

        push(self)
        while heap:
            region = heappop(heap)[2]
            self.budget.spend()
            vector = region.days.lo if sense == "earliest" else region.days.hi
            placed, is_open = region.fitting(vector)
            if placed is not None:
                return placed
            if is_open:
                for part in region.parts():
                    push(part)
        return None

    def outermost(self, event: int | None, sense: Sense) -> Placed:
        """
        The same, where a reading is known to be there.
        """
        placed = self.find(event, sense)
        assert placed is not None, "there is a reading"  # noqa: S101
        return placed

    def fitting(self, vector: Sequence[int]) -> tuple[Placed | None, bool]:
        """
        The reading with the days of *vector*, if one is at hand, and else whether looking on may help.
        """
        edges: list[Edge] = []
        is_open = False
        for orders in self.allowed.values():
            if len(orders) > 1:
                is_open = True
                order = _fit(orders, vector)
                if order is None:
                    return None, True
                edges += order.all_edges
        days = self.days.trial(edges) if edges else self.days
        assert days is not None, "the vector keeps all edges"  # noqa: S101
        if (edges or self.allowed or has_order(days)) and sequence(ordered(days, vector), vector) is None:
            return None, is_open
        return Placed(days, vector), is_open


def _fit(orders: Iterable[Order], vector: Sequence[int]) -> Order | None:
    for order in orders:
        if all(vector[edge.before] + edge.lag <= vector[edge.after] for edge in order.all_edges):
            return order
    return None
