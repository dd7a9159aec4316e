"""
Small random problems, one generator per kind of difficulty, each from a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Literal

from missionsim.replay.readings.problem import Firing, Guard, Leaf, Link, Mode, Parts, Problem, Route, Routes

Kind = Literal["mixed", "waiting", "chains", "links", "automatic", "several", "gathered"]
STATES = 3


def problem(kind: Kind, seed: int) -> Problem:
    """
    One problem.
    """
    return _GENERATORS[kind](Random(f"{kind} {seed}"))


def _leaf(random: Random, entities: list[int]) -> Leaf:
    chosen = tuple(random.sample(entities, random.randint(1, min(3, len(entities)))))
    states = frozenset(random.sample(range(STATES), random.randint(1, 2)))
    size = len(chosen)
    least = random.randint(0, size)
    most = size if random.random() < 0.7 else random.randint(least, size)
    return Leaf(chosen, states, least, most)


def _guard(random: Random, entities: list[int], depth: int = 2) -> Guard:
    if depth == 0 or random.random() < 0.5:
        return _leaf(random, entities)
    parts = tuple(_guard(random, entities, depth - 1) for _ in range(random.randint(1, 3)))
    size = len(parts)
    least, most = random.choice([(size, size), (1, size), (0, 0), (random.randint(0, size), size)])
    return Parts(parts, least, most)


def _all_of(random: Random, entities: list[int], state: int) -> Guard:
    chosen = tuple(random.sample(entities, random.randint(1, len(entities))))
    return Leaf(chosen, frozenset({state}), len(chosen), len(chosen))


def _routes(random: Random, guards: Callable[[], Guard] | None, share: float = 0.6) -> Routes:
    made: list[list[Route]] = [[] for _ in range(STATES)]
    for state in range(STATES):
        if random.random() < share:
            target = random.randrange(STATES)
            made[state].append(Route(target, guards() if guards and random.random() < 0.6 else None))
            if random.random() < 0.15:
                made[state].append(Route(random.randrange(STATES), guards() if guards else None))
    if not any(made):
        made[random.randrange(STATES)].append(Route(random.randrange(STATES)))
    return tuple(map(tuple, made))


def _windows(random: Random, count: int, span: int, length: int) -> tuple[tuple[int, int], ...]:
    windows = []
    for _ in range(count):
        first = random.randint(1, span)
        windows.append((first, first + random.choice([0, random.randrange(length)])))
    return tuple(windows)


def _links(random: Random, windows: tuple[tuple[int, int], ...], share: float) -> tuple[Link, ...]:
    count = len(windows)
    order = sorted(range(count), key=lambda event: windows[event][0] + random.random() * 2)
    links = []
    for place, before in enumerate(order):
        for after in order[place + 1 :]:
            if random.random() < share:
                carries = random.random() < 0.4
                links.append(Link(before, after, 0 if carries else random.choice([0, 0, 1, 2]), carries))
    random.shuffle(links)
    return tuple(links)


def _mode(random: Random, *, waits: float = 0.15) -> Mode:
    draw = random.random()
    if draw < waits:
        return "waiting"
    if draw < waits + 0.12:
        return "free"
    return "denied" if draw < waits + 0.17 else "required"


def _automatic(random: Random, count: int, share: float) -> tuple[Routes, ...]:
    """
    Automatic transitions of some entities, each to a higher state, so that they end.
    """
    made: list[Routes] = []
    for entity in range(count):
        routes: list[tuple[Route, ...]] = [() for _ in range(STATES)]
        if random.random() < share:
            others = [other for other in range(count) if other != entity]
            for state in range(STATES - 1):
                if random.random() < 0.6:
                    routes[state] = (Route(random.randint(state + 1, STATES - 1), _leaf(random, others)),)
        made.append(tuple(routes) if any(routes) else ())
    return tuple(made)


def _settled(initial: list[int], automatic: tuple[Routes, ...]) -> tuple[int, ...] | None:
    """
    The initial states, if no entity moves by itself at the start.
    """
    for entity, routes in enumerate(automatic):
        for route in routes[initial[entity]] if routes else ():
            guard = route.guard
            if not isinstance(guard, Leaf):
                return None
            count = sum(initial[read] in guard.states for read in guard.entities)
            if guard.least <= count <= guard.most:
                return None
    return tuple(initial)


def _mixed(
    random: Random, *, most: int = 5, automatic: float = 0.1, links: float = 0.12, several: float = 0.2
) -> Problem:
    entities = list(range(random.randint(2, 4)))
    count = random.randint(3, most)
    windows = _windows(random, count, 5, 4)
    firings = []
    for _ in range(count):
        size = 0 if random.random() < 0.1 else 2 if random.random() < several else 1
        made = []
        for _ in range(size):
            entity = random.choice(entities)
            others = [other for other in entities if other != entity or random.random() < 0.2]
            made.append(Firing(entity, _routes(random, partial(_guard, random, others)), _mode(random)))
        firings.append(tuple(made))
    while True:
        moves = _automatic(random, len(entities), automatic)
        initial = _settled([random.randrange(STATES) if random.random() < 0.3 else 0 for _ in entities], moves)
        if initial is not None:
            return Problem(windows, tuple(firings), initial, _links(random, windows, links), moves)


def _waiting(random: Random) -> Problem:
    """
    A mission that waits for bases, and what is linked to it.
    """
    bases = list(range(1, random.randint(3, 4)))
    firings: list[tuple[Firing, ...]] = []
    windows = []
    for base in bases:
        for step in range(random.randint(1, 2)):
            routes = tuple((Route(state + 1),) if state == step else () for state in range(STATES))
            first = random.randint(1, 5)
            windows.append((first, first + random.randrange(4)))
            firings.append((Firing(base, routes, "free" if random.random() < 0.15 else "required"),))
    mission = tuple(
        (Route(min(state + 1, 2), _all_of(random, bases, random.randint(1, 2))),) for state in range(STATES)
    )
    for _ in range(random.randint(1, 2)):
        first = random.randint(1, 6)
        windows.append((first, first + random.randrange(3)))
        firings.append((Firing(0, mission, random.choice(["waiting", "waiting", "required", "free"])),))
    if random.random() < 0.4:
        windows.append((random.randint(3, 8), 9))
        firings.append(())
    order = list(range(len(firings)))
    random.shuffle(order)
    windows = [windows[event] for event in order]
    made = tuple(windows)
    return Problem(made, tuple(firings[event] for event in order), (0,) * (len(bases) + 1), _links(random, made, 0.1))


def _chains(random: Random) -> Problem:
    """
    Entities that go one way, with conjunctions only.
    """
    entities = list(range(random.randint(2, 3)))
    count = random.randint(4, 6)
    windows = _windows(random, count, 4, 5)
    firings = []
    for _ in range(count):
        entity = random.choice(entities)
        step = random.randint(0, 1)
        others = [other for other in entities if other != entity]
        guard = _all_of(random, others, random.randrange(STATES)) if random.random() < 0.4 else None
        routes = tuple((Route(state + 1, guard),) if state == step else () for state in range(STATES))
        firings.append((Firing(entity, routes),))
    return Problem(windows, tuple(firings), (0,) * len(entities), _links(random, windows, 0.08))


def _gathered(random: Random) -> Problem:
    """
    Bases, a mission that moves on when all of them are ready, of itself or waiting, and what looks at the mission.
    """
    bases = [1, 2, 3]
    firings: list[tuple[Firing, ...]] = []
    for base in bases:
        for step in range(random.choice([1, 1, 2])):
            routes = tuple((Route(state + 1),) if state == step else () for state in range(STATES))
            firings.append((Firing(base, routes),))
    ready = Leaf((1, 2, 3), frozenset({1, 2}), 3, 3)
    moves = tuple((Route(min(state + 1, 2), ready),) if random.random() < 0.7 else () for state in range(STATES))
    by_itself = ((Route(1, ready),), (), ()) if random.random() < 0.5 else ()
    firings += [(Firing(0, moves, _mode(random, waits=0.5)),) for _ in range(random.randint(1, 2))]
    if random.random() < 0.7:
        seen = Leaf((0,), frozenset({random.randint(0, 2)}), 1, 1)
        firings.append((Firing(4, ((Route(1, seen),), (Route(2),), ()), _mode(random, waits=0.2)),))
    random.shuffle(firings)
    firings = firings[:6]
    windows = _windows(random, len(firings), 5, 5)
    automatic: tuple[Routes, ...] = (by_itself, (), (), (), ())
    return Problem(windows, tuple(firings), (0,) * 5, _links(random, windows, 0.1), automatic)


_GENERATORS: dict[Kind, Callable[[Random], Problem]] = {
    "mixed": _mixed,
    "waiting": _waiting,
    "chains": _chains,
    "links": lambda random: _mixed(random, links=0.35),
    "automatic": lambda random: _mixed(random, automatic=0.5),
    "several": lambda random: _mixed(random, most=4, several=0.8),
    "gathered": _gathered,
}
