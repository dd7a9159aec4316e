"""
What is possible over all consistent readings, by name, with why.
"""

from __future__ import annotations

from datetime import date

from missionsim import Claim, Entity, Event, Lifecycle, Link, Scenario, Transition, in_state
from missionsim.replay.possible import Assertion, Narrowed, possible_days
from small import small


def chain() -> list[Event]:
    """
    A beginning, its completion at least ten days later, and a statement at least five days after that, all vague.
    """
    return [
        Event("north", "begin", "2026-01"),
        Event("north", "complete", "2026-01/2026-03", after=[Link("north.begin", "floor", 10)]),
        Event(id="told", date="[2026-01-01..2026-02-10]", text="Done.", after=[Link("north.complete", "floor", 5)]),
    ]


def test_links_narrow_along_a_chain_both_ways() -> None:
    """
    Each step says what bounds an event, by how many days, back to the date that does.
    """
    record = small(events=chain(), deadlines=[])
    begin, complete, told = (possible_days(record, event.id) for event in record.events)

    assert (begin.earliest, begin.latest) == (date(2026, 1, 1), date(2026, 1, 26))
    assert (complete.earliest, complete.latest) == (date(2026, 1, 11), date(2026, 2, 5))
    assert (told.earliest, told.latest) == (date(2026, 1, 16), date(2026, 2, 10))
    assert told.not_before == (
        Narrowed("told", "north.complete", "link", None, 5),
        Narrowed("north.complete", "north.begin", "link", None, 10),
    )
    assert begin.not_after == (
        Narrowed("north.begin", "north.complete", "link", None, 10),
        Narrowed("north.complete", "told", "link", None, 5),
    )
    assert (begin.not_before, told.not_after) == ((), ())


def test_what_is_narrowed_says_why() -> None:
    """
    Wherever fewer days are possible than a date says, there is a reason on that side.
    """
    record = small(events=chain(), deadlines=[])

    for event in record.events:
        found = possible_days(record, event.id)
        assert bool(found.not_before) == (found.earliest > found.written[0])
        assert bool(found.not_after) == (found.latest < found.written[1])


def test_what_is_possible_reads_shortly() -> None:
    """
    A step says who bounds whom through what; a conflict who can't all be right, with the claims.
    """
    events = [
        Event("north", "begin", "2026-02-10"),
        Event("north", "complete", "2026-01-10", claims=[Claim("army")]),
        Event(id="both", date="2026-03-01", fires=["south.begin", "south.complete"]),
        Event("mission", "end", "2026-02-20"),
    ]
    found = small(events=events, deadlines=[]).conflicts()

    assert [str(each) for each in chain_steps()] == [
        "told by north.complete: link",
        "north.begin by told: guard (north)",
    ]
    assert str(found[0]) == "can't all be true: north.complete"
    assert found[0].claims == (Claim("army"),)
    assert str(Assertion("both", "south.begin", ())) == "south.begin in both"


def chain_steps() -> list[Narrowed]:
    """
    A step along a link, and one through an entity.
    """
    return [Narrowed("told", "north.complete", "link"), Narrowed("north.begin", "told", "guard", "north")]


def test_links_in_a_circle_of_days_leave_no_day() -> None:
    """
    What the dates and links of a record leave no day for has the days of its date, and says that that is not exact.
    """
    record = small(
        events=[
            Event("north", "begin", "2026-02-10", after=[Link("told", "floor")]),
            Event(id="told", date="2026-02-20", text="Done."),
        ],
        deadlines=[],
    )

    (conflict,) = record.conflicts()

    assert str(conflict) == "dates and links leave no day: told, north.begin"
    assert record.possible_days("told").written == (date(2026, 2, 20), date(2026, 2, 20))


def test_what_all_orders_have_in_common_narrows_too() -> None:
    """
    Neither way of two is possible before the first day of what both need; no other event bounds it then.
    """
    lamp = Lifecycle(
        "lamp", ["off", "on", "out"], "off", [Transition(["off", "on"], "on", "up"), Transition("on", "out", "end")]
    )
    events = [
        Event("lamp", "up", "2026-01-05/2026-01-20", "first"),
        Event("lamp", "up", "2026-01-08/2026-01-20", "second"),
        Event("lamp", "end", "2026-01/2026-02", "end"),
    ]
    record = Scenario("lamp", "2026-12-31", [lamp], [Entity("lamp", "lamp")], events, start="2026-01-01")

    found = record.possible_days("end")

    assert (found.earliest, found.latest) == (date(2026, 1, 8), date(2026, 2, 28))
    assert [each.kind for each in found.not_before] == ["orders"]


def test_a_guard_over_entities_of_several_lifecycles_narrows_like_any() -> None:
    """
    What needs a camp and a ship to be gone can't come before both are.
    """
    camp = Lifecycle("camp", ["held", "gone"], "held", [Transition("held", "gone", "leave")])
    ship = Lifecycle("ship", ["moored", "manned", "gone"], "moored", [Transition("moored", "gone", "sail")])
    mission = Lifecycle(
        "mission", ["on", "over"], "on", [Transition("on", "over", "end", when=in_state(["camp", "ship"], "gone"))]
    )
    events = [
        Event("camp", "leave", "2026-01-05/2026-01-20"),
        Event("ship", "sail", "2026-01-08/2026-01-20"),
        Event("mission", "end", "2026-01"),
    ]
    entities = [Entity("camp", "camp"), Entity("ship", "ship"), Entity("mission", "mission")]
    record = Scenario("several", "2026-12-31", [camp, ship, mission], entities, events, start="2026-01-01")

    assert record.possible_days("mission.end").earliest == date(2026, 1, 8)
    assert record.replay().possible_states("mission", "2026-01-20") == ("on", "over")
