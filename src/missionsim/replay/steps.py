"""
What became of each firing, as values: made from the columns of a replay when somebody asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

from attrs import evolve, field, frozen

from missionsim.record.conditions import Blocker, Scope, explain, listing
from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event
from missionsim.record.parties import Claim
from missionsim.replay.columns import APPLIED, Columns, Disposition
from missionsim.replay.links import Links
from missionsim.replay.program import Program, relied_on


@frozen
class Refusal:
    """
    Why a firing can't be applied.

    Args:
        entity: Id of the entity.

        trigger: Name of the trigger.

        state: State that the entity is in.

        allowed: Triggers for which that state has a transition, whether or not its condition holds.

        blockers: The entities that keep the condition false; empty if the state has no such transition at all.

        denied_by: Id of the party in whose version it did not happen.

        orphaned_by: Id of the event that it reacts to and that does not take place.

        vetoed: Whether only a condition of somebody's own on a live machine stands in the way.
    """

    entity: str
    trigger: str
    state: str
    allowed: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    denied_by: str | None = None
    orphaned_by: str | None = None
    vetoed: bool = False

    @property
    def what(self) -> str:
        """
        What can't happen: ``mission can't 'complete_phase_one' in state 'phase_one'``.
        """
        return f"{self.entity} can't {self.trigger!r} in state {self.state!r}"

    @property
    def why(self) -> str:
        """
        The reason, as a clause.
        """
        if self.denied_by is not None:
            return f"{self.denied_by} says that it did not happen"
        if self.orphaned_by is not None:
            return f"it depends on {self.orphaned_by}, which does not take place"
        if self.blockers:
            return explain(self.blockers)
        if self.vetoed:
            return "a condition on its machine does not hold"
        if not self.allowed:
            return "nothing leads out of that state"
        return f"that state allows {listing(map(repr, self.allowed))} only"

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


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


def refusal_of(program: Program, entity: str, trigger: str, states: Sequence[int]) -> Refusal:
    """
    Why *entity* can't fire *trigger* in a configuration.
    """
    number = program.numbers[entity]
    table, state = program.tables[number], states[number]
    allowed = tuple(name for name, row in table.rows.items() if row[state] is not None)
    entry = table.rows[trigger][state]
    if not isinstance(entry, tuple):
        return Refusal(entity, trigger, table.states[state], allowed, vetoed=entry is not None)
    scope = Scope(program.named(states), program.members)
    closed = (route.when for route in entry if route.when is not None)
    blockers = dict.fromkeys(blocker for condition in closed for blocker in condition.blockers(scope))
    return Refusal(entity, trigger, table.states[state], allowed, tuple(blockers), vetoed=not blockers)


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
        self._links = links
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

    @cached_property
    def _reasons(self) -> Mapping[int, Refusal]:
        """
        Why each firing that was not applied was not, by row.
        """
        return self._reasons_from(0, self._initial)

    def _reasons_from(self, first: int, states_then: Sequence[int]) -> Mapping[int, Refusal]:
        columns, states = self._columns, list(states_then)
        found: dict[int, Refusal] = {}
        entity_of = self._program.entity_of
        for row in range(first, len(columns)):
            what = columns.what[row]
            if columns.how[row] < APPLIED:
                found[row] = self._reason(row, what, states)
            states[entity_of[what] if what >= 0 else ~what] = columns.after[row]
        return found

    def since(self, first: int, states: Sequence[int]) -> tuple[Step, ...]:
        """
        The steps from a row on, without looking at those before.

        Args:
            first: The row.

            states: State of every entity just before it.
        """
        reasons = self._reasons_from(first, states)
        rows = range(first, len(self._columns))
        return tuple(self._made(row, reasons) for row in rows if self._columns.what[row] >= 0)

    def _reason(self, row: int, firing: int, states: Sequence[int]) -> Refusal:
        program = self._program
        position = program.event_of[firing]
        event = self._events[position]
        declared = event.fires[firing - program.firings_of[position].start]
        reason = refusal_of(program, declared.entity, declared.trigger, states)
        denied_by = event.denied_by or declared.denied_by
        if denied_by is not None:
            return Refusal(declared.entity, declared.trigger, reason.state, denied_by=denied_by)
        if self._columns.disposition(row) == "orphaned":
            return evolve(reason, orphaned_by=self._orphaned_by(position))
        return reason

    def _orphaned_by(self, position: int) -> str | None:
        if position in self._links.orphans:
            return self._links.orphans[position]
        applied = {
            self._program.event_of[what]
            for what, how in zip(self._columns.what, self._columns.how, strict=True)
            if what >= 0 and how >= APPLIED
        }
        ties = self._links.ties.get(position, ())
        return next(
            (tie.link.event for tie in ties if tie.carries and tie.before not in applied and self._fires(tie.before)),
            None,
        )

    def _fires(self, position: int) -> bool:
        return bool(self._events[position].fires)

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
            automatic=tuple(self._automatic(row)),
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
