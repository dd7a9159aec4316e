"""
The live session: a record stepped through on real machines, with events of one's own in between.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from attrs import evolve, frozen
from immutabledict import immutabledict

from missionsim.errors import BusyError, DayError, unknown
from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event, Firing
from missionsim.record.parties import Claim
from missionsim.record.record import Record, free_id
from missionsim.record.values import Day
from missionsim.replay.additions import Additions
from missionsim.replay.agenda import Reading, contradictions
from missionsim.replay.compiled import compiled
from missionsim.replay.engine import Engine
from missionsim.replay.machines import Model, fired, machine, may_fire
from missionsim.replay.player import Moment, Player
from missionsim.replay.runs import Run, checked_reading
from missionsim.replay.steps import Refusal, Step, Steps, refusal_of
from missionsim.replay.timeline import Timeline

if TYPE_CHECKING:
    from missionsim.replay.machines import Machine

Callback = Callable[[Step], object]


@frozen
class Answer:
    """
    Whether an entity may fire a trigger now; true if it may.

    Args:
        refusal: Why not.
    """

    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.refusal is None

    def __str__(self) -> str:
        return "yes" if self.refusal is None else f"no: {self.refusal}"


@frozen
class _Past:
    """
    What undoing an event brings back.
    """

    day: dt.date
    events: int
    moment: Moment
    states: tuple[int, ...]


class Simulation:
    """
    A scenario played live, event by event, with events of your own in between.

    It starts at the scenario's first day, before its events. Time only goes forward, except by :meth:`undo`. Callbacks
    see whole events only, in the order in which they happened; from within one the simulation can be looked at, and
    :meth:`later` is how it goes on.

    Args:
        record: What is played: a scenario.

        reading: At which end imprecise events stand: their ``latest`` or their ``earliest``.

    Raises:
        TypeError: If it is no scenario.
    """

    def __init__(self, record: Record, *, reading: Reading = "latest") -> None:
        if not isinstance(record, Record):
            raise TypeError(f"{record!r:.60} is not a scenario; accepted: a Scenario")
        found = compiled(record)
        self._record = record
        self._reading = checked_reading(reading)
        days, order = found.placing(self._reading)
        self._found = found
        self._days, self._order = list(days), tuple(order)
        self._additions = Additions(found.program, record.events)
        self._program = self._additions.program
        self._machines = {
            lifecycle.id: machine(lifecycle, self._program.tables[self._program.numbers[entity.id]])
            for lifecycle in record.lifecycles
            for entity in record.entities
            if entity.lifecycle == lifecycle.id
        }
        self._models: dict[str, Model] = {}
        self._engine = Engine(self._program)
        self._engine.take = self._take
        self._player = Player(self._program, found.links, self._days, self._order, engine=self._engine)
        self._initial = tuple(self._engine.states)
        self._day = record.first_day
        self._past: list[_Past] = []
        self._callbacks: list[Callback] = []
        self._queue: deque[tuple[Firing, tuple[Claim, ...]]] = deque()
        self._is_busy = False

    @property
    def day(self) -> dt.date:
        """
        The present day.
        """
        return self._day

    @property
    def configuration(self) -> immutabledict[str, str]:
        """
        Present state of every entity.
        """
        return immutabledict(self._program.named(self._engine.states))

    @property
    def steps(self) -> tuple[Step, ...]:
        """
        All steps so far.
        """
        return self._steps()[:]

    @property
    def waiting(self) -> tuple[str, ...]:
        """
        Ids of the events that wait to be enabled.
        """
        positions = (self._program.event_of[firing] for firing, _ in self._engine.waiting)
        return tuple(dict.fromkeys(self._additions.events[position].id for position in positions))

    def state(self, entity: str) -> str:
        """
        Present state of *entity*.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._model(self._record.entity(entity).id).state

    def step(self) -> tuple[Step, ...]:
        """
        Play the scenario's next event that fires something, and the context before it.

        Returns:
            Its steps, then those of deferred events that it enabled; empty when no event is left before the horizon.

        Raises:
            BusyError: From within a callback.
        """
        self._refuse_if_busy("step")
        before = self._now()
        last = self._record.horizon.toordinal()
        depth = len(self._past)
        try:
            while not (steps := self._since(before)) and (due := self._player.due()) is not None and due[0] <= last:
                self._commit(self._player.step, max(dt.date.fromordinal(due[0]), self._day))
        except BaseException:
            del self._past[depth:]
            self._return_to(before)
            raise
        return steps

    def advance(self, to: Day | None = None) -> tuple[Step, ...]:
        """
        Play the scenario's events up to the end of a day.

        Args:
            to: The day, inclusive; a month means its last day; the horizon unless given. At the horizon, events
                that still wait are stranded.

        Returns:
            All steps, in order.

        Raises:
            DayError: If the day lies before the present, or outside the scenario.

            BusyError: From within a callback.
        """
        self._refuse_if_busy("advance")
        last = self._ahead(to)
        before = self._now()
        self._catch_up(last)
        self._day = last
        if last == self._record.horizon and self._engine.waiting:
            self._commit(lambda: self._player.close(last.toordinal()), last)
        return self._since(before)

    def fire(self, entity: str, trigger: str, *, on: Day | None = None, claims: Iterable[Claim] = ()) -> Step:
        """
        Let an event of your own happen: now, or on a later day.

        Args:
            entity: Id of the entity.

            trigger: Name of the trigger.

            on: The day, after all of the scenario's events of that day, which are played first; now, unless given.

            claims: Who says so.

        Returns:
            The event's step; if it was refused, with the reason. Deferred events that it enabled are in
            :attr:`steps`.

        Raises:
            UnknownError: If there is no such entity, no such trigger in its lifecycle, or no such party in a claim.

            DayError: If the day lies before the present, or outside the scenario.

            BusyError: From within a callback.
        """
        self._refuse_if_busy("fire")
        firing, said = self._checked(entity, trigger, claims)
        day = self._day if on is None else self._ahead(on)
        if on is not None:
            self._catch_up(day)
        before = self._now()
        self._fire(firing, said, day, ImpreciseDate.of(day if on is None else on))
        return self._since(before)[0]

    def later(self, entity: str, trigger: str, *, claims: Iterable[Claim] = ()) -> None:
        """
        Let an event of your own happen right after the current one, on the same day; at once outside a callback.

        Args:
            entity: Id of the entity.

            trigger: Name of the trigger.

            claims: Who says so.

        Raises:
            UnknownError: If there is no such entity, no such trigger in its lifecycle, or no such party in a claim.
        """
        self._queue.append(self._checked(entity, trigger, claims))
        if not self._is_busy:
            self._drain()

    def may(self, entity: str, trigger: str) -> Answer:
        """
        Whether *entity* may fire *trigger* now, and why not. Changes nothing.

        Raises:
            UnknownError: If there is no such entity, or no such trigger in its lifecycle.
        """
        self._checked(entity, trigger, ())
        if may_fire(self.machine(entity), self._model(entity), trigger):
            return Answer()
        return Answer(refusal_of(self._program, entity, trigger, self._engine.states))

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """
        Have *callback* called with every step, in order of subscription; when it sees a step, all before it have been
        seen by everybody.

        If it raises, the simulation is as it was before the event, and the exception goes on to the caller.

        Returns:
            A function that ends the subscription.

        Raises:
            TypeError: If it can't be called.
        """
        if not callable(callback):
            raise TypeError(f"{callback!r} can't be called; accepted: a function of one step")
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    def undo(self) -> tuple[Step, ...]:
        """
        Take the last event that fired something back, with all that it set off and the context behind it, and go back
        to the day before it was played.

        Returns:
            The steps taken back; empty if there are none.

        Raises:
            BusyError: From within a callback.
        """
        self._refuse_if_busy("undo")
        undone: tuple[Step, ...] = ()
        while self._past and not undone:
            past = self._past.pop()
            undone = self._since(past)
            self._return_to(past)
        return undone

    def fork(self) -> Simulation:
        """
        An independent copy at the same point. Subscriptions, and callbacks on machines, are not copied.

        Raises:
            BusyError: From within a callback.
        """
        self._refuse_if_busy("fork")
        twin = Simulation(self._record, reading=self._reading)
        for event in self._additions.events[len(self._record.events) :]:
            twin._additions.add(event)
        twin._engine.copy_from(self._engine)
        twin._player.copy_from(self._player)
        twin._day, twin._past = self._day, list(self._past)
        return twin

    def __copy__(self) -> Simulation:
        return self.fork()

    def __deepcopy__(self, memo: dict[int, object]) -> Simulation:
        return self.fork()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a live simulation can't be pickled; accepted: its timeline().to_json()")

    def timeline(self) -> Timeline:
        """
        What happened so far, frozen. Its deadlines are judged by these steps alone.
        """
        run = Run(self._record, self._program, self._found.links, self._player, self._days, self._order)
        run.events = tuple(self._additions.events)
        broken = contradictions(self._record, self._found.windows, self._days)
        timeline = run.timeline(self._reading, self._day, broken)
        day = self._day.toordinal()
        outcomes = tuple(course.outcome(self._day) for course in run.courses(day))
        return evolve(timeline, deadlines=outcomes)

    def machine(self, entity: str) -> Machine:
        """
        The ``transitions`` machine that *entity* shares with all entities of its lifecycle.

        Callbacks that you add to it are run when events fire; if one raises, the event is taken back.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._machines[self._record.entity(entity).lifecycle]

    def model(self, entity: str) -> Model:
        """
        The model that the machine moves for *entity*: a live view of its state.

        Whoever fires a machine's event on it, or sets its state, changes the simulation without a step; :meth:`fire`
        is the way that is recorded.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._model(self._record.entity(entity).id)

    def _model(self, entity: str) -> Model:
        if entity not in self._models:
            self._models[entity] = Model(entity, self._program.numbers[entity], self._engine)
        return self._models[entity]

    def _take(self, number: int, trigger: str | None) -> tuple[int, int]:
        """
        Find an open transition by firing the machine; the engine makes the move itself.
        """
        entity = self._program.entities[number]
        before = self._engine.states[number]
        try:
            return fired(self.machine(entity), self._model(entity), trigger)
        finally:
            self._engine.put(number, before)

    def _fire(self, firing: Firing, claims: tuple[Claim, ...], day: dt.date, when: ImpreciseDate) -> None:
        name = free_id(firing.name, (each.id for each in self._additions.events))
        event = Event(id=name, date=when, fires=[firing], claims=claims)

        def happen() -> None:
            self._player.happen(self._additions.add(event), day.toordinal())

        self._commit(happen, day)

    @contextmanager
    def _working(self) -> Iterator[None]:
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False

    def _commit(self, act: Callable[[], object], day: dt.date) -> None:
        """
        Do it whole or not at all, then what was asked for meanwhile.
        """
        past = self._now()
        try:
            with self._working():
                act()
                self._day = day
                for step in self._since(past):
                    for callback in tuple(self._callbacks):
                        callback(step)
        except BaseException:
            self._queue.clear()
            self._return_to(past)
            raise
        self._past.append(past)
        self._drain()

    def _drain(self) -> None:
        while self._queue:
            firing, claims = self._queue.popleft()
            self._fire(firing, claims, self._day, ImpreciseDate.of(self._day))

    def _return_to(self, past: _Past) -> None:
        self._player.undo(past.moment)
        self._day = past.day
        self._additions.cut(past.events)

    def _refuse_if_busy(self, what: str) -> None:
        if self._is_busy:
            raise BusyError(f"{what}() can't be called while an event happens; accepted: later(entity, trigger)")

    def _steps(self) -> Steps:
        return Steps(self._program, self._additions.events, self._found.links, self._engine.columns, self._initial)

    def _since(self, past: _Past) -> tuple[Step, ...]:
        """
        The steps since a moment.
        """
        return self._steps().since(past.moment.mark[0], past.states)

    def _now(self) -> _Past:
        return _Past(self._day, len(self._additions.events), self._player.moment(), tuple(self._engine.states))

    def _catch_up(self, last: dt.date) -> None:
        while (due := self._player.due()) is not None and due[0] <= last.toordinal():
            self._commit(self._player.step, max(dt.date.fromordinal(due[0]), self._day))

    def _ahead(self, value: Day | None) -> dt.date:
        day = self._record.day(value)
        if day < self._day:
            raise DayError(f"{day} lies before the present; accepted: {self._day} to {self._record.horizon}")
        return day

    def _checked(self, entity: str, trigger: str, claims: Iterable[Claim]) -> tuple[Firing, tuple[Claim, ...]]:
        triggers = self._record.lifecycle_of(entity).triggers
        if trigger not in triggers:
            raise unknown(f"trigger of {entity}", trigger, triggers)
        said = tuple(claims)
        for voice in (voice for claim in said for voice in claim.voices):
            self._record.party(voice)
        return Firing(entity, trigger), said
