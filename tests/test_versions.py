"""
Whose dates: one party's version of the record, and policies that pick among the claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from attrs import evolve

from missionsim import Claim, Event, ImpreciseDate, Link, Party, Scenario, UnknownError
from missionsim.versions import Policy, as_told_by, dated_by, speakers
from small import small

RECORDED = "2026-03-10"


def told(*claims: Claim, date: str = RECORDED, **attributes: str) -> Event:
    """
    An event with *claims*.
    """
    return Event("north", "begin", date, claims=claims, attributes=attributes)


def scenario(*events: Event) -> Scenario:
    """
    The small scenario with *events*, and three parties.
    """
    return small(parties=[Party("army"), Party("paper"), Party("ministry")], events=events, records=[], deadlines=[])


def picked(policy: Policy, claims: Sequence[Claim], recorded: str = RECORDED) -> str:
    """
    Text of the date that *policy* picks.
    """
    return dated_by(policy, told(*claims, date=recorded)).date.text


def test_an_announcer_s_date_replaces_the_recorded_one() -> None:
    """
    In a party's version an event stands on the date that it gives, and keeps everything else.
    """
    event = told(Claim("army", date="2026-03-12"), Claim("ministry", date="2026-03-14"))

    assert as_told_by("army", event) == evolve(event, date="2026-03-12")
    assert as_told_by("ministry", event).date.text == "2026-03-14"


def test_a_claim_without_a_date_keeps_the_recorded_one() -> None:
    """
    A party that gives no date of its own agrees to the recorded one.
    """
    event = told(Claim("army"), Claim("ministry", stance="confirms"))

    assert as_told_by("army", event) == as_told_by("ministry", event) == event


def test_values_replace_those_recorded() -> None:
    """
    The values that a party gives are put over the recorded attributes, one by one.
    """
    event = told(Claim("army", values={"recipient": "army"}), recipient="police", place="gate")

    assert as_told_by("army", event).attributes == {"recipient": "army", "place": "gate"}
    assert as_told_by("ministry", event).attributes == {"recipient": "police", "place": "gate"}


def test_the_last_claim_of_a_party_counts() -> None:
    """
    A party that corrects itself is taken at its last word.
    """
    event = told(Claim("army", date="2026-03-12"), Claim("army", date="2026-03-14"))

    assert as_told_by("army", event).date.text == "2026-03-14"


def test_an_outlet_s_version_is_what_it_published() -> None:
    """
    A party counts as announcer where it announces anything, else as outlet.
    """
    published = told(Claim("army", "paper", date="2026-03-12"))
    announced = told(Claim("paper", date="2026-03-14"), Claim("army", "paper", date="2026-03-12"))

    assert as_told_by("paper", published).date.text == "2026-03-12"
    assert as_told_by("paper", announced).date.text == "2026-03-14"


@pytest.mark.parametrize(
    ("claim", "date", "denied_by"),
    [
        (Claim("army", stance="disputes"), RECORDED, "army"),
        (Claim("army", stance="disputes", date="2026-03-12"), "2026-03-12", None),
        (Claim("army", stance="disputes", values={"recipient": "army"}), RECORDED, None),
        (Claim("army", stance="no_comment", date="2026-03-12"), RECORDED, None),
        (Claim("paper", stance="disputes"), RECORDED, None),
    ],
)
def test_a_plain_dispute_denies(claim: Claim, date: str, denied_by: str | None) -> None:
    """
    Disputing without a date or value of one's own denies the event; no comment, and others' disputes, do nothing.
    """
    version = as_told_by("army", told(claim))

    assert (version.date.text, version.denied_by) == (date, denied_by)


def test_a_denied_event_is_refused_in_that_version_only() -> None:
    """
    What a party denies did not happen in its version, nor what needs it; as recorded it did.
    """
    record = scenario(told(Claim("army", stance="disputes")), Event("north", "complete", "2026-04-01"))

    assert record.replay().state("north") == "handed_over"
    assert record.according_to("army").replay().state("north") == "held"
    assert [step.event for step in record.according_to("army").replay().refusals] == ["north.begin", "north.complete"]


def test_nothing_else_moves() -> None:
    """
    What depends on a re-dated event stays where it is, and a contradiction is reported.
    """
    record = small(
        events=[
            told(Claim("army", date="2026-05-01")),
            Event("north", "complete", "2026-04-01", after=[Link("north.begin", "floor")]),
        ],
        deadlines=[],
    )
    version = record.according_to("army")

    assert [event.date.text for event in version.events] == ["2026-05-01", "2026-04-01"]
    assert [each.event for each in version.replay().contradictions] == ["north.complete"]
    assert (version.version, record.version) == ("according to army", "as recorded")


def test_a_silent_party_s_version_is_the_recorded_one() -> None:
    """
    Where a party says nothing, its version differs in name only.
    """
    record = scenario(told(Claim("army")))
    version = record.according_to("ministry")

    assert version.events == record.events
    assert version.replay().steps == record.replay().steps
    assert version.replay().version == "according to ministry"


def test_an_unknown_party_is_refused_with_the_nearest() -> None:
    """
    A misspelt party is an error that names the one probably meant.
    """
    with pytest.raises(
        UnknownError, match=r"no party 'armi'; accepted: army, paper, ministry \(did you mean 'army'\?\)"
    ):
        scenario().according_to("armi")


CLAIMS = (Claim("army", date="2026-03-12"), Claim("ministry", date="2026-03-05"), Claim("paper"))


def test_policies_pick_a_date() -> None:
    """
    Each policy has its date among the recorded one and those claimed.
    """
    policies: tuple[Policy, ...] = ("as_recorded", "earliest", "latest", "most_corroborated")

    assert [picked(policy, CLAIMS) for policy in policies] == [RECORDED, "2026-03-05", "2026-03-12", RECORDED]


@pytest.mark.parametrize("policy", ["as_recorded", "earliest", "latest", "most_corroborated"])
def test_without_claims_the_recorded_date_stays(policy: Policy) -> None:
    """
    Where nobody speaks, or only without a date, every policy leaves the event as it is.
    """
    silent = [Claim("army", stance="no_comment", date="2026-01-01"), Claim("ministry", stance="disputes")]

    assert picked(policy, ()) == picked(policy, silent) == RECORDED


def test_the_earliest_begins_first() -> None:
    """
    Of imprecise dates that begin on one day, the one that ends first is the earliest.
    """
    assert picked("earliest", [Claim("army", date="2026-03")]) == "2026-03"
    assert picked("earliest", [Claim("army", date="2026-03"), Claim("paper", date="2026-03-01")]) == "2026-03-01"
    assert picked("earliest", [Claim("army", date="[..2026-12]")]) == "[..2026-12]"


def test_the_latest_ends_last() -> None:
    """
    Of imprecise dates that end on one day, the one that begins last is the latest.
    """
    assert picked("latest", [Claim("army", date="2026-03")]) == "2026-03"
    assert picked("latest", [Claim("army", date="2026-03"), Claim("paper", date="2026-03-31")]) == "2026-03-31"
    assert picked("latest", [Claim("army", date="[2026-01..]")]) == "[2026-01..]"


def by(parties: Iterable[str], date: str | None = None) -> list[Claim]:
    """
    The same claim of several parties.
    """
    return [Claim(party, date=date) for party in parties]


@pytest.mark.parametrize(
    ("claims", "date"),
    [
        (by(["army", "ministry"], "2026-03-12"), "2026-03-12"),
        ([*by(["army", "ministry"], "2026-03-12"), *by(["paper", "allies"])], RECORDED),
        ([*by(["army"], "2026-03-12"), *by(["ministry"], "2026-03-05")], "2026-03-05"),
        ([*by(["army"], "2026-03-12"), *by(["army"], "2026-03-12"), *by(["paper"])], RECORDED),
        ([Claim(outlet="paper", date="2026-03-12")], "2026-03-12"),
        (
            [Claim("army", "paper", date="2026-03-12"), Claim("army", "radio", date="2026-03-12"), Claim("allies")],
            RECORDED,
        ),
        ([Claim("army", date="2026-03-12", stance="disputes")], "2026-03-12"),
        ([Claim("army", date="2026-03-12", stance="no_comment")], RECORDED),
    ],
)
def test_the_date_that_most_parties_announce_is_picked(claims: list[Claim], date: str) -> None:
    """
    Parties count once, outlets only where nobody announces; of equals the recorded date is picked, else the earliest.
    """
    assert picked("most_corroborated", claims) == date


def test_a_policy_makes_a_version() -> None:
    """
    The version is named after the policy and keeps all other parts; the recorded dates are the scenario itself.
    """
    record = scenario(told(*CLAIMS))
    latest = record.dated_by("latest")

    assert record.dated_by("as_recorded") is record
    assert latest.version == "latest claims"
    assert latest == evolve(record, events=latest.events, version="latest claims")
    assert latest.event("north.begin").date == ImpreciseDate.parse("2026-03-12")


def test_an_unknown_policy_is_refused() -> None:
    """
    Only four policies are known.
    """
    with pytest.raises(
        UnknownError, match=r"'late' is none of these; accepted: as_recorded, earliest, latest, most_corr"
    ):
        scenario().dated_by("late")  # type: ignore[arg-type]


def test_speakers_are_listed_as_they_first_speak() -> None:
    """
    Announcers come before their outlets, each once, those without a comment too.
    """
    record = scenario(
        told(Claim("ministry", "paper")),
        Event("south", "begin", RECORDED, claims=[Claim("paper"), Claim("army", stance="no_comment")]),
    )

    assert record.speakers == speakers(record.events) == ("ministry", "paper", "army")
    assert scenario().speakers == ()


def test_who_spoke_for_the_recorded_date_still_does() -> None:
    """
    Where another date is taken, claims that had none of their own say the recorded one from then on.
    """
    event = told(Claim("army", date="2026-03-12"), Claim("ministry"), Claim("paper", stance="no_comment"))

    told_by_army = as_told_by("army", event)

    assert [claim.date and claim.date.text for claim in told_by_army.claims] == ["2026-03-12", RECORDED, None]
    assert dated_by("latest", event).claims == told_by_army.claims


def test_a_version_of_a_version_says_so() -> None:
    """
    Labels add up in the order in which the versions were taken.
    """
    twice = scenario(told(Claim("army"))).dated_by("latest").according_to("army")

    assert twice.version == "latest claims, according to army"
