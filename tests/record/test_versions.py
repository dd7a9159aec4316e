"""
Whose version of a record: a party's, a policy's, or that of what had been published by a day.
"""

from __future__ import annotations

from datetime import date

import pytest

from missionsim.errors import UnknownError
from missionsim.record.conditions import in_state
from missionsim.record.deadlines import Deadline
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.record.parties import Claim, Measure, Party
from missionsim.record.record import Record
from missionsim.record.versions import according_to, as_published, dated_by

CAMP = Lifecycle("camp", ["held", "left"], "held", [Transition("held", "left", "leave")])
PARTIES = [Party("office"), Party("rival"), Party("paper"), Party("pact", members=["office", "rival"])]


def told(*claims: Claim, when: str = "2030-06-08", **others: object) -> Record:
    """
    A record of one event with claims.
    """
    event = Event("camp", "leave", when, claims=claims, **others)
    return Record("told", "2030-12-31", [CAMP], [Entity("camp", "camp")], [event], parties=PARTIES, start="2030-01-01")


def says(by: str = "office", when: str | None = None, published: str | None = None, **others: object) -> Claim:
    """
    A claim.
    """
    return Claim(by, date=when, published=published, **others)


@pytest.mark.parametrize(
    "given", ["2030-06", "2030-06-XX", "2030", "2030-06-08~", "[2030-06-01..2030-06-10]", "2030-06-08"]
)
def test_a_date_that_contains_the_recorded_one_agrees(given):
    """
    What is said less precisely says nothing else.
    """
    assert str(according_to(told(says(when=given)), "office").events[0].date) == "2030-06-08"


@pytest.mark.parametrize(
    ("recorded", "given"), [("2030-06-08", "2030-06-09"), ("2030-06", "2030-06-08"), ("2030-06", "2030-07")]
)
def test_another_date_or_a_sharper_one_is_taken(recorded, given):
    """
    A date that leaves out days of the recorded one replaces it.
    """
    assert str(according_to(told(says(when=given), when=recorded), "office").events[0].date) == given


def test_the_last_published_counts():
    """
    Of several dates of one voice the last published counts, wherever it is listed.
    """
    asked = told(says(when="2030-06-12", published="2030-06-20"), says(when="2030-06-10", published="2030-06-15"))

    assert str(according_to(asked, "office").events[0].date) == "2030-06-12"


def test_a_later_version_lifts_a_denial():
    """
    What one party denies and another asserts is denied in the version of the one, and not in the other's of that.
    """
    asked = told(says("rival", stance="disputes"), says("office"))

    denied = according_to(asked, "rival")

    assert denied.events[0].denied_by == "rival"
    assert according_to(denied, "office").events[0].denied_by is None
    assert according_to(denied, "paper").events[0].denied_by == "rival"


def test_a_withdrawn_denial_denies_nothing():
    """
    What a party denied and asserts later did happen in its version, and the other way round.
    """
    denial, assertion = says(stance="disputes", published="2030-06-10"), says(published="2030-06-20")
    withdrawal = says(stance="disputes", published="2030-07-01")

    assert according_to(told(assertion, denial), "office").events[0].denied_by is None
    assert according_to(told(withdrawal, assertion), "office").events[0].denied_by == "office"


def test_a_denial_outlives_the_date_that_it_withdraws():
    """
    A party that gave a date and denies the event later denies it.
    """
    asked = told(says(when="2030-06-10", published="2030-06-10"), says(stance="disputes", published="2030-06-20"))

    assert according_to(asked, "office").events[0].denied_by == "office"


def test_one_firing_can_be_denied():
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


def test_values_and_measures_are_taken():
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


def test_due_dates_are_taken():
    """
    A party's version has its due dates.
    """
    claims = [says("office", "2030-09", "2030-02-01"), says("rival", "2030-08-15")]
    deadline = Deadline("out", in_state("camp", "left"), "2030-09-30", claims=claims)
    asked = Record("told", "2030-12-31", [CAMP], [Entity("camp", "camp")], parties=PARTIES, deadlines=[deadline])

    assert str(according_to(asked, "rival").deadlines[0].due) == "2030-08-15"
    assert str(according_to(asked, "office").deadlines[0].due) == "2030-09-30"


def test_members_speak_if_asked():
    """
    A party's members speak for it if that is asked for.
    """
    asked = told(says("rival", "2030-06-12"))

    assert str(according_to(asked, "pact").events[0].date) == "2030-06-08"
    assert str(according_to(asked, "pact", members=True).events[0].date) == "2030-06-12"


def test_a_party_speaks_before_its_members():
    """
    What a party says itself counts before what its members say, though they say it later.
    """
    asked = told(says("pact", "2030-06-12", "2030-06-20"), says("rival", "2030-06-14", "2030-06-30"))

    assert str(according_to(asked, "pact", members=True).events[0].date) == "2030-06-12"


def test_a_party_that_says_nothing_is_named():
    """
    The version of a party without a word, "no comment" included, says so; of a party that is not there it is an error.
    """
    asked = told(says("rival", stance="no_comment"), says("office"))

    assert "nothing" in according_to(asked, "rival").version
    assert "nothing" not in according_to(asked, "office").version
    with pytest.raises(UnknownError):
        according_to(asked, "nobody")


def test_corroboration_counts_days_not_notations():
    """
    Two notations of the same days are one date.
    """
    asked = told(says("office", "2030-09"), says("rival", "2030-09-XX"), says("paper", "2030-08"), when="2030-08")

    assert str(dated_by(asked, "most_corroborated").events[0].date) == "2030-09"


def test_corroboration_counts_voices_once():
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


def test_withdrawn_statements_do_not_count():
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


def test_what_was_not_published_was_not_known():
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


def test_the_date_is_one_that_had_been_published():
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


def test_a_plan_alone_was_a_plan():
    """
    By a day on which only plans had been published, the event is still to come, on the planned date.
    """
    asked = told(says(when="2030-07-01", published="2030-03-01", stance="plans"), says(published="2030-06-09"))

    found = as_published(asked, date(2030, 4, 1))

    assert str(found.events[0].date) == "2030-07-01"
    assert [claim.stance for claim in found.events[0].claims] == ["plans"]


def test_an_agreeing_claim_keeps_the_recorded_date():
    """
    A less precise date that had been published speaks for the recorded one.
    """
    asked = told(says("paper", "2030-06", "2030-06-07"), says(published="2030-06-20"))

    assert str(as_published(asked, date(2030, 6, 10)).events[0].date) == "2030-06-08"


@pytest.mark.parametrize("policy", ["earliest", "latest", "most_corroborated"])
def test_plans_date_nothing_that_happened(policy):
    """
    A planned date is none of the dates of what somebody says happened.
    """
    asked = told(says(when="2030-07-01", stance="plans"), says("rival", "2030-05-01", stance="plans"), says("paper"))

    assert str(dated_by(asked, policy).events[0].date) == "2030-06-08"


def test_a_claim_about_one_firing_does_not_date_the_others():
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
