"""
Small scenarios drawn by a seed, in which much meets: bases and a mission, some vague days, links, plans, deadlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from missionsim import (
    Base,
    Claim,
    Deadline,
    Entity,
    Event,
    Lifecycle,
    Link,
    Mission,
    Party,
    Revision,
    Scenario,
    Select,
    Transition,
    in_state,
)

START = date(2030, 1, 1)
BASE = Lifecycle(
    "base",
    ["held", "closing", "out"],
    "held",
    [
        Transition("held", "closing", "begin"),
        Transition("closing", "out", "finish"),
        Transition(["held", "closing", "out"], "held", "retake"),
    ],
)
TRIGGERS = {"held": ("begin", "begin", "retake"), "closing": ("finish", "retake"), "out": ("retake",)}
TRIGGERS |= {"on": ("end",), "done": ("again",)}
LEADS = {"begin": "closing", "finish": "out", "retake": "held", "end": "done", "again": "on"}
CONDITIONS = (
    in_state("north", "out"),
    in_state("north", ["closing", "out"]),
    in_state("mission", "done"),
    in_state("south", "closing") & in_state("north", "held"),
    in_state("phase", "two"),
)


def drawn(seed: int, most_events: int = 5) -> Scenario:
    """
    A scenario whose events go together as listed.
    """
    random = Random(seed)
    guards = (in_state("north", "out"), in_state("north", "closing"), in_state(Select(lifecycle="base"), "out"))
    mission = Lifecycle(
        "mission",
        ["on", "done"],
        "on",
        [Transition("on", "done", "end", when=random.choice(guards)), Transition(["on", "done"], "on", "again")],
    )
    phase = Lifecycle("phase", ["one", "two"], "one", [Transition("one", "two", when=in_state("north", "out"))])
    events = list(_events(random, random.randint(2, most_events)))
    ids = [event.id for event in events]
    random.shuffle(events)
    return Scenario(
        "drawn",
        _day(random.choice((25, 40))),
        [BASE, mission, phase],
        [Base("north", "base"), Base("south", "base"), Mission("mission", "mission"), Entity("phase", "phase")],
        events,
        start=START,
        parties=[Party("office")],
        deadlines=[_deadline(random, f"due{number}", ids) for number in range(2)],
        known_until=_day(random.randint(10, 22)) if random.random() < 0.15 else None,
    )


def _day(days: int) -> str:
    return (START + timedelta(days)).isoformat()


def _events(random: Random, count: int) -> Iterator[Event]:
    states = {"north": "held", "south": "held", "mission": "on"}
    for number, day in enumerate(sorted(random.randint(3, 16) for _ in range(count))):
        entity = random.choice(["north", "north", "south", "mission"])
        trigger = random.choice(TRIGGERS[states[entity]])
        states[entity] = LEADS[trigger]
        last = day + random.randint(1, 2) if random.random() < 0.4 else day
        when = _day(day) if day == last else f"[{_day(day)}..{_day(last)}]"
        after = []
        if number and random.random() < 0.25:
            before = f"e{random.randrange(number)}"
            after = [random.choice((Link(before, "carry"), Link(before, "floor", random.randint(0, 3))))]
        if random.random() < 0.15:
            yield Event(id=f"e{number}", date=when, text="Said.", after=after)
            continue
        waits = trigger == "end" and random.random() < 0.4
        claims = [Claim("office", stance="plans")] if not waits and random.random() < 0.1 else []
        yield Event(entity, trigger, when, f"e{number}", after=after, when_enabled=waits, claims=claims)


def _deadline(random: Random, id_: str, events: list[str]) -> Deadline:
    kind = random.random()
    since = None
    if kind < 0.5:
        due = _day(random.randint(5, 22))
    elif kind < 0.65:
        opens = random.randint(4, 18)
        due = f"{_day(opens)}/{_day(opens + random.randint(0, 5))}"
    else:
        due, since = random.choice(("+3d", "+7d", "+1m", "+10d")), random.choice(events)
    set_by = random.choice(events) if random.random() < 0.25 else None
    revised = Revision(random.choice(events), random.choice((None, _day(random.randint(5, 22)))))
    return Deadline(
        id_,
        random.choice(CONDITIONS),
        due,
        set_by=set_by,
        since=since,
        only_if=in_state("mission", "on") if random.random() < 0.15 else None,
        revisions=[revised] if random.random() < 0.25 else [],
    )
