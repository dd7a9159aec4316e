"""
Whether a declaration holds together: every fault in it, found in one pass over its parts.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice
from typing import Any

from missionsim.errors import MOST_FAULTS, Fault, shown
from missionsim.record.checks.calendar import calendar_faults
from missionsim.record.checks.common import (
    A_NAME,
    AN_EVENT_NAME,
    EVENT_NAME,
    MOST_DAYS,
    NAME,
    Faults,
    Path,
    are_plain,
    distinct,
)
from missionsim.record.checks.deadlines import deadline_faults
from missionsim.record.checks.entities import entity_faults, party_faults
from missionsim.record.checks.events import event_faults
from missionsim.record.checks.index import Index
from missionsim.record.checks.lifecycles import lifecycle_faults
from missionsim.record.deadlines import Deadline
from missionsim.record.declaration import Declaration
from missionsim.record.entities import Entity
from missionsim.record.events import Event
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.parties import Party

MOST_ENTITIES = 20_000
MOST_EVENTS = 2_000_000
MOST_STATES = 1_000
MOST_TRANSITIONS = 10_000


def check(declared: Declaration) -> list[Fault]:
    """
    All that is wrong with a declaration.

    Args:
        declared: The declaration.

    Returns:
        Every fault, up to 200; empty where it holds together. Parts of a wrong type, or too many of them, are
        reported alone, since nothing else can be told then.
    """
    names = Index(declared)
    faults = chain.from_iterable(rule(names) for rule in _RULES)
    return list(_types(names)) or list(_sizes(names)) or list(islice(faults, MOST_FAULTS))


def _types(names: Index) -> Faults:
    for name, kind in _KIND_OF_PART.items():
        for index, part in enumerate(getattr(names.declared, name)):
            if not isinstance(part, kind):
                yield Fault(
                    (name, index),
                    f"{shown(part)} is not a value of class {kind.__name__}",
                    f"accepted: {kind.__name__} values",
                )


def _sizes(names: Index) -> Faults:
    for name, most in (("entities", MOST_ENTITIES), ("events", MOST_EVENTS)):
        if len(getattr(names.declared, name)) > most:
            yield Fault(
                (name,), f"there are {len(getattr(names.declared, name)):,} of them", f"accepted: at most {most:,}"
            )
    for lifecycle in names.declared.lifecycles:
        for name, most in (("states", MOST_STATES), ("transitions", MOST_TRANSITIONS)):
            count = len(getattr(lifecycle, name))
            if count > most:
                yield Fault(("lifecycles", lifecycle.id, name), f"there are {count:,}", f"accepted: at most {most:,}")


def _days(names: Index) -> Faults:
    if names.declared.start and names.declared.start > names.declared.horizon:
        yield Fault(
            ("horizon",),
            f"{names.declared.horizon} lies before the start",
            f"accepted: {names.declared.start} or later",
        )
    elif names.declared.known_until and not names.first_day <= names.declared.known_until <= names.declared.horizon:
        yield Fault(
            ("known_until",),
            f"{names.declared.known_until} lies outside the scenario",
            f"accepted: {names.declared.start or 'its first day'} to {names.declared.horizon}",
        )

    for name in ("approximate_days", "uncertain_days"):
        days = getattr(names.declared, name)
        if not 0 <= days <= MOST_DAYS:
            yield Fault((name,), f"{days} days is no widening", f"accepted: 0 to {MOST_DAYS:,} days")


def _names(names: Index) -> Faults:
    for group in ("parties", "lifecycles", "entities", "deadlines"):
        parts = getattr(names.declared, group)
        yield from distinct((((group, part.id), part.id) for part in parts), NAME, A_NAME)
    ids = [event.id for event in names.declared.events]
    if not are_plain(ids, EVENT_NAME) or names.declared.dropped:
        events: list[tuple[Path, object]] = [(("events", n, "id"), id_) for n, id_ in enumerate(ids)]
        events += [(("dropped", n), id_) for n, id_ in enumerate(names.declared.dropped)]
        yield from distinct(events, EVENT_NAME, AN_EVENT_NAME)


_KIND_OF_PART: dict[str, type[Any]] = {
    "parties": Party,
    "lifecycles": Lifecycle,
    "entities": Entity,
    "events": Event,
    "deadlines": Deadline,
}
_RULES: tuple[Callable[[Index], Faults], ...] = (
    _days,
    _names,
    party_faults,
    lifecycle_faults,
    entity_faults,
    event_faults,
    deadline_faults,
    calendar_faults,
)
