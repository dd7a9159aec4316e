"""
The verdict on a deadline over all consistent readings: what they agree on, else undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oracle.engine import Play
from oracle.monitor import Outcome, outcome


@dataclass
class Verdict:
    """
    One verdict, the verdicts of the readings, and the least and the largest number of days late among them.
    """

    verdict: str
    verdicts: set[str]
    margins: tuple[int | None, int | None]


def verdict(plays: Iterable[Play], deadline: str, day: int) -> Verdict:
    """
    The verdict on a deadline as known at the end of *day*, over the readings as played.

    The largest number of days late is ``None`` where some reading has none, as the condition never came to hold in it.
    If there is no reading at all, the record contradicts itself, and the verdict is undetermined.
    """
    found = [outcome(play, deadline, day) for play in plays]
    verdicts = {each.verdict for each in found}
    one = verdicts.pop() if len(verdicts) == 1 else "undetermined"
    return Verdict(one, {each.verdict for each in found}, _margins(found))


def _margins(outcomes: list[Outcome]) -> tuple[int | None, int | None]:
    days = [each.days_late for each in outcomes if each.days_late is not None]
    if not days:
        return None, None
    return min(days), max(days) if len(days) == len(outcomes) else None
