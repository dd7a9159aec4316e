"""
Strategies for ``hypothesis``: whole scenarios, their parts, edits and what-ifs of a scenario, and a state machine
that drives a live simulation.

The one module that imports ``hypothesis``; not imported by the package itself. Everything that is drawn holds
together, so that a property is tried on scenarios, not on faults; small values come first, so that a failing
example shrinks to something a person can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count

import hypothesis.strategies as st
from attrs import evolve
from hypothesis import note, reject
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from missionsim.conditions import AllOf, AnyOf, AtLeast, AtMost, Condition, Not, Select, in_state
from missionsim.dates import ImpreciseDate, add_days
from missionsim.edits import (
    According,
    Advance,
    Delay,
    Drop,
    Edit,
    Events,
    Initial,
    Insert,
    Move,
    Redate,
    Replace,
    Revise,
    Rewire,
    Swap,
    Target,
)
from missionsim.errors import DateError, EditError
from missionsim.lifecycle import Lifecycle, Transition
from missionsim.machines import Simulation
from missionsim.model import Base, Claim, Deadline, Entity, Event, Link, Measure, Mission, Party, Record, Stance
from missionsim.scenario import Scenario

FIRST_DAY = date(2026, 1, 1)
HORIZON = date(2026, 12, 31)
STATES = ("held", "moving", "handed_over", "lost")
TRIGGERS = ("begin", "complete", "retake")
TAGS = ("north", "south")
MOST_TRIES = 4
STANCES: tuple[Stance, ...] = ("asserts", "confirms", "disputes", "no_comment")


@cache
def days(first: date = FIRST_DAY, last: date = FIRST_DAY + timedelta(days=20)) -> st.SearchStrategy[date]:
    """
    Days from *first* to *last*, both inclusive.
    """
    return st.dates(first, last)


@st.composite
def imprecise_dates(draw: st.DrawFn, *, first: date = date(1, 2, 1), last: date = date(9998, 12, 31)) -> ImpreciseDate:
    """
    Imprecise dates of every form, whose known days lie about *first* to *last*: digits left open may go beyond.
    """
    instant = _instants(first, last)
    form = draw(st.sampled_from(("{}", "[..{}]", "[{}..]", "{}/..", "../{}", "{}/", "/{}", "[{}..{}]", "{}/{}")))
    if form.count("{}") == 1:
        return ImpreciseDate.parse(form.format(draw(instant)))
    ends = sorted(ImpreciseDate.parse(draw(instant)).sort_key for _ in range(2))
    return ImpreciseDate.parse(form.format(ends[0][2], ends[1][2]))


@cache
@st.composite
def _instants(draw: st.DrawFn, first: date, last: date) -> str:
    day = draw(st.dates(first, last))
    year = f"{day.year:04d}"
    form = draw(
        st.sampled_from(
            (
                day.isoformat(),
                f"{year}-{day.month:02d}",
                year,
                f"{year}-{draw(st.integers(21, 41))}",
                f"{year}-{'1X' if day.month > 9 else '0X'}",  # noqa: PLR2004  October has two digits
                f"{year}-XX",
                f"{year}-{day.month:02d}-XX",
                f"{year}-{day.month:02d}-0X",
                f"{max(day.year, 10):04d}"[:3] + "X",
                f"{max(day.year, 100):04d}"[:2] + "XX",
            )
        )
    )
    return form + draw(st.sampled_from(("", "", "~", "?", "%")))


@st.composite
def conditions(draw: st.DrawFn, entities: Sequence[Entity], states: Mapping[str, Sequence[str]]) -> Condition:
    """
    Conditions on *entities*.

    Args:
        draw: Given by hypothesis.

        entities: At least one entity.

        states: States of each lifecycle, by id.
    """
    return draw(st.recursive(_leaves(entities, states), _combined, max_leaves=4))


@st.composite
def _leaves(draw: st.DrawFn, entities: Sequence[Entity], states: Mapping[str, Sequence[str]]) -> Condition:
    entity = draw(st.sampled_from(entities))
    selectors = [Select(ids=entity.id), Select(lifecycle=entity.lifecycle)]
    selectors += [Select(lifecycle=entity.lifecycle, tags=tag) for tag in entity.tags]
    selector = draw(st.sampled_from(selectors))
    counted = st.lists(st.sampled_from(states[entity.lifecycle]), min_size=1, max_size=2, unique=True)
    meant = len(selector.among(entities))
    at_least = draw(st.none() | st.integers(1, meant))
    # One of the two has to say something.
    most = meant if at_least else meant - 1
    at_most = draw(st.none() | st.integers(at_least or 0, most))
    return in_state(selector, draw(counted), at_least=at_least, at_most=at_most)


def _combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        several.map(AllOf),
        several.map(AnyOf),
        parts.map(Not),
        several.flatmap(lambda some: st.integers(1, len(some)).map(lambda count: AtLeast(count, some))),
        several.flatmap(lambda some: st.integers(0, len(some) - 1).map(lambda count: AtMost(count, some))),
    )


@st.composite
def scenarios(draw: st.DrawFn, *, most_events: int = 8, guarded: bool = True) -> Scenario:
    """
    Whole scenarios: lifecycles with guards, automatic transitions and cycles; entities of every kind; events that
    wait, depend on each other and are disputed; records, measures and deadlines.

    Args:
        draw: Given by hypothesis.

        most_events: Largest number of events.

        guarded: Whether transitions may have conditions. Without them, no entity depends on another.
    """
    states = {f"kind{n}": STATES[: draw(st.integers(2, 4))] for n in range(draw(st.integers(1, 2)))}
    entities = draw(_entities(tuple(states)))
    lifecycles = [draw(_lifecycles(id_, states, entities, guarded=guarded)) for id_ in states]
    parties = [Party(f"party{n}") for n in range(3)]
    events = draw(_events(entities, lifecycles, most_events))
    records = [
        Record(
            f"record{n}",
            draw(_near()),
            "Somebody said something.",
            about=entities[0].id,
            measures=draw(_measures(entities)),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    happenings = [event.id for event in events] + [record.id for record in records]
    return Scenario(
        name="drawn",
        start=add_days(FIRST_DAY, -1),
        horizon=HORIZON,
        known_until=draw(st.none() | days()),
        approximate_days=draw(st.integers(0, 3)),
        parties=parties,
        lifecycles=lifecycles,
        entities=entities,
        events=events,
        records=records,
        deadlines=[
            draw(_deadlines(f"deadline{n}", entities, states, happenings)) for n in range(draw(st.integers(0, 2)))
        ],
    )


@st.composite
def _entities(draw: st.DrawFn, lifecycles: Sequence[str]) -> list[Entity]:
    entities: list[Entity] = []
    for n in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from((Base, Mission, Entity)))
        lifecycle = draw(st.sampled_from(lifecycles))
        tags = draw(st.lists(st.sampled_from(TAGS), max_size=2, unique=True))
        entities.append(kind(f"entity{n}", lifecycle, tags=tags, site=draw(st.sampled_from((None, "site")))))
    return entities


@st.composite
def _lifecycles(
    draw: st.DrawFn, id_: str, states: Mapping[str, Sequence[str]], entities: Sequence[Entity], *, guarded: bool
) -> Lifecycle:
    own = states[id_]
    condition = conditions(entities, states) if guarded else st.nothing()
    transitions = [Transition(own[0], own[1], TRIGGERS[0])]
    for _ in range(draw(st.integers(0, 4))):
        source, target = draw(st.sampled_from(own)), draw(st.sampled_from(own))
        transitions.append(Transition(source, target, draw(st.sampled_from(TRIGGERS)), draw(st.none() | condition)))
    for _ in range(draw(st.integers(0, 2 * guarded))):
        first = draw(st.integers(0, len(own) - 2))
        # Only ever forward, so that there is no circle.
        transitions.append(
            Transition(own[first], own[draw(st.integers(first + 1, len(own) - 1))], when=draw(condition))
        )
    return Lifecycle(id_, own, own[0], _without_dead_ones(transitions))


def _without_dead_ones(transitions: Sequence[Transition]) -> list[Transition]:
    """
    The transitions that an earlier one without a condition does not always forestall.
    """
    decided: set[tuple[tuple[str, ...], str | None]] = set()
    alive = []
    for transition in transitions:
        key = transition.source, transition.trigger
        if key not in decided:
            alive.append(transition)
        if transition.when is None:
            decided.add(key)
    return alive


@cache
def _near() -> st.SearchStrategy[ImpreciseDate]:
    """
    Dates close to each other, mostly days, so that events meet.
    """
    precise = days().map(ImpreciseDate.of)
    spans = st.tuples(days(), days()).map(sorted).map(lambda ends: ImpreciseDate.parse(f"[{ends[0]}..{ends[1]}]"))
    vague = st.sampled_from(("2026-01", "2026-01-1X", "[..2026-01-15]", "[2026-01-15..]", "2026-01-10~")).map(
        ImpreciseDate.of
    )
    return st.one_of(precise, precise, precise, spans, vague)


@st.composite
def _events(draw: st.DrawFn, entities: Sequence[Entity], lifecycles: Sequence[Lifecycle], most: int) -> list[Event]:
    triggers = {lifecycle.id: lifecycle.triggers for lifecycle in lifecycles}
    events: list[Event] = []
    for n in range(draw(st.integers(0, most))):
        entity = draw(st.sampled_from(entities))
        links = [
            draw(st.sampled_from((Link(earlier.id, "carry"), Link(earlier.id, "floor"), Link(earlier.id, "floor", 3))))
            for earlier in draw(st.lists(st.sampled_from(events), max_size=1) if events else st.just([]))
        ]
        events.append(
            Event(
                entity.id,
                draw(st.sampled_from(triggers[entity.lifecycle])),
                draw(_near()),
                f"event{n}",
                claims=draw(st.lists(_claims(), max_size=2)),
                after=links,
                when_enabled=draw(st.booleans()),
                measures=draw(_measures([entity])),
            )
        )
    return events


@cache
@st.composite
def _claims(draw: st.DrawFn) -> Claim:
    return Claim(
        by=f"party{draw(st.integers(0, 2))}",
        stance=draw(st.sampled_from(STANCES)),
        date=draw(st.none() | _near()),
        values=draw(st.dictionaries(st.just("recipient"), st.just("party0"))),
    )


@st.composite
def _measures(draw: st.DrawFn, entities: Sequence[Entity]) -> list[Measure]:
    if not draw(st.booleans()):
        return []
    low, high = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
    return [Measure("personnel", low, high, draw(st.sampled_from(entities)).id)]


@st.composite
def _deadlines(
    draw: st.DrawFn,
    id_: str,
    entities: Sequence[Entity],
    states: Mapping[str, Sequence[str]],
    happenings: Sequence[str],
) -> Deadline:
    set_by = draw(st.none() | st.sampled_from(happenings)) if happenings else None
    absolute = _near().filter(lambda when: when.latest is not None)
    relative = st.sampled_from(("+0d", "+10d", "+1m")) if set_by else st.nothing()
    condition = conditions(entities, states)
    return Deadline(id_, draw(condition), draw(absolute | relative), set_by=set_by, only_if=draw(st.none() | condition))


def edits(scenario: Scenario, *, rules: bool = False) -> st.SearchStrategy[Edit]:
    """
    One small edit of *scenario*: events come a few days later or earlier, fall on a near day, are dropped, inserted,
    swapped or replaced, are believed to have happened on another date, or stand as one party tells them.

    It names what is there, but may lead to what does not hold together, such as a circle; see :func:`what_ifs`.

    Args:
        scenario: What it departs from.

        rules: Whether it may also change the rules: revise a deadline, let an entity start in another state, replace
            or remove the condition of transitions.
    """
    kinds: list[st.SearchStrategy[Edit]] = []
    if scenario.events:
        kinds += [_shifts(scenario, Delay), _shifts(scenario, Advance), _moves(scenario), _drops(scenario)]
    if _triggers(scenario):
        kinds += [_inserts(scenario)]
    if scenario.events:
        kinds += [_swaps(scenario), _redates(scenario), _replaces(scenario)]
    if scenario.speakers:
        kinds += [_accordings(scenario)]
    if rules:
        kinds += [_revises(scenario)] if scenario.deadlines else []
        kinds += [_initials(scenario), _rewires(scenario)]
    return st.one_of(kinds)


def what_ifs(scenario: Scenario, *, most_edits: int = 3, rules: bool = False) -> st.SearchStrategy[Scenario]:
    """
    What-ifs of *scenario* that hold together; it is their ``parent``.

    Unless the rules may change, they touch nothing on its first day: ``first_touched_day`` is later.

    Args:
        scenario: What they depart from; something can happen in it.

        most_edits: Largest number of edits; the smallest is one.

        rules: Whether edits may change the rules; see :func:`edits`.
    """

    # Without arguments: hypothesis prints those of a strategy that gives up, and a scenario is long.
    @st.composite
    def what_ifs_of_it(draw: st.DrawFn) -> Scenario:
        edited = scenario
        for _ in range(draw(st.integers(1, most_edits))):
            edited = _one_edit_on(draw, scenario, edited, rules=rules)
        note(f"What if: {'; '.join(map(str, edited.edits))}.")
        return edited

    return what_ifs_of_it()


def _one_edit_on(draw: st.DrawFn, scenario: Scenario, edited: Scenario, *, rules: bool) -> Scenario:
    """
    The what-if with one edit more than *edited* has.
    """
    chosen = edited.edits[len(scenario.edits) :]
    tried = (_tried(scenario, (*chosen, draw(edits(edited, rules=rules)))) for _ in range(MOST_TRIES))
    fitting = (each for each in tried if each and (rules or each.first_touched_day > scenario.first_day))
    return next(fitting, None) or reject()


def _tried(scenario: Scenario, chosen: Iterable[Edit]) -> Scenario | None:
    """
    The what-if, if it holds together.
    """
    try:
        return scenario.what_if(*chosen)
    except (EditError, DateError):
        return None


def _triggers(scenario: Scenario) -> list[tuple[str, str]]:
    """
    Every entity with every trigger of its lifecycle.
    """
    return [(entity.id, name) for entity in scenario.entities for name in scenario.lifecycle_of(entity.id).triggers]


@st.composite
def _dates_about(draw: st.DrawFn, scenario: Scenario, event: Event | None) -> ImpreciseDate:
    """
    Dates within ten days of an event, or of the scenario's first day; most are known to the day.
    """
    first = add_days(scenario.first_day, 1)
    day = max(first, scenario.widening.day(event.date, "latest")) if event is not None else first
    near = st.integers(max(-10, (first - day).days), 10).map(lambda by: add_days(day, by))
    ends = sorted(draw(st.tuples(near, near)) if draw(st.sampled_from((False, False, False, True))) else [draw(near)])
    return ImpreciseDate.of(ends[0] if ends[0] == ends[-1] else f"[{ends[0]}..{ends[-1]}]")


def _targets(scenario: Scenario) -> st.SearchStrategy[Target]:
    """
    Every single event first, then the events of an entity, and those of a trigger.
    """
    targets: dict[Target, None] = dict.fromkeys(event.id for event in scenario.events)
    targets |= dict.fromkeys(Events(entity=event.entity) for event in scenario.events)
    targets |= dict.fromkeys(Events(trigger=event.trigger, until=scenario.horizon) for event in scenario.events)
    return st.sampled_from(list(targets))


@st.composite
def _shifts(draw: st.DrawFn, scenario: Scenario, kind: type[Delay | Advance]) -> Edit:
    return kind(draw(_targets(scenario)), draw(st.integers(1, 10)))


@st.composite
def _moves(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    return Move(event.id, draw(_dates_about(scenario, event)))


@st.composite
def _drops(draw: st.DrawFn, scenario: Scenario) -> Edit:
    return Drop(draw(_targets(scenario)), bridge=draw(st.booleans()))


@st.composite
def _inserts(draw: st.DrawFn, scenario: Scenario) -> Edit:
    entity, trigger = draw(st.sampled_from(_triggers(scenario)))
    ids = [event.id for event in scenario.events]
    near = draw(st.none() | st.sampled_from(scenario.events)) if ids else None
    links = [
        draw(st.sampled_from((Link(earlier, "carry"), Link(earlier, "floor"), Link(earlier, "floor", 3))))
        for earlier in draw(st.lists(st.sampled_from(ids), max_size=1) if ids else st.just([]))
    ]
    event = Event(
        entity,
        trigger,
        draw(_dates_about(scenario, near)),
        draw(st.sampled_from((_unused_id(scenario), *scenario.dropped))),
        after=links,
        when_enabled=draw(st.booleans()),
    )
    place = draw(st.sampled_from((None, "before", "after"))) if near is not None else None
    return Insert(
        event,
        before=near.id if near is not None and place == "before" else None,
        after=near.id if near is not None and place == "after" else None,
    )


@st.composite
def _swaps(draw: st.DrawFn, scenario: Scenario) -> Edit:
    ids = st.sampled_from([event.id for event in scenario.events])
    return Swap(draw(ids), draw(ids))


@st.composite
def _redates(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    return Redate(event.id, draw(_dates_about(scenario, event)))


@st.composite
def _accordings(draw: st.DrawFn, scenario: Scenario) -> Edit:
    # What takes fewer draws counts as simpler, but nothing is simpler than a delay, which takes two.
    draw(st.tuples(st.booleans(), st.booleans()))
    return According(draw(st.sampled_from(scenario.speakers)))


@st.composite
def _replaces(draw: st.DrawFn, scenario: Scenario) -> Edit:
    event = draw(st.sampled_from(scenario.events))
    other = evolve(
        event,
        trigger=draw(st.sampled_from(scenario.lifecycle_of(event.entity).triggers)),
        date=draw(_dates_about(scenario, event)),
        id=draw(st.sampled_from((event.id, _unused_id(scenario)))),
    )
    return Replace(event.id, other)


@st.composite
def _revises(draw: st.DrawFn, scenario: Scenario) -> Edit:
    deadline = draw(st.sampled_from(scenario.deadlines))
    due = draw(st.none() | _dates_about(scenario, None))
    condition = draw(_conditions_of(scenario)) if due is None or draw(st.booleans()) else None
    return Revise(deadline.id, due, condition)


@st.composite
def _initials(draw: st.DrawFn, scenario: Scenario) -> Edit:
    entity = draw(st.sampled_from(scenario.entities))
    return Initial(entity.id, draw(st.sampled_from(scenario.lifecycle_of(entity.id).states)))


@st.composite
def _rewires(draw: st.DrawFn, scenario: Scenario) -> Edit:
    found = [(lifecycle.id, each) for lifecycle in scenario.lifecycles for each in lifecycle.transitions]
    lifecycle, transition = draw(st.sampled_from(found))
    source = draw(st.sampled_from((None, *transition.source)))
    target = draw(st.sampled_from((None, transition.target)))
    # An automatic transition without a condition is a fault more often than not.
    optional = st.none() if transition.trigger is not None else st.nothing()
    return Rewire(
        lifecycle, transition.trigger, draw(optional | _conditions_of(scenario)), source=source, target=target
    )


def _conditions_of(scenario: Scenario) -> st.SearchStrategy[Condition]:
    return conditions(scenario.entities, {lifecycle.id: lifecycle.states for lifecycle in scenario.lifecycles})


def _unused_id(scenario: Scenario) -> str:
    taken = {*(event.id for event in scenario.events), *(record.id for record in scenario.records), *scenario.dropped}
    return next(id_ for n in count() if (id_ := f"inserted{n}") not in taken)


def simulation_machine(scenario: Scenario) -> type[RuleBasedStateMachine]:
    """
    A ``hypothesis`` state machine that drives a live :class:`Simulation` of *scenario* any way it can be driven.

    It plays the scenario's events, fires any trigger on any entity, undoes and forks, in any order, and checks after
    each that the simulation agrees with its own timeline::

        TestMine = simulation_machine(mine).TestCase

    To check more, derive from it and add invariants on ``self.simulation``.

    Args:
        scenario: The scenario; at least one of its entities has a trigger.
    """
    triggers = [(entity.id, name) for entity in scenario.entities for name in scenario.lifecycle_of(entity.id).triggers]

    class SimulationMachine(RuleBasedStateMachine):
        simulation: Simulation

        @initialize()
        def start(self) -> None:
            self.simulation = Simulation(scenario)

        @rule()
        def play_next_event(self) -> None:
            self.simulation.step()

        @rule(ahead=st.integers(0, 400))
        def advance(self, ahead: int) -> None:
            self.simulation.advance(min(add_days(self.simulation.day, ahead), scenario.horizon))

        @rule(choice=st.sampled_from(triggers))
        def fire(self, choice: tuple[str, str]) -> None:
            before, allowed = self.simulation.configuration, self.simulation.may(*choice)
            step = self.simulation.fire(*choice)
            assert step.reason == allowed.refusal
            assert (step.disposition == "applied") == bool(allowed)
            assert allowed or self.simulation.configuration == before

        @rule(choice=st.sampled_from(triggers))
        def fire_and_undo(self, choice: tuple[str, str]) -> None:
            before = self.simulation.timeline()
            self.simulation.fire(*choice)
            self.simulation.undo()
            assert self.simulation.timeline() == before

        @rule()
        def undo(self) -> None:
            self.simulation.undo()

        @rule()
        def go_on_in_a_fork(self) -> None:
            original = self.simulation
            before = original.timeline()
            self.simulation = original.fork()
            original.advance()
            assert self.simulation.timeline() == before

        @invariant()
        def agrees_with_its_timeline(self) -> None:
            timeline = self.simulation.timeline()
            assert timeline.configuration() == self.simulation.configuration
            for entity, state in timeline.configuration().items():
                assert self.simulation.model(entity).state == state

    return SimulationMachine
