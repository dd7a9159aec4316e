"""
How the days of a what-if follow from those of its record, in any reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import get_args

from missionsim.record.dates import ImpreciseDate
from missionsim.replay.agenda import Reading
from missionsim.replay.before import Before
from missionsim.replay.compiled import compiled
from missionsim.whatif.draft import Draft
from missionsim.whatif.travel import Key, Place


class EditedDays:
    """
    The days of the events of an outcome, given those of the record's.

    Args:
        draft: What edits made of the record, re-read.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def of(self, base: Sequence[int], given: Mapping[tuple[str, int], int] | None = None) -> list[int]:
        """
        The day of every event of the outcome in one reading, as ordinals.

        Args:
            base: The day of every event of the record, re-read, in that reading.

            given: The days of the dates that edits gave, by event and edit, where not their last.
        """
        draft, positions = self._draft, self._draft.record.positions
        places = self._places_in(base, given)
        if not draft.is_restructured:
            days = list(base)
            for id_, place in places.items():
                days[positions[str(id_)]] = place.day
            return days
        bases = draft.schedule.bases(base)
        return [places[id_].day if id_ in places else bases[id_] for id_ in draft.order]

    def _places_in(self, base: Sequence[int], given: Mapping[tuple[str, int], int] | None) -> Mapping[Key, Place]:
        is_latest = not given and base is compiled(self._draft.record).placing("latest")[0]
        return self._draft.places() if is_latest else self._draft.places_in(base, given)

    def before(self, base: Sequence[int], sequence: Sequence[int]) -> Before:
        """
        How the events of the outcome stood in one reading of the record; what took another's place, as that.

        Args:
            base: The day of every event of the record, re-read, in that reading.

            sequence: Their order in it.
        """
        draft = self._draft
        if not draft.is_restructured:
            return Before(base, sequence)
        recorded = [draft.record.positions.get(draft.schedule.recorded_as(id_) or "") for id_ in draft.order]
        now = {old: number for number, old in enumerate(recorded) if old is not None}
        days = [None if old is None else base[old] for old in recorded]
        return Before(days, [now[old] for old in sequence if old in now])

    @cached_property
    def shifts_made(self) -> Mapping[str, int] | None:
        """
        By how many days edits shifted events themselves, by id; ``None`` where they gave any of them a day.
        """
        acts = self._draft.schedule.acts
        if any(act.gives for each in acts.values() for act in each):
            return None
        return {str(key): sum(act.shift for act in each) for key, each in acts.items()}

    @cached_property
    def stretch(self) -> tuple[int, int]:
        """
        By how many days edits can have shifted any event, to earlier days and to later ones.
        """
        by: dict[int, list[int]] = {}
        for acts in self._draft.schedule.acts.values():
            for act in acts:
                by.setdefault(act.edit, [0]).append(act.shift)
        return sum(map(min, by.values())), sum(map(max, by.values()))

    @cached_property
    def shifts(self) -> frozenset[int]:
        """
        By how many days events move, in the record's latest and earliest reading.
        """
        return frozenset(place.moved for places in self._extremes for place in places.values() if place.moved)

    def unpushed(self, id_: str) -> Iterator[int]:
        """
        The days to which an event comes in the record's latest and earliest reading, but for what pushes it.
        """
        for place in (places[id_] for places in self._extremes if id_ in places):
            yield place.day - sum(cause.days for cause in place.causes if cause.kind == "pushed")

    def pushed_by(self, id_: str) -> frozenset[str]:
        """
        Ids of the events that push an event of the outcome in the record's latest or earliest reading.
        """
        places = (places[id_] for places in self._extremes if id_ in places)
        return frozenset(cause.by for place in places for cause in place.causes if cause.kind == "pushed")

    @cached_property
    def _extremes(self) -> tuple[Mapping[Key, Place], ...]:
        found = compiled(self._draft.record)
        latest, earliest = (found.placing(reading)[0] for reading in get_args(Reading))
        places = self._draft.places()
        return (places,) if latest == earliest else (places, self._draft.places_in(earliest))

    @property
    def given(self) -> Mapping[tuple[str, int], ImpreciseDate]:
        """
        The dates that edits gave, by event and edit.
        """
        return self._draft.given

    def source(self, id_: str) -> tuple[str | None, tuple[str, int] | None]:
        """
        Whose day an event of the outcome has, but for shifts.

        Returns:
            Id of the recorded event, or the event and the edit that gave it a date.
        """
        key, edit = self._draft.schedule.dated_by(id_)
        if edit is None:
            return self._draft.schedule.recorded_as(key), None
        return None, (key[0] if isinstance(key, tuple) else key, edit)

    def swapped_with(self, id_: str) -> Iterator[str | None]:
        """
        Ids of the recorded events that edits gave the day of which to an event of the outcome.
        """
        schedule = self._draft.schedule
        return (schedule.recorded_as(act.like) for act in schedule.acts.get(id_, ()) if act.like is not None)

    def carries(self, id_: str) -> bool:
        """
        Whether anything is carried by an event of the outcome.
        """
        draft = self._draft
        return any(
            link.event == id_ and link.kind == "carry"
            for follower in draft.followers(id_)
            for link in draft.event(follower).after
        )
