"""
Steps and spells as flat rows, for any data-frame library.
"""

from __future__ import annotations

from typing import Any, Literal

from missionsim.errors import unknown
from missionsim.replay.history import History
from missionsim.replay.steps import Step

Table = Literal["steps", "spells"]


def rows(history: History, of: Table = "steps") -> list[dict[str, Any]]:
    """
    Steps or spells as flat rows: plain values, days as ``date``, lists of text for automatic transitions and sources.

    Raises:
        UnknownError: If *of* is neither.
    """
    if of not in ("steps", "spells"):
        raise unknown("table", of, ("steps", "spells"))
    if of == "steps":
        return [_step(step) for step in history.steps]
    return [
        {"entity": spell.entity, "state": spell.state, "start": spell.start, "end": spell.end}
        for entity in history.entities
        for spell in history.spells(entity)
    ]


def columns(table: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """
    Rows as one list per column.
    """
    return {name: [row[name] for row in table] for name in (table[0] if table else ())}


def _step(step: Step) -> dict[str, Any]:
    return {
        "event": step.event,
        "date": step.date,
        "edtf": step.edtf.text,
        "entity": step.entity,
        "trigger": step.trigger,
        "before": step.before,
        "after": step.after,
        "disposition": step.disposition,
        "reason": None if step.reason is None else str(step.reason),
        "automatic": [str(change) for change in step.automatic],
        "requested": step.requested,
        "sources": list(dict.fromkeys(voice for claim in step.claims for voice in claim.voices)),
    }
