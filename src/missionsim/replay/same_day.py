"""
The order of the events of one day: where the order as listed refuses what is asserted, one that refuses less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from missionsim.replay.columns import APPLIED, DEFERRED
from missionsim.replay.compiled import Compiled
from missionsim.replay.player import Player

MOST_TRIES = 2_000


def settled(found: Compiled, days: Sequence[int], order: Sequence[int]) -> list[int]:
    """
    An order of all events by day, within each day one that refuses as little as possible of what is asserted.

    Days are settled one after the other; of several orders as good, the one nearest to *order* is taken. On a day with
    more orders than can be tried, the best of those tried is.

    Args:
        found: The compiled record.

        days: The day of every event.

        order: Positions of all events by day, predecessors first.
    """
    player = Player(found.program, found.links, days, order)
    contested = _contested(found, days, order)
    result: list[int] = []
    for day, group in groupby(order, key=days.__getitem__):
        today = list(group)
        if day in contested and len(today) > 1:
            acting = _acting(found, today, contested[day])
            if len(acting) > 1:
                today = _best(found, player, today, acting)
        if contested and day <= max(contested):
            player.reorder(today)
            for _ in today:
                player.step()
        result += today
    return result


def _contested(found: Compiled, days: Sequence[int], order: Sequence[int]) -> dict[int, set[int]]:
    """
    The events that are asserted and refused as listed, by day.
    """
    refused: dict[int, set[int]] = {}
    columns, modes = found.play(days, order).engine.columns, found.modes
    for what, day, how in zip(columns.what, columns.day, columns.how, strict=True):
        if what >= 0 and how < APPLIED and how != -DEFERRED and modes[what] == "required":
            refused.setdefault(day, set()).add(found.program.event_of[what])
    return refused


def _acting(found: Compiled, today: Sequence[int], refused: set[int]) -> list[int]:
    """
    The events of a day that may decide whether some of them are refused, over any number of others.
    """
    program, reads = found.program, found.reads
    fired = {each: {program.entity_of[firing] for firing in program.firings_of[each]} for each in today}
    looked = {each: fired[each].union(*(reads[entity] for entity in fired[each])) for each in today}
    acting = refused & set(today)
    while True:
        entities: set[int] = set().union(*(looked[each] for each in acting))
        more = {each for each in today if fired[each] & entities or looked[each] & entities & fired[each]}
        if more <= acting:
            return [each for each in today if each in acting]
        acting |= more


def _best(found: Compiled, player: Player, today: list[int], acting: list[int]) -> list[int]:
    start = player.moment()
    search = _Search(found, player, today, acting)
    search.go_on([], 0)
    player.undo(start)
    return search.best


class _Search:
    """
    A search for the order of a day's events that refuses least; those that don't act stay where they are.
    """

    def __init__(self, found: Compiled, player: Player, today: list[int], acting: list[int]) -> None:
        self.best = today
        self._fewest = len(today) + 1
        self._found = found
        self._player = player
        self._today = today
        self._acting = acting
        here = set(today)
        self._behind = {each: {tie.before for tie in found.links.ties.get(each, ())} & here for each in today}
        self._seen: dict[tuple[object, ...], int] = {}

    def go_on(self, chosen: list[int], refused: int) -> None:
        """
        Try all ways to go on behind the events *chosen*, of which so many firings were refused.
        """
        if refused >= self._fewest or len(self._seen) > MOST_TRIES:
            return
        if len(chosen) == len(self._today):
            self.best, self._fewest = chosen, refused
            return
        engine = self._player.engine
        key = (frozenset(chosen), tuple(engine.states), engine.waiting)
        if self._seen.get(key, refused + 1) <= refused:
            return
        self._seen[key] = refused
        for event in self._next(chosen):
            moment = self._player.moment()
            self._player.reorder([event, *(each for each in self._today if each not in (*chosen, event))])
            self._player.step()
            self.go_on([*chosen, event], refused + self._refused(moment.mark[0]))
            self._player.undo(moment)
            if not self._fewest:
                return

    def _next(self, chosen: list[int]) -> Iterator[int]:
        place = self._today[len(chosen)]
        if place not in self._acting:
            yield place
            return
        for event in self._acting:
            if event not in chosen and self._behind[event] <= set(chosen):
                yield event

    def _refused(self, row: int) -> int:
        """
        How many asserted firings were refused from a row on.
        """
        columns, modes = self._player.engine.columns, self._found.modes
        return sum(
            columns.how[each] < APPLIED
            and columns.how[each] != -DEFERRED
            and columns.what[each] >= 0
            and modes[columns.what[each]] == "required"
            for each in range(row, len(columns))
        )
