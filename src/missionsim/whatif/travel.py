"""
How far events move when edits shift some of them or give them days: one pass along the links.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from attrs import field, frozen

from missionsim.whatif.causes import Cause

Key = str | tuple[str, int]
"""
An event by its id; one that was taken out, and that others still stand by, with the edit that did so as well.
"""


@frozen
class Tie:
    """
    A dependency on a predecessor.

    Args:
        before: The predecessor.

        lag: Days between the two, at least.

        carries: Whether the gap between the two is kept.
    """

    before: Key
    lag: int = 0
    carries: bool = False


@frozen
class Act:
    """
    What one edit did to one event.

    Args:
        edit: Position of the edit.

        shift: Days by which it shifted the event.

        given: The day that it gave it instead, as an ordinal.

        like: The event whose day before the edit it gave it instead.
    """

    edit: int
    shift: int = 0
    given: int | None = None
    like: Key | None = None

    @property
    def gives(self) -> bool:
        """
        Whether it gave it a day.
        """
        return self.given is not None or self.like is not None


@frozen
class Place:
    """
    Where an event has come to stand.

    Args:
        day: The day, as an ordinal.

        moved: Days since its base day.

        start: The day from which it was shifted, carried and held back: its base day, or the last that it was given.

        moved_by: Positions of the edits that shifted it, itself or along with what carries it.

        causes: Why, edits left out.
    """

    day: int
    moved: int
    start: int
    moved_by: frozenset[int] = frozenset()
    causes: tuple[Cause, ...] = ()


@frozen
class Network:
    """
    What edits made of the dependencies of a record, and what they did to its events.

    Args:
        ties: The dependencies of an event on events that are there.

        followers: The events that depend on an event.

        acts: What edits did, by event, in order.

        instead_of: Of an event that took another's place: since which edit, and that other, by whose place it stood
            before; ``None`` where there was nothing before.
    """

    ties: Callable[[Key], Sequence[Tie]]
    followers: Callable[[Key], Iterable[Key]]
    acts: Mapping[Key, tuple[Act, ...]]
    instead_of: Mapping[Key, tuple[int, Key | None]] = field(factory=dict)

    def needed(self, key: Key) -> list[Key]:
        """
        The events whose places that of an event may need.
        """
        _, other = self.instead_of.get(key, (0, None))
        return [tie.before for tie in self.ties(key)] + ([] if other is None else [other])

    def behind(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """
        Some events and all that they depend on, directly or not; with what each needs.
        """
        return _closure(keys, lambda key: [*self.needed(key), *self._likes(key)], self.needed)

    def reached(self) -> dict[Key, list[Key]]:
        """
        The events that edits reach, directly or along the links; with what each needs.
        """
        return _closure(self.acts, self.followers, self.needed)

    def _likes(self, key: Key) -> list[Key]:
        return [act.like for act in self.acts.get(key, ()) if act.like is not None]


def travel(base: Mapping[Key, int], network: Network, asked: Iterable[Key] | None = None) -> dict[Key, Place]:
    """
    Where all events stand that edits reach, directly or along the links.

    An event that was given a day stands there, whatever carried it until then. It is carried along with what carries
    it, and moves by its own shifts as well; but what one edit shifts together with what carries it keeps its gap. Then
    whatever it depends on holds it back. A dependency that the base days don't keep binds nobody that was not given
    a day.

    Args:
        base: The day of every event in a reading of the record; of one that is not in it, the day on which it was
            inserted.

        network: The dependencies, and what edits did.

        asked: The events that are asked for; all unless given.
    """
    wanted = list(network.reached() if asked is None else asked)
    course = _Course(base, network, network.behind(wanted))
    found = {key: course.place(key, _END) for key in course.order if asked is None or key in wanted}
    return {key: place for key, place in found.items() if place is not None}


_END = 1 << 60


def _closure(
    keys: Iterable[Key], onward: Callable[[Key], Iterable[Key]], needed: Callable[[Key], list[Key]]
) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = {}
    todo = list(keys)
    while todo:
        key = todo.pop()
        if key not in found:
            found[key] = needed(key)
            todo += onward(key)
    return found


class _Course:
    """
    The places of events after any number of edits, found when asked; between edits that can move an event, it stands.

    Args:
        base: The day of every event in a reading of the record.

        network: The dependencies, and what edits did.

        needed: What the place of each event may need.

    Attributes:
        order: The events, each behind what it needs.
    """

    def __init__(self, base: Mapping[Key, int], network: Network, needed: Mapping[Key, list[Key]]) -> None:
        self._base = base
        self._network = network
        self._ties = {key: network.ties(key) for key in needed}
        self.order, self._edits = _touching(needed, network.acts)
        self._known: dict[tuple[Key, int], Place | None] = {}

    def _when(self, key: Key, until: int) -> tuple[Key, int]:
        """
        The stretch of edits, during which an event stands, that ends before the edit at position *until*.
        """
        return key, bisect_left(self._edits[key], until)

    def place(self, key: Key, until: int) -> Place | None:
        """
        The place of an event before the edit at position *until*; ``None`` if none reached it by then.
        """
        wanted = self._when(key, until)
        todo = [wanted]
        while todo:
            one = todo[-1]
            if one in self._known:
                todo.pop()
            elif not one[1]:
                self._known[one] = None
            else:
                before = self._edits[one[0]][one[1] - 1] + 1
                missing = [each for each in self._needs(one[0], before) if each not in self._known]
                if missing:
                    todo += missing
                else:
                    self._known[one] = self._place(one[0], before)
        return self._known[wanted]

    def _needs(self, key: Key, until: int) -> list[tuple[Key, int]]:
        since, other = self._network.instead_of.get(key, (-1, None))
        if since >= until:
            return [] if other is None else [self._when(other, until)]
        found = [self._when(tie.before, until) for tie in self._ties[key]]
        gone = {_gone_at(each) for each in (key, *(tie.before for tie in self._ties[key]))}
        found += [self._when(key, edit) for edit in gone if edit < until]
        given = self._given(key, until)
        if given is not None:
            found += [self._when(tie.before, given.edit + 1) for tie in self._ties[key] if tie.carries]
            found += [] if given.like is None else [self._when(given.like, given.edit)]
        return found if other is None else [*found, self._when(other, since)]

    def _given(self, key: Key, until: int) -> Act | None:
        acts = self._network.acts.get(key, ())
        return next((act for act in reversed(acts) if act.gives and act.edit < until), None)

    def _at(self, key: Key, until: int) -> Place | None:
        return self._known[self._when(key, until)]

    def _moved(self, key: Key, until: int) -> int:
        place = self._at(key, until)
        return 0 if place is None else place.moved

    def _place(self, key: Key, until: int) -> Place | None:
        since, other = self._network.instead_of.get(key, (-1, None))
        if since >= until:
            return None if other is None else self._at(other, until)
        base, given = self._base[key], self._given(key, until)
        start = base if given is None else self._given_day(given)
        acts = [act for act in self._network.acts.get(key, ()) if act.edit < until and not act.gives]
        shifts = {act.edit: act.shift for act in acts if given is None or act.edit > given.edit}
        day, carrier = self._carried(key, until, start, shifts, given)
        held, causes = self._held_back(key, until, day, given)
        along = day - start - sum(shifts.values())
        if carrier is not None and along:
            causes = (Cause("carried", _id(carrier), along), *causes)
        moved_by = frozenset(act.edit for act in acts)
        with_it = [self._at(carrier, until)] if carrier is not None else []
        with_it += [self._at(other, since)] if other is not None else []
        moved_by = moved_by.union(*(place.moved_by for place in with_it if place is not None))
        return Place(held, held - base, start, moved_by, causes)

    def _given_day(self, act: Act) -> int:
        if act.like is None:
            return act.given or 0
        place = self._at(act.like, act.edit)
        return self._base[act.like] if place is None else place.day

    def _carried(
        self, key: Key, until: int, start: int, shifts: Mapping[int, int], given: Act | None
    ) -> tuple[int, Key | None]:
        """
        The day to which an event is shifted and carried along, and what carries it.
        """
        found: tuple[int, Key | None] = (start + sum(shifts.values()), None)
        for tie in self._ties[key]:
            if tie.carries and self._is_there(tie.before, until):
                place = self._at(tie.before, until)
                with_it = () if place is None else place.moved_by
                own = sum(days for edit, days in shifts.items() if edit not in with_it)
                rode = 0 if given is None else self._moved(tie.before, given.edit + 1)
                day = start + own + self._moved(tie.before, until) - rode
                if found[1] is None or day > found[0]:
                    found = (day, tie.before)
        return found

    def _held_back(self, key: Key, until: int, day: int, given: Act | None) -> tuple[int, tuple[Cause, ...]]:
        """
        The first day from *day* on that dependencies allow, and why.
        """
        base, held, by = self._base[key], day, None
        is_given = given is not None
        absorbed: dict[Key, int] = {}
        for tie, most in self._holding(key, until, given):
            moved = self._moved(tie.before, until)
            was_kept = is_given or base >= self._base[tie.before] + tie.lag
            if not was_kept or not (is_given or moved or day != base) or not self._is_there(tie.before, until):
                continue
            first = min(self._base[tie.before] + moved + tie.lag, day + most)
            if moved > 0 and not tie.carries:
                absorbed[tie.before] = moved - max(first - day, 0)
            if first > held:
                held, by = first, tie.before
        causes = [] if by is None else [Cause("pushed", _id(by), held - day, absorbed.pop(by, 0))]
        causes += [Cause("absorbed", _id(before), 0, days) for before, days in absorbed.items() if days > 0]
        return held, tuple(causes)

    def _holding(self, key: Key, until: int, given: Act | None) -> Iterator[tuple[Tie, int]]:
        """
        What can hold an event back, and by how many days at most.

        What was bridged over holds nothing back further than it did until then, and is not held back further itself;
        instead of it, its own dependencies hold.
        """
        gone = self._pushed_until(key, until, key, given)
        for tie in self._ties[key]:
            yield tie, min(gone, self._pushed_until(tie.before, until, key, given))
            if _gone_at(tie.before) < until:
                yield from ((joined, gone) for joined in self._joined(key, tie, until))

    def _pushed_until(self, over: Key, until: int, key: Key, given: Act | None) -> int:
        """
        By how many days an event was held back when another, or itself, was bridged over; no limit where that is there.
        """
        edit = _gone_at(over)
        if edit >= until:
            return _END
        place = None if given is not None and given.edit > edit else self._at(key, edit)
        return 0 if place is None else sum(cause.days for cause in place.causes if cause.kind == "pushed")

    def _joined(self, key: Key, tie: Tie, until: int) -> Iterator[Tie]:
        """
        The dependencies of an event instead of one on what was bridged over.
        """
        base = self._base
        own = base[key] - base[tie.before] if tie.carries else tie.lag
        for far in self._ties[tie.before]:
            beyond = base[tie.before] - base[far.before] if far.carries else far.lag
            carries = tie.carries and far.carries
            joined = Tie(far.before, 0 if carries else own + beyond, carries)
            yield from self._joined(key, joined, until) if _gone_at(far.before) < until else [joined]

    def _is_there(self, key: Key, until: int) -> bool:
        since, other = self._network.instead_of.get(key, (-1, None))
        return since < until or other is not None


def _touching(
    needed: Mapping[Key, list[Key]], acts: Mapping[Key, tuple[Act, ...]]
) -> tuple[Sequence[Key], Mapping[Key, tuple[int, ...]]]:
    """
    The events, each behind what it needs; and the edits that can move each, in order.
    """
    try:
        order = tuple(TopologicalSorter(needed).static_order())
    except CycleError:  # what an event needed before it was replaced can depend on it now
        every = tuple(sorted({act.edit for each in acts.values() for act in each}))
        return tuple(needed), dict.fromkeys(needed, every)
    found: dict[Key, tuple[int, ...]] = {}
    for key in order:
        own = tuple(dict.fromkeys(act.edit for act in acts.get(key, ())))
        several = {own, *(found[each] for each in needed[key])} - {()}
        found[key] = several.pop() if len(several) == 1 else tuple(sorted({e for each in several for e in each}))
    return order, found


def _gone_at(key: Key) -> int:
    """
    Position of the edit that took an event out.
    """
    return key[1] if isinstance(key, tuple) else _END


def _id(key: Key | None) -> str:
    return key[0] if isinstance(key, tuple) else str(key)
