"""
What each kind of edit does to a draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import singledispatch

from attrs import evolve

from missionsim.errors import DateError, accepted, shown
from missionsim.record.dates import Offset, add_months
from missionsim.record.lifecycles import Transition
from missionsim.whatif.draft import Draft
from missionsim.whatif.edits import (
    Advance,
    Delay,
    Drop,
    Edit,
    Initial,
    Insert,
    Move,
    Redate,
    Replace,
    Revise,
    Rewire,
    Swap,
)
from missionsim.whatif.naming import known, meant
from missionsim.whatif.selections import Target


def make(draft: Draft, position: int, edit: Edit) -> None:
    """
    Make one intervention, or one change of the rules.

    Raises:
        EditError: If it names nothing, or leads out of the calendar; with its position.
    """
    draft.at = position
    try:
        _make(edit, draft)
    except DateError as error:
        problem, _, accept = str(error).partition("; accepted: ")
        raise draft.fault(
            (), problem, f"accepted: {accept}" if accept else "accepted: days within the calendar"
        ) from None


@singledispatch
def _make(edit: Edit, draft: Draft) -> None:
    raise draft.fault((), f"{edit!r} is not an edit", "accepted: Delay, Advance, Move, Drop, Insert and so on")


@_make.register
def _delay(edit: Delay, draft: Draft) -> None:
    _shift(draft, edit.targets, edit.by, 1, "delay")


@_make.register
def _advance(edit: Advance, draft: Draft) -> None:
    _shift(draft, edit.targets, edit.by, -1, "advance")


def _shift(draft: Draft, targets: tuple[Target, ...], by: Offset, sign: int, key: str) -> None:
    draft.shift({id_: _days_in(draft, by, id_, sign) for id_ in meant(draft, targets, key)})


def _days_in(draft: Draft, by: Offset, id_: str, sign: int) -> int:
    if not by.months:
        return sign * by.days
    if not 0 < draft.day(id_) <= date.max.toordinal():
        raise DateError(f"{id_} has left the years 1 to 9999")
    day = date.fromordinal(draft.day(id_))
    return (add_months(day, sign * by.months).day - day).days


@_make.register
def _move(edit: Move, draft: Draft) -> None:
    draft.give(dict.fromkeys(meant(draft, edit.targets, "move"), edit.to))


@_make.register
def _swap(edit: Swap, draft: Draft) -> None:
    first, second = known(draft, edit.first, "swap"), known(draft, edit.second, "with")
    draft.swap(first, second)


@_make.register
def _drop(edit: Drop, draft: Draft) -> None:
    for id_ in meant(draft, edit.targets, "drop"):
        draft.drop(id_, bridge=edit.bridge)


@_make.register
def _insert(edit: Insert, draft: Draft) -> None:
    event = edit.event
    if draft.has(event.id):
        raise draft.fault(("insert", "id"), f"{event.id!r} is there already", "accepted: an id of its own")
    place = len(draft.order)
    if edit.before is not None:
        place = draft.order.index(known(draft, edit.before, "before"))
    elif edit.after is not None:
        place = draft.order.index(known(draft, edit.after, "after")) + 1
    draft.insert(event, place, "insert")


@_make.register
def _replace(edit: Replace, draft: Draft) -> None:
    old = known(draft, edit.target, "replace")
    if edit.event.id != old and draft.has(edit.event.id):
        raise draft.fault(("with", "id"), f"{edit.event.id!r} is there already", "accepted: an id of its own")
    draft.replace(old, edit.event, "with")


@_make.register
def _redate(edit: Redate, draft: Draft) -> None:
    # The record's own events were re-read before; this one was inserted.
    draft.give({known(draft, edit.target, "redate"): edit.to})


@_make.register
def _revise(edit: Revise, draft: Draft) -> None:
    by_id = {deadline.id: deadline for deadline in draft.record.deadlines} | draft.deadlines
    if edit.deadline not in by_id:
        raise draft.fault(("revise",), f"there is no deadline {shown(edit.deadline)}", accepted(edit.deadline, by_id))
    old = by_id[edit.deadline]
    revised = evolve(old, condition=edit.condition or old.condition)
    draft.deadlines[old.id] = revised if edit.due is None else evolve(revised, due=edit.due, revisions=())
    draft.blame["deadlines", old.id] = draft.at


@_make.register
def _initial(edit: Initial, draft: Draft) -> None:
    by_id = {entity.id: entity for entity in draft.record.entities} | draft.entities
    if edit.entity not in by_id:
        raise draft.fault(("initial",), f"there is no entity {shown(edit.entity)}", accepted(edit.entity, by_id))
    states = draft.record.lifecycle_of(edit.entity).states
    if edit.state not in states:
        raise draft.fault(("state",), f"there is no state {shown(edit.state)}", accepted(edit.state, states))
    draft.entities[edit.entity] = evolve(by_id[edit.entity], initial=edit.state)
    draft.blame["entities", edit.entity] = draft.at


@_make.register
def _rewire(edit: Rewire, draft: Draft) -> None:
    by_id = {lifecycle.id: lifecycle for lifecycle in draft.record.lifecycles} | draft.lifecycles
    if edit.lifecycle not in by_id:
        raise draft.fault(
            ("rewire",), f"there is no lifecycle {shown(edit.lifecycle)}", accepted(edit.lifecycle, by_id)
        )
    lifecycle = by_id[edit.lifecycle]
    if not any(_is_meant(edit, transition) for transition in lifecycle.transitions):
        names = [transition.trigger or "automatic ones" for transition in lifecycle.transitions]
        raise draft.fault(("trigger",), "no transition is meant", accepted(edit.trigger or "", names))
    transitions = [new for transition in lifecycle.transitions for new in _rewired(edit, transition)]
    draft.lifecycles[lifecycle.id] = evolve(lifecycle, transitions=transitions)
    draft.rewired[lifecycle.id] = draft.rewired.get(lifecycle.id, frozenset()) | {edit.trigger}
    draft.blame["lifecycles", lifecycle.id] = draft.at


def _is_meant(edit: Rewire, transition: Transition) -> bool:
    return (
        transition.trigger == edit.trigger
        and edit.source in (None, *transition.source)
        and edit.target in (None, transition.target)
    )


def _rewired(edit: Rewire, transition: Transition) -> Iterator[Transition]:
    """
    A transition with another condition from the states that are meant, and as it was from the others.
    """
    if not _is_meant(edit, transition):
        yield transition
        return
    sources = transition.source if edit.source is None else (edit.source,)
    rest = tuple(state for state in transition.source if state not in sources)
    yield evolve(transition, source=sources, when=edit.condition)
    if rest:
        yield evolve(transition, source=rest)
