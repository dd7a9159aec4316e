"""
Conditions as data: what must hold before a transition fires, or by a deadline.

A condition is evaluated against a :class:`Scope`, explains which entities blocked it, and prints as a sentence. It
is never code: a file can only combine the classes of this module.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from attrs import Factory, field, frozen

MOST_NAMED = 5


def listing(names: Iterable[str], word: str = "and") -> str:
    """
    Names joined as in a sentence, the first five of them.
    """
    known = list(names)
    if len(known) > MOST_NAMED + 1:
        known = [*known[:MOST_NAMED], f"{len(known) - MOST_NAMED} more"]
    return f" {word} ".join(filter(None, [", ".join(known[:-1]), known[-1]]))


def plain(number: float) -> str:
    """
    A number as one writes it: a whole one without a fraction.
    """
    return str(int(number)) if float(number).is_integer() else str(number)


def as_tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    """
    One name or several, as a tuple.
    """
    return (value,) if isinstance(value, str) else tuple(value)


def items(values: Iterable[Any]) -> tuple[Any, ...]:
    """
    Values as a tuple. Not ``tuple`` itself, whose element type the attrs plugin of mypy can't follow.
    """
    return tuple(values)


class Selectable(Protocol):
    """
    What a selector looks at.
    """

    @property
    def id(self) -> str:
        """
        Its id.
        """

    @property
    def lifecycle(self) -> str:
        """
        Id of the lifecycle it follows.
        """

    @property
    def tags(self) -> tuple[str, ...]:
        """
        Its tags.
        """

    @property
    def site(self) -> str | None:
        """
        The place it stands in.
        """


@frozen(cache_hash=True)
class Select:
    """
    Which entities a condition is about: those that match everything given, in declared order.

    Args:
        ids: Entity ids; an entity matches if its id is one of them.

        lifecycle: Lifecycle id that the entity follows.

        tags: Tags, of which the entity has every one.

        site: Site of the entity.
    """

    ids: tuple[str, ...] = field(default=(), converter=as_tuple, metadata={"key": "entity"})
    lifecycle: str | None = None
    tags: tuple[str, ...] = field(default=(), converter=as_tuple, metadata={"key": "tag"})
    site: str | None = None

    @property
    def is_empty(self) -> bool:
        """
        Whether it names nothing to match.
        """
        return not (self.ids or self.lifecycle or self.tags or self.site)

    def matches(self, entity: Selectable) -> bool:
        """
        Whether *entity* is meant.
        """
        return (
            (not self.ids or entity.id in self.ids)
            and (self.lifecycle is None or entity.lifecycle == self.lifecycle)
            and set(self.tags) <= set(entity.tags)
            and (self.site is None or entity.site == self.site)
        )

    def among(self, entities: Iterable[Selectable]) -> tuple[str, ...]:
        """
        Ids of the *entities* it means, in their order.
        """
        return tuple(entity.id for entity in entities if self.matches(entity))

    @property
    def is_single(self) -> bool:
        """
        Whether it is one id and nothing else.
        """
        return len(self.ids) == 1 and not (self.lifecycle or self.tags or self.site)

    def phrase(self, count: str = "") -> str:
        """
        The selection as a noun phrase: ``every base tagged 'federal'``, or *count* ``of all base entities ...``.
        """
        kind = self.lifecycle or ""
        words = [count, "of all", kind, "entities"] if count else ["every", kind or "entity"]
        if self.tags:
            words.append("tagged " + " and ".join(repr(tag) for tag in self.tags))
        if self.site:
            words.append(f"at {self.site}")
        if self.ids:
            words.append("among " + listing(self.ids))
        return " ".join(filter(None, words))


@frozen
class Quantity:
    """
    A number observed on an entity.

    Args:
        low: Smallest value it can have; ``None`` where nobody says.

        high: Largest value it can have; ``None`` where nobody says.
    """

    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        low, high = (None if bound is None else plain(bound) for bound in (self.low, self.high))
        if low == high:
            return low or "unknown"
        if low is None:
            return f"at most {high}"
        return f"at least {low}" if high is None else f"{low} to {high}"


@frozen
class Scope:
    """
    What a condition is evaluated against.

    Args:
        configuration: State of every entity, by entity id.

        members: Ids that each selector means.

        measures: What is observed, by entity id and measure name; guards have none.
    """

    configuration: Mapping[str, str]
    members: Mapping[Select, tuple[str, ...]]
    measures: Mapping[tuple[str, str], Quantity] = Factory(dict)


@frozen
class Blocker:
    """
    One entity that keeps a condition from being as required.

    Args:
        entity: Id of the entity.

        state: The state (or the observed value) that blocks.

        requirement: The failed leaf, as a sentence.
    """

    entity: str
    state: str
    requirement: str


class Condition(ABC):
    """
    Base of all conditions. Combine them with ``&``, ``|`` and ``~``.
    """

    __slots__ = ()

    @abstractmethod
    def verdict(self, scope: Scope) -> bool | None:
        """
        Whether it holds; ``None`` where an imprecise measure allows both.
        """

    @abstractmethod
    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        Every entity that keeps the condition from being *required*; empty where it is.

        As long as none of them changes, the condition stays as it is, whatever all others do.
        """

    @abstractmethod
    def leaves(self) -> Iterator[Leaf]:
        """
        The conditions on entities in it, left to right.
        """

    def holds(self, scope: Scope) -> bool:
        """
        Whether it certainly holds.
        """
        return self.verdict(scope) is True

    def reads(self, members: Mapping[Select, tuple[str, ...]]) -> tuple[str, ...]:
        """
        Ids of all entities it depends on, without repeats, in the order of its leaves.
        """
        return tuple(dict.fromkeys(id_ for leaf in self.leaves() for id_ in members[leaf.select]))

    def __and__(self, other: Condition) -> AllOf:
        return AllOf((self, other))

    def __or__(self, other: Condition) -> AnyOf:
        return AnyOf((self, other))

    def __invert__(self) -> Not:
        return Not(self)


class Leaf(Condition):
    """
    A condition on entities themselves, not on other conditions.
    """

    __slots__ = ()
    select: Select

    def leaves(self) -> Iterator[Leaf]:
        """
        Itself.
        """
        yield self


@frozen
class InState(Leaf):
    """
    The selected entities are in one of the states: every one of them, or a number of them.

    Args:
        select: Which entities.

        states: The states that count.

        at_least: How many entities must be in them; without it and *at_most*, every one.

        at_most: How many entities may be in them.
    """

    select: Select
    states: tuple[str, ...] = field(converter=as_tuple, metadata={"key": "in"})
    at_least: int | None = None
    at_most: int | None = None

    @property
    def _wants_all(self) -> bool:
        return self.at_least is None and self.at_most is None

    def _bounds(self, count: int) -> tuple[int, int]:
        """
        Smallest and largest number of the *count* selected entities that must be in the states, inclusive.
        """
        if self._wants_all:
            return count, count
        return self.at_least or 0, count if self.at_most is None else self.at_most

    def verdict(self, scope: Scope) -> bool:
        """
        Whether as many of the selected entities as asked are in the states.
        """
        configuration, states = scope.configuration, self.states
        ids = scope.members[self.select]
        if self._wants_all:
            return all(configuration[id_] in states for id_ in ids)
        low, high = self._bounds(len(ids))
        return low <= sum(configuration[id_] in states for id_ in ids) <= high

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        The entities outside the states where too few are in, those inside where too many are.
        """
        if self.verdict(scope) == required:
            return ()
        ids = scope.members[self.select]
        is_inside = {id_: scope.configuration[id_] in self.states for id_ in ids}
        (low, high), inside = self._bounds(len(ids)), sum(is_inside.values())
        blames_outside = inside < low if required else high < len(ids)
        blames_inside = inside > high if required else low > 0
        requirement = self._requirement(required=required)
        return tuple(
            Blocker(id_, scope.configuration[id_], requirement)
            for id_ in ids
            if (blames_inside if is_inside[id_] else blames_outside)
        )

    def _requirement(self, *, required: bool) -> str:
        """
        What must be so, or must not, as a sentence: ``every base tagged 'federal' must be iraqi_controlled``.
        """
        if self._wants_all:
            if required or self.select.is_single:
                return self._sentence("must be" if required else "must not be")
            return f"not {self._sentence('may be')}"
        low, high = self.at_least, self.at_most
        if not required and low is not None and high is not None:
            return f"{self.select.phrase(f'fewer than {low} or more than {high}')} must be {listing(self.states, 'or')}"
        if not required:
            low, high = (None if high is None else high + 1), (None if low is None else low - 1)
        return self._sentence("may be" if low is None else "must be", low, high)

    def _sentence(self, verb: str, at_least: int | None = None, at_most: int | None = None) -> str:
        bounds = [(at_least, "at least"), (at_most, "at most")]
        count = " and ".join(f"{words} {number}" for number, words in bounds if number is not None)
        who = self.select.ids[0] if self.select.is_single and not count else self.select.phrase(count)
        return f"{who} {verb} {listing(self.states, 'or')}"

    def __str__(self) -> str:
        return self._sentence("is" if self._wants_all else "are", self.at_least, self.at_most)


@frozen
class Measured(Leaf):
    """
    A number last observed on every selected entity lies within limits. For deadlines, never for guards.

    Args:
        select: Which entities.

        measure: Name of the measure, such as ``personnel``.

        at_least: Smallest value that counts, inclusive.

        at_most: Largest value that counts, inclusive.
    """

    select: Select
    measure: str
    at_least: float | None = None
    at_most: float | None = None

    def verdict(self, scope: Scope) -> bool | None:
        """
        Whether it holds for the observed range; ``None`` where it does for part of it only, or nobody has looked.
        """
        return _all(self._of(scope.measures.get((id_, self.measure))) for id_ in scope.members[self.select])

    def _of(self, seen: Quantity | None) -> bool | None:
        if seen is None:
            return None
        above = None if self.at_least is None else _compare(seen.low, seen.high, self.at_least)
        below = None if self.at_most is None else _negate(_compare(seen.low, seen.high, self.at_most, strictly=True))
        return _all(part for limit, part in ((self.at_least, above), (self.at_most, below)) if limit is not None)

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        The entities whose observed value does not settle it as required.
        """
        if self.verdict(scope) is required:
            return ()
        sentence = self._sentence("must be" if required else "must not be")
        seen = {id_: scope.measures.get((id_, self.measure)) for id_ in scope.members[self.select]}
        return tuple(
            Blocker(id_, f"{self.measure} {value}" if value else f"{self.measure} not observed", sentence)
            for id_, value in seen.items()
            if not required or self._of(value) is not True
        )

    def _sentence(self, verb: str) -> str:
        """
        The condition with *verb* in it.
        """
        limits = [("at least", self.at_least), ("at most", self.at_most)]
        bounds = " and ".join(f"{words} {plain(limit)}" for words, limit in limits if limit is not None)
        who = self.select.ids[0] if self.select.is_single else self.select.phrase()
        return f"{self.measure} of {who} {verb} {bounds}"

    def __str__(self) -> str:
        return self._sentence("is")


@frozen
class Not(Condition):
    """
    The condition does not hold.

    Args:
        condition: The condition.
    """

    condition: Condition = field(metadata={"key": "not"})

    def verdict(self, scope: Scope) -> bool | None:
        """
        The opposite of the condition's verdict.
        """
        return _negate(self.condition.verdict(scope))

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        What keeps the condition from being the opposite.
        """
        return self.condition.blockers(scope, required=not required)

    def leaves(self) -> Iterator[Leaf]:
        """
        The leaves of the condition.
        """
        return self.condition.leaves()

    def __str__(self) -> str:
        return f"not ({self.condition})"


class _Several(Condition):
    """
    A condition on how many of several conditions hold.
    """

    __slots__ = ()
    conditions: tuple[Condition, ...]

    @abstractmethod
    def _bounds(self) -> tuple[int, int]:
        """
        Smallest and largest number of conditions that must hold, inclusive.
        """

    def verdict(self, scope: Scope) -> bool | None:
        """
        Whether as many conditions hold as must; ``None`` where imprecise measures allow both.
        """
        surely, perhaps = self._tally(scope)
        low, high = self._bounds()
        if low <= surely and perhaps <= high:
            return True
        return False if perhaps < low or surely > high else None

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        What blocks those conditions whose change would bring it about.
        """
        if self.verdict(scope) is required:
            return ()
        low, high = self._bounds()
        surely, perhaps = self._tally(scope)
        too_few = surely < low if required else high < len(self.conditions)
        too_many = perhaps > high if required else low > 0
        wanted = [opposite for opposite, wrong in ((True, too_few), (False, too_many)) if wrong]
        found = (part.blockers(scope, required=change) for change in wanted for part in self.conditions)
        return tuple(dict.fromkeys(blocker for blockers in found for blocker in blockers))

    def _tally(self, scope: Scope) -> tuple[int, int]:
        """
        How many conditions certainly hold, and how many may.
        """
        verdicts = [condition.verdict(scope) for condition in self.conditions]
        return sum(verdict is True for verdict in verdicts), sum(verdict is not False for verdict in verdicts)

    def leaves(self) -> Iterator[Leaf]:
        """
        The leaves of all conditions.
        """
        for condition in self.conditions:
            yield from condition.leaves()

    def _joined(self, word: str) -> str:
        return f" {word} ".join(
            f"({condition})" if isinstance(condition, _Several) else str(condition) for condition in self.conditions
        )


@frozen
class AllOf(_Several):
    """
    Every one of the conditions holds.

    Args:
        conditions: The conditions.
    """

    conditions: tuple[Condition, ...] = field(converter=items, metadata={"key": "all"})

    def _bounds(self) -> tuple[int, int]:
        return len(self.conditions), len(self.conditions)

    def __str__(self) -> str:
        return self._joined("and")


@frozen
class AnyOf(_Several):
    """
    At least one of the conditions holds.

    Args:
        conditions: The conditions.
    """

    conditions: tuple[Condition, ...] = field(converter=items, metadata={"key": "any"})

    def _bounds(self) -> tuple[int, int]:
        return 1, len(self.conditions)

    def __str__(self) -> str:
        return self._joined("or")


@frozen
class AtLeast(_Several):
    """
    At least *count* of the conditions hold.

    Args:
        count: How many.

        conditions: The conditions.
    """

    count: int = field(metadata={"key": "at_least"})
    conditions: tuple[Condition, ...] = field(converter=items, metadata={"key": "of"})

    def _bounds(self) -> tuple[int, int]:
        return self.count, len(self.conditions)

    def __str__(self) -> str:
        return f"at least {self.count} of: {'; '.join(map(str, self.conditions))}"


@frozen
class AtMost(_Several):
    """
    At most *count* of the conditions hold.

    Args:
        count: How many.

        conditions: The conditions.
    """

    count: int = field(metadata={"key": "at_most"})
    conditions: tuple[Condition, ...] = field(converter=items, metadata={"key": "of"})

    def _bounds(self) -> tuple[int, int]:
        return 0, self.count

    def __str__(self) -> str:
        return f"at most {self.count} of: {'; '.join(map(str, self.conditions))}"


def select(who: str | Iterable[str] | Select) -> Select:
    """
    A selector from an entity id, several of them, or itself.
    """
    return who if isinstance(who, Select) else Select(ids=as_tuple(who))


def in_state(
    who: str | Iterable[str] | Select,
    states: str | Iterable[str],
    *,
    at_least: int | None = None,
    at_most: int | None = None,
) -> InState:
    """
    The condition that entities are in one of *states*.

    Args:
        who: An entity id, several of them, or a :class:`Select`.

        states: A state, or several of which any counts.

        at_least: How many of the entities must be in them; without it and *at_most*, every one.

        at_most: How many of the entities may be in them.
    """
    return InState(select(who), as_tuple(states), at_least, at_most)


def explain(blockers: Iterable[Blocker]) -> str:
    """
    Blockers as a sentence: ``every base tagged 'federal' must be iraqi_controlled, but ain_al_asad is transferring``.
    """
    by_requirement: dict[str, list[str]] = {}
    for blocker in blockers:
        by_requirement.setdefault(blocker.requirement, []).append(f"{blocker.entity} is {blocker.state}")
    return "; ".join(f"{requirement}, but {listing(who)}" for requirement, who in by_requirement.items())


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    known = set(verdicts)
    return False if False in known else (None if None in known else True)


def _negate(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def _compare(low: float | None, high: float | None, limit: float, *, strictly: bool = False) -> bool | None:
    """
    Whether a number between *low* and *high* is at least (or *strictly* above) the limit.
    """
    if low is not None and (low > limit or (low == limit and not strictly)):
        return True
    if high is not None and (high < limit or (high == limit and strictly)):
        return False
    return None
