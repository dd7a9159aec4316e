"""
The difference of two timelines, with the edits behind each part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import combinations

from attrs import evolve, field, frozen

from missionsim.answers.differences import (
    DeadlineDifference,
    Difference,
    EntityDifference,
    EventDifference,
    deadline_differences,
    entity_differences,
    event_differences,
    signature,
)
from missionsim.answers.trail import Link, Trail
from missionsim.errors import LimitError, MissionsimError, TimelineError, UnknownError, accepted
from missionsim.replay.timeline import Timeline
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Edit
from missionsim.whatif.movements import Movement
from missionsim.whatif.replaying import edited_of, replay

MOST_EDITS = 16


@frozen(slots=False, eq=False)
class Divergence:
    """
    The difference of two timelines.

    Args:
        before: The one.

        after: The other.

        entities: Entities in other states, in document order.

        events: Events on other days or with other outcomes, in the order of their days.

        deadlines: Deadlines with other outcomes, in document order.
    """

    before: Timeline
    after: Timeline
    entities: tuple[EntityDifference, ...]
    events: tuple[EventDifference, ...]
    deadlines: tuple[DeadlineDifference, ...]
    _chains: dict[Difference, tuple[Link, ...]] = field(factory=dict, init=False, repr=False)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """
        The edits between the two; empty if the one is not a what-if of the other.
        """
        return self._worlds.edits

    @cached_property
    def movements(self) -> dict[str, Movement]:
        """
        Where the events stand that the edits reached, by id; empty if *after* is no what-if.
        """
        edited = edited_of(self.after)
        return {} if edited is None else dict(edited.movements)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """
        All of them: events, then entities, then deadlines.
        """
        return (*self.events, *self.entities, *self.deadlines)

    @property
    def first_difference(self) -> date | None:
        """
        First day on which anything differs: a state at its end, or an event on it; ``None`` if nothing ever does.
        """
        start = max(self.before.start, self.after.start)
        days = [each.first for each in self.entities]
        days += [each.first if each.first >= start else each.last for each in self.events]
        return min(days, default=None)

    def __bool__(self) -> bool:
        """
        Whether there is any difference.
        """
        return bool(self.differences)

    def difference(self, id: str) -> Difference:  # noqa: A002  an id is called id everywhere
        """
        The difference of an event, an entity or a deadline; of an event that fires several triggers, the first.

        Raises:
            UnknownError: If that does not differ.
        """
        for each in self.differences:
            if each.id == id:
                return each
        known = (each.id for each in self.differences)
        raise UnknownError(f"there is no difference in {id!r}; {accepted(id, known)}")

    def links(self, difference: Difference | str) -> tuple[Link, ...]:
        """
        How the edits led to a difference: the edits first, then what each thing led to, the difference last.

        With the edits that it begins with, and without any other, the difference is the same; without one of them it
        is not. What they led to is told as it is with all edits; where there are several such sets of edits, it is one
        that leads to all of that, if any does. A link to which it does not lead says so.

        Args:
            difference: One of :attr:`differences`, or the id of what differs.

        Raises:
            UnknownError: If there is no such difference.
        """
        asked = self.difference(difference) if isinstance(difference, str) else difference
        if asked not in self._chains:
            trail = self._trail.to(asked)
            told = [link.difference for link in trail if link.difference is not None]
            needed = self._worlds.needed(asked, told)
            edits = (Link("edit", str(position)) for position in needed)
            self._chains[asked] = (*edits, *(evolve(link, takes_more=self._takes_more(link, needed)) for link in trail))
        return self._chains[asked]

    def _takes_more(self, link: Link, edits: tuple[int, ...]) -> bool:
        return link.difference is not None and bool(edits) and not self._worlds.tells(link, edits)

    def edits_behind(self, difference: Difference | str) -> tuple[int, ...]:
        """
        Positions of the edits that a difference takes: without one of them, it would not be.

        Raises:
            UnknownError: If there is no such difference.
        """
        return tuple(int(link.id) for link in self.links(difference) if link.kind == "edit")

    def smallest(self, difference: Difference | str) -> tuple[Edit, ...]:
        """
        The smallest subset of the edits that still causes a difference.

        All smaller subsets are tried before a larger one, those of early edits first.

        Args:
            difference: One of :attr:`differences`, or the id of what differs.

        Returns:
            The edits, in their order; empty if none is needed, which is so where the two timelines are not related.

        Raises:
            UnknownError: If there is no such difference.

            LimitError: If there are more than 16 edits.
        """
        asked = self.difference(difference) if isinstance(difference, str) else difference
        if len(self.edits) > MOST_EDITS:
            raise LimitError(f"there are {len(self.edits)} edits; accepted: at most {MOST_EDITS}")
        every = range(len(self.edits))
        subsets = (subset for size in range(len(every) + 1) for subset in combinations(every, size))
        found = next(subset for subset in subsets if len(subset) == len(every) or self._worlds.has(asked, subset))
        return tuple(self.edits[position] for position in found)

    @cached_property
    def _worlds(self) -> _Worlds:
        return _Worlds(self)

    @cached_property
    def _trail(self) -> Trail:
        return Trail((self.before, self.after), self.events, self.entities, self.movements)


def compare(before: Timeline, after: Timeline) -> Divergence:
    """
    The difference of two timelines.

    Days before both have begun, and after one of them has ended, are left out. If *after* is a replay of a what-if,
    and *before* one of what it departs from, every difference is traced to the edits between them.

    Args:
        before: A timeline.

        after: Another one, of the same scenario or any other.

    Returns:
        All that differs; false if nothing does.

    Raises:
        TimelineError: If either is no timeline.
    """
    for each in (before, after):
        if not isinstance(each, Timeline):
            raise TimelineError(f"{each!r:.60} is not a timeline; accepted: what replay() gives")
    last = min(before.horizon, after.horizon)
    if last < max(before.start, after.start):
        return Divergence(before, after, (), (), ())
    first, second = (each if each.horizon == last else each.until(last) for each in (before, after))
    return Divergence(
        before,
        after,
        tuple(entity_differences(first, second)),
        tuple(event_differences(first, second)),
        tuple(deadline_differences(first, second)),
    )


class _Worlds:
    """
    What some of the edits lead to, without the others.
    """

    def __init__(self, divergence: Divergence) -> None:
        self._before, self._after = divergence.before, divergence.after
        self._base = edited_of(self._before)
        self.edits = _edits_between(self._base, edited_of(self._after), self._before, self._after)
        self._found: dict[tuple[int, ...], Divergence | None] = {tuple(range(len(self.edits))): divergence}

    def needed(self, difference: Difference, told: Sequence[Difference]) -> tuple[int, ...]:
        """
        Edits that are enough, and none of which can be left out; those that can are, from the last to the first, but
        first those without which all that is *told* is the same.
        """
        every = tuple(range(len(self.edits)))
        return self._fewest(self._fewest(every, (difference, *told)), (difference,))

    def _fewest(self, needed: tuple[int, ...], differences: Sequence[Difference]) -> tuple[int, ...]:
        while True:
            without = (tuple(each for each in needed if each != position) for position in reversed(needed))
            fewer = (each for each in without if all(self.has(difference, each) for difference in differences))
            found = next(fewer, None)
            if found is None:
                return needed
            needed = found

    def has(self, difference: Difference, subset: tuple[int, ...]) -> bool:
        """
        Whether the edits at those positions alone lead to the same difference.
        """
        found = self._with(subset)
        if found is None:
            return False
        same = [each for each in found.differences if _key(each) == _key(difference)]
        return [signature(each) for each in same] == [signature(difference)]

    def tells(self, link: Link, subset: tuple[int, ...]) -> bool:
        """
        Whether the edits at those positions alone lead to what a link tells: of an entity, its state on the day.
        """
        difference = link.difference
        if not isinstance(difference, EntityDifference) or link.on is None:
            return difference is None or self.has(difference, subset)
        found = self._with(subset)
        same = [] if found is None else [each for each in found.entities if each.id == link.id]
        return [_state_on(each, link.on) for each in same] == [_state_on(difference, link.on)]

    def _with(self, subset: tuple[int, ...]) -> Divergence | None:
        """
        The divergence that some of the edits lead to; ``None`` if they can't be made without the others.
        """
        if subset not in self._found and self._base is not None:
            try:
                edited = self._base.with_edits(*(self.edits[position] for position in subset))
                until = min(self._after.horizon, self._base.record.horizon)
                self._found[subset] = compare(self._before, replay(edited, reading=self._after.reading, until=until))
            except MissionsimError:
                self._found[subset] = None
        return self._found.get(subset)


def _state_on(difference: EntityDifference, day: date) -> str | None:
    return next((spell.state for spell in difference.after if spell.covers(day)), None)


def _key(difference: Difference) -> tuple[object, ...]:
    return type(difference), difference.id, getattr(difference, "firing", None)


def _edits_between(
    mine: EditedRecord | None, other: EditedRecord | None, before: Timeline, after: Timeline
) -> tuple[Edit, ...]:
    """
    The edits that lead from the one to the other; none if the one is not a what-if of the other.
    """
    if mine is None or other is None or mine.record != other.record or before.reading != after.reading:
        return ()
    count = len(mine.edits)
    return other.edits[count:] if other.edits[:count] == mine.edits else ()
