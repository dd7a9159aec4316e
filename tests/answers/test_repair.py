"""
Repairs: the fewest edits, as few as trying all of them finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

import missionsim
from answers.drawn import drawn
from missionsim import (
    Advance,
    Deadline,
    Delay,
    Drop,
    Edit,
    EditError,
    Entity,
    Event,
    Lifecycle,
    LimitError,
    Link,
    Measure,
    Measured,
    Move,
    Revise,
    Revision,
    Scenario,
    Select,
    Transition,
    UnknownError,
    WhatIf,
    in_state,
    repair,
)
from missionsim.answers import repair as repairs
from missionsim.answers.repair import Kind
from missionsim.show.answers_words import repair_words
from missionsim.testing import scenarios, what_ifs
from small import small

IRAQ = missionsim.load("iraq")
ENDED = in_state("mission", "ended")
DONE = in_state("north", "handed_over")
HANDOVER = "ain_al_asad.complete_transfer"
MOST_DAYS = 3


def total(edits: Sequence[Edit]) -> int:
    """
    The days of all shifts.
    """
    return sum(edit.by.days for edit in edits if isinstance(edit, Delay | Advance))


def is_met(scenario: Scenario | WhatIf, edits: Sequence[Edit], goal: str) -> bool:
    """
    Whether a deadline is met after some edits that hold together.
    """
    try:
        return scenario.what_if(*edits).replay().deadline(goal).verdict == "met"
    except EditError:
        return False


def options(event: str, kinds: Sequence[Kind]) -> Iterator[Edit]:
    """
    All that may be done to an event.
    """
    for days in range(1, MOST_DAYS + 1):
        yield from [Delay(event, days)] if "delay" in kinds else []
        yield from [Advance(event, days)] if "advance" in kinds else []
    yield from [Drop(event)] if "drop" in kinds else []


def tried(scenario: Scenario | WhatIf, goal: str, kinds: Sequence[Kind], most: int) -> tuple[int, int] | None:
    """
    The fewest edits, and the fewest days of so many, that reach a goal: all sets of edits are tried.
    """
    events_of = (scenario.adopted() if isinstance(scenario, WhatIf) else scenario).events
    for size in range(most + 1):
        found = [
            total(edits)
            for events in combinations(events_of, size)
            for edits in product(*(tuple(options(event.id, kinds)) for event in events))
            if is_met(scenario, edits, goal)
        ]
        if found:
            return size, min(found)
    return None


def late(**changes: Any) -> Scenario:
    """
    A handover that comes five days after its deadline.
    """
    parts = {
        "events": [
            Event("north", "begin", "2026-01-18"),
            Event("north", "complete", "2026-01-25"),
            Event("south", "begin", "2026-01-10"),
        ],
        "deadlines": [Deadline("leave", DONE, "2026-01-20")],
    }
    return small(**parts | changes)


# Against trying all sets


@pytest.mark.parametrize("seed", range(16))
def test_no_smaller_set_repairs_where_much_meets(seed: int) -> None:
    """
    The same of scenarios in which orders, guards, links, plans and deadlines depend on each other.
    """
    scenario = drawn(seed, most_events=3)
    goal = scenario.deadlines[seed % 2].id
    kinds: tuple[Kind, ...] = ("delay", "drop") if seed % 4 == 3 else ("delay", "advance")
    found = repair(scenario, goal, kinds=kinds, days=MOST_DAYS, most_edits=1 + seed % 2)

    assert (None if found.edits is None else (len(found.edits), total(found.edits))) == tried(
        scenario, goal, kinds, 1 + seed % 2
    )


@settings(max_examples=6)
@given(
    scenarios(most_events=3),
    st.sampled_from((("delay", "advance"), ("delay", "advance"), ("delay", "drop"), ("advance",))),
    st.integers(1, 2),
    st.data(),
)
def test_no_smaller_set_of_edits_repairs(
    scenario: Scenario, kinds: tuple[Kind, ...], most: int, data: st.DataObject
) -> None:
    """
    A repair really repairs, and trying every set of edits finds none with fewer edits, or with fewer days.
    """
    assume(scenario.events and scenario.deadlines)
    goal = data.draw(st.sampled_from(scenario.deadlines)).id
    asked: Scenario | WhatIf = scenario
    if data.draw(st.booleans()):
        asked = data.draw(what_ifs(scenario, most_edits=1))
    found = repair(asked, goal, kinds=kinds, days=MOST_DAYS, most_edits=most)

    assert (None if found.edits is None else (len(found.edits), total(found.edits))) == tried(asked, goal, kinds, most)
    if found.edits is not None:
        assert found.what_if is not None
        assert found.what_if.edits == asked.what_if(*found.edits).edits
        assert is_met(asked, found.edits, goal)


# Edits that are made


def test_one_edit_is_not_enough_for_phase_one() -> None:
    """
    Without that one handover nothing is complete; it would have to come early enough, and nothing else would do.
    """
    moved_on = IRAQ.what_if(Delay(HANDOVER, 30), Revise("phase_one", due="2026-01-31"))
    found = repair(moved_on, "phase_one", kinds=["advance"])

    assert found.edits == (Advance(HANDOVER, 17),)
    assert is_met(moved_on, [Advance(HANDOVER, 17)], "phase_one")
    assert not is_met(moved_on, [Advance(HANDOVER, 16)], "phase_one")


def test_two_edits_are_found_where_one_will_not_do() -> None:
    """
    The beginning stands in the way of what would have to come earlier; both come as little earlier as possible.
    """
    stuck = late(deadlines=[Deadline("leave", DONE, "2026-01-15")])
    both = repair(stuck, "leave", most_edits=2)

    assert repair(late(), "leave", most_edits=2).edits == (Advance("north.complete", 5),)
    assert not repair(stuck, "leave")
    assert both.edits is not None
    assert set(both.edits) == {Advance("north.begin", 3), Advance("north.complete", 10)}
    assert len(both.exhausted) == 2


def test_edits_that_help_only_together_are_found() -> None:
    """
    None of the two does anything alone: what is to go has to wait until the other has come, early enough.
    """
    first = Lifecycle("first", ["a", "b"], "a", [Transition("a", "b", "go", when=in_state("f", "b"))])
    second = Lifecycle("second", ["a", "b"], "a", [Transition("a", "b", "go")])
    apart = Scenario(
        "apart",
        "2030-01-31",
        [first, second],
        [Entity("e", "first"), Entity("f", "second")],
        [Event("e", "go", "2030-01-11", "ve"), Event("f", "go", "2030-01-15", "vf")],
        start="2030-01-01",
    )
    found = repair(apart, Deadline("goal", in_state("e", "b"), "2030-01-31"), days=3, most_edits=2)

    assert found.edits is not None
    assert len(found.edits) == 2
    assert total(found.edits) == 4


def test_days_without_end_are_not_tried_one_by_one() -> None:
    """
    An event is shifted only to where it meets something, however many days are allowed.
    """
    far = late(horizon="9999-12-31", deadlines=[Deadline("leave", DONE, "+1m", set_by="south.begin")])

    assert repair(far, Deadline("own", DONE, "2026-01-20"), days=10**9).edits == (Advance("north.complete", 5),)
    assert repair(far, "leave", days=10**9).edits == ()


def test_the_text_says_which_edits_and_what_was_tried() -> None:
    """
    Of one edit, of several, of none, and where there are none.
    """
    one = repair(late(), "leave", [Advance("north.complete", 5)])
    stuck = late(deadlines=[Deadline("leave", DONE, "2026-01-15")])
    two = repair(stuck, "leave", [Advance("north.begin", 3), Advance("north.complete", 10)])

    assert repair_words(one) == ("1 edit leads to deadline 'leave' met:\n  north.complete 5 days earlier")
    assert repair_words(two) == (
        "2 edits lead to deadline 'leave' met:\n"
        "  north.begin 3 days earlier\n"
        "  north.complete 10 days earlier\n"
        "No smaller number does."
    )
    assert repair_words(repair(late(), in_state("south", "moving"))) == "It holds already: south is moving."
    assert repair_words(repair(late(), "leave", [Delay("south.begin", 1)])) == (
        "Not found: no allowed edit by itself leads to deadline 'leave' met; two or more were not tried."
    )


def test_what_carries_an_event_is_edited_as_well() -> None:
    """
    So are those that give a carried event its day, though the goal does not look at their entities.
    """
    carried = late(
        events=[
            Event("south", "begin", "2026-01-10"),
            Event("north", "begin", "2026-01-02"),
            Event("north", "complete", "2026-01-25", after=[Link("south.begin", "carry")]),
        ]
    )

    assert repair(carried, "leave", events="south.begin", kinds="advance").edits == (Advance("south.begin", 5),)


def test_dropping_may_be_allowed() -> None:
    """
    What loses the base again is dropped.
    """
    lost = late(
        deadlines=[Deadline("kept", in_state("north", "moving"), "2026-12-31/2026-12-31")],
    )
    found = repair(lost, in_state("north", "moving"), kinds=["drop"])

    assert found.edits == (Drop("north.complete"),)
    assert repair(lost, in_state("north", "held"), kinds=["drop"]).edits == (Drop("north.begin"),)


def test_a_due_date_may_move_with_an_event() -> None:
    """
    In days or in months, what sets the deadline can be delayed until it is met.
    """
    for due, days in (("+7d", 8), ("+1m", 1)):
        counted = late(
            events=[
                Event("south", "begin", "2026-01-10"),
                Event("north", "begin", "2026-01-11"),
                Event("north", "complete", "2026-01-25" if due == "+7d" else "2026-02-11"),
            ],
            deadlines=[Deadline("leave", DONE, due, set_by="south.begin")],
        )
        assert repair(counted, "leave", events=["south.begin"]).edits == (Delay("south.begin", days),)


def test_a_deadline_may_be_revised_by_what_another_entity_does() -> None:
    """
    Whether that comes about depends on what that entity did before; on one day, that is first.
    """
    revised = late(
        events=[
            Event("south", "complete", "2026-01-15"),
            Event("south", "begin", "2026-01-17"),
            Event("north", "begin", "2026-01-10"),
            Event("north", "complete", "2026-01-25"),
        ],
        deadlines=[Deadline("leave", DONE, "2026-01-20", revisions=[Revision("south.complete", "2026-01-31")])],
    )

    assert repair(revised, "leave", events=["south.begin"]).edits == (Advance("south.begin", 2),)


def test_a_goal_may_count_numbers() -> None:
    """
    What brings a measure along is moved, or what is measured in between.
    """
    counted = late(
        events=[
            Event("north", "begin", "2026-01-10"),
            Event("south", "begin", "2026-02-05", measures=[Measure("personnel", 0, 10, "north")]),
            Event(id="count", date="2026-01-05", text="Many.", measures=[Measure("personnel", 100, 100, "north")]),
        ],
    )
    few = Deadline("few", Measured(Select(ids="north"), "personnel", at_most=20), "2026-01-31")

    assert repair(counted, few).edits == (Advance("south.begin", 5),)


def test_an_edit_that_does_not_hold_together_leads_nowhere() -> None:
    """
    Without the floor that holds it back, an event would lie before the start; nothing is tried on top of that.
    """
    floored = late(
        events=[
            Event("south", "begin", "2026-01-10"),
            Event("north", "begin", "2026-01-05"),
            Event("north", "complete", "2026-01-25", after=[Link("south.begin", "floor")]),
        ]
    ).what_if(Advance("north.complete", 60))

    assert repair(floored, "leave")
    assert not repair(floored, in_state("south", "held") & DONE, kinds=["drop"], most_edits=2)


# Edits that are given


def test_the_fewest_of_given_edits_are_chosen() -> None:
    """
    Of two that lead there the one with fewer days; those that are not needed are left out.
    """
    given_edits = [Advance("north.complete", 6), Delay("south.begin", 1), Advance("north.complete", 5)]
    found = late().repair("leave", given_edits)

    assert found.edits == (Advance("north.complete", 5),)
    assert found.exhausted == (1,)
    assert found.what_if == late().what_if(Advance("north.complete", 5))


def test_given_edits_may_be_of_any_kind() -> None:
    """
    Only as many as are allowed are put together.
    """
    stuck = late(deadlines=[Deadline("leave", DONE, "2026-01-15")])
    given_edits = [Move("north.begin", "2026-01-14"), Move("north.complete", "2026-01-15")]

    assert repair(stuck, "leave", given_edits).edits == tuple(given_edits)
    assert not repair(stuck, "leave", given_edits, most_edits=1)
    assert not repair(stuck, "leave", [])


def test_a_given_edit_that_names_nothing_is_a_mistake() -> None:
    """
    It is said to be one, not passed over.
    """
    with pytest.raises(EditError, match=r"there is no event 'north\.compelte'"):
        repair(late(), "leave", [Advance("north.compelte", 5)])


def test_one_given_edit_needs_no_list() -> None:
    """
    It is all there is to choose from.
    """
    assert repair(late(), "leave", Advance("north.complete", 5))
    assert not repair(late(), "leave", Delay("north.complete", 5))


def test_given_edits_that_do_not_go_together_lead_nowhere() -> None:
    """
    An event that one of them drops can't be moved by the next.
    """
    given_edits = [Drop("north.complete"), Advance("north.complete", 1)]

    assert repair(late(), "leave", given_edits).exhausted == (1, 2, 1)


# Goals


def test_a_goal_that_holds_needs_no_edits() -> None:
    """
    That is proven without trying any.
    """
    found = late().repair(in_state("north", "handed_over"))

    assert found
    assert (found.edits, found.exhausted) == ((), ())
    assert found.what_if == late().what_if()


def test_a_deadline_of_ones_own_is_a_goal() -> None:
    """
    It is not added to the scenario.
    """
    own = Deadline("own", DONE, "2026-01-24")
    found = repair(late(), own)

    assert found.edits == (Advance("north.complete", 1),)
    assert found.what_if is not None
    assert [deadline.id for deadline in found.what_if.adopted().deadlines] == ["leave"]
    assert "north is handed_over" in repair_words(found)


def test_a_condition_is_a_goal_at_the_end() -> None:
    """
    It may be out of reach.
    """
    assert not repair(late(), ENDED & in_state("north", "held"))
    assert repair(late(), ENDED).edits is None


def test_a_what_if_is_repaired_from_where_it_stands() -> None:
    """
    The edits are put behind its own.
    """
    later = late().what_if(Delay("north.complete", 5))
    found = repair(later, Deadline("own", DONE, "2026-01-25"))

    assert found.edits == (Advance("north.complete", 5),)
    assert found.what_if is not None
    assert found.what_if.edits == (Delay("north.complete", 5), Advance("north.complete", 5))
    assert repair(later.what_if(Drop("south.begin")), "leave").edits == (Advance("north.complete", 10),)


# Mistakes


def test_what_is_not_known_is_said() -> None:
    """
    Deadlines, events and kinds, with the nearest that are.
    """
    with pytest.raises(UnknownError, match=r"no deadline 'leaf'; accepted: leave \(did you mean 'leave'\?\)"):
        repair(late(), "leaf")
    with pytest.raises(UnknownError, match=r"no event 'north\.beginn'"):
        repair(late(), "leave", events=["north.beginn"])
    with pytest.raises(UnknownError, match=r"no kind of edit 'postpone'; accepted: delay, advance, drop"):
        repair(late(), "leave", kinds=["postpone"])  # type: ignore[list-item]


@pytest.mark.parametrize("name", ["days", "most_edits"])
def test_less_than_nothing_is_not_tried(name: str) -> None:
    """
    Neither days nor edits are negative.
    """
    options_: dict[str, Any] = {name: -1}

    with pytest.raises(EditError, match=f"{name} is -1; accepted: a whole number, 0 or more"):
        repair(late(), "leave", **options_)


def test_more_than_can_be_tried_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The error says what would make it fewer.
    """
    monkeypatch.setattr(repairs, "MOST_TRIES", 10)

    with pytest.raises(LimitError, match="what-ifs would have to be tried; accepted: at most 10, with fewer kinds"):
        repair(late(), ENDED & in_state("north", "held"))
    with pytest.raises(LimitError):
        repair(late(), "leave", [Delay("north.begin", days) for days in range(1, 5)])
    monkeypatch.setattr(repairs, "MOST_TRIES", 100)
    with pytest.raises(LimitError):
        repair(late(), ENDED & in_state("north", "held"), most_edits=2)
