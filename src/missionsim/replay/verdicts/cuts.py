"""
By which facts the readings of a story are cut, so that in each cell the verdict is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod

from missionsim.replay.verdicts.cells import Cell
from missionsim.replay.verdicts.comparisons import counted_from, stating
from missionsim.replay.verdicts.facts import Fact, not_before, pinned
from missionsim.replay.verdicts.question import Question
from missionsim.replay.verdicts.region import Placed, Region
from missionsim.replay.verdicts.story import Story

MOST_PINS = 4_000
FEW_TURNS = 3


def cells(whole: Region, facts_of: Callable[[Placed], list[Fact]]) -> Iterator[Region]:
    """
    Cut a region into cells, by the facts that are true in a reading of each.

    A reading is taken, and the facts on which its verdict rests. Where all of them are true is one cell; what is left
    are the readings in which the first is not true, those in which the first is and the second is not, and so on.
    """
    left = [whole]
    while left:
        region = left.pop()
        placed = region.find(None, "latest")
        if placed is None:
            continue
        for fact in facts_of(placed):
            if region.is_known(fact):
                continue
            other = region.where([fact.opposite])
            if other is not None:
                left.append(other)
            within = region.where([fact])
            assert within is not None, "the reading keeps all facts"  # noqa: S101
            region = within
        yield region


class Cuts:
    """
    The facts that a verdict rests on in a reading.

    Args:
        question: The deadline.

        story: What it asks to know.

        asked_on: The day at whose end it is judged.

        last: Last day of interest.
    """

    def __init__(self, question: Question, story: Story, asked_on: int, last: int) -> None:
        self._question = question
        self._story = story
        self._asked_on = asked_on
        self._last = last

    def is_gradual(self, whole: Region) -> bool:
        """
        Whether the condition turns at too many events to look at each, and all else has few days.
        """
        lo, hi = whole.days.lo, whole.days.hi
        fixed = self._fixed()
        sizes = [hi[event] - lo[event] + 1 for event in fixed]
        turns = sum(lo[event] < hi[event] for event in self._story.turns - fixed)
        return prod(sizes) <= MOST_PINS and (turns > FEW_TURNS or max(sizes, default=1) == 1)

    def pins(self, placed: Placed) -> list[Fact]:
        """
        The days, as far as they matter, of all events but those at which the condition turns, and their orders.
        """
        found: list[Fact] = []
        for event in sorted(self._fixed()):
            day = placed.vector[event]
            found += pinned(event, day) if day <= self._last else [not_before(event, self._last + 1)]
        return [*found, *self._cell(placed).orders()]

    def facts(self, placed: Placed) -> list[Fact]:
        """
        All comparisons of days that the verdict rests on.
        """
        cell = self._cell(placed)
        found = cell.facts()
        stop = self._stop(placed, cell.moments)
        return found if stop is None else self._cell(placed, stop).facts()

    def _cell(self, placed: Placed, stop: int | None = None) -> Cell:
        return Cell(self._story, placed.vector, lambda: placed.ranks, self._last, stop)

    def _fixed(self) -> set[int]:
        found = {moment.at for moment in self._story.moments}
        if self._question.proviso is not None:
            read = self._story.reads[id(self._question.proviso)]
            found.update(event for entity in read for event, _ in self._story.stays[entity] if event is not None)
        return found

    def _stop(self, placed: Placed, moments: Sequence[int]) -> int | None:
        """
        An event after whose day nothing matters any more: what is met stays met, and what came to hold too late did,
        unless the deadline is revised.
        """
        story = self._story
        if self._question.counting or self._question.proviso_counting or counted_from(story):
            return None
        course = story.course(placed.vector, lambda: placed.ranks, self._last)
        verdict, late = course.verdict(self._asked_on)
        if late is None or (verdict == "violated" and late <= 0):
            return None
        revised = max((placed.vector[moment.at] for moment in stating(story)), default=0)
        for event in moments:
            day = placed.vector[event]
            if (verdict == "met" or revised <= day) and course.verdict(day) == (verdict, late):
                return event
        return None
