"""
Whether lags and lengths of time stay within the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter

from missionsim.errors import DateError, Fault
from missionsim.record.checks.common import Faults
from missionsim.record.checks.index import Index
from missionsim.record.dates import Offset
from missionsim.record.deadlines import Deadline
from missionsim.record.declaration import Declaration
from missionsim.record.events import Event

_LAST = date.max.toordinal()
_MONTH = 31
_ACCEPTED = "accepted: what ends by 9999-12-31"


def calendar_faults(names: Index) -> Faults:
    """
    The lags after which nothing can happen any more, and the due dates that no calendar has.
    """
    yield from _lags(names)
    for deadline in names.declared.deadlines:
        yield from _dues(names, deadline)


def reach(declared: Declaration) -> int:
    """
    By how many days at most anything counts on from an event: all lags, for what is there and for what waits, and the
    longest due date.
    """
    lags = sum(max(0, link.lag) for event in declared.events for link in event.after)
    dues = [due for each in declared.deadlines for due in (each.due, *(revision.due for revision in each.revisions))]
    return 2 * lags + max((due.days + _MONTH * due.months for due in dues if isinstance(due, Offset)), default=0)


def _lags(names: Index) -> Faults:
    events = names.declared.events
    lags = sum(max(0, link.lag) for event in events for link in event.after)
    if not lags:
        return
    # What waits takes effect when another event lets it, which is after the last of them at the latest.
    horizon = names.declared.horizon
    waited = min(horizon.toordinal(), lags + max((event.date.latest or horizon).toordinal() for event in events))
    if max(_first(event, waited) for event in events) + lags <= _LAST:
        return
    by_id = names.by_event
    position = {event.id: index for index, event in enumerate(events)}
    first: dict[str, int] = {}
    for id_ in _in_order(by_id):
        event = by_id[id_]
        first[id_] = _first(event, waited)
        for number, link in enumerate(event.after):
            if link.event not in first:
                continue
            day = first[link.event] + link.lag
            if day > _LAST:
                where = ("events", position[id_], "after", number, "lag")
                yield Fault(where, f"{link.lag} days after {link.event} leave the calendar", _ACCEPTED)
                day = _LAST
            first[id_] = max(first[id_], day)


def _first(event: Event, waited: int) -> int:
    """
    Ordinal of the first day on which it can have been (of an open side, the first of all), or by which it has *waited*.
    """
    if any(firing.when_enabled for firing in event.fires):
        return waited
    return (event.date.earliest or date.min).toordinal()


def _in_order(by_id: Mapping[str, Event]) -> tuple[str, ...]:
    """
    Ids of the events, predecessors first; none where they depend on each other in a circle.
    """
    ways = {id_: [link.event for link in event.after if link.event in by_id] for id_, event in by_id.items()}
    try:
        return tuple(TopologicalSorter(ways).static_order())
    except CycleError:
        return ()


def _dues(names: Index, deadline: Deadline) -> Faults:
    id_ = deadline.since or deadline.set_by
    event = names.by_event.get(id_ or "")
    if event is None:
        return
    dues = [((), deadline.due), *((("revisions", n), each.due) for n, each in enumerate(deadline.revisions))]
    for keys, due in dues:
        if isinstance(due, Offset) and _leaves(due, event):
            where = ("deadlines", deadline.id, *keys, "due")
            yield Fault(where, f"{due} after {event.id} leaves the calendar", "accepted: a day in the years 1 to 9999")


def _leaves(due: Offset, event: Event) -> bool:
    """
    Whether a length of time leads out of the calendar, from whichever day of an event.
    """
    try:
        for day in filter(None, (event.date.earliest, event.date.latest)):
            due.after(day)
    except DateError:
        return True
    return False
