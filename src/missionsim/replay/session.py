"""
A record played on real machines, one whole event after the other, each of which can be taken back.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event, Firing
from missionsim.record.parties import Claim
from missionsim.record.record import Record, free_id
from missionsim.replay.additions import Additions
from missionsim.replay.agenda import Reading, contradictions
from missionsim.replay.compiled import compiled
from missionsim.replay.engine import Engine
from missionsim.replay.machines import Machines
from missionsim.replay.player import Moment, Player
from missionsim.replay.runs import Run
from missionsim.replay.steps import Step, Steps
from missionsim.replay.timeline import Timeline

Callback = Callable[[Step], object]


class Past(NamedTuple):
    """
    What taking an event back brings back.

    Args:
        day: The day before it.

        events: How many events there were.

        moment: The player's.
    """

    day: dt.date
    events: int
    moment: Moment


class Session:
    """
    A record in play.

    Args:
        record: The record.

        reading: At which end imprecise events stand.

    Attributes:
        record: The record.

        reading: The same.

        program: The compiled record, with the events that were added.

        machines: What finds the transitions.

        day: The present day.

        is_busy: Whether an event is happening.

        callbacks: What is called with every step.

        queue: What is to happen after the present event.
    """

    def __init__(self, record: Record, reading: Reading) -> None:
        found = compiled(record)
        days, order = found.placing(reading)
        self.record = record
        self.reading = reading
        self._found = found
        self._days, self._order = list(days), tuple(order)
        self._additions = Additions(found.program, record.events)
        self.program = self._additions.program
        self._engine = Engine(self.program)
        self.machines = Machines(record.lifecycles, self._engine)
        self._engine.take = self.machines.take
        futile = found.shown(reading).futile
        self._player = Player(self.program, found.links, days, order, engine=self._engine, futile=futile)
        self._past: list[Past] = []
        self.day = record.first_day
        self.is_busy = False
        self.callbacks: list[Callback] = []
        self.queue: deque[tuple[Firing, tuple[Claim, ...]]] = deque()

    @property
    def states(self) -> list[int]:
        """
        Present state of every entity.
        """
        return self._engine.states

    @property
    def waiting(self) -> tuple[str, ...]:
        """
        Ids of the events that wait to be enabled.
        """
        positions = (self.program.event_of[firing] for firing, _ in self._engine.waiting)
        return tuple(dict.fromkeys(self._additions.events[position].id for position in positions))

    @property
    def steps(self) -> Steps:
        """
        All steps so far, made when asked.
        """
        return Steps(
            self.program, self._additions.events, self._found.links, self._engine.columns, self._player.initial
        )

    def now(self) -> Past:
        """
        The present moment.
        """
        return Past(self.day, len(self._additions.events), self._player.moment())

    def since(self, past: Past) -> tuple[Step, ...]:
        """
        The steps since a moment.
        """
        return self.steps.since(past.moment.mark[0], self._engine.states)

    def play_next(self) -> bool:
        """
        Play the record's next event, if one is left before the horizon.

        Returns:
            Whether there was one.
        """
        return self._play_next(self.record.horizon.toordinal())

    def play_until(self, last: dt.date) -> None:
        """
        Play the record's events up to the end of day *last*.
        """
        ordinal = last.toordinal()
        while self._play_next(ordinal):
            pass

    def _play_next(self, last: int) -> bool:
        due = self._player.due()
        if due is None or due[0] > last:
            return False
        self._commit(partial(self._player.play, due), max(dt.date.fromordinal(due[0]), self.day))
        return True

    def close(self) -> None:
        """
        End at the horizon: what still waits is stranded, and what was held for it comes, or is orphaned, at last.
        """
        self.day = self.record.horizon
        if self._engine.waiting:
            self._commit(self._strand, self.day)

    def _strand(self) -> None:
        last = self.record.horizon.toordinal()
        while stuck := dict.fromkeys(tie.after for tie in self._player.close(last)):
            for position in stuck:
                self._player.happen(position, last)

    def fire(
        self,
        firing: Firing,
        claims: tuple[Claim, ...],
        when: ImpreciseDate | None = None,
        day: dt.date | None = None,
    ) -> None:
        """
        Let an event happen that the record does not have.

        Args:
            firing: What it fires.

            claims: Who says so.

            when: Its date, if that says less than the day.

            day: The day; the present one unless given.
        """
        day = day or self.day
        name = free_id(firing.name, (each.id for each in self._additions.events))
        event = Event(id=name, date=when or ImpreciseDate.of(day), fires=[firing], claims=claims)

        def happen() -> None:
            self._player.happen(self._additions.add(event), day.toordinal())

        self._commit(happen, day)

    def drain(self) -> None:
        """
        Let happen what was to happen after the present event.
        """
        while self.queue:
            self.fire(*self.queue.popleft())

    def _commit(self, act: Callable[[], object], day: dt.date) -> None:
        """
        Do it whole or not at all, then what was asked for meanwhile.
        """
        past = self.now()
        self.is_busy = True
        try:
            act()
            self.day = day
            if self.callbacks:
                self._tell(past)
        except BaseException:
            self.queue.clear()
            self._return_to(past)
            raise
        finally:
            self.is_busy = False
        self._past.append(past)
        if self.queue:
            self.drain()

    def _tell(self, past: Past) -> None:
        for step in self.since(past):
            for callback in tuple(self.callbacks):
                callback(step)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """
        Do several things whole or not at all.
        """
        past, depth = self.now(), len(self._past)
        try:
            yield
        except BaseException:
            del self._past[depth:]
            self._return_to(past)
            raise

    def undo(self) -> tuple[Step, ...]:
        """
        Take the last event that fired something back, with all that it set off and the context behind it.

        Returns:
            The steps taken back.
        """
        undone: tuple[Step, ...] = ()
        while self._past and not undone:
            past = self._past.pop()
            undone = self.since(past)
            self._return_to(past)
        return undone

    def _return_to(self, past: Past) -> None:
        self._player.undo(past.moment)
        self.day = past.day
        self._additions.cut(past.events)

    def copy_from(self, other: Session) -> None:
        """
        Come to where *other* is, which plays the same.
        """
        for event in other._additions.events[len(self.record.events) :]:
            self._additions.add(event)
        self._engine.copy_from(other._engine)
        self._player.copy_from(other._player)
        self.day, self._past = other.day, list(other._past)

    def timeline(self) -> Timeline:
        """
        What happened so far, without deadlines.
        """
        broken = contradictions(self.record, self._found.windows, self._days)
        return self.run().timeline(self.reading, self.day, broken)

    def run(self) -> Run:
        """
        The course so far.
        """
        run = Run(self.record, self.program, self._found.links, self._player, self._days, self._order)
        run.events = tuple(self._additions.events)
        return run
