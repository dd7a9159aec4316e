"""
Compares all answers on a problem with brute force; run as a script, with kinds and seeds, for a long run.

``PYTHONPATH=src:tests python tests/replay/readings/compare.py 0 1000 mixed waiting``
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import get_args

from missionsim.replay.readings import Course, Edge, Problem, Readings
from missionsim.replay.readings.search import Sense
from replay.readings.brute_force import Reading, consistent, readings
from replay.readings.generators import Kind, problem


def differences(one: Problem, seed: int = 0) -> list[str]:
    """
    Where the algorithm answers otherwise than brute force.
    """
    found = readings(one)
    asked = Readings(one)
    if not found:
        return ["a reading where there is none"] if asked.worlds or asked.conflicts.least is not None else []
    right = consistent(found)
    refused = {reading.refused for reading in right}
    answered = {world.hypothesis.refused for world in asked.worlds}
    if answered != refused:
        return [f"refused: {answered}, right {refused}"]
    random = Random(seed)
    checks = (_days, _states, _placements, _orders)
    wrong = [text for check in checks for text in check(one, asked, right)]
    wrong += _conflicts(asked, found)
    wrong += _best(one, asked, right, random)
    wrong += _branches(one, asked, right, random)
    if not asked.is_exact:
        wrong.append("not exact")
    return wrong


def _days(one: Problem, asked: Readings, right: list[Reading]) -> Iterator[str]:
    for event in range(len(one.windows)):
        days = [reading.days[event] for reading in right]
        answer = asked.days(event)
        if answer is None or (answer.earliest, answer.latest) != (min(days), max(days)):
            yield f"days of {event}: {answer}, right {min(days)} to {max(days)}"
            continue
        first, last = one.windows[event]
        if (answer.earliest > first, answer.latest < last) != (bool(answer.not_before), bool(answer.not_after)):
            yield f"what narrowed {event}: {answer}"


def _states(one: Problem, asked: Readings, right: list[Reading]) -> Iterator[str]:
    first = min(start for start, _ in one.windows) - 1
    last = max(end for _, end in one.windows) + 1
    for entity in range(len(one.initial)):
        for day in range(first, last + 1):
            states = {reading.state(one, entity, day) for reading in right}
            answer = asked.states(entity, day)
            if answer != states:
                yield f"states of {entity} on {day}: {answer}, right {states}"


def _placements(_one: Problem, asked: Readings, right: list[Reading]) -> Iterator[str]:
    latest = max(right, key=lambda reading: reading.days).days
    earliest = min(right, key=lambda reading: reading.days).days
    senses: tuple[tuple[Sense, tuple[int, ...]], ...] = (("latest", latest), ("earliest", earliest))
    for sense, days in senses:
        sequence = min(reading.sequence for reading in right if reading.days == days)
        answer = asked.representative(sense)
        if answer is None or (answer.days, answer.sequence) != (days, sequence):
            yield f"{sense}: {answer}, right {days} {sequence}"


def _orders(_one: Problem, asked: Readings, right: list[Reading]) -> Iterator[str]:
    outcomes: list[tuple[object, set[tuple[int, int]]]] = []
    for reading in right:
        for outcome, pairs in outcomes:
            if outcome == reading.outcome:
                pairs.update(combinations(reading.sequence, 2))
                break
        else:
            outcomes.append((reading.outcome, set(combinations(reading.sequence, 2))))
    answer = asked.sensitive_pairs
    if bool(answer) != (len(outcomes) > 1):
        yield f"order matters: {answer}, right {len(outcomes)} outcomes"
    for first, second in answer:
        pair = (first, second)
        opposed = any(
            (pair in one and pair[::-1] in other) or (pair[::-1] in one and pair in other)
            for (_, one), (_, other) in combinations(outcomes, 2)
        )
        if not opposed:
            yield f"order of {first} and {second} does not matter"


def _conflicts(asked: Readings, found: list[Reading]) -> Iterator[str]:
    sets = {reading.refused for reading in found}
    minimal = {one for one in sets if not any(other < one for other in sets)}
    answer = asked.conflicts
    if set(answer.minimal) != minimal:
        yield f"minimal refusals: {answer.minimal}, right {minimal}"
    firings = sorted(frozenset().union(*minimal))
    hitting = [
        frozenset(members)
        for size in range(len(firings) + 1)
        for members in combinations(firings, size)
        if all(frozenset(members) & one for one in minimal)
    ]
    smallest = {one for one in hitting if not any(other < one for other in hitting)}
    if {conflict.firings for conflict in answer.conflicts} != smallest:
        yield f"conflicts: {answer.conflicts}, right {smallest}"


def _best(one: Problem, asked: Readings, right: list[Reading], random: Random) -> Iterator[str]:
    events = range(len(one.windows))
    for _ in range(3):
        first, second, event = (random.choice(events) for _ in range(3))
        lag = random.randint(0, 2)
        edges = [Edge(first, second, lag)] if first != second else []
        clamped = random.choice(events)
        start = random.randint(1, 6)
        clamps = {clamped: (start, start + random.randint(0, 3))}
        days = [
            reading.days[event]
            for reading in right
            if clamps[clamped][0] <= reading.days[clamped] <= clamps[clamped][1]
            and (
                not edges
                or (
                    reading.sequence.index(first) < reading.sequence.index(second)
                    and reading.days[first] + lag <= reading.days[second]
                )
            )
        ]
        early = asked.best(event, "earliest", edges=edges, clamps=clamps)
        late = asked.best(event, "latest", edges=edges, clamps=clamps)
        if (early and early.day, late and late.day) != ((min(days), max(days)) if days else (None, None)):
            yield f"best of {event} with {edges} {clamps}: {early} {late}, right {sorted(set(days))}"
        for answer in (early, late):
            if answer and not _is_reading(answer.course, right):
                yield f"course of {event} is no reading: {answer}"


def _is_reading(course: Course | None, right: list[Reading]) -> bool:
    if course is None:
        return False
    sequence = tuple(course.sequence())
    return any(reading.days == course.days and reading.sequence == sequence for reading in right)


def _branches(one: Problem, asked: Readings, right: list[Reading], random: Random) -> Iterator[str]:
    """
    The branches of an entity and an event have what brute force finds, with the same last days.
    """
    entity = random.randrange(len(one.initial))
    event = random.randrange(len(one.windows))
    expected: dict[object, int] = {}
    for reading in right:
        changes: list[tuple[int, int]] = []
        state = one.initial[entity]
        for moment, changed, after in reading.changes:
            if changed == entity and after != state:
                changes.append((moment, after))
                state = after
        key = tuple(changes), dict(reading.effects).get(event)
        expected[key] = max(expected.get(key, 0), reading.days[event])
    answer: dict[object, int] = {}
    for branch in asked.branches([entity], [event]):
        found = branch.best(event, "latest")
        if found is None:
            yield f"a branch without a reading: {branch}"
        else:
            key = branch.changes(entity), branch.takes_effect_at(event)
            answer[key] = max(answer.get(key, 0), found.day)
    if answer != expected:
        yield f"branches of {entity} and {event}: {answer}, right {expected}"


def main(first: int, last: int, kinds: list[str]) -> None:
    """
    Compare many problems, and print what differs.
    """
    for kind in get_args(Kind):
        if kinds and kind not in kinds:
            continue
        counts: Counter[bool] = Counter()
        for seed in range(first, last):
            wrong = differences(problem(kind, seed), seed)
            counts[bool(wrong)] += 1
            if wrong and counts[True] <= 3:
                print(kind, seed, *wrong[:3], sep="\n  ")  # noqa: T201  a script
        print(kind, f"{counts[False]} agree, {counts[True]} differ")  # noqa: T201  a script


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
