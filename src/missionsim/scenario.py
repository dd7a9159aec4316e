"""
A scenario: everything that is declared about a handover, frozen whole, and the questions it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any, cast, get_args

from attrs import evolve, field, frozen
from attrs.validators import instance_of
from immutabledict import immutabledict

from missionsim.checks import Parts, check, starts_before
from missionsim.conditions import Quantity, Scope, as_tuple, items
from missionsim.dates import add_days, first_day, last_day
from missionsim.deadlines import Outcome, follow, outcome
from missionsim.edits import According, Edit
from missionsim.engine import Rules, Run, Step, insist
from missionsim.errors import DayError, EditError, Fault, ScenarioError, UnknownError, accepted, unknown
from missionsim.lifecycle import Lifecycle
from missionsim.model import Deadline, Entity, Event, Party, Record
from missionsim.schedule import Contradiction, Placed, Reading, Widening, schedule
from missionsim.timeline import Day, Observation, Timeline
from missionsim.versions import AS_RECORDED, Policy, dated_by, speakers, version_of
from missionsim.whatif import Basis, Edited, Movement, apply

MOST_MIXED = 50
_KEYED = {"keyed": True}


def _maybe_day(value: Day | None) -> date | None:
    return None if value is None else last_day(value)


def _maybe_first_day(value: Day | None) -> date | None:
    return None if value is None else first_day(value)


def _by_id(parts: Sequence[Any]) -> Mapping[str, Any]:
    return {part.id: part for part in parts}


@frozen(eq=False)
class Lineage:
    """
    Where a what-if comes from.

    Args:
        root: The record.

        parent: The scenario that was asked.

        edits: All edits since the record.

        edited: What they made of it.

        start: The start that it declares.
    """

    root: Scenario
    parent: Scenario
    edits: tuple[Edit, ...]
    edited: Edited
    start: date | None

    def made(self, scenario: Scenario) -> bool:
        """
        Whether *scenario* has the very parts that the edits made, and all others of the record.
        """
        basis = self.edited.basis
        edited = ("events", "dropped", "lifecycles", "entities", "deadlines")
        kept = ("horizon", "known_until", "approximate_days", "uncertain_days", "parties", "records")
        return (
            all(getattr(scenario, part) is getattr(basis, part) for part in edited)
            and all(getattr(scenario, part) == getattr(self.root, part) for part in kept)
            and (scenario.version, scenario.start) == (basis.version, self.start)
        )

    def shares_rules(self, scenario: Scenario) -> bool:
        """
        Whether *scenario* runs by the rules of the record.
        """
        return all(
            getattr(scenario, part) == getattr(self.root, part) for part in ("lifecycles", "entities", "deadlines")
        )


@frozen(slots=False)
class Scenario:
    """
    A staged handover as documented. Frozen; equal by value.

    Args:
        name: A short name.

        horizon: Last day of a replay, inclusive.

        lifecycles: The state machines.

        entities: What follows them; their order decides in which order automatic transitions fire.

        events: What happened, in document order, which orders the events of a day.

        title: A line that says what it is about.

        start: First day, which of a month or a year is its first; unless given, the day before the first event,
            read ``earliest``.

        known_until: Last day that the record covers, inclusive. A deadline that falls later and has not been met is
            pending, not violated: not known is not the same as not having happened. The horizon, unless given.

        approximate_days: Days by which ``~`` widens a date on each side.

        uncertain_days: Days by which ``?`` widens a date on each side.

        parties: Who announces, reports, holds or receives.

        records: Dated, sourced context that fires nothing.

        deadlines: What ought to hold by when.

        version: Whose version of the record this is.

        dropped: Ids of events that a what-if took out; what depends on them is orphaned.

        note: Anything worth saying about it.

    Raises:
        ScenarioError: If it does not hold together; with every fault at once.
    """

    name: str
    horizon: date = field(converter=last_day)
    lifecycles: tuple[Lifecycle, ...] = field(converter=items, metadata=_KEYED)
    entities: tuple[Entity, ...] = field(converter=items, metadata=_KEYED)
    events: tuple[Event, ...] = field(default=(), converter=items)
    title: str = field(default="", kw_only=True)
    start: date | None = field(default=None, converter=_maybe_first_day, kw_only=True, metadata={"day": "first"})
    known_until: date | None = field(default=None, converter=_maybe_day, kw_only=True)
    approximate_days: int = field(default=0, validator=instance_of(int), kw_only=True)
    uncertain_days: int = field(default=0, validator=instance_of(int), kw_only=True)
    parties: tuple[Party, ...] = field(default=(), converter=items, kw_only=True, metadata=_KEYED)
    records: tuple[Record, ...] = field(default=(), converter=items, kw_only=True)
    deadlines: tuple[Deadline, ...] = field(default=(), converter=items, kw_only=True, metadata=_KEYED)
    version: str = field(default=AS_RECORDED, kw_only=True)
    dropped: tuple[str, ...] = field(default=(), converter=as_tuple, kw_only=True)
    note: str = field(default="", kw_only=True)
    _lineage: Lineage | None = field(default=None, eq=False, repr=False, kw_only=True, metadata={"key": None})

    def __attrs_post_init__(self) -> None:
        if self._lineage is not None and not self._lineage.made(self):
            object.__setattr__(self, "_lineage", None)  # somebody evolved it: it is a record of its own now
        faults = self._faults()
        if faults:
            raise ScenarioError(faults)

    def _faults(self) -> list[Fault]:
        if self._lineage is not None and self._lineage.edited.is_checked:
            moved = self._lineage.edited.movements
            listed = ((n, event) for n, event in enumerate(self.events) if event.id in moved)
            return [fault for n, event in listed for fault in starts_before(self.start, event, ("events", n))]
        return check(
            Parts(
                self.start,
                self.horizon,
                self.known_until,
                self.approximate_days,
                self.uncertain_days,
                self.parties,
                self.lifecycles,
                self.entities,
                self.events,
                self.dropped,
                self.records,
                self.deadlines,
            )
        )

    @cached_property
    def hash(self) -> str:
        """
        SHA-256 of the content, in hexadecimal: equal scenarios have equal hashes, in any process.
        """
        import json  # noqa: PLC0415  not needed to replay
        from hashlib import sha256  # noqa: PLC0415  not needed to replay

        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        return sha256(json.dumps(codec.dump(self), ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def first_day(self) -> date:
        """
        First day of a replay: *start*, or else the day before the first event, read ``earliest``.
        """
        return self._first_day_with(self.events) if self.start is None else self.start

    def _first_day_with(self, events: Iterable[Event]) -> date:
        widening = Widening(self.approximate_days, self.uncertain_days)
        days = [widening.day(event.date, "earliest") for event in events]
        first = min([*days, self.horizon])
        return first if first == date.min else add_days(first, -1)

    @cached_property
    def widening(self) -> Widening:
        """
        What it makes of imprecise dates.
        """
        return Widening(self.approximate_days, self.uncertain_days, self.first_day)

    @cached_property
    def rules(self) -> Rules:
        """
        Lifecycles and entities, compiled for running.
        """
        if self._lineage is not None and self._lineage.shares_rules(self):
            return self._lineage.root.rules
        return Rules.compile(self.lifecycles, self.entities, self.deadlines)

    def entity(self, id: str) -> Entity:  # noqa: A002  an id is called id everywhere
        """
        The entity with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return cast("Entity", self._find("entity", id, self._entities))

    def event(self, id: str) -> Event:  # noqa: A002  an id is called id everywhere
        """
        The event with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return cast("Event", self._find("event", id, self._events))

    def party(self, id: str) -> Party:  # noqa: A002  an id is called id everywhere
        """
        The party with that id.

        Raises:
            UnknownError: If there is none; with the nearest ids.
        """
        return cast("Party", self._find("party", id, self._parties))

    def lifecycle_of(self, entity: str) -> Lifecycle:
        """
        The lifecycle that an entity follows.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._lifecycles[self.entity(entity).lifecycle]

    def replay(
        self,
        *,
        strict: bool = False,
        reading: Reading = "latest",
        until: Day | None = None,
        all_readings: bool = True,
    ) -> Timeline:
        """
        Let the recorded events happen.

        Args:
            strict: Whether to raise at the first event that can't fire, instead of recording why.

            reading: On which day an imprecise event is placed: its ``latest`` (by which it had certainly happened)
                or its ``earliest``.

            until: Last day, inclusive; the horizon unless given.

            all_readings: Whether verdicts look at all readings of imprecise dates, which takes a replay for each, or
                at this one alone.

        Returns:
            The frozen result.

        Raises:
            RefusedError: If *strict*, at the first event that is refused, orphaned or stranded.

            DayError: If *until* lies outside the scenario.
        """
        last = self.day(until)
        timeline = self._replay_as_read(_one_of(reading, Reading), last, strict=strict)
        if not all_readings or not self.deadlines or self.is_dated_precisely:
            return timeline
        others = [self._replay_mixed(*mixed, last).deadlines for mixed in self.mixed_readings()]
        judged = tuple(mine.beside(theirs) for mine, *theirs in zip(timeline.deadlines, *others, strict=True))
        return evolve(timeline, deadlines=judged)

    def timeline(
        self,
        steps: Sequence[Step],
        *,
        reading: Reading = "latest",
        until: Day | None = None,
        contradictions: Sequence[Contradiction] = (),
    ) -> Timeline:
        """
        The timeline that some steps make, whoever took them.

        Args:
            steps: The steps in order.

            reading: How imprecise dates were read.

            until: Last day, inclusive; the horizon unless given.

            contradictions: What the dates contradict.

        Raises:
            DayError: If *until* lies outside the scenario.
        """
        last = self.day(until)
        records = {r.id: self.widening.day(r.date, reading) for r in self.records}
        happened = records | {step.event: step.date for step in steps if step.disposition == "applied"}
        happened = {id_: day for id_, day in happened.items() if day <= last}
        initial = immutabledict(self.rules.initial)
        observations = tuple(self.observations(happened))
        played = {step.event for step in steps}
        return Timeline(
            name=self.name,
            version=self.version,
            reading=reading,
            start=self.first_day,
            horizon=last,
            initial=initial,
            steps=tuple(steps),
            deadlines=self._outcomes(initial, steps, observations, happened, last),
            observations=observations,
            contradictions=tuple(contradictions),
            unplayed=tuple(event.id for event in self.events if event.id not in played),
            known_until=self.known_until,
            scenario=self,
        )

    def schedule(self, reading: Reading = "latest") -> tuple[Placed, ...]:
        """
        Every event on its day, in the order of a replay.

        Args:
            reading: On which day an imprecise event is placed.
        """
        return schedule(self.events, _one_of(reading, Reading), self.widening)[0]

    def contradictions(self, reading: Reading = "latest") -> tuple[Contradiction, ...]:
        """
        The events that stand before what they depend on, in document order.

        Args:
            reading: On which day an imprecise event is placed.
        """
        return schedule(self.events, _one_of(reading, Reading), self.widening)[1]

    def according_to(self, party: str) -> Scenario:
        """
        One party's version: events stand on the dates, and have the values, that the party gives.

        Nothing else moves. An event that the party disputes without another date or value did not happen in its
        version; it is refused. Events on which the party is silent stay as recorded.

        Args:
            party: Id of the party, as announcer or outlet.

        Raises:
            UnknownError: If there is no such party.
        """
        self.party(party)
        return self.what_if(According(party))

    def dated_by(self, policy: Policy) -> Scenario:
        """
        The version in which a policy picks every event's date from the recorded one and those of its claims.

        Args:
            policy: ``as_recorded``, ``earliest``, ``latest`` or ``most_corroborated``.

        Raises:
            UnknownError: If there is no such policy.
        """
        chosen = _one_of(policy, Policy)
        if chosen == "as_recorded":
            return self
        events = tuple(dated_by(chosen, event) for event in self.events)
        return evolve(self, events=events, version=version_of(self.version, f"{chosen} claims"))

    @property
    def speakers(self) -> tuple[str, ...]:
        """
        Ids of the parties that speak about the events, in the order they first do.
        """
        return speakers(self.events)

    def what_if(self, *edits: Edit) -> Scenario:
        """
        The scenario as it would be after some edits, applied in the order given.

        Interventions travel along the dependencies; re-readings move nothing but their own events. Edits of a
        what-if are added to those that made it, so that ``a.what_if(x).what_if(y)`` equals ``a.what_if(x, y)``, and
        ``a.what_if(*b.edits)`` puts the edits of *b* behind those of *a*.

        Args:
            edits: The edits.

        Returns:
            A new scenario, which knows its :attr:`parent`, its :attr:`edits` and its :attr:`movements`.

        Raises:
            EditError: If an edit names nothing, with the nearest names; or leads to what does not hold together, or
                out of the calendar.
        """
        root = self if self._lineage is None else self._lineage.root
        every = (*self.edits, *edits)
        edited = apply(root.basis, every)
        basis = edited.basis
        lineage = Lineage(root, self, every, edited, root.start_with(basis.events))
        try:
            return evolve(
                self,
                version=basis.version,
                events=basis.events,
                dropped=basis.dropped,
                lifecycles=basis.lifecycles,
                entities=basis.entities,
                deadlines=basis.deadlines,
                start=lineage.start,
                lineage=lineage,
            )
        except ScenarioError as error:
            raise EditError(_blamed(error.faults, edited)) from None

    @property
    def edits(self) -> tuple[Edit, ...]:
        """
        The edits that made it, all of them, in order; empty for a record.
        """
        return () if self._lineage is None else self._lineage.edits

    @property
    def parent(self) -> Scenario | None:
        """
        The scenario that was asked "what if"; ``None`` for a record.
        """
        return None if self._lineage is None else self._lineage.parent

    @property
    def root(self) -> Scenario:
        """
        The record that it departs from; a record itself.
        """
        return self if self._lineage is None else self._lineage.root

    @property
    def movements(self) -> Mapping[str, Movement]:
        """
        Where the events stand that the edits reached, and why, by id, in document order; dropped ones last.
        """
        return {} if self._lineage is None else self._lineage.edited.movements

    def movement(self, event: str) -> Movement:
        """
        Where an event stands, where the record has it, and why it moved.

        Raises:
            UnknownError: If there is no such event, and none was dropped.
        """
        if event in self.movements:
            return self.movements[event]
        when = self.event(event).date
        return Movement(event, when, when, 0)

    @cached_property
    def first_touched_day(self) -> date:
        """
        The first day on which a replay can differ from one of :attr:`parent`, in either reading.

        The day after the horizon where none can: what only changes deadlines touches no day. Verdicts on deadlines
        may differ before, since they look at readings that mix both ends of imprecise dates.
        """
        after = self.horizon if self.horizon == date.max else add_days(self.horizon, 1)
        return min([after, *self._touched()])

    @cached_property
    def orphans(self) -> Mapping[str, str]:
        """
        The dropped event that an event depends on, by the id of the latter.
        """
        gone = set(self.dropped)
        links = ((event.id, link.event) for event in self.events for link in event.after) if gone else ()
        return {event: dropped for event, dropped in links if dropped in gone}

    def day(self, value: Day | None = None) -> date:
        """
        A day of the scenario.

        Args:
            value: The day; a month or a year means its last day; the horizon unless given.

        Raises:
            DayError: If it lies outside the scenario.

            DateError: If it is no date.
        """
        day = self.horizon if value is None else last_day(value)
        if not self.first_day <= day <= self.horizon:
            raise DayError(f"{day} lies outside the scenario; accepted: {self.first_day} to {self.horizon}")
        return day

    def start_with(self, events: Sequence[Event]) -> date | None:
        """
        The start that what-ifs of this record declare, so that editing its first event does not move it.

        Args:
            events: The events of the what-if.

        Returns:
            What :attr:`start` is in the what-if; ``None`` if it follows from the events.
        """
        if self.start is not None or events is self.events:
            return self.start
        first = self._first_day_with(events)
        # The event that comes first may move onto the first day, but only further if that is moved as well.
        is_kept = first > self.first_day or add_days(first, 1) == self.first_day
        return self.first_day if is_kept else None

    def _touched(self) -> Iterator[date]:
        if self._lineage is None:
            return
        before, edited = self._lineage.parent, self._lineage.edited
        if before.first_day != self.first_day or before.rules.initial != self.rules.initial:
            yield self.first_day
        rewired = {
            id_: triggers
            for id_, triggers in edited.rewired.items()
            if before.basis.by_lifecycle[id_] != self._lifecycles[id_]
        }
        if any(None in triggers for triggers in rewired.values()):
            yield self.first_day
        for reading in get_args(Reading):
            both = [
                [
                    (each.day, each.event, scenario.orphans.get(each.event.id), self._is_rewired(each.event, rewired))
                    for each in scenario.schedule(reading)
                ]
                for scenario in (before, self)
            ]
            unlike = ((mine, other) for mine, other in zip_longest(*both) if mine != other or (mine and mine[3]))
            for mine, other in islice(unlike, 1):
                yield min(each[0] for each in (mine, other) if each is not None)

    def _is_rewired(self, event: Event, rewired: Mapping[str, frozenset[str | None]]) -> bool:
        return bool(rewired) and event.trigger in rewired.get(self._entities[event.entity].lifecycle, ())

    @cached_property
    def basis(self) -> Basis:
        """
        What edits to it depart from.
        """
        return Basis(
            self.version,
            self.events,
            self.dropped,
            self.parties,
            self.lifecycles,
            self.entities,
            self.deadlines,
            self.widening,
        )

    def mixed_readings(self) -> Iterator[tuple[Reading, str | None]]:
        """
        The readings that verdicts look at: all events at one end, and each imprecise one at the other by itself.

        Returns:
            Per reading, the end that is taken, and the id of the event of which the other is.
        """
        imprecise = [event.id for event in self.events if not self.widening.is_precise(event.date)]
        for reading in get_args(Reading):
            yield reading, None
            for id_ in imprecise if len(imprecise) <= MOST_MIXED else ():
                yield reading, id_

    def _replay_as_read(self, reading: Reading, last: date, *, strict: bool) -> Timeline:
        return self._run(*schedule(self.events, reading, self.widening), reading, last, strict=strict)

    def _replay_mixed(self, reading: Reading, other: str | None, last: date) -> Timeline:
        """
        A replay for the sake of its verdicts: open sides reach to the ends of the scenario.
        """
        ends = (self.first_day, self.horizon)
        return self._run(*schedule(self.events, reading, self.widening, ends, other), reading, last, strict=False)

    def _run(
        self,
        placed: Sequence[Placed],
        contradictions: Sequence[Contradiction],
        reading: Reading,
        last: date,
        *,
        strict: bool,
    ) -> Timeline:
        run = Run(self.rules, orphans=self.orphans)
        steps: list[Step] = []
        for each in placed:
            if each.day > last:
                break
            played = run.play(each.event, each.day)
            if strict:
                insist(played)
            steps += played
        if last == self.horizon:
            stranded = run.close(last)
            if strict:
                insist(stranded)
            steps += stranded
        return self.timeline(steps, reading=reading, until=last, contradictions=contradictions)

    def observations(self, happened: Mapping[str, date]) -> Iterator[Observation]:
        """
        The numbers observed, in order, if some events and records came about.

        Args:
            happened: The day of each of them, by id.
        """
        sources: tuple[Event | Record, ...] = (*self.events, *self.records)
        found = [
            Observation(
                entity=str(measure.entity or getattr(source, "entity", None)),
                name=measure.name,
                value=Quantity(measure.low, measure.high),
                date=happened[source.id],
                source=source.id,
                claims=source.claims,
            )
            for source in sources
            if source.id in happened
            for measure in source.measures
        ]
        yield from sorted(found, key=lambda each: each.date)

    def _outcomes(
        self,
        initial: Mapping[str, str],
        steps: Sequence[Step],
        observations: Sequence[Observation],
        happened: Mapping[str, date],
        last: date,
    ) -> tuple[Outcome, ...]:
        if not self.deadlines:
            return ()
        conditions = [part for each in self.deadlines for part in (each.condition, each.only_if) if part is not None]
        followed = follow(conditions, self._ends_of_days(initial, steps, observations))
        closing = min(last, self.known_until or last)
        return tuple(outcome(each, followed, happened, closing, self.widening) for each in self.deadlines)

    def _ends_of_days(
        self, initial: Mapping[str, str], steps: Sequence[Step], observations: Sequence[Observation]
    ) -> Iterator[tuple[date, Scope]]:
        """
        The first day, then every day on which anything changed, each with what a condition sees at its end.
        """
        configuration = dict(initial)
        measures: dict[tuple[str, str], Quantity] = {}
        scope = Scope(configuration, self.rules.members, measures)
        changed: dict[date, list[Step | Observation]] = {self.first_day: []}
        happenings: tuple[Step | Observation, ...] = (*steps, *observations)
        for each in happenings:
            changed.setdefault(max(each.date, self.first_day), []).append(each)
        for day in sorted(changed):
            for happening in changed[day]:
                if isinstance(happening, Observation):
                    measures[happening.entity, happening.name] = happening.value
                else:
                    configuration.update((change.entity, change.after) for change in happening.changes)
            yield day, scope

    @cached_property
    def is_dated_precisely(self) -> bool:
        """
        Whether every event and record is known to the day, so that there is one reading only.
        """
        dates = [event.date for event in self.events] + [record.date for record in self.records]
        return all(self.widening.is_precise(when) for when in dates)

    def _find(self, kind: str, id_: str, known: Mapping[str, object]) -> object:
        if id_ not in known:
            raise unknown(kind, id_, known)
        return known[id_]

    @cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return _by_id(self.entities)

    @cached_property
    def _events(self) -> Mapping[str, Event]:
        return _by_id(self.events)

    @cached_property
    def _parties(self) -> Mapping[str, Party]:
        return _by_id(self.parties)

    @cached_property
    def _lifecycles(self) -> Mapping[str, Lifecycle]:
        return _by_id(self.lifecycles)


def _blamed(faults: Iterable[Fault], edited: Edited) -> Iterator[Fault]:
    """
    The *faults* with the edits that led to them; of what an edit carried along, the first only.
    """
    blamed: set[int | None] = set()
    for fault in faults:
        part, which, *rest = (*fault.path, "", "")
        is_event = part == "events" and isinstance(which, int)
        id_ = edited.basis.events[int(which)].id if is_event else str(which)
        position = edited.edit_behind(str(part), id_)
        if position in blamed and (str(part), id_) not in edited.blame:
            continue
        blamed.add(position)
        keys = tuple(each for each in rest if each != "")
        where = f"{id_}, {Fault(keys, '').where}: " if keys else f"{id_}: "
        # What no edit is behind, such as too many events in all, stays as it is.
        yield fault if position is None else Fault(("edits", position), where + fault.problem, fault.accepted)


def _one_of(value: str, choices: object) -> Any:  # noqa: ANN401  one of the literals in *choices*
    known = get_args(choices)
    if value not in known:
        raise UnknownError(f"{value!r} is none of these; {accepted(value, known)}")
    return value
