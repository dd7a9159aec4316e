"""
What the parts of a declaration are called, for those who look for what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import frozen

from missionsim.errors import nearest
from missionsim.record.declaration import Declaration
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Firing
from missionsim.record.lifecycles import Lifecycle


@frozen(slots=False)
class Index:
    """
    What the parts of a declaration are called.

    Args:
        declared: The declaration.
    """

    declared: Declaration

    @cached_property
    def first_day(self) -> date:
        """
        The first day that the record can cover: the start, or the first event's.
        """
        days = (event.date.earliest or event.date.latest for event in self.declared.events)
        return self.declared.start or min((day for day in days if day is not None), default=date.min)

    @cached_property
    def by_lifecycle(self) -> Mapping[str, Lifecycle]:
        """
        Lifecycles by id.
        """
        return {lifecycle.id: lifecycle for lifecycle in self.declared.lifecycles}

    @cached_property
    def by_entity(self) -> Mapping[str, Entity]:
        """
        Entities by id.
        """
        return {entity.id: entity for entity in self.declared.entities}

    @cached_property
    def party_ids(self) -> frozenset[str]:
        """
        Ids of all parties.
        """
        return frozenset(party.id for party in self.declared.parties)

    @cached_property
    def by_event(self) -> Mapping[str, Event]:
        """
        Events by id.
        """
        return {event.id: event for event in self.declared.events}

    @cached_property
    def event_ids(self) -> Sequence[str]:
        """
        Ids of all events, in document order.
        """
        return tuple(self.by_event)

    @cached_property
    def event_id_set(self) -> frozenset[str]:
        """
        Ids of all events.
        """
        return frozenset(self.event_ids)

    @cached_property
    def happening_ids(self) -> frozenset[str]:
        """
        Ids of all events, dropped events included.
        """
        return frozenset(self.event_ids) | frozenset(self.declared.dropped)

    @cached_property
    def _misnamed(self) -> Sequence[tuple[str, str]]:
        """
        Entity and trigger of every event that is named after them and has one of them wrong.
        """
        named = ((event, event.fires[0]) for event in self.declared.events if event.fires)
        wrong = (firing for event, firing in named if event.id == firing.name and not self.fires(firing))
        return [(firing.entity, firing.trigger) for firing in wrong]

    @cached_property
    def can_fire(self) -> frozenset[tuple[str, str]]:
        """
        Every entity with every trigger of its lifecycle.
        """
        triggers = {lifecycle.id: lifecycle.triggers for lifecycle in self.declared.lifecycles}
        return frozenset(
            (entity.id, trigger) for entity in self.declared.entities for trigger in triggers.get(entity.lifecycle, ())
        )

    def fires(self, firing: Firing) -> bool:
        """
        Whether the entity has such a trigger, as far as can be told.
        """
        entity = self.by_entity.get(firing.entity)
        lifecycle = self.by_lifecycle.get(entity.lifecycle) if entity else None
        return entity is not None and (lifecycle is None or firing.trigger in lifecycle.triggers)

    def is_excused(self, id_: str) -> bool:
        """
        Whether an unknown event *id_* is so only because that event's own entity or trigger is wrong.
        """
        entity, _, trigger = id_.partition(".")
        return any(
            (entity == wrong_entity and _looks_like(trigger, wrong_trigger))
            or (trigger == wrong_trigger and _looks_like(entity, wrong_entity))
            for wrong_entity, wrong_trigger in self._misnamed
        )

    @cached_property
    def measure_names(self) -> frozenset[str]:
        """
        Names of all measures that are ever observed.
        """
        events = self.declared.events
        observed = [event.measures for event in events] + [c.measures for event in events for c in event.claims]
        return frozenset(measure.name for measures in observed for measure in measures)

    @cached_property
    def by_tag(self) -> Mapping[str, Sequence[Entity]]:
        """
        Entities by tag.
        """
        found: dict[str, list[Entity]] = {}
        for entity in self.declared.entities:
            for tag in entity.tags:
                found.setdefault(tag, []).append(entity)
        return found

    @cached_property
    def sites(self) -> frozenset[str]:
        """
        All sites in which an entity stands.
        """
        return frozenset(entity.site for entity in self.declared.entities if entity.site is not None)


def _looks_like(name: str, other: str) -> bool:
    """
    Whether the one may be a slip of the other; ``_`` stands in for what could not be read.
    """
    return other == "_" or bool(nearest(name, [other]))
