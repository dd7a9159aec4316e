"""
What edits make of a record, as a record again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve

from missionsim.errors import EditError, Fault, MissionsimError, ScenarioError
from missionsim.record.events import Event
from missionsim.record.record import Record
from missionsim.record.versions import redated
from missionsim.whatif.blame import blamed
from missionsim.whatif.draft import Draft


def outcome_of(draft: Draft) -> Record:
    """
    The record as it is after all edits; of the record's class.

    Raises:
        EditError: If the edits lead to what does not hold together, or out of the calendar; with the edit.
    """
    try:
        return _rebuilt(draft) if draft.is_restructured else _redated(draft)
    except EditError:
        raise
    except MissionsimError as error:
        faults = error.faults if isinstance(error, ScenarioError) else (Fault((), str(error)),)
        raise EditError(blamed(draft, faults)) from None


def _redated(draft: Draft) -> Record:
    """
    The record with events on other dates, of which nothing but the start has to be checked again.
    """
    record, start = draft.record, _start(draft)
    events = {record.positions[id_]: redated(record.event(id_), draft.date(id_)) for id_ in map(str, draft.places())}
    _check_start(record, start, events.values())
    found = record.with_events(events)
    found.__dict__["start"] = start
    return found


def _check_start(record: Record, start: date | None, events: Iterable[Event]) -> None:
    for event in events:
        latest = event.date.latest
        if event.fires and start is not None and latest is not None and latest < start:
            path = ("events", record.positions[event.id], "date")
            problem = f"{event.date} lies before the scenario starts"
            raise ScenarioError([Fault(path, problem, f"accepted: {start} or later")])


def _start(draft: Draft) -> date | None:
    """
    The start that the outcome declares, so that editing the record's first event does not move it.
    """
    return draft.record.first_day if draft.schedule.acts or draft.gone else draft.record.start


def _rebuilt(draft: Draft) -> Record:
    """
    The record with other events, links or rules, checked as a whole.
    """
    record, places = draft.record, draft.places()
    events = [redated(draft.event(id_), draft.date(id_)) if id_ in places else draft.event(id_) for id_ in draft.order]
    there = {event.id for event in events}
    return evolve(
        record,
        start=_start(draft),
        events=events,
        dropped=tuple(dict.fromkeys(id_ for id_ in (*record.dropped, *draft.gone) if id_ not in there)),
        lifecycles=[draft.lifecycles.get(each.id, each) for each in record.lifecycles],
        entities=[draft.entities.get(each.id, each) for each in record.entities],
        deadlines=[draft.deadlines.get(each.id, each) for each in record.deadlines],
    )
