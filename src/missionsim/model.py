"""
The parts of a scenario: parties, entities, events, claims, records, measures and deadlines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal, get_args

from attrs import field, frozen
from attrs.validators import in_, instance_of
from immutabledict import immutabledict

from missionsim.conditions import Condition, as_tuple, items
from missionsim.dates import ImpreciseDate, Offset

Stance = Literal["asserts", "confirms", "disputes", "no_comment"]
Dependency = Literal["carry", "floor"]
Scalar = str | int | float | bool
Attributes = immutabledict[str, Scalar | tuple[Scalar, ...]]


_NOTHING: Attributes = immutabledict()


def _attributes(values: Mapping[str, Any]) -> Attributes:
    if not values:
        return _NOTHING
    return immutabledict({key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


def _number(value: float) -> float:
    return float(value)


def _maybe_number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _date(value: dt.date | str | ImpreciseDate) -> ImpreciseDate:
    return ImpreciseDate.of(value)


def _maybe_date(value: dt.date | str | ImpreciseDate | None) -> ImpreciseDate | None:
    return None if value is None else ImpreciseDate.of(value)


def due(value: dt.date | str | ImpreciseDate | Offset) -> ImpreciseDate | Offset:
    """
    A due date: a date, or a length of time from the event that it counts from.

    Raises:
        DateError: If *value* is neither.
    """
    if isinstance(value, Offset):
        return value
    if isinstance(value, str) and (value[:1] in ("+", "-") or value[-1:] in tuple("dwmy")):
        return Offset.parse(value)
    return ImpreciseDate.of(value)


def _maybe_due(value: dt.date | str | ImpreciseDate | Offset | None) -> ImpreciseDate | Offset | None:
    return None if value is None else due(value)


@frozen
class Party:
    """
    Somebody who announces, reports, holds or receives: a state, a ministry, an army, an outlet, a coalition.

    Args:
        id: How everything else refers to it.

        name: Its name in full.

        kind: What it is, in a word: ``state``, ``ministry``, ``outlet``.

        leader: Id of the party that leads it.

        members: Ids of the parties it consists of.

        note: Anything worth saying about it.
    """

    id: str
    name: str = ""
    kind: str = ""
    leader: str | None = None
    members: tuple[str, ...] = field(default=(), converter=as_tuple)
    note: str = ""


@frozen
class Coordinates:
    """
    Where something stands.

    Args:
        latitude: Degrees north, WGS 84.

        longitude: Degrees east, WGS 84.

        verified: Whether a source gives them.

        source: Who gives them.
    """

    latitude: float = field(converter=_number)
    longitude: float = field(converter=_number)
    verified: bool = True
    source: str = ""


@frozen
class Entity:
    """
    One thing that has a state and follows a lifecycle.

    Args:
        id: How everything else refers to it.

        lifecycle: Id of the lifecycle it follows.

        name: Its name in full.

        site: Place it stands in. Several entities can share one: control of a base, and the garrison in it.

        part_of: Id of the entity it is a part of.

        tags: Words that selectors find it by.

        initial: State it starts in, if not the lifecycle's.

        attributes: Anything else worth knowing about it.

        note: Anything worth saying about it.
    """

    id: str
    lifecycle: str
    name: str = field(default="", kw_only=True)
    site: str | None = field(default=None, kw_only=True)
    part_of: str | None = field(default=None, kw_only=True)
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)
    initial: str | None = field(default=None, kw_only=True)
    attributes: Attributes = field(default=_NOTHING, converter=_attributes, kw_only=True)
    note: str = field(default="", kw_only=True)


@frozen
class Base(Entity):
    """
    A base, a camp or a headquarters; all that an :class:`Entity` has, and where it is.

    Args:
        province: Province or region.

        iso3166_2: Its code in ISO 3166-2, such as ``IQ-AN``.

        coordinates: Where it stands.

        holder: Id of the party that holds it at the start.
    """

    province: str = field(default="", kw_only=True)
    iso3166_2: str | None = field(default=None, kw_only=True)
    coordinates: Coordinates | None = field(default=None, kw_only=True)
    holder: str | None = field(default=None, kw_only=True)


@frozen
class Mission(Entity):
    """
    A mission or an operation; all that an :class:`Entity` has, and who carries it out.

    Args:
        parties: Ids of the parties that carry it out or agreed on it.
    """

    parties: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)


KINDS: dict[str, type[Entity]] = {"entity": Entity, "base": Base, "mission": Mission}


@frozen
class Claim:
    """
    Who says so.

    Args:
        by: Id of the party that announces it; ``None`` where the outlet names nobody.

        outlet: Id of the party that published it.

        published: When it was published.

        link: Where it can be read.

        stance: ``asserts``, ``confirms``, ``disputes`` or ``no_comment``.

        date: The date that this source gives, if not the recorded one.

        values: Attributes as this source gives them.

        verified: Whether the claim itself was seen where *link* says.

        note: Anything worth saying about it.
    """

    by: str | None = None
    outlet: str | None = None
    published: ImpreciseDate | None = field(default=None, converter=_maybe_date)
    link: str | None = None
    stance: Stance = field(default="asserts", validator=in_(get_args(Stance)))
    date: ImpreciseDate | None = field(default=None, converter=_maybe_date)
    values: Attributes = field(default=_NOTHING, converter=_attributes)
    verified: bool = True
    note: str = ""

    @property
    def voices(self) -> tuple[str, ...]:
        """
        Ids of the parties that speak in it: who announces it, then who published it.
        """
        return tuple(party for party in (self.by, self.outlet) if party is not None)


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

    event: str
    kind: Dependency = field(validator=in_(get_args(Dependency)))
    lag: int = field(default=0, validator=instance_of(int))
    note: str = ""


@frozen
class Measure:
    """
    A number observed on an entity, as a range.

    Args:
        name: What was counted, such as ``personnel``.

        low: Smallest value it can have.

        high: Largest value it can have.

        entity: Id of the entity; for events, the event's own unless given.

        note: Anything worth saying about it.
    """

    name: str
    low: float | None = field(default=None, converter=_maybe_number)
    high: float | None = field(default=None, converter=_maybe_number)
    entity: str | None = None
    note: str = ""


@frozen
class Event:
    """
    A dated trigger for one entity.

    Args:
        entity: Id of the entity.

        trigger: Name of the trigger, one of its lifecycle's.

        date: When, as precisely as known.

        id: How everything else refers to it; ``<entity>.<trigger>`` unless given.

        claims: Who says so.

        after: The events it depends on.

        when_enabled: Whether it waits, if it can't fire on its day, for the first day on which it can.

        tags: Words that selectors find it by.

        attributes: Anything else that is known: the recipient, a ceremony.

        measures: Numbers observed with it.

        denied_by: Id of the party in whose version of the record it did not happen; it is refused then.

        note: Anything worth saying about it.
    """

    entity: str
    trigger: str
    date: ImpreciseDate = field(converter=_date)
    id: str = field()
    claims: tuple[Claim, ...] = field(default=(), converter=items, kw_only=True)
    after: tuple[Link, ...] = field(default=(), converter=items, kw_only=True)
    when_enabled: bool = field(default=False, kw_only=True)
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)
    attributes: Attributes = field(default=_NOTHING, converter=_attributes, kw_only=True)
    measures: tuple[Measure, ...] = field(default=(), converter=items, kw_only=True)
    denied_by: str | None = field(default=None, kw_only=True)
    note: str = field(default="", kw_only=True)

    @id.default  # noqa: A003  the attribute above, not the builtin
    def _named_after_what_it_does(self) -> str:
        return f"{self.entity}.{self.trigger}"


@frozen
class Record:
    """
    Dated, sourced context that fires nothing: an attack, a statement, "no comment".

    Args:
        id: How everything else refers to it.

        date: When, as precisely as known.

        text: What happened or was said.

        about: Ids of the entities it concerns.

        claims: Who says so.

        measures: Numbers observed with it, each with its entity.

        tags: Words that it can be found by.

        attributes: Anything else that is known.

        note: Anything worth saying about it.
    """

    id: str
    date: ImpreciseDate = field(converter=_date)
    text: str
    about: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)
    claims: tuple[Claim, ...] = field(default=(), converter=items, kw_only=True)
    measures: tuple[Measure, ...] = field(default=(), converter=items, kw_only=True)
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)
    attributes: Attributes = field(default=_NOTHING, converter=_attributes, kw_only=True)
    note: str = field(default="", kw_only=True)


@frozen
class Revision:
    """
    A change of a deadline.

    Args:
        by: Id of the event or record that changes it.

        due: The new due date; ``None`` if that event voids the deadline.

        note: Anything worth saying about it.
    """

    by: str
    due: ImpreciseDate | Offset | None = field(default=None, converter=_maybe_due)
    note: str = ""


@frozen
class Deadline:
    """
    A condition that ought to hold by a day.

    Args:
        id: How everything else refers to it.

        condition: What ought to hold.

        due: The last day, inclusive (``2025-09`` is 30 September); a span, in which it ought to become true; or an
            :class:`Offset` from *since*.

        set_by: Id of the event or record that sets it; without one it holds from the start.

        since: Id of the event or record that an offset counts from; *set_by* unless given.

        only_if: Condition without which the deadline does not bind ("conditions permitting").

        revisions: Later changes.

        name: What it is, in words.

        claims: Who says so.

        note: Anything worth saying about it.
    """

    id: str
    condition: Condition = field(metadata={"key": "when"})
    due: ImpreciseDate | Offset = field(converter=due)
    set_by: str | None = field(default=None, kw_only=True)
    since: str | None = field(default=None, kw_only=True)
    only_if: Condition | None = field(default=None, kw_only=True)
    revisions: tuple[Revision, ...] = field(default=(), converter=items, kw_only=True)
    name: str = field(default="", kw_only=True)
    claims: tuple[Claim, ...] = field(default=(), converter=items, kw_only=True)
    note: str = field(default="", kw_only=True)
