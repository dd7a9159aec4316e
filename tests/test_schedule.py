"""
Which event happens on which day: readings, open sides, widening, floors, same-day order.
"""

from __future__ import annotations

from datetime import date

import pytest

from missionsim import Contradiction, Event, ImpreciseDate, Link, Scenario, UnknownError
from missionsim.schedule import Reading, Widening, schedule
from small import small

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BASES = ("north", "south")


def dated(*dates: str, after: Link | None = None) -> Scenario:
    """
    Events named a, b, c, ... on *dates*; the last of them depends on another if *after* is given.
    """
    events = [
        Event("north", "begin", when, chr(ord("a") + n), after=[after] if after and n == len(dates) - 1 else [])
        for n, when in enumerate(dates)
    ]
    return small(events=events, records=[], deadlines=[])


def order(scenario: Scenario, reading: Reading = "latest") -> list[tuple[str, date]]:
    """
    Ids and days of the events as placed.
    """
    return [(placed.event.id, placed.day) for placed in scenario.schedule(reading)]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026-03-05", date(2026, 3, 5), date(2026, 3, 5)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("[2026-03-01..2026-03-09]", date(2026, 3, 1), date(2026, 3, 9)),
        ("2026-03-01/2026-03-09", date(2026, 3, 1), date(2026, 3, 9)),
        ("[..2026-03-09]", date(2026, 3, 9), date(2026, 3, 9)),
        ("[2026-03-09..]", date(2026, 3, 9), date(2026, 3, 9)),
        ("2026-03-09/..", date(2026, 3, 9), date(2026, 3, 9)),
    ],
)
def test_a_reading_takes_one_end(text: str, earliest: date, latest: date) -> None:
    """
    An event stands on the last or the first day it can have happened; where that side is open, on the other.
    """
    assert order(dated(text), "earliest") == [("a", earliest)]
    assert order(dated(text), "latest") == [("a", latest)]
    assert order(dated(text)) == order(dated(text), "latest")


def test_an_open_side_can_be_closed() -> None:
    """
    With the ends of the scenario given, an open side reaches up to them; a known side stays.
    """
    ends = (FIRST, LAST)
    before, after = ImpreciseDate.parse("[..2026-03-09]"), ImpreciseDate.parse("[2026-03-09..]")

    assert Widening().day(before, "earliest", ends) == FIRST
    assert Widening().day(after, "latest", ends) == LAST
    assert Widening().day(before, "latest", ends) == Widening().day(after, "earliest", ends) == date(2026, 3, 9)


def test_qualifiers_widen_by_as_much_as_the_scenario_says() -> None:
    """
    ``~`` and ``?`` widen by nothing unless told, each by its own days, ``%`` by the larger.
    """
    widening = Widening(approximate=2, uncertain=5)
    plain, about, perhaps, both = (ImpreciseDate.parse(f"2026-03-10{mark}") for mark in ("", "~", "?", "%"))

    assert Widening().of(both) == (date(2026, 3, 10), date(2026, 3, 10))
    assert widening.of(plain) == (date(2026, 3, 10), date(2026, 3, 10))
    assert widening.of(about) == (date(2026, 3, 8), date(2026, 3, 12))
    assert widening.of(perhaps) == widening.of(both) == (date(2026, 3, 5), date(2026, 3, 15))
    assert [widening.is_precise(each) for each in (plain, about, perhaps)] == [True, False, False]
    assert Widening().is_precise(about)
    assert not Widening().is_precise(ImpreciseDate.parse("[..2026]"))


def test_a_widened_event_stands_later_or_earlier() -> None:
    """
    The scenario's widening moves its approximate events to either end.
    """
    scenario = small(events=[Event("north", "begin", "2026-03-10~", "a")], approximate_days=2)

    assert order(scenario, "latest") == [("a", date(2026, 3, 12))]
    assert order(scenario, "earliest") == [("a", date(2026, 3, 8))]


def test_a_floor_narrows_an_imprecise_date() -> None:
    """
    What is known to lie in a month, but not before another event, stands on the first day that both allow.
    """
    scenario = dated("2026-03-10", "2026-03", after=Link("a", "floor", 5))

    assert order(scenario, "earliest") == [("a", date(2026, 3, 10)), ("b", date(2026, 3, 15))]
    assert order(scenario, "latest") == [("a", date(2026, 3, 10)), ("b", date(2026, 3, 31))]
    assert scenario.replay(reading="earliest").contradictions == ()


def test_a_carry_narrows_it_too() -> None:
    """
    A reaction does not come before what it reacts to.
    """
    scenario = dated("2026-03-10", "2026-03", after=Link("a", "carry"))

    assert order(scenario, "earliest")[1] == ("b", date(2026, 3, 10))


def test_the_latest_of_several_floors_counts() -> None:
    """
    With several predecessors, and predecessors that are moved themselves, all are kept.
    """
    events = [
        Event("north", "begin", "2026", "c", after=[Link("a", "floor", 1), Link("b", "floor", 1)]),
        Event("north", "begin", "2026", "b", after=[Link("a", "floor", 10)]),
        Event("north", "begin", "2026-03-10", "a"),
    ]
    scenario = small(events=events, records=[], deadlines=[])

    assert order(scenario, "earliest") == [("a", date(2026, 3, 10)), ("b", date(2026, 3, 20)), ("c", date(2026, 3, 21))]


def test_an_open_end_gives_way_to_any_floor() -> None:
    """
    A date without a last day is moved as far as its predecessors ask.
    """
    scenario = dated("2026-06-01", "[2026-03-01..]", after=Link("a", "floor"))

    assert order(scenario)[1] == ("b", date(2026, 6, 1))


def test_a_date_never_leaves_what_is_known_about_it() -> None:
    """
    Where a floor lies after the last possible day, the event stays where the reading puts it, and that is reported.
    """
    scenario = dated("2026-03-10", "2026-02", after=Link("a", "floor", 3))
    found = scenario.replay(reading="earliest").contradictions

    assert order(scenario, "earliest") == [("b", date(2026, 2, 1)), ("a", date(2026, 3, 10))]
    assert found == (Contradiction("b", date(2026, 2, 1), Link("a", "floor", 3), date(2026, 3, 13)),)
    assert str(found[0]) == "b on 2026-02-01 contradicts a: not before 2026-03-13"


def test_a_predecessor_listed_later_on_the_same_day_is_a_contradiction() -> None:
    """
    On one day, document order decides; depending on what comes after is reported, not repaired.
    """
    events = [
        Event("north", "begin", "2026-03-10", "a", after=[Link("b", "carry")]),
        Event("south", "begin", "2026-03-10", "b"),
    ]
    scenario = small(events=events, records=[], deadlines=[])
    found = scenario.replay().contradictions

    assert [id_ for id_, _ in order(scenario)] == ["a", "b"]
    assert [str(each) for each in found] == ["a on 2026-03-10 is listed before b, on which it depends"]


def test_contradictions_come_in_document_order() -> None:
    """
    Several contradictions are listed event by event, link by link.
    """
    late = Event("north", "begin", "2026-06-01", "late")
    later = Event("south", "begin", "2026-07-01", "later")
    early = [
        Event(base, "begin", "2026-02-01", f"early_{base}", after=[Link("later", "floor"), Link("late", "floor")])
        for base in BASES
    ]
    _, found = schedule([*early, late, later], "latest", Widening())

    assert [(each.event, each.link.event) for each in found] == [
        ("early_north", "later"),
        ("early_north", "late"),
        ("early_south", "later"),
        ("early_south", "late"),
    ]


def test_events_of_a_day_run_in_document_order() -> None:
    """
    Neither ids nor precision, only the position in the document, orders events of one day.
    """
    scenario = dated("2026-03-31", "2026-03", "[..2026-03-31]", "2026-03-30")

    assert [id_ for id_, _ in order(scenario)] == ["d", "a", "b", "c"]


def test_an_unknown_reading_is_refused() -> None:
    """
    Only two readings are known, wherever one is asked for.
    """
    message = r"'late' is none of these; accepted: latest, earliest \(did you mean"
    with pytest.raises(UnknownError, match=message):
        small().schedule("late")  # type: ignore[arg-type]
    with pytest.raises(UnknownError, match=message):
        small().replay(reading="late")  # type: ignore[arg-type]


def test_read_latest_an_imprecise_event_makes_way_for_those_that_depend_on_it() -> None:
    """
    What begins in August and is over on the 13th began on the 13th at the latest; a lag counts, and so does a chain.
    """
    assert order(dated("2026-08", "2026-08-13", after=Link("a", "floor"))) == [
        ("a", date(2026, 8, 13)),
        ("b", date(2026, 8, 13)),
    ]
    assert order(dated("2026-08", "2026-08-13", after=Link("a", "floor", 3)))[0] == ("a", date(2026, 8, 10))
    assert order(dated("2026-08", "2026-08-13", after=Link("a", "floor")), "earliest")[0] == ("a", date(2026, 8, 1))

    chain = [
        Event("north", "begin", "2026-08", "a"),
        Event("north", "begin", "2026-08", "b", after=[Link("a", "floor", 2)]),
        Event("north", "begin", "2026-08-13", "c", after=[Link("b", "floor", 2)]),
    ]
    assert order(small(events=chain, records=[], deadlines=[])) == [
        ("a", date(2026, 8, 9)),
        ("b", date(2026, 8, 11)),
        ("c", date(2026, 8, 13)),
    ]


def test_nothing_is_placed_before_the_start() -> None:
    """
    A month that the scenario starts in the middle of begins there, and no dependent pulls an event beyond it.
    """
    scenario = small(
        start="2026-01-10",
        events=[
            Event("north", "begin", "2026-01", "a"),
            Event("north", "begin", "[..2026-01-20]", "b"),
            Event("north", "begin", "2026-01-11", "c", after=[Link("b", "floor", 3)]),
        ],
        records=[],
        deadlines=[],
    )

    assert order(scenario, "earliest")[0] == ("a", date(2026, 1, 10))
    assert dict(order(scenario))["b"] == date(2026, 1, 20)
    assert [str(each) for each in scenario.replay().contradictions] == [
        "c on 2026-01-11 contradicts b: not before 2026-01-23"
    ]
