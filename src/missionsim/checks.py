"""
Whether a scenario holds together: every fault in it, found in one pass over its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice
from typing import Any

from attrs import fields, frozen

from missionsim.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    InState,
    Measured,
    Not,
    Select,
    plain,
)
from missionsim.dates import ImpreciseDate, Offset
from missionsim.errors import MOST_FAULTS, Fault, accepted, nearest
from missionsim.lifecycle import Lifecycle
from missionsim.model import Base, Claim, Deadline, Entity, Event, Link, Measure, Mission, Party, Record

Path = tuple[str | int, ...]
Faults = Iterator[Fault]

MOST_ENTITIES = 20_000
MOST_EVENTS = 200_000
MOST_DAYS = 36_525
MOST_STATES = 1_000
MOST_TRANSITIONS = 10_000
DEEPEST_CONDITION = 20

_NAME = re.compile(r"\w[\w-]{0,99}")
_EVENT_NAME = re.compile(r"\w[\w.:#-]{0,249}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII)
_A_NAME = "accepted: up to 100 letters, digits, '_' and '-', not starting with '-'"
_AN_EVENT_NAME = "accepted: up to 250 letters, digits, '_', '-', '.', ':' and '#', starting with a letter or digit"


@frozen(slots=False)
class Parts:
    """
    What a scenario consists of, and what its parts are called.

    Args:
        start: First day, if it has one.

        horizon: Last day.

        known_until: Last day that the record covers, if it says so.

        approximate_days: Days by which ``~`` widens a date.

        uncertain_days: Days by which ``?`` widens a date.

        parties: Its parties.

        lifecycles: Its lifecycles.

        entities: Its entities.

        events: Its events.

        dropped: Ids of events that were taken out.

        records: Its records.

        deadlines: Its deadlines.
    """

    start: date | None
    horizon: date
    known_until: date | None
    approximate_days: int
    uncertain_days: int
    parties: tuple[Party, ...]
    lifecycles: tuple[Lifecycle, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: tuple[str, ...]
    records: tuple[Record, ...]
    deadlines: tuple[Deadline, ...]

    @cached_property
    def first_day(self) -> date:
        """
        The first day that the record can cover: the start, or the first event's.
        """
        days = (event.date.earliest or event.date.latest for event in self.events)
        return self.start or min((day for day in days if day is not None), default=date.min)

    @cached_property
    def by_lifecycle(self) -> Mapping[str, Lifecycle]:
        """
        Lifecycles by id.
        """
        return {lifecycle.id: lifecycle for lifecycle in self.lifecycles}

    @cached_property
    def by_entity(self) -> Mapping[str, Entity]:
        """
        Entities by id.
        """
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def party_ids(self) -> frozenset[str]:
        """
        Ids of all parties.
        """
        return frozenset(party.id for party in self.parties)

    @cached_property
    def event_ids(self) -> Sequence[str]:
        """
        Ids of all events, in document order.
        """
        return tuple(dict.fromkeys(event.id for event in self.events))

    @cached_property
    def happening_ids(self) -> frozenset[str]:
        """
        Ids of all events and records, dropped events included.
        """
        return frozenset(self.event_ids) | frozenset(self.dropped) | {record.id for record in self.records}

    @cached_property
    def _misnamed(self) -> Sequence[tuple[str, str]]:
        """
        Entity and trigger of every event that is named after them and has one of them wrong.
        """
        named = (event for event in self.events if event.id == f"{event.entity}.{event.trigger}")
        return [(event.entity, event.trigger) for event in named if not self.fires(event)]

    def fires(self, event: Event) -> bool:
        """
        Whether the entity of *event* has such a trigger, as far as can be told.
        """
        entity = self.by_entity.get(event.entity)
        lifecycle = self.by_lifecycle.get(entity.lifecycle) if entity else None
        return entity is not None and (lifecycle is None or event.trigger in lifecycle.triggers)

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
        observed = [event.measures for event in self.events] + [record.measures for record in self.records]
        return frozenset(measure.name for measures in observed for measure in measures)

    @cached_property
    def by_tag(self) -> Mapping[str, Sequence[Entity]]:
        """
        Entities by tag.
        """
        found: dict[str, list[Entity]] = {}
        for entity in self.entities:
            for tag in entity.tags:
                found.setdefault(tag, []).append(entity)
        return found

    @cached_property
    def sites(self) -> frozenset[str]:
        """
        All sites in which an entity stands.
        """
        return frozenset(entity.site for entity in self.entities if entity.site is not None)


def _looks_like(name: str, other: str) -> bool:
    """
    Whether the one may be a slip of the other; ``_`` stands in for what could not be read.
    """
    return other == "_" or bool(nearest(name, [other]))


def check(parts: Parts) -> list[Fault]:
    """
    All that is wrong with the *parts* of a scenario.

    Args:
        parts: What the scenario consists of.

    Returns:
        Every fault, up to 200; empty where it holds together. Parts of a wrong type, or too many of them, are
        reported alone, since nothing else can be told then.
    """
    faults = chain.from_iterable(rule(parts) for rule in _RULES)
    return list(_types(parts)) or list(_sizes(parts)) or list(islice(faults, MOST_FAULTS))


def _types(parts: Parts) -> Faults:
    for name, kind in _KIND_OF_PART.items():
        for index, part in enumerate(getattr(parts, name)):
            if not isinstance(part, kind):
                yield Fault((name, index), f"{part!r} is not a {kind.__name__}", f"accepted: {kind.__name__} values")
    for name in ("start", "horizon", "known_until"):
        day = getattr(parts, name)
        if not isinstance(day, date) and (day is not None or name == "horizon"):
            yield Fault((name,), f"{day!r} is not a day", "accepted: a day such as 2026-09-30")


def _sizes(parts: Parts) -> Faults:
    for name, most in (("entities", MOST_ENTITIES), ("events", MOST_EVENTS), ("records", MOST_EVENTS)):
        if len(getattr(parts, name)) > most:
            yield Fault((name,), f"there are {len(getattr(parts, name)):,} of them", f"accepted: at most {most:,}")
    for lifecycle in parts.lifecycles:
        for name, most in (("states", MOST_STATES), ("transitions", MOST_TRANSITIONS)):
            count = len(getattr(lifecycle, name))
            if count > most:
                yield Fault(("lifecycles", lifecycle.id, name), f"there are {count:,}", f"accepted: at most {most:,}")


def _days(parts: Parts) -> Faults:
    if parts.start and parts.start > parts.horizon:
        yield Fault(("horizon",), f"{parts.horizon} lies before the start", f"accepted: {parts.start} or later")
    elif parts.known_until and not parts.first_day <= parts.known_until <= parts.horizon:
        yield Fault(
            ("known_until",),
            f"{parts.known_until} lies outside the scenario",
            f"accepted: {parts.start or 'its first day'} to {parts.horizon}",
        )

    for name in ("approximate_days", "uncertain_days"):
        days = getattr(parts, name)
        if not 0 <= days <= MOST_DAYS:
            yield Fault((name,), f"{days} days is no widening", f"accepted: 0 to {MOST_DAYS:,} days")


def _names(parts: Parts) -> Faults:
    for group in ("parties", "lifecycles", "entities", "deadlines"):
        yield from _distinct((((group, part.id), part.id) for part in getattr(parts, group)), _NAME, _A_NAME)
    happenings: list[tuple[Path, object]] = [
        ((group, n, "id"), part.id) for group in ("events", "records") for n, part in enumerate(getattr(parts, group))
    ]
    happenings += [(("dropped", n), id_) for n, id_ in enumerate(parts.dropped)]
    yield from _distinct(happenings, _EVENT_NAME, _AN_EVENT_NAME)


def _distinct(named: Iterable[tuple[Path, object]], pattern: re.Pattern[str], what: str) -> Faults:
    seen = set()
    for path, name in named:
        if not isinstance(name, str) or not pattern.fullmatch(name):
            yield Fault(path, f"{name!r} is not a usable name", what)
        elif name in seen:
            yield Fault(path, f"{name!r} is there already", "accepted: a different id for each")
        seen.add(name)


def _unknown(path: Path, kind: str, value: str | None, known: Iterable[str]) -> Faults:
    if value is not None and value not in known:
        yield Fault(
            path,
            f"there is no {kind} {value!r}",
            accepted(value, sorted(known) if isinstance(known, frozenset) else known),
        )


def _unknown_happening(parts: Parts, path: Path, id_: str | None, known: frozenset[str], kind: str) -> Faults:
    if id_ is not None and id_ not in known and not parts.is_excused(id_):
        yield from _unknown(path, kind, id_, known)


def _parties(parts: Parts) -> Faults:
    for party in parts.parties:
        path = ("parties", party.id)
        yield from _unknown((*path, "leader"), "party", party.leader, parts.party_ids)
        for index, member in enumerate(party.members):
            yield from _unknown((*path, "members", index), "party", member, parts.party_ids)


def _lifecycles(parts: Parts) -> Faults:
    for lifecycle in parts.lifecycles:
        path = ("lifecycles", lifecycle.id)
        if not lifecycle.states:
            yield Fault((*path, "states"), "there are none", "accepted: one or more names")
        yield from _distinct((((*path, "states", n), s) for n, s in enumerate(lifecycle.states)), _NAME, _A_NAME)
        yield from _unknown((*path, "initial"), "state", lifecycle.initial, lifecycle.states)
        yield from _transitions(parts, lifecycle, path)
        yield from _automatic_loops(lifecycle, path)


def _transitions(parts: Parts, lifecycle: Lifecycle, path: Path) -> Faults:
    decided: set[tuple[str, str | None]] = set()
    for index, transition in enumerate(lifecycle.transitions):
        here = (*path, "transitions", index)
        if not transition.source:
            yield Fault((*here, "from"), "there is no state", accepted("", lifecycle.states))
        for state in transition.source:
            yield from _unknown((*here, "from"), "state", state, lifecycle.states)
        yield from _unknown((*here, "to"), "state", transition.target, lifecycle.states)
        if transition.trigger is None and transition.when is None:
            yield Fault(here, "it has neither a trigger nor a condition", "accepted: 'trigger', 'when' or both")
        if transition.trigger is not None and not _NAME.fullmatch(transition.trigger):
            yield Fault((*here, "trigger"), f"{transition.trigger!r} is not a usable name", _A_NAME)
        leaving = {(state, transition.trigger) for state in transition.source}
        if leaving and leaving <= decided:
            yield Fault(
                here,
                "it can never fire: an earlier one without a condition always does",
                "accepted: a 'when' there",
            )
        if transition.when is None:
            decided |= leaving
        else:
            yield from _condition(parts, transition.when, (*here, "when"), measures=False)


def _automatic_loops(lifecycle: Lifecycle, path: Path) -> Faults:
    ways: dict[str, list[str]] = {}
    for transition in lifecycle.transitions:
        if transition.trigger is None:
            for state in transition.source:
                ways.setdefault(state, []).append(transition.target)
    loop = _loop(ways)
    if loop:
        yield Fault(
            (*path, "transitions"),
            f"automatic transitions run in a circle: {' -> '.join(loop)}",
            "accepted: a 'trigger' on one of them",
        )


def _loop(ways: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _entities(parts: Parts) -> Faults:
    for entity in parts.entities:
        path = ("entities", entity.id)
        yield from _unknown((*path, "lifecycle"), "lifecycle", entity.lifecycle, parts.by_lifecycle)
        yield from _unknown((*path, "part_of"), "entity", entity.part_of, parts.by_entity)
        lifecycle = parts.by_lifecycle.get(entity.lifecycle)
        if lifecycle:
            yield from _unknown((*path, "initial"), "state", entity.initial, lifecycle.states)
        if isinstance(entity, Base):
            yield from _base(parts, entity, path)
        if isinstance(entity, Mission):
            for index, party in enumerate(entity.parties):
                yield from _unknown((*path, "parties", index), "party", party, parts.party_ids)
    loop = _loop({entity.id: [entity.part_of] for entity in parts.entities if entity.part_of is not None})
    if loop:
        yield Fault(
            ("entities", loop[0], "part_of"),
            f"entities are parts of each other: {' -> '.join(loop)}",
            "accepted: a whole that is no part of its parts",
        )


def _base(parts: Parts, base: Base, path: Path) -> Faults:
    yield from _unknown((*path, "holder"), "party", base.holder, parts.party_ids)
    if base.iso3166_2 is not None and not _SUBDIVISION.fullmatch(base.iso3166_2):
        yield Fault(
            (*path, "iso3166_2"),
            f"{base.iso3166_2!r} is not an ISO 3166-2 code",
            "accepted: a code such as IQ-AN",
        )
    if base.coordinates is None:
        return
    for name, limit in (("latitude", 90), ("longitude", 180)):
        degrees = getattr(base.coordinates, name)
        if not -limit <= degrees <= limit:
            where = (*path, "coordinates", name)
            yield Fault(where, f"{degrees!r} is not a {name}", f"accepted: {-limit} to {limit} degrees")


def _events(parts: Parts) -> Faults:
    known_ids = frozenset(parts.event_ids) | frozenset(parts.dropped)
    for index, event in enumerate(parts.events):
        path = ("events", index)
        yield from _unknown((*path, "entity"), "entity", event.entity, parts.by_entity)
        if event.entity in parts.by_entity and not parts.fires(event):
            lifecycle = parts.by_lifecycle[parts.by_entity[event.entity].lifecycle]
            yield Fault(
                (*path, "trigger"),
                f"there is no trigger {event.trigger!r} for a {lifecycle.id}",
                accepted(event.trigger, lifecycle.triggers),
            )
        yield from starts_before(parts.start, event, path)
        for n, link in enumerate(event.after):
            here = (*path, "after", n)
            yield from _unknown_happening(parts, (*here, "event"), link.event, known_ids, "event")
            yield from _link(link, event, here)
        yield from _unknown((*path, "denied_by"), "party", event.denied_by, parts.party_ids)
        yield from _claims(parts, event.claims, path)
        yield from _measures(parts, event.measures, path)
    loop = _loop({event.id: [link.event for link in event.after if link.event != event.id] for event in parts.events})
    if loop:
        index = next(n for n, event in enumerate(parts.events) if event.id == loop[0])
        yield Fault(
            ("events", index, "after"),
            f"events depend on each other: {' after '.join(reversed(loop))}",
            "accepted: dependencies without a circle",
        )


def starts_before(start: date | None, event: Event, path: Path) -> Faults:
    """
    The fault of an *event* that lies before the *start*.
    """
    if start and event.date.latest and event.date.latest < start:
        yield Fault((*path, "date"), f"{event.date} lies before the scenario starts", f"accepted: {start} or later")


def _link(link: Link, event: Event, path: Path) -> Faults:
    if link.event == event.id:
        yield Fault((*path, "event"), f"{event.id!r} depends on itself", "accepted: another event")
    if link.kind == "carry" and link.lag:
        yield Fault((*path, "lag"), f"a carry has no lag, but {link.lag} is given", "accepted: a lag on floors only")
    if not 0 <= link.lag <= MOST_DAYS:
        yield Fault((*path, "lag"), f"{link.lag} days is no lag", f"accepted: 0 to {MOST_DAYS:,} days")


def _records(parts: Parts) -> Faults:
    for index, record in enumerate(parts.records):
        path = ("records", index)
        for n, entity in enumerate(record.about):
            yield from _unknown((*path, "about", n), "entity", entity, parts.by_entity)
        for n, measure in enumerate(record.measures):
            if measure.entity is None:
                where = (*path, "measures", n)
                yield Fault(where, "it does not say on which entity", "accepted: an 'entity' in it")
        yield from _claims(parts, record.claims, path)
        yield from _measures(parts, record.measures, path)


def _claims(parts: Parts, claims: Iterable[Claim], path: Path) -> Faults:
    for index, claim in enumerate(claims):
        here = (*path, "claims", index)
        yield from _unknown((*here, "by"), "party", claim.by, parts.party_ids)
        yield from _unknown((*here, "outlet"), "party", claim.outlet, parts.party_ids)
        if not claim.voices:
            yield Fault(here, "it does not say who says so", "accepted: 'by', 'outlet' or both")


def _measures(parts: Parts, measures: Iterable[Measure], path: Path) -> Faults:
    for index, measure in enumerate(measures):
        here = (*path, "measures", index)
        yield from _unknown((*here, "entity"), "entity", measure.entity, parts.by_entity)
        if measure.low is None and measure.high is None:
            yield Fault(here, "it has no value", "accepted: 'low', 'high' or both")
        elif measure.low is not None and measure.high is not None and not measure.low <= measure.high:
            yield Fault(
                (*here, "low"), f"{plain(measure.low)} is above high", f"accepted: {plain(measure.high)} or less"
            )


def _deadlines(parts: Parts) -> Faults:
    for deadline in parts.deadlines:
        path: Path = ("deadlines", deadline.id)
        yield from _condition(parts, deadline.condition, (*path, "when"), measures=True)
        if deadline.only_if is not None:
            yield from _condition(parts, deadline.only_if, (*path, "only_if"), measures=True)
        happenings = [((*path, "set_by"), deadline.set_by), ((*path, "since"), deadline.since)]
        happenings += [((*path, "revisions", n, "by"), revision.by) for n, revision in enumerate(deadline.revisions)]
        for where, id_ in happenings:
            yield from _unknown_happening(parts, where, id_, parts.happening_ids, "event or record")
        dues: list[tuple[Path, object]] = [((*path, "due"), deadline.due)]
        dues += [((*path, "revisions", n, "due"), revision.due) for n, revision in enumerate(deadline.revisions)]
        for where, due in dues:
            if isinstance(due, Offset) and deadline.set_by is None and deadline.since is None:
                yield Fault(where, f"{due} after what?", "accepted: a 'since' or 'set_by' that it counts from")
            elif isinstance(due, Offset) and abs(due.days) + abs(due.months) * 31 > MOST_DAYS:
                yield Fault(where, f"{due} is too long", f"accepted: up to {MOST_DAYS:,} days")
            elif isinstance(due, ImpreciseDate) and due.latest is None:
                yield Fault(where, f"{due} has no last day", "accepted: a date with an end")
        yield from _claims(parts, deadline.claims, path)


def _condition(parts: Parts, condition: Condition, path: Path, *, measures: bool, depth: int = 1) -> Faults:
    if depth > DEEPEST_CONDITION:
        yield Fault(path, "conditions stand too deep in each other", f"accepted: {DEEPEST_CONDITION} levels")
    elif isinstance(condition, InState):
        yield from _in_state(parts, condition, path)
    elif isinstance(condition, Measured):
        yield from _measured(parts, condition, path, measures=measures)
    elif isinstance(condition, Not):
        yield from _condition(parts, condition.condition, (*path, "not"), measures=measures, depth=depth + 1)
    elif isinstance(condition, AllOf | AnyOf | AtLeast | AtMost):
        key = fields(type(condition)).conditions.metadata["key"]
        if not condition.conditions:
            yield Fault((*path, key), "there is no condition in it", "accepted: one or more conditions")
        elif isinstance(condition, AtLeast | AtMost):
            yield from _count(condition, len(condition.conditions), path)
        for index, part in enumerate(condition.conditions):
            yield from _condition(parts, part, (*path, key, index), measures=measures, depth=depth + 1)
    else:
        yield Fault(path, f"{condition!r} is not a condition", "accepted: in_state(...) and what combines them")


def _count(condition: AtLeast | AtMost, of: int, path: Path) -> Faults:
    lowest, highest, key = (1, of, "at_least") if isinstance(condition, AtLeast) else (0, of - 1, "at_most")
    if not lowest <= condition.count <= highest:
        problem = f"{condition.count} of {of} conditions can always or never hold"
        yield Fault((*path, key), problem, f"accepted: {lowest} to {highest}")


def _in_state(parts: Parts, leaf: InState, path: Path) -> Faults:
    faults = list(_selector(parts, leaf.select, path))
    yield from faults or _states(parts, leaf, path)


def _measured(parts: Parts, leaf: Measured, path: Path, *, measures: bool) -> Faults:
    yield from _selector(parts, leaf.select, path)
    if not measures:
        accept = "accepted: states; measures inform deadlines only"
        yield Fault((*path, "measure"), f"a guard can't depend on {leaf.measure!r}", accept)
        return
    if not parts.dropped:  # what observed it may have been dropped
        yield from _unknown((*path, "measure"), "measure", leaf.measure, parts.measure_names)
    if leaf.at_least is None and leaf.at_most is None:
        yield Fault(path, "it sets no limit", "accepted: 'at_least', 'at_most' or both")


def _selector(parts: Parts, select: Select, path: Path) -> Faults:
    if select.is_empty:
        yield Fault(path, "it does not say which entities", "accepted: 'entity', 'lifecycle', 'tag' or 'site'")
        return
    faults = [
        *(fault for id_ in select.ids for fault in _unknown((*path, "entity"), "entity", id_, parts.by_entity)),
        *_unknown((*path, "lifecycle"), "lifecycle", select.lifecycle, parts.by_lifecycle),
        *(fault for tag in select.tags for fault in _unknown((*path, "tag"), "tag", tag, parts.by_tag)),
        *_unknown((*path, "site"), "site", select.site, parts.sites),
    ]
    yield from faults
    if not faults and not _meant(parts, select):
        yield Fault(path, f"no entity is meant by {select.phrase()!r}", "accepted: a selection of one or more")


def _meant(parts: Parts, select: Select) -> list[Entity]:
    if select.is_single:
        return [parts.by_entity[select.ids[0]]]
    return [entity for entity in parts.entities if select.matches(entity)]


def _states(parts: Parts, leaf: InState, path: Path) -> Faults:
    meant = _meant(parts, leaf.select)
    lifecycles = [parts.by_lifecycle.get(id_) for id_ in dict.fromkeys(entity.lifecycle for entity in meant)]
    known = list(dict.fromkeys(state for lifecycle in lifecycles if lifecycle for state in lifecycle.states))
    if None in lifecycles:
        return
    if not leaf.states:
        yield Fault((*path, "in"), "there is no state", accepted("", known))
    for state in leaf.states:
        yield from _unknown((*path, "in"), "state", state, known)
    for lifecycle in lifecycles:
        if lifecycle and leaf.states and set(leaf.states) <= set(known) - set(lifecycle.states):
            where = (*path, "in")
            yield Fault(where, f"a {lifecycle.id} is never {' or '.join(leaf.states)}", accepted("", lifecycle.states))
    yield from _counts(leaf, len(meant), path)


def _counts(leaf: InState, of: int, path: Path) -> Faults:
    low, high = leaf.at_least, leaf.at_most
    if low is None and high is None:
        return
    for key, count in (("at_least", low), ("at_most", high)):
        if count is not None and not 0 <= count <= of:
            yield Fault((*path, key), f"{count} of {of} entities", f"accepted: 0 to {of}")
            return
    if low is not None and high is not None and low > high:
        yield Fault((*path, "at_least"), f"{low} is above at_most", f"accepted: 0 to {high}")
    elif not low and high in (None, of):
        key = "at_most" if low is None else "at_least"
        yield Fault((*path, key), "it holds whatever they do", "accepted: a number that says something")


_KIND_OF_PART: dict[str, type[Any]] = {
    "parties": Party,
    "lifecycles": Lifecycle,
    "entities": Entity,
    "events": Event,
    "records": Record,
    "deadlines": Deadline,
}
_RULES: tuple[Callable[[Parts], Faults], ...] = (
    _days,
    _names,
    _parties,
    _lifecycles,
    _entities,
    _events,
    _records,
    _deadlines,
)
