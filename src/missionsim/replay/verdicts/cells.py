"""
What a verdict rests on in one reading, as facts about days: wherever they are true, it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from missionsim.replay.truth import Answer
from missionsim.replay.verdicts.comparisons import Turn, counted_from, in_order, marks, placed_among, stating, turned
from missionsim.replay.verdicts.facts import Fact, not_after, not_before, pinned
from missionsim.replay.verdicts.question import Condition
from missionsim.replay.verdicts.reasons import Reason, reason
from missionsim.replay.verdicts.story import Ranks, Story


class Cell:
    """
    All readings that a deadline can't tell from one of them but for the days themselves.

    Args:
        story: What the deadline asks to know.

        vector: The day of every event in one reading.

        ranks: Gives the place of every event in its order.

        last: Last day that is looked at.

        stop: An event at the end of whose day the verdict is known for good, so that nothing later matters.
    """

    def __init__(self, story: Story, vector: Sequence[int], ranks: Ranks, last: int, stop: int | None = None) -> None:
        self._story = story
        self._vector = vector
        self._ranks = ranks
        self._last = last if stop is None else vector[stop]
        self._horizon = last
        self._stop = stop
        self._turns: list[Turn] = []
        self._changes: list[int] = []
        self._happened: set[int] = set()

    @property
    def moments(self) -> list[int]:
        """
        The events at which the condition changes, and those that set or revise the deadline, by day, once facts were
        asked for.
        """
        return sorted([*self._changes, *self._stating], key=self._vector.__getitem__)

    def facts(self) -> list[Fact]:
        """
        What it takes: those that may be true by themselves included.
        """
        facts = [*self._pins(), *self._moments()]
        for condition in self._conditions:
            facts += self._held(condition)
            facts += self._counted(condition)
        facts += self._compared()
        facts += self.orders()
        return facts

    def _pins(self) -> Iterator[Fact]:
        """
        What lengths of time count from is taken day by day.
        """
        for moment in counted_from(self._story):
            day = self._vector[moment.at]
            if day <= self._last:
                yield from pinned(moment.at, day)

    def _moments(self) -> Iterator[Fact]:
        for moment in self._story.moments:
            if self._vector[moment.at] > self._last:
                yield self._later(moment.at)
            else:
                yield self._within(moment.at)
                self._happened.add(moment.at)

    def _held(self, condition: Condition) -> Iterator[Fact]:
        """
        What it takes for a condition to hold, and not to, on the same days, the events at which that changes being the
        same.
        """
        story, vector = self._story, self._vector
        since: int | None = None
        day = story.first
        seen: Answer = None
        while True:
            stays = story.stays_on(condition, day, vector)
            needed, now = self._needed(condition, stays)
            if since is not None and now is not seen:
                is_condition = condition is story.question.condition
                if is_condition:
                    self._changes.append(since)
                begins = not is_condition or now is not False
                self._turns.append(Turn(since, begins, is_condition and seen is not False))
            seen = now
            ends = [event for entity in needed if (event := self._end(entity, stays[entity])) is not None]
            until = min(ends, key=vector.__getitem__, default=None)
            if until is not None and vector[until] > self._last:
                until = None
            yield from self._lasting(needed, stays, since, day, until)
            if until is None:
                return
            yield self._within(until)
            yield _apart(since, until, day, 1)
            since, day = until, vector[until]

    def _lasting(
        self, entities: Iterable[int], stays: dict[int, int], since: int | None, day: int, until: int | None
    ) -> Iterator[Fact]:
        """
        That some entities stay what they are from one event until another.
        """
        for entity in entities:
            start = self._story.stays[entity][stays[entity]][0]
            if start is not None and start != since:
                yield not_after(start, day) if since is None else Fact(start, since, 0)
            end = self._end(entity, stays[entity])
            if end is not None and end != until:
                yield self._later(end) if until is None else Fact(until, end, 0)

    def _counted(self, condition: Condition) -> Iterator[Fact]:
        """
        What it takes for counts to say the same with the states of their day.
        """
        story, vector = self._story, self._vector
        for day, moments in story.ordered(story.counting(condition), vector, self._ranks):
            if day > self._last:
                return
            counts = tuple(moment.event for moment in moments)
            stays = story.stays_on(condition, day, vector)
            for entity in self._needed(condition, stays, counts)[0]:
                start, end = story.stays[entity][stays[entity]][0], self._end(entity, stays[entity])
                if start is not None:
                    yield Fact(start, moments[0].at, 0)
                if end is not None:
                    yield Fact(moments[0].at, end, 1)

    def _later(self, event: int) -> Fact:
        """
        That an event lies behind what matters.
        """
        return _apart(self._stop, event, self._last, 1)

    def _within(self, event: int) -> Fact:
        if self._stop is None or event == self._stop:
            return not_after(event, self._horizon)
        return Fact(event, self._stop, 0)

    def _needed(
        self, condition: Condition, stays: dict[int, int], counts: tuple[int, ...] = ()
    ) -> tuple[Reason, Answer]:
        """
        Entities that alone make a condition what it is, of those that can those that stay what they are longest; and
        what it is.
        """

        def end(entity: int) -> int:
            event = self._end(entity, stays[entity])
            return self._last + 1 if event is None else self._vector[event]

        states = {entity: self._story.stays[entity][stay][1] for entity, stay in stays.items()}
        return reason(condition, states, counts, end)

    def _end(self, entity: int, stay: int) -> int | None:
        stays = self._story.stays[entity]
        return stays[stay + 1][0] if stay + 1 < len(stays) else None

    def _compared(self) -> Iterator[Fact]:
        """
        How the days that matter compare.
        """
        known = marks(self._story, self._vector, self._ranks, self._last)
        if not any(map(self._story.counting, self._conditions)):
            yield from turned(self._turns, self._stating, self._vector, known)
            return
        events = {*(turn.event for turn in self._turns), *self._happened}
        for event in events:
            yield from placed_among(event, self._vector[event], known.around)
        yield from in_order(events, self._vector, 2)

    @property
    def _stating(self) -> list[int]:
        return [moment.at for moment in stating(self._story) if moment.at in self._happened]

    @property
    def _conditions(self) -> list[Condition]:
        question = self._story.question
        return [each for each in (question.condition, question.proviso) if each is not None]

    def orders(self) -> Iterator[Fact]:
        """
        In which order events of one day set and revise the deadline, and are counted.
        """
        groups = [stating(self._story), *map(self._story.counting, self._conditions)]
        for moments in groups:
            for day, members in self._story.ordered(moments, self._vector, self._ranks):
                if day <= self._last:
                    for before, after in pairwise(members):
                        if before.at != after.at:
                            yield Fact(before.at, after.at, 0, is_order=True)


def _apart(before: int | None, after: int, day: int, lag: int) -> Fact:
    return not_before(after, day + lag) if before is None else Fact(before, after, lag)
