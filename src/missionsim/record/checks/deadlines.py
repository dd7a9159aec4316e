"""
Whether deadlines ask for something that can be judged, from an event that is there.
"""

from __future__ import annotations

from missionsim.errors import Fault
from missionsim.record.checks.common import MOST_DAYS, Faults, Path, unknown
from missionsim.record.checks.conditions import condition_faults
from missionsim.record.checks.events import claim_faults, unknown_event
from missionsim.record.checks.index import Index
from missionsim.record.dates import ImpreciseDate, Offset


def deadline_faults(names: Index) -> Faults:
    """
    What is wrong with deadlines.
    """
    for deadline in names.declared.deadlines:
        path: Path = ("deadlines", deadline.id)
        yield from condition_faults(names, deadline.condition, (*path, "when"), measures=True)
        if deadline.only_if is not None:
            yield from condition_faults(names, deadline.only_if, (*path, "only_if"), measures=True)
        named = [((*path, "set_by"), deadline.set_by), ((*path, "since"), deadline.since)]
        named += [((*path, "revisions", n, "by"), revision.by) for n, revision in enumerate(deadline.revisions)]
        for where, id_ in named:
            yield from unknown_event(names, where, id_)
        dues: list[tuple[Path, object]] = [((*path, "due"), deadline.due)]
        dues += [((*path, "revisions", n, "due"), revision.due) for n, revision in enumerate(deadline.revisions)]
        for where, due in dues:
            if isinstance(due, Offset) and deadline.set_by is None and deadline.since is None:
                yield Fault(where, f"{due} after what?", "accepted: a 'since' or 'set_by' that it counts from")
            elif isinstance(due, Offset) and abs(due.days) + abs(due.months) * 31 > MOST_DAYS:
                yield Fault(where, f"{due} is too long", f"accepted: up to {MOST_DAYS:,} days")
            elif isinstance(due, ImpreciseDate) and due.latest is None:
                yield Fault(where, f"{due} has no last day", "accepted: a date with an end")
        yield from claim_faults(names, deadline.claims, path)
        yield from unknown((*path, "denied_by"), "party", deadline.denied_by, names.party_ids)
