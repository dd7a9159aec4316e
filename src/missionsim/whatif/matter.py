"""
What can matter to a deadline of a what-if: which entities, and which events by the day on which they come.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from missionsim.record.deadlines import Deadline
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.determinants import Determinants
from missionsim.replay.relevance import Relevance
from missionsim.whatif.affected import Affected, influence_of, positions_reached, with_pushing
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.influence import Influence


@frozen
class Matter:
    """
    What can matter to a deadline of a what-if.

    Args:
        entities: The entities.

        events: Positions of the events.

        beside: Those that only come before or after what the edits reach.

        marks: The days of what the edits reach, where these are fixed; ``None`` where they are not.
    """

    entities: Sequence[int]
    events: Sequence[int]
    beside: frozenset[int]
    marks: tuple[int, ...] | None


def matter_of(
    edited: EditedRecord, found: Compiled, affected: Affected, deadline: Deadline, until: int | None = None
) -> Matter:
    """
    What can matter to a deadline: what moves the entities that it looks at, and, where edits can change that, what
    decides it. What is over before anything comes otherwise decides nothing.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        affected: What its edits can change.

        deadline: The deadline.

        until: Last day that matters; all do unless given.
    """
    determinants = Determinants(found.record, found.program, found.links, frozenset(affected.entities))
    relevance = Relevance(found.record, found.program, determinants)
    entities, events = relevance.of(deadline)
    direct = relevance.direct(deadline)
    program = found.program
    reached = positions_reached(edited, found)
    since = affected.since
    windows, links = found.windows, found.links
    tied = {tie.before for each in reached for tie in links.ties.get(each, ())}
    certain = direct | reached | tied
    deciding = _Deciding(influence_of(edited, found), determinants, affected, events, compiled(edited.reread))
    kept = [
        event
        for event in events
        if (until is None or affected.days.now(event)[0] <= until)
        and (event in certain or since is None or (windows.highs[event] >= since and deciding.decides(event)))
        and not (event in reached and event not in direct and event not in tied and deciding.is_apart(event, found))
    ]
    kept = sorted(with_pushing(edited, found, kept))
    acting = [each for each in kept if any(program.entity_of[f] in affected.entities for f in program.firings_of[each])]
    are_fixed = all(windows.lows[each] == windows.highs[each] for each in acting) and not program.waits
    beside = frozenset(kept) - direct - reached - tied - frozenset(acting)
    marks = tuple(sorted({windows.lows[each] for each in acting})) if are_fixed else None
    return Matter(entities, kept, beside, marks)


class _Deciding:
    """
    Which events can decide what becomes of others by the day on which they come.

    Args:
        influence: What can act on what.

        determinants: What decides what.

        affected: What edits can change.

        events: The events that can matter.

        base: The record, re-read, compiled.
    """

    def __init__(
        self,
        influence: Influence,
        determinants: Determinants,
        affected: Affected,
        events: Sequence[int],
        base: Compiled,
    ) -> None:
        self._base = base
        self._influence = influence
        self._affected = affected
        waiting = influence.waiting
        self._unsure = [
            each for each in events if each in affected.unsure or each in waiting or not determinants.is_asserted(each)
        ]

    def decides(self, event: int) -> bool:
        """
        Whether what becomes of anything can depend on the day of an event.

        It can where something that may be applied or refused otherwise happens about then, or later, where the order
        in which the entity went through its states is open; and from the day on which that may be in another state.
        """
        influence, affected = self._influence, self._affected
        if event in influence.moving:
            return True
        decided = [other for other in self._unsure if event in influence.deciders[other]]
        if any(self._meets(event, other) for other in decided):
            return True
        for entity in influence.fired[event]:
            if entity in affected.entities and affected.days.last(event) >= affected.entities[entity]:
                return True
            if decided and any(self._meets(event, other) for other in influence.firing[entity]):
                end = affected.days.now(event)[1]
                later = (first for first, _ in map(affected.days.now, decided) if first > end)
                if not all(self._is_known(entity, first - 1) for first in later):
                    return True
        return False

    def is_apart(self, event: int, found: Compiled) -> bool:
        """
        Whether nothing with which an event can act together happens on any day on which it can stand.
        """
        influence, windows = self._influence, found.windows
        late = influence.waiting
        if event in late or event in influence.moving or event in influence.followers or event in found.links.ties:
            return False
        partners = {other for entity in influence.fired[event] for other in influence.firing[entity]} - {event}
        partners.update(influence.deciders[event], influence.decided.get(event, ()))
        return all(
            other not in late
            and (windows.highs[event] < windows.lows[other] or windows.highs[other] < windows.lows[event])
            for other in partners - {event}
        )

    def _is_known(self, entity: int, day: int) -> bool:
        """
        Whether the state of an entity on a day is known, as long as nothing comes otherwise.
        """
        base = self._base
        day = min(day, self._affected.firsts.get(entity, day + 1) - 1)
        number = base.program.numbers[self._influence.program.entities[entity]]
        return day >= base.record.first_day.toordinal() and len(base.readings.states(number, day)) == 1

    def _meets(self, event: int, other: int) -> bool:
        (first, last), (start, end) = self._affected.days.now(event), self._affected.days.now(other)
        return event != other and first <= end and start <= last
