"""
The live session: a record stepped through on real machines, with events of one's own in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NoReturn

from attrs import evolve, frozen
from immutabledict import immutabledict

from missionsim.errors import BusyError, DayError, unknown
from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Firing
from missionsim.record.parties import Claim
from missionsim.record.record import Record
from missionsim.record.values import Day
from missionsim.replay.agenda import Reading
from missionsim.replay.machines import Model
from missionsim.replay.refusals import Refusal, refusal_of
from missionsim.replay.runs import checked_reading
from missionsim.replay.session import Callback, Session
from missionsim.replay.steps import Step
from missionsim.replay.timeline import Timeline

if TYPE_CHECKING:
    from missionsim.replay.machines import Machine


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
        self._record = record
        self._session = Session(record, checked_reading(reading))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._record.name!r} on {self.day}: {len(self.steps)} steps>"

    @property
    def day(self) -> dt.date:
        """
        The present day.
        """
        return self._session.day

    @property
    def configuration(self) -> immutabledict[str, str]:
        """
        Present state of every entity.
        """
        return immutabledict(self._session.program.named(self._session.states))

    @property
    def steps(self) -> tuple[Step, ...]:
        """
        All steps so far.
        """
        return self._session.steps[:]

    @property
    def waiting(self) -> tuple[str, ...]:
        """
        Ids of the events that wait to be enabled.
        """
        return self._session.waiting

    def state(self, entity: str) -> str:
        """
        Present state of *entity*.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self.model(entity).state

    def step(self) -> tuple[Step, ...]:
        """
        Play the scenario's next event that fires something, and the context before it.

        Returns:
            Its steps, then those of deferred events that it enabled; empty when no event is left before the horizon.

        Raises:
            BusyError: From within a callback.
        """
        self._refuse_if_busy("step")
        before = self._session.now()
        with self._session.whole():
            while not (steps := self._session.since(before)) and self._session.play_next():
                pass
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
        before = self._session.now()
        self._session.play_until(last)
        self._session.day = last
        if last == self._record.horizon:
            self._session.close()
        return self._session.since(before)

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
        when = day = None
        if on is not None:
            day, when = self._ahead(on), ImpreciseDate.of(on)
            self._session.play_until(day)
        before = self._session.now()
        self._session.fire(firing, said, when, day)
        return self._session.since(before)[0]

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
        self._session.queue.append(self._checked(entity, trigger, claims))
        if not self._session.is_busy:
            self._session.drain()

    def may(self, entity: str, trigger: str) -> Answer:
        """
        Whether *entity* may fire *trigger* now, and why not. Changes nothing.

        Raises:
            UnknownError: If there is no such entity, or no such trigger in its lifecycle.
        """
        self._checked(entity, trigger, ())
        session = self._session
        if session.machines.may_fire(session.program.numbers[entity], trigger):
            return Answer()
        return Answer(refusal_of(session.program, entity, trigger, session.states))

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
        callbacks = self._session.callbacks
        callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in callbacks:
                callbacks.remove(callback)

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
        return self._session.undo()

    def fork(self) -> Simulation:
        """
        An independent copy at the same point. Subscriptions, and callbacks on machines, are not copied.

        Raises:
            BusyError: From within a callback.
        """
        self._refuse_if_busy("fork")
        twin = Simulation(self._record, reading=self._session.reading)
        twin._session.copy_from(self._session)
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
        session = self._session
        courses = session.run().courses(session.day.toordinal())
        return evolve(session.timeline(), deadlines=tuple(course.outcome(session.day) for course in courses))

    def machine(self, entity: str) -> Machine:
        """
        The ``transitions`` machine that *entity* shares with all entities of its lifecycle.

        Callbacks that you add to it are run when events fire; if one raises, the event is taken back.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._session.machines.machine(self._number(entity))

    def model(self, entity: str) -> Model:
        """
        The model that the machine moves for *entity*: a live view of its state.

        Whoever fires a machine's event on it, or sets its state, changes the simulation without a step; :meth:`fire`
        is the way that is recorded.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._session.machines.model(self._number(entity))

    def _number(self, entity: str) -> int:
        return self._session.program.numbers[self._record.entity(entity).id]

    def _refuse_if_busy(self, what: str) -> None:
        if self._session.is_busy:
            raise BusyError(f"{what}() can't be called while an event happens; accepted: later(entity, trigger)")

    def _ahead(self, value: Day | None) -> dt.date:
        day = self._record.day(value)
        if day < self.day:
            raise DayError(f"{day} lies before the present; accepted: {self.day} to {self._record.horizon}")
        return day

    def _checked(self, entity: str, trigger: str, claims: Iterable[Claim]) -> tuple[Firing, tuple[Claim, ...]]:
        triggers = self._record.lifecycle_of(entity).triggers
        if trigger not in triggers:
            raise unknown(f"trigger of {entity}", trigger, triggers)
        said = tuple(claims)
        for voice in (voice for claim in said for voice in claim.voices):
            self._record.party(voice)
        return Firing(entity, trigger), said
