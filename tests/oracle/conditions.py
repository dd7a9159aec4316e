"""
Whether a condition holds: yes, no, or ``None`` where a count leaves it in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from oracle.record import Record, Spec, names, selected

Truth = bool | None
Counts = Mapping[tuple[str, str], Spec]
"""
What was counted of an entity, by entity and name of the measure.
"""

NOTHING_COUNTED: Counts = {}


def holds(record: Record, condition: Spec | None, states: Mapping[str, str], counts: Counts = NOTHING_COUNTED) -> Truth:
    """
    Whether *condition* holds in these states, with these counts and no others.

    Counting goes by what is certain: so many parts hold at least, and so many at most.
    """
    if condition is None:
        return True
    if "not" in condition:
        inner = holds(record, condition["not"], states, counts)
        return None if inner is None else not inner
    if "all" in condition:
        parts = [holds(record, part, states, counts) for part in condition["all"]]
        return _between(parts, len(parts), len(parts))
    if "any" in condition:
        return _between([holds(record, part, states, counts) for part in condition["any"]], 1, None)
    if "of" in condition:
        parts = [holds(record, part, states, counts) for part in condition["of"]]
        return _between(parts, condition.get("at_least", 0), condition.get("at_most"))
    entities = selected(record, condition)
    if "measure" in condition:
        parts = [_within(counts.get((entity, condition["measure"])), condition) for entity in entities]
        return _between(parts, len(parts), len(parts))
    parts = [states[entity] in names(condition["in"]) for entity in entities]
    if "at_least" in condition or "at_most" in condition:
        return _between(parts, condition.get("at_least", 0), condition.get("at_most"))
    return _between(parts, len(parts), len(parts))


def _between(parts: list[Truth], least: int, most: int | None) -> Truth:
    certain = parts.count(True)
    possible = certain + parts.count(None)
    most = len(parts) if most is None else most
    if least <= certain and possible <= most:
        return True
    if possible < least or certain > most:
        return False
    return None


def _within(count: Spec | None, condition: Spec) -> Truth:
    if count is None:
        return None
    infinity = float("inf")
    low, high = count.get("low", -infinity), count.get("high", infinity)
    least, most = condition.get("at_least", -infinity), condition.get("at_most", infinity)
    if least <= low and high <= most:
        return True
    return False if high < least or low > most else None
