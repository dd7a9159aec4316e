"""
What a record contradicts: the smallest sets of asserted firings that can't all be true.
"""

from __future__ import annotations

from attrs import frozen

from missionsim.replay.readings.hypotheses import Hypotheses, Refused
from missionsim.replay.readings.world import Failure

MOST_SETS = 1_000


@frozen
class Conflict:
    """
    Firings that can't all be true.

    Args:
        firings: Asserted firings, one of which has to be refused; none if dates and links alone leave no reading.

        links: Positions of the links that take part.

        events: The events whose dates and machines take part.
    """

    firings: Refused
    links: tuple[int, ...]
    events: frozenset[int]


@frozen
class Conflicts:
    """
    What a record contradicts.

    Args:
        least: The least number of asserted firings that have to be refused; ``None`` if there is no reading at all.

        refusals: All sets of that size of which exactly those can be refused: the consistent readings.

        minimal: All sets that can't be made smaller, whatever their size.

        conflicts: The smallest sets that can't all be true.

        is_exact: Whether no limit was met.
    """

    least: int | None
    refusals: tuple[Refused, ...]
    minimal: tuple[Refused, ...]
    conflicts: tuple[Conflict, ...]
    is_exact: bool

    def __bool__(self) -> bool:
        """
        Whether the record contradicts itself.
        """
        return self.least != 0


def conflicts(hypotheses: Hypotheses) -> Conflicts:
    """
    Go on until all minimal sets of refusals are known, and name what they have to hit.
    """
    least = hypotheses.least()
    refusals = tuple(world.hypothesis.refused for world in least)
    if refusals == (frozenset(),):
        return Conflicts(0, refusals, refusals, (), hypotheses.is_exact)
    minimal = tuple(hypotheses.all())
    if not minimal:
        found = [_conflict(hypotheses, frozenset(), failure) for failure in hypotheses.failures[:1]]
        return Conflicts(None, (), (), tuple(found), hypotheses.is_exact)
    sets = hitting_sets(list(minimal), MOST_SETS)
    found = [_conflict(hypotheses, firings, _failure(hypotheses, firings)) for firings in sets or ()]
    is_exact = hypotheses.is_exact and sets is not None
    return Conflicts(len(refusals[0]) if refusals else None, refusals, minimal, tuple(found), is_exact)


def _failure(hypotheses: Hypotheses, firings: Refused) -> Failure | None:
    """
    The failure with the fewest events that rests on all of *firings*.
    """
    fitting = [failure for failure in hypotheses.failures if firings <= failure.core]
    return min(fitting, key=lambda failure: len(failure.events), default=None)


def _conflict(hypotheses: Hypotheses, firings: Refused, failure: Failure | None) -> Conflict:
    events = failure.events if failure else frozenset(event for event, _ in firings)
    links = tuple(
        position
        for position, link in enumerate(hypotheses.problem.links)
        if link.before in events and link.after in events
    )
    return Conflict(firings, links, events)


def hitting_sets(family: list[Refused], most: int) -> list[Refused] | None:
    """
    The smallest sets that share a member with every set of *family*.

    Args:
        family: Sets, none of which includes another.

        most: How many are kept on the way, at most.

    Returns:
        The sets, the smallest first; ``None`` if there are too many.
    """
    found: list[Refused] = [frozenset()]
    for members in family:
        hit = [partial for partial in found if partial & members]
        longer = {partial | {member} for partial in found if not partial & members for member in members}
        found = hit + [partial for partial in longer if not any(other <= partial for other in hit)]
        if len(found) > most:
            return None
    return sorted(found, key=lambda members: (len(members), sorted(members)))
