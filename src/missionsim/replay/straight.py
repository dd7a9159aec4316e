"""
The quick way through a record in which nothing waits and nothing depends on anything: one loop over its firings.
"""

from __future__ import annotations

from collections.abc import Sequence

from missionsim.replay.columns import REFUSED
from missionsim.replay.engine import Engine


def play_all(engine: Engine, firings: Sequence[int], days: Sequence[int]) -> None:
    """
    Let firings happen one after the other, each as :meth:`Engine.next` would.

    Args:
        engine: What they happen to.

        firings: The firings, in order.

        days: The day of each, as an ordinal.
    """
    program = engine.program
    entity_of, row_of, shifts = program.entity_of, program.row_of, program.shifts
    states, counts = engine.states, engine.counts
    left: list[int] = []
    reached: list[int] = []
    how: dict[int, int] = {}
    start = 0
    for firing in firings:
        entity = entity_of[firing]
        before = states[entity]
        target = row_of[firing][before]
        if target.__class__ is not int:
            target, how[len(left)] = engine.route(target)
            if target < 0:
                target, how[len(left)] = before, -REFUSED
        left.append(before)
        reached.append(target)
        states[entity] = target
        shift = shifts[entity]
        if shift is not None and target != before:
            counted, woken, is_woken = shift[before][target]
            for counter, by, edges in counted:
                value = counts[counter] = counts[counter] + by
                if value in edges:
                    is_woken = True
            if is_woken and engine.is_any_open(woken):
                end = start + len(left)
                engine.columns.extend(firings[start:end], days[start:end], left, reached, how)
                engine.settle(days[end - 1], woken)
                left, reached, how, start = [], [], {}, end
    engine.columns.extend(firings[start:], days[start:], left, reached, how)
