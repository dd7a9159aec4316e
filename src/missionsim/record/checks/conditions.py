"""
Whether conditions mean something: entities that are there, states that those have, numbers that say something.
"""

from __future__ import annotations

from attrs import fields

from missionsim.errors import Fault, accepted, shown
from missionsim.record.checks.common import Faults, Path, unknown
from missionsim.record.checks.index import Index
from missionsim.record.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, InState, Measured, Not, Select, plain
from missionsim.record.entities import Entity

DEEPEST_CONDITION = 20


def condition_faults(names: Index, condition: Condition, path: Path, *, measures: bool, depth: int = 1) -> Faults:
    """
    What is wrong with a condition.

    Args:
        names: What everything is called.

        condition: The condition.

        path: Where it stands.

        measures: Whether it may look at measures.

        depth: How deep it stands in others.
    """
    if depth > DEEPEST_CONDITION:
        yield Fault(path, "conditions stand too deep in each other", f"accepted: {DEEPEST_CONDITION} levels")
    elif isinstance(condition, InState):
        yield from _in_state(names, condition, path)
    elif isinstance(condition, Measured):
        yield from _measured(names, condition, path, measures=measures)
    elif isinstance(condition, Not):
        yield from condition_faults(names, condition.condition, (*path, "not"), measures=measures, depth=depth + 1)
    elif isinstance(condition, AllOf | AnyOf | AtLeast | AtMost):
        key = fields(type(condition)).conditions.metadata["key"]
        if not condition.conditions:
            yield Fault((*path, key), "there is no condition in it", "accepted: one or more conditions")
        elif isinstance(condition, AtLeast | AtMost):
            yield from _count(condition, len(condition.conditions), path)
        for index, part in enumerate(condition.conditions):
            yield from condition_faults(names, part, (*path, key, index), measures=measures, depth=depth + 1)
    else:
        yield Fault(path, f"{shown(condition)} is not a condition", "accepted: in_state(...) and what combines them")


def _count(condition: AtLeast | AtMost, of: int, path: Path) -> Faults:
    lowest, highest, key = (1, of, "at_least") if isinstance(condition, AtLeast) else (0, of - 1, "at_most")
    if not lowest <= condition.count <= highest:
        problem = f"{condition.count} of {of} conditions can always or never hold"
        yield Fault((*path, key), problem, f"accepted: {lowest} to {highest}")


def _in_state(names: Index, leaf: InState, path: Path) -> Faults:
    faults = list(_selector(names, leaf.select, path))
    yield from faults or _states(names, leaf, path)


def _measured(names: Index, leaf: Measured, path: Path, *, measures: bool) -> Faults:
    yield from _selector(names, leaf.select, path)
    if not measures:
        accept = "accepted: states; measures inform deadlines only"
        yield Fault((*path, "measure"), f"a guard can't depend on {shown(leaf.measure)}", accept)
        return
    if not names.declared.dropped:  # what observed it may have been dropped
        yield from unknown((*path, "measure"), "measure", leaf.measure, names.measure_names)
    low, high = leaf.at_least, leaf.at_most
    if low is None and high is None:
        yield Fault(path, "it sets no limit", "accepted: 'at_least', 'at_most' or both")
    elif low is not None and high is not None and low > high:
        yield Fault((*path, "at_least"), f"{plain(low)} is above at_most", f"accepted: up to {plain(high)}")


def _selector(names: Index, select: Select, path: Path) -> Faults:
    if select.is_empty:
        yield Fault(path, "it does not say which entities", "accepted: 'entity', 'lifecycle', 'tag' or 'site'")
        return
    faults = [
        *(fault for id_ in select.ids for fault in unknown((*path, "entity"), "entity", id_, names.by_entity)),
        *unknown((*path, "lifecycle"), "lifecycle", select.lifecycle, names.by_lifecycle),
        *(fault for tag in select.tags for fault in unknown((*path, "tag"), "tag", tag, names.by_tag)),
        *unknown((*path, "site"), "site", select.site, names.sites),
    ]
    yield from faults
    if not faults and not _meant(names, select):
        yield Fault(path, f"no entity is meant by {shown(select.phrase())}", "accepted: a selection of one or more")


def _meant(names: Index, select: Select) -> list[Entity]:
    if select.is_single:
        return [names.by_entity[select.ids[0]]]
    return [entity for entity in names.declared.entities if select.matches(entity)]


def _states(names: Index, leaf: InState, path: Path) -> Faults:
    meant = _meant(names, leaf.select)
    lifecycles = [names.by_lifecycle.get(id_) for id_ in dict.fromkeys(entity.lifecycle for entity in meant)]
    known = list(dict.fromkeys(state for lifecycle in lifecycles if lifecycle for state in lifecycle.states))
    if None in lifecycles:
        return
    if not leaf.states:
        yield Fault((*path, "in"), "there is no state", accepted("", known))
    for state in leaf.states:
        yield from unknown((*path, "in"), "state", state, known)
    for lifecycle in lifecycles:
        if lifecycle and leaf.states and set(leaf.states) <= set(known) - set(lifecycle.states):
            where = (*path, "in")
            yield Fault(where, f"a {lifecycle.id} is never {' or '.join(leaf.states)}", accepted("", lifecycle.states))
    yield from _counts(leaf, len(meant), path)


def _counts(leaf: InState, of: int, path: Path) -> Faults:
    low, high = leaf.at_least, leaf.at_most
    if low is None and high is None:
        return
    for key, count in (("at_least", low), ("at_most", high)):
        if count is not None and not 0 <= count <= of:
            yield Fault((*path, key), f"{count} of {of} entities", f"accepted: 0 to {of}")
            return
    if low is not None and high is not None and low > high:
        yield Fault((*path, "at_least"), f"{low} is above at_most", f"accepted: 0 to {high}")
    elif not low and high in (None, of):
        key = "at_most" if low is None else "at_least"
        yield Fault((*path, key), "it holds whatever they do", "accepted: a number that says something")
