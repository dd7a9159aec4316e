"""
Conditions, and how they combine: all, any, not, at least or at most so many of several.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from missionsim.record.conditions.scope import Blocker, Scope
from missionsim.record.conditions.selectors import Select
from missionsim.record.validation import a, are, is_whole
from missionsim.record.values import items

A_CONDITION = "a condition such as in_state(...)"


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
class Not(Condition):
    """
    The condition does not hold.

    Args:
        condition: The condition.
    """

    condition: Condition = field(validator=a(Condition, A_CONDITION), metadata={"key": "not"})

    def verdict(self, scope: Scope) -> bool | None:
        """
        The opposite of the condition's verdict.
        """
        return negate(self.condition.verdict(scope))

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


class Several(Condition):
    """
    A condition on how many of several conditions hold.
    """

    __slots__ = ()
    conditions: tuple[Condition, ...]

    @abstractmethod
    def bounds(self) -> tuple[int, int]:
        """
        Smallest and largest number of conditions that must hold, inclusive.
        """

    def verdict(self, scope: Scope) -> bool | None:
        """
        Whether as many conditions hold as must; ``None`` where imprecise measures allow both.
        """
        surely, perhaps = self._tally(scope)
        low, high = self.bounds()
        if low <= surely and perhaps <= high:
            return True
        return False if perhaps < low or surely > high else None

    def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
        """
        What blocks those conditions whose change would bring it about.
        """
        if self.verdict(scope) is required:
            return ()
        low, high = self.bounds()
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
            f"({condition})" if isinstance(condition, Several) else str(condition) for condition in self.conditions
        )


@frozen
class AllOf(Several):
    """
    Every one of the conditions holds.

    Args:
        conditions: The conditions.
    """

    conditions: tuple[Condition, ...] = field(converter=items, validator=are(Condition), metadata={"key": "all"})

    def bounds(self) -> tuple[int, int]:
        """
        All of them.
        """
        return len(self.conditions), len(self.conditions)

    def __str__(self) -> str:
        return self._joined("and")


@frozen
class AnyOf(Several):
    """
    At least one of the conditions holds.

    Args:
        conditions: The conditions.
    """

    conditions: tuple[Condition, ...] = field(converter=items, validator=are(Condition), metadata={"key": "any"})

    def bounds(self) -> tuple[int, int]:
        """
        One or more.
        """
        return 1, len(self.conditions)

    def __str__(self) -> str:
        return self._joined("or")


@frozen
class AtLeast(Several):
    """
    At least *count* of the conditions hold.

    Args:
        count: How many.

        conditions: The conditions.
    """

    count: int = field(validator=is_whole, metadata={"key": "at_least"})
    conditions: tuple[Condition, ...] = field(converter=items, validator=are(Condition), metadata={"key": "of"})

    def bounds(self) -> tuple[int, int]:
        """
        So many or more.
        """
        return self.count, len(self.conditions)

    def __str__(self) -> str:
        return f"at least {self.count} of: {'; '.join(map(str, self.conditions))}"


@frozen
class AtMost(Several):
    """
    At most *count* of the conditions hold.

    Args:
        count: How many.

        conditions: The conditions.
    """

    count: int = field(validator=is_whole, metadata={"key": "at_most"})
    conditions: tuple[Condition, ...] = field(converter=items, validator=are(Condition), metadata={"key": "of"})

    def bounds(self) -> tuple[int, int]:
        """
        So many or fewer.
        """
        return 0, self.count

    def __str__(self) -> str:
        return f"at most {self.count} of: {'; '.join(map(str, self.conditions))}"


def negate(verdict: bool | None) -> bool | None:
    """
    The opposite; what is not known stays so.
    """
    return None if verdict is None else not verdict
