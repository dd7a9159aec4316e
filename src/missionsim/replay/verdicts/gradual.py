"""
Conditions that only ever come true, or only ever cease to be: the day on which they do is an order statistic of days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from attrs import frozen

from missionsim.replay.readings.network import Days
from missionsim.replay.readings.problem import Leaf
from missionsim.replay.readings.search import Sense
from missionsim.replay.truth import Truth
from missionsim.replay.verdicts.facts import FOREVER, LONG_AGO
from missionsim.replay.verdicts.question import Condition, Counted
from missionsim.replay.verdicts.region import Placed, Region
from missionsim.replay.verdicts.story import Story

Vector = Sequence[int]
DayOf = Callable[[Vector], int]
SENSES: tuple[Sense, ...] = ("earliest", "latest")


@frozen
class Gradual:
    """
    The day on which a condition becomes what it stays.

    It never decreases, and moves by at most one day, where all days move on by at most one. So between two readings
    with the same orders it takes every value between its values there.

    Args:
        day_of: Gives the day.

        answer: What the condition is from then on.
    """

    day_of: DayOf
    answer: bool

    def truth(self, first: int, day: int) -> Truth:
        """
        Whether the condition holds, if it turns on *day*; looked at from *first* on.
        """
        if day <= first:
            return Truth(((first, self.answer),))
        return Truth(((first, not self.answer), (day, self.answer)))

    def vector_at(self, placed: Placed, day: int) -> Vector:
        """
        Days between the bounds of a reading with which the condition turns on *day*.
        """
        lo, hi = placed.days.lo, placed.days.hi
        opens = [(event, first, last) for event, (first, last) in enumerate(zip(lo, hi, strict=True)) if first < last]

        def moved(step: int) -> Vector:
            vector = list(lo)
            for event, first, last in opens:
                vector[event] = min(first + step, last)
            return vector

        steps = range(max((last - first for _, first, last in opens), default=0) + 1)
        return moved(bisect_left(steps, day, key=lambda step: self.day_of(moved(step))))


def gradual(story: Story, last: int, earliest: Vector) -> Gradual | None:
    """
    The day on which the condition of a deadline turns, if it turns once at most.

    Args:
        story: What the deadline asks to know.

        last: Last day that is looked at.

        earliest: For each event a day before which it does not lie.
    """
    if story.question.counting:
        return None
    compiler = _Compiler(story, last, earliest)
    for answer in (True, False):
        day_of = compiler.turn(story.question.condition, answer)
        if day_of is not None:
            return Gradual(day_of, answer)
    return None


class Span(NamedTuple):
    """
    Days on every one of which a condition turns in some reading.

    Args:
        first: The first day.

        last: The last day, inclusive.

        placed: A reading; it turns on these days in those with the same orders.
    """

    first: int
    last: int
    placed: Placed


def spans(region: Region, turning: Gradual, most: int) -> list[Span]:
    """
    All days on which a condition can turn.

    It takes every value between those of two readings with the same orders; where these are not all that the bounds
    allow, orders are settled further.

    Args:
        region: The readings.

        turning: The day on which it turns.

        most: The last day of interest: later ones are like this one.
    """
    found: list[Span] = []
    left = [region]
    while left:
        part = left.pop()
        hull = _clipped(turning, part.days, most)
        if _is_covered(hull, found):
            continue
        for sense in SENSES:
            placed = part.find(None, sense)
            if placed is not None:
                found.append(Span(*_clipped(turning, placed.days, most), placed))
        if not part.is_settled and not _is_covered(hull, found):
            left += part.parts()
    return found


def _clipped(turning: Gradual, days: Days, most: int) -> tuple[int, int]:
    return min(turning.day_of(days.lo), most), min(turning.day_of(days.hi), most)


def _is_covered(hull: tuple[int, int], found: Iterable[Span]) -> bool:
    """
    Whether some spans have every day from the first to the last.
    """
    reached = hull[0] - 1
    for span in sorted(found, key=lambda span: span[:2]):
        if span.first <= reached + 1:
            reached = max(reached, span.last)
    return reached >= hull[1]


class _Compiler:
    """
    Compiles conditions to the day on which they become, for good, true or false.
    """

    def __init__(self, story: Story, last: int, earliest: Vector) -> None:
        self._story = story
        self._last = last
        self._earliest = earliest

    def turn(self, condition: Condition, answer: bool) -> DayOf | None:
        """
        The day from which a condition is *answer*, if it is never anything else again.
        """
        if isinstance(condition, Counted):
            return None
        size = len(condition.entities) if isinstance(condition, Leaf) else len(condition.parts)
        if condition.most >= size:
            needed = condition.least if answer else size - condition.least + 1
            is_rise = answer
        elif condition.least <= 0:
            needed = size - condition.most if answer else condition.most + 1
            is_rise = not answer
        else:
            return None
        if isinstance(condition, Leaf):
            return self._of_entities(condition, needed, is_rise)
        parts = [self.turn(part, is_rise) for part in condition.parts]
        known = [part for part in parts if part is not None]
        return _smallest(known, needed) if len(known) == size else None

    def _of_entities(self, leaf: Leaf, needed: int, is_rise: bool) -> DayOf | None:
        events: list[int] = []
        always = 0
        for entity in leaf.entities:
            turn = self._turn_of(entity, leaf.states, is_rise)
            if turn is None:
                return None
            if turn == LONG_AGO:
                always += 1
            elif turn != FOREVER:
                events.append(turn)
        place = needed - always - 1
        if place < 0:
            return lambda _: LONG_AGO
        if place >= len(events):
            return lambda _: FOREVER
        if place == len(events) - 1:
            return lambda vector: max([vector[event] for event in events])
        return lambda vector: sorted([vector[event] for event in events])[place]

    def _turn_of(self, entity: int, states: frozenset[int], is_rise: bool) -> int | None:
        """
        The event at which an entity comes into some states, or leaves them, for good; not an event but a day if it did
        always, or never does; ``None`` if it comes and goes.
        """
        is_turned = False
        turn: int | None = None
        for event, state in self._story.stays[entity]:
            if event is not None and self._earliest[event] > self._last:
                break
            now = (state in states) == is_rise
            if event is None:
                is_turned, turn = now, LONG_AGO if now else FOREVER
            elif now and not is_turned:
                is_turned, turn = True, event
            elif not now and is_turned:
                return None
        return turn


def _smallest(days: Sequence[DayOf], needed: int) -> DayOf:
    if needed <= 0:
        return lambda _: LONG_AGO
    if needed > len(days):
        return lambda _: FOREVER
    return lambda vector: sorted([day(vector) for day in days])[needed - 1]
