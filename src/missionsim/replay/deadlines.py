"""
The deadlines of a record followed through one replay: each monitor is fed what happened, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from missionsim.record.conditions import Condition, Measured, Quantity, Scope, Select
from missionsim.record.deadlines import Deadline
from missionsim.record.record import Record
from missionsim.replay.columns import Columns
from missionsim.replay.counting import Counters
from missionsim.replay.happenings import Happening, Observation
from missionsim.replay.monitor import Course, Monitor
from missionsim.replay.program import Program
from missionsim.replay.terms import Rules
from missionsim.replay.truth import Answer

Counts = Mapping[tuple[str, str], Quantity]


def rules_of(record: Record, deadline: Deadline) -> Rules:
    """
    The rules of a deadline of *record*.
    """
    return Rules.of(
        deadline,
        record.first_day,
        record.last_known,
        approximate=record.approximate_days,
        uncertain=record.uncertain_days,
    )


def has_measures(condition: Condition) -> bool:
    """
    Whether a condition looks at numbers.
    """
    return any(isinstance(leaf, Measured) for leaf in condition.leaves())


def counted_by(record: Record, program: Program, conditions: Iterable[Condition]) -> frozenset[int]:
    """
    Positions of the events that come with a number that some conditions ask for.
    """
    asked = {
        (id_, leaf.measure)
        for condition in conditions
        for leaf in condition.leaves()
        if isinstance(leaf, Measured)
        for id_ in program.members[leaf.select]
    }
    events = record.events
    return frozenset(
        position
        for position in (program.measured if asked else ())
        if any((each.entity or events[position].entities[0], each.name) in asked for each in events[position].measures)
    )


class Truths:
    """
    Whether some conditions hold, kept up to date while states change.

    Args:
        program: The compiled record.

        conditions: The conditions.

        states: The present state of every entity, which :meth:`move` changes.
    """

    def __init__(self, program: Program, conditions: Iterable[Condition], states: Sequence[int]) -> None:
        self.states = list(states)
        self._program = program
        names = {id_: table.states for id_, table in zip(program.entities, program.tables, strict=True)}
        self._counters = Counters(program.numbers, program.members, names)
        self._tests = {
            condition: self._counters.test(condition) for condition in conditions if not has_measures(condition)
        }
        self._moves = self._counters.moves()
        self._counts = self._counters.counts(self.states, self._moves)

    @property
    def members(self) -> Mapping[Select, tuple[str, ...]]:
        """
        Ids that each selector means.
        """
        return self._program.members

    def move(self, entity: int, before: int, after: int) -> None:
        """
        Let an entity change its state.
        """
        self.states[entity] = after
        row = self._moves[entity]
        if row is not None:
            for counter in row[before]:
                self._counts[counter] -= 1
            for counter in row[after]:
                self._counts[counter] += 1

    def answer(self, condition: Condition, counted: Counts | None = None) -> Answer:
        """
        Whether a condition holds by the states, and by what was *counted* on the day.
        """
        test = self._tests.get(condition)
        if test is not None:
            return test(self._counts)
        return condition.verdict(Scope(self._program.named(self.states), self._program.members, counted or {}))


def follow(  # noqa: PLR0913  what a replay consists of
    record: Record,
    program: Program,
    columns: Columns,
    initial: Sequence[int],
    happened: Sequence[Happening],
    observed: Sequence[Observation],
    last: int,
    deadlines: Sequence[Deadline],
) -> tuple[Course, ...]:
    """
    Feed the monitors of some deadlines.

    Args:
        record: The record.

        program: Its program.

        columns: What happened.

        initial: State of every entity at the start.

        happened: The events that deadlines name and that took effect, in order.

        observed: Numbers observed, in order.

        last: Last day, inclusive.

        deadlines: The deadlines.

    Returns:
        What each monitor was fed, in the order of the deadlines.
    """
    monitors = [Monitor(rules_of(record, deadline), has_proviso=deadline.only_if is not None) for deadline in deadlines]
    truths = Truths(program, (each for deadline in deadlines for each in deadline.conditions), initial)
    start = record.first_day.toordinal()
    # What holds from the start began before it: on the day before.
    rows = _rows_by_day(columns, program, _read(program, deadlines))
    days = sorted({start - 1, start, *rows, *(each.day for each in happened), *(_ordinal(each) for each in observed)})
    effects = {day: tuple(each) for day, each in groupby(happened, key=lambda each: each.day)}
    numbers = {day: tuple(each) for day, each in groupby(observed, key=_ordinal)}
    for day in days:
        if day > last:
            break
        for row in rows.get(day, ()):
            what = columns.what[row]
            truths.move(program.entity_of[what] if what >= 0 else ~what, columns.before[row], columns.after[row])
        for monitor, deadline in zip(monitors, deadlines, strict=True):
            for happening in effects.get(day, ()):
                monitor.took_effect(day, record.events[happening.position].id)
            if day >= start - 1:
                _feed_states(monitor, deadline, truths, day)
            _feed_counts(monitor, deadline, truths, day, numbers.get(day, ()))
    return tuple(monitor.course(last) for monitor in monitors)


def _feed_states(monitor: Monitor, deadline: Deadline, truths: Truths, day: int) -> None:
    monitor.holds(day, truths.answer(deadline.condition))
    if deadline.only_if is not None:
        monitor.binds(day, truths.answer(deadline.only_if))


def _feed_counts(
    monitor: Monitor, deadline: Deadline, truths: Truths, day: int, observed: Sequence[Observation]
) -> None:
    counted = {(each.entity, each.name): each.value for each in observed}
    for condition in deadline.conditions:
        if counted and has_measures(condition) and _reads(condition, truths, counted):
            feed = monitor.counted if condition is deadline.condition else monitor.binding_counted
            feed(day, truths.answer(condition, counted))


def _reads(condition: Condition, truths: Truths, counted: Counts) -> bool:
    members = truths.members
    return any(
        (id_, leaf.measure) in counted
        for leaf in condition.leaves()
        if isinstance(leaf, Measured)
        for id_ in members[leaf.select]
    )


def _read(program: Program, deadlines: Iterable[Deadline]) -> frozenset[int]:
    """
    The entities that some deadlines look at.
    """
    conditions = (condition for deadline in deadlines for condition in deadline.conditions)
    return frozenset(program.numbers[id_] for each in conditions for id_ in each.reads(program.members))


def _rows_by_day(columns: Columns, program: Program, entities: frozenset[int]) -> Mapping[int, Sequence[int]]:
    """
    The rows that change the state of some entities, by day.
    """
    found: dict[int, list[int]] = {}
    entity_of = program.entity_of
    for row, what in enumerate(columns.what):
        if (entity_of[what] if what >= 0 else ~what) in entities and columns.before[row] != columns.after[row]:
            found.setdefault(columns.day[row], []).append(row)
    return found


def _ordinal(observation: Observation) -> int:
    return observation.date.toordinal()
