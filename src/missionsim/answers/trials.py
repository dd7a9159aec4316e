"""
One event shifted by any number of days: what is refused then, and what becomes of the deadlines over all readings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from attrs import frozen

from missionsim.record.dates import ImpreciseDate
from missionsim.record.deadlines import Deadline
from missionsim.replay.agenda import Reading
from missionsim.replay.columns import APPLIED, DEFERRED
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.outcomes import Outcome, Verdict
from missionsim.replay.refusals import Refusal
from missionsim.replay.runs import Run
from missionsim.whatif.affected import Affected, affected_by
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Advance, Delay
from missionsim.whatif.judging import is_always, outcomes
from missionsim.whatif.replaying import compiled_outcome, run_of
from missionsim.whatif.staying import last_due


def unapplied(run: Run) -> Iterator[int]:
    """
    The rows of firings that are refused, orphaned or stranded, in order.
    """
    columns = run.columns
    for row, (what, how) in enumerate(zip(columns.what, columns.how, strict=True)):
        if what >= 0 and how < APPLIED and how != -DEFERRED:
            yield row


class Trial:
    """
    One what-if, played as far as that is asked.

    Args:
        edited: The what-if.

        reading: At which end imprecise events stand in the reading that is shown.
    """

    def __init__(self, edited: EditedRecord, reading: Reading) -> None:
        self.edited = edited
        self._reading: Reading = reading
        self._runs: dict[int | None, Run] = {}

    @cached_property
    def found(self) -> Compiled:
        """
        Its outcome, compiled.
        """
        return compiled_outcome(self.edited)

    def run(self, until: int | None = None) -> Run:
        """
        The reading that is shown, played.

        Args:
            until: Last day that is asked about; what happens later may be something else.
        """
        if None in self._runs:
            return self._runs[None]
        if until not in self._runs:
            run = self._runs[until] = run_of(self.edited, self._reading, until)
            if next(unapplied(run), None) is None:
                self._runs[None] = run
        return self._runs[until]

    @cached_property
    def affected(self) -> Affected:
        """
        What its edits can change against its record.
        """
        return affected_by(self.edited, self.found)

    def first_refused(self, known: Collection[int]) -> int | None:
        """
        The first firing that is refused, orphaned or stranded, and is not among those known to be.
        """
        first = self._first_refused(known, self.edited.outcome.first_day.toordinal() - 1)
        if first is not None:
            # Orders within days are settled no further than where they may avoid this one.
            sooner = self._first_refused(known, first[0])
            if sooner is not None and sooner[0] <= first[0]:
                return sooner[1]
        first = self._first_refused(known, None)
        return None if first is None else first[1]

    def _first_refused(self, known: Collection[int], until: int | None) -> tuple[int, int] | None:
        run = self.run(until)
        rows = (row for row in unapplied(run) if run.columns.what[row] not in known)
        return next(((run.columns.day[row], run.columns.what[row]) for row in rows), None)

    def refusal(self, firing: int) -> Refusal | None:
        """
        Why a firing did not come about.
        """
        run = self.run()
        steps, columns = run.steps, run.columns
        rows = reversed(range(len(steps)))
        return next(steps[position].reason for position in rows if columns.what[steps.row(position)] == firing)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """
        What becomes of every deadline, over all readings.
        """
        return outcomes(self.edited, self.found, self.run(), self._last, self._reading)

    def outcome(self, deadline: str) -> Outcome:
        """
        The same of one deadline.
        """
        (found,) = outcomes(self.edited, self.found, self.run(), self._last, self._reading, (deadline,))
        return found

    def shown(self, number: int) -> Verdict:
        """
        The verdict on a deadline in the reading that is shown.
        """
        return self._shown(number, None)

    def _shown(self, number: int, until: int | None) -> Verdict:
        return self.run(until).course(self._last.toordinal(), number).verdict(self._last.toordinal())[0]

    def is_always(self, number: int, verdict: Verdict) -> bool:
        """
        Whether a deadline has the same verdict in all readings.
        """
        until = last_due(self.edited, self.edited.outcome.deadlines[number]) if verdict == "met" else None
        if self._shown(number, until) != verdict:
            return False
        return is_always(self.edited, self.found, self.affected, number, verdict, self._last)

    @property
    def _last(self) -> dt.date:
        return self.edited.outcome.horizon


@frozen(eq=False)
class Held:
    """
    A deadline that a shift may break.

    Args:
        number: Its position among those of the record.

        deadline: The deadline.

        before: What becomes of it without the shift.

        is_due: Whether anything that it asks may be due while anything is known.
    """

    number: int
    deadline: Deadline
    before: Outcome
    is_due: bool

    @property
    def is_safe(self) -> bool:
        """
        Whether nothing can break it.
        """
        return self.before.verdict != "met" and not self.is_due

    def is_broken(self, trial: Trial) -> bool:
        """
        Whether it is met no more, or was open and is violated.
        """
        if self.before.verdict == "met":
            return not trial.is_always(self.number, "met")
        return trial.shown(self.number) == "violated" and trial.is_always(self.number, "violated")


class Trials:
    """
    A what-if of which single events are shifted.

    Args:
        edited: The what-if.

        reading: At which end imprecise events stand in the reading that is shown.
    """

    def __init__(self, edited: EditedRecord, reading: Reading) -> None:
        # What is re-read is a record of its own as far as shifts go.
        self.edited = EditedRecord(edited.reread) if edited.is_rereading else edited
        self.reading: Reading = reading
        self.record = edited.outcome
        self.found = compiled_outcome(edited)

    @cached_property
    def plain(self) -> Trial:
        """
        The what-if as it is.
        """
        return Trial(self.edited, self.reading)

    @cached_property
    def unapplied(self) -> frozenset[int]:
        """
        The firings that are refused, orphaned or stranded in it.
        """
        run = self.plain.run()
        return frozenset(run.columns.what[row] for row in unapplied(run))

    @cached_property
    def held(self) -> Sequence[Held]:
        """
        The deadlines that a shift may break: neither violated nor in doubt.
        """
        return [
            Held(number, deadline, before, self._is_due(deadline))
            for number, (deadline, before) in enumerate(zip(self.record.deadlines, self.plain.outcomes, strict=True))
            if before.verdict not in ("violated", "undetermined")
        ]

    def _is_due(self, deadline: Deadline) -> bool:
        """
        Whether anything that a deadline asks may be due by the last day about which anything is known.
        """
        dues = [each for each in (deadline.due, *(revision.due for revision in deadline.revisions)) if each is not None]
        ends = [self.record.widening.of(due)[1] for due in dues if isinstance(due, ImpreciseDate)]
        return len(ends) < len(dues) or any(end is not None and end <= self.record.last_known for end in ends)

    def position(self, event: str) -> int:
        """
        Position of an event.
        """
        return self.record.positions[event]

    @property
    def days(self) -> Sequence[int]:
        """
        The day of every event, as an ordinal.
        """
        return self.plain.run().days

    def shifted(self, event: str, days: int) -> EditedRecord:
        """
        The same with one event so many days later, or earlier if negative.
        """
        return self.edited.with_edits(Delay(event, days) if days >= 0 else Advance(event, -days))

    def trial(self, event: str, days: int) -> Trial:
        """
        The same as it is played.
        """
        return Trial(self.shifted(event, days), self.reading)

    def days_after(self, event: str, days: int) -> Sequence[int]:
        """
        The day of every event with one shifted, in the reading that is shown.
        """
        base, _ = compiled(self.edited.reread).placing(self.reading)
        return self.shifted(event, days).days.of(base)

    def most(self, event: str, sign: int) -> int:
        """
        The most days by which an event can be shifted before it, or what moves along, leaves the scenario.
        """
        if sign > 0:
            return max(self.record.horizon.toordinal() - self.days[self.position(event)], 0)
        base, _ = compiled(self.edited.reread).placing("latest")
        before = self.edited.days.of(base)
        rooms = self._rooms
        most = self.days[self.position(event)] - self.record.first_day.toordinal()
        if len(self.shifted(event, -1).reached - self.edited.reached) <= 1:
            return max(min(most, rooms.get(self.position(event), most)), 0)
        low, high = 0, max(most, 0)
        while low < high:
            middle = (low + high + 1) // 2
            after = self.shifted(event, -middle).days.of(base)
            is_inside = all(before[each] - after[each] <= room for each, room in rooms.items())
            low, high = (middle, high) if is_inside else (low, middle - 1)
        return low

    @cached_property
    def _rooms(self) -> dict[int, int]:
        """
        By how many days each event that fires anything can come earlier before all of it lies before the start.
        """
        first = self.record.first_day
        return {
            position: (event.date.latest - first).days
            for position, event in enumerate(self.record.events)
            if event.fires and event.date.latest is not None
        }
