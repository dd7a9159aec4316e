"""
The fewest edits after which a goal holds, and how many what-ifs show that no smaller number will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations, product
from math import comb, prod
from typing import Literal, cast, get_args

from attrs import evolve, frozen

from missionsim.errors import EditError, LimitError, unknown
from missionsim.record.conditions import Condition, Scope
from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.deadlines import Deadline
from missionsim.record.events import Link
from missionsim.record.record import Record
from missionsim.record.values import as_tuple
from missionsim.replay.relevance import Relevance
from missionsim.whatif.edited import EditedRecord, edited_record
from missionsim.whatif.edits import Advance, Delay, Drop, Edit
from missionsim.whatif.judging import outcomes
from missionsim.whatif.replaying import compiled_outcome, replay, run_of

Kind = Literal["delay", "advance", "drop"]
Goal = str | Deadline | Condition
MOST_TRIES = 20_000
_GOAL = "the-goal"


@frozen
class Repair:
    """
    The fewest edits after which a goal holds.

    Args:
        goal: The goal, in words.

        edits: The edits; empty if the goal holds as it is; ``None`` if no allowed ones reach it.

        exhausted: Per number of edits, from 0, how many what-ifs were tried without reaching it. Between the days that
            were tried nothing can change, so that no smaller number will do.

        what_if: The record with the edits; ``None`` if there are none that reach the goal.
    """

    goal: str
    edits: tuple[Edit, ...] | None
    exhausted: tuple[int, ...]
    what_if: EditedRecord | None

    def __bool__(self) -> bool:
        """
        Whether the goal can be reached.
        """
        return self.edits is not None


def repair(  # noqa: PLR0913  what is allowed has several sides
    asked: Record | EditedRecord,
    goal: Goal,
    among: Edit | Iterable[Edit] | None = None,
    *,
    kinds: Kind | Iterable[Kind] = ("delay", "advance"),
    events: str | Iterable[str] | None = None,
    days: int = 365,
    most_edits: int | None = None,
) -> Repair:
    """
    The fewest edits after which a goal holds; of several sets of so many, the one that shifts the fewest days.

    All smaller sets are tried before, each event on every day at which, with the others shifted, anything can change.

    Args:
        asked: A record or a what-if.

        goal: Id of a deadline, or a :class:`Deadline` of your own, that ought to be met in all readings; or a
            condition that ought to hold at the end of a replay.

        among: The edits to choose from, in the order in which they are applied. Unless given, they are made from the
            arguments below.

        kinds: What may be done to an event: ``delay``, ``advance`` or ``drop``.

        events: Ids of the events that may be edited; all that can matter unless given.

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
    search = _Search(edited_record(asked), goal)
    if among is not None:
        given = (among,) if isinstance(among, Edit) else tuple(among)
        for edit in given:
            search.edited.with_edits(edit)  # one that names nothing is a mistake, not a dead end
        most = len(given) if most_edits is None else min(most_edits, len(given))
        _check(sum(comb(len(given), size) for size in range(most + 1)))
        return search.run([combinations(given, size) for size in range(most + 1)])
    allowed = tuple(dict.fromkeys(as_tuple(kinds)))
    for kind in allowed:
        if kind not in get_args(Kind):
            raise unknown("kind of edit", kind, get_args(Kind))
    record = search.edited.outcome
    ids = None if events is None else {record.event(id_).id for id_ in as_tuple(events)}
    meant = [id_ for id_ in search.relevant if ids is None or id_ in ids]
    most = 1 if most_edits is None else most_edits
    made = _Made(search, meant, cast("tuple[Kind, ...]", allowed), days)
    return search.run(made.sets(size) for size in range(most + 1))


class _Search:
    """
    A search for edits that reach a goal.
    """

    def __init__(self, edited: EditedRecord, goal: Goal) -> None:
        self._text = f"deadline {goal!r} met" if isinstance(goal, str) else str(_condition(goal))
        self._original = edited
        self._end = goal if isinstance(goal, Condition) else None
        self.goal = _deadline(edited.outcome, goal)
        self.edited = edited if isinstance(goal, str) else _with_goal(edited, self.goal)

    def run(self, sizes: Iterable[Iterable[tuple[Edit, ...]]]) -> Repair:
        """
        Try sets of edits, smaller ones first.
        """
        exhausted: list[int] = []
        for sets in sizes:
            tried, found = 0, None
            for edits in sets:
                tried += 1
                if (found is None or _days(edits) < _days(found)) and self.holds(edits):
                    found = edits
            if found is not None:
                return Repair(self._text, found, tuple(exhausted), self._original.with_edits(*found))
            exhausted.append(tried)
        return Repair(self._text, None, tuple(exhausted), None)

    def holds(self, edits: Sequence[Edit]) -> bool:
        """
        Whether the goal holds after *edits*. One that leads out of the scenario reaches nothing.
        """
        try:
            edited = self.edited.with_edits(*edits)
            if self._end is not None:
                return _holds_at_end(self._end, edited)
            run = run_of(edited, "latest")
            last = edited.outcome.horizon
            number = next(n for n, each in enumerate(edited.outcome.deadlines) if each.id == self.goal.id)
            if run.course(last.toordinal(), number).verdict(last.toordinal())[0] != "met":
                return False  # most fail in the reading that is shown already
            return outcomes(edited, compiled_outcome(edited), run, last)[number].verdict == "met"
        except EditError:
            return False

    @cached_property
    def relevant(self) -> list[str]:
        """
        Ids of the events that the goal can depend on, with what moves them along.
        """
        record = self.edited.outcome
        found = compiled_outcome(self.edited)
        relevance = Relevance(record, found.program, found.links, frozenset(range(len(found.program.entities))))
        positions = set(relevance.of(self.goal)[1])
        return [event.id for n, event in enumerate(record.events) if n in positions]


class _Made:
    """
    Sets of edits of different events, as far as days can tell them apart.
    """

    def __init__(self, search: _Search, events: Sequence[str], kinds: Sequence[Kind], days: int) -> None:
        self._edited = search.edited
        self._goal = search.goal
        self._events = events
        self._kinds = kinds
        self._relevant = search.relevant
        self._days = days

    def sets(self, size: int) -> Iterator[tuple[Edit, ...]]:
        """
        All sets of that many edits.

        Raises:
            LimitError: If there are too many; before any is tried.
        """
        edits = {id_: self._edits_of(id_, size) for id_ in self._events} if size else {}
        _check(sum(prod(len(edits[id_]) for id_ in ids) for ids in combinations(self._events, size)))
        for ids in combinations(self._events, size):
            yield from product(*(edits[id_] for id_ in ids))

    def _edits_of(self, id_: str, depth: int) -> list[Edit]:
        shifts = self._shifts(id_, depth) if {"delay", "advance"} & set(self._kinds) else []
        found: list[Edit] = [Drop(id_)] if "drop" in self._kinds else []
        found += [Delay(id_, by) for by in shifts if by > 0 and "delay" in self._kinds]
        found += [Advance(id_, -by) for by in shifts if by < 0 and "advance" in self._kinds]
        return found

    def _shifts(self, id_: str, depth: int) -> list[int]:
        """
        The numbers of days, negative for earlier, at which an event can come to lie otherwise to anything that
        matters, if up to *depth* events are shifted.
        """
        day = self._day_of[id_]
        room = self._edited.outcome
        first = max(-self._days, room.first_day.toordinal() - day)
        last = min(self._days, room.horizon.toordinal() - day)
        marks = set(self._marks)
        steps = {-1, 0, 1, *(lag for lag in self._lags), *(-lag for lag in self._lags)}
        for _ in range(depth):
            if len(marks) > last - first + 1 or self._counts_months:
                return [by for by in range(first, last + 1) if by]
            marks |= {mark + step for mark in marks for step in steps}
        shifts = {mark - offset - day for mark in marks for offset in self._offsets(id_)}
        return sorted((by for by in shifts if first <= by <= last and by), key=abs)

    def _offsets(self, id_: str) -> set[int]:
        """
        How many days behind an event those can come to lie that it carries along or holds back.
        """
        found = {(id_, 0)}
        todo = [(id_, 0)]
        while todo:
            before, offset = todo.pop()
            for event, link in self._followers.get(before, ()):
                gap = self._day_of[event] - self._day_of[before] if link.kind == "carry" else link.lag
                if (reached := (event, offset + gap)) not in found:
                    found.add(reached)
                    todo.append(reached)
        return {offset for _, offset in found}

    @cached_property
    def _followers(self) -> dict[str, list[tuple[str, Link]]]:
        found: dict[str, list[tuple[str, Link]]] = {}
        for event in self._edited.outcome.events:
            for link in event.after:
                if link.event in self._day_of:
                    found.setdefault(link.event, []).append((event.id, link))
        return found

    @cached_property
    def _day_of(self) -> dict[str, int]:
        run = run_of(self._edited, "latest")
        return {event.id: day for event, day in zip(self._edited.outcome.events, run.days, strict=True)}

    @cached_property
    def _lags(self) -> set[int]:
        lengths = {due.days for due in self._dues if isinstance(due, Offset)}
        links = [(event, before, link) for before, found in self._followers.items() for event, link in found]
        gaps = {self._day_of[event] - self._day_of[before] for event, before, link in links if link.kind == "carry"}
        return lengths | gaps | {link.lag for *_, link in links}

    @property
    def _dues(self) -> list[ImpreciseDate | Offset]:
        dues = (self._goal.due, *(revision.due for revision in self._goal.revisions))
        return [due for due in dues if due is not None]

    @property
    def _counts_months(self) -> bool:
        return any(isinstance(due, Offset) and due.months for due in self._dues)

    @cached_property
    def _marks(self) -> set[int]:
        record = self._edited.outcome
        found = {record.first_day.toordinal(), record.horizon.toordinal(), record.last_known.toordinal()}
        for due in self._dues:
            if isinstance(due, ImpreciseDate):
                found |= {day.toordinal() for day in record.widening.of(due) if day is not None}
        windows = compiled_outcome(self._edited).windows
        relevant = {*self._events, *self._relevant, *self._goal.event_ids}
        for position, event in enumerate(record.events):
            if event.id in relevant:
                found |= {self._day_of[event.id], windows.lows[position], windows.highs[position]}
        return found


def _check(tries: int) -> None:
    if tries > MOST_TRIES:
        raise LimitError(
            f"{tries:,} what-ifs would have to be tried; accepted: at most {MOST_TRIES:,}, "
            "with fewer kinds, events, days or edits"
        )


def _holds_at_end(condition: Condition, edited: EditedRecord) -> bool:
    timeline = replay(edited)
    measures = {(each.entity, each.name): each.value for each in timeline.observations}
    members = compiled_outcome(edited).program.members
    return condition.holds(Scope(dict(timeline.configuration()), members, measures))


def _days(edits: Iterable[Edit]) -> int:
    return sum(edit.by.days for edit in edits if isinstance(edit, Delay | Advance))


def _condition(goal: Deadline | Condition) -> Condition:
    return goal.condition if isinstance(goal, Deadline) else goal


def _deadline(record: Record, goal: Goal) -> Deadline:
    """
    The goal as a deadline.
    """
    if isinstance(goal, str):
        return record.deadline(goal)
    return evolve(goal, id=_GOAL) if isinstance(goal, Deadline) else Deadline(_GOAL, goal, record.horizon)


def _with_goal(edited: EditedRecord, goal: Deadline) -> EditedRecord:
    """
    The what-if with the goal among its deadlines.
    """
    record = evolve(edited.record, deadlines=(*edited.record.deadlines, goal))
    return evolve(edited, record=record)
