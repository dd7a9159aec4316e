"""
The small record that tests of faults are about: two camps that are handed over, and a mission that ends after them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from missionsim import Base, Event, Lifecycle, Link, Mission, Scenario, Select, Timeline, Transition, in_state

CAMP = Lifecycle(
    "camp",
    ["held", "closing", "handed_over"],
    "held",
    [
        Transition("held", "closing", "begin_closing"),
        Transition("closing", "handed_over", "hand_over"),
        Transition(["handed_over", "closing"], "held", "retake"),
    ],
)
MISSION = Lifecycle(
    "mission",
    ["deployed", "ended"],
    "deployed",
    [Transition("deployed", "ended", "end", in_state(Select(lifecycle="camp"), "handed_over"))],
)
TEAM = Lifecycle("team", ["there", "gone"], "there", [Transition("there", "gone", "leave")])
NORTH = Base("north", "camp")
SOUTH = Base("south", "camp", initial="closing")
ENTITIES = (NORTH, SOUTH, Mission("mission", "mission"), Mission("team", "team"))
OUT = in_state("south", "handed_over")


def world(*events: Event, **parts: Any) -> Scenario:
    """
    The scenario with some events, in 2030.
    """
    given: dict[str, Any] = {
        "name": "world",
        "horizon": "2030-12-31",
        "start": "2030-01-01",
        "lifecycles": [CAMP, MISSION, TEAM],
        "entities": ENTITIES,
        "events": events,
    }
    return Scenario(**given | parts)


def event(name: str, date: str, **parts: Any) -> Event:
    """
    An event that fires one trigger, called as it, or one of *fires* and an *id*; context if it has a text only.
    """
    if "fires" in parts or "text" in parts:
        return Event(id=name, date=date, **parts)
    entity, trigger = name.split(".")
    return Event(entity, trigger, date, **parts)


def floor(name: str, lag: int = 0) -> list[Link]:
    """
    Not before some days after an event.
    """
    return [Link(name, "floor", lag)]


def carry(name: str) -> list[Link]:
    """
    A reaction to an event.
    """
    return [Link(name, "carry")]


def told(timeline: Timeline) -> list[tuple[str, str, str]]:
    """
    Day, event and disposition of every step.
    """
    return [(str(step.date), step.event, step.disposition) for step in timeline.steps]


def days(timeline: Timeline) -> Mapping[str, str]:
    """
    The day of every event that was applied.
    """
    return {step.event: str(step.date) for step in timeline.steps if step.disposition == "applied"}
