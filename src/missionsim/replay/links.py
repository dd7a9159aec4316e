"""
What depends on what, by position; and the days that this leaves to each event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush
from itertools import pairwise

from attrs import frozen

from missionsim.record.declaration import Declaration
from missionsim.record.events import Event, Link


@frozen(eq=False)
class Tie:
    """
    A dependency of one event on another that takes part.

    Args:
        before: Position of the predecessor.

        after: Position of the successor.

        lag: Days between the two, at least; on one day the successor comes after.

        carries: Whether the successor reacts: it takes place only if the predecessor does.

        link: The dependency as declared.
    """

    before: int
    after: int
    lag: int
    carries: bool
    link: Link


@frozen(eq=False, slots=False)
class Links:
    """
    All dependencies of a record.

    Args:
        ties: Those of every event that has any, by its position.

        order: Positions of the events that take part in any, predecessors first.

        orphans: What an event reacts to that was dropped, or said by nobody in this version, by its position.

        linked: The events that depend on any.
    """

    ties: Mapping[int, tuple[Tie, ...]]
    order: tuple[int, ...]
    orphans: Mapping[int, str]
    linked: tuple[Event, ...]

    @cached_property
    def all(self) -> Sequence[Tie]:
        """
        All dependencies on events that take part, those of predecessors first.
        """
        return [tie for position in self.order for tie in self.ties.get(position, ())]

    def are_kept(self, days: Sequence[int]) -> bool:
        """
        Whether the days of all events keep all dependencies.
        """
        return not [tie for tie in self.all if days[tie.before] + tie.lag > days[tie.after]]

    @cached_property
    def followers(self) -> Mapping[str, tuple[str, ...]]:
        """
        Ids of the events that depend on an event, by its id; those that were dropped included.
        """
        found: dict[str, tuple[str, ...]] = {}
        for event in self.linked:
            for link in event.after:
                found[link.event] = (*found.get(link.event, ()), event.id)
        return found


NO_LINKS = Links({}, (), {}, ())


def links_of(record: Declaration) -> Links:
    """
    The dependencies of a declaration that holds together; those on events that are not there bind nothing.
    """
    linked = [(position, event) for position, event in enumerate(record.events) if event.after]
    if not linked:
        return NO_LINKS
    positions = {event.id: position for position, event in enumerate(record.events)}
    ties: dict[int, tuple[Tie, ...]] = {}
    orphans: dict[int, str] = {}
    for position, event in linked:
        found = []
        for link in event.after:
            before = positions.get(link.event)
            if before is not None:
                found.append(Tie(before, position, link.lag, link.kind == "carry", link))
            if link.kind == "carry" and (before is None or _is_denied_context(record.events[before])):
                orphans.setdefault(position, link.event)
        if found:
            ties[position] = tuple(found)
    return Links(ties, _order(ties), orphans, tuple(event for _, event in linked))


def _order(ties: Mapping[int, Sequence[Tie]]) -> tuple[int, ...]:
    """
    Positions of the events that take part in any dependency, predecessors first.
    """
    if all(tie.before < after for after, found in ties.items() for tie in found):
        return tuple(sorted({*ties, *(tie.before for found in ties.values() for tie in found)}))
    return tuple(
        TopologicalSorter({after: [tie.before for tie in found] for after, found in ties.items()}).static_order()
    )


def _is_denied_context(event: Event) -> bool:
    return event.is_context and event.denied_by is not None


def tightened(lows: list[int], highs: list[int], links: Links) -> list[Tie]:
    """
    Narrow the days of all events to what their dependencies leave, in place, both ways and to the end.

    Args:
        lows: First day of every event.

        highs: Last day of every event.

        links: The dependencies.

    Returns:
        The dependencies that no choice of days keeps; they narrow nothing.
    """
    broken: list[Tie] = []
    kept: list[Tie] = []
    for tie in links.all:
        after = tie.after
        first = lows[tie.before] + tie.lag
        if first > highs[after]:
            broken.append(tie)
            continue
        kept.append(tie)
        lows[after] = max(lows[after], first)
    for tie in reversed(kept):
        last = highs[tie.after] - tie.lag
        highs[tie.before] = min(highs[tie.before], last)
    return broken


def by_day(days: Sequence[int], links: Links) -> list[int]:
    """
    Positions of all events in the order of their days; within a day predecessors first, then as listed.
    """
    order = sorted(range(len(days)), key=days.__getitem__)
    mixed = {
        days[position]
        for position, ties in links.ties.items()
        if any(days[tie.before] == days[position] and tie.before > position for tie in ties)
    }
    if not mixed:
        return order
    found: list[int] = []
    start = 0
    while start < len(order):
        end = start
        day = days[order[start]]
        while end < len(order) and days[order[end]] == day:
            end += 1
        found += within_day(order[start:end], links) if day in mixed else order[start:end]
        start = end
    return found


def within_day(
    positions: Sequence[int], links: Links, kept: Mapping[int, int] | None = None, chain: Sequence[int] = ()
) -> list[int]:
    """
    Some events with predecessors first; among those that are free, always the one listed first.

    Args:
        positions: The events.

        links: What depends on what.

        kept: Per event, one of these that is to come before it where links allow that.

        chain: Some of them, in an order that they are to have, as links allow it.
    """
    behind = _behind(positions, links, chain)
    onward: dict[int, list[int]] = {}
    for each, befores in behind.items():
        for before in befores:
            onward.setdefault(before, []).append(each)
    chained = set(chain)
    wanted = {each: before for each, before in (kept or {}).items() if not {each, before} <= chained}
    following = {before: each for each, before in wanted.items()}
    free = [each for each in positions if not behind[each]]
    ready = [each for each in free if each not in wanted]
    heapify(free)
    heapify(ready)
    found: dict[int, None] = {}
    while free:
        chosen = heappop(ready) if ready else heappop(free)
        if chosen in found:
            continue
        found[chosen] = None
        for each in onward.get(chosen, ()):
            behind[each].remove(chosen)
            if not behind[each]:
                heappush(free, each)
                if each not in wanted:
                    heappush(ready, each)
        later = following.get(chosen)
        if later is not None:
            del wanted[later]
            if not behind[later]:
                heappush(ready, later)
    return list(found)


def _behind(positions: Sequence[int], links: Links, chain: Sequence[int]) -> dict[int, set[int]]:
    """
    Those of some events that have to come before an event, by that event.
    """
    here = set(positions)
    behind = {each: {tie.before for tie in links.ties.get(each, ())} & here for each in positions}
    for before, each in pairwise(chain):
        behind[each].add(before)
    return behind
