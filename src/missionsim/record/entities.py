"""
What has a state: bases, missions and any other kind of entity.
"""

from __future__ import annotations

from attrs import field, frozen

from missionsim.record.validation import a, are_names, are_plain, is_flag, is_number, is_text, maybe_name
from missionsim.record.values import NO_ATTRIBUTES, Attributes, as_tuple, attributes, to_float, told_apart


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

    latitude: float = field(converter=to_float, validator=is_number)
    longitude: float = field(converter=to_float, validator=is_number)
    verified: bool = field(default=True, validator=is_flag)
    source: str = field(default="", validator=is_text)


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

    id: str = field(validator=is_text)
    lifecycle: str = field(validator=is_text)
    name: str = field(default="", kw_only=True, validator=is_text)
    site: str | None = field(default=None, kw_only=True, validator=maybe_name)
    part_of: str | None = field(default=None, kw_only=True, validator=maybe_name)
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True, validator=are_names)
    initial: str | None = field(default=None, kw_only=True, validator=maybe_name)
    attributes: Attributes = field(
        default=NO_ATTRIBUTES, converter=attributes, kw_only=True, validator=are_plain, eq=told_apart
    )
    note: str = field(default="", kw_only=True, validator=is_text)


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

    province: str = field(default="", kw_only=True, validator=is_text)
    iso3166_2: str | None = field(default=None, kw_only=True, validator=maybe_name)
    coordinates: Coordinates | None = field(
        default=None, kw_only=True, validator=a(Coordinates, "Coordinates(latitude, longitude)", maybe=True)
    )
    holder: str | None = field(default=None, kw_only=True, validator=maybe_name)


@frozen
class Mission(Entity):
    """
    A mission or an operation; all that an :class:`Entity` has, and who carries it out.

    Args:
        parties: Ids of the parties that carry it out or agreed on it.
    """

    parties: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True, validator=are_names)


KINDS: dict[str, type[Entity]] = {"entity": Entity, "base": Base, "mission": Mission}
