"""
Strategies for edits of a scenario, and for what-ifs that are made of them.
"""

from __future__ import annotations

from itertools import count
from typing import get_args

import hypothesis.strategies as st
from attrs import evolve
from hypothesis import note, reject

from missionsim.errors import DateError, EditError
from missionsim.record.conditions import Condition
from missionsim.record.dates import ImpreciseDate, add_days
from missionsim.record.events import Event, Firing, Link
from missionsim.record.versions import Policy
from missionsim.scenario import Scenario, WhatIf
from missionsim.testing.dates import days
from missionsim.testing.rules import conditions
from missionsim.whatif.edits import (
    According,
    Advance,
    AsPublished,
    DatedBy,
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
from missionsim.whatif.selections import Events, Target

MOST_TRIES = 4


def edits(asked: Scenario | WhatIf, *, rules: bool = False) -> st.SearchStrategy[Edit]:
    """
    One small edit of a scenario or of a what-if: events come a few days later or earlier, fall on a near day, are
    dropped, inserted, swapped or replaced, are believed to have happened on another date, or stand as one party, the
    dates of a policy, or what was published by a day tell them.

    It names what is there, but may lead to what does not hold together, such as a circle; see :func:`what_ifs`.

    Args:
        asked: What it departs from.

        rules: Whether it may also change the rules: revise a deadline, let an entity start in another state, replace
            or remove the condition of transitions.
    """
    scenario = asked.adopted() if isinstance(asked, WhatIf) else asked
    kinds: list[st.SearchStrategy[Edit]] = []
    if scenario.events:
        kinds += [_shifts(scenario, Delay), _shifts(scenario, Advance), _moves(scenario), _drops(scenario)]
    if _triggers(scenario):
        kinds += [_inserts(scenario)]
    if scenario.events:
        kinds += [_swaps(scenario), _redates(scenario), _replaces(scenario)]
    if scenario.speakers:
        kinds += [_accordings(scenario), _policies(), _publications()]
    if rules:
        kinds += [_revises(scenario)] if scenario.deadlines else []
        kinds += [_initials(scenario), _rewires(scenario)]
    return st.one_of(kinds)


def what_ifs(asked: Scenario | WhatIf, *, most_edits: int = 3, rules: bool = False) -> st.SearchStrategy[WhatIf]:
    """
    What-ifs that hold together; of a what-if, those that have its edits and some more.

    Unless the rules may change, they touch nothing on the first day: ``first_touched_day`` is later.

    Args:
        asked: What they depart from; something can happen in it.

        most_edits: Largest number of edits that are added; the smallest is one.

        rules: Whether edits may change the rules; see :func:`edits`.
    """

    # Without arguments: hypothesis prints those of a strategy that gives up, and a scenario is long.
    @st.composite
    def what_ifs_of_it(draw: st.DrawFn) -> WhatIf:
        edited = asked.what_if()
        for _ in range(draw(st.integers(1, most_edits))):
            edited = _one_edit_on(draw, edited, rules=rules)
        note(f"What if: {edited}.")
        return edited

    return what_ifs_of_it()


def _one_edit_on(draw: st.DrawFn, edited: WhatIf, *, rules: bool) -> WhatIf:
    """
    The what-if with one edit more.
    """
    tried = (_tried(edited, draw(edits(edited, rules=rules))) for _ in range(MOST_TRIES))
    fitting = (each for each in tried if each and (rules or each.first_touched_day > each.record.first_day))
    return next(fitting, None) or reject()


def _tried(edited: WhatIf, edit: Edit) -> WhatIf | None:
    """
    The what-if with one edit more, if it holds together.
    """
    try:
        more = edited.what_if(edit)
        more.adopted()
    except (EditError, DateError):
        return None
    return more


def _triggers(scenario: Scenario) -> list[tuple[str, str]]:
    """
    Every entity with every trigger of its lifecycle.
    """
    return [(entity.id, name) for entity in scenario.entities for name in scenario.lifecycle_of(entity.id).triggers]


@st.composite
def _dates_about(draw: st.DrawFn, scenario: Scenario, event: Event | None) -> ImpreciseDate:
    """
    Dates within ten days of an event, or of the scenario's first day; most are known to the day.
    """
    first = add_days(scenario.first_day, 1)
    day = max(first, scenario.widening.window(event.date, scenario.horizon)[1]) if event is not None else first
    near = st.integers(max(-10, (first - day).days), 10).map(lambda by: add_days(day, by))
    ends = sorted(draw(st.tuples(near, near)) if draw(st.sampled_from((False, False, False, True))) else [draw(near)])
    return ImpreciseDate.of(ends[0] if ends[0] == ends[-1] else f"[{ends[0]}..{ends[-1]}]")


def _targets(scenario: Scenario) -> st.SearchStrategy[Target]:
    """
    Every single event first, then the events of an entity, and those of a trigger.
    """
    targets: dict[Target, None] = dict.fromkeys(event.id for event in scenario.events)
    targets |= dict.fromkeys(Events(entity=id_) for event in scenario.events for id_ in event.entities)
    firings = [firing for event in scenario.events for firing in event.fires]
    targets |= dict.fromkeys(Events(trigger=firing.trigger, until=scenario.horizon) for firing in firings)
    return st.sampled_from(list(targets))


@st.composite
def _shifts(draw: st.DrawFn, scenario: Scenario, kind: type[Delay | Advance]) -> Edit:
    return kind(draw(_targets(scenario)), draw(st.integers(1, 10)))


@st.composite
def _moves(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    return Move(event.id, draw(_dates_about(scenario, event)))


@st.composite
def _drops(draw: st.DrawFn, scenario: Scenario) -> Edit:
    return Drop(draw(_targets(scenario)), bridge=draw(st.booleans()))


@st.composite
def _inserts(draw: st.DrawFn, scenario: Scenario) -> Edit:
    entity, trigger = draw(st.sampled_from(_triggers(scenario)))
    ids = [event.id for event in scenario.events]
    near = draw(st.none() | st.sampled_from(scenario.events)) if ids else None
    links = [
        draw(st.sampled_from((Link(earlier, "carry"), Link(earlier, "floor"), Link(earlier, "floor", 3))))
        for earlier in draw(st.lists(st.sampled_from(ids), max_size=1) if ids else st.just([]))
    ]
    event = Event(
        entity,
        trigger,
        draw(_dates_about(scenario, near)),
        draw(st.sampled_from((_unused_id(scenario), *scenario.dropped))),
        after=links,
        when_enabled=draw(st.booleans()),
    )
    place = draw(st.sampled_from((None, "before", "after"))) if near is not None else None
    return Insert(
        event,
        before=near.id if near is not None and place == "before" else None,
        after=near.id if near is not None and place == "after" else None,
    )


@st.composite
def _swaps(draw: st.DrawFn, scenario: Scenario) -> Edit:
    ids = st.sampled_from([event.id for event in scenario.events])
    return Swap(draw(ids), draw(ids))


@st.composite
def _redates(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    return Redate(event.id, draw(_dates_about(scenario, event)))


@st.composite
def _accordings(draw: st.DrawFn, scenario: Scenario) -> Edit:
    # What takes fewer draws counts as simpler, but nothing is simpler than a delay, which takes two.
    draw(st.tuples(st.booleans(), st.booleans()))
    return According(draw(st.sampled_from(scenario.speakers)))


def _policies() -> st.SearchStrategy[Edit]:
    return st.sampled_from(get_args(Policy)).map(DatedBy)


def _publications() -> st.SearchStrategy[Edit]:
    return days().map(AsPublished)


@st.composite
def _replaces(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    other = Event(
        id=draw(st.sampled_from((event.id, _unused_id(scenario)))),
        date=draw(_dates_about(scenario, event)),
        fires=[_firings_like(draw, scenario, firing) for firing in event.fires[:1]],
        text=event.text,
        about=event.about,
        after=event.after,
    )
    return Replace(event.id, other)


def _firings_like(draw: st.DrawFn, scenario: Scenario, firing: Firing) -> Firing:
    return evolve(firing, trigger=draw(st.sampled_from(scenario.lifecycle_of(firing.entity).triggers)))


@st.composite
def _revises(draw: st.DrawFn, scenario: Scenario) -> Edit:
    deadline = draw(st.sampled_from(scenario.deadlines))
    due = draw(st.none() | _dates_about(scenario, None))
    condition = draw(_conditions_of(scenario)) if due is None or draw(st.booleans()) else None
    return Revise(deadline.id, due, condition)


@st.composite
def _initials(draw: st.DrawFn, scenario: Scenario) -> Edit:
    entity = draw(st.sampled_from(scenario.entities))
    return Initial(entity.id, draw(st.sampled_from(scenario.lifecycle_of(entity.id).states)))


@st.composite
def _rewires(draw: st.DrawFn, scenario: Scenario) -> Edit:
    found = [(lifecycle.id, each) for lifecycle in scenario.lifecycles for each in lifecycle.transitions]
    lifecycle, transition = draw(st.sampled_from(found))
    source = draw(st.sampled_from((None, *transition.source)))
    target = draw(st.sampled_from((None, transition.target)))
    # An automatic transition without a condition is a fault more often than not.
    optional = st.none() if transition.trigger is not None else st.nothing()
    return Rewire(
        lifecycle, transition.trigger, draw(optional | _conditions_of(scenario)), source=source, target=target
    )


def _conditions_of(scenario: Scenario) -> st.SearchStrategy[Condition]:
    return conditions(scenario.entities, {lifecycle.id: lifecycle.states for lifecycle in scenario.lifecycles})


def _unused_id(scenario: Scenario) -> str:
    taken = {*scenario.positions, *scenario.dropped}
    return next(id_ for n in count() if (id_ := f"inserted{n}") not in taken)
