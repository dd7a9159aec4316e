"""
The bundled scenario ``iraq``: the facts it must tell, asked of the loaded scenario and its timeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import pytest

import missionsim
from missionsim import AllOf, Base, Claim, Deadline, Event, InState, Mission, Select

IRAQ = missionsim.load("iraq")
TIMELINE = IRAQ.replay(strict=True)

HANDOVER = date(2026, 1, 17)
DECLARATION = date(2026, 1, 18)
COMMITTEE = "high_military_committee"
FACTS = {f"iq-s{n:02}" for n in range(1, 16)} | {f"iq-{n:02}" for n in range(1, 45)}


def steps_on(day: date) -> list[str]:
    """
    Ids of the events of a day, in order.
    """
    return [step.event for step in TIMELINE.between(day, day)]


def by(party: str, claims: Iterable[Claim]) -> list[Claim]:
    """
    The claims that *party* announces.
    """
    return [claim for claim in claims if claim.by == party]


def other_dates(event: str) -> dict[str, str]:
    """
    Dates that differ from the recorded one, by the party that first speaks for each.
    """
    return {claim.voices[0]: claim.date.text for claim in IRAQ.event(event).claims if claim.date is not None}


def claimed(part: Event | Deadline, fact: str) -> list[Claim]:
    """
    The claims of *part* for a numbered fact.
    """
    return [claim for claim in part.claims if fact in claim.note]


def sourced() -> Iterator[Event | Deadline]:
    """
    Everything that has claims.
    """
    yield from IRAQ.events
    yield from IRAQ.deadlines


def claims() -> list[Claim]:
    """
    All claims.
    """
    return [claim for part in sourced() for claim in part.claims]


def notes() -> Iterator[str]:
    """
    Notes of everything that stands for a fact.
    """
    yield from (entity.note for entity in IRAQ.entities)
    yield from (part.note for part in sourced())
    yield from (claim.note for claim in claims())
    yield from (measure.note for event in IRAQ.events for measure in event.measures)


def test_f1_the_us_led_coalition_was_formed_in_2014() -> None:
    """
    The coalition, led by the US and with France and Spain in it, was formed in 2014 against Daesh.
    """
    formed = IRAQ.event("mission.form")
    coalition = IRAQ.party("coalition")

    assert formed.date.precision == "year"
    assert TIMELINE.state("mission", "2014") == "combat"
    assert coalition.leader == "us"
    assert {"france", "spain"} <= set(coalition.members)
    assert formed.attributes["against"] == "daesh"
    assert formed.attributes["daesh_held"] == "large parts of Iraq and Syria"


def test_f2_iraq_declared_victory_in_december_2017() -> None:
    """
    The declaration of victory is recorded for December 2017, and Abadi's claim gives the day.
    """
    victory = IRAQ.event("victory_over_daesh")

    assert victory.date.text == "2017-12"
    assert [claim.date and claim.date.text for claim in by("iraqi_pm_abadi", victory.claims)] == ["2017-12-09"]


def test_f3_daesh_still_acts_and_iraqi_operations_go_on() -> None:
    """
    Daesh acts in three regions in January 2026, and Iraqi operations continue.
    """
    active = IRAQ.event("daesh_still_active")

    assert active.date.text == "2026-01"
    assert active.attributes["regions"] == ("northern", "western", "eastern")
    assert active.attributes["iraqi_operations_continue"] is True


def test_f4_the_joint_statement_of_27_september_2024_sets_two_phases() -> None:
    """
    The US and Iraq both stand behind the plan, which starts phase one on 27 September 2024.
    """
    plan = IRAQ.event("mission.agree_plan")

    assert plan.date.text == "2024-09-27"
    assert plan.attributes["phases"] == 2
    assert {claim.by for claim in claimed(plan, "iq-s03")} >= {"us", "iraq"}
    assert TIMELINE.first("mission", "phase_one") == date(2024, 9, 27)


def test_f5_phase_one_was_due_by_september_2025_and_completed_later() -> None:
    """
    Phase one, with its four steps, was due on 30 September 2025 and completed 110 days late.
    """
    outcome = TIMELINE.deadline("phase_one")

    assert (outcome.set_on, outcome.due) == (date(2024, 9, 27), date(2025, 9, 30))
    assert (outcome.met_on, outcome.days_late, outcome.verdict) == (DECLARATION, 110, "violated")
    assert claimed(IRAQ.deadline("phase_one"), "iq-s04")[0].values["steps"] == (
        "end the coalition military mission",
        "withdraw forces",
        "hand over bases",
        "move to a bilateral security partnership",
    )


def test_f6_phase_two_runs_through_september_2026() -> None:
    """
    Phase two has until 30 September 2026, for operations in Syria that an air base in Irbil coordinates.
    """
    told = claimed(IRAQ.deadline("phase_two"), "iq-s05")[0].values

    assert TIMELINE.deadline("phase_two").due == date(2026, 9, 30)
    assert (told["theatre"], told["coordinated_from"], told["through"]) == (
        "Syria",
        "Iraq",
        "an air base in Irbil",
    )


def test_f7_the_army_took_ain_al_asad_on_17_january_2026() -> None:
    """
    The defence ministry claims that the army took over Ain al-Asad, in Anbar, on 17 January 2026.
    """
    handover = IRAQ.event("ain_al_asad.complete_transfer")
    base = IRAQ.entity("ain_al_asad")

    assert isinstance(base, Base)
    assert (base.province, base.iso3166_2) == ("Anbar", "IQ-AN")
    assert TIMELINE.state("ain_al_asad", "2026-01-16") == "transferring"
    assert TIMELINE.first("ain_al_asad", "iraqi_controlled") == HANDOVER
    assert handover.attributes["recipient"] == "iraqi_army"
    assert [claim.stance for claim in by("iraqi_mod", claimed(handover, "iq-s06"))] == ["asserts"]


@pytest.mark.parametrize("site", ["ain_al_asad", "joint_operations_command"])
def test_f8_the_last_advisers_left_on_18_january_2026(site: str) -> None:
    """
    The committee says, through the Iraqi News Agency, that the last advisers left the site on 18 January 2026.
    """
    left = IRAQ.event(f"{site}_garrison.leave")
    garrison = IRAQ.entity(f"{site}_garrison")

    assert (garrison.site, garrison.part_of) == (site, site)
    assert TIMELINE.first(garrison.id, "gone") == DECLARATION
    assert TIMELINE.state(site, DECLARATION) == "iraqi_controlled"
    assert "iraqi_news_agency" in {claim.outlet for claim in by(COMMITTEE, claimed(left, "iq-s09"))}
    assert by(COMMITTEE, claimed(IRAQ.event(f"{site}.complete_transfer"), "iq-s09"))


def test_f9_phase_one_is_complete_once_federal_iraq_is_evacuated() -> None:
    """
    Phase one is complete on the day on which every federal base is Iraqi and every garrison gone: its very guard.
    """
    mission = IRAQ.lifecycle_of("mission")
    guard = next(each.when for each in mission.transitions if each.trigger == "complete_phase_one")
    federal = {entity.id for entity in IRAQ.entities if "federal" in entity.tags}
    states = {TIMELINE.state(entity, DECLARATION) for entity in federal}

    assert guard == AllOf(
        (
            InState(Select(lifecycle="base", tags="federal"), "iraqi_controlled"),
            InState(Select(lifecycle="garrison", tags="federal"), "gone"),
        )
    )
    assert states == {"iraqi_controlled", "gone"}
    assert TIMELINE.state("mission", HANDOVER) == "phase_one"
    assert TIMELINE.first("mission", "bilateral") == DECLARATION
    assert by(COMMITTEE, claimed(IRAQ.event("mission.complete_phase_one"), "iq-s08"))


def test_f9_phase_one_can_t_be_complete_while_a_federal_base_is_held() -> None:
    """
    Every federal base and garrison is named as a blocker if phase one is declared complete in 2024.
    """
    events = [
        event for event in IRAQ.events if event.id in ("mission.form", "mission.end_combat", "mission.agree_plan")
    ]
    early = [*events, Event("mission", "complete_phase_one", "2024-12-31")]
    bare = missionsim.Scenario("early", IRAQ.horizon, IRAQ.lifecycles, IRAQ.entities, early, parties=IRAQ.parties)
    reason = bare.replay().refusals[0].reason

    assert reason is not None
    assert {blocker.entity for blocker in reason.blockers} == {
        entity.id for entity in IRAQ.entities if "federal" in entity.tags
    }


def test_f10_the_relationship_is_bilateral() -> None:
    """
    With phase one the relationship turns bilateral, with memorandums on five subjects.
    """
    turned = IRAQ.event("partnership.become_bilateral")

    assert TIMELINE.state("partnership", HANDOVER) == "coalition_framework"
    assert TIMELINE.state("partnership", DECLARATION) == "bilateral"
    assert [(link.event, link.kind) for link in turned.after] == [("mission.complete_phase_one", "carry")]
    assert turned.attributes["memorandum_subjects"] == (
        "equipment",
        "armament",
        "training",
        "exercises",
        "joint operations",
    )


def test_f11_phase_two_began_in_syria() -> None:
    """
    Phase two begins on 18 January 2026 in Syria, and coordination continues.
    """
    began = IRAQ.event("mission.begin_phase_two")

    assert TIMELINE.state("mission", DECLARATION) == "phase_two"
    assert (began.attributes["theatre"], began.attributes["coordination"]) == ("Syria", "continues")
    assert by(COMMITTEE, claimed(began, "iq-s11"))


def test_f12_irbil_stays_with_the_coalition() -> None:
    """
    Irbil is coalition-held from first to last, and gives logistical support across the border.
    """
    logistics = IRAQ.event("logistics_through_erbil")

    assert [spell.state for spell in TIMELINE.spells("erbil")] == ["coalition_held"]
    assert [spell.state for spell in TIMELINE.spells("harir")] == ["coalition_held"]
    assert IRAQ.entity("erbil").attributes["role"] == "cross-border logistics for Syria"
    assert "erbil" in logistics.about
    assert by(COMMITTEE, logistics.claims)


def test_f13_joint_operations_stay_permitted_after_the_handover() -> None:
    """
    The permission for joint operations from Ain al-Asad is given after the base has become Iraqi.
    """
    permission = IRAQ.event("joint_operations_permitted")
    given = permission.date.earliest

    assert given is not None
    assert TIMELINE.state("ain_al_asad", given) == TIMELINE.state("ain_al_asad") == "iraqi_controlled"
    assert permission.about == ("ain_al_asad",)
    assert permission.attributes["joint_operations_permitted"] is True
    assert permission.attributes["partner"] == "us"
    assert IRAQ.event("mission.complete_phase_one").attributes["joint_operations_permitted"] is True


def test_f14_no_comment_is_no_confirmation() -> None:
    """
    Washington and Damascus gave no comment, and nothing of those two days is confirmed in their name.
    """
    silent = IRAQ.event("no_comment")
    events = [IRAQ.event(step.event) for step in TIMELINE.between(HANDOVER, DECLARATION)]
    stances = {claim.stance for event in events for party in ("us", "syria") for claim in by(party, event.claims)}

    assert [by(party, silent.claims)[0].stance for party in ("us", "syria")] == ["no_comment", "no_comment"]
    assert stances.isdisjoint({"asserts", "confirms"})


def test_f15_conflicts_between_sources_stand_as_claims() -> None:
    """
    Who held Ain al-Asad, who was still in it, and whether the headquarters was empty, is told in several ways.
    """
    assert other_dates("ain_al_asad.complete_transfer") == {
        "news_pravda": "2026-01-01",
        COMMITTEE: "2026-01-18",
        "daynewsnow": "2026-01-18",
    }
    assert other_dates("ain_al_asad_garrison.leave")["iraqi_mod_official"] == "[..2026-01-17]"
    assert other_dates("joint_operations_command_garrison.leave")["joint_operations_command_deputy"] == "2025-12-31"
    assert other_dates("mission.complete_phase_one") == {"joint_operations_command_deputy": "2025-11-26"}
    assert other_dates("mission.begin_phase_two") == {"us": "[2025-09..2025-10]"}


def test_f16_the_end_of_phase_two_is_left_open() -> None:
    """
    No event concludes the mission, and the deadline for it is pending, though the horizon reaches the due day.
    """
    unknown = IRAQ.event("not_known_after_24_february")

    assert "conclude" in IRAQ.lifecycle_of("mission").triggers
    assert "conclude" not in {firing.trigger for event in IRAQ.events for firing in event.fires}
    assert TIMELINE.state("mission") == "phase_two"
    assert IRAQ.known_until == date(2026, 2, 24)
    assert TIMELINE.horizon == date(2026, 9, 30)
    assert TIMELINE.deadline("phase_two").verdict == "pending"
    assert unknown.claims == ()


def test_every_reported_fact_is_in_a_note() -> None:
    """
    Each of the numbered facts stands in the note of what represents it, and no others do.
    """
    assert {fact for note in notes() for fact in re.findall(r"\biq-s?\d+", note)} == FACTS


@pytest.mark.parametrize("reading", ["latest", "earliest"])
def test_both_readings_replay_without_refusal(reading: Literal["latest", "earliest"]) -> None:
    """
    The record holds together whichever end of its imprecise dates is taken.
    """
    timeline = IRAQ.replay(strict=True, reading=reading)

    assert timeline.contradictions == ()
    assert timeline.configuration() == TIMELINE.configuration()
    assert [each.verdict for each in timeline.deadlines] == [each.verdict for each in TIMELINE.deadlines]


def test_the_18th_of_january_in_order() -> None:
    """
    On the day of the declaration, each event comes after what it requires.
    """
    assert steps_on(DECLARATION) == [
        "ain_al_asad_garrison.leave",
        "joint_operations_command_garrison.leave",
        "joint_operations_command.complete_transfer",
        "mission.complete_phase_one",
        "partnership.become_bilateral",
        "mission.begin_phase_two",
    ]


@pytest.mark.parametrize(
    ("id_", "days_late", "verdict"),
    [
        ("end_of_combat_role", -22, "met"),
        ("phase_one", 110, "violated"),
        ("phase_two", None, "pending"),
        ("ain_al_asad_last_soldier", 125, "violated"),
        ("ain_al_asad_handover", 8, "violated"),
        ("us_exit_from_syria", None, "pending"),
    ],
)
def test_what_became_of_the_deadlines(id_: str, days_late: int | None, verdict: str) -> None:
    """
    Each deadline is as early, late or open as the reports make it.
    """
    outcome = TIMELINE.deadline(id_)

    assert (outcome.days_late, outcome.verdict) == (days_late, verdict)


@pytest.mark.parametrize(
    ("entity", "name", "low", "high"),
    [
        ("al_qaim", "personnel", 300, 300),
        ("al_taqaddum", "personnel", 500, 500),
        ("ain_al_asad", "personnel", 250, 350),
        ("harir", "personnel", 200, None),
        ("mission", "personnel_in_baghdad", 4, 5),
        ("mission", "personnel_in_kurdistan_region", 1500, 1500),
        ("mission", "us_troops_in_iraq", 2500, 2500),
    ],
)
def test_how_many_were_where(entity: str, name: str, low: float, high: float | None) -> None:
    """
    Reported numbers are kept as ranges.
    """
    seen = TIMELINE.measure(entity, name)

    assert seen is not None
    assert (seen.value.low, seen.value.high) == (low, high)


def test_news_pravda_has_the_base_iraqi_sixteen_days_early() -> None:
    """
    In News-Pravda's version Ain al-Asad is Iraqi on 1 January 2026, and nothing else differs on any day.
    """
    version = IRAQ.according_to("news_pravda").replay(strict=True)
    different = [entity for entity in TIMELINE.entities if version.spells(entity) != TIMELINE.spells(entity)]

    assert TIMELINE.state("ain_al_asad", "2026-01-01") == "transferring"
    assert version.first("ain_al_asad", "iraqi_controlled") == date(2026, 1, 1)
    assert different == ["ain_al_asad"]


def test_the_deputy_s_version_contradicts_itself() -> None:
    """
    As Muhammadawi tells it, the headquarters was empty on 31 December, and phase one complete too early to be so.
    """
    version = IRAQ.according_to("joint_operations_command_deputy").replay()
    refused = version.refusals[0]

    assert TIMELINE.state("joint_operations_command_garrison", "2025-12-31") == "leaving"
    assert version.first("joint_operations_command_garrison", "gone") == date(2025, 12, 31)
    assert (refused.event, refused.date) == ("mission.complete_phase_one", date(2025, 11, 26))
    assert refused.reason is not None
    assert "ain_al_asad" in {blocker.entity for blocker in refused.reason.blockers}
    assert [each.event for each in version.contradictions] == ["mission.complete_phase_one"]


def test_doubtful_claims_are_marked() -> None:
    """
    All claims for the inferred day (iq-23) and for the unsupported one (iq-33) are unverified, and no others are.
    """
    doubtful = {claim for claim in claims() if re.match("iq-(23|33)", claim.note)}

    assert {claim for claim in claims() if not claim.verified} == doubtful


def test_unsourced_places_are_marked() -> None:
    """
    Every base in Iraq has a province and coordinates, and those without a proper source are unverified.
    """
    bases = [entity for entity in IRAQ.entities if isinstance(entity, Base)]
    placed = {base.id: base.coordinates for base in bases if base.coordinates is not None}

    assert {base.id for base in bases} - set(placed) == {"al_shaddadi", "qasrak"}
    assert all(base.province and base.iso3166_2 for base in bases if base.id in placed)
    assert all(each.source for each in placed.values())
    assert {id_ for id_, each in placed.items() if not each.verified} == {
        "joint_operations_command",
        "al_qaim",
        "nineveh_operations_command",
        "abu_ghraib",
        "besmayah",
        "harir",
        "al_tanf",
    }


def test_every_party_is_declared_for_a_reason() -> None:
    """
    Each declared party speaks, holds, receives, or belongs to the story.
    """
    named = {voice for claim in claims() for voice in claim.voices} | set(IRAQ.party("coalition").members)
    attributes = [
        *(entity.attributes for entity in IRAQ.entities),
        *(part.attributes for part in sourced() if not isinstance(part, Deadline)),
    ]
    for table in attributes:
        named.update(value for value in table.values() if isinstance(value, str))
    for entity in IRAQ.entities:
        named.update(entity.parties if isinstance(entity, Mission) else ())

    assert {party.id for party in IRAQ.parties} <= named
