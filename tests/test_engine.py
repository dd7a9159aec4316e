"""
Running to completion: transitions, refusals with their reasons, automatic transitions, deferral.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

import missionsim
from missionsim import (
    Blocker,
    Change,
    Entity,
    Event,
    Lifecycle,
    Refusal,
    RefusedError,
    Scenario,
    Select,
    Step,
    Timeline,
    Transition,
    in_state,
)
from small import small

DAY = date(2026, 3, 1)
LIGHT = Lifecycle(
    "light",
    ["off", "on", "broken"],
    "off",
    [Transition("off", "on", "switch_on"), Transition("on", "off", "switch_off")],
)


def lamp(*transitions: Transition) -> Lifecycle:
    """
    A lifecycle of some transitions between four states.
    """
    return Lifecycle("lamp", ["a", "b", "c", "d"], "a", transitions)


def run(lifecycles: list[Lifecycle], entities: dict[str, str], *events: Event, **rest: Any) -> Timeline:  # noqa: ANN401  any part
    """
    The replay of *events* on entities that follow the lifecycles they are given with.
    """
    followed = [Entity(id_, lifecycle) for id_, lifecycle in entities.items()]
    return Scenario("run", "2026-12-31", lifecycles, followed, events, start="2026-01-01", **rest).replay()


def refusal(timeline: Timeline) -> Refusal:
    """
    The reason of the first refusal.
    """
    reason = timeline.refusals[0].reason
    assert reason is not None
    return reason


def test_a_step_says_all_about_itself() -> None:
    """
    An applied step has its event, day, change and claims, and neither a reason nor a delay.
    """
    first = small().replay().steps[0]

    assert first == Step(
        "north.begin",
        date(2026, 1, 10),
        small().events[0].date,
        "north",
        "begin",
        "held",
        "moving",
        "applied",
        None,
        date(2026, 1, 10),
    )
    assert first.changes == (Change("north", "held", "moving"),)


def test_a_state_without_the_trigger_refuses() -> None:
    """
    Where the state has no such transition, the refusal names the triggers that it has.
    """
    timeline = small(events=[Event("north", "complete", DAY)]).replay()
    reason = refusal(timeline)

    assert reason == Refusal("north", "complete", "held", ("begin",))
    assert str(reason) == "north can't 'complete' in state 'held': that state allows 'begin' only"
    assert timeline.steps[0].changes == ()
    assert (timeline.steps[0].before, timeline.steps[0].after) == ("held", "held")


def test_an_end_state_refuses() -> None:
    """
    Where nothing leads out of the state at all, the refusal says so; automatic transitions are no triggers.
    """
    lifecycle = lamp(Transition("a", "b", "go"), Transition("b", "c", when=in_state("one", "d")))
    reason = refusal(run([lifecycle], {"one": "lamp"}, Event("one", "go", DAY, "1"), Event("one", "go", DAY, "2")))

    assert reason.allowed == ()
    assert str(reason) == "one can't 'go' in state 'b': nothing leads out of that state"


def test_several_triggers_are_listed() -> None:
    """
    The triggers that a state allows are named in declared order, each once.
    """
    lifecycle = lamp(
        Transition("a", "b", "go"),
        Transition("a", "c", "jump"),
        Transition("a", "a", "wait"),
        Transition("b", "a", "back"),
    )
    reason = refusal(run([lifecycle], {"one": "lamp"}, Event("one", "back", DAY)))

    assert reason.why == "that state allows 'go', 'jump' and 'wait' only"


def test_a_false_condition_names_every_blocker() -> None:
    """
    Every entity that keeps a condition false is named with its state, grouped by what is required.
    """
    reason = refusal(small(events=[Event("north", "begin", DAY), Event("mission", "end", DAY)]).replay())
    required = "every base must be handed_over"

    assert reason.allowed == ("end",)
    assert reason.blockers == (Blocker("north", "moving", required), Blocker("south", "held", required))
    assert reason.what == "mission can't 'end' in state 'active'"
    assert reason.why == f"{required}, but north is moving and south is held"


def test_every_failed_leaf_is_named() -> None:
    """
    Of several failing requirements, over all transitions of the trigger, each is told once.
    """
    lifecycle = lamp(
        Transition("a", "b", "go", in_state("other", "on") & in_state("third", "broken")),
        Transition("a", "c", "go", in_state("other", "on") & in_state("third", "off")),
        Transition("a", "d", "go", ~in_state("third", "off")),
    )
    reason = refusal(
        run([lifecycle, LIGHT], {"one": "lamp", "other": "light", "third": "light"}, Event("one", "go", DAY))
    )

    assert reason.why == (
        "other must be on, but other is off; "
        "third must be broken, but third is off; "
        "third must not be off, but third is off"
    )


def test_a_strict_replay_raises_at_the_first_refusal() -> None:
    """
    Phase one can't be complete while Ain al-Asad is transferring; the error has the step and the reason as data.
    """
    iraq = missionsim.load("iraq")
    dropped = "ain_al_asad.complete_transfer"
    events = [evolve(event, after=()) for event in iraq.events if event.id != dropped]

    with pytest.raises(RefusedError) as caught:
        evolve(iraq, events=events).replay(strict=True)

    assert str(caught.value) == (
        "2026-01-18: mission can't 'complete_phase_one' in state 'phase_one':\n"
        "  every base tagged 'federal' must be iraqi_controlled, but ain_al_asad is transferring."
    )
    assert caught.value.step.event == "mission.complete_phase_one"
    assert caught.value.reason == caught.value.step.reason
    assert [blocker.entity for blocker in caught.value.reason.blockers] == ["ain_al_asad"]


def test_a_strict_replay_raises_where_an_event_is_stranded() -> None:
    """
    Waiting is no refusal, but the horizon ends it; a replay that ends before leaves it open.
    """
    scenario = small(events=[Event("north", "complete", DAY, when_enabled=True)])

    with pytest.raises(RefusedError, match=r"^2026-12-31: north can't 'complete' in state 'held':"):
        scenario.replay(strict=True)
    assert [step.disposition for step in scenario.replay(strict=True, until="2026-12-30").steps] == ["deferred"]


def test_the_first_transition_whose_condition_holds_is_taken() -> None:
    """
    Of several ways out by one trigger, the first open one is taken, in declared order.
    """
    lifecycle = lamp(
        Transition("a", "b", "go", in_state("light", "broken")),
        Transition("a", "c", "go", in_state("light", "on")),
        Transition("a", "d", "go"),
    )
    dark = run([lifecycle, LIGHT], {"one": "lamp", "light": "light"}, Event("one", "go", DAY))
    lit = run(
        [lifecycle, LIGHT], {"one": "lamp", "light": "light"}, Event("light", "switch_on", DAY), Event("one", "go", DAY)
    )

    assert (dark.state("one"), lit.state("one")) == ("d", "c")
    assert dark.steps[0].relied_on == ()
    assert lit.steps[1].relied_on == ("light",)


def test_a_transition_may_lead_where_it_came_from() -> None:
    """
    A trigger may leave the state as it is; that is applied, not refused.
    """
    timeline = run([lamp(Transition("a", "a", "stay"))], {"one": "lamp"}, Event("one", "stay", DAY))

    assert timeline.steps[0].disposition == "applied"
    assert timeline.steps[0].changes == (Change("one", "a", "a"),)
    assert len(timeline.spells("one")) == 1


def test_one_transition_may_leave_from_several_states() -> None:
    """
    A transition with several sources leaves from each of them.
    """
    lifecycle = lamp(Transition("a", "b", "go"), Transition(["a", "b"], "c", "jump"))
    ahead = run([lifecycle], {"one": "lamp"}, Event("one", "go", DAY), Event("one", "jump", DAY))

    assert run([lifecycle], {"one": "lamp"}, Event("one", "jump", DAY)).state("one") == "c"
    assert [change.before for step in ahead.steps for change in step.changes] == ["a", "b"]


CHAIN = lamp(
    Transition("a", "b", when=in_state("light", "on")),
    Transition("b", "c", when=in_state("light", "on")),
    Transition("c", "d", when=in_state(["one", "two"], "c")),
)


def test_automatic_transitions_run_to_a_fixed_point() -> None:
    """
    One event sets off all that follows, across entities, the entity declared first going first as far as it can.
    """
    timeline = run([CHAIN, LIGHT], {"two": "lamp", "one": "lamp", "light": "light"}, Event("light", "switch_on", DAY))
    step = timeline.steps[0]

    assert step.automatic == (
        Change("two", "a", "b", ("light",)),
        Change("two", "b", "c", ("light",)),
        Change("one", "a", "b", ("light",)),
        Change("one", "b", "c", ("light",)),
        Change("two", "c", "d", ("two", "one")),
    )
    assert step.changes == (Change("light", "off", "on"), *step.automatic)
    assert (step.before, step.after) == ("off", "on")
    assert timeline.configuration() == {"two": "d", "one": "c", "light": "on"}


def test_of_several_automatic_transitions_the_first_open_one_fires() -> None:
    """
    Automatic transitions of one state are tried in declared order.
    """
    lifecycle = lamp(
        Transition("a", "b", when=in_state("light", "broken")), Transition("a", "c", when=in_state("light", "on"))
    )
    timeline = run([lifecycle, LIGHT], {"one": "lamp", "light": "light"}, Event("light", "switch_on", DAY))

    assert timeline.state("one") == "c"


def test_an_entity_s_own_event_may_set_off_its_automatic_transition() -> None:
    """
    After a triggered transition, the entity goes on by itself as far as it can.
    """
    lifecycle = lamp(Transition("a", "b", "go"), Transition("b", "c", when=in_state("light", "off")))
    step = run([lifecycle, LIGHT], {"one": "lamp", "light": "light"}, Event("one", "go", DAY)).steps[0]

    assert (step.after, step.automatic) == ("b", (Change("one", "b", "c", ("light",)),))


def test_the_initial_configuration_is_settled() -> None:
    """
    What can happen by itself at the start has happened before the first event.
    """
    lifecycle = lamp(Transition("a", "b", when=in_state("light", "off")), Transition("b", "c", "go"))
    timeline = run([lifecycle, LIGHT], {"one": "lamp", "light": "light"}, Event("one", "go", DAY))

    assert timeline.initial == {"one": "b", "light": "off"}
    assert timeline.state("one", "2026-01-01") == "b"
    assert timeline.state("one") == "c"


def test_an_entity_starts_where_it_says() -> None:
    """
    An entity's own initial state goes before its lifecycle's.
    """
    scenario = Scenario("run", "2026-12-31", [LIGHT], [Entity("one", "light", initial="on"), Entity("two", "light")])

    assert scenario.replay().initial == {"one": "on", "two": "off"}


def test_a_deferred_event_fires_when_it_can() -> None:
    """
    An event that waits fires after the one that enables it, on that day, and keeps the day it was to happen.
    """
    waiting = Event("mission", "end", "2026-02-01", when_enabled=True)
    events = [waiting, *(Event(base, trigger, DAY) for base in ("north", "south") for trigger in ("begin", "complete"))]
    steps = small(events=events).replay(strict=True).steps

    assert [(step.event, step.disposition) for step in (steps[0], steps[-1])] == [
        ("mission.end", "deferred"),
        ("mission.end", "applied"),
    ]
    assert (steps[0].date, steps[0].requested) == (date(2026, 2, 1), date(2026, 2, 1))
    assert steps[0].reason is not None
    assert (steps[-1].date, steps[-1].requested, steps[-1].reason) == (DAY, date(2026, 2, 1), None)


def test_what_waits_is_first_come_first_served() -> None:
    """
    Of several that wait the first that can fires first, and what that enables comes after it, whatever was first.
    """
    lifecycle = lamp(Transition("a", "b", "one"), Transition("b", "c", "two"), Transition("c", "d", "three"))
    events = [
        Event("lamp", "three", "2026-02-01", when_enabled=True),
        Event("lamp", "two", "2026-02-02", when_enabled=True),
        Event("lamp", "one", DAY),
    ]
    timeline = run([lifecycle], {"lamp": "lamp"}, *events)

    assert [step.trigger for step in timeline.steps if step.disposition == "applied"] == ["one", "two", "three"]
    assert {step.date for step in timeline.steps if step.disposition == "applied"} == {DAY}


def test_what_is_refused_enables_nothing() -> None:
    """
    Waiting events are tried only after something has changed.
    """
    events = [Event("north", "complete", "2026-02-01", "waits", when_enabled=True), Event("south", "complete", DAY)]
    steps = small(events=events).replay().steps

    assert [(step.event, step.disposition) for step in steps] == [
        ("waits", "deferred"),
        ("south.complete", "refused"),
        ("waits", "stranded"),
    ]


def test_what_waits_in_vain_is_stranded_at_the_horizon() -> None:
    """
    The horizon strands what still waits, with the reason as it is then.
    """
    events = [Event("north", "complete", "2026-02-01", when_enabled=True)]
    step = small(events=events).replay().steps[-1]

    assert (step.disposition, step.date, step.requested) == ("stranded", date(2026, 12, 31), date(2026, 2, 1))
    assert step.reason == Refusal("north", "complete", "held", ("begin",))


@pytest.mark.parametrize("waits", [False, True])
def test_what_a_party_denies_is_refused(*, waits: bool) -> None:
    """
    A denied event is refused in its name although it could fire, and does not wait.
    """
    denied = Event("north", "begin", DAY, denied_by="army", when_enabled=waits)
    timeline = small(events=[denied]).replay()
    reason = refusal(timeline)

    assert timeline.steps[0].disposition == "refused"
    assert reason == Refusal("north", "begin", "held", denied_by="army")
    assert str(reason) == "north can't 'begin' in state 'held': army says that it did not happen"


def test_a_denied_event_stops_a_strict_replay() -> None:
    """
    The error of a strict replay names the party.
    """
    scenario = small(events=[Event("north", "begin", DAY, denied_by="army")])

    with pytest.raises(RefusedError, match=r"^2026-03-01: north .*:\n  army says that it did not happen\.$"):
        scenario.replay(strict=True)


def test_conditions_of_deadlines_do_not_change_the_rules() -> None:
    """
    A selector that only a deadline uses is known to the rules, and fires nothing.
    """
    scenario = small(deadlines=[evolve(small().deadlines[0], condition=in_state(Select(tags="federal"), "held"))])

    assert scenario.rules.members[Select(tags="federal")] == ("north",)
    assert scenario.replay().steps == small().replay().steps
