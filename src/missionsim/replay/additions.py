"""
A program to which events of somebody's own are added while it is being played.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from missionsim.record.events import Event
from missionsim.replay.program import Program
from missionsim.replay.tables import Row


class Additions:
    """
    The events of a record, and those added since.

    Args:
        program: The compiled record, which is left as it is.

        events: Its events.

    Attributes:
        program: The same with the events that were added.

        events: All events.
    """

    def __init__(self, program: Program, events: Sequence[Event]) -> None:
        self.events = list(events)
        self._event_of = list(program.event_of)
        self._entity_of = list(program.entity_of)
        self._row_of: list[Row] = list(program.row_of)
        self._triggers = list(program.triggers)
        self._starts = list(program.starts)
        self.program = evolve(
            program,
            event_of=self._event_of,
            entity_of=self._entity_of,
            row_of=self._row_of,
            triggers=self._triggers,
            starts=self._starts,
            fire_once=False,
        )
        self._firings_of = list(program.firings_of)
        self.program.__dict__["firings_of"] = self._firings_of

    def add(self, event: Event) -> int:
        """
        Add an event.

        Returns:
            Its position.
        """
        position, start = len(self.events), len(self._event_of)
        for firing in event.fires:
            number = self.program.numbers[firing.entity]
            self._event_of.append(position)
            self._entity_of.append(number)
            self._row_of.append(self.program.tables[number].rows[firing.trigger])
            self._triggers.append(firing.trigger)
        self._firings_of.append(range(start, len(self._event_of)))
        self._starts.append(len(self._event_of))
        self.events.append(event)
        return position

    def cut(self, length: int) -> None:
        """
        Take back all events from position *length* on.
        """
        if length < len(self.events):
            start = self._firings_of[length].start
            for column in (self._event_of, self._entity_of, self._row_of, self._triggers):
                del column[start:]
            del self._firings_of[length:]
            del self._starts[length + 1 :]
            del self.events[length:]
