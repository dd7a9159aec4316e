"""
What happened in a replay, and every question about it: who was in what state on which day, and who says so.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Self

from attrs import evolve, field, frozen
from immutabledict import immutabledict

from missionsim.errors import DayError, unknown, visible
from missionsim.record.dates import first_day, last_day
from missionsim.record.record import Record
from missionsim.record.values import Day
from missionsim.replay.agenda import Contradiction, Reading
from missionsim.replay.columns import UNAPPLIED
from missionsim.replay.context import Context
from missionsim.replay.happenings import Observation
from missionsim.replay.outcomes import Outcome
from missionsim.replay.spells import Spell, spells_of, turns_of
from missionsim.replay.steps import Step, Turn
from missionsim.replay.why import Why, behind


@frozen(slots=False, repr=False)
class History:
    """
    All that happened in a replay. Two are equal if the same steps led from the same configuration.

    Days are given as ``date``, as EDTF text, or as :class:`ImpreciseDate`; a month or a year means its last day
    (its first, where a stretch of days begins). *State on a day* means at the end of that day.

    Args:
        name: Name of the scenario.

        version: Whose version of the record was replayed.

        reading: At which end imprecise dates stand.

        start: First day of the scenario.

        horizon: Last day replayed, inclusive.

        initial: State of every entity before the first event.

        steps: One per firing, in order; two for one that was deferred.

        context: Events that fire nothing, in order.

        deadlines: What became of the deadlines.

        observations: Numbers observed, in order.

        contradictions: Events that no choice of days puts behind what they depend on.

        unplayed: Ids of the events that lie after the last day.

        known_until: Last day that the record covers; what happened later is not known.

        record: The record that was replayed; ``None`` if it was read from JSON.
    """

    name: str = field(metadata={"key": "scenario"})
    version: str = field(eq=False)
    reading: Reading
    start: dt.date
    horizon: dt.date = field(metadata={"key": "until"})
    initial: immutabledict[str, str]
    steps: Sequence[Step]
    context: tuple[Context, ...] = field(default=(), eq=False)
    deadlines: tuple[Outcome, ...] = field(default=(), eq=False)
    observations: tuple[Observation, ...] = field(default=(), eq=False)
    contradictions: tuple[Contradiction, ...] = field(default=(), eq=False)
    unplayed: tuple[str, ...] = field(default=(), eq=False)
    known_until: dt.date | None = field(default=None, eq=False)
    record: Record | None = field(default=None, eq=False, repr=False, metadata={"key": None})

    def __str__(self) -> str:
        return visible(f"{self.name}, {self.version}: {len(self.steps)} steps, {self.start} to {self.horizon}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self}>"

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
        return tuple(step for step in self.steps if step.disposition in UNAPPLIED)

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
        known = self._spells.get(entity)
        if known is None:
            initial = self.initial[self._known(entity)]
            known = self._spells[entity] = tuple(spells_of(entity, initial, self.start, self._turns[entity]))
        return known

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
        return tuple(self.steps[start : bisect_right(self.steps, last_day(last), key=attrgetter("date"))])

    def first(self, entity: str, state: str) -> dt.date | None:
        """
        The first day on which *entity* was in *state*, even if it left it the same day; ``None`` if never.

        Raises:
            UnknownError: If there is no such entity, or its lifecycle has no such state.
        """
        initial = self.initial[self._known(entity)]
        states = (initial, *(turn.after for turn in self._turns[entity]))
        known = states if self.record is None else self.record.lifecycle_of(entity).states
        if state not in known:
            raise unknown(f"state of {entity}", state, known)
        if initial == state:
            return self.start
        return next((turn.day for turn in self._turns[entity] if turn.after == state), None)

    def durations(self) -> dict[str, dict[str, int]]:
        """
        Days that every entity spent in each state, by entity id and state; first and last day counted.
        """
        found: dict[str, dict[str, int]] = {}
        for entity in self.initial:
            days = found.setdefault(entity, {})
            for spell in self.spells(entity):
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
            UnknownError: If there is no such entity, or nobody ever counted that.

            DayError: If the day lies outside the timeline.
        """
        self._known(entity)
        day = self._day(on)
        known = {each.name for each in self.observations}
        if self.record is not None:
            known |= {each.name for event in self.record.events for each in event.measures}
        if name not in known:
            raise unknown("measure", name, sorted(known))
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
        ahead = dict.fromkeys(step.event for step in self.steps[len(steps) :])
        ahead.update(dict.fromkeys(each.event for each in self.context if each.date > last))
        for step in steps:
            ahead.pop(step.event, None)
        return evolve(
            self,
            horizon=last,
            steps=steps,
            unplayed=self._in_order((*ahead, *self.unplayed)),
            context=tuple(each for each in self.context if each.date <= last),
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
        end = bisect_right(self.steps, day, key=attrgetter("date"))
        steps = tuple(self.steps[position] for position in behind(self._turns, entity, end))
        return Why(entity, spell.state, day, spell.start, steps)

    def _in_order(self, events: tuple[str, ...]) -> tuple[str, ...]:
        """
        Ids of events in document order, where the record is known; what is not in it comes last.
        """
        positions = {} if self.record is None else self.record.positions
        return tuple(sorted(events, key=lambda id_: positions.get(id_, len(positions))))

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
    def _turns(self) -> Mapping[str, Sequence[Turn]]:
        return turns_of(self.steps, self.entities)

    @cached_property
    def _spells(self) -> dict[str, tuple[Spell, ...]]:
        return {}
