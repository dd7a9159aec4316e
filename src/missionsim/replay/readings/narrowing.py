"""
Why an event can't be earlier, or later: from its bound back to a written date, edge by edge.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from missionsim.replay.readings.demands import Attempt
from missionsim.replay.readings.guards import leaves
from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.search import Sense
from missionsim.replay.readings.world import World

Kind = Literal["link", "machine", "guard", "orders"]


@frozen
class Because:
    """
    One step back from a bound.

    Args:
        event: The event that is bounded.

        by: The event that bounds it: its predecessor for a first day, its successor for a last one. The event itself
            if several orders are possible, and this is what they have in common.

        kind: ``link`` of the record; ``machine`` of an entity that both fire; ``guard`` that one of them meets and the
            other turns; ``orders`` for what all orders that are possible have in common.

        entity: The entity, for ``machine`` and ``guard``, where there is one.

        lag: Days between the two, at least.
    """

    event: int
    by: int
    kind: Kind
    entity: int | None = None
    lag: int = 0


@frozen
class PossibleDays:
    """
    The days of an event over all consistent readings.

    Args:
        event: The event.

        earliest: Its first day. Days between the two may be impossible.

        latest: Its last day.

        not_before: Why it can't be earlier, back to an event whose written date says so; empty if its own does.

        not_after: Why it can't be later.
    """

    event: int
    earliest: int
    latest: int
    not_before: tuple[Because, ...] = ()
    not_after: tuple[Because, ...] = ()


def because(world: World, event: int, day: int, sense: Sense) -> tuple[Because, ...]:
    """
    The steps from a bound of *event* back to a written date.

    Args:
        world: The world in which it has that bound.

        event: The event.

        day: Its first or last day.

        sense: Which.
    """
    days = world.days
    bounds, narrowings = (days.lo, days.why_lo) if sense == "earliest" else (days.hi, days.why_hi)
    if bounds[event] != day:
        return (Because(event, event, "orders"),)
    steps: list[Because] = []
    while event in narrowings:
        why = narrowings[event]
        if why.edge is None:
            steps.append(Because(event, event, "orders"))
            break
        kind, entity = _kind(world, why.edge)
        steps.append(Because(event, why.event, kind, entity, why.edge.lag))
        event = why.event
    return tuple(steps)


def _kind(world: World, edge: Edge) -> tuple[Kind, int | None]:
    if edge.source is None:
        return "link", None
    if edge.source < 0:
        return "machine", ~edge.source
    before, after = (_touched(world, edge.source, event) for event in (edge.before, edge.after))
    fired = before[0] & after[0]
    if fired:
        return "machine", min(fired)
    count = len(world.hypothesis.problem.initial)
    read = {entity for entity in (before[0] & after[1]) | (before[1] & after[0]) if entity < count}
    return "guard", min(read, default=None)


def _touched(world: World, index: int, event: int) -> tuple[set[int], set[int]]:
    """
    The entities that an event fires, and those that it reads, in a cluster.
    """
    cluster = world.clusters[index]
    fired: set[int] = set()
    read: set[int] = set()
    if event in cluster.events:
        for part in cluster.parts[cluster.events.index(event)]:
            if isinstance(part, Attempt):
                fired.add(part.entity)
                guards = [route.guard for options in part.routes for route in options if route.guard is not None]
            else:
                guards = [part.guard]
            read.update(entity for guard in guards for leaf in leaves(guard) for entity in leaf.entities)
    return fired, read
