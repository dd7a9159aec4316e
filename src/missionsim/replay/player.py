"""
Events on their days, played one after the other; what depends on something that waits is held until that happens.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from missionsim.replay.columns import APPLIED, DEFERRED, Columns
from missionsim.replay.dependents import HELD, ORPHANED, Dependents, Due, Memory
from missionsim.replay.engine import Engine, Mark
from missionsim.replay.links import NO_LINKS, Links, Tie
from missionsim.replay.program import Program
from missionsim.replay.straight import play_all


class Moment(NamedTuple):
    """
    What going back to a moment brings back.

    Args:
        mark: The engine's.

        position: How many events of the order had been played.

        memory: What had become of those that others depend on.
    """

    mark: Mark
    position: int
    memory: Memory


class Player:
    """
    A replay in progress.

    Args:
        program: The compiled record.

        links: What depends on what.

        days: The day of every event, by position.

        order: Positions of all events in the order of a replay.

        engine: What they happen to; a new one unless given.

        futile: Positions of events that are known to wait in vain: nothing is held for them.

    Attributes:
        engine: The configuration, and what happened.

        initial: State of every entity at the start.
    """

    def __init__(  # noqa: PLR0913  a replay has as many sides
        self,
        program: Program,
        links: Links,
        days: Sequence[int],
        order: Sequence[int],
        *,
        engine: Engine | None = None,
        futile: Iterable[int] = (),
    ) -> None:
        self.engine = Engine(program) if engine is None else engine
        self.initial = tuple(self.engine.states)
        self._program = program
        self._links = links
        self._days = days
        self._order = order
        self._position = 0
        self._dependents = Dependents(links, days, futile)

    @property
    def futile(self) -> frozenset[int]:
        """
        Positions of the events that are known to wait in vain.
        """
        return self._dependents.futile

    @property
    def effects(self) -> Mapping[int, int]:
        """
        The day on which an event took effect, or ``NEVER``, by position; of those that others depend on.
        """
        return self._dependents.effects

    @property
    def position(self) -> int:
        """
        How many events of the order have been played.
        """
        return self._position

    @property
    def pushed(self) -> Mapping[int, tuple[Tie, int]]:
        """
        Per event that was held, the dependency that held it and the first day that it allows.
        """
        return self._dependents.pushed

    def situation(self) -> Hashable:
        """
        All that decides what can happen from now on.
        """
        return tuple(self.engine.states), self.engine.waiting, self._dependents.situation()

    def due(self) -> Due | None:
        """
        Day and position of the next event; ``None`` if there is none.
        """
        held = self._dependents.first
        if self._position < len(self._order):
            position = self._order[self._position]
            day = self._days[position]
            return (day, position) if held is None or day < held[0] else held
        return held

    def play(self, due: Due) -> None:
        """
        Play the event that is due.
        """
        if due == self._dependents.first:
            self._dependents.take_first()
        else:
            self._position += 1
        self._play(*due)

    def happen_on(self, day: int, position: int) -> None:
        """
        Play an event, whichever is next in order, and what was held until that day.
        """
        self._play(day, position)
        while (held := self._dependents.first) is not None and held[0] <= day:
            self._play(*self._dependents.take_first())

    def run(self, last: int) -> None:
        """
        Play all events up to the end of day *last*.
        """
        if not is_straight(self._program, self._links) or self.engine.take is not None:
            while (due := self.due()) is not None and due[0] <= last:
                self.play(due)
            return
        end = bisect_right(self._order, last, self._position, key=self._days.__getitem__)
        events = self._order[self._position : end]
        self._position = end
        if self._program.fire_once:
            play_all(self.engine, events, [self._days[event] for event in events])
        else:
            firings_of = self._program.firings_of
            days = [self._days[event] for event in events for _ in firings_of[event]]
            play_all(self.engine, [firing for event in events for firing in firings_of[event]], days)

    def happen(self, position: int, day: int) -> None:
        """
        Let an event happen: its firings in their order, then what waits and can happen now.
        """
        engine = self.engine
        fates = [engine.next(firing, day) for firing in self._program.firings_of[position]]
        is_applied = APPLIED in fates
        self._dependents.note(position, day, happens=is_applied or not fates, waits=DEFERRED in fates)
        if is_applied and engine.waiting:
            self.retry(day)

    def retry(self, day: int) -> None:
        """
        Let happen what waits and can happen now, and release what was held for it.
        """
        for firing in self.engine.retry(day):
            self._dependents.release(self._program.event_of[firing], day)

    def close(self, day: int) -> list[Tie]:
        """
        End on *day*: what waits is stranded, and what reacts to it is orphaned.

        Returns:
            The dependencies for which something else was held in vain; without them, it would have come on its own day.
        """
        self.engine.close(day)
        vain: list[Tie] = []
        for position, ties in self._dependents.close().items():
            if any(tie.carries for tie in ties):
                self._orphan(position, day)
            else:
                vain += ties
        while not vain and (held := self._dependents.first) is not None and held[0] <= day:
            self._play(*self._dependents.take_first())
        return vain

    def moment(self) -> Moment:
        """
        The present moment, to go back to by :meth:`undo`.
        """
        return Moment(self.engine.mark(), self._position, self._dependents.memory())

    def undo(self, moment: Moment) -> None:
        """
        Go back to a moment.
        """
        self.engine.undo(moment.mark)
        self._position = moment.position
        self._dependents.undo(moment.memory)

    def copy_from(self, other: Player) -> None:
        """
        Come to where *other* is; but for its engine.
        """
        self._position = other._position
        self._dependents.copy_from(other._dependents)

    def resume(self, position: int, columns: Columns, rows: range, states: Sequence[int]) -> None:
        """
        Take what happened elsewhere as played.

        Args:
            position: How many events of the order have been played then.

            columns: What happened.

            rows: The rows to add.

            states: State of every entity after them.
        """
        self._position = position
        self.engine.resume(columns, rows, states)

    def _play(self, day: int, position: int) -> None:
        fate = self._dependents.fate(position, day)
        if fate == ORPHANED:
            self._orphan(position, day)
        elif fate != HELD:
            self.happen(position, day)

    def _orphan(self, position: int, day: int) -> None:
        for firing in self._program.firings_of[position]:
            self.engine.orphan(firing, day)
        self._dependents.note(position, day, happens=False, waits=False)


def is_straight(program: Program, links: Links) -> bool:
    """
    Whether nothing depends on anything, and nothing waits.
    """
    return not (links.ties or links.orphans or program.waits)


def played(program: Program, links: Links, days: Sequence[int], order: Sequence[int], last: int) -> Player:
    """
    All events played to the end.

    Args:
        program: The compiled record.

        links: What depends on what.

        days: The day of every event.

        order: Positions of all events in the order of a replay.

        last: The horizon, inclusive; what waits there is stranded.
    """
    if not links.orphans and not program.waits and links.are_kept(days):
        # Where everything happens on its day, no dependency ever holds anything.
        player = Player(program, NO_LINKS, days, order)
        player.run(last)
        if player.engine.columns.are_applied:
            return player
    futile: set[int] = set()
    while True:
        player = Player(program, links, days, order, futile=futile)
        player.run(last)
        vain = {tie.before for tie in player.close(last)}
        if vain <= futile:
            return player
        futile |= vain
