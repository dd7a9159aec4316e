"""
All verdicts that a deadline can have over consistent readings, with least and largest days late and a reading for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from missionsim.replay.outcomes import Verdict
from missionsim.replay.readings import Readings
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.world import World
from missionsim.replay.verdicts.collected import Collected, Spread, Witness
from missionsim.replay.verdicts.comparisons import marks
from missionsim.replay.verdicts.cuts import Cuts, cells
from missionsim.replay.verdicts.facts import Fact
from missionsim.replay.verdicts.gradual import Gradual, gradual, spans
from missionsim.replay.verdicts.question import Found, Question
from missionsim.replay.verdicts.region import Budget, LimitMet, Placed, Region
from missionsim.replay.verdicts.relied import relied
from missionsim.replay.verdicts.settling import settled_by
from missionsim.replay.verdicts.story import Stories, Story

MOST = 20_000


def verdicts(readings: Readings, question: Question, asked_on: int, limit: int = MOST) -> Found:
    """
    Judge a deadline in all consistent readings.

    Args:
        readings: The readings.

        question: The deadline.

        asked_on: The day at whose end it is judged, as an ordinal.

        limit: How much is tried, at most; where that does not do, the answer is not exact.
    """
    search = Search(readings, question, asked_on, limit)
    found = search.run(())
    is_open = found.is_exact and len(found.witnesses) > 1
    return Found(
        cases=tuple(witness.case for witness in found.witnesses.values()),
        least=found.least.case if found.least else None,
        largest=found.largest.case if found.largest else None,
        may_never_hold=found.may_never_hold,
        settled_by=settled_by(found, search.open_events, search.run) if is_open else (),
        open_events=tuple(search.open_events) if found.is_exact else (),
        refused=relied(readings.worlds, question),
        is_exact=found.is_exact and readings.has_all_worlds,
    )


@frozen(eq=False)
class _Tale:
    """
    One story, and the readings that have it.

    Args:
        story: The story.

        world: The world.

        allowed: For each loose cluster the orders that it may have.

        is_guess: Whether it is one of several that orders of events leave open.

        is_complete: Whether all orders are known.
    """

    story: Story
    world: World
    allowed: Mapping[int, tuple[Order, ...]]
    is_guess: bool
    is_complete: bool


class Search:
    """
    Goes through all readings, one cell after the other.

    Args:
        readings: The readings.

        question: The deadline.

        asked_on: The day at whose end it is judged.

        limit: How much is tried, at most.
    """

    def __init__(self, readings: Readings, question: Question, asked_on: int, limit: int) -> None:
        self._readings = readings
        self._question = question
        self._asked_on = asked_on
        self._last = min(asked_on, question.end)
        self._limit = limit
        self._found = Collected()

    def run(self, pins: Iterable[Fact]) -> Collected:
        """
        All verdicts where some facts are true.
        """
        self._found = found = Collected()
        budget = Budget(self._limit)
        kept = tuple(pins)
        is_guess = False
        try:
            for tale in self._tales:
                is_guess |= tale.is_guess
                found.is_exact &= tale.is_complete
                region = Region(tale.world, tale.allowed, tale.world.days, budget).started(kept)
                if region is not None:
                    self._explore(region, tale.story)
        except LimitMet:
            found.is_exact = False
        if is_guess and (len(found.witnesses) > 1 or _late(found.least) != _late(found.largest)):
            found.is_exact = False
        return found

    @cached_property
    def _tales(self) -> list[_Tale]:
        """
        What there is to go through, each with readings of its own.
        """
        tales: list[_Tale] = []
        for world in self._readings.worlds:
            stories = Stories(world, self._question)
            for story, allowed, is_guess in stories.all():
                if len(tales) >= self._limit:
                    raise LimitMet
                tales.append(_Tale(story, world, allowed, is_guess, stories.is_complete))
        return tales

    @cached_property
    def open_events(self) -> list[int]:
        """
        The imprecise events on which the verdict may rest.
        """
        found = {
            event
            for tale in self._tales
            for event in tale.story.concerned
            if tale.world.days.lo[event] < tale.world.days.hi[event]
        }
        return sorted(found)

    def _explore(self, whole: Region, story: Story) -> None:
        cuts = Cuts(self._question, story, self._asked_on, self._last)
        turning = gradual(story, self._last, whole.days.lo)
        if turning is not None and cuts.is_gradual(whole):
            for region in cells(whole, cuts.pins):
                self._spread(region, story, turning)
        else:
            for region in cells(whole, cuts.facts):
                self._judge_cell(region, story)

    def _judge_cell(self, region: Region, story: Story) -> None:
        """
        Judge all readings of a cell: days late move with the day of one event.
        """
        early = self._witness(story, region.outermost(None, "earliest"))
        late = self._witness(story, region.outermost(None, "latest"))
        if not region.is_settled and early.late is not None:
            early, late = self._outermost(region, story, early, late)
        for witness in (early, late):
            self._found.add(witness)
        self._found.cells.append((early.verdict, region.days))

    def _outermost(self, region: Region, story: Story, early: Witness, late: Witness) -> tuple[Witness, Witness]:
        """
        The readings of a cell in which it is earliest and latest, where not all of them have the same orders.
        """
        for event in story.concerned:
            if region.days.lo[event] < region.days.hi[event]:
                early = min(early, self._witness(story, region.outermost(event, "earliest")), key=_late_key)
                late = max(late, self._witness(story, region.outermost(event, "latest")), key=_late_key)
        return early, late

    def _spread(self, region: Region, story: Story, turning: Gradual) -> None:
        """
        Judge all readings that differ only in the day on which the condition turns.
        """
        turns: dict[Verdict, tuple[int, int]] = {}
        for first, final, placed in spans(region, turning, self._last + 1):
            for verdict, turn in self._judge_span(story, turning, (first, final), placed):
                least, most = turns.get(verdict, (turn, turn))
                turns[verdict] = (min(least, turn), max(most, turn))
        self._found.spreads.append(Spread(region.days, turning.day_of, turns))

    def _judge_span(
        self, story: Story, turning: Gradual, span: tuple[int, int], placed: Placed
    ) -> Iterator[tuple[Verdict, int]]:
        """
        Judge the days of a span after which the verdict can change, or the days late grow otherwise.
        """
        first, final = span
        known = marks(story, placed.vector, lambda: placed.ranks, self._last)
        days = {self._last, *known.all}
        days.update(placed.vector[moment.at] + step for moment in story.moments for step in (-1, 0))
        tried = {first, final, *(day + step for day in days for step in (0, 1) if first < day + step < final)}
        for day in sorted(tried):
            truth = turning.truth(story.first, day)
            course = story.course(placed.vector, lambda: placed.ranks, self._last, truth)
            verdict, late = course.verdict(self._asked_on)
            if self._found.is_news(verdict, late):
                vector = placed.vector if first == final else turning.vector_at(placed, day)
                self._found.add(Witness(verdict, late, Placed(placed.days, vector)))
            yield verdict, day

    def _witness(self, story: Story, placed: Placed) -> Witness:
        course = story.course(placed.vector, lambda: placed.ranks, self._last)
        return Witness(*course.verdict(self._asked_on), placed)


def _late(witness: Witness | None) -> int | None:
    return None if witness is None else witness.late


def _late_key(witness: Witness) -> int:
    return 0 if witness.late is None else witness.late
