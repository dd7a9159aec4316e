"""
All that follows from a record before anything is asked, worked out once and kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from missionsim.record.record import Record
from missionsim.replay.agenda import Reading, Windows, windows_of, written_windows
from missionsim.replay.columns import APPLIED
from missionsim.replay.links import Links, by_day, links_of
from missionsim.replay.modes import Mode, is_lost, is_refused, modes_of
from missionsim.replay.player import Player, played
from missionsim.replay.problems import problem_of
from missionsim.replay.program import Program, program_of, relied_on
from missionsim.replay.readings.readings import Readings

Placing = tuple[Sequence[int], Sequence[int]]


class Compiled:
    """
    A record, compiled.

    Args:
        record: The record.

        program: Its program; made unless given, by a record that differs in dates only.
    """

    def __init__(self, record: Record, program: Program | None = None) -> None:
        self.record = record
        self.program = program_of(record) if program is None else program
        self.last = record.horizon.toordinal()
        self._placings: dict[Reading, Placing] = {}

    @cached_property
    def links(self) -> Links:
        """
        What depends on what.
        """
        return links_of(self.record)

    @cached_property
    def windows(self) -> Windows:
        """
        The days that dates and dependencies leave to every event.
        """
        return windows_of(self.record, self.links)

    @cached_property
    def written(self) -> Sequence[tuple[int, int]]:
        """
        First and last day of every event by its date alone.
        """
        return tuple(zip(*written_windows(self.record), strict=True))

    @cached_property
    def modes(self) -> Sequence[Mode]:
        """
        What every firing is evidence of.
        """
        return modes_of(self.record, self.windows.lows)

    @cached_property
    def reads(self) -> Sequence[frozenset[int]]:
        """
        Per entity, the entities that the conditions of its lifecycle look at.
        """
        program = self.program
        by_table: dict[int, frozenset[int]] = {}
        for table in program.tables:
            if id(table) not in by_table:
                rows = [*table.rows.values(), table.automatic or ()]
                routes = [route for row in rows for entry in row if isinstance(entry, tuple) for route in entry]
                ids = {id_ for route in routes for id_ in relied_on(route.when, program.members)}
                by_table[id(table)] = frozenset(program.numbers[id_] for id_ in ids)
        return [by_table[id(table)] for table in program.tables]

    @cached_property
    def readers(self) -> Mapping[int, frozenset[int]]:
        """
        The entities whose conditions look at an entity, by that entity.
        """
        found: dict[int, set[int]] = {}
        for entity, read in enumerate(self.reads):
            for each in read:
                found.setdefault(each, set()).add(entity)
        return {entity: frozenset(each) for entity, each in found.items()}

    @cached_property
    def readings(self) -> Readings:
        """
        The consistent readings.
        """
        return Readings(problem_of(self.program, self.links, self.windows, self.modes, self.last))

    @cached_property
    def is_contradicted(self) -> bool:
        """
        Whether even the readings that refuse least refuse something that is asserted.
        """
        return self.refuses_evidence(self.play(*self.placing("latest")))

    @property
    def affected(self) -> frozenset[int]:
        """
        The entities that may do otherwise than asserted: none, or all of a record that contradicts itself.
        """
        return frozenset(range(len(self.program.entities))) if self.is_contradicted else frozenset()

    def placing(self, reading: Reading) -> Placing:
        """
        The day of every event in the reading that a plain replay shows, and the order of all events.

        All events stand at their latest (or earliest) where nothing asserted is refused then; else each stands as late
        as it can, in document order.
        """
        if reading not in self._placings:
            self._placings[reading] = self._place(reading)
        return self._placings[reading]

    def _place(self, reading: Reading) -> Placing:
        days = self.windows.days(reading)
        order = by_day(days, self.links)
        if not self.refuses_evidence(self.play(days, order)):
            return days, order
        found = self.readings.representative(reading)
        return (days, order) if found is None else (found.days, found.sequence)

    def play(self, days: Sequence[int], order: Sequence[int]) -> Player:
        """
        All events played to the horizon.
        """
        return played(self.program, self.links, days, order, self.last)

    def refuses_evidence(self, player: Player) -> bool:
        """
        Whether something asserted did not happen in a replay.
        """
        return self._has(player, is_lost)

    def refuses(self, player: Player) -> bool:
        """
        Whether something asserted did not happen in a replay, or something planned was refused.
        """
        return self._has(player, lambda how, mode: is_lost(how, mode) or is_refused(how, mode))

    def _has(self, player: Player, is_meant: Callable[[int, Mode], bool]) -> bool:
        columns = player.engine.columns
        if not columns.how or min(columns.how) >= APPLIED:
            return False
        modes = self.modes
        return any(
            how < APPLIED and is_meant(how, modes[what]) for what, how in zip(columns.what, columns.how, strict=True)
        )


def compiled(record: Record) -> Compiled:
    """
    A record, compiled when that is first asked.
    """
    found = record.memo.get(Compiled)
    if not isinstance(found, Compiled):
        found = record.memo[Compiled] = Compiled(record)
    return found
