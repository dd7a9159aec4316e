"""
The one place where something happens: what a firing does to a configuration, and how that is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from missionsim.replay.columns import APPLIED, DEFERRED, ORPHANED, REFUSED, STRANDED, Columns
from missionsim.replay.program import Program, Route

# Where an entity goes by a trigger (none: by itself), and by which of the routes; live machines answer instead of the
# program's rows.
Take = Callable[[int, str | None], tuple[int, int]]
Mark = tuple[int, tuple[tuple[int, int], ...]]
NOWHERE = -1


class Engine:
    """
    A configuration to which firings happen, one after the other.

    Args:
        program: The compiled record.

    Attributes:
        take: How a transition is found, if not by the program's rows.
    """

    __slots__ = (
        "_add",
        "_entity_of",
        "_is_alone",
        "_row_of",
        "_trigger_of",
        "columns",
        "counts",
        "program",
        "states",
        "take",
        "waiting",
    )

    def __init__(self, program: Program) -> None:
        self.program = program
        self.states = list(program.initial)
        self.counts = program.counters.counts(self.states, program.moves)
        self.columns = Columns()
        self.waiting: tuple[tuple[int, int], ...] = ()
        self._entity_of = program.entity_of
        self._row_of = program.row_of
        self.take: Take | None = None
        self._trigger_of = program.triggers
        self._is_alone = program.are_alone
        columns = self.columns
        self._add = (
            columns.what.append,
            columns.day.append,
            columns.before.append,
            columns.after.append,
            columns.how.append,
        )
        if program.watched:
            self.settle(0, program.watched)
            self.columns.cut(0)

    def next(self, firing: int, day: int) -> int:
        """
        Let a firing happen, with all automatic transitions that it sets off, or say that it can't.

        Args:
            firing: The firing.

            day: The day, as an ordinal.

        Returns:
            What became of it: ``APPLIED``, ``REFUSED``, or ``DEFERRED`` if it waits from now on.
        """
        entity = self._entity_of[firing]
        before = self.states[entity]
        target = self._row_of[firing][before]
        route = 0
        if target.__class__ is not int or self.take is not None:
            target, route = self._way(target, entity, firing)
            if target < 0:
                return self._not_applied(firing, day)
        what, days, left, reached, how = self._add
        what(firing)
        days(day)
        left(before)
        reached(target)
        how(route)
        if self._is_alone[entity]:
            self.states[entity] = target
        else:
            self._go(entity, before, target, day)
        return APPLIED

    def _not_applied(self, firing: int, day: int) -> int:
        if firing in self.program.waits:
            self.waiting += ((firing, day),)
            return self._unapplied(firing, day, DEFERRED)
        return self._unapplied(firing, day, REFUSED)

    def orphan(self, firing: int, day: int) -> None:
        """
        Note that a firing does not take place, since what it reacts to does not.
        """
        self._unapplied(firing, day, ORPHANED)

    def retry(self, day: int) -> Iterator[int]:
        """
        Apply what waits and can be applied now, first come first served, until nothing can.

        Returns:
            The firings that were applied, each as soon as it has happened.
        """
        position = 0
        while position < len(self.waiting):
            firing, requested = self.waiting[position]
            entity = self._entity_of[firing]
            before = self.states[entity]
            if self.route(self._row_of[firing][before])[0] >= 0:
                target, route = self._way(self._row_of[firing][before], entity, firing)
                if target >= 0:
                    self.waiting = self.waiting[:position] + self.waiting[position + 1 :]
                    self.columns.requested[len(self.columns)] = requested
                    self.columns.add(firing, day, before, target, route)
                    self._go(entity, before, target, day)
                    yield firing
                    position = 0
                    continue
            position += 1

    def close(self, day: int) -> None:
        """
        End on *day*: whatever still waits is stranded.
        """
        for firing, requested in self.waiting:
            self.columns.requested[len(self.columns)] = requested
            self._unapplied(firing, day, STRANDED)
        self.waiting = ()

    def route(self, entry: int | tuple[Route, ...] | None) -> tuple[int, int]:
        """
        Where an entry of a row leads now, and by which of its routes; ``NOWHERE`` if it is closed.
        """
        if entry is None:
            return NOWHERE, 0
        if isinstance(entry, int):
            return entry, 0
        counts = self.counts
        for number, route in enumerate(entry):
            if route.test is None or route.test(counts):
                return route.target, number
        return NOWHERE, 0

    def put(self, entity: int, state: int) -> None:
        """
        Put an entity into a state, without a step.
        """
        self._move(entity, self.states[entity], state)

    def copy_from(self, other: Engine) -> None:
        """
        Come to where *other* is.
        """
        self.states[:], self.counts[:] = other.states, other.counts
        self.columns.add_all(other.columns)
        self.waiting = other.waiting

    def mark(self) -> Mark:
        """
        The present moment, to go back to by :meth:`undo`.
        """
        return len(self.columns), self.waiting

    def undo(self, mark: Mark) -> None:
        """
        Take back all that has happened since *mark* was made.
        """
        length, self.waiting = mark
        columns = self.columns
        for row in range(len(columns) - 1, length - 1, -1):
            if columns.how[row] >= 0:
                what = columns.what[row]
                entity = self._entity_of[what] if what >= 0 else ~what
                self._move(entity, columns.after[row], columns.before[row])
        columns.cut(length)

    def settle(self, day: int, pending: Iterable[int]) -> None:
        """
        Run automatic transitions to their fixed point: always the first entity, in declared order, that can move.

        It ends, because no lifecycle has a circle of automatic transitions.
        """
        todo = set(pending)
        while todo:
            entity = min(todo)
            automatic = self.program.tables[entity].automatic
            before = self.states[entity]
            entry = None if automatic is None else automatic[before]
            target, route = self._way(entry, entity, None)
            if target < 0:
                todo.remove(entity)
                continue
            self.columns.add(~entity, day, before, target, route)
            self._move(entity, before, target)
            wakes = self.program.wakes[entity]
            todo.update(wakes[before] + wakes[target] if wakes is not None else ())

    def _way(self, entry: int | tuple[Route, ...] | None, entity: int, firing: int | None) -> tuple[int, int]:
        if self.take is None or entry is None:
            return self.route(entry)
        return self.take(entity, None if firing is None else self._trigger_of[firing])

    def _go(self, entity: int, before: int, target: int, day: int) -> None:
        """
        Move an entity, and let happen by itself what follows.
        """
        self._move(entity, before, target)
        wakes = self.program.wakes[entity]
        if wakes is None:
            return
        woken = wakes[before] + wakes[target]
        if any(self._is_open(each) for each in woken):
            self.settle(day, woken)

    def _move(self, entity: int, before: int, after: int) -> None:
        """
        Move an entity, and keep the counts.
        """
        self.states[entity] = after
        moves = self.program.moves[entity]
        if moves is not None:
            counts = self.counts
            for counter in moves[before]:
                counts[counter] -= 1
            for counter in moves[after]:
                counts[counter] += 1

    def _is_open(self, entity: int) -> bool:
        """
        Whether an entity can move by itself now.
        """
        automatic = self.program.tables[entity].automatic
        return automatic is not None and self.route(automatic[self.states[entity]])[0] >= 0

    def _unapplied(self, firing: int, day: int, fate: int) -> int:
        state = self.states[self._entity_of[firing]]
        self.columns.add(firing, day, state, state, -fate)
        return fate
