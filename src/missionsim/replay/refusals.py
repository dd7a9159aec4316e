"""
Why firings were not applied, as data: found in the columns of a replay when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from missionsim.record.conditions import Blocker, Scope, explain, listing
from missionsim.record.events import Event
from missionsim.replay.columns import APPLIED, Columns
from missionsim.replay.links import Links
from missionsim.replay.program import Program


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


class Refusals:
    """
    What was not applied in a replay, and why.

    Args:
        program: The compiled record.

        events: The events that its firings belong to.

        links: What depends on what.

        columns: What happened.
    """

    def __init__(self, program: Program, events: Sequence[Event], links: Links, columns: Columns) -> None:
        self._program = program
        self._events = events
        self._links = links
        self._columns = columns

    def since(self, first: int, states_then: Sequence[int]) -> Mapping[int, Refusal]:
        """
        Why each firing that was not applied was not, by row.

        Args:
            first: The first row to look at.

            states_then: State of every entity just before it.
        """
        columns, states = self._columns, list(states_then)
        found: dict[int, Refusal] = {}
        entity_of = self._program.entity_of
        for row in range(first, len(columns)):
            what = columns.what[row]
            if columns.how[row] < APPLIED:
                found[row] = self._reason(row, what, states)
            states[entity_of[what] if what >= 0 else ~what] = columns.after[row]
        return found

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
        missing = [tie for tie in ties if tie.carries and tie.before not in applied]
        # Whether context takes place is not among the steps: it stands here only if nothing else was missing.
        missing.sort(key=lambda tie: self._events[tie.before].is_context)
        return missing[0].link.event if missing else None
