"""
All readings of a record by brute force, and those of them that are consistent.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oracle.engine import Play, Reading, play
from oracle.record import FiringId, Record

CAP = 20_000


class TooManyError(Exception):
    """
    There are more readings than anybody would want to enumerate.
    """


@dataclass
class Readings:
    """
    What is said about a record over its consistent readings.

    Args:
        admissible: How many readings the dates and links allow.

        plays: The consistent ones, played; none if dates and links allow no reading at all.

        refusals: The least number of asserted firings that a reading refuses.

        reordered: More readings in which deadlines are judged.
    """

    record: Record
    admissible: int = 0
    plays: list[Play] = field(default_factory=list)
    refusals: int = 0
    reordered: list[Play] = field(default_factory=list)

    def days(self, event: str) -> set[int]:
        """
        The days on which an event can stand.
        """
        return {play.days[event] for play in self.plays if event in play.days}

    def effective_days(self, event: str) -> set[int | None]:
        """
        The days on which an event can take effect; ``None`` if it may never do.
        """
        return {effect.day if effect else None for effect in (play.effect(event) for play in self.plays)}

    def states(self, entity: str, day: int) -> set[str]:
        """
        The states in which an entity can be at the end of a day.
        """
        return {play.states[day][entity] for play in self.plays}

    def refused(self) -> set[frozenset[FiringId]]:
        """
        The sets of asserted firings that a consistent reading refuses.
        """
        return {play.refused_assertions() for play in self.plays}

    def outcomes(self) -> set[tuple[object, ...]]:
        """
        How it can end: the last states, and what became of each firing. These depend on the order of events alone.
        """
        return {_outcome(play) for play in self.plays}

    def order_matters(self) -> bool:
        """
        Whether two consistent readings end otherwise.
        """
        return len(self.outcomes()) > 1

    def pairs_that_matter(self) -> set[frozenset[str]]:
        """
        Pairs of events that follow each other at once and whose exchange alone, staying consistent, ends otherwise.
        """
        ends = {tuple(event for event, _ in play.reading): _outcome(play) for play in self.plays}
        found = set()
        for order, end in ends.items():
            for at in range(len(order) - 1):
                other = (*order[:at], order[at + 1], order[at], *order[at + 2 :])
                if ends.get(other, end) != end:
                    found.add(frozenset(order[at : at + 2]))
        return found


def readings(record: Record, cap: int = CAP) -> Readings:
    """
    The consistent readings: those admissible ones that refuse the fewest asserted firings.

    Raises:
        TooManyError: If there are more than *cap* admissible readings, or ten times as many choices of days.
    """
    found = Readings(record)
    least: int | None = None
    for played in admissible(record, cap):
        found.admissible += 1
        if found.admissible > cap:
            raise TooManyError(f"more than {cap} readings")
        refusals = len(played.refused_assertions())
        if least is None or refusals < least:
            least, found.plays = refusals, []
        if refusals == least:
            found.plays.append(played)
    found.refusals = least or 0
    return found


def admissible(record: Record, cap: int = CAP) -> Iterator[Play]:
    """
    All readings that dates and links allow, played.

    An event dated wholly after the horizon is not played. What depends on one can't be played either: then there is
    no reading, unless it lies after the horizon itself.
    """
    for days in choices_of_days(record, cap):
        for order in orders(record, days):
            played = play(record, order)
            if links_hold(played):
                yield played


def choices_of_days(record: Record, cap: int) -> Iterator[dict[str, int]]:
    """
    Every choice of a day within its date for every event, if the days keep the links.
    """
    events = [event for event in record.events.values() if not event.beyond]
    beyond = {event.id for event in record.events.values() if event.beyond}
    if any(link.on in beyond and link.event not in beyond for link in record.links()):
        return
    windows = [range(event.first, event.last + 1) for event in events]
    choices = 1
    for window in windows:
        choices *= len(window)
    if choices > 10 * cap:
        raise TooManyError(f"{choices} choices of days")
    links = [link for link in record.links() if link.event not in beyond]
    for chosen in itertools.product(*windows):
        days = dict(zip((event.id for event in events), chosen, strict=True))
        if all(days[link.event] >= days[link.on] + link.lag for link in links):
            yield days


def orders(record: Record, days: Mapping[str, int]) -> Iterator[Reading]:
    """
    Every order of the events that goes by their days and, within a day, lets what depends on another come after it.
    """
    before = {(link.on, link.event) for link in record.links()}
    per_day = []
    for day in sorted(set(days.values())):
        there = [event for event in days if days[event] == day]
        per_day.append(
            [
                [(event, day) for event in order]
                for order in itertools.permutations(there)
                if not any(pair in before for pair in itertools.combinations(reversed(order), 2))
            ]
        )
    for parts in itertools.product(*per_day):
        yield tuple(itertools.chain.from_iterable(parts))


def links_hold(played: Play) -> bool:
    """
    Whether every event stands after all that it depends on had taken effect, its lag later at least.

    Days of the schedule are kept already. What never takes effect asks for nothing more.
    """
    places = {event: position for position, (event, _) in enumerate(played.reading)}
    for link in played.record.links():
        effect = played.effect(link.on)
        if effect is None or link.event not in places:
            continue
        if effect.position >= places[link.event] or played.days[link.event] < effect.day + link.lag:
            return False
    return True


def _outcome(played: Play) -> tuple[object, ...]:
    last = tuple(sorted(played.states[played.record.horizon].items()))
    return last, tuple(sorted(played.dispositions().items()))
