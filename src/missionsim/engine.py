"""
What an event does to a configuration: run to completion, refusal with its reasons, deferral.

:class:`Rules` are the lifecycles compiled to a table; a :class:`Run` plays events by them. How a transition is found
is left open, so that the same run goes by the table or by live machines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, Self

from attrs import evolve, field, frozen

from missionsim.conditions import Blocker, Condition, Scope, Select, explain, listing
from missionsim.dates import ImpreciseDate
from missionsim.errors import RefusedError
from missionsim.lifecycle import Lifecycle
from missionsim.model import Claim, Deadline, Entity, Event

Disposition = Literal["applied", "refused", "deferred", "stranded", "orphaned"]


@frozen
class Refusal:
    """
    Why an event can't fire.

    Args:
        entity: Id of the entity.

        trigger: Name of the trigger.

        state: State that the entity is in.

        allowed: Triggers for which that state has a transition, whether or not its condition holds.

        blockers: The entities that keep the condition false; empty if the state has no such transition at all.

        denied_by: Id of the party in whose version it did not happen.

        orphaned_by: Id of the event that it depends on and that was dropped.
    """

    entity: str
    trigger: str
    state: str
    allowed: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    denied_by: str | None = None
    orphaned_by: str | None = None

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
        if self.blockers:
            return explain(self.blockers)
        if self.orphaned_by is not None and self.trigger in self.allowed:
            return f"it depends on {self.orphaned_by}, which was dropped"
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
    One event's outcome. An event that is deferred has a second step when it fires or is stranded.

    Args:
        event: Id of the event.

        date: The day on which this came about.

        edtf: The event's date, as precisely as known.

        entity: Id of the entity.

        trigger: Name of the trigger.

        before: State of the entity before it.

        after: State of the entity after it, automatic transitions not counted; the same unless applied.

        disposition: ``applied``; ``refused``; ``deferred`` (it waits to be enabled); ``stranded`` (the horizon came
            first); ``orphaned`` (refused, since what it depends on was dropped).

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


@frozen(eq=False)
class Route:
    """
    A transition from one state, as the table holds it.

    Args:
        target: State it leads to.

        when: Its condition.

        relied_on: Ids of the entities that the condition depends on.
    """

    target: str
    when: Condition | None
    relied_on: tuple[str, ...]

    def is_open(self, scope: Scope) -> bool:
        """
        Whether its condition holds.
        """
        return self.when is None or self.when.holds(scope)


Take = Callable[[str, str | None, Scope], Route | None]
Table = Mapping[tuple[str, str | None], tuple[Route, ...]]


@frozen(eq=False)
class Rules:
    """
    Lifecycles and entities compiled for running.

    Args:
        tables: Per lifecycle id, the routes by state and trigger (``None``: automatic), in declared order.

        table_of: The table that each entity goes by.

        members: Ids that each selector means.

        initial: State of every entity at the start, automatic transitions done.

        order: Position of each entity in the document.

        watchers: Per entity id, the entities whose automatic transitions may open when it changes.
    """

    tables: Mapping[str, Table]
    table_of: Mapping[str, Table]
    members: Mapping[Select, tuple[str, ...]]
    initial: Mapping[str, str]
    order: Mapping[str, int]
    watchers: Mapping[str, frozenset[str]]

    @classmethod
    def compile(
        cls, lifecycles: Iterable[Lifecycle], entities: Iterable[Entity], deadlines: Iterable[Deadline]
    ) -> Self:
        """
        Compile the parts of a scenario that holds together.

        The conditions of *deadlines* are only looked at for the selectors in them.
        """
        by_id = {lifecycle.id: lifecycle for lifecycle in lifecycles}
        listed = tuple(entities)
        conditions = [t.when for lifecycle in by_id.values() for t in lifecycle.transitions if t.when is not None]
        for deadline in deadlines:
            conditions += [part for part in (deadline.condition, deadline.only_if) if part is not None]
        selectors = dict.fromkeys(leaf.select for condition in conditions for leaf in condition.leaves())
        members = {select: select.among(listed) for select in selectors}
        tables = {id_: _table(lifecycle, members) for id_, lifecycle in by_id.items()}
        rules = cls(
            tables=tables,
            table_of={entity.id: tables[entity.lifecycle] for entity in listed},
            members=members,
            initial={entity.id: entity.initial or by_id[entity.lifecycle].initial for entity in listed},
            order={entity.id: n for n, entity in enumerate(listed)},
            watchers=_watchers(listed, tables),
        )
        run = Run(rules)
        run.settle(rules.initial)
        return evolve(rules, initial=run.configuration)

    def take(self, entity: str, trigger: str | None, scope: Scope) -> Route | None:
        """
        The first open route of *entity* by *trigger*; ``None`` if there is none.
        """
        for route in self.table_of[entity].get((scope.configuration[entity], trigger), ()):
            if route.is_open(scope):
                return route
        return None

    def refusal(self, entity: str, trigger: str, scope: Scope) -> Refusal:
        """
        Why *entity* can't fire *trigger*.
        """
        state = scope.configuration[entity]
        table = self.table_of[entity]
        allowed = dict.fromkeys(name for source, name in table if source == state and name is not None)
        closed = (route.when for route in table.get((state, trigger), ()) if route.when is not None)
        blockers = dict.fromkeys(blocker for condition in closed for blocker in condition.blockers(scope))
        return Refusal(entity, trigger, state, tuple(allowed), tuple(blockers))


def _table(lifecycle: Lifecycle, members: Mapping[Select, tuple[str, ...]]) -> Table:
    table: dict[tuple[str, str | None], tuple[Route, ...]] = {}
    for transition in lifecycle.transitions:
        relied_on = transition.when.reads(members) if transition.when is not None else ()
        route = Route(transition.target, transition.when, relied_on)
        for state in transition.source:
            table[state, transition.trigger] = (*table.get((state, transition.trigger), ()), route)
    return table


def _watchers(entities: Iterable[Entity], tables: Mapping[str, Table]) -> Mapping[str, frozenset[str]]:
    watchers: dict[str, set[str]] = {}
    for entity in entities:
        routes = [route for key, found in tables[entity.lifecycle].items() if key[1] is None for route in found]
        watched = {entity.id, *(id_ for route in routes for id_ in route.relied_on)} if routes else ()
        for id_ in watched:
            watchers.setdefault(id_, set()).add(entity.id)
    return {id_: frozenset(ids) for id_, ids in watchers.items()}


class Run:
    """
    A run in progress: the present configuration, and the events that wait to be enabled.

    Args:
        rules: The compiled lifecycles.

        take: How an open route is found; by the table unless given.

        orphans: The dropped event that an event depends on, by the id of the latter.

        configuration: State of every entity that takes part; the initial ones unless given.
    """

    def __init__(
        self,
        rules: Rules,
        take: Take | None = None,
        orphans: Mapping[str, str] | None = None,
        configuration: dict[str, str] | None = None,
    ) -> None:
        self.rules = rules
        self.orphans = orphans or {}
        self.configuration = dict(rules.initial) if configuration is None else configuration
        self.waiting: tuple[tuple[Event, dt.date], ...] = ()
        self.scope = Scope(self.configuration, rules.members)
        self._take = rules.take if take is None else take

    def play(self, event: Event, day: dt.date) -> list[Step]:
        """
        Let an event happen, all that it sets off included.

        Returns:
            The event's own step first, then those of deferred events that it enabled.
        """
        steps = [self._attempt(event, day, requested=day)]
        if steps[0].disposition == "deferred":
            self.waiting += ((event, day),)
        elif self.waiting and steps[0].disposition == "applied":
            steps += self._retry(day)
        return steps

    def close(self, day: dt.date) -> list[Step]:
        """
        End the run on *day*: whatever still waits is stranded.
        """
        steps = [self._unapplied(event, day, requested, "stranded") for event, requested in self.waiting]
        self.waiting = ()
        return steps

    def _attempt(self, event: Event, day: dt.date, requested: dt.date) -> Step:
        entity, trigger = event.entity, event.trigger
        before = self.configuration[entity]
        is_orphan = event.id in self.orphans
        is_barred = is_orphan or event.denied_by is not None
        route = None if is_barred else self._take(entity, trigger, self.scope)
        if route is None:
            barred: Disposition = "orphaned" if is_orphan else "refused"
            waits = event.when_enabled and not is_barred
            return self._unapplied(event, day, requested, "deferred" if waits else barred)
        self.configuration[entity] = route.target
        automatic = self.settle((entity,)) if self.rules.watchers else ()
        return Step(
            event.id,
            day,
            event.date,
            entity,
            trigger,
            before,
            route.target,
            "applied",
            None,
            requested,
            route.relied_on,
            automatic,
            event.claims,
        )

    def _unapplied(self, event: Event, day: dt.date, requested: dt.date, disposition: Disposition) -> Step:
        state = self.configuration[event.entity]
        if event.denied_by is None:
            reason = self.rules.refusal(event.entity, event.trigger, self.scope)
            if event.id in self.orphans:
                reason = evolve(reason, orphaned_by=self.orphans[event.id])
        else:
            reason = Refusal(event.entity, event.trigger, state, denied_by=event.denied_by)
        return Step(
            event=event.id,
            date=day,
            edtf=event.date,
            entity=event.entity,
            trigger=event.trigger,
            before=state,
            after=state,
            disposition=disposition,
            reason=reason,
            requested=requested,
            claims=event.claims,
        )

    def _retry(self, day: dt.date) -> list[Step]:
        """
        Fire what waits and can fire now, first come first served, until nothing can.
        """
        fired: list[Step] = []
        while True:
            for position, (event, requested) in enumerate(self.waiting):
                # The table answers without firing anything, and without a refusal to explain.
                if self.rules.take(event.entity, event.trigger, self.scope) is not None:
                    self.waiting = self.waiting[:position] + self.waiting[position + 1 :]
                    fired.append(self._attempt(event, day, requested))
                    break
            else:
                return fired

    def settle(self, touched: Iterable[str]) -> tuple[Change, ...]:
        """
        Run automatic transitions to their fixed point, in declared order.

        It ends, because no lifecycle has a circle of automatic transitions. Only entities that watch something
        that changed are looked at: all others were at their fixed point before.
        """
        watchers, order = self.rules.watchers, self.rules.order
        changes: list[Change] = []
        pending = {watcher for id_ in touched for watcher in watchers.get(id_, ())}
        while pending:
            entity = min(pending, key=order.__getitem__)
            before = self.configuration[entity]
            route = self._take(entity, None, self.scope)
            if route is None:
                pending.remove(entity)
                continue
            self.configuration[entity] = route.target
            changes.append(Change(entity, before, route.target, route.relied_on))
            pending |= watchers.get(entity, frozenset())
        return tuple(changes)


def insist(steps: Iterable[Step]) -> None:
    """
    Raise at the first step that was refused or stranded.

    Raises:
        RefusedError: With that step.
    """
    for step in steps:
        if step.reason is not None and step.disposition != "deferred":
            raise RefusedError(step, step.reason)
