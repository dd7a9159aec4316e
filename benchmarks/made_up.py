"""
Scenarios that are made up: bases that go round a cycle, alone, under the eyes of a mission, dated vaguely, or waiting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Literal

from attrs import evolve, frozen

from missionsim import (
    Base,
    Deadline,
    Event,
    Lifecycle,
    Link,
    Mission,
    Scenario,
    Select,
    Transition,
    in_state,
)

FIRST = date(2025, 1, 1)
DAYS = 365

STATES = ("held", "transferring", "host_controlled")
CYCLE = {"begin_transfer": "transferring", "complete_transfer": "host_controlled", "retake": "held"}
WAYS = tuple(zip(CYCLE, STATES, CYCLE.values(), strict=True))

STAGES = (*WAYS[:2], ("certify", "host_controlled", "certified"))
BEGUN = tuple(target for _, _, target in STAGES)
ALL_HANDED_OVER = in_state(Select(lifecycle="base"), "host_controlled")

Watch = Literal["automatic", "waiting"]


@frozen
class Work:
    """
    What everybody who takes part does.

    Args:
        bases: Ids of the bases.

        happenings: Day, base and trigger of every event: base by base, so that putting them in order takes work.

        days: Days over which they are spread.
    """

    bases: tuple[str, ...]
    happenings: tuple[tuple[date, str, str], ...]
    days: int

    @classmethod
    def of(cls, bases: int, events: int, days: int = DAYS) -> Work:
        """
        Spread events evenly over the bases and the days. Each base goes round the cycle, so all of them are valid.
        """
        ids = tuple(f"base_{number}" for number in range(bases))
        most = -(-events // bases)
        return cls(ids, tuple(_happenings(ids, most, events, days)), days)

    @property
    def in_order(self) -> list[tuple[date, str, str]]:
        """
        The happenings by day, those of a day as listed: the order of a replay. Sorted anew each time.
        """
        return sorted(self.happenings, key=lambda happening: happening[0])

    @property
    def final(self) -> list[str]:
        """
        The states in which the bases must end.
        """
        ends = dict.fromkeys(self.bases, STATES[0])
        ends.update((base, CYCLE[trigger]) for _, base, trigger in self.happenings)
        return list(ends.values())


def _happenings(bases: Sequence[str], most: int, events: int, days: int) -> Iterator[tuple[date, str, str]]:
    triggers = tuple(CYCLE)
    for number, base in enumerate(bases):
        for nth in range(len(range(number, events, len(bases)))):
            day = (nth * days + number * days // len(bases)) // most
            yield FIRST + timedelta(day), base, triggers[nth % len(triggers)]


def scenario_of(work: Work) -> Scenario:
    """
    The bases and their happenings as a scenario.
    """
    return Scenario(
        "benchmark",
        FIRST + timedelta(work.days),
        [_base_lifecycle()],
        [Base(base, "base") for base in work.bases],
        [
            Event(base, trigger, day, f"{base}.{trigger}#{number}")
            for number, (day, base, trigger) in enumerate(work.happenings)
        ],
    )


def _base_lifecycle() -> Lifecycle:
    return Lifecycle("base", STATES, STATES[0], [Transition(source, target, name) for name, source, target in WAYS])


def watched(work: Work, how: Watch) -> Scenario:
    """
    The bases, and a mission that ends when all of them are handed over, which is looked at as long as the record runs:
    by a transition that is automatic, or by an event that waits from the first day.
    """
    plain = scenario_of(work)
    trigger = None if how == "automatic" else "end"
    mission = Lifecycle(
        "mission", ["active", "ended"], "active", [Transition("active", "ended", trigger, ALL_HANDED_OVER)]
    )
    waiting = [] if trigger is None else [Event("mission", trigger, FIRST, when_enabled=True)]
    return _with(plain, mission, waiting)


def with_mission(work: Work) -> Scenario:
    """
    The bases, and a mission that ends when all of them are in some state: its guard looks at every base.
    """
    plain = scenario_of(work)
    guard = in_state(Select(lifecycle="base"), STATES)
    mission = Lifecycle("mission", ["active", "ended"], "active", [Transition("active", "ended", "end", guard)])
    ending = Event("mission", "end", plain.horizon - timedelta(20))
    due = Deadline("over", in_state("mission", "ended"), plain.horizon - timedelta(10))
    return evolve(_with(plain, mission, [ending]), deadlines=[due])


def _with(plain: Scenario, mission: Lifecycle, events: Sequence[Event]) -> Scenario:
    return evolve(
        plain,
        lifecycles=(*plain.lifecycles, mission),
        entities=(*plain.entities, Mission("mission", "mission")),
        events=(*plain.events, *events),
    )


def vaguely_dated(bases: int = 500, windows: int = 300, seed: int = 1) -> Scenario:
    """
    Bases that go round twice, by six events each, some of which are dated by windows of 10 to 60 days; a mission that
    ends when all of them are held again; a deadline for it, and for four of the bases that are dated so.
    """
    random = Random(seed)  # noqa: S311  made up, not secret
    vague = set(random.sample(range(6 * bases), windows))
    events, due = [], {}
    for base in range(bases):
        day = FIRST
        for nth, trigger in enumerate((*CYCLE, *CYCLE)):
            day += timedelta(random.randrange(20, 71))
            width = random.randrange(10, 61) if 6 * base + nth in vague else 0
            events.append(Event(f"base_{base}", trigger, _span(day, width), f"base_{base}.{trigger}#{nth}"))
            if width and trigger == "complete_transfer":
                due[f"base_{base}"] = day + timedelta(width // 2)
    end = FIRST + timedelta(600)
    mission = Lifecycle(
        "mission",
        ["active", "ended"],
        "active",
        [Transition("active", "ended", "end", in_state(Select(lifecycle="base"), "held"))],
    )
    plain = Scenario("vague", end, [_base_lifecycle()], [Base(f"base_{base}", "base") for base in range(bases)], events)
    watched_bases = [
        Deadline(f"{base}_over", in_state(base, "host_controlled"), day) for base, day in list(due.items())[:4]
    ]
    over = Deadline("over", in_state("mission", "ended"), end - timedelta(20))
    ending = Event("mission", "end", _span(end - timedelta(50), 40))
    return evolve(_with(plain, mission, [ending]), deadlines=[over, *watched_bases])


def waiting(bases: int = 14, windows: int = 14, seed: int = 1) -> Scenario:
    """
    Bases handed over by three events each, some of them dated by windows of 10 to 60 days, every other one not before
    the one before it; four missions that wait for two bases each to begin, and for two others to be handed over; a
    deadline for each mission.
    """
    random = Random(seed)  # noqa: S311  made up, not secret
    vague = set(random.sample(range(3 * bases), windows))
    events = []
    for base in range(bases):
        day = FIRST + timedelta(random.randrange(60))
        for nth, (trigger, _, _) in enumerate(STAGES):
            day += timedelta(random.randrange(20, 71))
            width = random.randrange(10, 61) if 3 * base + nth in vague else 0
            after = [Link(f"base_{base - 1}.{trigger}", "floor")] if base % 2 and not nth else []
            events.append(Event(f"base_{base}", trigger, _span(day, width), after=after))
    missions = [Mission(f"mission_{number}", f"mission_{number}") for number in range(4)]
    for mission in missions:
        events += [
            Event(mission.id, trigger, FIRST + timedelta(days), when_enabled=True)
            for trigger, days in (("start", 30), ("end", 60))
        ]
    return Scenario(
        "waiting",
        FIRST + timedelta(DAYS),
        [_stages(), *(_waiting_mission(number, bases) for number in range(4))],
        [*(Base(f"base_{base}", "base") for base in range(bases)), *missions],
        events,
        deadlines=[
            Deadline(f"{mission.id}_over", in_state(mission.id, "ended"), FIRST + timedelta(days))
            for mission, days in zip(missions, (240, 270, 300, 330), strict=True)
        ],
    )


def _stages() -> Lifecycle:
    states = ("held", *(target for _, _, target in STAGES))
    return Lifecycle("base", states, "held", [Transition(source, target, name) for name, source, target in STAGES])


def _waiting_mission(number: int, bases: int) -> Lifecycle:
    four = [f"base_{(3 * number + nth) % bases}" for nth in range(4)]
    return Lifecycle(
        f"mission_{number}",
        ["planned", "active", "ended"],
        "planned",
        [
            Transition("planned", "active", "start", in_state(four[:2], BEGUN)),
            Transition("active", "ended", "end", in_state(four[2:], BEGUN[1:])),
        ],
    )


def _span(day: date, width: int) -> str:
    return f"{day}/{day + timedelta(width)}" if width else str(day)
