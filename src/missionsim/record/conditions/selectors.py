"""
Which entities a condition is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from attrs import field, frozen

from missionsim.record.conditions.wording import listing
from missionsim.record.validation import are_names, maybe_name
from missionsim.record.values import as_tuple


class Selectable(Protocol):
    """
    What a selector looks at.
    """

    @property
    def id(self) -> str:
        """
        Its id.
        """

    @property
    def lifecycle(self) -> str:
        """
        Id of the lifecycle it follows.
        """

    @property
    def tags(self) -> tuple[str, ...]:
        """
        Its tags.
        """

    @property
    def site(self) -> str | None:
        """
        The place it stands in.
        """


@frozen(cache_hash=True)
class Select:
    """
    Which entities a condition is about: those that match everything given, in declared order.

    Args:
        ids: Entity ids; an entity matches if its id is one of them.

        lifecycle: Lifecycle id that the entity follows.

        tags: Tags, of which the entity has every one.

        site: Site of the entity.
    """

    ids: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names, metadata={"key": "entity"})
    lifecycle: str | None = field(default=None, validator=maybe_name)
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names, metadata={"key": "tag"})
    site: str | None = field(default=None, validator=maybe_name)

    @property
    def is_empty(self) -> bool:
        """
        Whether it names nothing to match.
        """
        return not (self.ids or self.lifecycle or self.tags or self.site)

    def matches(self, entity: Selectable) -> bool:
        """
        Whether *entity* is meant.
        """
        return (
            (not self.ids or entity.id in self.ids)
            and (self.lifecycle is None or entity.lifecycle == self.lifecycle)
            and set(self.tags) <= set(entity.tags)
            and (self.site is None or entity.site == self.site)
        )

    def among(self, entities: Iterable[Selectable]) -> tuple[str, ...]:
        """
        Ids of the *entities* it means, in their order.
        """
        return tuple(entity.id for entity in entities if self.matches(entity))

    @property
    def is_single(self) -> bool:
        """
        Whether it is one id and nothing else.
        """
        return len(self.ids) == 1 and not (self.lifecycle or self.tags or self.site)

    def phrase(self, count: str = "") -> str:
        """
        The selection as a noun phrase: ``every base tagged 'federal'``, or *count* ``of all base entities ...``.
        """
        kind = self.lifecycle or ""
        words = [count, "of all", kind, "entities"] if count else ["every", kind or "entity"]
        if self.tags:
            words.append("tagged " + " and ".join(repr(tag) for tag in self.tags))
        if self.site:
            words.append(f"at {self.site}")
        if self.ids:
            words.append("among " + listing(self.ids))
        return " ".join(filter(None, words))


def select(who: str | Iterable[str] | Select) -> Select:
    """
    A selector from an entity id, several of them, or itself.
    """
    return who if isinstance(who, Select) else Select(ids=as_tuple(who))
