"""
Events on their days, played one after the other; what depends on something that waits is held until that happens.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from heapq import heappop, heappush

from attrs import frozen

from missionsim.replay.columns import APPLIED
from missionsim.replay.engine import Engine, Mark
from missionsim.replay.links import Links, Tie
from missionsim.replay.program import Program

NEVER = -1
Held = tuple[int, int]


@frozen
class Moment:
    """
    What going back to a moment brings back.
    """

    mark: Mark
    position: int
    held: tuple[Held, ...]
    parked: tuple[int, ...]
    awaited: frozenset[int]
    effects: int
    pushed: int


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

        effects: The day on which an event took effect, or ``NEVER``, by position; of those that others depend on.

        pushed: Per event that was held, the dependency that held it and the first day that it allows.
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
        self.effects: dict[int, int] = {}
        self.pushed: dict[int, tuple[Tie, int]] = {}
        self._program = program
        self._links = links
        self._days = days
        self._order = order
        self._position = 0
        self._held: list[Held] = []
        self._parked: list[int] = []
        self._awaited: set[int] = set()
        self._futile = frozenset(futile)

    @property
    def position(self) -> int:
        """
        How many events of the order have been played.
        """
        return self._position

    @property
    def futile(self) -> frozenset[int]:
        """
        Positions of the events that are known to wait in vain.
        """
        return self._futile

    def situation(self) -> Hashable:
        """
        All that decides what can happen from now on.
        """
        effects = frozenset(self.effects.items())
        engine = self.engine
        return tuple(engine.states), engine.waiting, tuple(self._held), tuple(self._parked), effects

    def due(self) -> Held | None:
        """
        Day and position of the next event; ``None`` if there is none.
        """
        listed = None
        if self._position < len(self._order):
            position = self._order[self._position]
            listed = self._days[position], position
        if self._held and (listed is None or self._held[0][0] <= listed[0]):
            return self._held[0]
        return listed

    def step(self) -> None:
        """
        Play the next event, if there is one.
        """
        due = self.due()
        if due is None:
            return
        if self._held and self._held[0] == due:
            heappop(self._held)
        else:
            self._position += 1
        self._play(*due)

    def happen_on(self, day: int, position: int) -> None:
        """
        Play an event, whichever is next in order, and what was held until that day.
        """
        self._play(day, position)
        while self._held and self._held[0][0] <= day:
            self._play(*heappop(self._held))

    def run(self, last: int) -> None:
        """
        Play all events up to the end of day *last*.
        """
        if self._links.ties or self._links.orphans or self._program.waits:
            while (due := self.due()) is not None and due[0] <= last:
                self.step()
            return
        # Nothing depends on anything, and nothing waits.
        firings_of, days, order, happen = self._program.firings_of, self._days, self._order, self.engine.next
        while self._position < len(order) and days[order[self._position]] <= last:
            event = order[self._position]
            day = days[event]
            for firing in firings_of[event]:
                happen(firing, day)
            self._position += 1

    def close(self, day: int) -> set[int]:
        """
        End on *day*: what waits is stranded, and what reacts to it is orphaned.

        Returns:
            Positions of the events that something else was held for in vain; without holding it, it would have come
            on its own day.
        """
        self.engine.close(day)
        vain: set[int] = set()
        for position in self._parked:
            ties = [tie for tie in self._links.ties[position] if tie.before in self._awaited]
            if any(tie.carries for tie in ties):
                self._orphan(position, day)
            else:
                vain.update(tie.before for tie in ties)
        self._parked = []
        return vain

    def moment(self) -> Moment:
        """
        The present moment, to go back to by :meth:`undo`.
        """
        return Moment(
            self.engine.mark(),
            self._position,
            tuple(self._held),
            tuple(self._parked),
            frozenset(self._awaited),
            len(self.effects),
            len(self.pushed),
        )

    def undo(self, moment: Moment) -> None:
        """
        Go back to a moment.
        """
        self.engine.undo(moment.mark)
        self._position = moment.position
        self._held, self._parked, self._awaited = list(moment.held), list(moment.parked), set(moment.awaited)
        while len(self.effects) > moment.effects:
            self.effects.popitem()
        while len(self.pushed) > moment.pushed:
            self.pushed.popitem()

    def copy_from(self, other: Player) -> None:
        """
        Come to where *other* is; but for its engine.
        """
        self._position = other._position
        self._held, self._parked, self._awaited = list(other._held), list(other._parked), set(other._awaited)
        self.effects, self.pushed = dict(other.effects), dict(other.pushed)

    def _play(self, day: int, position: int) -> None:
        if position in self._links.orphans:
            self._orphan(position, day)
            return
        for tie in self._links.ties.get(position, ()):
            if self._is_stopped(tie, day):
                return
        self.happen(position, day)

    def _is_stopped(self, tie: Tie, day: int) -> bool:
        """
        Whether an event can't take place now: it reacts to what never happens, or its predecessor is to come first.
        """
        position = tie.after
        effect = self.effects.get(tie.before)
        if effect is None and tie.before in self._awaited:
            effect = NEVER if tie.before in self._futile else None
            if effect is None:
                self._parked.append(position)
                return True
        if effect == NEVER and tie.carries:
            self._orphan(position, day)
            return True
        if effect is not None and effect != NEVER and effect + tie.lag > day:
            self.pushed.setdefault(position, (tie, effect + tie.lag))
            heappush(self._held, (effect + tie.lag, position))
            return True
        return False

    def happen(self, position: int, day: int) -> None:
        """
        Let an event happen: its firings in their order, then what waits and can happen now.
        """
        engine = self.engine
        fates = [engine.next(firing, day) for firing in self._program.firings_of[position]]
        is_applied = APPLIED in fates
        self._note(position, day if is_applied or not fates else None, waits=self._waits(position))
        if is_applied and engine.waiting:
            self.retry(day)

    def retry(self, day: int) -> None:
        """
        Let happen what waits and can happen now, and release what was held for it.
        """
        for firing in self.engine.retry(day):
            event = self._program.event_of[firing]
            if event in self._awaited:
                self._awaited.remove(event)
                self.effects[event] = day
                self._release(event, day)

    def _waits(self, position: int) -> bool:
        firings = self._program.firings_of[position]
        return any(firing in firings for firing, _ in self.engine.waiting)

    def _note(self, position: int, day: int | None, *, waits: bool) -> None:
        if not self._links.ties:
            return
        if day is not None:
            self.effects[position] = day
        elif waits:
            self._awaited.add(position)
        else:
            self.effects[position] = NEVER

    def _release(self, event: int, day: int) -> None:
        """
        Let what was held for an event come when its dependencies allow it.
        """
        for position in [each for each in self._parked if self._depends(each, event)]:
            self._parked.remove(position)
            ties = [tie for tie in self._links.ties[position] if tie.before == event]
            first = max(self._days[position], *(day + tie.lag for tie in ties))
            self.pushed.setdefault(position, (ties[0], first))
            heappush(self._held, (first, position))

    def _depends(self, position: int, event: int) -> bool:
        return any(tie.before == event for tie in self._links.ties[position])

    def _orphan(self, position: int, day: int) -> None:
        for firing in self._program.firings_of[position]:
            self.engine.orphan(firing, day)
        self._note(position, None, waits=False)


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
    futile: set[int] = set()
    while True:
        player = Player(program, links, days, order, futile=futile)
        player.run(last)
        vain = player.close(last)
        if vain <= futile:
            return player
        futile |= vain
