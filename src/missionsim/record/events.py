"""
What happened: dated, sourced events, the triggers that they fire, and how they depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, get_args

from attrs import field, fields_dict, frozen

from missionsim.errors import DateError, shown
from missionsim.record.dates import ACCEPTED, ImpreciseDate
from missionsim.record.parties import Claim, Measure
from missionsim.record.validation import (
    are,
    are_names,
    are_plain,
    invalid,
    is_flag,
    is_text,
    is_whole,
    maybe_name,
    one_of,
)
from missionsim.record.values import NO_ATTRIBUTES, Attributes, Day, as_tuple, attributes, items, to_date, told_apart

Dependency = Literal["carry", "floor"]

_A_FIRING = "accepted: '<entity>.<trigger>', or a Firing"


@frozen
class Firing:
    """
    One trigger of one entity within an event: the unit that is applied or refused.

    Args:
        entity: Id of the entity.

        trigger: Name of the trigger, one of its lifecycle's.

        when_enabled: Whether it waits, if it can't fire on its day, for the first moment at which it can.

        denied_by: Id of the party in whose version of the record it did not happen; it is refused then.
    """

    entity: str = field(validator=is_text)
    trigger: str = field(validator=is_text)
    when_enabled: bool = field(default=False, validator=is_flag)
    denied_by: str | None = field(default=None, validator=maybe_name)

    @classmethod
    def of(cls, value: str | Firing | Mapping[str, Any]) -> Firing:
        """
        A firing from ``"<entity>.<trigger>"``, from a table with its arguments, or itself.

        Raises:
            InvalidError: If *value* is none of these.
        """
        if isinstance(value, Firing):
            return value
        if isinstance(value, str):
            entity, _, trigger = value.partition(".")
            if entity and trigger:
                return cls(entity, trigger)
        elif isinstance(value, Mapping) and {"entity", "trigger"} <= set(value) <= set(fields_dict(cls)):
            return cls(**value)
        raise invalid(Event, "fires", f"{shown(value)} is no firing", _A_FIRING)

    @property
    def name(self) -> str:
        """
        ``<entity>.<trigger>``, by which claims speak of it.
        """
        return f"{self.entity}.{self.trigger}"


@lru_cache(maxsize=65_536)
def _one(entity: str, trigger: str) -> tuple[Firing]:
    """
    One firing, by itself. It recurs: a long record holds each once, and there is less to make and to keep.
    """
    return (Firing(entity, trigger),)


def _firings(values: str | Firing | Iterable[str | Firing | Mapping[str, Any]]) -> tuple[Firing, ...]:
    given = (values,) if isinstance(values, str | Firing) else items(values)
    if not isinstance(given, tuple):
        raise invalid(Event, "fires", f"{shown(values)} is not a list", _A_FIRING)
    return tuple(map(Firing.of, given))


@frozen
class Link:
    """
    How an event depends on an earlier one.

    Args:
        event: Id of the predecessor.

        kind: ``carry`` (a reaction: it keeps its recorded gap) or ``floor`` (not before predecessor plus *lag*).

        lag: Days between the predecessor and the first day allowed; for floors.

        note: What supports the link.
    """

    event: str = field(validator=is_text)
    kind: Dependency = field(validator=one_of(get_args(Dependency)))
    lag: int = field(default=0, validator=is_whole)
    note: str = field(default="", validator=is_text)


@frozen(init=False)
class Event:
    """
    One dated, sourced happening. It fires any number of triggers: none (context), one, or several.

    Args:
        entity: Id of the entity, where it fires one trigger.

        trigger: Name of that trigger.

        date: When, as precisely as known.

        id: How everything else refers to it; ``<entity>.<trigger>`` of its first firing unless given.

        fires: What it fires, in order: :class:`Firing` values or ``"<entity>.<trigger>"``; instead of *entity* and
            *trigger*. Without any of these it is context: an attack, a statement, "no comment".

        when_enabled: Whether its one trigger waits, if it can't fire on its day, for the first moment at which it can.

        text: What happened or was said.

        about: Ids of the entities that it concerns besides those that it fires.

        claims: Who says so.

        after: The events it depends on.

        tags: Words that selectors find it by.

        attributes: Anything else that is known: the recipient, a ceremony.

        measures: Numbers observed with it.

        denied_by: Id of the party in whose version of the record it did not happen; all of it is refused then.

        note: Anything worth saying about it.

    Raises:
        DateError: If there is no date, or it can't be read.

        InvalidError: If anything else can't stand where it was given.
    """

    id: str = field(validator=is_text)
    date: ImpreciseDate = field(converter=to_date)
    fires: tuple[Firing, ...] = ()
    text: str = field(default="", validator=is_text)
    about: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names)
    claims: tuple[Claim, ...] = field(default=(), converter=items, validator=are(Claim))
    after: tuple[Link, ...] = field(default=(), converter=items, validator=are(Link))
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names)
    attributes: Attributes = field(default=NO_ATTRIBUTES, converter=attributes, validator=are_plain, eq=told_apart)
    measures: tuple[Measure, ...] = field(default=(), converter=items, validator=are(Measure))
    denied_by: str | None = field(default=None, validator=maybe_name)
    note: str = field(default="", validator=is_text)

    def __init__(  # noqa: PLR0913  one per thing that is known about it
        self,
        entity: str | None = None,
        trigger: str | None = None,
        date: Day | None = None,
        id: str | None = None,  # noqa: A002  an id is called id everywhere
        *,
        fires: str | Firing | Iterable[str | Firing | Mapping[str, Any]] = (),
        when_enabled: bool = False,
        text: str = "",
        about: str | Iterable[str] = (),
        claims: Iterable[Claim] = (),
        after: Iterable[Link] = (),
        tags: str | Iterable[str] = (),
        attributes: Mapping[str, Any] = NO_ATTRIBUTES,
        measures: Iterable[Measure] = (),
        denied_by: str | None = None,
        note: str = "",
    ) -> None:
        firings = _firings(fires) if fires else ()
        if entity is not None or trigger is not None:
            if firings:
                raise invalid(Event, "fires", "it fires twice", "accepted: 'entity' and 'trigger', or 'fires'")
            if entity.__class__ is str and trigger.__class__ is str and when_enabled is False:
                firings = _one(entity, trigger)
            else:  # it says which one is missing, or what can't stand there
                firings = (Firing(entity, trigger, when_enabled),)  # type: ignore[arg-type]
        elif when_enabled is not False:
            raise invalid(Event, "when_enabled", "there is no trigger that could wait", "accepted: it with a 'trigger'")
        if date is None:
            raise DateError(f"the event has no date; accepted: {ACCEPTED}")
        if id is None:
            if not firings:
                raise invalid(Event, "id", "an event that fires nothing has no id by itself", "accepted: an id")
            id = firings[0].name  # noqa: A001  an id is called id everywhere
        self.__attrs_init__(id, date, firings, text, about, claims, after, tags, attributes, measures, denied_by, note)

    @property
    def is_context(self) -> bool:
        """
        Whether it fires nothing.
        """
        return not self.fires

    @property
    def entities(self) -> tuple[str, ...]:
        """
        Ids of the entities that it fires or concerns, without repeats.
        """
        return tuple(dict.fromkeys((*(firing.entity for firing in self.fires), *self.about)))

    def claims_of(self, firing: Firing) -> tuple[Claim, ...]:
        """
        The claims that speak of one of its firings: those about all of it, and those about that one.
        """
        if not self.claims:
            return ()
        return tuple(claim for claim in self.claims if claim.of in (None, firing.name))
