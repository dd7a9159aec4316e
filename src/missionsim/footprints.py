"""
Which events act on each other: what each can change, and what it relies on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from missionsim.model import Event
from missionsim.scenario import Scenario


def closure(start: Iterable[str], ways: Callable[[str], Iterable[str]]) -> set[str]:
    """
    All that can be reached from *start*, itself included.
    """
    found = set(start)
    todo = list(found)
    while todo:
        for id_ in ways(todo.pop()):
            if id_ not in found:
                found.add(id_)
                todo.append(id_)
    return found


class Footprints:
    """
    What the entities of a scenario rely on.

    An event changes its own entity, and through that, at once, all entities that follow it: those with automatic
    transitions, and those with events that wait. It relies on what the conditions of its trigger look at, and on what
    all that it can change follow. That is more than it really does, never less.

    Args:
        scenario: The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._lifecycle_of = {entity.id: entity.lifecycle for entity in scenario.entities}

    @cached_property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """
        Ids of the entities that the conditions of each lifecycle look at.
        """
        return {
            id_: frozenset(read for routes in table.values() for route in routes for read in route.relied_on)
            for id_, table in self._scenario.rules.tables.items()
        }

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """
        Ids of the entities whose conditions look at an entity, by its id.
        """
        members: dict[str, list[str]] = {}
        for entity, lifecycle in self._lifecycle_of.items():
            members.setdefault(lifecycle, []).append(entity)
        found: dict[str, tuple[str, ...]] = {}
        for lifecycle, entities in members.items():
            for read in self.reads[lifecycle]:
                found[read] = (*found.get(read, ()), *entities)
        return found

    @cached_property
    def followed(self) -> Mapping[str, frozenset[str]]:
        """
        Ids of the entities that an entity follows at every moment, not only when an event of its own is due.
        """
        automatic = {
            id_: frozenset(
                read for key, routes in table.items() if key[1] is None for route in routes for read in route.relied_on
            )
            for id_, table in self._scenario.rules.tables.items()
        }
        waiting = {event.entity for event in self._scenario.events if event.when_enabled}
        # An entity with a waiting event follows itself too, which makes no difference.
        return {
            entity: (self.reads if entity in waiting else automatic)[lifecycle]
            for entity, lifecycle in self._lifecycle_of.items()
        }

    @cached_property
    def followers(self) -> Mapping[str, tuple[str, ...]]:
        """
        Ids of the entities that follow an entity at every moment, by its id.
        """
        found: dict[str, tuple[str, ...]] = {}
        for entity, followed in self.followed.items():
            for each in followed:
                found[each] = (*found.get(each, ()), entity)
        return found

    def changed_by(self, entity: str) -> frozenset[str]:
        """
        Ids of the entities that an event of *entity* can change at once.
        """
        if entity not in self._changed:
            self._changed[entity] = frozenset(closure({entity}, lambda id_: self.followers.get(id_, ())))
        return self._changed[entity]

    @cached_property
    def _changed(self) -> dict[str, frozenset[str]]:
        return {}

    def relied_on_by(self, entity: str, trigger: str) -> frozenset[str]:
        """
        Ids of the entities that an event can rely on, those that it can change included.
        """
        if (entity, trigger) not in self._relied_on:
            table = self._scenario.rules.table_of[entity]
            looked_at = {
                read
                for key, routes in table.items()
                if key[1] == trigger
                for route in routes
                for read in route.relied_on
            }
            changed = self.changed_by(entity)
            self._relied_on[entity, trigger] = changed.union(looked_at, *(self.followed[id_] for id_ in changed))
        return self._relied_on[entity, trigger]

    @cached_property
    def _relied_on(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    def pairs(self, events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
        """
        The pairs of *events* whose order can matter, each in the order given.
        """
        positions: dict[tuple[str, str], list[int]] = {}
        for position, event in enumerate(events):
            positions.setdefault((event.entity, event.trigger), []).append(position)
        relying: dict[str, set[tuple[str, str]]] = {}
        for kind in positions:
            for id_ in self.relied_on_by(*kind):
                relying.setdefault(id_, set()).add(kind)
        found = set()
        for kind, own in positions.items():
            partners = {other for id_ in self.changed_by(kind[0]) for other in relying.get(id_, ())}
            found |= {
                (min(mine, theirs), max(mine, theirs))
                for mine in own
                for partner in partners
                for theirs in positions[partner]
                if theirs != mine
            }
        for first, second in sorted(found):
            yield events[first], events[second]
