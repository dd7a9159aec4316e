"""
How a change spreads: what happens otherwise from which day on, once some events come on other days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from missionsim.record.conditions import Condition, InState
from missionsim.replay.links import Links
from missionsim.replay.program import Program
from missionsim.replay.tables import Route, Row

ALWAYS = 1 << 60


class Influence:
    """
    What can act on what, in a program.

    Args:
        program: The program.

        links: What depends on what.
    """

    def __init__(self, program: Program, links: Links) -> None:
        self.program = program
        self.links = links
        self._known_behind: dict[int, frozenset[int]] = {}
        self._turners: dict[int, frozenset[int]] = {}
        self._turning_conditions: dict[Condition, frozenset[int]] = {}

    @cached_property
    def fired(self) -> Sequence[tuple[int, ...]]:
        """
        The entities that every event acts on; what is denied acts on nothing.
        """
        program = self.program
        return [
            tuple(dict.fromkeys(program.entity_of[each] for each in firings if each not in program.denied))
            for firings in program.firings_of
        ]

    @cached_property
    def firing(self) -> Mapping[int, Sequence[int]]:
        """
        The events that act on an entity, by that entity.
        """
        return _inverted(self.fired)

    @cached_property
    def looks(self) -> Sequence[tuple[int, ...]]:
        """
        The entities of which the states decide what becomes of every event.
        """
        return [
            tuple(dict.fromkeys((*fired, *(entity for row in rows for entity, _ in self._read(row)))))
            for fired, rows in zip(self.fired, self._rows, strict=True)
        ]

    @cached_property
    def lookers(self) -> Mapping[int, Sequence[int]]:
        """
        The events that the state of an entity decides about, by that entity.
        """
        return _inverted(self.looks)

    @cached_property
    def movers(self) -> Mapping[int, Sequence[int]]:
        """
        The entities that move by themselves when an entity changes, by that entity.
        """
        rows = [self.program.tables[entity].automatic or () for entity in self.program.watched]
        read = [{entity for entity, _ in self._read(row)} for row in rows]
        found = _inverted(read)
        return {entity: [self.program.watched[each] for each in numbers] for entity, numbers in found.items()}

    @cached_property
    def deciders(self) -> Sequence[frozenset[int]]:
        """
        Per event, the events that may change whether it is applied: what acts on its entities, and what may turn what
        its conditions look at.
        """
        return [
            frozenset(self._changing(fired)).union(*map(self._turning, rows))
            for fired, rows in zip(self.fired, self._rows, strict=True)
        ]

    @cached_property
    def decided(self) -> Mapping[int, Sequence[int]]:
        """
        The events that an event may decide about, by that event.
        """
        return _inverted(self.deciders)

    @cached_property
    def moving(self) -> Mapping[int, Sequence[int]]:
        """
        The entities that an event may let move by themselves, by that event.
        """
        rows = [self.program.tables[entity].automatic or () for entity in self.program.watched]
        found = _inverted([self._turning(row) for row in rows])
        return {event: [self.program.watched[each] for each in numbers] for event, numbers in found.items()}

    @property
    def _rows(self) -> Iterator[list[Row]]:
        program = self.program
        for firings in program.firings_of:
            yield [program.row_of[each] for each in firings if each not in program.denied]

    def _read(self, row: Row) -> Iterator[tuple[int, InState | None]]:
        """
        The entities that the conditions of a row look at, and the states that they ask for; ``None`` for anything else.
        """
        program = self.program
        for entry in row:
            for route in entry if isinstance(entry, tuple) else ():
                for leaf in () if route.when is None else route.when.leaves():
                    asked = leaf if isinstance(leaf, InState) else None
                    yield from ((program.numbers[id_], asked) for id_ in leaf.reads(program.members))

    def _turning(self, row: Row) -> frozenset[int]:
        """
        The events that may turn what the conditions of a row look at.
        """
        if id(row) not in self._turners:
            self._turners[id(row)] = self._turning_row(row)
        return self._turners[id(row)]

    def _turning_row(self, row: Row) -> frozenset[int]:
        found: set[int] = set()
        for entity, leaf in self._read(row):
            if leaf is None or self.program.tables[entity].automatic is not None:
                found.update(self._changing([entity]))
            else:
                found.update(event for event in self.firing.get(entity, ()) if self._turns(event, entity, leaf))
        return frozenset(found)

    def turning(self, condition: Condition) -> frozenset[int]:
        """
        The events that may turn whether a condition holds.
        """
        if condition not in self._turning_conditions:
            row = ((Route(0, condition, None),),)
            self._turning_conditions[condition] = self._turning_row(row)
        return self._turning_conditions[condition]

    def _turns(self, event: int, entity: int, leaf: InState) -> bool:
        """
        Whether an event may take an entity into one of the states that a condition asks for, or out of them.
        """
        program = self.program
        rows = (program.row_of[each] for each in program.firings_of[event] if program.entity_of[each] == entity)
        return any(program.tables[entity].turns(row, leaf.states) for row in rows)

    def _changing(self, entities: Iterable[int]) -> Iterator[int]:
        """
        The events at which some entities may change, by themselves too.
        """
        seen: set[int] = set()
        todo = list(entities)
        while todo:
            entity = todo.pop()
            if entity not in seen:
                seen.add(entity)
                yield from self.firing.get(entity, ())
                todo += [each for each, _ in self._read(self.program.tables[entity].automatic or ())]

    @cached_property
    def followers(self) -> Mapping[int, Sequence[int]]:
        """
        The events that depend on an event, by that event.
        """
        found: dict[int, list[int]] = {}
        for ties in self.links.ties.values():
            for tie in ties:
                found.setdefault(tie.before, []).append(tie.after)
        return found

    @cached_property
    def waiting(self) -> frozenset[int]:
        """
        The events that may take effect later than on their day: those that wait, and what depends on them.
        """
        return self.behind(self.program.event_of[firing] for firing in self.program.waits)

    def is_behind(self, one: int, other: int) -> bool:
        """
        Whether one of two events depends on the other, directly or not.
        """
        return bool(self.followers) and (other in self._behind(one) or one in self._behind(other))

    def _behind(self, event: int) -> frozenset[int]:
        if event not in self._known_behind:
            self._known_behind[event] = self.behind([event])
        return self._known_behind[event]

    def behind(self, events: Iterable[int]) -> frozenset[int]:
        """
        Some events and all that depend on them, directly or not.
        """
        found = set(events)
        todo = list(found)
        while todo:
            new = set(self.followers.get(todo.pop(), ())) - found
            found |= new
            todo += new
        return frozenset(found)


def _inverted(lists: Sequence[Iterable[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, each in enumerate(lists):
        for one in each:
            found.setdefault(one, []).append(number)
    return found


@frozen
class Spread:
    """
    How far a change spreads.

    Args:
        entities: First day, as an ordinal, from which an entity may be in another state, by entity.

        unsure: The same of those of which something may not happen that happened, or the other way round.

        events: The events that may be applied or refused otherwise, or take effect on another day than the one that
            they were given.
    """

    entities: Mapping[int, int]
    unsure: Mapping[int, int]
    events: frozenset[int]


class Spreading:
    """
    A change on its way from event to event.

    An event that comes on another day acts on its entities in the days between only, as long as nothing that looks at
    these happens then; whatever may be refused or let happen acts from then on for good.

    Args:
        influence: What can act on what.

        lows: First day of every event, before or after the change.

        highs: Last day of every event, before or after the change.

        late: The events that may take effect later than that.

        is_kept: Whether two events keep their order, whatever it is.
    """

    def __init__(
        self,
        influence: Influence,
        lows: Sequence[int],
        highs: Sequence[int],
        late: frozenset[int],
        is_kept: Callable[[int, int], bool],
    ) -> None:
        self._influence = influence
        self._lows = lows
        self._highs = highs
        self._late = late
        self._is_kept = is_kept
        self._events: dict[int, int] = {}
        self._entities: dict[int, int] = {}
        self._between: dict[int, int] = {}
        self._todo: list[tuple[bool, int, int]] = []

    def found(self) -> Spread:
        """
        How far it has come.
        """
        first = dict(self._between)
        for entity, day in self._entities.items():
            first[entity] = min(day, first.get(entity, day))
        return Spread(first, self._entities, frozenset(self._events))

    def move(self, event: int) -> None:
        """
        Let an event come on other days.
        """
        low, influence = self._lows[event], self._influence
        for entity in influence.fired[event]:
            self._between[entity] = min(low, self._between.get(entity, low))
        for other in influence.decided.get(event, ()):
            if self._meet(event, other):
                self.loosen(other, max(low, self._lows[other]))
        for mover in influence.moving.get(event, ()):
            self.spoil(mover, low)
        if event in self._late or any(self._meet(event, other) for other in influence.deciders[event]):
            self.loosen(event, low)

    def _meet(self, event: int, other: int) -> bool:
        if event == other or self._lows[event] > self._last(other) or self._lows[other] > self._last(event):
            return False
        return not self._is_kept(event, other)

    def _last(self, event: int) -> int:
        return ALWAYS if event in self._late else self._highs[event]

    def loosen(self, event: int, day: int) -> None:
        """
        Let an event be refused, or happen, or take effect otherwise, from a day on.
        """
        self._todo.append((True, event, day))
        self._go_on()

    def spoil(self, entity: int, day: int) -> None:
        """
        Let an entity be in another state from a day on.
        """
        self._todo.append((False, entity, day))
        self._go_on()

    def _go_on(self) -> None:
        todo = self._todo
        while todo:
            is_event, each, day = todo.pop()
            known = self._events if is_event else self._entities
            if known.get(each, ALWAYS) > day:
                known[each] = day
                todo += self._onward_from_event(each, day) if is_event else self._onward_from_entity(each, day)

    def _onward_from_event(self, event: int, day: int) -> Iterator[tuple[bool, int, int]]:
        influence = self._influence
        yield from ((False, entity, day) for entity in influence.fired[event])
        yield from ((True, each, max(day, self._lows[each])) for each in influence.followers.get(event, ()))

    def _onward_from_entity(self, entity: int, day: int) -> Iterator[tuple[bool, int, int]]:
        influence = self._influence
        for event in influence.lookers.get(entity, ()):
            if self._last(event) >= day:
                yield True, event, max(day, self._lows[event])
        yield from ((False, mover, day) for mover in influence.movers.get(entity, ()))
