"""
Which events an edit is about: some by their ids, or all that match a description.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from missionsim.errors import EditError
from missionsim.record.conditions import listing
from missionsim.record.dates import ImpreciseDate
from missionsim.record.entities import Entity
from missionsim.record.events import Event
from missionsim.record.values import as_tuple, maybe_first, maybe_last
from missionsim.whatif.arguments import are_names, is_a, is_maybe_name

_NOTHING = "''"


@frozen
class Events:
    """
    Which events an edit is about: those that match everything given, in document order.

    Args:
        tags: Words that the event, or its entity, has every one of.

        site: Site of the entity.

        entity: Id of the entity.

        lifecycle: Id of the lifecycle that the entity follows.

        trigger: Name of the trigger.

        since: First day; events that may lie earlier are not meant.

        until: Last day, inclusive; events that may lie later are not meant.
    """

    tags: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names, metadata={"key": "tag"})
    site: str | None = field(default=None, validator=is_maybe_name)
    entity: str | None = field(default=None, validator=is_maybe_name)
    lifecycle: str | None = field(default=None, validator=is_maybe_name)
    trigger: str | None = field(default=None, validator=is_maybe_name)
    since: dt.date | None = field(default=None, converter=maybe_first, metadata={"day": "first"})
    until: dt.date | None = field(default=None, converter=maybe_last)

    def matches(self, event: Event, entities: Mapping[str, Entity], when: ImpreciseDate) -> bool:
        """
        Whether *event*, which lies on *when*, is meant: it, or one of the *entities* that it fires or concerns.
        """
        if self.since is not None and (when.earliest is None or when.earliest < self.since):
            return False
        if self.until is not None and (when.latest is None or when.latest > self.until):
            return False
        about = [entities[id_] for id_ in event.entities if id_ in entities]
        if self._asks_for_entity:
            return any(self._is_about(event, entity) for entity in about)
        return (
            not self.tags or set(self.tags) <= set(event.tags) or any(self._tagged(event, each) for each in about)
        ) and (self.trigger is None or any(firing.trigger == self.trigger for firing in event.fires))

    @property
    def _asks_for_entity(self) -> bool:
        return not (self.site is None and self.entity is None and self.lifecycle is None)

    def _is_about(self, event: Event, entity: Entity) -> bool:
        return (
            (self.site is None or entity.site == self.site)
            and (self.entity is None or entity.id == self.entity)
            and (self.lifecycle is None or entity.lifecycle == self.lifecycle)
            and self._tagged(event, entity)
            and (
                self.trigger is None
                or any((each.entity, each.trigger) == (entity.id, self.trigger) for each in event.fires)
            )
        )

    def _tagged(self, event: Event, entity: Entity) -> bool:
        return set(self.tags) <= {*event.tags, *entity.tags}

    def __str__(self) -> str:
        parts = ["every event" if self.trigger is None else f"every {self.trigger or _NOTHING} event"]
        parts += [] if self.entity is None else [f"of {self.entity or _NOTHING}"]
        parts += [] if self.lifecycle is None else [f"of a {self.lifecycle or _NOTHING}"]
        parts += [f"tagged {listing(map(repr, self.tags))}"] if self.tags else []
        parts += [] if self.site is None else [f"at {self.site or _NOTHING}"]
        parts += [f"since {self.since}"] if self.since else []
        parts += [f"until {self.until}"] if self.until else []
        return " ".join(parts)


Target = str | Events


def targets_of(value: Target | Iterable[Target]) -> tuple[Target, ...]:
    """
    One target or several, as a tuple; what is neither by itself, for a validator to refuse.
    """
    return (value,) if isinstance(value, str | Events | bytes) or not isinstance(value, Iterable) else tuple(value)


def are_targets(edit: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    """
    A validator of one target or more.
    """
    for each in value:
        is_a(str, Events)(edit, attribute, each)
    if not value:
        raise EditError.of(f"{type(edit).__name__} names no event", "accepted: one or more")


def named(targets: Iterable[Target]) -> str:
    """
    The targets in words.
    """
    return listing(map(str, targets))
