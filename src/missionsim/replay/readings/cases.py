"""
The classes of orders of a cluster for which it matters which of some events is the last: case by case.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from attrs import evolve

from missionsim.replay.readings.clusters import Cluster
from missionsim.replay.readings.demands import Attempt
from missionsim.replay.readings.hypothesis import Hypothesis
from missionsim.replay.readings.limits import Limits
from missionsim.replay.readings.network import Days, Edge
from missionsim.replay.readings.orders import Ground, Orders, orders
from missionsim.replay.readings.problem import Route

TURNS = ((Route(1),), ())


def orders_by_cases(cluster: Cluster, hypothesis: Hypothesis, days: Days, index: int, limits: Limits) -> Orders:
    """
    Find the classes of orders of a cluster.

    Which event is the last of a set is tried for each event that can be: the others come before it, in any order.

    Args:
        cluster: The cluster.

        hypothesis: What is taken to be refused.

        days: The days of all events.

        index: The number of the cluster.

        limits: How much is tried.
    """
    if not cluster.lasts:
        return orders(Ground(cluster, hypothesis, days, index), limits.orders, limits.steps)
    found = Orders()
    for chosen in product(*(_candidates(days, events) for _, events in cluster.lasts)):
        edges = tuple(_edges(days, cluster, chosen, index))
        tried = days.trial(edges)
        if tried is not None:
            case = _case(cluster, chosen)
            more = orders(
                Ground(case, hypothesis, tried, index), limits.orders - len(found.found), limits.steps - found.steps
            )
            found.found += [evolve(order, edges=order.edges + edges) for order in more.found]
            found.steps += more.steps + len(case.events)
            if not more.is_complete or found.steps >= limits.steps:
                found.is_complete = False
                break
    return found


def _candidates(days: Days, events: frozenset[int]) -> list[int]:
    latest_start = max(days.lo[event] for event in events)
    return [event for event in sorted(events) if days.hi[event] >= latest_start]


def _edges(days: Days, cluster: Cluster, chosen: tuple[int, ...], index: int) -> Iterator[Edge]:
    for (_, events), last in zip(cluster.lasts, chosen, strict=True):
        for event in sorted(events):
            if event != last and days.hi[event] >= days.lo[last]:
                yield Edge(event, last, 0, index)


def _case(cluster: Cluster, chosen: tuple[int, ...]) -> Cluster:
    """
    The cluster with the chosen events, each turning what it is the last for.
    """
    parts = dict(zip(cluster.events, cluster.parts, strict=True))
    links = dict(zip(cluster.events, cluster.links, strict=True))
    for (entity, _), last in zip(cluster.lasts, chosen, strict=True):
        parts[last] = (*parts.get(last, ()), Attempt(last, -1, entity, "required", TURNS))
    events = tuple(sorted(parts))
    return evolve(
        cluster,
        events=events,
        parts=tuple(parts[event] for event in events),
        links=tuple(links.get(event, ()) for event in events),
    )
