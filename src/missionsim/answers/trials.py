"""
One event shifted by any number of days: after how many of them anything can change, and what comes of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from missionsim.errors import EditError, LimitError
from missionsim.record.dates import Offset
from missionsim.replay.agenda import Reading
from missionsim.replay.columns import APPLIED, DEFERRED
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.outcomes import Outcome, Verdict
from missionsim.replay.steps import Step
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Advance, Delay
from missionsim.whatif.judging import outcomes
from missionsim.whatif.replaying import compiled_outcome, run_of

MOST_DAYS = 5_000


class Trial:
    """
    One what-if, played.

    Args:
        edited: The what-if.

        reading: At which end imprecise events stand.
    """

    def __init__(self, edited: EditedRecord, reading: Reading) -> None:
        self.edited = edited
        self._reading: Reading = reading
        self._run = run_of(edited, reading)

    @cached_property
    def unapplied(self) -> frozenset[int]:
        """
        The firings that are refused, orphaned or stranded.
        """
        columns = self._run.columns
        return frozenset(
            what
            for what, how in zip(columns.what, columns.how, strict=True)
            if what >= 0 and how < APPLIED and how != -DEFERRED
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """
        What becomes of every deadline, over all readings.
        """
        return outcomes(
            self.edited, compiled_outcome(self.edited), self._run, self.edited.outcome.horizon, self._reading
        )

    @cached_property
    def shown(self) -> Mapping[str, Verdict]:
        """
        The verdict on every deadline in the reading that is shown, by its id.
        """
        last = self.edited.outcome.horizon.toordinal()
        return {course.rules.id: course.verdict(last)[0] for course in self._run.courses(last)}

    def judged(self, deadlines: Collection[str]) -> tuple[Outcome, ...]:
        """
        The same of some deadlines.
        """
        found = compiled_outcome(self.edited)
        return outcomes(self.edited, found, self._run, self.edited.outcome.horizon, self._reading, deadlines)

    @property
    def days(self) -> Sequence[int]:
        """
        The day of every event.
        """
        return self._run.days

    def step(self, firing: int) -> Step:
        """
        The last step of a firing.
        """
        steps = self._run.steps
        columns = self._run.columns
        return next(
            steps[position] for position in reversed(range(len(steps))) if columns.what[steps.row(position)] == firing
        )


class Trials:
    """
    A what-if of which single events are shifted.

    Args:
        edited: The what-if.

        reading: At which end imprecise events stand.
    """

    def __init__(self, edited: EditedRecord, reading: Reading) -> None:
        self.edited = edited
        self._reading: Reading = reading
        self._record = edited.outcome
        self._found: Compiled = compiled_outcome(edited)

    @cached_property
    def plain(self) -> Trial:
        """
        The what-if as it is.
        """
        return Trial(self.edited, self._reading)

    def day(self, event: str) -> dt.date:
        """
        The day on which an event stands.
        """
        return dt.date.fromordinal(self.plain.days[self._record.positions[event]])

    def shifted(self, event: str, days: int) -> Trial:
        """
        The same with one event so many days later, or earlier if negative.
        """
        edit = Delay(event, days) if days >= 0 else Advance(event, -days)
        return Trial(self.edited.with_edits(edit), self._reading)

    def days(self, event: str, sign: int) -> list[int]:
        """
        Every number of days after which a shifted event, or what moves along, can come to lie otherwise to something
        that matters; between two of them nothing can change.

        What moves along later stands still for some days and then moves a day per day; what moves along earlier moves
        and then stands still.

        Raises:
            LimitError: If there are more than 5,000.
        """
        most = self._most(event, sign)
        if most < 1:
            return []
        before = self.plain.days
        after = self._days_after(event, sign * most)
        moved = {n: abs(after[n] - day) for n, day in enumerate(before) if after[n] != day}
        if self._counts_months(moved):
            found = set(range(1, most + 1))
        else:
            marks = self._marks(moved)
            found = set()
            for position, by in moved.items():
                still = most - by if sign > 0 else 0
                found |= {still, still + 1, by, by + 1}
                for mark in marks:
                    met = still + sign * (mark - before[position])
                    found |= {met, met + 1}
        chosen = sorted(days for days in found if 1 <= days <= most)
        if len(chosen) > MOST_DAYS:
            raise LimitError(
                f"{event} would have to be tried on {len(chosen):,} days; accepted: at most {MOST_DAYS:,}, "
                "with a nearer horizon or due dates in days"
            )
        return chosen

    def _most(self, event: str, sign: int) -> int:
        """
        The most days by which an event can be shifted before it, or what moves along, leaves the scenario.
        """
        day = self.plain.days[self._record.positions[event]]
        if sign > 0:
            return max(self._record.horizon.toordinal() - day, 0)
        most = day - self._record.first_day.toordinal()
        low, high = 0, max(most, 0)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._is_possible(event, -middle) else (low, middle - 1)
        return low

    def _is_possible(self, event: str, days: int) -> bool:
        try:
            self.shifted(event, days)
        except EditError:
            return False
        return True

    def _days_after(self, event: str, days: int) -> Sequence[int]:
        edit = Delay(event, days) if days >= 0 else Advance(event, -days)
        base, _ = compiled(self.edited.reread).placing(self._reading)
        return self.edited.with_edits(edit).days_of(base)

    def _counts_months(self, moved: Iterable[int]) -> bool:
        """
        Whether a deadline counts months from something that moves, or that waits.
        """
        ids = {self._record.events[position].id for position in moved}
        waiting = {self._record.events[self._found.program.event_of[firing]].id for firing in self._found.program.waits}
        return any(
            isinstance(due, Offset) and due.months and {deadline.since or deadline.set_by} & (ids | waiting)
            for deadline in self._record.deadlines
            for due in (deadline.due, *(revision.due for revision in deadline.revisions))
        )

    def _marks(self, moved: Iterable[int]) -> set[int]:
        """
        The days that a moved event may meet: of events that act on it or on which it acts, and of deadlines.
        """
        record, windows = self._record, self._found.windows
        acting = self._acting(moved)
        found = {record.horizon.toordinal(), record.horizon.toordinal() + 1, record.first_day.toordinal()}
        found.add(record.last_known.toordinal())
        for position in acting:
            found |= {self.plain.days[position], windows.lows[position], windows.highs[position]}
            found |= {self.plain.days[tie.before] + tie.lag for tie in self._found.links.ties.get(position, ())}
        lengths = set()
        for outcome in self.plain.outcomes:
            for term in outcome.terms:
                days = (term.stated, term.known, term.due, term.opens)
                found |= {day.toordinal() for day in days if day is not None}
        for deadline in record.deadlines:
            for due in (deadline.due, *(revision.due for revision in deadline.revisions)):
                if isinstance(due, Offset):
                    lengths.add(due.days)
                elif due is not None:
                    found |= {day.toordinal() for day in record.widening.of(due) if day is not None}
        return found.union(*({day - length, day + length} for length in lengths for day in found))

    def _acting(self, moved: Iterable[int]) -> set[int]:
        """
        Positions of the events that act on some events, or on which they act, over any number of others.
        """
        program = self._found.program
        reads, readers = self._found.reads, self._found.readers
        todo = [program.entity_of[firing] for position in moved for firing in program.firings_of[position]]
        entities = set(todo)
        while todo:
            entity = todo.pop()
            new = {*readers.get(entity, ()), *reads[entity]} - entities
            entities |= new
            todo += new
        named = {
            record_position
            for deadline in self._record.deadlines
            for id_ in deadline.event_ids
            if (record_position := self._record.positions.get(id_)) is not None
        }
        return named | {
            position for position, entity in zip(program.event_of, program.entity_of, strict=True) if entity in entities
        }
