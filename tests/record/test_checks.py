"""
Tests of what makes a scenario hold together: each fault on its own, and many at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from missionsim import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Base,
    Claim,
    Condition,
    Coordinates,
    Deadline,
    Entity,
    Event,
    Lifecycle,
    Link,
    Measure,
    Measured,
    Mission,
    Not,
    Offset,
    Party,
    Revision,
    Scenario,
    ScenarioError,
    Select,
    Transition,
    in_state,
)
from missionsim.record import checks
from missionsim.record.checks import common
from missionsim.record.checks import conditions as condition_checks
from missionsim.record.conditions.logic import Leaf
from missionsim.record.conditions.scope import Blocker, Scope
from small import BASE, MISSION, PARTS, faults_of, messages_of, small

A_NAME = "accepted: up to 100 letters, digits, '_' and '-', not starting with '-'"
AN_EVENT_NAME = "accepted: up to 250 letters, digits, '_', '-', '.', ':' and '#', starting with a letter or digit"
NORTH_BEGINS, NORTH_COMPLETES, SOUTH_BEGINS, MISSION_ENDS, STATEMENT = PARTS["events"]
NORTH = "accepted: north, south, mission (did you mean 'north'?)"
SOUTH = "accepted: north, south, mission (did you mean 'south'?)"
LAST_WAY = "lifecycles.base.transitions[2]"
HELD = in_state("north", "held")

CONTEXT_ONLY = [evolve(STATEMENT, date="2027-02")]

Cases = list[tuple[dict[str, Any], str | list[str]]]


def _with_guard(guard: Condition) -> dict[str, Any]:
    return {"lifecycles": [BASE, evolve(MISSION, transitions=[Transition("active", "ended", "end", guard)])]}


def _with_transitions(*transitions: Transition) -> dict[str, Any]:
    known = [Transition("held", "moving", "begin"), Transition("moving", "handed_over", "complete")]
    return {"lifecycles": [evolve(BASE, transitions=[*known, *transitions]), MISSION]}


def _with_entity(entity: Entity) -> dict[str, Any]:
    return {"entities": [*PARTS["entities"], entity]}


def _with_event(**changes: Any) -> dict[str, Any]:
    return {
        "events": [
            *PARTS["events"],
            Event(**{"entity": "south", "trigger": "complete", "date": "2026-05-01"} | changes),
        ]
    }


def _with_context(**changes: Any) -> dict[str, Any]:
    return {"events": [*PARTS["events"], Event(**{"id": "note", "date": "2026-02", "text": "Seen."} | changes)]}


def _with_deadline(**changes: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {"id": "goal", "condition": HELD, "due": "2026-09"}
    return {"deadlines": [Deadline(**parts | changes)]}


def test_the_small_scenario_holds_together() -> None:
    """
    Everything that the tests below break is whole at first.
    """
    assert small().name == "small"


DAYS: Cases = [
    (
        {"start": "2027-01-01", "events": CONTEXT_ONLY},
        "horizon: 2026-12-31 lies before the start; accepted: 2027-01-01 or later",
    ),
    (
        {"known_until": "2027-01-01"},
        "known_until: 2027-01-01 lies outside the scenario; accepted: 2026-01-01 to 2026-12-31",
    ),
    (
        {"known_until": "2025-12-31"},
        "known_until: 2025-12-31 lies outside the scenario; accepted: 2026-01-01 to 2026-12-31",
    ),
    (
        {"start": None, "known_until": "2027"},
        "known_until: 2027-12-31 lies outside the scenario; accepted: its first day to 2026-12-31",
    ),
    (
        {"start": "2027-01-01", "events": CONTEXT_ONLY, "known_until": "2030"},
        "horizon: 2026-12-31 lies before the start; accepted: 2027-01-01 or later",
    ),
    ({"approximate_days": -1}, "approximate_days: -1 days is no widening; accepted: 0 to 36,525 days"),
    ({"uncertain_days": 36_526}, "uncertain_days: 36526 days is no widening; accepted: 0 to 36,525 days"),
    (
        {"start": "2027-01-01", "events": CONTEXT_ONLY, "approximate_days": 36_526, "uncertain_days": -5},
        [
            "horizon: 2026-12-31 lies before the start; accepted: 2027-01-01 or later",
            "approximate_days: 36526 days is no widening; accepted: 0 to 36,525 days",
            "uncertain_days: -5 days is no widening; accepted: 0 to 36,525 days",
        ],
    ),
    (
        {"start": "2026-01-11"},
        "events[0].date: 2026-01-10 lies before the scenario starts; accepted: 2026-01-11 or later",
    ),
]

NAMES: Cases = [
    (
        {"parties": [*PARTS["parties"], Party("army")]},
        "parties.army: 'army' is there already; accepted: a different id for each",
    ),
    (
        {"parties": [*PARTS["parties"], Party("the army")]},
        f"parties.the army: 'the army' is not a usable name; {A_NAME}",
    ),
    (
        {"lifecycles": [BASE, MISSION, MISSION]},
        "lifecycles.mission: 'mission' is there already; accepted: a different id for each",
    ),
    (
        _with_entity(Entity("north", "base")),
        "entities.north: 'north' is there already; accepted: a different id for each",
    ),
    (_with_entity(Entity("-x", "base")), f"entities.-x: '-x' is not a usable name; {A_NAME}"),
    (_with_entity(Entity("x" * 101, "base")), f"entities.{'x' * 57}...: '{'x' * 57}... is not a usable name; {A_NAME}"),
    (_with_deadline(id="a.b"), f"deadlines.a.b: 'a.b' is not a usable name; {A_NAME}"),
    (_with_event(id="north.begin"), "events[5].id: 'north.begin' is there already; accepted: a different id for each"),
    (_with_event(id="a b"), f"events[5].id: 'a b' is not a usable name; {AN_EVENT_NAME}"),
    (_with_event(id=""), f"events[5].id: '' is not a usable name; {AN_EVENT_NAME}"),
    (
        _with_context(id="north.begin"),
        "events[5].id: 'north.begin' is there already; accepted: a different id for each",
    ),
]

PARTIES: Cases = [
    (
        {"parties": [*PARTS["parties"], Party("nato", leader="amry")]},
        "parties.nato.leader: there is no party 'amry'; accepted: army, nato, paper (did you mean 'army'?)",
    ),
    (
        {"parties": [*PARTS["parties"], Party("nato", members=("army", "navy"))]},
        "parties.nato.members[1]: there is no party 'navy'; accepted: army, nato, paper",
    ),
]

LIFECYCLES: Cases = [
    (
        {"lifecycles": [BASE, MISSION, Lifecycle("empty", [], "on")]},
        [
            "lifecycles.empty.states: there are none; accepted: one or more names",
            "lifecycles.empty.initial: there is no state 'on'; accepted: none",
        ],
    ),
    (
        {"lifecycles": [BASE, MISSION, Lifecycle("light", ["on", "on", "o n"], "on")]},
        [
            "lifecycles.light.states[1]: 'on' is there already; accepted: a different id for each",
            f"lifecycles.light.states[2]: 'o n' is not a usable name; {A_NAME}",
        ],
    ),
    (
        {"lifecycles": [BASE, MISSION, Lifecycle("light", ["on", "off"], "of")]},
        ["lifecycles.light.initial: there is no state 'of'; accepted: on, off (did you mean 'off'?)"],
    ),
    (
        _with_transitions(Transition("hold", "lost", "lose")),
        [
            (
                "lifecycles.base.transitions[2].from: there is no state 'hold'; accepted: held, moving, handed_over "
                "(did you mean 'held'?)"
            ),
            "lifecycles.base.transitions[2].to: there is no state 'lost'; accepted: held, moving, handed_over",
        ],
    ),
    (
        _with_transitions(Transition([], "held", "lose")),
        ["lifecycles.base.transitions[2].from: there is no state; accepted: held, moving, handed_over"],
    ),
    (
        _with_transitions(Transition("handed_over", "held")),
        [f"{LAST_WAY}: it has neither a trigger nor a condition; accepted: 'trigger', 'when' or both"],
    ),
    (
        _with_transitions(Transition("handed_over", "held", "take back")),
        [f"lifecycles.base.transitions[2].trigger: 'take back' is not a usable name; {A_NAME}"],
    ),
    (
        _with_transitions(Transition("held", "handed_over", "begin", in_state("mission", "ended"))),
        [
            (
                "lifecycles.base.transitions[2]: it can never fire: an earlier one without a condition always does; "
                "accepted: a 'when' there"
            )
        ],
    ),
    (
        _with_transitions(Transition("handed_over", "held", when=HELD), Transition("held", "handed_over", when=HELD)),
        [
            (
                "lifecycles.base.transitions: automatic transitions run in a circle: "
                "handed_over -> held -> handed_over; "
                "accepted: a 'trigger' on one of them"
            )
        ],
    ),
    (
        _with_transitions(Transition("held", "held", when=HELD)),
        [
            (
                "lifecycles.base.transitions: automatic transitions run in a circle: held -> held; "
                "accepted: a 'trigger' on one of them"
            )
        ],
    ),
]

ENTITIES: Cases = [
    (
        _with_entity(Entity("x", "bass")),
        "entities.x.lifecycle: there is no lifecycle 'bass'; accepted: base, mission (did you mean 'base'?)",
    ),
    (
        _with_entity(Entity("x", "base", part_of="nort")),
        "entities.x.part_of: there is no entity 'nort'; accepted: north, south, mission, x (did you mean 'north'?)",
    ),
    (
        _with_entity(Entity("x", "base", part_of="x")),
        "entities.x.part_of: entities are parts of each other: x -> x; accepted: a whole that is no part of its parts",
    ),
    (
        _with_entity(Entity("x", "base", initial="ended")),
        "entities.x.initial: there is no state 'ended'; accepted: held, moving, handed_over",
    ),
    (
        _with_entity(Base("x", "base", holder="navy")),
        "entities.x.holder: there is no party 'navy'; accepted: army, paper",
    ),
    (
        _with_entity(Base("x", "base", iso3166_2="Anbar")),
        "entities.x.iso3166_2: 'Anbar' is not an ISO 3166-2 code; accepted: a code such as IQ-AN",
    ),
    (
        _with_entity(Base("x", "base", coordinates=Coordinates(90.5, 0))),
        "entities.x.coordinates.latitude: 90.5 is not a latitude; accepted: -90 to 90 degrees",
    ),
    (
        _with_entity(Base("x", "base", coordinates=Coordinates(0, -181))),
        "entities.x.coordinates.longitude: -181.0 is not a longitude; accepted: -180 to 180 degrees",
    ),
    (
        _with_entity(Mission("x", "mission", parties=("army", "navy"))),
        "entities.x.parties[1]: there is no party 'navy'; accepted: army, paper",
    ),
]

EVENTS: Cases = [
    (_with_event(entity="suth"), f"events[5].entity: there is no entity 'suth'; {SOUTH}"),
    (
        _with_event(trigger="compete"),
        (
            "events[5].trigger: there is no trigger 'compete' for a base; "
            "accepted: begin, complete (did you mean 'complete'?)"
        ),
    ),
    (
        _with_event(after=[Link("south.begun", "carry")]),
        (
            "events[5].after[0].event: there is no event 'south.begun'; accepted: mission.end, north.begin, "
            "north.complete, south.begin, south.complete, statement (did you mean 'south.begin' or 'north.begin'?)"
        ),
    ),
    (
        _with_event(after=[Link("north.begin", "carry", 5)]),
        "events[5].after[0].lag: a carry has no lag, but 5 is given; accepted: a lag on floors only",
    ),
    (
        _with_event(after=[Link("north.begin", "floor", -5)]),
        "events[5].after[0].lag: -5 days is no lag; accepted: 0 to 36,525 days",
    ),
    (
        _with_event(after=[Link("north.begin", "floor", 36_526)]),
        "events[5].after[0].lag: 36526 days is no lag; accepted: 0 to 36,525 days",
    ),
    (
        _with_event(after=[Link("south.complete", "floor", 5)]),
        "events[5].after[0].event: 'south.complete' depends on itself; accepted: another event",
    ),
    (_with_event(denied_by="navy"), "events[5].denied_by: there is no party 'navy'; accepted: army, paper"),
    (_with_event(claims=[Claim(by="navy")]), "events[5].claims[0].by: there is no party 'navy'; accepted: army, paper"),
    (
        _with_event(claims=[Claim("army", outlet="papers")]),
        "events[5].claims[0].outlet: there is no party 'papers'; accepted: army, paper (did you mean 'paper'?)",
    ),
    (
        _with_event(claims=[Claim("army"), Claim()]),
        "events[5].claims[1]: it does not say who says so; accepted: 'by', 'outlet' or both",
    ),
    (
        _with_event(measures=[Measure("troops", 1, entity="nort")]),
        f"events[5].measures[0].entity: there is no entity 'nort'; {NORTH}",
    ),
    (
        _with_event(measures=[Measure("troops")]),
        "events[5].measures[0]: it has no value; accepted: 'low', 'high' or both",
    ),
    (
        _with_event(measures=[Measure("troops", 4.5, 4.25)]),
        "events[5].measures[0].low: 4.5 is above high; accepted: 4.25 or less",
    ),
    (
        _with_event(measures=[Measure("troops", 5, 4)]),
        "events[5].measures[0].low: 5 is above high; accepted: 4 or less",
    ),
]

CONTEXT: Cases = [
    (_with_context(about=("north", "nort")), f"events[5].about[1]: there is no entity 'nort'; {NORTH}"),
    (
        _with_context(measures=[Measure("troops", 5)]),
        "events[5].measures[0]: it does not say on which entity; accepted: an 'entity' in it",
    ),
    (
        _with_context(measures=[Measure("troops", entity="north")]),
        "events[5].measures[0]: it has no value; accepted: 'low', 'high' or both",
    ),
    (_with_context(claims=[Claim("navy")]), "events[5].claims[0].by: there is no party 'navy'; accepted: army, paper"),
]

A_NUMBER = "accepted: a number that says something"
HAPPENINGS = "accepted: mission.end, north.begin, north.complete, south.begin, statement"
DEADLINES: Cases = [
    (
        _with_deadline(set_by="statment"),
        f"deadlines.goal.set_by: there is no event 'statment'; {HAPPENINGS} (did you mean 'statement'?)",
    ),
    (_with_deadline(since="x"), f"deadlines.goal.since: there is no event 'x'; {HAPPENINGS}"),
    (
        _with_deadline(revisions=[Revision("north.begin"), Revision("x", "2026")]),
        f"deadlines.goal.revisions[1].by: there is no event 'x'; {HAPPENINGS}",
    ),
    (
        _with_deadline(due="+135d"),
        "deadlines.goal.due: +135d after what?; accepted: a 'since' or 'set_by' that it counts from",
    ),
    (
        _with_deadline(revisions=[Revision("north.begin", Offset.parse("1m"))]),
        "deadlines.goal.revisions[0].due: 1m after what?; accepted: a 'since' or 'set_by' that it counts from",
    ),
    (
        _with_deadline(due="36526d", set_by="statement"),
        "deadlines.goal.due: 36526d is too long; accepted: up to 36,525 days",
    ),
    (
        _with_deadline(due="-5218w", since="north.begin"),
        "deadlines.goal.due: -5218w is too long; accepted: up to 36,525 days",
    ),
    (
        _with_deadline(
            set_by="statement", revisions=[Revision("north.begin", "1179m"), Revision("south.begin", "-99y")]
        ),
        [
            "deadlines.goal.revisions[0].due: 1179m is too long; accepted: up to 36,525 days",
            "deadlines.goal.revisions[1].due: -99y is too long; accepted: up to 36,525 days",
        ],
    ),
    (
        _with_deadline(due="36526d"),
        "deadlines.goal.due: 36526d after what?; accepted: a 'since' or 'set_by' that it counts from",
    ),
    (
        _with_deadline(condition=in_state(["north", "south"], "held", at_most=2)),
        f"deadlines.goal.when.at_most: it holds whatever they do; {A_NUMBER}",
    ),
    (_with_deadline(due="2026-09/.."), "deadlines.goal.due: 2026-09/.. has no last day; accepted: a date with an end"),
    (
        _with_deadline(claims=[Claim("navy")]),
        "deadlines.goal.claims[0].by: there is no party 'navy'; accepted: army, paper",
    ),
    (
        _with_deadline(condition=in_state("nort", "held")),
        f"deadlines.goal.when.entity: there is no entity 'nort'; {NORTH}",
    ),
    (
        _with_deadline(only_if=in_state("north", "hold")),
        (
            "deadlines.goal.only_if.in: there is no state 'hold'; "
            "accepted: held, moving, handed_over (did you mean 'held'?)"
        ),
    ),
    (
        _with_deadline(condition=Measured(Select(ids="north"), "personel", at_most=5)),
        "deadlines.goal.when.measure: there is no measure 'personel'; accepted: personnel (did you mean 'personnel'?)",
    ),
    (
        _with_deadline(condition=Measured(Select(ids="north"), "personnel")),
        "deadlines.goal.when: it sets no limit; accepted: 'at_least', 'at_most' or both",
    ),
]

STATES = "accepted: states; measures inform deadlines only"
WHEN = "lifecycles.mission.transitions[0].when"
CONDITIONS: list[tuple[Any, str | list[str]]] = [
    (in_state(Select(), "held"), ": it does not say which entities; accepted: 'entity', 'lifecycle', 'tag' or 'site'"),
    (in_state(["north", "nort"], "held"), f".entity: there is no entity 'nort'; {NORTH}"),
    (
        in_state(Select(lifecycle="bass"), "held"),
        ".lifecycle: there is no lifecycle 'bass'; accepted: base, mission (did you mean 'base'?)",
    ),
    (
        in_state(Select(tags="federl"), "held"),
        ".tag: there is no tag 'federl'; accepted: federal (did you mean 'federal'?)",
    ),
    (in_state(Select(site="hil"), "held"), ".site: there is no site 'hil'; accepted: hill (did you mean 'hill'?)"),
    (
        in_state(Select(lifecycle="mission", tags="federal"), "held"),
        ": no entity is meant by \"every mission tagged 'federal'\"; accepted: a selection of one or more",
    ),
    (in_state("north", "ended"), ".in: there is no state 'ended'; accepted: held, moving, handed_over"),
    (in_state("north", []), ".in: there is no state; accepted: held, moving, handed_over"),
    (in_state(["north", "mission"], "ended"), ".in: a base is never ended; accepted: held, moving, handed_over"),
    (in_state(["north", "south"], "held", at_least=3), ".at_least: 3 of 2 entities; accepted: 0 to 2"),
    (in_state(["north", "south"], "held", at_most=-1), ".at_most: -1 of 2 entities; accepted: 0 to 2"),
    (in_state(["north", "south"], "held", at_least=2, at_most=1), ".at_least: 2 is above at_most; accepted: 0 to 1"),
    (in_state(["north", "south"], "held", at_least=0), f".at_least: it holds whatever they do; {A_NUMBER}"),
    (in_state(["north", "south"], "held", at_most=2), f".at_most: it holds whatever they do; {A_NUMBER}"),
    (
        in_state(["north", "south"], "held", at_least=0, at_most=2),
        f".at_least: it holds whatever they do; {A_NUMBER}",
    ),
    (
        HELD | in_state(Select(lifecycle="base"), "held", at_most=2),
        f".any[1].at_most: it holds whatever they do; {A_NUMBER}",
    ),
    (Measured(Select(ids="north"), "personnel", at_most=5), f".measure: a guard can't depend on 'personnel'; {STATES}"),
    (Measured(Select(ids="north"), "personel"), f".measure: a guard can't depend on 'personel'; {STATES}"),
    (AllOf([]), ".all: there is no condition in it; accepted: one or more conditions"),
    (AnyOf([]), ".any: there is no condition in it; accepted: one or more conditions"),
    (AtMost(0, []), ".of: there is no condition in it; accepted: one or more conditions"),
    (AtLeast(0, [HELD]), ".at_least: 0 of 1 conditions can always or never hold; accepted: 1 to 1"),
    (AtLeast(2, [HELD]), ".at_least: 2 of 1 conditions can always or never hold; accepted: 1 to 1"),
    (AtMost(1, [HELD]), ".at_most: 1 of 1 conditions can always or never hold; accepted: 0 to 0"),
    (AtMost(-1, [HELD]), ".at_most: -1 of 1 conditions can always or never hold; accepted: 0 to 0"),
    (
        HELD & (in_state("north", "x") | ~in_state("south", "y")),
        [
            ".all[1].any[0].in: there is no state 'x'; accepted: held, moving, handed_over",
            ".all[1].any[1].not.in: there is no state 'y'; accepted: held, moving, handed_over",
        ],
    ),
    (
        AtLeast(1, [HELD, in_state("north", "x")]),
        ".of[1].in: there is no state 'x'; accepted: held, moving, handed_over",
    ),
]


@pytest.mark.parametrize(
    ("changes", "messages"), DAYS + NAMES + PARTIES + LIFECYCLES + ENTITIES + EVENTS + CONTEXT + DEADLINES
)
def test_every_fault_says_where_what_and_what_instead(changes: dict[str, Any], messages: str | list[str]) -> None:
    """
    One thing wrong gives one message, with its place, the offending value and what would be accepted.
    """
    assert messages_of(**changes) == ([messages] if isinstance(messages, str) else messages)


@pytest.mark.parametrize(("guard", "messages"), CONDITIONS)
def test_every_fault_of_a_condition_says_where_in_it(guard: Condition, messages: str | list[str]) -> None:
    """
    The path leads into nested conditions, by the keys that a file has.
    """
    expected = [messages] if isinstance(messages, str) else messages

    assert messages_of(**_with_guard(guard)) == [f"{WHEN}{message}" for message in expected]


def test_a_qualifier_may_reach_into_the_scenario() -> None:
    """
    An event about the fifth may have been on the tenth, if a qualifier is said to widen a date by as much.
    """
    events = [evolve(NORTH_BEGINS, date="2026-01-05~"), STATEMENT]

    assert small(start="2026-01-10", approximate_days=30, events=events)
    assert messages_of(start="2026-01-10", approximate_days=4, events=events) == [
        "events[0].date: 2026-01-05~ lies before the scenario starts; accepted: 2026-01-10 or later"
    ]


def test_limits_that_cross_are_refused() -> None:
    """
    Nothing is at least 500 and at most 100.
    """
    deadline = _with_deadline(condition=Measured(Select(ids="north"), "personnel", 500, 100))

    assert messages_of(**deadline) == ["deadlines.goal.when.at_least: 500 is above at_most; accepted: up to 100"]


def test_a_circle_of_events_is_shown() -> None:
    """
    Events that depend on each other, or one on itself, can't be put in an order; each is told once.
    """
    first = evolve(NORTH_BEGINS, after=[Link("south.begin", "floor")])
    second = evolve(SOUTH_BEGINS, after=[Link("north.begin", "carry")])

    [fault] = faults_of(events=[first, NORTH_COMPLETES, second, MISSION_ENDS, STATEMENT])
    assert fault.path in {("events", 0, "after"), ("events", 2, "after")}
    assert fault.problem in {
        "events depend on each other: north.begin after south.begin after north.begin",
        "events depend on each other: south.begin after north.begin after south.begin",
    }
    assert fault.accepted == "accepted: dependencies without a circle"

    alone = evolve(NORTH_BEGINS, after=[Link("north.begin", "floor", 1)])
    assert messages_of(events=[alone, NORTH_COMPLETES, STATEMENT]) == [
        "events[0].after[0].event: 'north.begin' depends on itself; accepted: another event"
    ]


def test_a_circle_of_wholes_is_shown() -> None:
    """
    Two entities can't be parts of each other.
    """
    one, other = Entity("one", "base", part_of="other"), Entity("other", "base", part_of="one")

    [fault] = faults_of(entities=[*PARTS["entities"], one, other])
    assert fault.where in {"entities.one.part_of", "entities.other.part_of"}
    assert fault.problem.startswith("entities are parts of each other: o")


def test_a_misnamed_event_is_not_reported_again_where_others_refer_to_it() -> None:
    """
    An event is named after its entity and trigger; where one of them is wrong, only that is reported.
    """
    events = [
        evolve(NORTH_BEGINS, fires="north.begn", id="north.begn"),
        evolve(NORTH_COMPLETES, after=[Link("north.begin", "floor"), Link("north.begn", "floor")]),
    ]

    assert messages_of(events=events, deadlines=[Deadline("goal", HELD, "2026-09", set_by="north.begin")]) == [
        "events[0].trigger: there is no trigger 'begn' for a base; accepted: begin, complete (did you mean 'begin'?)"
    ]


def test_an_unknown_lifecycle_is_not_reported_again_for_what_follows_it() -> None:
    """
    Nothing can be said about the states and triggers of an entity whose lifecycle is not there.
    """
    bases = [Base("north", "bass", tags="federal", site="hill"), Base("south", "base")]
    guard = in_state(["north", "south"], "hold")

    assert messages_of(entities=[*bases, PARTS["entities"][2]], **_with_guard(guard)) == [
        "entities.north.lifecycle: there is no lifecycle 'bass'; accepted: base, mission (did you mean 'base'?)"
    ]


def test_a_transition_with_a_condition_may_come_before_one_without() -> None:
    """
    Only an earlier transition without a condition makes a later one dead, and only from all of its states.
    """
    guarded = Transition("handed_over", "held", "retake", in_state("mission", "ended"))
    plain = Transition("handed_over", "moving", "retake")
    wider = Transition(["held", "handed_over"], "moving", "retake")

    assert small(**_with_transitions(guarded, plain, wider)).lifecycles[0].triggers == ("begin", "complete", "retake")


def test_all_faults_come_at_once() -> None:
    """
    Faults in all parts are found together, in the order of the parts.
    """
    faults = faults_of(
        known_until="2030",
        parties=[*PARTS["parties"], Party("x", leader="y")],
        lifecycles=[BASE, evolve(MISSION, initial="activ")],
        entities=[*PARTS["entities"], Entity("x", "bass")],
        **_with_event(trigger="stop", about="nowhere"),
        **_with_deadline(due="2026/.."),
    )

    assert [fault.path[0] for fault in faults] == [
        "known_until",
        "parties",
        "lifecycles",
        "entities",
        "events",
        "events",
        "deadlines",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parties": ["army"]}, "parties[0]: 'army' is not a value of class Party; accepted: Party values"),
        (
            {"lifecycles": [BASE, None]},
            "lifecycles[1]: None is not a value of class Lifecycle; accepted: Lifecycle values",
        ),
        (
            {"entities": [BASE]},
            f"entities[0]: {repr(BASE)[:57]}... is not a value of class Entity; accepted: Entity values",
        ),
        ({"events": [5]}, "events[0]: 5 is not a value of class Event; accepted: Event values"),
        ({"deadlines": ["x"]}, "deadlines[0]: 'x' is not a value of class Deadline; accepted: Deadline values"),
    ],
)
def test_parts_of_a_wrong_type_are_reported_alone(changes: dict[str, Any], message: str) -> None:
    """
    Where something is no part at all, nothing else can be told.
    """
    assert messages_of(**changes, known_until="2030") == [message]


@pytest.mark.parametrize(
    ("limit", "most", "message"),
    [
        ("MOST_ENTITIES", 2, "entities: there are 3 of them; accepted: at most 2"),
        ("MOST_EVENTS", 4, "events: there are 5 of them; accepted: at most 4"),
        ("MOST_STATES", 2, "lifecycles.base.states: there are 3; accepted: at most 2"),
        ("MOST_TRANSITIONS", 1, "lifecycles.base.transitions: there are 2; accepted: at most 1"),
    ],
)
def test_there_are_limits(monkeypatch: pytest.MonkeyPatch, limit: str, most: int, message: str) -> None:
    """
    A scenario beyond a limit is refused before anything long is done with it.
    """
    monkeypatch.setattr(checks, limit, most)

    assert messages_of(known_until="2030") == [message]


def test_the_limits_are_what_the_documentation_says() -> None:
    """
    20,000 entities, 2,000,000 events, 1,000 states, 10,000 transitions, 36,525 days, conditions 20 levels deep.
    """
    limits = (checks.MOST_ENTITIES, checks.MOST_EVENTS, checks.MOST_STATES, checks.MOST_TRANSITIONS)

    assert limits == (20_000, 2_000_000, 1_000, 10_000)
    assert common.MOST_DAYS == 36_525
    assert condition_checks.DEEPEST_CONDITION == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"approximate_days": 0, "uncertain_days": 36_525},
        {"approximate_days": 36_525, "uncertain_days": 0},
        _with_event(after=[Link("north.begin", "floor", 36_525)]),
        _with_event(after=[Link("north.begin", "floor", 0), Link("north.complete", "carry")]),
        _with_deadline(due="36525d", set_by="statement"),
        _with_deadline(due="-36525d", since="statement"),
        _with_deadline(due="1178m", set_by="statement", revisions=[Revision("north.begin", "-98y")]),
    ],
)
def test_as_many_days_as_allowed_are_accepted(changes: dict[str, Any]) -> None:
    """
    A widening, a lag and an offset may be a century long, and no day longer; a month counts as 31 days.
    """
    assert small(**changes).name == "small"


@pytest.mark.parametrize("counts", [{"at_least": 1}, {"at_most": 1}, {"at_least": 0, "at_most": 1}, {"at_least": 2}])
def test_a_count_that_can_fail_is_accepted(counts: dict[str, int]) -> None:
    """
    Only a count that holds whatever happens says nothing.
    """
    assert small(**_with_guard(in_state(["north", "south"], "held", **counts))).name == "small"


def test_conditions_stand_twenty_levels_deep_at_most() -> None:
    """
    The leaf may be the twentieth level, not the twenty-first.
    """
    guard: Condition = in_state("north", "handed_over")
    for _ in range(19):
        guard = Not(guard)

    assert small(**_with_guard(guard))
    assert messages_of(**_with_guard(Not(guard))) == [
        f"{WHEN}{'.not' * 20}: conditions stand too deep in each other; accepted: 20 levels"
    ]


def test_a_scenario_error_is_also_a_value_error() -> None:
    """
    Who knows nothing of this package can catch it.
    """
    with pytest.raises(ValueError, match="lies before") as caught:
        Scenario(**PARTS | {"horizon": "2025"})
    assert isinstance(caught.value, ScenarioError)


def test_a_circle_of_lags_is_no_matter_of_the_calendar() -> None:
    """
    Events that depend on each other are told that, and not that they leave the years.
    """
    events = [
        Event("north", "begin", "9999-01-10", after=[Link("north.complete", "floor", 30_000)]),
        Event("north", "complete", "9999-01-10", after=[Link("north.begin", "floor", 30_000)]),
    ]

    (message,) = messages_of(start="9990", horizon="9999-12-31", events=events, deadlines=[])

    assert message.startswith("events[0].after: events depend on each other: ")


def test_a_condition_of_another_kind_is_refused() -> None:
    """
    What is asked has to be one of the conditions that there are, since files and checks know no others.
    """

    class Odd(Condition):
        """
        Holds whenever another one does.
        """

        def verdict(self, scope: Scope) -> bool | None:
            return HELD.verdict(scope)

        def blockers(self, scope: Scope, *, required: bool = True) -> tuple[Blocker, ...]:
            return HELD.blockers(scope, required=required)

        def leaves(self) -> Iterator[Leaf]:
            return HELD.leaves()

    (message,) = messages_of(deadlines=[Deadline("leave", Odd(), "2026-09")])

    assert message.endswith("is not a condition; accepted: in_state(...) and what combines them")
