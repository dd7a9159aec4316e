"""
A what-if: the consistent readings of the record as re-read, each edited.

An intervention moves events along the links of one reading. Where an event comes to stand:

- It starts from its day in the reading, or from the date that the last edit to give one gave it. What was edited
  before that edit does not matter to it any more.
- It moves with what carries it, by as many days as that moved since, all told; of several carriers, with the one that
  puts it latest. To that come its own delays and advances since, save those edits that reach its carrier too: one
  edit shifts each event once.
- Then floors push it to the predecessor's day and their lag, never pull it; they push a given date too. A carry is a
  floor without lag.
- Of a predecessor that had to wait, the day on which it took effect counts.

All edits count together, in whatever order they stand, but for given dates. Links are those left in the end: a
dropped event carries nothing, its floors are released; bridged, its links are joined.

Within a day links are kept; then the fewest asserted firings are refused, on the first day, on the second and so on;
then events that stood on one day in the reading too keep their order, and what is inserted comes last; then the fewest
others are refused; then document order. A deadline is judged also in every other order, as good but for that last, of
the events that it names or that count.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from oracle.dates import after, window
from oracle.engine import Play, Reading, play
from oracle.readings import CAP, Readings, orders, readings
from oracle.record import Link, Record, Spec, event_id, names
from oracle.rereading import kind, reread, with_rules

Days = dict[str, int]


class OutsideError(Exception):
    """
    An edit puts an event before the first day.
    """


class UnsettledError(Exception):
    """
    What waits moves what it waits for, round and round.
    """


def what_if(spec: Spec, edits: list[Spec], cap: int = CAP) -> Readings:
    """
    The readings of a record after edits, written as in what-if files.
    """
    record = Record(reread(spec, edits))
    base = readings(record, cap)
    result = Readings(record, base.admissible, refusals=base.refusals)
    seen = set()
    for reading in base.plays:
        for dates in _choices_of_dates(record, edits):
            travel = Travel(reading, edits, dates)
            result.record = travel.record
            edited, *reordered = travel.plays()
            result.reordered += reordered
            if edited.reading not in seen:
                seen.add(edited.reading)
                result.plays.append(edited)
    return result


def _choices_of_dates(record: Record, edits: list[Spec]) -> Iterator[dict[int, int]]:
    """
    Every choice of a day for each edit that gives a date, by the number of the edit, counted from 1.
    """
    given = {
        number: window(edit["to"] if "move" in edit else edit["insert"]["date"])
        for number, edit in enumerate(edits, 1)
        if kind(edit) in {"move", "insert"}
    }
    ranges = [range(first or record.start, (last or record.horizon) + 1) for first, last in given.values()]
    for days in itertools.product(*ranges):
        yield dict(zip(given, days, strict=True))


@dataclass
class Travel:
    """
    What edits make of one reading.

    Args:
        base: The reading, as played.

        edits: The edits, numbered from 1 in what follows.

        dates: The day that each edit which gives a date gives.
    """

    base: Play
    edits: list[Spec]
    dates: dict[int, int]
    shorter: dict[int, Travel] = field(default_factory=dict)

    @cached_property
    def dropped(self) -> set[str]:
        """
        The events that edits take out.
        """
        return {target for edit in self.edits if "drop" in edit for target in names(edit["drop"])}

    @cached_property
    def record(self) -> Record:
        """
        The record with its events, rules and links as the edits leave them.
        """
        return self._edited_record()

    def plays(self) -> list[Play]:
        """
        The edited reading, played; and in other orders of events that deadlines name or that count.
        """
        return self.settled[1]

    # The record with its links as left in the end

    def _edited_record(self) -> Record:
        """
        Bridging joins links as they are in this reading: a carry's distance is that between its days.
        """
        spec = with_rules(self.base.record.spec, self.edits)
        spec["events"] += [copy.deepcopy(edit["insert"]) for edit in self.edits if "insert" in edit]
        links = {event.id: event.links for event in Record(spec).events.values()}
        for edit in self.edits:
            if edit.get("bridge"):
                for target in names(edit["drop"]):
                    links = {event: self._bridged(own, target, links[target]) for event, own in links.items()}
        spec["events"] = [row for row in spec["events"] if event_id(row) not in self.dropped]
        record = Record(spec)
        for event in record.events.values():
            event.links = links[event.id]
        return record

    def _bridged(self, own: list[Link], target: str, beyond: list[Link]) -> list[Link]:
        """
        Links with those on *target* joined to its own: two carries are a carry, else a floor over both distances.
        """
        return [link for link in own if link.on != target] + [
            Link(link.event, far.on, carries=True, lag=0)
            if link.carries and far.carries
            else Link(link.event, far.on, carries=False, lag=self._distance(link) + self._distance(far))
            for link in own
            if link.on == target
            for far in beyond
        ]

    def _distance(self, link: Link) -> int:
        return self.base.days[link.event] - self.base.days[link.on] if link.carries else link.lag

    # Where events stand

    def before(self, number: int) -> Travel:
        """
        The same with the first *number* edits only.
        """
        if number not in self.shorter:
            self.shorter[number] = Travel(self.base, self.edits[:number], self.dates)
        return self.shorter[number]

    @cached_property
    def settled(self) -> tuple[Days, list[Play]]:
        """
        The days from which links count, and the readings as played.

        What waits is only known once all has been played; then what depends on it is placed anew.
        """
        if not self.edits:
            return {**self.base.days, **self._late_effects(self.base)}, [self.base]
        effects: Days = {}
        for _ in range(50):
            days = self._days(effects)
            plays = self._best_orders(days)
            found = self._late_effects(plays[0])
            if found == effects:
                return {**days, **found}, [each for each in plays if self._late_effects(each) == found]
            effects = found
        raise UnsettledError(str(self.edits))

    @staticmethod
    def _late_effects(played: Play) -> Days:
        return {effect.event: effect.day for effect in played.effects if effect.day > played.days[effect.event]}

    def _days(self, effects: Days) -> Days:
        """
        The days on which events stand, where predecessors took effect as late as given.
        """
        days: Days = {}
        there = [event for event in self.record.events if self._given(event) is not None]
        while len(days) < len(there):
            for event in there:
                links = [link for link in self.record.events[event].links if link.on in there]
                if event not in days and all(link.on in days for link in links):
                    counted = {link.on: max(days[link.on], effects.get(link.on, 0)) for link in links}
                    days[event] = self._day(event, links, counted)
        if min(days.values(), default=self.record.start) < self.record.start:
            raise OutsideError(str(days))
        return days

    def _day(self, event: str, links: list[Link], counted: Days) -> int:
        given, day = self._given(event) or (0, 0)
        if given < len(self.edits):
            since = self.before(given).settled[0]
            shifts = {edit: self._shift(edit, event) for edit in range(given + 1, len(self.edits) + 1)}
            moved = [
                counted[link.on]
                - since[link.on]
                + sum(by for edit, by in shifts.items() if not self._reaches(edit, link.on))
                for link in links
                if link.carries and link.on in since
            ]
            day += max(moved, default=sum(shifts.values()))
        return max([day, *(counted[link.on] + link.lag for link in links)])

    def _given(self, event: str) -> tuple[int, int] | None:
        """
        The last edit that gave an event a date, and the day; 0 and the day of the reading.
        """
        for edit in range(len(self.edits), 0, -1):
            what = self.edits[edit - 1]
            if what.get("move") == event or ("insert" in what and event_id(what["insert"]) == event):
                return edit, self.dates[edit]
            if "swap" in what and event in {what["swap"], what["with"]}:
                other = what["with"] if what["swap"] == event else what["swap"]
                before = self.before(edit - 1)
                return edit, before.plays()[0].days.get(other, before.settled[0][other])
        return (0, self.base.days[event]) if event in self.base.days else None

    def _shift(self, edit: int, event: str) -> int:
        what = self.edits[edit - 1]
        if kind(what) not in {"delay", "advance"} or event not in names(what[kind(what)]):
            return 0
        by: int = what["by"] if isinstance(what["by"], int) else after(0, what["by"])
        return by if "delay" in what else -by

    def _reaches(self, edit: int, event: str) -> bool:
        """
        Whether an edit shifts an event, itself or through what carries it, and no later edit gave it a date.
        """
        given = self._given(event)
        if given is None or given[0] >= edit:
            return False
        links = self.record.events[event].links
        return bool(self._shift(edit, event)) or any(
            self._reaches(edit, link.on) for link in links if link.carries and link.on in self.record.events
        )

    # In which order they come

    def _best_orders(self, days: Days) -> list[Play]:
        played_days = {event: day for event, day in days.items() if day <= self.record.horizon}
        plays = [play(self.record, order, self.dropped) for order in orders(self.record, played_days)]
        ranks = [self._rank(each) for each in plays]
        found = [
            each for each, rank in sorted(zip(plays, ranks, strict=True), key=_second) if rank[:-1] == min(ranks)[:-1]
        ]
        named = self._named()
        others = [[event for event, _ in each.reading if event not in named] for each in found]
        return [each for each, rest in zip(found, others, strict=True) if rest == others[0]]

    def _named(self) -> set[str]:
        """
        The events that deadlines name, and those that count.
        """
        found = {id_ for id_, event in self.record.events.items() if event.measures}
        for deadline in self.record.deadlines.values():
            found |= {deadline[key] for key in ("set_by", "since") if key in deadline}
            found |= {revision["by"] for revision in deadline.get("revisions", [])}
        return found

    def _rank(self, played: Play) -> tuple[object, ...]:
        listed = list(self.record.events)
        refused = list(played.dispositions().values()).count("refused")
        order = [listed.index(event) for event, _ in played.reading]
        return self._broken(played), self._refused_by_day(played), self._exchanged(played), refused, order

    def _refused_by_day(self, played: Play) -> list[int]:
        lost = [played.days[event] for event, _ in played.refused_assertions()]
        return [lost.count(day) for day in range(self.record.start, self.record.horizon + 1)]

    def _exchanged(self, played: Play) -> int:
        """
        How many pairs of events stand on one day, in this order and in the reading in the other.
        """
        found = 0
        last = len(self.base.reading)
        places = _places(self.base.reading)
        for (event, day), (other, other_day) in itertools.combinations(played.reading, 2):
            inserted = event not in places or other not in places
            shared = inserted or self.base.days[event] == self.base.days[other]
            found += day == other_day and shared and places.get(event, last) > places.get(other, last)
        return found

    def _broken(self, played: Play) -> int:
        places = _places(played.reading)
        broken = 0
        for link in self.record.links():
            effect = played.effect(link.on)
            if effect and link.event in places:
                early = played.days[link.event] < effect.day + link.lag
                broken += early or effect.position >= places[link.event]
        return broken


def _second(pair: tuple[Play, tuple[object, ...]]) -> tuple[object, ...]:
    return pair[1]


def _places(reading: Reading) -> Days:
    return {event: place for place, (event, _) in enumerate(reading)}
