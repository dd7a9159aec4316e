"""
The verdict on one deadline in one replay, fed with what happens in order, and asked at the end of any day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from missionsim.replay.judging import Judged, TermJudge
from missionsim.replay.outcomes import Outcome, Term, Verdict
from missionsim.replay.terms import Demand, Happened, Rules, demands, setting_day
from missionsim.replay.truth import Answer, Truth


@frozen
class Course:
    """
    All that a deadline asks to know of one replay: what was fed to its monitor, changes only.

    Judging is a function of this and a day; what lies after the day is not looked at.

    Args:
        rules: The deadline.

        happened: Day and id of the watched events that took effect, in order.

        condition: Whether the condition held.

        proviso: Whether ``only_if`` did; ``None`` if the deadline has none.

        end: Last day fed, inclusive.
    """

    rules: Rules
    happened: Happened
    condition: Truth
    proviso: Truth | None
    end: int

    def verdict(self, day: int) -> tuple[Verdict, int | None]:
        """
        The verdict as known at the end of *day*, an ordinal, and by how many days it was late.
        """
        found = self._judged(self._closing(day), day)
        if not found:
            return "unset", None
        _, judged = _deciding(found)
        return judged.verdict, judged.late

    def outcome(self, day: date) -> Outcome:
        """
        What became of the deadline, as known at the end of *day*.

        It is unset before it is set. It is met if any of its terms was met, else what its last term is; so met stays
        met, whatever is revised later, and a missed term that was extended afterwards keeps its own verdict.
        """
        closing = self._closing(day.toordinal())
        found = self._judged(closing, day.toordinal())
        decisive = _term(*_deciding(found)) if found else None
        return Outcome(
            id=self.rules.id,
            name=self.rules.name,
            verdict=decisive.verdict if decisive else "unset",
            closing=date.fromordinal(closing),
            set_on=_date(setting_day(self.rules, self.happened, closing)),
            terms=tuple(_term(demand, judged) for demand, judged in found),
            term=decisive,
            last_counted=_date(self.condition.last_counted(closing)),
            asked=date.fromordinal(min(day.toordinal(), self.end)),
            judge=self,
        )

    def _closing(self, day: int) -> int:
        """
        The last day that counts: what lies after ``known_until``, or was not fed, is not known on any day asked.
        """
        return min(day, self.end, self.rules.known_until)

    def _judged(self, closing: int, day: int) -> list[tuple[Demand, Judged]]:
        """
        Each term by itself; one that was replaced before its due day was known is left out, unless it was met.
        """
        set_on = setting_day(self.rules, self.happened, closing)
        if set_on is None:
            return []
        judge = TermJudge(self.condition, self.proviso, set_on, closing, self.rules.start, min(day, self.end))
        found = [(demand, judge.judged(demand)) for demand in demands(self.rules, self.happened, closing)]
        return [(demand, judged) for demand, judged in found if not demand.is_forgotten or judged.verdict == "met"]


class Monitor:
    """
    Follows one deadline through a replay that is fed to it, day by day, and can be asked at the end of any day.

    Within a day first the events that take effect, in their order, then what holds at its end. Only watched events
    and changed answers need be fed, but every count; what is fed again unchanged is not kept. Days are ordinals, and
    never go back.

    Args:
        rules: The deadline.

        has_proviso: Whether it has an ``only_if``.
    """

    def __init__(self, rules: Rules, *, has_proviso: bool = False) -> None:
        self._rules = rules
        self._happened: list[tuple[int, str]] = []
        self._condition = _Answers(rules.start)
        self._proviso = _Answers(rules.start) if has_proviso else None
        self._day = 0

    def took_effect(self, day: int, event: str) -> None:
        """
        Feed that an *event* took effect on *day*; the setting, a revision, or what lengths of time count from.

        It may lie before the first day of the replay: context that was dated before it.
        """
        self._reach(day)
        if event in self._rules.watched:
            self._happened.append((day, event))

    def holds(self, day: int, answer: Answer) -> None:
        """
        Feed whether the condition holds at the end of *day* by the states alone, each measured leaf left open.
        """
        self._reach(day)
        self._condition.change(day, answer)

    def counted(self, day: int, answer: Answer) -> None:
        """
        Feed that something the condition measures was counted on *day*, and whether it holds by the states and the
        counts of that day, whatever was counted before left out.
        """
        self._reach(day)
        self._condition.count(day, answer)

    def binds(self, day: int, answer: Answer) -> None:
        """
        Feed whether ``only_if`` holds at the end of *day* by the states alone.
        """
        self._reach(day)
        if self._proviso is not None:
            self._proviso.change(day, answer)

    def binding_counted(self, day: int, answer: Answer) -> None:
        """
        Feed that something ``only_if`` measures was counted on *day*, and whether it holds by states and counts.
        """
        self._reach(day)
        if self._proviso is not None:
            self._proviso.count(day, answer)

    def course(self, end: int) -> Course:
        """
        All that was fed, as a value, for a replay that has come to the end of day *end*.
        """
        self._reach(end)
        proviso = None if self._proviso is None else self._proviso.truth()
        return Course(self._rules, tuple(self._happened), self._condition.truth(), proviso, end)

    def outcome(self, day: int) -> Outcome:
        """
        What became of the deadline at the end of *day*, everything until then having been fed.
        """
        return self.course(day).outcome(date.fromordinal(day))

    def _reach(self, day: int) -> None:
        if day < self._day:
            raise ValueError(f"day {day} comes before day {self._day}, up to which this was fed")
        self._day = day


class _Answers:
    """
    Answers while they are being fed; from the first day on in doubt, until there is one.
    """

    def __init__(self, start: int) -> None:
        self._changes: list[tuple[int, Answer]] = [(start, None)]
        self._counts: list[tuple[int, Answer]] = []

    def change(self, day: int, answer: Answer) -> None:
        if len(self._changes) == 1 and self._changes[0][1] is None and day < self._changes[0][0]:
            self._changes.clear()  # what holds from the start began before it
        _put(self._changes, day, answer)
        if len(self._changes) > 1 and self._changes[-2][1] is answer:
            self._changes.pop()

    def count(self, day: int, answer: Answer) -> None:
        _put(self._counts, day, answer)

    def truth(self) -> Truth:
        return Truth(tuple(self._changes), tuple(self._counts))


def _put(answers: list[tuple[int, Answer]], day: int, answer: Answer) -> None:
    """
    Add the answer of a day; the last of one day counts.
    """
    if answers and answers[-1][0] == day:
        answers.pop()
    answers.append((day, answer))


def _deciding(found: Iterable[tuple[Demand, Judged]]) -> tuple[Demand, Judged]:
    """
    The first term that was met, else the last.
    """
    terms = list(found)
    return next((each for each in terms if each[1].verdict == "met"), terms[-1])


def _term(demand: Demand, judged: Judged) -> Term:
    window = demand.window
    return Term(
        stated=date.fromordinal(demand.stated),
        by=demand.by,
        known=_date(demand.known),
        due=_date(window.last if window else None),
        opens=_date(window.opens if window else None),
        verdict=judged.verdict,
        met_on=_date(judged.held),
        days_late=judged.late,
    )


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
