"""
Lifecycles as live ``transitions`` machines. The one module that imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from missionsim.record.lifecycles import Lifecycle
from missionsim.replay.engine import NOWHERE, Engine
from missionsim.replay.program import Row, Table

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
        entity: Id of the entity.

        number: Its number.

        engine: The simulation's configuration, which it reads and writes.
    """

    __slots__ = ("_engine", "_names", "_number", "entity", "taken")

    def __init__(self, entity: str, number: int, engine: Engine) -> None:
        self.entity = entity
        self.taken: tuple[int, int] | None = None
        self._number = number
        self._engine = engine
        self._names = engine.program.tables[number]

    @property
    def state(self) -> str:
        """
        Present state of the entity.
        """
        return self._names.states[self._engine.states[self._number]]

    @state.setter
    def state(self, state: str) -> None:
        self._engine.put(self._number, self._names.indices[state])

    @property
    def counts(self) -> Sequence[int]:
        """
        What conditions are evaluated by.
        """
        return self._engine.counts


setattr(Model, STATE, Model.state)


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
            made.add_transition(trigger, state, table.states[entry], before=[_remember(entry, 0)])
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


def fired(made: Machine, model: Model, trigger: str | None) -> tuple[int, int]:
    """
    Fire a machine's event on a model, which moves it if a transition is open.

    Returns:
        Where it went, and by which of the routes; ``NOWHERE`` if none is open.
    """
    model.taken = None
    event = made.events.get(trigger or AUTOMATIC)
    if event is not None and model.state in event.transitions:
        event.trigger(model)
    return model.taken or (NOWHERE, 0)


def may_fire(made: Machine, model: Model, trigger: str) -> bool:
    """
    Whether a machine's event would move a model now, by all its conditions; nothing is fired.
    """
    from transitions import EventData  # noqa: PLC0415  a replay needs none

    event = made.events.get(trigger)
    if event is None or model.state not in event.transitions:
        return False
    data = EventData(made.get_state(model.state), event, made, model, [], {})
    return any(
        all(condition.check(data) for condition in transition.conditions)
        for transition in event.transitions[model.state]
    )
