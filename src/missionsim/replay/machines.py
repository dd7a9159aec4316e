"""
Lifecycles as live ``transitions`` machines. The one module that imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from missionsim.errors import BusyError
from missionsim.record.lifecycles import Lifecycle
from missionsim.replay.configuration import NOWHERE, Configuration
from missionsim.replay.tables import Entry, Row, Table

if TYPE_CHECKING:
    from transitions import EventData
    from transitions import Machine as Machine  # noqa: PLC0414  the session annotates with it

# What automatic transitions, and the state of a model, are called on a machine; no trigger in a record can have these
# names.
AUTOMATIC = "(automatic)"
STATE = "(state)"


class Model:
    """
    What a machine moves: a live view of one entity in a simulation.

    Args:
        number: Number of the entity.

        configuration: The simulation's, which it reads and writes.
    """

    __slots__ = ("_configuration", "_names", "_number", "entity", "is_asked", "taken")

    def __init__(self, number: int, configuration: Configuration) -> None:
        self.entity = configuration.program.entities[number]
        # By which of several routes it went.
        self.taken: tuple[int, int] | None = None
        # Whether it is the simulation that moves it.
        self.is_asked = False
        self._number = number
        self._configuration = configuration
        self._names = configuration.program.tables[number]

    @property
    def state(self) -> str:
        """
        Present state of the entity.
        """
        return self._names.states[self._configuration.states[self._number]]

    @state.setter
    def state(self, state: str) -> None:
        if not self.is_asked:
            raise BusyError(
                f"the machine of {self.entity} can't be moved by hand, past its simulation; "
                "accepted: simulation.fire(entity, trigger), or later(entity, trigger) from a callback"
            )
        self._configuration.put(self._number, self._names.indices[state])

    @property
    def counts(self) -> Sequence[int]:
        """
        What conditions are evaluated by.
        """
        return self._configuration.counts


setattr(Model, STATE, Model.state)


class Machines:
    """
    The machines of all lifecycles, and the models that they move.

    Args:
        lifecycles: The lifecycles.

        configuration: The simulation's, which the models read and write.
    """

    def __init__(self, lifecycles: Iterable[Lifecycle], configuration: Configuration) -> None:
        program = configuration.program
        tables = {id(table): table for table in program.tables}
        by_table = {
            id(table): machine(lifecycle, table)
            for lifecycle in lifecycles
            for table in tables.values()
            if table.lifecycle == lifecycle.id
        }
        self._configuration = configuration
        self._machines = [by_table[id(table)] for table in program.tables]
        self._models: list[Model | None] = [None] * len(program.entities)

    def machine(self, number: int) -> Machine:
        """
        The machine that an entity shares with all of its lifecycle.
        """
        return self._machines[number]

    def model(self, number: int) -> Model:
        """
        What that machine moves for the entity.
        """
        found = self._models[number]
        if found is None:
            found = self._models[number] = Model(number, self._configuration)
        return found

    def take(self, number: int, trigger: str | None, entry: Entry) -> tuple[int, int]:
        """
        Find an open transition by firing the machine; the move is left to others.

        Args:
            number: The entity.

            trigger: The trigger; ``None`` for what happens by itself.

            entry: Where it may lead.

        Returns:
            Where it leads, and by which of the routes; ``NOWHERE`` if none is open.
        """
        states = self._configuration.states
        before = states[number]
        model = self.model(number)
        event = self._machines[number].events.get(trigger or AUTOMATIC)
        if event is None or model.state not in event.transitions:
            return NOWHERE, 0
        model.taken = None
        model.is_asked = True
        try:
            has_moved = event.trigger(model)
            if isinstance(entry, int):
                return (entry, 0) if has_moved and states[number] == entry else (NOWHERE, 0)
            return model.taken or (NOWHERE, 0)
        finally:
            model.is_asked = False
            self._configuration.put(number, before)

    def may_fire(self, number: int, trigger: str) -> bool:
        """
        Whether a machine's event would move an entity now, by all its conditions; nothing is fired.
        """
        from transitions import EventData  # noqa: PLC0415  a replay needs none

        made, model = self.machine(number), self.model(number)
        event = made.events.get(trigger)
        if event is None or model.state not in event.transitions:
            return False
        data = EventData(made.get_state(model.state), event, made, model, [], {})
        return any(
            all(condition.check(data) for condition in transition.conditions)
            for transition in event.transitions[model.state]
        )


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
        model_attribute=STATE,
        name=lifecycle.id,
    )
    rows = {**table.rows, **({AUTOMATIC: table.automatic} if table.automatic is not None else {})}
    for trigger, row in rows.items():
        _add(made, trigger, table, row)
    return made


def _add(made: Machine, trigger: str, table: Table, row: Row) -> None:
    for state, entry in zip(table.states, row, strict=True):
        if isinstance(entry, int):
            made.add_transition(trigger, state, table.states[entry])
        for number, route in enumerate(entry if isinstance(entry, tuple) else ()):
            made.add_transition(
                trigger,
                state,
                table.states[route.target],
                conditions=[] if route.test is None else [_guard(route.test)],
                before=[_remember(route.target, number)],
            )


def _guard(test: Callable[[Sequence[int]], bool]) -> Callable[[EventData], bool]:
    # A machine compares with ``True``.
    return lambda event_data: bool(test(cast("Model", event_data.model).counts))


def _remember(target: int, number: int) -> Callable[[EventData], None]:
    def remember(event_data: EventData) -> None:
        cast("Model", event_data.model).taken = (target, number)

    return remember
