"""
The deadlines of a what-if judged over all consistent readings of its record, each edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from attrs import evolve, frozen

from missionsim.record.deadlines import Deadline
from missionsim.replay.agenda import Reading
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.deadlines import rules_of
from missionsim.replay.judged import outcomes_of
from missionsim.replay.monitor import Course
from missionsim.replay.outcomes import Outcome
from missionsim.replay.relevance import Relevance
from missionsim.replay.replaying import run_of as run_of_record
from missionsim.replay.runs import Run
from missionsim.replay.spread import Days, Open, outcome_over, spread
from missionsim.whatif.affected import Affected, affected_by
from missionsim.whatif.courses import MOST_BRANCHES, EditedCourses
from missionsim.whatif.edited import EditedRecord


@frozen
class Matter:
    """
    What can matter to a deadline of a what-if.

    Args:
        entities: The entities.

        events: Positions of the events.

        is_touched: Whether the edits can change what becomes of it.

        beside: Those that only come before or after what the edits reach.

        marks: The days of what the edits reach, where these are fixed; ``None`` where they are not.
    """

    entities: Sequence[int]
    events: Sequence[int]
    is_touched: bool
    beside: frozenset[int]
    marks: tuple[int, ...] | None


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
        recorded, known = before.get(deadline.id, (None, None))
        if known is not None and recorded == deadline and _stays(edited, affected, deadline, known):
            found_outcomes.append(known)
            continue
        matter = _matter(edited, found, affected, deadline)
        if known is not None and recorded == deadline and not matter.is_touched:
            found_outcomes.append(known)
        else:
            judged = _outcome(courses, found, matter, number, course.outcome(last), last)
            found_outcomes.append(evolve(judged, judge=_EditedReadings(edited, found, run, reading, deadline.id)))
    return tuple(found_outcomes)


def _before(edited: EditedRecord, reading: Reading, last: dt.date) -> dict[str, tuple[Deadline, Outcome]]:
    """
    The deadlines of the record, re-read, with what became of them.
    """
    base = compiled(edited.reread)
    if last > edited.reread.horizon or last < edited.reread.first_day:
        return {}
    judged = outcomes_of(base, run_of_record(base, reading), reading, last)
    return {deadline.id: (deadline, outcome) for deadline, outcome in zip(base.record.deadlines, judged, strict=True)}


def _stays(edited: EditedRecord, affected: Affected, deadline: Deadline, known: Outcome) -> bool:
    """
    Whether what became of a deadline of the record, re-read, can't come otherwise.
    """
    if edited.is_rereading:
        return True
    edits = edited.reached.union(edited.gone)
    return edits.isdisjoint(deadline.event_ids) and _is_over(known, affected)


def _is_over(outcome: Outcome, affected: Affected) -> bool:
    """
    Whether a deadline was met in every reading before anything comes otherwise.
    """
    if outcome.verdict != "met" or outcome.due is None or outcome.margins[1] is None:
        return affected.since is None
    return affected.since is None or outcome.due.toordinal() + outcome.margins[1] < affected.since


def _matter(edited: EditedRecord, found: Compiled, affected: Affected, deadline: Deadline) -> Matter:
    """
    What can matter to a deadline: what moves the entities that it looks at, and, where edits can change that, what
    decides it. What is over before anything comes otherwise decides nothing.
    """
    relevance = Relevance(found.record, found.program, found.links, affected.entities)
    entities, events = relevance.of(deadline)
    direct = relevance.direct(deadline)
    program = found.program
    reached = {found.record.positions[id_] for id_ in edited.reached if id_ in found.record.positions}
    looked_at = set(relevance.looked_at(deadline))
    is_touched = (
        bool(affected.entities.intersection(looked_at))
        or bool(affected.entities.intersection(entities))
        or bool(reached.intersection(events))
        or any(program.entity_of[each] in affected.entities for event in events for each in program.firings_of[event])
        or bool(set(edited.gone).intersection(deadline.event_ids))
        or any(edited.reread.event(id_).measures for id_ in edited.gone if id_ in edited.reread.positions)
    )
    since = affected.since
    kept = [
        event
        for event in events
        if event in direct or event in reached or since is None or found.windows.highs[event] >= since
    ]
    windows, links = found.windows, found.links
    tied = {tie.before for each in reached for tie in links.ties.get(each, ())}
    acting = [each for each in kept if any(program.entity_of[f] in affected.entities for f in program.firings_of[each])]
    are_fixed = all(windows.lows[each] == windows.highs[each] for each in acting) and not program.waits
    beside = frozenset(kept) - direct - reached - tied - frozenset(acting)
    marks = tuple(sorted({windows.lows[each] for each in acting})) if are_fixed else None
    return Matter(entities, kept, is_touched, beside, marks)


def _outcome(  # noqa: PLR0913  what a verdict rests on
    courses: EditedCourses, found: Compiled, matter: Matter, number: int, plain: Outcome, last: dt.date
) -> Outcome:
    opens = _opens(courses, matter)
    branches = courses.branches(matter.entities, matter.events)
    if not opens and branches == [None]:
        return plain
    windows, links = found.windows, found.links
    fixed = [windows.lows[each] for each in matter.events if windows.lows[each] == windows.highs[each]]
    lags = {tie.lag for each in matter.events for tie in links.ties.get(each, ())}

    def judged(days: Days) -> Iterator[Course]:
        for run in courses.runs(days, branches):
            yield run.course(last.toordinal(), number)

    rules = rules_of(found.record, found.record.deadlines[number])
    result = spread(rules, opens, fixed, lags, judged, last.toordinal(), moved=courses.edited.shifts)
    if len(branches) > MOST_BRANCHES or not compiled(courses.edited.reread).readings.is_exact:
        result = evolve(result, is_exact=False)
    return outcome_over(plain, result, courses.names(result.deciding(opens)))


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
