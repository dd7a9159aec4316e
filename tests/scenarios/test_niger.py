"""
The bundled scenario of the US withdrawal from Niger.
"""

from datetime import date
from typing import Literal

import attrs
import pytest

import missionsim

NIGER = missionsim.load("niger")
TIMELINE = NIGER.replay(strict=True)


@pytest.mark.parametrize("reading", ["latest", "earliest"])
def test_the_record_holds_together(reading: Literal["latest", "earliest"]) -> None:
    """
    Every event is applied in both readings, none before what it depends on.
    """
    timeline = NIGER.replay(strict=True, reading=reading)

    assert {step.disposition for step in timeline.steps} == {"applied"}
    assert len(timeline.steps) == sum(len(event.fires) for event in NIGER.events)
    assert timeline.contradictions == ()


@pytest.mark.parametrize("fact", [f"ne-{number:02d}" for number in range(1, 14)])
def test_every_fact_is_represented(fact: str) -> None:
    """
    The number of every documented fact stands in the note of an event or a deadline.
    """
    notes = [part.note for part in NIGER.events]
    notes += [part.note for part in NIGER.deadlines]

    assert any(fact in note for note in notes)


def test_every_event_but_an_undated_start_has_a_source() -> None:
    """
    Only the undated starts of handovers, bounded by the handover, go without a claim.
    """
    unsourced = [event for event in NIGER.events if not event.claims]

    assert [event.id for event in unsourced] == ["air_base_101.begin_transfer", "air_base_201.begin_transfer"]
    assert all(event.date.kind == "bound" and event.date.earliest is None for event in unsourced)


def test_niamey_is_handed_over_before_agadez() -> None:
    """
    Air Base 101 passes on 7 July 2024, Air Base 201 on 5 August, each held by the US until the day before.
    """
    assert TIMELINE.first("air_base_101", "host_controlled") == date(2024, 7, 7)
    assert TIMELINE.first("air_base_201", "host_controlled") == date(2024, 8, 5)
    assert TIMELINE.state("air_base_101", "2024-07-06") == "us_held"
    assert TIMELINE.state("air_base_201", "2024-08-04") == "us_held"


def test_the_mission_goes_through_its_phases() -> None:
    """
    From the end of the accord to the completed withdrawal, each phase begins on its documented day.
    """
    assert [(spell.state, spell.start) for spell in TIMELINE.spells("mission")] == [
        ("accord_in_force", date(2024, 1, 1)),
        ("accord_ended", date(2024, 3, 16)),
        ("leaving_agreed", date(2024, 4, 19)),
        ("first_phase", date(2024, 5, 19)),
        ("first_phase_done", date(2024, 7, 8)),
        ("withdrawn", date(2024, 9, 15)),
    ]


def test_russians_and_americans_share_the_base() -> None:
    """
    Russian personnel are at Air Base 101 from 2 May 2024, while the US still holds its part.
    """
    assert TIMELINE.first("russian_personnel", "present") == date(2024, 5, 2)
    assert TIMELINE.state("air_base_101", "2024-05-02") == "us_held"


def test_soldiers_at_the_embassy_outlast_the_bases() -> None:
    """
    When both bases are handed over some soldiers remain at the embassy; in the end only its guard does.
    """
    assert TIMELINE.state("coordination_element", "2024-08-07") == "present"
    assert TIMELINE.state("coordination_element") == "gone"
    assert TIMELINE.state("embassy_guard") == "present"


def test_the_day_the_soldiers_left_is_not_invented() -> None:
    """
    The coordination element left between 7 August and 16 September 2024: the two readings take either end.
    """
    earliest = NIGER.replay(reading="earliest")

    assert earliest.first("coordination_element", "gone") == date(2024, 8, 7)
    assert TIMELINE.first("coordination_element", "gone") == date(2024, 9, 16)


def test_undated_sites_never_move() -> None:
    """
    Ouallam and Diffa, which no report dates, stay in the one state that says so; the outpost teams only set out.
    """
    assert [spell.state for spell in TIMELINE.spells("ouallam")] == ["handover_undated"]
    assert [spell.state for spell in TIMELINE.spells("diffa")] == ["handover_undated"]
    assert TIMELINE.state("outpost_teams") == "leaving"


def test_the_withdrawal_is_complete_on_the_due_date() -> None:
    """
    The deadline of 15 September 2024 is met on the day, with none to spare.
    """
    outcome = TIMELINE.deadline("us_out")

    assert outcome.set_on == date(2024, 5, 19)
    assert (outcome.due, outcome.met_on) == (date(2024, 9, 15), date(2024, 9, 15))
    assert (outcome.days_late, outcome.verdict) == (0, "met")


def test_the_deadline_was_open_in_august() -> None:
    """
    As known at the end of August the deadline is pending.
    """
    assert TIMELINE.deadline("us_out", "2024-08").verdict == "pending"


def test_nobody_knows_whether_two_thirds_were_out() -> None:
    """
    The intermediate term of 26 July 2024 stays undetermined: no report says what had left by then.
    """
    outcome = TIMELINE.deadline("two_thirds_out")

    assert (outcome.set_on, outcome.due) == (date(2024, 7, 5), date(2024, 7, 26))
    assert (outcome.met_on, outcome.days_late, outcome.verdict) == (None, None, "undetermined")


def test_outpost_teams_are_measured() -> None:
    """
    Teams of 10 to 20 are observed from 5 July 2024 on, on General Ekman's word.
    """
    seen = TIMELINE.measure("outpost_teams", "team_size")

    assert seen is not None
    assert (seen.value.low, seen.value.high, seen.date) == (10, 20, date(2024, 7, 5))
    assert seen.claims[0].by == "ekman"
    assert TIMELINE.measure("outpost_teams", "team_size", "2024-07-04") is None


def test_the_withdrawal_waits_for_agadez() -> None:
    """
    Without the handover of Air Base 201 the withdrawal can't be completed, and that base is the reason.
    """
    events = [event for event in NIGER.events if event.id != "air_base_201.complete_transfer"]
    (refused,) = attrs.evolve(NIGER, events=events).replay().refusals

    assert (refused.event, refused.before) == ("mission.complete_withdrawal", "first_phase_done")
    assert refused.reason is not None
    assert [blocker.entity for blocker in refused.reason.blockers] == ["air_base_201"]


def test_one_outlet_dates_the_end_of_the_accord_a_day_later() -> None:
    """
    In the version of the outlet that prints 17 March the accord ends then.
    """
    timeline = NIGER.according_to("nutrahealths").replay()

    assert timeline.first("mission", "accord_ended") == date(2024, 3, 17)


def test_an_inferred_day_is_marked() -> None:
    """
    The agreement to leave, whose day is inferred, has an uncertain date and claims that are not verified.
    """
    agreed = NIGER.event("mission.agree_to_leave")

    assert agreed.date.uncertain
    assert not any(claim.verified for claim in agreed.claims)
    assert all("inferred" in claim.note for claim in agreed.claims)


def test_only_the_neighbouring_airport_is_unverified() -> None:
    """
    Agadez has the coordinates of the airport beside it, marked unverified; undated sites have none at all.
    """
    coordinates = {base.id: base.coordinates for base in NIGER.entities if isinstance(base, missionsim.Base)}

    assert {id_: place.verified for id_, place in coordinates.items() if place is not None} == {
        "air_base_101": True,
        "air_base_201": False,
    }
    assert coordinates["ouallam"] is None
    assert coordinates["diffa"] is None
