"""
Whose version of a record: a party's, a policy's, or that of what had been published by a day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from missionsim.errors import UnknownError
from missionsim.record.conditions import in_state
from missionsim.record.deadlines import Deadline, Revision
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.record.parties import Claim, Measure, Party
from missionsim.record.publication import as_published
from missionsim.record.record import Record
from missionsim.record.versions import Policy, according_to, dated_by
from missionsim.replay.replaying import replay

CAMP = Lifecycle("camp", ["held", "left"], "held", [Transition("held", "left", "leave")])
PARTIES = [Party("office"), Party("rival"), Party("paper"), Party("pact", members=["office", "rival"])]


def told(*claims: Claim, when: str = "2030-06-08", **others: Any) -> Record:
    """
    A record of one event with claims.
    """
    event = Event("camp", "leave", when, claims=claims, **others)
    return Record("told", "2030-12-31", [CAMP], [Entity("camp", "camp")], [event], parties=PARTIES, start="2030-01-01")


def says(by: str = "office", when: str | None = None, published: str | None = None, **others: Any) -> Claim:
    """
    A claim.
    """
    return Claim(by, date=when, published=published, **others)


@pytest.mark.parametrize(
    "given", ["2030-06", "2030-06-XX", "2030", "2030-06-08~", "[2030-06-01..2030-06-10]", "2030-06-08"]
)
def test_a_date_that_contains_the_recorded_one_agrees(given: str) -> None:
    """
    What is said less precisely says nothing else.
    """
    assert str(according_to(told(says(when=given)), "office").events[0].date) == "2030-06-08"


@pytest.mark.parametrize(
    ("recorded", "given"), [("2030-06-08", "2030-06-09"), ("2030-06", "2030-06-08"), ("2030-06", "2030-07")]
)
def test_another_date_or_a_sharper_one_is_taken(recorded: str, given: str) -> None:
    """
    A date that leaves out days of the recorded one replaces it.
    """
    assert str(according_to(told(says(when=given), when=recorded), "office").events[0].date) == given


def test_the_last_published_counts() -> None:
    """
    Of several dates of one voice the last published counts, wherever it is listed.
    """
    asked = told(says(when="2030-06-12", published="2030-06-20"), says(when="2030-06-10", published="2030-06-15"))

    assert str(according_to(asked, "office").events[0].date) == "2030-06-12"


def test_a_later_version_lifts_a_denial() -> None:
    """
    What one party denies and another asserts is denied in the version of the one, and not in the other's of that.
    """
    asked = told(says("rival", stance="disputes"), says("office"))

    denied = according_to(asked, "rival")

    assert denied.events[0].denied_by == "rival"
    assert according_to(denied, "office").events[0].denied_by is None
    assert according_to(denied, "paper").events[0].denied_by == "rival"


def test_a_withdrawn_denial_denies_nothing() -> None:
    """
    What a party denied and asserts later did happen in its version, and the other way round.
    """
    denial, assertion = says(stance="disputes", published="2030-06-10"), says(published="2030-06-20")
    withdrawal = says(stance="disputes", published="2030-07-01")

    assert according_to(told(assertion, denial), "office").events[0].denied_by is None
    assert according_to(told(withdrawal, assertion), "office").events[0].denied_by == "office"


def test_a_denial_outlives_the_date_that_it_withdraws() -> None:
    """
    A party that gave a date and denies the event later denies it.
    """
    asked = told(says(when="2030-06-10", published="2030-06-10"), says(stance="disputes", published="2030-06-20"))

    assert according_to(asked, "office").events[0].denied_by == "office"


def test_one_firing_can_be_denied() -> None:
    """
    A denial of one firing leaves the others.
    """
    gate = Entity("gate", "camp")
    event = Event(
        id="both",
        date="2030-06-08",
        fires=["camp.leave", "gate.leave"],
        claims=[says("rival", stance="disputes", of="gate.leave"), says("rival")],
    )
    asked = Record("told", "2030-12-31", [CAMP], [Entity("camp", "camp"), gate], [event], parties=PARTIES)

    found = according_to(asked, "rival").events[0]

    assert found.denied_by is None
    assert [firing.denied_by for firing in found.fires] == [None, "rival"]


def test_values_and_measures_are_taken() -> None:
    """
    The values and numbers that a party gives replace the recorded ones.
    """
    claim = says(values={"to": "army"}, measures=[Measure("troops", 5, 5)])
    asked = told(
        claim, attributes={"to": "police", "how": "quietly"}, measures=[Measure("troops", 9, 9, entity="camp")]
    )

    found = according_to(asked, "office").events[0]

    assert dict(found.attributes) == {"to": "army", "how": "quietly"}
    assert [(measure.low, measure.high) for measure in found.measures] == [(5, 5)]


def test_due_dates_are_taken() -> None:
    """
    A party's version has its due dates.
    """
    claims = [says("office", "2030-09", "2030-02-01"), says("rival", "2030-08-15")]
    deadline = Deadline("out", in_state("camp", "left"), "2030-09-30", claims=claims)
    asked = Record("told", "2030-12-31", [CAMP], [Entity("camp", "camp")], parties=PARTIES, deadlines=[deadline])

    assert str(according_to(asked, "rival").deadlines[0].due) == "2030-08-15"
    assert str(according_to(asked, "office").deadlines[0].due) == "2030-09-30"


def test_members_speak_if_asked() -> None:
    """
    A party's members speak for it if that is asked for.
    """
    asked = told(says("rival", "2030-06-12"))

    assert str(according_to(asked, "pact").events[0].date) == "2030-06-08"
    assert str(according_to(asked, "pact", members=True).events[0].date) == "2030-06-12"


def test_a_party_speaks_before_its_members() -> None:
    """
    What a party says itself counts before what its members say, though they say it later.
    """
    asked = told(says("pact", "2030-06-12", "2030-06-20"), says("rival", "2030-06-14", "2030-06-30"))

    assert str(according_to(asked, "pact", members=True).events[0].date) == "2030-06-12"


def test_a_party_that_says_nothing_is_named() -> None:
    """
    The version of a party without a word, "no comment" included, says so; of a party that is not there it is an error.
    """
    asked = told(says("rival", stance="no_comment"), says("office"))

    assert "nothing" in according_to(asked, "rival").version
    assert "nothing" not in according_to(asked, "office").version
    with pytest.raises(UnknownError):
        according_to(asked, "nobody")


def test_corroboration_counts_days_not_notations() -> None:
    """
    Two notations of the same days are one date.
    """
    asked = told(says("office", "2030-09"), says("rival", "2030-09-XX"), says("paper", "2030-08"), when="2030-08")

    assert str(dated_by(asked, "most_corroborated").events[0].date) == "2030-09"


def test_corroboration_counts_voices_once() -> None:
    """
    A voice counts for what it published last.
    """
    asked = told(
        says("office", "2030-06-12", "2030-06-12"),
        says("office", "2030-06-12", "2030-06-13"),
        says("office", "2030-06-20", "2030-07-01"),
        says("rival", "2030-06-12"),
        says("paper", "2030-06-20"),
    )

    assert str(dated_by(asked, "most_corroborated").events[0].date) == "2030-06-20"


def test_withdrawn_statements_do_not_count() -> None:
    """
    A voice that denies the event in the end counts for no date.
    """
    asked = told(
        says("office", "2030-06-12", "2030-06-12"),
        says("office", stance="disputes", published="2030-06-20"),
        says("rival", "2030-06-12", "2030-06-12"),
        says("rival", stance="disputes", published="2030-06-20"),
        says("paper", "2030-06-14"),
    )

    assert str(dated_by(asked, "most_corroborated").events[0].date) == "2030-06-14"


def test_what_was_not_published_was_not_known() -> None:
    """
    An event of which nothing had been published is left out, and what depends on it is free of it.
    """
    first = Event("camp", "leave", "2030-06-08", claims=[says(published="2030-07-01")])
    then = Event(
        id="then",
        date="2030-06-10",
        text="then",
        after=[Link("camp.leave", "carry")],
        claims=[says(published="2030-06-11")],
    )
    asked = Record(
        "told", "2030-12-31", [CAMP], [Entity("camp", "camp")], [first, then], parties=PARTIES, start="2030-01-01"
    )

    found = as_published(asked, date(2030, 6, 15))

    assert [event.id for event in found.events] == ["then"]
    assert found.events[0].after == ()
    assert found.known_until == date(2030, 6, 15)


def test_the_date_is_one_that_had_been_published() -> None:
    """
    Where only other dates had been published, the last of them stands.
    """
    asked = told(
        says("paper", "2030-06-06", "2030-06-07"),
        says("rival", "2030-06-07", "2030-06-09"),
        says(published="2030-06-20"),
    )

    assert str(as_published(asked, date(2030, 6, 10)).events[0].date) == "2030-06-07"
    assert str(as_published(asked, date(2030, 6, 30)).events[0].date) == "2030-06-08"


def test_a_plan_alone_was_a_plan() -> None:
    """
    By a day on which only plans had been published, the event is still to come, on the planned date.
    """
    asked = told(says(when="2030-07-01", published="2030-03-01", stance="plans"), says(published="2030-06-09"))

    found = as_published(asked, date(2030, 4, 1))

    assert str(found.events[0].date) == "2030-07-01"
    assert [claim.stance for claim in found.events[0].claims] == ["plans"]


def test_an_agreeing_claim_keeps_the_recorded_date() -> None:
    """
    A less precise date that had been published speaks for the recorded one.
    """
    asked = told(says("paper", "2030-06", "2030-06-07"), says(published="2030-06-20"))

    assert str(as_published(asked, date(2030, 6, 10)).events[0].date) == "2030-06-08"


@pytest.mark.parametrize("policy", ["earliest", "latest", "most_corroborated"])
def test_plans_date_nothing_that_happened(policy: Policy) -> None:
    """
    A planned date is none of the dates of what somebody says happened.
    """
    asked = told(says(when="2030-07-01", stance="plans"), says("rival", "2030-05-01", stance="plans"), says("paper"))

    assert str(dated_by(asked, policy).events[0].date) == "2030-06-08"


def test_a_claim_about_one_firing_does_not_date_the_others() -> None:
    """
    The date of a claim that speaks of one firing only is not that of the whole event.
    """
    event = Event(
        id="both",
        date="2030-06-08",
        fires=["camp.leave", "gate.leave"],
        claims=[says(when="2030-06-09", of="gate.leave")],
    )
    entities = [Entity("camp", "camp"), Entity("gate", "camp")]
    asked = Record("told", "2030-12-31", [CAMP], entities, [event], parties=PARTIES)

    assert str(according_to(asked, "office").events[0].date) == "2030-06-08"


def test_a_later_word_without_a_date_speaks_for_the_recorded_one() -> None:
    """
    A voice that gave another date, and the recorded one later, gives the recorded one; a plan before says nothing.
    """
    other, recorded = says(when="2030-06-12", published="2030-06-10"), says(published="2030-06-20", stance="confirms")
    plan = says(when="2030-05-01", published="2030-03-01", stance="plans")

    assert str(according_to(told(other, recorded), "office").events[0].date) == "2030-06-08"
    assert str(according_to(told(recorded, plan), "office").events[0].date) == "2030-06-08"
    assert str(according_to(told(plan), "office").events[0].date) == "2030-05-01"


# Deadlines


NOTICE = Event(id="notice", date="2030-02-10", text="Out in six months.", claims=[Claim("rival", date="2030-03-10")])
EXTENSION = Event(
    id="extension",
    date="2030-07-01",
    text="Out by October.",
    claims=[Claim("office"), Claim("rival", stance="disputes"), Claim("paper", date="2030-09-15")],
)
OUT = in_state("camp", "left")


def owed(deadline: Deadline, *events: Event) -> Record:
    """
    A record of one deadline, and of the camp that is left on 20 September.
    """
    leave = Event("camp", "leave", "2030-09-20")
    return Record(
        "told",
        "2030-12-31",
        [CAMP],
        [Entity("camp", "camp")],
        [*events, leave],
        parties=PARTIES,
        deadlines=[deadline],
        start="2030-01-01",
    )


def outcome(asked: Record) -> tuple[str, str]:
    """
    What becomes of the deadline, and when it was due.
    """
    found = replay(asked).deadlines[0]
    return found.verdict, str(found.due)


@pytest.mark.parametrize(
    ("policy", "due", "expected"),
    [
        ("as_recorded", "2030-08-31", ("violated", "2030-08-31")),
        ("earliest", "2030-07-15", ("violated", "2030-07-15")),
        ("latest", "2030-10", ("met", "2030-10-31")),
        ("most_corroborated", "2030-10", ("met", "2030-10-31")),
    ],
)
def test_a_policy_picks_due_dates_too(policy: Policy, due: str, expected: tuple[str, str]) -> None:
    """
    From the recorded due date and those of the claims; a voice counts once, by what it published last.
    """
    claims = [
        says("paper", "2030-07-15", "2030-03-01"),
        says("office", "2030-10", "2030-04-01"),
        says("office", "2030-07-15", "2030-02-01"),
        says("pact", "2030-10-31", "2030-05-01"),
        says("rival", stance="no_comment"),
    ]
    found = dated_by(owed(Deadline("out", OUT, "2030-08-31", claims=claims)), policy)

    assert str(found.deadlines[0].due) == due
    assert outcome(found) == expected


@pytest.mark.parametrize(("policy", "due"), [("earliest", "2030-07-15"), ("latest", "6m"), ("most_corroborated", "6m")])
def test_a_length_of_time_is_compared_by_the_day_that_it_leads_to(policy: Policy, due: str) -> None:
    """
    Six months after 10 February are 10 August, later than 15 July; it is kept as a length of time where it is picked.
    """
    notice = evolve(NOTICE, claims=())
    deadline = Deadline("out", OUT, "6m", set_by="notice", claims=[says("rival", "2030-07-15"), says("paper")])

    assert str(dated_by(owed(deadline, notice), policy).deadlines[0].due) == due


def test_a_length_of_time_counts_from_the_date_in_that_version() -> None:
    """
    The event that it counts from is dated by the same version.
    """
    asked = owed(Deadline("out", OUT, "7m", set_by="notice"), NOTICE)

    assert outcome(asked) == ("violated", "2030-09-10")
    assert outcome(according_to(asked, "rival")) == ("met", "2030-10-10")
    assert outcome(dated_by(asked, "latest")) == ("met", "2030-10-10")


def test_what_a_length_of_time_leads_to_is_agreed_with() -> None:
    """
    A claim of the very day, or the month, that a length of time leads to changes nothing.
    """
    for given in ("2030-08-10", "2030-08"):
        deadline = Deadline("out", OUT, "6m", set_by="notice", claims=[says("office", given)])
        assert str(according_to(owed(deadline, NOTICE), "office").deadlines[0].due) == "6m"


def test_revisions_are_those_of_the_version() -> None:
    """
    A revision counts from the day on which its event took place in that version, and not where it is denied.
    """
    deadline = Deadline("out", OUT, "2030-08-31", revisions=[Revision("extension", "2030-10")])
    asked = owed(deadline, EXTENSION)

    assert outcome(asked) == ("met", "2030-10-31")
    assert outcome(according_to(asked, "rival")) == ("violated", "2030-08-31")
    assert [str(term.due) for term in replay(according_to(asked, "paper")).deadlines[0].terms] == [
        "2030-08-31",
        "2030-10-31",
    ]
    assert [term.verdict for term in replay(according_to(asked, "paper")).deadlines[0].terms] == ["violated", "met"]


def test_a_deadline_that_a_party_denies_does_not_bind() -> None:
    """
    In its version it is void, in another's of that it is back.
    """
    deadline = Deadline("out", OUT, "2030-08-31", claims=[says("rival", stance="disputes"), says("office")])
    asked = owed(deadline)

    denied = according_to(asked, "rival")

    assert denied.deadlines[0].denied_by == "rival"
    assert outcome(denied) == ("void", "None")
    assert outcome(according_to(denied, "paper")) == ("void", "None")
    assert outcome(according_to(denied, "office")) == outcome(asked) == ("violated", "2030-08-31")


def test_another_version_has_its_due_date_back() -> None:
    """
    What speaks for the recorded due date goes on doing so in a version of a version.
    """
    deadline = Deadline("out", OUT, "2030-08-31", claims=[says("rival", "2030-07-31"), says("office")])
    theirs = according_to(owed(deadline), "rival")

    assert str(theirs.deadlines[0].due) == "2030-07-31"
    assert str(according_to(theirs, "office").deadlines[0].due) == "2030-08-31"


def test_a_due_date_without_an_end_is_none() -> None:
    """
    What has no last day can't be due.
    """
    deadline = Deadline("out", OUT, "2030-08-31", claims=[says("rival", "[2030-10..]")])

    assert str(according_to(owed(deadline), "rival").deadlines[0].due) == "2030-08-31"
    assert str(dated_by(owed(deadline), "latest").deadlines[0].due) == "2030-08-31"


def test_the_due_date_is_one_that_had_been_published() -> None:
    """
    By a day on which only another due date had been published, that one stands; before, there is no deadline.
    """
    claims = [
        says("rival", "2030-09-30", "2030-03-10"),
        says("paper", "2030-10-31", "2030-03-20"),
        says("office", published="2030-04-01"),
        says("paper", stance="disputes", published="2030-02-01"),
    ]
    asked = owed(Deadline("out", OUT, "2030-08-31", claims=claims))

    days = [date(2030, 3, 1), date(2030, 3, 10), date(2030, 3, 31), date(2030, 4, 1)]
    dues = [[str(each.due) for each in as_published(asked, day).deadlines] for day in days]

    assert dues == [[], ["2030-09-30"], ["2030-10-31"], ["2030-08-31"]]


def test_a_revision_that_was_not_published_was_not_known() -> None:
    """
    An event of which nothing had been published revises nothing.
    """
    extension = evolve(EXTENSION, claims=[Claim("office", published="2030-07-02")])
    deadline = Deadline("out", OUT, "2030-08-31", revisions=[Revision("extension", "2030-10")])
    asked = owed(deadline, extension)

    assert [len(as_published(asked, date(2030, 7, day)).events) for day in (1, 2)] == [1, 2]
    known = [replay(as_published(asked, date(2030, 7, day))).deadlines[0] for day in (1, 2)]
    assert [str(each.due) for each in known] == ["2030-08-31", "2030-10-31"]


# What had been published


def test_values_and_numbers_are_those_that_had_been_published() -> None:
    """
    Where all claims that are left give others than the recorded ones, the last published counts.
    """
    early = says("paper", published="2030-06-09", values={"to": "police"}, measures=[Measure("troops", 400, 600)])
    later = says("office", published="2030-06-20", values={"to": "army"}, measures=[Measure("troops", 100, 100)])
    asked = told(early, later, attributes={"to": "army", "how": "quietly"}, measures=[Measure("troops", 100, 100)])

    before, after = (as_published(asked, date(2030, 6, day)).events[0] for day in (10, 20))

    assert (before.attributes["to"], after.attributes["to"]) == ("police", "army")
    assert before.attributes["how"] == "quietly"
    assert [(each.low, each.high) for each in (*before.measures, *after.measures)] == [(400, 600), (100, 100)]


def test_who_speaks_for_the_recorded_value_keeps_it() -> None:
    """
    A claim that gives no value of its own may be where the recorded one is from.
    """
    asked = told(
        says("paper", published="2030-06-09", values={"to": "police"}),
        says("rival", published="2030-06-09"),
        says("office", published="2030-06-20"),
        attributes={"to": "army"},
    )

    assert as_published(asked, date(2030, 6, 10)).events[0].attributes["to"] == "army"


def test_a_denial_alone_makes_no_event() -> None:
    """
    By a day on which somebody had denied the event, or had no comment, and nobody had asserted it, it was not known.
    """
    asked = told(
        says("rival", stance="disputes", published="2030-06-05"),
        says("paper", stance="no_comment", published="2030-06-06"),
        says("office", published="2030-06-10"),
    )

    assert as_published(asked, date(2030, 6, 9)).events == ()
    assert as_published(asked, date(2030, 6, 9)).dropped == ("camp.leave",)
    assert [event.id for event in as_published(asked, date(2030, 6, 10)).events] == ["camp.leave"]


def test_what_nobody_claims_is_known() -> None:
    """
    Events and deadlines without claims stand, whatever the day; so does all once everything had been published.
    """
    asked = owed(Deadline("out", OUT, "2030-08-31"), evolve(NOTICE, claims=()))

    known = as_published(asked, date(2030, 2, 1))

    assert (known.events, known.deadlines) == (asked.events, asked.deadlines)


@pytest.mark.parametrize("since", ["[2030-02-01..]", "2030-02-15"])
def test_a_length_of_time_from_what_has_no_last_day_has_no_due_date_of_its_own(since: str) -> None:
    """
    Neither has one from an event that had not been published; claims can't be compared with it, and it stands.
    """
    known = says("paper", published="2030-03-01")
    late = [says("paper", published="2030-03-01")] if since == "2030-02-15" else []
    notice = Event(id="base", date=since, text="Told.", claims=late)
    told_later = says("rival", "2030-09-30", "2030-12-01")
    asked = owed(Deadline("out", OUT, "+90d", since="base", claims=[known, told_later]), notice)

    days = (date(2030, 3, 1), date(2030, 2, 10))
    dues = [[str(each.due) for each in as_published(asked, day).deadlines] for day in days]

    assert dues == [["+90d"], []]
    assert [str(dated_by(asked, "latest").deadlines[0].due)] == (["+90d"] if since.startswith("[") else ["2030-09-30"])
