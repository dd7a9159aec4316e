"""
Conditions: whether they hold, what they read, and what they come to once some of it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from missionsim.replay.readings.problem import Guard, Leaf, Parts

Known = Callable[[int, frozenset[int]], bool | None]


def holds(guard: Guard, state: Sequence[int]) -> bool:
    """
    Whether *guard* holds in *state*.
    """
    if isinstance(guard, Leaf):
        states = guard.states
        count = sum(state[entity] in states for entity in guard.entities)
    else:
        count = sum(holds(part, state) for part in guard.parts)
    return guard.least <= count <= guard.most


def leaves(guard: Guard) -> Iterator[Leaf]:
    """
    The leaves of *guard*.
    """
    if isinstance(guard, Leaf):
        yield guard
    else:
        for part in guard.parts:
            yield from leaves(part)


def split(guard: Guard) -> Iterator[Guard]:
    """
    The conditions that have all to hold for *guard* to hold.
    """
    if isinstance(guard, Leaf):
        yield from _split_leaf(guard)
    elif guard.least >= len(guard.parts) <= guard.most:
        for part in guard.parts:
            yield from split(part)
    elif guard.least <= 0 == guard.most:
        for part in guard.parts:
            yield from _split_negated(part)
    else:
        yield guard


def _split_leaf(leaf: Leaf) -> Iterator[Guard]:
    size = len(leaf.entities)
    if size > 1 and leaf.least == size <= leaf.most:
        for entity in leaf.entities:
            yield Leaf((entity,), leaf.states, 1, 1)
    elif size > 1 and leaf.least <= 0 == leaf.most:
        for entity in leaf.entities:
            yield Leaf((entity,), leaf.states, 0, 0)
    else:
        yield leaf


def _split_negated(guard: Guard) -> Iterator[Guard]:
    size = len(guard.entities) if isinstance(guard, Leaf) else len(guard.parts)
    if guard.least == 1 and guard.most >= size:
        if isinstance(guard, Leaf):
            yield from split(Leaf(guard.entities, guard.states, 0, 0))
        else:
            yield from split(Parts(guard.parts, 0, 0))
    else:
        yield Parts((guard,), 0, 0)


def folded(guard: Guard, known: Known) -> Guard | bool:
    """
    What *guard* comes to.

    Args:
        guard: A condition.

        known: Says of an entity and a set of states whether it is in one of them, ``None`` if that is open.

    Returns:
        Whether it holds, or the condition on what is open.
    """
    if isinstance(guard, Leaf):
        return _folded_leaf(guard, known)
    parts: list[Guard] = []
    count = 0
    for part in guard.parts:
        value = folded(part, known)
        if value is True:
            count += 1
        elif value is not False:
            parts.append(value)
    least, most = guard.least - count, guard.most - count
    if most < 0 or least > len(parts):
        return False
    if least <= 0 and most >= len(parts):
        return True
    return Parts(tuple(parts), least, most)


def _folded_leaf(leaf: Leaf, known: Known) -> Guard | bool:
    entities: list[int] = []
    count = 0
    for entity in leaf.entities:
        value = known(entity, leaf.states)
        if value is None:
            entities.append(entity)
        else:
            count += value
    least, most = leaf.least - count, leaf.most - count
    if most < 0 or least > len(entities):
        return False
    if least <= 0 and most >= len(entities):
        return True
    return Leaf(tuple(entities), leaf.states, least, most)
