"""
What a deadline came to in the readings in which it was tried, as one outcome.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from missionsim.replay.outcomes import Outcome, Side, Verdict
from missionsim.whatif.trial import Days, Open


@frozen
class Judged:
    """
    A deadline judged in one reading.

    Args:
        days: The days of the events that were open.

        verdict: The verdict.

        late: By how many days it was late, negative if early; ``None`` if it never came to hold.
    """

    days: Days
    verdict: Verdict
    late: int | None


@frozen
class Tried:
    """
    What a deadline can have come to.

    Args:
        judged: The readings that were tried.

        is_exact: Whether they are all that can make a difference.
    """

    judged: tuple[Judged, ...]
    is_exact: bool

    def deciding(self, opens: Sequence[Open]) -> tuple[int, ...]:
        """
        Positions of the open events of which the day alone makes a difference to the verdict.
        """
        found = []
        for each in opens:
            others: dict[tuple[tuple[int, int], ...], dict[int, set[Verdict]]] = {}
            for judged in self.judged:
                rest = tuple(sorted(item for item in judged.days.items() if item[0] != each.position))
                others.setdefault(rest, {}).setdefault(judged.days[each.position], set()).add(judged.verdict)
            if any(len(set(map(frozenset, verdicts.values()))) > 1 for verdicts in others.values()):
                found.append(each.position)
        return tuple(found)


def outcome_over(plain: Outcome, found: Tried, settled_by: Sequence[str], sides: Sequence[Side]) -> Outcome:
    """
    What became of a deadline over all readings.

    Args:
        plain: What became of it in the one that is shown.

        found: What it can have come to.

        settled_by: Ids of the events of which a more precise date would decide it.

        sides: A reading for each verdict.
    """
    verdicts = {each.verdict for each in found.judged} | {plain.verdict}
    late = {each.late for each in found.judged} | {plain.days_late}
    known = sorted(days for days in late if days is not None)
    margins = (known[0] if known else None, known[-1] if known and None not in late else None)
    if len(verdicts) == 1 and found.is_exact:
        return evolve(plain, margins=margins)
    return evolve(
        plain,
        verdict="undetermined",
        margins=margins,
        settled_by=tuple(settled_by),
        sides=tuple(sides),
        is_exact=found.is_exact,
    )
