"""
Deadlines of a compiled record as questions on the integers of its problem.
"""

from __future__ import annotations

from functools import partial

from missionsim.record.conditions import Condition, Measured, Not, Quantity, Scope, Several
from missionsim.record.deadlines import Deadline
from missionsim.record.record import Record
from missionsim.replay import verdicts
from missionsim.replay.deadlines import counted_by, has_measures, rules_of
from missionsim.replay.problems import Translation
from missionsim.replay.program import Program
from missionsim.replay.truth import Answer


class Questions:
    """
    Turns the deadlines of a record into questions.

    Args:
        record: The record.

        program: Its program.
    """

    def __init__(self, record: Record, program: Program) -> None:
        self._record = record
        self._program = program
        self._translation = Translation(program)

    def of(self, deadline: Deadline) -> verdicts.Question:
        """
        One deadline as a question.
        """
        positions = self._record.positions
        proviso = deadline.only_if
        return verdicts.Question(
            rules=rules_of(self._record, deadline),
            condition=self._condition(deadline.condition),
            end=self._record.horizon.toordinal(),
            proviso=None if proviso is None else self._condition(proviso),
            watched={positions[id_]: id_ for id_ in deadline.event_ids if id_ in positions},
            counting=counted_by(self._record, self._program, [deadline.condition]),
            proviso_counting=counted_by(self._record, self._program, [] if proviso is None else [proviso]),
        )

    def _condition(self, condition: Condition) -> verdicts.Condition:
        if not has_measures(condition):
            return self._translation.guard(condition)
        if isinstance(condition, Measured):
            return verdicts.Counted(partial(self._says, condition))
        if isinstance(condition, Not):
            return verdicts.Several((self._condition(condition.condition),), 0, 0)
        assert isinstance(condition, Several)  # noqa: S101  there is nothing else
        return verdicts.Several(tuple(map(self._condition, condition.conditions)), *condition.bounds())

    def _says(self, leaf: Measured, counting: tuple[int, ...]) -> Answer:
        """
        What the counts of one day say: of several of one number, the last.
        """
        counted = {
            (measure.entity or event.entities[0], measure.name): Quantity(measure.low, measure.high)
            for event in (self._record.events[position] for position in counting)
            for measure in event.measures
        }
        return leaf.verdict(Scope({}, self._program.members, counted))
