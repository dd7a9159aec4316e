"""
The API as a user types it. Never run: mypy reads it, and fails where a user's types would.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import missionsim
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
    Scenario,
    Select,
    Simulation,
    Step,
    Timeline,
    Transition,
    in_state,
)

loaded: Scenario = missionsim.load(Path("scenario.toml"))
read: Scenario = missionsim.loads("", file="scenario.toml", folder=Path())
written: str = missionsim.to_toml(loaded)
names: tuple[str, ...] = missionsim.bundled()

camp = Lifecycle(
    "camp",
    ["held", "handed_over"],
    "held",
    [
        Transition("held", "handed_over", "hand_over"),
        Transition(["held"], "handed_over", when=in_state("office", "held")),
    ],
)
everywhere = in_state(Select(lifecycle="camp", tags="north"), ["held", "handed_over"], at_least=1)
either = everywhere & ~in_state("office", "held") | in_state(["a", "b"], "held")
entities: list[Entity] = [Base("north", "camp", tags="north"), Mission("office", "camp", parties=["un"])]
events = [
    Event("north", "hand_over", "2031-03", claims=[Claim("un", date=date(2031, 3, 4))], after=[Link("x", "floor", 3)]),
    Event("office", "hand_over", date(2031, 4, 1), "closed", when_enabled=True, attributes={"recipient": "army"}),
]
built = Scenario(
    "lakeland",
    "2031-12",
    [camp],
    entities,
    events,
    start=date(2031, 1, 1),
    parties=[Party("un")],
    deadlines=[Deadline("out", either, "+3m", set_by="closed")],
)

timeline: Timeline = built.replay(strict=True, reading="earliest", until="2031-06")
state: str = timeline.state("north", on=date(2031, 3, 31))
first: date | None = timeline.first("north", "handed_over")
late: int | None = timeline.deadline("out").days_late
steps: tuple[Step, ...] = timeline.between("2031", "2031-12-31")
again: Timeline = Timeline.from_json(timeline.to_json())


def tell(step: Step) -> None:
    """
    A callback as a user writes it.
    """


simulation = Simulation(built)
simulation.subscribe(tell)()
fired: Step = simulation.fire("north", "hand_over", on="2031-05")
allowed: bool = bool(simulation.may("north", "hand_over"))
