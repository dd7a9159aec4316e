"""
The deadlines of a record judged over all its consistent readings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from immutabledict import immutabledict

from missionsim.record.deadlines import Deadline
from missionsim.replay.agenda import Reading
from missionsim.replay.compiled import Compiled
from missionsim.replay.determinants import Determinants
from missionsim.replay.outcomes import Outcome, Side
from missionsim.replay.questions import Questions
from missionsim.replay.relevance import Relevance
from missionsim.replay.runs import Run

if TYPE_CHECKING:
    from missionsim.replay.verdicts import Found


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
        return Judging(self.found, self.run).outcome(self.number, day)


def outcomes_of(found: Compiled, run: Run, reading: Reading, last: dt.date) -> tuple[Outcome, ...]:
    """
    What became of every deadline of a record at the end of day *last*, worked out once.

    Args:
        found: The compiled record.

        run: The reading that is shown.

        reading: Which one that is.

        last: The day.
    """
    key = ("outcomes", reading, last)
    known = found.record.memo.get(key)
    if not isinstance(known, tuple):
        judging = Judging(found, run)
        known = tuple(judging.outcome(number, last) for number in range(len(found.record.deadlines)))
        found.record.memo[key] = known
    return known


class Judging:
    """
    Judges the deadlines of a record.

    Args:
        found: The compiled record.

        run: The reading that is shown.
    """

    def __init__(self, found: Compiled, run: Run) -> None:
        self._found = found
        self._run = run
        self._questions = Questions(found.record, found.program)
        determinants = Determinants(found.record, found.program, found.links)
        self._relevance = Relevance(found.record, found.program, determinants)

    def outcome(self, number: int, last: dt.date) -> Outcome:
        """
        What became of a deadline at the end of day *last*.
        """
        found = self._found
        deadline = found.record.deadlines[number]
        plain = evolve(
            self._run.course(last.toordinal(), number).outcome(last), judge=OverReadings(found, self._run, number)
        )
        if self._is_settled(deadline):
            return plain
        from missionsim.replay.verdicts import verdicts  # noqa: PLC0415  not needed where nothing is open

        question = self._questions.of(deadline)
        return self._over(plain, verdicts(found.readings, question, last.toordinal()))

    def _is_settled(self, deadline: Deadline) -> bool:
        """
        Whether nothing that can matter to a deadline is open: neither a day nor an order within one.
        """
        found = self._found
        if found.is_contradicted:
            return False
        _, events = self._relevance.of(deadline)
        lows, highs = found.windows.lows, found.windows.highs
        days = {lows[event] for event in events}
        return len(days) == len(events) and all(lows[event] == highs[event] for event in events)

    def _over(self, plain: Outcome, result: Found) -> Outcome:
        """
        What became of a deadline over all readings, told by the one that is shown.
        """
        events = self._found.record.events
        verdict = result.verdict
        outcome = evolve(plain, verdict=verdict, margins=result.margins, is_exact=result.is_exact)
        if verdict != "undetermined" or not result.cases:
            return outcome
        return evolve(
            outcome,
            settled_by=tuple(events[position].id for position in result.settled_by),
            sides=tuple(
                Side(case.verdict, case.late, self._days(case.reading.days, result.open_events))
                for case in sorted(result.cases, key=lambda case: case.verdict)
            ),
        )

    def _days(self, days: Sequence[int], asked: Sequence[int]) -> immutabledict[str, dt.date]:
        events = self._found.record.events
        return immutabledict((events[each].id, dt.date.fromordinal(days[each])) for each in asked)
