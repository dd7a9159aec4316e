"""
Records of context events that depend on each other, and where they stand in a what-if.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.record.record import Record
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Edit

LAMP = Lifecycle("lamp", ["off", "on"], "off", [Transition("off", "on", "up"), Transition("on", "off", "down")])


def carry(event: str) -> Link:
    """
    A reaction to an event.
    """
    return Link(event, "carry")


def floor(event: str, lag: int = 0) -> Link:
    """
    Not before an event plus *lag*.
    """
    return Link(event, "floor", lag)


def stated(id_: str, date: str, *after: Link, **others: Any) -> Event:
    """
    A context event.
    """
    return Event(id=id_, date=date, text=id_, about=("lamp",), after=after, **others)


def record(*events: Event, **others: Any) -> Record:
    """
    A record of events about one lamp.
    """
    parts: dict[str, Any] = {"start": "2030-01-01", "entities": [Entity("lamp", "lamp")], **others}
    return Record("chain", "2031-12-31", [LAMP], events=events, **parts)


def first_day(event: Event) -> int:
    """
    The first day of an event, as an ordinal.
    """
    assert event.date.earliest is not None
    return event.date.earliest.toordinal()


def stands(asked: Record, edits: Iterable[Edit]) -> dict[str, str]:
    """
    The date of every event in a what-if.
    """
    return {event.id: str(event.date) for event in EditedRecord(asked, tuple(edits)).outcome.events}
