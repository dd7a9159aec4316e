"""
Tests of what random records held against a second implementation have found: narrowing, and what a replay is held to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from faults.prelude import OUT, days, event, floor, world
from missionsim import Deadline, Event, Link, Measure, Scenario, Timeline
from missionsim.replay.agenda import Reading

FIRST = date(2030, 6, 1)
READINGS: tuple[Reading, ...] = ("latest", "earliest")

# Narrowing


def _linked(seed: int) -> tuple[Scenario, list[range]]:
    """
    Three to five events of nobody's, within days of each other, with floors between them in any direction of the file.
    """
    random = Random(seed)
    count = random.randint(3, 5)
    order = random.sample(range(count), count)
    windows: list[range] = []
    events: list[Event] = []
    for number in range(count):
        first = random.randint(0, 5)
        windows.append(range(first, first + random.randint(0, 4) + 1))
        earlier = [other for other in range(count) if order[other] < order[number]]
        chosen = random.sample(earlier, min(len(earlier), random.randint(0, 2)))
        links = [Link(f"e{other}", "floor", random.randint(0, 3)) for other in chosen]
        start, end = (FIRST + timedelta(days=day) for day in (windows[-1][0], windows[-1][-1]))
        events.append(event(f"e{number}", f"[{start}..{end}]", text="It was said.", after=links))
    return world(*events), windows


def _is_kept(asked: Scenario, chosen: Sequence[int]) -> bool:
    day = {each.id: chosen[number] for number, each in enumerate(asked.events)}
    return all(day[each.id] >= day[link.event] + link.lag for each in asked.events for link in each.after)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_a_feasible_record_has_no_contradiction(start: int) -> None:
    """
    Wherever some choice of days keeps all links, both readings find one; wherever none does, a contradiction is told.
    """
    for seed in range(start, start + 20):
        asked, windows = _linked(seed)
        feasible = [chosen for chosen in product(*windows) if _is_kept(asked, chosen)]
        for reading in READINGS:
            found = asked.replay(reading=reading)
            assert bool(found.contradictions) == (not feasible), (seed, reading)
            if feasible:
                by_id = {each.event: (each.date - FIRST).days for each in found.context}
                assert tuple(by_id[each.id] for each in asked.events) in feasible, (seed, reading)


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_the_days_of_an_event_are_those_of_all_choices(start: int) -> None:
    """
    Its first and last possible day are the least and the largest of all choices that keep the links.
    """
    for seed in range(start, start + 20):
        asked, windows = _linked(seed)
        feasible = [chosen for chosen in product(*windows) if _is_kept(asked, chosen)]
        for number, each in enumerate(asked.events if feasible else ()):
            found = asked.possible_days(each.id)
            own = {chosen[number] for chosen in feasible}
            assert ((found.earliest - FIRST).days, (found.latest - FIRST).days) == (min(own), max(own)), seed


def test_narrowing_in_the_earliest_reading_contradicts_nothing() -> None:
    """
    A chain whose last event is known to the day is placed as early as it can, without a contradiction.
    """
    asked = world(
        event("team.leave", "2030-08-15", after=floor("north.hand_over", 3)),
        event("north.hand_over", "2030-08", after=floor("north.begin_closing", 10)),
        event("north.begin_closing", "[2030-07-20..2030-08-31]"),
    )

    found = {reading: asked.replay(reading=reading) for reading in READINGS}

    assert [each.contradictions for each in found.values()] == [(), ()]
    assert days(found["earliest"]) == {
        "north.begin_closing": "2030-07-20",
        "north.hand_over": "2030-08-01",
        "team.leave": "2030-08-15",
    }
    assert days(found["latest"]) == {
        "north.begin_closing": "2030-08-02",
        "north.hand_over": "2030-08-12",
        "team.leave": "2030-08-15",
    }


# What a stored timeline is verified against

ASKED = world(
    event("south.hand_over", "2030-02-01", measures=[Measure("people", 1, 2)]),
    event("mission.end", "2030-03-01", when_enabled=True),
    event("north.begin_closing", "2030-05"),
    event("team.leave", "2031-02"),
    event("said", "2030-01-10", text="It was said."),
    event("late", "2030-06-10", text="It was said.", after=floor("later")),
    event("later", "2030-06-20", text="It was said."),
    horizon="2030-12-31",
    deadlines=[Deadline("out", OUT, "2030-04", set_by="said")],
)
STORED: dict[str, Any] = json.loads(ASKED.replay().to_json())


def _changed(*path: Any, to: Any) -> Timeline:
    made = deepcopy(STORED)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return Timeline.from_json(json.dumps(made))


@pytest.mark.parametrize(
    ("path", "to", "what"),
    [
        (("hash",), "0" * 64, "hash"),
        (("version",), "another", "version"),
        (("until",), "2032-01-01", "until"),
        (("start",), "2029-06-01", "start"),
        (("reading",), "earliest", "steps"),
        (("unplayed",), [], "unplayed"),
        (("unplayed",), ["said"], "unplayed"),
        (("known_until",), "2030-11-30", "known_until"),
        (("contradictions",), [], "contradictions"),
        (("steps", 0, "event"), "another", "steps"),
        (("steps", 0, "trigger"), "another", "steps"),
        (("steps", 0, "edtf"), "2030-02", "steps"),
        (("steps", 1, "reason", "blockers"), [], "steps"),
        (("context", 0, "text"), "Nothing was said.", "context"),
        (("context", 0, "date"), "2030-01-09", "context"),
        (("context",), STORED["context"][:1], "context"),
        (("observations", 0, "value", "low"), 0, "observations"),
        (("observations",), [], "observations"),
        (("deadlines", 0, "verdict"), "violated", "deadlines"),
        (("deadlines", 0, "margins"), [None, None], "deadlines"),
        (("deadlines", 0, "settled_by"), ["said"], "deadlines"),
        (("deadlines", 0, "terms", 0, "verdict"), "violated", "deadlines"),
        (("deadlines",), [], "deadlines"),
    ],
)
def test_verify_sees_whatever_was_changed(path: tuple[Any, ...], to: object, what: str) -> None:
    """
    A changed verdict, step, text, day or list of events that lie ahead is the first mismatch, named by its part.
    """
    if path[-1] == "verdict" and "terms" in path:  # the term that decides is one of them
        made = deepcopy(STORED)
        made["deadlines"][0]["terms"][0]["verdict"] = made["deadlines"][0]["term"]["verdict"] = to
        stored = Timeline.from_json(json.dumps(made))
    else:
        stored = _changed(*path, to=to)

    found = stored.verify(ASKED)

    assert found is not None
    assert found.what == what
    assert str(found).startswith(what)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("until", [None, "2030-01-09", "2030-03-01", "2030-06-15"])
def test_what_was_not_changed_has_no_mismatch(reading: Reading, until: str | None) -> None:
    """
    A timeline that was stored and read again is what a replay gives, in either reading and cut off at any day.
    """
    made: list[Callable[[], Timeline]] = [
        lambda: ASKED.replay(reading=reading, until=until),
        lambda: ASKED.replay(reading=reading) if until is None else ASKED.replay(reading=reading).until(until),
    ]
    for make in made:
        found = make()

        assert found.verify(ASKED) is None
        assert Timeline.from_json(found.to_json()).verify(ASKED) is None
        assert Timeline.from_json(found.to_json()) == found
