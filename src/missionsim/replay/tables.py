"""
The transitions of a lifecycle as a table: states as small integers, a row per trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from missionsim.record.conditions import Condition
from missionsim.record.lifecycles import Lifecycle
from missionsim.replay.counting import Counters, Test


@frozen(eq=False)
class Route:
    """
    A way out of a state that has a condition, or competes with one that has.

    Args:
        target: The state that it leads to.

        when: Its condition.

        test: Whether that holds, by the counters.
    """

    target: int
    when: Condition | None
    test: Test | None


# Where a trigger leads unconditionally, the routes to try in order, or nothing.
Entry = int | tuple[Route, ...] | None
# An entry per state.
Row = Sequence[Entry]


@frozen(eq=False)
class Table:
    """
    The transitions of one lifecycle.

    Args:
        lifecycle: Id of the lifecycle.

        states: Names of the states.

        rows: A row per trigger.

        automatic: The row of what happens by itself; ``None`` if nothing does.

        followed: The counters that automatic transitions look at.
    """

    lifecycle: str
    states: tuple[str, ...]
    rows: Mapping[str, Row]
    automatic: Row | None
    followed: frozenset[int]

    @cached_property
    def indices(self) -> Mapping[str, int]:
        """
        Number of each state, by name.
        """
        return {state: number for number, state in enumerate(self.states)}

    @property
    def ways(self) -> Iterator[tuple[int, int]]:
        """
        The states before and after each of its transitions.
        """
        for row in (*self.rows.values(), self.automatic or ()):
            yield from ways_of(row)

    def turns(self, row: Row, states: Iterable[str]) -> bool:
        """
        Whether one of its rows leads into some states, or out of them.
        """
        inside = {self.indices[state] for state in states if state in self.indices}
        return any((before in inside) != (after in inside) for before, after in ways_of(row))


def ways_of(row: Row) -> Iterator[tuple[int, int]]:
    """
    The states before and after each transition of a row.
    """
    for before, entry in enumerate(row):
        if isinstance(entry, int):
            yield before, entry
        for route in entry if isinstance(entry, tuple) else ():
            yield before, route.target


def table_of(lifecycle: Lifecycle, counters: Counters) -> Table:
    """
    The transitions of a lifecycle.

    Args:
        lifecycle: The lifecycle.

        counters: What is counted for its conditions.
    """
    indices = {state: number for number, state in enumerate(lifecycle.states)}
    found: dict[str | None, list[list[Route]]] = {}
    followed: set[int] = set()
    for transition in lifecycle.transitions:
        row = found.setdefault(transition.trigger, [[] for _ in lifecycle.states])
        test = None if transition.when is None else counters.test(transition.when)
        route = Route(indices[transition.target], transition.when, test)
        for state in transition.source:
            row[indices[state]].append(route)
        if transition.trigger is None and transition.when is not None:
            followed.update(counters.of(transition.when))
    rows = {trigger: tuple(map(_entry, row)) for trigger, row in found.items()}
    return Table(
        lifecycle.id,
        lifecycle.states,
        {trigger: row for trigger, row in rows.items() if trigger is not None},
        rows.get(None),
        frozenset(followed),
    )


def _entry(routes: Sequence[Route]) -> Entry:
    if not routes:
        return None
    return routes[0].target if routes[0].test is None else tuple(routes)
