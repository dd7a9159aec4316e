"""
All readings of a small problem, by trying every sequence of its events and every day of each.

Shares nothing with the algorithm but the shape of a problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from missionsim.replay.readings.problem import FiringId, Guard, Leaf, Problem, Route

Change = tuple[int, int, int]


class Reading(NamedTuple):
    """
    One reading: a sequence, a day for each event, and what comes of it.

    Args:
        sequence: The events in order.

        days: For each event its day.

        refused: The asserted firings that are not applied.

        changes: The event at which it happens, the entity, and its new state, in order.

        applied: For each firing that is applied, the event at which it is.

        effects: For each event that takes effect, the event at which it does.
    """

    sequence: tuple[int, ...]
    days: tuple[int, ...]
    refused: frozenset[FiringId]
    changes: tuple[Change, ...]
    applied: tuple[tuple[FiringId, int], ...]
    effects: tuple[tuple[int, int], ...]

    def state(self, problem: Problem, entity: int, day: int) -> int:
        """
        The state of *entity* at the end of *day*.
        """
        now = problem.initial[entity]
        for event, changed, state in self.changes:
            if changed == entity and self.days[event] <= day:
                now = state
        return now

    @property
    def outcome(self) -> object:
        """
        What becomes of every firing, and every entity at the end.
        """
        return dict(self.applied).keys(), {entity: state for _, entity, state in self.changes}


def readings(problem: Problem) -> list[Reading]:
    """
    All readings that dates and links allow.
    """
    found = []
    for sequence in permutations(range(len(problem.windows))):
        if _keeps_windows(problem, sequence):
            played = _Play(problem, sequence)
            if played.lags is not None:
                refused = problem.asserted - set(played.applied)
                made = (refused, tuple(played.changes), tuple(played.applied.items()), tuple(played.effects.items()))
                found += [Reading(sequence, days, *made) for days in _days(problem, sequence, played.lags)]
    return found


def consistent(found: list[Reading]) -> list[Reading]:
    """
    Those of the readings that refuse least of what is asserted.
    """
    least = min((len(reading.refused) for reading in found), default=0)
    return [reading for reading in found if len(reading.refused) == least]


def _keeps_windows(problem: Problem, sequence: tuple[int, ...]) -> bool:
    day = -1
    for event in sequence:
        first, last = problem.windows[event]
        day = max(day, first)
        if day > last:
            return False
    return all(sequence.index(link.before) < sequence.index(link.after) for link in problem.links)


def _days(problem: Problem, sequence: tuple[int, ...], lags: list[tuple[int, int, int]]) -> Iterator[tuple[int, ...]]:
    days = [0] * len(sequence)

    def place(position: int, today: int) -> Iterator[tuple[int, ...]]:
        if position == len(sequence):
            yield tuple(days)
            return
        event = sequence[position]
        first, last = problem.windows[event]
        for day in range(max(first, today), last + 1):
            if all(days[before] + lag <= day for before, after, lag in lags if after == event):
                days[event] = day
                yield from place(position + 1, day)

    yield from place(0, 0)


class _Play:
    """
    One sequence, played.
    """

    def __init__(self, problem: Problem, sequence: tuple[int, ...]) -> None:
        self.problem = problem
        self.state = list(problem.initial)
        self.waiting: list[FiringId] = []
        self.changes: list[Change] = []
        self.applied: dict[FiringId, int] = {}
        self.effects: dict[int, int] = {}
        self.lags: list[tuple[int, int, int]] | None = [(link.before, link.after, link.lag) for link in problem.links]
        for event in sequence:
            self._place(event)
        self._late_links(sequence)

    def _place(self, event: int) -> None:
        if any(link.after == event and link.carries and link.before not in self.effects for link in self.problem.links):
            return
        firings = self.problem.firings[event]
        if not firings:
            self.effects[event] = event
        for position, firing in enumerate(firings):
            if firing.mode != "denied" and not self._fire((event, position), event) and firing.mode == "waiting":
                self.waiting.append((event, position))
        while True:
            for waiting in self.waiting:
                if self._fire(waiting, event):
                    self.waiting.remove(waiting)
                    break
            else:
                return

    def _fire(self, firing_id: FiringId, now: int) -> bool:
        event, position = firing_id
        firing = self.problem.firings[event][position]
        route = self._route(firing.routes[self.state[firing.entity]])
        if route is None:
            return False
        self.applied[firing_id] = now
        self.effects.setdefault(event, now)
        self._change(now, firing.entity, route.target)
        while self._settle(now):
            pass
        return True

    def _settle(self, now: int) -> bool:
        for entity, routes in enumerate(self.problem.automatic):
            if routes:
                route = self._route(routes[self.state[entity]])
                if route is not None:
                    self._change(now, entity, route.target)
                    return True
        return False

    def _change(self, now: int, entity: int, state: int) -> None:
        self.state[entity] = state
        self.changes.append((now, entity, state))

    def _route(self, routes: tuple[Route, ...]) -> Route | None:
        return next((route for route in routes if route.guard is None or self._holds(route.guard)), None)

    def _holds(self, guard: Guard) -> bool:
        if isinstance(guard, Leaf):
            count = len([entity for entity in guard.entities if self.state[entity] in guard.states])
        else:
            count = len([part for part in guard.parts if self._holds(part)])
        return guard.least <= count <= guard.most

    def _late_links(self, sequence: tuple[int, ...]) -> None:
        """
        A link from what waited counts from the event at which it took effect; a sequence that breaks that is none.
        """
        for link in self.problem.links:
            moment = self.effects.get(link.before)
            if moment is not None and moment != link.before and self.lags is not None:
                if sequence.index(moment) < sequence.index(link.after):
                    self.lags.append((moment, link.after, link.lag))
                else:
                    self.lags = None
