"""
What a deadline asks to know, in all readings that have certain orders: the states between changes, and when events take
effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, permutations, product

from attrs import evolve, frozen

from missionsim.replay.monitor import Course
from missionsim.replay.readings.orders import Order
from missionsim.replay.readings.world import World
from missionsim.replay.truth import Answer, Truth
from missionsim.replay.verdicts.conditions import leaves
from missionsim.replay.verdicts.question import Condition, Question
from missionsim.replay.verdicts.tally import Tally

# The event at which a state begins, ``None`` from the start, and the state.
Stays = tuple[tuple[int | None, int], ...]
Ranks = Callable[[], Mapping[int, int]]
_NOT_SEARCHED = Order((), (), (), frozenset(), frozenset())


@frozen
class Moment:
    """
    An event that takes effect.

    Args:
        event: The event.

        at: The event at which it does: itself, or what it waited for.

        rank: Its place among those that take effect at one event.
    """

    event: int
    at: int
    rank: int


@frozen(eq=False, slots=False)
class Story:
    """
    What a deadline asks to know.

    Args:
        question: The deadline.

        stays: For each entity that it reads its states, in order; what no leaf tells apart is one.

        moments: The events that it asks for and that take effect.
    """

    question: Question
    stays: Mapping[int, Stays]
    moments: tuple[Moment, ...]

    @cached_property
    def first(self) -> int:
        """
        The day before the first: what holds from the start began before it.
        """
        return self.question.rules.start - 1

    @cached_property
    def watched(self) -> tuple[Moment, ...]:
        """
        The events that set or revise the deadline, or that lengths of time count from.
        """
        return tuple(moment for moment in self.moments if moment.event in self.question.watched)

    def counting(self, condition: Condition) -> tuple[Moment, ...]:
        """
        The events with counts that a condition asks for.
        """
        is_proviso = condition is self.question.proviso
        wanted = self.question.proviso_counting if is_proviso else self.question.counting
        return tuple(moment for moment in self.moments if moment.event in wanted)

    @cached_property
    def turns(self) -> frozenset[int]:
        """
        The events that change what a leaf says.
        """
        return frozenset(event for stays in self.stays.values() for event, _ in stays if event is not None)

    @cached_property
    def concerned(self) -> tuple[int, ...]:
        """
        All events on whose days the verdict may rest.
        """
        return tuple(sorted(self.turns | {moment.at for moment in self.moments}))

    @cached_property
    def reads(self) -> Mapping[int, tuple[int, ...]]:
        """
        The entities that each condition reads, by its identity.
        """
        conditions = (self.question.condition, self.question.proviso)
        return {id(each): _entities(each) for each in conditions if each is not None}

    def stays_on(self, condition: Condition, day: int, vector: Sequence[int]) -> dict[int, int]:
        """
        For each entity that a condition reads the number of its stay at the end of *day*.
        """
        return {entity: _stay(self.stays[entity], day, vector) for entity in self.reads[id(condition)]}

    def ordered(self, moments: Iterable[Moment], vector: Sequence[int], ranks: Ranks) -> list[tuple[int, list[Moment]]]:
        """
        Moments by day, each day's in order.
        """
        found = []
        for day, group in groupby(sorted(moments, key=lambda moment: vector[moment.at]), lambda one: vector[one.at]):
            members = list(group)
            if len(members) > 1:
                rank_of = ranks()
                members.sort(key=lambda moment: (rank_of[moment.at], moment.rank))
            found.append((day, members))
        return found

    def happened(self, vector: Sequence[int], ranks: Ranks) -> tuple[tuple[int, str], ...]:
        """
        The watched events by their ids in the rules, each with its day, in order.
        """
        return tuple(
            (day, self.question.watched[moment.event])
            for day, moments in self.ordered(self.watched, vector, ranks)
            for moment in moments
        )

    def course(self, vector: Sequence[int], ranks: Ranks, last: int, condition: Truth | None = None) -> Course:
        """
        What a monitor is fed in one reading.

        Args:
            vector: The day of every event.

            ranks: Gives the place of every event in the order; called only where events of one day need it.

            last: Last day of interest.

            condition: Whether the condition holds, if that is known already.
        """
        question = self.question
        return Course(
            question.rules,
            self.happened(vector, ranks),
            condition or self.truth(question.condition, vector, ranks, last),
            None if question.proviso is None else self.truth(question.proviso, vector, ranks, last),
            question.end,
        )

    def truth(self, condition: Condition, vector: Sequence[int], ranks: Ranks, last: int) -> Truth:
        """
        Whether a condition holds, day by day.
        """
        turning: dict[int, list[tuple[int, int]]] = {}
        tally = Tally(condition, self._initial(condition))
        for entity in self.reads[id(condition)]:
            for event, state in self.stays[entity][1:]:
                if event is not None and vector[event] <= last:
                    turning.setdefault(max(vector[event], self.first), []).append((entity, state))
        counting = dict(self.ordered(self.counting(condition), vector, ranks))
        days = {self.first, *turning, *(day for day in counting if day <= last)}
        changes: list[tuple[int, Answer]] = []
        counts: list[tuple[int, Answer]] = []
        for day in sorted(days):
            for entity, state in turning.get(day, ()):
                tally.change(entity, state)
            now = tally.answer()
            if day in counting:
                counts.append((day, tally.answer(tuple(moment.event for moment in counting[day]))))
            if not changes or changes[-1][1] is not now:
                changes.append((day, now))
        return Truth(tuple(changes), tuple(counts))

    def _initial(self, condition: Condition) -> dict[int, int]:
        return {entity: self.stays[entity][0][1] for entity in self.reads[id(condition)]}


def _stay(stays: Stays, day: int, vector: Sequence[int]) -> int:
    number = 0
    for place in range(1, len(stays)):
        event = stays[place][0]
        if event is not None and vector[event] > day:
            break
        number = place
    return number


def _entities(condition: Condition) -> tuple[int, ...]:
    return tuple(dict.fromkeys(entity for leaf in leaves(condition) for entity in leaf.entities))


class Stories:
    """
    All that a deadline may ask to know, over the readings of a world.

    Args:
        world: The world.

        question: The deadline.
    """

    def __init__(self, world: World, question: Question) -> None:
        self._world = world
        self._question = question
        self._leaves: dict[int, list[frozenset[int]]] = {}
        for condition in (question.condition, question.proviso):
            for leaf in () if condition is None else leaves(condition):
                for entity in leaf.entities:
                    self._leaves.setdefault(entity, []).append(leaf.states)
        effects = world.hypothesis.effects
        self._opens = {event: world.cluster_settling(event) for event in question.events if effects[event] == "open"}
        clusters = {entity: world.cluster_of(entity) for entity in self._leaves}
        self._clusters = {entity: index for entity, index in clusters.items() if index is not None}

    @property
    def is_complete(self) -> bool:
        """
        Whether all orders of the clusters concerned are known.
        """
        return all(self._world.is_complete[index] for index in self._concerned)

    @property
    def _concerned(self) -> list[int]:
        return sorted({*self._clusters.values(), *self._opens.values()})

    def all(self) -> Iterator[tuple[Story, dict[int, tuple[Order, ...]], bool]]:
        """
        Each story, the orders that loose clusters may have in it, and whether it is one of several that the orders of
        the events leave open, since more than one event takes effect at one and the same event.
        """
        loose = self._world.loose
        others = {index: tuple(self._world.orders[index]) for index in loose if index not in self._concerned}
        groups = [self._groups(index) for index in self._concerned]
        for chosen in product(*groups):
            orders = dict(zip(self._concerned, chosen, strict=True))
            allowed = {**others, **{index: orders[index] for index in loose if index in orders}}
            story = self._story({index: found[0] for index, found in orders.items()})
            variants = list(_variants(story))
            for variant in variants:
                yield variant, allowed, len(variants) > 1

    def _groups(self, index: int) -> list[tuple[Order, ...]]:
        """
        The classes of orders of a cluster, those together that are one to the deadline.
        """
        groups: dict[object, list[Order]] = {}
        for order in self._world.orders[index] or [_NOT_SEARCHED]:
            stays = tuple(self._stays(entity, order) for entity, cluster in self._clusters.items() if cluster == index)
            effects = frozenset((event, at) for event, at in order.effects if self._opens.get(event) == index)
            groups.setdefault((stays, effects), []).append(order)
        return [tuple(group) for group in groups.values()]

    def _story(self, orders: Mapping[int, Order]) -> Story:
        stays = {
            entity: self._stays(entity, orders[self._clusters[entity]] if entity in self._clusters else None)
            for entity in self._leaves
        }
        moments = []
        for event in sorted(self._question.events):
            effect = self._world.hypothesis.effects[event]
            if effect == "certain":
                moments.append(Moment(event, event, 0))
            elif effect == "open":
                at = dict(orders[self._opens[event]].effects).get(event)
                if at is not None:
                    moments.append(Moment(event, at, 1))
        return Story(self._question, stays, tuple(moments))

    def _stays(self, entity: int, order: Order | None) -> Stays:
        if order is None:
            course = self._world.courses.get(entity)
            changes: Iterable[tuple[int, int]] = course.changes if course else ()
        else:
            changes = [(event, state) for event, changed, state in order.changes if changed == entity]
        return self._told_apart(entity, changes)

    def _told_apart(self, entity: int, changes: Iterable[tuple[int, int]]) -> Stays:
        """
        What an entity goes through; of several changes at one event the last counts, and what no leaf tells apart from
        the state before is left out.
        """
        merged: dict[int | None, int] = {None: self._world.hypothesis.problem.initial[entity], **dict(changes)}
        sides = self._leaves[entity]
        found: list[tuple[int | None, int]] = []
        seen: list[bool] | None = None
        for start, state in merged.items():
            now = [state in states for states in sides]
            if now != seen:
                found.append((start, state))
                seen = now
        return tuple(found)


def _variants(story: Story) -> Iterator[Story]:
    """
    The story with every order of those that take effect at one event after it.
    """
    by_event: dict[int, list[Moment]] = {}
    for moment in story.moments:
        by_event.setdefault(moment.at, []).append(moment)
    fixed = [moment for moments in by_event.values() if len(moments) == 1 for moment in moments]
    tied = [moments for moments in by_event.values() if len(moments) > 1]
    for orders in product(*([*_ranked(moments)] for moments in tied)):
        yield evolve(story, moments=(*fixed, *(moment for moments in orders for moment in moments)))


def _ranked(moments: list[Moment]) -> Iterator[list[Moment]]:
    certain = [moment for moment in moments if moment.rank == 0]
    for order in permutations([moment for moment in moments if moment.rank]):
        yield [*certain, *(evolve(moment, rank=rank + 1) for rank, moment in enumerate(order))]
