"""
Replay a staged handover from its dated, sourced record, and ask what happened, who says so, why, and what if.
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
    from missionsim.critical import Limit, Slack, slack, slacks
    from missionsim.dates import ImpreciseDate, Offset, Shifted, add_days, add_months
    from missionsim.deadlines import Outcome, Term
    from missionsim.divergence import (
        DeadlineDifference,
        Divergence,
        EntityDifference,
        EventDifference,
        Pair,
        Reason,
        blame,
        compare,
    )
    from missionsim.edits import (
        According,
        Advance,
        Delay,
        Drop,
        Edit,
        Events,
        Initial,
        Insert,
        Move,
        Redate,
        Replace,
        Revise,
        Rewire,
        Swap,
    )
    from missionsim.engine import Change, Refusal, Step
    from missionsim.errors import (
        DateError,
        DayError,
        EditError,
        Fault,
        LimitError,
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
    from missionsim.orders import OrderSensitivity, SensitivePair, order_sensitivity
    from missionsim.outlook import Ending, Margin, Outlook, Outlooks, compare_many, grid
    from missionsim.plans import WhatIf, load_what_ifs, loads_what_ifs, what_ifs_to_toml
    from missionsim.repairs import Repair, repair
    from missionsim.scenario import Scenario
    from missionsim.schedule import Contradiction
    from missionsim.timeline import Mismatch, Observation, Spell, Timeline, Why
    from missionsim.whatif import Cause, Movement

__version__ = "0.1.0"

__all__ = [
    "According",
    "Advance",
    "AllOf",
    "Answer",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Base",
    "Blocker",
    "Cause",
    "Change",
    "Claim",
    "Condition",
    "Contradiction",
    "Coordinates",
    "DateError",
    "DayError",
    "Deadline",
    "DeadlineDifference",
    "Delay",
    "Divergence",
    "Drop",
    "Edit",
    "EditError",
    "Ending",
    "Entity",
    "EntityDifference",
    "Event",
    "EventDifference",
    "Events",
    "Fault",
    "ImpreciseDate",
    "InState",
    "Initial",
    "Insert",
    "Lifecycle",
    "Limit",
    "LimitError",
    "Link",
    "Margin",
    "Measure",
    "Measured",
    "Mismatch",
    "Mission",
    "MissionsimError",
    "Move",
    "Movement",
    "Not",
    "Observation",
    "Offset",
    "OrderSensitivity",
    "Outcome",
    "Outlook",
    "Outlooks",
    "Pair",
    "Party",
    "Quantity",
    "Reason",
    "Record",
    "Redate",
    "Refusal",
    "RefusedError",
    "Repair",
    "Replace",
    "Revise",
    "Revision",
    "Rewire",
    "Scenario",
    "ScenarioError",
    "Select",
    "SensitivePair",
    "Shifted",
    "Simulation",
    "Slack",
    "Spell",
    "Step",
    "Swap",
    "Term",
    "Timeline",
    "TimelineError",
    "Transition",
    "UnknownError",
    "WhatIf",
    "Why",
    "add_days",
    "add_months",
    "blame",
    "bundled",
    "compare",
    "compare_many",
    "grid",
    "in_state",
    "load",
    "load_what_ifs",
    "loads",
    "loads_what_ifs",
    "order_sensitivity",
    "repair",
    "slack",
    "slacks",
    "to_toml",
    "what_ifs_to_toml",
]

# Lowest first: each name is found in the module that defines it, before those that import it.
_MODULES = (
    "errors",
    "dates",
    "conditions",
    "lifecycle",
    "model",
    "edits",
    "schedule",
    "engine",
    "deadlines",
    "timeline",
    "whatif",
    "scenario",
    "divergence",
    "outlook",
    "critical",
    "orders",
    "repairs",
    "files",
    "plans",
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
