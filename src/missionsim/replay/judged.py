"""
The deadlines of a record judged over all its consistent readings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from missionsim.record.deadlines import Deadline
from missionsim.replay.agenda import Reading
from missionsim.replay.compiled import Compiled
from missionsim.replay.deadlines import rules_of
from missionsim.replay.monitor import Course
from missionsim.replay.outcomes import Outcome
from missionsim.replay.readings import Branch
from missionsim.replay.relevance import Relevance
from missionsim.replay.runs import Run
from missionsim.replay.spread import Days, Open, outcome_over, spread

MOST_BRANCHES = 50


@frozen(eq=False)
class OverReadings:
    """
    What can say again what became of a deadline over all readings, as known on an earlier day.

    Args:
        found: The compiled record.

        run: The reading that is shown.

        number: Position of the deadline.
    """

    found: Compiled
    run: Run
    number: int

    def outcome(self, day: dt.date) -> Outcome:
        """
        What became of it, as known at the end of *day*.
        """
        return outcomes(self.found, self.run, day)[self.number]


def outcomes_of(found: Compiled, run: Run, reading: Reading, last: dt.date) -> tuple[Outcome, ...]:
    """
    The same as :func:`outcomes`, worked out once for a record.
    """
    key = ("outcomes", reading, last)
    known = found.record.memo.get(key)
    if not isinstance(known, tuple):
        known = found.record.memo[key] = outcomes(found, run, last)
    return known


def outcomes(found: Compiled, run: Run, last: dt.date) -> tuple[Outcome, ...]:
    """
    What became of every deadline at the end of day *last*, over all consistent readings.

    Args:
        found: The compiled record.

        run: The reading that is shown.

        last: The day.
    """
    plain = run.courses(last.toordinal())
    if not plain:
        return ()
    relevance = Relevance(found.record, found.program, found.links, found.affected)
    return tuple(
        evolve(
            _outcome(found, relevance, deadline, number, course.outcome(last), last),
            judge=OverReadings(found, run, number),
        )
        for number, (deadline, course) in enumerate(zip(found.record.deadlines, plain, strict=True))
    )


def _outcome(  # noqa: PLR0913  what a verdict rests on
    found: Compiled, relevance: Relevance, deadline: Deadline, number: int, plain: Outcome, last: dt.date
) -> Outcome:
    entities, events = relevance.of(deadline)
    if all(found.windows.lows[each] == found.windows.highs[each] for each in events) and not found.is_contradicted:
        return plain
    days = found.readings.all_days
    if not days:
        return evolve(plain, verdict="undetermined", is_exact=False)
    opens = [Open(each, *days[each]) for each in events if days[each][0] < days[each][1]]
    fixed = [days[each][0] for each in events if days[each][0] == days[each][1]]
    lags = {tie.lag for each in events for tie in found.links.ties.get(each, ())}
    branches = list(_branches(found, entities, events))

    def courses(chosen: Days) -> Iterator[Course]:
        clamps = {position: (day, day) for position, day in chosen.items()}
        for branch in branches:
            best = branch.best(events[0] if events else 0, "latest", clamps=clamps)
            if best is not None and best.course is not None:
                player = found.play(best.course.days, best.course.sequence())
                run = Run(found.record, found.program, found.links, player, best.course.days, best.course.sequence())
                yield run.course(last.toordinal(), number)

    if not opens and len(branches) == 1:
        return plain
    rules = rules_of(found.record, deadline)
    result = spread(rules, opens, fixed, lags, courses, last.toordinal())
    if len(branches) > MOST_BRANCHES or not found.readings.is_exact:
        result = evolve(result, is_exact=False)
    names = [found.record.events[position].id for position in result.deciding(opens)]
    return outcome_over(plain, result, names)


def _branches(found: Compiled, entities: Iterable[int], events: Sequence[int]) -> Iterator[Branch]:
    for number, branch in enumerate(found.readings.branches(entities, events)):
        if number > MOST_BRANCHES:
            return
        yield branch
