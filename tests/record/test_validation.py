"""
Tests of what may stand in the values of a record: as strictly as in a file, and equal where it means the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from math import inf, nan
from typing import Any

import pytest

from missionsim import (
    AllOf,
    Base,
    Claim,
    Coordinates,
    DateError,
    Deadline,
    Entity,
    Event,
    Fault,
    Firing,
    ImpreciseDate,
    InvalidError,
    Lifecycle,
    Link,
    Measure,
    Measured,
    Mission,
    MissionsimError,
    Not,
    Offset,
    Party,
    Scenario,
    ScenarioError,
    Select,
    Transition,
    in_state,
    loads,
    to_toml,
)

CAMP = Lifecycle(
    "camp",
    ["held", "closing", "handed_over"],
    "held",
    [Transition("held", "closing", "begin"), Transition("closing", "handed_over", "hand_over")],
)
OUT = in_state("north", "handed_over")
DAY = "2030-02-01"


def world(*events: Event, **changes: Any) -> Scenario:
    """
    A camp and what happened to it.
    """
    parts: dict[str, Any] = {"start": "2030-01-01", "horizon": "2030-12-31"} | changes
    return Scenario("w", lifecycles=[CAMP], entities=[Base("north", "camp")], events=events, **parts)


def only_fault(make: Callable[[], object]) -> Fault:
    """
    The one thing that is wrong with what is made.
    """
    with pytest.raises(ScenarioError) as caught:
        make()
    [fault] = caught.value.faults
    return fault


class Name(str, Enum):  # noqa: UP042  such members are formatted otherwise
    """
    Text of another class.
    """

    NORTH = "north"


class Stamp(datetime):
    """
    A timestamp as data frames have them: with nanoseconds.
    """

    nanosecond = 0


class Missing(datetime):
    """
    The missing timestamp of data frames, which equals nothing.
    """

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True


def wrongly(make: Any, *values: Any, **named: Any) -> Callable[[], object]:
    """
    What would be made of values that types forbid.
    """
    return lambda: make(*values, **named)


WRONG: list[tuple[Callable[[], object], str]] = [
    (wrongly(Entity, "q", None), "Entity: lifecycle: None is not text; accepted: text"),
    (wrongly(Entity, "q", "l", site=""), "Entity: site: there is no text; accepted: text that is not empty"),
    (wrongly(Entity, "q", "l", tags={"a"}), "Entity: tags: a set of 1 is not a list; accepted: a list of names"),
    (wrongly(Entity, "q", "l", tags=[5]), "Entity: tags: 5 is not text; accepted: text"),
    (
        wrongly(Entity, "q", "l", note="\ud800"),
        r"Entity: note: '\ud800' has half a character in it; accepted: text that",
    ),
    (wrongly(Entity, "q", "l", note="x" * 20_001), "Entity: note: 'xxx"),
    (
        wrongly(Base, "q", "l", coordinates=(1, 2)),
        "Base: coordinates: a tuple of 2 is not Coordinates(latitude, longitud",
    ),
    (wrongly(Coordinates, nan, 0), "Coordinates: latitude: nan is not finite; accepted: a number"),
    (wrongly(Coordinates, "1", 0), "Coordinates: latitude: '1' is not a number; accepted: a number"),
    (wrongly(Party, "army", members=None), "Party: members: None is not a list; accepted: a list of names"),
    (wrongly(Measure, "n", inf), "Measure: low: inf is not finite; accepted: a number"),
    (wrongly(Measure, "n", True), "Measure: low: True is not a number; accepted: a number"),
    (wrongly(Measure, "n", 10**400), "Measure: low: the number is too large; accepted: at most 9223372036854775807"),
    (
        wrongly(Claim, "army", stance="lies"),
        "Claim: stance: 'lies' is none of these; accepted: asserts, confirms, disputes",
    ),
    (wrongly(Claim, "army", verified=1), "Claim: verified: 1 is not true or false; accepted: true or false"),
    (
        wrongly(Claim, "army", values=["a"]),
        "Claim: values: a list of 1 is not a table; accepted: a table of plain values",
    ),
    (wrongly(Link, "x", "carries"), "Link: kind: 'carries' is none of these; accepted: carry, floor"),
    (wrongly(Link, "x", "floor", 1.5), "Link: lag: 1.5 is not a whole number; accepted: a whole number"),
    (wrongly(Link, "x", "floor", True), "Link: lag: True is not a whole number; accepted: a whole number"),
    (
        wrongly(Event, "a", "b", DAY, when_enabled="false"),
        "Firing: when_enabled: 'false' is not true or false; accepted",
    ),
    (wrongly(Event, "a", "b", DAY, note=5), "Event: note: 5 is not text; accepted: text"),
    (
        wrongly(Event, "a", "b", DAY, claims=["x"]),
        "Event: claims: 'x' is not a value of class Claim; accepted: Claim val",
    ),
    (
        wrongly(Event, "a", "b", DAY, claims=Claim("x")),
        "Event: claims: Claim(by='x', outlet=None, published=None, link=Non",
    ),
    (
        wrongly(Event, "a", "b", DAY, attributes={"n": None}),
        "Event: attributes: at 'n': None is no plain value; accepted",
    ),
    (
        wrongly(Event, "a", "b", DAY, attributes={"n": {"m": 1}}),
        "Event: attributes: at 'n': a table with 'm' is no plain",
    ),
    (wrongly(Event, "a", "b", DAY, attributes={5: 1}), "Event: attributes: at 5: 5 is not text; accepted: text"),
    (
        wrongly(Event, "a", "b", DAY, attributes={"n": [nan]}),
        "Event: attributes: at 'n': nan is not finite; accepted: a",
    ),
    (
        wrongly(Event, "a", "b", DAY, fires=["a.c"]),
        "Event: fires: it fires twice; accepted: 'entity' and 'trigger', or",
    ),
    (
        wrongly(Event, date=DAY, fires=["a"]),
        "Event: fires: 'a' is no firing; accepted: '<entity>.<trigger>', or a Firing",
    ),
    (
        wrongly(Event, date=DAY, fires=[{"entity": "a"}]),
        "Event: fires: a table with 'entity' is no firing; accepted: '<",
    ),
    (wrongly(Event, date=DAY, fires=5), "Event: fires: 5 is not a list; accepted: '<entity>.<trigger>', or a Firing"),
    (
        wrongly(Event, date=DAY, text="Said."),
        "Event: id: an event that fires nothing has no id by itself; accepted: an id",
    ),
    (
        wrongly(Event, date=DAY, id="x", when_enabled=True),
        "Event: when_enabled: there is no trigger that could wait; acc",
    ),
    (wrongly(Event, "a", None, DAY), "Firing: trigger: None is not text; accepted: text"),
    (wrongly(Select, site=""), "Select: site: there is no text; accepted: text that is not empty"),
    (wrongly(Select, "a", tags=""), "Select: tag: there is no text; accepted: text that is not empty"),
    (
        wrongly(in_state, "a", "b", at_least=True),
        "InState: at_least: True is not a whole number; accepted: a whole numbe",
    ),
    (wrongly(Measured, Select("a"), "n", nan), "Measured: at_least: nan is not finite; accepted: a number"),
    (wrongly(Not, "a"), "Not: not: 'a' is not a condition; accepted: a condition such as in_state(...)"),
    (wrongly(AllOf, ["a"]), "AllOf: all: 'a' is not a value of class Condition; accepted: Condition values"),
    (
        wrongly(Transition, "a", "b", when="c"),
        "Transition: when: 'c' is not a condition; accepted: a condition such as",
    ),
    (
        wrongly(Lifecycle, "l", ["a"], "a", ["x"]),
        "Lifecycle: transitions: 'x' is not a value of class Transition; accep",
    ),
    (
        wrongly(Deadline, "d", "x", "2030"),
        "Deadline: when: 'x' is not a condition; accepted: a condition such as in_state",
    ),
    (
        wrongly(world, title="\ud800"),
        r"Scenario: title: '\ud800' has half a character in it; accepted: text that can be w",
    ),
    (
        wrongly(world, approximate_days="5"),
        "Scenario: approximate_days: '5' is not a whole number; accepted: a whole num",
    ),
    (wrongly(Scenario, "w", "2030", 5, []), "Scenario: lifecycles: 5 is not a list; accepted: a list of values"),
]


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_what_can_not_stand_where_it_was_given_is_refused(make: Callable[[], object], message: str) -> None:
    """
    One error names the class, the key, the value, and what would be accepted.
    """
    with pytest.raises(InvalidError) as caught:
        make()

    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, MissionsimError | ValueError)
    assert caught.value.fault.path


@pytest.mark.parametrize(
    "make",
    [
        wrongly(ImpreciseDate.parse, 5),
        wrongly(ImpreciseDate.of("2030").shifted, 1.5),
        wrongly(ImpreciseDate.of("2030").shifted, True),
        wrongly(Offset.parse, None),
        wrongly(ImpreciseDate.of, datetime(2030, 1, 1, 12, tzinfo=None)),  # noqa: DTZ001  no zone is the point
        wrongly(ImpreciseDate.of, datetime(2030, 1, 1, tzinfo=UTC)),
        wrongly(ImpreciseDate.of, Missing(2030, 1, 1)),
        wrongly(ImpreciseDate.of, "2030" * 1000),
        wrongly(Event, "a", "b"),
        wrongly(Scenario, "w", None, [], []),
    ],
)
def test_what_is_no_date_is_refused(make: Callable[[], object]) -> None:
    """
    A time of day, a zone, a missing timestamp, or what is no date at all raise a date's error, which is short.
    """
    with pytest.raises(DateError) as caught:
        make()
    assert len(str(caught.value)) < 250


def test_midnight_is_a_day() -> None:
    """
    A datetime or a data frame's timestamp at midnight, without a zone, is its day; a nanosecond is too late.
    """
    late = Stamp(2030, 1, 5)
    late.nanosecond = 1

    assert ImpreciseDate.of(datetime(2030, 1, 5)) == ImpreciseDate.of("2030-01-05")  # noqa: DTZ001
    assert ImpreciseDate.of(Stamp(2030, 1, 5)).earliest.__class__ is date
    with pytest.raises(DateError, match="time of day"):
        ImpreciseDate.of(late)


def test_numbers_are_equal_however_they_are_written() -> None:
    """
    A scenario with 100 equals one with 100.0, and has its hash; zero has no sign.
    """
    whole = [world(Event("north", "begin", DAY, measures=[Measure("n", low)])) for low in (0, 0.0, -0.0)]
    limits = [Measured(Select("north"), "n", at_most=most) for most in (100, 100.0)]
    stated = [world(Event("north", "begin", DAY, attributes={"n": n, "m": [n]})) for n in (1, 1.0)]

    assert whole[0] == whole[1] == whole[2]
    assert len({each.hash for each in whole}) == 1
    assert limits[0] == limits[1]
    assert repr(limits[0]) == repr(limits[1])
    assert stated[0] == stated[1]
    assert stated[0].hash == stated[1].hash


def test_true_is_not_one() -> None:
    """
    Attributes with true differ from those with 1, in equality, in hash and in content hash.
    """
    flag, number = (Event("north", "begin", DAY, attributes={"n": n}) for n in (True, 1))

    assert flag != number
    assert len({flag, number}) == 2
    assert world(flag).hash != world(number).hash


def test_attributes_become_plain() -> None:
    """
    Days become text and lists tuples, and what is written loads to what was written.
    """
    scenario = world(Event("north", "begin", DAY, attributes={"on": date(2030, 1, 5), "of": [1.0, "a"]}))

    assert scenario.events[0].attributes == {"on": "2030-01-05", "of": (1, "a")}
    assert loads(to_toml(scenario)) == scenario


def test_text_of_another_class_is_text() -> None:
    """
    An enumeration's member names an entity as its text does.
    """
    assert world(Event(Name.NORTH, "begin", DAY)).hash == world(Event("north", "begin", DAY)).hash
    assert ImpreciseDate.parse("2030") is ImpreciseDate.parse("2030")


def test_a_firing_is_text_a_table_or_a_value() -> None:
    """
    All three mean the same; several keep their order.
    """
    waiting = {"entity": "north", "trigger": "hand_over", "when_enabled": True}
    event = Event(date=DAY, fires=["north.begin", waiting])

    assert event.fires == (Firing("north", "begin"), Firing("north", "hand_over", when_enabled=True))
    assert (event.id, event.entities, event.is_context) == ("north.begin", ("north",), False)
    assert Event(date=DAY, fires="north.begin") == Event("north", "begin", DAY)
    assert Event(date=DAY, id="said", text="Said.").is_context


def test_a_qualifier_widens_the_end_that_it_stands_on() -> None:
    """
    Neither widening nor shifting spreads it to the other end; it may widen past the start of the scenario.
    """
    bound = ImpreciseDate.of("[2026-01-10..2026-01-20~]")
    both = ImpreciseDate.of("2026-01-10?/2026-01-20~")
    world(Event("north", "begin", "2030-01-05~"), start="2030-01-10", approximate_days=30)

    assert bound.widened(approximate=10) == (date(2026, 1, 10), date(2026, 1, 30))
    assert both.widened(approximate=10, uncertain=5) == (date(2026, 1, 5), date(2026, 1, 30))
    assert str(bound.shifted(3)) == "[2026-01-13..2026-01-23~]"
    assert str(both.shifted(-3)) == "2026-01-07?/2026-01-17~"
    assert str(ImpreciseDate.of("2026-01-10%").shifted(1)) == "2026-01-11%"
    assert ImpreciseDate.of("0001-01-01~").widened(approximate=9) == (date.min, date(1, 1, 10))
    fault = only_fault(lambda: world(Event("north", "begin", "2030-01-05~"), start="2030-02-10", approximate_days=9))
    assert fault.where == "events[0].date"


def test_what_leaves_the_calendar_is_found_at_once() -> None:
    """
    A lag, along whatever chain, or a length of time that leads out of the years 1 to 9999 is a fault with its place.
    """
    first = Event("north", "begin", "9999-12-31")
    second = Event("north", "hand_over", "9999-12-31", after=[Link("north.begin", "floor", 1)])
    context = Event(id="pact", date="0001-01-05", text="Signed.")
    early = Deadline("d", OUT, "-5d", set_by="pact")

    lag = only_fault(lambda: world(first, second, horizon="9999"))
    due = only_fault(lambda: world(context, deadlines=[early]))

    assert (
        str(lag)
        == "events[1].after[0].lag: 1 days after north.begin leave the calendar; accepted: what ends by 9999-12-31"
    )
    assert str(due).startswith("deadlines.d.due: -5d after pact leaves the calendar")
    near = Event("north", "hand_over", "9999-12-31", after=[Link("north.begin", "floor", 1)])
    assert world(Event("north", "begin", "9999-12-30"), near, horizon="9999").replay().state("north") == "handed_over"


def test_the_ends_of_the_calendar_can_be_replayed() -> None:
    """
    Qualifiers that widen, open sides and waiting events there raise nothing.
    """
    late = [
        Event("north", "begin", "[9999-12-01..]"),
        Event("north", "hand_over", "9999-12-31~", when_enabled=True, after=[Link("north.begin", "floor")]),
    ]
    soon = [Event("north", "begin", "0001-01-01~"), Event("north", "hand_over", "[..0001-01-05?]")]
    due = Deadline("d", OUT, "9999-12-31")

    world(*late, horizon="9999", deadlines=[due], approximate_days=30).replay()
    world(*soon, start=None, horizon="0001", approximate_days=30, uncertain_days=30).replay()
    world(*soon, start="0001-01-01", horizon="9999").replay(reading="earliest")


def test_ids_that_look_alike_are_refused() -> None:
    """
    A letter of another alphabet, or another way to write it, makes no different id; other words of it do.
    """
    cyrillic = "n\u043erth"
    entities = [Base("north", "camp"), Base(cyrillic, "camp")]

    fault = only_fault(lambda: Scenario("w", "2030", [CAMP], entities))

    assert fault.problem == f"{cyrillic!r} looks like 'north'"
    Scenario(
        "w",
        "2030",
        [CAMP],
        [Base("north", "camp"), Base("\u0441\u0435\u0432\u0435\u0440", "camp"), Mission("süd", "camp")],
    )


def test_limits_that_cross_are_refused() -> None:
    """
    At least 500 and at most 100 can never be.
    """
    counted = Measured(Select("north"), "n", 500, 100)
    event = Event("north", "begin", DAY, measures=[Measure("n", 1)])

    fault = only_fault(lambda: world(event, deadlines=[Deadline("d", counted, "2030-03")]))

    assert str(fault) == "deadlines.d.when.at_least: 500 is above at_most; accepted: up to 100"


def test_a_message_is_short_and_can_be_printed() -> None:
    """
    Long values are cut, and what moves a cursor or turns the direction of writing is escaped.
    """
    long = world
    with pytest.raises(ScenarioError) as caught:
        long(Event("x" * 5000, "begin", DAY, id="e"))
    hidden = Fault(("a\x1b[31m", "\u202eb"), "c\nd", "", "e\x07.toml", 3)

    assert len(str(caught.value)) < 300
    assert str(hidden) == r"e\x07.toml:3: a\x1b[31m.\u202eb: c\nd"


def test_a_wrong_value_in_a_file_has_its_line() -> None:
    """
    What a value itself refuses is told as all other faults of a file are.
    """
    text = 'name = "w"\nhorizon = 2030-12-31\n[lifecycles.camp]\nstates = ["held"]\ninitial = "held"\n'
    text += '[entities.north]\nlifecycle = "camp"\nsite = ""\n'

    fault = only_fault(lambda: loads(text))

    assert (fault.line, fault.where) == (8, "entities.north.site")
