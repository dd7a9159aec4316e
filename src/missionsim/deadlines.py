"""
What became of the deadlines: when each was set, revised, met or missed, as known on any day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Literal

from attrs import evolve, frozen

from missionsim.conditions import Condition, Scope
from missionsim.dates import Offset
from missionsim.model import Deadline
from missionsim.schedule import Widening

Verdict = Literal["met", "violated", "pending", "undetermined", "void"]


@frozen
class Term:
    """
    What a deadline asks from some day on.

    Args:
        known: First day on which this is so.

        due: Last day by which the condition ought to hold, inclusive; ``None`` while the deadline is voided.

        opens: First day on which it may become true, where the due date is a span.
    """

    known: date
    due: date | None
    opens: date | None = None


@frozen
class Outcome:
    """
    What became of a deadline, as known at the end of a day.

    Args:
        id: Id of the deadline.

        name: What it is, in words.

        set_on: The day on which it was set; ``None`` if it never was.

        terms: What it asked, from when on, in order; empty until the due date is known.

        met_on: First day since it was set at whose end the condition held.

        possible_on: First such day when imprecise measures are given the benefit of the doubt.

        lapses: Last known answer to whether the deadline binds, from each day on.

        closing: The day at whose end this is known: the end of the replay, or of the record.

        alternatives: What becomes of it when all imprecise dates are taken at one end, where that differs.
    """

    id: str
    name: str
    set_on: date | None
    terms: tuple[Term, ...]
    met_on: date | None
    possible_on: date | None
    lapses: tuple[tuple[date, bool], ...]
    closing: date
    alternatives: tuple[Outcome, ...] = ()

    @property
    def term(self) -> Term | None:
        """
        The term in force: the last one known when the condition was met, or by now.
        """
        known = [term for term in self.terms if term.known <= (self.met_on or self.closing)]
        return known[-1] if known else None

    @property
    def due(self) -> date | None:
        """
        The last day of the term in force, inclusive; ``None`` if there is none.
        """
        return self.term.due if self.term else None

    @property
    def days_late(self) -> int | None:
        """
        Days from the due date to the day it was met: positive is late, negative early; ``None`` if either is missing.
        """
        return None if self.met_on is None or self.due is None else (self.met_on - self.due).days

    @property
    def verdict(self) -> Verdict:
        """
        ``met`` in time; ``violated`` (too late, or it held already when a window opened); ``pending`` (not known yet);
        ``undetermined`` (imprecise measures or dates allow both); or ``void`` (never set, voided, or not binding).
        """
        verdict = self._verdict()
        divided = any(alternative.verdict != verdict for alternative in self.alternatives)
        return "undetermined" if divided else verdict

    def _verdict(self) -> Verdict:
        term = self.term
        if self.set_on is None:
            return "void"
        if term is None:
            return "pending"
        return "void" if term.due is None else self._judge(term.opens or date.min, term.due)

    def _judge(self, opens: date, due: date) -> Verdict:
        if self.met_on is not None and opens <= self.met_on <= due:
            return "met"
        if not self._binds(min(due, self.closing)):
            return "void"
        if (self.met_on is None or self.met_on < opens) and self.closing < due:
            return "pending"
        if self.possible_on is not None and opens <= self.possible_on <= due:
            return "undetermined"
        return "violated"

    def _binds(self, day: date) -> bool:
        position = bisect_right(self.lapses, day, key=lambda lapse: lapse[0])
        return position == 0 or self.lapses[position - 1][1]

    def as_known(self, day: date) -> Outcome:
        """
        The same as known at the end of an earlier *day*.
        """
        mine = evolve(
            self,
            set_on=_by(self.set_on, day),
            terms=tuple(term for term in self.terms if term.known <= day),
            met_on=_by(self.met_on, day),
            possible_on=_by(self.possible_on, day),
            lapses=tuple(lapse for lapse in self.lapses if lapse[0] <= day),
            closing=min(self.closing, day),
            alternatives=(),
        )
        return mine.beside(alternative.as_known(day) for alternative in self.alternatives)

    def beside(self, others: Iterable[Outcome]) -> Outcome:
        """
        The same with those of the *others* that differ as its alternatives.
        """
        return evolve(self, alternatives=tuple(dict.fromkeys(other for other in others if other != self)))


Verdicts = list[tuple[date, bool | None]]


def follow(conditions: Iterable[Condition], days: Iterable[tuple[date, Scope]]) -> dict[Condition, Verdicts]:
    """
    Follow conditions through a replay.

    Args:
        conditions: The conditions.

        days: The days at whose end anything may have changed, in order, the first day of the scenario first; with
            each, what a condition sees then.

    Returns:
        Per condition, the days on which its verdict changed and what it changed to, the first day always included.
    """
    found: dict[Condition, Verdicts] = {condition: [] for condition in conditions}
    for day, scope in days:
        for condition, verdicts in found.items():
            verdict = condition.verdict(scope)
            if not verdicts or verdicts[-1][1] is not verdict:
                verdicts.append((day, verdict))
    return found


def outcome(
    deadline: Deadline,
    followed: Mapping[Condition, Verdicts],
    happened: Mapping[str, date],
    closing: date,
    widening: Widening,
) -> Outcome:
    """
    What became of one deadline.

    Args:
        deadline: The deadline.

        followed: Verdicts of its conditions, from :func:`follow`.

        happened: The day on which each applied event and each record came about, by id.

        closing: Last day that is known about, inclusive.

        widening: By how much qualifiers widen a due date.
    """
    from_start = followed[deadline.condition]
    set_on = from_start[0][0] if deadline.set_by is None else happened.get(deadline.set_by)
    if set_on is None:
        return Outcome(deadline.id, deadline.name, None, (), None, None, (), closing)
    terms = tuple(_terms(deadline, set_on, happened, widening))
    opens = terms[-1].opens if terms else None
    verdicts = _since(set_on, from_start)
    lapses = _since(set_on, followed[deadline.only_if]) if deadline.only_if is not None else []
    return Outcome(
        id=deadline.id,
        name=deadline.name,
        set_on=set_on,
        terms=terms,
        met_on=_first(verdicts, opens, surely=True),
        possible_on=_first(verdicts, opens, surely=False),
        lapses=tuple((day, verdict is not False) for day, verdict in lapses),
        closing=closing,
    )


def _since(day: date, verdicts: Verdicts) -> Verdicts:
    """
    The *verdicts* from *day* on, the one in force on that day first.
    """
    position = bisect_right(verdicts, day, key=lambda each: each[0])
    return [(day, verdict) for _, verdict in verdicts[:position][-1:]] + verdicts[position:]


def _first(verdicts: Verdicts, opens: date | None, *, surely: bool) -> date | None:
    """
    The day on which the condition came to hold, *surely* or perhaps.

    Where a window opens later than that, it counts only if it held on to the opening; what perhaps holds may still
    have come about in the window.
    """
    for (day, verdict), following in zip_longest(verdicts, (each[0] for each in verdicts[1:])):
        lasts = opens is None or following is None or following > opens
        if verdict is True and lasts:
            return day
        if verdict is None and not surely and lasts:
            return day if opens is None else max(day, opens)
    return None


def _terms(deadline: Deadline, set_on: date, happened: Mapping[str, date], widening: Widening) -> Iterator[Term]:
    """
    The terms of *deadline* in the order in which they became known.

    A length of time that counts from something later is known only then, and not at all if it is revised before.
    """
    since = deadline.since or deadline.set_by
    base = happened.get(since) if since is not None else None
    revised = [(happened[r.by], r.due) for r in deadline.revisions if r.by in happened and happened[r.by] >= set_on]
    stated = [(set_on, deadline.due), *sorted(revised, key=lambda each: each[0])]
    for (made, due), following in zip_longest(stated, (each[0] for each in stated[1:])):
        if isinstance(due, Offset):
            known = made if base is None else max(made, base)
            is_superseded = following is not None and made < known and following <= known
            if base is not None and not is_superseded:
                yield Term(known, due.after(base).day)
        elif due is None:
            yield Term(made, None)
        else:
            opens, last = widening.of(due)
            yield Term(made, last, opens if due.kind == "span" else None)


def _by(day: date | None, known: date) -> date | None:
    return day if day is not None and day <= known else None
