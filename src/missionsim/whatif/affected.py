"""
What a what-if can change at all, and from which day on, over all readings of its record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.readings import Edge
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.influence import ALWAYS, Influence, Spreading


@frozen(eq=False)
class Days:
    """
    The days on which events can stand, in all readings of a record and of a what-if.

    Args:
        lows: First day of every event of the outcome.

        highs: Last day of every event.

        touched: The events that come on other days.

        late: The events that may take effect later.

        amounts: By how many days events move, where that is the same in all readings.

        influence: What can act on what, where no dependency is broken.

        base: The record, re-read, where nothing but dates is changed.
    """

    lows: Sequence[int]
    highs: Sequence[int]
    touched: frozenset[int]
    late: frozenset[int]
    amounts: Mapping[int, int] = field(factory=dict)
    influence: Influence | None = None
    base: Compiled | None = None

    def now(self, event: int) -> tuple[int, int]:
        """
        First and last day on which an event can take effect in the what-if.
        """
        by = self.amounts.get(event)
        if by is None or event in self.late:
            return self.lows[event], self.last(event)
        return (self.lows[event], self.highs[event] + by) if by < 0 else (self.lows[event] + by, self.highs[event])

    def last(self, event: int) -> int:
        """
        The last day on which an event can take effect.
        """
        return ALWAYS if event in self.late else self.highs[event]

    def is_kept(self, one: int, other: int) -> bool:
        """
        Whether two events keep their order, whatever it is.
        """
        if self.late and (one in self.late or other in self.late):
            return False
        by, other_by = self._amount(one), self._amount(other)
        if self.influence is not None and self.influence.is_behind(one, other):
            return True
        if by is None or other_by is None or self.base is None:
            return False
        return by == other_by or _comes_first(self.base, *((other, one) if by > other_by else (one, other)))

    def _amount(self, event: int) -> int | None:
        """
        By how many days an event moves, if that is known.
        """
        if event not in self.touched:
            return 0
        return self.amounts.get(event)


@frozen
class Affected:
    """
    What a what-if can change.

    Args:
        entities: The entities of which something may not happen that is asserted, or the other way round, with the
            first day from which they may be in another state.

        events: Positions of the events that come on other days, or may be applied or refused otherwise.

        unsure: Positions of those that may be applied or refused otherwise.

        firsts: First day from which an entity may be in another state, by entity.

        since: First day on which anything can come otherwise, as an ordinal; ``None`` if nothing can.

        days: The days on which events can stand.
    """

    entities: Mapping[int, int]
    events: frozenset[int]
    unsure: frozenset[int]
    firsts: Mapping[int, int]
    since: int | None
    days: Days

    def first(self, entities: Iterable[int]) -> int | None:
        """
        The first day from which any of some entities may be in another state; ``None`` if there is none.
        """
        return min((self.firsts[each] for each in entities if each in self.firsts), default=None)


def affected_by(edited: EditedRecord, found: Compiled, *, is_partly: bool = False) -> Affected:
    """
    What the edits of a what-if can change against its record, re-read.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        is_partly: Whether smaller shifts, and fewer, are meant as well.
    """
    base = compiled(edited.reread)
    if base.is_contradicted or edited.changes_rules:
        return _everything(edited, found)
    if edited.is_dates_only:
        days = _dates_of(edited, found, base, is_partly=is_partly)
    else:
        days = _days_of(edited, found, base)
    gone = [base.record.positions[id_] for id_ in edited.gone if id_ in base.record.positions]
    influence = influence_of(edited, found)
    spreading = Spreading(influence, days.lows, days.highs, days.late, days.is_kept)
    for position in days.touched:
        spreading.move(position)
    for position in gone:
        _let_go(spreading, found, base, position)
    for position in found.links.orphans:
        if position not in base.links.orphans:
            spreading.loosen(position, days.lows[position])
    spread = spreading.found()
    first = min(
        (
            *spread.entities.values(),
            *(days.lows[each] for each in days.touched),
            *(base.windows.lows[each] for each in gone),
        ),
        default=None,
    )
    events = spread.events.union(days.touched)
    return Affected(spread.unsure, events, spread.events, spread.entities, first, days)


def shift_affects(edited: EditedRecord, found: Compiled) -> Affected:
    """
    What can come otherwise than in a record by a shift, or by a smaller one.

    Args:
        edited: The record with edits, of which the last is the shift.

        found: The outcome without the last one, compiled.
    """
    if edited.is_dates_only and edited.days.shifts_made is not None:
        return affected_by(edited, found, is_partly=len(edited.edits) > 1)
    return _everything(edited, found)


def influence_of(edited: EditedRecord, found: Compiled) -> Influence:
    """
    What can act on what in a what-if; where dates are all that changes, that of its record.
    """
    keeper = edited.record if edited.is_dates_only else found.record
    known = keeper.memo.get(Influence)
    if not isinstance(known, Influence):
        known = keeper.memo[Influence] = Influence(found.program, found.links)
    return known


def _everything(edited: EditedRecord, found: Compiled) -> Affected:
    first = edited.reread.first_day.toordinal()
    is_touched = bool(edited.reached or edited.gone or edited.changes_rules or compiled(edited.reread).is_contradicted)
    entities, events = frozenset(range(len(found.program.entities))), frozenset(range(len(found.record.events)))
    lows, highs = found.windows.lows, found.windows.highs
    first = min([first, *lows, *compiled(edited.reread).windows.lows])
    firsts = dict.fromkeys(entities, first)
    return Affected(
        firsts,
        events,
        events,
        firsts,
        first if is_touched else None,
        Days(lows, highs, events, events),
    )


def _dates_of(edited: EditedRecord, found: Compiled, base: Compiled, *, is_partly: bool) -> Days:
    """
    The days on which events can stand where nothing but dates is changed.
    """
    lows, highs = list(base.windows.lows), list(base.windows.highs)
    positions, ties = found.record.positions, found.links.ties
    touched = frozenset(positions[id_] for id_ in edited.reached)
    shifts = edited.days.shifts_made
    is_tied = any(each in ties for each in touched)
    is_broken = bool(base.windows.broken or found.windows.broken)
    is_known = shifts is not None and not is_broken and not is_partly
    amounts = _amounts(found, touched, shifts) if is_known and shifts is not None else {}
    for each in touched:
        if shifts is None:
            lows[each] = min(lows[each], found.windows.lows[each], *edited.days.unpushed(found.record.events[each].id))
            highs[each] = max(highs[each], found.windows.highs[each])
        else:
            least, most = edited.days.stretch if each not in amounts else (amounts[each],) * 2
            lows[each] += min(least, 0)
            highs[each] += max(most, 0)
    influence = influence_of(edited, found)
    late = influence.waiting | influence.behind(_held_back(found, base))
    return Days(
        lows,
        highs,
        touched,
        late.union(touched) if shifts is None and is_tied else late,
        amounts,
        None if is_broken else influence,
        base,
    )


def _comes_first(base: Compiled, first: int, second: int) -> bool:
    """
    Whether one event of a record comes before another in every reading.
    """
    if base.windows.highs[first] < base.windows.lows[second]:
        return True
    if base.windows.lows[first] > base.windows.highs[second]:
        return False
    key = (_comes_first, first, second)
    known = base.record.memo.get(key)
    if known is None:
        readings = base.readings
        other = readings.best(second, "earliest", edges=[Edge(second, first)]) if readings.worlds else None
        known = base.record.memo[key] = bool(readings.worlds) and other is None
    return bool(known)


def _amounts(found: Compiled, touched: Collection[int], shifts: Mapping[str, int]) -> Mapping[int, int]:
    """
    By how many days events move, as far as that is the same in all readings: what depends on nothing moves by its own
    shifts; what is carried, and depends on nothing else, by those of what carries it.
    """
    events, ties = found.record.events, found.links.ties
    known = {each: shifts.get(events[each].id, 0) for each in touched if each not in ties}
    for each in found.links.order if len(known) < len(touched) else ():
        if each in touched and each in ties and events[each].id not in shifts and len(ties[each]) == 1:
            (tie,) = ties[each]
            if tie.carries and (tie.before in known or tie.before not in touched):
                known[each] = known.get(tie.before, 0)
    return known


def _days_of(edited: EditedRecord, found: Compiled, base: Compiled) -> Days:
    """
    The same where events, links or deadlines are others.
    """
    lows, highs = list(found.windows.lows), list(found.windows.highs)
    touched = []
    for position, event in enumerate(found.record.events):
        recorded = base.record.positions.get(edited.recorded_as(event.id) or "")
        if recorded is not None:
            lows[position] = min(lows[position], base.windows.lows[recorded])
            highs[position] = max(highs[position], base.windows.highs[recorded])
        if event.id in edited.reached:
            lows[position] = min(lows[position], found.windows.lows[position], *edited.days.unpushed(event.id))
        if recorded is None or event.id in edited.reached or base.record.events[recorded] != event:
            touched.append(position)
    influence = influence_of(edited, found)
    late = influence.waiting | influence.behind(_held_back(found, base))
    return Days(lows, highs, frozenset(touched), late.union(touched))


def _held_back(found: Compiled, base: Compiled) -> Iterator[int]:
    """
    Positions of the events that dates place before what they depend on.
    """
    yield from (tie.after for tie in found.windows.broken)
    for tie in base.windows.broken:
        id_ = base.record.events[tie.after].id
        if id_ in found.record.positions:
            yield found.record.positions[id_]


def _let_go(spreading: Spreading, found: Compiled, base: Compiled, position: int) -> None:
    """
    Let an event of the record be gone.
    """
    day = base.windows.lows[position]
    for firing in base.program.firings_of[position]:
        if firing not in base.program.denied:
            id_ = base.program.entities[base.program.entity_of[firing]]
            spreading.spoil(found.program.numbers[id_], day)
    for id_ in base.links.followers.get(base.record.events[position].id, ()):
        if id_ in found.record.positions:
            each = found.record.positions[id_]
            spreading.loosen(each, found.windows.lows[each])


def positions_reached(edited: EditedRecord, found: Compiled) -> frozenset[int]:
    """
    Positions of the events of the outcome that edits reached.
    """
    positions = found.record.positions
    return frozenset(positions[id_] for id_ in edited.reached if id_ in positions)


def with_pushing(edited: EditedRecord, found: Compiled, events: Iterable[int]) -> set[int]:
    """
    Some events of the outcome, with those reached by edits that can hold them back, directly or not.
    """
    reached, ties = positions_reached(edited, found), found.links.ties
    known = set(events)
    todo = list(known)
    while todo:
        new = {tie.before for tie in ties.get(todo.pop(), ())} & reached - known
        known |= new
        todo += new
    return known
