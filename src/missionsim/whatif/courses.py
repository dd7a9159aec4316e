"""
The courses of a what-if: readings of its record with some days fixed, each edited and played.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice, product

from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.links import by_day
from missionsim.replay.relevance import Relevance
from missionsim.replay.runs import Run
from missionsim.replay.same_day import settled
from missionsim.replay.spread import Open
from missionsim.whatif.affected import affected_by
from missionsim.whatif.edited import EditedRecord

MOST_READINGS = 500


class EditedCourses:
    """
    All readings of a what-if.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.
    """

    def __init__(self, edited: EditedRecord, found: Compiled) -> None:
        self.edited = edited
        self._found = found
        self._base = compiled(edited.reread)
        self._runs: dict[tuple[tuple[int, int], ...], Run | None] = {}

    @cached_property
    def _given(self) -> Mapping[str, Open]:
        """
        The imprecise dates that edits gave, by event; their positions are negative.
        """
        found: dict[str, Open] = {}
        record = self.edited.reread
        for number, (id_, when) in enumerate(self.edited.given.items()):
            first, last = record.widening.window(when, record.horizon)
            if first < last:
                found[id_] = Open(-1 - number, first.toordinal(), last.toordinal())
        return found

    def opens(self, events: Iterable[int]) -> list[Open]:
        """
        Those of some events of the outcome of which the day is open.
        """
        positions = self.edited.reread.positions
        ids = [self._found.record.events[position].id for position in events]
        found = []
        for id_ in ids:
            position = positions.get(self.edited.recorded_as(id_) or "")
            if id_ in self._given:
                found.append(self._given[id_])
            elif position is not None and id_ not in self.edited.given:
                first, last = self._window(position)
                if first < last:
                    found.append(Open(position, first, last))
        return found

    def _window(self, position: int) -> tuple[int, int]:
        windows = self._base.windows
        if windows.lows[position] == windows.highs[position]:
            return windows.lows[position], windows.highs[position]
        days = self._base.readings.all_days
        return days[position] if days else (windows.lows[position], windows.highs[position])

    def names(self, positions: Iterable[int]) -> list[str]:
        """
        Ids of events by the positions that they have among those that are open.
        """
        given = {each.position: id_ for id_, each in self._given.items()}
        events = self.edited.reread.events
        return [given[position] if position < 0 else events[position].id for position in positions]

    def run(self, days: Mapping[int, int]) -> Run | None:
        """
        The course in which some events stand on given days; ``None`` if there is no such reading.
        """
        key = tuple(sorted(days.items()))
        if key not in self._runs:
            self._runs[key] = self._run(days)
        return self._runs[key]

    def _run(self, days: Mapping[int, int]) -> Run | None:
        clamps = {position: (day, day) for position, day in days.items() if position >= 0}
        base: Sequence[int]
        if clamps:
            best = self._base.readings.best(next(iter(clamps)), "latest", clamps=clamps)
            if best is None or best.course is None:
                return None
            base = best.course.days
        else:
            base, _ = self._base.placing("latest")
        given = {id_: days[each.position] for id_, each in self._given.items() if each.position in days}
        placed = self.edited.days_of(base, given)
        found = self._found
        order: Sequence[int] = by_day(placed, found.links)
        player = found.play(placed, order)
        if found.refuses_evidence(player):
            order = settled(found, placed, order)
            player = found.play(placed, order)
        return Run(found.record, found.program, found.links, player, placed, order)


class EditedPossibilities:
    """
    The states that a what-if allows.

    Args:
        courses: Its courses.

        found: Its outcome, compiled.
    """

    def __init__(self, courses: EditedCourses, found: Compiled) -> None:
        self._courses = courses
        self._found = found
        self._is_exact = True

    @property
    def is_exact(self) -> bool:
        """
        Whether all readings were looked at, in all answers so far.
        """
        return self._is_exact

    def states(self, entity: str, day: dt.date) -> tuple[str, ...]:
        """
        The states in which an entity can be at the end of *day*, in the order of its lifecycle.
        """
        found = self._found
        number = found.program.numbers[entity]
        affected = affected_by(self._courses.edited, found)
        relevance = Relevance(found.record, found.program, found.links, affected.entities)
        _, events = relevance.closed([number], [])
        near = [each for each in events if affected.since is None or found.windows.highs[each] >= affected.since]
        own = {
            each
            for each, entity in zip(found.program.event_of, found.program.entity_of, strict=True)
            if entity == number
        }
        opens = self._courses.opens(sorted({*near, *own} & set(events)))
        choices = [range(each.first, each.last + 1) for each in opens]
        readings = product(*choices)
        tried = list(islice(readings, MOST_READINGS + 1))
        self._is_exact &= len(tried) <= MOST_READINGS
        states = set()
        for days in tried[:MOST_READINGS]:
            run = self._courses.run({each.position: at for each, at in zip(opens, days, strict=True)})
            if run is not None:
                states.add(run.state(number, day.toordinal()))
        return tuple(name for n, name in enumerate(found.program.tables[number].states) if n in states)
