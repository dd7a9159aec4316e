"""
Re-readings: what a record says once another party, policy or day of publication is believed.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from missionsim.errors import EditError, Fault, MissionsimError, ScenarioError
from missionsim.record.publication import as_published
from missionsim.record.record import Record
from missionsim.record.versions import according_to, dated_by, redated
from missionsim.whatif.edits import According, AsPublished, DatedBy, Edit, Redate


def reread(record: Record, edits: Sequence[Edit]) -> Record:
    """
    A record after all re-readings among some edits; itself without any.

    Raises:
        EditError: If one of them names nothing; with its position.
    """
    found = record
    for position, edit in enumerate(edits):
        try:
            found = _reread(found, edit)
        except ScenarioError as error:
            raise EditError(
                Fault(("edits", position), _where(found, fault), fault.accepted) for fault in error.faults
            ) from None
        except MissionsimError as error:
            problem, _, accept = str(error).partition("; ")
            raise EditError([Fault(("edits", position), problem, accept)]) from None
    return found


def is_rereading(edit: Edit) -> bool:
    """
    Whether an edit changes what is believed, and moves nothing.
    """
    return getattr(edit, "way", None) == "re-reading"


def rereads(edit: Edit, record: Record) -> bool:
    """
    Whether an edit is a re-reading of a record: to redate an event that is not in it is an intervention.
    """
    return is_rereading(edit) and (not isinstance(edit, Redate) or edit.target in record.positions)


def _reread(record: Record, edit: Edit) -> Record:
    if isinstance(edit, According):
        return according_to(record, edit.party, members=edit.members)
    if isinstance(edit, DatedBy):
        return dated_by(record, edit.policy)
    if isinstance(edit, AsPublished):
        return as_published(record, edit.day)
    if isinstance(edit, Redate) and edit.target in record.positions:
        position = record.positions[edit.target]
        events = list(record.events)
        events[position] = redated(events[position], edit.to)
        return evolve(record, events=events)
    return record


def _where(record: Record, fault: Fault) -> str:
    part, which, *rest = (*fault.path, "", "")
    id_ = record.events[which].id if part == "events" and isinstance(which, int) else str(which)
    return f"{id_}, {Fault(tuple(each for each in rest if each), '').where}: {fault.problem}"
