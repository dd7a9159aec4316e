"""
Random deadlines for small problems, one generator per kind of difficulty, each from a seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Literal, NamedTuple

from attrs import evolve

from missionsim.record.dates import Offset
from missionsim.replay.readings import Firing, Guard, Leaf, Link, Parts, Problem, Route
from missionsim.replay.terms import Due, Rules, Window
from missionsim.replay.truth import Answer
from missionsim.replay.verdicts import Condition, Counted, Question, Several
from replay.readings.generators import Kind, problem

ProblemKind = Kind | Literal["terms"]
DeadlineKind = Literal["plain", "windows", "lengths", "revised", "provisos", "counts", "all"]
DAY_ZERO = date(2030, 1, 24).toordinal()


class Drawn(NamedTuple):
    """
    A problem, a deadline, and a day on which it is asked about.
    """

    problem: Problem
    question: Question
    asked_on: int


def drawn(kind: ProblemKind, deadline: DeadlineKind, seed: int) -> Drawn:
    """
    One problem and deadline.
    """
    one = _terms(Random(f"terms {seed}")) if kind == "terms" else problem(kind, seed)
    one = evolve(one, windows=tuple((first + DAY_ZERO, last + DAY_ZERO) for first, last in one.windows))
    random = Random(f"{kind} {deadline} {seed}")
    return _Draw(random, one, deadline).drawn()


def _terms(random: Random) -> Problem:
    """
    Entities that come and go, and context by which deadlines may be set and revised, on the same few days.
    """
    turns = random.randint(1, 4)
    context = random.randint(2, 3)
    firings: list[tuple[Firing, ...]] = [()] * context
    for _ in range(turns):
        step = random.randrange(3)
        routes = tuple(
            (Route((state + 1) % 3),) if state == step or random.random() < 0.4 else () for state in range(3)
        )
        firings.append((Firing(random.randrange(2), routes, "free" if random.random() < 0.2 else "required"),))
    random.shuffle(firings)
    windows = []
    for _ in firings:
        first = random.randint(1, 5)
        windows.append((first, first + random.choice([0, random.randrange(4)])))
    links = []
    if random.random() < 0.4:
        before, after = random.sample(range(len(firings)), 2)
        links.append(Link(before, after, random.randint(0, 2)))
    return Problem(tuple(windows), tuple(firings), (0, 0), tuple(links))


class _Draw:
    def __init__(self, random: Random, one: Problem, kind: DeadlineKind) -> None:
        self.random = random
        self.problem = one
        self.kind = kind
        self.first = DAY_ZERO + 1
        self.last = max(last for _, last in one.windows) + random.randint(-1, 3)

    def has(self, kind: DeadlineKind) -> bool:
        return self.kind in (kind, "all")

    def drawn(self) -> Drawn:
        counting = self.events(3) if self.has("counts") else frozenset()
        proviso_counting = self.events(2) if self.kind == "all" and self.random.random() < 0.3 else frozenset()
        has_proviso = self.has("provisos") and self.random.random() < (0.5 if self.kind == "all" else 1)
        rules, watched = self.rules()
        question = Question(
            rules,
            self.condition(counting),
            self.last,
            self.condition(proviso_counting) if has_proviso else None,
            watched,
            counting,
            proviso_counting if has_proviso else frozenset(),
        )
        asked = self.last if self.random.random() < 0.6 else self.random.randint(self.first - 1, self.last + 2)
        return Drawn(self.problem, question, asked)

    def events(self, most: int) -> frozenset[int]:
        count = len(self.problem.windows)
        return frozenset(self.random.sample(range(count), self.random.randint(1, min(most, count))))

    def rules(self) -> tuple[Rules, Mapping[int, str]]:
        events = list(range(len(self.problem.windows)))
        named = self.random.sample(events, min(4, len(events)))
        names = [f"e{event}" for event in named]
        revisions: list[tuple[str, Due | None]] = []
        set_by = names[0] if self.random.random() < (0.2 if self.kind == "plain" else 0.6) else None
        if self.has("revised") and (self.kind != "all" or self.random.random() < 0.7):
            count = self.random.randint(1, 2)
            revisions = [(name, None if self.random.random() < 0.25 else self.due()) for name in names[1 : 1 + count]]
        since = names[-1] if set_by is None or self.random.random() < 0.4 else set_by
        known_until = self.day() if self.random.random() < 0.15 else date.max.toordinal()
        rules = Rules("d", "", self.first, known_until, set_by, since, self.due(), tuple(revisions))
        return rules, {event: name for event, name in zip(named, names, strict=True) if name in rules.watched}

    def day(self) -> int:
        return self.random.randint(self.first, self.last)

    def due(self) -> Due:
        last = self.random.randint(self.first - 2, self.last + 1)
        if self.has("lengths") and self.random.random() < (0.4 if self.kind == "all" else 0.8):
            months = self.random.choice([0, 0, 1, -1])
            days = self.random.randint(-2, 4) if not months or self.random.random() < 0.3 else 0
            return Offset(f"{months}m" if months else f"{days}d")
        if self.has("windows") and self.random.random() < (0.5 if self.kind == "all" else 0.9):
            return Window(last - self.random.randint(0, 4), last)
        return Window(None, last)

    def condition(self, counting: frozenset[int]) -> Condition:
        guard = self.guard(2)
        if not counting:
            return guard
        answers: dict[int, Answer] = {event: self.random.choice([True, False, None]) for event in counting}
        counted = Counted(lambda events: answers[events[-1]])
        draw = self.random.random()
        if draw < 0.3:
            return counted
        least, most = self.random.choice([(2, 2), (1, 2), (0, 0), (1, 1), (0, 1)])
        both = Several((guard, counted), least, most)
        return both if self.random.random() < 0.7 else Several((both, self.guard(1)), 1, self.random.choice([1, 2]))

    def guard(self, depth: int) -> Guard:
        size = len(self.problem.initial)
        if depth == 0 or self.random.random() < 0.5:
            chosen = tuple(self.random.sample(range(size), self.random.randint(1, min(3, size))))
            least = self.random.randint(0, len(chosen))
            most = len(chosen) if self.random.random() < 0.7 else self.random.randint(least, len(chosen))
            return Leaf(chosen, frozenset(self.random.sample(range(3), self.random.randint(1, 2))), least, most)
        parts = tuple(self.guard(depth - 1) for _ in range(self.random.randint(1, 3)))
        count = len(parts)
        least, most = self.random.choice([(count, count), (1, count), (0, 0), (self.random.randint(0, count), count)])
        return Parts(parts, least, most)
