"""
Strategies for whole scenarios: events that fire any number of triggers, who says so, and deadlines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import get_args

import hypothesis.strategies as st

from missionsim.record.dates import ImpreciseDate, add_days
from missionsim.record.deadlines import Deadline, Revision
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Firing, Link
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.parties import Claim, Measure, Party, Stance
from missionsim.scenario import Scenario
from missionsim.testing.dates import FIRST_DAY, days, near_dates
from missionsim.testing.rules import STATES, conditions, entities, lifecycles

HORIZON = date(2026, 12, 31)
_OFFSETS = ("+0d", "+10d", "+1m")


@st.composite
def scenarios(draw: st.DrawFn, *, most_events: int = 8, guarded: bool = True) -> Scenario:
    """
    Whole scenarios: lifecycles with guards, automatic transitions and cycles; entities of every kind; events that
    fire nothing, one trigger or several, wait, depend on each other and are disputed; measures and deadlines.

    Args:
        draw: Given by hypothesis.

        most_events: Largest number of events that fire something; up to two more are context.

        guarded: Whether transitions may have conditions. Without them, no entity depends on another.
    """
    states = {f"kind{n}": STATES[: draw(st.integers(2, 4))] for n in range(draw(st.integers(1, 2)))}
    drawn = draw(entities(tuple(states)))
    kinds = [draw(lifecycles(id_, states, drawn, guarded=guarded)) for id_ in states]
    events = draw(_events(drawn, kinds, most_events))
    ids = [event.id for event in events]
    return Scenario(
        name="drawn",
        start=add_days(FIRST_DAY, -1),
        horizon=HORIZON,
        known_until=draw(st.none() | days()),
        approximate_days=draw(st.integers(0, 3)),
        parties=[Party(f"party{n}") for n in range(3)],
        lifecycles=kinds,
        entities=drawn,
        events=events,
        deadlines=[draw(_deadlines(f"deadline{n}", drawn, states, ids)) for n in range(draw(st.integers(0, 2)))],
    )


@st.composite
def _events(draw: st.DrawFn, about: Sequence[Entity], kinds: Sequence[Lifecycle], most: int) -> list[Event]:
    triggers = {lifecycle.id: lifecycle.triggers for lifecycle in kinds}
    firings = st.sampled_from([(each.id, name) for each in about for name in triggers[each.lifecycle]])
    events = [draw(_contexts(f"context{n}", about)) for n in range(draw(st.integers(0, 2)))]
    for n in range(draw(st.integers(0, most))):
        fires = [
            Firing(*draw(firings), when_enabled=draw(st.booleans()))
            for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3))))
        ]
        names = list(dict.fromkeys(firing.name for firing in fires))
        events.append(
            Event(
                id=f"event{n}",
                date=draw(near_dates()),
                fires=list({firing.name: firing for firing in fires}.values()),
                claims=draw(st.lists(_claims(names), max_size=2)),
                after=draw(_links([event.id for event in events])),
                measures=draw(_measures([each for each in about if each.id == fires[0].entity])),
            )
        )
    return events


@st.composite
def _contexts(draw: st.DrawFn, id_: str, about: Sequence[Entity]) -> Event:
    return Event(
        id=id_,
        date=draw(near_dates()),
        text="Somebody said something.",
        about=about[0].id,
        claims=draw(st.lists(_claims([]), max_size=1)),
        measures=draw(_measures(about)),
    )


@st.composite
def _links(draw: st.DrawFn, earlier: Sequence[str]) -> list[Link]:
    before = draw(st.lists(st.sampled_from(earlier), max_size=1)) if earlier else []
    return [draw(st.sampled_from((Link(id_, "carry"), Link(id_, "floor"), Link(id_, "floor", 3)))) for id_ in before]


@st.composite
def _claims(draw: st.DrawFn, firings: Sequence[str]) -> Claim:
    return Claim(
        by=f"party{draw(st.integers(0, 2))}",
        published=draw(st.none() | near_dates()),
        stance=draw(st.sampled_from(get_args(Stance))),
        date=draw(st.none() | near_dates()),
        values=draw(st.dictionaries(st.just("recipient"), st.just("party0"))),
        of=draw(st.sampled_from((None, *firings))),
    )


@st.composite
def _measures(draw: st.DrawFn, about: Sequence[Entity]) -> list[Measure]:
    if not draw(st.booleans()):
        return []
    low, high = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
    return [Measure("personnel", low, high, draw(st.sampled_from(about)).id)]


@st.composite
def _deadlines(
    draw: st.DrawFn, id_: str, about: Sequence[Entity], states: Mapping[str, Sequence[str]], events: Sequence[str]
) -> Deadline:
    set_by = draw(st.none() | st.sampled_from(events)) if events else None
    dues: st.SearchStrategy[ImpreciseDate | str] = _absolute() | st.sampled_from(_OFFSETS) if set_by else _absolute()
    condition = conditions(about, states)
    revisions = st.lists(st.builds(Revision, st.sampled_from(events), st.none() | dues), max_size=1)
    return Deadline(
        id_,
        draw(condition),
        draw(dues),
        set_by=set_by,
        only_if=draw(st.none() | condition),
        revisions=draw(revisions) if events else (),
    )


@cache
def _absolute() -> st.SearchStrategy[ImpreciseDate]:
    return near_dates().filter(lambda when: when.latest is not None)
