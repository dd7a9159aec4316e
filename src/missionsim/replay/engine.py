"""
The one place where something happens: what a firing does to a configuration, and how that is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from missionsim.replay.columns import APPLIED, DEFERRED, ORPHANED, REFUSED, STRANDED, Columns
from missionsim.replay.configuration import Configuration
from missionsim.replay.program import Program
from missionsim.replay.tables import Entry

# Where an entity goes by a trigger (none: by itself), and by which of the routes; live machines answer instead of the
# program's rows.
Take = Callable[[int, str | None, Entry], tuple[int, int]]
Mark = tuple[int, tuple[tuple[int, int], ...]]


class Engine(Configuration):
    """
    A configuration to which firings happen, one after the other.

    Args:
        program: The compiled record.

    Attributes:
        take: How a transition is found, if not by the program's rows.
    """

    __slots__ = (
        "_entity_of",
        "_row_of",
        "_trigger_of",
        "columns",
        "take",
        "waiting",
    )

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.columns = Columns()
        self.waiting: tuple[tuple[int, int], ...] = ()
        self._entity_of = program.entity_of
        self._row_of = program.row_of
        self.take: Take | None = None
        self._trigger_of = program.triggers
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
        self.columns.add(firing, day, before, target, route)
        self._go(entity, target, day)
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
                    self._go(entity, target, day)
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

    def copy_from(self, other: Engine) -> None:
        """
        Come to where *other* is.
        """
        self.states[:], self.counts[:] = other.states, other.counts
        self.columns.add_all(other.columns)
        self.waiting = other.waiting

    def resume(self, columns: Columns, rows: range, states: Sequence[int]) -> None:
        """
        Take what happened elsewhere as having happened here.

        Args:
            columns: What happened.

            rows: The rows to add.

            states: State of every entity after them.
        """
        self.columns.add_rows(columns, rows)
        self.states[:] = states
        self.counts[:] = self.program.counters.counts(self.states, self.program.moves)

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
                self.put(entity, columns.before[row])
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
            todo.update(self.go(entity, target))

    def _way(self, entry: Entry, entity: int, firing: int | None) -> tuple[int, int]:
        if self.take is None or entry is None:
            return self.route(entry)
        return self.take(entity, None if firing is None else self._trigger_of[firing], entry)

    def _go(self, entity: int, target: int, day: int) -> None:
        """
        Move an entity, and let happen by itself what follows.
        """
        woken = self.go(entity, target)
        if woken and self.is_any_open(woken):
            self.settle(day, woken)

    def _unapplied(self, firing: int, day: int, fate: int) -> int:
        state = self.states[self._entity_of[firing]]
        self.columns.add(firing, day, state, state, -fate)
        return fate
