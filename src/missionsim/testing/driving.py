"""
A ``hypothesis`` state machine that drives a live simulation any way it can be driven.
"""

from __future__ import annotations

from typing import Any, ClassVar

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from missionsim.record.dates import add_days
from missionsim.replay.simulation import Simulation
from missionsim.scenario import Scenario


def _triggers_of(machine: Any) -> st.SearchStrategy[tuple[str, str]]:  # noqa: ANN401  hypothesis gives it without a type
    return st.sampled_from(machine.triggers)


class SimulationMachine(RuleBasedStateMachine):
    """
    Plays a scenario's events, fires any trigger on any entity, undoes and forks, in any order; see
    :func:`simulation_machine`, which derives from it.
    """

    scenario: ClassVar[Scenario]
    triggers: ClassVar[tuple[tuple[str, str], ...]]
    simulation: Simulation

    @initialize()
    def start(self) -> None:
        """
        Begin on the first day.
        """
        self.simulation = Simulation(self.scenario)

    @rule()
    def play_next_event(self) -> None:
        """
        Let the record's next event happen.
        """
        self.simulation.step()

    @rule(ahead=st.integers(0, 400))
    def advance(self, ahead: int) -> None:
        """
        Let days pass.
        """
        self.simulation.advance(min(add_days(self.simulation.day, ahead), self.scenario.horizon))

    @rule(choice=st.runner().flatmap(_triggers_of))
    def fire(self, choice: tuple[str, str]) -> None:
        """
        Fire a trigger: it is applied, or refused for the reason foretold.
        """
        before, allowed = self.simulation.configuration, self.simulation.may(*choice)
        step = self.simulation.fire(*choice)
        assert step.reason == allowed.refusal
        assert (step.disposition == "applied") == bool(allowed)
        assert allowed or self.simulation.configuration == before

    @rule(choice=st.runner().flatmap(_triggers_of))
    def fire_and_undo(self, choice: tuple[str, str]) -> None:
        """
        Fire a trigger and take it back: nothing is left of it.
        """
        before = self.simulation.timeline()
        self.simulation.fire(*choice)
        self.simulation.undo()
        assert self.simulation.timeline() == before

    @rule()
    def undo(self) -> None:
        """
        Take the last event back.
        """
        self.simulation.undo()

    @rule()
    def go_on_in_a_fork(self) -> None:
        """
        Go on in a copy, and let the original run away.
        """
        original = self.simulation
        before = original.timeline()
        self.simulation = original.fork()
        original.advance()
        assert self.simulation.timeline() == before

    @invariant()
    def agrees_with_its_timeline(self) -> None:
        """
        Models, configuration and timeline tell the same.
        """
        timeline = self.simulation.timeline()
        assert timeline.configuration() == self.simulation.configuration
        for entity, state in timeline.configuration().items():
            assert self.simulation.model(entity).state == state


def simulation_machine(scenario: Scenario) -> type[SimulationMachine]:
    """
    A state machine that drives a live :class:`Simulation` of *scenario*.

    It plays the scenario's events, fires any trigger on any entity, undoes and forks, in any order, and checks after
    each that the simulation agrees with its own timeline::

        TestMine = simulation_machine(mine).TestCase

    To check more, derive from it and add invariants on ``self.simulation``.

    Args:
        scenario: The scenario; at least one of its entities has a trigger.
    """
    triggers = [(entity.id, name) for entity in scenario.entities for name in scenario.lifecycle_of(entity.id).triggers]
    return type("SimulationMachine", (SimulationMachine,), {"scenario": scenario, "triggers": tuple(triggers)})
