"""
The path along which one difference led to another, within one divergence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Literal

from attrs import frozen

from missionsim.answers.differences import (
    DeadlineDifference,
    Difference,
    EntityDifference,
    EventDifference,
    disposition,
)
from missionsim.record.deadlines import Deadline
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.replay.history import History
from missionsim.replay.steps import Step
from missionsim.whatif.movements import Movement


@frozen
class Link:
    """
    One link of a causal chain.

    Args:
        kind: What it is about: ``edit``, ``event``, ``blocker``, ``entity`` or ``deadline``.

        id: Position of the edit among all edits as text, or id of the event, entity or deadline.

        difference: What differs in it; ``None`` for an edit and a blocker.

        on: The day that decides, for an entity.

        blocker: For a blocker, the state in the way, and what is required; the last: whether that is so after.

        takes_more: Whether it is so with all edits only: those of the chain alone lead to the last link, but along
            others.
    """

    kind: Literal["edit", "event", "blocker", "entity", "deadline"]
    id: str
    difference: Difference | None = None
    on: date | None = None
    blocker: tuple[str, str, bool] | None = None
    takes_more: bool = False


class Trail:
    """
    All differences of a divergence, and how one led to another.

    Args:
        timelines: The two timelines.

        events: The events that differ, in the order of their days.

        entities: The entities that differ.

        movements: Where what-ifs moved events, by id.
    """

    def __init__(
        self,
        timelines: tuple[History, History],
        events: Sequence[EventDifference],
        entities: Sequence[EntityDifference],
        movements: dict[str, Movement],
    ) -> None:
        self._timelines = timelines
        self._listed = tuple(events)
        self._events: dict[str, EventDifference] = {}
        for each in events:
            self._events.setdefault(each.id, each)
        self._entities = {each.id: each for each in entities}
        self._movements = movements
        self._positions = [{step.event: n for n, step in enumerate(each.steps)} for each in timelines]
        self._courses = [_courses(each) for each in timelines]

    def to(self, difference: Difference) -> list[Link]:
        """
        The links that lead to *difference*, itself last.
        """
        if isinstance(difference, EventDifference):
            return self._to_event(difference)
        if isinstance(difference, EntityDifference):
            return self._to_entity(difference)
        return self._to_deadline(difference)

    def _to_event(self, difference: EventDifference) -> list[Link]:
        """
        The links that lead to an event's difference, found from the last to the first.
        """
        found: list[Link] = []
        seen: set[str] = set()
        current: EventDifference | None = difference
        while current is not None:
            seen.add(current.id)
            found.append(Link("event", current.id, current))
            behind = self._behind(current, seen) if _is_unlike(current) else None
            if isinstance(behind, EntityDifference):
                found.append(Link("entity", behind.id, behind, on=behind.first))
                break
            if behind is not None:
                found += reversed(_blockers(current, behind))
            carriers = (self._events[id_] for id_ in self._carriers(current.id) if id_ not in seen)
            current = next(carriers, None) if behind is None else behind
        return found[::-1]

    def _carriers(self, event: str) -> list[str]:
        """
        The differing events that this one was carried, pushed or orphaned by.
        """
        causes = self._movements[event].causes if event in self._movements else ()
        kinds = ("carried", "pushed", "orphaned", "held back")
        found = [each.by for each in causes if each.kind in kinds and each.by in self._events]
        orphaned = [
            step.reason.orphaned_by
            for each in self._listed
            if each.id == event
            for step in _steps(each)
            if step.reason is not None and step.reason.orphaned_by is not None
        ]
        return [*found, *(id_ for id_ in orphaned if id_ in self._events)]

    def _behind(self, difference: EventDifference, seen: set[str]) -> EventDifference | EntityDifference | None:
        """
        What left an entity that its outcome relies on in another state, blockers first: the last event before this one
        that did otherwise; or that the entity started otherwise, where no event touched it since.
        """
        steps = _steps(difference)
        blockers = [blocker.entity for step in steps if step.reason for blocker in step.reason.blockers]
        relied_on = [id_ for step in steps for id_ in step.relied_on]
        relied_on += [id_ for step in steps for each in step.automatic for id_ in (each.entity, *each.relied_on)]
        for entities in (blockers, [step.entity for step in steps], relied_on):
            unlike = [id_ for id_ in dict.fromkeys(entities) if self._is_found_otherwise(id_, difference)]
            started = next((id_ for id_ in unlike if self._still_starts_otherwise(id_, difference)), None)
            if started is not None:
                return self._entities[started]
            earlier = [
                each
                for each in self._listed
                if each.id not in seen and self._precedes(each, difference) and touched(each) & set(unlike)
            ]
            if earlier:
                return max(earlier, key=self._last_position)
        return None

    def _is_found_otherwise(self, entity: str, difference: EventDifference) -> bool:
        """
        Whether an event finds an entity in another state.
        """
        before, after = (self._found(side, entity, difference.id) for side in (0, 1))
        return before != after

    def _found(self, side: int, entity: str, event: str) -> str | None:
        """
        The state in which an event finds an entity.
        """
        course = self._courses[side].get(entity, [])
        count = bisect_left(course, (self._positions[side][event],))
        return course[count - 1][1] if count else self._timelines[side].initial.get(entity)

    def _still_starts_otherwise(self, entity: str, difference: EventDifference) -> bool:
        """
        Whether an entity that starts in another state is in that when an event comes, after.
        """
        if entity not in self._entities or not _starts_otherwise(self._entities[entity]):
            return False
        course = self._courses[1].get(entity, [])
        return not course or course[0][0] > self._positions[1][difference.id]

    def _last_position(self, each: EventDifference) -> int:
        return max(positions.get(each.id, -1) for positions in self._positions)

    def _precedes(self, one: EventDifference, other: EventDifference) -> bool:
        """
        Whether the one comes before the other in a timeline in which it was applied.
        """
        return any(
            disposition(told) == "applied"
            and one.id in positions
            and other.id in positions
            and positions[one.id] < positions[other.id]
            for positions, told in zip(self._positions, (one.before, one.after), strict=True)
        )

    def _to_entity(self, difference: EntityDifference) -> list[Link]:
        here = Link("entity", difference.id, difference, on=difference.first)
        if _starts_otherwise(difference):
            return [here]
        touching = [each for each in self._listed if difference.id in touched(each)]
        by_then = [each for each in touching if each.first <= difference.first]
        # The first one of that very day; what differed earlier did not show in the state.
        behind = [each for each in by_then if each.first == difference.first][:1] or by_then[-1:]
        return [*(link for each in behind for link in self._to_event(each)), here]

    def _to_deadline(self, difference: DeadlineDifference) -> list[Link]:
        here = Link("deadline", difference.id, difference)
        for event in self._events_of(difference.id):
            if event in self._events:
                return [*self._to_event(self._events[event]), here]
        entities = [self._entities[id_] for id_ in self._entities_of(difference.id) if id_ in self._entities]
        decisive = self._decisive(difference, {entity.id for entity in entities})
        if decisive is not None:
            behind, day = decisive
            then = (entity for entity in entities if entity.id in touched(behind))
            links = [Link("entity", entity.id, entity, on=day) for entity in islice(then, 1)]
            return [*self._to_event(behind), *links, here]
        return [*(link for entity in entities[:1] for link in self._to_entity(entity)), here]

    def _decisive(self, difference: DeadlineDifference, entities: set[str]) -> tuple[EventDifference, date] | None:
        """
        The event with which the condition comes to hold, after or else before, and the first day that decides.
        """
        met = [None if each is None else each.met_on for each in (difference.after, difference.before)]
        day = min((each for each in met if each is not None), default=None)
        touching = [each for each in self._listed if touched(each) & entities]
        for met_on, side in zip(met, ("after", "before"), strict=True):
            for each in reversed(touching):
                told = getattr(each, side)
                if told is not None and day is not None and told.date == met_on and disposition(told) == "applied":
                    return each, day
        return None

    def _events_of(self, deadline: str) -> Iterator[str]:
        for _, each in self._deadlines(deadline):
            yield from each.event_ids

    def _entities_of(self, deadline: str) -> Iterator[str]:
        for record, each in self._deadlines(deadline):
            members = compiled(record).program.members
            yield from (id_ for condition in each.conditions for id_ in condition.reads(members))

    def _deadlines(self, id_: str) -> Iterator[tuple[Record, Deadline]]:
        for timeline in self._timelines:
            if timeline.record is not None:
                yield from ((timeline.record, each) for each in timeline.record.deadlines if each.id == id_)


def _courses(timeline: History) -> dict[str, list[tuple[int, str]]]:
    """
    The states of every entity that was moved, with the positions of the steps that moved it.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for position, step in enumerate(timeline.steps):
        for change in step.changes:
            found.setdefault(change.entity, []).append((position, change.after))
    return found


def _starts_otherwise(difference: EntityDifference) -> bool:
    """
    Whether an entity is in another state from the first day on.
    """
    first = min((spells[0].start for spells in (difference.before, difference.after) if spells), default=None)
    both = bool(difference.before and difference.after)
    return both and difference.first == first and difference.before[0].state != difference.after[0].state


def _is_unlike(difference: EventDifference) -> bool:
    """
    Whether an event takes place in both, and with another outcome, not just on another day.
    """
    both = [(step.disposition, step.before, step.after, step.automatic) for step in _steps(difference)]
    return len(both) > 1 and both[0] != both[1]


def _steps(difference: EventDifference) -> list[Step]:
    return [told for told in (difference.before, difference.after) if isinstance(told, Step)]


def touched(difference: EventDifference) -> set[str]:
    """
    Ids of the entities that an event changes, before or after; a refused one changes nothing.
    """
    return {change.entity for step in _steps(difference) for change in step.changes}


def _blockers(difference: EventDifference, behind: EventDifference) -> list[Link]:
    """
    The entities that *behind* left in a state which keeps the event from happening, or once did.
    """
    changed = touched(behind)
    for step in reversed(_steps(difference)):
        blockers = step.reason.blockers if step.reason is not None else ()
        found = [blocker for blocker in blockers if blocker.entity in changed]
        if found:
            is_after = step is difference.after
            return [Link("blocker", each.entity, blocker=(each.state, each.requirement, is_after)) for each in found]
    return []
