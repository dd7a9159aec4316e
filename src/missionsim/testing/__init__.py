"""
For tests: ``hypothesis`` strategies for scenarios, their parts, edits and what-ifs, and a state machine that drives a
simulation.

Nothing else imports ``hypothesis``; not imported by the package itself. Everything that is drawn holds together, so
that a property is tried on scenarios, not on faults; small values come first, so that a failing example shrinks to
something a person can read.
"""

from missionsim.testing.dates import days, imprecise_dates
from missionsim.testing.driving import SimulationMachine, simulation_machine
from missionsim.testing.rules import conditions
from missionsim.testing.scenarios import scenarios
from missionsim.testing.what_ifs import edits, what_ifs

__all__ = [
    "SimulationMachine",
    "conditions",
    "days",
    "edits",
    "imprecise_dates",
    "scenarios",
    "simulation_machine",
    "what_ifs",
]
