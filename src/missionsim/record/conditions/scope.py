"""
What a condition is evaluated against, and which entities keep it from being as it must.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import Factory, frozen

from missionsim.record.conditions.selectors import Select
from missionsim.record.conditions.wording import listing, plain


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


def explain(blockers: Iterable[Blocker]) -> str:
    """
    Blockers as a sentence: ``every base tagged 'federal' must be iraqi_controlled, but ain_al_asad is transferring``.
    """
    by_requirement: dict[str, list[str]] = {}
    for blocker in blockers:
        by_requirement.setdefault(blocker.requirement, []).append(f"{blocker.entity} is {blocker.state}")
    return "; ".join(f"{requirement}, but {listing(who)}" for requirement, who in by_requirement.items())
