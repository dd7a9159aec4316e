"""
Replay a staged handover from its dated, sourced record, and ask what happened, who says so, why, and what if.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the one table of public names: type checkers read it, and so does __getattr__
    from missionsim.answers.differences import (
        DeadlineDifference as DeadlineDifference,
    )
    from missionsim.answers.differences import (
        EntityDifference as EntityDifference,
    )
    from missionsim.answers.differences import (
        EventDifference as EventDifference,
    )
    from missionsim.answers.differences import (
        Pair as Pair,
    )
    from missionsim.answers.divergence import Divergence as Divergence
    from missionsim.answers.divergence import compare as compare
    from missionsim.answers.order import (
        OrderSensitivity as OrderSensitivity,
    )
    from missionsim.answers.order import (
        SensitivePair as SensitivePair,
    )
    from missionsim.answers.order import (
        order_sensitivity as order_sensitivity,
    )
    from missionsim.answers.outlook import (
        Ending as Ending,
    )
    from missionsim.answers.outlook import (
        Margin as Margin,
    )
    from missionsim.answers.outlook import (
        Outlook as Outlook,
    )
    from missionsim.answers.outlook import (
        Outlooks as Outlooks,
    )
    from missionsim.answers.outlook import (
        compare_many as compare_many,
    )
    from missionsim.answers.outlook import (
        grid as grid,
    )
    from missionsim.answers.repair import Repair as Repair
    from missionsim.answers.repair import repair as repair
    from missionsim.answers.slack import Limit as Limit
    from missionsim.answers.slack import Slack as Slack
    from missionsim.answers.slack import slack as slack
    from missionsim.answers.slack import slacks as slacks
    from missionsim.errors import (
        BusyError as BusyError,
    )
    from missionsim.errors import (
        DateError as DateError,
    )
    from missionsim.errors import (
        DayError as DayError,
    )
    from missionsim.errors import (
        EditError as EditError,
    )
    from missionsim.errors import (
        Fault as Fault,
    )
    from missionsim.errors import (
        InvalidError as InvalidError,
    )
    from missionsim.errors import (
        LimitError as LimitError,
    )
    from missionsim.errors import (
        MissionsimError as MissionsimError,
    )
    from missionsim.errors import (
        RefusedError as RefusedError,
    )
    from missionsim.errors import (
        ScenarioError as ScenarioError,
    )
    from missionsim.errors import (
        TimelineError as TimelineError,
    )
    from missionsim.errors import (
        UnknownError as UnknownError,
    )
    from missionsim.files.scenario_files import bundled as bundled
    from missionsim.files.scenario_files import load as load
    from missionsim.files.scenario_files import loads as loads
    from missionsim.files.scenario_files import to_toml as to_toml
    from missionsim.files.what_if_files import (
        Plan as Plan,
    )
    from missionsim.files.what_if_files import (
        load_what_ifs as load_what_ifs,
    )
    from missionsim.files.what_if_files import (
        loads_what_ifs as loads_what_ifs,
    )
    from missionsim.files.what_if_files import (
        what_ifs_to_toml as what_ifs_to_toml,
    )
    from missionsim.record.conditions import (
        AllOf as AllOf,
    )
    from missionsim.record.conditions import (
        AnyOf as AnyOf,
    )
    from missionsim.record.conditions import (
        AtLeast as AtLeast,
    )
    from missionsim.record.conditions import (
        AtMost as AtMost,
    )
    from missionsim.record.conditions import (
        Blocker as Blocker,
    )
    from missionsim.record.conditions import (
        Condition as Condition,
    )
    from missionsim.record.conditions import (
        InState as InState,
    )
    from missionsim.record.conditions import (
        Measured as Measured,
    )
    from missionsim.record.conditions import (
        Not as Not,
    )
    from missionsim.record.conditions import (
        Quantity as Quantity,
    )
    from missionsim.record.conditions import (
        Select as Select,
    )
    from missionsim.record.conditions import (
        in_state as in_state,
    )
    from missionsim.record.dates import (
        ImpreciseDate as ImpreciseDate,
    )
    from missionsim.record.dates import (
        Offset as Offset,
    )
    from missionsim.record.dates import (
        Shifted as Shifted,
    )
    from missionsim.record.dates import (
        add_days as add_days,
    )
    from missionsim.record.dates import (
        add_months as add_months,
    )
    from missionsim.record.deadlines import Deadline as Deadline
    from missionsim.record.deadlines import Revision as Revision
    from missionsim.record.entities import (
        Base as Base,
    )
    from missionsim.record.entities import (
        Coordinates as Coordinates,
    )
    from missionsim.record.entities import (
        Entity as Entity,
    )
    from missionsim.record.entities import (
        Mission as Mission,
    )
    from missionsim.record.events import Event as Event
    from missionsim.record.events import Firing as Firing
    from missionsim.record.events import Link as Link
    from missionsim.record.lifecycles import Lifecycle as Lifecycle
    from missionsim.record.lifecycles import Transition as Transition
    from missionsim.record.parties import Claim as Claim
    from missionsim.record.parties import Measure as Measure
    from missionsim.record.parties import Party as Party
    from missionsim.replay.agenda import Contradiction as Contradiction
    from missionsim.replay.context import Context as Context
    from missionsim.replay.happenings import Observation as Observation
    from missionsim.replay.outcomes import Outcome as Outcome
    from missionsim.replay.outcomes import Term as Term
    from missionsim.replay.possible import (
        Assertion as Assertion,
    )
    from missionsim.replay.possible import (
        Conflict as Conflict,
    )
    from missionsim.replay.possible import (
        Narrowed as Narrowed,
    )
    from missionsim.replay.possible import (
        PossibleDays as PossibleDays,
    )
    from missionsim.replay.refusals import Refusal as Refusal
    from missionsim.replay.simulation import Answer as Answer
    from missionsim.replay.simulation import Simulation as Simulation
    from missionsim.replay.spells import Spell as Spell
    from missionsim.replay.steps import Change as Change
    from missionsim.replay.steps import Step as Step
    from missionsim.replay.timeline import Mismatch as Mismatch
    from missionsim.replay.timeline import Timeline as Timeline
    from missionsim.replay.why import Why as Why
    from missionsim.scenario import Scenario as Scenario
    from missionsim.scenario import WhatIf as WhatIf
    from missionsim.whatif.causes import Cause as Cause
    from missionsim.whatif.edits import (
        According as According,
    )
    from missionsim.whatif.edits import (
        Advance as Advance,
    )
    from missionsim.whatif.edits import (
        AsPublished as AsPublished,
    )
    from missionsim.whatif.edits import (
        DatedBy as DatedBy,
    )
    from missionsim.whatif.edits import (
        Delay as Delay,
    )
    from missionsim.whatif.edits import (
        Drop as Drop,
    )
    from missionsim.whatif.edits import (
        Edit as Edit,
    )
    from missionsim.whatif.edits import (
        Initial as Initial,
    )
    from missionsim.whatif.edits import (
        Insert as Insert,
    )
    from missionsim.whatif.edits import (
        Move as Move,
    )
    from missionsim.whatif.edits import (
        Redate as Redate,
    )
    from missionsim.whatif.edits import (
        Replace as Replace,
    )
    from missionsim.whatif.edits import (
        Revise as Revise,
    )
    from missionsim.whatif.edits import (
        Rewire as Rewire,
    )
    from missionsim.whatif.edits import (
        Swap as Swap,
    )
    from missionsim.whatif.movements import Movement as Movement
    from missionsim.whatif.selections import Events as Events

    __all__: list[str]

__version__ = "0.2.0"


def _table() -> dict[str, str]:
    """
    The module of every public name, read from the imports above.
    """
    import ast
    from pathlib import Path

    tree = ast.parse(Path(__file__).read_bytes())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname: str(node.module) for node in imports for alias in node.names if alias.asname}


def __getattr__(name: str) -> object:
    """
    Load a name when it is first asked for, so that the import itself costs next to nothing.
    """
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    table = globals().setdefault("_names", _table())
    if name == "__all__":
        return sorted(table)
    if name not in table:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(table[name]), name)
    return found


def __dir__() -> list[str]:
    return [*__getattr__("__all__"), "__version__"]  # type: ignore[misc]
