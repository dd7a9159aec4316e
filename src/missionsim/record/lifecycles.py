"""
Lifecycles: the state machines that entities follow, as plain values.
"""

from __future__ import annotations

from functools import cached_property

from attrs import field, frozen

from missionsim.record.conditions import A_CONDITION, Condition
from missionsim.record.validation import a, are, are_names, is_text, maybe_name
from missionsim.record.values import as_tuple, items


@frozen
class Transition:
    """
    One way from some states to another.

    Args:
        source: The states it leaves from; in files ``from``.

        target: The state it leads to, which may be the one it left; in files ``to``.

        trigger: Name that events fire it by. Without one the transition is *automatic*: it fires as soon as its
            condition becomes true.

        when: Condition without which it can't fire.

        note: Anything worth saying about it.
    """

    source: tuple[str, ...] = field(converter=as_tuple, validator=are_names, metadata={"key": "from"})
    target: str = field(validator=is_text, metadata={"key": "to"})
    trigger: str | None = field(default=None, validator=maybe_name)
    when: Condition | None = field(default=None, validator=a(Condition, A_CONDITION, maybe=True))
    note: str = field(default="", validator=is_text)


@frozen
class Lifecycle:
    """
    A state-machine definition. Cycles are allowed (a base retaken), and so are several end states.

    Args:
        id: Name of the lifecycle, which sentences use as a noun: ``base``, ``mission``.

        states: Names of the states.

        initial: The state in which entities start unless they say otherwise.

        transitions: The ways between states. Of several with the same trigger from the same state, the first whose
            condition holds is taken.

        note: Anything worth saying about it.
    """

    id: str = field(validator=is_text)
    states: tuple[str, ...] = field(converter=as_tuple, validator=are_names)
    initial: str = field(validator=is_text)
    transitions: tuple[Transition, ...] = field(default=(), converter=items, validator=are(Transition))
    note: str = field(default="", validator=is_text)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        """
        Names of all triggers, in the order they first occur.
        """
        named = (transition.trigger for transition in self.transitions)
        return tuple(dict.fromkeys(trigger for trigger in named if trigger is not None))

    @property
    def end_states(self) -> tuple[str, ...]:
        """
        States that nothing leads out of.
        """
        left = {state for transition in self.transitions for state in transition.source}
        return tuple(state for state in self.states if state not in left)
