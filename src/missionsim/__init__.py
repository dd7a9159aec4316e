"""
Replay a staged handover from its dated, sourced record, and ask what happened, who says so, and why.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from missionsim.conditions import (
        AllOf,
        AnyOf,
        AtLeast,
        AtMost,
        Blocker,
        Condition,
        InState,
        Measured,
        Not,
        Quantity,
        Select,
        in_state,
    )
    from missionsim.dates import ImpreciseDate, Offset, Shifted, add_days, add_months
    from missionsim.deadlines import Outcome, Term
    from missionsim.engine import Change, Refusal, Step
    from missionsim.errors import (
        DateError,
        DayError,
        Fault,
        MissionsimError,
        RefusedError,
        ScenarioError,
        TimelineError,
        UnknownError,
    )
    from missionsim.files import bundled, load, loads, to_toml
    from missionsim.lifecycle import Lifecycle, Transition
    from missionsim.machines import Answer, Simulation
    from missionsim.model import (
        Base,
        Claim,
        Coordinates,
        Deadline,
        Entity,
        Event,
        Link,
        Measure,
        Mission,
        Party,
        Record,
        Revision,
    )
    from missionsim.scenario import Scenario
    from missionsim.schedule import Contradiction
    from missionsim.timeline import Mismatch, Observation, Spell, Timeline, Why

__version__ = "0.1.0"

__all__ = [
    "AllOf",
    "Answer",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Base",
    "Blocker",
    "Change",
    "Claim",
    "Condition",
    "Contradiction",
    "Coordinates",
    "DateError",
    "DayError",
    "Deadline",
    "Entity",
    "Event",
    "Fault",
    "ImpreciseDate",
    "InState",
    "Lifecycle",
    "Link",
    "Measure",
    "Measured",
    "Mismatch",
    "Mission",
    "MissionsimError",
    "Not",
    "Observation",
    "Offset",
    "Outcome",
    "Party",
    "Quantity",
    "Record",
    "Refusal",
    "RefusedError",
    "Revision",
    "Scenario",
    "ScenarioError",
    "Select",
    "Shifted",
    "Simulation",
    "Spell",
    "Step",
    "Term",
    "Timeline",
    "TimelineError",
    "Transition",
    "UnknownError",
    "Why",
    "add_days",
    "add_months",
    "bundled",
    "in_state",
    "load",
    "loads",
    "to_toml",
]

# Lowest first: each name is found in the module that defines it, before those that import it.
_MODULES = (
    "errors",
    "dates",
    "conditions",
    "lifecycle",
    "model",
    "schedule",
    "engine",
    "deadlines",
    "timeline",
    "scenario",
    "files",
    "machines",
)


def __getattr__(name: str) -> object:
    """
    Load a name when it is first asked for, so that the import itself costs next to nothing.
    """
    if name in __all__:
        modules = (import_module(f"{__name__}.{module}") for module in _MODULES)
        globals()[name] = next(vars(module)[name] for module in modules if name in vars(module))
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
