"""
Several scenarios side by side: how each ends, when, and what becomes of the deadlines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen
from immutabledict import immutabledict

from missionsim.errors import EditError, UnknownError, accepted, shown
from missionsim.record.record import Record
from missionsim.replay.agenda import Reading
from missionsim.replay.outcomes import Verdict
from missionsim.replay.timeline import Timeline
from missionsim.whatif.edited import EditedRecord, edited_record
from missionsim.whatif.edits import Advance, Delay, Edit
from missionsim.whatif.replaying import replay
from missionsim.whatif.selections import Target


@frozen
class Ending:
    """
    How an entity ends.

    Args:
        state: State at the end.

        since: First day of that state without a break.
    """

    state: str
    since: date

    def __str__(self) -> str:
        return f"{self.state} since {self.since}"


@frozen
class Margin:
    """
    What became of a deadline.

    Args:
        verdict: The verdict.

        days: Days to spare; negative if late; ``None`` if it was not met at all.
    """

    verdict: Verdict
    days: int | None

    def __str__(self) -> str:
        return self.verdict if self.days is None else f"{self.verdict} {self.days:+d}"


@frozen
class Outlook:
    """
    How one scenario turns out.

    Args:
        name: What it is called.

        endings: How every entity ends, by id.

        margins: What became of every deadline, by id.

        refused: Ids of the events that are refused, orphaned or stranded, in order.

        shifts: By how many days its events were shifted, where it stands in a grid.
    """

    name: str
    endings: immutabledict[str, Ending]
    margins: immutabledict[str, Margin]
    refused: tuple[str, ...]
    shifts: tuple[int, ...] = ()

    @classmethod
    def of(cls, name: str, timeline: Timeline, shifts: tuple[int, ...] = ()) -> Outlook:
        """
        How a timeline turns out.
        """
        spells = {entity: timeline.spells(entity)[-1] for entity in timeline.entities}
        return cls(
            name,
            immutabledict({entity: Ending(spell.state, spell.start) for entity, spell in spells.items()}),
            immutabledict(
                {
                    each.id: Margin(each.verdict, None if each.days_late is None else -each.days_late)
                    for each in timeline.deadlines
                }
            ),
            tuple(dict.fromkeys(step.event for step in timeline.refusals)),
            shifts,
        )


@frozen
class Outlooks:
    """
    Several scenarios side by side.

    Args:
        outlooks: How each turns out, in the order given.

        shifted: What was shifted, where they are a grid.
    """

    outlooks: tuple[Outlook, ...]
    shifted: tuple[str, ...] = field(default=())

    def __getitem__(self, name: str) -> Outlook:
        """
        The one of that name.

        Raises:
            UnknownError: If there is none.
        """
        for outlook in self.outlooks:
            if outlook.name == name:
                return outlook
        raise UnknownError(f"no outlook {name!r}; {accepted(name, (each.name for each in self.outlooks))}")

    @property
    def entities(self) -> tuple[str, ...]:
        """
        Ids of the entities that do not end alike in all of them.
        """
        every = dict.fromkeys(entity for each in self.outlooks for entity in each.endings)
        return tuple(id_ for id_ in every if len({each.endings.get(id_) for each in self.outlooks}) > 1)

    @property
    def deadlines(self) -> tuple[str, ...]:
        """
        Ids of all deadlines.
        """
        return tuple(dict.fromkeys(deadline for each in self.outlooks for deadline in each.margins))

    def rows(self) -> list[dict[str, Any]]:
        """
        One flat row per scenario, for any data-frame library: ``name``; the days of every shift; per entity that does
        not end alike everywhere ``<id>.state`` and ``<id>.since``; per deadline ``<id>.verdict`` and ``<id>.margin``;
        and ``refused``, a list of event ids.
        """
        return [self._row(each) for each in self.outlooks]

    def columns(self) -> dict[str, list[Any]]:
        """
        The same as :meth:`rows`, one list per column.
        """
        rows = self.rows()
        return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}

    def to_dict(self) -> list[dict[str, Any]]:
        """
        The same as :meth:`rows`, with days as text.
        """
        return [
            {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
            for row in self.rows()
        ]

    def _row(self, outlook: Outlook) -> dict[str, Any]:
        row: dict[str, Any] = {"name": outlook.name, **dict(zip(self.shifted, outlook.shifts, strict=True))}
        for entity in self.entities:
            ending = outlook.endings.get(entity)
            row[f"{entity}.state"] = None if ending is None else ending.state
            row[f"{entity}.since"] = None if ending is None else ending.since
        for deadline in self.deadlines:
            margin = outlook.margins.get(deadline)
            row[f"{deadline}.verdict"] = None if margin is None else margin.verdict
            row[f"{deadline}.margin"] = None if margin is None else margin.days
        return row | {"refused": list(outlook.refused)}


def compare_many(scenarios: Mapping[str, Record | EditedRecord], *, reading: Reading = "latest") -> Outlooks:
    """
    Replay several scenarios, and put their outcomes side by side.

    Args:
        scenarios: The scenarios, by what they are called.

        reading: On which day an imprecise event is placed.

    Raises:
        TypeError: If they are no table of scenarios.
    """
    if not isinstance(scenarios, Mapping):
        raise TypeError(f"{shown(scenarios)} is no table of scenarios; accepted: {{name: scenario, ...}}")
    for name, each in scenarios.items():
        if not isinstance(each, Record | EditedRecord):
            raise TypeError(f"{name}: {shown(each)} is not a scenario; accepted: a Scenario, or a what-if of one")
    return Outlooks(tuple(Outlook.of(name, replay(each, reading=reading)) for name, each in scenarios.items()))


def grid(  # noqa: PLR0913  two axes, each of an event and its days
    scenario: Record | EditedRecord,
    event: Target,
    days: Iterable[int],
    against: Target | None = None,
    against_days: Iterable[int] = (0,),
    *,
    reading: Reading = "latest",
) -> Outlooks:
    """
    Shift one event, or two, by every number of days in a range, and put the outcomes side by side.

    Args:
        scenario: A record or a what-if.

        event: Id of the event, or :class:`Events`.

        days: Days by which it is shifted; negative for earlier.

        against: A second event that is shifted as well.

        against_days: Days by which that is shifted, with every shift of the first.

        reading: On which day an imprecise event is placed.

    Returns:
        One outlook per combination, the second event's days changing fastest.

    Raises:
        EditError: If a shift can't be made: it is no whole number, names nothing, or moves an event before the
            scenario's start.
    """
    for each in (days, against_days):
        if not isinstance(each, Iterable):
            raise EditError.of(f"{shown(each)} is no range of days", "accepted: whole numbers, as in range(0, 91, 30)")
    base, others = edited_record(scenario), tuple(against_days)
    found = []
    for first in days:
        for second in others:
            shifts = (first,) if against is None else (first, second)
            targets = (event,) if against is None else (event, against)
            edits = [_shift(target, by) for target, by in zip(targets, shifts, strict=True)]
            timeline = replay(base.with_edits(*edits), reading=reading)
            found.append(Outlook.of(", ".join(f"{by:+d}" for by in shifts), timeline, shifts))
    return Outlooks(tuple(found), tuple(str(target) for target in (event, against) if target is not None))


def _shift(target: Target, days: int) -> Edit:
    if isinstance(days, bool) or not isinstance(days, int):
        raise EditError.of(f"{days!r} is not a number of days", "accepted: whole numbers")
    return Delay(target, days) if days >= 0 else Advance(target, -days)
