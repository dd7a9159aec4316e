"""
Conditions as data: what must hold before a transition fires, or by a deadline.

A condition is evaluated against a :class:`Scope`, explains which entities blocked it, and prints as a sentence. It
is never code: a file can only combine the classes of this folder.
"""

from missionsim.record.conditions.leaves import InState, Measured, in_state
from missionsim.record.conditions.logic import A_CONDITION, AllOf, AnyOf, AtLeast, AtMost, Condition, Leaf, Not, Several
from missionsim.record.conditions.scope import Blocker, Quantity, Scope, explain
from missionsim.record.conditions.selectors import Select, Selectable, select
from missionsim.record.conditions.wording import listing, plain

__all__ = [
    "A_CONDITION",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Blocker",
    "Condition",
    "InState",
    "Leaf",
    "Measured",
    "Not",
    "Quantity",
    "Scope",
    "Select",
    "Selectable",
    "Several",
    "explain",
    "in_state",
    "listing",
    "plain",
    "select",
]
