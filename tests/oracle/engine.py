"""
Plays one reading: events one after the other, each on its day, and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from oracle.conditions import holds
from oracle.record import Event, Firing, FiringId, Link, Record, Spec

Change = tuple[str, str, str]
"""
Entity, state before, state after.
"""

Reading = tuple[tuple[str, int], ...]
"""
Events with their days, in the order in which they come.
"""


@dataclass
class Step:
    """
    What became of one firing; *requested* is the day on which its event stood.
    """

    event: str
    place: int
    entity: str
    trigger: str
    day: int
    requested: int
    disposition: str
    before: str
    after: str
    automatic: list[Change] = field(default_factory=list)


@dataclass
class Effect:
    """
    That an event took effect, on that day and during the turn of the event at that position.
    """

    event: str
    day: int
    position: int


@dataclass
class Play:
    """
    What became of one reading.

    Args:
        reading: The reading.

        steps: What became of each firing, in order; one that waited has two steps.

        effects: What took effect, in order.

        initial: The states before the first event, automatic transitions done.

        states: The states at the end of each day, from the first day to the horizon.
    """

    record: Record
    reading: Reading
    initial: dict[str, str]
    steps: list[Step] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    states: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def days(self) -> dict[str, int]:
        """
        The day on which each event stands.
        """
        return dict(self.reading)

    def effect(self, event: str) -> Effect | None:
        """
        When an event took effect, if it did.
        """
        return next((effect for effect in self.effects if effect.event == event), None)

    def dispositions(self) -> dict[FiringId, str]:
        """
        What finally became of each firing.
        """
        return {(step.event, step.place): step.disposition for step in self.steps}

    def refused_assertions(self) -> frozenset[FiringId]:
        """
        The asserted firings that were refused or orphaned.
        """
        lost = {id_ for id_, disposition in self.dispositions().items() if disposition in {"refused", "orphaned"}}
        return frozenset(
            firing.id
            for event in self.record.events.values()
            for firing in event.firings
            if firing.asserted and firing.id in lost
        )

    def spells(self, entity: str) -> list[tuple[str, int, int | None]]:
        """
        The stretches of days that an entity spent in one state: state, first day, last day (``None``: to the end).
        """
        found: list[tuple[str, int, int | None]] = []
        for day, states in sorted(self.states.items()):
            if not found or found[-1][0] != states[entity]:
                if found:
                    found[-1] = (*found[-1][:2], day - 1)
                found.append((states[entity], day, None))
        return found


def play(record: Record, reading: Reading, missing: Iterable[str] = ()) -> Play:
    """
    Play the events in the order given, each on its day, from the first day to the horizon.

    Args:
        record: The declared scenario.

        reading: The events and their days, in order.

        missing: Ids of events that were dropped: what they would have carried is orphaned.

    What is carried is orphaned if at its moment what carries it has not taken effect. Only after an edit can it stand
    before what carries it: then it is orphaned if that never takes effect, which shows when all has been played.
    """
    orphans: frozenset[str] = frozenset()
    while True:
        played = _Player(record, reading, frozenset(missing), orphans).play()
        more = frozenset(
            link.event
            for link in record.links()
            if link.carries and _comes_before(reading, link.event, link.on) and not played.effect(link.on)
        )
        if more <= orphans:
            return played
        orphans |= more


def _comes_before(reading: Reading, event: str, other: str) -> bool:
    places = {id_: place for place, (id_, _) in enumerate(reading)}
    return event in places and other in places and places[event] < places[other]


class _Player:
    def __init__(self, record: Record, reading: Reading, missing: frozenset[str], orphans: frozenset[str]) -> None:
        self.record = record
        self.missing = missing
        self.orphans = orphans
        self.states = record.declared_states()
        self.settle()
        self.result = Play(record, reading, dict(self.states))
        self.waiting: list[tuple[Firing, int]] = []

    def play(self) -> Play:
        at = 0
        reading = self.result.reading
        for day in range(self.record.start, self.record.horizon + 1):
            while at < len(reading) and reading[at][1] == day:
                self.event(self.record.events[reading[at][0]], day, at)
                at += 1
            self.result.states[day] = dict(self.states)
        for firing, requested in self.waiting:
            self.step(firing, self.record.horizon, requested, "stranded")
        return self.result

    def event(self, event: Event, day: int, position: int) -> None:
        """
        The firings of one event in the order listed, then what waits, first come first served.
        """
        orphaned = event.id in self.orphans or any(link.carries and self.is_lost(link) for link in event.links)
        if not event.firings and not orphaned and not event.denied:
            self.took_effect(event.id, day, position)
        for firing in event.firings:
            if orphaned:
                self.step(firing, day, day, "orphaned")
            elif firing.denied:
                self.step(firing, day, day, "refused")
            elif self.target(firing):
                self.apply(firing, day, day, position)
            elif firing.waits:
                self.step(firing, day, day, "deferred")
                self.waiting.append((firing, day))
            else:
                self.step(firing, day, day, "refused")
        self.retry(day, position)

    def is_lost(self, link: Link) -> bool:
        """
        Whether what should carry *link* was dropped, or had its turn and has not taken effect.
        """
        if link.on not in self.record.events:
            return link.on in self.missing
        return not self.result.effect(link.on) and not _comes_before(self.result.reading, link.event, link.on)

    def retry(self, day: int, position: int) -> None:
        """
        Of what waits, let the first that can be applied be applied; again, until none can.
        """
        while able := [waiting for waiting in self.waiting if self.target(waiting[0])]:
            firing, requested = able[0]
            self.waiting.remove(able[0])
            self.apply(firing, day, requested, position)

    def apply(self, firing: Firing, day: int, requested: int, position: int) -> None:
        step = self.step(firing, day, requested, "applied")
        step.after = self.target(firing) or step.before
        self.states[firing.entity] = step.after
        step.automatic = self.settle()
        self.took_effect(firing.event, day, position)

    def took_effect(self, event: str, day: int, position: int) -> None:
        if not self.result.effect(event):
            self.result.effects.append(Effect(event, day, position))

    def step(self, firing: Firing, day: int, requested: int, disposition: str) -> Step:
        state = self.states[firing.entity]
        step = Step(
            firing.event, firing.place, firing.entity, firing.trigger, day, requested, disposition, state, state
        )
        self.result.steps.append(step)
        return step

    def target(self, firing: Firing) -> str | None:
        """
        The state that a firing leads to now: by the first transition that can be taken.
        """
        return self.first_open(firing.entity, firing.trigger)

    def settle(self) -> list[Change]:
        """
        Let the first entity that can move by itself do so; again, until none can.
        """
        changes: list[Change] = []
        while able := [entity for entity in self.record.entities if self.first_open(entity, None)]:
            entity, before = able[0], self.states[able[0]]
            self.states[entity] = self.first_open(entity, None) or before
            changes.append((entity, before, self.states[entity]))
        return changes

    def first_open(self, entity: str, trigger: str | None) -> str | None:
        for transition in self.record.lifecycle(entity)["transitions"]:
            if transition.get("trigger") == trigger and self.open(entity, transition):
                target: str = transition["to"]
                return target
        return None

    def open(self, entity: str, transition: Spec) -> bool:
        froms = transition["from"] if isinstance(transition["from"], list) else [transition["from"]]
        return self.states[entity] in froms and holds(self.record, transition.get("when"), self.states) is True
