"""
Days under order edges: bounds on the nodes of a graph, propagated to a fixed point.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

Clamps = Mapping[int, tuple[int, int]]


class Edge(NamedTuple):
    """
    One event comes after another, at least some days later.

    Args:
        before: The earlier event.

        after: The later event.

        lag: Days between the two, at least.

        source: The cluster whose machines demand it; ``~entity`` if that entity's own machine does by itself; ``None``
            if it is a link of the record, or asked for.
    """

    before: int
    after: int
    lag: int = 0
    source: int | None = None


class Narrowing(NamedTuple):
    """
    What set a bound of an event last.

    Args:
        event: The event whose bound set it, or the event itself.

        source: Why, as for an edge.

        edge: The order edge; ``None`` if it is what all orders of the cluster have in common.
    """

    event: int
    source: int | None
    edge: Edge | None


class Days:
    """
    The first and last day of each event under edges; both vectors keep every edge.

    Args:
        windows: For each event its first and last day.
    """

    __slots__ = ("extra", "extra_after", "extra_before", "hi", "lo", "predecessors", "successors", "why_hi", "why_lo")

    def __init__(self, windows: Iterable[tuple[int, int]]) -> None:
        pairs = list(windows)
        self.lo = [first for first, _ in pairs]
        self.hi = [last for _, last in pairs]
        self.why_lo: dict[int, Narrowing] = {}
        self.why_hi: dict[int, Narrowing] = {}
        self.successors: list[list[Edge]] = [[] for _ in pairs]
        self.predecessors: list[list[Edge]] = [[] for _ in pairs]
        self.extra: tuple[Edge, ...] = ()
        self.extra_after: dict[int, list[Edge]] = {}
        self.extra_before: dict[int, list[Edge]] = {}

    def learn(self, edges: Iterable[Edge]) -> int | None:
        """
        Take up edges for good.

        Returns:
            An event that is left without a day, if there is one.
        """
        learned = list(edges)
        for edge in learned:
            self.successors[edge.before].append(edge)
            self.predecessors[edge.after].append(edge)
        return _propagate(self, {edge.before for edge in learned}, {edge.after for edge in learned})

    def narrow(self, clamps: Clamps, cluster: int) -> int | None:
        """
        Shrink windows for good, to what all orders of a cluster leave.

        Returns:
            An event that is left without a day, if there is one.
        """
        later, earlier = _clamp(self, clamps)
        self.why_lo.update((event, Narrowing(event, cluster, None)) for event in later)
        self.why_hi.update((event, Narrowing(event, cluster, None)) for event in earlier)
        return _propagate(self, later, earlier)

    def trial(self, edges: Iterable[Edge] = (), clamps: Clamps | None = None) -> Days | None:
        """
        The days under more edges and narrower windows, ``None`` if there are none; these days stay as they are.
        """
        tried = Days.__new__(Days)
        tried.lo, tried.hi = self.lo.copy(), self.hi.copy()
        tried.why_lo, tried.why_hi = {}, {}
        tried.successors, tried.predecessors = self.successors, self.predecessors
        added = tuple(edges)
        tried.extra = self.extra + added
        tried.extra_after = _by_before(tried.extra)
        tried.extra_before = _by_after(tried.extra)
        later, earlier = _clamp(tried, clamps or {})
        later |= {edge.before for edge in added}
        earlier |= {edge.after for edge in added}
        return tried if _propagate(tried, later, earlier, most=len(tried.lo)) is None else None

    def after(self, event: int) -> Sequence[Edge]:
        """
        The edges that lead away from *event*.
        """
        more = self.extra_after.get(event)
        return self.successors[event] + more if more else self.successors[event]

    def before(self, event: int) -> Sequence[Edge]:
        """
        The edges that lead to *event*.
        """
        more = self.extra_before.get(event)
        return self.predecessors[event] + more if more else self.predecessors[event]


def _clamp(days: Days, clamps: Clamps) -> tuple[set[int], set[int]]:
    """
    Shrink windows; returns the events that got a later first day, and those that got an earlier last one.
    """
    later, earlier = set(), set()
    for event, (first, last) in clamps.items():
        if first > days.lo[event]:
            days.lo[event] = first
            later.add(event)
        if last < days.hi[event]:
            days.hi[event] = last
            earlier.add(event)
    return later, earlier


def _propagate(days: Days, later: set[int], earlier: set[int], most: int | None = None) -> int | None:
    """
    Carry bounds along edges, from events with a later first day or a new successor, and from those with an earlier last
    day or a new predecessor; returns an event that is left without a day.

    An event that comes later more than *most* times, one for each event, does so in a circle, which ends only when its
    last day is reached.
    """
    stuck = next((event for event in later | earlier if days.lo[event] > days.hi[event]), None)
    if stuck is None:
        stuck = _forward(days, deque(later), most)
    if stuck is None:
        _backward(days, deque(earlier))  # no last day gets before a first one that keeps all edges
    return stuck


def _forward(days: Days, left: deque[int], most: int | None) -> int | None:
    lo, hi = days.lo, days.hi
    waiting = set(left)
    times: dict[int, int] = {}
    while left:
        event = left.popleft()
        waiting.discard(event)
        for edge in days.after(event):
            day, other = lo[event] + edge.lag, edge.after
            if day > lo[other]:
                lo[other] = day
                days.why_lo[other] = Narrowing(event, edge.source, edge)
                if day > hi[other]:
                    return other
                if other not in waiting:
                    waiting.add(other)
                    left.append(other)
                    times[other] = times.get(other, 0) + 1
                    if most is not None and times[other] > most:
                        return other
    return None


def _backward(days: Days, left: deque[int]) -> None:
    hi = days.hi
    while left:
        event = left.popleft()
        for edge in days.before(event):
            day, other = hi[event] - edge.lag, edge.before
            if day < hi[other]:
                hi[other] = day
                days.why_hi[other] = Narrowing(event, edge.source, edge)
                left.append(other)


def sequence(days: Days, vector: Sequence[int]) -> list[int] | None:
    """
    The events in order: by day, then by edges, then as the record lists them.

    Args:
        days: Days with their edges.

        vector: A day for each event, which keeps all edges.

    Returns:
        The order, ``None`` if edges between events of one day are circular.
    """
    open_before = [0] * len(vector)
    for event in range(len(vector)):
        for edge in days.after(event):
            open_before[edge.after] += 1
    ready = [(vector[event], event) for event, count in enumerate(open_before) if not count]
    heapify(ready)
    order: list[int] = []
    while ready:
        _, event = heappop(ready)
        order.append(event)
        for edge in days.after(event):
            open_before[edge.after] -= 1
            if not open_before[edge.after]:
                heappush(ready, (vector[edge.after], edge.after))
    return order if len(order) == len(vector) else None


def _by_before(edges: Iterable[Edge]) -> dict[int, list[Edge]]:
    grouped: dict[int, list[Edge]] = {}
    for edge in edges:
        grouped.setdefault(edge.before, []).append(edge)
    return grouped


def _by_after(edges: Iterable[Edge]) -> dict[int, list[Edge]]:
    grouped: dict[int, list[Edge]] = {}
    for edge in edges:
        grouped.setdefault(edge.after, []).append(edge)
    return grouped
