"""
A what-if as a value: a record and the edits made to it, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Self

from attrs import field, frozen

from missionsim.errors import EditError, Fault
from missionsim.record.dates import add_days
from missionsim.record.record import Record
from missionsim.replay.compiled import compiled
from missionsim.whatif.apply import make
from missionsim.whatif.days import EditedDays
from missionsim.whatif.draft import Draft
from missionsim.whatif.edits import Edit
from missionsim.whatif.movements import Movement, movements_of
from missionsim.whatif.outcome import outcome_of
from missionsim.whatif.rereading import is_rereading, reread, rereads
from missionsim.whatif.touched import touched_days


def _edits(values: Edit | Iterable[Edit]) -> tuple[Edit, ...]:
    return (values,) if isinstance(values, Edit) or not isinstance(values, Iterable) else tuple(values)


@frozen(slots=False)
class EditedRecord:
    """
    A record and the edits made to it. Two are equal, and have equal hashes, if both are.

    Args:
        record: The record.

        edits: The edits, in order: re-readings act first, wherever they stand; then each acts on the record as the
            earlier ones left it.

    Raises:
        EditError: If an edit names nothing; with the edit.
    """

    record: Record
    edits: tuple[Edit, ...] = field(default=(), converter=_edits)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.record, Record):
            raise EditError.of(f"{self.record!r:.60} is no record", "accepted: a scenario")
        self._draft  # noqa: B018  what names nothing is said at once

    def with_edits(self, *edits: Edit) -> Self:
        """
        The same record with more edits behind these.

        Raises:
            EditError: If an edit names nothing; with the edit.
        """
        if not edits:
            return self
        other = object.__new__(type(self))
        every = (*self.edits, *edits)
        other.__dict__.update(record=self.record, edits=every)
        if not any(is_rereading(edit) for edit in edits):
            other.__dict__["_draft"] = _made(self._draft.copy(), len(self.edits), edits)
        else:
            other._draft  # noqa: B018  what names nothing is said at once
        return other

    def __getstate__(self) -> dict[str, object]:
        return {"record": self.record, "edits": self.edits}

    @cached_property
    def _draft(self) -> Draft:
        return _made(Draft(self.reread), 0, self.edits)

    @cached_property
    def reread(self) -> Record:
        """
        The record after all re-readings among the edits; the record itself without any.
        """
        return reread(self.record, self.edits)

    @property
    def is_dates_only(self) -> bool:
        """
        Whether nothing but days is changed, so that the record's program serves.
        """
        return self.reread is self.record and not self._draft.is_restructured

    @property
    def is_rereading(self) -> bool:
        """
        Whether all edits are re-readings, so that its readings are those of the record, re-read.
        """
        return not self._draft.schedule.acts and not self._draft.gone and not self._draft.is_restructured

    @cached_property
    def outcome(self) -> Record:
        """
        The record as it is after all edits; of the record's class.

        Raises:
            EditError: If the edits lead to what does not hold together, or out of the calendar; with the edit.
        """
        return outcome_of(self._draft)

    def adopted(self) -> Record:
        """
        The outcome as a record of its own, which forgets the edits; of the record's class.

        Raises:
            EditError: If the edits lead to what does not hold together.
        """
        return self.outcome

    @cached_property
    def movements(self) -> Mapping[str, Movement]:
        """
        Where the events stand that the edits reached, and why, by id, in document order; then those dropped, and those
        that had to wait for these or reacted to them.
        """
        return movements_of(self.record, self.edits, self._draft)

    @cached_property
    def days(self) -> EditedDays:
        """
        How its days follow from those of the record, re-read.
        """
        return EditedDays(self._draft)

    @property
    def reached(self) -> frozenset[str]:
        """
        Ids of the events that edits shifted, gave dates or links, or that move along with these.
        """
        return frozenset(map(str, self._draft.places())) | frozenset(self._draft.made_by)

    @property
    def gone(self) -> tuple[str, ...]:
        """
        Ids of the events that edits took out.
        """
        return tuple(self._draft.gone)

    @property
    def changes_rules(self) -> bool:
        """
        Whether edits change lifecycles, or where entities start.
        """
        return bool(self._draft.lifecycles or self._draft.entities)

    def recorded_as(self, id_: str) -> str | None:
        """
        Id of the recorded event that an event of the outcome stands for; ``None`` if it is not in the record.
        """
        return self._draft.schedule.recorded_as(id_)

    @cached_property
    def first_touched_day(self) -> date:
        """
        The first day on which a replay can differ from one of the record, in the latest reading.

        The day after the horizon where none can: what only changes deadlines touches no day.
        """
        base, _ = compiled(self.reread).placing("latest")
        new = dict(zip((event.id for event in self.outcome.events), self.days.of(base), strict=True))
        after = self.record.horizon if self.record.horizon == date.max else add_days(self.record.horizon, 1)
        return min([after, *touched_days(self.record, self._draft, new)])


def edited_record(asked: Record | EditedRecord) -> EditedRecord:
    """
    A record or a what-if as the latter.
    """
    return asked if isinstance(asked, EditedRecord) else EditedRecord(asked)


def _made(draft: Draft, position: int, edits: Sequence[Edit]) -> Draft:
    for number, edit in enumerate(edits, position):
        if not isinstance(edit, Edit):
            fault = Fault(("edits", number), f"{edit!r:.60} is not an edit", "accepted: Delay, Drop, Insert and so on")
            raise EditError([fault])
        if not rereads(edit, draft.record):
            make(draft, number, edit)
    return draft
