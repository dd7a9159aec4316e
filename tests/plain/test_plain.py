"""
Tests of values as plain data and back.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, cast

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given, settings
from immutabledict import immutabledict

import missionsim.replay.plain_form  # noqa: F401  what is derived is registered there
from missionsim import (
    According,
    Advance,
    AllOf,
    Base,
    Claim,
    Condition,
    Coordinates,
    Deadline,
    Delay,
    Drop,
    Edit,
    Entity,
    Event,
    Events,
    Firing,
    ImpreciseDate,
    Initial,
    Insert,
    Link,
    Measure,
    Measured,
    Mission,
    Move,
    Offset,
    Outcome,
    Party,
    Redate,
    Refusal,
    Replace,
    Revise,
    Revision,
    Rewire,
    Scenario,
    Select,
    Swap,
    Term,
    Timeline,
    in_state,
)
from missionsim.plain import Malformed, attempt, dump, keys, load, shown, types
from missionsim.testing import scenarios
from missionsim.whatif.edits import EDITS
from missionsim.whatif.plain_form import VERBS
from small import PARTS, small

HELD = in_state("north", "held")
LENGTHS = "accepted: +135d, 2w, -14m or 1y"
NAMES = "accepted: a table of text"


@given(scenarios(), st.booleans())
@settings(max_examples=50)
def test_a_scenario_comes_back_from_plain_data(scenario: Scenario, whole: bool) -> None:
    """
    Dumped with or without its defaults, through JSON, it is the same scenario.
    """
    assert load(json.loads(json.dumps(dump(scenario, whole=whole))), Scenario) == scenario


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Claim("army"), {"by": "army"}),
        (
            Claim(published="2026-01", date=date(2026, 1, 2), values={"size": 5, "who": ["a", "b"]}, verified=False),
            {"published": "2026-01", "date": "2026-01-02", "values": {"size": 5, "who": ["a", "b"]}, "verified": False},
        ),
        (Link("x", "floor", 5), {"event": "x", "kind": "floor", "lag": 5}),
        (Measure("troops", 5, entity="north"), {"name": "troops", "low": 5.0, "entity": "north"}),
        (Revision("x"), {"by": "x"}),
        (Revision("x", "+1m"), {"by": "x", "due": "+1m"}),
        (Revision("x", "2026-09"), {"by": "x", "due": "2026-09"}),
        (Coordinates(1, 2), {"latitude": 1.0, "longitude": 2.0}),
        (
            Event(id="r", date="2026-09~", text="Said.", about=("north", "south")),
            {"id": "r", "date": "2026-09~", "text": "Said.", "about": ["north", "south"]},
        ),
        (
            Event("north", "begin", "2026-01-17", when_enabled=True, tags="one"),
            {
                "entity": "north",
                "trigger": "begin",
                "date": "2026-01-17",
                "when_enabled": True,
                "tags": "one",
            },
        ),
        (
            Deadline("d", HELD, Offset.parse("2w"), only_if=~HELD),
            {
                "id": "d",
                "when": {"entity": "north", "in": "held"},
                "due": "2w",
                "only_if": {"not": {"entity": "north", "in": "held"}},
            },
        ),
    ],
)
def test_a_value_is_a_table_without_what_equals_its_default(value: Any, data: dict[str, Any]) -> None:
    """
    Dates are text, one name is no list, keys are those of files; read back, it is the same value.
    """
    assert dump(value) == data
    assert load(data, type(value)) == value


@pytest.mark.parametrize(
    ("entity", "data"),
    [
        (Entity("x", "site"), {"id": "x", "lifecycle": "site"}),
        (Base("x", "base", province="Anbar"), {"id": "x", "kind": "base", "lifecycle": "base", "province": "Anbar"}),
        (
            Mission("x", "mission", parties=("a",)),
            {"id": "x", "kind": "mission", "lifecycle": "mission", "parties": "a"},
        ),
    ],
)
def test_an_entity_says_of_which_kind_it_is(entity: Entity, data: dict[str, Any]) -> None:
    """
    What is only an entity needs no kind.
    """
    assert dump(entity) == data
    assert load(data, Entity) == entity


@pytest.mark.parametrize(
    ("condition", "data"),
    [
        (HELD, {"entity": "north", "in": "held"}),
        (in_state(["a", "b"], ["c", "d"], at_least=1), {"entity": ["a", "b"], "in": ["c", "d"], "at_least": 1}),
        (
            in_state(Select(lifecycle="base", tags="t", site="s"), "held", at_most=0),
            {"lifecycle": "base", "tag": "t", "site": "s", "in": "held", "at_most": 0},
        ),
        (
            Measured(Select(ids="a"), "troops", 1, 2.5),
            {"entity": "a", "measure": "troops", "at_least": 1, "at_most": 2.5},
        ),
        (~HELD, {"not": {"entity": "north", "in": "held"}}),
        (AllOf([HELD]), {"all": [{"entity": "north", "in": "held"}]}),
        (HELD | HELD, {"any": [{"entity": "north", "in": "held"}] * 2}),
    ],
)
def test_a_condition_is_told_by_its_keys(condition: Condition, data: dict[str, Any]) -> None:
    """
    The selector's keys stand beside the others, and one key tells which class it is.
    """
    assert dump(condition) == data
    assert load(data, Condition) == condition


@pytest.mark.parametrize(
    ("edit", "data"),
    [
        (Delay("a.b", 90), {"delay": "a.b", "by": "90d"}),
        (
            Advance(Events(tags="federal", trigger="go", until="2026"), "2w"),
            {"advance": {"tag": "federal", "trigger": "go", "until": "2026-12-31"}, "by": "2w"},
        ),
        (
            Move(Events(tags=["a", "b"], site="s", entity="e", lifecycle="l", since="2026"), "2026-05"),
            {
                "move": {"tag": ["a", "b"], "site": "s", "entity": "e", "lifecycle": "l", "since": "2026-01-01"},
                "to": "2026-05",
            },
        ),
        (Swap("a.b", "c.d"), {"swap": "a.b", "with": "c.d"}),
        (Drop("a.b"), {"drop": "a.b"}),
        (Drop(Events(), bridge=True), {"drop": {}, "bridge": True}),
        (
            Insert(Event("a", "b", "2026"), before="c.d"),
            {"insert": {"entity": "a", "trigger": "b", "date": "2026"}, "before": "c.d"},
        ),
        (
            Replace("c.d", Event("a", "b", "2026", "x")),
            {"replace": "c.d", "with": {"entity": "a", "trigger": "b", "date": "2026", "id": "x"}},
        ),
        (According("army"), {"according": "army"}),
        (Redate("a.b", "2026-01-16"), {"redate": "a.b", "to": "2026-01-16"}),
        (Revise("d", "+1m"), {"revise": "d", "due": "+1m"}),
        (Revise("d", condition=HELD), {"revise": "d", "when": {"entity": "north", "in": "held"}}),
        (Initial("a", "held"), {"initial": "a", "state": "held"}),
        (Rewire("l", "go"), {"rewire": "l", "trigger": "go"}),
        (
            Rewire("l", None, HELD, "x", "y"),
            {"rewire": "l", "when": {"entity": "north", "in": "held"}, "from": "x", "to": "y"},
        ),
    ],
)
def test_an_edit_is_told_by_its_verb(edit: Edit, data: dict[str, Any]) -> None:
    """
    The first key says what kind of edit it is; read back, it is the same edit.
    """
    assert dump(edit) == data
    assert next(iter(data)) in VERBS
    assert load(data, Edit) == load(data, type(edit)) == edit


def test_every_edit_has_a_verb_of_its_own() -> None:
    """
    No verb is a key of another edit, so that one key is enough to tell.
    """
    others = {key for cls in VERBS.values() for key in list(keys(cast("Any", cls)))[1:]}

    assert tuple(VERBS.values()) == EDITS
    assert not others & set(VERBS)


def test_equal_scenarios_have_equal_hashes() -> None:
    """
    1 and 1.0 are one number, and so the hash has it; true is none.
    """
    limits = [
        small(deadlines=[Deadline("d", Measured(Select(ids="north"), "personnel", at_most=most), "2026")])
        for most in (5, 5.0)
    ]
    noted = [small(entities=[*PARTS["entities"], Entity("x", "base", attributes={"n": n})]) for n in (1, 1.0, True)]

    for alike in (limits, noted[:2]):
        assert len(set(alike)) == len({scenario.hash for scenario in alike}) == 1
    assert noted[0].hash != limits[0].hash
    assert noted[0] != noted[2]
    assert noted[0].hash != noted[2].hash


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"entity": "a", "triger": "b", "date": "soon"}, {"triger", "date"}),
        ({"entity": 5, "when_enabled": 1, "colour": 2}, {"entity", "trigger", "when_enabled", "colour", "date"}),
        ({"entity": "a", "trigger": "b", "fires": ["a.b"], "date": "2026"}, {"fires"}),
        ({"fires": ["a"], "date": "2026"}, {"fires[0]"}),
        ({"fires": [{"entity": "a", "triger": "b"}], "date": "soon"}, {"fires[0].triger", "date"}),
        (5, {""}),
    ],
)
def test_all_faults_of_an_event_are_found(data: object, where: set[str]) -> None:
    """
    What it fires does not hide the rest, in short or in full.
    """
    assert {fault.where for fault in attempt(data, Event)[1]} == where


@pytest.mark.parametrize(
    ("event", "data"),
    [
        (Event(fires=["a.b", "c.d"], date="2026"), {"fires": ["a.b", "c.d"], "date": "2026"}),
        (
            Event(fires=[Firing("a", "b", when_enabled=True), "c.d"], date="2026"),
            {"fires": [{"entity": "a", "trigger": "b", "when_enabled": True}, "c.d"], "date": "2026"},
        ),
        (
            Event(fires=[Firing("a", "b", denied_by="army")], date="2026", id="x"),
            {"fires": [{"entity": "a", "trigger": "b", "denied_by": "army"}], "date": "2026", "id": "x"},
        ),
    ],
)
def test_an_event_that_fires_several_triggers_lists_them(event: Event, data: dict[str, Any]) -> None:
    """
    Each as short as it can be said; the id is that of the first unless given.
    """
    assert dump(event) == data
    assert load(data, Event) == event
    assert load(dump(event, whole=True), Event) == event


def test_parts_with_names_are_tables_by_name() -> None:
    """
    Their id is the key, in the order they were declared.
    """
    data = dump(small())

    assert list(data["entities"]) == ["north", "south", "mission"]
    assert data["entities"]["south"] == {"kind": "base", "lifecycle": "base"}
    assert data["parties"] == {"army": {}, "paper": {}}
    assert "title" not in data
    assert dump(small(), whole=True)["title"] == ""


def test_a_whole_dump_has_what_is_derived_and_reads_without_it() -> None:
    """
    What an outcome and a refusal are asked for stands in the dump; read back, it is worked out again.
    """
    day = date(2026, 9, 1)
    term = Term(date(2026, 1, 1), None, date(2026, 1, 1), date(2026, 9, 30), None, "met", day, -29)
    outcome = Outcome(
        id="leave",
        name="Leave",
        verdict="met",
        closing=date(2026, 12, 31),
        set_on=date(2026, 1, 1),
        terms=(term,),
        term=term,
    )
    refusal = Refusal("north", "begin", "moving", ("complete",))

    assert dump(outcome, whole=True)["verdict"] == "met"
    assert dump(outcome, whole=True)["days_late"] == -29
    assert dump(outcome, whole=True)["set_on"] == dump(outcome)["set_on"] == "2026-01-01"
    assert dump(refusal, whole=True)["message"] == str(refusal)
    assert "days_late" not in dump(outcome)
    assert "message" not in dump(refusal)
    assert load(dump(outcome, whole=True), Outcome) == outcome
    assert load(dump(refusal, whole=True), Refusal) == refusal


@given(scenarios())
@settings(max_examples=25)
def test_a_timeline_comes_back_from_plain_data(scenario: Scenario) -> None:
    """
    Steps, spells and outcomes are values like others.
    """
    timeline = scenario.replay()
    whole = dump(evolve(timeline, hash=timeline.hash), whole=True)

    assert load(json.loads(json.dumps(whole)), Timeline) == timeline


@pytest.mark.parametrize(
    ("data", "kind", "problem", "accept"),
    [
        (5, str, "5 is not text", "accepted: text"),
        ("x", int, "'x' is not a whole number", "accepted: a whole number"),
        (True, int, "True is not a whole number", "accepted: a whole number"),
        (1.0, int, "1.0 is not a whole number", "accepted: a whole number"),
        (2**63, int, "the number is too large", "accepted: at most 9223372036854775807"),
        (1, bool, "1 is not true or false", "accepted: true or false"),
        (True, float, "True is not a number", "accepted: a number"),
        (float("nan"), float, "nan is not finite", "accepted: a number"),
        (10**400, float, "the number is too large", "accepted: at most 9223372036854775807"),
        ("x" * 20_001, str, f"'{'x' * 57}... is too long", "accepted: at most 20,000 characters"),
        (None, Party, "None is not a table", "accepted: a table with id, name, kind, leader, members, note"),
        ({"id": "x", "members": 5}, Party, "members: 5 is not a list", "accepted: a list"),
        (
            {"id": "x", "kind": "bass"},
            Entity,
            "kind: there is no kind 'bass'",
            "accepted: entity, base, mission (did you mean 'base'?)",
        ),
        ({"id": "x", "kind": 5}, Entity, "kind: there is no kind 5", "accepted: entity, base, mission"),
        ({"by": "x", "due": "1q"}, Revision, "due: '1q' is not a date", None),
        ({"by": "x", "due": "+1q"}, Revision, "due: '+1q' is not a length of time", LENGTHS),
        ({"by": "x", "due": "-2026"}, Revision, "due: '-2026' is not a length of time", LENGTHS),
        ({"north": 5}, immutabledict[str, str], "a table with 'north' is not a table of names", NAMES),
        (["north"], immutabledict[str, str], "a list of 1 is not a table of names", NAMES),
        ({}, str, "an empty table is not text", "accepted: text"),
        (
            {"drob": "x"},
            Edit,
            "a table with 'drob' is not an edit",
            f"accepted: a table with one of: {', '.join([*VERBS][:12])}, ... (did you mean 'drop'?)",
        ),
        ("drop", Edit, "'drop' is not an edit", "accepted: a table such as { delay = ..., by = ... }"),
        ({"drop": 5}, Edit, "drop: 5 names no events", None),
        ({"delay": "x", "by": 1.5}, Edit, "by: 1.5 is not a length of time", None),
        ({"delay": "x", "by": -1}, Delay, "by: -1 goes backwards", None),
        ({"revise": "x"}, Edit, "it changes nothing", "accepted: a 'due' date, a condition, or both"),
        ("a; b", ImpreciseDate, "'a; b' is not a date", None),
        ([16**5_000], ImpreciseDate, "a list of 1 is not a date", None),
        ({"id": "d", "when": {"entity": "x", "in": "y"}, "due": None}, Deadline, "due: None is not a date", None),
        ("", ImpreciseDate, "'' is not a date", None),
        (datetime(2026, 1, 1, 12), ImpreciseDate, "2026-01-01 12:00:00 has a time of day", None),  # noqa: DTZ001
        ("2026/..", date, "'2026/..' has no last day", "accepted: a day, a month or a year"),
    ],
)
def test_what_is_not_of_the_right_shape_is_malformed(data: object, kind: Any, problem: str, accept: str | None) -> None:
    """
    Nothing is coerced; the problem says where it stands, and there is always something that would be accepted.
    """
    with pytest.raises(Malformed) as caught:
        load(data, kind)

    assert caught.value.problem == problem
    assert caught.value.accepted == accept or accept is None
    assert caught.value.accepted.startswith("accepted: ")


@pytest.mark.parametrize(("data", "kind", "value"), [(1, float, 1.0), (2**63 - 1, int, 2**63 - 1), ("x", str, "x")])
def test_a_whole_number_is_a_number(data: object, kind: Any, value: object) -> None:
    """
    That is all the freedom there is.
    """
    assert load(data, kind) == value
    assert type(load(data, kind)) is kind


def test_all_faults_are_found_with_their_paths() -> None:
    """
    The first one does not hide the others.
    """
    data = dump(small())
    data["events"][1]["date"] = "soon"
    data["events"][2]["colour"] = 1
    del data["entities"]["south"]["lifecycle"]
    value, faults = attempt(data, Scenario)

    assert value is None
    assert {fault.where for fault in faults} == {"events[1].date", "events[2].colour", "entities.south.lifecycle"}
    assert attempt(dump(small()), Scenario) == (small(), [])


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "'x'"), ("x" * 60, f"'{'x' * 60}'"), ("x" * 61, f"'{'x' * 57}..."), (16**5_000, "what stands here")],
    ids=["short", "a line's half", "longer", "thousands of digits"],
)
def test_values_are_shown_cut(value: object, text: str) -> None:
    """
    A message stays a line, however long the value is.
    """
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1}, "a table with 'a'"),
        ({"a": {"c": 1}, "b": [2]}, "a table with 'a' and 'b'"),
        (immutabledict({"a": 16**5_000, "b": 2, "c": 3}), "a table with 'a', 'b' and 'c'"),
        ({}, "an empty table"),
        (["x", {"a": 1}], "a list of 2"),
        ([16**5_000], "a list of 1"),
        ([], "a list of 0"),
    ],
)
def test_values_that_hold_others_are_named(value: object, text: str) -> None:
    """
    Of a table its keys are shown, of a list its length; what stands in them is not.
    """
    assert shown(value) == text


def test_the_keys_of_a_class_are_those_of_files() -> None:
    """
    Some fields are called otherwise in a file.
    """
    assert list(keys(Link)) == ["event", "kind", "lag", "note"]
    assert list(keys(Select)) == ["entity", "lifecycle", "tag", "site"]
    assert keys(Deadline)["when"].name == "condition"
    assert types(Link)["lag"] is int


def test_attributes_take_dates_as_text() -> None:
    """
    TOML's dates are text in attributes, and a time of day is refused.
    """
    data = dump(PARTS["events"][4]) | {"attributes": {"on": date(2026, 1, 2), "or": [date(2026, 1, 3), 5]}}

    assert load(data, Event).attributes == {"on": "2026-01-02", "or": ("2026-01-03", 5)}
    with pytest.raises(Malformed, match="is no plain value"):
        load(data | {"attributes": {"on": datetime(2026, 1, 2)}}, Event)  # noqa: DTZ001


def test_what_stands_too_deep_is_no_fault_of_a_value() -> None:
    """
    It is left to whoever reads to say so.
    """
    deep: dict[str, Any] = {"entity": "north", "in": "held"}
    for _ in range(3_000):
        deep = {"not": deep}

    with pytest.raises(RecursionError):
        attempt({"when": deep, "due": "2026"}, Deadline)
