"""
Tests of conditions: their verdicts, their reasons, their sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

import hypothesis.strategies as st
import pytest
from hypothesis import given

from missionsim import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Base,
    Blocker,
    Condition,
    InState,
    Measured,
    Mission,
    Not,
    Quantity,
    Select,
    in_state,
    plain,
)
from missionsim.record.conditions import Scope, explain, listing, select
from missionsim.testing import conditions

ENTITIES = (
    Base("north", "base", tags=("federal", "air"), site="hill"),
    Base("south", "base", tags="federal"),
    Base("east", "base", site="hill"),
    Mission("mission", "mission"),
)
STATES = {"base": ("held", "moving", "handed_over"), "mission": ("active", "ended")}
FEDERAL = Select(lifecycle="base", tags="federal")


def _scope(
    condition: Condition,
    configuration: Mapping[str, str] | None = None,
    measures: Mapping[tuple[str, str], Quantity] | None = None,
) -> Scope:
    start = {"north": "held", "south": "handed_over", "east": "moving", "mission": "active"}
    members = {leaf.select: leaf.select.among(ENTITIES) for leaf in condition.leaves()}
    return Scope(start | dict(configuration or {}), members, measures or {})


def _configurations() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({each.id: st.sampled_from(STATES[each.lifecycle]) for each in ENTITIES})


_guards = conditions(ENTITIES, STATES)
_numbers = st.none() | st.integers(0, 3).map(float)


@st.composite
def _quantities(draw: st.DrawFn) -> Quantity:
    low, high = draw(_numbers), draw(_numbers)
    return Quantity(low, high) if low is None or high is None or low <= high else Quantity(high, low)


_observed = st.dictionaries(
    st.tuples(st.sampled_from([each.id for each in ENTITIES]), st.just("troops")), _quantities()
)
_limits = st.tuples(_numbers, _numbers).filter(lambda limits: limits != (None, None))
_selects = st.sampled_from([Select(ids="north"), Select(lifecycle="base"), FEDERAL, Select(site="hill")])
_measured = st.builds(lambda who, limits: Measured(who, "troops", *limits), _selects, _limits)
_mixed = st.recursive(
    _guards | _measured,
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=1, max_size=3).map(AllOf),
        st.lists(parts, min_size=1, max_size=3).map(AnyOf),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: AtLeast(2, some)),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: AtMost(1, some)),
    ),
    max_leaves=5,
)


# Properties


@given(_guards, _configurations(), st.booleans())
def test_a_guard_is_as_required_or_something_blocks_it(
    guard: Condition, configuration: dict[str, str], required: bool
) -> None:
    """
    There are blockers if, and only if, the condition is not as required.
    """
    scope = _scope(guard, configuration)

    assert bool(guard.blockers(scope, required=required)) == (guard.holds(scope) is not required)


@given(_guards, _configurations(), _configurations(), st.booleans())
def test_what_blocks_goes_on_blocking_whatever_others_do(
    guard: Condition, configuration: dict[str, str], later: dict[str, str], required: bool
) -> None:
    """
    As long as the blocking entities keep their states, the condition does not become as required.
    """
    blockers = guard.blockers(_scope(guard, configuration), required=required)
    kept = {blocker.entity: configuration[blocker.entity] for blocker in blockers}

    if blockers:
        assert guard.holds(_scope(guard, later | kept)) is not required


@given(_guards, _configurations(), st.booleans())
def test_blockers_name_the_state_they_are_in(guard: Condition, configuration: dict[str, str], required: bool) -> None:
    """
    Every reason names an entity that the condition reads, with its state, once per requirement.
    """
    scope = _scope(guard, configuration)
    blockers = guard.blockers(scope, required=required)

    assert len(set(blockers)) == len(blockers)
    assert {blocker.entity for blocker in blockers} <= set(guard.reads(scope.members))
    assert all(blocker.state == configuration[blocker.entity] for blocker in blockers)


@given(_guards, _configurations(), _configurations())
def test_a_guard_depends_only_on_what_it_reads(
    guard: Condition, configuration: dict[str, str], later: dict[str, str]
) -> None:
    """
    Whatever the entities do that it does not read, its verdict stays.
    """
    scope = _scope(guard, configuration)
    kept = {id_: configuration[id_] for id_ in guard.reads(scope.members)}

    assert guard.verdict(_scope(guard, later | kept)) == guard.verdict(scope)


@given(_mixed, _configurations(), _observed)
def test_a_double_negation_says_the_same(
    condition: Condition, configuration: dict[str, str], measures: dict[tuple[str, str], Quantity]
) -> None:
    """
    Not not is the condition itself, and its reasons are the same.
    """
    scope = _scope(condition, configuration, measures)

    assert Not(Not(condition)).verdict(scope) is condition.verdict(scope)
    assert (~~condition).blockers(scope) == condition.blockers(scope)
    assert Not(condition).holds(scope) == (condition.verdict(scope) is False)


@given(_mixed, _configurations(), _observed, st.booleans())
def test_what_is_undetermined_is_blocked_both_ways(
    condition: Condition, configuration: dict[str, str], measures: dict[tuple[str, str], Quantity], required: bool
) -> None:
    """
    Where measures allow both, something keeps the condition from being certain, and from being certainly not so.
    """
    scope = _scope(condition, configuration, measures)

    assert bool(condition.blockers(scope, required=required)) == (condition.verdict(scope) is not required)


@given(_mixed, _configurations(), _observed, st.data())
def test_a_verdict_survives_better_knowledge(
    condition: Condition,
    configuration: dict[str, str],
    measures: dict[tuple[str, str], Quantity],
    data: st.DataObject,
) -> None:
    """
    What holds for a range of numbers holds for each number in it.
    """
    exact = {key: data.draw(_within(seen)) for key, seen in measures.items()}
    verdict = condition.verdict(_scope(condition, configuration, measures))

    if verdict is not None:
        assert condition.verdict(_scope(condition, configuration, exact)) is verdict


def _within(seen: Quantity) -> st.SearchStrategy[Quantity]:
    low = 0.0 if seen.low is None else seen.low
    high = max(low, 3.0) if seen.high is None else seen.high
    return st.floats(min(low, high), high).map(lambda value: Quantity(value, value))


@given(_mixed, _mixed, _configurations(), _observed)
def test_and_or_not_follow_de_morgan(
    one: Condition, other: Condition, configuration: dict[str, str], measures: dict[tuple[str, str], Quantity]
) -> None:
    """
    Neither is the same as both not; the operators build the classes.
    """
    scope = _scope(one & other, configuration, measures)

    assert one & other == AllOf((one, other))
    assert one | other == AnyOf((one, other))
    assert ~one == Not(one)
    assert (~(one | other)).verdict(scope) is (~one & ~other).verdict(scope)
    assert (~(one & other)).verdict(scope) is (~one | ~other).verdict(scope)


@given(_mixed)
def test_conditions_are_equal_by_value_and_are_plain_data(condition: Condition) -> None:
    """
    A condition that was written down and read back is equal, hashes alike, and prints the same sentence.
    """
    again = plain.load(plain.dump(condition), Condition)

    assert again == condition
    assert hash(again) == hash(condition)
    assert str(again) == str(condition)
    assert list(again.leaves()) == list(condition.leaves())


@given(st.lists(_guards, min_size=1, max_size=4), _configurations(), st.integers(0, 4))
def test_counting_conditions_counts_those_that_hold(
    parts: list[Condition], configuration: dict[str, str], count: int
) -> None:
    """
    All, any, at least and at most are what their names say.
    """
    scope = _scope(AllOf(parts), configuration)
    holding = sum(part.holds(scope) for part in parts)

    assert AllOf(parts).verdict(scope) is (holding == len(parts))
    assert AnyOf(parts).verdict(scope) is (holding >= 1)
    assert AtLeast(count, parts).verdict(scope) is (holding >= count)
    assert AtMost(count, parts).verdict(scope) is (holding <= count)


# Sentences and reasons


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (in_state("north", "held"), "north is held"),
        (in_state("north", ["held", "moving"]), "north is held or moving"),
        (in_state(FEDERAL, "handed_over"), "every base tagged 'federal' is handed_over"),
        (in_state(["north", "south"], "held"), "every entity among north and south is held"),
        (in_state(Select(site="hill"), "held"), "every entity at hill is held"),
        (
            in_state(Select(lifecycle="base", tags=("federal", "air"), site="hill"), "held"),
            "every base tagged 'federal' and 'air' at hill is held",
        ),
        (in_state(FEDERAL, "held", at_least=1), "at least 1 of all base entities tagged 'federal' are held"),
        (in_state(FEDERAL, "held", at_most=1), "at most 1 of all base entities tagged 'federal' are held"),
        (
            in_state(Select(tags="federal"), "held", at_least=1, at_most=2),
            "at least 1 and at most 2 of all entities tagged 'federal' are held",
        ),
        (Measured(Select(ids="north"), "troops", at_most=8600), "troops of north is at most 8600"),
        (
            Measured(FEDERAL, "troops", at_least=1, at_most=2.5),
            "troops of every base tagged 'federal' is at least 1 and at most 2.5",
        ),
        (~in_state("north", "held"), "not (north is held)"),
        (in_state("north", "held") & in_state("south", "held"), "north is held and south is held"),
        (in_state("north", "held") | in_state("south", "held"), "north is held or south is held"),
        (
            (in_state("north", "held") | in_state("south", "held")) & in_state("east", "held"),
            "(north is held or south is held) and east is held",
        ),
        (
            AtLeast(1, [in_state("north", "held"), in_state("south", "held")]),
            "at least 1 of: north is held; south is held",
        ),
        (
            AtMost(1, [in_state("north", "held"), in_state("south", "held")]),
            "at most 1 of: north is held; south is held",
        ),
    ],
)
def test_a_condition_prints_as_a_sentence(condition: Condition, sentence: str) -> None:
    """
    Every class reads as something that can be said.
    """
    assert str(condition) == sentence


@pytest.mark.parametrize(
    ("condition", "required", "reason"),
    [
        (in_state("north", "handed_over"), True, "north must be handed_over, but north is held"),
        (in_state("north", "held"), False, "north must not be held, but north is held"),
        (in_state("north", "held"), True, ""),
        (in_state("north", "moving"), False, ""),
        (
            in_state(Select(lifecycle="base"), "handed_over"),
            True,
            "every base must be handed_over, but north is held and east is moving",
        ),
        (
            in_state(Select(lifecycle="base"), "handed_over", at_least=2),
            True,
            "at least 2 of all base entities must be handed_over, but north is held and east is moving",
        ),
        (
            in_state(Select(lifecycle="base"), ["held", "moving"], at_most=1),
            True,
            "at most 1 of all base entities may be held or moving, but north is held and east is moving",
        ),
        (
            in_state(Select(lifecycle="base"), "held", at_least=1, at_most=2),
            False,
            (
                "fewer than 1 or more than 2 of all base entities must be held, "
                "but north is held, south is handed_over and east is moving"
            ),
        ),
        (~in_state("north", "held"), True, "north must not be held, but north is held"),
        (
            in_state("north", "moving") & in_state("south", "held") & in_state("east", "moving"),
            True,
            "north must be moving, but north is held; south must be held, but south is handed_over",
        ),
        (
            in_state("north", "held") & in_state("south", "handed_over"),
            False,
            "north must not be held, but north is held; south must not be handed_over, but south is handed_over",
        ),
        (
            in_state("north", "moving") | in_state("south", "held"),
            True,
            "north must be moving, but north is held; south must be held, but south is handed_over",
        ),
        (
            in_state("north", "held") | in_state("south", "held"),
            False,
            "north must not be held, but north is held",
        ),
        (
            AtLeast(2, [in_state("north", "held"), in_state("south", "held"), in_state("east", "held")]),
            True,
            "south must be held, but south is handed_over; east must be held, but east is moving",
        ),
        (
            AtMost(0, [in_state("north", "held"), in_state("south", "held")]),
            True,
            "north must not be held, but north is held",
        ),
        (
            AtMost(1, [in_state("north", "held"), in_state("south", "held")]),
            False,
            "south must be held, but south is handed_over",
        ),
    ],
)
def test_a_condition_says_what_keeps_it_from_being_as_required(
    condition: Condition, required: bool, reason: str
) -> None:
    """
    North is held, south is handed over, east is moving: what is in the way is named, with its state.
    """
    assert explain(condition.blockers(_scope(condition), required=required)) == reason


def test_a_reason_is_given_once() -> None:
    """
    A condition that stands in another twice does not block twice.
    """
    held = in_state("north", "moving")
    condition = held & held

    assert condition.blockers(_scope(condition)) == (Blocker("north", "held", "north must be moving"),)


def test_of_many_blocking_entities_five_are_named() -> None:
    """
    Six fit; of seven or more, five are named and the others counted.
    """
    blockers = [Blocker(f"b{n}", "held", "all must go") for n in range(8)]

    assert explain(blockers[:6]) == (
        "all must go, but b0 is held, b1 is held, b2 is held, b3 is held, b4 is held and b5 is held"
    )
    assert explain(blockers) == (
        "all must go, but b0 is held, b1 is held, b2 is held, b3 is held, b4 is held and 3 more"
    )
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], "or") == "a, b or c"


# Measures


@pytest.mark.parametrize(
    ("low", "high", "at_least", "at_most", "verdict"),
    [
        (5, 5, 5, None, True),
        (5, 5, 6, None, False),
        (5, 7, 6, None, None),
        (6, 7, 6, None, True),
        (5, 6, 6, None, None),
        (6, None, 6, None, True),
        (5, None, 6, None, None),
        (None, 5, 6, None, False),
        (None, 6, 6, None, None),
        (5, 5, None, 5, True),
        (6, 6, None, 5, False),
        (5, 6, None, 5, None),
        (4, 5, None, 5, True),
        (5, 7, None, 4, False),
        (None, 5, None, 5, True),
        (None, 6, None, 5, None),
        (6, None, None, 5, False),
        (5, None, None, 5, None),
        (5, 6, 5, 6, True),
        (4, 6, 5, 6, None),
        (7, 8, 5, 6, False),
        (0, 9, 5, 6, None),
        (None, 4, 5, 6, False),
    ],
)
def test_a_measure_is_compared_with_every_number_it_can_be(
    low: float | None, high: float | None, at_least: float | None, at_most: float | None, verdict: bool | None
) -> None:
    """
    Limits are inclusive; where one part of the range is within and another is not, the verdict is open.
    """
    condition = Measured(Select(ids="north"), "troops", at_least, at_most)
    scope = _scope(condition, measures={("north", "troops"): Quantity(low, high)})

    assert condition.verdict(scope) is verdict
    assert condition.holds(scope) is (verdict is True)


def test_what_nobody_has_counted_is_undetermined() -> None:
    """
    Without an observation nothing is known, and the reason says so.
    """
    condition = Measured(Select(ids=("north", "south")), "troops", at_most=5)
    seen = {("south", "troops"): Quantity(3, 9), ("north", "aircraft"): Quantity(1, 1)}
    scope = _scope(condition, measures=seen)

    assert condition.verdict(scope) is None
    assert [blocker.state for blocker in condition.blockers(scope)] == ["troops not observed", "troops 3 to 9"]
    assert [blocker.requirement for blocker in condition.blockers(scope, required=False)] == [
        "troops of every entity among north and south must not be at most 5"
    ] * 2


def test_one_entity_beyond_the_limit_settles_it() -> None:
    """
    The condition is about every selected entity: one that is certainly beyond makes it false, and alone blocks it.
    """
    condition = Measured(Select(ids=("north", "south")), "troops", at_most=5)
    scope = _scope(condition, measures={("north", "troops"): Quantity(1, 2), ("south", "troops"): Quantity(8, 9)})

    assert condition.verdict(scope) is False
    assert [blocker.entity for blocker in condition.blockers(scope)] == ["south"]
    assert condition.blockers(scope, required=False) == ()


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(5, 5), "5"),
        (Quantity(5, 7.5), "5 to 7.5"),
        (Quantity(5), "at least 5"),
        (Quantity(high=5), "at most 5"),
        (Quantity(), "unknown"),
    ],
)
def test_a_quantity_prints_as_what_is_known_of_it(quantity: Quantity, text: str) -> None:
    """
    A number, a range, a limit, or nothing.
    """
    assert str(quantity) == text


# Selectors


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        (Select(ids="north"), ("north",)),
        (Select(ids=("south", "north")), ("north", "south")),
        (Select(lifecycle="base"), ("north", "south", "east")),
        (Select(tags="federal"), ("north", "south")),
        (Select(tags=("air", "federal")), ("north",)),
        (Select(site="hill"), ("north", "east")),
        (Select(ids=("north", "south"), site="hill"), ("north",)),
        (Select(lifecycle="mission", tags="federal"), ()),
        (Select(), ("north", "south", "east", "mission")),
    ],
)
def test_a_selector_means_what_matches_everything_in_it(selector: Select, meant: tuple[str, ...]) -> None:
    """
    The entities come in their own order; several tags all have to match, of several ids one.
    """
    assert selector.among(ENTITIES) == meant
    assert selector.is_empty == (selector == Select())
    assert selector.is_single == (selector == Select(ids="north"))


def test_in_state_takes_an_id_several_or_a_selector() -> None:
    """
    The short forms are the same values as the long ones.
    """
    assert in_state("north", "held") == InState(Select(ids=("north",)), ("held",))
    assert in_state(["north", "south"], ["held"]) == InState(Select(ids=("north", "south")), "held")
    assert in_state(FEDERAL, "held", at_least=1, at_most=2) == InState(FEDERAL, ("held",), 1, 2)
    assert select(FEDERAL) is FEDERAL


def test_a_condition_reads_each_entity_once_in_order() -> None:
    """
    What it depends on comes in the order of its leaves, without repeats.
    """
    condition = in_state("mission", "active") & (in_state(FEDERAL, "held") | ~in_state("north", "moving"))

    assert condition.reads(_scope(condition).members) == ("mission", "north", "south")
