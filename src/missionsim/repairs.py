"""
The fewest edits after which a goal holds, and the proof that no smaller number will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import combinations
from math import comb
from typing import Literal, cast, get_args

from attrs import evolve, frozen

from missionsim.conditions import Condition, Scope, as_tuple
from missionsim.dates import ImpreciseDate, Offset
from missionsim.deadlines import Outcome
from missionsim.edits import Advance, Delay, Drop, Edit
from missionsim.errors import EditError, LimitError, UnknownError, accepted, unknown
from missionsim.footprints import Footprints, closure
from missionsim.model import Deadline, Event
from missionsim.scenario import Scenario
from missionsim.shifts import Shifts, Ties

Kind = Literal["delay", "advance", "drop"]
MOST_TRIES = 20_000
_GOAL = "the-goal"


@frozen
class Repair:
    """
    The fewest edits after which a goal holds.

    Args:
        goal: The goal, in words.

        edits: The edits; empty if the goal holds as it is; ``None`` if no allowed ones reach it.

        exhausted: Per number of edits, from 0, how many what-ifs were tried without reaching it. That none of them
            does is the proof that no smaller number will do.

        scenario: The scenario with the edits; ``None`` if there are none that reach the goal.
    """

    goal: str
    edits: tuple[Edit, ...] | None
    exhausted: tuple[int, ...]
    scenario: Scenario | None

    def __bool__(self) -> bool:
        """
        Whether the goal can be reached.
        """
        return self.edits is not None

    def __str__(self) -> str:
        tried = ", ".join(f"{count} with {size}" for size, count in enumerate(self.exhausted))
        proof = f"No smaller number does (what-ifs tried: {tried})."
        if self.edits is None:
            return f"No allowed edits lead to {self.goal} (what-ifs tried: {tried})."
        if not self.edits:
            return f"It holds already: {self.goal}."
        listed = "".join(f"\n  {edit}" for edit in self.edits)
        lead = "1 edit leads" if len(self.edits) == 1 else f"{len(self.edits)} edits lead"
        return f"{lead} to {self.goal}:{listed}\n{proof}"


def repair(  # noqa: PLR0913  what is allowed has several sides
    scenario: Scenario,
    goal: str | Deadline | Condition,
    among: Edit | Iterable[Edit] | None = None,
    *,
    kinds: Kind | Iterable[Kind] = ("delay", "advance"),
    events: str | Iterable[str] | None = None,
    days: int = 365,
    most_edits: int | None = None,
) -> Repair:
    """
    The fewest edits after which a goal holds; of several sets of so many, the one that shifts the fewest days.

    All smaller sets are tried before. Numbers of days between which the order of days stays the same count as one,
    since they can't make a difference. Events that the goal can't depend on are left out.

    Args:
        scenario: The scenario.

        goal: Id of a deadline, or a :class:`Deadline` of your own, that ought to be met in all readings; or a
            condition that ought to hold at the end of a replay.

        among: The edits to choose from, in the order in which they are applied. Unless given, they are made from the
            arguments below.

        kinds: What may be done to an event: ``delay``, ``advance`` or ``drop``.

        events: Ids of the events that may be edited; all unless given.

        days: The most days by which an event may be shifted.

        most_edits: The most edits; 1 unless given, or all of *among*.

    Raises:
        UnknownError: If there is no such deadline, event or kind.

        EditError: If an edit among those given names nothing, or a number is negative.

        LimitError: If more than 20,000 what-ifs would have to be tried.
    """
    for name, number in (("days", days), ("most_edits", most_edits)):
        if number is not None and number < 0:
            raise EditError.of(f"{name} is {number}", "accepted: 0 or more")
    search = _Search(scenario, goal)
    if among is not None:
        given = (among,) if isinstance(among, Edit) else tuple(among)
        most = len(given) if most_edits is None else min(most_edits, len(given))
        _check_count(sum(comb(len(given), size) for size in range(most + 1)))
        return search.run(most, lambda size: search.chosen(given, size))
    asked = tuple(dict.fromkeys(as_tuple(kinds)))
    for kind in asked:
        if kind not in get_args(Kind):
            raise unknown("kind of edit", kind, get_args(Kind))
    allowed = cast("tuple[Kind, ...]", asked)
    ids = None if events is None else {scenario.event(id_).id for id_ in as_tuple(events)}
    meant = [event for event in search.relevant if ids is None or event.id in ids]
    return search.run(1 if most_edits is None else most_edits, lambda size: search.made(meant, allowed, days, size))


class _Search:
    """
    A search for edits that reach a goal.
    """

    def __init__(self, scenario: Scenario, goal: str | Deadline | Condition) -> None:
        self._goal = _deadline(scenario, goal)
        self._text = f"deadline {goal!r} met" if isinstance(goal, str) else str(_condition(goal))
        self._original = scenario
        self._end = goal if isinstance(goal, Condition) else None
        self._scenario = scenario if isinstance(goal, str) else _with_goal(scenario, self._goal)
        self._tries = 0

    def run(self, most: int, sets: Callable[[int], Iterator[tuple[Edit, ...]]]) -> Repair:
        """
        Try sets of edits, smaller ones first.
        """
        exhausted: list[int] = []
        for size in range(most + 1):
            if size > 1:
                _check_count(comb(exhausted[1], size))  # rather now than after minutes
            tried, found = 0, None
            for edits in sets(size):
                tried += 1
                if (found is None or _days(edits) < _days(found)) and self.holds(edits):
                    found = edits
            if found is not None:
                return Repair(self._text, found, tuple(exhausted), self._original.what_if(*found))
            exhausted.append(tried)
        return Repair(self._text, None, tuple(exhausted), None)

    def holds(self, edits: Sequence[Edit]) -> bool:
        """
        Whether the goal holds after *edits*. One that leads out of the scenario reaches nothing.
        """
        self._tries += 1
        _check_count(self._tries)
        try:
            scenario = self._scenario.what_if(*edits)
            if self._end is not None:
                return _holds_at_end(self._end, scenario)
            # Most fail in the first reading already.
            is_met = self._outcome(scenario, all_readings=False).verdict == "met"
            return is_met and self._outcome(scenario).verdict == "met"
        except EditError:
            return False

    def _outcome(self, scenario: Scenario, *, all_readings: bool = True) -> Outcome:
        return scenario.replay(all_readings=all_readings).deadline(self._goal.id)

    def chosen(self, given: Sequence[Edit], size: int) -> Iterator[tuple[Edit, ...]]:
        """
        All subsets of that size.
        """
        if size == 1:
            for edit in given:
                self._scenario.what_if(edit)  # an edit that names nothing is a mistake, not a dead end
        yield from combinations(given, size)

    def made(self, events: Sequence[Event], kinds: Sequence[Kind], days: int, size: int) -> Iterator[tuple[Edit, ...]]:
        """
        All sets of that many edits, each of another event, as far as days can tell them apart.
        """
        seen = set()
        for edits in self._grown(self._scenario, events, kinds, days, size):
            if frozenset(edits) not in seen:
                seen.add(frozenset(edits))
                yield edits

    def _grown(
        self, scenario: Scenario, events: Sequence[Event], kinds: Sequence[Kind], days: int, size: int
    ) -> Iterator[tuple[Edit, ...]]:
        if size == 0:
            yield ()
            return
        ties, marks = Ties(scenario), self._marks(scenario)
        for event in events:
            others = [other for other in events if other is not event]
            for kind in kinds:
                for edit in self._edits_of(scenario, event, kind, ties, marks):
                    if not isinstance(edit, Drop) and edit.by.days > days:
                        continue
                    if size == 1:
                        yield (edit,)
                        continue
                    try:
                        following = scenario.what_if(edit)
                    except EditError:
                        continue
                    yield from ((edit, *rest) for rest in self._grown(following, others, kinds, days, size - 1))

    def _edits_of(
        self, scenario: Scenario, event: Event, kind: Kind, ties: Ties, marks: frozenset[int]
    ) -> Iterator[Delay | Advance | Drop]:
        if kind == "drop":
            yield Drop(event.id)
            return
        shifts = Shifts(scenario, scenario.event(event.id), 1 if kind == "delay" else -1, ties)
        counts: Iterable[int] = shifts.meeting(partial(_positions, scenario), lambda _: marks)
        if any(isinstance(due, Offset) and due.months for due in self._dues):
            counts = range(1, shifts.most + 1)
        yield from (Delay(event.id, count) if kind == "delay" else Advance(event.id, count) for count in counts)

    @property
    def _dues(self) -> list[ImpreciseDate | Offset]:
        dues = (self._goal.due, *(revision.due for revision in self._goal.revisions))
        return [due for due in dues if due is not None]

    def _marks(self, scenario: Scenario) -> frozenset[int]:
        """
        The days, counted, that an event may meet: those of relevant events and of records, and those of the goal.
        """
        days = {scenario.first_day, scenario.horizon, scenario.known_until}
        for when in (*(record.date for record in scenario.records), *self._dues):
            if isinstance(when, ImpreciseDate):
                days.update(scenario.widening.of(when))
        found = {day.toordinal() for day in days if day is not None}
        events = {event.id: event for event in scenario.events}
        found = found.union(*(_positions(scenario, events[each.id]) for each in self.relevant if each.id in events))
        lengths = [due.days for due in self._dues if isinstance(due, Offset)]
        return frozenset(found).union(*({day - length, day + length} for length in lengths for day in found))

    @cached_property
    def relevant(self) -> list[Event]:
        """
        The events that the goal can depend on.
        """
        scenario, goal, ties = self._scenario, self._goal, Ties(self._scenario)
        members, reads = scenario.rules.members, Footprints(scenario).reads
        asked = {id_ for condition in (goal.condition, goal.only_if) if condition for id_ in condition.reads(members)}
        named = {goal.set_by, goal.since, *(revision.by for revision in goal.revisions)}
        named |= {
            event.id for event in scenario.events for each in event.measures if (each.entity or event.entity) in asked
        }
        asked |= {event.entity for event in scenario.events if event.id in named}
        entities = closure(asked, lambda id_: reads[scenario.entity(id_).lifecycle])
        chosen = {event.id for event in scenario.events if event.entity in entities}
        tied = closure(chosen, lambda id_: ties.linked.get(id_, ()))
        return [event for event in scenario.events if event.id in tied]


def _check_count(tries: int) -> None:
    if tries > MOST_TRIES:
        raise LimitError(
            f"more than {MOST_TRIES:,} what-ifs would have to be tried; accepted: fewer kinds, events, days or edits"
        )


def _holds_at_end(condition: Condition, scenario: Scenario) -> bool:
    timeline = scenario.replay(all_readings=False)
    measures = {(each.entity, each.name): each.value for each in timeline.observations}
    return condition.holds(Scope(dict(timeline.configuration()), scenario.rules.members, measures))


def _days(edits: Iterable[Edit]) -> int:
    return sum(edit.by.days for edit in edits if isinstance(edit, Delay | Advance))


def _positions(scenario: Scenario, event: Event) -> set[int]:
    ends = (scenario.basis.days.get(event.id), *scenario.widening.of(event.date))
    return {day.toordinal() for day in ends if day is not None}


def _condition(goal: object) -> Condition:
    return goal.condition if isinstance(goal, Deadline) else cast("Condition", goal)


def _deadline(scenario: Scenario, goal: str | Deadline | Condition) -> Deadline:
    """
    The goal as a deadline.
    """
    if isinstance(goal, str):
        known = {deadline.id: deadline for deadline in scenario.deadlines}
        if goal not in known:
            raise UnknownError(f"no deadline {goal!r}; {accepted(goal, known)}")
        return known[goal]
    if isinstance(goal, Deadline):
        return evolve(goal, id=_GOAL)
    return Deadline(_GOAL, goal, scenario.horizon)


def _with_goal(scenario: Scenario, goal: Deadline) -> Scenario:
    """
    The scenario with the goal among its deadlines.
    """
    record = evolve(scenario.root, deadlines=(*scenario.root.deadlines, goal))
    return record.what_if(*scenario.edits)
