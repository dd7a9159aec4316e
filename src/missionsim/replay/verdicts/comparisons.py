"""
Which comparisons of days a verdict rests on: of changes and of what sets or revises a deadline, with each other and
with due dates.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from missionsim.replay.terms import Window, demands
from missionsim.replay.verdicts.facts import Fact, not_after, not_before
from missionsim.replay.verdicts.story import Moment, Ranks, Story


class Turn(NamedTuple):
    """
    An event at which what a condition is changes.

    Args:
        event: The event.

        begins: Whether the condition may hold from then on.

        ends: Whether it may have held until then.
    """

    event: int
    begins: bool
    ends: bool


def counted_from(story: Story) -> list[Moment]:
    """
    The event that lengths of time count from.
    """
    rules = story.question.rules
    dues = [rules.due, *(due for _, due in rules.revisions)]
    if all(due is None or isinstance(due, Window) for due in dues):
        return []
    return [moment for moment in story.watched if story.question.watched[moment.event] == rules.since]


def stating(story: Story) -> list[Moment]:
    """
    The events that set and revise the deadline.
    """
    rules = story.question.rules
    named = {rules.set_by, *(by for by, _ in rules.revisions)}
    return [moment for moment in story.watched if story.question.watched[moment.event] in named]


class Marks(NamedTuple):
    """
    Days at whose end it matters whether something has happened.

    Args:
        begins: For changes after which a condition may hold.

        ends: For changes until which it may have held.

        states: For what sets or revises the deadline.
    """

    begins: tuple[int, ...]
    ends: tuple[int, ...]
    states: tuple[int, ...]

    @property
    def all(self) -> tuple[int, ...]:
        """
        All of them.
        """
        return tuple(sorted({*self.begins, *self.ends, *self.states}))

    @property
    def around(self) -> tuple[int, ...]:
        """
        All of them, with the days around them.
        """
        return tuple(sorted({day + step for day in self.all for step in (-2, -1, 0, 1)}))


def marks(story: Story, vector: Sequence[int], ranks: Ranks, last: int) -> Marks:
    """
    The days that matter to what is due in one reading.
    """
    rules = story.question.rules
    begins, ends, states = {rules.known_until}, {rules.start, rules.known_until}, {rules.start - 1, rules.known_until}
    for demand in demands(rules, story.happened(vector, ranks), min(last, rules.known_until)):
        if demand.window is not None:
            opens, due = demand.window.opens, demand.window.last
            begins.add(due)
            ends |= {due, due + 1}
            states.add(due)
            if opens is not None:
                begins.add(opens - 1)
                ends.add(opens)
    states.update(vector[moment.at] for moment in counted_from(story))
    found = ([day for day in days if day <= last] for days in (begins, ends, states))
    return Marks(*(tuple(sorted(days)) for days in found))


def placed_among(event: int, day: int, days: Sequence[int]) -> Iterator[Fact]:
    """
    After which of some days, and not after which, an event lies.
    """
    place = bisect_left(days, day)
    if place:
        yield not_before(event, days[place - 1] + 1)
    if place < len(days):
        yield not_after(event, days[place])


def in_order(events: Iterable[int], vector: Sequence[int], most: int) -> Iterator[Fact]:
    """
    How far apart events lie, as far as that is fewer than *most* days.
    """
    for before, after in pairwise(sorted(events, key=vector.__getitem__)):
        lag = vector[after] - vector[before]
        yield Fact(before, after, min(lag, most))
        if lag < most:
            yield Fact(after, before, -lag)


def turned(turns: Iterable[Turn], events: Iterable[int], vector: Sequence[int], known: Marks) -> Iterator[Fact]:
    """
    What matters of the days on which conditions change, and of those of the *events* that set or revise a deadline.

    What begins counts if it does by the end of a due date, or of the day before a revision; what ends, if it does not
    before the day after the first one that counts.
    """
    stated = sorted(set(events))
    for event in stated:
        yield from placed_among(event, vector[event], known.states)
    yield from in_order(stated, vector, 1)
    for event, begins, ends in turns:
        yield from placed_among(event, vector[event], known.begins if begins else ())
        yield from placed_among(event, vector[event], known.ends if ends else ())
        for other in stated:
            lag = vector[other] - vector[event]
            if begins and other != event:
                yield Fact(event, other, 1) if lag > 0 else Fact(other, event, 0)
            if ends and other != event:
                yield Fact(event, other, 0) if lag >= 0 else Fact(other, event, 1)
