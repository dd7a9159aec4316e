"""
What is asked: a deadline on the integers of a problem, and what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import Factory, frozen

from missionsim.replay.outcomes import Verdict
from missionsim.replay.readings.problem import FiringId, Leaf, Parts
from missionsim.replay.readings.representative import Placement
from missionsim.replay.terms import Rules
from missionsim.replay.truth import Answer


@frozen(eq=False)
class Counted:
    """
    A condition on what was counted: in doubt, but on a day with a count.

    Args:
        says: What the counts of one day say, given the positions of the counting events of that day, in order.
    """

    says: Callable[[tuple[int, ...]], Answer]


@frozen(eq=False)
class Several:
    """
    Like :class:`~missionsim.replay.readings.problem.Parts`, where some parts are in doubt: true once enough of them are
    for certain and not too many can be, false once not enough can be, or too many are for certain.

    Args:
        parts: The conditions that are counted.

        least: At least as many, inclusive.

        most: At most as many, inclusive.
    """

    parts: tuple[Condition, ...]
    least: int
    most: int


Condition = Leaf | Parts | Counted | Several


@frozen(eq=False)
class Question:
    """
    A deadline on the integers of a problem.

    Args:
        rules: The deadline as it is judged.

        condition: What has to hold.

        end: Last day of the scenario, inclusive.

        proviso: Its ``only_if``.

        watched: For each event that sets it, revises it, or that lengths of time count from, its id in the rules.

        counting: The events with counts that the condition asks for.

        proviso_counting: The events with counts that ``only_if`` asks for.
    """

    rules: Rules
    condition: Condition
    end: int
    proviso: Condition | None = None
    watched: Mapping[int, str] = Factory(dict)
    counting: frozenset[int] = frozenset()
    proviso_counting: frozenset[int] = frozenset()

    @property
    def events(self) -> frozenset[int]:
        """
        The events of which it is asked when they take effect.
        """
        return frozenset(self.watched) | self.counting | self.proviso_counting


@frozen
class Case:
    """
    A reading in which a deadline has some verdict.

    Args:
        verdict: The verdict.

        late: By how many days, negative if early; ``None`` if it never came to hold.

        reading: A day for every event, and their order.
    """

    verdict: Verdict
    late: int | None
    reading: Placement


@frozen
class Found:
    """
    What a deadline comes to over all consistent readings.

    Args:
        cases: For each verdict that is possible one reading; none if there is no reading.

        least: A reading in which it was earliest; ``None`` if it never came to hold.

        largest: A reading in which it was latest, of those in which it came to hold at all.

        may_never_hold: Whether there are readings in which it did not come to hold, or no days are given.

        settled_by: A smallest set found of imprecise events of which more precise days can decide; where one event can,
            all that can by themselves. Empty if there is one verdict, or days alone can't decide.

        open_events: The imprecise events on which the verdict may rest.

        refused: The asserted firings that even consistent readings refuse, as far as the verdict may rest on them.

        is_exact: Whether all readings were looked at. If not, more verdicts may be possible.
    """

    cases: tuple[Case, ...] = ()
    least: Case | None = None
    largest: Case | None = None
    may_never_hold: bool = False
    settled_by: tuple[int, ...] = ()
    open_events: tuple[int, ...] = ()
    refused: frozenset[FiringId] = frozenset()
    is_exact: bool = True

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """
        The verdicts that are possible.
        """
        return frozenset(case.verdict for case in self.cases)

    @property
    def verdict(self) -> Verdict:
        """
        The verdict that holds in all readings; undetermined if there is none, if it rests on a firing that is refused
        against the record, or if not all readings were looked at.
        """
        is_certain = self.is_exact and not self.refused and len(self.cases) == 1
        return self.cases[0].verdict if is_certain else "undetermined"

    @property
    def margins(self) -> tuple[int | None, int | None]:
        """
        Least and largest number of days late; the largest is ``None`` where it may never come to hold.
        """
        least = self.least.late if self.least else None
        return least, None if self.may_never_hold or self.largest is None else self.largest.late
