"""
The imprecise events of which more precise days would decide a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from missionsim.replay.outcomes import Verdict
from missionsim.replay.verdicts.collected import Collected, Spread
from missionsim.replay.verdicts.facts import Fact, pinned, tried

MOST_TAKEN_AWAY = 10
Spans = list[tuple[Verdict, int, int]]
Again = Callable[[Iterable[Fact]], Collected]


def settled_by(found: Collected, events: Sequence[int], again: Again) -> tuple[int, ...]:
    """
    A smallest set found of imprecise events of which more precise days can decide.

    Those that can by themselves; else, for the reading of each verdict, all of them are given their day there, and then
    those are left out, one by one, without which it is still decided. If there are many, all of them.

    Args:
        found: The verdicts, more than one.

        events: The imprecise events on which they may rest.

        again: Finds the verdicts where some days are known.
    """
    alone = tuple(event for event in events if _can_decide(found, event))
    if alone or len(events) > MOST_TAKEN_AWAY:
        return alone or tuple(events)
    sets = [_deciding(events, witness.placed.vector, again) for witness in found.witnesses.values()]
    return min((one for one in sets if one), key=len, default=())


def _deciding(events: Sequence[int], vector: Sequence[int], again: Again) -> tuple[int, ...]:
    def decide(kept: Sequence[int]) -> bool:
        found = again([fact for event in kept for fact in pinned(event, vector[event])])
        return found.is_exact and len(found.witnesses) == 1

    kept = list(events)
    if not decide(kept):
        return ()
    for event in events:
        without = [other for other in kept if other != event]
        if decide(without):
            kept = without
    return tuple(kept)


def _can_decide(found: Collected, event: int) -> bool:
    """
    Whether there is a day of an event that leaves one verdict.
    """
    spans: Spans = [(verdict, days.lo[event], days.hi[event]) for verdict, days in found.cells]
    for spread in found.spreads:
        spans += _spans(spread, event)
    days = {day for _, first, last in spans for day in (first - 1, first, last, last + 1)}
    return any(len({verdict for verdict, first, last in spans if first <= day <= last}) == 1 for day in days)


def _spans(spread: Spread, event: int) -> Iterator[tuple[Verdict, int, int]]:
    """
    For each verdict the days that an event may have: its outermost days are left out where they don't go with it.
    """
    first, last = spread.days.lo[event], spread.days.hi[event]
    if len(spread.turns) == 1 or first == last:
        yield from ((verdict, first, last) for verdict in spread.turns)
        return
    early, late = tried(spread.days, pinned(event, first)), tried(spread.days, pinned(event, last))
    for verdict, (least, most) in spread.turns.items():
        is_first_out = early is not None and spread.day_of(early.hi) < least
        is_last_out = late is not None and spread.day_of(late.lo) > most
        yield verdict, first + is_first_out, last - is_last_out
