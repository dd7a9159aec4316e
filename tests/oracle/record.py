"""
What a scenario declares, read from plain data in the shape of a scenario file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oracle.dates import ordinal, window

Spec = dict[str, Any]
FiringId = tuple[str, int]


@dataclass
class Firing:
    """
    One trigger of one entity within an event, at its place in the list of the event's firings.
    """

    event: str
    place: int
    entity: str
    trigger: str
    waits: bool
    denied: bool
    asserted: bool

    @property
    def id(self) -> FiringId:
        """
        Event and place.
        """
        return self.event, self.place


@dataclass
class Link:
    """
    One dependency of *event* on *on*; a carry has no lag of its own.
    """

    event: str
    on: str
    carries: bool
    lag: int


@dataclass
class Event:
    """
    One event; its window is what its date allows between the first day and the horizon.

    ``beyond`` is set if its date lies wholly after the horizon: it is not played then.
    """

    id: str
    first: int
    last: int
    beyond: bool
    denied: bool
    firings: list[Firing]
    links: list[Link]
    measures: list[Spec]


class Record:
    """
    The declared scenario: everything that the rest of the oracle asks of it.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.horizon = _last(spec["horizon"])
        dated = [window(event["date"]) for event in spec["events"]]
        firsts = [first if first is not None else last for first, last in dated]
        default = min((day for day in firsts if day is not None), default=self.horizon + 1) - 1
        self.start = _first(spec["start"]) if spec.get("start") else default
        self.known_until = _last(spec["known_until"]) if spec.get("known_until") else self.horizon
        self.entities: dict[str, Spec] = spec["entities"]
        self.deadlines: dict[str, Spec] = spec.get("deadlines", {})
        self.events = {event.id: event for event in (self._event(row) for row in spec["events"])}

    def lifecycle(self, entity: str) -> Spec:
        """
        The lifecycle that an entity follows.
        """
        found: Spec = self.spec["lifecycles"][self.entities[entity]["lifecycle"]]
        return found

    def declared_states(self) -> dict[str, str]:
        """
        The state in which each entity is declared to start, before automatic transitions.
        """
        return {id_: entity.get("initial") or self.lifecycle(id_)["initial"] for id_, entity in self.entities.items()}

    def links(self) -> Iterator[Link]:
        """
        The dependencies of all events on events that are there.
        """
        for event in self.events.values():
            yield from (link for link in event.links if link.on in self.events)

    def _event(self, row: Spec) -> Event:
        id_ = event_id(row)
        first, last = window(row["date"])
        planned = first is not None and first > self.known_until
        firings = [self._firing(row, id_, place, each, planned) for place, each in enumerate(fires(row))]
        links = [Link(id_, link["event"], link["kind"] == "carry", link.get("lag", 0)) for link in row.get("after", [])]
        return Event(
            id_,
            self.start if first is None else max(first, self.start),
            self.horizon if last is None else min(last, self.horizon),
            first is not None and first > self.horizon,
            bool(row.get("denied_by")),
            firings,
            links,
            row.get("measures", []),
        )

    def _firing(self, row: Spec, id_: str, place: int, each: Spec, planned: bool) -> Firing:
        name = f"{each['entity']}.{each['trigger']}"
        stances = [
            claim.get("stance", "asserts")
            for claim in row.get("claims", [])
            if claim.get("of") in {None, name} and claim.get("stance") != "no_comment"
        ]
        only_planned = bool(stances) and set(stances) == {"plans"}
        waits = bool(each.get("when_enabled"))
        denied = bool(row.get("denied_by") or each.get("denied_by"))
        asserted = not (denied or waits or planned or only_planned)
        return Firing(id_, place, each["entity"], each["trigger"], waits, denied, asserted)


def event_id(row: Spec) -> str:
    """
    The id of an event: its own, else ``<entity>.<trigger>`` of its first firing.
    """
    return row.get("id") or "{entity}.{trigger}".format(**fires(row)[0])


def fires(row: Spec) -> list[Spec]:
    """
    The firings of an event as tables, whichever way they are written.
    """
    if "fires" not in row:
        return [row] if "trigger" in row else []
    return [
        dict(zip(("entity", "trigger"), each.split("."), strict=True)) if isinstance(each, str) else each
        for each in row["fires"]
    ]


def names(value: str | list[str]) -> list[str]:
    """
    One name, or several.
    """
    return [value] if isinstance(value, str) else value


def selected(record: Record, condition: Spec) -> list[str]:
    """
    The entities that a condition selects: those that match all that is given.
    """
    return [
        id_
        for id_, entity in record.entities.items()
        if ("entity" not in condition or id_ in names(condition["entity"]))
        and ("lifecycle" not in condition or entity["lifecycle"] == condition["lifecycle"])
        and ("site" not in condition or entity.get("site") == condition["site"])
        and set(names(condition.get("tag", []))) <= set(names(entity.get("tags", [])))
    ]


def _first(text: str) -> int:
    return window(text)[0] or ordinal(text)


def _last(text: str) -> int:
    return window(text)[1] or ordinal(text)
