"""
Verdicts as they are found, with the readings and the days in which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from attrs import Factory, define

from missionsim.replay.outcomes import Verdict
from missionsim.replay.readings.network import Days
from missionsim.replay.readings.representative import Placement
from missionsim.replay.verdicts.question import Case
from missionsim.replay.verdicts.region import Placed


class Witness(NamedTuple):
    """
    A verdict in a reading.

    Args:
        verdict: The verdict.

        late: By how many days.

        placed: The reading.
    """

    verdict: Verdict
    late: int | None
    placed: Placed

    @property
    def case(self) -> Case:
        """
        The same for users.
        """
        return Case(self.verdict, self.late, Placement(tuple(self.placed.vector), self.placed.sequence))


class Spread(NamedTuple):
    """
    Readings in which a condition turns once.

    Args:
        days: Their days.

        day_of: Gives the day on which it turns.

        turns: For each verdict the first and the last of the days on which it does.
    """

    days: Days
    day_of: Callable[[Sequence[int]], int]
    turns: Mapping[Verdict, tuple[int, int]]


@define
class Collected:
    """
    What was found so far.

    Args:
        witnesses: For each verdict a reading.

        least: A reading in which it was earliest.

        largest: A reading in which it was latest.

        may_never_hold: Whether there are readings without days.

        cells: Verdicts with the days within which they are the only one.

        spreads: Readings in which the condition turns once.

        is_exact: Whether nothing was left out.
    """

    witnesses: dict[Verdict, Witness] = Factory(dict)
    least: Witness | None = None
    largest: Witness | None = None
    may_never_hold: bool = False
    cells: list[tuple[Verdict, Days]] = Factory(list)
    spreads: list[Spread] = Factory(list)
    is_exact: bool = True

    def is_news(self, verdict: Verdict, late: int | None) -> bool:
        """
        Whether nothing found so far says as much.
        """
        return (
            verdict not in self.witnesses
            or self._is_least(late)
            or self._is_largest(late)
            or (late is None and not self.may_never_hold)
        )

    def add(self, witness: Witness) -> None:
        """
        Take up a verdict.
        """
        self.witnesses.setdefault(witness.verdict, witness)
        self.may_never_hold |= witness.late is None
        if self._is_least(witness.late):
            self.least = witness
        if self._is_largest(witness.late):
            self.largest = witness

    def _is_least(self, late: int | None) -> bool:
        known = self.least.late if self.least else None
        return late is not None and (known is None or late < known)

    def _is_largest(self, late: int | None) -> bool:
        known = self.largest.late if self.largest else None
        return late is not None and (known is None or late > known)
