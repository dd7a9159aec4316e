"""
Who speaks and what they say: parties, and claims with their stance.
"""

from __future__ import annotations

from typing import Literal, get_args

from attrs import field, frozen

from missionsim.record.dates import ImpreciseDate
from missionsim.record.validation import (
    are,
    are_names,
    are_plain,
    is_flag,
    is_name,
    is_text,
    maybe_name,
    maybe_number,
    maybe_text,
    one_of,
)
from missionsim.record.values import (
    NO_ATTRIBUTES,
    Attributes,
    as_tuple,
    attributes,
    items,
    maybe_date,
    maybe_float,
    told_apart,
)

Stance = Literal["asserts", "confirms", "disputes", "no_comment", "plans"]


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

    id: str = field(validator=is_text)
    name: str = field(default="", validator=is_text)
    kind: str = field(default="", validator=is_text)
    leader: str | None = field(default=None, validator=maybe_name)
    members: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names)
    note: str = field(default="", validator=is_text)


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

    name: str = field(validator=is_name)
    low: float | None = field(default=None, converter=maybe_float, validator=maybe_number)
    high: float | None = field(default=None, converter=maybe_float, validator=maybe_number)
    entity: str | None = field(default=None, validator=maybe_name)
    note: str = field(default="", validator=is_text)


@frozen
class Claim:
    """
    Who says so.

    Args:
        by: Id of the party that announces it; ``None`` where the outlet names nobody.

        outlet: Id of the party that published it.

        published: When it was published.

        link: Where it can be read.

        stance: ``asserts``, ``confirms``, ``disputes``, ``no_comment``, or ``plans``: it was announced for later.

        date: The date that this source gives, if not the recorded one; for a deadline, the due date.

        values: Attributes as this source gives them.

        measures: Numbers as this source gives them.

        of: The firing that it speaks of, as ``<entity>.<trigger>``; all of the event unless given.

        verified: Whether the claim itself was seen where *link* says.

        note: Anything worth saying about it.
    """

    by: str | None = field(default=None, validator=maybe_name)
    outlet: str | None = field(default=None, validator=maybe_name)
    published: ImpreciseDate | None = field(default=None, converter=maybe_date)
    link: str | None = field(default=None, validator=maybe_text)
    stance: Stance = field(default="asserts", validator=one_of(get_args(Stance)))
    date: ImpreciseDate | None = field(default=None, converter=maybe_date)
    values: Attributes = field(default=NO_ATTRIBUTES, converter=attributes, validator=are_plain, eq=told_apart)
    measures: tuple[Measure, ...] = field(default=(), converter=items, validator=are(Measure))
    of: str | None = field(default=None, validator=maybe_name)
    verified: bool = field(default=True, validator=is_flag)
    note: str = field(default="", validator=is_text)

    @property
    def voices(self) -> tuple[str, ...]:
        """
        Ids of the parties that speak in it: who announces it, then who published it.
        """
        return tuple(party for party in (self.by, self.outlet) if party is not None)
