"""
Which events of a cluster act on each other: one may change what the other changes or relies on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import Factory, define

from missionsim.replay.readings.clusters import Cluster
from missionsim.replay.readings.demands import Attempt, Demand
from missionsim.replay.readings.guards import leaves
from missionsim.replay.readings.problem import Guard, Routes

Pair = tuple[int, int]
States = frozenset[int] | None
TAKES_EFFECT = frozenset({(0, 1)})
HAS_TAKEN_EFFECT = frozenset({1})


@define
class Footprint:
    """
    What something may change, and what it relies on.

    Args:
        writes: For each entity the changes of state that are possible; for ``~event``, that the event takes effect.

        reads: For each of these the sets of states that are told apart; ``None`` for all states.
    """

    writes: dict[int, set[Pair]] = Factory(dict)
    reads: dict[int, set[States]] = Factory(dict)

    def fire(self, entity: int, routes: Routes, *, is_applied: bool = True) -> None:
        """
        Add a transition of *entity*.
        """
        self.reads.setdefault(entity, set()).add(None)
        changes = self.writes.setdefault(entity, set()) if is_applied else set()
        for state, options in enumerate(routes):
            for route in options:
                if route.target != state:
                    changes.add((state, route.target))
                if route.guard is not None:
                    self.read(route.guard)

    def read(self, guard: Guard) -> None:
        """
        Add a condition.
        """
        for leaf in leaves(guard):
            for entity in leaf.entities:
                self.reads.setdefault(entity, set()).add(leaf.states)

    def add(self, other: Footprint) -> None:
        """
        Add all of another footprint.
        """
        for resource, pairs in other.writes.items():
            self.writes.setdefault(resource, set()).update(pairs)
        for resource, sets in other.reads.items():
            self.reads.setdefault(resource, set()).update(sets)

    def turns(self, other: Footprint) -> bool:
        """
        Whether this may change something on which the other relies.
        """
        return any(
            turned(self.writes[resource], states)
            for resource in self.writes.keys() & other.reads.keys()
            for states in other.reads[resource]
        )


def turned(pairs: Iterable[Pair], states: States) -> bool:
    """
    Whether one of the changes leads into *states* or out of them.
    """
    return any(states is None or (before in states) != (after in states) for before, after in pairs)


def acting(cluster: Cluster) -> list[int]:
    """
    For each event of the cluster, the places of those that act on it, as bits.
    """
    prints = [_own(cluster, place) for place in range(len(cluster.events))]
    _follow(prints, list(_triggered(cluster)))
    writers: dict[int, list[int]] = {}
    readers: dict[tuple[int, States], int] = {}
    for place, made in enumerate(prints):
        for resource, pairs in made.writes.items():
            if pairs:
                writers.setdefault(resource, []).append(place)
        for resource, sets in made.reads.items():
            for states in sets:
                readers[resource, states] = readers.get((resource, states), 0) | 1 << place
    acts = [0] * len(prints)
    for (resource, states), reading in readers.items():
        writing = 0
        for place in writers.get(resource, ()):
            if turned(prints[place].writes[resource], states):
                writing |= 1 << place
                acts[place] |= reading
        for place in bits(reading):
            acts[place] |= writing
    return [mask & ~(1 << place) for place, mask in enumerate(acts)]


def bits(mask: int) -> Iterator[int]:
    """
    The places of the bits that are set, the lowest first.
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _own(cluster: Cluster, place: int) -> Footprint:
    made = Footprint()
    for part in cluster.parts[place]:
        if isinstance(part, Demand):
            made.read(part.guard)
        else:
            made.fire(part.entity, part.routes, is_applied=part.mode != "refused")
    event = cluster.events[place]
    if event in cluster.opens:
        made.writes[~event] = set(TAKES_EFFECT)
    for link in cluster.links[place]:
        made.reads.setdefault(~link.before, set()).add(HAS_TAKEN_EFFECT)
    return made


def _triggered(cluster: Cluster) -> Iterator[Footprint]:
    """
    What may follow by itself: automatic transitions, and what waits.
    """
    for entity, routes in cluster.automatic:
        made = Footprint()
        made.fire(entity, routes)
        yield made
    for place, event in enumerate(cluster.events):
        for part in cluster.parts[place]:
            if isinstance(part, Attempt) and part.mode == "waiting":
                made = Footprint()
                made.fire(part.entity, part.routes)
                if event in cluster.opens:
                    made.writes[~event] = set(TAKES_EFFECT)
                yield made


def _follow(prints: list[Footprint], triggered: list[Footprint]) -> None:
    """
    Add to each footprint those of what it may set off, and of what that may.
    """
    readers: dict[int, list[int]] = {}
    for number, other in enumerate(triggered):
        for resource in other.reads:
            readers.setdefault(resource, []).append(number)
    for made in prints:
        taken: set[int] = set()
        while True:
            near = {number for resource in made.writes for number in readers.get(resource, ())} - taken
            follows = [number for number in sorted(near) if made.turns(triggered[number])]
            if not follows:
                break
            taken.update(follows)
            for number in follows:
                made.add(triggered[number])
