"""
Deadlines: their verdicts, terms, windows and revisions, as known on any day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given

from missionsim import (
    AnyOf,
    Base,
    Condition,
    Deadline,
    Event,
    Lifecycle,
    Measure,
    Measured,
    Not,
    Outcome,
    Record,
    Revision,
    Scenario,
    Select,
    Term,
    Transition,
    in_state,
)
from missionsim.conditions import Scope
from missionsim.deadlines import follow
from small import small

MOVED = in_state("north", "handed_over")
BEGUN = in_state("north", ["moving", "handed_over"])
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def judged(due: str, condition: Condition = MOVED, on: str | None = None, **rest: Any) -> Outcome:  # noqa: ANN401  any part
    """
    What became of a deadline in the small scenario, where the north is handed over on 10 February 2026.
    """
    of_deadline = {key: rest.pop(key) for key in ("set_by", "since", "only_if", "revisions") if key in rest}
    scenario = small(deadlines=[Deadline("leave", condition, due, name="Leave", **of_deadline)], **rest)
    return scenario.replay().deadline("leave", on)


@pytest.mark.parametrize(
    ("due", "verdict", "days_late"),
    [
        ("2026-02-09", "violated", 1),
        ("2026-02-10", "met", 0),
        ("2026-02-11", "met", -1),
        ("2026-02", "met", -18),
        ("2026-01", "violated", 10),
        ("[..2026-02-10]", "met", 0),
        ("2026", "met", -324),
    ],
)
def test_the_due_day_is_inclusive(due: str, verdict: str, days_late: int) -> None:
    """
    Met on the due day is met; a month or a year is due on its last day; lateness is counted in days from it.
    """
    outcome = judged(due)

    assert (outcome.verdict, outcome.days_late) == (verdict, days_late)
    assert (outcome.id, outcome.name, outcome.set_on, outcome.met_on) == ("leave", "Leave", FIRST, date(2026, 2, 10))


def test_a_deadline_never_met_is_violated_once_it_is_over() -> None:
    """
    What has not happened is violated the day after the due date, and pending until then.
    """
    never = in_state("south", "handed_over")

    assert judged("2026-06-30", never).verdict == "violated"
    assert judged("2026-06-30", never, on="2026-06-30").verdict == "violated"
    assert judged("2026-06-30", never, on="2026-06-29").verdict == "pending"
    assert judged("2026-06-30", never).days_late is None


def test_beyond_the_horizon_it_is_pending() -> None:
    """
    A due date after the horizon is open as long as the condition has not been met.
    """
    assert judged("2027-01-01", in_state("south", "handed_over")).verdict == "pending"
    assert judged("2027-01-01").verdict == "met"


def test_not_known_is_not_violated() -> None:
    """
    Where the record ends before the due date, the deadline is pending although the horizon is later.
    """
    never = in_state("south", "handed_over")

    assert judged("2026-06-30", never, known_until="2026-06-29").verdict == "pending"
    assert judged("2026-06-30", never, known_until="2026-06-30").verdict == "violated"
    assert judged("2026-02-10", known_until="2026-02-10").verdict == "met"


def test_a_condition_true_from_the_start_is_met_at_once() -> None:
    """
    What already holds on the day it is asked is met on that day.
    """
    held = in_state("south", "held")

    assert judged("2026-06-30", held).met_on == FIRST
    assert judged("2026-06-30", held, set_by="statement").met_on == date(2026, 1, 5)


def test_what_held_before_it_was_set_does_not_count() -> None:
    """
    A deadline looks at the days from the one on which it was set.
    """
    moving = in_state("north", "moving")

    assert judged("2026-06-30", moving).met_on == date(2026, 1, 10)
    assert judged("2026-06-30", moving, set_by="north.complete").met_on is None
    assert judged("2026-06-30", moving, set_by="north.begin").met_on == date(2026, 1, 10)


def test_a_deadline_that_was_never_set_is_void() -> None:
    """
    If the event that sets it is refused, or comes after the day asked about, there is no deadline.
    """
    outcome = judged("2026-06-30", set_by="mission.end")

    assert outcome == Outcome("leave", "Leave", None, (), None, None, (), LAST)
    assert (outcome.verdict, outcome.set_on, outcome.term, outcome.due, outcome.days_late) == ("void", *[None] * 4)
    assert judged("2026-06-30", set_by="statement", on="2026-01-04").verdict == "void"
    assert judged("2026-06-30", set_by="statement", on="2026-01-05").verdict == "pending"


def test_a_deadline_binds_only_if_its_condition_holds() -> None:
    """
    Where the proviso is false on the due day it is void; met in time is met all the same; later than that it is late.
    """
    never = in_state("south", "handed_over")
    while_held = in_state("north", "held")

    assert judged("2026-06-30", never, only_if=while_held).verdict == "void"
    assert judged("2026-01-09", never, only_if=while_held).verdict == "violated"
    assert judged("2026-06-30", never, only_if=BEGUN).verdict == "violated"
    assert judged("2026-06-30", only_if=while_held).verdict == "met"
    assert judged("2026-06-30", never, only_if=while_held, on="2026-01-09").verdict == "pending"
    assert judged("2026-06-30", never, only_if=while_held, on="2026-01-10").verdict == "void"


def test_a_window_is_met_within_it_only() -> None:
    """
    A span is due on its last day, and what became true before it opened was not within it.
    """
    window = judged("2026-02-01/2026-02-28")

    assert (window.verdict, window.term) == ("met", Term(FIRST, date(2026, 2, 28), date(2026, 2, 1)))
    assert judged("2026-02-10/2026-02-28").verdict == "met"
    assert judged("2026-02-11/2026-02-28").verdict == "violated"
    assert judged("2026-01/2026-01").verdict == "violated"
    assert judged("../2026-02-28").term == Term(FIRST, date(2026, 2, 28))
    assert judged("2026-03/2026-04", in_state("south", "handed_over"), on="2026-02").verdict == "pending"


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("+0d", date(2026, 1, 31)),
        ("+135d", date(2026, 6, 15)),
        ("2w", date(2026, 2, 14)),
        ("+1m", date(2026, 2, 28)),
        ("+14m", date(2027, 3, 31)),
        ("+13m", date(2027, 2, 28)),
        ("1y", date(2027, 1, 31)),
        ("-1m", date(2025, 12, 31)),
    ],
)
def test_a_relative_due_date_counts_from_the_event(due: str, last: date) -> None:
    """
    Days and months count from the day on which it was set, day zero; a month too short is due on its last day.
    """
    records = [Record("statement", "2026-01-31", "We will leave.")]

    assert judged(due, records=records, set_by="statement").due == last


def test_a_relative_due_date_may_count_from_another_event() -> None:
    """
    It is known once both have happened; before that, and if the other never happens, it is pending.
    """
    outcome = judged("+30d", set_by="statement", since="north.begin")

    assert outcome.terms == (Term(date(2026, 1, 10), date(2026, 2, 9)),)
    assert (outcome.verdict, outcome.days_late) == ("violated", 1)
    assert outcome.set_on == date(2026, 1, 5)
    assert outcome.as_known(date(2026, 1, 9)).verdict == "pending"
    assert judged("+30d", since="statement").terms == (Term(date(2026, 1, 5), date(2026, 2, 4)),)
    assert judged("+30d", set_by="statement", since="mission.end").verdict == "pending"


def test_an_approximate_due_date_is_widened() -> None:
    """
    Where the scenario widens ``~``, it is due that much later.
    """
    assert judged("2026-02-07~").verdict == "violated"
    assert judged("2026-02-07~", approximate_days=3).verdict == "met"
    assert judged("2026-02-07~", approximate_days=3).days_late == 0


def pact() -> Scenario:
    """
    A pact of 2030 to leave by 1 May 2031, twice revised, and kept a day early.
    """
    return small(
        horizon="2031-12-31",
        start="2030-01-01",
        events=[Event("north", "begin", "2030-03-10"), Event("north", "complete", "2031-08-30")],
        records=[
            Record("pact", "2030-02-28", "We will leave within fourteen months."),
            Record("first_speech", "2031-04-14", "We will leave before 11 September."),
            Record("second_speech", "2031-07-08", "We will leave by the end of August."),
        ],
        deadlines=[
            Deadline(
                "leave",
                MOVED,
                "2031-05-01",
                set_by="pact",
                revisions=[Revision("second_speech", "2031-08-31"), Revision("first_speech", "2031-09-11")],
            )
        ],
    )


@pytest.mark.parametrize(
    ("on", "due", "verdict"),
    [
        ("2030-02-27", None, "void"),
        ("2030-02-28", date(2031, 5, 1), "pending"),
        ("2031-04-13", date(2031, 5, 1), "pending"),
        ("2031-04-14", date(2031, 9, 11), "pending"),
        ("2031-05-01", date(2031, 9, 11), "pending"),
        ("2031-07-07", date(2031, 9, 11), "pending"),
        ("2031-07-08", date(2031, 8, 31), "pending"),
        ("2031-08-30", date(2031, 8, 31), "met"),
        ("2031-12-31", date(2031, 8, 31), "met"),
    ],
)
def test_on_1_may_the_deadline_in_force_was_11_september(on: str, due: date | None, verdict: str) -> None:
    """
    A revised deadline is known as it stood on the day asked about, whatever order the revisions are listed in.
    """
    outcome = pact().replay().deadline("leave", on)

    assert (outcome.due, outcome.verdict) == (due, verdict)


def test_lateness_counts_from_the_term_in_force_when_it_was_met() -> None:
    """
    Neither the first due date nor a revision after the fact changes by how much it was late.
    """
    early = pact().replay().deadline("leave")
    scenario = pact()
    afterthought = Record("afterthought", "2031-09-30", "It was due in July.")
    revised = evolve(scenario.deadlines[0], revisions=[Revision("afterthought", "2031-07-31")])
    late = evolve(scenario, records=[*scenario.records, afterthought], deadlines=[revised]).replay().deadline("leave")

    assert early.days_late == -1
    assert early.terms == (
        Term(date(2030, 2, 28), date(2031, 5, 1)),
        Term(date(2031, 4, 14), date(2031, 9, 11)),
        Term(date(2031, 7, 8), date(2031, 8, 31)),
    )
    assert (late.due, late.days_late, late.verdict) == (date(2031, 5, 1), 121, "violated")
    assert len(late.terms) == 2


def test_a_revision_may_void_a_deadline() -> None:
    """
    A revision without a due date voids it from that day on; a later one may set it again.
    """
    never = in_state("south", "handed_over")
    voided = judged("2026-06-30", never, revisions=[Revision("north.begin")])
    again = judged(
        "2026-06-30",
        never,
        revisions=[Revision("north.begin"), Revision("north.complete", "+30d")],
        since="north.begin",
    )

    assert (voided.verdict, voided.due, voided.days_late) == ("void", None, None)
    assert voided.term == Term(date(2026, 1, 10), None)
    assert voided.as_known(date(2026, 1, 9)).verdict == "pending"
    assert (again.due, again.verdict) == (date(2026, 2, 9), "violated")


def test_a_revision_that_did_not_happen_changes_nothing() -> None:
    """
    Neither an event that was refused revises a deadline, nor one before it was set.
    """
    refused = judged("2026-02-28", revisions=[Revision("mission.end")])
    before = judged("2026-02-28", set_by="north.complete", revisions=[Revision("statement", "2026-12-31")])

    assert (refused.verdict, refused.due) == ("met", date(2026, 2, 28))
    assert before.due == date(2026, 2, 28)


FEW = Measured(Select(ids="north"), "personnel", at_most=100)


def counted(low: float | None, high: float | None, day: str = "2026-03-01") -> list[Record]:
    """
    A record of how many are in the north.
    """
    return [Record("count", day, "We counted.", measures=[Measure("personnel", low, high, "north")])]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0, 100, "met"), (50, 150, "undetermined"), (101, 150, "violated"), (None, 90, "met"), (90, None, "undetermined")],
)
def test_a_measured_range_may_leave_it_undetermined(low: float | None, high: float | None, verdict: str) -> None:
    """
    A number that lies on one side of the limit settles it, one that may lie on either does not.
    """
    events = [Event("north", "begin", "2026-01-10", measures=[Measure("personnel", 500, 500)])]

    assert judged("2026-03-31", FEW, events=events, records=counted(low, high), set_by="north.begin").verdict == verdict


def test_what_nobody_counted_is_undetermined() -> None:
    """
    Without a number before the due date, it may have been met; a number after it comes too late to tell.
    """
    late = judged("2026-02-28", FEW, events=[], records=counted(0, 0))

    assert judged("2026-02-28", FEW, records=counted(0, 0, "2026-02-01"), events=[]).verdict == "met"
    assert (late.verdict, late.met_on, late.possible_on, late.days_late) == ("undetermined", date(2026, 3, 1), FIRST, 1)


def test_an_uncertain_proviso_binds() -> None:
    """
    Only where it is certainly not fulfilled does a proviso release.
    """
    never = in_state("south", "handed_over")

    assert judged("2026-06-30", never, only_if=FEW, records=counted(50, 150), events=[]).verdict == "violated"
    assert judged("2026-06-30", never, only_if=FEW, records=counted(150, 150), events=[]).verdict == "void"


def test_imprecise_dates_may_leave_it_undetermined() -> None:
    """
    Where the two ends of an imprecise date judge differently, the verdict says so, in either reading; else not.
    """
    events = [Event("north", "begin", "2026-01-01"), Event("north", "complete", "2026-02")]

    for reading in ("latest", "earliest"):
        verdicts = {
            due: small(events=events, deadlines=[Deadline("leave", MOVED, due)])
            .replay(reading=reading)
            .deadline("leave")
            .verdict
            for due in ("2026-01-31", "2026-02-10", "2026-02-28")
        }
        assert verdicts == {"2026-01-31": "violated", "2026-02-10": "undetermined", "2026-02-28": "met"}


def test_an_open_side_may_leave_it_undetermined() -> None:
    """
    A date with an open side may lie anywhere from the first day, or up to the horizon.
    """
    since = [Event("north", "begin", "2026-01-01"), Event("north", "complete", "[2026-02-10..]")]
    before = [Event("north", "begin", "[..2026-02-01]"), Event("north", "complete", "2026-03-01")]
    early = Deadline("leave", BEGUN, "2026-01-15")

    assert judged("2026-03-31", events=since).verdict == "undetermined"
    assert judged("2026-12-31", events=since).verdict == "met"
    assert judged("2026-02-09", events=since).verdict == "violated"
    assert small(events=before, deadlines=[early]).replay().deadline("leave").verdict == "undetermined"


def test_an_imprecise_record_may_leave_it_undetermined() -> None:
    """
    A record that sets the deadline is as imprecise as an event.
    """
    records = [Record("statement", "2026-01", "We will leave.")]

    assert judged("+20d", records=records, set_by="statement").verdict == "undetermined"
    assert judged("+2m", records=records, set_by="statement").verdict == "met"


HAPPENINGS = [("north", "begin"), ("north", "complete"), ("south", "begin")]
DAYS = st.dates(FIRST, FIRST + timedelta(days=60))


@st.composite
def outcomes(draw: st.DrawFn, *, windows: bool = True) -> Outcome:
    """
    Outcomes of one term, as a replay can make them.
    """
    set_on, closing = sorted((draw(DAYS), draw(DAYS)))
    due = draw(DAYS)
    after = st.none() | st.dates(set_on, max(closing, set_on))
    met_on, possible_on = draw(after), draw(after)
    if met_on is not None:
        possible_on = min(met_on, possible_on or met_on)
    lapses = draw(
        st.lists(st.tuples(st.dates(set_on, closing), st.booleans()), max_size=3, unique_by=lambda each: each[0])
    )
    opens = draw(st.none() | st.dates(FIRST, due)) if windows else None
    return Outcome(
        "drawn", "", set_on, (Term(set_on, due, opens),), met_on, possible_on, tuple(sorted(lapses)), closing
    )


@given(outcomes(), DAYS)
def test_the_end_is_known_at_the_end(outcome: Outcome, later: date) -> None:
    """
    As known on the last day, or on any day after it, an outcome is itself.
    """
    assert outcome.as_known(outcome.closing) == outcome
    assert outcome.as_known(max(later, outcome.closing)) == outcome


@given(outcomes(), DAYS, DAYS)
def test_what_is_known_on_a_day_does_not_depend_on_what_is_known_later(
    outcome: Outcome, one: date, other: date
) -> None:
    """
    Going back in one step or in two is the same.
    """
    first, last = sorted((one, other))

    assert outcome.as_known(last).as_known(first) == outcome.as_known(first)
    assert outcome.as_known(first).as_known(last) == outcome.as_known(first)


@given(outcomes(windows=False), DAYS, DAYS)
def test_met_or_violated_is_for_good(outcome: Outcome, one: date, other: date) -> None:
    """
    Without a revision, a verdict once met or violated is never taken back.
    """
    first, last = (outcome.as_known(day) for day in sorted((one, other)))

    assert first.verdict not in ("met", "violated") or last.verdict == first.verdict


@given(outcomes())
def test_met_means_in_time(outcome: Outcome) -> None:
    """
    Met is never late nor before the window; pending is never over; lateness is that of the day it was met.

    Where the condition came to hold before the window opened, it is pending too: it may lapse, and hold again in it.
    """
    term = outcome.term
    assert term is not None
    assert term.due is not None
    if outcome.verdict == "met":
        assert outcome.met_on is not None
        assert (term.opens or outcome.met_on) <= outcome.met_on <= term.due
        assert outcome.days_late is not None
        assert outcome.days_late <= 0
    if outcome.verdict == "pending":
        assert outcome.met_on is None or (term.opens is not None and outcome.met_on < term.opens)
        assert outcome.closing < term.due
    if outcome.met_on is not None:
        assert outcome.days_late == (outcome.met_on - term.due).days


@given(st.lists(st.sampled_from(HAPPENINGS), unique=True), st.data())
def test_every_deadline_is_as_known_in_a_shorter_replay(names: list[tuple[str, str]], data: st.DataObject) -> None:
    """
    With days known exactly, what is known on a day is what a replay up to that day gives.
    """
    events = [Event(*name, data.draw(DAYS)) for name in names]
    condition = data.draw(st.sampled_from([MOVED, BEGUN, Not(BEGUN), AnyOf([MOVED, in_state("south", "moving")])]))
    deadline = Deadline("leave", condition, data.draw(DAYS), only_if=data.draw(st.none() | st.just(Not(MOVED))))
    scenario = small(events=events, deadlines=[deadline])
    day = data.draw(DAYS)

    assert scenario.replay().deadline("leave", day) == scenario.replay(until=day).deadline("leave")


def test_following_keeps_the_changes_only() -> None:
    """
    Of each condition, the first day and the days on which its verdict changed are kept.
    """
    members = {MOVED.select: ("north",)}
    states = ("held", "moving", "handed_over", "handed_over", "held")
    days = [(date(2026, 1, n), Scope({"north": state}, members)) for n, state in enumerate(states, 1)]

    assert follow([MOVED, BEGUN], days) == {
        MOVED: [(date(2026, 1, 1), False), (date(2026, 1, 3), True), (date(2026, 1, 5), False)],
        BEGUN: [(date(2026, 1, 1), False), (date(2026, 1, 2), True), (date(2026, 1, 5), False)],
    }
    assert follow([], days) == {}


def test_a_revision_supersedes_a_term_that_is_not_known_yet() -> None:
    """
    What was to count from a later event is forgotten once a revision comes before that event.
    """
    revised = judged("+30d", set_by="statement", since="north.complete", revisions=[Revision("north.begin", "2026-04")])
    voided = judged("+30d", set_by="statement", since="north.complete", revisions=[Revision("north.begin")])

    assert [(term.known, term.due) for term in revised.terms] == [(date(2026, 1, 10), date(2026, 4, 30))]
    assert voided.verdict == "void"


def back_and_forth(due: str, *dates: str) -> Outcome:
    """
    A deadline that one base be handed over, which is handed over and retaken in turn on *dates*.
    """
    lifecycle = Lifecycle(
        "base", ["held", "gone"], "held", [Transition("held", "gone", "go"), Transition("gone", "held", "retake")]
    )
    events = [Event("a", ("go", "retake")[n % 2], when, f"e{n}") for n, when in enumerate(dates)]
    deadlines = [Deadline("d", in_state("a", "gone"), due)]
    scenario = Scenario(
        "s", "2026-12-31", [lifecycle], [Base("a", "base")], events, start="2026-01-01", deadlines=deadlines
    )
    return scenario.replay().deadline("d")


def test_a_window_looks_at_what_happens_in_it() -> None:
    """
    What lapsed before the window opened does not count; what held on to its opening came too early.
    """
    window = "2026-03-01/2026-04-30"

    again = back_and_forth(window, "2026-02-01", "2026-02-10", "2026-03-15")
    lasting = back_and_forth(window, "2026-02-01")
    lapsed = back_and_forth(window, "2026-02-01", "2026-02-10")

    assert (again.verdict, again.met_on) == ("met", date(2026, 3, 15))
    assert (lasting.verdict, lasting.as_known(date(2026, 3, 1)).verdict) == ("violated", "pending")
    assert (lapsed.verdict, lapsed.met_on) == ("violated", None)


def test_one_event_early_and_another_late_can_make_the_difference() -> None:
    """
    Where two imprecise events decide a deadline, each is also tried at its other end alone.
    """
    scenario = small(
        events=[Event("north", "begin", "2026-01"), Event("south", "begin", "2026-01")],
        records=[],
        deadlines=[Deadline("d", in_state("south", "moving"), "+5d", set_by="north.begin")],
    )

    assert scenario.replay().deadline("d").verdict == "undetermined"


def test_what_is_undetermined_may_still_come_about_in_a_window() -> None:
    """
    A count that may or may not be low enough since before the window leaves it open.
    """
    scenario = small(
        records=[Record("count", "2026-01-05", "5 to 15.", measures=[Measure("troops", 5, 15, "north")])],
        deadlines=[Deadline("d", Measured(Select(ids="north"), "troops", at_most=10), "2026-03-01/2026-04-30")],
    )

    assert scenario.replay().deadline("d").verdict == "undetermined"


def test_a_voided_deadline_is_void() -> None:
    """
    Once a later event has voided it, nothing is due.
    """
    outcome = judged("2026-02-28", set_by="statement", revisions=[Revision("north.begin")])

    assert (outcome.verdict, outcome.due, outcome.days_late) == ("void", None, None)


def test_what_was_observed_before_the_start_counts_from_the_start() -> None:
    """
    A record from before the first day is known on the first day, and does not move it.
    """
    scenario = small(
        records=[Record("count", "2025-06-01", "Few are left.", measures=[Measure("personnel", 0, 5, "north")])],
        deadlines=[Deadline("few", Measured(Select(ids="north"), "personnel", at_most=5), "2026-06")],
    )

    outcome = scenario.replay().deadline("few")

    assert (outcome.set_on, outcome.met_on, outcome.verdict) == (FIRST, FIRST, "met")
