"""
What became of each firing, as values: made from the columns of a replay when somebody asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from attrs import field, frozen

from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event
from missionsim.record.parties import Claim
from missionsim.replay.columns import APPLIED, Columns, Disposition
from missionsim.replay.links import Links
from missionsim.replay.program import Program, relied_on
from missionsim.replay.refusals import Refusal, Refusals


@frozen
class Change:
    """
    A change of one entity's state.

    Args:
        entity: Id of the entity.

        before: State it left.

        after: State it reached.

        relied_on: Ids of the entities that the transition's condition depends on.
    """

    entity: str
    before: str
    after: str
    relied_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.entity}: {self.before} -> {self.after}"


@frozen
class Step:
    """
    One firing's outcome. One that is deferred has a second step when it is applied or stranded.

    Args:
        event: Id of the event.

        date: The day on which this came about.

        edtf: The event's date, as precisely as known.

        entity: Id of the entity.

        trigger: Name of the trigger.

        before: State of the entity before it.

        after: State of the entity after it, automatic transitions not counted; the same unless applied.

        disposition: ``applied``; ``refused``; ``deferred`` (it waits to be enabled); ``stranded`` (the horizon came
            first); ``orphaned`` (what it reacts to does not take place).

        reason: Why it was not applied.

        requested: The day on which it was to happen; *date*, unless it was deferred.

        relied_on: Ids of the entities that the condition of its transition depends on.

        automatic: The automatic transitions that it set off, in order.

        claims: Who says so.
    """

    event: str
    date: dt.date
    edtf: ImpreciseDate
    entity: str
    trigger: str
    before: str
    after: str
    disposition: Disposition
    reason: Refusal | None
    requested: dt.date
    relied_on: tuple[str, ...] = ()
    automatic: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = field(default=(), metadata={"key": "sources"})

    @property
    def changes(self) -> tuple[Change, ...]:
        """
        All that it changed, its own transition first; empty unless applied.
        """
        if self.disposition != "applied":
            return ()
        return (Change(self.entity, self.before, self.after, self.relied_on), *self.automatic)


class Turn(NamedTuple):
    """
    A change of an entity's state, where it stands among the steps.

    Args:
        position: Position of the step that made it.

        day: The day.

        after: The state it reached.

        relied_on: Ids of the entities that its condition depends on.
    """

    position: int
    day: dt.date
    after: str
    relied_on: tuple[str, ...]


class Steps(Sequence[Step]):
    """
    The steps of a replay, made when asked.

    Args:
        program: The compiled record.

        events: The events that its firings belong to.

        links: What depends on what.

        columns: What happened.

        initial: State of every entity at the start.
    """

    def __init__(
        self, program: Program, events: Sequence[Event], links: Links, columns: Columns, initial: Sequence[int]
    ) -> None:
        self._program = program
        self._events = events
        self._refusals = Refusals(program, events, links, columns)
        self._columns = columns
        self._initial = initial

    def __len__(self) -> int:
        return len(self._columns) if self._rows is None else len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Step: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...

    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        positions = range(len(self))[index]
        return tuple(map(self._step, positions)) if isinstance(positions, range) else self._step(positions)

    def __iter__(self) -> Iterator[Step]:
        return map(self._step, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} steps>"

    def row(self, position: int) -> int:
        """
        The row of the columns in which a step stands.
        """
        return position if self._rows is None else self._rows[position]

    @cached_property
    def _rows(self) -> Sequence[int] | None:
        """
        The row of every step; ``None`` if every row is one.
        """
        what = self._columns.what
        if not what or min(what) >= 0:
            return None
        return [row for row, each in enumerate(what) if each >= 0]

    def turns(self) -> Iterator[tuple[str, Turn]]:
        """
        Every change of a state with its entity, in order, without making the steps.
        """
        columns, program = self._columns, self._program
        day_of = {day: dt.date.fromordinal(day) for day in set(columns.day)}
        position = -1
        for what, day, before, after, how in zip(*columns.all, strict=True):
            if what >= 0:
                position += 1
            if how >= APPLIED:
                entity = program.entity_of[what] if what >= 0 else ~what
                table = program.tables[entity]
                row = program.row_of[what] if what >= 0 else table.automatic
                entry = None if row is None else row[before]
                relied = relied_on(entry[how].when, program.members) if isinstance(entry, tuple) else ()
                yield program.entities[entity], Turn(position, day_of[day], table.states[after], relied)

    @cached_property
    def _reasons(self) -> Mapping[int, Refusal]:
        """
        Why each firing that was not applied was not, by row.
        """
        return self._refusals.since(0, self._initial)

    def since(self, first: int, states: Sequence[int]) -> tuple[Step, ...]:
        """
        The steps from a row on, without looking at those before.

        Args:
            first: The row.

            states: State of every entity now.
        """
        what, how, before = self._columns.what, self._columns.how, self._columns.before
        rows = range(first, len(what))
        reasons: Mapping[int, Refusal] = {}
        if any(how[row] < APPLIED for row in rows):
            states_then, entity_of = list(states), self._program.entity_of
            for row in reversed(rows):
                states_then[entity_of[what[row]] if what[row] >= 0 else ~what[row]] = before[row]
            reasons = self._refusals.since(first, states_then)
        return tuple([self._made(row, reasons) for row in rows if what[row] >= 0])

    def _step(self, position: int) -> Step:
        row = self.row(position)
        return self._made(row, {} if self._columns.how[row] >= APPLIED else self._reasons)

    def _made(self, row: int, reasons: Mapping[int, Refusal]) -> Step:
        columns, program = self._columns, self._program
        firing = columns.what[row]
        number = program.event_of[firing]
        event = self._events[number]
        declared = event.fires[firing - program.firings_of[number].start]
        names = program.tables[program.entity_of[firing]].states
        day = dt.date.fromordinal(columns.day[row])
        requested = columns.requested.get(row)
        is_applied = columns.how[row] >= APPLIED
        is_last = row + 1 == len(columns.what) or columns.what[row + 1] >= 0
        return Step(
            event=event.id,
            date=day,
            edtf=event.date,
            entity=declared.entity,
            trigger=declared.trigger,
            before=names[columns.before[row]],
            after=names[columns.after[row]],
            disposition=columns.disposition(row),
            reason=None if is_applied else reasons[row],
            requested=day if requested is None else dt.date.fromordinal(requested),
            relied_on=self._relied_on(program.row_of[firing], row) if is_applied else (),
            automatic=() if is_last else tuple(self._automatic(row)),
            claims=event.claims_of(declared),
        )

    def _relied_on(self, entries: Sequence[object], row: int) -> tuple[str, ...]:
        entry = entries[self._columns.before[row]]
        return relied_on(entry[self._columns.how[row]].when, self._program.members) if isinstance(entry, tuple) else ()

    def _automatic(self, row: int) -> Iterator[Change]:
        columns, program = self._columns, self._program
        for following in range(row + 1, len(columns)):
            entity = ~columns.what[following]
            if entity < 0:
                return
            table = program.tables[entity]
            relied = () if table.automatic is None else self._relied_on(table.automatic, following)
            before, after = table.states[columns.before[following]], table.states[columns.after[following]]
            yield Change(program.entities[entity], before, after, relied)
