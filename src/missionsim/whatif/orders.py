"""
The other orders of one day's events that can matter to what is asked of a what-if, which refuse nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, islice, pairwise, product

from immutabledict import immutabledict

from missionsim.record.conditions import Measured
from missionsim.record.deadlines import Deadline
from missionsim.replay.columns import APPLIED
from missionsim.replay.compiled import Compiled
from missionsim.replay.modes import is_lost, is_refused
from missionsim.replay.runs import Run

MOST_ORDERS = 24

Counted = frozenset[tuple[str, str]]


class Orders:
    """
    The other orders of some events.

    Args:
        found: The outcome of a what-if, compiled.

        named: Positions of the events of which every order can matter.

        counting: What others count, by position: their order matters where they count the same.

    Attributes:
        is_exact: Whether all orders were looked at, in all courses so far.
    """

    def __init__(
        self, found: Compiled, named: Iterable[int], counting: Mapping[int, Counted] = immutabledict()
    ) -> None:
        self.is_exact = True
        self._found = found
        self._named = frozenset(named)
        self._counting = counting

    def of(self, run: Run) -> Iterator[Run]:
        """
        A course, and the same with each other order.
        """
        yield run
        ways = [ways for today in self._days(run) for ways in self._ways(today)]
        if not ways:
            return
        refused = self._refused(run)
        for tried, chains in enumerate(islice(product(*ways), 1, None)):
            if tried == MOST_ORDERS:
                self.is_exact = False
                return
            order = self._ordered(run, chains)
            other = None if order is None else self._played(run, order)
            if other is not None and self._refused(other) <= refused:
                yield other

    def _days(self, run: Run) -> Iterator[Sequence[int]]:
        """
        The events of each day on which several stand that can matter, in order.
        """
        asked = self._named | self._counting.keys()
        if len({run.days[each] for each in asked}) == len(asked):
            return
        for day, group in groupby(run.order, key=run.days.__getitem__):
            today = list(group)
            if day <= self._found.last and len(asked.intersection(today)) > 1:
                yield today

    def _ways(self, today: Sequence[int]) -> Iterator[Sequence[Sequence[int]]]:
        """
        The orders of those that are named, and of those that count the same; the present one first.
        """
        named = [each for each in today if each in self._named]
        counting = [each for each in today if each in self._counting]
        alike = [pair for pair in combinations(counting, 2) if self._counting[pair[0]] & self._counting[pair[1]]]
        behind = self._behind(today)
        for group in (named, [each for each in counting if any(each in pair for pair in alike)]):
            ways = list(islice(_extensions(group, behind), MOST_ORDERS + 2))
            if len(ways) > 1:
                yield ways

    def _behind(self, today: Sequence[int]) -> Mapping[int, frozenset[int]]:
        """
        The events of a day that have to come before each by its dependencies, directly or not.
        """
        ties = self._found.links.ties
        found: dict[int, frozenset[int]] = {}
        for each in today:
            before = [tie.before for tie in ties.get(each, ()) if tie.before in found]
            found[each] = frozenset(before).union(*(found[other] for other in before))
        return found

    def _ordered(self, run: Run, chains: Sequence[Sequence[int]]) -> list[int] | None:
        """
        An order of all events in which some come one after the other; ``None`` if dependencies don't allow it.
        """
        changed = {run.days[chain[0]] for chain in chains}
        order: list[int] = []
        for day, group in groupby(run.order, key=run.days.__getitem__):
            today: list[int] | None = list(group)
            if today is not None and day in changed:
                here = [chain for chain in chains if run.days[chain[0]] == day]
                rest = [each for each in today if not any(each in chain for chain in here)]
                today = self._within(today, [*here, rest]) or self._within(today, here)
            if today is None:
                return None
            order += today
        return order

    def _within(self, today: Sequence[int], chains: Sequence[Sequence[int]]) -> list[int] | None:
        behind = {each: set(before) for each, before in self._behind(today).items()}
        for chain in chains:
            for before, each in pairwise(chain):
                behind[each].add(before)
        found: list[int] = []
        left = list(today)
        while left:
            first = next((each for each in left if behind[each].isdisjoint(left)), None)
            if first is None:
                return None
            left.remove(first)
            found.append(first)
        return found

    def _played(self, run: Run, order: Sequence[int]) -> Run:
        found = self._found
        return Run(found.record, found.program, found.links, found.play(run.days, order), run.days, order)

    def _refused(self, run: Run) -> tuple[Sequence[int], int]:
        """
        The days, negative, of what is asserted and did not happen, the first one first, and how much else was refused.
        """
        columns, modes, event_of = run.columns, self._found.modes, self._found.program.event_of
        rows = [row for row in zip(columns.what, columns.how, strict=True) if row[0] >= 0 and row[1] < APPLIED]
        lost = [-run.days[event_of[what]] for what, how in rows if is_lost(how, modes[what])]
        return sorted(lost, reverse=True), sum(is_refused(how, modes[what]) for what, how in rows)


def orders_for(found: Compiled, deadline: Deadline) -> Orders:
    """
    The other orders of the events that a deadline names or counts by.
    """
    positions = found.record.positions
    return Orders(found, (positions[id_] for id_ in deadline.event_ids if id_ in positions), _counting(found, deadline))


def _counting(found: Compiled, deadline: Deadline) -> Mapping[int, Counted]:
    """
    What the events count at which a deadline looks, by position.
    """
    measured = {
        (id_, leaf.measure)
        for condition in deadline.conditions
        for leaf in condition.leaves()
        if isinstance(leaf, Measured)
        for id_ in found.program.members[leaf.select]
    }
    if not measured:
        return {}
    counted = {
        position: measured.intersection((each.entity or event.entities[0], each.name) for each in event.measures)
        for position, event in enumerate(found.record.events)
        if event.measures
    }
    return {position: frozenset(each) for position, each in counted.items() if each}


def _extensions(events: Sequence[int], behind: Mapping[int, frozenset[int]]) -> Iterator[list[int]]:
    """
    All orders of some events in which each comes after those *behind* which it has to be.
    """
    if not events:
        yield []
    for each in events:
        if behind[each].isdisjoint(events):
            rest = [other for other in events if other != each]
            yield from ([each, *others] for others in _extensions(rest, behind))
