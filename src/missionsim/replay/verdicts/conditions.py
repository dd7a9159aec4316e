"""
What a condition comes to where only some states are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from missionsim.replay.readings.problem import Leaf
from missionsim.replay.truth import Answer
from missionsim.replay.verdicts.question import Condition, Counted

TRUE, FALSE, DOUBT = 1, 2, 4
MASKS: dict[Answer, int] = {True: TRUE, False: FALSE, None: DOUBT}
_ANSWERS: dict[int, Answer] = {mask: answer for answer, mask in MASKS.items()}
States = Mapping[int, int | None]


def possible(condition: Condition, states: States, counting: tuple[int, ...] = ()) -> int:
    """
    What a condition may come to, as bits, where a state that is ``None`` may be any.

    Each unknown state is taken by itself, so that more may be given than is possible, never less.
    """
    if isinstance(condition, Leaf):
        return _possible_leaf(condition, states)
    if isinstance(condition, Counted):
        return MASKS[condition.says(counting) if counting else None]
    masks = [possible(part, states, counting) for part in condition.parts]
    # Parts that only states decide add any number; what may be in doubt is combined one by one.
    free = masks.count(TRUE | FALSE)
    true = masks.count(TRUE)
    counts = {(count, masks.count(DOUBT)) for count in range(true, true + free + 1)}
    for mask in masks:
        if mask not in _ANSWERS and mask != TRUE | FALSE:
            added = [(bit == TRUE, bit == DOUBT) for bit in (TRUE, FALSE, DOUBT) if mask & bit]
            counts = {(true + more, doubt + doubts) for (true, doubt), (more, doubts) in product(counts, added)}
    found = 0
    for true, doubt in counts:
        found |= MASKS[counted(true, doubt, condition.least, condition.most)]
    return found


def counted(true: int, doubt: int, least: int, most: int) -> Answer:
    """
    Whether between *least* and *most* parts hold, of which some do and some are in doubt.
    """
    if least <= true and true + doubt <= most:
        return True
    return False if true > most or true + doubt < least else None


def _possible_leaf(leaf: Leaf, states: States) -> int:
    count = unknown = 0
    for entity in leaf.entities:
        state = states[entity]
        if state is None:
            unknown += 1
        else:
            count += state in leaf.states
    most = count + unknown
    can_hold = count <= leaf.most and most >= leaf.least
    must_hold = leaf.least <= count and most <= leaf.most
    return (TRUE if can_hold else 0) | (0 if must_hold else FALSE)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """
    The conditions on states within a condition.
    """
    if isinstance(condition, Leaf):
        yield condition
    elif not isinstance(condition, Counted):
        for part in condition.parts:
            yield from leaves(part)
