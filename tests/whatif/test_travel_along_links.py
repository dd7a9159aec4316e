"""
What edits move travels along the links.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from missionsim.record.events import Event
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import (
    According,
    Advance,
    AsPublished,
    DatedBy,
    Delay,
    Drop,
    Edit,
    Insert,
    Move,
    Redate,
    Replace,
    Swap,
)
from missionsim.whatif.selections import Events
from whatif.chains import carry, first_day, floor, record, stands, stated

PAIR = record(stated("v0", "2030-02-01"), stated("v1", "2030-02-11", carry("v0")))
TRIO = record(
    stated("v0", "2030-02-10"), stated("v1", "2030-03-05", carry("v0")), stated("v2", "2030-03-20", carry("v1"))
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_shifts_add_up_in_any_order(order: tuple[int, ...]) -> None:
    """
    An event shifted forth and back, and carried, moves by what carries it, in whatever order the edits stand.
    """
    edits: list[Edit] = [Advance("v1", 5), Delay("v1", 5), Delay("v0", 4)]

    assert stands(PAIR, [edits[n] for n in order]) == {"v0": "2030-02-05", "v1": "2030-02-15"}


def test_own_shift_and_carry_add_up() -> None:
    """
    An event that is shifted by one edit and carried by another moves by both.
    """
    assert stands(PAIR, [Delay("v0", 4), Delay("v1", 3)])["v1"] == "2030-02-18"


@pytest.mark.parametrize("targets", [["v0", "v1"], Events(since="2030-02-01")])
def test_one_edit_moves_an_event_once(targets: list[str] | Events) -> None:
    """
    An edit that shifts an event and what carries it moves it once.
    """
    assert stands(PAIR, [Delay(targets, 5)]) == {"v0": "2030-02-06", "v1": "2030-02-16"}


def test_a_group_keeps_its_gaps_though_months_differ() -> None:
    """
    Where one edit shifts by months an event and what carries it, the gap between them is kept.
    """
    assert stands(TRIO, [Delay(["v0", "v1", "v2"], "1m")]) == {
        "v0": "2030-03-10",
        "v1": "2030-04-02",
        "v2": "2030-04-17",
    }


def test_gaps_are_kept_to_where_the_carrier_stands() -> None:
    """
    In a group of which one is held back, what it carries keeps its gap to where that has come to stand.
    """
    held = record(
        stated("wall", "2030-03-01"),
        stated("v1", "2030-03-05", floor("wall")),
        stated("v2", "2030-03-20", carry("v1")),
    )

    assert stands(held, [Advance(["v1", "v2"], "1m")]) == {
        "wall": "2030-03-01",
        "v1": "2030-03-01",
        "v2": "2030-03-16",
    }


def test_dropping_with_a_bridge_keeps_own_shifts() -> None:
    """
    A group's shift of an event outlives what carried it.
    """
    edits = [Delay(Events(since="2030-02-01"), 5), Drop("v0", bridge=True)]

    assert stands(PAIR, edits) == {"v1": "2030-02-16"}


def test_a_bridge_moves_nobody() -> None:
    """
    What was carried by an event that is dropped with a bridge stays where it had come to stand.
    """
    assert stands(TRIO, [Delay("v1", 7), Drop("v1", bridge=True)]) == {"v0": "2030-02-10", "v2": "2030-03-27"}


def test_a_bridge_carries_on() -> None:
    """
    Over a bridge, later shifts carry on.
    """
    edits = [Delay("v1", 7), Drop("v1", bridge=True), Delay("v0", 3)]

    assert stands(TRIO, edits) == {"v0": "2030-02-13", "v2": "2030-03-30"}


@pytest.mark.parametrize(
    "later",
    [Replace("v1", stated("new", "2030-03-15")), Drop("v1", bridge=True)],
    ids=["replace", "bridge"],
)
def test_a_given_date_stays_when_its_carrier_is_replaced(later: Edit) -> None:
    """
    Neither a replacement on the carrier's own day nor a bridge over it moves what was given a date.
    """
    edits = [Delay("v0", 10), Move("v2", "2030-06-01"), later]

    assert stands(TRIO, edits)["v2"] == "2030-06-01"


def test_a_replacement_carries_what_its_forerunner_carried() -> None:
    """
    What reacted to an event that is replaced reacts to the new one, and keeps its gap.
    """
    edits = [Replace("v1", stated("new", "2030-03-10")), Delay("new", 2)]

    assert stands(TRIO, edits) == {"v0": "2030-02-10", "new": "2030-03-12", "v2": "2030-03-27"}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_rereadings_act_first(at: int) -> None:
    """
    A given date stays, wherever in the list the re-reading of what carries it stands.
    """
    edits: list[Edit] = [Move("v0", "2030-02-03"), Move("v1", "2030-02-20")]
    edits.insert(at, Redate("v0", "2030-02-08"))

    assert stands(PAIR, edits) == {"v0": "2030-02-03", "v1": "2030-02-20"}


def test_swapped_dates_are_those_as_reread() -> None:
    """
    A swap takes the dates as the re-readings leave them, though they stand behind it.
    """
    plain = record(stated("v0", "2030-02-01"), stated("v1", "2030-02-11"))

    assert stands(plain, [Swap("v0", "v1"), Redate("v0", "2030-03-03")]) == {"v0": "2030-02-11", "v1": "2030-03-03"}


def test_months_are_counted_from_the_day_as_reread() -> None:
    """
    A month is counted from the day on which the event stands after all re-readings.
    """
    assert stands(PAIR, [Delay("v0", "1m"), Redate("v0", "2030-03-01")])["v0"] == "2030-04-01"


def test_a_later_carry_moves_on_from_a_given_date() -> None:
    """
    A given date stays; what moves its carrier afterwards moves it on from there.
    """
    assert stands(PAIR, [Delay("v0", 9), Move("v1", "2030-03-01"), Delay("v0", 2)])["v1"] == "2030-03-03"


def test_a_floor_over_a_pushed_given_date_is_honoured() -> None:
    """
    What must not be before an event whose given date was pushed back is pushed as well.
    """
    chain = record(
        stated("v0", "2030-02-10"), stated("v1", "2030-02-11", floor("v0")), stated("v2", "2030-02-12", floor("v1"))
    )

    assert stands(chain, [Delay("v0", 8), Move("v1", "2030-02-09"), Move("v2", "2030-02-10")]) == {
        "v0": "2030-02-18",
        "v1": "2030-02-18",
        "v2": "2030-02-18",
    }


def test_slack_absorbs() -> None:
    """
    A floor that moves within the slack moves nobody.
    """
    loose = record(stated("v0", "2030-02-01"), stated("v1", "2030-02-11", floor("v0", 5)))

    assert stands(loose, [Delay("v0", 4)])["v1"] == "2030-02-11"
    assert stands(loose, [Delay("v0", 9)])["v1"] == "2030-02-15"


def test_a_reaction_is_not_before_what_it_reacts_to() -> None:
    """
    A reaction that is brought forward is held back by what it reacts to.
    """
    assert stands(PAIR, [Advance("v1", 20)])["v1"] == "2030-02-01"


def test_only_what_is_reached_moves() -> None:
    """
    What no edit reached stays, though the record itself contradicts its links.
    """
    broken = record(
        stated("v0", "2030-02-20"), stated("v1", "2030-02-11", floor("v0")), stated("v2", "2030-05-01", carry("v1"))
    )

    assert stands(broken, [Delay("v2", 1)]) == {"v0": "2030-02-20", "v1": "2030-02-11", "v2": "2030-05-02"}


def test_gaps_are_kept_in_every_reading() -> None:
    """
    In a reading of the record, what is carried by a moved event keeps that reading's gap, and a given date stays.
    """
    vague = record(stated("v0", "2030-02"), stated("v1", "2030-03", carry("v0")), stated("v2", "2030-04", carry("v1")))
    edited = EditedRecord(vague, (Move("v0", "2030-02-10"), Move("v1", "2030-06-01"), Delay("v0", 2)))
    base = [first_day(event) for event in vague.events]

    days = edited.days.of(base)

    assert [day - base[0] for day in days[:2]] == [11, 122]
    assert days[2] - days[1] == base[2] - base[1]


def test_a_longer_list_is_checked_as_a_whole() -> None:
    """
    Edits of which the first alone leaves the scenario can be made one after the other.
    """
    one = EditedRecord(PAIR, (Advance("v0", 400),))

    both = one.with_edits(Delay("v0", 400))

    assert both == EditedRecord(PAIR, (Advance("v0", 400), Delay("v0", 400)))
    assert [str(event.date) for event in both.outcome.events] == ["2030-02-01", "2030-02-11"]


def test_equal_what_ifs_behave_alike() -> None:
    """
    A further edit does the same to a what-if as to an equal one that was made at once.
    """
    step = EditedRecord(PAIR, (Delay("v0", 10),)).with_edits(Move("v1", "2030-03-01"))
    whole = EditedRecord(PAIR, (Delay("v0", 10), Move("v1", "2030-03-01")))

    assert step == whole
    assert hash(step) == hash(whole)
    assert step.with_edits(Delay("v0", 15)).outcome == whole.with_edits(Delay("v0", 15)).outcome


def test_a_record_of_its_own_forgets_the_edits() -> None:
    """
    What is adopted is a record; later edits count from where its events stand.
    """
    mine = EditedRecord(PAIR, (Delay("v0", 10), Move("v1", "2030-03-01"))).adopted()

    assert stands(mine, [Delay("v0", 1)]) == {"v0": "2030-02-12", "v1": "2030-03-02"}


def test_context_can_be_dropped_moved_and_inserted() -> None:
    """
    Context events are events.
    """
    edits = [Insert(stated("new", "2030-02-05")), Move("v0", "2030-02-02"), Drop("v1")]

    assert stands(PAIR, edits) == {"v0": "2030-02-02", "new": "2030-02-05"}


def test_a_dropped_floor_lets_go() -> None:
    """
    What had to wait for something that is dropped is released, and that is told; what reacted is orphaned.
    """
    both = record(
        stated("v0", "2030-02-01"), stated("v1", "2030-02-11", floor("v0")), stated("v2", "2030-02-12", carry("v0"))
    )
    found = EditedRecord(both, (Delay("v0", 20), Drop("v0"))).movements

    assert str(found["v1"].now) == "2030-02-11"
    assert "released" in [cause.kind for cause in found["v1"].causes]
    assert "orphaned" in [cause.kind for cause in found["v2"].causes]


def test_an_event_dropped_and_inserted_again_carries_again() -> None:
    """
    What reacted to an event reacts to one that is inserted under its id.
    """
    edits = [Drop("v0"), Insert(stated("v0", "2030-02-01")), Delay("v0", 3)]

    assert stands(PAIR, edits)["v1"] == "2030-02-14"


def test_several_targets_are_a_union() -> None:
    """
    An event that several targets mean is moved once.
    """
    assert stands(PAIR, [Delay(["v0", Events(entity="lamp")], 1)]) == {"v0": "2030-02-02", "v1": "2030-02-12"}
    assert stands(PAIR, [Drop(["v0", "v1"])]) == {}


def test_faults_name_the_edit() -> None:
    """
    An edit that can't be made is named by its position.
    """
    from missionsim.errors import EditError  # noqa: PLC0415

    with pytest.raises(EditError, match=r"edits\[1\]"):
        EditedRecord(PAIR, (Delay("v0", 1), Delay("v7", 1))).outcome  # noqa: B018


@pytest.mark.parametrize("edit", [DatedBy("earliest"), AsPublished("2030-12-31")])
def test_rereadings_of_all_are_edits(edit: Edit) -> None:
    """
    Re-readings of a whole record are edits like others.
    """
    assert stands(PAIR, [edit, Delay("v0", 1)]) == {"v0": "2030-02-02", "v1": "2030-02-12"}


def test_events_are_not_shared_between_what_ifs() -> None:
    """
    A what-if that others were made from stays as it was.
    """
    one = EditedRecord(PAIR, (Delay("v0", 1),))
    one.with_edits(Delay("v0", 5), Insert(stated("x", "2030-04-01")))

    assert [str(event.date) for event in one.outcome.events] == ["2030-02-02", "2030-02-12"]
    assert isinstance(one.outcome.events[0], Event)
    assert According("x") == According("x")


def test_what_stood_before_a_replacement_can_depend_on_it_now() -> None:
    """
    A replacement that depends on what depended on its forerunner is no circle.
    """
    edits = [
        Delay("v0", 10),
        Move("v2", "2030-06-01"),
        Replace("v1", stated("v1", "2030-03-15")),
        Replace("v0", stated("new", "2030-03-20", carry("v1"))),
        Delay("v1", 2),
    ]

    assert stands(TRIO, edits) == {"new": "2030-03-22", "v1": "2030-03-17", "v2": "2030-06-03"}


def test_dropping_what_a_forerunner_reacted_to_moves_nobody() -> None:
    """
    Where an event stood before it was replaced does not change when what carried it then is dropped.
    """
    edits = [Delay("v0", 10), Move("v2", "2030-06-01"), Replace("v1", stated("new", "2030-03-15")), Drop("v0")]

    assert stands(TRIO, edits) == {"new": "2030-03-15", "v2": "2030-06-01"}


def test_an_inserted_event_carries_from_the_day_on_which_it_was_inserted() -> None:
    """
    What reacts to an inserted event moves along when that is moved.
    """
    edits = [Insert(stated("x", "2030-04-01")), Insert(stated("y", "2030-04-05", carry("x"))), Move("x", "2030-04-11")]

    assert stands(PAIR, edits)["y"] == "2030-04-15"


FLOORS = record(
    stated("v0", "2030-01-03"),
    stated("v1", "2030-01-10", floor("v0", 1)),
    stated("v2", "2030-01-12", floor("v1", 2)),
)


@pytest.mark.parametrize(
    ("edits", "day"),
    [
        ([Drop("v1", bridge=True), Advance("v2", 5)], "2030-01-07"),
        ([Drop("v1", bridge=True), Advance("v2", 9)], "2030-01-06"),
        ([Advance("v2", 9), Drop("v1", bridge=True)], "2030-01-12"),
        ([Drop("v0"), Drop("v1", bridge=True), Advance("v2", 9)], "2030-01-03"),
        ([Drop("v1", bridge=True), Delay("v0", 8)], "2030-01-14"),
        ([Delay("v1", 5), Drop("v1", bridge=True)], "2030-01-17"),
        ([Delay("v1", 5), Drop("v1", bridge=True), Advance("v2", 5)], "2030-01-12"),
        ([Drop("v1", bridge=True), Move("v2", "2030-01-04")], "2030-01-06"),
    ],
)
def test_over_a_bridged_floor_only_the_lags_are_kept(edits: list[Edit], day: str) -> None:
    """
    What is dropped with a bridge holds nothing back any more; what it stood behind does, by the lags of both floors.
    """
    assert stands(FLOORS, edits)["v2"] == day
