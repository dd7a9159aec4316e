"""
Replay a staged handover from its dated, sourced record, and ask what happened, who says so, and why.
"""

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
