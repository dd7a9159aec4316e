"""
The fewest edits after which a goal holds, and how many what-ifs show that no smaller number will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations, product
from math import comb
from typing import Literal, cast, get_args

from attrs import evolve, frozen

from missionsim.answers.meetings import days_about
from missionsim.errors import EditError, LimitError, unknown
from missionsim.record.conditions import Condition, Scope
from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.deadlines import Deadline
from missionsim.record.events import Link
from missionsim.record.record import Record
from missionsim.record.values import as_tuple
from missionsim.replay.deadlines import has_measures
from missionsim.replay.determinants import Determinants
from missionsim.replay.relevance import Relevance
from missionsim.whatif.edited import EditedRecord, edited_record
from missionsim.whatif.edits import Advance, Delay, Drop, Edit
from missionsim.whatif.judging import outcomes
from missionsim.whatif.replaying import compiled_outcome, replay, run_of
from missionsim.whatif.staying import last_due

Kind = Literal["delay", "advance", "drop"]
Goal = str | Deadline | Condition
MOST_TRIES = 20_000
MOST_PLACES = 1_000
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
        if number is not None and (not isinstance(number, int) or number < 0):
            raise EditError.of(f"{name} is {number!r}", "accepted: a whole number, 0 or more")
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
            return self._is_met(edited) if self._end is None else _holds_at_end(self._end, edited)
        except EditError:
            return False

    def _is_met(self, edited: EditedRecord) -> bool:
        last = edited.outcome.horizon
        number = next(n for n, each in enumerate(edited.outcome.deadlines) if each.id == self.goal.id)
        run = run_of(edited, "latest", last_due(edited, edited.outcome.deadlines[number]))
        if run.course(last.toordinal(), number).verdict(last.toordinal())[0] != "met":
            return False  # most fail in the reading that is shown already
        (found,) = outcomes(edited, compiled_outcome(edited), run, last, only=(self.goal.id,))
        return found.verdict == "met"

    @cached_property
    def relevant(self) -> list[str]:
        """
        Ids of the events that the goal can depend on, with what moves them along.
        """
        record = self.edited.outcome
        found = compiled_outcome(self.edited)
        every = frozenset(range(len(found.program.entities)))
        relevance = Relevance(record, found.program, Determinants(record, found.program, found.links, every))
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
        shifts = {id_: self._shifts(id_, size) for id_ in self._events} if size else {}
        _check(_sets_of(size, [self._count(each) for each in shifts.values()]))
        edits = {id_: self._edits_of(id_, each) for id_, each in shifts.items()}
        for ids in combinations(self._events, size):
            yield from product(*(edits[id_] for id_ in ids))

    def _count(self, shifts: Sequence[int]) -> int:
        return len(shifts) + ("drop" in self._kinds)

    def _edits_of(self, id_: str, shifts: Sequence[int]) -> list[Edit]:
        found: list[Edit] = [Drop(id_)] if "drop" in self._kinds else []
        return found + [Delay(id_, by) if by > 0 else Advance(id_, -by) for by in shifts]

    def _shifts(self, id_: str, depth: int) -> Sequence[int]:
        """
        The numbers of days, negative for earlier, at which an event can come to lie otherwise to anything that
        matters, if up to *depth* events are shifted; the smallest first.
        """
        room, days = self._edited.outcome, self._days_of[id_]
        first = max(-self._days, room.first_day.toordinal() - max(days)) if "advance" in self._kinds else 0
        last = min(self._days, room.horizon.toordinal() - min(days)) if "delay" in self._kinds else 0
        marks = self._marks
        steps = {-1, 0, 1, *self._lags, *(-lag for lag in self._lags)}
        months = {due.months for due in self._dues if isinstance(due, Offset) and due.months}
        for _ in range(depth):
            if len(marks) > 2 * (last - first + 1):
                break
            later = {each for mark in marks for by in months for each in days_about(mark, by)}
            marks = {mark + step for mark in marks for step in steps} | later
        places = self._places(id_)
        if len(marks) * len(places) > MOST_TRIES and last - first < len(marks) * len(places):
            return range(first, last + 1)
        shifts = {mark - place for mark in marks for place in places}
        return sorted((by for by in shifts if first <= by <= last and by), key=abs)

    def _places(self, id_: str) -> set[int]:
        """
        The days of an event, and those from which what it carries along or holds back moves with it.
        """
        found = {id_: set(self._days_of[id_])}
        todo = [id_]
        while todo:
            before = todo.pop()
            for event, link in self._followers.get(before, ()):
                own = self._days_of[event]
                gaps = {day - other for day in own for other in self._days_of[before]}
                apart = gaps | {0} if link.kind == "carry" else {link.lag}
                reached = {day + gap for day in found[before] for gap in apart} | own
                if not reached <= found.get(event, set()) and len(reached) < MOST_PLACES:
                    found[event] = found.get(event, set()) | reached
                    todo.append(event)
        return set().union(*found.values())

    @cached_property
    def _followers(self) -> dict[str, list[tuple[str, Link]]]:
        found: dict[str, list[tuple[str, Link]]] = {}
        for event in self._edited.outcome.events:
            for link in event.after:
                if link.event in self._days_of:
                    found.setdefault(link.event, []).append((event.id, link))
        return found

    @cached_property
    def _days_of(self) -> dict[str, set[int]]:
        """
        The day of every event in the reading that is shown, and its first and its last one.
        """
        run = run_of(self._edited, "latest")
        windows = compiled_outcome(self._edited).windows
        each = zip(self._edited.outcome.events, run.days, windows.lows, windows.highs, strict=True)
        return {event.id: set(days) for event, *days in each}

    @cached_property
    def _lags(self) -> set[int]:
        lengths = {due.days for due in self._dues if isinstance(due, Offset)}
        links = [(event, before, link) for before, found in self._followers.items() for event, link in found]
        gaps = {
            day - other
            for event, before, link in links
            if link.kind == "carry"
            for day in self._days_of[event]
            for other in self._days_of[before]
        }
        return lengths | gaps | {link.lag for *_, link in links}

    @property
    def _dues(self) -> list[ImpreciseDate | Offset]:
        dues = (self._goal.due, *(revision.due for revision in self._goal.revisions))
        return [due for due in dues if due is not None]

    @cached_property
    def _marks(self) -> set[int]:
        record = self._edited.outcome
        found = {record.first_day.toordinal(), record.horizon.toordinal(), record.last_known.toordinal()}
        for due in self._dues:
            if isinstance(due, ImpreciseDate):
                found |= {day.toordinal() for day in record.widening.of(due) if day is not None}
        relevant = {*self._events, *self._relevant, *self._goal.event_ids} & self._days_of.keys()
        return found.union(*(self._days_of[id_] for id_ in relevant))


def _sets_of(size: int, counts: Sequence[int]) -> int:
    """
    How many sets of that many edits there are, of events with so many edits each.
    """
    found = [1, *(0 for _ in range(size))]
    for count in counts:
        for number in range(size, 0, -1):
            found[number] += found[number - 1] * count
    return found[size]


def _check(tries: int) -> None:
    if tries > MOST_TRIES:
        raise LimitError(
            f"{tries:,} what-ifs would have to be tried; accepted: at most {MOST_TRIES:,}, "
            "with fewer kinds, events, days or edits"
        )


def _holds_at_end(condition: Condition, edited: EditedRecord) -> bool:
    program = compiled_outcome(edited).program
    run = run_of(edited, "latest")
    last = edited.outcome.horizon.toordinal()
    states = {
        id_: program.tables[program.numbers[id_]].states[run.state(program.numbers[id_], last)]
        for id_ in condition.reads(program.members)
    }
    counted = replay(edited).observations if has_measures(condition) else ()
    return condition.holds(Scope(states, program.members, {(each.entity, each.name): each.value for each in counted}))


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
