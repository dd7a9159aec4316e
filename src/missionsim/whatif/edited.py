"""
A what-if as a value: a record and the edits made to it, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Self, get_args

from attrs import evolve, field, frozen

from missionsim.errors import EditError, Fault, MissionsimError, ScenarioError
from missionsim.record.dates import ImpreciseDate, add_days
from missionsim.record.events import Event
from missionsim.record.record import Record
from missionsim.record.versions import redated
from missionsim.replay.agenda import Reading
from missionsim.replay.before import Before
from missionsim.replay.compiled import compiled
from missionsim.whatif.apply import make
from missionsim.whatif.draft import Draft
from missionsim.whatif.edits import According, AsPublished, DatedBy, Edit, Redate
from missionsim.whatif.movements import Cause, Movement
from missionsim.whatif.rereading import is_rereading, reread
from missionsim.whatif.travel import Key, Place


def _edits(values: Edit | Iterable[Edit]) -> tuple[Edit, ...]:
    return (values,) if isinstance(values, Edit) else tuple(values)


@frozen(slots=False)
class EditedRecord:
    """
    A record and the edits made to it. Two are equal, and have equal hashes, if both are.

    Args:
        record: The record.

        edits: The edits, in order: re-readings act first, wherever they stand; then each acts on the record as the
            earlier ones left it.

    Raises:
        EditError: If an edit names nothing; with the edit.
    """

    record: Record
    edits: tuple[Edit, ...] = field(default=(), converter=_edits)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.record, Record):
            raise EditError.of(f"{self.record!r:.60} is no record", "accepted: a scenario")
        self._draft  # noqa: B018  what names nothing is said at once

    def with_edits(self, *edits: Edit) -> Self:
        """
        The same record with more edits behind these.

        Raises:
            EditError: If an edit names nothing; with the edit.
        """
        if not edits:
            return self
        other = object.__new__(type(self))
        every = (*self.edits, *edits)
        other.__dict__.update(record=self.record, edits=every)
        if not any(is_rereading(edit) for edit in edits):
            other.__dict__["_draft"] = _made(self._draft.copy(), len(self.edits), edits)
        else:
            other._draft  # noqa: B018  what names nothing is said at once
        return other

    def __getstate__(self) -> dict[str, object]:
        return {"record": self.record, "edits": self.edits}

    @cached_property
    def _draft(self) -> Draft:
        return _made(Draft(self.reread), 0, self.edits)

    @cached_property
    def reread(self) -> Record:
        """
        The record after all re-readings among the edits; the record itself without any.
        """
        return reread(self.record, self.edits)

    @property
    def is_dates_only(self) -> bool:
        """
        Whether nothing but days is changed, so that the record's program serves.
        """
        return self.reread is self.record and not self._draft.is_restructured

    @property
    def is_rereading(self) -> bool:
        """
        Whether all edits are re-readings, so that its readings are those of the record, re-read.
        """
        return not self._draft.schedule.acts and not self._draft.gone and not self._draft.is_restructured

    @cached_property
    def outcome(self) -> Record:
        """
        The record as it is after all edits; of the record's class.

        Raises:
            EditError: If the edits lead to what does not hold together, or out of the calendar; with the edit.
        """
        draft = self._draft
        try:
            places = draft.places()
            if not draft.is_restructured:
                positions = self.reread.positions
                moved = map(str, places)
                changed = {positions[id_]: redated(self.reread.event(id_), draft.date(id_)) for id_ in moved}
                self._check_start(changed.values())
                return self._with_start(self.reread.with_events(changed))
            return self._with_start(self._rebuilt())
        except MissionsimError as error:
            if isinstance(error, EditError):
                raise
            faults = error.faults if isinstance(error, ScenarioError) else (Fault((), str(error)),)
            raise EditError(self._blamed(faults)) from None

    def _rebuilt(self) -> Record:
        draft, record = self._draft, self.reread
        places = draft.places()
        events = [
            redated(draft.event(id_), draft.date(id_)) if id_ in places else draft.event(id_) for id_ in draft.order
        ]
        there = {event.id for event in events}
        return evolve(
            record,
            start=self._start,
            events=events,
            dropped=tuple(dict.fromkeys(id_ for id_ in (*record.dropped, *draft.gone) if id_ not in there)),
            lifecycles=[draft.lifecycles.get(each.id, each) for each in record.lifecycles],
            entities=[draft.entities.get(each.id, each) for each in record.entities],
            deadlines=[draft.deadlines.get(each.id, each) for each in record.deadlines],
        )

    @cached_property
    def _start(self) -> date | None:
        """
        The start that the outcome declares, so that editing the record's first event does not move it.
        """
        return self.reread.first_day if self._draft.schedule.acts or self._draft.gone else self.reread.start

    def _with_start(self, record: Record) -> Record:
        record.__dict__["start"] = self._start
        return record

    def _check_start(self, events: Iterable[Event]) -> None:
        start = self._start
        for event in events:
            latest = event.date.latest
            if event.fires and start is not None and latest is not None and latest < start:
                path = ("events", self.reread.positions[event.id], "date")
                problem = f"{event.date} lies before the scenario starts"
                raise ScenarioError([Fault(path, problem, f"accepted: {start} or later")])

    def adopted(self) -> Record:
        """
        The outcome as a record of its own, which forgets the edits; of the record's class.

        Raises:
            EditError: If the edits lead to what does not hold together.
        """
        return self.outcome

    @cached_property
    def movements(self) -> Mapping[str, Movement]:
        """
        Where the events stand that the edits reached, and why, by id, in document order; dropped ones last.
        """
        draft = self._draft
        reached = {*draft.places(), *draft.made_by, *self._redated}
        listed = [id_ for id_ in draft.order if id_ in reached]
        gone = [id_ for id_ in draft.gone if not draft.has(id_)]
        orphaned = {id_: cause for id_, cause in self._left_alone() if id_ not in reached}
        found = {id_: self._movement(id_) for id_ in (*listed, *gone)}
        found = {id_: each for id_, each in found.items() if each.causes or each.days}
        found |= {
            id_: Movement(id_, draft.event(id_).date, draft.event(id_).date, 0, (cause,))
            for id_, cause in orphaned.items()
        }
        return found

    @cached_property
    def _redated(self) -> frozenset[str]:
        if self.reread is self.record:
            return frozenset()
        before = {event.id: event for event in self.record.events}
        return frozenset(event.id for event in self.reread.events if before.get(event.id) != event)

    def _movement(self, id_: str) -> Movement:
        draft = self._draft
        recorded = draft.schedule.recorded_as(id_) or id_
        old = self.record.event(recorded).date if recorded in self.record.positions else None
        made = [Cause("edited", str(self.edits[at]), self._days(id_, at), edit=at) for at in draft.made_by.get(id_, ())]
        made += [Cause("edited", str(self.edits[at]), edit=at) for at in self._rereadings if id_ in self._redated]
        if not draft.has(id_):
            return Movement(id_, old, None, 0, tuple(made))
        place = draft.places().get(id_)
        now = draft.date(id_)
        days = 0 if old is None else draft.day_of(now) - draft.day_of(old)
        causes = tuple(cause for each, cause in self._left_alone() if each == id_)
        return Movement(id_, old, now, days, (*made, *(place.causes if place is not None else ()), *causes))

    def _days(self, id_: str, at: int) -> int:
        return sum(act.shift for act in self._draft.schedule.acts.get(id_, ()) if act.edit == at)

    @cached_property
    def _rereadings(self) -> tuple[int, ...]:
        return tuple(position for position, edit in enumerate(self.edits) if is_rereading(edit))

    def _left_alone(self) -> Iterator[tuple[str, Cause]]:
        """
        The events that react to what was dropped, or had to wait for it.
        """
        draft = self._draft
        for gone in draft.gone:
            if not draft.has(gone):
                for id_ in draft.followers(gone):
                    carries = any(link.event == gone and link.kind == "carry" for link in draft.event(id_).after)
                    yield id_, Cause("orphaned" if carries else "released", gone)

    def days_of(self, base: Sequence[int], given: Mapping[tuple[str, int], int] | None = None) -> list[int]:
        """
        The day of every event of the outcome in one reading, as ordinals.

        Args:
            base: The day of every event of the record, re-read, in that reading.

            given: The days of the dates that edits gave, by event and edit, where not their last.
        """
        draft, positions = self._draft, self.reread.positions
        bases = draft.schedule.bases(base)
        places = draft.places_in(base, given)
        if not draft.is_restructured:
            days = list(base)
            for id_, place in places.items():
                days[positions[str(id_)]] = place.day
            return days
        return [places[id_].day if id_ in places else bases[id_] for id_ in draft.order]

    def before(self, base: Sequence[int], sequence: Sequence[int]) -> Before:
        """
        How the events of the outcome stood in one reading of the record; what took another's place, as that.

        Args:
            base: The day of every event of the record, re-read, in that reading.

            sequence: Their order in it.
        """
        if not self._draft.is_restructured:
            return Before(base, sequence)
        positions = self.reread.positions
        recorded = [positions.get(self.recorded_as(id_) or "") for id_ in self._draft.order]
        now = {old: number for number, old in enumerate(recorded) if old is not None}
        days = [None if old is None else base[old] for old in recorded]
        return Before(days, [now[old] for old in sequence if old in now])

    @cached_property
    def shifts(self) -> frozenset[int]:
        """
        By how many days events move, in the record's latest and earliest reading.
        """
        return frozenset(place.moved for places in self._extremes for place in places.values() if place.moved)

    @cached_property
    def _extremes(self) -> tuple[Mapping[Key, Place], ...]:
        found = compiled(self.reread)
        return tuple(self._draft.places_in(found.placing(reading)[0]) for reading in get_args(Reading))

    def pushed_by(self, id_: str) -> frozenset[str]:
        """
        Ids of the events that push an event of the outcome in the record's latest or earliest reading.
        """
        places = (places[id_] for places in self._extremes if id_ in places)
        return frozenset(cause.by for place in places for cause in place.causes if cause.kind == "pushed")

    @property
    def reached(self) -> frozenset[str]:
        """
        Ids of the events that edits shifted, gave dates or links, or that move along with these.
        """
        return frozenset(map(str, self._draft.places())) | frozenset(self._draft.made_by)

    @property
    def gone(self) -> tuple[str, ...]:
        """
        Ids of the events that edits took out.
        """
        return tuple(id_ for id_ in self._draft.gone if not self._draft.has(id_))

    @property
    def changes_rules(self) -> bool:
        """
        Whether edits change lifecycles, or where entities start.
        """
        return bool(self._draft.lifecycles or self._draft.entities)

    @property
    def given(self) -> Mapping[tuple[str, int], ImpreciseDate]:
        """
        The dates that edits gave, by event and edit.
        """
        return self._draft.given

    def day_from(self, id_: str) -> tuple[str | None, tuple[str, int] | None]:
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

    def recorded_as(self, id_: str) -> str | None:
        """
        Id of the recorded event that an event of the outcome stands for; ``None`` if it is not in the record.
        """
        return self._draft.schedule.recorded_as(id_)

    def _blamed(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """
        The *faults* with the edits that led to them; of what an edit carried along, the first only.
        """
        draft = self._draft
        blamed: set[int] = set()
        for fault in faults:
            part, which, *rest = (*fault.path, "", "")
            is_event = part == "events" and isinstance(which, int)
            id_ = draft.order[int(which)] if is_event else str(which)
            position = draft.blame.get((str(part), id_), self._mover(id_) if is_event else None)
            if position is None:
                yield fault
            elif position not in blamed or (str(part), id_) in draft.blame:
                blamed.add(position)
                keys = tuple(each for each in rest if each != "")
                where = f"{id_}, {Fault(keys, '').where}: " if keys else f"{id_}: "
                yield Fault(("edits", position), where + fault.problem, fault.accepted)

    def _mover(self, id_: str) -> int | None:
        """
        Position of the edit that moved what carried or pushed an event.
        """
        draft = self._draft
        seen: set[str] = set()
        while id_ not in seen:
            seen.add(id_)
            if ("events", id_) in draft.blame:
                return draft.blame["events", id_]
            place = draft.places().get(id_)
            id_ = next((cause.by for cause in place.causes), id_) if place is not None else id_
        return None

    @cached_property
    def first_touched_day(self) -> date:
        """
        The first day on which a replay can differ from one of the record, in the latest reading.

        The day after the horizon where none can: what only changes deadlines touches no day.
        """
        after = self.record.horizon if self.record.horizon == date.max else add_days(self.record.horizon, 1)
        return min([after, *self._touched()])

    def _touched(self) -> Iterator[date]:
        draft = self._draft
        if draft.entities or any(None in triggers for triggers in draft.rewired.values()):
            yield self.record.first_day
        before, _ = compiled(self.record).placing("latest")
        old = {event.id: (day, event) for day, event in zip(before, self.record.events, strict=True)}
        base, _ = compiled(self.reread).placing("latest")
        new = dict(zip((event.id for event in self.outcome.events), self.days_of(base), strict=True))
        for id_ in {*old, *new}:
            mine, other = old.get(id_, (None, None))[0], new.get(id_)
            event = old[id_][1] if id_ in old else draft.event(id_)
            is_told_otherwise = id_ in old and id_ in new and _told(old[id_][1]) != _told(draft.event(id_))
            if mine != other or is_told_otherwise or self._is_rewired(event):
                yield date.fromordinal(min(day for day in (mine, other) if day is not None))
        for id_, cause in self._left_alone():
            if cause.kind == "orphaned" and id_ in new:
                yield date.fromordinal(new[id_])

    def _is_rewired(self, event: Event) -> bool:
        rewired = self._draft.rewired
        return any(each.trigger in rewired.get(self.record.entity(each.entity).lifecycle, ()) for each in event.fires)


def _told(event: Event) -> tuple[object, ...]:
    return event.fires, event.denied_by, event.after, event.measures


def edited_record(asked: Record | EditedRecord) -> EditedRecord:
    """
    A record or a what-if as the latter.
    """
    return asked if isinstance(asked, EditedRecord) else EditedRecord(asked)


def _made(draft: Draft, position: int, edits: Sequence[Edit]) -> Draft:
    for number, edit in enumerate(edits, position):
        if not isinstance(edit, Edit):
            fault = Fault(("edits", number), f"{edit!r:.60} is not an edit", "accepted: Delay, Drop, Insert and so on")
            raise EditError([fault])
        is_made = isinstance(edit, Redate) and edit.target in draft.record.positions
        if not (is_made or isinstance(edit, According | DatedBy | AsPublished)):
            make(draft, number, edit)
    return draft
