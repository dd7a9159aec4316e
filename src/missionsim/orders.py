"""
Whether the order of events that dates leave open matters: proven over all orders that the dates allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from attrs import frozen

from missionsim.engine import Run, Step
from missionsim.errors import LimitError
from missionsim.footprints import Footprints, closure
from missionsim.model import Event
from missionsim.scenario import Scenario

MOST_ORDERS = 50_000
Pair = tuple[str, str]
Group = tuple[Pair, ...]
Seen = Mapping[str, tuple[str, ...]]
Outcome = tuple[Mapping[str, str], Mapping[str, str]]


@frozen
class SensitivePair:
    """
    Two events whose order matters, and is not known.

    Args:
        first: Id of the event that a replay plays first.

        second: Id of the other.

        same_day: Whether both are known to the day, and it is the same.

        changes: What is otherwise if the second comes first, in words.
    """

    first: str
    second: str
    same_day: bool
    changes: tuple[str, ...]

    def __str__(self) -> str:
        why = "on the same day" if self.same_day else "imprecisely dated"
        return f"{self.second} before {self.first} ({why}): {'; '.join(self.changes)}"


@frozen
class OrderSensitivity:
    """
    Which events would change the outcome if they happened in another order.

    Args:
        pairs: The pairs whose order matters, in the order of a replay; empty if none does.

        open: Number of pairs of events that act on each other and whose order the dates leave open.

        tried: Number of orders that were replayed. All others give the outcome of one of them, since they differ
            only in the order of events that do not act on each other.
    """

    pairs: tuple[SensitivePair, ...]
    open: int
    tried: int

    def __bool__(self) -> bool:
        """
        Whether any order matters.
        """
        return bool(self.pairs)

    def __str__(self) -> str:
        proof = f"{self.open} open pairs act on each other; {self.tried} orders tried"
        if not self.pairs:
            return f"No order that the dates allow changes the outcome ({proof})."
        return "\n".join([f"The outcome depends on the order of events ({proof}):", *map("  {}".format, self.pairs)])


class _Course(NamedTuple):
    """
    What one order leads to.

    Args:
        changes: How the outcome differs from the documented one, in words.

        noticed_by: Ids of the events before which what they rely on is not as it is in the documented order.
    """

    changes: tuple[str, ...]
    noticed_by: frozenset[str]


def order_sensitivity(scenario: Scenario) -> OrderSensitivity:
    """
    Which same-day or imprecisely dated events would change the outcome if they happened in another order.

    The outcome is what becomes of every event, and the state of every entity at the end; on which days is left aside.
    An event that may lie beyond the horizon is taken to happen.
    Two events act on each other if one changes what the other changes or relies on. Swapping two that do not act on
    each other changes nothing, so orders need only be told apart by the pairs that do [1]_. Events before which the
    dates put others, or that depend on others, keep the order of a replay. Groups of pairs that share no event are
    tried one group at a time, the others as documented; if none of them matters by itself, those that other events
    notice are tried together.

    .. [1] A. Mazurkiewicz, "Trace theory", Petri Nets 1986: equivalence under swaps of independent neighbours.

    Returns:
        The pairs that matter. If there is none, every order that the dates allow gives the same outcome.

    Raises:
        LimitError: If a group of pairs leaves more than 50,000 orders.
    """
    return _Orders(scenario).sensitivity()


class _Orders:
    """
    The orders that the dates of a scenario allow.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._placed = [
            each.event
            for each in scenario.schedule()
            if (scenario.widening.of(each.event.date)[0] or scenario.first_day) <= scenario.horizon
        ]
        self._rank = {event.id: n for n, event in enumerate(self._placed)}
        self._by_id = {event.id: event for event in self._placed}
        self._acts = Footprints(scenario)
        self._tried = 0

    def sensitivity(self) -> OrderSensitivity:
        groups = list(self._groups())
        found = self._sensitive_among(groups)
        hidden = [group for group in groups if self._shows(group)] if not found else []
        if hidden:  # what is made good afterwards may not be, if other pairs are flipped as well
            found = self._sensitive_among(self._joined(groups, hidden))
        found.sort(key=lambda pair: (self._rank[pair.first], self._rank[pair.second]))
        return OrderSensitivity(tuple(found), len(self._open), self._tried + 1)

    def _sensitive_among(self, groups: Iterable[Group]) -> list[SensitivePair]:
        return [pair for group in groups for pair in self._sensitive(group)]

    def _sensitive(self, group: Group) -> Iterator[SensitivePair]:
        """
        The pairs of a group that make a difference, on top of what others do: each with the nearest order in which.
        """
        found: dict[Pair, tuple[str, ...]] = {}
        courses = self._courses(group)
        for flipped, course in courses.items():
            for pair in flipped if course.changes else ():
                without = courses.get(flipped - {pair})
                if pair not in found and without is not None and without.changes != course.changes:
                    found[pair] = course.changes
        for pair, changes in found.items():
            same_day = all(self._scenario.widening.is_precise(self._by_id[id_].date) for id_ in pair)
            yield SensitivePair(*pair, same_day, changes)

    def _shows(self, group: Group) -> bool:
        """
        Whether any order of a group is noticed by an event outside it.
        """
        inside = {id_ for pair in group for id_ in pair}
        return any(course.noticed_by - inside for course in self._courses(group).values())

    def _joined(self, groups: Sequence[Group], hidden: Sequence[Group]) -> Iterator[Group]:
        """
        The groups whose events act on each other, over any number of other events, together if one of them shows.
        """
        neighbours: dict[str, set[str]] = {}
        for first, second in self._acting:
            neighbours.setdefault(first, set()).add(second)
            neighbours.setdefault(second, set()).add(first)
        done: set[str] = set()
        for group in hidden:
            if group[0][0] not in done:
                reached = closure({group[0][0]}, lambda id_: neighbours[id_])
                done |= reached
                yield tuple(pair for each in groups for pair in each if pair[0] in reached)

    def _courses(self, group: Group) -> Mapping[frozenset[Pair], _Course]:
        """
        What follows from every way to flip pairs of the group that the dates allow, fewest first, none included.

        From each to a larger one there is always a way that flips one pair after the other.
        """
        if group not in self._known:
            found = {frozenset[Pair](): _Course((), frozenset())}
            last = list(found)
            while last:
                further = dict.fromkeys(flipped | {pair} for flipped in last for pair in group if pair not in flipped)
                last = []
                for flipped in further:
                    course = self._play(flipped)
                    if course is not None:
                        found[flipped] = course
                        last.append(flipped)
                    if len(found) > MOST_ORDERS:
                        raise _too_many(group)
            self._known[group] = found
        return self._known[group]

    @cached_property
    def _known(self) -> dict[Group, Mapping[frozenset[Pair], _Course]]:
        return {}

    @cached_property
    def _documented(self) -> tuple[Outcome, Seen]:
        return self._run(self._placed)

    def _play(self, flipped: frozenset[Pair]) -> _Course | None:
        """
        What follows from some pairs flipped; ``None`` if no dates allow that.
        """
        earlier: dict[str, set[str]] = {event.id: set() for event in self._placed}
        for pair in self._acting:
            first, second = reversed(pair) if pair in flipped else pair
            earlier[second].add(first)
        try:
            order = list(self._sorted(earlier))
        except CycleError:
            return None
        if not self._is_possible(order, earlier):
            return None
        self._tried += 1
        (before, noticed), (after, seen) = self._documented, self._run([self._by_id[id_] for id_ in order])
        return _Course(tuple(_changes(before, after)), frozenset(id_ for id_ in seen if seen[id_] != noticed[id_]))

    def _sorted(self, earlier: Mapping[str, set[str]]) -> Iterator[str]:
        """
        All events, each behind those that are *earlier*, else as documented.
        """
        sorter = TopologicalSorter(earlier)
        sorter.prepare()
        ready: list[str] = []
        while sorter.is_active():
            ready = sorted([*ready, *sorter.get_ready()], key=self._rank.__getitem__)
            following, *ready = ready
            yield following
            sorter.done(following)

    def _is_possible(self, order: Sequence[str], earlier: Mapping[str, set[str]]) -> bool:
        """
        Whether every event can have happened behind those that are *earlier*, within its dates.
        """
        earliest: dict[str, int] = {}
        for id_ in order:
            first, last = self._range(id_)
            floors = [earliest[before] + lag for before, lag in self._lags.get(id_, ()) if before in earliest]
            earliest[id_] = max([first.toordinal(), *floors, *(earliest[before] for before in earlier[id_])])
            if earliest[id_] > last.toordinal():
                return False
        return True

    @cached_property
    def _lags(self) -> Mapping[str, list[tuple[str, int]]]:
        """
        The events that an event lies some days behind, unless the dates contradict that.
        """
        contradicted = {(each.event, each.link) for each in self._scenario.contradictions()}
        return {
            event.id: [(link.event, link.lag) for link in event.after if (event.id, link) not in contradicted]
            for event in self._placed
            if event.after
        }

    def _run(self, order: Sequence[Event]) -> tuple[Outcome, Seen]:
        """
        The outcome of an order, and what every event finds: the states that it relies on, and what waits there.
        """
        run = Run(self._scenario.rules, orphans=self._scenario.orphans)
        steps: list[Step] = []
        seen: dict[str, tuple[str, ...]] = {}
        for event in order:
            relied_on = sorted(self._acts.relied_on_by(event.entity, event.trigger))
            waiting = tuple(each.id for each, _ in run.waiting if each.entity in relied_on)
            seen[event.id] = (*(run.configuration[id_] for id_ in relied_on), *waiting)
            steps += run.play(event, self._scenario.horizon)
        steps += run.close(self._scenario.horizon)
        return ({step.event: step.disposition for step in steps}, dict(run.configuration)), seen

    def _range(self, id_: str) -> tuple[date, date]:
        first, last = self._scenario.widening.of(self._by_id[id_].date)
        return first or self._scenario.first_day, last or self._scenario.horizon

    @cached_property
    def _acting(self) -> list[Pair]:
        """
        All pairs of events that act on each other or depend on each other, as documented.
        """
        found = {(first.id, second.id) for first, second in self._acts.pairs(self._placed)}
        for event in self._placed:
            for link in event.after:
                if link.event in self._rank:
                    first, second = sorted((link.event, event.id), key=self._rank.__getitem__)
                    found.add((first, second))
        return sorted(found, key=lambda pair: (self._rank[pair[0]], self._rank[pair[1]]))

    @cached_property
    def _open(self) -> list[Pair]:
        """
        The pairs that act on each other and whose order the dates leave open.
        """
        linked = {frozenset((link.event, event.id)) for event in self._placed for link in event.after}
        found = []
        for first, second in self._acting:
            (first_from, first_to), (second_from, second_to) = self._range(first), self._range(second)
            if frozenset((first, second)) not in linked and second_from <= first_to and first_from <= second_to:
                found.append((first, second))
        return found

    def _groups(self) -> Iterator[Group]:
        """
        The open pairs, those that share events together.
        """
        group_of: dict[str, int] = {}
        for number, pair in enumerate(self._open):
            old = {group_of.get(id_) for id_ in pair}
            group_of |= {id_: number for id_, group in group_of.items() if group in old}
            group_of |= dict.fromkeys(pair, number)
        for number in sorted({group_of[first] for first, _ in self._open}):
            yield tuple(pair for pair in self._open if group_of[pair[0]] == number)


def _too_many(group: Group) -> LimitError:
    names = ", ".join(dict.fromkeys(id_ for pair in group for id_ in pair))
    return LimitError(
        f"{len(group)} pairs of events leave more than {MOST_ORDERS:,} orders open; "
        f"accepted: fewer, with more precise dates for some of: {names}"
    )


def _changes(before: Outcome, after: Outcome) -> Iterator[str]:
    """
    What is otherwise, in words, in the order of what was *before*: so that equal outcomes have equal changes.
    """
    for event, disposition in before[0].items():
        if after[0][event] != disposition:
            yield f"{event} is {after[0][event]}"
    for entity, state in before[1].items():
        if after[1][entity] != state:
            yield f"{entity} ends as {after[1][entity]}"
