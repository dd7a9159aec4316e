"""
Events that depend on others while a replay is in progress: what they are held for, and what came of that.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from missionsim.replay.links import Links, Tie

NEVER = -1
FREE, HELD, ORPHANED = range(3)

Due = tuple[int, int]


class Memory(NamedTuple):
    """
    What going back to a moment brings back.

    Args:
        held: Day and position of the events that are held until a day.

        parked: Positions of those held for what waits.

        awaited: Positions of the events that wait.

        effects: How many effects were known.

        pushed: How many events had been held.
    """

    held: tuple[Due, ...]
    parked: tuple[int, ...]
    awaited: frozenset[int]
    effects: int
    pushed: int


NOTHING = Memory((), (), frozenset(), 0, 0)


class Dependents:
    """
    What depends on what, as far as it has happened.

    Args:
        links: The dependencies.

        days: The day of every event, by position.

        futile: Positions of events that are known to wait in vain: nothing is held for them.

    Attributes:
        futile: The same.

        effects: The day on which an event took effect, or ``NEVER``, by position; of those that others depend on.

        pushed: Per event that was held, the dependency that held it and the first day that it allows.
    """

    def __init__(self, links: Links, days: Sequence[int], futile: Iterable[int]) -> None:
        self.futile = frozenset(futile)
        self.effects: dict[int, int] = {}
        self.pushed: dict[int, tuple[Tie, int]] = {}
        self._links = links
        self._days = days
        self._held: list[Due] = []
        self._parked: list[int] = []
        self._awaited: set[int] = set()

    @property
    def first(self) -> Due | None:
        """
        Day and position of the first event that is held until a day; ``None`` if there is none.
        """
        return self._held[0] if self._held else None

    def take_first(self) -> Due:
        """
        Hold the first of them no longer.
        """
        return heappop(self._held)

    def fate(self, position: int, day: int) -> int:
        """
        Whether an event can take place now: ``FREE``, ``ORPHANED`` since it reacts to what never happens, or ``HELD``
        from now on, since its predecessor is to come first.
        """
        if position in self._links.orphans:
            return ORPHANED
        for tie in self._links.ties.get(position, ()):
            fate = self._fate(tie, day)
            if fate != FREE:
                return fate
        return FREE

    def _fate(self, tie: Tie, day: int) -> int:
        effect = self.effects.get(tie.before)
        if effect is None and tie.before in self._awaited and tie.before in self.futile:
            effect = NEVER
        if effect is None and (tie.before in self._awaited or self._is_to_come(tie.before)):
            self._parked.append(tie.after)
            return HELD
        if effect == NEVER and tie.carries:
            return ORPHANED
        if effect is None or effect == NEVER or effect + tie.lag <= day:
            return FREE
        self._hold(tie, effect + tie.lag)
        return HELD

    def _is_to_come(self, position: int) -> bool:
        """
        Whether an event has had its turn, and is held.
        """
        return position in self._parked or any(position == held for _, held in self._held)

    def _hold(self, tie: Tie, first: int) -> None:
        self.pushed.setdefault(tie.after, (tie, first))
        heappush(self._held, (first, tie.after))

    def note(self, position: int, day: int, *, happens: bool, waits: bool) -> None:
        """
        Note what became of an event on a day: it takes effect, it waits, or it never takes effect. What was held for it
        comes when its dependencies allow.
        """
        if not self._links.ties:
            return
        if waits and not happens:
            self._awaited.add(position)
            return
        self.effects[position] = day if happens else NEVER
        self._free(position, day)

    def release(self, event: int, day: int) -> None:
        """
        Note that an event that waited takes effect on a day; what was held for it comes when its dependencies allow.
        """
        if event not in self._awaited:
            return
        self._awaited.remove(event)
        self.effects[event] = day
        self._free(event, day)

    def _free(self, event: int, day: int) -> None:
        effect = self.effects[event]
        for position in tuple(self._parked):
            ties = [tie for tie in self._links.ties[position] if tie.before == event]
            if ties:
                self._parked.remove(position)
                lag = 0 if effect == NEVER else max(tie.lag for tie in ties)
                self._hold(ties[0], max(self._days[position], day + lag))

    def close(self) -> dict[int, list[Tie]]:
        """
        Give up holding events for what waits; what is held for these is held on.

        Returns:
            The dependencies that held them, by their positions.
        """
        ties = {position: self._links.ties[position] for position in self._parked}
        stuck = {position: [tie for tie in each if tie.before in self._awaited] for position, each in ties.items()}
        self._parked = [position for position, each in stuck.items() if not each]
        return {position: each for position, each in stuck.items() if each}

    def situation(self) -> Hashable:
        """
        All that decides what can happen from now on.
        """
        return tuple(self._held), tuple(self._parked), frozenset(self.effects.items())

    def memory(self) -> Memory:
        """
        The present moment, to go back to by :meth:`undo`.
        """
        if not self._links.ties:
            return NOTHING
        return Memory(
            tuple(self._held), tuple(self._parked), frozenset(self._awaited), len(self.effects), len(self.pushed)
        )

    def undo(self, memory: Memory) -> None:
        """
        Go back to a moment.
        """
        self._held, self._parked, self._awaited = list(memory.held), list(memory.parked), set(memory.awaited)
        while len(self.effects) > memory.effects:
            self.effects.popitem()
        while len(self.pushed) > memory.pushed:
            self.pushed.popitem()

    def copy_from(self, other: Dependents) -> None:
        """
        Come to where *other* is.
        """
        self._held, self._parked, self._awaited = list(other._held), list(other._parked), set(other._awaited)
        self.effects, self.pushed = dict(other.effects), dict(other.pushed)
