"""
A course that begins, and perhaps ends, like one that is known: only what lies between is played.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from missionsim.replay.differing import differing
from missionsim.replay.player import Player

# Rows between two configurations that are kept of a course, and between two stretches that are played apart.
APART = 200


class Known:
    """
    A course in which nothing depends on anything and nothing waits, played to the horizon.

    Args:
        player: What played it; it stays as it is.

        days: The day of every event.

        order: Positions of all events in order.

        last: The horizon, as an ordinal.
    """

    def __init__(self, player: Player, days: Sequence[int], order: Sequence[int], last: int) -> None:
        self._player = player
        self._program = player.engine.program
        self._columns = player.engine.columns
        self._order = order
        self._days_in_order = list(map(days.__getitem__, order))
        self._last = last

    def play(self, other: Player, days: Sequence[int], order: Sequence[int]) -> Player:
        """
        Another course of the same events, played to the horizon.

        Args:
            other: What is to play it, from its beginning.

            days: The day of every event.

            order: Positions of all events in order.
        """
        days_in_order = list(map(days.__getitem__, order))
        same_until: int | None = 0
        for first, end in self._stretches(days_in_order, order):
            if same_until is not None:
                row = bisect_left(self._columns.day, first)
                position = bisect_left(days_in_order, first)
                other.resume(position, self._columns, range(same_until, row), self._states(row))
            other.run(min(end, self._last))
            row = self._columns.until(end)
            same_until = row if other.engine.states == self._states(row) else None
        if same_until is not None:
            rest = range(same_until, len(self._columns))
            other.resume(self._player.position, self._columns, rest, self._player.engine.states)
        other.run(self._last)
        return other

    def _stretches(self, days_in_order: Sequence[int], order: Sequence[int]) -> Iterator[tuple[int, int]]:
        """
        First and last days of the stretches in which another course is not the same.
        """
        places = sorted({*differing(order, self._order), *differing(days_in_order, self._days_in_order)})
        starts = [places[0]] if places else []
        ends: list[int] = []
        for before, place in pairwise(places):
            if place - before > APART:
                ends.append(before)
                starts.append(place)
        for start, end in zip(starts, [*ends, *places[-1:]], strict=True):
            yield (
                min(days_in_order[start], self._days_in_order[start]),
                max(days_in_order[end], self._days_in_order[end]),
            )

    @cached_property
    def _kept(self) -> Sequence[Sequence[int]]:
        """
        The configuration before every so many rows.
        """
        states = list(self._player.initial)
        kept = [array("H", states)]
        for row in range(APART, len(self._columns) + 1, APART):
            self._follow(states, row - APART, row)
            kept.append(array("H", states))
        return kept

    def _states(self, row: int) -> list[int]:
        """
        The state of every entity before a row.
        """
        number = row // APART
        states = list(self._kept[number])
        self._follow(states, number * APART, row)
        return states

    def _follow(self, states: list[int], first: int, end: int) -> None:
        entity_of = self._program.entity_of
        for what, after in zip(self._columns.what[first:end], self._columns.after[first:end], strict=True):
            states[entity_of[what] if what >= 0 else ~what] = after
