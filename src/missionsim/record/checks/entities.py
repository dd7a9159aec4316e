"""
Whether parties and entities refer to what is there, and stand where something can stand.
"""

from __future__ import annotations

import re

from missionsim.errors import Fault, shown
from missionsim.record.checks.common import Faults, Path, circle, unknown, way
from missionsim.record.checks.index import Index
from missionsim.record.entities import Base, Mission

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII)


def party_faults(names: Index) -> Faults:
    """
    What is wrong with parties.
    """
    for party in names.declared.parties:
        path = ("parties", party.id)
        yield from unknown((*path, "leader"), "party", party.leader, names.party_ids)
        for index, member in enumerate(party.members):
            yield from unknown((*path, "members", index), "party", member, names.party_ids)


def entity_faults(names: Index) -> Faults:
    """
    What is wrong with entities.
    """
    for entity in names.declared.entities:
        path = ("entities", entity.id)
        yield from unknown((*path, "lifecycle"), "lifecycle", entity.lifecycle, names.by_lifecycle)
        yield from unknown((*path, "part_of"), "entity", entity.part_of, names.by_entity)
        lifecycle = names.by_lifecycle.get(entity.lifecycle)
        if lifecycle:
            yield from unknown((*path, "initial"), "state", entity.initial, lifecycle.states)
        if isinstance(entity, Base):
            yield from _base(names, entity, path)
        if isinstance(entity, Mission):
            for index, party in enumerate(entity.parties):
                yield from unknown((*path, "parties", index), "party", party, names.party_ids)
    loop = circle({entity.id: [entity.part_of] for entity in names.declared.entities if entity.part_of is not None})
    if loop:
        yield Fault(
            ("entities", loop[0], "part_of"),
            f"entities are parts of each other: {way(loop)}",
            "accepted: a whole that is no part of its parts",
        )


def _base(names: Index, base: Base, path: Path) -> Faults:
    yield from unknown((*path, "holder"), "party", base.holder, names.party_ids)
    if base.iso3166_2 is not None and not _SUBDIVISION.fullmatch(base.iso3166_2):
        yield Fault(
            (*path, "iso3166_2"),
            f"{shown(base.iso3166_2)} is not an ISO 3166-2 code",
            "accepted: a code such as IQ-AN",
        )
    if base.coordinates is None:
        return
    for name, limit in (("latitude", 90), ("longitude", 180)):
        degrees = getattr(base.coordinates, name)
        if not -limit <= degrees <= limit:
            where = (*path, "coordinates", name)
            yield Fault(where, f"{shown(degrees)} is not a {name}", f"accepted: {-limit} to {limit} degrees")
