"""
What became of a deadline, as plain values: its verdict, and that of each of its terms.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from attrs import field, frozen
from immutabledict import immutabledict  # noqa: TC002  annotations are read at run time

from missionsim.errors import TimelineError

Verdict = Literal["met", "violated", "pending", "undetermined", "void", "unset"]
Margins = tuple[int | None, int | None]


@frozen
class Term:
    """
    What a deadline asked from one day on, and what became of that.

    Args:
        stated: The day on which the deadline was set, or revised to this.

        by: Id of the event that did so; ``None`` where it is in force from the start.

        known: First day on which it is known what is due; ``None`` while it counts from an event still to come.

        due: Last day by which the condition ought to hold, inclusive; ``None`` if withdrawn, or not known yet.

        opens: First day on which it may become true, where the due date is a span.

        verdict: What became of it while it was in force: ``pending`` if it was revised before that was decided.

        met_on: The day on which the condition came to hold: in time; else the first one after the due day; else, for
            a window, the beginning of the last spell before it opened. ``None`` without one.

        days_late: Days from the due day to *met_on*, negative if early; where a window was met before it opened only,
            days from its opening, negative.
    """

    stated: date
    by: str | None
    known: date | None
    due: date | None
    opens: date | None
    verdict: Verdict
    met_on: date | None = None
    days_late: int | None = None


@frozen
class Side:
    """
    A reading in which a deadline has one of the verdicts that the record allows.

    Args:
        verdict: The verdict.

        days_late: By how many days, negative if early; ``None`` if it never came to hold.

        days: The days, by id, of the events on whose imprecise dates the verdict may rest; as the record has them,
            before they are edited.
    """

    verdict: Verdict
    days_late: int | None
    days: immutabledict[str, date]


class Judge(Protocol):
    """
    What can say again what became of a deadline, as known on an earlier day.
    """

    def outcome(self, day: date) -> Outcome:
        """
        What became of it, as known at the end of *day*.
        """


@frozen(kw_only=True)
class Outcome:
    """
    What became of a deadline, as known at the end of a day.

    Args:
        id: Id of the deadline.

        name: What it is, in words.

        verdict: ``met`` in time; ``violated``; ``pending``, not decided yet; ``undetermined``, since the record allows
            both; ``void``, withdrawn or not binding; ``unset``, not set yet.

        closing: The day at whose end this is known; nothing later counts.

        set_on: The day on which it was set; ``None`` if it was not.

        terms: What it asked, in the order in which that was stated, as far as it was in force at the end of a day.

        term: The term that decides: the first that was met, else the last; ``None`` while it is not set.

        last_counted: Day of the last count of what the condition measures.

        margins: Least and largest number of days late over all readings; ``None`` where it never came to hold.

        settled_by: Ids of the events of which a more precise date would decide it.

        sides: Where it is undetermined a reading for each verdict that is possible.

        is_exact: Whether all readings were looked at.

        asked: The day asked about, which may lie after *closing*.
    """

    id: str
    name: str
    verdict: Verdict
    closing: date
    set_on: date | None = None
    terms: tuple[Term, ...] = ()
    term: Term | None = None
    last_counted: date | None = None
    margins: Margins = field()
    settled_by: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    is_exact: bool = True
    asked: date | None = field(default=None, eq=False, repr=False)
    _judge: Judge | None = field(default=None, eq=False, repr=False, metadata={"key": None})

    @margins.default
    def _one_course(self) -> Margins:
        return (self.days_late, self.days_late)

    @property
    def due(self) -> date | None:
        """
        The last day of the term that decides, inclusive; ``None`` if there is none, or it is not known yet.
        """
        return self.term.due if self.term else None

    @property
    def opens(self) -> date | None:
        """
        The first day of the term that decides, where it is a window.
        """
        return self.term.opens if self.term else None

    @property
    def met_on(self) -> date | None:
        """
        The day on which the condition came to hold, in time or not, for the term that decides.
        """
        return self.term.met_on if self.term else None

    @property
    def days_late(self) -> int | None:
        """
        By how many days, negative if early; ``None`` unless it was met, or violated and came to hold all the same.
        """
        return self.term.days_late if self.term else None

    def as_known(self, day: date) -> Outcome:
        """
        The same as known at the end of an earlier *day*: what a replay until then gives.

        Raises:
            TimelineError: If it was read from JSON.
        """
        # What is planned for after the last day known tells by how much a term is late, but only once it is looked at.
        if day >= (self.asked or self.closing):
            return self
        if self._judge is None:
            raise TimelineError("a stored timeline keeps the last verdicts only; accepted: a timeline of replay()")
        return self._judge.outcome(day)
