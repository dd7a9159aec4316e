"""
Verdicts over consistent readings, against brute force and on small records with known answers.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from missionsim.replay.readings import Firing, Leaf, Limits, Link, Parts, Problem, Readings, Route
from missionsim.replay.terms import Due, Rules, Window
from missionsim.replay.verdicts import Condition, Counted, Found, Question, Several, cuts, verdicts
from replay.readings.generators import Kind
from replay.verdicts.compare import KINDS, differences
from replay.verdicts.questions import DeadlineKind, ProblemKind, drawn

BEGIN = ((Route(1),), (), ())
COMPLETE = ((), (Route(2),), ())
THERE_AND_BACK = ((Route(1),), (Route(0),), ())
DONE = Leaf((0,), frozenset({2}), 1, 1)
FOREVER = date.max.toordinal()


def rules(due: Due, *revisions: tuple[str, Due | None], set_by: str | None = None) -> Rules:
    """
    A deadline of a scenario that starts on day 1.
    """
    return Rules("d", "", 1, FOREVER, set_by, set_by, due, revisions)


def by(last: int, *revisions: tuple[str, Due | None], set_by: str | None = None) -> Rules:
    """
    Due by some day.
    """
    return rules(Window(None, last), *revisions, set_by=set_by)


def judged(problem: Problem, question: Question, limits: Limits | None = None) -> Found:
    """
    The verdicts at the end.
    """
    return verdicts(Readings(problem, limits), question, question.end)


@pytest.mark.parametrize("deadline", get_args(DeadlineKind))
@pytest.mark.parametrize("kind", KINDS)
def test_verdicts_are_those_of_brute_force(kind: ProblemKind, deadline: DeadlineKind) -> None:
    """
    Verdicts, days late, readings and what settles it are found as by judging every reading.
    """
    assert [seed for seed in range(3) if differences(drawn(kind, deadline, seed))] == []


@pytest.mark.parametrize(("few", "pins"), [(-1, 4_000), (3, -1)])
@pytest.mark.parametrize("kind", KINDS)
def test_both_ways_are_right(monkeypatch: pytest.MonkeyPatch, kind: ProblemKind, few: int, pins: int) -> None:
    """
    Conditions that turn once are judged alike by the day on which they do, and by what their verdict rests on.
    """
    monkeypatch.setattr(cuts, "FEW_TURNS", few)
    monkeypatch.setattr(cuts, "MOST_PINS", pins)

    assert [seed for seed in range(4) if differences(drawn(kind, "all", 1_000 + seed))] == []


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_limit_is_said(kind: Kind) -> None:
    """
    Where a limit is met, nothing is certain, and no day or verdict is given that is not possible.
    """
    met = 0
    for seed in range(16):
        one = drawn(kind, "all", seed)
        whole = verdicts(Readings(one.problem), one.question, one.asked_on)
        for limit in range(4):
            found = verdicts(Readings(one.problem), one.question, one.asked_on, limit)
            if not found.is_exact:
                met += 1
                assert found.verdict == "undetermined"
                assert found.settled_by == ()
                assert found.verdicts <= whole.verdicts
    assert met > 5


def test_orders_that_were_not_searched_leave_it_open() -> None:
    """
    Where the orders that it rests on are not known, a verdict is not exact.
    """
    bases = tuple(Firing(base, THERE_AND_BACK) for base in (0, 0, 0, 1, 1))
    guard = Leaf((0, 1), frozenset({1}), 1, 1)
    waiting = Firing(2, ((Route(1, guard),), (Route(0, guard),), ()), "waiting")
    problem = Problem(((1, 6),) * 7, tuple((one,) for one in (*bases, waiting, waiting)), (0, 0, 0))
    question = Question(by(4), Leaf((2,), frozenset({1}), 1, 1), 9)

    found = judged(problem, question, Limits(orders=1, steps=3))

    assert not found.is_exact
    assert found.verdict == "undetermined"


def test_a_hand_over_in_an_imprecise_month() -> None:
    """
    Handed over between the 3rd and the 9th, due on the 6th: three days early to three days late.
    """
    problem = Problem(((2, 5), (3, 9)), ((Firing(0, BEGIN),), (Firing(0, COMPLETE),)), (0,))
    found = judged(problem, Question(by(6), DONE, 20))

    assert found.verdicts == {"met", "violated"}
    assert found.verdict == "undetermined"
    assert found.margins == (-3, 3)
    assert found.settled_by == (1,)
    assert found.least is not None
    assert found.largest is not None
    assert (found.least.reading.days[1], found.largest.reading.days[1]) == (3, 9)
    assert found.least.reading.sequence == (0, 1)


def test_what_sets_a_window_can_meet_it_from_its_opening_on() -> None:
    """
    What sets a window and is asked for in it, in one imprecise event, meets it on the opening day at the earliest.
    """
    problem = Problem(((1, 4),), ((Firing(0, BEGIN),),), (0,))
    question = Question(rules(Window(3, 5), set_by="e"), Leaf((0,), frozenset({1}), 1, 1), 4, watched={0: "e"})
    found = judged(problem, question)

    assert found.verdicts == {"met", "pending"}
    assert found.least is not None
    assert found.largest is not None
    assert (found.least.late, found.largest.late) == (-2, -1)


def test_two_dates_that_settle_it_together() -> None:
    """
    Whether one is there while the other is depends on three days, and no day of one alone tells.
    """
    problem = Problem(
        ((1, 9), (1, 9), (1, 9), (1, 9)),
        tuple((Firing(entity, THERE_AND_BACK),) for entity in (0, 0, 1, 1)),
        (0, 0),
        (Link(0, 1, 1), Link(2, 3, 1)),
    )
    both = Leaf((0, 1), frozenset({1}), 2, 2)
    found = judged(problem, Question(by(9), both, 9))

    assert found.verdicts == {"met", "violated"}
    assert len(found.settled_by) == 2


def test_orders_of_one_day_are_no_matter_of_dates() -> None:
    """
    What is voided and revised on one precise day, in an order that nobody gives, no date settles.
    """
    problem = Problem(((3, 3), (3, 3)), ((), ()), (0,))
    question = Question(by(6, ("a", None), ("b", Window(None, 2))), DONE, 9, watched={0: "a", 1: "b"})
    found = judged(problem, question)

    assert found.verdicts == {"void", "violated"}
    assert found.margins == (None, None)
    assert found.may_never_hold
    assert found.settled_by == ()


def test_counts_of_one_day_follow_each_other() -> None:
    """
    Of two counts of one number on a day the last tells, and either may be the last.
    """
    problem = Problem(((3, 3), (3, 3)), ((), ()), (0,))
    counted = Counted(lambda events: events[-1] == 1)
    question = Question(by(3), Several((counted,), 1, 1), 9, counting=frozenset({0, 1}))

    assert judged(problem, question).verdicts == {"met", "violated"}


def test_what_takes_effect_at_one_event_has_no_known_order() -> None:
    """
    Two events that waited for the same one set and revise a deadline: an order is not known, nothing is certain.
    """
    waits = tuple((Firing(entity, ((Route(1, DONE),), (), ()), "waiting"),) for entity in (1, 2))
    problem = Problem(((1, 1), (2, 2), (5, 5)), (*waits, (Firing(0, ((Route(2),), (), ())),)), (0, 0, 0))
    watched = {0: "set", 1: "revised"}
    question = Question(by(2, ("revised", None), set_by="set"), Leaf((0,), frozenset({1}), 1, 1), 9, watched=watched)
    alike = Question(by(2, ("revised", Window(None, 2)), set_by="set"), DONE, 9, watched=watched)

    assert not judged(problem, question).is_exact
    assert judged(problem, question).verdicts == {"void", "violated"}
    assert judged(problem, alike).is_exact
    assert judged(problem, alike).verdict == "violated"


def test_many_bases_are_an_order_statistic() -> None:
    """
    At least 38 of 40 handed over: from the third last of the earliest days to the third last of the latest ones.
    """
    windows = tuple((day, day + day % 7) for day in range(1, 41))
    problem = Problem(windows, tuple((Firing(base, ((Route(2),), (), ())),) for base in range(40)), (0,) * 40)
    most = Question(by(40), Leaf(tuple(range(40)), frozenset({2}), 38, 40), 60)
    none = Question(by(60), Leaf(tuple(range(40)), frozenset({1}), 1, 40), 60)
    few = Question(by(36), Leaf(tuple(range(40)), frozenset({0}), 0, 2), 60)
    first, last = sorted(day for day, _ in windows)[37], sorted(day for _, day in windows)[37]

    assert judged(problem, most).margins == (first - 40, last - 40)
    assert judged(problem, none).margins == (None, None)
    assert judged(problem, few).margins == (first - 36, last - 36)
    assert judged(problem, few).verdict == "violated"


def test_many_bases_that_come_and_go() -> None:
    """
    Enough of twenty bases are held at once on days that no single one decides.
    """
    size = 20
    windows = tuple(
        (day, day + length) for base in range(size) for day, length in ((base + 1, base % 3), (base + 14, 0))
    )
    firings = tuple((Firing(base, THERE_AND_BACK),) for base in range(size) for _ in range(2))
    problem = Problem(windows, firings, (0,) * size)
    alone = tuple(Leaf((base,), frozenset({1}), 1, 1) for base in range(size))

    def held(least: int) -> list[Found]:
        """
        The verdicts if so many are asked for, as one leaf and as many.
        """
        conditions: list[Condition] = [Leaf(tuple(range(size)), frozenset({1}), least, size), Parts(alone, least, size)]
        return [judged(problem, Question(by(20), condition, 60)) for condition in conditions]

    assert [found.verdicts for found in held(11)] == [{"met"}] * 2
    assert [found.verdicts for found in held(13)] == [{"met", "violated"}] * 2
    assert [found.verdicts for found in held(14)] == [{"violated"}] * 2


def test_days_with_holes() -> None:
    """
    What can only have happened while two others were there did so on the days that they share.
    """
    first, second = ((2, 4), (6, 7), (9, 10)), ((2, 3), (9, 10), (12, 12), (13, 13))
    windows = [(1, 11), *((day, day) for stay in (*first, *second) for day in stay)]
    both = Leaf((1, 2), frozenset({1}), 2, 2)
    firings = [(Firing(0, ((Route(2, both),), (), ())),)]
    firings += [(Firing(1, THERE_AND_BACK),)] * 6 + [(Firing(2, THERE_AND_BACK),)] * 8
    problem = Problem(tuple(windows), tuple(firings), (0, 0, 0))

    assert judged(problem, Question(by(8), DONE, 20)).margins == (-6, 2)
    assert judged(problem, Question(by(8), DONE, 20)).settled_by == (0,)
    assert judged(problem, Question(rules(Window(5, 8)), DONE, 20)).verdict == "violated"


def test_orders_that_can_not_stand_together() -> None:
    """
    Two pairs of events of which either may come first, tied so that not both of the first can.
    """
    either = ((Route(1),), (), (Route(2),))
    other = ((Route(2),), (Route(1),), ())
    firings = (Firing(0, either), Firing(0, other), Firing(1, either), Firing(1, other))
    links = (Link(1, 2, 1), Link(3, 0, 1))
    problem = Problem(((1, 9),) * 4, tuple((firing,) for firing in firings), (0, 0), links)
    first = Leaf((0, 1), frozenset({1}), 2, 2)

    assert judged(problem, Question(by(12), first, 12)).verdict == "violated"


def test_a_leaf_may_stand_twice() -> None:
    """
    A condition in which one leaf is met with twice counts it once each time.
    """
    problem = Problem(((2, 5), (3, 9)), ((Firing(0, THERE_AND_BACK),), (Firing(0, THERE_AND_BACK),)), (0,))
    there = Leaf((0,), frozenset({1}), 1, 1)

    assert judged(problem, Question(by(6), Parts((there, there), 2, 2), 20)).margins == (-4, None)


def test_what_was_set_before_the_first_day() -> None:
    """
    Context dated before the first day sets a deadline.
    """
    problem = Problem(((-3, -2), (4, 8)), ((), (Firing(0, ((Route(2),), (), ())),)), (0,))
    question = Question(by(6, set_by="e"), DONE, 20, watched={0: "e"})

    assert judged(problem, question).margins == (-2, 2)


def test_nothing_counted_is_nothing_known() -> None:
    """
    A condition on numbers that nobody counts is in doubt.
    """
    problem = Problem(((4, 8),), ((Firing(0, ((Route(2),), (), ())),),), (0,))
    condition = Several((DONE, Counted(lambda _: True)), 2, 2)

    assert judged(problem, Question(by(6), condition, 20)).verdicts == {"violated", "undetermined"}


def test_a_refusal_bears_on_what_it_could_have_changed() -> None:
    """
    A verdict that may rest on a refused firing is undetermined, one on something else is not.
    """
    problem = Problem(
        ((10, 12), (3, 4), (2, 2), (1, 9)),
        ((Firing(0, BEGIN),), (Firing(0, COMPLETE),), (Firing(1, ((Route(2),), (), ())),), ()),
        (0, 0),
    )
    about_it = judged(problem, Question(by(6), DONE, 20))
    other = judged(problem, Question(by(6), Leaf((1,), frozenset({2}), 1, 1), 20))
    named = judged(problem, Question(by(6, set_by="e"), Leaf((1,), frozenset({2}), 1, 1), 20, watched={1: "e"}))

    assert (about_it.verdict, about_it.refused) == ("undetermined", frozenset({(1, 0)}))
    assert about_it.verdicts == {"violated"}
    assert (other.verdict, other.refused) == ("met", frozenset())
    assert (named.verdict, named.refused) == ("undetermined", frozenset({(1, 0)}))


def test_without_a_reading_nothing_is_determined() -> None:
    """
    Where dates and links contradict each other there is no verdict.
    """
    found = judged(Problem(((5, 6), (1, 4)), ((), ()), (0,), (Link(0, 1),)), Question(by(6), DONE, 20))

    assert found.cases == ()
    assert found.verdict == "undetermined"
    assert found.margins == (None, None)
