"""
What edits make of a record: one pass that applies them, carries what depends on what they move, and keeps the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property, singledispatchmethod
from graphlib import TopologicalSorter
from typing import Any, Literal

from attrs import evolve, field, frozen

from missionsim.dates import ImpreciseDate, Offset, add_days, add_months, counted
from missionsim.edits import (
    According,
    Advance,
    Delay,
    Drop,
    Edit,
    Events,
    Initial,
    Insert,
    Move,
    Redate,
    Replace,
    Revise,
    Rewire,
    Swap,
    Target,
)
from missionsim.errors import DateError, EditError, Fault, accepted
from missionsim.lifecycle import Lifecycle
from missionsim.model import Deadline, Entity, Event, Link, Party
from missionsim.schedule import Reading, Widening, schedule
from missionsim.versions import as_told_by, redated, version_of

Kind = Literal["edited", "carried", "pushed", "absorbed", "orphaned"]


@frozen
class Cause:
    """
    One reason why an event stands where it stands in a what-if.

    Args:
        kind: ``edited``; ``carried`` along with another event; ``pushed`` by a floor; ``absorbed``: a floor moved,
            and slack took it up; ``orphaned``: what it depends on was dropped.

        by: Id of that other event; for an edit, the edit in words.

        days: Days by which this moves it; positive is later.

        absorbed: Days that the slack before it took up.

        edit: Position of the edit among the what-if's edits, from 0.
    """

    kind: Kind
    by: str
    days: int = 0
    absorbed: int = 0
    edit: int | None = None

    def __str__(self) -> str:
        moved = f" {counted(self.days)} {'later' if self.days > 0 else 'earlier'}" if self.days else ""
        taken_up = f"{counted(self.absorbed)} absorbed by slack" if self.absorbed else ""
        if self.kind == "edited":
            return f"edited: {self.by}"
        if self.kind == "carried":
            return f"carried{moved} by {self.by}"
        if self.kind == "pushed":
            return f"pushed{moved} by {self.by}" + (f", {taken_up}" if taken_up else "")
        if self.kind == "absorbed":
            return f"not moved by {self.by}: {taken_up}"
        return f"orphaned: it depends on {self.by}, which was dropped"


@frozen
class Movement:
    """
    Where an event stands in a what-if, and why.

    Args:
        event: Id of the event.

        recorded: Its date in the record; ``None`` if it is not in it.

        now: Its date in the what-if; ``None`` if it was dropped.

        days: Days from the one to the other, positive if it is later; their last days are compared.

        causes: The reasons, those of edits first.
    """

    event: str
    recorded: ImpreciseDate | None
    now: ImpreciseDate | None
    days: int
    causes: tuple[Cause, ...] = ()

    def __str__(self) -> str:
        stood = "not in the record" if self.recorded is None else f"{self.recorded}"
        stands = "dropped" if self.now is None else f"{self.now}"
        reasons = "; ".join(map(str, self.causes))
        return f"{self.event}: {stood} -> {stands}" + (f" ({reasons})" if reasons else "")


@frozen(slots=False)
class Basis:
    """
    The record that edits depart from.

    Args:
        version: Whose version of the record it is.

        events: Its events, in document order.

        dropped: Ids of events that were taken out of it.

        parties: Its parties.

        lifecycles: Its lifecycles.

        entities: Its entities.

        deadlines: Its deadlines.

        widening: What it makes of imprecise dates.
    """

    version: str
    events: tuple[Event, ...]
    dropped: tuple[str, ...]
    parties: tuple[Party, ...]
    lifecycles: tuple[Lifecycle, ...]
    entities: tuple[Entity, ...]
    deadlines: tuple[Deadline, ...]
    widening: Widening

    @cached_property
    def days(self) -> Mapping[str, date]:
        """
        The day of every event, by id, imprecise ones at their latest.
        """
        return self.days_with({})

    @cached_property
    def first_days(self) -> Mapping[str, date]:
        """
        The same with imprecise ones at their earliest.
        """
        return self.days_with({}, "earliest")

    def days_with(self, dates: Mapping[str, ImpreciseDate | None], reading: Reading = "latest") -> Mapping[str, date]:
        """
        The same in either reading, with other dates for some events.
        """
        events = (
            [evolve(event, date=dates.get(event.id) or event.date) for event in self.events] if dates else self.events
        )
        return {placed.event.id: placed.day for placed in schedule(events, reading, self.widening)[0]}

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """
        Events by id, in document order.
        """
        return {event.id: event for event in self.events}

    @cached_property
    def by_lifecycle(self) -> Mapping[str, Lifecycle]:
        """
        Lifecycles by id.
        """
        return {lifecycle.id: lifecycle for lifecycle in self.lifecycles}

    @cached_property
    def by_deadline(self) -> Mapping[str, Deadline]:
        """
        Deadlines by id.
        """
        return {deadline.id: deadline for deadline in self.deadlines}

    @cached_property
    def by_entity(self) -> Mapping[str, Entity]:
        """
        Entities by id.
        """
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def dependents(self) -> Mapping[str, tuple[str, ...]]:
        """
        Ids of the events that depend on an event, by its id.
        """
        found: dict[str, tuple[str, ...]] = {}
        for event in self.events:
            for link in event.after:
                found[link.event] = (*found.get(link.event, ()), event.id)
        return found


@frozen
class Edited:
    """
    What edits made of a record.

    Args:
        basis: The parts as they are now.

        movements: Where the events stand that an edit reached, and why, by id.

        rewired: Per lifecycle id, the triggers whose conditions were changed (``None``: automatic).

        is_checked: Whether nothing but dates was changed, so that all else holds together as it did.

        blame: Positions of the edits by the part that they changed: ``("events", id)``, ``("deadlines", id)`` ...
    """

    basis: Basis
    movements: Mapping[str, Movement]
    rewired: Mapping[str, frozenset[str | None]]
    is_checked: bool
    blame: Mapping[tuple[str, str], int]

    def edit_behind(self, part: str, id_: str) -> int | None:
        """
        Position of the edit that changed a part, or moved what carries it along; ``None`` if there is none.
        """
        position = self.blame.get((part, id_))
        if position is None and part == "events" and id_ in self.movements:
            behind = (self.edit_behind(part, cause.by) for cause in self.movements[id_].causes)
            return next((each for each in behind if each is not None), None)
        return position


@frozen
class _Entry:
    """
    An event on its way through the edits.

    Args:
        event: The event as the record, re-read, has it; or as it was inserted.

        record: Its date in the record, re-read; ``None`` if it is not in it.

        given: The date that an edit gave it.

        own: Days by which edits moved it since.

        rode: How far the events that carry it had moved when it was given its date; ``None`` until that is known.

        was: How far it was carried before an edit that shifted it; ``None`` once that edit is settled.

        edits: Position of each edit that changed it, and the days by which that moved it.
    """

    event: Event
    record: ImpreciseDate | None
    given: ImpreciseDate | None = None
    own: int = 0
    rode: Mapping[str, int] | None = field(factory=dict)
    was: int | None = None
    edits: tuple[tuple[int, int], ...] = ()


@frozen
class _Place:
    """
    Where an event has come to stand: days since its recorded day, day and date now, the first day on which it may be
    (the same, if it was moved), and why.
    """

    moved: int
    day: date
    first: date
    date: ImpreciseDate
    causes: tuple[Cause, ...] = ()


def apply(basis: Basis, edits: Sequence[Edit]) -> Edited:
    """
    Apply *edits* in the order given.

    Interventions act on the record as all re-readings among the edits leave it; their effects travel along the
    dependencies in one forward pass. A carried event keeps its gap to what carries it; a floor holds back what an
    intervention has reached, directly or along other dependencies, and nothing else.

    Raises:
        EditError: If an edit names nothing, or leads out of the calendar.
    """
    return _made(basis, edits).finish()


def reached(basis: Basis, edits: Sequence[Edit]) -> Mapping[str, Event]:
    """
    The events that *edits* reach, by id, as they are then: what :func:`apply` gives, without all that stays.

    Raises:
        EditError: If an edit names nothing, or leads out of the calendar.
    """
    return _made(basis, edits).reached()


def _made(basis: Basis, edits: Sequence[Edit]) -> _Draft:
    draft = _Draft(basis, edits)
    for position, edit in enumerate(edits):
        draft.make(position, edit)
    return draft


class _Draft:
    """
    A record while edits are made to it.
    """

    def __init__(self, basis: Basis, edits: Sequence[Edit]) -> None:
        self._basis = basis
        self._edits = edits
        self._at = 0
        self._version = basis.version
        self._changed: dict[str, _Entry] = {}
        self._relinked: set[str] = set()
        # In document order; copied when an edit adds or takes out an event.
        self._listed: Mapping[str, Event] = basis.by_id
        self._gone: dict[str, int] = dict.fromkeys(basis.dropped, -1)
        self._renamed: dict[str, str] = {}
        self._deadlines = basis.by_deadline
        self._lifecycles = basis.by_lifecycle
        self._entities = basis.by_entity
        self._rewired: dict[str, frozenset[str | None]] = {}
        self._blame: dict[tuple[str, str], int] = {}
        self._is_checked = True
        self._reread_days: Mapping[str, date] | None = None
        self._reread_first_days: Mapping[str, date] | None = None
        self._places: Mapping[str, _Place] | None = None

    def make(self, position: int, edit: Edit) -> None:
        """
        Make one edit.
        """
        self._at = position
        with self._blaming():
            self._make(edit)
            self._places = None
            if any(entry.rode is None or entry.was is not None for entry in self._changed.values()):
                self._placed()  # settles them, before another edit is made

    @singledispatchmethod
    def _make(self, edit: Edit) -> None:
        raise self._fault((), f"{edit!r} is not an edit", "accepted: Delay, Advance, Move, Drop, Insert and so on")

    @_make.register
    def _(self, edit: Delay) -> None:
        self._shift(edit.target, edit.by, 1, "delay")

    @_make.register
    def _(self, edit: Advance) -> None:
        self._shift(edit.target, edit.by, -1, "advance")

    @_make.register
    def _(self, edit: Move) -> None:
        self._give(dict.fromkeys(self._meant(edit.target, "move"), edit.to))

    @_make.register
    def _(self, edit: Swap) -> None:
        first, second = self._event_id(edit.first, "swap"), self._event_id(edit.second, "with")
        dates = {first: self._date_of(second), second: self._date_of(first)}
        self._give(dates)

    @_make.register
    def _(self, edit: Drop) -> None:
        for id_ in self._meant(edit.target, "drop"):
            if edit.bridge:
                self._bridge(id_)
            self._take_out(id_)
            self._renamed.pop(id_, None)
            self._gone[id_] = self._at

    @_make.register
    def _(self, edit: Insert) -> None:
        event = edit.event
        if event.id in self._listed:
            raise self._fault(("insert", "id"), f"{event.id!r} is there already", "accepted: an id of its own")
        order = list(self._listed)
        position = len(order)
        if edit.before is not None:
            position = order.index(self._event_id(edit.before, "before"))
        elif edit.after is not None:
            position = order.index(self._event_id(edit.after, "after")) + 1
        known = self._basis.by_id.get(event.id)
        self._put(event, position, None if known is None else known.date, "insert")

    @_make.register
    def _(self, edit: Replace) -> None:
        old = self._event_id(edit.target, "replace")
        if edit.event.id != old and edit.event.id in self._listed:
            raise self._fault(("with", "id"), f"{edit.event.id!r} is there already", "accepted: an id of its own")
        position, record = list(self._listed).index(old), self._entry(old).record
        self._take_out(old)
        self._rename(old, edit.event.id)
        self._put(edit.event, position, record, "with")

    @_make.register
    def _(self, edit: According) -> None:
        known = [party.id for party in self._basis.parties]
        if edit.party not in known:
            raise self._fault(("according",), f"there is no party {edit.party!r}", accepted(edit.party, known))
        self._version = version_of(self._version, f"according to {edit.party}")
        for id_ in self._listed:
            entry = self._entry(id_)
            self._reread(entry, as_told_by(edit.party, entry.event))

    @_make.register
    def _(self, edit: Redate) -> None:
        entry = self._entry(self._event_id(edit.target, "redate"))
        self._reread(entry, redated(entry.event, edit.to))

    @_make.register
    def _(self, edit: Revise) -> None:
        self._know("deadline", edit.deadline, self._deadlines, "revise")
        old = self._deadlines[edit.deadline]
        condition = old.condition if edit.condition is None else edit.condition
        due = old.due if edit.due is None else edit.due
        revisions = old.revisions if edit.due is None else ()
        revised = evolve(old, condition=condition, due=due, revisions=revisions)
        self._deadlines = {**self._deadlines, edit.deadline: revised}
        self._note("deadlines", edit.deadline)

    @_make.register
    def _(self, edit: Initial) -> None:
        self._know("entity", edit.entity, self._entities, "initial")
        entity = self._entities[edit.entity]
        self._know("state", edit.state, self._lifecycles[entity.lifecycle].states, "state")
        self._entities = {**self._entities, edit.entity: evolve(entity, initial=edit.state)}
        self._note("entities", edit.entity)

    @_make.register
    def _(self, edit: Rewire) -> None:
        self._know("lifecycle", edit.lifecycle, self._lifecycles, "rewire")
        lifecycle = self._lifecycles[edit.lifecycle]
        if edit.trigger is not None:
            self._know("trigger", edit.trigger, lifecycle.triggers, "trigger")
        for key, state in (("from", edit.source), ("to", edit.target)):
            if state is not None:
                self._know("state", state, lifecycle.states, key)
        meant = [
            transition
            for transition in lifecycle.transitions
            if transition.trigger == edit.trigger
            and edit.source in (None, *transition.source)
            and edit.target in (None, transition.target)
        ]
        if not meant:
            known = (f"{'/'.join(each.source)} -> {each.target}" for each in lifecycle.transitions)
            raise self._fault((), f"a {edit.lifecycle} has no such transition", accepted("", known))
        transitions = tuple(
            evolve(each, when=edit.condition) if each in meant else each for each in lifecycle.transitions
        )
        self._lifecycles = {**self._lifecycles, edit.lifecycle: evolve(lifecycle, transitions=transitions)}
        self._rewired[edit.lifecycle] = self._rewired.get(edit.lifecycle, frozenset()) | {edit.trigger}
        self._note("lifecycles", edit.lifecycle)

    def reached(self) -> Mapping[str, Event]:
        """
        The events that are not what they are in the record.
        """
        with self._blaming():
            places = self._placed()
        ids = (id_ for id_ in {**places, **self._changed} if id_ in self._listed)
        return {id_: self._event_now(id_, places) for id_ in ids}

    def finish(self) -> Edited:
        """
        The record as it is now.
        """
        with self._blaming():
            places = self._placed()
        orphans = {dependent for id_ in self._gone for dependent in self._dependents(id_)}
        movements = {
            id_: self._movement(id_, places) for id_ in {*places, *self._changed, *orphans} & self._listed.keys()
        }
        movements |= {
            id_: Movement(id_, self._basis.by_id[id_].date, None, 0, (self._caused(at, 0),))
            for id_, at in self._gone.items()
            if id_ in self._basis.by_id
        }
        # In the order of the record, whichever was dropped first.
        ranks = {id_: n for n, id_ in enumerate((*self._basis.dropped, *self._basis.by_id))}
        gone = sorted(self._gone, key=lambda id_: ranks.get(id_, len(ranks)))
        order = {id_: n for n, id_ in enumerate((*self._listed, *gone))}
        basis = evolve(
            self._basis,
            version=self._version,
            events=tuple(self._event_now(id_, places) for id_ in self._listed),
            dropped=tuple(gone),
            lifecycles=_unless_same(self._lifecycles, self._basis.lifecycles),
            entities=_unless_same(self._entities, self._basis.entities),
            deadlines=_unless_same(self._deadlines, self._basis.deadlines),
        )
        is_moved = {id_: each for id_, each in movements.items() if each.causes}
        return Edited(
            basis=basis,
            movements=dict(sorted(is_moved.items(), key=lambda item: order[item[0]])),
            rewired=self._rewired,
            is_checked=self._is_checked,
            blame=self._blame,
        )

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """
        Say which edit it was that led out of the calendar.
        """
        try:
            yield
        except DateError as error:
            raise self._fault((), str(error).partition("; ")[0], "accepted: days of the years 1 to 9999") from None

    def _fault(self, keys: tuple[str | int, ...], problem: str, accept: str) -> EditError:
        return EditError([Fault(("edits", self._at, *keys), problem, accept)])

    def _know(self, kind: str, value: str, known: Iterable[str], key: str) -> None:
        if value not in known:
            raise self._fault((key,), f"there is no {kind} {value!r}", accepted(value, known))

    def _note(self, part: str, id_: str) -> None:
        self._blame[part, id_] = self._at
        self._is_checked = False

    def _caused(self, position: int, days: int) -> Cause:
        return Cause("edited", str(self._edits[position]) if position >= 0 else "", days, edit=position)

    # Which events

    def _event_id(self, id_: str, key: str) -> str:
        if id_ not in self._listed:
            dropped = "; an earlier edit dropped it" if id_ in self._gone else ""
            raise self._fault((key,), f"there is no event {id_!r}{dropped}", accepted(id_, self._listed))
        return id_

    def _meant(self, target: Target, key: str) -> list[str]:
        if isinstance(target, str):
            return [self._event_id(target, key)]
        if target.is_empty:
            raise self._fault((key,), "it does not say which events", "accepted: a tag, site, trigger, dates ...")
        events = [self._entry(id_).event for id_ in self._listed]
        found = [
            event.id
            for event in events
            if event.entity in self._entities
            and target.matches(event, self._entities[event.entity], self._date_of(event.id))
        ]
        if not found:
            raise self._fault((key,), f"no event is meant by '{target}'", _near_misses(target, events, self._entities))
        return found

    def _entry(self, id_: str) -> _Entry:
        if id_ in self._changed:
            return self._changed[id_]
        event = self._basis.by_id[id_]
        return _Entry(event, event.date)

    # What an edit does to one event

    def _shift(self, target: Target, by: Offset, sign: int, key: str) -> None:
        """
        Shift events, each by so much, whether or not the same edit carries it along as well.
        """
        shifts = {id_: self._days_in(by, id_, sign) for id_ in self._meant(target, key)}
        for id_, days in shifts.items():
            entry = self._entry(id_)
            was = self._carried(entry, self._placed())[1] if self._carriers(entry.event) else None
            edits = (*entry.edits, (self._at, days))
            self._changed[id_] = evolve(entry, own=entry.own + days, was=was, edits=edits)
            self._blame["events", id_] = self._at

    def _days_in(self, by: Offset, id_: str, sign: int) -> int:
        if not by.months:
            return sign * by.days
        day = self._day_of(id_)
        return (add_months(day, sign * by.months).day - day).days

    def _give(self, dates: Mapping[str, ImpreciseDate]) -> None:
        """
        Give events dates; from now on they are carried from there.
        """
        days = {id_: (self._basis.widening.day(when, "latest") - self._day_of(id_)).days for id_, when in dates.items()}
        for id_, when in dates.items():
            entry = self._entry(id_)
            edits = (*entry.edits, (self._at, days[id_]))
            self._changed[id_] = evolve(entry, given=when, own=0, rode=None, was=None, edits=edits)
            self._blame["events", id_] = self._at

    def _put(self, event: Event, position: int, record: ImpreciseDate | None, key: str) -> None:
        order = list(self._listed.items())
        self._listed = dict([*order[:position], (event.id, event), *order[position:]])
        self._gone.pop(event.id, None)
        self._relinked.add(event.id)
        self._changed[event.id] = _Entry(event, record, event.date, rode=None, edits=((self._at, 0),))
        self._note("events", event.id)
        if event.id in self._behind(event.id):
            problem = f"{event.id!r} would depend on itself"
            raise self._fault((key, "after"), problem, "accepted: dependencies without a circle")

    def _behind(self, id_: str) -> set[str]:
        """
        The events that depend on one, directly or not.
        """
        found: set[str] = set()
        todo = [id_]
        while todo:
            new = set(self._dependents(todo.pop())) - found
            found |= new
            todo += new
        return found

    def _take_out(self, id_: str) -> None:
        self._listed = {each: event for each, event in self._listed.items() if each != id_}
        self._changed.pop(id_, None)
        self._blame["events", id_] = self._at

    def _reread(self, entry: _Entry, event: Event) -> None:
        if event == entry.event:
            return
        days = (self._latest(event.date) - self._latest(entry.event.date)).days
        edits = (*entry.edits, (self._at, days))
        if entry.record is None:
            self._changed[event.id] = evolve(entry, event=event, given=event.date, edits=edits)
        else:
            self._changed[event.id] = evolve(entry, event=event, record=event.date, edits=edits)
        self._blame["events", event.id] = self._at
        self._reread_days = self._reread_first_days = None

    def _latest(self, when: ImpreciseDate) -> date:
        return self._basis.widening.day(when, "latest")

    def _relink(self, id_: str, links: Callable[[Link], Iterable[Link]]) -> None:
        entry = self._entry(id_)
        found: dict[tuple[str, str], Link] = {}
        for link in (new for old in entry.event.after for new in links(old)):
            known = found.get((link.event, link.kind))
            found[link.event, link.kind] = link if known is None or link.lag > known.lag else known
        after = tuple(found.values())
        self._changed[id_] = evolve(entry, event=evolve(entry.event, after=after))
        self._relinked.add(id_)
        self._is_checked = False

    def _bridge(self, id_: str) -> None:
        """
        Link what depends on an event to what that depended on.
        """
        over = self._entry(id_).event
        days = self._recorded_days()
        for dependent in self._dependents(id_):
            gap = (days[dependent] - days[id_]).days if {dependent, id_} <= days.keys() else 0

            def bridged(link: Link, gap: int = gap) -> Iterator[Link]:
                if link.event != id_:
                    yield link
                    return
                for earlier in over.after:
                    carries = (earlier.kind, link.kind) == ("carry", "carry")
                    lag = (gap if link.kind == "carry" else link.lag) + (
                        earlier.lag if earlier.kind == "floor" else self._gap(earlier.event, id_)
                    )
                    yield Link(
                        earlier.event,
                        "carry" if carries else "floor",
                        0 if carries else max(lag, 0),
                        note=f"bridged over {id_}",
                    )

            self._relink(dependent, bridged)

    def _gap(self, earlier: str, later: str) -> int:
        days = self._recorded_days()
        return (days[later] - days[earlier]).days if {earlier, later} <= days.keys() else 0

    def _rename(self, old: str, new: str) -> None:
        if old == new:
            return
        for dependent in self._dependents(old):
            self._relink(dependent, lambda link: [evolve(link, event=new) if link.event == old else link])
        recorded = self._renamed.pop(old, old)
        if recorded in self._basis.by_id:
            self._renamed[new] = recorded
        self._deadlines = {
            id_: evolve(
                deadline,
                set_by=new if deadline.set_by == old else deadline.set_by,
                since=new if deadline.since == old else deadline.since,
                revisions=tuple(evolve(each, by=new) if each.by == old else each for each in deadline.revisions),
            )
            for id_, deadline in self._deadlines.items()
        }

    # The forward pass

    def _dependents(self, id_: str) -> list[str]:
        known = [*self._basis.dependents.get(id_, ()), *sorted(self._relinked)]
        return [
            each
            for each in dict.fromkeys(known)
            if each in self._listed and any(link.event == id_ for link in self._entry(each).event.after)
        ]

    def _recorded_days(self) -> Mapping[str, date]:
        """
        The day of every event in the record as it was re-read.
        """
        if self._reread_days is None:
            reread = self._reread_dates()
            self._reread_days = self._basis.days_with(reread) if reread else self._basis.days
        days = self._reread_days
        return {**days, **{new: days[old] for new, old in self._renamed.items()}} if self._renamed else days

    def _recorded_first_days(self) -> Mapping[str, date]:
        """
        The same with imprecise events at their earliest.
        """
        if self._reread_first_days is None:
            reread = self._reread_dates()
            first = self._basis.days_with(reread, "earliest") if reread else self._basis.first_days
            self._reread_first_days = first
        return self._reread_first_days

    def _reread_dates(self) -> Mapping[str, ImpreciseDate | None]:
        return {
            id_: entry.record
            for id_, entry in self._changed.items()
            if id_ in self._basis.by_id and entry.record not in (None, self._basis.by_id[id_].date)
        }

    def _placed(self) -> Mapping[str, _Place]:
        """
        Where every event that an intervention reaches has come to stand.
        """
        if self._places is None:
            self._places = self._place_all()
        return self._places

    def _place_all(self) -> Mapping[str, _Place]:
        days = self._recorded_days()
        reached: dict[str, list[str]] = {}
        todo = [id_ for id_, entry in self._changed.items() if entry.own or entry.given is not None]
        while todo:
            id_ = todo.pop()
            if id_ not in reached and id_ in self._listed:
                reached[id_] = [link.event for link in self._entry(id_).event.after]
                todo += self._dependents(id_)
        places: dict[str, _Place] = {}
        for id_ in TopologicalSorter(reached).static_order():
            if id_ in reached:
                places[id_] = self._place(id_, days, places)
        return places

    def _place(self, id_: str, days: Mapping[str, date], places: Mapping[str, _Place]) -> _Place:
        entry = self._settled(id_, places)
        when = entry.event.date if entry.given is None else entry.given
        recorded = days.get(id_)
        base = recorded if recorded is not None and when == entry.record else self._latest(when)
        carrier, carried = self._carried(entry, places)
        shift = entry.own + carried
        before = 0 if recorded is None else (base - recorded).days
        is_moved = bool(shift or before or recorded is None)
        pushed, causes = self._pushed(entry.event, add_days(base, shift), days, places, is_moved=is_moved)
        if carrier is not None:
            causes = (Cause("carried", carrier, carried), *causes)
        shift += pushed
        moved, day = before + shift, add_days(base, shift)
        first = day if moved else self._first(id_, day, places)
        return _Place(moved, day, first, when.shifted(shift), causes)

    def _carried(self, entry: _Entry, places: Mapping[str, _Place]) -> tuple[str | None, int]:
        """
        By which event, and by how many days, an event is carried along.
        """
        rode = entry.rode or {}
        carried = {
            id_: (places[id_].moved if id_ in places else 0) - rode.get(id_, 0) for id_ in self._carriers(entry.event)
        }
        carrier = max(carried, key=lambda id_: carried[id_], default=None)
        return (carrier, carried[carrier]) if carrier is not None and carried[carrier] else (None, 0)

    def _carriers(self, event: Event) -> list[str]:
        return [link.event for link in event.after if link.kind == "carry" and link.event in self._listed]

    def _settled(self, id_: str, places: Mapping[str, _Place]) -> _Entry:
        """
        An event's entry, now that it is known how far the edit that changed it last carries it as well.

        What was given a date stands there; what was shifted together with what carries it is shifted once.
        """
        entry = self._entry(id_)
        if entry.rode is None:
            rode = {carrier: places[carrier].moved for carrier in self._carriers(entry.event) if carrier in places}
            self._changed[id_] = evolve(entry, rode=rode)
        elif entry.was is not None:
            twice = self._carried(entry, places)[1] - entry.was
            *earlier, (position, days) = entry.edits
            edits = (*earlier, (position, days - twice))
            self._changed[id_] = evolve(entry, own=entry.own - twice, was=None, edits=edits)
        return self._entry(id_)

    def _pushed(
        self, event: Event, day: date, days: Mapping[str, date], places: Mapping[str, _Place], *, is_moved: bool
    ) -> tuple[int, tuple[Cause, ...]]:
        """
        By how many days, and by which floors, an event that would fall on *day* is pushed later.
        """
        floors = [link for link in event.after if link.kind == "floor" and link.event in self._listed]
        pushes: dict[str, int] = {}
        slack: dict[str, int] = {}
        for link in floors:
            floor = places.get(link.event)
            if floor is not None and floor.moved:
                pushes[link.event] = max((add_days(floor.day, link.lag) - day).days, 0)
                slack[link.event] = max(floor.moved - pushes[link.event], 0)
        if is_moved or any(pushes.values()):
            for link in floors:
                if link.event not in pushes:
                    pushes[link.event] = max(
                        (add_days(self._not_before(link.event, days, places), link.lag) - day).days, 0
                    )
        pushed = max(pushes.values(), default=0)
        pusher = next((id_ for id_, push in pushes.items() if push == pushed > 0), None)
        causes = [] if pusher is None else [Cause("pushed", pusher, pushed, slack.get(pusher, 0))]
        causes += [Cause("absorbed", id_, 0, taken) for id_, taken in slack.items() if taken and id_ != pusher]
        return pushed, tuple(causes)

    def _not_before(self, id_: str, days: Mapping[str, date], places: Mapping[str, _Place]) -> date:
        return places[id_].first if id_ in places else self._first(id_, days[id_], places)

    def _first(self, id_: str, day: date, places: Mapping[str, _Place]) -> date:
        """
        The first day on which an event that was not moved may be: it need not stay at its latest, on *day*, but is
        not before what it depends on.
        """
        entry = self._entry(id_)
        if entry.given is None:
            first = self._recorded_first_days()[id_]
        else:
            first = self._basis.widening.of(entry.given)[0] or self._basis.widening.start
        behind = [link for link in entry.event.after if link.event in places]
        return min(day, max([first, *(add_days(places[link.event].first, link.lag) for link in behind)]))

    def _day_of(self, id_: str) -> date:
        places = self._placed()
        return places[id_].day if id_ in places else self._recorded_days()[id_]

    def _date_of(self, id_: str) -> ImpreciseDate:
        places = self._placed()
        return places[id_].date if id_ in places else self._entry(id_).event.date

    # The result

    def _event_now(self, id_: str, places: Mapping[str, _Place]) -> Event:
        if id_ not in places:
            return self._changed[id_].event if id_ in self._changed else self._basis.by_id[id_]
        return redated(self._entry(id_).event, places[id_].date)

    def _movement(self, id_: str, places: Mapping[str, _Place]) -> Movement:
        entry = self._entry(id_)
        now = places[id_].date if id_ in places else entry.event.date
        old = self._basis.by_id.get(self._renamed.get(id_, id_)) if entry.record is not None else None
        edited = tuple(self._caused(position, days) for position, days in entry.edits)
        orphaned = tuple(Cause("orphaned", link.event) for link in entry.event.after if link.event in self._gone)
        travelled = places[id_].causes if id_ in places else ()
        days = 0 if old is None else (self._latest(now) - self._latest(old.date)).days
        return Movement(id_, None if old is None else old.date, now, days, (*edited, *travelled, *orphaned))


def _unless_same(parts: Mapping[str, Any], old: tuple[Any, ...]) -> tuple[Any, ...]:
    """
    The *parts* as a tuple; the *old* one itself if they are the same.
    """
    new = tuple(parts.values())
    return old if new == old else new


def _near_misses(target: Events, events: Iterable[Event], entities: Mapping[str, Entity]) -> str:
    """
    What would be accepted instead of the first part of *target* that no event has.
    """
    known: dict[str, dict[str, None]] = {"tag": {}, "site": {}, "entity": {}, "lifecycle": {}, "trigger": {}}
    for event in events:
        entity = entities.get(event.entity)
        if entity is not None:
            known["tag"] |= dict.fromkeys((*event.tags, *entity.tags))
            known["site"] |= dict.fromkeys(filter(None, (entity.site,)))
            known["lifecycle"][entity.lifecycle] = None
        known["entity"][event.entity] = None
        known["trigger"][event.trigger] = None
    given: list[tuple[str, Any]] = [("tag", tag) for tag in target.tags]
    given += [(key, getattr(target, key)) for key in ("site", "entity", "lifecycle", "trigger")]
    for key, value in given:
        if value is not None and value not in known[key]:
            return accepted(value, known[key], f"accepted as {key}")
    return "accepted: a selection of one or more"
