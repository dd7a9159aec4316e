"""
Tests of what-ifs: what they remember, whom edits move, whose version is told, and what an edit can name.
"""

from __future__ import annotations

import pytest

from faults.prelude import OUT, carry, event, floor, world
from missionsim import (
    According,
    Advance,
    AsPublished,
    Claim,
    DatedBy,
    Deadline,
    Delay,
    Drop,
    Edit,
    EditError,
    Event,
    Events,
    Initial,
    Insert,
    Measure,
    Measured,
    Move,
    Party,
    Redate,
    Replace,
    Revise,
    Revision,
    Rewire,
    Scenario,
    Select,
    Swap,
    WhatIf,
    in_state,
    loads,
    to_toml,
)
from missionsim.files.what_if_files import Plan, loads_what_ifs, what_ifs_to_toml

BEGIN, FINISH, OTHER, TEAM = "north.begin_closing", "north.hand_over", "south.hand_over", "team.leave"
PARTIES = [Party("office"), Party("rival"), Party("paper"), Party("pact", members=["office", "rival"])]
CHAIN = world(
    event(BEGIN, "2030-02-01"),
    event(FINISH, "2030-02-11", after=carry(BEGIN)),
    event(OTHER, "2030-02-20", after=floor(FINISH, 2)),
)


def dates(asked: WhatIf) -> dict[str, str]:
    """
    The date of every event in a what-if.
    """
    return {each.id: str(each.date) for each in asked.outcome.events}


# No hidden memory


@pytest.mark.parametrize(
    "edits",
    [
        (Delay(BEGIN, 10),),
        (Move(FINISH, "2030-03-01"), Delay(BEGIN, 5)),
        (Drop(FINISH, bridge=True), Delay(BEGIN, 3)),
        (Replace(FINISH, event(FINISH, "2030-02-15")),),
        (Delay(OTHER, 30), Redate(BEGIN, "2030-01-20")),
    ],
)
def test_equal_what_ifs_do_the_same_whatever_comes_next(edits: tuple[Edit, ...]) -> None:
    """
    A what-if and an equal one, made at once, edit by edit, or read from a file, are moved alike by further edits.
    """
    at_once = CHAIN.what_if(*edits)
    one_by_one = CHAIN.what_if()
    for edit in edits:
        one_by_one = one_by_one.what_if(edit)
    (plan,) = loads_what_ifs(what_ifs_to_toml([Plan("late", edits)]))
    from_file = plan.apply(loads(to_toml(CHAIN)))

    for other in (one_by_one, from_file):
        assert (other, hash(other), other.hash) == (at_once, hash(at_once), at_once.hash)
        for further in (Delay(BEGIN, 15), Advance(OTHER, 4), Drop(BEGIN), Swap(BEGIN, OTHER)):
            assert dates(other.what_if(further)) == dates(at_once.what_if(further))
            assert other.what_if(further).replay() == at_once.what_if(further).replay()


def test_what_is_adopted_is_what_its_file_says() -> None:
    """
    A record that a what-if was turned into equals the one that its file is read as, and so do all what-ifs of both.
    """
    adopted = CHAIN.what_if(Delay(BEGIN, 10), Delay(OTHER, 1)).adopted()
    stored = loads(to_toml(adopted))

    assert (stored, stored.hash) == (adopted, adopted.hash)
    for edit in (Delay(BEGIN, 15), Advance(FINISH, 3), Drop(FINISH, bridge=True), Move(BEGIN, "2030-01-10")):
        assert dates(stored.what_if(edit)) == dates(adopted.what_if(edit))
        assert stored.what_if(edit).replay() == adopted.what_if(edit).replay()
    assert dates(adopted.what_if(Delay(BEGIN, 15)))[FINISH] == "2030-03-08"


# Replacements and bridges


@pytest.mark.parametrize(
    "last",
    [
        Replace(BEGIN, event("south.retake", "2030-02-11")),
        Replace(BEGIN, event(BEGIN, "2030-02-11", text="The same, told otherwise.", fires=[BEGIN])),
        Drop(BEGIN, bridge=True),
    ],
    ids=["replace", "replace by its own id", "bridge"],
)
@pytest.mark.parametrize("first", [[Delay(BEGIN, 10)], [Delay(BEGIN, 4), Delay(BEGIN, 6)], [Move(BEGIN, "2030-02-11")]])
def test_what_was_moved_to_a_date_stays_there(first: list[Edit], last: Edit) -> None:
    """
    Another event on the carrier's own day, or a bridge over it, does not move what was given a date.
    """
    edited = CHAIN.what_if(*first, Move(FINISH, "2030-06-01"), last)

    assert dates(edited)[FINISH] == "2030-06-01"
    assert dates(edited)[OTHER] == "2030-06-03"


def test_a_bridge_over_a_floor_moves_nobody() -> None:
    """
    What stood behind a dropped event keeps its day, and its distance to what that depended on.
    """
    edited = CHAIN.what_if(Delay(BEGIN, 10), Drop(FINISH, bridge=True))

    assert dates(edited) == {BEGIN: "2030-02-11", OTHER: "2030-02-23"}
    assert dates(edited.what_if(Delay(BEGIN, 2))) == {BEGIN: "2030-02-13", OTHER: "2030-02-25"}
    assert edited.replay().contradictions == ()


# Versions


def disputed(*claims: Claim, date: str = "2030-06-08", **parts: object) -> Scenario:
    """
    The south is handed over, as some tell it.
    """
    return world(event(OTHER, date, claims=claims, **parts), parties=PARTIES)


def test_who_asserts_lifts_a_denial() -> None:
    """
    In the office's version of the rival's version the event happens, since the office asserts it.
    """
    asked = disputed(Claim("office"), Claim("rival", stance="disputes"))

    theirs = asked.according_to("rival")

    assert [step.disposition for step in theirs.replay().steps] == ["refused"]
    assert [step.disposition for step in theirs.according_to("office").replay().steps] == ["applied"]
    assert [step.disposition for step in theirs.according_to("paper").replay().steps] == ["refused"]


def test_so_it_is_with_one_firing_of_several() -> None:
    """
    A denial of one firing is lifted by who asserts that firing, and the rest is left alone.
    """
    claims = [Claim("rival", of=OTHER, stance="disputes"), Claim("office", of=OTHER)]
    both = event("both", "2030-06-08", fires=[BEGIN, OTHER], claims=claims)
    asked = world(both, parties=PARTIES)

    theirs = asked.according_to("rival")

    assert [step.disposition for step in theirs.replay().steps] == ["applied", "refused"]
    assert [step.disposition for step in theirs.according_to("office").replay().steps] == ["applied", "applied"]


@pytest.mark.parametrize(
    ("recorded", "given", "day"),
    [
        ("2030-06-08", "2030-06", "2030-06-08"),
        ("2030-06-08", "2030", "2030-06-08"),
        ("2030-06-08", "[2030-06-01..2030-06-08]", "2030-06-08"),
        ("2030-06", "2030-06/2030-07", "2030-06-30"),
        ("2030-06-08", "2030-07", "2030-07-31"),
    ],
)
def test_a_less_precise_date_agrees(recorded: str, given: str, day: str) -> None:
    """
    A claim whose date contains the recorded one moves nothing; one that leaves it out does.
    """
    asked = disputed(Claim("office", date=given), date=recorded)

    assert str(asked.according_to("office").replay().first("south", "handed_over")) == day


@pytest.mark.parametrize(
    ("version", "due", "verdict"),
    [
        (None, "2030-06-30", "violated"),
        (According("rival"), "2030-07-31", "met"),
        (According("pact", members=True), "2030-06-30", "violated"),
        (DatedBy("latest"), "2030-07-31", "met"),
        (DatedBy("earliest"), "2030-05-31", "violated"),
        (AsPublished("2030-12-01"), "2030-06-30", "violated"),
    ],
)
def test_a_version_has_its_due_dates(version: Edit | None, due: str, verdict: str) -> None:
    """
    The claims of a deadline count as those of an event do, by whatever version.
    """
    claims = [
        Claim("rival", date="2030-07-31", published="2030-02-01"),
        Claim("paper", date="2030-05-31", published="2030-02-01"),
        Claim("office", published="2030-02-02"),
    ]
    asked = world(
        event(OTHER, "2030-07-10"), parties=PARTIES, deadlines=[Deadline("out", OUT, "2030-06-30", claims=claims)]
    )

    found = asked.what_if(*([] if version is None else [version])).replay().deadline("out")

    assert (str(found.due), found.verdict) == (due, verdict)


def test_a_version_as_published_has_the_due_date_that_was_known() -> None:
    """
    Before the recorded due date had been published, another one was known.
    """
    claims = [Claim("rival", date="2030-05-31", published="2030-02-01"), Claim("office", published="2030-03-01")]
    asked = world(
        event(OTHER, "2030-04-10"), parties=PARTIES, deadlines=[Deadline("out", OUT, "2030-06-30", claims=claims)]
    )

    assert str(asked.as_published("2030-02-15").replay().deadline("out").due) == "2030-05-31"
    assert str(asked.as_published("2030-03-15").replay().deadline("out").due) == "2030-06-30"


def test_a_version_has_its_own_context_and_revisions() -> None:
    """
    A statement that a party dates otherwise counts from that day, and one that it denies revises nothing.
    """
    extension = event(
        "extension",
        "2030-06-01",
        text="A month more.",
        claims=[Claim("office"), Claim("rival", stance="disputes"), Claim("paper", date="2030-07-05")],
    )
    asked = world(
        extension,
        event(OTHER, "2030-07-10"),
        parties=PARTIES,
        deadlines=[Deadline("out", OUT, "2030-06-30", revisions=[Revision("extension", "2030-07-31")])],
    )

    assert asked.replay().deadline("out").verdict == "met"
    assert asked.according_to("rival").replay().deadline("out").verdict == "violated"
    assert asked.according_to("rival").replay().context == ()
    late = asked.according_to("paper").replay().deadline("out")
    assert [(term.verdict, str(term.due)) for term in late.terms] == [("violated", "2030-06-30"), ("met", "2030-07-31")]


def test_a_version_has_its_own_numbers() -> None:
    """
    A party that counts otherwise judges a deadline on a number otherwise.
    """
    few = Measured(Select(["south"]), "troops", at_most=100)
    asked = world(
        event(
            OTHER,
            "2030-06-08",
            measures=[Measure("troops", 90, 90)],
            claims=[Claim("rival", measures=[Measure("troops", 400, 400)])],
        ),
        parties=PARTIES,
        deadlines=[Deadline("few", few, "2030-06-08")],
    )

    found = asked.according_to("rival")

    assert (asked.replay().deadline("few").verdict, found.replay().deadline("few").verdict) == ("met", "violated")
    assert found.movement(OTHER).causes != ()


def test_a_party_that_says_nothing_is_told_so() -> None:
    """
    The version of a party without a word says so, one of a party with other values does not.
    """
    asked = disputed(Claim("rival", values={"to": "army"}), attributes={"to": "police"})

    assert asked.according_to("office").version == "according to office, who says nothing"
    assert asked.according_to("rival").version == "according to rival"
    assert asked.according_to("rival").outcome.event(OTHER).attributes["to"] == "army"


@pytest.mark.parametrize(
    ("claims", "date"),
    [
        ([("office", "2030-09", None), ("rival", "2030-09-XX", None), ("paper", "2030-08", None)], "2030-09"),
        ([("office", "2030-09", "2030-02"), ("office", "2030-09", "2030-03"), ("rival", None, None)], "2030-08-05"),
        (
            [
                ("office", "2030-09", "2030-02"),
                ("office", None, "2030-03"),
                ("rival", "2030-09", None),
                ("paper", None, None),
            ],
            "2030-08-05",
        ),
    ],
    ids=["one date in two notations", "one voice twice", "a date that was taken back"],
)
def test_voices_are_counted_once_each_by_the_days_they_mean(
    claims: list[tuple[str, str | None, str | None]], date: str
) -> None:
    """
    Corroboration counts voices, each by its last word, and dates by their days.
    """
    listed = [Claim(by, date=when, published=published) for by, when, published in claims]
    asked = disputed(*listed, date="2030-08-05")

    assert str(asked.dated_by("most_corroborated").outcome.event(OTHER).date) == date


def test_a_denial_takes_back_the_date() -> None:
    """
    Who denied it in the end speaks for no date.
    """
    asked = disputed(
        Claim("office", date="2030-09", published="2030-02"),
        Claim("office", stance="disputes", published="2030-03"),
        Claim("rival", date="2030-09", published="2030-02"),
        Claim("rival", stance="disputes", published="2030-03"),
        Claim("paper"),
    )

    assert str(asked.dated_by("most_corroborated").outcome.event(OTHER).date) == "2030-06-08"


# Context


STATED = world(
    event("agreement", "2030-02-01", text="Out within six months."),
    event("extension", "2030-06-01", text="Three months more.", after=carry("agreement")),
    event(OTHER, "2030-09-10"),
    deadlines=[Deadline("out", OUT, "6m", set_by="agreement", revisions=[Revision("extension", "9m")])],
)


@pytest.mark.parametrize(
    ("edits", "verdict", "due"),
    [
        ([], "met", "2030-11-01"),
        ([Drop("extension")], "violated", "2030-08-01"),
        ([Delay("agreement", 40)], "met", "2030-12-13"),
        ([Move("extension", "2030-09-11")], "met", "2030-11-01"),
        ([Advance("extension", "1m")], "met", "2030-11-01"),
        ([Drop("agreement")], "unset", "None"),
        ([Drop("extension"), Insert(Event(id="extension", date="2030-07-01", text="More."))], "met", "2030-11-01"),
        ([Replace("extension", Event(id="statement", date="2030-06-15", text="More."))], "met", "2030-11-01"),
        ([Swap("agreement", OTHER)], "met", "2031-03-10"),
    ],
)
def test_context_is_edited_like_any_event(edits: list[Edit], verdict: str, due: str) -> None:
    """
    What was announced can be dropped, moved, inserted and replaced, and deadlines follow.
    """
    asked = STATED if not edits else STATED.what_if(*edits)

    found = asked.replay().deadline("out")

    assert (found.verdict, str(found.due)) == (verdict, due)


def test_context_is_selected_like_any_event() -> None:
    """
    A selection means statements too: by their tags, and by whom they are about.
    """
    asked = world(event("rumour", "2030-02-01", text="Soon.", about="south", tags="press"), event(OTHER, "2030-03-01"))

    assert dates(asked.what_if(Delay(Events(entity="south"), 5))) == {"rumour": "2030-02-06", OTHER: "2030-03-06"}
    assert dates(asked.what_if(Drop(Events(tags="press")))) == {OTHER: "2030-03-01"}


# Re-readings are edits


@pytest.mark.parametrize(
    "version", [DatedBy("latest"), According("rival"), Redate(OTHER, "2030-07-01"), AsPublished("2030-06-15")]
)
def test_a_version_is_an_edit_with_causes(version: Edit) -> None:
    """
    Whatever version it is, the difference that it makes is traced to it, beside other edits.
    """
    asked = disputed(Claim("rival", date="2030-07-01", published="2030-06-09"), Claim("office", published="2030-06-20"))
    asked = world(*asked.events, event(BEGIN, "2030-02-01"), parties=PARTIES)
    edited = asked.what_if(Delay(BEGIN, 3), version)

    assert edited.edits == (Delay(BEGIN, 3), version)
    assert str(edited.movement(OTHER).now) == "2030-07-01"
    assert [cause.edit for cause in edited.movement(OTHER).causes] == [1]
    assert asked.dated_by("latest") == asked.what_if(DatedBy("latest"))


# Whom edits move


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_reaction_moves_by_what_carries_it_in_whatever_order(order: tuple[int, ...]) -> None:
    """
    Forth, back and carried: 4 days later, and its cause says so.
    """
    edits = [Advance(FINISH, 5), Delay(FINISH, 5), Delay(BEGIN, 4)]

    edited = CHAIN.what_if(*(edits[number] for number in order))

    assert dates(edited)[FINISH] == "2030-02-15"
    assert [(cause.kind, cause.days) for cause in edited.movement(FINISH).causes if cause.kind == "carried"] == [
        ("carried", 4)
    ]


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("reread", [Redate(BEGIN, "2030-01-20"), Redate(BEGIN, "2030-03")])
def test_a_given_date_stays_wherever_the_record_is_reread(reread: Edit, at: int) -> None:
    """
    A corrected date of what carries it does not move what was given a date.
    """
    edits: list[Edit] = [Move(BEGIN, "2030-04-01"), Move(FINISH, "2030-05-01")]
    edits.insert(at, reread)

    edited = CHAIN.what_if(*edits)

    assert (dates(edited)[BEGIN], dates(edited)[FINISH]) == ("2030-04-01", "2030-05-01")


@pytest.mark.parametrize("behind", [False, True])
def test_rereadings_act_before_what_counts_on_dates(behind: bool) -> None:
    """
    Swaps, months, selections by day and bridges take the dates as re-read.
    """
    asked = world(*CHAIN.events, event(TEAM, "2030-05-01"))

    def edited(*edits: Edit) -> dict[str, str]:
        reread = Redate(BEGIN, "2030-01-31")
        return dates(asked.what_if(*((*edits, reread) if behind else (reread, *edits))))

    assert edited(Swap(BEGIN, TEAM))[TEAM] == "2030-01-31"
    assert edited(Delay(BEGIN, "1m"))[BEGIN] == "2030-02-28"
    assert edited(Delay(Events(until="2030-01-31"), 1))[BEGIN] == "2030-02-01"
    assert edited(Drop(FINISH, bridge=True)) == {
        BEGIN: "2030-01-31",
        OTHER: "2030-02-20",
        TEAM: "2030-05-01",
    }


def test_a_shift_of_a_group_outlives_its_carrier() -> None:
    """
    What was shifted in a group stays where it is when what carries it is dropped over a bridge.
    """
    group = Delay(Events(entity="north"), 5)

    assert dates(CHAIN.what_if(group, Drop(BEGIN, bridge=True)))[FINISH] == "2030-02-16"
    assert dates(CHAIN.what_if(group, Drop(BEGIN)))[FINISH] == "2030-02-16"


def test_a_group_keeps_its_gaps_to_where_the_carrier_has_come_to_stand() -> None:
    """
    A month's delay of all: what is held back by less or more than its own month takes what it carries along.
    """
    asked = world(
        event(BEGIN, "2030-01-31"),
        event(FINISH, "2030-02-10", after=carry(BEGIN)),
        event(OTHER, "2030-02-15", after=carry(FINISH)),
        event(TEAM, "2030-02-27", after=floor(OTHER, 10)),
    )

    assert dates(asked.what_if(Delay(Events(), "1m"))) == {
        BEGIN: "2030-02-28",
        FINISH: "2030-03-10",
        OTHER: "2030-03-15",
        TEAM: "2030-03-27",
    }


@pytest.mark.parametrize(("to", "team"), [("2030-02-05", "2030-02-13"), ("2030-02-20", "2030-02-22")])
def test_a_floor_over_a_pushed_date_is_honoured(to: str, team: str) -> None:
    """
    What was given a date too early stands where its predecessor lets it, and what comes after it behind that.
    """
    asked = world(
        event(BEGIN, "2030-02-01"),
        event(FINISH, "2030-02-11", after=floor(BEGIN, 10)),
        event(TEAM, "2030-02-13", after=floor(FINISH, 2)),
    )
    edited = asked.what_if(Move(FINISH, to), Move(TEAM, "2030-02-02"))

    assert dates(edited)[FINISH] == max(to, "2030-02-11")
    assert dates(edited)[TEAM] == team
    assert edited.replay().contradictions == ()


# Sequences


def test_only_the_whole_sequence_has_to_hold() -> None:
    """
    An edit that alone leads out of the scenario can be followed by one that leads back.
    """
    out = CHAIN.what_if(Advance(BEGIN, 60))

    assert out.what_if(Delay(BEGIN, 60)) == CHAIN.what_if(Advance(BEGIN, 60), Delay(BEGIN, 60))
    assert dates(out.what_if(Delay(BEGIN, 60))) == dates(CHAIN.what_if())
    with pytest.raises(EditError, match=r"edits\[0\].*before the scenario starts"):
        out.replay()


def test_what_an_edit_leads_to_need_not_hold_until_the_end() -> None:
    """
    So it is with events that need each other, and with states that are named before they fit.
    """
    asked = CHAIN.what_if(Insert(event(TEAM, "2029-12-01")))
    with pytest.raises(EditError):
        asked.replay()

    assert asked.what_if(Delay(TEAM, 90)).replay().state("team", "2030-12-31") == "gone"
    assert (
        CHAIN.what_if(Initial("north", "closing"), Initial("north", "held")).replay()
        == CHAIN.what_if(Initial("north", "held")).replay()
    )


@pytest.mark.parametrize(
    ("edit", "verdict"),
    [
        (Revise("out", condition=in_state("mission", "ended")), "violated"),
        (Revise("out", condition=in_state("south", "closing")), "met"),
        (Replace("note", Event(id="other", date="2030-01-06", text="Out.")), "undetermined"),
        (Replace("note", Event(id="note", date="2030-01-06", text="Out.")), "undetermined"),
        (Drop("note"), "unset"),
        (Rewire("camp", "retake"), "undetermined"),
        (Insert(event(BEGIN, "2030-02-01")), "met"),
    ],
)
def test_a_record_that_contradicts_itself_is_edited_like_any(edit: Edit, verdict: str) -> None:
    """
    Whatever an edit makes a deadline ask for, or by whom it makes it set, it is judged: in doubt where it depends on
    what the record asserts and refuses, and nowhere else.
    """
    asked = world(
        event(FINISH, "2030-02-11"),
        event(OTHER, "2030-02-20"),
        event("note", "2030-01-05", text="Out."),
        deadlines=[Deadline("out", in_state("north", "handed_over"), "2030-03-10", set_by="note")],
    )
    assert asked.conflicts()

    assert asked.what_if(edit).replay().deadline("out").verdict == verdict
