"""
The order of the events of one day: the nearest to the order given of those that refuse least.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from attrs import frozen

from missionsim.replay.before import Before
from missionsim.replay.columns import APPLIED
from missionsim.replay.compiled import Compiled
from missionsim.replay.contest import Contest
from missionsim.replay.links import within_day
from missionsim.replay.modes import is_lost, is_refused
from missionsim.replay.player import Player

MOST_CANDIDATES = 60
MOST_EVENTS = 30_000

K = TypeVar("K", bound=Hashable)


def settled(
    found: Compiled, days: Sequence[int], order: Sequence[int], before: Before, until: int | None = None
) -> list[int]:
    """
    An order of all events by day that refuses as little as possible.

    First of what is asserted, day by day; of orders as good, the one that exchanges the fewest events that stood on one
    day before; then the one that refuses least of all else; then the one nearest to the document's. Where there are
    more orders than can be tried, the best of those tried.

    Args:
        found: The compiled record.

        days: The day of every event.

        order: Positions of all events by day, predecessors first.

        before: How events stood before they were edited.

        until: Last day that is asked about; the order of later ones may be another.
    """
    player = found.play(days, order)
    contest = Contest(found)
    first, last = contest.stretch(days, order, player)
    if first is None or (until is not None and first > until):
        return list(order)
    last = last if until is None else min(last, until)
    start = bisect_left(order, first, key=days.__getitem__)
    search = _Search(found, days, before, Player(found.program, found.links, days, order, futile=player.futile))
    search.play(order[:start])
    for day, group in groupby(order[start:], key=days.__getitem__):
        if day > found.last or (day > last and search.is_over):
            break
        today = list(group)
        search.over(today, contest.among(today))
    best = search.best
    chosen = [*order[:start], *best, *order[start + len(best) :]]
    for day in {days[each] for each in search.branched}:
        begin, end = (bisect(order, day, key=days.__getitem__) for bisect in (bisect_left, bisect_right))
        chain = [each for each in chosen[begin:end] if each in search.branched]
        listed = order[begin:end]
        chosen[begin:end] = within_day(listed, found.links, before.kept(listed), chain)
    return chosen


@frozen(order=True)
class _Rank:
    """
    How good an order is; the lower the better.

    Args:
        lost: The days of what is asserted and did not happen, negative, the first one first.

        exchanged: How many pairs of events come otherwise than before.

        refused: How much else was refused.

        order: The order.
    """

    lost: tuple[int, ...] = ()
    exchanged: int = 0
    refused: int = 0
    order: tuple[int, ...] = ()


class _Search:
    """
    Orders tried event by event; of those that lead to the same, the best goes on.

    Args:
        found: The compiled record.

        days: The day of every event.

        before: How events stood before they were edited.

        player: Plays events; it stands where all orders part.

    Attributes:
        branched: The events of which more than one order was tried.
    """

    def __init__(self, found: Compiled, days: Sequence[int], before: Before, player: Player) -> None:
        self._found = found
        self._days = days
        self._before = before
        self._player = player
        self._start = player.moment()
        self._ranks = [_Rank()]
        self._settled: list[int] = []
        self.branched: set[int] = set()
        self._played = 0

    @property
    def is_over(self) -> bool:
        """
        Whether all orders that are left lead to the same.
        """
        return len(self._ranks) == 1

    @property
    def best(self) -> list[int]:
        """
        The best order of what was gone over.
        """
        return [*self._settled, *min(self._ranks).order]

    def play(self, events: Iterable[int]) -> None:
        """
        Play what comes before all orders part.
        """
        self._player.undo(self._start)
        for position in events:
            self._player.happen_on(self._days[position], position)
        self._start = self._player.moment()
        self._ranks = [_Rank()]

    def over(self, today: Sequence[int], branched: frozenset[int]) -> None:
        """
        Go over one day.

        Args:
            today: Its events, in the order given.

            branched: Those of which the order may matter; the others keep their places.
        """
        if self.is_over and not branched:
            self._settled += today
            self.play(today)
            return
        if self._played > MOST_EVENTS:
            self._ranks = [min(self._ranks)]
            branched = frozenset()
        self.branched |= branched
        alone = [each for each in today if each not in branched]
        together = [each for each in today if each in branched]
        ended: dict[Hashable, _Rank] = {}
        for rank in self._ranks:
            for (_, situation), one in self._over_day(rank, alone, together):
                _keep(ended, situation, one)
        least = min(rank.lost for rank in ended.values())
        self._ranks = sorted(rank for rank in ended.values() if rank.lost == least)[:MOST_CANDIDATES]
        if self.is_over:
            (rank,) = self._ranks
            self._settled += rank.order
            self.play(rank.order)

    def _over_day(
        self, start: _Rank, alone: Sequence[int], together: Sequence[int]
    ) -> Iterable[tuple[tuple[frozenset[int], Hashable], _Rank]]:
        """
        Orders of one day's events, with where they lead: those that bear on nothing first, then the others.
        """
        if not together:
            (first,) = self._longer(start, [alone], ())
            return [((frozenset(), self._player.situation()), first)]
        (first,) = self._longer(start, [alone], ())
        layer: list[tuple[tuple[frozenset[int], Hashable], _Rank]] = [((frozenset(), None), first)]
        for _ in together:
            grown: dict[tuple[frozenset[int], Hashable], _Rank] = {}
            for (chosen, _), rank in layer:
                left = [each for each in together if each not in chosen]
                for longer in self._longer(rank, [[each] for each in self._next(left)], left):
                    _keep(grown, (chosen | {longer.order[-1]}, self._player.situation()), longer)
            layer = sorted(grown.items(), key=itemgetter(1))[:MOST_CANDIDATES]
        return layer

    def _next(self, left: Sequence[int]) -> Iterator[int]:
        ties = self._found.links.ties
        for each in left:
            if not any(tie.before in left for tie in ties.get(each, ())):
                yield each

    def _longer(self, rank: _Rank, ways: Iterable[Sequence[int]], left: Sequence[int]) -> Iterator[_Rank]:
        """
        An order with more events, before those that are *left*, one after the other; the player stands behind each.
        """
        self._player.undo(self._start)
        self._happen(rank.order)
        moment = self._player.moment()
        for events in ways:
            self._player.undo(moment)
            self._happen(events)
            passed = sum(self._before.was_first(other, each) for each in events for other in left)
            lost, refused = self._unapplied(moment.mark[0])
            days = tuple(sorted((*rank.lost, *lost), reverse=True))
            yield _Rank(days, rank.exchanged + passed, rank.refused + refused, (*rank.order, *events))

    def _happen(self, events: Sequence[int]) -> None:
        for each in events:
            self._player.happen_on(self._days[each], each)
        self._played += len(events)

    def _unapplied(self, start: int) -> tuple[list[int], int]:
        """
        The days, negative, of what is asserted and did not happen since a row, and how much else was refused.
        """
        columns, modes, event_of = self._player.engine.columns, self._found.modes, self._found.program.event_of
        lost, refused = [], 0
        for row in range(start, len(columns)):
            what, how = columns.what[row], columns.how[row]
            if how < APPLIED and what >= 0:
                lost += [-self._days[event_of[what]]] if is_lost(how, modes[what]) else []
                refused += is_refused(how, modes[what])
        return lost, refused


def _keep(found: dict[K, _Rank], key: K, rank: _Rank) -> None:
    known = found.get(key)
    if known is None or rank < known:
        found[key] = rank
