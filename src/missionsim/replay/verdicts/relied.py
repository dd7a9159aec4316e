"""
Which refused firings a verdict may rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from missionsim.replay.readings.clusters import read_by
from missionsim.replay.readings.problem import FiringId, Problem
from missionsim.replay.readings.world import World
from missionsim.replay.verdicts.conditions import leaves
from missionsim.replay.verdicts.question import Question


def relied(worlds: Iterable[World], question: Question) -> frozenset[FiringId]:
    """
    The asserted firings that consistent readings refuse and that could have made a difference to a verdict.

    Those are the firings on entities that it rests on, and of events that it names. It rests on the entities that its
    conditions read; on what is read by guards of what moves these, unless that is asserted and has one way only, or is
    refused itself; and on what decides whether an event that it names takes effect.
    """
    found: set[FiringId] = set()
    for world in worlds:
        refused = world.hypothesis.refused
        if refused:
            entities, events = _Basis(world).of(question)
            found.update(
                (event, position)
                for event, position in refused
                if event in events or world.hypothesis.problem.firings[event][position].entity in entities
            )
    return frozenset(found)


class _Basis:
    """
    Collects what verdicts rest on in one world.
    """

    def __init__(self, world: World) -> None:
        self._hypothesis = world.hypothesis
        self._problem: Problem = world.hypothesis.problem
        self._firings: dict[int, list[FiringId]] = {}
        for event, firings in enumerate(self._problem.firings):
            for position, firing in enumerate(firings):
                self._firings.setdefault(firing.entity, []).append((event, position))

    def of(self, question: Question) -> tuple[set[int], set[int]]:
        """
        The entities and the events.
        """
        conditions = [each for each in (question.condition, question.proviso) if each is not None]
        entities = {entity for each in conditions for leaf in leaves(each) for entity in leaf.entities}
        events = set(question.events)
        left: list[tuple[int, bool]] = [(entity, True) for entity in entities] + [(event, False) for event in events]
        while left:
            member, is_entity = left.pop()
            for more, also_entity in self._behind_entity(member) if is_entity else self._behind_event(member):
                seen = entities if also_entity else events
                if more not in seen:
                    seen.add(more)
                    left.append((more, also_entity))
        return entities, events

    def _behind_entity(self, entity: int) -> Iterator[tuple[int, bool]]:
        yield from ((other, True) for other in read_by(self._problem.automatic[entity]))
        for event, position in self._firings.get(entity, ()):
            yield from self._behind_firing(event, position)

    def _behind_event(self, event: int) -> Iterator[tuple[int, bool]]:
        for position, firing in enumerate(self._problem.firings[event]):
            if self._hypothesis.effects[event] == "open":
                yield firing.entity, True
            yield from self._behind_firing(event, position)

    def _behind_firing(self, event: int, position: int) -> Iterator[tuple[int, bool]]:
        firing = self._problem.firings[event][position]
        mode = self._hypothesis.modes[event][position]
        if mode == "never" and firing.mode == "denied":
            return
        if mode != "required" or any(len(routes) > 1 for routes in firing.routes):
            yield from ((entity, True) for entity in read_by(firing.routes))
        # What it reacts to, or is put behind of, decides whether and when it takes place.
        yield from ((link.before, False) for link in self._hypothesis.links_before[event] if link.carries)
