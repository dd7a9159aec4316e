"""
Strategies for the rules of a scenario: its entities, their lifecycles, and conditions on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import hypothesis.strategies as st

from missionsim.record.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, Not, Select, in_state
from missionsim.record.entities import Base, Entity, Mission
from missionsim.record.lifecycles import Lifecycle, Transition

STATES = ("held", "moving", "handed_over", "lost")
TRIGGERS = ("begin", "complete", "retake")
TAGS = ("north", "south")


@st.composite
def conditions(draw: st.DrawFn, entities: Sequence[Entity], states: Mapping[str, Sequence[str]]) -> Condition:
    """
    Conditions on *entities*.

    Args:
        draw: Given by hypothesis.

        entities: At least one entity.

        states: States of each lifecycle, by id.
    """
    return draw(st.recursive(_leaves(entities, states), _combined, max_leaves=4))


@st.composite
def _leaves(draw: st.DrawFn, entities: Sequence[Entity], states: Mapping[str, Sequence[str]]) -> Condition:
    entity = draw(st.sampled_from(entities))
    selectors = [Select(ids=entity.id), Select(lifecycle=entity.lifecycle)]
    selectors += [Select(lifecycle=entity.lifecycle, tags=tag) for tag in entity.tags]
    selector = draw(st.sampled_from(selectors))
    counted = st.lists(st.sampled_from(states[entity.lifecycle]), min_size=1, max_size=2, unique=True)
    meant = len(selector.among(entities))
    at_least = draw(st.none() | st.integers(1, meant))
    # One of the two has to say something.
    most = meant if at_least else meant - 1
    at_most = draw(st.none() | st.integers(at_least or 0, most))
    return in_state(selector, draw(counted), at_least=at_least, at_most=at_most)


def _combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(AllOf),
        several.map(AnyOf),
        parts.map(Not),
        several.flatmap(lambda some: st.integers(1, len(some)).map(lambda count: AtLeast(count, some))),
        several.flatmap(lambda some: st.integers(0, len(some) - 1).map(lambda count: AtMost(count, some))),
    )


@st.composite
def entities(draw: st.DrawFn, kinds: Sequence[str]) -> list[Entity]:
    """
    One to four entities of every kind.

    Args:
        draw: Given by hypothesis.

        kinds: Ids of the lifecycles.
    """
    made: list[Entity] = []
    for n in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from((Base, Mission, Entity)))
        lifecycle = draw(st.sampled_from(kinds))
        tags = draw(st.lists(st.sampled_from(TAGS), max_size=2, unique=True))
        made.append(kind(f"entity{n}", lifecycle, tags=tags, site=draw(st.sampled_from((None, "site")))))
    return made


@st.composite
def lifecycles(
    draw: st.DrawFn, id_: str, states: Mapping[str, Sequence[str]], entities: Sequence[Entity], *, guarded: bool
) -> Lifecycle:
    """
    A lifecycle with at least one trigger, and without circles of automatic transitions.

    Args:
        draw: Given by hypothesis.

        id_: Its id.

        states: States of each lifecycle, by id.

        entities: What conditions can be about.

        guarded: Whether transitions may have conditions.
    """
    own = states[id_]
    condition = conditions(entities, states) if guarded else st.nothing()
    transitions = [Transition(own[0], own[1], TRIGGERS[0])]
    for _ in range(draw(st.integers(0, 4))):
        source, target = draw(st.sampled_from(own)), draw(st.sampled_from(own))
        transitions.append(Transition(source, target, draw(st.sampled_from(TRIGGERS)), draw(st.none() | condition)))
    for _ in range(draw(st.integers(0, 2 * guarded))):
        first = draw(st.integers(0, len(own) - 2))
        # Only ever forward, so that there is no circle.
        transitions.append(
            Transition(own[first], own[draw(st.integers(first + 1, len(own) - 1))], when=draw(condition))
        )
    return Lifecycle(id_, own, own[0], _without_dead_ones(transitions))


def _without_dead_ones(transitions: Sequence[Transition]) -> list[Transition]:
    """
    The transitions that an earlier one without a condition does not always forestall.
    """
    decided: set[tuple[tuple[str, ...], str | None]] = set()
    alive = []
    for transition in transitions:
        key = transition.source, transition.trigger
        if key not in decided:
            alive.append(transition)
        if transition.when is None:
            decided.add(key)
    return alive
