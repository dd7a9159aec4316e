"""
The deadlines of a what-if judged over all consistent readings of its record, each edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import chain, islice

from attrs import evolve, frozen
from immutabledict import immutabledict

from missionsim.record.deadlines import Deadline
from missionsim.replay.agenda import Reading
from missionsim.replay.columns import APPLIED
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.deadlines import rules_of
from missionsim.replay.judged import outcomes_of
from missionsim.replay.outcomes import Outcome, Side, Verdict
from missionsim.replay.questions import Questions
from missionsim.replay.replaying import run_of as run_of_record
from missionsim.replay.runs import Run
from missionsim.replay.verdicts import relied
from missionsim.whatif.affected import Affected, affected_by
from missionsim.whatif.courses import MOST_BRANCHES, EditedCourses
from missionsim.whatif.document import renamed
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.matter import Matter, matter_of
from missionsim.whatif.orders import orders_for
from missionsim.whatif.staying import last_due, stays
from missionsim.whatif.trial import Open, trial_of
from missionsim.whatif.tried import Judged, Tried, outcome_over


@frozen(eq=False)
class _EditedReadings:
    """
    What can say again what becomes of a deadline over all readings, as known on an earlier day.
    """

    edited: EditedRecord
    found: Compiled
    run: Run
    reading: Reading
    id: str

    def outcome(self, day: dt.date) -> Outcome:
        """
        What becomes of it, as known at the end of *day*.
        """
        return outcomes(self.edited, self.found, self.run, day, self.reading, (self.id,))[0]


def outcomes(  # noqa: PLR0913  what a verdict rests on
    edited: EditedRecord,
    found: Compiled,
    run: Run,
    last: dt.date,
    reading: Reading = "latest",
    only: Collection[str] | None = None,
) -> tuple[Outcome, ...]:
    """
    What becomes of every deadline at the end of day *last*.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        run: The reading that is shown.

        last: The day.

        reading: At which end imprecise events stand in it.

        only: Ids of the deadlines that are asked for; all unless given.
    """
    plain = run.courses(last.toordinal())
    if not plain:
        return ()
    affected = affected_by(edited, found)
    before = _before(edited, reading, last)
    found_outcomes = []
    courses = EditedCourses(edited, found)
    for number, (deadline, course) in enumerate(zip(found.record.deadlines, plain, strict=True)):
        if only is not None and deadline.id not in only:
            continue
        known = before.get(deadline)
        if known is not None and (edited.is_rereading or stays(edited, found, affected, deadline, known)):
            found_outcomes.append(known)
        else:
            matter = matter_of(edited, found, affected, deadline)
            judged = _outcome(courses, found, matter, number, course.outcome(last), last)
            if _is_doubted(edited, found, run, deadline):
                judged = evolve(judged, verdict="undetermined")
            found_outcomes.append(evolve(judged, judge=_EditedReadings(edited, found, run, reading, deadline.id)))
    return tuple(found_outcomes)


def _before(edited: EditedRecord, reading: Reading, last: dt.date) -> dict[Deadline, Outcome]:
    """
    The deadlines of the record, re-read, with what became of them.
    """
    base = compiled(edited.reread)
    if last > edited.reread.horizon or last < edited.reread.first_day:
        return {}
    judged = outcomes_of(base, run_of_record(base, reading), reading, last)
    return dict(zip(base.record.deadlines, judged, strict=True))


def _is_doubted(edited: EditedRecord, found: Compiled, run: Run, deadline: Deadline) -> bool:
    """
    Whether a verdict rests on something that the record asserts and refuses, and that is refused still.
    """
    base = compiled(edited.reread)
    if not base.is_contradicted or deadline.set_by in edited.gone:
        return False
    asked = deadline
    for id_ in deadline.event_ids:
        asked = renamed(asked, id_, edited.recorded_as(id_) or id_)
    program = evolve(base.program, members={**base.program.members, **found.program.members})
    refused = relied(base.readings.worlds, Questions(base.record, program).of(asked))
    columns = run.columns
    applied = {what for what, how in zip(columns.what, columns.how, strict=True) if how >= APPLIED}
    positions = found.record.positions
    for event, number in refused:
        position = positions.get(base.record.events[event].id)
        if position is not None and found.program.firings_of[position][number] not in applied:
            return True
    return False


def _outcome(  # noqa: PLR0913  what a verdict rests on
    courses: EditedCourses, found: Compiled, matter: Matter, number: int, plain: Outcome, last: dt.date
) -> Outcome:
    over = _Over(courses, found, matter, number, last.toordinal())
    if over.is_one:
        return plain
    result = Tried(tuple(over.judged()), over.is_exact)
    return outcome_over(plain, result, courses.names(result.deciding(over.opens)), _sides(courses, result))


def _sides(courses: EditedCourses, result: Tried) -> list[Side]:
    found: dict[str, Side] = {}
    for judged in result.judged:
        ids = courses.names(judged.days)
        days = map(dt.date.fromordinal, judged.days.values())
        side = Side(judged.verdict, judged.late, immutabledict(zip(ids, days, strict=True)))
        found.setdefault(judged.verdict, side)
    return [found[verdict] for verdict in sorted(found)]


class _Over:
    """
    A deadline judged in every reading that can make a difference.

    Args:
        courses: The courses of the what-if.

        found: Its outcome, compiled.

        matter: What can matter to the deadline.

        number: Position of the deadline.

        last: The day at whose end it is judged.

    Attributes:
        opens: The days that are open and can matter.
    """

    def __init__(self, courses: EditedCourses, found: Compiled, matter: Matter, number: int, last: int) -> None:
        self._courses = courses
        self._number = number
        self._last = last
        self.opens = _opens(courses, matter)
        self._branches = courses.branches(matter.entities, matter.events)
        self._orders = orders_for(found, found.record.deadlines[number])
        windows, links = found.windows, found.links
        self._trial = trial_of(
            rules_of(found.record, found.record.deadlines[number]),
            self.opens,
            [windows.lows[each] for each in matter.events if windows.lows[each] == windows.highs[each]],
            {tie.lag for each in matter.events for tie in links.ties.get(each, ())},
            last,
            moved=courses.edited.days.shifts,
            ways=min(len(self._branches), MOST_BRANCHES),
        )

    @property
    def is_one(self) -> bool:
        """
        Whether all readings are alike.
        """
        if self.opens or self._branches != [None]:
            return False
        return all(len(list(islice(self._orders.of(run), 2))) == 1 for run in self._courses.runs({}, [None]))

    @property
    def is_exact(self) -> bool:
        """
        Whether all readings that can make a difference are tried, and none that is impossible.
        """
        readings = compiled(self._courses.edited.reread).readings
        are_all = self._trial.is_exact and len(self._branches) <= MOST_BRANCHES and self._orders.is_exact
        return are_all and readings.is_exact

    def judged(self) -> Iterator[Judged]:
        """
        What becomes of it in each.
        """
        for days in self._trial.days:
            for run in chain.from_iterable(map(self._orders.of, self._courses.runs(days, self._branches))):
                yield Judged(days, *run.course(self._last, self._number).verdict(self._last))


def is_always(  # noqa: PLR0913  what a verdict rests on
    edited: EditedRecord, found: Compiled, affected: Affected, number: int, verdict: Verdict, last: dt.date
) -> bool:
    """
    Whether a deadline has the same verdict in all readings, as far as can be told.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        affected: What its edits can change.

        number: Position of the deadline.

        verdict: The verdict that it has in the reading that is shown.

        last: The day at whose end it is judged.
    """
    deadline = found.record.deadlines[number]
    until = last_due(edited, deadline) if verdict == "met" else None
    matter = matter_of(edited, found, affected, deadline, until)
    over = _Over(EditedCourses(edited, found, until), found, matter, number, last.toordinal())
    if over.is_one:
        return True
    return over.is_exact and all(each.verdict == verdict for each in over.judged()) and over.is_exact


def _opens(courses: EditedCourses, matter: Matter) -> list[Open]:
    """
    The days that are open and can matter; what is compared with them is known for those beside.
    """
    found: dict[int, Open] = {}
    for event in sorted(matter.events, key=matter.beside.__contains__):
        for each in courses.opens([event]):
            marks = matter.marks if event in matter.beside and each.marks is None else each.marks
            found.setdefault(each.position, evolve(each, marks=marks))
    return list(found.values())
