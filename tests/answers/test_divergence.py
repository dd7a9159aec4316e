"""
Differences of timelines, and the edits they are traced to: properties, and every shape by example.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from typing import Any

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given, settings

import missionsim
from missionsim import (
    Advance,
    Base,
    Deadline,
    DeadlineDifference,
    Delay,
    Divergence,
    Drop,
    Edit,
    Entity,
    EntityDifference,
    Event,
    EventDifference,
    Initial,
    Insert,
    Lifecycle,
    LimitError,
    Link,
    MissionsimError,
    Redate,
    Revise,
    Revision,
    Rewire,
    Scenario,
    TimelineError,
    Transition,
    UnknownError,
    WhatIf,
    compare,
    in_state,
)
from missionsim.answers.differences import Difference
from missionsim.replay.context import Context
from missionsim.show.data import divergence_data, divergence_rows
from missionsim.show.words import chain_words, summary
from missionsim.testing import scenarios, what_ifs
from small import BASE, MISSION, PARTS, PLANNED, small

IRAQ = missionsim.load("iraq")
NIGER = missionsim.load("niger")
SMALL = small(events=PLANNED)

# Where a property fails, hypothesis prints the scenario, however long; that is no failure of its own.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@st.composite
def departures(draw: st.DrawFn, *, rules: bool = True) -> WhatIf:
    """
    What-ifs of generated scenarios.
    """
    return draw(what_ifs(draw(scenarios().filter(lambda scenario: scenario.events)), rules=rules))


def what(difference: Difference) -> object:
    """
    What comes out differently: not who says so, nor the words of a refusal, nor the day of what never takes place.
    """
    if isinstance(difference, EntityDifference):
        return difference.id, difference.after
    if isinstance(difference, EventDifference):
        after = difference.after
        if after is None:
            return difference.id, difference.firing, difference.is_unplayed
        if isinstance(after, Context):
            return difference.id, after.date, after.edtf
        if after.disposition == "stranded":
            return difference.id, difference.firing, after.disposition
        course = (after.before, after.after, after.automatic, after.requested)
        return difference.id, difference.firing, after.date, after.edtf, after.disposition, course
    outcome = difference.after
    return difference.id, outcome and (
        outcome.verdict,
        outcome.due,
        outcome.met_on,
        outcome.set_on,
        outcome.margins,
    )


def causes(record: Scenario, edits: tuple[Edit, ...], positions: tuple[int, ...], difference: Difference) -> bool:
    """
    Whether these edits alone lead to the same difference.
    """
    try:
        edited = record.what_if(*(edits[position] for position in positions))
        found = compare(record.replay(), edited.replay())
    except MissionsimError:
        return False
    return any(type(each) is type(difference) and what(each) == what(difference) for each in found.differences)


def assert_chains_hold(record: Scenario, edited: WhatIf) -> None:
    """
    Check every difference: its chain by leaving edits out, what is to blame by trying all subsets.
    """
    edits = edited.edits
    divergence = compare(record.replay(), edited.replay())
    for difference in divergence.differences:
        behind = divergence.edits_behind(difference)
        assert causes(record, edits, behind, difference)
        for position in behind:
            assert not causes(record, edits, tuple(each for each in behind if each != position), difference)
        assert divergence.links(difference)[-1].id == difference.id
        assert [each.kind for each in divergence.links(difference)][: len(behind)] == ["edit"] * len(behind)

        subsets = (each for size in range(len(edits) + 1) for each in combinations(range(len(edits)), size))
        smallest = next(each for each in subsets if causes(record, edits, each, difference))
        assert divergence.smallest(difference) == tuple(edits[position] for position in smallest)


@given(edited=departures())
def test_a_chain_has_the_edits_it_takes_and_no_other(edited: WhatIf) -> None:
    """
    The edits of a chain alone lead to the same difference, and without any one of them they do not; what is to blame
    is a smallest set of edits that does.
    """
    assert isinstance(edited.record, Scenario)
    assert_chains_hold(edited.record, edited)


@settings(max_examples=10)
@given(edited=what_ifs(NIGER))
def test_chains_hold_on_a_bundled_scenario(edited: WhatIf) -> None:
    """
    So it is where dates are imprecise and events react to each other as reported.
    """
    assert_chains_hold(NIGER, edited)


# What differs


def small_what_if(*edits: Edit, **changes: Any) -> Divergence:
    """
    The difference that edits of the small scenario make.
    """
    scenario = small(**{"events": PLANNED, **changes})
    return compare(scenario.replay(), scenario.what_if(*edits).replay())


def event_of(divergence: Divergence, id_: str) -> EventDifference:
    """
    The difference of an event.
    """
    found = divergence.difference(id_)
    assert isinstance(found, EventDifference)
    return found


def test_without_a_difference_there_is_nothing_to_say() -> None:
    """
    Equal timelines have no differences, and a divergence of them is false.
    """
    same = compare(SMALL.replay(), SMALL.replay())

    assert not same
    assert same.differences == ()
    assert same.first_difference is None
    assert divergence_rows(same) == []
    assert summary(same) == "nothing changes."
    assert summary(small_what_if(Delay("north.begin", 0))) == "With north.begin 0 days later: nothing changes."


def test_every_outcome_of_an_event_has_its_word() -> None:
    """
    Dropped, beyond the end, inserted, refused, orphaned, stranded, deferred, cured, moved and changed.
    """
    waits = Event("north", "complete", "2026-01-12", when_enabled=True)
    linked = Event("north", "complete", "2026-02-10", after=[Link("north.begin", "carry")])
    begin = Event("north", "begin", "2026-01-10")

    def outcome(event: str, *edits: Edit, **changes: Any) -> str:
        return event_of(small_what_if(*edits, **changes), event).outcome

    assert outcome("north.begin", Drop("north.begin")) == "dropped"
    assert outcome("north.begin", Delay("north.begin", 1_000)) == "unplayed"
    assert outcome("south.complete", Insert(Event("south", "complete", "2026-04-01"))) == "inserted"
    assert outcome("north.complete", Drop("north.begin")) == "refused"
    assert outcome("north.complete", Drop("north.begin"), events=[begin, linked], deadlines=[]) == "orphaned"
    assert outcome("north.complete", Drop("north.begin"), events=[begin, waits], deadlines=[]) == "stranded"
    assert outcome("north.complete", Delay("north.begin", 5), events=[begin, waits], deadlines=[]) == "moved"
    assert outcome("mission.end", Rewire("mission", "end")) == "cured"
    assert outcome("north.begin", Delay("north.begin", 1)) == "moved"
    assert outcome("north.begin", Redate("north.begin", "2026-01-10~")) == "changed"


def test_an_event_that_still_waits_at_the_end_is_deferred() -> None:
    """
    A replay that is cut off before the horizon strands nothing.
    """
    waits = Event("north", "complete", "2026-01-12", when_enabled=True)
    scenario = small(events=[Event("north", "begin", "2026-01-10"), waits], deadlines=[])
    edited = scenario.what_if(Drop("north.begin"))

    divergence = compare(scenario.replay(until="2026-02-01"), edited.replay(until="2026-02-01"))

    difference = event_of(divergence, "north.complete")
    assert (difference.outcome, difference.disposition, difference.days) == ("deferred", "deferred", 0)
    assert chain_words(divergence, difference)[-1] == (
        "north.complete waits: north is held, and that state allows 'begin' only"
    )


def test_an_event_beyond_the_end_says_so() -> None:
    """
    What was moved beyond the horizon is not there, but it was not taken out either.
    """
    divergence = small_what_if(Delay("north.begin", 1_000))

    assert (
        chain_words(divergence, "north.begin")[-1] == "north.begin does not take place on 2026-01-10, but after the end"
    )


def test_a_deadline_is_traced_to_what_decides_it() -> None:
    """
    Not to what differs first: the last of three events is what makes the deadline be missed.
    """
    events = [
        Event("north", "begin", "2026-01-10"),
        Event("north", "complete", "2026-02-10", after=[Link("north.begin", "carry")]),
        Event("south", "begin", "2026-02-12", after=[Link("north.complete", "floor")]),
        Event("south", "complete", "2026-02-20", after=[Link("south.begin", "carry")]),
    ]
    done = Deadline("done", in_state("south", "handed_over"), "2026-02-22")
    late = small_what_if(Delay("north.begin", 5), events=events, deadlines=[done])
    never = small_what_if(Drop("south.complete"), events=events, deadlines=[done])

    assert [*chain_words(late, "done")] == [
        "north.begin 5 days later",
        "north.begin comes 5 days later, on 2026-01-15",
        "north.complete comes 5 days later, on 2026-02-15",
        "south.begin comes 3 days later, on 2026-02-15",
        "south.complete comes 3 days later, on 2026-02-23",
        "south is moving instead of handed_over on 2026-02-20",
        "deadline done is missed by 1 day instead of met with 2 days to spare",
    ]
    assert [reason.id for reason in never.links("done")] == ["0", "south.complete", "south", "done"]


def test_an_event_difference_counts_days() -> None:
    """
    Days are positive for later, and missing where the event does not take place; the earlier day comes first.
    """
    later, earlier = small_what_if(Delay("north.begin", 2)), small_what_if(Advance("north.begin", 2))

    assert (event_of(later, "north.begin").days, event_of(later, "north.begin").first) == (2, date(2026, 1, 10))
    assert (event_of(earlier, "north.begin").days, event_of(earlier, "north.begin").first) == (-2, date(2026, 1, 8))
    dropped = event_of(small_what_if(Drop("north.begin")), "north.begin")
    assert (dropped.days, dropped.disposition, dropped.first) == (None, None, date(2026, 1, 10))


def test_spells_are_paired_state_by_state() -> None:
    """
    Spells in the same state stand side by side, those without a counterpart alone.
    """
    divergence = small_what_if(Delay("north.begin", 5), Drop("north.complete"))
    difference = divergence.difference("north")
    assert isinstance(difference, EntityDifference)

    pairs = [(pair.before and pair.before.state, pair.after and pair.after.state) for pair in difference.pairs]

    assert pairs == [("held", "held"), ("moving", "moving"), ("handed_over", None)]
    assert [pair.days for pair in difference.pairs] == [0, 5, None]
    assert difference.first == date(2026, 1, 10)
    assert difference.ends == ("handed_over", "moving")


def test_spells_in_other_states_stand_alone() -> None:
    """
    Where another state takes the place of one, neither has a counterpart.
    """
    difference = small_what_if(Initial("south", "handed_over")).difference("south")
    assert isinstance(difference, EntityDifference)

    pairs = [(pair.before and pair.before.state, pair.after and pair.after.state) for pair in difference.pairs]

    assert pairs == [("held", None), ("moving", None), (None, "handed_over")]


def test_an_entity_that_is_not_there_has_no_spells() -> None:
    """
    Timelines of other scenarios are compared too: what only one has, differs from its first day.
    """
    without = small(entities=[*PARTS["entities"], Base("east", "base")], events=PLANNED)

    divergence = compare(SMALL.replay(), without.replay())
    difference = divergence.difference("east")

    assert isinstance(difference, EntityDifference)
    assert (difference.before, difference.ends, difference.first) == ((), (None, "held"), SMALL.first_day)
    assert compare(without.replay(), SMALL.replay()).differences[0] == EntityDifference(
        "east", difference.after, (), SMALL.first_day
    )
    assert [*chain_words(divergence, "east")] == ["east is held instead of nothing on 2026-01-01"]


def test_deadlines_are_lost_and_won() -> None:
    """
    A deadline is lost if it was met, or could be, and is not any more; won if the other way round.
    """
    won = small_what_if(Rewire("mission", "end"))
    scenario = SMALL.what_if(Rewire("mission", "end"))
    lost = compare(scenario.replay(), scenario.what_if(Delay("mission.end", 150)).replay())
    closer = compare(scenario.replay(), scenario.what_if(Delay("mission.end", 121)).replay())

    def deadline(divergence: Divergence) -> DeadlineDifference:
        found = divergence.difference("leave")
        assert isinstance(found, DeadlineDifference)
        return found

    assert (deadline(won).is_won, deadline(won).is_lost, deadline(won).margins) == (True, False, (None, 121))
    assert (deadline(lost).is_won, deadline(lost).is_lost, deadline(lost).margins) == (False, True, (121, -29))
    assert (deadline(closer).is_won, deadline(closer).is_lost, deadline(closer).margins) == (False, False, (121, 0))
    assert [chain_words(divergence, "leave")[-1] for divergence in (won, lost, closer)] == [
        "deadline leave is met with 121 days to spare instead of missed altogether",
        "deadline leave is missed by 29 days instead of met with 121 days to spare",
        "deadline leave is met on its last day instead of met with 121 days to spare",
    ]
    assert [divergence_rows(divergence)[-1]["outcome"] for divergence in (won, lost, closer)] == [
        "won",
        "lost",
        "changed",
    ]
    assert [divergence_rows(divergence)[-1]["days"] for divergence in (won, lost, closer)] == [None, 150, 121]
    assert "The deadline 'leave' is lost: missed by 29 days instead of met with 121 days to spare." in summary(lost)
    assert "The deadline 'leave' is won: met with 121 days to spare instead of missed altogether." in summary(won)


def test_a_deadline_that_is_not_there_is_not_set() -> None:
    """
    A deadline of only one of the scenarios stands for itself.
    """
    without = small(events=PLANNED, deadlines=[])

    gone, new = compare(SMALL.replay(), without.replay()), compare(without.replay(), SMALL.replay())

    assert [*chain_words(gone, "leave")] == ["deadline leave is not there instead of missed altogether"]
    assert [*chain_words(new, "leave")] == ["deadline leave is missed altogether instead of not there"]
    assert isinstance(gone.deadlines[0], DeadlineDifference)
    assert gone.deadlines[0].margins == (None, None)
    assert gone.deadlines[0].is_won
    assert divergence_rows(gone)[0]["after"] is None
    assert divergence_rows(new)[0]["before"] is None
    assert gone.first_difference is None
    assert summary(gone).startswith("no state and no event differs.")


@pytest.mark.parametrize(
    ("edit", "deadline", "text"),
    [
        (
            Revise("leave", "2026-01-10"),
            Deadline("leave", in_state("mission", "ended"), "2026-09"),
            "due 2026-01-10 instead of 2026-09-30, and missed altogether nevertheless",
        ),
        (
            Drop("north.begin"),
            Deadline("leave", in_state("mission", "ended"), "2026-09", revisions=[Revision("north.begin")]),
            "missed altogether instead of withdrawn",
        ),
        (
            Delay("north.begin", 1),
            Deadline("leave", in_state("mission", "ended"), "2026-09", set_by="north.begin"),
            "set on 2026-01-11 instead of on 2026-01-10, and missed altogether nevertheless",
        ),
    ],
)
def test_a_deadline_says_what_differs(edit: Edit, deadline: Deadline, text: str) -> None:
    """
    Its verdict and margin if they do, else its due date, the day on which it was fulfilled, or that on which it was
    set.
    """
    divergence = small_what_if(edit, deadlines=[deadline])

    assert chain_words(divergence, "leave")[-1] == f"deadline leave is {text}"
    assert text in summary(divergence)


def test_timelines_that_end_apart_are_compared_as_far_as_both_go() -> None:
    """
    Days before both have begun and after one of them has ended are left out.
    """
    scenario = small(deadlines=[])
    edited = scenario.what_if(Delay("north.complete", 10))

    assert not compare(scenario.replay(), edited.replay(until="2026-02-09"))
    assert compare(scenario.replay(), edited.replay(until="2026-02-10")).first_difference == date(2026, 2, 10)
    assert not compare(scenario.replay(until="2026-02-09"), edited.replay())

    late = small(start="2026-01-05", deadlines=[])
    assert not compare(small(deadlines=[]).replay(), late.replay())


def test_timelines_that_never_meet_do_not_differ() -> None:
    """
    Where one ends before the other begins there is nothing to compare.
    """
    old = small(start="2020-01-01", horizon="2020-12-31", events=[], deadlines=[])

    assert not compare(old.replay(), SMALL.replay())


def test_a_spell_that_began_before_both_timelines_do_is_cut() -> None:
    """
    What an entity went through before the later start does not count.
    """
    one = small(events=[Event("north", "begin", "2026-01-10")], deadlines=[])
    other = small(
        start="2026-01-20",
        entities=[evolve(PARTS["entities"][0], initial="moving"), *PARTS["entities"][1:]],
        events=[],
        deadlines=[],
    )

    divergence = compare(one.replay(), other.replay())

    assert divergence.entities == ()


# Why it differs


def test_unrelated_timelines_have_chains_without_edits() -> None:
    """
    Where the one is no what-if of the other, a chain tells what led to what, and no edit is to blame.
    """
    other = small(events=[each for each in PARTS["events"] if each.id != "north.begin"])
    divergence = compare(SMALL.replay(), other.replay())

    assert divergence.edits == ()
    assert [*chain_words(divergence, "north")] == [
        "north.begin does not take place on 2026-01-10",
        "north is held instead of moving on 2026-01-10",
    ]
    assert divergence.edits_behind("north") == ()
    assert divergence.smallest("north") == ()


def test_readings_are_not_edits() -> None:
    """
    Timelines in different readings differ without an edit, and so do siblings, and a parent from its what-if.
    """
    edited = SMALL.what_if(Delay("south.begin", 3))

    assert compare(SMALL.replay(), edited.replay(reading="earliest")).edits == ()
    assert compare(edited.replay(), SMALL.replay()).edits == ()
    assert compare(edited.replay(), SMALL.what_if(Delay("north.begin", 1)).replay()).edits == ()
    assert compare(edited.replay(), edited.what_if(Drop("north.begin")).replay()).edits == (Drop("north.begin"),)


def test_a_timeline_that_was_read_from_json_knows_no_edits() -> None:
    """
    A stored timeline has no scenario: its differences are found, and traced along the steps only.
    """
    edited = SMALL.what_if(Delay("north.begin", 40))
    stored = [missionsim.Timeline.from_json(each.replay().to_json()) for each in (SMALL, edited)]

    divergence = compare(*stored)

    assert divergence.edits == ()
    assert [*chain_words(divergence, "north.complete")] == [
        "north.begin comes 40 days later, on 2026-02-19",
        "north.complete can't take place: north is held, and that state allows 'begin' only",
    ]
    assert summary(divergence).startswith("nothing differs before 2026-01-10.")


def test_only_the_edits_that_it_takes_are_to_blame() -> None:
    """
    An edit that changes nothing about a difference is not in its chain; of two that each suffice, the first is.
    """
    enable = Insert(Event("south", "complete", "2026-04-01"))
    divergence = small_what_if(Delay("north.begin", 1), enable, Rewire("mission", "end"))

    assert divergence.edits_behind("north") == (0,)
    assert divergence.edits_behind("south") == (1,)
    assert divergence.edits_behind("mission") == (1,)
    assert divergence.smallest("mission") == (enable,)
    assert divergence.smallest(divergence.difference("north")) == (Delay("north.begin", 1),)


def test_edits_that_need_each_other_are_to_blame_together() -> None:
    """
    An edit of what another one inserts can't be made alone.
    """
    divergence = small_what_if(Insert(Event("south", "complete", "2026-04-01")), Delay("south.complete", 2))

    assert divergence.edits_behind("south.complete") == (0, 1)
    assert len(divergence.smallest("south.complete")) == 2


def test_a_chain_names_the_blockers() -> None:
    """
    What a refusal blames on another entity is in the chain, between what put it into that state and the refusal.
    """
    free = small(
        events=[
            *PARTS["events"][:3],
            Event("south", "complete", "2026-04-01"),
            *PARTS["events"][3:],
        ]
    )
    divergence = compare(free.replay(), free.what_if(Delay("south.complete", 90)).replay())

    assert [
        (each.kind, each.id, text)
        for each, text in zip(divergence.links("leave"), chain_words(divergence, "leave"), strict=True)
    ] == [
        ("edit", "0", "south.complete 90 days later"),
        ("event", "south.complete", "south.complete comes 90 days later, on 2026-06-30"),
        ("blocker", "south", "south is moving, but every base must be handed_over"),
        (
            "event",
            "mission.end",
            "mission.end can't take place: every base must be handed_over, but south is moving",
        ),
        ("entity", "mission", "mission is active instead of ended on 2026-06-01"),
        ("deadline", "leave", "deadline leave is missed altogether instead of met with 121 days to spare"),
    ]


def test_a_chain_names_the_blockers_that_are_gone() -> None:
    """
    What happens after all is traced to the entity that no longer keeps it from happening.
    """
    divergence = small_what_if(Insert(Event("south", "complete", "2026-04-01")))

    assert [*chain_words(divergence, "mission.end")] == [
        "south.complete on 2026-04-01, which is not in the record",
        "south.complete takes place on 2026-04-01",
        "south is no longer moving, but every base must be handed_over",
        "mission.end happens after all: active -> ended",
    ]


def test_a_chain_leads_along_what_carries_and_pushes() -> None:
    """
    An event that moved along with another is traced to it.
    """
    events = [
        Event("north", "begin", "2026-01-10"),
        Event("north", "complete", "2026-02-10", after=[Link("north.begin", "carry")]),
        Event("south", "begin", "2026-02-12", after=[Link("north.complete", "floor")]),
    ]

    divergence = small_what_if(Delay("north.begin", 5), events=events, deadlines=[])

    assert [*chain_words(divergence, "south.begin")] == [
        "north.begin 5 days later",
        "north.begin comes 5 days later, on 2026-01-15",
        "north.complete comes 5 days later, on 2026-02-15",
        "south.begin comes 3 days later, on 2026-02-15",
    ]
    assert "north.begin carries north.complete along, 5 days later." in summary(divergence)
    assert "holds south.begin back: it comes 3 days later; slack absorbs 2 days." in summary(divergence)


def test_what_sets_off_automatic_transitions_says_so() -> None:
    """
    An event that leads from another state, or sets off something else, is changed.
    """
    follows = Lifecycle("follows", ["off", "on"], "off", [Transition("off", "on", when=in_state("north", "moving"))])
    scenario = small(
        lifecycles=[BASE, MISSION, follows], entities=[*PARTS["entities"], Entity("lamp", "follows")], deadlines=[]
    )

    off = compare(scenario.replay(), scenario.what_if(Rewire("follows", None, in_state("south", "moving"))).replay())
    on = compare(off.after, scenario.replay())

    assert event_of(off, "north.begin").outcome == "changed"
    assert chain_words(off, "north.begin")[-1] == "north.begin sets off nothing"
    assert chain_words(on, "north.begin")[-1] == "north.begin sets off lamp: off -> on"
    assert off.links("lamp")[-2:] == (
        off.links("north.begin")[-1],
        off.links("lamp")[-1],
    )
    assert chain_words(off, "lamp")[-1] == "lamp is off instead of on on 2026-01-10"


def test_an_event_that_leads_elsewhere_says_so() -> None:
    """
    An event that still happens, but from another state, says from where to where.
    """
    lifecycle = evolve(BASE, transitions=(Transition(("held", "moving"), "moving", "begin"), BASE.transitions[1]))

    divergence = small_what_if(Initial("north", "moving"), lifecycles=[lifecycle, MISSION])

    assert chain_words(divergence, "north.begin")[-1] == (
        "north.begin leads from moving to moving instead of held to moving"
    )
    assert [reason.kind for reason in divergence.links("north")] == ["edit", "entity"]


def test_more_than_one_thing_can_happen_to_an_event() -> None:
    """
    An event that moves, and is refused or happens after all, says both.
    """
    refused = small_what_if(Delay("north.complete", 5), Drop("north.begin"))
    cured = small_what_if(Rewire("mission", "end"), Delay("mission.end", 1))

    assert chain_words(refused, "north.complete")[-1] == (
        "north.complete can't take place on 2026-02-15: north is held, and that state allows 'begin' only"
    )
    assert chain_words(cured, "mission.end")[-1] == (
        "mission.end comes 1 day later, on 2026-06-02, and happens after all: active -> ended"
    )
    redated = small_what_if(Redate("north.begin", "2026-01-10~"))
    assert chain_words(redated, "north.begin")[-1] == "north.begin is dated 2026-01-10~ instead of 2026-01-10"


def test_an_unknown_difference_names_the_known_ones() -> None:
    """
    Asking for what does not differ is an error with what does.
    """
    divergence = small_what_if(Delay("north.begin", 1))

    for ask in (divergence.difference, divergence.links, divergence.edits_behind, divergence.smallest):
        with pytest.raises(UnknownError) as caught:
            ask("nort")
        assert str(caught.value) == (
            "there is no difference in 'nort'; accepted: north.begin, north (did you mean 'north'?)"
        )


def test_blame_tries_at_most_sixteen_edits() -> None:
    """
    There are too many subsets of more; a chain is found nevertheless.
    """
    divergence = small_what_if(*[Delay("north.begin", 1)] * 17)

    with pytest.raises(LimitError) as caught:
        divergence.smallest("north")

    assert str(caught.value) == "there are 17 edits; accepted: at most 16"
    assert divergence.edits_behind("north") == tuple(range(17))


# As data


def test_rows_are_flat() -> None:
    """
    One row per difference, events first, with plain values.
    """
    rows = divergence_rows(small_what_if(Drop("north.complete")))

    assert rows == [
        {
            "kind": "event",
            "id": "north.complete",
            "before": date(2026, 2, 10),
            "after": None,
            "days": None,
            "outcome": "dropped",
            "causes": ["no north.complete", "north.complete does not take place on 2026-02-10"],
        },
        {
            "kind": "entity",
            "id": "north",
            "before": "handed_over",
            "after": "moving",
            "days": None,
            "outcome": "another end",
            "causes": [
                "no north.complete",
                "north.complete does not take place on 2026-02-10",
                "north is moving instead of handed_over on 2026-02-10",
            ],
        },
    ]
    assert divergence_rows(small_what_if(Delay("north.complete", 1)))[1]["outcome"] == "same end"


def test_a_divergence_is_plain_data() -> None:
    """
    All of it can be written as JSON, and the shape is the documented one.
    """
    divergence = small_what_if(Insert(Event("south", "complete", "2026-04-01")), Drop("north.complete"))

    found = divergence_data(divergence)

    assert json.loads(json.dumps(found)) == found
    assert list(found) == ["edits", "first_difference", "entities", "events", "deadlines", "summary"]
    assert found["edits"][1] == {"drop": "north.complete"}
    assert found["first_difference"] == "2026-02-10"
    assert found["entities"]["south"]["shifts"] == [
        {"state": "held", "days": 0},
        {"state": "moving", "days": 0},
        {"state": "handed_over", "days": None},
    ]
    assert found["entities"]["north"]["after"][-1] == {
        "entity": "north",
        "state": "moving",
        "start": "2026-01-10",
        "end": None,
    }
    assert found["events"][0] == {
        "event": "north.complete",
        "firing": "north.complete",
        "before": "2026-02-10",
        "after": None,
        "days": None,
        "disposition": None,
        "disposition_before": "applied",
        "outcome": "dropped",
        "reason": None,
        "causes": [
            {"kind": "edit", "id": "1", "text": "no north.complete"},
            {"kind": "event", "id": "north.complete", "text": "north.complete does not take place on 2026-02-10"},
        ],
    }
    assert found["events"][1]["before"] is None
    assert found["summary"] == summary(divergence)


def test_deadlines_are_plain_data_too() -> None:
    """
    Both outcomes whole, their margins, and whether it is lost or won; nothing where nothing differs.
    """
    found = divergence_data(small_what_if(Rewire("mission", "end")))["deadlines"][0]
    nothing = divergence_data(small_what_if())

    assert list(found) == ["deadline", "before", "after", "margin_before", "margin_after", "lost", "won", "causes"]
    assert (found["margin_before"], found["margin_after"], found["lost"], found["won"]) == (None, 121, False, True)
    assert found["after"]["met_on"] == "2026-06-01"
    assert nothing == {
        "edits": [],
        "first_difference": None,
        "entities": {},
        "events": [],
        "deadlines": [],
        "summary": "nothing changes.",
    }
    assert divergence_data(compare(SMALL.replay(), small(deadlines=[]).replay()))["deadlines"][0]["after"] is None


# Iraq


def test_the_divergence_of_a_late_handover_tells_it_all() -> None:
    """
    Nothing before the day of the handover differs; the mission and the partnership move along, and so do deadlines.
    """
    divergence = compare(IRAQ.replay(), IRAQ.what_if(Delay("ain_al_asad.complete_transfer", 90)).replay())

    assert divergence.first_difference == date(2026, 1, 17)
    assert [(each.id, each.days, each.outcome) for each in divergence.events] == [
        ("ain_al_asad.complete_transfer", 90, "moved"),
        ("mission.complete_phase_one", 90, "moved"),
        ("partnership.become_bilateral", 90, "moved"),
        ("mission.begin_phase_two", 90, "moved"),
    ]
    assert [each.id for each in divergence.entities] == ["mission", "partnership", "ain_al_asad"]
    assert [each.id for each in divergence.deadlines] == ["phase_one", "ain_al_asad_handover"]
    assert summary(divergence) == (
        "With ain_al_asad.complete_transfer 90 days later: nothing differs before 2026-01-17. "
        "ain_al_asad.complete_transfer comes 90 days later, on 2026-04-17. ain_al_asad.complete_transfer carries "
        "mission.complete_phase_one along, 90 days later. mission.complete_phase_one carries "
        "partnership.become_bilateral and mission.begin_phase_two along, 90 days later. "
        "Coalition mission against Daesh is phase two from 2026-04-18 instead of 2026-01-18. Security relationship "
        "of Iraq and the United States is bilateral from 2026-04-18 instead of 2026-01-18. Ain al-Asad Air Base is "
        "iraqi controlled from 2026-04-17 instead of 2026-01-17. The deadline 'phase_one' (Phase one: end the "
        "military mission, withdraw, hand over bases, move to a bilateral partnership) is missed by 200 days instead "
        "of 110. The deadline 'ain_al_asad_handover' (The coalition leaves Ain al-Asad entirely and "
        "hands it over within the following week) is missed by 97 days instead of 8."
    )


def test_the_divergence_of_no_handover_names_what_blocks() -> None:
    """
    Phase one is orphaned by the handover that does not take place, and would be blocked by the base all the same.
    """
    divergence = compare(IRAQ.replay(), IRAQ.what_if(Drop("ain_al_asad.complete_transfer")).replay())

    assert event_of(divergence, "mission.complete_phase_one").outcome == "orphaned"
    assert [(reason.kind, reason.id) for reason in divergence.links("partnership")] == [
        ("edit", "0"),
        ("event", "ain_al_asad.complete_transfer"),
        ("blocker", "ain_al_asad"),
        ("event", "mission.complete_phase_one"),
        ("blocker", "mission"),
        ("event", "partnership.become_bilateral"),
        ("entity", "partnership"),
    ]
    assert (
        "Ain al-Asad Air Base stays transferring to the end instead of until 2026-01-16 and is never iraqi controlled "
        "(it was from 2026-01-17)." in summary(divergence)
    )


def test_a_deadline_is_traced_along_its_own_condition() -> None:
    """
    Other deadlines, and what they are about, are left aside.
    """
    deadlines = [
        Deadline("south", in_state("south", "moving"), "2026-09"),
        Deadline("leave", in_state("north", "handed_over"), "2026-09"),
    ]

    divergence = small_what_if(Drop("north.complete"), Drop("south.begin"), deadlines=deadlines)

    assert divergence.edits_behind("leave") == (0,)
    assert [reason.id for reason in divergence.links("leave")] == ["0", "north.complete", "north", "leave"]


def test_only_timelines_are_compared() -> None:
    """
    A scenario is replayed first.
    """
    with pytest.raises(TimelineError) as caught:
        compare(SMALL, SMALL.replay())  # type: ignore[arg-type]

    assert str(caught.value).endswith("is not a timeline; accepted: what replay() gives")
