"""
The readings of a what-if are the consistent readings of its record, each edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from missionsim.record.conditions import in_state
from missionsim.record.deadlines import Deadline, Revision
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.record.parties import Claim, Party
from missionsim.record.record import Record
from missionsim.replay.timeline import Timeline
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Advance, Delay, Drop, Edit, Move, Swap
from missionsim.whatif.replaying import replay

BASE = Lifecycle(
    "base",
    ["held", "closing", "out"],
    "held",
    [
        Transition("held", "closing", "begin"),
        Transition("closing", "out", "finish"),
        Transition(["held", "closing"], "held", "retake"),
    ],
)
MISSION = Lifecycle(
    "mission", ["on", "done"], "on", [Transition("on", "done", "end", when=in_state("south", "closing"))]
)
ENTITIES = [Entity("north", "base"), Entity("south", "base"), Entity("mission", "mission")]
CLOSING = Lifecycle(
    "phase", ["one", "two"], "one", [Transition("one", "two", when=in_state("north", ["closing", "out"]))]
)


def record(*events: Event, deadlines: Sequence[Deadline] = (), entities: Sequence[Entity] = ENTITIES) -> Record:
    """
    A record of two bases and a mission.
    """
    return Record(
        "readings",
        "2030-12-31",
        [BASE, MISSION, CLOSING],
        entities,
        events,
        start="2030-01-01",
        parties=[Party("office")],
        deadlines=deadlines,
    )


def event(name: str, date: str, *after: Link, planned: bool = False) -> Event:
    """
    An event that fires one trigger.
    """
    entity, _, trigger = name.partition(".")
    return Event(entity, trigger, date, after=after, claims=[Claim("office", stance="plans")] if planned else ())


def after(asked: Record, *edits: Edit) -> Timeline:
    """
    The replay of a what-if.
    """
    return replay(EditedRecord(asked, edits))


def order(timeline: Timeline) -> list[str]:
    """
    The events in the order of their steps.
    """
    return [step.event for step in timeline.steps]


def possible(timeline: Timeline, entity: str, day: str) -> set[str]:
    """
    The states that are possible on a day.
    """
    return set(timeline.possible_states(entity, on=dt.date.fromisoformat(day)))


def test_an_edit_elsewhere_keeps_the_order_of_a_day() -> None:
    """
    What the record's own order lets happen does not become impossible because something else is delayed.
    """
    asked = record(
        event("south.begin", "2030-01-07"),
        event("south.retake", "2030-01-07"),
        event("mission.end", "2030-01-09"),
        event("north.begin", "2030-01-10"),
        deadlines=[Deadline("done", in_state("mission", "done"), "2030-01-12")],
    )

    timeline = after(asked, Delay("north.begin", 1))

    assert order(timeline) == ["south.retake", "south.begin", "mission.end", "north.begin"]
    assert timeline.deadlines[0].verdict == "met"


def test_what_shared_a_day_keeps_its_order_where_it_moves_together() -> None:
    """
    Events of one day that are moved to another one keep the order that they had.
    """
    asked = record(
        event("mission.end", "2030-01-07"),
        event("south.begin", "2030-01-07"),
        event("north.begin", "2030-01-20"),
    )

    timeline = after(asked, Delay(["mission.end", "south.begin"], 13))

    assert order(timeline) == ["south.begin", "mission.end", "north.begin"]


def test_a_plan_that_newly_meets_an_event_is_not_refused_by_the_rows() -> None:
    """
    Where a row stands refuses no plan that another order of the day would let happen.
    """
    asked = record(
        event("south.begin", "2030-01-03"),
        event("south.finish", "2030-01-05"),
        event("mission.end", "2030-01-07", planned=True),
    )

    timeline = after(asked, Delay("south.finish", 2))

    assert order(timeline) == ["south.begin", "mission.end", "south.finish"]
    assert {step.disposition for step in timeline.steps} == {"applied"}


def test_orders_that_the_record_leaves_open_stay_open() -> None:
    """
    An edit of something else decides no order.
    """
    asked = record(
        event("south.begin", "2030-01-03"),
        event("south.finish", "2030-01-07"),
        event("mission.end", "2030-01-07", planned=True),
        event("north.begin", "2030-01-10"),
    )

    timeline = after(asked, Delay("mission.end", 0), Delay("north.begin", 1))

    assert possible(timeline, "mission", "2030-01-08") == {"on", "done"}
    assert possible(timeline, "mission", "2030-01-20") == {"on", "done"}


def test_a_gap_is_that_of_the_reading_though_the_carrier_is_given_a_date() -> None:
    """
    What a moved event carries keeps each gap that the record leaves open.
    """
    asked = record(
        event("north.begin", "[2030-01-03..2030-01-04]"),
        event("north.finish", "2030-01-07", Link("north.begin", "carry")),
        deadlines=[Deadline("out", in_state("north", "out"), "2030-01-18")],
    )

    timeline = after(asked, Move("north.begin", "2030-01-15"))

    assert possible(timeline, "north", "2030-01-18") == {"closing", "out"}
    assert (timeline.deadlines[0].verdict, timeline.deadlines[0].margins) == ("undetermined", (0, 1))


def test_days_are_exchanged_within_each_reading() -> None:
    """
    Events that are swapped stand each where the other stood, in every reading, not anywhere within its date.
    """
    asked = record(
        event("south.begin", "[2030-01-10..2030-01-14]"),
        event("mission.end", "2030-01-10"),
        event("north.begin", "2030-01-02"),
    )

    timeline = after(asked, Swap("south.begin", "north.begin"))

    assert possible(timeline, "north", "2030-01-10") == {"closing"}
    assert possible(timeline, "north", "2030-01-09") == {"held"}


def test_a_swap_takes_the_day_as_shifted_before() -> None:
    """
    The day that a swap gives is the one on which the other event stood then, whatever becomes of that later.
    """
    asked = record(event("north.begin", "[2030-01-03..2030-01-04]"), event("south.begin", "2030-01-20"))

    timeline = after(asked, Delay("north.begin", 5), Swap("north.begin", "south.begin"), Drop("north.begin"))

    assert possible(timeline, "south", "2030-01-08") == {"held", "closing"}
    assert possible(timeline, "south", "2030-01-07") == {"held"}
    assert possible(timeline, "south", "2030-01-09") == {"closing"}


def test_verdicts_are_sought_where_shifted_days_meet_others() -> None:
    """
    A delayed event that falls into a window on some of its days leaves the verdict open.
    """
    window = Deadline("in_time", in_state("north", "closing"), "2030-05-10/2030-05-12")
    asked = record(event("north.begin", "[2030-01-01..2030-06-30]"), deadlines=[window])

    (outcome,) = after(asked, Delay("north.begin", 37)).deadlines

    assert (outcome.verdict, outcome.is_exact, outcome.settled_by) == ("undetermined", True, ("north.begin",))


def test_what_lies_before_the_edits_is_as_it_was() -> None:
    """
    Before anything can come otherwise, the states possible are those of the record.
    """
    asked = record(
        event("north.begin", "[2030-01-06..2030-01-07]"),
        event("north.finish", "2030-01-11"),
        entities=[*ENTITIES, Entity("phase", "phase")],
    )

    assert possible(after(asked, Drop("north.finish")), "phase", "2030-01-06") == {"one", "two"}


def test_a_deadline_is_timed_by_where_its_event_stands_now() -> None:
    """
    A deadline that was met before keeps that, with the margin from its new due date.
    """
    due = Deadline("soon", in_state("south", "held"), "+1w", since="north.begin")
    asked = record(event("north.begin", "2030-01-03"), deadlines=[due])

    (outcome,) = after(asked, Delay("north.begin", 3)).deadlines

    recorded = replay(asked).deadlines[0].days_late
    assert recorded is not None
    assert (outcome.verdict, outcome.days_late) == ("met", recorded - 3)


def test_over_a_bridge_every_reading_keeps_its_own_gap() -> None:
    """
    Where the gap to a dropped event is open, a bridge over it holds nothing back that a reading of the record allows.
    """
    asked = record(
        event("north.begin", "2030-01-03"),
        event("north.finish", "[2030-01-06..2030-01-07]", Link("north.begin", "carry")),
        event("south.begin", "2030-01-02"),
        event("south.finish", "[2030-01-07..2030-01-08]", Link("north.finish", "floor", 1)),
    )

    timeline = after(asked, Drop("north.finish", bridge=True))

    assert possible(timeline, "south", "2030-01-07") == {"closing", "out"}
    assert possible(timeline, "south", "2030-01-08") == {"out"}


def test_a_given_date_is_pushed_in_every_reading_by_its_own_days() -> None:
    """
    Where an open event pushes what was given a date, each of its days does.
    """
    asked = record(
        event("south.begin", "[2030-01-08..2030-01-12]"),
        event("mission.end", "[2030-01-12..2030-01-16]", Link("south.begin", "carry")),
    )

    timeline = after(asked, Move("mission.end", "2030-01-07"))

    assert possible(timeline, "mission", "2030-01-07") == {"on"}
    assert possible(timeline, "mission", "2030-01-08") == {"on", "done"}
    assert possible(timeline, "mission", "2030-01-12") == {"done"}


@pytest.mark.parametrize(
    ("edits", "verdict"),
    [
        ([Delay("north.begin", 1)], "undetermined"),
        ([Delay("north.begin", 1), Delay("revised", 1)], "met"),
        ([Delay("north.begin", 1), Advance("revised", 1)], "violated"),
        ([Delay("north.begin", 1), Delay("revised", 1), Delay("set", 1)], "undetermined"),
    ],
)
def test_a_deadline_is_judged_in_each_order_of_the_day_on_which_it_is_set(edits: list[Edit], verdict: str) -> None:
    """
    Where a deadline is set and revised on one day, whether by the record or by an edit, both orders count.
    """
    setting, revised = (Event(id=id_, date="2030-02-01", text="said") for id_ in ("set", "revised"))
    revision = Revision("revised", "2030-08")
    due = Deadline("out", in_state("north", "closing"), "2030-03", set_by="set", revisions=[revision])
    asked = record(setting, revised, event("north.begin", "2030-04-01"), deadlines=[due])

    (outcome,) = after(asked, *edits).deadlines

    assert replay(asked).deadlines[0].verdict == "undetermined"
    assert (outcome.verdict, outcome.is_exact) == (verdict, True)


def test_more_orders_of_a_day_than_are_looked_at_are_not_exact() -> None:
    """
    Where a deadline is revised more often on one day than orders are tried, its verdict is undetermined and not exact.
    """
    ids = [f"revised{number}" for number in range(5)]
    revisions = [Revision(id_, f"2030-0{number + 4}") for number, id_ in enumerate(ids)]
    due = Deadline("out", in_state("north", "closing"), "2030-03", revisions=revisions)
    statements = [Event(id=id_, date="2030-02-01", text="said") for id_ in ids]
    asked = record(*statements, event("north.begin", "2030-03-20"), deadlines=[due])

    (outcome,) = after(asked, Delay("north.begin", 1)).deadlines
    (fewer,) = after(asked, Delay("north.begin", 1), Drop("revised0"), Drop("revised1")).deadlines

    assert (outcome.verdict, outcome.is_exact) == ("undetermined", False)
    assert (fewer.verdict, fewer.is_exact) == ("met", True)


def test_an_open_day_that_makes_no_difference_does_not_settle_what_an_order_decides() -> None:
    """
    Only days that make a difference in themselves are said to decide what the order of one day leaves open.
    """
    setting, revised = (Event(id=id_, date="2030-02-01", text="said") for id_ in ("set", "revised"))
    revision = Revision("revised", "2030-08")
    due = Deadline("out", in_state("north", "closing"), "2030-03", set_by="set", revisions=[revision])
    asked = record(setting, revised, event("north.begin", "[2030-04-01..2030-04-03]"), deadlines=[due])

    (outcome,) = after(asked, Delay("north.begin", 1)).deadlines

    assert (outcome.verdict, outcome.settled_by, outcome.is_exact) == ("undetermined", (), True)
    assert sorted(side.verdict for side in outcome.sides) == ["met", "violated"]


def test_what_is_pushed_in_some_readings_only_is_asked_in_all() -> None:
    """
    A moved event that holds another back in neither the latest nor the earliest reading can do so in between.
    """
    left = Deadline("left", in_state("south", "out"), "2030-01-12")
    asked = record(
        event("north.begin", "[2030-01-03..2030-01-05]"),
        event("north.finish", "[2030-01-04..2030-01-05]", Link("north.begin", "floor", 1)),
        event("south.begin", "2030-01-02"),
        event("south.finish", "[2030-01-08..2030-01-09]", Link("north.finish", "floor", 1)),
        deadlines=[left],
    )

    timeline = after(asked, Delay("north.finish", 3))

    assert timeline.deadline("left").margins == (-4, -3)
    assert possible(timeline, "south", "2030-01-08") == {"closing", "out"}


def test_what_stays_where_it_is_keeps_every_order_of_its_day() -> None:
    """
    Of two events that no edit reaches, and that share a day, either may come first where it matters only now.
    """
    asked = record(
        event("south.begin", "2030-01-08"),
        event("south.finish", "2030-01-07", planned=True),
        event("mission.end", "2030-01-07", planned=True),
    )

    timeline = after(asked, Advance("south.begin", 4))

    assert possible(timeline, "mission", "2030-01-07") == {"on", "done"}
