"""
Which edits led to what does not hold together in the outcome of a what-if.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from missionsim.errors import Fault
from missionsim.whatif.draft import Draft


def blamed(draft: Draft, faults: Iterable[Fault]) -> Iterator[Fault]:
    """
    The *faults* with the edits that led to them; of what an edit carried along, the first only.
    """
    known: set[int] = set()
    for fault in faults:
        part, which, *rest = (*fault.path, "", "")
        is_event = part == "events" and isinstance(which, int)
        id_ = draft.order[int(which)] if is_event else str(which)
        position = draft.blame.get((str(part), id_), _mover(draft, id_) if is_event else None)
        if position is None and is_event and rest[0] == "after":
            position = _mover(draft, draft.event(id_).after[int(rest[1])].event)
        if position is None:
            yield fault
        elif position not in known or (str(part), id_) in draft.blame:
            known.add(position)
            keys = tuple(each for each in rest if each != "")
            where = f"{id_}, {Fault(keys, '').where}: " if keys else f"{id_}: "
            yield Fault(("edits", position), where + fault.problem, fault.accepted)


def _mover(draft: Draft, id_: str) -> int | None:
    """
    Position of the edit that moved what carried or pushed an event.
    """
    seen: set[str] = set()
    while id_ not in seen:
        seen.add(id_)
        if ("events", id_) in draft.blame:
            return draft.blame["events", id_]
        place = draft.places().get(id_)
        id_ = next((cause.by for cause in place.causes), id_) if place is not None else id_
    return None
