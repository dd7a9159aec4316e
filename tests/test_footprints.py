"""
What an event can change, and what it relies on.
"""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from missionsim import Base, Entity, Event, Lifecycle, Scenario, Select, Transition, in_state
from missionsim.engine import Run
from missionsim.footprints import Footprints, closure
from missionsim.testing import scenarios
from small import BASE, MISSION, small

GUARDED = Lifecycle(
    "guarded",
    ["closed", "open"],
    "closed",
    [Transition("closed", "open", "unlock", in_state("north", "handed_over")), Transition("open", "closed", "lock")],
)
FOLLOWING = Lifecycle(
    "following", ["idle", "busy"], "idle", [Transition("idle", "busy", when=in_state("gate", "open"))]
)
SCENARIO = Scenario(
    "footprints",
    "2026-12-31",
    [BASE, GUARDED, FOLLOWING],
    [Base("north", "base"), Base("south", "base"), Entity("gate", "guarded"), Entity("guard", "following")],
    [
        Event("north", "begin", "2026-01-10"),
        Event("south", "begin", "2026-01-10"),
        Event("north", "complete", "2026-01-20"),
        Event("gate", "unlock", "2026-01-20"),
        Event("gate", "lock", "2026-01-20"),
    ],
)


def test_closure_is_all_that_can_be_reached() -> None:
    """
    Circles are no trouble.
    """
    ways = {"a": "bc", "b": "a", "c": "d", "e": "a"}

    assert closure("a", lambda id_: ways.get(id_, "")) == set("abcd")


def test_an_entity_reads_what_its_conditions_look_at() -> None:
    """
    Per lifecycle, and the other way round per entity.
    """
    footprints = Footprints(SCENARIO)

    assert footprints.reads == {
        "base": frozenset(),
        "guarded": frozenset({"north"}),
        "following": frozenset({"gate"}),
    }
    assert footprints.readers == {"north": ("gate",), "gate": ("guard",)}


def test_an_event_changes_its_entity_and_what_follows_that() -> None:
    """
    Automatic transitions follow at every moment; conditions of triggers are asked when an event is due only.
    """
    footprints = Footprints(SCENARIO)

    assert footprints.changed_by("north") == {"north"}
    assert footprints.changed_by("gate") == {"gate", "guard"}
    assert footprints.relied_on_by("gate", "unlock") == {"gate", "guard", "north"}
    assert footprints.relied_on_by("gate", "lock") == {"gate", "guard"}
    assert footprints.relied_on_by("gate", "lock") is footprints.relied_on_by("gate", "lock")


def test_what_waits_follows_at_every_moment() -> None:
    """
    An event that waits can be fired by whatever its entity looks at.
    """
    waiting = small(events=[Event("mission", "end", "2026-01-05", when_enabled=True)], deadlines=())
    idle = small(events=[Event("mission", "end", "2026-01-05")], deadlines=())

    assert Footprints(waiting).changed_by("north") == {"north", "mission"}
    assert Footprints(idle).changed_by("north") == {"north"}


def test_pairs_are_events_that_act_on_each_other() -> None:
    """
    In the order given, each pair once; events of bases that nothing ties together are no pair.
    """
    pairs = [(first.id, second.id) for first, second in Footprints(SCENARIO).pairs(SCENARIO.events)]

    assert pairs == [
        ("north.begin", "north.complete"),
        ("north.begin", "gate.unlock"),
        ("north.complete", "gate.unlock"),
        ("gate.unlock", "gate.lock"),
    ]


def test_members_of_a_selection_are_all_relied_on() -> None:
    """
    A condition on every base looks at every base.
    """
    mission = Footprints(small(lifecycles=[BASE, MISSION]))

    assert mission.relied_on_by("mission", "end") == {"mission", "north", "south"}
    assert Select(lifecycle="base").among(small().entities) == ("north", "south")


@given(scenarios(most_events=4))
def test_events_that_do_not_act_on_each_other_can_be_swapped(scenario: Scenario) -> None:
    """
    Played as the first two in either order they lead to the same states.
    """
    acting = {frozenset((first.id, second.id)) for first, second in Footprints(scenario).pairs(scenario.events)}
    for first, second in combinations(scenario.events, 2):
        if frozenset((first.id, second.id)) not in acting:
            outcomes = []
            for order in ((first, second), (second, first)):
                run = Run(scenario.rules)
                steps = [step for event in order for step in run.play(event, scenario.horizon)]
                dispositions = {step.event: step.disposition for step in steps}
                outcomes.append((run.configuration, dispositions, {event.id for event, _ in run.waiting}))
            assert outcomes[0] == outcomes[1]
