"""
The pairs of events whose order matters: another order, as consistent, leads to another outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from missionsim.replay.readings.clusters import read_by
from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.problem import Problem
from missionsim.replay.readings.search import best
from missionsim.replay.readings.world import World

Pair = tuple[int, int]


def sensitive_pairs(worlds: Sequence[World], branches: int) -> tuple[list[Pair], bool]:
    """
    Find the pairs of events that some consistent readings have in one order, and others, of another outcome, in the
    other. The outcome is what becomes of each firing, and the state of each entity at the end.

    Args:
        worlds: The worlds whose readings count.

        branches: How much is tried for one class of orders, at most.

    Returns:
        The pairs, the lower event first; and whether they are exact.
    """
    found: set[Pair] = set()
    is_exact = all(world.is_exact for world in worlds)
    for world in worlds:
        for index in world.loose:
            pairs, exact = _of_cluster(world, index, branches)
            found |= pairs
            is_exact &= exact
    for one, other in combinations(worlds, 2):
        found |= _between(one, other, branches)
    return sorted(found), is_exact


def _of_cluster(world: World, index: int, branches: int) -> tuple[set[Pair], bool]:
    outcomes: dict[object, list[Order]] = {}
    for order in world.orders[index]:
        outcomes.setdefault(_outcome(order), []).append(order)
    if len(outcomes) == 1:
        return set(), True
    concerned = world.clusters[index].concerned
    known = [edge for event in concerned for edge in world.days.successors[event] if edge.after in concerned]
    is_exact = True
    oriented: list[tuple[list[Order], set[Pair]]] = []
    for orders in outcomes.values():
        possible: list[Order] = []
        for order in orders:
            reading = best(world, None, "latest", chosen={index: order}, branches=branches)
            if reading is not None:
                is_exact &= reading.course is not None
                possible.append(order)
        if possible:
            oriented.append((possible, set().union(*(_closure((*order.all_edges, *known)) for order in possible))))
    found: set[Pair] = set()
    for (orders, one), (others, other) in combinations(oriented, 2):
        opposite = {pair for pair in one if pair[::-1] in other}
        # Merged classes leave open what does not matter within them, but may between them.
        found |= opposite or {
            *_open(world, index, others, one - other, branches),
            *_open(world, index, orders, other - one, branches),
        }
    return {(min(pair), max(pair)) for pair in found}, is_exact


def _open(world: World, index: int, orders: list[Order], pairs: set[Pair], branches: int) -> Iterator[Pair]:
    """
    Those of the pairs that some readings of *orders* have the other way round.
    """
    for before, after in pairs:
        turned = [Edge(after, before)]
        if any(best(world, None, "latest", edges=turned, chosen={index: order}, branches=branches) for order in orders):
            yield before, after


def _outcome(order: Order) -> object:
    final = {entity: state for _, entity, state in order.changes}
    return frozenset(final.items()), frozenset(firing for firing, _ in order.applied)


def _closure(edges: Iterable[Edge]) -> set[Pair]:
    after: dict[int, set[int]] = {}
    for edge in edges:
        after.setdefault(edge.before, set()).add(edge.after)
    pairs: set[Pair] = set()
    for event, direct in after.items():
        left = list(direct)
        while left:
            later = left.pop()
            if (event, later) not in pairs:
                pairs.add((event, later))
                left += after.get(later, ())
    return pairs


def _between(one: World, other: World, branches: int) -> set[Pair]:
    """
    The pairs that act on each other and stand otherwise in two readings that refuse different firings.
    """
    problem = one.hypothesis.problem
    courses = [found.course for world in (one, other) if (found := best(world, None, "latest", branches=branches))]
    orders = [course.sequence() for course in courses if course is not None]
    if len(orders) <= 1:
        return set()
    places = {event: place for place, event in enumerate(orders[1])}
    prints = [(set(_fired(problem, event)), set(_read(problem, event))) for event in range(len(problem.windows))]
    return {
        (min(first, second), max(first, second))
        for first, second in combinations(orders[0], 2)
        if places[first] > places[second]
        and (prints[first][0] & (prints[second][0] | prints[second][1]) or prints[first][1] & prints[second][0])
    }


def _fired(problem: Problem, event: int) -> Iterator[int]:
    for firing in problem.firings[event]:
        yield firing.entity


def _read(problem: Problem, event: int) -> Iterator[int]:
    for firing in problem.firings[event]:
        yield from read_by(firing.routes)
