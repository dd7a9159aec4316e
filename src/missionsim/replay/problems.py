"""
A compiled record as the problem of which readings are consistent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from missionsim.record.conditions import Condition, InState, Not, Several
from missionsim.replay.agenda import Windows
from missionsim.replay.engine import Engine
from missionsim.replay.links import Links
from missionsim.replay.modes import Mode
from missionsim.replay.program import Program
from missionsim.replay.readings.problem import Firing, Guard, Leaf, Link, Parts, Problem, Route, Routes
from missionsim.replay.tables import Row


class Translation:
    """
    Conditions and rows of a program as those of a problem.

    Args:
        program: The compiled record.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rows: dict[int, Routes] = {}

    def guard(self, condition: Condition) -> Guard:
        """
        A condition on states.
        """
        if isinstance(condition, InState):
            ids = self._program.members[condition.select]
            numbers = tuple(self._program.numbers[id_] for id_ in ids)
            least, most = condition.bounds(len(numbers))
            return self._leaf(numbers, condition.states, least, most)
        if isinstance(condition, Not):
            return Parts((self.guard(condition.condition),), 0, 0)
        assert isinstance(condition, Several)  # noqa: S101  measures are left to the monitor
        least, most = condition.bounds()
        return Parts(tuple(self.guard(part) for part in condition.conditions), least, most)

    def _leaf(self, numbers: tuple[int, ...], states: Sequence[str], least: int, most: int) -> Guard:
        """
        A leaf per table: the entities that it means may follow several lifecycles.
        """
        tables = {id(self._program.tables[number]): self._program.tables[number] for number in numbers}
        if len(tables) == 1:
            (table,) = tables.values()
            return Leaf(numbers, _indices(table.indices, states), least, most)
        parts = tuple(
            Leaf((number,), _indices(self._program.tables[number].indices, states), 1, 1) for number in numbers
        )
        return Parts(parts, least, most)

    def routes(self, row: Row) -> Routes:
        """
        A row of the program.
        """
        if id(row) not in self._rows:
            self._rows[id(row)] = tuple(self._entry(entry) for entry in row)
        return self._rows[id(row)]

    def _entry(self, entry: object) -> tuple[Route, ...]:
        if entry is None:
            return ()
        if isinstance(entry, int):
            return (Route(entry),)
        assert isinstance(entry, tuple)  # noqa: S101  a row has nothing else
        return tuple(Route(each.target, None if each.when is None else self.guard(each.when)) for each in entry)


def problem_of(  # noqa: PLR0913  what readings rest on
    program: Program, links: Links, windows: Windows, modes: Sequence[Mode], unsaid: Iterable[int], last: int
) -> Problem:
    """
    Which readings of a record are consistent, as a problem.

    Dependencies that no choice of days keeps are left out; and so is what happens in events beyond the horizon.

    Args:
        program: The compiled record.

        links: What depends on what.

        windows: First and last day of every event.

        modes: What every firing is evidence of.

        unsaid: Positions of the context that takes place in no reading.

        last: The horizon, as an ordinal.
    """
    translation = Translation(program)
    orphaned = links.orphans
    broken = set(map(id, windows.broken))
    firings = [
        tuple(
            Firing(
                program.entity_of[firing],
                translation.routes(program.row_of[firing]),
                "denied" if position in orphaned else modes[firing],
            )
            for firing in (of_event if windows.lows[position] <= last else ())
        )
        for position, of_event in enumerate(program.firings_of)
    ]
    for position in unsaid:
        # What fires nothing takes effect always; a firing that is never applied takes none.
        firings[position] = (Firing(0, ((),) * len(program.tables[0].states), "denied"),)
    return Problem(
        windows=tuple(zip(windows.lows, windows.highs, strict=True)),
        firings=tuple(firings),
        initial=tuple(Engine(program).states),
        links=tuple(
            Link(tie.before, tie.after, tie.lag, tie.carries)
            for ties in links.ties.values()
            for tie in ties
            if id(tie) not in broken
        ),
        automatic=tuple(
            () if table.automatic is None else translation.routes(table.automatic) for table in program.tables
        ),
    )


def _indices(indices: Mapping[str, int], states: Sequence[str]) -> frozenset[int]:
    return frozenset(indices[state] for state in states if state in indices)
