"""
Whether what became of a deadline of the record stays, whatever the reading: what edits can't reach is not judged again.
"""

from __future__ import annotations

import math

from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.deadlines import Deadline
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.deadlines import has_measures
from missionsim.replay.outcomes import Outcome
from missionsim.whatif.affected import Affected, influence_of
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.influence import Influence


def stays(edited: EditedRecord, found: Compiled, affected: Affected, deadline: Deadline, known: Outcome) -> bool:
    """
    Whether what became of a deadline of the record, re-read, can't come otherwise.

    It can't where none of what it looks at does, or not before it was met in every reading.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        affected: What its edits can change.

        deadline: The deadline, which edits left as it was.

        known: What became of it without edits.
    """
    if affected.since is None:
        return True
    named = {found.record.positions[id_] for id_ in deadline.event_ids if id_ in found.record.positions}
    if not (affected.events.isdisjoint(named) and set(edited.gone).isdisjoint(deadline.event_ids)):
        return False
    if any(map(has_measures, deadline.conditions)) and _counts(edited, found, affected):
        return False
    first = _first_turn(influence_of(edited, found), affected, deadline)
    return first is None or first > _met_by(edited, deadline, known)


def _first_turn(influence: Influence, affected: Affected, deadline: Deadline) -> int | None:
    """
    The first day on which what a deadline looks at may come otherwise.
    """
    program = influence.program
    read = [program.numbers[id_] for each in deadline.conditions for id_ in each.reads(program.members)]
    turning = affected.days.touched.intersection(frozenset().union(*map(influence.turning, deadline.conditions)))
    firsts = [affected.entities[each] for each in read if each in affected.entities]
    return min([*firsts, *(affected.days.lows[each] for each in turning)], default=None)


def _counts(edited: EditedRecord, found: Compiled, affected: Affected) -> bool:
    """
    Whether any number may be counted otherwise.
    """
    recorded = edited.reread.positions
    return any(found.record.events[each].measures for each in affected.events) or any(
        edited.reread.event(id_).measures for id_ in edited.gone if id_ in recorded
    )


def _met_by(edited: EditedRecord, deadline: Deadline, known: Outcome) -> float:
    """
    The day by which a deadline was met in every reading.
    """
    if known.verdict != "met" or known.due is None or known.margins[1] is None:
        return math.inf
    if deadline.revisions:
        last = last_due(edited, deadline)
        return math.inf if last is None else last
    base = compiled(edited.reread)
    windows, positions = base.windows, edited.reread.positions
    counted = [positions[id_] for id_ in deadline.event_ids] if isinstance(deadline.due, Offset) else []
    waiting = {base.program.event_of[firing] for firing in base.program.waits}
    is_one_day = all(windows.lows[each] == windows.highs[each] and each not in waiting for each in counted)
    return known.due.toordinal() + known.margins[1] if is_one_day else math.inf


def last_due(edited: EditedRecord, deadline: Deadline) -> int | None:
    """
    The last day on which anything that a deadline asks is due, so that it is met by then or never; ``None`` where that
    depends on events, or is never.
    """
    dues = [each for each in (deadline.due, *(revision.due for revision in deadline.revisions)) if each is not None]
    widening = edited.reread.widening
    ends = [widening.of(due)[1] for due in dues if isinstance(due, ImpreciseDate)]
    known = [end.toordinal() for end in ends if end is not None]
    return max(known) if len(known) == len(dues) else None
