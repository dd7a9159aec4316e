"""
What a transition shifts besides the state of its entity: counts, and what may happen by itself then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from missionsim.replay.counting import Counters, Moves
from missionsim.replay.tables import Table


class Shift(NamedTuple):
    """
    What a transition shifts.

    Args:
        counted: The counters, by how much, and at which of their values a condition comes to hold or fail then.

        woken: The entities whose automatic transitions may open at such a value.

        is_watched: Whether they may open at any, since its own entity is one of them.
    """

    counted: tuple[tuple[int, int, frozenset[int]], ...]
    woken: tuple[int, ...]
    is_watched: bool


# By the states before and after.
Shifts = Sequence[Mapping[int, Shift]]


def shifts_of(
    tables: Sequence[Table], moves: Sequence[Moves | None], counters: Counters, watched: Sequence[int]
) -> list[Shifts | None]:
    """
    What the transitions of every entity shift; ``None`` where nobody counts it and nothing happens by itself.

    Args:
        tables: The table that each entity goes by.

        moves: Per entity and state, the counters that count an entity in it.

        counters: What is counted.

        watched: The entities that have automatic transitions.
    """
    if not len(counters) and not watched:
        return [None] * len(tables)
    followers: dict[int, list[int]] = {}
    for number in watched:
        for counter in tables[number].followed:
            followers.setdefault(counter, []).append(number)
    made: dict[tuple[int, int, int | None], Shifts] = {}
    found: list[Shifts | None] = []
    for number, (table, row) in enumerate(zip(tables, moves, strict=True)):
        own = None if table.automatic is None else number
        key = id(table), id(row), own
        if key not in made and (row is not None or own is not None):
            made[key] = _shifts(table, row, counters, followers, own)
        found.append(made.get(key))
    return found


def _shifts(
    table: Table, moves: Moves | None, counters: Counters, followers: Mapping[int, Sequence[int]], own: int | None
) -> Shifts:
    found: list[dict[int, Shift]] = [{} for _ in table.states]
    for before, after in table.ways:
        by = Counter(moves[after] if moves else ())
        by.subtract(moves[before] if moves else ())
        counted = tuple((each, number, counters.edges(each, number)) for each, number in by.items() if number)
        woken = {follower for each, *_ in counted for follower in followers.get(each, ())}
        if own is not None:
            woken.add(own)
        found[before][after] = Shift(counted, tuple(sorted(woken)), own is not None)
    return found
