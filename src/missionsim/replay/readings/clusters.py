"""
Groups of entities whose orders can't be looked at apart.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from attrs import frozen

from missionsim.replay.readings.demands import Attempt, Demand, Demands, Part
from missionsim.replay.readings.guards import leaves
from missionsim.replay.readings.hypothesis import Hypothesis
from missionsim.replay.readings.problem import Link, Routes


@frozen(eq=False)
class Cluster:
    """
    Entities, and the events that change or observe them.

    Args:
        entities: The entities.

        events: The events, in document order.

        parts: For each of the events what it does and asks here.

        automatic: The entities that move by themselves, with their routes.

        links: For each of the events the links to it from what may take effect here later, or never.

        opens: The events of which it is settled here whether they take effect.

        lasts: The sets of events whose last one matters here, each with the entity that stands for it.
    """

    entities: tuple[int, ...]
    events: tuple[int, ...]
    parts: tuple[tuple[Part, ...], ...]
    automatic: tuple[tuple[int, Routes], ...]
    links: tuple[tuple[Link, ...], ...]
    opens: frozenset[int]
    lasts: tuple[tuple[int, frozenset[int]], ...] = ()

    @property
    def concerned(self) -> frozenset[int]:
        """
        All events whose order may matter here.
        """
        return frozenset(self.events).union(*(events for _, events in self.lasts))


def clusters(hypothesis: Hypothesis, made: Demands, settled: Container[int]) -> list[Cluster]:
    """
    All clusters, the smallest first, but for single entities with a known course of which nothing open is asked.

    Args:
        hypothesis: What is taken to be refused.

        made: What is left of guards.

        settled: The entities with a known course.
    """
    sets = _joined(hypothesis, made)
    declared = len(hypothesis.problem.initial)
    count = declared + len(made.lasts)
    # A cluster may have no events of its own: an entity that moves by itself at the last of others.
    parts: dict[int, dict[int, list[Part]]] = {sets.root(entity): {} for entity in range(declared, count)}
    links: dict[tuple[int, int], list[Link]] = {}
    for event, own in enumerate(made.parts):
        for part in own:
            root = sets.root(next(iter(_entities(part))))
            parts.setdefault(root, {}).setdefault(event, []).append(part)
        if hypothesis.effects[event] == "open":
            parts.setdefault(sets.root(count + event), {}).setdefault(event, [])
        for link in hypothesis.open_before(event):
            root = sets.root(count + link.before)
            parts.setdefault(root, {}).setdefault(event, [])
            links.setdefault((root, event), []).append(link)
    members: dict[int, list[int]] = {}
    for member in range(count + len(made.parts)):
        members.setdefault(sets.root(member), []).append(member)
    found = (
        _cluster(hypothesis, made, members[root], by_event, {event: links.get((root, event), []) for event in by_event})
        for root, by_event in parts.items()
        if not _is_settled(members[root], by_event, settled)
    )
    return sorted(found, key=lambda cluster: len(cluster.events))


def _is_settled(members: list[int], by_event: dict[int, list[Part]], settled: Container[int]) -> bool:
    return (
        len(members) == 1
        and members[0] in settled
        and not any(isinstance(part, Demand) for parts in by_event.values() for part in parts)
    )


def _cluster(
    hypothesis: Hypothesis,
    made: Demands,
    members: list[int],
    parts: dict[int, list[Part]],
    links: dict[int, list[Link]],
) -> Cluster:
    declared = len(hypothesis.problem.initial)
    count = declared + len(made.lasts)
    events = tuple(sorted(parts))
    return Cluster(
        entities=tuple(member for member in members if member < count),
        events=events,
        parts=tuple(tuple(parts[event]) for event in events),
        automatic=tuple((entity, made.automatic[entity]) for entity in members if entity in made.automatic),
        links=tuple(tuple(links[event]) for event in events),
        opens=frozenset(
            member - count for member in members if member >= count and hypothesis.effects[member - count] == "open"
        ),
        lasts=tuple((member, made.lasts[member - declared]) for member in members if declared <= member < count),
    )


class _Sets:
    """
    Disjoint sets of entities and of events whose effect is open.
    """

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, member: int) -> int:
        above = self._above
        while above[member] != member:
            above[member] = above[above[member]]
            member = above[member]
        return member

    def join(self, members: Iterable[int]) -> None:
        roots = {self.root(member) for member in members}
        least = min(roots)
        for root in roots:
            self._above[root] = least


def _entities(part: Part) -> Iterator[int]:
    if isinstance(part, Demand):
        for leaf in leaves(part.guard):
            yield from leaf.entities
    else:
        yield part.entity
        yield from read_by(part.routes)


def read_by(routes: Routes) -> Iterator[int]:
    """
    The entities that the guards of *routes* read.
    """
    for options in routes:
        for route in options:
            if route.guard is not None:
                for leaf in leaves(route.guard):
                    yield from leaf.entities


def _joined(hypothesis: Hypothesis, made: Demands) -> _Sets:
    count = len(hypothesis.problem.initial) + len(made.lasts)
    sets = _Sets(count + len(made.parts))
    for entity, routes in made.automatic.items():
        sets.join((entity, *read_by(routes)))
    for event, parts in enumerate(made.parts):
        for part in parts:
            sets.join(_entities(part))
        if hypothesis.effects[event] != "certain":
            together = [part.entity for part in parts if isinstance(part, Attempt)]
            carriers = [count + link.before for link in hypothesis.open_before(event) if link.carries]
            if hypothesis.effects[event] == "open":
                sets.join((count + event, *together, *carriers))
            elif carriers:
                sets.join((*together, *carriers))
    return sets
