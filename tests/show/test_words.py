"""
The words for verdicts, refusals and what narrows a date.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from missionsim import (
    Claim,
    Deadline,
    Delay,
    Drop,
    Entity,
    Event,
    Lifecycle,
    Link,
    Measure,
    Revision,
    Scenario,
    Simulation,
    Transition,
    in_state,
)
from missionsim.answers.divergence import compare
from missionsim.answers.order import SensitivePair
from missionsim.replay.outcomes import Outcome
from missionsim.replay.possible import Assertion, Conflict, Narrowed, PossibleDays, possible_days
from missionsim.show.answers_words import conflict_words, pair_words, possible_words
from missionsim.show.why_words import why_words
from missionsim.show.words import deadline_words, refusal_words, summary, verdict_words
from small import small

DONE = in_state("north", "handed_over")
EVENTS = [
    Event("north", "begin", "2026-01-10"),
    Event("north", "complete", "2026-02-10"),
    Event(id="told", date="2026-01-05", text="Done by February."),
]


def outcome(due: str, **options: Any) -> Outcome:
    """
    What becomes of a deadline on the handover of 10 February.
    """
    deadline = evolve(Deadline("leave", DONE, due), **options)
    return small(events=EVENTS, deadlines=[deadline], known_until="2026-06-30").replay().deadline("leave")


@pytest.mark.parametrize(
    ("due", "options", "told"),
    [
        ("2026-02-12", {}, "met with 2 days to spare"),
        ("2026-02-10", {}, "met on its last day"),
        ("2026-02-09", {}, "missed by 1 day"),
        ("2026-03-01/2026-03-31", {}, "missed: it held 19 days before the window opened"),
        ("2026-02-09", {"condition": in_state("south", "moving")}, "missed altogether"),
        ("2026-09", {"condition": in_state("south", "moving")}, "open"),
        ("2026-02-01", {"revisions": (Revision("told"),)}, "withdrawn"),
        ("2026-02-01", {"only_if": in_state("south", "moving")}, "not binding"),
        ("2026-02-01", {"set_by": "south.begin"}, "not set"),
    ],
)
def test_a_verdict_has_one_word(due: str, options: dict[str, Any], told: str) -> None:
    """
    What became of a deadline is said with its days, and without where they mean nothing.
    """
    if "set_by" in options:
        events = [*EVENTS, Event("south", "begin", "2026-12-01", when_enabled=True)]
        deadline = Deadline("leave", DONE, due, set_by="south.begin")
        record = small(events=events, deadlines=[deadline], known_until="2026-06-30")
        assert verdict_words(record.replay().deadline("leave", "2026-06-30")) == told
    else:
        assert verdict_words(outcome(due, **options)) == told
    assert verdict_words(None) == "not there"


def test_both_margins_of_a_verdict_in_doubt_are_said() -> None:
    """
    An undetermined one has the least and the largest number of days.
    """
    events = [EVENTS[0], Event("north", "complete", "2026-02")]
    record = small(events=events, deadlines=[Deadline("leave", DONE, "2026-02-10")])

    assert verdict_words(record.replay().deadline("leave")) == "undetermined: 9 days early to 18 days late"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Event("north", "complete", "2026-01-02"), "north is held, and that state allows 'begin' only"),
        (Event("north", "begin", "2026-03-01"), "north is handed_over, and nothing leads out of that state"),
        (Event("mission", "end", "2026-03-01"), "every base must be handed_over, but south is held"),
    ],
)
def test_a_refusal_names_what_stands_in_the_way(event: Event, told: str) -> None:
    """
    The state and what it allows, or who keeps the condition false.
    """
    (step,) = small(events=[*EVENTS, evolve(event, id="tried")], deadlines=[]).replay().refusals

    assert step.reason is not None
    assert refusal_words(step.reason) == told


def test_what_narrows_a_date_reads_as_a_sentence() -> None:
    """
    Step by step, from what is bounded to the event whose date does it; links, machines and guards.
    """
    linked = [Event("north", "begin", "2026-01"), Event("north", "complete", "2026-01-20/2026-03")]
    told = Event(id="told", date="2026-02-05", text="Done.", after=[Link("north.complete", "floor", 5)])
    record = small(events=[*linked, told], deadlines=[])
    guarded = small(
        events=[
            *EVENTS[:2],
            Event("south", "begin", "2026-02-20"),
            Event("south", "complete", "2026"),
            Event("mission", "end", "2026-06-01"),
        ],
        deadlines=[],
    )

    assert possible_words(possible_days(record, "north.complete")) == (
        "north.complete: from 2026-01-20 to 2026-01-31\n"
        "  not after 2026-01-31, since it comes at least 5 days before told"
    )
    assert possible_words(possible_days(guarded, "south.complete")) == (
        "south.complete: from 2026-02-20 to 2026-06-01\n"
        "  not before 2026-02-20, since south allows it only after south.begin\n"
        "  not after 2026-06-01, since it can only come before mission.end, by the state of south"
    )
    assert possible_days(record, "told").earliest == date(2026, 2, 5)


def test_a_conflict_names_voices_and_the_dates_that_take_part() -> None:
    """
    What can't be true and who says so, given which dates.
    """
    events = [
        Event("north", "begin", "2026-02-10"),
        Event("north", "complete", "2026-01-10", claims=[Claim("army", "paper")]),
        Event("south", "begin", "2026-01-12"),
        Event("south", "complete", "2026-03-12"),
        Event("mission", "end", "2026-03-01"),
    ]

    assert [conflict_words(each) for each in small(events=events, deadlines=[]).conflicts()] == [
        "north.complete (army and paper) can't be true, given the date of north.begin",
        "mission.end can't be true, given the dates of south.begin and south.complete",
    ]


def test_what_all_orders_have_in_common_is_said_as_that() -> None:
    """
    No link, machine or guard alone narrows the date then.
    """
    step = Narrowed("told", "told", "orders")
    found = PossibleDays("told", date(2026, 1, 3), date(2026, 1, 9), (date(2026, 1, 1), date(2026, 1, 9)), (step,))

    assert possible_words(evolve(found, is_exact=False)) == (
        "As far as was searched, told: from 2026-01-03 to 2026-01-09\n"
        "  not before 2026-01-03, since all orders that are possible for it have that in common"
    )


def test_links_that_leave_no_day_are_a_conflict_of_dates() -> None:
    """
    Nobody's assertion is doubted then; what can't all be true is listed where several can't.
    """
    linked = Event("north", "begin", "2026-01-10", after=[Link("told", "floor")])
    apart = small(events=[linked, Event(id="told", date="2026-02-05", text="Done.")], deadlines=[])
    doubted = [Assertion(id_, id_, ()) for id_ in ("a.go", "b.go")]

    assert [conflict_words(each) for each in apart.conflicts()] == [
        "dates and links leave no day for told and north.begin"
    ]
    assert conflict_words(Conflict(tuple(doubted), (), ("a.go", "b.go"), is_exact=False)) == (
        "As far as was searched, these can't all be true: a.go and b.go"
    )


def test_an_order_that_changes_neither_fates_nor_ends_is_another_course() -> None:
    """
    What comes otherwise in between only is said as that.
    """
    assert (
        pair_words(SensitivePair("a", "b", same_day=True, dispositions=(), states=()))
        == "b before a (on the same day): another course"
    )


def test_margins_say_never_and_that_not_all_was_looked_at() -> None:
    """
    Without days one side never comes; a verdict that is not exact says so, and when the number was counted last.
    """
    found = outcome("2026-02-09")
    doubtful = evolve(
        found,
        verdict="undetermined",
        margins=(-3, None),
        last_counted=date(2026, 1, 5),
        is_exact=False,
    )

    assert verdict_words(doubtful) == (
        "undetermined: 3 days early to never; last counted on 2026-01-05; not all readings were looked at"
    )


def test_a_deadline_that_is_met_on_another_day_after_all_says_which() -> None:
    """
    Where the verdict reads alike, the day of fulfilment or of setting is what differs.
    """
    window = Deadline("leave", DONE, "2026-02-01/2026-02-28", set_by="told")
    record = small(events=EVENTS, deadlines=[window])

    bound = compare(record.replay(), record.what_if(Delay("told", 2)).replay())
    vague = small(
        events=[EVENTS[0], Event("north", "complete", "2026-02")], deadlines=[Deadline("leave", DONE, "2026-02-10")]
    )
    free = compare(vague.replay(), vague.replay(reading="earliest"))

    assert [deadline_words(each) for each in bound.deadlines] == [
        "set on 2026-01-07 instead of on 2026-01-05, and met with 18 days to spare nevertheless"
    ]
    assert [deadline_words(each) for each in free.deadlines] == [
        "fulfilled on 2026-02-01 instead of on 2026-02-28, and undetermined: 9 days early to 18 days late nevertheless"
    ]


def test_a_state_that_is_not_entered_again_is_told_from_that_day_on() -> None:
    """
    What it is not any more is said, where it still was in that state another time.
    """
    turning = Lifecycle(
        "turning", ["off", "on"], "off", [Transition("off", "on", "up"), Transition("on", "off", "down")]
    )
    days = {"up": "2026-02-01", "down": "2026-03-01", "again": "2026-04-01"}
    events = [Event("lamp", "down" if id_ == "down" else "up", day, id_) for id_, day in days.items()]
    record = Scenario("lamp", "2026-12-31", [turning], [Entity("lamp", "turning")], events, start="2026-01-01")

    told = summary(compare(record.replay(), record.what_if(Drop("down"), Drop("again")).replay()))

    assert told.endswith("lamp stays on to the end instead of until 2026-02-28 and is not off from 2026-03-01.")


def test_what_a_claim_counts_is_said_as_a_range() -> None:
    """
    A number, at most or at least one, or from one to another; what the record does not list has no note.
    """
    counts = [
        Measure("troops", 100, 100),
        Measure("trucks", None, 20),
        Measure("tanks", 5),
        Measure("planes", 1, 3),
    ]
    claimed = evolve(EVENTS[0], claims=[Claim("army", measures=counts)], note="On the radio.")
    record = small(events=[claimed, *EVENTS[1:]], deadlines=[])
    simulation = Simulation(record)
    simulation.fire("south", "begin", on="2026-01-05")

    timeline, lived = record.replay(), simulation.timeline()

    told = why_words(timeline.why("north", "2026-01-12"), timeline)
    own = why_words(lived.why("south", "2026-01-05"), lived)

    assert "giving troops 100, trucks at most 20, tanks at least 5, planes 1 to 3" in told
    assert "    note: On the radio." in told.splitlines()
    assert "note" not in own
