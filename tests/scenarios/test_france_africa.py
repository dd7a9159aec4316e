"""
The bundled scenario of the French withdrawals in Africa.
"""

from datetime import date, timedelta
from typing import Literal

import attrs
import pytest

import missionsim

FRANCE = missionsim.load("france_africa")
TIMELINE = FRANCE.replay(strict=True)

HANDOVERS = {
    "tessalit": date(2021, 11, 13),
    "timbuktu": date(2021, 12, 14),
    "gossi": date(2022, 4, 19),
    "menaka": date(2022, 6, 13),
    "gao": date(2022, 8, 15),
    "kamboinsin": date(2023, 2, 18),
    "ouallam": date(2023, 10, 22),
    "niamey": date(2023, 12, 22),
    "faya_largeau": date(2024, 12, 26),
    "abeche": date(2025, 1, 11),
    "kossei": date(2025, 1, 30),
    "port_bouet": date(2025, 2, 20),
    "marechal": date(2025, 3, 7),
    "saint_exupery": date(2025, 3, 7),
    "protet": date(2025, 5, 15),
    "rufisque": date(2025, 7, 1),
    "camp_geille": date(2025, 7, 17),
}

COMPLETED = {
    "barkhane_mali": ("withdrawn", date(2022, 8, 15)),
    "sabre_burkina": ("operations_ended", date(2023, 2, 18)),
    "niger_withdrawal": ("withdrawn", date(2023, 12, 22)),
    "chad_withdrawal": ("withdrawn", date(2025, 1, 30)),
    "cote_d_ivoire": ("handed_over", date(2025, 2, 20)),
    "senegal": ("presence_ended", date(2025, 7, 17)),
}


@pytest.mark.parametrize("reading", ["latest", "earliest"])
def test_the_record_holds_together(reading: Literal["latest", "earliest"]) -> None:
    """
    Every event is applied in both readings, none before what it depends on.
    """
    timeline = FRANCE.replay(strict=True, reading=reading)

    assert {step.disposition for step in timeline.steps} == {"applied"}
    assert len(timeline.steps) == sum(len(event.fires) for event in FRANCE.events)
    assert timeline.contradictions == ()


@pytest.mark.parametrize("fact", [f"fr-{number:02d}" for number in range(1, 30)])
def test_every_fact_is_represented(fact: str) -> None:
    """
    The number of every documented fact stands in the note of an event or a deadline.
    """
    notes = [part.note for part in FRANCE.events]
    notes += [part.note for part in FRANCE.deadlines]

    assert any(fact in note for note in notes)


def test_every_event_but_a_start_has_a_source() -> None:
    """
    Only starts of handovers that nobody dates to the day go without a claim.
    """
    unsourced = [event for event in FRANCE.events if not event.claims]

    assert {firing.trigger for event in unsourced for firing in event.fires} == {"begin_transfer"}
    assert not any(event.date.is_precise for event in unsourced)


@pytest.mark.parametrize(("base", "day"), HANDOVERS.items())
def test_a_base_is_handed_over_on_its_documented_day(base: str, day: date) -> None:
    """
    A dated handover leaves its base under the host's control from that day on.
    """
    assert TIMELINE.first(base, "host_controlled") == day
    assert TIMELINE.state(base) == "host_controlled"


def test_kidal_is_handed_over_during_october() -> None:
    """
    Kidal is known to the month only, and not before its transfer began on 12 October 2021.
    """
    earliest = FRANCE.replay(reading="earliest")

    assert earliest.first("kidal", "host_controlled") == date(2021, 10, 12)
    assert TIMELINE.first("kidal", "host_controlled") == date(2021, 10, 31)
    assert TIMELINE.why("kidal").precision == "month"


@pytest.mark.parametrize(("base", "day"), [("ouallam", date(2023, 10, 10)), ("kossei", date(2024, 12, 10))])
def test_a_dated_departure_starts_the_transfer(base: str, day: date) -> None:
    """
    Where the first departure is dated the base is in transfer from that day until the handover.
    """
    assert TIMELINE.first(base, "transferring") == day
    assert TIMELINE.state(base, HANDOVERS[base] - timedelta(days=1)) == "transferring"


@pytest.mark.parametrize(("mission", "end"), COMPLETED.items())
def test_a_mission_ends_with_its_last_base(mission: str, end: tuple[str, date]) -> None:
    """
    Each country's mission reaches its end state on the day of that country's last handover.
    """
    state, day = end
    lifecycle = FRANCE.lifecycle_of(mission)

    assert lifecycle.end_states == (state,)
    assert TIMELINE.first(mission, state) == day
    assert day in HANDOVERS.values()


@pytest.mark.parametrize(
    ("base", "mission"),
    [
        ("menaka", "barkhane_mali"),
        ("ouallam", "niger_withdrawal"),
        ("faya_largeau", "chad_withdrawal"),
        ("protet", "senegal"),
    ],
)
def test_a_mission_waits_for_its_own_bases(base: str, mission: str) -> None:
    """
    With one base less handed over that country's mission can't end, and no other country's is touched.
    """
    events = [event for event in FRANCE.events if event.id != f"{base}.complete_transfer"]
    (refused,) = attrs.evolve(FRANCE, events=events).replay().refusals

    assert refused.entity == mission
    assert refused.reason is not None
    assert [blocker.entity for blocker in refused.reason.blockers] == [base]


def test_soldiers_leave_after_control_passed() -> None:
    """
    At Tessalit and Kamboinsin troops are still present when the base is already the host's.
    """
    assert TIMELINE.state("tessalit", "2021-11-14") == "host_controlled"
    assert TIMELINE.state("tessalit_garrison", "2021-11-14") == "present"
    assert TIMELINE.first("tessalit_garrison", "gone") == date(2021, 11, 15)
    assert TIMELINE.state("kamboinsin_logisticians", "2023-02-18") == "present"
    assert TIMELINE.first("kamboinsin_logisticians", "gone") == date(2023, 2, 22)


def test_the_camp_in_gabon_becomes_shared() -> None:
    """
    Camp de Gaulle is never handed over: it is shared from 9 July 2024 on.
    """
    assert [(spell.state, spell.start) for spell in TIMELINE.spells("camp_de_gaulle")] == [
        ("french_held", date(2021, 1, 1)),
        ("shared", date(2024, 7, 9)),
    ]


def test_undated_sites_never_move() -> None:
    """
    Tabarey-Barey and the air stop at Diass stay in the one state that says that their handover is undated.
    """
    assert [spell.state for spell in TIMELINE.spells("tabarey_barey")] == ["handover_undated"]
    assert [spell.state for spell in TIMELINE.spells("henri_lemaitre")] == ["handover_undated"]


@pytest.mark.parametrize(
    ("deadline", "due", "met_on", "days_late", "verdict"),
    [
        ("mali_by_august", date(2022, 8, 31), date(2022, 8, 15), -16, "met"),
        ("burkina_one_month", date(2023, 2, 18), date(2023, 2, 18), 0, "met"),
        ("niger_by_end_of_2023", date(2023, 12, 31), date(2023, 12, 22), -9, "met"),
        ("chad_notice", date(2025, 1, 31), date(2025, 1, 30), -1, "met"),
        ("port_bouet_in_january", date(2025, 1, 31), date(2025, 2, 20), 20, "violated"),
    ],
)
def test_deadlines_end_as_reported(deadline: str, due: date, met_on: date, days_late: int, verdict: str) -> None:
    """
    Four of five deadlines are met; Port-Bouet is handed over twenty days late.
    """
    outcome = TIMELINE.deadline(deadline)

    assert (outcome.due, outcome.met_on) == (due, met_on)
    assert (outcome.days_late, outcome.verdict) == (days_late, verdict)


def test_chad_moves_its_deadline_forward() -> None:
    """
    Until 18 December 2024 the notice runs to May 2025, from the day after to 31 January.
    """
    before, after = (TIMELINE.deadline("chad_notice", day) for day in ("2024-12-18", "2024-12-19"))

    assert (before.set_on, before.due) == (date(2024, 11, 28), date(2025, 5, 31))
    assert after.due == date(2025, 1, 31)
    assert (before.verdict, after.verdict) == ("pending", "pending")


@pytest.mark.parametrize(
    ("entity", "name", "low", "high"),
    [
        ("gossi", "departed", 300, 300),
        ("menaka", "departed", 100, 100),
        ("sabre_burkina", "personnel", 400, 400),
        ("ouallam", "departed", 193, 193),
        ("niger_withdrawal", "departed", 1400, 1500),
        ("camp_de_gaulle", "personnel", 150, 300),
        ("abeche", "departed", 90, 90),
        ("port_bouet", "personnel", 80, 100),
    ],
)
def test_numbers_are_observed_as_reported(entity: str, name: str, low: int, high: int) -> None:
    """
    Reported numbers are observed on their entity, as a range where the reports differ.
    """
    seen = TIMELINE.measure(entity, name)

    assert seen is not None
    assert (seen.value.low, seen.value.high) == (low, high)
    assert seen.claims != ()


@pytest.mark.parametrize(
    ("party", "entity", "state", "day"),
    [
        ("radarpress", "tessalit", "host_controlled", date(2021, 11, 15)),
        ("afrique_sur7", "ouallam", "host_controlled", date(2023, 10, 21)),
        ("earlier_press", "camp_geille", "host_controlled", date(2025, 7, 18)),
        ("earlier_press", "senegal", "presence_ended", date(2025, 7, 18)),
    ],
)
def test_a_party_that_disputes_a_date_has_its_own_version(party: str, entity: str, state: str, day: date) -> None:
    """
    According to an outlet that gives another date the event stands on that date, and nothing is refused.
    """
    timeline = FRANCE.according_to(party).replay(strict=True)

    assert timeline.first(entity, state) == day


def test_a_month_that_contains_the_day_agrees_with_it() -> None:
    """
    An outlet that gives November only does not move the denunciation from the 28th.
    """
    timeline = FRANCE.according_to("journal_du_tchad").replay(strict=True)

    assert timeline.first("chad_withdrawal", "denounced") == date(2024, 11, 28)


def test_outlets_differ_in_what_they_count() -> None:
    """
    Where an outlet only gives another number or detail, its version has that, on the recorded day.
    """
    recorded = FRANCE.event("kamboinsin.complete_transfer")
    misprinted = FRANCE.according_to("wadr").outcome.event("kamboinsin.complete_transfer")
    ceremony = FRANCE.according_to("dakaractu").outcome.event("marechal.complete_transfer")

    assert (recorded.attributes["personnel"], misprinted.attributes["personnel"]) == (400, 4000)
    assert misprinted.date == recorded.date
    assert ceremony.attributes["ceremony"] is True


def test_claims_without_a_dated_handover_are_not_verified() -> None:
    """
    The one fact that could not be verified, Tabarey-Barey, has only unverified claims; no other claim is.
    """
    claims = [(event.id, claim) for event in FRANCE.events for claim in event.claims]
    unverified = {id_ for id_, claim in claims if not claim.verified}
    (told,) = (event for event in FRANCE.events if event.is_context and event.about == ("tabarey_barey",))

    assert unverified == {told.id}
    assert not any(claim.verified for claim in told.claims)


def test_coordinates_are_those_of_airports() -> None:
    """
    Only five bases have coordinates, all verified as those of the airport there.
    """
    bases = [base for base in FRANCE.entities if isinstance(base, missionsim.Base)]
    places = {base.id: base.coordinates for base in bases if base.coordinates is not None}

    assert list(places) == ["faya_largeau", "abeche", "kossei", "port_bouet", "camp_geille"]
    assert all(place.verified and place.source.startswith("OurAirports") for place in places.values())
