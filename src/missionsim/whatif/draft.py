"""
A record while edits are made to it, one after the other: where its events stand, and which edit did that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from missionsim.errors import EditError, Fault
from missionsim.record.dates import ImpreciseDate
from missionsim.record.events import Event, Link
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.whatif.document import Document
from missionsim.whatif.schedule import Schedule
from missionsim.whatif.travel import Act, Key, Place


class Draft(Document):
    """
    A document with its schedule, on its way through interventions and changes of the rules.

    Args:
        record: The record, re-read.

    Attributes:
        at: Position of the edit that is being made.

        dates: The dates that edits gave, by event.

        given: The same, by event and edit; those of one that was taken out as well.

        schedule: What stands by what, and what edits did to the days of events.

        made_by: Positions of the edits that were made to an event, by id.

        blame: Positions of the edits by the part that they changed: ``("events", id)``, ``("deadlines", id)`` ...
    """

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self.at = 0
        self.dates: dict[str, ImpreciseDate] = {}
        self.given: dict[tuple[str, int], ImpreciseDate] = {}
        self.schedule = Schedule(record)
        self.made_by: dict[str, tuple[int, ...]] = {}
        self.blame: dict[tuple[str, str], int] = {}
        self._places: Mapping[Key, Place] | None = None

    def copy(self) -> Draft:
        """
        An independent copy.
        """
        other = Draft(self.record)
        for name, value in vars(self).items():
            setattr(other, name, dict(value) if isinstance(value, dict) else value)
        other.schedule = self.schedule.copy()
        return other

    def fault(self, keys: tuple[str | int, ...], problem: str, accept: str) -> EditError:
        """
        The error of the edit that is being made.
        """
        return EditError([Fault(("edits", self.at, *keys), problem, accept)])

    # Where events stand

    def base(self, id_: str) -> int:
        """
        The base day of an event in the record's latest reading.
        """
        return self._latest[id_]

    @property
    def _latest(self) -> Mapping[Key, int]:
        return self.schedule.bases(compiled(self.record).placing("latest")[0])

    def day_of(self, when: ImpreciseDate) -> int:
        """
        The last day of a date, as an ordinal; its first where that is open.
        """
        earliest, latest = self.record.widening.of(when)
        return (latest or earliest or self.record.first_day).toordinal()

    def places(self) -> Mapping[Key, Place]:
        """
        Where all events stand that the edits so far reach, in the record's latest reading.
        """
        if self._places is None:
            self._places = self.schedule.places(self._latest, self.has)
        return self._places

    def places_in(self, days: Sequence[int], given: Mapping[tuple[str, int], int] | None = None) -> Mapping[Key, Place]:
        """
        Where all events stand that the edits so far reach, in any reading.

        Args:
            days: The day of every event of the record in the reading, by position.

            given: The days of the dates that edits gave, by event and edit; their last ones unless given.
        """
        return self.schedule.places(self.schedule.bases(days), self.has, given=given)

    def _place(self, id_: str) -> Place | None:
        if self._places is None and self.schedule.acts:
            return self.schedule.places(self._latest, self.has, [id_]).get(id_)
        return self.places().get(id_)

    def day(self, id_: str) -> int:
        """
        The day of an event now, as an ordinal.
        """
        place = self._place(id_)
        return self.base(id_) if place is None else place.day

    def date(self, id_: str) -> ImpreciseDate:
        """
        The date of an event now.
        """
        when = self.dates.get(id_) or self.event(id_).date
        place = self._place(id_)
        return when if place is None else when.shifted(place.day - place.start)

    # What edits do

    def shift(self, days: Mapping[str, int]) -> None:
        """
        Shift events, each by so many days.
        """
        for id_, by in days.items():
            self.schedule.act(id_, Act(self.at, by))
            self._touch(id_)

    def give(self, dates: Mapping[str, ImpreciseDate]) -> None:
        """
        Give events dates; from now on they are carried from there.
        """
        for id_, when in dates.items():
            self.dates[id_] = self.given[id_, self.at] = when
            self.schedule.act(id_, Act(self.at, given=self.day_of(when)))
            self._touch(id_)

    def swap(self, first: str, second: str) -> None:
        """
        Give each of two events the day on which the other stands.
        """
        self.dates |= {first: self.date(second), second: self.date(first)}
        for id_, other in ((first, second), (second, first)):
            self.schedule.act(id_, Act(self.at, like=other))
            self._touch(id_)

    def insert(self, event: Event, place: int, key: str) -> None:
        """
        Add an event at a place in the document.
        """
        self.put_in(event, place)
        self.schedule.insert(event, self.at, self.day_of(event.date))
        self.give({event.id: event.date})
        if event.id in self.all_followers(event.id):
            problem = f"{event.id!r} would depend on itself"
            raise self.fault((key, "after"), problem, "accepted: dependencies without a circle")

    def replace(self, old: str, event: Event, key: str) -> None:
        """
        Put an event in the place of another, whose dependents are its own from now on.
        """
        self.schedule.replace(old, event.id, self.at, self.has)
        if event.id != old:
            self.rename(old, event.id)
        place = self._remove(old)
        if old in self.record.positions:
            self.gone[old] = self.at
        self.insert(event, place, key)

    def drop(self, id_: str, *, bridge: bool) -> None:
        """
        Take an event away.

        Args:
            id_: Its id.

            bridge: Whether what depends on it depends on what it depended on instead; nobody moves by that.
        """
        if bridge:
            self._bridge(id_)
        self.schedule.drop(id_, self.at, self.has)
        self._remove(id_)
        self.gone[id_] = self.at

    def _remove(self, id_: str) -> int:
        place = self.take_out(id_)
        self.dates.pop(id_, None)
        self._touch(id_)
        return place

    def _bridge(self, id_: str) -> None:
        over = self.event(id_)
        followers = self.followers(id_)
        self.schedule.bridge(id_, self.at, self.has)
        for follower in followers:
            self.relink(follower, partial(self._bridged, follower, over))

    def _bridged(self, follower: str, over: Event, link: Link) -> Iterator[Link]:
        """
        The links instead of one, over an event; a floor binds no reading more than the links before it did.
        """
        if link.event != over.id:
            yield link
            return
        own = self._least_gap(over.id, follower) if link.kind == "carry" else link.lag
        for earlier in over.after:
            note = f"bridged over {over.id}"
            if earlier.kind == link.kind == "carry":
                yield Link(earlier.event, "carry", 0, note)
            else:
                far = earlier.lag if earlier.kind == "floor" else self._least_gap(earlier.event, over.id)
                yield Link(earlier.event, "floor", own + far, note)

    def _least_gap(self, before: str, after: str) -> int:
        """
        The fewest days between two events that the record's dates and links leave.
        """
        if not self.has(before):
            return 0
        return max(self._window(after)[0] - self._window(before)[1], 0)

    def _window(self, id_: str) -> tuple[int, int]:
        recorded = self.schedule.recorded_as(id_)
        if recorded is None:
            first, last = self.record.widening.window(self.event(id_).date, self.record.horizon)
            return first.toordinal(), last.toordinal()
        position, windows = self.record.positions[recorded], compiled(self.record).windows
        return windows.lows[position], windows.highs[position]

    def _touch(self, id_: str) -> None:
        self.blame["events", id_] = self.at
        self.made_by[id_] = (*self.made_by.get(id_, ()), self.at)
        self._places = None
