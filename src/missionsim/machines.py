"""
The live session: a scenario stepped through on real ``transitions`` machines. The one module that imports them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, MutableMapping
from itertools import chain, count
from typing import TYPE_CHECKING, cast

from attrs import frozen
from immutabledict import immutabledict

from missionsim.conditions import Scope
from missionsim.dates import ImpreciseDate
from missionsim.engine import Refusal, Route, Run, Step, Table
from missionsim.errors import DayError, unknown
from missionsim.lifecycle import Lifecycle
from missionsim.model import Claim, Event
from missionsim.scenario import Scenario
from missionsim.schedule import Placed, Reading
from missionsim.timeline import Day, Timeline

if TYPE_CHECKING:
    from transitions import EventData, Machine

Callback = Callable[[Step], object]

# What automatic transitions are called on a machine; no trigger in a scenario can have this name.
AUTOMATIC = "(automatic)"


class Model:
    """
    What a machine moves: a live view of one entity in a simulation.

    Args:
        entity: Id of the entity.

        configuration: The simulation's present configuration, which it reads and writes.

        scope: What conditions are evaluated against.
    """

    __slots__ = ("_configuration", "entity", "scope", "taken")

    def __init__(self, entity: str, configuration: MutableMapping[str, str], scope: Scope) -> None:
        self.entity = entity
        self.scope = scope
        self.taken: Route | None = None
        self._configuration = configuration

    @property
    def state(self) -> str:
        """
        Present state of the entity.
        """
        return self._configuration[self.entity]

    @state.setter
    def state(self, state: str) -> None:
        self._configuration[self.entity] = state


def machine(lifecycle: Lifecycle, table: Table) -> Machine:
    """
    A machine for all entities that follow one lifecycle.

    It has no model of its own: its events are fired on a :class:`Model` each, so that a thousand entities cost
    little more than one.

    Args:
        lifecycle: The lifecycle.

        table: Its compiled transitions.
    """
    from transitions import Machine  # noqa: PLC0415  a replay needs none

    made = Machine(
        model=None,
        states=list(lifecycle.states),
        initial=lifecycle.initial,
        auto_transitions=False,
        send_event=True,
        name=lifecycle.id,
    )
    for (state, trigger), routes in table.items():
        for route in routes:
            made.add_transition(
                trigger or AUTOMATIC,
                state,
                route.target,
                conditions=[_guard(route)],
                before=[_remember(route)],
            )
    return made


def _guard(route: Route) -> Callable[[EventData], bool]:
    return lambda event_data: route.is_open(cast("Model", event_data.model).scope)


def _remember(route: Route) -> Callable[[EventData], None]:
    def remember(event_data: EventData) -> None:
        cast("Model", event_data.model).taken = route

    return remember


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
class _Moment:
    """
    What undoing an event brings back.
    """

    day: dt.date
    position: int
    waiting: tuple[tuple[Event, dt.date], ...]
    steps: int
    moments: int


class Simulation:
    """
    A scenario played live, event by event, with events of your own in between.

    It starts at the scenario's first day, before its events. Time only goes forward, except by :meth:`undo`.

    Args:
        scenario: What is played.

        reading: On which day an imprecise event is placed: its ``latest`` or its ``earliest``.
    """

    def __init__(self, scenario: Scenario, *, reading: Reading = "latest") -> None:
        self._scenario = scenario
        self._reading: Reading = reading
        self._schedule = scenario.schedule(reading)
        self._contradictions = scenario.contradictions(reading)
        self._machines = {
            lifecycle.id: machine(lifecycle, scenario.rules.tables[lifecycle.id]) for lifecycle in scenario.lifecycles
        }
        self._models: dict[str, Model] = {}
        self._run = Run(scenario.rules, self._take, scenario.orphans)
        self._day = scenario.first_day
        self._position = 0
        self._steps: list[Step] = []
        self._moments: list[_Moment] = []
        self._callbacks: list[Callback] = []

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
        return immutabledict(self._run.configuration)

    @property
    def steps(self) -> tuple[Step, ...]:
        """
        All steps so far.
        """
        return tuple(self._steps)

    @property
    def waiting(self) -> tuple[str, ...]:
        """
        Ids of the deferred events that wait to be enabled.
        """
        return tuple(event.id for event, _ in self._run.waiting)

    def state(self, entity: str) -> str:
        """
        Present state of *entity*.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._run.configuration[self._scenario.entity(entity).id]

    def step(self) -> tuple[Step, ...]:
        """
        Play the scenario's next event.

        Returns:
            Its step, then those of deferred events that it enabled; empty when no event is left before the horizon.
        """
        due = self._due(self._scenario.horizon)
        return () if due is None else self._play(due.event, due.day, self._position + 1)

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
        """
        last = self._ahead(to)
        before = len(self._steps)
        self._catch_up(last)
        self._day = last
        if last == self._scenario.horizon and self._run.waiting:
            self._commit(lambda: self._run.close(last), last, self._position)
        return tuple(self._steps[before:])

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
        """
        self._check(entity, trigger)
        said = tuple(claims)
        for voice in (voice for claim in said for voice in claim.voices):
            self._scenario.party(voice)
        day = self._day if on is None else self._ahead(on)
        if on is not None:
            self._catch_up(day)
        event = Event(
            entity,
            trigger,
            ImpreciseDate.of(day if on is None else on),
            self._free_id(entity, trigger),
            claims=said,
        )
        return self._play(event, day, self._position)[0]

    def may(self, entity: str, trigger: str) -> Answer:
        """
        Whether *entity* may fire *trigger* now, and why not. Changes nothing.

        Raises:
            UnknownError: If there is no such entity, or no such trigger in its lifecycle.
        """
        self._check(entity, trigger)
        rules, scope = self._run.rules, self._run.scope
        if rules.take(entity, trigger, scope) is not None:
            return Answer()
        return Answer(rules.refusal(entity, trigger, scope))

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """
        Have *callback* called with every step, in order of subscription.

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
        Take the last event back, with all that it set off, and go back to the day before it was played.

        Returns:
            The steps taken back; empty if there are none.
        """
        if not self._moments:
            return ()
        moment = self._moments.pop()
        undone = tuple(self._steps[moment.steps :])
        for step in reversed(undone):
            for change in reversed(step.changes):
                self._run.configuration[change.entity] = change.before
        self._return_to(moment)
        return undone

    def fork(self) -> Simulation:
        """
        An independent copy at the same point. Subscriptions, and callbacks on machines, are not copied.
        """
        twin = Simulation(self._scenario, reading=self._reading)
        twin._run.configuration.update(self._run.configuration)
        twin._steps = list(self._steps)
        twin._moments = list(self._moments)
        twin._return_to(self._moment())
        return twin

    def timeline(self) -> Timeline:
        """
        What happened so far, frozen. Its deadlines are judged by these steps alone.
        """
        return self._scenario.timeline(
            self._steps, reading=self._reading, until=self._day, contradictions=self._contradictions
        )

    def machine(self, entity: str) -> Machine:
        """
        The ``transitions`` machine that *entity* shares with all entities of its lifecycle.

        Callbacks that you add to it are run when events fire; if one raises, the event is taken back.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._machines[self._scenario.entity(entity).lifecycle]

    def model(self, entity: str) -> Model:
        """
        The model that the machine moves for *entity*: a live view of its state.

        Whoever fires a machine's event on it, or sets its state, changes the simulation without a step; :meth:`fire`
        is the way that is recorded.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._model(self._scenario.entity(entity).id)

    def _model(self, entity: str) -> Model:
        if entity not in self._models:
            self._models[entity] = Model(entity, self._run.configuration, self._run.scope)
        return self._models[entity]

    def _take(self, entity: str, trigger: str | None, _: Scope) -> Route | None:
        """
        Find an open route by firing the machine, which moves the model if there is one.
        """
        model = self._model(entity)
        model.taken = None
        event = self.machine(entity).events.get(trigger or AUTOMATIC)
        if event is not None and model.state in event.transitions:
            event.trigger(model)
        return model.taken

    def _play(self, event: Event, day: dt.date, position: int) -> tuple[Step, ...]:
        return self._commit(lambda: self._run.play(event, day), day, position)

    def _commit(self, act: Callable[[], list[Step]], day: dt.date, position: int) -> tuple[Step, ...]:
        """
        Do it whole or not at all.
        """
        moment, configuration = self._moment(), dict(self._run.configuration)
        try:
            steps = act()
            self._moments.append(moment)
            self._steps += steps
            self._day, self._position = day, position
            for step in steps:
                for callback in tuple(self._callbacks):
                    callback(step)
        except BaseException:
            del self._moments[moment.moments :]
            self._run.configuration.update(configuration)
            self._return_to(moment)
            raise
        return tuple(steps)

    def _moment(self) -> _Moment:
        return _Moment(self._day, self._position, self._run.waiting, len(self._steps), len(self._moments))

    def _return_to(self, moment: _Moment) -> None:
        self._day, self._position, self._run.waiting = moment.day, moment.position, moment.waiting
        del self._steps[moment.steps :]

    def _due(self, last: dt.date) -> Placed | None:
        """
        The scenario's next event, if its day has come by *last*.
        """
        following = self._schedule[self._position : self._position + 1]
        return following[0] if following and following[0].day <= last else None

    def _catch_up(self, last: dt.date) -> None:
        while (due := self._due(last)) is not None:
            self._play(due.event, due.day, self._position + 1)

    def _ahead(self, value: Day | None) -> dt.date:
        day = self._scenario.day(value)
        if day < self._day:
            raise DayError(f"{day} lies before the present; accepted: {self._day} to {self._scenario.horizon}")
        return day

    def _check(self, entity: str, trigger: str) -> None:
        triggers = self._scenario.lifecycle_of(entity).triggers
        if trigger not in triggers:
            raise unknown(f"trigger of {entity}", trigger, triggers)

    def _free_id(self, entity: str, trigger: str) -> str:
        """
        An id for an event of one's own: ``<entity>.<trigger>``, with a number if there is one already.
        """
        taken = {event.id for event in self._scenario.events} | {step.event for step in self._steps}
        names = chain([f"{entity}.{trigger}"], (f"{entity}.{trigger}#{n}" for n in count(2)))
        return next(name for name in names if name not in taken)
