"""
Who was in what state for how long: the changes of each entity, and the stretches of days between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from missionsim.record.dates import add_days
from missionsim.replay.steps import Step, Steps, Turn


@frozen
class Spell:
    """
    A stretch of days that one entity spent in one state.

    Args:
        entity: Id of the entity.

        state: The state it was in.

        start: First day, at whose end it was in *state*.

        end: Last such day, inclusive; ``None`` while it lasts at the end of the timeline.
    """

    entity: str
    state: str
    start: dt.date
    end: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """
        Whether the entity was in this state at the end of *day*.
        """
        return self.start <= day and (self.end is None or day <= self.end)


def turns_of(steps: Sequence[Step], entities: Sequence[str]) -> Mapping[str, Sequence[Turn]]:
    """
    The changes of every entity, in order.
    """
    found: dict[str, list[Turn]] = {entity: [] for entity in entities}
    if isinstance(steps, Steps):
        for entity, turn in steps.turns():
            found[entity].append(turn)
        return found
    for position, step in enumerate(steps):
        for change in step.changes:
            found[change.entity].append(Turn(position, step.date, change.after, change.relied_on))
    return found


def spells_of(entity: str, initial: str, start: dt.date, turns: Sequence[Turn]) -> Iterator[Spell]:
    """
    The stretches of days that an entity spent in its states, in order, without gaps.

    A state that it passed through within one day has none.
    """
    state = initial
    at_end_of_day = {turn.day: turn.after for turn in turns}
    for day, after in at_end_of_day.items():
        if after != state:
            if day > start:
                yield Spell(entity, state, start, add_days(day, -1))
            start, state = day, after
    yield Spell(entity, state, start, None)
