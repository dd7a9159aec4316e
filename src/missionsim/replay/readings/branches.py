"""
Courses for a question: the orders of the entities that it is about are settled, all else is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from attrs import frozen

from missionsim.replay.readings.network import Clamps, Edge
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.search import Best, Sense, best
from missionsim.replay.readings.world import World


@frozen(eq=False)
class Branch:
    """
    All readings in which some clusters have each one class of orders.

    Args:
        world: The world they belong to.

        chosen: For each loose cluster that is settled, its class of orders.

        limit: How much is tried for one answer, at most.
    """

    world: World
    chosen: dict[int, Order]
    limit: int

    def changes(self, entity: int) -> tuple[tuple[int, int], ...]:
        """
        What an entity goes through: the event and the state that it comes to, in order, the first state left out.

        Raises:
            KeyError: The order of this entity is not settled here.
        """
        index = self.world.cluster_of(entity)
        if index is None:
            course = self.world.courses.get(entity)
            return course.changes if course else ()
        order = self.chosen[index] if index in self.chosen else self._only(index)
        return tuple((event, state) for event, changed, state in order.changes if changed == entity)

    def takes_effect_at(self, event: int) -> int | None:
        """
        The event at which *event* takes effect: itself, a later one if it waits, ``None`` if it never does.

        Raises:
            KeyError: Whether it does is not settled here.
        """
        effect = self.world.hypothesis.effects[event]
        if effect != "open":
            return event if effect == "certain" else None
        index = self.world.cluster_settling(event)
        order = self.chosen[index] if index in self.chosen else self._only(index)
        return dict(order.effects).get(event)

    def best(
        self, event: int | None, sense: Sense, *, edges: Iterable[Edge] = (), clamps: Clamps | None = None
    ) -> Best | None:
        """
        The first or last day of an event in these readings, with a course; ``None`` if there is none.
        """
        return best(self.world, event, sense, edges=edges, clamps=clamps, chosen=self.chosen, branches=self.limit)

    def _only(self, index: int) -> Order:
        orders = self.world.orders[index]
        if len(orders) != 1 or not self.world.is_complete[index]:
            raise KeyError(index)
        return orders[0]


def branches(worlds: Sequence[World], entities: Iterable[int], events: Iterable[int], limit: int) -> Iterator[Branch]:
    """
    Settle the orders of entities, and whether events take effect, in all ways that have a reading.

    Args:
        worlds: The worlds whose readings count.

        entities: The entities.

        events: The events.

        limit: How much is tried for one answer, at most.

    Yields:
        Branches, which together have all readings. Those of a cluster that was not searched through stay unsettled.
    """
    asked, happening = list(entities), list(events)
    for world in worlds:
        indices = {world.cluster_of(entity) for entity in asked}
        indices |= {world.cluster_settling(event) for event in happening if world.hypothesis.effects[event] == "open"}
        open_indices = sorted(index for index in indices if index is not None and index in world.loose)
        for orders in product(*(world.orders[index] for index in open_indices)):
            branch = Branch(world, dict(zip(open_indices, orders, strict=True)), limit)
            if not open_indices or branch.best(None, "latest") is not None:
                yield branch
