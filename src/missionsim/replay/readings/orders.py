"""
The classes of orders of a cluster: all sequences of its events that play alike are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import Factory, define, frozen

from missionsim.replay.readings.clusters import Cluster
from missionsim.replay.readings.footprints import acting, bits
from missionsim.replay.readings.hypothesis import Hypothesis
from missionsim.replay.readings.machine import Machine, Mark
from missionsim.replay.readings.network import Days, Edge
from missionsim.replay.readings.problem import FiringId


@frozen(eq=False)
class Order:
    """
    A class of orders of a cluster: whatever keeps its edges plays alike.

    Args:
        edges: Its order edges.

        lags: The edges from where what waited takes effect to what is linked to it.

        changes: The event at which it happens, the entity, and the state it comes to, in order.

        applied: For each firing that is not asserted and is applied, the event at which it is.

        effects: For each event that may take effect later than on its own day, or never, the event at which it does.
    """

    edges: tuple[Edge, ...]
    lags: tuple[Edge, ...]
    changes: tuple[tuple[int, int, int], ...]
    applied: frozenset[tuple[FiringId, int]]
    effects: frozenset[tuple[int, int]]

    @property
    def all_edges(self) -> tuple[Edge, ...]:
        """
        All edges.
        """
        return self.edges + self.lags

    @property
    def outcome(self) -> object:
        """
        What comes of it, whatever its edges are.
        """
        by_entity: dict[int, list[tuple[int, int]]] = {}
        for event, entity, state in self.changes:
            by_entity.setdefault(entity, []).append((event, state))
        changes = frozenset((entity, tuple(changed)) for entity, changed in by_entity.items())
        return changes, self.applied, self.effects


@define
class Orders:
    """
    What a search has found.

    Args:
        found: The classes of orders.

        is_complete: Whether these are all.

        has_failed: Whether an order that the days allow was turned down.

        steps: How much was tried.
    """

    found: list[Order] = Factory(list)
    is_complete: bool = True
    has_failed: bool = False
    steps: int = 0


class Ground:
    """
    What a search over the orders of a cluster stands on.

    Args:
        cluster: The cluster.

        hypothesis: What is taken to be refused.

        days: The days of all events.

        index: The number of the cluster, for its edges.
    """

    def __init__(self, cluster: Cluster, hypothesis: Hypothesis, days: Days, index: int) -> None:
        self.cluster = cluster
        self.hypothesis = hypothesis
        self.index = index
        self.events = cluster.events
        self.lo = [days.lo[event] for event in self.events]
        self.hi = [days.hi[event] for event in self.events]
        self.acts = acting(cluster)
        places = {event: place for place, event in enumerate(self.events)}
        self.lags: list[list[tuple[int, int]]] = []
        self.linked: list[int] = []
        for event in self.events:
            lags = [(places[edge.before], edge.lag) for edge in days.before(event) if edge.before in places]
            self.lags.append(lags)
            self.linked.append(_mask(place for place, _ in lags))
        self.before = [
            linked | _mask(other for other in bits(acts) if self.hi[other] < first)
            for linked, acts, first in zip(self.linked, self.acts, self.lo, strict=True)
        ]


def orders(ground: Ground, most_found: int, most_steps: int) -> Orders:
    """
    Find the classes of orders, those of one outcome as one where that can be.
    """
    found = _Search(ground, ground.before, most_found, most_steps).run()
    if not found.is_complete or len(found.found) <= 1:
        return found
    groups: dict[object, list[Order]] = {}
    for order in found.found:
        groups.setdefault(order.outcome, []).append(order)
    merged: list[Order] = []
    for outcome, group in groups.items():
        one = _merged(ground, group, outcome, most_steps) if len(group) > 1 else None
        merged += [one] if one else group
    return Orders(merged, steps=found.steps)


def _merged(ground: Ground, group: list[Order], outcome: object, most_steps: int) -> Order | None:
    """
    The order edges that a group has in common, if every order that keeps them has its outcome.
    """
    places = {event: place for place, event in enumerate(ground.events)}
    before = [~0] * len(ground.events)
    for order in group:
        ancestors = _ancestors(ground, order, places)
        before = [common & mask for common, mask in zip(before, ancestors, strict=True)]
    search = _Search(ground, before, 2 * len(group) + 8, most_steps)
    again = search.run()
    if again.has_failed or not again.is_complete or any(order.outcome != outcome for order in again.found):
        return None
    edges = [
        Edge(ground.events[earlier], event, 0, ground.index)
        for place, event in enumerate(ground.events)
        for earlier in bits(_reduced(before, place) & ~ground.linked[place])
    ]
    first = group[0]
    return Order(tuple(edges), first.lags, first.changes, first.applied, first.effects)


def _ancestors(ground: Ground, order: Order, places: dict[int, int]) -> list[int]:
    above = list(ground.before)
    for edge in order.edges:
        above[places[edge.after]] |= 1 << places[edge.before]
    done = [False] * len(above)

    for start in range(len(above)):
        stack = [start]
        while stack:
            place = stack[-1]
            left = [] if done[place] else [other for other in bits(above[place]) if not done[other]]
            if left:
                stack += left
                continue
            if not done[place]:
                for other in bits(above[place]):
                    above[place] |= above[other]
                done[place] = True
            stack.pop()
    return above


def _reduced(before: Sequence[int], place: int) -> int:
    """
    The predecessors that do not precede another predecessor.
    """
    implied = 0
    for other in bits(before[place]):
        implied |= before[other]
    return before[place] & ~implied


@define
class _Node:
    """
    A point of the search: what is tried there next, and what need not be tried.
    """

    options: list[int]
    asleep: int
    mark: Mark
    tried: int = 0
    chosen: int = -1


class _Search:
    """
    A depth-first search over sequences of events, each class of orders once.

    Args:
        ground: The cluster.

        before: For each place, those that come before it, as bits.

        most_found: After so many classes it ends.

        most_steps: After so many events placed it ends.
    """

    def __init__(self, ground: Ground, before: Sequence[int], most_found: int, most_steps: int) -> None:
        self._ground = ground
        self._machine = Machine(ground.cluster, ground.hypothesis, ground.index)
        self._before = before
        size = len(ground.events)
        self._after = [0] * size
        for place, mask in enumerate(before):
            for other in bits(mask):
                self._after[other] |= 1 << place
        self._most_found = most_found
        self._most_steps = most_steps
        self._low = list(ground.lo)
        self._left = (1 << size) - 1
        self._placed: list[int] = []
        self._orders = Orders()

    def run(self) -> Orders:
        """
        Search through all.
        """
        stack = [_Node(self._options(0), 0, self._machine.mark())]
        while stack:
            node = stack[-1]
            if node.chosen >= 0:
                self._take_back(node)
            if not node.options:
                stack.pop()
                continue
            place = node.options.pop()
            asleep = (node.asleep | node.tried) & ~self._ground.acts[place]
            node.tried |= 1 << place
            if not self._put(node, place):
                continue
            if self._left:
                stack.append(_Node(self._options(asleep), asleep, self._machine.mark()))
            else:
                self._found()
            if self._orders.steps >= self._most_steps or len(self._orders.found) > self._most_found:
                self._orders.is_complete = False
                break
        return self._orders

    def _options(self, asleep: int) -> list[int]:
        """
        What can come next, the last first; one event alone if all that act on it come after it anyway.
        """
        options = []
        for place in bits(self._left):
            if self._before[place] & self._left:
                continue
            if not self._left & self._ground.acts[place] & ~self._after[place]:
                return [] if asleep >> place & 1 else [place]
            options.append(place)
        return [place for place in reversed(options) if not asleep >> place & 1]

    def _put(self, node: _Node, place: int) -> bool:
        ground = self._ground
        done = ~self._left
        day = ground.lo[place]
        for other in bits(ground.acts[place] & done & ((1 << len(self._low)) - 1)):
            day = max(day, self._low[other])
        for other, lag in ground.lags[place]:
            day = max(day, self._low[other] + lag)
        if any(ground.hi[other] < day for other in bits(ground.acts[place] & self._left)):
            return False
        self._orders.steps += 1 + len(self._low) // 100
        if not self._machine.place(place):
            self._machine.undo(node.mark)
            self._orders.has_failed = True
            return False
        node.chosen = place
        self._low[place] = day
        self._left ^= 1 << place
        self._placed.append(place)
        return True

    def _take_back(self, node: _Node) -> None:
        self._left |= 1 << node.chosen
        self._low[node.chosen] = self._ground.lo[node.chosen]
        self._placed.pop()
        self._machine.undo(node.mark)
        node.chosen = -1

    def _found(self) -> None:
        machine = self._machine
        self._orders.found.append(
            Order(
                tuple(self._edges()),
                tuple(machine.lags),
                tuple(machine.changes),
                frozenset(machine.applied.items()),
                frozenset(machine.effects.items()),
            )
        )

    def _edges(self) -> Iterable[Edge]:
        ground = self._ground
        ancestors = [0] * len(ground.events)
        for position, place in enumerate(self._placed):
            open_acts = ground.acts[place] & _mask(self._placed[:position])
            for other in reversed(self._placed[:position]):
                if not open_acts:
                    break
                if open_acts >> other & 1:
                    if not ground.linked[place] >> other & 1:
                        yield Edge(ground.events[other], ground.events[place], 0, ground.index)
                    ancestors[place] |= ancestors[other] | 1 << other
                    open_acts &= ~ancestors[place]
            for other in bits(ground.linked[place]):
                ancestors[place] |= ancestors[other] | 1 << other


def _mask(places: Iterable[int]) -> int:
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask
