"""
Courses that resume one that is known.
"""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given, settings

import missionsim
from missionsim import Delay, Event, Lifecycle, Scenario, Transition, in_state
from missionsim.replay import resuming
from missionsim.replay.before import Before, ordered
from missionsim.replay.compiled import Compiled
from missionsim.replay.differing import differing
from missionsim.replay.player import Player, played
from missionsim.whatif.replaying import run_of

START = date(2031, 1, 1)
ROUND = [
    Transition("held", "left", "leave"),
    Transition("left", "handed_over", "hand_over"),
    Transition("handed_over", "held", "retake"),
]
TRIGGERS = ("leave", "hand_over", "retake")
BASES = [missionsim.Base(f"camp_{number}", "camp", tags=["north"] if number < 3 else []) for number in range(5)]


def _scenario(happenings: list[tuple[int, int, str]]) -> Scenario:
    """
    Camps that go round, as far as they can, and a mission that follows by itself.
    """
    north = missionsim.Select(tags=["north"])
    guard = in_state(north, "handed_over", at_least=2)
    return Scenario(
        "rounds",
        START + timedelta(400),
        [
            Lifecycle("camp", ("held", "left", "handed_over"), "held", ROUND),
            Lifecycle(
                "mission",
                ("on", "ending", "over"),
                "on",
                [
                    Transition("on", "ending", when=guard),
                    Transition("ending", "over", "end", when=in_state(north, "held", at_most=1)),
                ],
            ),
        ],
        [*BASES, missionsim.Mission("mission", "mission")],
        [_event(number, *happening) for number, happening in enumerate(happenings)],
        start=START,
    )


def _event(number: int, day: int, base: int, trigger: str) -> Event:
    entity, fired = ("mission", "end") if base == len(BASES) else (f"camp_{base}", trigger)
    return Event(entity, fired, START + timedelta(day), f"event_{number}")


HAPPENINGS = st.lists(
    st.tuples(st.integers(1, 50), st.integers(0, len(BASES)), st.sampled_from(TRIGGERS)), min_size=2, max_size=60
)


@given(HAPPENINGS, st.lists(st.tuples(st.integers(0, 59), st.integers(1, 50)), max_size=4))
@settings(max_examples=50)
def test_a_resumed_course_is_that_of_a_fresh_start(
    happenings: list[tuple[int, int, str]], moves: list[tuple[int, int]]
) -> None:
    """
    Whatever days some events move to, what is shared with the known course and what is played between make up the
    same rows as a course played from the first day, automatic transitions and refusals included.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resuming, "APART", 4)
        found = Compiled(_scenario(happenings))
        days = list(found.windows.highs)
        known = resuming.Known(found.play(days, _in_order(days)), days, _in_order(days), found.last)
        moved = list(days)
        for position, day in moves:
            moved[position % len(days)] = (START + timedelta(day)).toordinal()
        order = ordered(moved, found.links, Before(days, _in_order(days)))

        resumed = known.play(Player(found.program, found.links, moved, order), moved, order)

    fresh = found.play(moved, order)
    mine, its = (
        [columns.what, columns.day, columns.before, columns.after, columns.how]
        for columns in (resumed.engine.columns, fresh.engine.columns)
    )
    assert mine == its
    assert (resumed.engine.states, resumed.engine.counts) == (fresh.engine.states, fresh.engine.counts)
    assert resumed.position == fresh.position


def _in_order(days: list[int]) -> list[int]:
    return sorted(range(len(days)), key=days.__getitem__)


@pytest.mark.parametrize(("lag", "days"), [(None, 1), (None, 2), (0, 2), (2, 20)])
def test_a_what_if_of_a_long_record_is_the_replay_of_its_outcome(lag: int | None, days: int) -> None:
    """
    Moving a few of many events gives the steps that the edited record has by itself, with dependencies or without.
    """
    long = _scenario([(1 + nth * 3, base, TRIGGERS[nth % 3]) for base in range(5) for nth in range(120)])
    if lag is not None:
        pairs = zip(long.events, (None, *long.events[:-1]), strict=True)
        linked = [
            event if before is None or before.fires[0].entity != event.fires[0].entity else _after(event, before, lag)
            for event, before in pairs
        ]
        long = evolve(long, events=linked)
    edited = long.what_if(Delay("event_17", days), Delay("event_418", 1))

    assert edited.replay().steps == evolve(edited.adopted()).replay().steps
    assert edited.replay().contradictions == evolve(edited.adopted()).replay().contradictions


def test_a_resumed_course_in_which_something_is_refused_is_played_from_the_beginning() -> None:
    """
    Where dependencies are kept by the days but not everything happens, they are looked at one by one.
    """
    long = _scenario([(1 + nth * 3, base, TRIGGERS[nth % 3]) for base in range(5) for nth in range(120)])
    first, *others = long.events
    long = evolve(long, events=[first, *others[:-1], _after(others[-1], first, 1)])
    edited = long.what_if(Delay("event_17", 4))

    timeline = edited.replay()

    assert timeline.refusals
    run = run_of(edited, "latest")
    fresh = played(run.program, run.links, run.days, run.order, long.horizon.toordinal())
    assert (run.columns.what, run.columns.how) == (fresh.engine.columns.what, fresh.engine.columns.how)


def _after(event: Event, before: Event, lag: int) -> Event:
    return evolve(event, after=[missionsim.Link(before.id, "floor", lag)])


@given(
    st.lists(st.integers(0, 2), max_size=600), st.lists(st.tuples(st.integers(0, 599), st.integers(0, 2)), max_size=3)
)
def test_differing_places_are_those_that_one_finds_by_looking_at_each(
    one: list[int], changes: list[tuple[int, int]]
) -> None:
    """
    Passing over what is the same in blocks leaves nothing out.
    """
    other = list(one)
    for place, value in changes:
        if place < len(other):
            other[place] = value

    assert list(differing(one, other)) == [place for place in range(len(one)) if one[place] != other[place]]
