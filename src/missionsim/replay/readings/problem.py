"""
What the exact algorithm reads: a record as small integers, without names, dates or sources.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from attrs import field, frozen

Mode = Literal["required", "free", "waiting", "denied"]
FiringId = tuple[int, int]


@frozen
class Leaf:
    """
    Holds if between *least* and *most* of the entities are in one of the states.

    Args:
        entities: The entities that are counted.

        states: The states that count.

        least: At least as many, inclusive.

        most: At most as many, inclusive.
    """

    entities: tuple[int, ...]
    states: frozenset[int]
    least: int
    most: int


@frozen
class Parts:
    """
    Holds if between *least* and *most* of the parts hold; so "all", "any" and "not" are written too.

    Args:
        parts: The conditions that are counted.

        least: At least as many, inclusive.

        most: At most as many, inclusive.
    """

    parts: tuple[Guard, ...]
    least: int
    most: int


Guard = Leaf | Parts


@frozen
class Route:
    """
    One way out of a state; of several, the first whose guard holds is taken.

    Args:
        target: The state it leads to.

        guard: What has to hold; ``None`` if nothing has to.
    """

    target: int
    guard: Guard | None = None


Routes = tuple[tuple[Route, ...], ...]


@frozen
class Firing:
    """
    One trigger of one entity within an event.

    Args:
        entity: The entity.

        routes: For each state of the entity, the routes that the trigger has there.

        mode: ``required`` is asserted and counts if it is refused; ``free`` is a plan; ``waiting`` waits for the first
            moment at which it can be applied; ``denied`` is never applied.
    """

    entity: int
    routes: Routes
    mode: Mode = "required"


@frozen
class Link:
    """
    An event that comes after another one, and at least *lag* days later.

    Args:
        before: The predecessor.

        after: The successor.

        lag: Days between the two, at least.

        carries: Whether the successor reacts to the predecessor: it takes place only if that one does.
    """

    before: int
    after: int
    lag: int = 0
    carries: bool = False


@frozen(eq=False)
class Problem:
    """
    A record as the algorithm reads it; events stand in document order.

    Args:
        windows: For each event its first and last day as ordinals, clipped to the scenario.

        firings: For each event its firings in the order in which they run; none for context.

        initial: For each entity its first state, with automatic transitions run already.

        links: What comes after what.

        automatic: For each entity and each of its states the routes that it takes by itself; empty for an entity that
            has none.
    """

    windows: tuple[tuple[int, int], ...]
    firings: tuple[tuple[Firing, ...], ...]
    initial: tuple[int, ...]
    links: tuple[Link, ...] = ()
    automatic: tuple[Routes, ...] = field()

    @automatic.default
    def _no_automatic(self) -> tuple[Routes, ...]:
        return ((),) * len(self.initial)

    @cached_property
    def asserted(self) -> frozenset[FiringId]:
        """
        All firings that have to be applied, as pairs of event and position.
        """
        return frozenset(
            (event, position)
            for event, firings in enumerate(self.firings)
            for position, firing in enumerate(firings)
            if firing.mode == "required"
        )
