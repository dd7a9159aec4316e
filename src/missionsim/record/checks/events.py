"""
Whether events fire what is there, depend on what is there, and say who says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from missionsim.errors import Fault, accepted, shown
from missionsim.record.checks.common import MOST_DAYS, Faults, Path, circle, unknown, way
from missionsim.record.checks.index import Index
from missionsim.record.conditions import plain
from missionsim.record.declaration import Declaration
from missionsim.record.events import Event, Link
from missionsim.record.parties import Claim, Measure


def event_faults(names: Index) -> Faults:
    """
    What is wrong with events.
    """
    start = names.declared.start
    plain_ids = names.event_id_set
    can_fire = names.can_fire
    for index, event in enumerate(names.declared.events):
        is_denied, is_wrong = event.denied_by is not None, False
        for firing in event.fires:
            is_denied = is_denied or firing.denied_by is not None
            is_wrong = is_wrong or (firing.entity, firing.trigger) not in can_fire
        if is_wrong:
            yield from _firing_faults(names, event, ("events", index))
        if start is not None and event.fires:
            yield from _starts_before(names.declared, event, ("events", index))
        if is_denied or event.after or event.claims or event.measures or event.about or not event.fires:
            yield from _rest(names, event, ("events", index))
    linked = {
        event.id: [link.event for link in event.after if link.event != event.id and link.event in plain_ids]
        for event in names.declared.events
        if event.after
    }
    loop = circle(linked) if linked else []
    if loop:
        index = next(n for n, event in enumerate(names.declared.events) if event.id == loop[0])
        yield Fault(
            ("events", index, "after"),
            f"events depend on each other: {way(loop[::-1], 'after')}",
            "accepted: dependencies without a circle",
        )


def _firing_faults(names: Index, event: Event, path: Path) -> Faults:
    for number, firing in enumerate(event.fires):
        here = path if len(event.fires) == 1 else (*path, "fires", number)
        yield from unknown((*here, "entity"), "entity", firing.entity, names.by_entity)
        if firing.entity in names.by_entity and not names.fires(firing):
            lifecycle = names.by_lifecycle[names.by_entity[firing.entity].lifecycle]
            yield Fault(
                (*here, "trigger"),
                f"there is no trigger {shown(firing.trigger)} for a {lifecycle.id}",
                accepted(firing.trigger, lifecycle.triggers),
            )


def _rest(names: Index, event: Event, path: Path) -> Faults:
    if not event.fires and not event.text:
        yield Fault(path, "it fires nothing and says nothing", "accepted: 'entity' and 'trigger', 'fires', or a 'text'")
    for n, entity in enumerate(event.about):
        yield from unknown((*path, "about", n), "entity", entity, names.by_entity)
    for n, link in enumerate(event.after):
        here = (*path, "after", n)
        yield from unknown_event(names, (*here, "event"), link.event)
        yield from _link(link, event, here)
    yield from unknown((*path, "denied_by"), "party", event.denied_by, names.party_ids)
    for n, firing in enumerate(event.fires):
        yield from unknown((*path, "fires", n, "denied_by"), "party", firing.denied_by, names.party_ids)
    fired = [firing.name for firing in event.fires]
    for n, claim in enumerate(event.claims):
        yield from unknown((*path, "claims", n, "of"), "firing", claim.of, fired)
    yield from claim_faults(names, event.claims, path)
    yield from _measures(names, event, path)


def _starts_before(declared: Declaration, event: Event, path: Path) -> Faults:
    """
    The fault of an *event* that lies before the start, however far its qualifiers widen it.
    """
    start = declared.start
    if start is None or event.date.latest is None or event.date.latest >= start:
        return
    latest = event.date.widened(approximate=declared.approximate_days, uncertain=declared.uncertain_days)[1]
    if latest is not None and latest < start:
        yield Fault((*path, "date"), f"{event.date} lies before the scenario starts", f"accepted: {start} or later")


def unknown_event(names: Index, path: Path, id_: str | None) -> Faults:
    """
    The fault that there is no such event, unless that is so only because its own entity or trigger is wrong.
    """
    if id_ is not None and id_ not in names.happening_ids and not names.is_excused(id_):
        yield from unknown(path, "event", id_, names.happening_ids)


def _link(link: Link, event: Event, path: Path) -> Faults:
    if link.event == event.id:
        yield Fault((*path, "event"), f"{shown(event.id)} depends on itself", "accepted: another event")
    if link.kind == "carry" and link.lag:
        yield Fault((*path, "lag"), f"a carry has no lag, but {link.lag} is given", "accepted: a lag on floors only")
    if not 0 <= link.lag <= MOST_DAYS:
        yield Fault((*path, "lag"), f"{link.lag} days is no lag", f"accepted: 0 to {MOST_DAYS:,} days")


def claim_faults(names: Index, claims: Iterable[Claim], path: Path) -> Faults:
    """
    What is wrong with claims.
    """
    for index, claim in enumerate(claims):
        here = (*path, "claims", index)
        yield from unknown((*here, "by"), "party", claim.by, names.party_ids)
        yield from unknown((*here, "outlet"), "party", claim.outlet, names.party_ids)
        if not claim.voices:
            yield Fault(here, "it does not say who says so", "accepted: 'by', 'outlet' or both")


def _measures(names: Index, event: Event, path: Path) -> Faults:
    of_claims = [
        (("claims", n, "measures", k), each) for n, c in enumerate(event.claims) for k, each in enumerate(c.measures)
    ]
    for keys, measure in [*((("measures", k), each) for k, each in enumerate(event.measures)), *of_claims]:
        here = (*path, *keys)
        yield from unknown((*here, "entity"), "entity", measure.entity, names.by_entity)
        if measure.entity is None and not event.entities:
            yield Fault(here, "it does not say on which entity", "accepted: an 'entity' in it")
        yield from _values(measure, here)


def _values(measure: Measure, path: Path) -> Faults:
    if measure.low is None and measure.high is None:
        yield Fault(path, "it has no value", "accepted: 'low', 'high' or both")
    elif measure.low is not None and measure.high is not None and not measure.low <= measure.high:
        yield Fault((*path, "low"), f"{plain(measure.low)} is above high", f"accepted: {plain(measure.high)} or less")
