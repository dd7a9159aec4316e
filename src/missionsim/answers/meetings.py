"""
After how many days of a shift anything can change: where what moves comes to lie otherwise to what matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

from missionsim.answers.trials import Trials
from missionsim.errors import DateError, LimitError
from missionsim.record.dates import ImpreciseDate, Offset, add_months
from missionsim.record.deadlines import Deadline
from missionsim.whatif.affected import influence_of
from missionsim.whatif.influence import Influence

MOST_DAYS = 5_000
# Months differ by up to three days, and so does the day a month before or after another.
UNEVEN = 4


class Meetings:
    """
    The numbers of days after which a shifted event, or what moves along, can come to lie otherwise to what matters.

    Between two of them nothing can change. What moves along later stands still for some days and then moves a day per
    day; what moves along earlier moves and then stands still.

    Args:
        trials: The what-if.

        event: The event that is shifted.

        sign: 1 if to later days, -1 if to earlier ones.

        most: The most days.

        unsure: Positions of the events that may be refused, or let happen, by the shift.

        deadline: The deadline that may break, if that is what is asked.

        relevant: Positions of the events that matter to it; all unless given.
    """

    def __init__(  # noqa: PLR0913  what a shift can meet
        self,
        trials: Trials,
        event: str,
        sign: int,
        most: int,
        unsure: Collection[int],
        deadline: Deadline | None = None,
        relevant: Collection[int] | None = None,
    ) -> None:
        self._trials = trials
        self._event = event
        self._sign = sign
        self._most = most
        self._unsure = unsure
        self._deadline = deadline
        self._relevant = relevant

    @cached_property
    def days(self) -> Sequence[int]:
        """
        These numbers, smallest first.

        Raises:
            LimitError: If there are too many.
        """
        windows, sign = self._trials.found.windows, self._sign
        found = {1}
        for length, other in product((0, *self._lengths), repeat=2):
            found |= {length + other, length + other + 1}
        for position in filter(self._matters, self._moved):
            by = self._moved[position]
            still = self._most - by if sign > 0 else 0
            found |= {still, still + 1, by, by + 1}
            marks = self._marks_of(position)
            for day in {self._trials.days[position], windows.lows[position], windows.highs[position]}:
                for mark in marks:
                    met = still + sign * (mark - day)
                    found |= {met, met + 1}
            if len(found) > MOST_DAYS * 20:
                break
        chosen = sorted(days for days in found if 1 <= days <= self._most)
        if len(chosen) > MOST_DAYS:
            raise LimitError(
                f"{self._event} would have to be tried on {len(chosen):,} days; accepted: at most {MOST_DAYS:,}, "
                "with a nearer horizon or fewer events"
            )
        return chosen

    @cached_property
    def _moved(self) -> Mapping[int, int]:
        """
        By how many days each event moves at most, by position.
        """
        after = self._trials.days_after(self._event, self._sign * self._most)
        moved = {n: abs(after[n] - day) for n, day in enumerate(self._trials.days) if after[n] != day}
        return {n: by for n, by in moved.items() if self._relevant is None or n in self._relevant}

    @cached_property
    def _influence(self) -> Influence:
        return influence_of(self._trials.edited, self._trials.found)

    @cached_property
    def _asked(self) -> frozenset[int]:
        """
        The events that the deadline names, that may turn what it looks at, and with which numbers are counted.
        """
        if self._deadline is None:
            return frozenset()
        events, positions = self._trials.record.events, self._trials.record.positions
        named = {positions[id_] for id_ in self._deadline.event_ids if id_ in positions}
        named |= {position for position, event in enumerate(events) if event.measures}
        return frozenset(named).union(*map(self._influence.turning, self._deadline.conditions))

    @cached_property
    def _is_direct(self) -> bool:
        """
        Whether nothing happens on other days but what is shifted and what moves along: nothing waits, and nothing moves
        by itself.
        """
        influence = self._influence
        events = influence.behind((*self._moved, *self._unsure))
        return events.isdisjoint(influence.waiting) and not any(each in influence.moving for each in events)

    @cached_property
    def _acting(self) -> frozenset[int]:
        """
        The events that act on anything that may come otherwise.
        """
        events = {*self._moved, *self._unsure}
        return self._asked.union(events, *(self._influence.deciders[each] for each in events))

    def _matters(self, event: int) -> bool:
        """
        Whether anything can depend on where a moved event has come to.
        """
        if not self._is_direct or event in self._asked or event in self._unsure:
            return True
        return any(each in self._unsure for each in self._influence.decided.get(event, ()))

    def _marks_of(self, event: int) -> Sequence[int]:
        """
        The days that a moved event may meet.
        """
        if not self._is_direct:
            return self._marks
        influence, ties = self._influence, self._trials.found.links.ties
        met = {*influence.deciders[event], *influence.decided.get(event, ()), *influence.followers.get(event, ())}
        return self._around(frozenset(met | {tie.before for tie in ties.get(event, ())} | self._asked))

    @cached_property
    def _lengths(self) -> Sequence[int]:
        """
        The lengths of time between what matters: lags of links, and of due dates.
        """
        ties = self._trials.found.links.ties
        lags = {tie.lag for each in self._acting for tie in ties.get(each, ())}
        return sorted(lags | {abs(due.days) for due in self._dues if isinstance(due, Offset)} - {0})

    @property
    def _dues(self) -> Iterator[ImpreciseDate | Offset]:
        if self._deadline is not None:
            dues = (self._deadline.due, *(revision.due for revision in self._deadline.revisions))
            yield from (due for due in dues if due is not None)

    @cached_property
    def _marks(self) -> Sequence[int]:
        return self._around(self._acting)

    def _around(self, events: Collection[int]) -> Sequence[int]:
        """
        The days of some events and of deadlines, and those a length of time from these.
        """
        record, windows = self._trials.record, self._trials.found.windows
        found = {each.toordinal() for each in (record.horizon, record.first_day, record.last_known)}
        for position in events:
            found |= {self._trials.days[position], windows.lows[position], windows.highs[position]}
        for due in self._dues:
            if isinstance(due, ImpreciseDate):
                found |= {day.toordinal() for day in record.widening.of(due) if day is not None}
        found |= {day + sign * length for day in found for length in self._lengths for sign in (1, -1)}
        months = {due.months for due in self._dues if isinstance(due, Offset) and due.months}
        return sorted(found.union(*(days_about(day, by) for day, by in product(found, sorted(months)))))


def days_about(day: int, months: int) -> Iterator[int]:
    """
    The days about so many months before another, and after it.
    """
    for end in (_after(day, months), _after(day, -months)):
        yield from range(end - UNEVEN, end + UNEVEN + 1)


def _after(day: int, months: int) -> int:
    """
    The day so many months later, or the last or first one of the calendar.
    """
    try:
        return add_months(dt.date.fromordinal(min(max(day, 1), dt.date.max.toordinal())), months).day.toordinal()
    except DateError:
        return (dt.date.max if months > 0 else dt.date.min).toordinal()
