"""
Edits as values: how they are written, what they say, and what they refuse.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from missionsim import (
    According,
    Advance,
    Base,
    DateError,
    Delay,
    Drop,
    Edit,
    EditError,
    Event,
    Events,
    ImpreciseDate,
    Initial,
    Insert,
    Move,
    Offset,
    Redate,
    Replace,
    Revise,
    Rewire,
    Swap,
    in_state,
)
from missionsim.edits import EDITS
from small import small

SMALL = small()
ARRIVAL = Event("south", "begin", "2026-03-05", "arrival")
ENDED = in_state("mission", "ended")


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (Delay("north.begin", 1), "north.begin 1 day later"),
        (Delay("north.begin", "2w"), "north.begin 14 days later"),
        (Advance("north.begin", "1m"), "north.begin 1 month earlier"),
        (Advance("north.begin", "1y"), "north.begin 12 months earlier"),
        (Delay(Events(trigger="begin"), 90), "every begin event 90 days later"),
        (Move("north.begin", "2026-02"), "north.begin on 2026-02"),
        (Swap("north.begin", "south.begin"), "north.begin and south.begin on each other's dates"),
        (Drop("north.begin"), "no north.begin"),
        (Drop(Events(site="hill"), bridge=True), "no event at hill (bridged)"),
        (Insert(ARRIVAL), "arrival on 2026-03-05, which is not in the record"),
        (
            Insert(ARRIVAL, before="south.begin"),
            "arrival on 2026-03-05 before south.begin, which is not in the record",
        ),
        (Insert(ARRIVAL, after="south.begin"), "arrival on 2026-03-05 after south.begin, which is not in the record"),
        (Replace("south.begin", ARRIVAL), "arrival on 2026-03-05 instead of south.begin"),
        (According("army"), "the record as army tells it"),
        (Redate("north.begin", "2026-01"), "north.begin dated 2026-01"),
        (Revise("leave", "2026-10"), "deadline leave due 2026-10"),
        (Revise("leave", "+30d", ENDED), "deadline leave due +30d when mission is ended"),
        (Revise("leave", condition=ENDED), "deadline leave when mission is ended"),
        (Initial("north", "moving"), "north starts as moving"),
        (Rewire("mission", "end"), "'end' of a mission without a condition"),
        (
            Rewire("mission", "end", ENDED, source="active", target="ended"),
            "'end' of a mission from active to ended only if mission is ended",
        ),
        (Rewire("mission"), "automatic transitions of a mission without a condition"),
    ],
)
def test_an_edit_says_what_it_does(edit: Edit, text: str) -> None:
    """
    Every edit prints as a clause that names what it is about.
    """
    assert str(edit) == text


@pytest.mark.parametrize(
    ("events", "text"),
    [
        (Events(), "every event"),
        (Events(trigger="begin"), "every begin event"),
        (
            Events(tags=["federal", "big"], site="hill", entity="north", lifecycle="base", trigger="begin"),
            "every begin event of north of a base tagged 'federal' and 'big' at hill",
        ),
        (Events(since="2026-02", until="2026-02"), "every event since 2026-02-01 until 2026-02-28"),
    ],
)
def test_a_selection_says_what_it_means(events: Events, text: str) -> None:
    """
    A selection of events prints as a phrase with everything that it asks for.
    """
    assert str(events) == text


def test_equal_edits_are_equal() -> None:
    """
    Edits are values: a number of days, its text and an offset are the same length, a day and its text the same date.
    """
    assert Delay("north.begin", 3) == Delay("north.begin", "3d") == Delay("north.begin", Offset.parse("3d"))
    assert Move("north.begin", date(2026, 1, 2)) == Move("north.begin", ImpreciseDate.of("2026-01-02"))
    assert len({Drop("north.begin"), Drop("north.begin"), Drop("north.begin", bridge=True)}) == 2


def test_every_edit_is_of_one_way() -> None:
    """
    What changes what happens is an intervention, what changes what is believed a re-reading, the rest changes rules.
    """
    ways: dict[str, list[str]] = {}
    for kind in EDITS:
        ways.setdefault(kind.way, []).append(kind.__name__)

    assert ways == {
        "intervention": ["Delay", "Advance", "Move", "Swap", "Drop", "Insert", "Replace"],
        "re-reading": ["According", "Redate"],
        "rule": ["Revise", "Initial", "Rewire"],
    }
    assert set(EDITS) == set(Edit.__subclasses__())


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (-1, "-1 goes backwards; accepted: 0 or more, and Delay for later, Advance for earlier"),
        ("-2m", "-2m goes backwards; accepted: 0 or more, and Delay for later, Advance for earlier"),
        (True, "True is not a length of time; accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"),
        (1.5, "1.5 is not a length of time; accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"),
        ("soon", "'soon' is not a length of time; accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"),
    ],
)
@pytest.mark.parametrize("kind", [Delay, Advance])
def test_a_length_of_time_is_not_negative(kind: type[Delay | Advance], by: Any, message: str) -> None:  # noqa: ANN401
    """
    A delay and an advance take whole days or an offset; for the other direction there is the other edit.
    """
    with pytest.raises(DateError) as caught:
        kind("north.begin", by)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (Delay, (3, 4), "Delay.target: 3 is of no use here; accepted: str or Events"),
        (Advance, (None, 4), "Advance.target: None is of no use here; accepted: str or Events"),
        (Move, (3, "2026"), "Move.target: 3 is of no use here; accepted: str or Events"),
        (Swap, (Events(trigger="begin"), "x"), "Swap.first: Events("),
        (Swap, ("x", 1), "Swap.second: 1 is of no use here; accepted: str"),
        (Drop, ("x", 1), "Drop.bridge: 1 is of no use here; accepted: bool"),
        (Insert, ("x",), "Insert.event: 'x' is of no use here; accepted: Event"),
        (Insert, (ARRIVAL, 1), "Insert.before: 1 is of no use here; accepted: str or None"),
        (Replace, ("x", "y"), "Replace.event: 'y' is of no use here; accepted: Event"),
        (According, (1,), "According.party: 1 is of no use here; accepted: str"),
        (Redate, (1, "2026"), "Redate.target: 1 is of no use here; accepted: str"),
        (Revise, (1, "2026"), "Revise.deadline: 1 is of no use here; accepted: str"),
        (Revise, ("x", None, "y"), "Revise.condition: 'y' is of no use here; accepted: Condition or None"),
        (Initial, ("x", None), "Initial.state: None is of no use here; accepted: str"),
        (Rewire, ("x", 1), "Rewire.trigger: 1 is of no use here; accepted: str or None"),
    ],
)
def test_a_value_of_another_type_is_refused_at_the_door(
    kind: type[Any], arguments: tuple[Any, ...], message: str
) -> None:
    """
    An edit names the argument that is of no use, its value, and what would be accepted.
    """
    with pytest.raises(EditError) as caught:
        kind(*arguments)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("kind", [Move, Redate])
def test_a_date_is_read_at_the_door(kind: type[Move | Redate]) -> None:
    """
    A date that can't be read is refused where the edit is written.
    """
    with pytest.raises(DateError, match="'tomorrow' is not a date"):
        kind("north.begin", "tomorrow")


def test_an_event_goes_before_or_after_another() -> None:
    """
    An inserted event has one place.
    """
    with pytest.raises(EditError) as caught:
        Insert(ARRIVAL, before="north.begin", after="south.begin")

    assert str(caught.value) == "it goes before one event and after another; accepted: 'before' or 'after'"


def test_a_revision_revises_something() -> None:
    """
    A deadline is given a due date, a condition, or both.
    """
    with pytest.raises(EditError) as caught:
        Revise("leave")

    assert str(caught.value) == "it changes nothing; accepted: a 'due' date, a condition, or both"


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Events(tags="federal"), ["north.begin", "north.complete"]),
        (Events(tags=["federal", "first"]), ["north.begin"]),
        (Events(site="hill"), ["north.begin", "north.complete"]),
        (Events(entity="south"), ["south.begin"]),
        (Events(lifecycle="mission"), ["mission.end"]),
        (Events(trigger="begin"), ["north.begin", "south.begin"]),
        (Events(trigger="begin", since="2026-03"), ["south.begin"]),
        (Events(trigger="begin", since="2026-03-02"), []),
        (Events(until="2026-03-30"), ["north.begin", "north.complete"]),
        (Events(until="2026-03"), ["north.begin", "north.complete", "south.begin"]),
        (Events(since="2026-02-01", until="2026-05"), ["north.complete", "south.begin"]),
        (Events(), ["north.begin", "north.complete", "south.begin", "mission.end"]),
    ],
)
def test_a_selection_means_what_matches_everything(selection: Events, ids: list[str]) -> None:
    """
    Tags of an event and of its entity count alike; of days, only events that certainly lie within them.
    """
    events = [
        Event("north", "begin", "2026-01-10", tags="first"),
        Event("north", "complete", "2026-02-10"),
        Event("south", "begin", "2026-03"),
        Event("mission", "end", "2026-06-01"),
    ]
    scenario = small(events=events)

    found = [event.id for event in events if selection.matches(event, scenario.entity(event.entity), event.date)]

    assert found == ids


def test_an_open_date_lies_within_no_days() -> None:
    """
    An event that may lie any time before or after is not meant by a selection that asks for that side.
    """
    north, early, late = Base("north", "base"), ImpreciseDate.of("[..2026-01-10]"), ImpreciseDate.of("[2026-01-10..]")
    event = Event("north", "begin", early)

    assert not Events(since="2020").matches(event, north, early)
    assert Events(until="2026-01-10").matches(event, north, early)
    assert not Events(until="2030").matches(event, north, late)
    assert Events(since="2026-01-10").matches(event, north, late)


def test_only_an_empty_selection_is_empty() -> None:
    """
    A selection that asks for anything at all is not empty.
    """
    assert Events().is_empty
    assert not Events(until="2026").is_empty
