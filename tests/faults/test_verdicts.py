"""
Tests of verdicts: what they claim over all readings, as known on a day, in windows, after revisions, on counts.
"""

from __future__ import annotations

from typing import Any

import pytest

from faults.prelude import CAMP, ENTITIES, NORTH, OUT, SOUTH, event, floor, world
from missionsim import (
    Base,
    Deadline,
    Entity,
    Event,
    Lifecycle,
    Measure,
    Measured,
    Offset,
    Outcome,
    Revision,
    Scenario,
    Select,
    Timeline,
    Transition,
    in_state,
)
from missionsim.replay.agenda import Reading

GO, BACK = "south.hand_over", "south.retake"
READINGS: tuple[Reading, ...] = ("latest", "earliest")
ON_DAY = [None, "2030-04-15", "2030-06-30", "2030-12-30"]
SWITCH = Lifecycle("switch", ["off", "on"], "off", [Transition("off", "on", "up"), Transition("on", "off", "down")])
WALK = Lifecycle(
    "walk", ["p", "q"], "p", [Transition("p", "q", "go", in_state("a", "on")), Transition("q", "p", "return")]
)


def out(due: str | Offset, **more: Any) -> Deadline:
    """
    South is to be handed over.
    """
    return Deadline("out", OUT, due, **more)


def said(name: str, date: str, **more: Any) -> Event:
    """
    A statement, which fires nothing.
    """
    return event(name, date, text="It was said.", **more)


def outcome(asked: Scenario, *, on: str | None = None, reading: Reading = "latest") -> Outcome:
    """
    What became of the first deadline; as known on a day, it is what a replay until then says.
    """
    found = asked.replay(reading=reading)
    first = asked.deadlines[0].id
    if on is None:
        return found.deadline(first)
    known = found.deadline(first, on)
    assert asked.replay(reading=reading, until=on).deadline(first) == known
    return known


def brief(found: Outcome) -> tuple[str, int | None, str | None]:
    """
    Verdict, days late, and the day on which it was met.
    """
    return found.verdict, found.days_late, None if found.met_on is None else str(found.met_on)


def _walk(go: str, *more: Event, due: str = "2030-12") -> Scenario:
    return world(
        event("a.up", "2030-06-10"),
        event("a.down", "2030-06-20"),
        event("m.go", go),
        *more,
        lifecycles=[SWITCH, WALK],
        entities=[Entity("a", "switch"), Entity("m", "walk")],
        deadlines=[Deadline("there", in_state("m", "q"), due)],
    )


# Certainty


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("go", ["2030-06", "2030", "[2030-06-15..]", "[..2030-06-15]"])
def test_a_vague_event_that_the_record_asserts_happened(reading: Reading, go: str) -> None:
    """
    What can happen on ten days of its month only, did so then: the deadline is met in every consistent reading.
    """
    found = outcome(_walk(go), reading=reading)

    assert found.verdict == "met"
    assert found.is_exact


def test_a_day_within_the_time_that_a_guard_leaves_is_met_or_not_by_that_time() -> None:
    """
    Due in the middle of the days that are possible it is undetermined, due on the first of them or before violated.
    """
    assert outcome(_walk("2030-06", due="2030-06-15")).verdict == "undetermined"
    assert outcome(_walk("2030-06", due="2030-06-09")).verdict == "violated"
    assert outcome(_walk("2030-06", due="2030-06-20")).verdict == "met"


@pytest.mark.parametrize("count", [1, 51, 200])
def test_events_that_have_nothing_to_do_with_it_change_no_verdict(count: int) -> None:
    """
    However many vague events stand beside it that nothing relies on, what is undetermined stays so, what is met too.
    """
    more = [Event(f"b{n}", "up", "2030", id=f"b{n}.up") for n in range(count)]

    def asked(due: str) -> Scenario:
        few = _walk("2030-06", due=due)
        entities = [*few.entities, *(Entity(f"b{n}", "switch") for n in range(count))]
        return world(*few.events, *more, lifecycles=few.lifecycles, entities=entities, deadlines=few.deadlines)

    assert outcome(asked("2030-06-15")).verdict == "undetermined"
    assert outcome(asked("2030-12")).verdict == "met"


def test_an_undetermined_verdict_says_what_would_settle_it() -> None:
    """
    It has the margins of both sides and the event whose date would decide it.
    """
    found = outcome(world(event(GO, "2030-06"), deadlines=[out("2030-06-14")]))

    assert (found.verdict, found.margins, found.settled_by) == ("undetermined", (-13, 16), (GO,))


# As known on a day

UNMET = [
    event(GO, "2030-03-01"),
    event(BACK, "2030-04-01"),
    said("revised", "2030-05-01"),
]


@pytest.mark.parametrize("on", ON_DAY)
@pytest.mark.parametrize("due", ["2030-06/2030-07", "2030-02", None])
def test_a_later_revision_can_not_undo_what_was_met(on: str | None, due: str | None) -> None:
    """
    Met on 1 March it stays so, whatever it is revised to afterwards, on every day on which it is asked.
    """
    asked = world(*UNMET, deadlines=[out("2030-04", revisions=[Revision("revised", due)])])

    assert brief(outcome(asked, on=on)) == ("met", -60, "2030-03-01")


@pytest.mark.parametrize("on", [None, *(f"2030-{month:02}" for month in range(1, 13))])
def test_as_known_on_a_day_is_a_replay_until_then(on: str | None) -> None:
    """
    Whatever happens, is revised, withdrawn and set, the verdict of a day is that of a replay which ends on it.
    """
    asked = world(
        said("set", "2030-02-10"),
        event(GO, "2030-05"),
        event(BACK, "2030-07-01"),
        said("revised", "2030-08-01"),
        said("void", "2030-10-01"),
        deadlines=[out("2030-04", set_by="set", revisions=[Revision("revised", "2030-11"), Revision("void")])],
    )

    for reading in READINGS:
        outcome(asked, on=on, reading=reading)


# Only if


def _counted(low: float, high: float, **more: Any) -> Event:
    return said(
        str(more.pop("id", "counted")),
        str(more.pop("date", "2030-02-01")),
        measures=[Measure("people", low, high, "mission")],
        **more,
    )


FEW = Measured(Select(ids="mission"), "people", at_most=100)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(50, 150, "undetermined"), (50, 100, "violated"), (101, 150, "void")]
)
def test_a_proviso_in_doubt_leaves_the_deadline_undetermined(low: float, high: float, verdict: str) -> None:
    """
    Where a count of 50 to 150 may or may not be at most 100, nobody can tell whether the deadline binds.
    """
    asked = world(_counted(low, high, date="2030-06-30"), deadlines=[out("2030-06", only_if=FEW)])

    assert outcome(asked).verdict == verdict


def test_a_proviso_in_doubt_says_nothing_against_what_was_met() -> None:
    """
    A deadline whose condition held in time is met or void; in doubt it is undetermined, never violated.
    """
    asked = world(_counted(50, 150), event(GO, "2030-03-01"), deadlines=[out("2030-06", only_if=FEW)])

    assert outcome(asked).verdict in ("met", "undetermined")


# Windows


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        (["2030-06-01", "2030-11-16", "2030-11-20"], ("met", None, "2030-11-20")),
        (["2030-11-01", "2030-11-16"], ("violated", -14, "2030-11-01")),
        (["2030-10-31", "2030-11-10"], ("violated", -15, "2030-10-31")),
        (["2030-11-20"], ("met", None, "2030-11-20")),
        (["2030-12-10"], ("violated", 10, "2030-12-10")),
        (["2030-06-01", "2030-07-01", "2030-12-10"], ("violated", 10, "2030-12-10")),
    ],
)
def test_a_window_asks_that_it_becomes_true_within_it(
    spells: list[str], expected: tuple[str, int | None, str | None]
) -> None:
    """
    What held at the opening does not count; what becomes true inside does; what did before only is that much too early.
    """
    events = [
        event((GO, BACK, "south.begin_closing")[0] if n % 2 == 0 else BACK, day, id=f"e{n}")
        for n, day in enumerate(spells)
    ]
    asked = _in_and_out(events, "2030-11-15/2030-11-30")
    found = outcome(asked)

    assert (found.verdict, found.met_on and str(found.met_on)) == (expected[0], expected[2])
    if expected[1] is not None:
        assert found.days_late == expected[1]


def _in_and_out(events: list[Event], due: str, **more: Any) -> Scenario:
    door = Lifecycle(
        "camp",
        ["closing", "handed_over"],
        "closing",
        [Transition("closing", "handed_over", "hand_over"), Transition("handed_over", "closing", "retake")],
    )
    made = [
        Event("south", "hand_over" if n % 2 == 0 else "retake", each.date, id=each.id) for n, each in enumerate(events)
    ]
    context = list(more.pop("context", []))
    return world(
        *made,
        *context,
        lifecycles=[door],
        entities=[Base("south", "camp")],
        deadlines=[out(due, **more)],
    )


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2029-12-31/2030-01-31", ("met", -30, "2030-01-01")),
        ("2030-01-01/2030-01-31", ("violated", 0, "2030-01-01")),
        ("2030-01-02/2030-01-31", ("violated", -1, "2030-01-01")),
    ],
)
def test_what_holds_from_the_start_began_before_it(due: str, expected: tuple[str, int, str]) -> None:
    """
    What holds from the first day on did not become true in a window that opens on that day.
    """
    found = outcome(world(deadlines=[Deadline("closing", in_state("south", "closing"), due)]))

    assert (found.verdict, found.days_late, found.met_on and str(found.met_on)) == expected


# Open sides


def test_a_revision_with_an_open_side_can_have_come_in_time() -> None:
    """
    Revised by a statement that was made on or before 5 August, the deadline of June can have been kept and missed.
    """
    asked = world(
        event(GO, "2030-07-01"),
        said("revised", "[..2030-08-05]"),
        deadlines=[out("2030-06", revisions=[Revision("revised", "2030-07")])],
    )

    for reading in READINGS:
        assert outcome(asked, reading=reading).verdict in ("undetermined", "met")
    assert outcome(asked).verdict == outcome(asked, reading="earliest").verdict


def test_an_event_with_an_open_side_reaches_the_ends_of_the_record() -> None:
    """
    What happened by 5 August, or from then on, can have come in time and too late.
    """
    for date in ("[..2030-08-05]", "[2030-01-05..]", "[2030-02-01..2030-08-05]"):
        found = outcome(world(event(GO, date), deadlines=[out("2030-06")]))
        assert (found.verdict, found.settled_by) == ("undetermined", (GO,))


# What is known


@pytest.mark.parametrize("on", [None, "2030-06-30", "2030-10-15", "2030-12"])
def test_what_is_due_after_the_last_day_known_is_pending(on: str | None) -> None:
    """
    A plan that lies after the due day violates nothing, if the due day itself lies after all that is known.
    """
    asked = world(event(GO, "2030-10-10"), known_until="2030-06-30", deadlines=[out("2030-09-30")])

    assert outcome(asked, on=on).verdict == "pending"


@pytest.mark.parametrize(
    ("due", "verdict"), [("2030-05", "violated"), ("2030-06-30", "violated"), ("2030-07", "pending")]
)
def test_what_was_due_by_the_last_day_known_is_violated(due: str, verdict: str) -> None:
    """
    Due by the last day known and not done by then it is violated.
    """
    asked = world(event(GO, "2030-10-10"), known_until="2030-06-30", deadlines=[out(due)])

    assert outcome(asked).verdict == verdict


# Days


def test_undetermined_has_both_margins_and_no_days() -> None:
    """
    A verdict in doubt is 14 days early to 16 days late, not 16 days late.
    """
    found = outcome(world(event(GO, "2030-06"), deadlines=[out("2030-06-14")]))

    assert found.verdict == "undetermined"
    assert found.margins == (-13, 16)


def test_what_is_not_set_yet_is_unset_and_has_no_days() -> None:
    """
    A deadline that nothing has set yet is not void, and has no due day that could be missed.
    """
    asked = world(event(GO, "2030-03-01"), said("pact", "2030-05-01"), deadlines=[out("2030-02", set_by="pact")])
    early = outcome(asked, on="2030-04")

    assert brief(early) == ("unset", None, None)
    assert (early.due, early.term) == (None, None)
    never = world(said("pact", "2031-05-01"), deadlines=[out("2030-02", set_by="pact")], horizon="2030-12-31")
    assert brief(outcome(never)) == ("unset", None, None)


def test_what_was_withdrawn_is_void_and_has_no_days() -> None:
    """
    A deadline that was withdrawn before it was decided is void; nobody is late then.
    """
    asked = world(
        said("off", "2030-02-01"), event(GO, "2030-06-14"), deadlines=[out("2030-06-10", revisions=[Revision("off")])]
    )
    found = outcome(asked)

    assert (found.verdict, found.days_late, found.due) == ("void", None, None)


# Counts


def _at_most(*counts: tuple[str, float, float], due: str) -> Outcome:
    events = [_counted(low, high, id=f"count{n}", date=day) for n, (day, low, high) in enumerate(counts)]
    asked = world(
        *events,
        said("set", "2030-11-01"),
        horizon="2031-12-31",
        deadlines=[Deadline("few", Measured(Select(ids="mission"), "people", at_most=2_500), due, set_by="set")],
    )
    return outcome(asked)


def test_an_old_count_decides_nothing() -> None:
    """
    At most 2,500 by January: a count of July says nothing about January; the day of that count is told.
    """
    found = _at_most(("2030-07-01", 8_400, 8_600), due="2031-01")

    assert (found.verdict, str(found.last_counted)) == ("undetermined", "2030-07-01")


def test_counts_speak_for_their_own_day() -> None:
    """
    Met by a count in time that says so; violated only by one on the due day or later that says otherwise.
    """
    assert _at_most(("2030-12-10", 2_000, 2_400), due="2031-01").verdict == "met"
    assert _at_most(("2030-12-10", 8_000, 8_400), due="2031-01").verdict == "undetermined"
    assert _at_most(("2031-01-31", 8_000, 8_400), due="2031-01").verdict == "violated"
    assert _at_most(("2031-03-01", 8_000, 8_400), due="2031-01").verdict == "violated"
    assert _at_most(("2031-03-01", 2_000, 2_400), due="2031-01").verdict in ("undetermined", "violated")
    assert _at_most(("2031-01-31", 2_000, 2_600), due="2031-01").verdict == "undetermined"
    assert _at_most(("2031-12-31", 0, 9_000), due="2031-01").verdict == "undetermined"


def test_a_deadline_that_a_number_of_entities_keeps_is_no_invariant() -> None:
    """
    "At most one at once" is met on the first day on which it holds, and stays met when it does not any more.
    """
    both = in_state(Select(ids=["north", "south"]), "closing", at_most=1)
    asked = world(
        event("north.begin_closing", "2030-03-01"),
        entities=[NORTH, SOUTH],
        lifecycles=[CAMP],
        deadlines=[Deadline("one", both, "2030-06")],
    )

    assert brief(outcome(asked))[::2] == ("met", "2030-01-01")


# Revisions of one day


def test_revisions_of_one_day_go_by_the_order_of_events() -> None:
    """
    Of two revisions on one day the one that depends on the other is the later one, however they are listed; where
    nothing says which is, it is in doubt, and told by the order in which the events are listed.
    """
    first, second = said("first", "2030-02-01"), said("second", "2030-02-01")
    linked = said("second", "2030-02-01", after=floor("first"))
    revisions = [Revision("first", "2030-05"), Revision("second", "2030-08")]
    for events, verdict in (
        ([first, second], "undetermined"),
        ([first, linked], "met"),
        ([linked, first], "met"),
    ):
        for listed in (revisions, revisions[::-1]):
            asked = world(*events, event(GO, "2030-06-30"), deadlines=[out("2030-03", revisions=listed)])
            assert (outcome(asked).verdict, str(outcome(asked).due)) == (verdict, "2030-08-31")


def test_a_revision_that_comes_before_the_setting_changes_nothing() -> None:
    """
    On one day, what depends on the revision sets the deadline anew: the earlier revision does not count.
    """
    asked = world(
        said("revised", "2030-02-01"),
        said("set", "2030-02-01", after=floor("revised")),
        event(GO, "2030-04-01"),
        deadlines=[out("2030-03", set_by="set", revisions=[Revision("revised", "2030-08")])],
    )

    assert (outcome(asked).verdict, str(outcome(asked).due)) == ("violated", "2030-03-31")


def test_a_revision_after_the_setting_on_its_day_counts() -> None:
    """
    Set and revised on one day, in that order, the deadline is the revised one; it is in doubt where nothing says so.
    """
    for after, verdict in ((floor("set"), "met"), ((), "undetermined")):
        asked = world(
            said("set", "2030-02-01"),
            said("revised", "2030-02-01", after=after),
            event(GO, "2030-04-01"),
            deadlines=[out("2030-03", set_by="set", revisions=[Revision("revised", "2030-08")])],
        )
        assert (outcome(asked).verdict, str(outcome(asked).due)) == (verdict, "2030-08-31")


# Found by the oracle


def test_context_before_the_first_day_dates_a_deadline() -> None:
    """
    An agreement on the first day of all, without a start, sets a deadline of one month that is missed by nine days.
    """
    asked = world(
        said("agreement", "2030-01-01"),
        event(GO, "2030-02-10"),
        start=None,
        deadlines=[out(Offset.parse("1m"), set_by="agreement")],
    )

    assert brief(outcome(asked)) == ("violated", 9, "2030-02-10")


def test_context_before_the_start_dates_a_deadline() -> None:
    """
    The same where the record starts later than that.
    """
    asked = world(
        said("agreement", "2029-12-15"),
        event(GO, "2030-02-10"),
        start=None,
        deadlines=[out(Offset.parse("1m"), set_by="agreement")],
    )

    assert brief(outcome(asked)) == ("violated", 26, "2030-02-10")


@pytest.mark.parametrize("on", [None, "2030-02-20", "2030-03-01", "2030-06"])
def test_met_in_a_window_stays_met(on: str | None) -> None:
    """
    A void after the window, in which it became true for the second time, takes nothing back.
    """
    spells = [said(f"e{n}", day) for n, day in enumerate(["2030-01-10", "2030-01-20", "2030-02-15"])]
    void = said("void", "2030-03-01")
    asked = _in_and_out(spells, "2030-02-10/2030-02-20", revisions=[Revision("void")], context=[void])

    assert (outcome(asked, on=on).verdict, str(outcome(asked, on=on).met_on)) == ("met", "2030-02-15")


@pytest.mark.parametrize("on", [None, "2030-02-20", "2030-03-01", "2030-06"])
def test_met_once_and_revised_to_a_window_stays_met(on: str | None) -> None:
    """
    What held for some days before it was due was met, though it is revised to a window afterwards.
    """
    spells = [said(f"e{n}", day) for n, day in enumerate(["2030-01-10", "2030-01-20"])]
    revised = said("revised", "2030-03-01")
    revisions = [Revision("revised", "2030-04/2030-05")]
    asked = _in_and_out(spells, "2030-02-20", revisions=revisions, context=[revised])

    assert brief(outcome(asked, on=on)) == ("met", -41, "2030-01-10")


@pytest.mark.parametrize(("agreed", "due"), [("2030-06-01", "1m"), ("2030-03-02", "10d")])
def test_an_origin_after_the_day_on_which_it_was_met(agreed: str, due: str) -> None:
    """
    A deadline that counts from an event after the hand-over was met all the same, long before.
    """
    asked = world(
        event(GO, "2030-03-01"),
        said("agreed", agreed),
        deadlines=[out(Offset.parse(due), since="agreed")],
    )

    found = outcome(asked)

    assert (found.verdict, str(found.met_on)) == ("met", "2030-03-01")
    assert outcome(asked, on="2030-02").verdict == "pending"


@pytest.mark.parametrize(("north", "verdict"), [("held", "void"), ("closing", "violated")])
def test_a_deadline_set_after_its_due_day_still_has_its_proviso(north: str, verdict: str) -> None:
    """
    Set in May for March, it binds only if its proviso holds.
    """
    asked = world(
        said("set", "2030-05-01"),
        entities=[NORTH if north == "held" else Base("north", "camp", initial="closing"), *ENTITIES[1:]],
        deadlines=[out("2030-03", set_by="set", only_if=in_state("north", "closing"))],
    )

    assert outcome(asked).verdict == verdict


def test_observations_of_one_day_stand_in_the_order_of_the_steps() -> None:
    """
    A count that came with an event which waited stands behind that of the event which enabled it.
    """
    asked = world(
        event(GO, "2030-02-01"),
        event("mission.end", "2030-03-01", when_enabled=True, measures=[Measure("people", 1, 1, "mission")]),
        event("north.begin_closing", "2030-05-01"),
        event("north.hand_over", "2030-06-01", measures=[Measure("people", 2, 2, "mission")]),
        event("team.leave", "2030-06-01", measures=[Measure("people", 3, 3, "mission")]),
        said("later", "2030-06-01", measures=[Measure("people", 4, 4, "mission")]),
    )
    found: Timeline = asked.replay()

    steps = [step.event for step in found.steps if str(step.date) == "2030-06-01"]
    assert steps == ["north.hand_over", "mission.end", "team.leave"]
    assert [each.source for each in found.observations] == [*steps, "later"]


def test_vague_agreements_leave_the_due_day_open() -> None:
    """
    One month after an agreement of January is due on any day of February: undetermined, with that event to settle it.
    """
    asked = world(
        said("agreement", "2030-01"), event(GO, "2030-02-10"), deadlines=[out(Offset.parse("1m"), set_by="agreement")]
    )
    found = outcome(asked)

    assert (found.verdict, found.settled_by) == ("undetermined", ("agreement",))


def test_what_sets_and_revises_at_once_asks_the_revised() -> None:
    """
    An event that sets a deadline and revises it leaves what it asked at first for no day.
    """
    asked = world(
        said("agreed", "2030-02-01"),
        event(GO, "2030-01-15"),
        deadlines=[out("2030-03", set_by="agreed", revisions=[Revision("agreed", "2030-04/2030-05")])],
    )

    found = outcome(asked)

    assert [(term.by, str(term.due)) for term in found.terms] == [("agreed", "2030-05-31")]
    assert found.verdict == "violated"
