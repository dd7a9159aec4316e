"""
All that follows from a record before anything is asked, worked out once and kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from missionsim.record.record import Record
from missionsim.replay.agenda import Reading, Windows, Written, rewritten_windows, windows_of, written_windows
from missionsim.replay.columns import APPLIED
from missionsim.replay.links import NO_LINKS, Links, by_day, links_of
from missionsim.replay.modes import Mode, is_lost, is_refused, modes_again, modes_of
from missionsim.replay.player import Player, played
from missionsim.replay.problems import problem_of
from missionsim.replay.program import Program, program_of, relied_on
from missionsim.replay.readings.readings import Readings
from missionsim.replay.resuming import Known

# From how many events on looking for what is known already pays.
LONG = 500

Placing = tuple[Sequence[int], Sequence[int]]


class Compiled:
    """
    A record, compiled.

    Args:
        record: The record.

        base: A record that differs in dates only, compiled: what does not depend on dates is taken from it.

        changed: Positions of the events that have other dates than there.
    """

    def __init__(self, record: Record, base: Compiled | None = None, changed: Iterable[int] = ()) -> None:
        self.record = record
        self.program: Program = program_of(record) if base is None else base.program
        self._base = base
        self._changed = tuple(changed)
        self.last = record.horizon.toordinal()
        self._placings: dict[Reading, Placing] = {}
        self._shown: dict[Reading, Player] = {}

    @cached_property
    def links(self) -> Links:
        """
        What depends on what.
        """
        return links_of(self.record) if self._base is None else self._base.links

    @cached_property
    def windows(self) -> Windows:
        """
        The days that dates and dependencies leave to every event.
        """
        return windows_of(self.written, self.links)

    @cached_property
    def written(self) -> Written:
        """
        First and last day of every event by its date alone.
        """
        if self._base is None:
            return written_windows(self.record)
        return rewritten_windows(self.record, self._changed, self._base.written)

    def written_window(self, position: int) -> tuple[int, int]:
        """
        First and last day of one event by its date alone.
        """
        lows, highs = self.written
        return lows[position], highs[position]

    @cached_property
    def modes(self) -> Sequence[Mode]:
        """
        What every firing is evidence of.
        """
        if self._base is None:
            return modes_of(self.record, self.windows.lows)
        return modes_again(self.record, self._base.modes, self._base.windows.lows, self.windows.lows)

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
    def readings(self) -> Readings:
        """
        The consistent readings.
        """
        unsaid = [
            position
            for position, event in enumerate(self.record.events)
            if event.is_context and (event.denied_by is not None or position in self.links.orphans)
        ]
        return Readings(problem_of(self.program, self.links, self.windows, self.modes, unsaid, self.last))

    @cached_property
    def is_contradicted(self) -> bool:
        """
        Whether even the readings that refuse least refuse something that is asserted.
        """
        return self.refuses_evidence(self.shown("latest"))

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
        player = self.play(days, order)
        if not self.refuses_evidence(player):
            self._shown[reading] = player
            return days, order
        found = self.readings.representative(reading)
        return (days, order) if found is None else (found.days, found.sequence)

    def shown(self, reading: Reading) -> Player:
        """
        The reading that a plain replay shows, played to the horizon; for looking at only.
        """
        days, order = self.placing(reading)
        if reading not in self._shown:
            self._shown[reading] = self.play(days, order)
        return self._shown[reading]

    def play(self, days: Sequence[int], order: Sequence[int]) -> Player:
        """
        All events played to the horizon.
        """
        base = self._base
        if base is not None and base.last == self.last and base.is_resumable and self.links.are_kept(days):
            player = base.known.play(Player(self.program, NO_LINKS, days, order), days, order)
            if not self.links.ties or player.engine.columns.are_applied:
                return player
        return played(self.program, self.links, days, order, self.last)

    @cached_property
    def is_resumable(self) -> bool:
        """
        Whether other courses can resume the one that a plain replay shows: it is long, and nothing was ever held in it.
        """
        days, order = self.placing("latest")
        if len(order) < LONG or self.links.orphans or self.program.waits:
            return False
        return not self.links.ties or (self.links.are_kept(days) and self.shown("latest").engine.columns.are_applied)

    @cached_property
    def known(self) -> Known:
        """
        The course that a plain replay shows, for others to resume.
        """
        return Known(self.shown("latest"), *self.placing("latest"), self.last)

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
        if columns.are_applied:
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
