"""
A scenario: everything that is declared about a handover, frozen whole, and the questions it answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, cast, get_args

from attrs import evolve, field, frozen
from attrs.validators import instance_of
from immutabledict import immutabledict

from missionsim.checks import Parts, check
from missionsim.conditions import Quantity, Scope, items
from missionsim.dates import add_days, first_day, last_day
from missionsim.deadlines import Outcome, follow, outcome
from missionsim.engine import Rules, Run, Step, insist
from missionsim.errors import DayError, ScenarioError, UnknownError, accepted, unknown
from missionsim.lifecycle import Lifecycle
from missionsim.model import Deadline, Entity, Event, Party, Record
from missionsim.schedule import Contradiction, Placed, Reading, Widening, schedule
from missionsim.timeline import Day, Observation, Timeline
from missionsim.versions import Policy, as_told_by, dated_by, speakers

AS_RECORDED = "as recorded"
MOST_MIXED = 50
_KEYED = {"keyed": True}


def _maybe_day(value: Day | None) -> date | None:
    return None if value is None else last_day(value)


def _maybe_first_day(value: Day | None) -> date | None:
    return None if value is None else first_day(value)


def _by_id(parts: Sequence[Any]) -> Mapping[str, Any]:
    return {part.id: part for part in parts}


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
    note: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = check(
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
                self.records,
                self.deadlines,
            )
        )
        if faults:
            raise ScenarioError(faults)

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
        if self.start is not None:
            return self.start
        widening = Widening(self.approximate_days, self.uncertain_days)
        days = [widening.day(event.date, "earliest") for event in self.events]
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
    ) -> Timeline:
        """
        Let the recorded events happen.

        Args:
            strict: Whether to raise at the first event that can't fire, instead of recording why.

            reading: On which day an imprecise event is placed: its ``latest`` (by which it had certainly happened)
                or its ``earliest``.

            until: Last day, inclusive; the horizon unless given.

        Returns:
            The frozen result.

        Raises:
            RefusedError: If *strict*, at the first event that is refused or stranded.

            DayError: If *until* lies outside the scenario.
        """
        last = self.day(until)
        timeline = self._replay_as_read(_one_of(reading, Reading), last, strict=strict)
        if not self.deadlines or self._is_dated_precisely:
            return timeline
        others = [self._replay_mixed(*mixed, last).deadlines for mixed in self._mixed_readings()]
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
        observations = tuple(self._observations(happened))
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
            hash=self._content_hash,
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
        events = tuple(as_told_by(party, event) for event in self.events)
        return self._as(f"according to {party}", events)

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
        return self._as(f"{chosen} claims", tuple(dated_by(chosen, event) for event in self.events))

    @property
    def speakers(self) -> tuple[str, ...]:
        """
        Ids of the parties that speak about the events, in the order they first do.
        """
        return speakers(self.events)

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

    def _as(self, version: str, events: tuple[Event, ...]) -> Scenario:
        """
        The scenario with other *events*; a version of a version says so.
        """
        earlier = "" if self.version == AS_RECORDED else f"{self.version}, "
        return evolve(self, events=events, version=earlier + version)

    def _mixed_readings(self) -> Iterator[tuple[Reading, str | None]]:
        """
        The readings that verdicts look at: all events at one end, and each imprecise one at the other by itself.
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
        run = Run(self.rules)
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

    def _observations(self, happened: Mapping[str, date]) -> Iterator[Observation]:
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

    @property
    def _is_dated_precisely(self) -> bool:
        dates = [event.date for event in self.events] + [record.date for record in self.records]
        return all(self.widening.is_precise(when) for when in dates)

    def _content_hash(self) -> str:
        return self.hash

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


def _one_of(value: str, choices: object) -> Any:  # noqa: ANN401  one of the literals in *choices*
    known = get_args(choices)
    if value not in known:
        raise UnknownError(f"{value!r} is none of these; {accepted(value, known)}")
    return value
