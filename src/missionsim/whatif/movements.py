"""
Where events stand in a what-if, where the record has them, and why they moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from missionsim.record.dates import ImpreciseDate
from missionsim.record.record import Record
from missionsim.whatif.causes import Cause
from missionsim.whatif.draft import Draft
from missionsim.whatif.edits import Edit
from missionsim.whatif.rereading import is_rereading


@frozen
class Movement:
    """
    Where an event stands in a what-if, and why.

    Args:
        event: Id of the event.

        recorded: Its date in the record; ``None`` if it is not in it.

        now: Its date in the what-if; ``None`` if it was dropped.

        days: Days from the one to the other, positive if it is later.

        causes: The reasons, those of edits first.
    """

    event: str
    recorded: ImpreciseDate | None
    now: ImpreciseDate | None
    days: int
    causes: tuple[Cause, ...] = ()

    def __str__(self) -> str:
        stood = "not in the record" if self.recorded is None else f"{self.recorded}"
        stands = "dropped" if self.now is None else f"{self.now}"
        reasons = "; ".join(map(str, self.causes))
        return f"{self.event}: {stood} -> {stands}" + (f" ({reasons})" if reasons else "")


def movements_of(record: Record, edits: Sequence[Edit], draft: Draft) -> Mapping[str, Movement]:
    """
    Where the events stand that edits reached, by id, in document order; then those dropped, and those left alone.

    Args:
        record: The record, as it was before re-readings.

        edits: The edits.

        draft: What they made of the record.
    """
    alone: dict[str, list[Cause]] = {}
    for id_, cause in left_alone(draft):
        alone.setdefault(id_, []).append(cause)
    reread = _reread(record, draft.record)
    rereadings = [position for position, edit in enumerate(edits) if is_rereading(edit)]
    reached = {*draft.places(), *draft.made_by, *reread}
    found = {}
    for id_ in dict.fromkeys((*(each for each in draft.order if each in reached), *draft.gone, *alone)):
        positions = [*draft.made_by.get(id_, ()), *(rereadings if id_ in reread else ())]
        made = [Cause("edited", str(edits[each]), _shift(draft, id_, each), edit=each) for each in positions]
        movement = _movement(record, draft, id_, made, alone.get(id_, ()))
        if movement.causes or movement.days:
            found[id_] = movement
    return found


def left_alone(draft: Draft) -> Iterator[tuple[str, Cause]]:
    """
    The events that react to what was dropped, or had to wait for it.
    """
    for gone in draft.gone:
        for id_ in draft.followers(gone):
            carries = any(link.event == gone and link.kind == "carry" for link in draft.event(id_).after)
            yield id_, Cause("orphaned" if carries else "released", gone)


def _reread(record: Record, reread: Record) -> frozenset[str]:
    """
    Ids of the events that re-readings date otherwise.
    """
    if reread is record:
        return frozenset()
    before = {event.id: event for event in record.events}
    return frozenset(event.id for event in reread.events if before.get(event.id) != event)


def _shift(draft: Draft, id_: str, edit: int) -> int:
    return sum(act.shift for act in draft.schedule.acts.get(id_, ()) if act.edit == edit)


def _movement(record: Record, draft: Draft, id_: str, made: Iterable[Cause], alone: Iterable[Cause]) -> Movement:
    recorded = draft.schedule.recorded_as(id_) or id_
    old = record.event(recorded).date if recorded in record.positions else None
    if not draft.has(id_):
        return Movement(id_, old, None, 0, tuple(made))
    place = draft.places().get(id_)
    now = draft.date(id_)
    days = 0 if old is None else draft.day_of(now) - draft.day_of(old)
    return Movement(id_, old, now, days, (*made, *(() if place is None else place.causes), *alone))
