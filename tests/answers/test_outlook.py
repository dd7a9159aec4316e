"""
Several scenarios side by side.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from missionsim import (
    Deadline,
    Delay,
    Drop,
    EditError,
    Event,
    Events,
    Scenario,
    UnknownError,
    WhatIf,
    compare_many,
    grid,
    in_state,
)
from missionsim.answers.outlook import Ending, Margin
from small import small

RECORD = small(
    events=[
        Event("north", "begin", "2026-01-10"),
        Event("north", "complete", "2026-01-25"),
        Event("south", "begin", "2026-02"),
    ],
    deadlines=[Deadline("leave", in_state("north", "handed_over"), "2026-01-31")],
)
SCENARIOS: dict[str, Scenario | WhatIf] = {
    "as recorded": RECORD,
    "late": RECORD.what_if(Delay("north.complete", 10)),
    "never": RECORD.what_if(Drop("north.begin")),
}


def test_outcomes_stand_side_by_side() -> None:
    """
    How every entity ends and since when, what becomes of the deadlines, and what is refused.
    """
    found = compare_many(SCENARIOS)

    assert found["late"].endings["north"] == Ending("handed_over", date(2026, 2, 4))
    assert [each.margins["leave"] for each in found.outlooks] == [
        Margin("met", 6),
        Margin("violated", -4),
        Margin("violated", None),
    ]
    assert found["never"].refused == ("north.complete",)
    assert (found.entities, found.deadlines) == (("north",), ("leave",))
    assert found["as recorded"].shifts == ()


def test_rows_have_one_scenario_each() -> None:
    """
    Entities that end alike everywhere are left out.
    """
    first, *_, last = compare_many(SCENARIOS).rows()

    assert first == {
        "name": "as recorded",
        "north.state": "handed_over",
        "north.since": date(2026, 1, 25),
        "leave.verdict": "met",
        "leave.margin": 6,
        "refused": [],
    }
    assert (last["leave.margin"], last["refused"]) == (None, ["north.complete"])


def test_columns_and_plain_data_say_the_same_as_rows() -> None:
    """
    One list per column, or days as text.
    """
    found = compare_many(SCENARIOS)
    rows = found.rows()

    assert found.columns() == {name: [row[name] for row in rows] for name in rows[0]}
    assert [row["north.since"] for row in found.to_dict()] == ["2026-01-25", "2026-02-04", "2026-01-01"]


def test_scenarios_need_not_have_the_same_parts() -> None:
    """
    What one does not have is left empty in its row.
    """
    other = small(
        entities=small().entities[1:],
        lifecycles=small().lifecycles,
        events=[Event("south", "begin", "2026-02-01")],
        deadlines=(),
    )
    found = compare_many({"record": RECORD, "other": other})
    row = found.rows()[1]

    assert (row["north.state"], row["north.since"]) == (None, None)
    assert (row["leave.verdict"], row["leave.margin"]) == (None, None)


def test_an_imprecise_event_is_read_as_asked() -> None:
    """
    At its latest unless the other end is wanted.
    """
    late, early = (
        compare_many({"record": RECORD}, reading=reading)["record"].endings["south"].since
        for reading in ("latest", "earliest")
    )

    assert (late, early) == (date(2026, 2, 28), date(2026, 2, 1))


def test_nothing_has_an_empty_table() -> None:
    """
    Without scenarios there are no rows and no columns.
    """
    empty = compare_many({})

    assert (empty.rows(), empty.columns(), empty.to_dict()) == ([], {}, [])


def test_an_unknown_name_is_said_to_be() -> None:
    """
    With the nearest ones.
    """
    with pytest.raises(UnknownError, match="no outlook 'lat'; accepted: as recorded, late, never"):
        compare_many(SCENARIOS)["lat"]


def test_a_grid_shifts_one_event() -> None:
    """
    By every number of days; negative ones are earlier.
    """
    found = grid(RECORD, "north.complete", range(-15, 16, 15))

    assert [(each.name, each.shifts) for each in found.outlooks] == [("-15", (-15,)), ("+0", (0,)), ("+15", (15,))]
    assert [row["north.complete"] for row in found.rows()] == [-15, 0, 15]
    assert [row["leave.margin"] for row in found.rows()] == [21, 6, -9]
    assert found["+15"].margins["leave"] == Margin("violated", -9)
    assert grid(RECORD, "north.complete", [-16])["-16"].refused == ("north.complete",)


def test_a_grid_shifts_two_events() -> None:
    """
    In all combinations, the second event's days changing fastest; one of them may be several events.
    """
    found = grid(RECORD, "north.complete", (0, 10), Events(trigger="begin"), iter((-1, 20)))

    assert [each.name for each in found.outlooks] == ["+0, -1", "+0, +20", "+10, -1", "+10, +20"]
    assert found.shifted == ("north.complete", "every begin event")
    assert [row["refused"] for row in found.rows()] == [[], ["north.complete"], [], []]
    assert found["+10, +20"].endings["south"].since == date(2026, 3, 20)


def test_a_grid_is_read_as_asked() -> None:
    """
    Like a replay.
    """
    found = grid(RECORD, "south.begin", [1], reading="earliest")

    assert found["+1"].endings["south"].since == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("event", "days", "why"),
    [
        ("north.begin", [0, -20], "lies before the scenario starts"),
        ("north.beginn", [1], "there is no event 'north.beginn'"),
        ("north.begin", [1.5], "1.5 is not a number of days"),
        ("north.begin", [True], "True is not a number of days"),
    ],
)
def test_a_shift_that_can_not_be_made_is_an_error(event: str, days: list[Any], why: str) -> None:
    """
    It leads before the scenario's start, names nothing, or is no whole number of days.
    """
    with pytest.raises(EditError, match=why):
        grid(RECORD, event, days)


def test_a_what_if_has_a_grid_as_a_record_has() -> None:
    """
    Its shifts come on top of its edits.
    """
    late = SCENARIOS["late"]

    assert grid(late, "north.complete", [-10])["-10"].margins["leave"] == Margin("met", 6)
