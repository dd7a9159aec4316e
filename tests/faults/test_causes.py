"""
Tests of causes: which edits a difference is traced to, along what, and in which words.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from attrs import evolve

from faults.prelude import NORTH, carry, event, floor, world
from missionsim import (
    According,
    Advance,
    Base,
    Claim,
    Deadline,
    Delay,
    Divergence,
    Drop,
    Edit,
    Entity,
    Event,
    Events,
    Initial,
    Insert,
    Lifecycle,
    Move,
    Party,
    Redate,
    Revise,
    Rewire,
    Scenario,
    Swap,
    Transition,
    compare,
    in_state,
)
from missionsim.answers.differences import signature
from missionsim.answers.order import OrderSensitivity
from missionsim.show.answers_words import order_words
from missionsim.show.words import chain_words, summary

BEGIN, FINISH, OTHER, END = "north.begin_closing", "north.hand_over", "south.hand_over", "mission.end"
PARTIES = [Party("office"), Party("rival")]
DONE = Deadline("done", in_state("mission", "ended"), "2030-03-10")
FREE = world(
    event(BEGIN, "2030-02-01"),
    event(FINISH, "2030-02-11", claims=[Claim("office"), Claim("rival", stance="disputes")]),
    event(OTHER, "2030-02-20"),
    event(END, "2030-03-01"),
    deadlines=[DONE],
    parties=PARTIES,
)
TIED = world(
    event(BEGIN, "2030-02-01"),
    event(FINISH, "2030-02-11", after=carry(BEGIN)),
    event(OTHER, "2030-02-20", after=floor(FINISH)),
    event(END, "2030-03-01", after=carry(OTHER)),
    deadlines=[DONE],
)


def made(asked: Scenario, *edits: Edit) -> Divergence:
    """
    What some edits change.
    """
    return compare(asked.replay(), asked.what_if(*edits).replay())


def links(divergence: Divergence, id_: str) -> list[tuple[str, str]]:
    """
    The chain of a difference, edits left out.
    """
    return [(each.kind, each.id) for each in divergence.links(id_) if each.kind != "edit"]


# The cause of each kind of edit


def test_what_is_denied_is_caused_by_the_denial() -> None:
    """
    In the version of a party that denies an event, what it led to falls away since that is denied, not by any date.
    """
    found = made(FREE, According("rival"))

    assert chain_words(found, "done") == (
        "the record as rival tells it",
        "north.hand_over can't take place: rival says that it did not happen",
        "north is closing, but every camp must be handed_over",
        "mission.end can't take place: every camp must be handed_over, but north is closing",
        "mission is deployed instead of ended on 2030-03-01",
        "deadline done is undetermined instead of met with 9 days to spare",
    )
    assert all(found.edits_behind(each) == (0,) for each in found.differences)
    assert not any("dated" in words for each in found.differences for words in chain_words(found, each))


def test_one_denied_firing_is_the_cause_too() -> None:
    """
    So it is where only one of several firings is denied.
    """
    both = event(
        "both",
        "2030-02-11",
        fires=[FINISH, OTHER],
        claims=[Claim("rival", of=OTHER, stance="disputes"), Claim("rival", of=FINISH)],
    )
    asked = world(event(BEGIN, "2030-02-01"), both, event(END, "2030-03-01"), parties=PARTIES)
    found = made(asked, According("rival"))

    assert [each.id for each in found.events] == ["both", END]
    assert chain_words(found, END)[1] == ("south.hand_over (both) can't take place: rival says that it did not happen")


@pytest.mark.parametrize(
    ("first", "second", "blocked", "behind"), [(OTHER, END, END, OTHER), (BEGIN, FINISH, FINISH, BEGIN)]
)
def test_swapped_events_are_not_each_others_cause(first: str, second: str, blocked: str, behind: str) -> None:
    """
    Of two events that are swapped one comes later, and the other can't take place before it: the cause comes first.
    """
    found = made(FREE, Swap(first, second))

    assert links(found, behind) == [("event", behind)]
    chain = links(found, blocked)
    assert chain[0] == ("event", behind)
    assert chain[-1] == ("event", blocked)
    assert chain_words(found, blocked)[1].startswith(f"{behind} comes ")
    assert " can't take place " in chain_words(found, blocked)[-1]


def test_events_that_are_swapped_and_independent_have_the_edit_alone() -> None:
    """
    Neither of two independent events is behind the other.
    """
    found = made(FREE, Swap(FINISH, OTHER))

    assert links(found, FINISH) == [("event", FINISH)]
    assert links(found, OTHER) == [("event", OTHER)]
    assert END not in [each.id for each in found.events]


@pytest.mark.parametrize("state", ["closing", "handed_over"])
def test_another_initial_state_is_a_cause_and_no_refused_event_is(state: str) -> None:
    """
    What can't take place since an entity starts otherwise is traced to its start, not to what was refused as well.
    """
    found = made(FREE, Initial("north", state))
    refused = [each for each in found.events if each.outcome == "refused"]

    assert [each.id for each in refused] == ([BEGIN] if state == "closing" else [BEGIN, FINISH])
    for each in refused:
        assert chain_words(found, each)[:2] == (
            f"north starts as {state}",
            f"north is {state} instead of held on 2030-01-01",
        )
        assert links(found, each.id) == [("entity", "north"), ("event", each.id)]


def test_another_initial_state_of_a_blocker_is_a_cause() -> None:
    """
    What another entity is blocked by was so from the start.
    """
    asked = world(event(END, "2030-03-01"), entities=[Base("south", "camp", initial="handed_over"), *MISSIONS])
    found = made(asked, Initial("south", "closing"))

    assert chain_words(found, "mission") == (
        "south starts as closing",
        "south is closing instead of handed_over on 2030-01-01",
        "mission.end can't take place: every camp must be handed_over, but south is closing",
        "mission is deployed instead of ended on 2030-03-01",
    )


MISSIONS = FREE.entities[2:]


def test_a_start_that_an_event_has_left_behind_is_no_cause() -> None:
    """
    Where the entity was moved since, the event that did so is behind what comes after.
    """
    found = made(FREE, Initial("north", "handed_over"), Insert(event("north.retake", "2030-02-25")))

    assert links(found, END)[0] == ("event", "north.retake")


def test_a_refused_event_changes_nothing_and_is_never_a_cause() -> None:
    """
    What was refused before, and is refused after, is in no chain, though an edit moved it.
    """
    asked = world(
        event("north.retake", "2030-01-15"),
        *FREE.events,
        deadlines=[DONE],
        parties=PARTIES,
    )
    assert [step.event for step in asked.replay().refusals] == ["north.retake"]

    found = made(asked, Delay("north.retake", 3), Delay(FINISH, 30))

    for id_ in ("north", END, "mission", "done"):
        assert ("event", "north.retake") not in links(found, id_)
        assert found.edits_behind(id_) == (1,)


@pytest.mark.parametrize(
    ("edit", "first"),
    [
        (Rewire("mission", "end", in_state("north", "held")), ("event", END)),
        (Revise("done", "2030-02-15"), ("deadline", "done")),
        (Redate(END, "2030-03-15"), ("event", END)),
        (Insert(event("south.retake", "2030-02-25")), ("event", "south.retake")),
    ],
)
def test_every_kind_of_edit_can_be_a_cause(edit: Edit, first: tuple[str, str]) -> None:
    """
    Rules, deadlines, corrected dates and what is inserted begin chains like others.
    """
    found = made(FREE, Advance(BEGIN, 1), edit)

    assert found.edits_behind("done") == (1,)
    assert links(found, "done")[0] == first


# Several edits


@pytest.mark.parametrize(
    ("edits", "id_", "behind"),
    [
        ((Delay(FINISH, 3), Delay(FINISH, 4)), FINISH, (0, 1)),
        ((Delay(BEGIN, 5), Delay(FINISH, 30)), END, (0, 1)),
        ((Delay(BEGIN, 5), Delay(OTHER, 3)), END, (1,)),
        ((Drop(FINISH), Insert(event(FINISH, "2030-02-15"))), FINISH, (0, 1)),
        ((Delay(Events(lifecycle="camp"), 15), Advance(OTHER, 15), Delay(END, 20)), "north", (0,)),
    ],
)
def test_all_edits_that_act_are_told(edits: tuple[Edit, ...], id_: str, behind: tuple[int, ...]) -> None:
    """
    A chain begins with every edit that it takes, not with the last only, and with no other.
    """
    found = made(TIED, *edits)

    assert found.edits_behind(id_) == behind
    assert chain_words(found, id_)[: len(behind)] == tuple(str(edits[position]) for position in behind)


@pytest.mark.parametrize(
    "edits",
    [
        (Delay(FINISH, 400), Drop(FINISH)),
        (Drop(BEGIN), Delay(FINISH, 400), Drop(FINISH)),
        (Delay(FINISH, 30), Delay(FINISH, 400), Delay(OTHER, 5)),
        (Drop(FINISH), Drop(OTHER), Initial("north", "closing")),
        (Advance(FINISH, 15), Delay(BEGIN, 3), Rewire("mission", "end")),
        (Swap(FINISH, OTHER), Swap(OTHER, END), Delay(OTHER, 2)),
    ],
)
@pytest.mark.parametrize("asked", [FREE, TIED], ids=["free", "tied"])
def test_edits_behind_are_sufficient_and_necessary(asked: Scenario, edits: tuple[Edit, ...]) -> None:
    """
    With the edits of a chain alone the difference is the same, and with none of their subsets by one less.
    """
    found = made(asked, *edits)

    def leads_to(chosen: tuple[int, ...], key: tuple[object, ...]) -> bool:
        other = made(asked, *(edits[position] for position in chosen))
        same = [each for each in other.differences if (type(each), each.id, getattr(each, "firing", None)) == key]
        mine = next(each for each in found.differences if (type(each), each.id, getattr(each, "firing", None)) == key)
        return [signature(each) for each in same] == [signature(mine)]

    for each in found.differences:
        key = (type(each), each.id, getattr(each, "firing", None))
        behind = found.edits_behind(each)
        assert leads_to(behind, key)
        assert not any(leads_to(fewer, key) for fewer in combinations(behind, len(behind) - 1))


@pytest.mark.parametrize("id_", [FINISH, "north", END, "mission", "done"])
def test_a_delay_of_what_is_dropped_is_not_behind_it(id_: str) -> None:
    """
    An event that is delayed beyond the end and dropped then is not there because it is dropped.
    """
    assert made(FREE, Delay(FINISH, 400), Drop(FINISH)).edits_behind(id_) == (1,)


# One story


def test_all_chains_tell_the_same() -> None:
    """
    What a chain goes through is told as it is with all edits; where the chain's own edits lead there otherwise, it says
    so.
    """
    found = made(FREE, Delay(FINISH, 100), Delay(FINISH, 100))
    moved = "north.hand_over comes 200 days later, on 2030-08-30"

    assert chain_words(found, FINISH)[-1] == moved
    assert found.edits_behind("done") == (0,)
    assert chain_words(found, "done")[1] == f"with all edits, {moved}"
    assert not any("100 days later, on" in words for each in found.differences for words in chain_words(found, each))


@pytest.mark.parametrize("edits", [(Delay(BEGIN, 100), Delay(FINISH, 100)), (Delay(FINISH, 9), Delay(FINISH, 11))])
def test_a_link_is_the_same_in_every_chain(edits: tuple[Edit, ...]) -> None:
    """
    No two chains of one divergence tell one event differently.
    """
    for asked in (FREE, TIED):
        found = made(asked, *edits)
        told: dict[tuple[str, str], set[object]] = {}
        for each in found.differences:
            for link in found.links(each):
                told.setdefault((link.kind, link.id), set()).add(link.difference)
        assert all(len(differences) == 1 for differences in told.values())


# Words


def test_a_state_within_a_day_is_not_never() -> None:
    """
    What an entity was in for part of a day only is told as that.
    """
    asked = world(event(BEGIN, "2030-02-01"), event(FINISH, "2030-11-20"), event("north.retake", "2030-11-25"))

    within = summary(made(asked, Move("north.retake", "2030-11-20")))
    later = summary(made(asked, Move(FINISH, "2030-11-25")))
    never = summary(made(asked, Drop(FINISH)))

    assert "north is handed over only within 2030-11-20 and is held from 2030-11-20" in within
    assert "is handed over only within 2030-11-25 (it was from 2030-11-20)" in later
    assert "is never handed over (it was from 2030-11-20)" in never
    assert "never" not in within + later


def test_what_is_held_back_says_how_far_it_comes() -> None:
    """
    Brought forward, moved along or delayed as well: how far it comes, how far it was to come, and what holds it back.
    """
    early = made(TIED, Advance(OTHER, 15))
    asked = world(
        event(BEGIN, "2030-02-01"),
        event(FINISH, "2030-04-11", after=[*carry(BEGIN), *floor(OTHER, 5)]),
        event(OTHER, "2030-04-01"),
    )
    along = made(asked, Advance(BEGIN, 30))
    late = made(TIED, Delay(BEGIN, 20), Delay(OTHER, 5))

    assert chain_words(early, OTHER)[-1] == (
        "south.hand_over comes 9 days earlier, on 2030-02-11, not 15 days: not before north.hand_over"
    )
    assert "north.hand_over comes 5 days earlier, on 2030-04-06, not 30 days: not before south.hand_over." in summary(
        along
    )
    assert "south.hand_over comes 11 days later, on 2030-03-03, not 5 days: not before north.hand_over." in summary(
        late
    )


@pytest.mark.parametrize("edit", [Drop(BEGIN), Delay(BEGIN, 731), Delay(Events(entity="north"), 300)])
def test_what_is_stranded_never_takes_place(edit: Edit) -> None:
    """
    What waits to the end never takes place; it does not "come 731 days later".
    """
    asked = world(event(BEGIN, "2030-06-01"), Event("north", "hand_over", "2030-02-11", when_enabled=True))
    found = made(asked, edit)
    told = [words for each in found.differences for words in (*chain_words(found, each), summary(found))]

    assert not any("stranded" in words or "but is refused" in words for words in told)
    if FINISH in [each.id for each in found.events]:
        assert chain_words(found, FINISH)[-1].startswith(
            ("north.hand_over never takes place: ", "north.hand_over does")
        )


def test_what_never_takes_place_is_not_moved() -> None:
    """
    The day from which it waits in vain makes no difference.
    """
    asked = world(Event("north", "hand_over", "2030-02-11", when_enabled=True))

    assert not made(asked, Delay(FINISH, 30))


def test_what_can_not_take_place_says_so() -> None:
    """
    A refused event does not "take place, but is refused", whether it stood in the record or is inserted.
    """
    refused = made(FREE, Insert(event("south.begin_closing", "2030-04-01")), Delay(FINISH, 60))
    inserted = next(each for each in refused.events if each.id == "south.begin_closing")

    assert inserted.outcome == "refused"
    assert chain_words(refused, inserted)[-1].startswith("south.begin_closing can't take place on 2030-04-01: ")
    assert chain_words(refused, END)[-1].startswith("mission.end can't take place: ")
    assert "takes place" not in summary(refused)


def test_no_order_matters_in_plain_words() -> None:
    """
    There are no "open pairs" that "act".
    """
    for found in (FREE.order_sensitivity(), FREE.what_if(Move(OTHER, "2030-02")).order_sensitivity()):
        assert isinstance(found, OrderSensitivity)
        assert "pairs act" not in order_words(found)


# Days before both begin


def test_days_before_both_begin_do_not_differ() -> None:
    """
    What happened before the later of two timelines begins is no difference, in states, events and context alike.
    """
    lamp = Lifecycle("lamp", ["off", "on"], "off", [Transition("off", "on", "up"), Transition("on", "off", "down")])

    def lit(start: str, *events: Event) -> Scenario:
        entities = [evolve(NORTH, lifecycle="lamp"), Entity("south", "lamp")]
        return world(*events, start=start, lifecycles=[lamp], entities=entities)

    long = lit(
        "2030-01-01",
        event("north.up", "2030-01-05"),
        event("north.down", "2030-01-08"),
        event("rumour", "2030-01-06", text="It is lit."),
        event("south.up", "2030-03-01"),
    )
    short = lit("2030-02-01", event("south.up", "2030-03-01"))
    later = lit("2030-02-01", event("south.up", "2030-03-02"))

    assert not compare(long.replay(), short.replay())
    assert not compare(short.replay(), long.replay())
    assert [each.id for each in compare(long.replay(), later.replay()).differences] == ["south.up", "south"]

    moved = compare(lit("2030-01-01", event("south.up", "2030-01-05")).replay(), short.replay())
    assert (str(moved.first_difference), [each.id for each in moved.events]) == ("2030-02-01", ["south.up"])
    assert "nothing differs before 2030-02-01" in summary(moved)
