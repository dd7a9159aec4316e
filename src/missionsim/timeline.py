"""
The result of a replay, frozen: who was in what state on which day, and who says so.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import zip_longest
from operator import attrgetter
from typing import Any, Literal, Protocol, Self

from attrs import evolve, field, frozen
from immutabledict import immutabledict

from missionsim.conditions import Quantity
from missionsim.dates import ImpreciseDate, add_days, first_day, last_day
from missionsim.deadlines import Outcome
from missionsim.engine import Change, Step
from missionsim.errors import DayError, TimelineError, unknown
from missionsim.model import Claim
from missionsim.schedule import Contradiction, Reading

Day = dt.date | str | ImpreciseDate


class Replayable(Protocol):
    """
    What a timeline can be verified against: a scenario.
    """

    @property
    def hash(self) -> str:
        """
        Its content hash.
        """

    def replay(self, *, reading: Reading, until: Day | None) -> Timeline:
        """
        Its timeline.
        """


@frozen
class Spell:
    """
    A stretch of days that one entity spent in one state.

    Args:
        entity: Id of the entity.

        state: The state it was in.

        start: First day, at whose end it was in *state*.

        end: Last such day, inclusive; ``None`` while it lasts at the end of the timeline.
    """

    entity: str
    state: str
    start: dt.date
    end: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """
        Whether the entity was in this state at the end of *day*.
        """
        return self.start <= day and (self.end is None or day <= self.end)


@frozen
class Observation:
    """
    A number that was observed on an entity.

    Args:
        entity: Id of the entity.

        name: What was counted.

        value: The range that it lies in.

        date: The day of the event or record that it came with.

        source: Id of that event or record.

        claims: Who says so.
    """

    entity: str
    name: str
    value: Quantity
    date: dt.date
    source: str
    claims: tuple[Claim, ...] = ()


@frozen
class Why:
    """
    What put an entity into the state it was in on a day.

    Args:
        entity: Id of the entity.

        state: The state.

        on: The day asked about.

        since: First day of that state without a break.

        steps: The steps that put it there, in the order they happened: its own, and those of the entities that the
            conditions on the way depend on.
    """

    entity: str
    state: str
    on: dt.date
    since: dt.date
    steps: tuple[Step, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """
        All claims on the way, in order.
        """
        return tuple(claim for step in self.steps for claim in step.claims)

    @property
    def weakest(self) -> Step | None:
        """
        The step on the way whose date is known least precisely; the first of several; ``None`` without steps.
        """
        return max(self.steps, key=lambda step: step.edtf.vagueness, default=None)

    @property
    def precision(self) -> str:
        """
        The unit in which the least precise date on the way is known.
        """
        return self.weakest.edtf.precision if self.weakest else "day"

    def __str__(self) -> str:
        head = f"{self.entity} was {self.state} on {self.on}, since {self.since}"
        weakest = self.weakest
        if weakest is None:
            return f"{head}, from the start."
        lines = [f"{head}, because:"]
        for step in self.steps:
            lines.append(f"  {step.date} {step.event}: {step.before} -> {step.after} (dated {step.edtf})")
            lines += [f"    and so {change}" for change in step.automatic]
            lines += [f"    {_cite(claim)}" for claim in step.claims]
        lines.append(f"  least precise: {weakest.event}, dated {weakest.edtf} ({self.precision})")
        return "\n".join(lines)


def _cite(claim: Claim) -> str:
    who = ", in ".join(claim.voices)
    date_ = f" ({claim.date})" if claim.date is not None else ""
    published = f", published {claim.published}" if claim.published is not None else ""
    doubt = "" if claim.verified else " [unverified]"
    return f"{who} {claim.stance.replace('_', ' ')}{date_}{published}{doubt}"


@frozen
class Mismatch:
    """
    The first thing in which a stored timeline differs from a fresh replay.

    Args:
        what: The part that differs: ``hash``, ``version``, ``start``, ``initial``, ``steps``, ``deadlines``,
            ``observations`` or ``contradictions``.

        stored: What the stored timeline has.

        replayed: What the replay gives.

        position: Its position in that part, from 0.
    """

    what: str
    stored: object
    replayed: object
    position: int | None = None

    def __str__(self) -> str:
        where = self.what if self.position is None else f"{self.what}[{self.position}]"
        return f"{where}: stored {self.stored}, replayed {self.replayed}"


@frozen(slots=False)
class Timeline:
    """
    All that happened in a replay. Two timelines are equal if the same steps led from the same configuration.

    Days are given as ``date``, as EDTF text, or as :class:`ImpreciseDate`; a month or a year means its last day
    (its first, where a stretch of days begins). *State on a day* means at the end of that day.

    Args:
        name: Name of the scenario.

        version: Whose version of the record was replayed.

        reading: Which end of imprecise dates was taken.

        start: First day of the scenario.

        horizon: Last day replayed, inclusive.

        initial: State of every entity before the first event.

        steps: One per event, in order; two for an event that was deferred.

        deadlines: What became of the deadlines.

        observations: Numbers observed, in order.

        contradictions: Events that stand before what they depend on.

        unplayed: Ids of the events that lie after the last day.

        known_until: Last day that the record covers; what happened later is not known.
    """

    name: str = field(metadata={"key": "scenario"})
    version: str = field(eq=False)
    reading: Reading
    start: dt.date
    horizon: dt.date = field(metadata={"key": "until"})
    initial: immutabledict[str, str]
    steps: tuple[Step, ...]
    deadlines: tuple[Outcome, ...] = field(default=(), eq=False)
    observations: tuple[Observation, ...] = field(default=(), eq=False)
    contradictions: tuple[Contradiction, ...] = field(default=(), eq=False)
    unplayed: tuple[str, ...] = field(default=(), eq=False)
    known_until: dt.date | None = field(default=None, eq=False)
    _hash: str | None = field(default=None, eq=False, repr=False)
    _scenario: Any = field(default=None, eq=False, repr=False, metadata={"key": None})

    @property
    def scenario(self) -> Any:  # noqa: ANN401  a scenario, which stands above this module
        """
        The scenario that was replayed; ``None`` if the timeline was read from JSON.
        """
        return self._scenario

    @property
    def hash(self) -> str:
        """
        Content hash of the scenario that was replayed.
        """
        return str(self._scenario.hash if self._hash is None and self._scenario is not None else self._hash or "")

    @property
    def entities(self) -> tuple[str, ...]:
        """
        Ids of all entities, in document order.
        """
        return tuple(self.initial)

    @property
    def refusals(self) -> tuple[Step, ...]:
        """
        The steps that were refused, orphaned or stranded.
        """
        return tuple(step for step in self.steps if step.disposition in ("refused", "orphaned", "stranded"))

    def state(self, entity: str, on: Day | None = None) -> str:
        """
        State of *entity* at the end of a day.

        Args:
            entity: Id of the entity.

            on: The day; the last one replayed unless given.

        Raises:
            UnknownError: If there is no such entity.

            DayError: If the day lies outside the timeline.

            DateError: If *on* is no date.
        """
        return self.spell(entity, on).state

    def configuration(self, on: Day | None = None) -> immutabledict[str, str]:
        """
        State of every entity at the end of a day, in document order.

        Args:
            on: The day; the last one replayed unless given.

        Raises:
            DayError: If the day lies outside the timeline.

            DateError: If *on* is no date.
        """
        day = self._day(on)
        return immutabledict({entity: self.state(entity, day) for entity in self.initial})

    def spells(self, entity: str) -> tuple[Spell, ...]:
        """
        The stretches of days that *entity* spent in its states, in order, without gaps.

        A state that it passed through within one day has none.

        Raises:
            UnknownError: If there is no such entity.
        """
        return self._spells[self._known(entity)]

    def spell(self, entity: str, on: Day | None = None) -> Spell:
        """
        The stretch of days, around a day, that *entity* spent in the state it was in then.

        Args:
            entity: Id of the entity.

            on: The day; the last one replayed unless given.

        Raises:
            UnknownError: If there is no such entity.

            DayError: If the day lies outside the timeline.
        """
        day = self._day(on)
        spells = self.spells(entity)
        return spells[bisect_right(spells, day, key=attrgetter("start")) - 1]

    def between(self, first: Day, last: Day) -> tuple[Step, ...]:
        """
        The steps from the first day to the last, both inclusive.

        Raises:
            DateError: If either is no date.
        """
        start = bisect_left(self.steps, first_day(first), key=attrgetter("date"))
        return self.steps[start : bisect_right(self.steps, last_day(last), key=attrgetter("date"))]

    def first(self, entity: str, state: str) -> dt.date | None:
        """
        The first day on which *entity* was in *state*, even if it left it the same day; ``None`` if never.

        Raises:
            UnknownError: If there is no such entity.
        """
        if self.initial[self._known(entity)] == state:
            return self.start
        return next((self.steps[at].date for at, change in self._changes[entity] if change.after == state), None)

    def durations(self) -> dict[str, dict[str, int]]:
        """
        Days that every entity spent in each state, by entity id and state; first and last day counted.
        """
        found: dict[str, dict[str, int]] = {}
        for entity in self.initial:
            days = found.setdefault(entity, {})
            for spell in self._spells[entity]:
                days[spell.state] = days.get(spell.state, 0) + ((spell.end or self.horizon) - spell.start).days + 1
        return found

    def measure(self, entity: str, name: str, on: Day | None = None) -> Observation | None:
        """
        The number last observed on *entity* by the end of a day; ``None`` if nobody had looked yet.

        Args:
            entity: Id of the entity.

            name: What was counted.

            on: The day; the last one replayed unless given.

        Raises:
            UnknownError: If there is no such entity.

            DayError: If the day lies outside the timeline.
        """
        self._known(entity)
        day = self._day(on)
        seen = [each for each in self.observations if (each.entity, each.name) == (entity, name) and each.date <= day]
        return seen[-1] if seen else None

    def deadline(self, id: str, on: Day | None = None) -> Outcome:  # noqa: A002  an id is called id everywhere
        """
        What became of a deadline, as known at the end of a day.

        Args:
            id: Id of the deadline.

            on: The day; the last one replayed unless given.

        Raises:
            UnknownError: If there is no such deadline.

            DayError: If the day lies outside the timeline.
        """
        by_id = {outcome.id: outcome for outcome in self.deadlines}
        if id not in by_id:
            raise unknown("deadline", id, by_id)
        return by_id[id] if on is None else by_id[id].as_known(self._day(on))

    def until(self, day: Day) -> Self:
        """
        The same timeline, cut off at the end of a day.

        Raises:
            DayError: If the day lies outside the timeline.
        """
        last = self._day(day)
        steps = self.between(self.start, last)
        ahead = {step.event for step in self.steps} - {step.event for step in steps}
        return evolve(
            self,
            horizon=last,
            steps=steps,
            unplayed=(*dict.fromkeys(step.event for step in self.steps if step.event in ahead), *self.unplayed),
            deadlines=tuple(outcome.as_known(last) for outcome in self.deadlines),
            observations=tuple(each for each in self.observations if each.date <= last),
        )

    def why(self, entity: str, on: Day | None = None) -> Why:
        """
        The chain of steps and claims that put *entity* into the state it was in.

        Args:
            entity: Id of the entity.

            on: The day; the last one replayed unless given.

        Raises:
            UnknownError: If there is no such entity.

            DayError: If the day lies outside the timeline.
        """
        day = self._day(on)
        spell = self.spell(entity, day)
        steps = self._behind(entity, bisect_right(self.steps, day, key=attrgetter("date")))
        return Why(entity, spell.state, day, spell.start, steps)

    def rows(self, of: Literal["steps", "spells"] = "steps") -> list[dict[str, Any]]:
        """
        Steps or spells as flat rows for any data-frame library: plain values, days as ``date``, lists of text for
        automatic transitions and sources.

        Raises:
            UnknownError: If *of* is neither.
        """
        if of not in ("steps", "spells"):
            raise unknown("table", of, ("steps", "spells"))
        if of == "spells":
            return [
                {"entity": spell.entity, "state": spell.state, "start": spell.start, "end": spell.end}
                for entity in self.initial
                for spell in self._spells[entity]
            ]
        return [
            {
                "event": step.event,
                "date": step.date,
                "edtf": step.edtf.text,
                "entity": step.entity,
                "trigger": step.trigger,
                "before": step.before,
                "after": step.after,
                "disposition": step.disposition,
                "reason": None if step.reason is None else str(step.reason),
                "automatic": [str(change) for change in step.automatic],
                "requested": step.requested,
                "sources": list(dict.fromkeys(voice for claim in step.claims for voice in claim.voices)),
            }
            for step in self.steps
        ]

    def columns(self, of: Literal["steps", "spells"] = "steps") -> dict[str, list[Any]]:
        """
        The same as :meth:`rows`, one list per column.
        """
        rows = self.rows(of)
        return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}

    def to_dict(self) -> dict[str, Any]:
        """
        All of it as plain data, the states at its end included; the shape is documented with the command line.
        """
        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        return {**codec.dump(evolve(self, hash=self.hash), whole=True), "states": dict(self.configuration())}

    def to_json(self) -> str:
        """
        All of it as JSON text, with the scenario's hash.
        """
        import json  # noqa: PLC0415  not needed to replay

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Timeline:
        """
        Read what :meth:`to_json`, or the command line's ``replay --json``, wrote.

        Raises:
            TimelineError: If it is not such text.
        """
        import json  # noqa: PLC0415  not needed to replay

        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        try:
            stored = json.loads(text)
            if isinstance(stored, dict):  # what is derived is not read back
                stored = {key: value for key, value in stored.items() if key not in ("states", "on")}
            timeline: Timeline = codec.load(stored, Timeline)
        except codec.Malformed as error:
            raise TimelineError(f"this is no stored timeline: {error.problem}; {error.accepted}") from None
        except (ValueError, TypeError, RecursionError) as error:
            raise TimelineError(f"this is no stored timeline: {error}; accepted: what to_json() wrote") from None
        return timeline

    def verify(self, scenario: Replayable) -> Mismatch | None:
        """
        Replay *scenario* and compare.

        Returns:
            The first divergence, the scenario's hash looked at first; ``None`` if all is the same.
        """
        if self.hash != scenario.hash:
            return Mismatch("hash", self.hash, scenario.hash)
        fresh = scenario.replay(reading=self.reading, until=self.horizon)
        for what in ("version", "start", "initial"):
            if getattr(self, what) != getattr(fresh, what):
                return Mismatch(what, getattr(self, what), getattr(fresh, what))
        for what in ("steps", "deadlines", "observations", "contradictions"):
            both = zip_longest(getattr(self, what), getattr(fresh, what))
            for position, (stored, replayed) in enumerate(both):
                if stored != replayed:
                    return Mismatch(what, stored, replayed, position)
        return None

    def _day(self, on: Day | None) -> dt.date:
        day = self.horizon if on is None else last_day(on)
        if not self.start <= day <= self.horizon:
            raise DayError(f"{day} lies outside the timeline; accepted: {self.start} to {self.horizon}")
        return day

    def _known(self, entity: str) -> str:
        """
        The id of *entity*, if there is one.
        """
        if entity not in self.initial:
            raise unknown("entity", entity, self.initial)
        return entity

    @cached_property
    def _changes(self) -> Mapping[str, Sequence[tuple[int, Change]]]:
        """
        Per entity, the changes of its state, each with the position of its step.
        """
        found: dict[str, list[tuple[int, Change]]] = {entity: [] for entity in self.initial}
        for position, step in enumerate(self.steps):
            for change in step.changes:
                found[change.entity].append((position, change))
        return found

    @cached_property
    def _spells(self) -> Mapping[str, tuple[Spell, ...]]:
        return {entity: tuple(self._spells_of(entity)) for entity in self.initial}

    def _spells_of(self, entity: str) -> Iterator[Spell]:
        start, state = self.start, self.initial[entity]
        at_end_of_day = {self.steps[position].date: change.after for position, change in self._changes[entity]}
        for day, after in at_end_of_day.items():
            if after != state:
                if day > start:
                    yield Spell(entity, state, start, add_days(day, -1))
                start, state = day, after
        yield Spell(entity, state, start, None)

    def _behind(self, entity: str, end: int) -> tuple[Step, ...]:
        """
        The steps before position *end* that put *entity* where it was then, its conditions' entities included.
        """
        reached: dict[str, int] = {}
        positions: set[int] = set()
        todo = [(entity, end)]
        while todo:
            id_, end = todo.pop()
            if reached.get(id_, -1) >= end:
                continue
            reached[id_] = end
            for position, change in self._changes[id_]:
                if position < end:
                    positions.add(position)
                    todo += [(relied_on, position) for relied_on in change.relied_on if relied_on != id_]
        return tuple(self.steps[position] for position in sorted(positions))
