"""
Consistent readings, against brute force and on small records with known answers.
"""

from __future__ import annotations

from typing import get_args

import pytest

from missionsim.errors import LimitError
from missionsim.replay.readings import Because, Edge, Firing, Leaf, Limits, Link, Problem, Readings, Route, courses
from missionsim.replay.readings.conflicts import hitting_sets
from replay.readings.brute_force import consistent, readings
from replay.readings.compare import differences
from replay.readings.generators import Kind, problem

BEGIN = ((Route(1),), (), ())
COMPLETE = ((), (Route(2),), ())
MISSION = ((Route(1, Leaf((0,), frozenset({2}), 1, 1)),), ())


@pytest.mark.parametrize("kind", get_args(Kind))
def test_answers_are_those_of_brute_force(kind: Kind) -> None:
    """
    Days, states, refusals, conflicts, orders that matter, readings and branches are found as by trying everything.
    """
    assert [seed for seed in range(40) if differences(problem(kind, seed), seed)] == []


def test_a_hand_over_narrows_when_it_was_begun() -> None:
    """
    What was handed over on the 10th was begun by then, by its own machine.
    """
    asked = Readings(Problem(((1, 31), (10, 10)), ((Firing(0, BEGIN),), (Firing(0, COMPLETE),)), (0,)))

    days = asked.days(0)

    assert days is not None
    assert (days.earliest, days.latest) == (1, 10)
    assert days.not_before == ()
    assert days.not_after == (Because(0, 1, "machine", 0),)
    assert asked.states(0, 9) == {0, 1}
    assert asked.states(0, 10) == {2}


def test_a_guard_narrows_what_it_reads() -> None:
    """
    A mission that asks for a base to be handed over can't come before it; a link and a guard are told apart.
    """
    asked = Readings(
        Problem(
            ((5, 8), (6, 9), (1, 7)),
            ((Firing(0, BEGIN),), (Firing(0, COMPLETE),), (Firing(1, MISSION),)),
            (0, 0),
            (Link(0, 1, 1),),
        )
    )

    days = asked.days(2)

    assert days is not None
    assert (days.earliest, days.latest) == (6, 7)
    assert days.not_before == (Because(2, 1, "guard", 0),)
    first = asked.days(0)
    assert first is not None
    assert first.not_after == (Because(0, 1, "link", None, 1), Because(1, 2, "guard", 0))


def test_a_contradiction_is_named_by_what_can_not_all_be_true() -> None:
    """
    A hand-over that is dated before its own begin is refused, or the begin and the hand-over both are.
    """
    asked = Readings(Problem(((10, 12), (3, 4)), ((Firing(0, BEGIN),), (Firing(0, COMPLETE),)), (0,)))

    found = asked.conflicts

    assert found
    assert found.least == 1
    assert found.refusals == (frozenset({(1, 0)}),)
    assert [conflict.firings for conflict in found.conflicts] == [frozenset({(1, 0)})]


def test_links_that_leave_no_reading_are_named() -> None:
    """
    Where dates and links alone contradict each other, no firing is doubted, and there is no reading.
    """
    asked = Readings(Problem(((5, 6), (1, 4)), ((), ()), (), (Link(0, 1),)))

    (conflict,) = asked.conflicts.conflicts

    assert conflict.firings == frozenset()
    assert conflict.links == (0,)
    assert asked.worlds == ()
    assert asked.all_days == ()
    assert asked.days(0) is None
    assert asked.representative("latest") is None
    assert asked.best(0, "latest") is None
    assert asked.is_exact


def test_links_in_a_circle_leave_no_reading() -> None:
    """
    Two events of one day that have each to come after the other have no order.
    """
    asked = Readings(Problem(((1, 1), (1, 1)), ((), ()), (), (Link(0, 1), Link(1, 0))))

    assert asked.conflicts.least is None
    assert asked.conflicts.conflicts[0].links == (0, 1)


def test_a_limit_is_said_and_keeps_every_possible_answer() -> None:
    """
    Where a limit is met, nothing possible is left out, and the answer is not called exact.
    """
    met = 0
    for seed in range(60):
        one = problem("waiting", seed)
        right = consistent(readings(one))
        asked = Readings(one, Limits(orders=1, steps=4, branches=3, hypotheses=500))
        days = asked.all_days
        states = {entity: asked.stays(entity) for entity in range(len(one.initial))}
        if asked.is_exact or not right or len(right[0].refused):
            continue
        met += 1
        for reading in right:
            assert all(first <= day <= last for day, (first, last) in zip(reading.days, days, strict=True))
            for entity, found in states.items():
                for day in range(12):
                    assert reading.state(one, entity, day) in {stay.state for stay in found if stay.covers(day)}

    assert met > 5


def test_bases_are_looked_at_apart() -> None:
    """
    A mission that reads forty bases with open dates is exact at once; so is one that waits for them.
    """
    bases = range(1, 41)
    done = Leaf(tuple(bases), frozenset({1}), len(bases), len(bases))
    events = tuple((Firing(base, ((Route(1),), ())),) for base in bases)
    for mode in ("required", "waiting"):
        mission = Firing(0, ((Route(1, done),), ()), mode)
        asked = Readings(Problem((*((5, 50) for _ in bases), (20, 60)), (*events, (mission,)), (0,) * 41))

        assert asked.states(0, 60) == {1}
        assert asked.states(0, 30) == {0, 1}
        assert asked.all_days[40] == (20, 60)
        assert asked.is_exact


def test_automatic_transitions_without_an_end_are_an_error() -> None:
    """
    An entity that keeps moving by itself is reported, not followed for ever.
    """
    on = Leaf((1,), frozenset({1}), 1, 1)
    automatic = (((Route(1, on),), (Route(0, on),)), ())
    asked = Readings(Problem(((1, 1),), ((Firing(1, ((Route(1),), ())),),), (0, 0), (), automatic))

    with pytest.raises(LimitError, match="automatic"):
        _ = asked.worlds


def test_a_branch_tells_what_is_settled() -> None:
    """
    A branch has the changes of the entities asked for, and says so where an entity is not settled.
    """
    up, down = ((Route(1),), ()), ((), (Route(0),))
    mission = Firing(1, ((Route(1, Leaf((0,), frozenset({1}), 1, 1)),), ()), "free")
    one = Problem(((1, 1), (3, 3), (1, 5)), ((Firing(0, up),), (Firing(0, down),), (mission,)), (0, 0))
    asked = Readings(one)

    settled = list(asked.branches([1], [2]))

    assert sorted((branch.changes(1), branch.takes_effect_at(2) or -1) for branch in settled) == [
        ((), -1),
        ((), -1),
        (((2, 1),), 2),
    ]
    (unsettled,) = asked.branches()
    with pytest.raises(KeyError):
        unsettled.changes(1)
    latest = asked.best(2, "latest", edges=[Edge(2, 1)])
    assert latest is not None
    assert latest.day == 3
    assert asked.sensitive_pairs == ((0, 2), (1, 2))


LOOP = ((Route(0),), (), ())


def test_events_of_one_entity_that_come_in_any_order_are_told_as_open() -> None:
    """
    Two that change nothing may change places, before a begin; behind one they can't take place.
    """
    days = ((1, 3),) * 3
    loops = (Firing(0, LOOP),), (Firing(0, LOOP),)
    free = Readings(Problem(days, (*loops, (Firing(0, BEGIN),)), (0,)))
    stuck = Readings(Problem(days, (*loops, (Firing(0, COMPLETE),)), (0,)))

    assert free.conflicts.least == 0
    assert free.all_days == days
    assert free.states(0, 3) == {1}
    assert stuck.conflicts.refusals == (frozenset({(2, 0)}),)


def test_an_entity_with_too_many_orders_is_looked_at_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where its own order takes too long to find, the search over all orders finds the same.
    """
    one = Problem(((1, 3), (1, 3)), ((Firing(0, BEGIN),), (Firing(0, COMPLETE),)), (0,))
    right = Readings(one).all_days, Readings(one).states(0, 2)
    monkeypatch.setattr(courses, "MOST_POSITIONS", 1)

    assert (Readings(one).all_days, Readings(one).states(0, 2)) == right


def test_too_many_sets_are_not_named() -> None:
    """
    The smallest sets that hit others are found, or it is said that there are too many.
    """
    family = [frozenset({(2 * number, 0), (2 * number + 1, 0)}) for number in range(3)]

    found = hitting_sets(family, 8)

    assert found is not None
    assert len(found) == 8
    assert all(one & members for one in found for members in family)
    assert hitting_sets(family, 7) is None


@pytest.mark.parametrize("limits", [Limits(orders=1), Limits(branches=1), Limits(branches=2), Limits(branches=4)])
def test_no_limit_leaves_out_what_is_possible(limits: Limits) -> None:
    """
    Whichever is met, days and states have all that trying everything finds; what is exact is a reading.
    """
    for kind in ("mixed", "links", "gathered"):
        for seed in range(12):
            one = problem(kind, seed)
            right = consistent(readings(one))
            asked = Readings(one, limits)
            if not right or {reading.refused for reading in right} != {
                each.hypothesis.refused for each in asked.worlds
            }:
                continue
            for reading in right:
                days = zip(reading.days, asked.all_days, strict=True)
                assert all(first <= day <= last for day, (first, last) in days)
            for entity in range(len(one.initial)):
                for day in range(12):
                    assert {each.state(one, entity, day) for each in right} <= asked.states(entity, day)
            shown = asked.representative("latest")
            assert shown is None or not asked.is_exact or shown.days in {reading.days for reading in right}
