"""
A what-if replayed: one consistent reading of its record, edited, and played to the end.
"""

from __future__ import annotations

from attrs import evolve, field, fields, frozen

from missionsim.record.record import Record
from missionsim.record.values import Day
from missionsim.replay.agenda import Reading, contradictions
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.replaying import replay as replay_record
from missionsim.replay.runs import Run, checked_reading, insist
from missionsim.replay.timeline import Timeline
from missionsim.whatif.courses import EditedCourses, EditedPossibilities, edited_run
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.judging import outcomes


@frozen(slots=False, repr=False)
class EditedTimeline(Timeline):
    """
    The timeline of a what-if, which knows what was asked.

    Its arguments are those of :class:`Timeline`.
    """

    _edited: EditedRecord | None = field(default=None, eq=False, repr=False, metadata={"key": None})

    @property
    def edited(self) -> EditedRecord | None:
        """
        The what-if that was replayed.
        """
        return self._edited


def edited_of(timeline: Timeline) -> EditedRecord | None:
    """
    What a timeline is a replay of, as a what-if; a record is one without edits. ``None`` if it was read from JSON.
    """
    if isinstance(timeline, EditedTimeline):
        return timeline.edited
    return None if timeline.record is None else EditedRecord(timeline.record)


def compiled_outcome(edited: EditedRecord) -> Compiled:
    """
    The outcome of a what-if, compiled; where dates are all that changes, by what is known of its record.
    """
    outcome = edited.outcome
    found = outcome.memo.get(Compiled)
    if not isinstance(found, Compiled):
        if edited.is_dates_only:
            positions = edited.record.positions
            moved = [positions[id_] for id_ in edited.reached if id_ in positions]
            found = Compiled(outcome, compiled(edited.record), moved)
        else:
            found = Compiled(outcome)
        outcome.memo[Compiled] = found
    return found


def run_of(edited: EditedRecord, reading: Reading, until: int | None = None) -> Run:
    """
    The course that a replay of a what-if shows.

    Args:
        edited: The what-if.

        reading: At which end imprecise events of the record stand.

        until: Last day that is asked about, as an ordinal; what happens later may be something else.
    """
    found = compiled_outcome(edited)
    return edited_run(edited, found, *compiled(edited.reread).placing(reading), until=until)


def replay(
    asked: Record | EditedRecord,
    *,
    strict: bool = False,
    reading: Reading = "latest",
    until: Day | None = None,
) -> Timeline:
    """
    Let the events of a record or of a what-if happen.

    Args:
        asked: The record, or the what-if.

        strict: Whether to raise at the first event that can't fire, instead of recording why.

        reading: At which end imprecise events of the record stand: ``latest`` or ``earliest``.

        until: Last day, inclusive; the horizon unless given.

    Returns:
        The frozen result.

    Raises:
        RefusedError: If *strict*, at the first event that is refused, orphaned or stranded.

        EditError: If the edits lead to what does not hold together.

        DayError: If *until* lies outside the scenario.
    """
    if isinstance(asked, Record):
        return replay_record(asked, strict=strict, reading=reading, until=until)
    chosen = checked_reading(reading)
    run = run_of(asked, chosen)
    record = asked.outcome
    found = compiled_outcome(asked)
    last = record.day(until)
    held_back = run.held_back(found.windows.highs)
    broken = tuple(dict.fromkeys((*contradictions(record, found.windows, run.days), *held_back)))
    possibilities = EditedPossibilities(EditedCourses(asked, found), found)
    timeline = run.timeline(chosen, last, broken, possibilities)
    if strict:
        insist(timeline.steps, run.columns)
    timeline = evolve(timeline, deadlines=outcomes(asked, found, run, last, chosen))
    values = {name: getattr(timeline, name) for name in _FIELDS}
    return EditedTimeline(**values, possibilities=possibilities, edited=asked)


_FIELDS = tuple(each.name for each in fields(Timeline) if not each.name.startswith("_"))
