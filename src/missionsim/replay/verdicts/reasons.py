"""
Why a condition is what it is: some states that suffice for it, those that last longest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from missionsim.replay.readings.problem import Leaf, Parts
from missionsim.replay.truth import Answer
from missionsim.replay.verdicts.conditions import MASKS, possible
from missionsim.replay.verdicts.facts import FOREVER
from missionsim.replay.verdicts.question import Condition, Counted, Several

FEW = 12
End = Callable[[int], int]
Reason = tuple[int, ...]


def reason(
    condition: Condition, states: Mapping[int, int], counting: tuple[int, ...], end: End
) -> tuple[Reason, Answer]:
    """
    Entities of which the states alone make a condition what it is, and what that is.

    Args:
        condition: The condition.

        states: The state of every entity that it reads.

        counting: The events with counts of the day, in order.

        end: Gives the day until which an entity stays what it is.
    """
    found, now = _Reasons(states, counting, end).of(condition)
    if len(found) > FEW:
        return found, now
    known: dict[int, int | None] = {entity: states[entity] if entity in found else None for entity in states}
    needed = []
    for entity in sorted(found, key=end):
        known[entity] = None
        if possible(condition, known, counting) != MASKS[now]:
            known[entity] = states[entity]
            needed.append(entity)
    return tuple(needed), now


class _Reasons:
    """
    Finds reasons, part by part.
    """

    def __init__(self, states: Mapping[int, int], counting: tuple[int, ...], end: End) -> None:
        self._states = states
        self._counting = counting
        self._end = end

    def of(self, condition: Condition) -> tuple[Reason, Answer]:
        """
        The reason, and what the condition is.
        """
        if isinstance(condition, Counted):
            return (), condition.says(self._counting) if self._counting else None
        parts: list[tuple[Reason, Answer]]
        if isinstance(condition, Leaf):
            parts = [((entity,), self._states[entity] in condition.states) for entity in condition.entities]
        else:
            parts = [self.of(part) for part in condition.parts]
        return self._several(parts, condition)

    def _several(self, parts: Sequence[tuple[Reason, Answer]], of: Leaf | Parts | Several) -> tuple[Reason, Answer]:
        size = len(parts)
        yes = [found for found, holds in parts if holds is True]
        no = [found for found, holds in parts if holds is False]
        if len(yes) >= of.least and size - len(no) <= of.most:
            return self._lasting(yes, of.least) + self._lasting(no, size - of.most), True
        if size - len(no) < of.least:
            return self._lasting(no, size - of.least + 1), False
        if len(yes) > of.most:
            return self._lasting(yes, of.most + 1), False
        return tuple(dict.fromkeys(chain.from_iterable(found for found, _ in parts))), None

    def _lasting(self, reasons: Sequence[Reason], count: int) -> Reason:
        """
        So many of some reasons, those that last longest.
        """
        if count <= 0:
            return ()
        ranked = sorted(reasons, key=self._until, reverse=True)
        return tuple(dict.fromkeys(chain.from_iterable(ranked[:count])))

    def _until(self, found: Reason) -> int:
        return min(map(self._end, found), default=FOREVER)
