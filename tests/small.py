"""
A small valid scenario, as text and as values, for the tests that break it in one place.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from missionsim import (
    Base,
    Claim,
    Deadline,
    Event,
    Fault,
    Lifecycle,
    Measure,
    Mission,
    Party,
    Scenario,
    ScenarioError,
    Select,
    Transition,
    in_state,
)

BASE = Lifecycle(
    "base",
    ["held", "moving", "handed_over"],
    "held",
    [Transition("held", "moving", "begin"), Transition("moving", "handed_over", "complete")],
)
MISSION = Lifecycle(
    "mission",
    ["active", "ended"],
    "active",
    [Transition("active", "ended", "end", in_state(Select(lifecycle="base"), "handed_over"))],
)
PARTS: dict[str, Any] = {
    "name": "small",
    "horizon": "2026-12-31",
    "start": "2026-01-01",
    "parties": [Party("army"), Party("paper")],
    "lifecycles": [BASE, MISSION],
    "entities": [
        Base("north", "base", tags="federal", site="hill"),
        Base("south", "base"),
        Mission("mission", "mission", parties="army"),
    ],
    "events": [
        Event("north", "begin", "2026-01-10"),
        Event("north", "complete", "2026-02-10", measures=[Measure("personnel", 0, 10)]),
        Event("south", "begin", "2026-03"),
        Event("mission", "end", "2026-06-01"),
        Event(id="statement", date="2026-01-05", text="We will leave.", about="north"),
    ],
    "deadlines": [Deadline("leave", in_state("mission", "ended"), "2026-09", set_by="statement")],
}
# The same where it contradicts nothing: the end was planned only, which south never allowed.
PLANNED = [
    evolve(event, claims=[Claim("army", stance="plans")]) if event.id == "mission.end" else event
    for event in PARTS["events"]
]
TEXT = """\
name = "small"
start = 2026-01-01
horizon = 2026-12-31

[parties.army]
[parties.paper]

[lifecycles.base]
states = ["held", "moving", "handed_over"]
initial = "held"
transitions = [
  { trigger = "begin", from = "held", to = "moving" },
  { trigger = "complete", from = "moving", to = "handed_over" },
]

[lifecycles.mission]
states = ["active", "ended"]
initial = "active"
transitions = [
  { trigger = "end", from = "active", to = "ended", when = { lifecycle = "base", in = "handed_over" } },
]

[entities.north]
kind = "base"
lifecycle = "base"
site = "hill"
tags = "federal"

[entities.south]
kind = "base"
lifecycle = "base"

[entities.mission]
kind = "mission"
lifecycle = "mission"
parties = "army"

[[events]]
entity = "north"
trigger = "begin"
date = 2026-01-10

[[events]]
entity = "north"
trigger = "complete"
date = 2026-02-10
measures = [{ name = "personnel", low = 0, high = 10 }]

[[events]]
entity = "south"
trigger = "begin"
date = "2026-03"

[[events]]
entity = "mission"
trigger = "end"
date = 2026-06-01

[[events]]
id = "statement"
date = 2026-01-05
text = "We will leave."
about = "north"

[deadlines.leave]
when = { entity = "mission", in = "ended" }
due = "2026-09"
set_by = "statement"
"""


def small(**changes: Any) -> Scenario:
    """
    The small scenario with other parts.
    """
    return Scenario(**PARTS | changes)


def faults_of(**changes: Any) -> tuple[Fault, ...]:
    """
    What is wrong with the small scenario once it has other parts.
    """
    with pytest.raises(ScenarioError) as caught:
        small(**changes)
    return caught.value.faults


def messages_of(**changes: Any) -> list[str]:
    """
    The same as text.
    """
    return [str(fault) for fault in faults_of(**changes)]
