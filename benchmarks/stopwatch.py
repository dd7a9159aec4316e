"""
Laps of one run, and what a few rounds of them come to.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from statistics import median
from time import process_time

from attrs import define, field


@define
class Stopwatch:
    """
    Times the laps of one run, in seconds of processor time: others on the machine count less so.

    Args:
        laps: Duration of each lap, by its name.
    """

    laps: dict[str, float] = field(factory=dict)
    _since: float = 0.0

    def start(self) -> None:
        """
        Begin the first lap, on a heap without garbage.
        """
        gc.collect()
        self._since = process_time()

    def lap(self, name: str) -> None:
        """
        End a lap, and begin the next.
        """
        now = process_time()
        self.laps[name] = now - self._since
        self._since = process_time()


@define
class Rounds:
    """
    Figures taken in turn, a few rounds of each.

    Args:
        taken: The figures of all rounds, by name.
    """

    taken: dict[str, list[float]] = field(factory=dict)

    def add(self, name: str, figure: float) -> None:
        """
        Add what one round gave.
        """
        self.taken.setdefault(name, []).append(figure)

    def __contains__(self, name: str) -> bool:
        return name in self.taken

    def middle(self, name: str) -> float:
        """
        The median over the rounds.
        """
        return median(self.taken[name])

    def ratio(self, name: str, other: str) -> float:
        """
        The median of the ratios of two figures, both of one round.
        """
        return middle_ratio(self.taken[name], self.taken[other])


def middle_ratio(figures: Iterable[float], others: Iterable[float]) -> float:
    """
    The median of the ratios of two figures, both of one round.
    """
    return median(figure / other for figure, other in zip(figures, others, strict=True))
