"""
Tests of where events are placed, and in which order: rows, bounds, what waits, and what reacts to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults.prelude import CAMP, carry, days, event, floor, told, world
from missionsim import Delay, Drop, Lifecycle, Scenario, Select, Transition, in_state, load
from missionsim.replay.agenda import Reading

BEGIN, FINISH, OTHER = "north.begin_closing", "north.hand_over", "south.hand_over"


@pytest.mark.parametrize("reading", ["latest", "earliest"])
@pytest.mark.parametrize("lag", [0, 1, 5])
def test_a_row_that_stands_before_what_it_depends_on_happens_after_it(reading: Reading, lag: int) -> None:
    """
    A hand-over whose row stands first waits for the beginning that it depends on: the order of rows is no evidence.
    """
    asked = world(event(FINISH, "2030-08-10", after=floor(BEGIN, lag)), event(BEGIN, "2030-08"))
    begun = f"2030-08-{10 - lag:02}" if reading == "latest" else "2030-08-01"

    found = asked.replay(reading=reading)

    assert told(found) == [(begun, BEGIN, "applied"), ("2030-08-10", FINISH, "applied")]
    assert found.contradictions == ()


@pytest.mark.parametrize("reading", ["latest", "earliest"])
@pytest.mark.parametrize("kind", [floor, carry])
def test_two_months_in_the_wrong_order_are_read_in_the_right_one(reading: Reading, kind: object) -> None:
    """
    Two events known to the month happen one after the other, as one depends on the other, in either reading.
    """
    assert callable(kind)
    asked = world(event(FINISH, "2030-08", after=kind(BEGIN)), event(BEGIN, "2030-08"))

    found = asked.replay(reading=reading)

    assert [step.event for step in found.steps] == [BEGIN, FINISH]
    assert [step.disposition for step in found.steps] == ["applied", "applied"]
    assert found.contradictions == ()


def test_a_push_onto_a_day_keeps_the_order_of_what_depends() -> None:
    """
    A floor moves an event onto its predecessor's day, and behind it, though its row stands first.
    """
    asked = world(
        event(FINISH, "2030-06-10", after=floor(BEGIN)),
        event(BEGIN, "2030-06-01"),
    )

    found = asked.what_if(Delay(BEGIN, 9)).replay()

    assert told(found) == [("2030-06-10", BEGIN, "applied"), ("2030-06-10", FINISH, "applied")]
    assert told(asked.what_if(Delay(BEGIN, 20)).replay()) == [
        ("2030-06-21", BEGIN, "applied"),
        ("2030-06-21", FINISH, "applied"),
    ]


def test_slack_goes_to_the_end_of_the_record_whatever_the_rows() -> None:
    """
    An event that pushes what stands above it in the file can slip as far as one that stands above it.
    """
    rows = [event(FINISH, "2030-06-19", after=floor(BEGIN)), event(BEGIN, "2030-06-01")]

    assert world(*rows).slack(BEGIN).later == world(*reversed(rows)).slack(BEGIN).later


def test_rows_of_a_table_behind_those_of_the_file_are_in_no_worse_place(tmp_path: Path) -> None:
    """
    A row of a CSV file, which stands behind all events of the scenario, can come before one of them.
    """
    (tmp_path / "more.csv").write_text(f"entity,trigger,date\n{','.join(BEGIN.split('.'))},2030-08\n")
    (tmp_path / "world.toml").write_text(
        'name = "world"\nstart = 2030-01-01\nhorizon = 2030-12-31\nevents_from = "more.csv"\n'
        '[lifecycles.camp]\nstates = ["held", "closing", "handed_over"]\ninitial = "held"\ntransitions = [\n'
        '{ from = "held", to = "closing", trigger = "begin_closing" },\n'
        '{ from = "closing", to = "handed_over", trigger = "hand_over" }]\n'
        '[entities.north]\nkind = "base"\nlifecycle = "camp"\n'
        '[[events]]\nentity = "north"\ntrigger = "hand_over"\ndate = "2030-08"\n'
        f'after = [{{ event = "{BEGIN}", kind = "floor", lag = 3 }}]\n'
    )

    found = load(tmp_path / "world.toml").replay()

    assert told(found) == [("2030-08-28", BEGIN, "applied"), ("2030-08-31", FINISH, "applied")]


def test_bounds_are_propagated_both_ways_before_a_day_is_chosen() -> None:
    """
    What a later event leaves to its predecessor is known before a third one is placed behind that.
    """
    asked = world(
        event(BEGIN, "2030-06"),
        event(OTHER, "[2030-05-01..]", after=floor(BEGIN)),
        event(FINISH, "2030-06-15", after=floor(BEGIN)),
    )

    found = asked.replay()

    assert days(found) == {BEGIN: "2030-06-15", FINISH: "2030-06-15", OTHER: "2030-12-31"}
    assert found.contradictions == ()
    assert asked.replay(reading="earliest").contradictions == ()
    assert days(asked.replay(reading="earliest")) == {BEGIN: "2030-06-01", FINISH: "2030-06-15", OTHER: "2030-06-01"}


def test_bounds_are_propagated_along_a_chain() -> None:
    """
    The last of a chain bounds the first, through all that stand between, with their lags.
    """
    asked = world(
        event("team.leave", "2030-06-20", after=floor(FINISH, 5)),
        event(FINISH, "2030-06", after=floor(BEGIN, 7)),
        event(BEGIN, "2030"),
    )

    found = asked.replay()

    assert days(found) == {BEGIN: "2030-06-08", FINISH: "2030-06-15", "team.leave": "2030-06-20"}
    assert found.contradictions == ()


def test_no_contradiction_where_a_day_fits() -> None:
    """
    In the earliest reading an event is placed behind what it depends on, within its month, whichever row stands first.
    """
    asked = world(event(OTHER, "2030-08", after=floor(BEGIN, 1)), event(BEGIN, "2030-08-10"))

    found = asked.replay(reading="earliest")

    assert days(found) == {BEGIN: "2030-08-10", OTHER: "2030-08-11"}
    assert found.contradictions == ()


def test_what_no_choice_keeps_is_a_contradiction() -> None:
    """
    A written day before what it depends on is one, named with its link and the first day allowed.
    """
    asked = world(event(OTHER, "2030-08-09", after=floor(BEGIN)), event(BEGIN, "[2030-08-10..2030-08-12]"))

    (found,) = asked.replay().contradictions

    assert (found.event, found.link.event) == (OTHER, BEGIN)


@pytest.mark.parametrize("name", ["iraq", "france_africa", "niger"])
def test_what_the_record_asserts_is_not_doubted(name: str) -> None:
    """
    No pair of the bundled scenarios is sensitive only since another order refuses what the record asserts.
    """
    asked = load(name)
    for pair in asked.order_sensitivity().pairs:
        assert all(outcome not in ("refused", "orphaned", "stranded") for _, outcome in pair.dispositions)


def test_an_order_that_refuses_an_asserted_event_is_none() -> None:
    """
    A hand-over can't come before its own beginning, though both are known to the month only; so no order matters.
    """
    asked = world(event(BEGIN, "2030-08"), event(FINISH, "2030-08"))

    assert not asked.order_sensitivity()
    assert told(asked.replay()) == told(world(event(FINISH, "2030-08"), event(BEGIN, "2030-08")).replay())


def test_the_order_of_what_both_can_happen_does_matter() -> None:
    """
    A camp that is handed over and taken back within one month ends in either state, since both orders are possible.
    """
    asked = world(event(OTHER, "2030-08"), event("south.retake", "2030-08"))

    found = asked.order_sensitivity()

    assert not found  # retaken from closing, it can't be handed over any more
    assert days(asked.replay())["south.retake"] >= days(asked.replay())[OTHER]


def _waiting(**link: object) -> Scenario:
    return world(
        event(OTHER, "2030-02-01"),
        event("mission.end", "2030-03-01", when_enabled=True),
        event(BEGIN, "2030-05-01"),
        event(FINISH, "2030-06-01"),
        event("team.leave", str(link.pop("date", "2030-04-10")), **link),
    )


def test_a_floor_counts_from_the_day_on_which_the_wait_ended() -> None:
    """
    What may come 30 days after an event that waits until June contradicts it in April: not before July.
    """
    (found,) = _waiting(after=floor("mission.end", 30)).replay().contradictions

    assert (found.event, str(found.not_before)) == ("team.leave", "2030-07-01")


def test_a_carry_counts_from_the_day_on_which_the_wait_ended() -> None:
    """
    A reaction that is recorded before what it reacts to took effect contradicts it.
    """
    (found,) = _waiting(after=carry("mission.end")).replay().contradictions

    assert (found.event, str(found.not_before)) == ("team.leave", "2030-06-01")


def test_a_month_has_room_behind_a_wait() -> None:
    """
    An event known to the half-year is placed behind the day on which the wait ended, without a contradiction.
    """
    found = _waiting(date="[2030-04-10..2030-08-31]", after=floor("mission.end", 30)).replay(reading="earliest")

    assert found.contradictions == ()
    assert days(found)["team.leave"] == "2030-07-01"


def test_what_waits_for_what_happens_by_itself_happens_with_it() -> None:
    """
    The team waits for the end of a mission that ends by itself with the last hand-over: both happen on that day.
    """
    ended = Transition("deployed", "ended", None, in_state(Select(lifecycle="camp"), "handed_over"))
    leave = Transition("there", "gone", "leave", in_state("mission", "ended"))
    found = world(
        event("team.leave", "2030-01-10", when_enabled=True),
        event(BEGIN, "2030-02-01"),
        event(FINISH, "2030-03-01"),
        event(OTHER, "2030-04-01"),
        lifecycles=[
            CAMP,
            Lifecycle("mission", ["deployed", "ended"], "deployed", [ended]),
            Lifecycle("team", ["there", "gone"], "there", [leave]),
        ],
    ).replay()

    assert days(found)["team.leave"] == "2030-04-01"
    assert found.state("mission", "2030-03-31") == "deployed"
    assert found.state("mission", "2030-04-01") == "ended"


def _reactions(first: str) -> Scenario:
    return world(
        event(BEGIN, "2030-03-01"),
        event(first, "2030-04-01"),
        event("said", "2030-04-05", text="We go too.", after=carry(first)),
        event("team.leave", "2030-04-20", after=carry("said")),
        event(FINISH, "2030-05-01", after=floor(first)),
    )


def test_what_reacts_to_a_dropped_event_does_not_take_place() -> None:
    """
    A dropped event orphans what reacts to it, and what reacts to that; what merely had to wait for it is released.
    """
    found = _reactions(OTHER).what_if(Drop(OTHER)).replay()

    assert told(found)[1:] == [("2030-04-20", "team.leave", "orphaned"), ("2030-05-01", FINISH, "applied")]


@pytest.mark.parametrize("first", [OTHER, "mission.end"])
def test_a_statement_that_reacts_to_nothing_was_not_made(first: str) -> None:
    """
    Context that reacts to what was dropped or refused is orphaned like everything else: it is not among the context.
    """
    asked = _reactions(first)

    found = (asked.what_if(Drop(first)) if first == OTHER else asked).replay()

    assert found.context == ()


def test_what_reacts_to_a_refused_event_does_not_take_place() -> None:
    """
    A refused event orphans what reacts to it, and what reacts to that, but not what merely had to wait for it.
    """
    found = _reactions("mission.end").replay()

    assert [(name, outcome) for _, name, outcome in told(found)] == [
        (BEGIN, "applied"),
        ("mission.end", "refused"),
        ("team.leave", "orphaned"),
        (FINISH, "applied"),
    ]


def test_what_reacts_to_a_stranded_event_does_not_take_place() -> None:
    """
    An event that waits for ever orphans its reactions as a refused one does.
    """
    asked = world(
        event("mission.end", "2030-03-01", when_enabled=True),
        event("team.leave", "2030-04-20", after=carry("mission.end")),
    )

    assert {(step.event, step.disposition) for step in asked.replay().refusals} == {
        ("mission.end", "stranded"),
        ("team.leave", "orphaned"),
    }


@pytest.mark.parametrize("kind", [floor, carry])
def test_what_is_held_holds_in_turn(kind: Callable[..., Any]) -> None:
    """
    What depends on an event that waits for another is held with it, over any number of dependencies.
    """
    asked = world(
        event("mission.end", "2030-03-01", when_enabled=True),
        event("north.retake", "2030-04-01", after=floor("mission.end"), id="back"),
        event("team.leave", "2030-04-10", after=kind("back")),
        event(OTHER, "2030-02-01"),
        event(BEGIN, "2030-05-01"),
        event(FINISH, "2030-06-01"),
    )

    played = {step.event: (str(step.date), step.disposition) for step in asked.replay().steps}

    assert played["back"] == ("2030-06-01", "applied")
    assert played["team.leave"] == ("2030-06-01", "applied")


def test_what_is_held_in_vain_is_orphaned_in_turn() -> None:
    """
    Where what an event waits for never comes, what reacts to it is orphaned, and what reacts to that.
    """
    asked = world(
        event("mission.end", "2030-03-01", when_enabled=True),
        event(OTHER, "2030-04-01", after=carry("mission.end")),
        event("team.leave", "2030-04-10", after=carry(OTHER)),
    )

    played = {step.event: step.disposition for step in asked.replay().steps}

    assert played == {"mission.end": "stranded", OTHER: "orphaned", "team.leave": "orphaned"}
