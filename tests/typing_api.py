"""
The API as a user types it. Never run: mypy reads it, and fails where a user's types would.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import missionsim
from missionsim import (
    According,
    Advance,
    Base,
    Claim,
    Deadline,
    Delay,
    Divergence,
    Drop,
    Edit,
    Entity,
    Event,
    Events,
    Initial,
    Insert,
    Lifecycle,
    Link,
    Mission,
    Move,
    Outlooks,
    Party,
    Plan,
    Redate,
    Replace,
    Revise,
    Rewire,
    Scenario,
    Select,
    Simulation,
    Slack,
    Step,
    Swap,
    Timeline,
    Transition,
    WhatIf,
    compare,
    compare_many,
    grid,
    in_state,
    load_what_ifs,
    order_sensitivity,
    repair,
    slack,
    slacks,
    what_ifs_to_toml,
)
from missionsim.show.words import summary

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

edited: WhatIf = built.what_if(
    Delay("closed", 90),
    Advance(Events(tags="north", since="2031"), "2w"),
    Move("closed", date(2031, 5, 1)),
    Swap("closed", "north.hand_over"),
    Drop("closed", bridge=True),
    Insert(events[0], after="closed"),
    Replace("closed", events[1]),
    According("un"),
    Redate("closed", "2031-05"),
    Revise("out", due="2031-06", condition=either),
    Initial("north", "handed_over"),
    Rewire("camp", "hand_over", ~either),
)
day_before: date = edited.first_touched_day - timedelta(days=1)
divergence: Divergence = compare(built.replay(), edited.replay())
reasons: list[str] = [link.kind for link in divergence.links("closed")]
guilty: tuple[Edit, ...] = divergence.smallest("closed")
paragraph: str = summary(divergence)
adopted: Scenario = edited.adopted()
swept: Outlooks = grid(built, "closed", range(-30, 31, 10), "north.hand_over", [0, 10])
table: list[dict[str, object]] = compare_many({"as recorded": built, "late": edited}).rows()
days: int | None = slack(built, "closed").slip.days
critical: tuple[Slack, ...] = slacks(built)
fewest: tuple[Edit, ...] | None = repair(built, "out", kinds=["advance"], days=90).edits
least: bool = bool(repair(built, in_state("office", "handed_over"), [Delay("closed", 1)]))
matters: bool = bool(order_sensitivity(built))
plan: Plan = Plan("late", [Delay("closed", "3m")]) + load_what_ifs(Path("plans.toml"))[0]
planned: str = what_ifs_to_toml([plan])
