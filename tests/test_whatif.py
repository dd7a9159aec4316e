"""
What edits make of a record: properties on generated scenarios and on the bundled ones, and every rule by example.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import permutations

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import assume, given

import missionsim
from missionsim import (
    According,
    Advance,
    Cause,
    Claim,
    Deadline,
    Delay,
    Drop,
    Edit,
    EditError,
    Event,
    Events,
    ImpreciseDate,
    Initial,
    Insert,
    Link,
    Measured,
    Move,
    Movement,
    Redate,
    RefusedError,
    Replace,
    Revise,
    Revision,
    Rewire,
    Scenario,
    Select,
    Swap,
    Transition,
    UnknownError,
    add_months,
    in_state,
    loads,
    to_toml,
)
from missionsim.schedule import Reading
from missionsim.testing import scenarios, what_ifs
from missionsim.whatif import reached
from small import BASE, MISSION, PARTS, small

IRAQ = missionsim.load("iraq")
NIGER = missionsim.load("niger")
FRANCE_AFRICA = missionsim.load("france_africa")
SMALL = small()

# Where a property fails, hypothesis prints the scenario, however long; that is no failure of its own.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

READINGS: tuple[Reading, ...] = ("latest", "earliest")


@st.composite
def records(draw: st.DrawFn) -> Scenario:
    """
    Generated scenarios with events, and now and then a bundled one.
    """
    if draw(st.sampled_from((False, False, False, True))):
        return draw(st.sampled_from((NIGER, IRAQ, FRANCE_AFRICA)))
    return draw(scenarios().filter(lambda scenario: scenario.events))


@st.composite
def departures(draw: st.DrawFn, *, rules: bool = False) -> Scenario:
    """
    What-ifs of such records.
    """
    return draw(what_ifs(draw(records()), rules=rules))


def record_of(edited: Scenario) -> Scenario:
    """
    The record that a what-if departs from.
    """
    assert edited.parent is not None
    return edited.parent


def placed(scenario: Scenario) -> dict[str, date]:
    """
    The day of every event, imprecise ones at their latest.
    """
    return {each.event.id: each.day for each in scenario.schedule("latest")}


def stated(scenario: Scenario) -> dict[str, date]:
    """
    The day of every event that its date alone would decide.
    """
    return {event.id: scenario.widening.day(event.date, "latest") for event in scenario.events}


def with_dependents(edited: Scenario, ids: Iterable[str]) -> set[str]:
    """
    Some events and all that depend on them, directly or not, or did in the record.
    """
    events = (*record_of(edited).events, *edited.events)
    found: set[str] = set()
    todo = list(ids)
    while todo:
        id_ = todo.pop()
        if id_ not in found:
            found.add(id_)
            todo += [event.id for event in events if any(link.event == id_ for link in event.after)]
    return found


def family(scenario: Scenario, id_: str) -> set[str]:
    """
    An event and all events that it is linked with, in either direction, directly or not.
    """
    found, size = {id_}, 0
    while len(found) > size:
        size = len(found)
        for event in scenario.events:
            linked = {event.id, *(link.event for link in event.after)}
            found |= linked if linked & found else set()
    return found


def touched_by_hand(edited: Scenario) -> set[str]:
    """
    The events that an edit is about.
    """
    moved = edited.movements.values()
    return {each.event for each in moved if any(cause.kind == "edited" for cause in each.causes)}


def only(edited: Scenario, *ways: str) -> Scenario:
    """
    The same what-if with edits of these ways only.
    """
    try:
        return record_of(edited).what_if(*(edit for edit in edited.edits if edit.way in ways))
    except EditError:
        assume(False)
        raise


# Properties


@given(edited=what_ifs(IRAQ))
def test_an_edit_leaves_the_past_alone(edited: Scenario) -> None:
    """
    No edit changes any state before the first day it touches.
    """
    first_touched = edited.first_touched_day
    before = first_touched - timedelta(days=1)

    assert edited.replay().until(before) == IRAQ.replay().until(before)


@given(edited=departures(rules=True), reading=st.sampled_from(READINGS))
def test_nothing_differs_before_the_first_touched_day(edited: Scenario, reading: Reading) -> None:
    """
    In either reading, and if the rules are changed too, everything before the first touched day is as it was.
    """
    record = record_of(edited)
    before = edited.first_touched_day - timedelta(days=1)
    assume(before >= record.first_day)

    assert edited.replay(reading=reading).until(before) == record.replay(reading=reading).until(before)
    for each in edited.entities:
        assert edited.replay(reading=reading).state(each.id, before) == record.replay(reading=reading).state(
            each.id, before
        )


@given(scenario=records())
def test_the_empty_what_if_is_the_identity(scenario: Scenario) -> None:
    """
    Without edits it is the same scenario, with the same hash and the same timeline.
    """
    same = scenario.what_if()

    assert same == scenario
    assert same.hash == scenario.hash
    assert same.replay() == scenario.replay()
    assert same.replay().deadlines == scenario.replay().deadlines
    assert same.edits == ()
    assert same.movements == {}
    assert same.first_touched_day == scenario.horizon + timedelta(days=1)


@given(data=st.data(), scenario=records(), days=st.integers(0, 400))
def test_a_delay_and_an_equal_advance_cancel(data: st.DataObject, scenario: Scenario, days: int) -> None:
    """
    An event that comes some days later and as many earlier stands where it stood, and so does all that depends on it.
    """
    event = data.draw(st.sampled_from([event.id for event in scenario.events]))

    back = scenario.what_if(Delay(event, days), Advance(event, days))

    assert back == scenario
    assert back.hash == scenario.hash


@given(data=st.data(), scenario=records(), months=st.integers(0, 30))
def test_months_cancel_where_nothing_is_clipped(data: st.DataObject, scenario: Scenario, months: int) -> None:
    """
    Months later and as many earlier cancel, unless a month was too short, or a floor pushed the event.
    """
    event = data.draw(st.sampled_from([event.id for event in scenario.events]))
    day = placed(scenario)[event]
    later = scenario.what_if(Delay(event, f"{months}m"))
    assume(not add_months(day, months).clipped)
    assume(all(cause.kind == "edited" for cause in later.movement(event).causes))

    assert later.what_if(Advance(event, f"{months}m")) == scenario


@st.composite
def edits_of_one(draw: st.DrawFn, event: Event) -> Edit:
    """
    Edits of one event that mean nothing else.
    """
    days = draw(st.integers(1, 10))
    day = date(2026, 1, 5) + timedelta(days=days)
    return draw(
        st.sampled_from(
            (
                Delay(event.id, days),
                Advance(event.id, days),
                Move(event.id, day),
                Redate(event.id, day),
                Drop(event.id),
            )
        )
    )


@given(data=st.data(), scenario=scenarios().filter(lambda scenario: len(scenario.events) > 1))
def test_edits_of_unrelated_events_commute(data: st.DataObject, scenario: Scenario) -> None:
    """
    Edits of events that are not linked, in either direction, directly or over others, can be made in any order.
    """
    one, other = data.draw(st.permutations(scenario.events))[:2]
    assume(other.id not in family(scenario, one.id))
    pair = data.draw(edits_of_one(one)), data.draw(edits_of_one(other))

    found = []
    for edits in permutations(pair):
        try:
            found.append(scenario.what_if(*edits))
        except EditError:
            assume(False)

    assert found[0] == found[1]
    assert found[0].hash == found[1].hash
    assert found[0].replay() == found[1].replay()


@given(data=st.data(), scenario=records())
def test_a_dropped_event_can_be_put_back(data: st.DataObject, scenario: Scenario) -> None:
    """
    To drop an event and to insert it again changes nothing, save its place among the other events of its day.
    """
    event = data.draw(st.sampled_from(scenario.events))

    back = scenario.what_if(Drop(event.id), Insert(event))

    assert back.dropped == scenario.dropped
    assert set(back.events) == set(scenario.events)
    for reading in READINGS:
        days = {each.event.id: each.day for each in scenario.schedule(reading)}
        assert {each.event.id: each.day for each in back.schedule(reading)} == days
        if list(days.values()).count(days[event.id]) == 1:
            assert back.replay(reading=reading) == scenario.replay(reading=reading)


@given(data=st.data(), edited=departures(rules=True))
def test_edits_add_up(data: st.DataObject, edited: Scenario) -> None:
    """
    Edits one after another are edits at once; the same ones give the same scenario and hash.
    """
    record = record_of(edited)
    first = data.draw(st.integers(0, len(edited.edits)))

    apart = record.what_if(*edited.edits[:first]).what_if(*edited.edits[first:])

    assert apart == edited == record.what_if(*edited.edits)
    assert apart.hash == edited.hash == record.what_if(*edited.edits).hash
    assert apart.movements == edited.movements
    assert apart.edits == edited.edits
    assert apart.root is record


@given(edited=departures(rules=True))
def test_what_edits_reach_is_all_that_they_change(edited: Scenario) -> None:
    """
    The events that edits reach, put into the record, are the events of the what-if.
    """
    record = record_of(edited)

    found = reached(record.basis, edited.edits)

    assert {event.id: found.get(event.id, event) for event in edited.events} == {e.id: e for e in edited.events}
    known = {event.id: event for event in record.events}
    assert all(event.id in found or event == known[event.id] for event in edited.events)


@given(edited=departures(rules=True))
def test_a_what_if_is_a_scenario_like_any_other(edited: Scenario) -> None:
    """
    Written to a file and read again, a what-if is an equal record, with the same hash and the same replay.
    """
    again = loads(to_toml(edited))

    assert again == edited
    assert again.hash == edited.hash
    assert again.edits == ()
    assert again.replay() == edited.replay()
    assert again.replay().deadlines == edited.replay().deadlines


@given(edited=departures())
def test_what_is_carried_keeps_its_gap(edited: Scenario) -> None:
    """
    An event that nothing but one carrier acts on stays as many days from it as it was, if their dates alone decide
    on their days.
    """
    edited = only(edited, "intervention")
    record = record_of(edited)
    before, after = placed(record), placed(edited)
    loose = {id_ for id_ in after if id_ not in before or stated(edited)[id_] != after[id_]}
    loose |= {id_ for id_ in before if stated(record)[id_] != before[id_]}
    for event in edited.events:
        if event.id in touched_by_hand(edited) | loose or [link.kind for link in event.after] != ["carry"]:
            continue
        carrier = event.after[0].event
        if carrier in after and carrier not in loose:
            assert after[event.id] - after[carrier] == before[event.id] - before[carrier]


@given(edited=departures())
def test_floors_hold_for_what_moved(edited: Scenario) -> None:
    """
    If an intervention moved an event or its floor, the event is not before the floor and the lag.

    An imprecise event may stand on another day without having moved, since what depends on it did.
    """
    edited = only(edited, "intervention")
    before, after = placed(record_of(edited)), placed(edited)
    reached_ = with_dependents(edited, touched_by_hand(edited))
    is_moved = {id_: id_ in reached_ and before.get(id_) != day for id_, day in after.items()}
    for event in edited.events:
        for link in event.after:
            if link.kind == "floor" and link.event in after and (is_moved[event.id] or is_moved[link.event]):
                assert after[event.id] >= after[link.event] + timedelta(days=link.lag)


@given(edited=departures())
def test_nothing_else_ever_moves(edited: Scenario) -> None:
    """
    An event that no edit is about, and that depends on none of those, is as it was, to the letter.
    """
    record = record_of(edited)
    reached = with_dependents(edited, [*touched_by_hand(edited), *edited.dropped])
    known: Mapping[str, Event] = {event.id: event for event in record.events}
    for event in edited.events:
        if event.id not in reached:
            assert event == known[event.id]
            assert event.id not in edited.movements
    assert set(edited.movements) <= reached


@given(edited=departures())
def test_a_re_reading_moves_nothing_but_its_own_event(edited: Scenario) -> None:
    """
    Where only what is believed is changed, every event that the edits are not about is as it was, to the letter.
    """
    edited = only(edited, "re-reading")
    record = record_of(edited)
    for before, after in zip(record.events, edited.events, strict=True):
        assert after == before or after.id in touched_by_hand(edited)


@given(data=st.data(), scenario=records())
def test_an_insert_that_changes_nothing_reorders_nothing(data: st.DataObject, scenario: Scenario) -> None:
    """
    An inserted event that is refused leaves all other steps as they were, in their order, wherever it is put.
    """
    entity = data.draw(st.sampled_from(scenario.entities))
    assume(scenario.lifecycle_of(entity.id).triggers)
    trigger = data.draw(st.sampled_from(scenario.lifecycle_of(entity.id).triggers))
    other = data.draw(st.sampled_from(scenario.events))
    place = data.draw(st.sampled_from(("", "before", "after")))
    event = Event(entity.id, trigger, other.date, "inserted")

    edited = scenario.what_if(Insert(event, **({place: other.id} if place else {})))

    for reading in READINGS:
        steps = edited.replay(reading=reading).steps
        if any(step.event == "inserted" and step.disposition == "refused" for step in steps):
            assert tuple(step for step in steps if step.event != "inserted") == scenario.replay(reading=reading).steps


# What travels along the dependencies

BEGIN = Event("north", "begin", "2026-01-10")
COMPLETE = Event("north", "complete", "2026-01-20", after=[Link("north.begin", "carry")])
SOUTH = Event("south", "begin", "2026-02-01", after=[Link("north.complete", "floor", 5)])
SOUTH_COMPLETE = Event("south", "complete", "2026-02-10", after=[Link("south.begin", "floor")])
CHAIN = small(events=[BEGIN, COMPLETE, SOUTH, SOUTH_COMPLETE], deadlines=[])


def moved(scenario: Scenario) -> dict[str, str]:
    """
    The dates of the events that the edits reached.
    """
    return {id_: str(each.now) for id_, each in scenario.movements.items()}


def causes(scenario: Scenario, event: str) -> list[str]:
    """
    Why an event stands where it stands.
    """
    return [str(cause) for cause in scenario.movement(event).causes]


def test_a_reaction_is_carried_either_way() -> None:
    """
    A carried event keeps its gap, whether its predecessor comes later or earlier; a floor pulls nothing back.
    """
    later, earlier = CHAIN.what_if(Delay("north.begin", 3)), CHAIN.what_if(Advance("north.begin", 5))

    assert moved(later) == {"north.begin": "2026-01-13", "north.complete": "2026-01-23", "south.begin": "2026-02-01"}
    assert moved(earlier) == {"north.begin": "2026-01-05", "north.complete": "2026-01-15"}
    assert causes(later, "north.complete") == ["carried 3 days later by north.begin"]
    assert causes(earlier, "north.complete") == ["carried 5 days earlier by north.begin"]
    assert causes(CHAIN.what_if(Delay("north.begin", 1)), "north.complete") == ["carried 1 day later by north.begin"]


def test_slack_absorbs_what_a_floor_allows() -> None:
    """
    A floor that moves by less than the slack before it pushes nothing, and says what was absorbed.
    """
    edited = CHAIN.what_if(Delay("north.begin", 7))

    assert causes(edited, "south.begin") == ["not moved by north.complete: 7 days absorbed by slack"]
    assert edited.movement("south.begin").days == 0
    assert "south.complete" not in edited.movements
    assert causes(CHAIN.what_if(Delay("north.begin", 1)), "south.begin") == [
        "not moved by north.complete: 1 day absorbed by slack"
    ]


def test_a_floor_pushes_by_what_is_left() -> None:
    """
    A floor that moves beyond the slack pushes by the rest, and so do the floors behind it.
    """
    edited = CHAIN.what_if(Delay("north.begin", 20))

    assert moved(edited)["south.begin"] == "2026-02-14"
    assert causes(edited, "south.begin") == ["pushed 13 days later by north.complete, 7 days absorbed by slack"]
    assert causes(edited, "south.complete") == ["pushed 4 days later by south.begin, 9 days absorbed by slack"]
    assert edited.movement("south.begin").causes == (Cause("pushed", "north.complete", 13, 7),)


def test_a_floor_holds_back_what_is_moved_earlier() -> None:
    """
    An event that an edit moves before a floor that nothing moved is pushed back to it.
    """
    edited = CHAIN.what_if(Advance("south.begin", 30))

    assert moved(edited)["south.begin"] == "2026-01-25"
    assert causes(edited, "south.begin") == [
        "edited: south.begin 30 days earlier",
        "pushed 23 days later by north.complete",
    ]
    assert edited.movement("south.begin").days == -7


def test_of_several_floors_the_last_pushes() -> None:
    """
    Floors that moved less than the one that pushes are named as absorbed.
    """
    south = evolve(SOUTH, after=(Link("north.complete", "floor"), Link("north.begin", "floor", 15)))
    scenario = small(events=[BEGIN, COMPLETE, south], deadlines=[])

    edited = scenario.what_if(Delay("north.begin", 20))

    assert causes(edited, "south.begin") == [
        "pushed 13 days later by north.begin, 7 days absorbed by slack",
        "not moved by north.complete: 12 days absorbed by slack",
    ]


def test_a_floor_that_an_unreached_event_contradicts_pushes_nothing() -> None:
    """
    What contradicts its floor in the record does so still, unless an intervention reaches it.
    """
    early = evolve(SOUTH, date=ImpreciseDate.of("2026-01-21"))
    scenario = small(events=[BEGIN, COMPLETE, early, SOUTH_COMPLETE], deadlines=[])

    apart = scenario.what_if(Delay("south.complete", 1))

    assert [str(each) for each in apart.contradictions()] == [
        "south.begin on 2026-01-21 contradicts north.complete: not before 2026-01-25"
    ]
    assert moved(apart) == {"south.complete": "2026-02-11"}
    assert moved(scenario.what_if(Delay("south.begin", 1)))["south.begin"] == "2026-01-25"


def test_a_floor_under_a_floor_holds_what_stays() -> None:
    """
    An imprecise event that need not move is not taken for earlier than what moved before it allows.
    """
    events = [
        Event("south", "begin", "2026-01-02"),
        Event("north", "begin", "[2026-01-02..2026-01-03]", after=[Link("south.begin", "floor")]),
        Event("north", "complete", "2026-01-02", after=[Link("north.begin", "floor", 3)]),
    ]
    scenario = small(events=events, deadlines=[])

    both = scenario.what_if(Delay("south.begin", 1), Delay("north.complete", 1))
    one = scenario.what_if(Delay("north.complete", 1))

    assert moved(both)["north.complete"] == "2026-01-06"
    assert moved(one)["north.complete"] == "2026-01-05"
    assert both.contradictions() == one.contradictions() == ()


def test_a_move_is_carried_on_by_what_comes_after_it() -> None:
    """
    What earlier edits carried a moved event along stops to matter; what later ones do carries it on from its date.
    """
    to = Move("north.complete", "2026-01-25")

    assert moved(CHAIN.what_if(to, Delay("north.begin", 3)))["north.complete"] == "2026-01-28"
    assert moved(CHAIN.what_if(Delay("north.begin", 3), to))["north.complete"] == "2026-01-25"
    assert moved(CHAIN.what_if(Delay("north.begin", 3), to, Delay("north.begin", 4)))["north.complete"] == "2026-01-29"


def test_an_imprecise_date_moves_whole() -> None:
    """
    A month that is delayed becomes the span of days in which it then lies; a move can be to any date.
    """
    assert moved(SMALL.what_if(Delay("south.begin", 3))) == {"south.begin": "[2026-03-04..2026-04-03]"}
    assert moved(SMALL.what_if(Move("south.begin", "2026-05"))) == {"south.begin": "2026-05"}


def test_months_are_clipped_at_the_end_of_a_month() -> None:
    """
    A month after 31 January is 28 February, and a month before 31 March too.
    """
    scenario = small(events=[evolve(BEGIN, date=ImpreciseDate.of("2026-01-31"))], deadlines=[])

    assert moved(scenario.what_if(Delay("north.begin", "1m"))) == {"north.begin": "2026-02-28"}
    assert moved(scenario.what_if(Delay("north.begin", "2m"), Advance("north.begin", "1m"))) == {
        "north.begin": "2026-02-28"
    }


def test_two_events_swap_their_dates() -> None:
    """
    Each falls on the date on which the other stood, imprecise ones whole; dependencies hold nevertheless.
    """
    swapped = SMALL.what_if(Swap("north.complete", "south.begin"))

    assert moved(swapped) == {"north.complete": "2026-03", "south.begin": "2026-02-10"}
    assert SMALL.what_if(Swap("north.begin", "north.begin")) == SMALL
    assert moved(CHAIN.what_if(Swap("north.begin", "south.begin"))) == {
        "north.begin": "2026-02-01",
        "north.complete": "2026-02-11",
        "south.begin": "2026-02-16",
        "south.complete": "2026-02-16",
    }


# What is dropped, inserted and replaced


def test_what_depends_on_a_dropped_event_is_orphaned() -> None:
    """
    A dropped event does not take place; what depends on it stands where it stood, and is refused.
    """
    edited = CHAIN.what_if(Drop("north.complete"))

    assert edited.dropped == ("north.complete",)
    assert edited.orphans == {"south.begin": "north.complete"}
    assert str(edited.movement("south.begin")) == (
        "south.begin: 2026-02-01 -> 2026-02-01 (orphaned: it depends on north.complete, which was dropped)"
    )
    assert str(edited.movement("north.complete")) == (
        "north.complete: 2026-01-20 -> dropped (edited: no north.complete)"
    )
    assert list(edited.movements) == ["south.begin", "north.complete"]
    assert [(step.event, step.disposition) for step in edited.replay().refusals] == [
        ("south.begin", "orphaned"),
        ("south.complete", "refused"),
    ]
    assert "it depends on north.complete, which was dropped" in str(edited.replay().refusals[0].reason)


@pytest.mark.parametrize(
    ("first", "second", "bridged"),
    [
        (Link("north.begin", "carry"), Link("north.complete", "carry"), Link("north.begin", "carry")),
        (Link("north.begin", "floor", 2), Link("north.complete", "floor", 5), Link("north.begin", "floor", 7)),
        (Link("north.begin", "carry"), Link("north.complete", "floor", 5), Link("north.begin", "floor", 15)),
        (Link("north.begin", "floor", 2), Link("north.complete", "carry"), Link("north.begin", "floor", 14)),
    ],
)
def test_a_bridge_links_over_a_dropped_event(first: Link, second: Link, bridged: Link) -> None:
    """
    Over two reactions leads a reaction; else a floor, as far as the lags and the recorded gaps together reach.
    """
    scenario = small(events=[BEGIN, evolve(COMPLETE, after=(first,)), evolve(SOUTH, after=(second,))], deadlines=[])

    edited = scenario.what_if(Drop("north.complete", bridge=True))

    assert edited.event("south.begin").after == (evolve(bridged, note="bridged over north.complete"),)
    assert edited.orphans == {}
    assert edited.replay().refusals == ()
    assert moved(edited) == {"north.complete": "None"}


def test_a_bridge_over_the_first_event_leads_nowhere() -> None:
    """
    What depended on an event without predecessors depends on nothing any more; other links stay.
    """
    complete = evolve(COMPLETE, after=(Link("north.begin", "carry"), Link("south.begin", "floor")))
    south = Event("south", "begin", "2026-01-05")
    scenario = small(events=[BEGIN, complete, south], deadlines=[])

    edited = scenario.what_if(Drop("north.begin", bridge=True))

    assert edited.event("north.complete").after == (Link("south.begin", "floor"),)


def test_all_events_of_a_selection_are_dropped() -> None:
    """
    A bridge leads over any number of dropped events.
    """
    edited = CHAIN.what_if(Drop(Events(entity="north"), bridge=True))

    assert edited.dropped == ("north.begin", "north.complete")
    assert edited.event("south.begin").after == ()


def test_dropped_events_are_listed_in_the_order_of_the_record() -> None:
    """
    Whichever was dropped first, the scenario is the same.
    """
    one, other = Drop("south.begin"), Drop("north.begin")

    assert CHAIN.what_if(one, other) == CHAIN.what_if(other, one)
    assert CHAIN.what_if(one, other).dropped == ("north.begin", "south.begin")


def test_an_inserted_event_goes_last_on_its_day_unless_it_says_otherwise() -> None:
    """
    Without a place an inserted event comes after all others of its day.
    """
    again = Event("south", "begin", "2026-01-10", "again")

    def order(*edits: Edit) -> list[str]:
        return [each.event.id for each in SMALL.what_if(*edits).schedule()][:2]

    assert order(Insert(again)) == ["north.begin", "again"]
    assert order(Insert(again, before="north.begin")) == ["again", "north.begin"]
    assert order(Insert(again, after="north.begin")) == ["north.begin", "again"]
    assert str(SMALL.what_if(Insert(again)).movement("again")) == (
        "again: not in the record -> 2026-01-10 (edited: again on 2026-01-10, which is not in the record)"
    )


def test_an_inserted_reaction_is_carried_from_its_date() -> None:
    """
    An inserted event stands on its date, however far its carrier has moved; what moves that later carries it on.
    """
    event = Event("south", "begin", "2026-03-01", "again", after=[Link("north.begin", "carry")])
    insert = Insert(event)

    assert moved(CHAIN.what_if(Delay("north.begin", 5), insert))["again"] == "2026-03-01"
    assert moved(CHAIN.what_if(Delay("north.begin", 5), insert, Delay("north.begin", 2)))["again"] == "2026-03-03"
    assert moved(CHAIN.what_if(insert, Delay("north.begin", 2)))["again"] == "2026-03-03"


def test_another_event_takes_the_place_of_a_replaced_one() -> None:
    """
    Links, deadlines and revisions follow the new id; so does what is carried.
    """
    deadline = Deadline(
        "leave",
        in_state("south", "handed_over"),
        "+30d",
        set_by="north.begin",
        since="north.complete",
        revisions=[Revision("north.complete", "2026-12"), Revision("north.begin", "2026-11")],
    )
    scenario = small(events=CHAIN.events, deadlines=[deadline])
    other = Event("north", "complete", "2026-01-22", "other", after=[Link("north.begin", "carry")])

    edited = scenario.what_if(Replace("north.complete", other))

    assert [event.id for event in edited.events] == ["north.begin", "other", "south.begin", "south.complete"]
    assert edited.event("south.begin").after == (Link("other", "floor", 5),)
    assert edited.deadlines[0].since == "other"
    assert edited.deadlines[0].set_by == "north.begin"
    assert [each.by for each in edited.deadlines[0].revisions] == ["other", "north.begin"]
    assert edited.dropped == ()
    assert str(edited.movement("other")) == (
        "other: 2026-01-20 -> 2026-01-22 (edited: other on 2026-01-22 instead of north.complete)"
    )
    assert moved(scenario.what_if(Replace("north.complete", other), Delay("other", 20)))["south.begin"] == "2026-02-16"
    assert scenario.what_if(Replace("north.begin", evolve(BEGIN, id="other"))).deadlines[0].set_by == "other"


def test_what_a_replaced_event_carried_is_carried_by_the_new_one() -> None:
    """
    The difference of the dates travels along.
    """
    other = evolve(BEGIN, id="other", date=ImpreciseDate.of("2026-01-12"))

    edited = CHAIN.what_if(Replace("north.begin", other))

    assert causes(edited, "north.complete") == ["carried 2 days later by other"]
    assert moved(edited)["north.complete"] == "2026-01-22"


def test_an_event_can_be_replaced_by_one_of_the_same_id() -> None:
    """
    Nothing is renamed then.
    """
    edited = CHAIN.what_if(Replace("north.begin", evolve(BEGIN, note="another")))

    assert edited.event("north.begin").note == "another"
    assert edited.events[1:] == CHAIN.events[1:]


def test_a_replaced_event_can_be_replaced_again_dropped_and_put_back() -> None:
    """
    A new id stands for the record's event until it is taken out; an inserted event stands for none.
    """
    first = Replace("north.begin", evolve(BEGIN, id="first"))
    second = Replace("first", evolve(BEGIN, id="second"))
    inserted = Insert(Event("south", "begin", "2026-02-01", "first"))

    assert str(CHAIN.what_if(first, second).movement("second").recorded) == "2026-01-10"
    assert moved(CHAIN.what_if(first, second, Delay("second", 2)))["north.complete"] == "2026-01-22"
    assert CHAIN.what_if(first, Drop("first")).orphans == {"north.complete": "first"}
    assert CHAIN.what_if(inserted, second).movement("second").recorded is None
    assert CHAIN.what_if(inserted, Drop("first")).dropped == ("first",)
    assert "first" not in CHAIN.what_if(inserted, Drop("first")).movements


def test_a_dropped_event_can_come_back_instead_of_another() -> None:
    """
    What takes place is not dropped, however it came about.
    """
    edited = CHAIN.what_if(Drop("south.begin"), Replace("south.complete", evolve(SOUTH, after=())))

    assert edited.dropped == ()
    assert edited.orphans == {}


# Re-readings


def test_a_re_reading_under_an_intervention_is_what_it_departs_from() -> None:
    """
    Interventions act on the record as re-readings leave it, in whichever order they are made.
    """
    redate, delay = Redate("north.begin", "2026-01-18"), Delay("north.begin", 1)

    assert CHAIN.what_if(redate, delay) == CHAIN.what_if(delay, redate)
    assert moved(CHAIN.what_if(redate, delay)) == {
        "north.begin": "2026-01-19",
        "north.complete": "2026-01-21",
        "south.begin": "2026-02-01",
    }
    assert moved(CHAIN.what_if(redate)) == {"north.begin": "2026-01-18"}


def test_a_re_reading_that_contradicts_a_floor_is_reported() -> None:
    """
    A corrected date pushes nothing; the contradiction is there to be seen, until an intervention reaches it.
    """
    redate = Redate("north.complete", "2026-02-20")
    edited = CHAIN.what_if(redate)

    assert moved(edited) == {"north.complete": "2026-02-20"}
    assert [str(each) for each in edited.contradictions()] == [
        "south.begin on 2026-02-01 contradicts north.complete: not before 2026-02-25"
    ]
    assert moved(CHAIN.what_if(redate, Delay("south.begin", 1)))["south.begin"] == "2026-02-25"


def test_an_inserted_event_can_be_redated() -> None:
    """
    What is believed about an event that was inserted is where it stands.
    """
    insert = Insert(Event("south", "begin", "2026-02-01", "again"))

    assert moved(CHAIN.what_if(insert, Redate("again", "2026-02-03"))) == {"again": "2026-02-03"}


def test_a_party_tells_its_own_version() -> None:
    """
    Its dates and values count, what it disputes is refused, and the version says so.
    """
    claims = [Claim("army", date="2026-01-12"), Claim("paper", stance="disputes")]
    scenario = small(events=[evolve(BEGIN, claims=tuple(claims)), COMPLETE], deadlines=[])

    army, paper = scenario.what_if(According("army")), scenario.what_if(According("paper"))

    assert army.version == "according to army"
    assert moved(army) == {"north.begin": "2026-01-12"}
    assert paper.replay().refusals[0].reason is not None
    assert str(paper.replay().refusals[0].reason) == (
        "north can't 'begin' in state 'held': paper says that it did not happen"
    )
    assert army.what_if(According("paper")).version == "according to army, according to paper"


# Changes of the rules


def test_a_deadline_is_revised_once_and_for_all() -> None:
    """
    A new due date replaces the old one and all revisions; a new condition alone leaves them.
    """
    revisions = [Revision("north.begin", "2026-11")]
    scenario = small(deadlines=[evolve(PARTS["deadlines"][0], revisions=tuple(revisions))])
    held = in_state("north", "held")

    due, condition = scenario.what_if(Revise("leave", "2026-10")), scenario.what_if(Revise("leave", condition=held))

    assert (str(due.deadlines[0].due), due.deadlines[0].revisions) == ("2026-10", ())
    assert due.deadlines[0].condition == scenario.deadlines[0].condition
    assert (str(condition.deadlines[0].due), condition.deadlines[0].revisions) == ("2026-09", tuple(revisions))
    assert condition.deadlines[0].condition == held
    assert due.replay() == scenario.replay()


def test_what_changes_deadlines_only_touches_no_day() -> None:
    """
    The first touched day is then the day after the horizon.
    """
    assert SMALL.what_if(Revise("leave", "2026-10")).first_touched_day == date(2027, 1, 1)
    assert SMALL.first_touched_day == date(2027, 1, 1)


def test_no_day_comes_after_the_last_one() -> None:
    """
    Where the horizon is the end of the calendar, the first touched day is that day.
    """
    scenario = small(horizon="9999-12-31", deadlines=[])

    assert scenario.what_if().first_touched_day == date.max


def test_an_entity_starts_in_another_state() -> None:
    """
    It touches the first day; an automatic transition from there is done at once.
    """
    edited = SMALL.what_if(Initial("north", "moving"))

    assert edited.entity("north").initial == "moving"
    assert edited.replay().state("north", SMALL.first_day) == "moving"
    assert edited.first_touched_day == SMALL.first_day
    assert SMALL.what_if(Initial("north", "held")).first_touched_day == date(2027, 1, 1)


def test_conditions_of_transitions_are_replaced_or_removed() -> None:
    """
    Of the transitions with that trigger, from and to those states; the first touched day is that of its first event.
    """
    free = SMALL.what_if(Rewire("mission", "end"))
    bound = SMALL.what_if(Rewire("base", "begin", in_state("mission", "ended"), source="held", target="moving"))

    assert SMALL.replay().refusals[0].event == "mission.end"
    assert free.replay().refusals == ()
    assert free.first_touched_day == date(2026, 6, 1)
    assert [step.event for step in bound.replay().refusals] == [
        "north.begin",
        "north.complete",
        "south.begin",
        "mission.end",
    ]
    assert bound.first_touched_day == date(2026, 1, 10)
    assert SMALL.what_if(Rewire("base", "begin")).first_touched_day == date(2027, 1, 1)


def test_automatic_transitions_are_rewired_too() -> None:
    """
    They may fire on any day, so that the first touched day is the first one.
    """
    lifecycle = evolve(
        BASE, transitions=(*BASE.transitions, Transition("handed_over", "held", when=in_state("mission", "ended")))
    )
    scenario = small(lifecycles=[lifecycle, MISSION])

    edited = scenario.what_if(Rewire("base", None, in_state("mission", "active")))

    assert edited.first_touched_day == scenario.first_day
    assert edited.replay().state("north", "2026-12-31") == "held"


def test_the_first_touched_day_is_counted_from_the_parent() -> None:
    """
    Edits that the parent has too touch nothing.
    """
    rewired = SMALL.what_if(Rewire("mission", "end"))

    assert rewired.what_if(Delay("mission.end", 5)).first_touched_day == date(2026, 6, 1)
    assert rewired.what_if(Delay("south.begin", 5)).first_touched_day == date(2026, 3, 1)
    assert rewired.what_if().first_touched_day == date(2027, 1, 1)


# Events that wait


def test_a_waiting_event_is_deferred_or_stranded_in_a_what_if() -> None:
    """
    What waits to be enabled fires when an edited event enables it, and is stranded if that comes too late.
    """
    waiting = Event("north", "complete", "2026-01-12", when_enabled=True)
    scenario = small(events=[BEGIN, waiting], deadlines=[])

    def fate(*edits: Edit) -> list[tuple[str, str, str]]:
        steps = scenario.what_if(*edits).replay().steps
        return [(step.event, step.disposition, str(step.date)) for step in steps if step.event == "north.complete"]

    assert fate() == [("north.complete", "applied", "2026-01-12")]
    assert fate(Delay("north.begin", 10)) == [
        ("north.complete", "deferred", "2026-01-12"),
        ("north.complete", "applied", "2026-01-20"),
    ]
    assert fate(Drop("north.begin")) == [
        ("north.complete", "deferred", "2026-01-12"),
        ("north.complete", "stranded", "2026-12-31"),
    ]


# Lineage


def test_a_what_if_knows_where_it_comes_from() -> None:
    """
    Its root is the record, its parent the scenario that was asked, its edits all since the record.
    """
    one, other = Delay("north.begin", 1), Drop("south.begin")
    first = CHAIN.what_if(one)
    second = first.what_if(other)

    assert (second.root, second.parent, second.edits) == (CHAIN, first, (one, other))
    assert (CHAIN.root, CHAIN.parent, CHAIN.edits, CHAIN.movements) == (CHAIN, None, (), {})
    assert second.parent is first
    assert first.root is CHAIN


def test_a_what_if_that_somebody_evolves_is_a_record() -> None:
    """
    With other parts than the edits made it has no edits any more; with another title it keeps them.
    """
    edited = CHAIN.what_if(Delay("north.begin", 1))

    assert evolve(edited, events=edited.events[:2]).edits == ()
    assert evolve(edited, title="Later").edits == edited.edits


def test_a_what_if_starts_when_its_record_starts() -> None:
    """
    A record that does not say when it starts is not started later by an edit of its first event; but earlier.
    """
    scenario = small(start=None, records=[], deadlines=[])

    assert scenario.first_day == date(2026, 1, 9)
    assert scenario.what_if(Delay("north.begin", 20)).first_day == date(2026, 1, 9)
    assert scenario.what_if(Delay("north.begin", 20), Advance("north.begin", 20)) == scenario
    earlier = scenario.what_if(Advance("north.begin", 5))
    assert (earlier.first_day, earlier.first_touched_day) == (date(2026, 1, 4), date(2026, 1, 4))


def test_the_movement_of_an_event_that_stays_says_so() -> None:
    """
    An event that no edit reached stands where the record has it; an unknown one is an error.
    """
    edited = CHAIN.what_if(Advance("north.begin", 1))

    assert str(edited.movement("south.begin")) == "south.begin: 2026-02-01 -> 2026-02-01"
    assert edited.movement("south.begin") == Movement(
        "south.begin", ImpreciseDate.of("2026-02-01"), ImpreciseDate.of("2026-02-01"), 0
    )
    with pytest.raises(UnknownError, match=r"no event 'south\.begn'"):
        edited.movement("south.begn")


# What is refused

THERE = "north.begin, north.complete, south.begin, south.complete"


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (
            [Delay("nort.begin", 1)],
            (
                f"edits[0].delay: there is no event 'nort.begin'; accepted: {THERE} "
                "(did you mean 'north.begin' or 'south.begin'?)"
            ),
        ),
        ([Advance("x", 1)], f"edits[0].advance: there is no event 'x'; accepted: {THERE}"),
        ([Move("x", "2026")], f"edits[0].move: there is no event 'x'; accepted: {THERE}"),
        ([Swap("x", "north.begin")], f"edits[0].swap: there is no event 'x'; accepted: {THERE}"),
        ([Swap("north.begin", "x")], f"edits[0].with: there is no event 'x'; accepted: {THERE}"),
        ([Replace("x", BEGIN)], f"edits[0].replace: there is no event 'x'; accepted: {THERE}"),
        ([Redate("x", "2026")], f"edits[0].redate: there is no event 'x'; accepted: {THERE}"),
        (
            [Drop("north.begin"), Drop("north.begin")],
            (
                "edits[1].drop: there is no event 'north.begin'; an earlier edit dropped it; accepted: north.complete, "
                "south.begin, south.complete (did you mean 'south.begin'?)"
            ),
        ),
        (
            [Delay(Events(), 1)],
            "edits[0].delay: it does not say which events; accepted: a tag, site, trigger, dates ...",
        ),
        (
            [Drop(Events(trigger="begn"))],
            (
                "edits[0].drop: no event is meant by 'every begn event'; accepted as trigger: begin, complete "
                "(did you mean 'begin'?)"
            ),
        ),
        (
            [Drop(Events(tags="x"))],
            "edits[0].drop: no event is meant by 'every event tagged 'x''; accepted as tag: federal",
        ),
        (
            [Drop(Events(site="hil"))],
            "edits[0].drop: no event is meant by 'every event at hil'; accepted as site: hill (did you mean 'hill'?)",
        ),
        (
            [Drop(Events(entity="x"))],
            "edits[0].drop: no event is meant by 'every event of x'; accepted as entity: north, south",
        ),
        (
            [Drop(Events(lifecycle="mission"))],
            "edits[0].drop: no event is meant by 'every event of a mission'; accepted as lifecycle: base",
        ),
        (
            [Drop(Events(trigger="begin", since="2026-03"))],
            (
                "edits[0].drop: no event is meant by 'every begin event since 2026-03-01'; "
                "accepted: a selection of one or more"
            ),
        ),
        (
            [Insert(Event("nort", "begin", "2026-02-01")), Drop(Events(trigger="x"))],
            "edits[1].drop: no event is meant by 'every x event'; accepted as trigger: begin, complete",
        ),
        ([Insert(BEGIN)], "edits[0].insert.id: 'north.begin' is there already; accepted: an id of its own"),
        (
            [Replace("north.begin", SOUTH)],
            "edits[0].with.id: 'south.begin' is there already; accepted: an id of its own",
        ),
        (
            [Insert(evolve(BEGIN, id="again"), before="x")],
            f"edits[0].before: there is no event 'x'; accepted: {THERE}",
        ),
        (
            [Insert(evolve(BEGIN, id="again"), after="x")],
            f"edits[0].after: there is no event 'x'; accepted: {THERE}",
        ),
        (
            [Insert(evolve(BEGIN, id="again", after=(Link("again", "carry"),)))],
            "edits[0].insert.after: 'again' would depend on itself; accepted: dependencies without a circle",
        ),
        (
            [Replace("north.begin", evolve(BEGIN, after=(Link("south.begin", "carry"),)))],
            "edits[0].with.after: 'north.begin' would depend on itself; accepted: dependencies without a circle",
        ),
        (
            [According("arm")],
            "edits[0].according: there is no party 'arm'; accepted: army, paper (did you mean 'army'?)",
        ),
        ([Revise("leaf", "2026")], "edits[0].revise: there is no deadline 'leaf'; accepted: none"),
        (
            [Initial("nort", "held")],
            "edits[0].initial: there is no entity 'nort'; accepted: north, south, mission (did you mean 'north'?)",
        ),
        (
            [Initial("north", "ended")],
            "edits[0].state: there is no state 'ended'; accepted: held, moving, handed_over",
        ),
        (
            [Rewire("bases", "begin")],
            "edits[0].rewire: there is no lifecycle 'bases'; accepted: base, mission (did you mean 'base'?)",
        ),
        ([Rewire("base", "end")], "edits[0].trigger: there is no trigger 'end'; accepted: begin, complete"),
        (
            [Rewire("base", "begin", source="x")],
            "edits[0].from: there is no state 'x'; accepted: held, moving, handed_over",
        ),
        (
            [Rewire("base", "begin", target="x")],
            "edits[0].to: there is no state 'x'; accepted: held, moving, handed_over",
        ),
        (
            [Rewire("base", "begin", source="moving")],
            "edits[0]: a base has no such transition; accepted: held -> moving, moving -> handed_over",
        ),
        (
            [Delay("north.begin", 9_999_999)],
            "edits[0]: 2026-01-10 +9999999 days leaves the years 1 to 9999; accepted: days of the years 1 to 9999",
        ),
        (
            [Advance("north.begin", "9999y")],
            "edits[0]: 2026-01-10 -119988 months leaves the years 1 to 9999; accepted: days of the years 1 to 9999",
        ),
        (
            [Advance("south.begin", 1), Advance("north.begin", 30)],
            "edits[1]: north.begin, date: 2025-12-11 lies before the scenario starts; accepted: 2026-01-01 or later",
        ),
        (
            [Delay("north.begin", 1), Insert(Event("nort", "begin", "2026-02-01"))],
            (
                "edits[1]: nort.begin, entity: there is no entity 'nort'; accepted: north, south, mission "
                "(did you mean 'north'?)"
            ),
        ),
    ],
)
def test_an_edit_that_can_not_be_made_says_which_and_why(edits: list[Edit], message: str) -> None:
    """
    The error names the edit by its position, the value, and what would be accepted, the nearest first.
    """
    with pytest.raises(EditError) as caught:
        CHAIN.what_if(*edits)

    assert str(caught.value) == message


def test_what_is_no_edit_is_refused() -> None:
    """
    Anything but an edit is named, with examples of what would be accepted.
    """
    with pytest.raises(EditError) as caught:
        CHAIN.what_if("north.begin")  # type: ignore[arg-type]

    assert str(caught.value) == (
        "edits[0]: 'north.begin' is not an edit; accepted: Delay, Advance, Move, Drop, Insert and so on"
    )


# Iraq


def test_a_late_handover_of_ain_al_asad_carries_the_mission_along() -> None:
    """
    Handed over 90 days later, Ain al-Asad is transferring until then, and phase one ends a day after it.
    """
    edited = IRAQ.what_if(Delay("ain_al_asad.complete_transfer", 90))
    timeline = edited.replay()

    assert [(spell.state, str(spell.start), str(spell.end)) for spell in timeline.spells("ain_al_asad")][1:] == [
        ("transferring", "2025-08-18", "2026-04-16"),
        ("iraqi_controlled", "2026-04-17", "None"),
    ]
    assert str(edited.movement("mission.complete_phase_one")) == (
        "mission.complete_phase_one: 2026-01-18 -> 2026-04-18 (carried 90 days later by ain_al_asad.complete_transfer)"
    )
    assert edited.first_touched_day == date(2026, 1, 17)
    assert timeline.until("2026-01-16") == IRAQ.replay().until("2026-01-16")


def test_without_the_handover_of_ain_al_asad_phase_one_does_not_end() -> None:
    """
    The mission stays in phase one, since one of its bases is transferring still.
    """
    edited = IRAQ.what_if(Drop("ain_al_asad.complete_transfer"))
    timeline = edited.replay()
    step = next(step for step in timeline.steps if step.event == "mission.complete_phase_one")

    assert timeline.state("mission") == "phase_one"
    assert step.disposition == "orphaned"
    assert step.reason is not None
    assert [(each.entity, each.state) for each in step.reason.blockers] == [("ain_al_asad", "transferring")]
    with pytest.raises(RefusedError) as caught:
        edited.replay(strict=True)
    assert str(caught.value) == (
        "2026-01-18: mission can't 'complete_phase_one' in state 'phase_one':\n"
        "  every base tagged 'federal' must be iraqi_controlled, but ain_al_asad is transferring."
    )


def test_a_dropped_observation_leaves_a_scenario_that_loads() -> None:
    """
    A deadline may ask for a number that nobody observes any more, once the event that came with it is dropped.
    """
    asks = Deadline("few", Measured(Select(ids="north"), "personnel", at_most=5), "2026-09")
    edited = small(deadlines=[asks]).what_if(Drop("north.complete"))

    assert loads(to_toml(edited)) == edited
