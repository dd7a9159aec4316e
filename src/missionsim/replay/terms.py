"""
What a deadline asks, and from when on: its setting and its revisions, in the order of events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from missionsim.errors import DateError
from missionsim.record.dates import ImpreciseDate, Offset, add_days, add_months
from missionsim.record.deadlines import Deadline

Happened = tuple[tuple[int, str], ...]


@frozen
class Rules:
    """
    A deadline as it is judged: with days as ordinals.

    Args:
        id: Id of the deadline.

        name: What it is, in words.

        start: First day of the replay.

        known_until: Last day about which anything is known.

        set_by: Id of the event that sets it; ``None`` if it is in force from the start.

        since: Id of the event that lengths of time count from.

        due: What is due; ``None`` if nothing is, since the party whose version it is denies it.

        revisions: Id of the event that revises it, and what is due then, ``None`` if nothing any more.
    """

    id: str
    name: str
    start: int
    known_until: int
    set_by: str | None
    since: str | None
    due: Due | None
    revisions: tuple[tuple[str, Due | None], ...]

    @classmethod
    def of(
        cls,
        deadline: Deadline,
        start: date,
        known_until: date | None = None,
        *,
        approximate: int = 0,
        uncertain: int = 0,
    ) -> Rules:
        """
        The rules of a declared deadline.

        Args:
            deadline: The deadline.

            start: First day of the replay.

            known_until: Last day about which anything is known, if there is one.

            approximate: Days by which ``~`` widens a due date.

            uncertain: Days by which ``?`` widens a due date.
        """

        def read(due: ImpreciseDate | Offset) -> Due:
            if isinstance(due, Offset):
                return due
            earliest, latest = due.widened(approximate=approximate, uncertain=uncertain)
            opens = earliest.toordinal() if due.kind == "span" and earliest else None
            return Window(opens, (latest or date.max).toordinal())

        is_denied = deadline.denied_by is not None
        listed = () if is_denied else deadline.revisions
        revisions = ((each.by, None if each.due is None else read(each.due)) for each in listed)
        return cls(
            id=deadline.id,
            name=deadline.name,
            start=start.toordinal(),
            known_until=(known_until or date.max).toordinal(),
            set_by=deadline.set_by,
            since=deadline.since or deadline.set_by,
            due=None if is_denied else read(deadline.due),
            revisions=tuple(revisions),
        )

    @property
    def watched(self) -> frozenset[str]:
        """
        Ids of the events that set it, revise it, or that it counts from; no others need be fed.
        """
        named = (self.set_by, self.since, *(by for by, _ in self.revisions))
        return frozenset(id_ for id_ in named if id_ is not None)


@frozen
class Window:
    """
    Days within which something is due.

    Args:
        opens: First day on which it may become true; ``None`` if it may hold as early as it likes.

        last: Last day, inclusive.
    """

    opens: int | None
    last: int


Due = Window | Offset


@frozen
class Demand:
    """
    What is asked from one day on.

    Args:
        stated: The day on which that was stated.

        by: Id of the event that stated it.

        until: Last day at whose end it was in force; as far as is known yet, the closing day.

        known: First day on which it is known what is due; ``None`` if it was not while it was in force.

        window: When it is due; ``None`` if nothing is, or it is not known.

        counts_forward: Whether a due date not known yet can only be one on or after the day on which it is known.

        is_void: Whether nothing is due any more.

        is_forgotten: Whether another one was stated before it was known what was due.
    """

    stated: int
    by: str | None
    until: int
    known: int | None
    window: Window | None
    counts_forward: bool
    is_void: bool
    is_forgotten: bool


def setting_day(rules: Rules, happened: Happened, closing: int) -> int | None:
    """
    The day on which a deadline was set, if it was by *closing*: the first one, where no event sets it.
    """
    if rules.set_by is None:
        day: int | None = rules.start
    else:
        day = next((day for day, id_ in happened if id_ == rules.set_by), None)
    return day if day is not None and day <= closing else None


def demands(rules: Rules, happened: Happened, closing: int) -> tuple[Demand, ...]:
    """
    What a deadline asked, one after the other, by what took effect until *closing*.

    The setting comes first, then every revision, in the order of events, those of one day too; of several revisions
    by one event the last listed counts, and one by the event that sets it does at once. What would revise it before it
    was set, also on the same day, does not count. Each is in force from the day it was stated to the day before the
    next one was; what is revised on the day it was stated was never in force at the end of a day, and is left out.

    Args:
        rules: The deadline.

        happened: Day and id of the events that took effect, in order.

        closing: Last day that is known about.
    """
    seen = [(day, id_) for day, id_ in happened if day <= closing]
    stated = _stated(rules, seen)
    base = next((day for day, id_ in seen if id_ == rules.since), None)
    found = []
    for position, (day, by, due) in enumerate(stated):
        replaced = position + 1 < len(stated)
        until = stated[position + 1][0] - 1 if replaced else closing
        if day <= until:
            known, window = _placed(due, day, base, until)
            forward = isinstance(due, Offset) and due.days >= 0 and due.months >= 0
            found.append(Demand(day, by, until, known, window, forward, due is None, replaced and known is None))
    return tuple(found)


def _stated(rules: Rules, seen: Iterable[tuple[int, str]]) -> list[tuple[int, str | None, Due | None]]:
    revisions = dict(rules.revisions)
    stated: list[tuple[int, str | None, Due | None]] = []
    if rules.set_by is None:
        stated.append((rules.start, None, rules.due))
    for day, id_ in seen:
        if id_ == rules.set_by and not stated:
            stated.append((day, id_, rules.due))
        if id_ in revisions and stated and day >= stated[0][0]:
            stated.append((day, id_, revisions[id_]))
    return stated


def _placed(due: Due | None, stated: int, base: int | None, until: int) -> tuple[int | None, Window | None]:
    """
    From when on it is known what is due, and when that is.

    A length of time counts from its event, be that before or after it was stated, and is known once both have
    happened; not at all if it is revised before, or on that day. What would leave the calendar is due at its end.
    """
    if not isinstance(due, Offset):
        return stated, due
    if base is None or base > until:
        return None, None
    return max(stated, base), Window(None, _after(due, base))


def _after(due: Offset, base: int) -> int:
    day = date.fromordinal(base)
    try:
        return (add_months(day, due.months).day if due.months else add_days(day, due.days)).toordinal()
    except DateError:
        return (date.max if due.days + due.months > 0 else date.min).toordinal()
