"""
What a record allows over all its consistent readings, by name: days, states, and what can't all be true.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from attrs import frozen

from missionsim.record.events import Event, Link
from missionsim.record.parties import Claim
from missionsim.record.record import Record
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.readings import Because

Narrowing = Literal["link", "machine", "guard", "orders"]


@frozen
class Narrowed:
    """
    One step from a bound of an event back to the written date that it comes from.

    Args:
        event: Id of the event that is bounded.

        by: Id of the event that bounds it; the event itself if it is what all possible orders have in common.

        kind: ``link``; ``machine``: both fire one entity, which allows no other order; ``guard``: the one needs what
            the other brings about or ends; ``orders``: what all orders that are possible have in common.

        entity: Id of the entity through which they are tied; ``None`` for a link.

        lag: Days between the two, at least.
    """

    event: str
    by: str
    kind: Narrowing
    entity: str | None = None
    lag: int = 0

    def __str__(self) -> str:
        through = "" if self.entity is None else f" ({self.entity})"
        return f"{self.event} by {self.by}: {self.kind}{through}"


@frozen
class PossibleDays:
    """
    The days on which an event can have been, over all consistent readings.

    Args:
        event: Id of the event.

        earliest: First day.

        latest: Last day, inclusive.

        written: First and last day by its date alone.

        not_before: Why it was not earlier, back to a written date; empty if its own date says so.

        not_after: Why it was not later, likewise.

        is_exact: Whether all readings were looked at; if not, days between the two may be impossible, and none that is
            possible is missing.
    """

    event: str
    earliest: dt.date
    latest: dt.date
    written: tuple[dt.date, dt.date]
    not_before: tuple[Narrowed, ...] = ()
    not_after: tuple[Narrowed, ...] = ()
    is_exact: bool = True

    @property
    def is_narrowed(self) -> bool:
        """
        Whether fewer days are possible than its date says.
        """
        return (self.earliest, self.latest) != self.written


@frozen
class Assertion:
    """
    A firing that the record asserts.

    Args:
        event: Id of its event.

        firing: ``<entity>.<trigger>``.

        claims: Who says so.
    """

    event: str
    firing: str
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        return self.event if self.event == self.firing else f"{self.firing} in {self.event}"


@frozen
class Conflict:
    """
    What a record asserts and can't all be true.

    Args:
        assertions: The asserted firings, one of which has to be refused; none where dates and links alone leave no
            reading.

        links: The dependencies that take part, each with the id of the event that has it.

        events: Ids of the events whose dates take part, in document order.

        is_exact: Whether all readings were looked at; if not, there may be more conflicts.
    """

    assertions: tuple[Assertion, ...]
    links: tuple[tuple[str, Link], ...]
    events: tuple[str, ...]
    is_exact: bool = True

    @property
    def claims(self) -> tuple[Claim, ...]:
        """
        Who says what can't all be true.
        """
        return tuple(claim for assertion in self.assertions for claim in assertion.claims)

    def __str__(self) -> str:
        if not self.assertions:
            return "dates and links leave no day: " + ", ".join(self.events)
        return "can't all be true: " + ", ".join(map(str, self.assertions))


def possible_days(record: Record, event: str) -> PossibleDays:
    """
    The days on which an event can have been, and what narrowed them.

    Raises:
        UnknownError: If there is no such event.
    """
    record.event(event)
    found = compiled(record)
    position = record.positions[event]
    written = found.written_window(position)
    answer = found.readings.days(position)
    if answer is None:
        return PossibleDays(event, *_days(*written), _days(*written), is_exact=found.readings.is_exact)
    before = _linked(found, position, answer.not_before, is_first=True)
    after = _linked(found, position, answer.not_after, is_first=False)
    return PossibleDays(
        event,
        *_days(answer.earliest, answer.latest),
        _days(*written),
        _narrowed(record, before) if answer.earliest > written[0] else (),
        _narrowed(record, after) if answer.latest < written[1] else (),
        is_exact=found.readings.is_exact,
    )


def _linked(found: Compiled, position: int, steps: tuple[Because, ...], *, is_first: bool) -> tuple[Because, ...]:
    """
    Why an event has its first or last day, with the links through which dates had narrowed each other before.
    """
    if steps and steps[-1].kind == "orders":
        return steps
    longer = list(steps)
    position = steps[-1].by if steps else position
    lows, highs = found.windows.lows, found.windows.highs
    ties = [tie for each in found.links.ties.values() for tie in each if tie not in found.windows.broken]
    while (lows[position], highs[position])[not is_first] != found.written_window(position)[not is_first]:
        here = position
        if is_first:
            fitting = (
                each.before for each in ties if each.after == here and lows[each.before] + each.lag == lows[here]
            )
        else:
            fitting = (
                each.after for each in ties if each.before == here and highs[each.after] - each.lag == highs[here]
            )
        position = next(fitting, here)
        if position == here:
            break
        lag = abs(lows[position] - lows[here] if is_first else highs[position] - highs[here])
        longer.append(Because(here, position, "link", None, lag))
    return tuple(longer)


def conflicts(record: Record) -> tuple[Conflict, ...]:
    """
    The smallest sets of what a record asserts that can't all be true, with their claims; none if it is consistent.
    """
    found = compiled(record)
    events = record.events
    broken = [
        Conflict((), ((events[tie.after].id, tie.link),), (tie.link.event, events[tie.after].id))
        for tie in found.windows.broken
    ]
    answer = found.readings.conflicts
    links = found.readings.problem.links
    return (
        *broken,
        *(
            Conflict(
                tuple(_assertion(events[position], number) for position, number in sorted(each.firings)),
                tuple(
                    (events[links[n].after].id, _link(events[links[n].after], events[links[n].before].id))
                    for n in each.links
                ),
                tuple(events[position].id for position in sorted(each.events)),
                is_exact=answer.is_exact,
            )
            for each in answer.conflicts
        ),
    )


class RecordPossibilities:
    """
    The states that a record allows.

    Args:
        found: The compiled record.
    """

    def __init__(self, found: Compiled) -> None:
        self._found = found

    @property
    def is_exact(self) -> bool:
        """
        Whether all readings were looked at.
        """
        return self._found.readings.is_exact

    def states(self, entity: str, day: dt.date) -> tuple[str, ...]:
        """
        The states in which an entity can have been at the end of *day*, in the order of its lifecycle.
        """
        number = self._found.program.numbers[entity]
        names = self._found.program.tables[number].states
        return tuple(names[state] for state in sorted(self._found.readings.states(number, day.toordinal())))


def _days(first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date.fromordinal(first), dt.date.fromordinal(last)


def _narrowed(record: Record, steps: tuple[Because, ...]) -> tuple[Narrowed, ...]:
    return tuple(
        Narrowed(
            record.events[step.event].id,
            record.events[step.by].id,
            step.kind,
            None if step.entity is None else record.entities[step.entity].id,
            step.lag,
        )
        for step in steps
    )


def _assertion(event: Event, number: int) -> Assertion:
    firing = event.fires[number]
    return Assertion(event.id, firing.name, event.claims_of(firing))


def _link(event: Event, before: str) -> Link:
    return next(link for link in event.after if link.event == before)
