"""
Conditions on entities themselves: the states they are in, the numbers observed on them.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from missionsim.record.conditions.logic import Leaf, negate
from missionsim.record.conditions.scope import Blocker, Quantity, Scope
from missionsim.record.conditions.selectors import Select, select
from missionsim.record.conditions.wording import listing, plain
from missionsim.record.validation import a, are_names, is_name, maybe_number, maybe_whole
from missionsim.record.values import as_tuple, maybe_float


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

    select: Select = field(validator=a(Select, "a Select"))
    states: tuple[str, ...] = field(converter=as_tuple, validator=are_names, metadata={"key": "in"})
    at_least: int | None = field(default=None, validator=maybe_whole)
    at_most: int | None = field(default=None, validator=maybe_whole)

    @property
    def _wants_all(self) -> bool:
        return self.at_least is None and self.at_most is None

    def bounds(self, count: int) -> tuple[int, int]:
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
        low, high = self.bounds(len(ids))
        return low <= sum(configuration[id_] in states for id_ in ids) <= high

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        The entities outside the states where too few are in, those inside where too many are.
        """
        if self.verdict(scope) == required:
            return ()
        ids = scope.members[self.select]
        is_inside = {id_: scope.configuration[id_] in self.states for id_ in ids}
        (low, high), inside = self.bounds(len(ids)), sum(is_inside.values())
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

    select: Select = field(validator=a(Select, "a Select"))
    measure: str = field(validator=is_name)
    at_least: float | None = field(default=None, converter=maybe_float, validator=maybe_number)
    at_most: float | None = field(default=None, converter=maybe_float, validator=maybe_number)

    def verdict(self, scope: Scope) -> bool | None:
        """
        Whether it holds for the observed range; ``None`` where it does for part of it only, or nobody has looked.
        """
        return _all(self._of(scope.measures.get((id_, self.measure))) for id_ in scope.members[self.select])

    def _of(self, seen: Quantity | None) -> bool | None:
        if seen is None:
            return None
        above = None if self.at_least is None else _compare(seen.low, seen.high, self.at_least)
        below = None if self.at_most is None else negate(_compare(seen.low, seen.high, self.at_most, strictly=True))
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


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    known = set(verdicts)
    return False if False in known else (None if None in known else True)


def _compare(low: float | None, high: float | None, limit: float, *, strictly: bool = False) -> bool | None:
    """
    Whether a number between *low* and *high* is at least (or *strictly* above) the limit.
    """
    if low is not None and (low > limit or (low == limit and not strictly)):
        return True
    if high is not None and (high < limit or (high == limit and strictly)):
        return False
    return None
