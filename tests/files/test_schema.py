"""
Tests of the JSON Schemas of scenario files and of what-if files.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given, settings

import missionsim
from missionsim import (
    Claim,
    Condition,
    Coordinates,
    Deadline,
    Entity,
    Event,
    Firing,
    Link,
    Measure,
    Party,
    Revision,
    Scenario,
    plain,
    to_toml,
)
from missionsim.files.mending import STAND_INS, _stand_in
from missionsim.files.scenario_files import BUNDLE
from missionsim.files.schema import schema, what_if_schema
from missionsim.files.what_if_files import loads_what_ifs
from missionsim.plain import keys
from missionsim.plain.classes import CONDITIONS
from missionsim.record.conditions import AtLeast, AtMost, Select
from missionsim.record.entities import KINDS
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.testing import scenarios
from missionsim.whatif.edits import EDITS
from small import TEXT

CLASSES: list[Any] = [
    Scenario,
    Lifecycle,
    Transition,
    Select,
    *(cls for _, cls in CONDITIONS),
    AtLeast,
    AtMost,
    Party,
    Measure,
    Claim,
    Coordinates,
    *KINDS.values(),
    Firing,
    Link,
    Event,
    Revision,
    Deadline,
]
VALIDATOR = jsonschema.Draft202012Validator(schema())


def _plain(value: Any) -> Any:
    """
    TOML's dates as the text that JSON would have.
    """
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _is_valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(_plain(tomllib.loads(text))))


def test_the_shipped_schema_is_the_one_made_from_the_classes() -> None:
    """
    The file that editors read is up to date.
    """
    shipped = resources.files("missionsim") / "schema.json"

    assert json.loads(shipped.read_text(encoding="utf-8")) == schema()


def test_the_schema_is_one() -> None:
    """
    It follows the dialect that it names, and everything in it is described.
    """
    jsonschema.Draft202012Validator.check_schema(schema())

    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all(part["description"] for part in schema()["properties"].values())


@pytest.mark.parametrize("name", missionsim.bundled())
def test_every_bundled_scenario_is_valid(name: str) -> None:
    """
    What loads is what the schema describes.
    """
    text = (BUNDLE / f"{name}.toml").read_text(encoding="utf-8")

    assert list(VALIDATOR.iter_errors(_plain(tomllib.loads(text)))) == []


@given(scenarios())
@settings(max_examples=50)
def test_every_scenario_that_is_written_is_valid(scenario: Scenario) -> None:
    """
    Whatever can be declared is in the schema.
    """
    assert list(VALIDATOR.iter_errors(_plain(tomllib.loads(to_toml(scenario))))) == []


def test_rows_may_come_from_one_file_or_several() -> None:
    """
    The key that only files have is in it, and other keys are not.
    """
    assert _is_valid(TEXT)
    assert _is_valid(f'events_from = "a.csv"\n{TEXT}')
    assert _is_valid(f'events_from = ["a.csv", "b.csv"]\n{TEXT}')
    assert not _is_valid(f"events_from = 5\n{TEXT}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "small"', 'name = "small"\ncolour = "red"'),
        ('name = "small"', "name = 5"),
        ('name = "small"', ""),
        ("horizon = 2026-12-31", 'horizon = "the end"'),
        ("[parties.army]", "[parties.army]\ncolour = 1"),
        ("[parties.army]", "[parties.army]\nid = 'army'"),
        ('initial = "held"', ""),
        ('site = "hill"', "coordinates = { latitude = 1 }"),
        ('site = "hill"', "attributes = { a = { b = 1 } }"),
        ('kind = "mission"', 'kind = "misson"'),
        ('kind = "mission"', ""),
        ('when = { lifecycle = "base", in = "handed_over" }', "when = 'always'"),
        ('when = { lifecycle = "base", in = "handed_over" }', "when = { of = [{ entity = 'north', in = 'held' }] }"),
        ('when = { lifecycle = "base", in = "handed_over" }', "when = { lifecycle = 'base', inn = 'held' }"),
        ('{ name = "personnel", low = 0, high = 10 }', "{ name = 'x', low = 'few' }"),
        ('set_by = "statement"', "claims = [{ by = 'army', stance = 'denies' }]"),
        ('text = "We will leave."', ""),
    ],
)
def test_what_does_not_load_is_not_valid(old: str, new: str) -> None:
    """
    An unknown key, a wrong type and a missing key are marked while one writes.
    """
    assert TEXT.count(old) == 1
    assert not _is_valid(TEXT.replace(old, new))
    with pytest.raises(missionsim.ScenarioError):
        missionsim.loads(TEXT.replace(old, new))


@pytest.mark.parametrize("cls", CLASSES, ids=[cls.__name__ for cls in CLASSES])
def test_every_required_key_has_a_stand_in(cls: Any) -> None:
    """
    A missing key never keeps the rest of a file from being checked.
    """
    required = [key for key, field in keys(cls).items() if field.default is attrs.NOTHING and key != "select"]

    assert set(required) <= {*STAND_INS, "states"}  # of states, all that are used anywhere


@pytest.mark.parametrize("cls", CLASSES, ids=[cls.__name__ for cls in CLASSES])
def test_a_stand_in_is_what_its_key_asks_for(cls: Any) -> None:
    """
    What takes the place of a faulty value is not faulty itself.
    """
    places: dict[Any, tuple[str | int, ...]] = {
        Link: ("events", 0, "after", 0),
        Scenario: (),
        Claim: ("events", 0, "claims", 0),
    }
    place = places.get(cls, ("events", 0))
    values = {key: _stand_in((*place, key)) for key in keys(cls) if key != "select"}
    kinds = {key: plain.types(cls)[field.name] for key, field in keys(cls).items() if not field.metadata.get("keyed")}

    for key in set(STAND_INS) & set(values) & set(kinds):
        assert plain.attempt(values[key], kinds[key])[1] == []


def test_every_kind_and_every_condition_is_in_the_schema() -> None:
    """
    Entities are told apart by their kind, conditions by their keys.
    """
    definitions = schema()["$defs"]

    assert [table["title"] for table in definitions[Entity.__name__]["anyOf"]] == ["Entity", "Base", "Mission"]
    assert {table["title"] for table in definitions[Condition.__name__]["anyOf"]} == {
        "AllOf",
        "AnyOf",
        "Not",
        "InState",
        "Measured",
        "AtLeast",
        "AtMost",
    }


# What-if files

WHAT_IFS = jsonschema.Draft202012Validator(what_if_schema())


def _is_valid_what_if(text: str) -> bool:
    return bool(WHAT_IFS.is_valid(_plain(tomllib.loads(text))))


def test_the_shipped_schema_of_what_ifs_is_the_one_made_from_the_classes() -> None:
    """
    The file that editors read is up to date, follows its dialect, and describes everything.
    """
    shipped = resources.files("missionsim") / "what_if_schema.json"
    tables = [*what_if_schema()["$defs"]["Edit"]["anyOf"], what_if_schema()["$defs"]["WhatIf"], what_if_schema()]
    jsonschema.Draft202012Validator.check_schema(what_if_schema())

    assert json.loads(shipped.read_text(encoding="utf-8")) == what_if_schema()
    assert [table["title"] for table in tables[:-2]] == [cls.__name__ for cls in EDITS]
    assert all(part["description"] for table in tables for part in table["properties"].values())
    assert ":class:" not in str(what_if_schema())


def test_the_example_of_what_ifs_is_valid() -> None:
    """
    What loads is what the schema describes.
    """
    example = Path(__file__).parents[2] / "examples" / "what_ifs.toml"

    assert list(WHAT_IFS.iter_errors(_plain(tomllib.loads(example.read_text(encoding="utf-8"))))) == []


@pytest.mark.parametrize(
    "edit",
    [
        "{ delay = 'x', by = '90d' }",
        "{ advance = { tag = ['a', 'b'], since = '2026', until = 2026-05-01 }, by = 90 }",
        "{ move = { tag = 'a' }, to = '2026-05' }",
        "{ swap = 'a.b', with = 'c.d' }",
        "{ drop = 'x', bridge = true }",
        "{ insert = { entity = 'a', trigger = 'b', date = '2026' }, before = 'x' }",
        "{ replace = 'x', with = { entity = 'a', trigger = 'b', date = '2026' } }",
        "{ according = 'x' }",
        "{ redate = 'x', to = 2026-01-16 }",
        "{ revise = 'x', due = '+1m', when = { entity = 'a', in = 'b' } }",
        "{ initial = 'x', state = 'y' }",
        "{ rewire = 'x', trigger = 'y', from = 'a', to = 'b', when = { not = { entity = 'a', in = 'b' } } }",
        "{ rewire = 'x' }",
    ],
)
def test_every_edit_is_valid(edit: str) -> None:
    """
    Whatever loads, in a file of one what-if or of several, is in the schema.
    """
    for text in (f"what_if.edits = [{edit}]", f"what_if.late = {{ scenario = 'iraq', edits = [{edit}] }}"):
        assert _is_valid_what_if(text)
        assert len(loads_what_ifs(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what_if = 5",
        "[what_if]",
        "what_if.late = 5",
        "what_if.edits = []",
        "what_if.edits = [5]",
        "what_if = { name = 'late', edits = [{ drop = 'x' }] }",
        "colour = 1\nwhat_if.edits = [{ drop = 'x' }]",
        "scenario = 5\nwhat_if.edits = [{ drop = 'x' }]",
        "what_if.edits = [{ dealy = 'x', by = '90d' }]",
        "what_if.edits = [{ delay = 'x' }]",
        "what_if.edits = [{ delay = 5, by = '90d' }]",
        "what_if.edits = [{ delay = { colour = 1 }, by = '90d' }]",
        "what_if.edits = [{ delay = 'x', by = '-90d' }]",
        "what_if.edits = [{ delay = 'x', by = -90 }]",
        "what_if.edits = [{ delay = 'x', by = 'soon' }]",
        "what_if.edits = [{ drop = 'x', by = '90d' }]",
    ],
)
def test_what_is_no_what_if_is_not_valid(text: str) -> None:
    """
    What does not load is marked while one writes.
    """
    assert not _is_valid_what_if(text)
    with pytest.raises(missionsim.ScenarioError):
        loads_what_ifs(text)
