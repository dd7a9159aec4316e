"""
How far an event can slip, or come early, before anything is refused and before each deadline breaks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from attrs import frozen

from missionsim.conditions import Condition, Measured, Quantity, Scope
from missionsim.dates import ImpreciseDate, Offset
from missionsim.deadlines import Outcome, follow, outcome
from missionsim.engine import Run, Step
from missionsim.footprints import Footprints, closure
from missionsim.model import Deadline, Event
from missionsim.scenario import Scenario
from missionsim.schedule import Placed, Reading, schedule
from missionsim.shifts import Shifts, Ties

Way = Literal["later", "earlier"]
UNAPPLIED = ("refused", "orphaned", "stranded")
_SNAPSHOTS = 64


@frozen
class Limit:
    """
    How far an event can be shifted before one thing breaks.

    Args:
        kind: What breaks: ``event`` (it is refused) or ``deadline``.

        id: Id of the event or deadline; ``None`` where nothing is ever refused.

        days: The most days by which it can be shifted, with every smaller number all right too; ``None`` if nothing
            breaks before the event leaves the scenario.

        why: What breaks one day further, in words; empty if nothing does.
    """

    kind: Literal["event", "deadline"]
    id: str | None
    days: int | None
    why: str = ""

    @property
    def tightness(self) -> float:
        """
        A key that sorts the tightest first.
        """
        return float("inf") if self.days is None else self.days


@frozen
class Slack:
    """
    How far one event can be shifted.

    Args:
        event: Id of the event.

        day: The day it stands on, in the reading asked for.

        later: Limits of its slipping: the first refusal, then every deadline that is not broken already or in doubt.

        earlier: Limits of its coming early, likewise.
    """

    event: str
    day: date
    later: tuple[Limit, ...]
    earlier: tuple[Limit, ...]

    @property
    def slip(self) -> Limit:
        """
        What breaks first when it slips.
        """
        return min(self.later, key=lambda limit: limit.tightness)

    @property
    def advance(self) -> Limit:
        """
        What breaks first when it comes early.
        """
        return min(self.earlier, key=lambda limit: limit.tightness)

    def refusal(self, way: Way = "later") -> Limit:
        """
        The limit before the first refusal.
        """
        return (self.later if way == "later" else self.earlier)[0]

    def deadline(self, id: str, way: Way = "later") -> Limit | None:  # noqa: A002  an id is called id everywhere
        """
        The limit before a deadline breaks; ``None`` if it is broken already or in doubt, or there is none of that id.
        """
        limits = self.later if way == "later" else self.earlier
        return next((limit for limit in limits if limit.kind == "deadline" and limit.id == id), None)

    def row(self) -> dict[str, Any]:
        """
        Its two tightest limits as a flat row, for any data-frame library.
        """
        slip, advance = self.slip, self.advance
        return {
            "event": self.event,
            "day": self.day,
            "slip": slip.days,
            "breaks": slip.id if slip.days is not None else None,
            "why": slip.why,
            "advance": advance.days,
            "advance_breaks": advance.id if advance.days is not None else None,
            "advance_why": advance.why,
        }


def slack(scenario: Scenario, event: str, *, reading: Reading = "latest") -> Slack:
    """
    By how many days an event can slip, and come early, before the first refusal and before each deadline breaks.

    It is shifted as :class:`Delay` and :class:`Advance` shift it, with all that depends on it, day by day until it
    leaves the scenario; days between which nothing can change are passed over. An event is refused if it is refused,
    orphaned or stranded, and was not before. A deadline breaks if it was met and is not met any more, or if it could
    still be met and is violated, in any of the readings that verdicts look at.

    Args:
        scenario: The scenario, a record or a what-if.

        event: Id of the event.

        reading: On which day an imprecise event is placed, as far as refusals are concerned.

    Raises:
        UnknownError: If there is no such event.
    """
    return _Bench(scenario, reading).slack(scenario.event(event))


def slacks(scenario: Scenario, *, reading: Reading = "latest") -> tuple[Slack, ...]:
    """
    The slack of every event, the most critical first: ranked by how far each can slip, then by how far it can come
    early, then by day.

    Args:
        scenario: The scenario, a record or a what-if.

        reading: On which day an imprecise event is placed, as far as refusals are concerned.
    """
    bench = _Bench(scenario, reading)
    found = [bench.slack(event) for event in scenario.events]
    return tuple(sorted(found, key=lambda each: (each.slip.tightness, each.advance.tightness, each.day)))


class _Moment(NamedTuple):
    """
    A place in the order of a replay.
    """

    day: date
    sequence: int


class _Change(NamedTuple):
    """
    A change of an entity's state, where it stands in the order of a replay.
    """

    moment: _Moment
    entity: str
    after: str


class _Bench:
    """
    One scenario, in all readings that count.
    """

    def __init__(self, scenario: Scenario, reading: Reading) -> None:
        self.scenario = scenario
        self._ties = Ties(scenario)
        graph = _Graph(scenario, self._ties)
        ends = (scenario.first_day, scenario.horizon)
        self.worlds = [_World(scenario, graph, reading)]
        if scenario.deadlines and not scenario.is_dated_precisely:
            self.worlds += [_World(scenario, graph, *each, ends) for each in scenario.mixed_readings()]
        outcomes = scenario.replay(reading=reading).deadlines
        self._holding = [each.id for each in outcomes if each.verdict not in ("violated", "undetermined")]

    def slack(self, event: Event) -> Slack:
        cones = [world.cone(event) for world in self.worlds]
        day = self.worlds[0].days[event.id]
        return Slack(event.id, day, tuple(self._limits(event, cones, 1)), tuple(self._limits(event, cones, -1)))

    def _limits(self, event: Event, cones: Sequence[_Cone], sign: int) -> Iterator[Limit]:
        shifts = Shifts(self.scenario, event, sign, self._ties)
        refusal, deadlines = cones[0].first_breaks(shifts, self._holding, Limit("event", None, None))
        yield refusal
        outcomes: dict[str, list[Limit]] = {id_: [limit] for id_, limit in deadlines.items()}
        # Most readings differ in nothing that this event can meet.
        different = {cone.signature(shifts.moved): cone for cone in reversed(cones)}
        for cone in different.values():
            if cone is cones[0]:
                continue
            for id_, limit in cone.first_breaks(shifts, self._holding, refusal)[1].items():
                outcomes[id_].append(limit)
        for limits in outcomes.values():
            yield min(limits, key=lambda limit: limit.tightness)


class _World:
    """
    One reading of a scenario: what happens in it as it stands.
    """

    def __init__(
        self,
        scenario: Scenario,
        graph: _Graph,
        reading: Reading,
        other: str | None = None,
        ends: tuple[date, date] | None = None,
    ) -> None:
        self.scenario = scenario
        self.graph = graph
        self.reading: Reading = reading
        self.other = other
        self.ends = ends
        placed = self.place(scenario.events)
        self._placed = {each.event.id: each for each in placed}
        self.days = {each.event.id: each.day for each in placed}
        self.happened: dict[str, date] = {}
        self.changes: dict[str, list[_Change]] = {entity.id: [] for entity in scenario.entities}
        run = Run(scenario.rules, orphans=scenario.orphans)
        for each in placed:
            if each.day <= scenario.horizon:
                moment = _Moment(each.day, graph.sequence[each.event.id])
                for step in run.play(each.event, each.day):
                    if step.disposition == "applied":
                        self.happened[step.event] = step.date
                    for change in step.changes:
                        self.changes[change.entity].append(_Change(moment, change.entity, change.after))
        # Events that are not moved ask again and again, those that are moved hardly ever.
        self._known: dict[_Moment, dict[str, str]] = {
            _Moment(each.day, graph.sequence[each.event.id]): {} for each in placed
        }
        self._cones: dict[frozenset[str], _Cone] = {}

    def place(self, events: Iterable[Event], moved: Mapping[str, Event] | None = None) -> Sequence[Placed]:
        """
        Events on their days in this reading.

        Args:
            events: The events of the scenario that are asked for.

            moved: Those that stand elsewhere, by id. Only given where no event depends on another; all others are
                then known to stay.
        """
        if moved is None:
            return schedule(events, self.reading, self.scenario.widening, self.ends, self.other)[0]
        return sorted(
            (self._place_alone(moved[event.id]) if event.id in moved else self._placed[event.id] for event in events),
            key=attrgetter("day"),
        )

    def _place_alone(self, event: Event) -> Placed:
        opposite: Reading = "earliest" if self.reading == "latest" else "latest"
        reading = opposite if event.id == self.other else self.reading
        return Placed(event, self.scenario.widening.day(event.date, reading, self.ends), self.graph.sequence[event.id])

    def state_before(self, entity: str, moment: _Moment) -> str:
        """
        State of an entity just before a place in the order.
        """
        known = self._known.get(moment)
        if known is None:
            return self._state_before(entity, moment)
        if entity not in known:
            known[entity] = self._state_before(entity, moment)
        return known[entity]

    def _state_before(self, entity: str, moment: _Moment) -> str:
        changes = self.changes[entity]
        position = bisect_left(changes, (moment,))
        return changes[position - 1].after if position else self.scenario.rules.initial[entity]

    def cone(self, event: Event) -> _Cone:
        """
        All that shifting an event can change.
        """
        moved = self.graph.moved_with(event.id)
        entities = self.graph.changed_by({self.scenario.event(id_).entity for id_ in moved})
        if entities not in self._cones:
            self._cones[entities] = _Cone(self, entities)
        return self._cones[entities]


class _Graph:
    """
    Which events move each other, and which entities read each other.
    """

    def __init__(self, scenario: Scenario, ties: Ties) -> None:
        self.sequence = {event.id: n for n, event in enumerate(scenario.events)}
        self._of_entity: dict[str, list[str]] = {}
        self._dependents = scenario.basis.dependents
        self._ties = ties
        self._lifecycle_of = {entity.id: entity.lifecycle for entity in scenario.entities}
        for event in scenario.events:
            self._of_entity.setdefault(event.entity, []).append(event.id)
        self._footprints = Footprints(scenario)

    def read_by(self, events: Iterable[Event]) -> set[str]:
        """
        Ids of the entities that the lifecycles of some events look at.
        """
        return {read for event in events for read in self._footprints.reads[self._lifecycle_of[event.entity]]}

    def relied_on_by(self, event: Event) -> frozenset[str]:
        """
        Ids of the entities that an event can rely on.
        """
        return self._footprints.relied_on_by(event.entity, event.trigger)

    def moved_with(self, event: str) -> set[str]:
        """
        Ids of the event and of all that depends on it, directly or not.
        """
        return closure({event}, lambda id_: self._dependents.get(id_, ()))

    def events_of(self, entities: Iterable[str]) -> set[str]:
        """
        Ids of the events of some entities.
        """
        return {event for entity in entities for event in self._of_entity.get(entity, ())}

    def linked_with(self, events: Iterable[str]) -> list[str]:
        """
        Ids of some events and of all whose days may depend on theirs, or theirs on them, in document order.
        """
        return sorted(closure(events, lambda id_: self._ties.linked.get(id_, ())), key=self.sequence.__getitem__)

    def changed_by(self, entities: set[str]) -> frozenset[str]:
        """
        Ids of all entities that may do otherwise if these do, and of those that they follow at every moment.
        """
        found = entities
        while True:
            readers = closure(found, lambda id_: self._footprints.readers.get(id_, ()))
            followed = closure(readers, lambda id_: self._footprints.followed[id_])
            if followed == found:
                return frozenset(found)
            found = followed


class _Configuration(dict[str, str]):
    """
    States of the entities of a cone; of all others as they were before the present moment.
    """

    def __init__(self, world: _World, states: Mapping[str, str]) -> None:
        super().__init__(states)
        self._world = world
        self.moment = _Moment(date.min, 0)

    def __missing__(self, entity: str) -> str:
        return self._world.state_before(entity, self.moment)


class _Course(NamedTuple):
    """
    What happened in a cone.
    """

    placed: Sequence[Placed]
    steps: Sequence[Step]
    changes: Sequence[_Change]
    happened: Mapping[str, date]
    outcomes: Mapping[str, Outcome]


class _Cone:
    """
    Part of a world: the entities that shifting an event can change, and their events.
    """

    def __init__(self, world: _World, entities: frozenset[str]) -> None:
        self._world = world
        self._entities = entities
        self._scenario = world.scenario
        self._own = world.graph.events_of(entities)
        self._events = tuple(self._scenario.event(id_) for id_ in world.graph.linked_with(self._own))
        self._deadlines = tuple(self._affected())
        self._snapshots: list[tuple[int, dict[str, str], Any, int, int]] = []
        self.course = self._play({}, None)

    def signature(self, moved: Iterable[str]) -> Hashable:
        """
        All in this reading that the *moved* events can meet: where two readings have the same, the limits are.
        """
        world, scenario = self._world, self._scenario
        movable = set(moved)
        linked = [event for event in self._events if event.after or event.id in movable]
        is_open = not all(scenario.widening.is_precise(event.date) for event in linked)
        met: list[Hashable] = []
        for event in self._events:
            if event.id in self._own:
                for id_ in sorted(world.graph.relied_on_by(event) - self._entities):
                    moment = _Moment(world.days[event.id], world.graph.sequence[event.id])
                    met.append(tuple(world.changes[id_]) if event.id in movable else world.state_before(id_, moment))
        for deadline in self._deadlines:
            reads = {id_ for each in _conditions(deadline) for id_ in each.reads(scenario.rules.members)}
            met += [tuple(world.changes[id_]) for id_ in sorted(reads - self._entities)]
        return (
            (world.reading, world.other, world.ends) if is_open else None,
            tuple(world.days[event.id] for event in self._events),
            tuple(self._background.items()),
            tuple(met),
        )

    def _affected(self) -> Iterator[Deadline]:
        members = self._scenario.rules.members
        for deadline in self._scenario.deadlines:
            refers = {deadline.set_by, deadline.since, *(revision.by for revision in deadline.revisions)}
            reads = {id_ for condition in _conditions(deadline) for id_ in condition.reads(members)}
            measured = any(event.measures for event in self._events) and _measures(deadline)
            if refers & self._own or reads & self._entities or measured:
                yield deadline

    def first_breaks(self, shifts: Shifts, deadlines: Iterable[str], refusal: Limit) -> tuple[Limit, dict[str, Limit]]:
        """
        The limit before the first refusal, and before each of some *deadlines*.

        Args:
            shifts: How the event is shifted.

            deadlines: Ids of the deadlines.

            refusal: The limit before the first refusal, if that is known already, or one without an id.
        """
        outcomes = self.course.outcomes
        holding = {id_: Limit("deadline", id_, None) for id_ in deadlines}
        open_ = holding.keys() & outcomes.keys()
        is_asked = self._is_asked(refusal)
        before = {step.event: step.disposition for step in self.course.steps}
        for days in self._days_to_try(shifts):
            if not is_asked and not open_:
                break
            course = self._play(shifts.by(days), self.course)
            if is_asked:
                refused = [
                    step
                    for step in course.steps
                    if step.disposition in UNAPPLIED and before.get(step.event) not in UNAPPLIED
                ]
                for step in refused[:1]:
                    refusal = Limit("event", step.event, days - 1, f"{step.event} is {step.disposition}: {step.reason}")
                    is_asked = False
            for id_ in sorted(open_):
                if _breaks(self.course.outcomes[id_], course.outcomes[id_]):
                    open_ = open_ - {id_}
                    holding[id_] = Limit("deadline", id_, days - 1, _broken(course.outcomes[id_]))
        return refusal, holding

    def _is_asked(self, refusal: Limit) -> bool:
        """
        Whether refusals are looked for: by the reading that the caller asked for only.
        """
        return refusal.days is None and self._world.ends is None

    def _days_to_try(self, shifts: Shifts) -> list[int]:
        """
        Every number of days at which the order of what matters, or a comparison with a due date, can change.

        A moved event stands still for some days and then moves a day per day: it can only meet other days, of
        events, of what it relies on, and of deadlines, where the distance to them has been covered.
        """
        if any(isinstance(due, Offset) and due.months and self._may_move(since, shifts) for due, since in self._dues):
            return list(range(1, shifts.most + 1))
        marks = self._marks()
        return shifts.meeting(self._positions, lambda event: marks | self._days_relied_on(event))

    @cached_property
    def _dues(self) -> list[tuple[ImpreciseDate | Offset, str | None]]:
        """
        All that its deadlines are, or come to be, due, with what a length of time counts from.
        """
        return [
            (due, deadline.since or deadline.set_by)
            for deadline in self._deadlines
            for due in (deadline.due, *(revision.due for revision in deadline.revisions))
            if due is not None
        ]

    def _may_move(self, event: str | None, shifts: Shifts) -> bool:
        """
        Whether an event may come about on other days: it is moved along, or waits.
        """
        return event in shifts.moved or (event in self._own and self._scenario.event(event).when_enabled)

    def _positions(self, event: Event) -> set[int]:
        """
        The days, counted, on which an event stands or may stand.
        """
        ends = (self._world.days[event.id], *self._scenario.widening.of(event.date))
        return {day.toordinal() for day in ends if day is not None}

    def _marks(self) -> set[int]:
        """
        The days, counted, that a moved event may meet.
        """
        scenario, world = self._scenario, self._world
        days = {scenario.horizon, scenario.first_day, *self._background.values()}
        days |= {scenario.known_until} if scenario.known_until is not None else set()
        counted_from = {**world.days, **self._background}
        for due, since in self._dues:
            if isinstance(due, ImpreciseDate):
                days.update(day for day in scenario.widening.of(due) if day is not None)
            elif since is not None and since in counted_from:
                days.add(due.after(counted_from[since]).day)
        for deadline in self._deadlines:
            reads = {id_ for each in _conditions(deadline) for id_ in each.reads(scenario.rules.members)}
            days |= {change.moment.day for id_ in reads - self._entities for change in world.changes[id_]}
        for each in self.course.outcomes.values():
            days |= {day for term in each.terms for day in (term.known, term.due, term.opens) if day is not None}
        found = {day.toordinal() for day in days}
        for event in self._events:
            found |= self._positions(event)
        # What is due some days after a moved event meets what lies so many days after that.
        lengths = [due.days for due, since in self._dues if isinstance(due, Offset) and since in self._own]
        return found.union(*({day - length, day + length} for length in lengths for day in found))

    def _days_relied_on(self, event: Event) -> set[int]:
        """
        The days, counted, on which something outside changes that the event's transitions depend on.
        """
        graph, scenario = self._world.graph, self._scenario
        tied = graph.linked_with({event.id})  # an imprecise one may give way to it
        outside = graph.read_by(map(scenario.event, tied)) - self._entities
        return {change.moment.day.toordinal() for id_ in outside for change in self._world.changes[id_]}

    def _play(self, moved: Mapping[str, Event], baseline: _Course | None) -> _Course:
        """
        What happens in the cone with some events moved; what comes before the first of them is taken from *baseline*.
        """
        horizon = self._scenario.horizon
        if any(event.after for event in self._events):
            found = self._world.place(moved.get(event.id, event) for event in self._events)
        else:
            found = self._world.place(self._events, moved)
        placed = [each for each in found if each.event.id in self._own and each.day <= horizon]
        start, run, steps, changes = self._resume(placed, baseline)
        configuration = run.configuration
        assert isinstance(configuration, _Configuration)  # noqa: S101  made in _resume
        for position in range(start, len(placed)):
            if baseline is None and position % _SNAPSHOTS == 0:
                self._snapshots.append((position, dict(configuration), run.waiting, len(steps), len(changes)))
            each = placed[position]
            configuration.moment = _Moment(each.day, self._world.graph.sequence[each.event.id])
            for step in run.play(each.event, each.day):
                steps.append(step)
                changes += [_Change(configuration.moment, change.entity, change.after) for change in step.changes]
        steps += run.close(horizon)
        happened = self._happened(steps)
        if baseline is not None and (changes, happened) == (baseline.changes, baseline.happened):
            return _Course(placed, steps, changes, happened, baseline.outcomes)
        return _Course(placed, steps, changes, happened, self._judge(changes, happened))

    def _resume(self, placed: Sequence[Placed], baseline: _Course | None) -> tuple[int, Run, list[Step], list[_Change]]:
        """
        A run at the last snapshot before anything differs.
        """
        rules = self._scenario.rules
        if baseline is None:
            states = _Configuration(self._world, {id_: rules.initial[id_] for id_ in self._entities})
            return 0, Run(rules, orphans=self._scenario.orphans, configuration=states), [], []
        pairs = zip(placed, baseline.placed, strict=False)
        shorter = min(len(placed), len(baseline.placed))
        unlike = next(
            (n for n, (mine, other) in enumerate(pairs) if (mine.event, mine.day) != (other.event, other.day)), shorter
        )
        position, configuration, waiting, count, changed = next(
            (each for each in reversed(self._snapshots) if each[0] <= unlike), (0, None, (), 0, 0)
        )
        if configuration is None:
            return self._resume(placed, None)
        run = Run(rules, orphans=self._scenario.orphans, configuration=_Configuration(self._world, configuration))
        run.waiting = waiting
        return position, run, list(baseline.steps[:count]), list(baseline.changes[:changed])

    @cached_property
    def _background(self) -> Mapping[str, date]:
        """
        The days of what comes about whatever the cone does, as far as its deadlines ask.
        """
        if not self._deadlines:
            return {}
        scenario, world = self._scenario, self._world
        days = {
            record.id: scenario.widening.day(record.date, world.reading)
            for record in scenario.records
            if record.id in self._asked
        }
        found = {id_: day for id_, day in days.items() if day <= scenario.horizon}
        return found | {id_: world.happened[id_] for id_ in self._asked - self._own if id_ in world.happened}

    def _happened(self, steps: Sequence[Step]) -> Mapping[str, date]:
        """
        The day of each event of the cone that came about and that its deadlines refer to or count on.
        """
        return {step.event: step.date for step in steps if step.disposition == "applied" and step.event in self._asked}

    def _judge(self, changes: Sequence[_Change], happened: Mapping[str, date]) -> Mapping[str, Outcome]:
        """
        What becomes of the deadlines that the cone can change.
        """
        if not self._deadlines:
            return {}
        scenario = self._scenario
        days = {**self._background, **happened}
        closing = min(scenario.horizon, scenario.known_until or scenario.horizon)
        found = {}
        for deadline in self._deadlines:
            conditions = _conditions(deadline)
            followed = follow(conditions, self._ends_of_days(conditions, changes, days))
            found[deadline.id] = outcome(deadline, followed, days, closing, scenario.widening)
        return found

    @cached_property
    def _asked(self) -> frozenset[str]:
        """
        Ids of the events and records that its deadlines refer to, or whose measures they look at.
        """
        found = {
            id_
            for each in self._deadlines
            for id_ in (each.set_by, each.since, *(revision.by for revision in each.revisions))
            if id_ is not None
        }
        if any(_measures(each) for each in self._deadlines):
            found |= {event.id for event in self._scenario.events if event.measures}
            found |= {record.id for record in self._scenario.records if record.measures}
        return frozenset(found)

    def _ends_of_days(
        self,
        conditions: Sequence[Condition],
        changes: Sequence[_Change],
        happened: Mapping[str, date],
    ) -> Iterator[tuple[date, Scope]]:
        """
        The first day, then every day on which anything changed that *conditions* look at.
        """
        scenario, world = self._scenario, self._world
        members = scenario.rules.members
        reads = {id_ for condition in conditions for id_ in condition.reads(members)}
        relevant = [change for change in changes if change.entity in reads]
        relevant += [change for id_ in reads - self._entities for change in world.changes[id_]]
        by_day: dict[date, list[Any]] = {scenario.first_day: []}
        for change in sorted(relevant, key=lambda each: each.moment):
            by_day.setdefault(max(change.moment.day, scenario.first_day), []).append(change)
        measures: dict[tuple[str, str], Quantity] = {}
        if any(isinstance(leaf, Measured) for condition in conditions for leaf in condition.leaves()):
            for observation in scenario.observations(happened):
                by_day.setdefault(max(observation.date, scenario.first_day), []).append(observation)
        configuration = {id_: scenario.rules.initial[id_] for id_ in reads}
        scope = Scope(configuration, members, measures)
        for day in sorted(by_day):
            for each in by_day[day]:
                if isinstance(each, _Change):
                    configuration[each.entity] = each.after
                else:
                    measures[each.entity, each.name] = each.value
            yield day, scope


def _conditions(deadline: Deadline) -> list[Condition]:
    return [part for part in (deadline.condition, deadline.only_if) if part is not None]


def _measures(deadline: Deadline) -> bool:
    return any(isinstance(leaf, Measured) for condition in _conditions(deadline) for leaf in condition.leaves())


def _breaks(before: Outcome, after: Outcome) -> bool:
    return after.verdict != "met" if before.verdict == "met" else after.verdict == "violated"


def _broken(outcome_: Outcome) -> str:
    days = outcome_.days_late or 0
    late = f", {days} day{'' if days == 1 else 's'} late" if days > 0 else ""
    return f"deadline {outcome_.id}, due {outcome_.due}, is {outcome_.verdict}{late}"
