"""
Whether the order of events that dates leave open matters, over all consistent readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from missionsim.errors import EditError, shown
from missionsim.record.record import Record
from missionsim.replay.columns import APPLIED, DISPOSITIONS
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.player import Player
from missionsim.replay.readings import Edge
from missionsim.whatif.edited import EditedRecord


@frozen
class SensitivePair:
    """
    Two events whose order matters, and is not known.

    Args:
        first: Id of the event that a replay plays first.

        second: Id of the other.

        same_day: Whether both are known to the day, and it is the same.

        dispositions: Ids of the events with another outcome if the second comes first, with that outcome.

        states: Ids of the entities that end in another state then, with that state.
    """

    first: str
    second: str
    same_day: bool
    dispositions: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


@frozen
class OrderSensitivity:
    """
    Which events would change the outcome if they happened in another order.

    Args:
        pairs: The pairs whose order matters, in the order of a replay; empty if none does.

        is_exact: Whether all consistent readings were looked at; if not, there may be more pairs.
    """

    pairs: tuple[SensitivePair, ...]
    is_exact: bool

    def __bool__(self) -> bool:
        """
        Whether any order matters.
        """
        return bool(self.pairs)


def order_sensitivity(asked: Record | EditedRecord) -> OrderSensitivity:
    """
    Which same-day or imprecisely dated events would change the outcome if they happened in another order.

    The outcome is what becomes of every event, and the state of every entity at the end; on which days is left aside.
    Only orders count in which nothing is refused that the record asserts and that another order lets happen.

    Args:
        asked: A record; of a what-if, the record that it adopts is asked.

    Returns:
        The pairs that matter.

    Raises:
        EditError: If it is no record.
    """
    if not isinstance(asked, Record | EditedRecord):
        raise EditError.of(f"{shown(asked)} is no record", "accepted: a scenario")
    found = compiled(asked.adopted() if isinstance(asked, EditedRecord) else asked)
    days, order = found.placing("latest")
    rank = {position: n for n, position in enumerate(order)}
    pairs = [sorted(pair, key=rank.__getitem__) for pair in found.readings.sensitive_pairs]
    pairs.sort(key=lambda pair: [rank[position] for position in pair])
    plain = found.play(days, order)
    told = tuple(_pair(found, plain, first, second) for first, second in pairs)
    return OrderSensitivity(told, found.readings.is_exact)


def _pair(found: Compiled, plain: Player, first: int, second: int) -> SensitivePair:
    events = found.record.events
    is_precise = found.record.widening.is_precise
    other = found.readings.best(second, "earliest", edges=[Edge(second, first)])
    course = None if other is None else other.course
    changed = plain if course is None else found.play(course.days, course.sequence())
    return SensitivePair(
        events[first].id,
        events[second].id,
        all(is_precise(events[position].date) for position in (first, second)),
        tuple(_dispositions(found, plain, changed)),
        tuple(_states(found, plain, changed)),
    )


def _dispositions(found: Compiled, before: Player, after: Player) -> Iterator[tuple[str, str]]:
    mine, other = (_fates(player, len(found.program.event_of)) for player in (before, after))
    for firing, fate in enumerate(other):
        if fate is not None and fate != mine[firing]:
            yield found.record.events[found.program.event_of[firing]].id, DISPOSITIONS[fate]


def _fates(player: Player, count: int) -> Sequence[int | None]:
    fates: list[int | None] = [None] * count
    columns = player.engine.columns
    for what, how in zip(columns.what, columns.how, strict=True):
        if what >= 0:
            fates[what] = max(-how, APPLIED)
    return fates


def _states(found: Compiled, before: Player, after: Player) -> Iterator[tuple[str, str]]:
    mine, other = (found.program.named(player.engine.states) for player in (before, after))
    for entity, state in other.items():
        if state != mine[entity]:
            yield entity, state
