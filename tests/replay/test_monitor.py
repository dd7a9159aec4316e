"""
Tests of the monitor that judges one deadline in one replay.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen

from missionsim import Deadline, ImpreciseDate, Offset, Revision, in_state
from missionsim.replay import outcomes
from missionsim.replay.monitor import Course, Monitor
from missionsim.replay.terms import Rules
from missionsim.replay.truth import Truth

ANY = in_state("south", "handed_over")
START, END = date(2030, 1, 1), date(2030, 12, 31)
Answer = bool | None
DatedAnswers = list[tuple[date, Answer]]
Verdict = tuple[str, int | None]


@frozen
class Fed:
    """
    What happened in one replay, in the plainest form.

    Args:
        events: Day and id of the events that took effect, in order.

        states: Day from which on the states give an answer, and the answer.

        counts: Day of a count, and the answer with it.

        only_if: Like *states*, for the proviso; ``None`` without one.
    """

    events: list[tuple[date, str]]
    states: DatedAnswers
    counts: DatedAnswers
    only_if: DatedAnswers | None


def course(deadline: Deadline, fed: Fed, until: date, start: date, known_until: date | None = None) -> Course:
    """
    Feed a monitor all that happened by *until*, in order.
    """
    monitor = Monitor(Rules.of(deadline, start, known_until), has_proviso=fed.only_if is not None)
    feeds: list[tuple[Callable[[int, Any], None], Iterable[tuple[date, Any]]]] = [
        (monitor.took_effect, fed.events),
        (monitor.holds, fed.states),
        (monitor.binds, fed.only_if or []),
        (monitor.counted, fed.counts),
    ]
    entries = [(day, rank, feed, what) for rank, (feed, made) in enumerate(feeds) for day, what in made]
    for day, _, feed, what in sorted(entries, key=lambda entry: entry[:2]):
        if day <= until:
            feed(day.toordinal(), what)
    return monitor.course(until.toordinal())


def judged(due: str | Offset, *spells: str, on: str | None = None, **more: Any) -> outcomes.Outcome:
    """
    What became of a deadline by which something ought to be handed over, which happens and is undone on *spells*.
    """
    events = [(date.fromisoformat(day), id_) for id_, day in more.pop("events", {}).items()]
    known_until = more.pop("known_until", None)
    counts = [(date.fromisoformat(day), answer) for day, answer in more.pop("counts", {}).items()]
    only_if = more.pop("only_if", None)
    states = more.pop("states", None) or [
        (START, False),
        *((date.fromisoformat(day), n % 2 == 0) for n, day in enumerate(spells)),
    ]
    fed = Fed(events, states, counts, only_if)
    found = course(
        Deadline("out", ANY, due, name="Out", **more), fed, END, START, known_until and date.fromisoformat(known_until)
    )
    return found.outcome(date.fromisoformat(on) if on else END)


def brief(outcome: outcomes.Outcome) -> Verdict:
    """
    Verdict and days late.
    """
    return outcome.verdict, outcome.days_late


@pytest.mark.parametrize(
    ("due", "verdict"),
    [
        ("2030-02-09", ("violated", 1)),
        ("2030-02-10", ("met", 0)),
        ("2030-02", ("met", -18)),
        ("2030-01", ("violated", 10)),
        ("2031-01", ("met", -355)),
    ],
)
def test_the_due_day_is_inclusive(due: str, verdict: Verdict) -> None:
    """
    Met on the due day is met; a month is due on its last day; lateness is counted in days from it.
    """
    outcome = judged(due, "2030-02-10")

    assert brief(outcome) == verdict
    assert (outcome.id, outcome.name, outcome.set_on, outcome.met_on) == ("out", "Out", START, date(2030, 2, 10))
    assert outcome.margins == (verdict[1], verdict[1])


def test_unset_void_and_pending_have_no_days() -> None:
    """
    A deadline that is not set is unset, one that was withdrawn is void, one that lies ahead is pending; none is late.
    """
    never = judged("2030-02", "2030-03-01", set_by="pact")
    later = judged("2030-02", "2030-03-01", set_by="pact", events={"pact": "2030-01-05"}, on="2030-01-04")
    withdrawn = judged("2030-02", "2030-03-01", revisions=[Revision("end")], events={"end": "2030-01-05"})
    ahead = judged("2031-02")

    assert [each.verdict for each in (never, later, withdrawn, ahead)] == ["unset", "unset", "void", "pending"]
    assert {each.days_late for each in (never, later, withdrawn, ahead)} == {None}
    assert (never.term, never.due, never.opens, never.met_on, never.set_on) == (None,) * 5
    assert withdrawn.due is None


def test_what_comes_after_the_known_days_is_not_known() -> None:
    """
    A planned event after ``known_until`` neither meets nor violates: pending, at the end as on any day asked.
    """
    for day in ("2030-06-30", "2030-09-30", None):
        assert brief(judged("2030-09-30", "2030-10-10", known_until="2030-06-30", on=day)) == ("pending", None)
        assert brief(judged("2030-09-30", "2030-09-10", known_until="2030-06-30", on=day)) == ("pending", None)
    assert judged("2030-09-30", known_until="2030-06-30").closing == date(2030, 6, 30)
    assert judged("2030-06-30", known_until="2030-06-30").verdict == "violated"


def test_met_stays_met() -> None:
    """
    A later revision does not undo it, nor does the loss of what was reached.
    """
    revisions = [Revision("extension", "2030-06/2030-07")]
    extended = judged("2030-04", "2030-03-01", "2030-04-01", revisions=revisions, events={"extension": "2030-05-01"})
    voided = judged(
        "2030-02-10/2030-02-20",
        *("2030-01-10", "2030-01-20", "2030-02-15"),
        revisions=[Revision("end")],
        events={"end": "2030-03-01"},
    )
    rewindowed = judged(
        "2030-02-20",
        *("2030-01-10", "2030-01-20"),
        revisions=[Revision("extension", "2030-04/2030-05")],
        events={"extension": "2030-02-01"},
    )

    assert (extended.verdict, extended.met_on) == ("met", date(2030, 3, 1))
    assert (extended.as_known(date(2030, 4, 15)).verdict, extended.due) == ("met", date(2030, 4, 30))
    assert (voided.verdict, voided.met_on) == ("met", date(2030, 2, 15))
    assert (rewindowed.verdict, rewindowed.met_on) == ("met", date(2030, 1, 10))


def test_a_missed_term_that_was_extended_is_shown_as_both() -> None:
    """
    The missed term keeps its own verdict; the deadline is what came of the later one.
    """
    outcome = judged(
        "2030-06", "2030-07-20", revisions=[Revision("extension", "2030-07")], events={"extension": "2030-07-05"}
    )

    assert [(term.by, term.verdict, term.days_late) for term in outcome.terms] == [
        (None, "violated", 20),
        ("extension", "met", -11),
    ]
    assert (outcome.verdict, outcome.term) == ("met", outcome.terms[1])
    assert outcome.as_known(date(2030, 7, 4)).verdict == "violated"


@pytest.mark.parametrize(
    ("spells", "verdict"),
    [
        (["2030-11-20"], ("met", -10)),
        (["2030-11-15"], ("met", -15)),
        (["2030-11-30"], ("met", 0)),
        (["2030-11-14"], ("violated", -1)),
        (["2030-10-31"], ("violated", -15)),
        (["2030-10-31", "2030-11-03"], ("violated", -15)),
        (["2030-10-31", "2030-11-16", "2030-11-20"], ("met", -10)),
        (["2030-10-31", "2030-11-03", "2030-12-04"], ("violated", 4)),
        ([], ("violated", None)),
    ],
)
def test_a_window_asks_that_it_become_true_in_it(spells: list[str], verdict: Verdict) -> None:
    """
    A spell that began earlier does not count, a later one does; a miss counts to the nearer later one, else from the
    last earlier one to the opening.
    """
    outcome = judged("2030-11-15/2030-11-30", *spells)

    assert brief(outcome) == verdict
    assert (outcome.opens, outcome.due) == (date(2030, 11, 15), date(2030, 11, 30))


def test_what_was_lost_before_a_window_was_set_counts_for_nothing() -> None:
    """
    A spell that was over when the deadline was set makes it neither met nor early.
    """
    outcome = judged("2030-03", "2030-02-01", "2030-02-03", set_by="pact", events={"pact": "2030-02-10"})
    window = judged("2030-02/2030-03", "2030-02-02", "2030-02-03", set_by="pact", events={"pact": "2030-02-10"})
    early = judged("2030-03/2030-03", "2030-02-02", "2030-02-03", set_by="pact", events={"pact": "2030-02-10"})
    lasting = judged("2030-02/2030-03", "2030-02-02", set_by="pact", events={"pact": "2030-02-10"})

    assert [brief(each) for each in (outcome, window, early)] == [("violated", None)] * 3
    assert (lasting.verdict, lasting.met_on) == ("met", date(2030, 2, 10))


def test_revisions_go_by_the_order_of_events() -> None:
    """
    Of two on one day the later event's holds; one before the setting, also on the same day, does not count.
    """
    revisions = [Revision("one", "2030-05"), Revision("two", "2030-06")]
    first = judged("2030-04", revisions=revisions, events={"one": "2030-02-01", "two": "2030-02-01"})
    second = judged("2030-04", revisions=revisions, events={"two": "2030-02-01", "one": "2030-02-01"})
    before = judged("2030-04", set_by="pact", revisions=revisions, events={"one": "2030-02-01", "pact": "2030-02-01"})
    ahead = judged("2030-04", revisions=revisions, events={"one": "2029-12-01"})

    assert (first.due, second.due) == (date(2030, 6, 30), date(2030, 5, 31))
    assert (len(first.terms), len(second.terms)) == (2, 2)
    assert (before.due, len(before.terms)) == (date(2030, 4, 30), 1)
    assert ahead.due == date(2030, 4, 30)


def test_a_length_of_time_counts_from_its_event() -> None:
    """
    Months are clipped; it counts from context before the first day too; it is known once both have happened.
    """
    clipped = judged("+1m", set_by="pact", events={"pact": "2030-01-31"})
    early = judged("+1m", "2030-02-10", set_by="pact", events={"pact": "2030-01-01"})
    before = judged("+40d", "2030-02-10", set_by="pact", events={"pact": "2029-12-01"})
    since = judged("+30d", set_by="pact", since="talks", events={"talks": "2030-01-05", "pact": "2030-01-20"})
    endless = judged("+9999y", set_by="pact", events={"pact": "2030-01-31"})
    backwards = judged("-9999y", set_by="pact", events={"pact": "2030-01-31"})

    assert clipped.due == date(2030, 2, 28)
    assert brief(early) == ("violated", 9)
    assert (brief(before), before.set_on) == (("violated", 31), date(2029, 12, 1))
    assert since.due == date(2030, 2, 4)
    assert since.terms[0].known == date(2030, 1, 20)
    assert (endless.due, endless.verdict) == (date.max, "pending")
    assert (backwards.due, backwards.verdict) == (date.min, "violated")


def test_what_is_met_before_its_due_date_is_known_is_met() -> None:
    """
    Whenever the event comes that it counts from, its due day is no earlier; one that counts backwards has to wait.
    """
    events = {"pact": "2030-01-05", "talks": "2030-03-01"}
    met = judged("+30d", "2030-02-01", set_by="pact", since="talks", events=events)
    backwards = judged("-10d", "2030-02-01", set_by="pact", since="talks", events=events)
    open_ = judged("+30d", "2030-02-01", set_by="pact", since="talks", events={"pact": "2030-01-05"}, on="2030-01-31")

    assert brief(met) == ("met", -58)
    assert brief(met.as_known(date(2030, 2, 1))) == ("met", None)
    assert brief(backwards) == ("met", -18)
    assert backwards.as_known(date(2030, 2, 28)).verdict == "pending"
    assert (open_.verdict, open_.terms[0].known, open_.terms[0].due) == ("pending", None, None)


def test_a_term_replaced_before_it_was_known_is_forgotten() -> None:
    """
    What was to count from a later event is left out once it is revised, unless it was met before.
    """
    events = {"pact": "2030-01-05", "extension": "2030-02-01", "talks": "2030-03-01"}
    more: dict[str, Any] = {"set_by": "pact", "since": "talks", "revisions": [Revision("extension", "2030-04")]}

    assert [term.by for term in judged("+30d", events=events, **more).terms] == ["extension"]
    assert [term.by for term in judged("+30d", "2030-01-10", events=events, **more).terms] == ["pact", "extension"]


def test_a_deadline_binds_only_if_its_proviso_holds() -> None:
    """
    Where the proviso is false on the due day, or now, it is void; in doubt, undetermined; met in time is met anyhow.
    """

    def under(*answers: tuple[str, Answer], on: str | None = None, spell: tuple[str, ...] = ()) -> Verdict:
        made = [(date.fromisoformat(day), answer) for day, answer in answers]
        return brief(judged("2030-06-30", *spell, only_if=made, on=on))

    assert under(("2030-01-01", False)) == ("void", None)
    assert under(("2030-01-01", False), on="2030-03-01") == ("void", None)
    assert under(("2030-01-01", False), spell=("2030-06-01",)) == ("met", -29)
    assert under(("2030-01-01", None), spell=("2030-07-01",)) == ("undetermined", None)
    assert under(("2030-01-01", None), on="2030-03-01") == ("pending", None)
    assert under(("2030-01-01", True), ("2030-07-01", False)) == ("violated", None)
    assert under(("2030-01-01", True), ("2030-06-30", False)) == ("void", None)


def test_a_deadline_set_after_its_due_day_minds_its_proviso() -> None:
    """
    Whether it binds is asked on the due day, also where that was over when it was set.
    """
    late = judged("2030-02", set_by="pact", only_if=[(START, False)], events={"pact": "2030-04-01"})
    past = judged("2029-12", set_by="pact", only_if=[(START, False)], events={"pact": "2029-12-01"})

    assert (late.verdict, past.verdict) == ("void", "void")
    assert past.as_known(date(2029, 12, 30)).verdict == "pending"
    assert past.as_known(date(2029, 12, 31)).verdict == "undetermined"


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ({}, "undetermined"),
        ({"2029-07-01": False}, "undetermined"),
        ({"2030-01-10": True}, "met"),
        ({"2030-01-10": False}, "undetermined"),
        ({"2030-01-31": False}, "violated"),
        ({"2030-01-10": None, "2030-02-10": False}, "violated"),
        ({"2030-02-10": None}, "undetermined"),
        ({"2030-02-10": None, "2030-02-11": False}, "violated"),
        ({"2030-02-10": True, "2030-02-20": False}, "undetermined"),
    ],
)
def test_a_count_speaks_for_its_own_day(counts: dict[str, Answer], verdict: str) -> None:
    """
    Met by a count in time that says so, violated by one on the due day or later that says otherwise, else open.
    """
    outcome = judged("2030-01", states=[(START, None)], counts=counts)

    assert outcome.verdict == verdict
    assert outcome.last_counted == (max(map(date.fromisoformat, counts)) if counts else None)
    assert (outcome.days_late is None) == (verdict != "met")


def test_states_decide_where_they_can() -> None:
    """
    With a state that has to hold too: missed for certain without it; after it was lost, no count tells any more.
    """
    without = judged("2030-01", states=[(START, False), (date(2030, 2, 1), None)])
    lost = judged("2030-01", states=[(START, None), (date(2030, 1, 20), False)], counts={"2030-02-10": False})

    assert (without.verdict, lost.verdict) == ("violated", "undetermined")


def test_days_never_go_back() -> None:
    """
    A monitor is fed in the order of days, and is asked up to the last one.
    """
    monitor = Monitor(Rules.of(Deadline("d", ANY, "2030-02"), START))
    first = START.toordinal()
    monitor.holds(first + 5, True)
    monitor.binds(first + 5, True)
    monitor.binding_counted(first + 5, True)

    assert monitor.outcome(first + 5).verdict == "met"
    assert monitor.course(first + 5).proviso is None
    with pytest.raises(ValueError, match="comes before day"):
        monitor.outcome(first + 4)


def test_a_counted_proviso_speaks_for_its_day() -> None:
    """
    What ``only_if`` measures is known on the day of the count, and in doubt on others.
    """
    first = START.toordinal()

    def on_due_day(answer: Answer) -> str:
        monitor = Monitor(Rules.of(Deadline("d", ANY, "2030-01-10"), START), has_proviso=True)
        monitor.holds(first, False)
        monitor.binds(first, None)
        monitor.binding_counted(first + 9, answer)
        return monitor.outcome(first + 20).verdict

    assert [on_due_day(answer) for answer in (True, False, None)] == ["violated", "void", "undetermined"]


def test_only_changes_are_kept() -> None:
    """
    An answer fed again, and the earlier of two answers of one day, leave nothing behind.
    """
    monitor = Monitor(Rules.of(Deadline("d", ANY, "2030-02"), START))
    first = START.toordinal()
    for day, answer in [(0, False), (1, False), (2, True), (2, False), (3, True), (4, True)]:
        monitor.holds(first + day, answer)
    monitor.took_effect(first + 4, "of_no_concern")
    course = monitor.course(first + 9)

    assert course.condition.changes == ((first, False), (first + 3, True))
    assert course.happened == ()
    assert course.verdict(first + 9) == ("met", -55)
    assert course.condition.on(first + 2) is False


def test_nothing_fed_is_nothing_known() -> None:
    """
    Before the first day a deadline is unset; where no answer was fed, it is in doubt.
    """
    monitor = Monitor(Rules.of(Deadline("d", ANY, "2030-02"), START))

    assert monitor.course(1).verdict(1) == ("unset", None)
    assert monitor.course(1).condition.on(1) is None
    assert monitor.outcome(END.toordinal()).verdict == "undetermined"
    assert Course(monitor.course(END.toordinal()).rules, (), Truth(), None, END.toordinal()).condition.on(1) is None


def test_qualifiers_widen_the_due_date() -> None:
    """
    An approximate or uncertain due date is due that much later.
    """
    for due, approximate, uncertain in (("2030-02-07~", 3, 0), ("2030-02-07?", 0, 3)):
        rules = Rules.of(Deadline("d", ANY, due), START, approximate=approximate, uncertain=uncertain)
        monitor = Monitor(rules)

        assert monitor.outcome(END.toordinal()).due == date(2030, 2, 10)


# A second judge, which walks over the days.


def plus(day: date, due: Offset) -> date:
    """
    The day that lies *due* after another, in the plainest way.
    """
    month = day.month - 1 + due.months
    year, month = day.year + month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=due.days)


def latest(answers: DatedAnswers, day: date) -> Answer:
    """
    The answer that was given last; in doubt before the first.
    """
    found = [answer for made, answer in answers if made <= day]
    return found[-1] if found else None


def days(first: date, last: date) -> list[date]:
    """
    All days from *first* to *last*.
    """
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class Walk:
    """
    Judges one deadline in one replay, as known at the end of *asked*, by looking at every day.
    """

    def __init__(self, deadline: Deadline, fed: Fed, start: date, asked: date) -> None:
        self.deadline, self.start, self.asked = deadline, start, asked
        self.events = [(day, id_) for day, id_ in fed.events if day <= asked]
        self.states, self.only_if = fed.states, fed.only_if
        self.counts = {day: answer for day, answer in fed.counts if day <= asked}
        self.took = {id_: day for day, id_ in self.events}
        self.earliest = min([start, *self.took.values(), *self.counts]) - timedelta(days=1)
        self.set_on = self.took.get(deadline.set_by) if deadline.set_by else start
        if self.set_on is not None and self.set_on > asked:
            self.set_on = None

    def value(self, day: date) -> Answer | str:
        """
        The answer of a day; a word where the day was not looked at.
        """
        if day in self.counts:
            return self.counts[day]
        return latest(self.states, day) if day >= self.start else "unseen"

    def spell(self, day: date) -> date:
        """
        The first day of the spell that *day* belongs to.
        """
        while self.value(day - timedelta(days=1)) is True:
            day -= timedelta(days=1)
        return day

    def stated(self) -> list[tuple[date, str | None, Any]]:
        """
        The setting and the revisions, in the order of events.
        """
        found: list[tuple[date, str | None, Any]] = []
        if self.deadline.set_by is None:
            found.append((self.start, None, self.deadline.due))
        for day, id_ in self.events:
            if id_ == self.deadline.set_by:
                found.append((day, id_, self.deadline.due))
            for revision in self.deadline.revisions:
                if revision.by == id_ and found and day >= found[0][0]:
                    found.append((day, id_, revision.due))
        return found

    def outcome(self) -> tuple[str, list[tuple[Any, ...]]]:
        """
        The verdict, and per term: when and by what it was stated, when it was known, its days, verdict, days late.
        """
        if self.set_on is None:
            return "unset", []
        stated, terms = self.stated(), []
        for position, (day, by, due) in enumerate(stated):
            is_last = position == len(stated) - 1
            until = self.asked if is_last else stated[position + 1][0] - timedelta(days=1)
            force = days(day, until)
            if not force:
                continue
            known, opens, last = self.due(due, day, until)
            verdict, held, late = self.judged(due, force, opens, last)
            if known is None and not is_last and verdict != "met":
                continue
            terms.append((day, by, known, opens, last, verdict, held, late))
        verdicts = [term[5] for term in terms]
        return "met" if "met" in verdicts else verdicts[-1], terms

    def due(self, due: Any, stated: date, until: date) -> tuple[date | None, date | None, date | None]:
        """
        When it is known, and its first and last day.
        """
        if due is None:
            return stated, None, None
        if isinstance(due, ImpreciseDate):
            return stated, due.earliest if due.kind == "span" else None, due.latest
        base = self.took.get(self.deadline.since or self.deadline.set_by or "")
        if base is None or base > until:
            return None, None, None
        return max(base, stated), None, plus(base, due)

    def judged(
        self,
        due: Any,
        force: list[date],
        opens: date | None,
        last: date | None,
    ) -> tuple[str, date | None, int | None]:
        """
        Verdict, day and days late of what was asked on the days of *force*.
        """
        if due is None:
            return "void", None, None
        for day in force:
            in_time = (due.days + due.months >= 0) if last is None else day <= last
            if in_time and self.value(day) is True and (opens is None or self.spell(day) >= opens):
                return "met", day, None if last is None else (day - last).days
        binding = force[-1] if last is None else min(last, force[-1])
        binds = True if self.only_if is None else latest(self.only_if, min(max(binding, self.start), self.asked))
        if binds is False:
            return "void", None, None
        if last is None or last > force[-1]:
            return "pending", None, None
        in_doubt = [day for day in force if (opens or day) <= day <= last and self.value(day) is None]
        if binds is None or (in_doubt and not self.denied(last)):
            return "undetermined", None, None
        return "violated", *self.missed(opens, last)

    def denied(self, last: date) -> bool:
        """
        Whether the first count on the due day or later, of those that decide anything, says no.
        """
        said = [
            answer
            for day, answer in sorted(self.counts.items())
            if day >= last and answer is not None and latest(self.states, day) is None
        ]
        return said[:1] == [False]

    def missed(self, opens: date | None, last: date) -> tuple[date | None, int | None]:
        """
        The day on which it came to hold too late or too early, and by how many days.
        """
        assert self.set_on is not None
        spells = [day for day in days(self.set_on, self.asked) if self.value(day) is True]
        for day in spells:
            if day > last and (opens is None or self.spell(day) > last):
                return day, (day - last).days
        early = [self.spell(day) for day in spells if opens is not None and self.spell(day) < opens]
        return (early[-1], (early[-1] - opens).days) if early and opens else (None, None)


class Drawn:
    """
    A random deadline and a random replay of some weeks around the end of January.
    """

    def __init__(self, seed: int) -> None:
        random = self.random = Random(seed)
        self.start = date(2030, 1, random.randint(20, 31))
        self.length = random.randint(6, 24)
        self.end = self.start + timedelta(days=self.length)
        names = ["pact", "talks", "one", "two"]
        revisions = [
            Revision(by, None if random.random() < 0.15 else self.due())
            for by in ("one", "two")
            if random.random() < 0.6
        ]
        set_by = "pact" if random.random() < 0.7 else None
        since = "talks" if set_by is None or random.random() < 0.5 else None
        self.deadline = Deadline("d", ANY, self.due(), set_by=set_by, since=since, revisions=revisions)
        happened = sorted((self.day(-4), random.random(), id_) for id_ in names if random.random() < 0.85)
        measured = random.random() < 0.4
        counted = {self.day(-3) for _ in range(random.randint(0, 5))} if measured else set()
        self.fed = Fed(
            [(day, id_) for day, _, id_ in happened],
            self.answers([True, False, None, None] if measured else [True, False]),
            [(day, random.choice([True, False, None])) for day in sorted(counted)],
            self.answers([True, False, None]) if random.random() < 0.3 else None,
        )
        self.known_until = self.day(-1) if random.random() < 0.2 else None
        # A count can't take back what the states decide.
        sure = [(day, latest(self.fed.states, day)) for day, _ in self.fed.counts]
        kept = zip(self.fed.counts, sure, strict=True)
        counts = [(day, answer if by_states is None else by_states) for (day, answer), (_, by_states) in kept]
        self.fed = evolve(self.fed, counts=counts)

    def day(self, first: int = 0) -> date:
        """
        A day of the replay, or some days before.
        """
        return self.start + timedelta(days=self.random.randint(first, self.length))

    def answers(self, choice: list[Answer]) -> DatedAnswers:
        """
        Answers from the first day on.
        """
        later = {self.day(1) for _ in range(self.random.randint(0, 5))}
        return [(day, self.random.choice(choice)) for day in sorted({self.start, *later})]

    def due(self) -> str:
        """
        A due date: a day, a window or a length of time.
        """
        first, last = sorted((self.day(-2), self.day(-2) + timedelta(days=self.random.randint(-3, 5))))
        lengths = ("+0d", "+3d", "+9d", "-4d", "+1m", "-1m", "+2w")
        return self.random.choice([f"{last}", f"{first}/{last}", self.random.choice(lengths)])


def told(outcome: outcomes.Outcome) -> tuple[str, list[tuple[Any, ...]]]:
    """
    An outcome as the second judge gives it.
    """
    return outcome.verdict, [
        (term.stated, term.by, term.known, term.opens, term.due, term.verdict, term.met_on, term.days_late)
        for term in outcome.terms
    ]


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_with_a_walk_over_the_days_on_every_day(seed: int) -> None:
    """
    On each day asked, the whole replay looked back on, one that ends then, and a walk over all days say the same.
    """
    seen: dict[str, int] = {}
    for number in range(400):
        drawn = Drawn(seed * 100_000 + number)
        known_until = drawn.known_until or date.max
        whole = course(drawn.deadline, drawn.fed, drawn.end, drawn.start, drawn.known_until)
        at_end = whole.outcome(drawn.end)
        for asked in days(drawn.start - timedelta(days=5), drawn.end):
            outcome = at_end.as_known(asked)
            until = course(drawn.deadline, drawn.fed, asked, drawn.start, drawn.known_until)
            walked = Walk(drawn.deadline, drawn.fed, drawn.start, min(asked, known_until)).outcome()

            # What is planned for later tells by how much a term is late; the walk ends on the last day known.
            upto = 8 if asked <= known_until else 6
            verdict, terms = told(outcome)
            expected = (walked[0], [term[:upto] for term in walked[1]])
            assert (verdict, [term[:upto] for term in terms]) == expected, (seed * 100_000 + number, asked)
            assert until.outcome(asked) == outcome == at_end.as_known(drawn.end).as_known(asked)
            assert whole.verdict(asked.toordinal()) == brief(outcome)
            seen[outcome.verdict] = seen.get(outcome.verdict, 0) + 1
    assert min(seen.get(verdict, 0) for verdict in ("met", "violated", "pending", "undetermined", "void", "unset")) > 50
