"""
What differs between two timelines: events, entities and deadlines, each before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from attrs import evolve, frozen

from missionsim.record.dates import add_days
from missionsim.replay.columns import Disposition
from missionsim.replay.context import Context
from missionsim.replay.history import History
from missionsim.replay.outcomes import Outcome, Verdict
from missionsim.replay.spells import Spell
from missionsim.replay.steps import Step

RANK: Mapping[Verdict, int] = {"met": 2, "pending": 1, "undetermined": 1, "void": 1, "unset": 1, "violated": 0}
Told = Step | Context
Fate = Literal[
    "unplayed", "dropped", "inserted", "refused", "orphaned", "stranded", "deferred", "cured", "moved", "changed"
]


@frozen
class Pair:
    """
    The spell of an entity in one state, before and after.

    Args:
        before: The spell before; ``None`` if there is none that corresponds.

        after: The spell after; ``None`` if there is none that corresponds.
    """

    before: Spell | None
    after: Spell | None

    @property
    def days(self) -> int | None:
        """
        Days by which it begins later, negative for earlier; ``None`` if either is missing.
        """
        if self.before is None or self.after is None:
            return None
        return (self.after.start - self.before.start).days


@frozen
class EntityDifference:
    """
    An entity that is in another state on some day.

    Args:
        id: Id of the entity.

        before: Its spells before.

        after: Its spells after.

        first: First day at whose end the states differ.
    """

    id: str
    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    first: date

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """
        The spells side by side, those in the same state matched in order.
        """
        return tuple(_pairs(self.before, self.after))

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """
        The state at the end before, and after; ``None`` where there is no such entity.
        """
        return (self.before[-1].state if self.before else None, self.after[-1].state if self.after else None)


@frozen
class EventDifference:
    """
    A firing, or context, that comes on another day or with another outcome.

    Args:
        id: Id of the event.

        firing: ``<entity>.<trigger>``; ``None`` for context.

        before: Its last step before, or the context as it was; ``None`` if it did not take place by the end.

        after: The same after.

        is_unplayed: Whether it does not take place after because it lies beyond the end.
    """

    id: str
    firing: str | None
    before: Told | None
    after: Told | None
    is_unplayed: bool = False

    @property
    def days(self) -> int | None:
        """
        Days by which it comes later, negative for earlier; ``None`` if either is missing.
        """
        return None if self.before is None or self.after is None else (self.after.date - self.before.date).days

    @property
    def first(self) -> date:
        """
        The earlier one of its days.
        """
        return min(told.date for told in (self.before, self.after) if told is not None)

    @property
    def last(self) -> date:
        """
        The later one of its days.
        """
        return max(told.date for told in (self.before, self.after) if told is not None)

    @property
    def disposition(self) -> Disposition | None:
        """
        What becomes of it; ``None`` if it does not take place by the end.
        """
        return disposition(self.after)

    @property
    def outcome(self) -> Fate:
        """
        What happened to it, in a word: the first that fits of ``unplayed`` (it lies beyond the end now), ``dropped``
        (it is not there any more), ``refused``, ``orphaned``, ``stranded``, ``deferred``, ``inserted``, ``cured``
        (happens after all), ``moved`` and ``changed``.
        """
        if self.after is None:
            return "unplayed" if self.is_unplayed else "dropped"
        fate = disposition(self.after)
        if fate is not None and fate != "applied" and fate != disposition(self.before):
            return fate
        if self.before is None:
            return "inserted"
        if disposition(self.before) != fate:
            return "cured"
        return "moved" if self.days else "changed"


def disposition(told: Told | None) -> Disposition | None:
    """
    What became of a step; of context, that it happened.
    """
    if told is None:
        return None
    return told.disposition if isinstance(told, Step) else "applied"


@frozen
class DeadlineDifference:
    """
    A deadline with another outcome.

    Args:
        id: Id of the deadline.

        before: What became of it before; ``None`` if there was none.

        after: What becomes of it after, likewise.
    """

    id: str
    before: Outcome | None
    after: Outcome | None

    @property
    def is_lost(self) -> bool:
        """
        Whether it was met, or could still be, and is missed now.
        """
        return self._ranks[1] < self._ranks[0]

    @property
    def is_won(self) -> bool:
        """
        Whether it was missed, or not certainly met, and is met now or can be.
        """
        return self._ranks[1] > self._ranks[0]

    @property
    def margins(self) -> tuple[int | None, int | None]:
        """
        Days to spare before, and after; negative if late; ``None`` if it was not met at all.
        """
        before, after = (
            None if each is None or each.days_late is None else -each.days_late for each in (self.before, self.after)
        )
        return before, after

    @property
    def _ranks(self) -> list[int]:
        return [1 if each is None else RANK[each.verdict] for each in (self.before, self.after)]


Difference = EntityDifference | EventDifference | DeadlineDifference


def entity_differences(before: History, after: History) -> Iterator[EntityDifference]:
    """
    The entities that are in other states, in document order, over the days that both timelines have.
    """
    start = max(before.start, after.start)
    for entity in dict.fromkeys((*before.entities, *after.entities)):
        both = [
            tuple(_clipped(each.spells(entity), start)) if entity in each.initial else () for each in (before, after)
        ]
        first = _first_unlike(*both)
        if first is not None:
            yield EntityDifference(entity, both[0], both[1], first)


def _clipped(spells: Iterable[Spell], start: date) -> Iterator[Spell]:
    """
    The *spells*, without what lies before *start*.
    """
    for spell in spells:
        if spell.end is None or spell.end >= start:
            yield spell if spell.start >= start else evolve(spell, start=start)


def _first_unlike(before: Sequence[Spell], after: Sequence[Spell]) -> date | None:
    for mine, other in zip(before, after, strict=False):
        if mine != other:
            if (mine.state, mine.start) != (other.state, other.start):
                return min(mine.start, other.start)
            ends = [spell.end for spell in (mine, other) if spell.end is not None]
            return add_days(min(ends), 1)
    longer = (*before, *after) if not (before and after) else ()
    return min((spell.start for spell in longer), default=None)


def _pairs(before: Sequence[Spell], after: Sequence[Spell]) -> Iterator[Pair]:
    states, others_ = ([spell.state for spell in spells] for spells in (before, after))
    for _, first, first_end, second, second_end in SequenceMatcher(None, states, others_, autojunk=False).get_opcodes():
        mine, others = before[first:first_end], after[second:second_end]
        if [spell.state for spell in mine] == [spell.state for spell in others]:
            yield from (Pair(*both) for both in zip(mine, others, strict=True))
        else:
            yield from (Pair(spell, None) for spell in mine)
            yield from (Pair(None, spell) for spell in others)


def event_differences(before: History, after: History) -> list[EventDifference]:
    """
    The firings and the context with other days or outcomes, in the order of their days; what lies before the first day
    that both have is left out, but for what was stated before timelines that begin together.
    """
    start = date.min if before.start == after.start else max(before.start, after.start)
    mine, others = _told_by(before), _told_by(after)
    found = []
    for key in dict.fromkeys((*mine, *others)):
        one, other = mine.get(key), others.get(key)
        if one is not None and other is not None and told(one) == told(other):
            continue
        difference = EventDifference(*key, one, other, other is None and key[0] in after.unplayed)
        if difference.last >= start:
            found.append(difference)
    return sorted(found, key=lambda each: each.first)


def _told_by(history: History) -> dict[tuple[str, str | None], Told]:
    """
    The last step of every firing, and all context, by event and firing.
    """
    found: dict[tuple[str, str | None], Told] = {
        (step.event, f"{step.entity}.{step.trigger}"): step for step in history.steps
    }
    found.update({(each.event, None): each for each in history.context})
    return found


def told(one: Told) -> tuple[object, ...]:
    """
    What makes a step or context a different one: not its sources, nor the words of a refusal, nor the day of what never
    takes place.
    """
    if isinstance(one, Context):
        return one.date, one.edtf
    if one.disposition == "stranded":
        return (one.disposition,)
    return one.date, one.edtf, one.disposition, one.before, one.after, one.automatic, one.requested


def deadline_differences(before: History, after: History) -> Iterator[DeadlineDifference]:
    """
    The deadlines with other outcomes, in document order.
    """
    both = [{outcome.id: outcome for outcome in each.deadlines} for each in (before, after)]
    for id_ in dict.fromkeys((*both[0], *both[1])):
        mine, other = (each.get(id_) for each in both)
        if mine is None or other is None or judged(mine) != judged(other):
            yield DeadlineDifference(id_, mine, other)


def judged(outcome: Outcome) -> tuple[object, ...]:
    """
    What makes an outcome a different one.
    """
    return outcome.verdict, outcome.due, outcome.met_on, outcome.set_on, outcome.margins


def signature(difference: Difference | None) -> object:
    """
    What makes two differences in the same thing equal: that which is so after; of what is not there, why.
    """
    if isinstance(difference, EventDifference):
        return difference.is_unplayed if difference.after is None else told(difference.after)
    if isinstance(difference, DeadlineDifference):
        return None if difference.after is None else judged(difference.after)
    return None if difference is None else difference.after
