"""
The order of the events of one day, held equal to all orders tried.
"""

from __future__ import annotations

from itertools import combinations, groupby, permutations, product
from random import Random

import pytest

from missionsim.record.conditions import in_state
from missionsim.record.entities import Entity
from missionsim.record.events import Event, Link
from missionsim.record.lifecycles import Lifecycle, Transition
from missionsim.record.parties import Claim, Party
from missionsim.record.record import Record
from missionsim.replay.before import Before, ordered
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.modes import is_lost, is_refused
from missionsim.replay.same_day import settled

BASE = Lifecycle(
    "base",
    ["held", "closing", "out"],
    "held",
    [
        Transition("held", "closing", "begin"),
        Transition("closing", "out", "finish"),
        Transition(["closing", "out"], "held", "retake"),
    ],
)
MISSION = Lifecycle(
    "mission",
    ["on", "paused", "done"],
    "on",
    [
        Transition("on", "done", "end", when=in_state("north", "out")),
        Transition("on", "paused", "pause", when=in_state("south", "closing")),
        Transition("paused", "on", "resume"),
    ],
)
FIRINGS = [(base, trigger) for base in ("north", "south") for trigger in ("begin", "finish", "retake")]
FIRINGS += [("mission", trigger) for trigger in ("end", "pause", "resume")]
PLANNED = (Claim("office", stance="plans"),)


def drawn(random: Random) -> Record:
    """
    Some events on few days, some of them plans or waiting, some not before others.
    """
    days = sorted(random.randint(1, 3) for _ in range(random.randint(3, 6)))
    events: list[Event] = []
    for number, day in enumerate(days):
        entity, trigger = random.choice(FIRINGS)
        after = [Link(events[random.randrange(number)].id, "floor")] if number and random.random() < 0.2 else []
        events.append(
            Event(
                entity,
                trigger,
                f"2030-01-0{day}",
                f"e{number}",
                after=after,
                claims=PLANNED if random.random() < 0.3 else (),
                when_enabled=random.random() < 0.15,
            )
        )
    random.shuffle(events)
    entities = [Entity("north", "base"), Entity("south", "base"), Entity("mission", "mission")]
    return Record(
        "days", "2030-01-31", [BASE, MISSION], entities, events, start="2030-01-01", parties=[Party("office")]
    )


def rank(
    found: Compiled, days: list[int], before: Before, order: tuple[int, ...]
) -> tuple[list[int], int, int, tuple[int, ...]]:
    """
    How good an order is.
    """
    columns, event_of = found.play(days, order).engine.columns, found.program.event_of
    rows = [(what, how) for what, how in zip(columns.what, columns.how, strict=True) if what >= 0]
    lost = [days[event_of[what]] for what, how in rows if is_lost(how, found.modes[what])]
    refused = sum(is_refused(how, found.modes[what]) for what, how in rows)
    exchanged = sum(days[one] == days[other] and before.was_first(other, one) for one, other in combinations(order, 2))
    return [lost.count(day) for day in sorted(set(days))], exchanged, refused, order


def every(found: Compiled, days: list[int]) -> list[tuple[int, ...]]:
    """
    All orders by day with predecessors first.
    """
    listed = sorted(range(len(days)), key=days.__getitem__)
    groups = [permutations(list(group)) for _, group in groupby(listed, key=days.__getitem__)]
    orders = [tuple(each for group in chosen for each in group) for chosen in product(*groups)]
    ties = [tie for each in found.links.ties.values() for tie in each]
    return [each for each in orders if all(each.index(tie.before) < each.index(tie.after) for tie in ties)]


@pytest.mark.parametrize("seed", range(150))
def test_no_order_is_better(seed: int) -> None:
    """
    Of all orders of the days' events, the one found refuses least, and is the nearest to the one before.
    """
    random = Random(seed)
    found = compiled(drawn(random))
    days = list(found.windows.lows)
    orders = every(found, days)
    old = [random.choice([None, day, day, day + 1]) for day in days]
    there = [each for each in random.choice(orders) if old[each] is not None]
    before = Before(old, sorted(there, key=lambda each: (old[each], there.index(each))))
    order = ordered(days, found.links, before)

    best = min(orders, key=lambda each: rank(found, days, before, each))
    mine = tuple(settled(found, days, order, before))

    assert mine in orders
    assert rank(found, days, before, mine)[:3] == rank(found, days, before, best)[:3]


def test_what_is_held_until_a_later_day_does_not_happen_before_it() -> None:
    """
    South can be retaken on its day only behind a beginning that is pushed to the next one if the first finish happens.
    """
    events = [
        Event("north", "begin", "2030-01-01", "begun"),
        Event("south", "retake", "2030-01-02", "retaken"),
        Event("north", "finish", "2030-01-02", "one"),
        Event("north", "finish", "2030-01-02", "other"),
        Event("south", "begin", "2030-01-02", "pushed", after=[Link("one", "floor", 1)]),
        Event("south", "retake", "2030-01-03", "again"),
    ]
    entities = [Entity("north", "base"), Entity("south", "base")]
    found = compiled(Record("days", "2030-01-31", [BASE], entities, events, start="2030-01-01"))
    days = list(found.windows.lows)
    before = Before([None] * len(days), [])

    mine = tuple(settled(found, days, ordered(days, found.links, before), before))

    best = min(every(found, days), key=lambda each: rank(found, days, before, each))
    assert rank(found, days, before, mine)[:3] == rank(found, days, before, best)[:3]


def test_the_last_day_has_an_order_too() -> None:
    """
    What stands the wrong way round on the last day of a record is put right as on any other.
    """
    events = [Event("north", "finish", "2030-01-02", "second"), Event("north", "begin", "2030-01-02", "first")]
    found = compiled(Record("days", "2030-01-02", [BASE], [Entity("north", "base")], events, start="2030-01-01"))
    days = list(found.windows.lows)

    assert settled(found, days, [0, 1], Before([None, None], [])) == [1, 0]
