"""
One course of events of a record, played out: its columns, told as a timeline and followed by monitors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import get_args

from immutabledict import immutabledict

from missionsim.errors import RefusedError, unknown
from missionsim.record.deadlines import Deadline
from missionsim.record.events import Event
from missionsim.record.record import Record
from missionsim.replay.agenda import Contradiction, Reading
from missionsim.replay.columns import APPLIED, DEFERRED, Columns
from missionsim.replay.context import context_of
from missionsim.replay.deadlines import follow
from missionsim.replay.dependents import NEVER
from missionsim.replay.happenings import happenings, observations
from missionsim.replay.links import Links
from missionsim.replay.monitor import Course
from missionsim.replay.player import Player
from missionsim.replay.program import Program
from missionsim.replay.steps import Step, Steps
from missionsim.replay.timeline import Possibilities, Timeline


class Run:
    """
    One course of events of a record, played out.

    Args:
        record: The record.

        program: Its program.

        links: What depends on what.

        player: What was played.

        days: The day of every event.

        order: Positions of all events in order.
    """

    def __init__(  # noqa: PLR0913  what a course consists of
        self,
        record: Record,
        program: Program,
        links: Links,
        player: Player,
        days: Sequence[int],
        order: Sequence[int],
    ) -> None:
        self.record = record
        self.events: Sequence[Event] = record.events
        self.program = program
        self.links = links
        self.columns: Columns = player.engine.columns
        self.pushed = player.pushed
        self.initial = player.initial
        self._effects = player.effects
        self.days = days
        self.order = order

    @cached_property
    def context(self) -> Mapping[int, int]:
        """
        The day of each context that takes place, by position; what a party denies, and what reacts to what does not
        take place, does not.
        """
        if self.program.fire_once:
            return {}
        days = {
            position: self._effects.get(position, self.days[position])
            for position, event in enumerate(self.events)
            if event.is_context and event.denied_by is None and position not in self.links.orphans
        }
        return {position: day for position, day in days.items() if day != NEVER}

    def courses(self, last: int) -> tuple[Course, ...]:
        """
        What the monitors of all deadlines were fed, up to the end of day *last*.
        """
        return self._followed(last, self.record.deadlines) if self.record.deadlines else ()

    def course(self, last: int, number: int) -> Course:
        """
        What the monitor of one deadline was fed, likewise.
        """
        return self._followed(last, self.record.deadlines[number : number + 1])[0]

    def _followed(self, last: int, deadlines: Sequence[Deadline]) -> tuple[Course, ...]:
        named = {id_ for deadline in deadlines for id_ in deadline.event_ids}
        wanted = [position for position, event in enumerate(self.events) if event.id in named or event.measures]
        happened = happenings(self.program, self.columns, self.days, self.order, self.context, wanted)
        observed = tuple(observations(self.events, happened, last))
        return follow(self.record, self.program, self.columns, self.initial, happened, observed, last, deadlines)

    @property
    def steps(self) -> Steps:
        """
        The steps, made when asked.
        """
        return Steps(self.program, self.events, self.links, self.columns, self.initial)

    def state(self, entity: int, day: int) -> int:
        """
        State of an entity at the end of *day*, both as numbers.
        """
        columns = self.columns
        for row in range(columns.until(day) - 1, -1, -1):
            what = columns.what[row]
            if (self.program.entity_of[what] if what >= 0 else ~what) == entity:
                return columns.after[row]
        return self.initial[entity]

    def timeline(
        self,
        reading: Reading,
        last: dt.date,
        broken: Sequence[Contradiction] = (),
        possibilities: Possibilities | None = None,
    ) -> Timeline:
        """
        The course as a timeline up to the end of day *last*; without its deadlines.
        """
        record = self.record
        day = last.toordinal()
        columns = self.columns
        if last < record.horizon:
            columns = columns.copy()
            columns.cut(columns.until(day))
        happened = happenings(self.program, columns, self.days, self.order, self.context, self.program.measured)
        steps = Steps(self.program, self.events, self.links, columns, self.initial)
        return Timeline(
            name=record.name,
            version=record.version,
            reading=reading,
            start=record.first_day,
            horizon=last,
            initial=immutabledict(self.program.named(self.initial)),
            steps=steps,
            context=tuple(context_of(self.events, self.context, self.order, day)),
            observations=tuple(observations(self.events, happened, day)),
            contradictions=tuple(broken),
            unplayed=tuple(self._unplayed(columns, day)),
            known_until=record.known_until,
            record=record,
            possibilities=possibilities,
        )

    def _unplayed(self, columns: Columns, last: int) -> list[str]:
        """
        Ids of the events that lie after the last day, in document order.
        """
        if len(columns) >= len(self.program.event_of) and (not self.order or self.days[self.order[-1]] <= last):
            return []
        played = {self.program.event_of[what] for what in columns.what if what >= 0}
        events = self.events
        return [
            event.id
            for position, event in enumerate(events)
            if position not in played and (event.fires or self.days[position] > last)
        ]

    def held_back(self, highs: Sequence[int]) -> tuple[Contradiction, ...]:
        """
        The events whose written dates lie before what they depend on took effect at last.

        Args:
            highs: Last day that is left to every event.
        """
        found = []
        for position, (tie, first) in sorted(self.pushed.items()):
            if first <= highs[position]:
                continue
            day = dt.date.fromordinal(self.days[position])
            event = self.events[position]
            found.append(Contradiction(event.id, day, tie.link, dt.date.fromordinal(first)))
        return tuple(found)


def checked_reading(reading: str) -> Reading:
    """
    A reading, if it is one.

    Raises:
        UnknownError: If it is none.
    """
    if reading not in get_args(Reading):
        raise unknown("reading", reading, get_args(Reading))
    return "latest" if reading == "latest" else "earliest"


def insist(steps: Sequence[Step], columns: Columns) -> None:
    """
    Raise at the first step that was refused, orphaned or stranded.

    Raises:
        RefusedError: With that step.
    """
    if all(how >= APPLIED or how == -DEFERRED for how in columns.how):
        return
    for step in steps:
        if step.reason is not None and step.disposition != "deferred":
            raise RefusedError(step, step.reason)
