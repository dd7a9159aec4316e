"""
What decides what becomes of entities and events: other entities and events, directly or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from missionsim.record.record import Record
from missionsim.replay.links import Links
from missionsim.replay.program import Program, relied_on
from missionsim.replay.tables import Row


class Determinants:
    """
    What decides what, in a record.

    Args:
        record: The record.

        program: Its program.

        links: What depends on what.

        affected: The entities of which anything may come otherwise than the record asserts; all others do what it
            asserts, so that guards decide nothing there.
    """

    def __init__(self, record: Record, program: Program, links: Links, affected: frozenset[int] = frozenset()) -> None:
        self._record = record
        self._program = program
        self._links = links
        self._affected = affected

    def closed(self, entities: Iterable[int], events: Iterable[int]) -> tuple[set[int], set[int]]:
        """
        Some entities and events, with all that decides what becomes of them.
        """
        found, positions = set(entities), set(events)
        todo, waiting = list(found), list(positions)
        while todo or waiting:
            if todo:
                entity = todo.pop()
                more, others = self.setting_off(entity), self.events_on(entity)
            else:
                more, others = self._behind(waiting.pop())
            todo += more - found
            found |= more
            fresh = set(others) - positions
            waiting += fresh
            positions |= fresh
        return found, positions

    def _behind(self, position: int) -> tuple[set[int], list[int]]:
        """
        The entities that decide whether an event takes effect, and the events that it depends on.
        """
        program = self._program
        entities: set[int] = set()
        is_open = False
        for firing in program.firings_of[position]:
            entity = program.entity_of[firing]
            if firing not in program.denied and (entity in self._affected or not self._is_certain(firing)):
                entities |= {entity, *self._looked_at(program.row_of[firing])}
                is_open = True
        ties = self._links.ties.get(position, ())
        befores = [tie.before for tie in ties if is_open or tie.carries or tie.before in self._waiting]
        return entities, befores

    def is_certain(self, entity: int) -> bool:
        """
        Whether all that happens to an entity is asserted, so that each of its changes happens in every reading.
        """
        return (
            entity not in self._affected
            and self._program.tables[entity].automatic is None
            and all(map(self._is_certain, self.firings_on(entity)))
        )

    def _is_certain(self, firing: int) -> bool:
        return firing not in self._program.waits and self.is_asserted(self._program.event_of[firing])

    def is_asserted(self, position: int) -> bool:
        """
        Whether an event is evidence: not a plan, and of days about which anything is known.
        """
        event = self._record.events[position]
        stances = {claim.stance for claim in event.claims} - {"no_comment"}
        earliest = event.date.earliest
        return stances != {"plans"} and (earliest is None or earliest <= self._record.last_known)

    def setting_off(self, entity: int) -> set[int]:
        """
        The entities whose states decide whether one moves by itself.
        """
        automatic = self._program.tables[entity].automatic
        return set() if automatic is None else self._looked_at(automatic)

    def firings_on(self, entity: int) -> Sequence[int]:
        """
        The firings on an entity.
        """
        return self._firings_on.get(entity, ())

    def events_on(self, entity: int) -> list[int]:
        """
        Positions of the events of these.
        """
        return [self._program.event_of[firing] for firing in self.firings_on(entity)]

    @cached_property
    def _firings_on(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for firing, entity in enumerate(self._program.entity_of):
            found.setdefault(entity, []).append(firing)
        return found

    @cached_property
    def _waiting(self) -> frozenset[int]:
        return frozenset(self._program.event_of[firing] for firing in self._program.waits)

    def _looked_at(self, row: Row) -> set[int]:
        program = self._program
        routes = (route for entry in row if isinstance(entry, tuple) for route in entry)
        return {program.numbers[id_] for route in routes for id_ in relied_on(route.when, program.members)}
