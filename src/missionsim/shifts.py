"""
One event shifted by any number of days: what moves along, and after how many days it meets what.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

from missionsim.edits import Advance, Delay, Drop, Edit, Insert, Replace
from missionsim.errors import EditError
from missionsim.footprints import closure
from missionsim.model import Event
from missionsim.scenario import Scenario
from missionsim.whatif import reached


class Ties:
    """
    The dependencies of a scenario, as far as they decide how events move along.

    Args:
        scenario: The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @cached_property
    def linked(self) -> Mapping[str, set[str]]:
        """
        Ids of the events that an event depends on or that depend on it, by its id; events without any left out.
        """
        known = {event.id for event in self._scenario.events}
        found: dict[str, set[str]] = {}
        for event in self._scenario.events:
            for link in event.after:
                if link.event in known:
                    found.setdefault(link.event, set()).add(event.id)
                    found.setdefault(event.id, set()).add(link.event)
        return found

    @cached_property
    def recorded(self) -> Mapping[str, Event]:
        """
        The events that the scenario's edits move, as the record has them: so they are where an edit undoes another.
        """
        moved = {id_ for id_, movement in self._scenario.movements.items() if movement.now is not None}
        return {event.id: event for event in self._scenario.root.events if event.id in moved}

    def tied_to(self, event: str) -> set[str]:
        """
        Ids of an event and of all whose days may depend on its day, or its day on theirs.
        """
        return closure({event}, lambda id_: self.linked.get(id_, ()))

    def are_regular(self, event: str) -> bool:
        """
        Whether all that moves along with an event stands still for some days and then moves a day per day.

        An event that contradicts what it depends on jumps once it is touched, and so may what depends on an imprecise
        one that was moved before; what gives way to an imprecise one by a lag meets what neither of them meets.
        """
        if event not in self.linked:
            return True
        tied = self.tied_to(event)
        is_steady = not self._is_edited and tied.isdisjoint(self._lagging)
        return self._keeps_links and tied.isdisjoint(self._contradicting) and (is_steady or tied <= self._precise)

    @cached_property
    def _is_edited(self) -> bool:
        return bool(self._scenario.edits)

    @cached_property
    def _keeps_links(self) -> bool:
        return not any(map(_changes_links, self._scenario.edits))

    @cached_property
    def _contradicting(self) -> set[str]:
        return {each.event for each in self._scenario.root.contradictions()}

    @cached_property
    def _lagging(self) -> set[str]:
        return {event.id for event in self._scenario.events if any(link.lag for link in event.after)}

    @cached_property
    def _precise(self) -> set[str]:
        is_precise = self._scenario.widening.is_precise
        vague = {
            event.id
            for each in (self._scenario.root, self._scenario)
            for event in each.events
            if not is_precise(event.date)
        }
        return {event.id for event in self._scenario.events} - vague


class Shifts:
    """
    One event shifted by any number of days one way, with all that moves along.

    Args:
        scenario: The scenario.

        event: The event.

        sign: 1 for later, -1 for earlier.

        ties: The dependencies of the scenario.
    """

    def __init__(self, scenario: Scenario, event: Event, sign: int, ties: Ties) -> None:
        self._scenario = scenario
        self._event = event
        self._sign = sign
        self._ties = ties
        self._found: dict[int, Mapping[str, Event]] = {}

    def by(self, days: int) -> Mapping[str, Event]:
        """
        The events that are not what they are in the record when the event is shifted so far, by id.
        """
        if days not in self._found:
            edit = Delay(self._event.id, days) if self._sign > 0 else Advance(self._event.id, days)
            found = reached(self._scenario.root.basis, (*self._scenario.edits, edit))
            self._found[days] = {**self._ties.recorded, **found}
        return self._found[days]

    @cached_property
    def most(self) -> int:
        """
        The most days by which the event can be shifted before it, or what it carries along, leaves the scenario.
        """
        room = self._room
        if self._stays(room):
            return room
        return bisect_left(range(1, room), True, key=lambda days: not self._stays(days))

    @cached_property
    def moved(self) -> Mapping[str, int]:
        """
        Ids of the events that are ever moved, with the days that they stand still before they are.
        """
        if not self._ties.are_regular(self._event.id):
            return dict.fromkeys(self.by(self.most), 0)
        found = {}
        for id_, event in self.by(self.most).items():
            by = self._sign * (self._latest(event) - self._latest(self._scenario.event(id_))).days
            if by > 0:
                found[id_] = self.most - by if self._sign > 0 else 0
        return found

    def meeting(
        self, positions: Callable[[Event], Iterable[int]], marks: Callable[[Event], Iterable[int]]
    ) -> list[int]:
        """
        Every number of days at which a moved event can come to lie otherwise to something it may meet; all numbers
        where events jump or give way.

        Between two of them, the order of all days stays the same.

        Args:
            positions: Ordinals of the days on which an event may stand before it is moved.

            marks: Ordinals of the days that a moved event may meet.
        """
        if not self._ties.are_regular(self._event.id):
            return list(range(1, self.most + 1))
        found = set()
        for id_, still in self.moved.items():
            event = self._scenario.event(id_)
            others = tuple(marks(event))
            for mine in positions(event):
                for other in others:
                    met_after = still + self._sign * (other - mine)
                    found |= {met_after, met_after + 1}
            found |= {still, still + 1}
        return sorted(days for days in found if 1 <= days <= self.most)

    @cached_property
    def _room(self) -> int:
        """
        The most days by which the event can be shifted before it leaves the scenario.
        """
        if self._sign > 0:
            return max((self._scenario.horizon - self._latest(self._event)).days, 0)
        return max(((self._event.date.latest or self._latest(self._event)) - self._scenario.first_day).days, 0)

    def _stays(self, days: int) -> bool:
        """
        Whether nothing that moves along leaves the scenario at its beginning, or the calendar.
        """
        try:
            shifted = self.by(days)
        except EditError:
            return False
        return all((event.date.latest or date.max) >= self._scenario.first_day for event in shifted.values())

    def _latest(self, event: Event) -> date:
        return self._scenario.widening.day(event.date, "latest")


def _changes_links(edit: Edit) -> bool:
    """
    Whether an edit changes what depends on what, or on which recorded days.
    """
    return edit.way == "re-reading" or isinstance(edit, Insert | Replace) or (isinstance(edit, Drop) and edit.bridge)
