"""
How events stood before they were edited, and the order that keeps most of that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from missionsim.replay.differing import differing
from missionsim.replay.links import Links, within_day

# Up to how many events are put into their new places one by one.
FEW = 30


@frozen(slots=False)
class Before:
    """
    How events stood before they were edited.

    Args:
        days: The day of every event, by position; ``None`` for one that was not there.

        order: Positions of those that were, in order.
    """

    days: Sequence[int | None]
    order: Sequence[int]

    @cached_property
    def places(self) -> Mapping[int, int]:
        """
        The place in the order of every event that was there, by position.
        """
        return {position: place for place, position in enumerate(self.order)}

    def place(self, position: int) -> int:
        """
        The place of an event in the order; behind all others if it was not there.
        """
        return len(self.order) if self.days[position] is None else self.order.index(position)

    def was_first(self, one: int, other: int) -> bool:
        """
        Whether two events stood on one day, *one* before *other*.
        """
        if self.days[one] is None or self.days[one] != self.days[other]:
            return False
        return self.places[one] < self.places[other]

    def kept(self, today: Iterable[int]) -> dict[int, int]:
        """
        Per event of a day, the last one before it that stood on one day with it; all in the order in which they stood.
        """
        found: dict[int, int] = {}
        last: dict[int, int] = {}
        for each in today:
            day = self.days[each]
            if day is not None:
                if day in last:
                    found[each] = last[day]
                last[day] = each
        return found


def _reordered(days: Sequence[int], before: Before, changed: Sequence[int]) -> list[int]:
    """
    Positions of all events by day, those of a day in no particular order but that in which they stood before.
    """
    if len(changed) > FEW:
        new = [position for position in changed if before.days[position] is None]
        return sorted([*before.order, *new], key=days.__getitem__)
    order = list(before.order)
    for position in [each for each in changed if before.days[each] is not None]:
        order.remove(position)
    for position in sorted(changed, key=before.place):
        insort_right(order, position, key=days.__getitem__)
    return order


def ordered(days: Sequence[int], links: Links, before: Before) -> list[int]:
    """
    Positions of all events by day: within a day predecessors first; what stood on one day before keeps its order; then
    as listed.

    A day on which nothing else stands than before keeps its order, whatever that was.

    Args:
        days: The day of every event.

        links: What depends on what.

        before: How they stood before.
    """
    changed = list(differing(days, before.days))
    order = _reordered(days, before, changed)
    for day in {days[position] for position in changed}:
        start = bisect_left(order, day, key=days.__getitem__)
        end = bisect_right(order, day, key=days.__getitem__)
        if end - start > 1:
            today = order[start:end]
            order[start:end] = within_day(today, links, before.kept(today))
    return order
