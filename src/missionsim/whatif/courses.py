"""
The courses of a what-if: readings of its record with some days fixed, each edited and played.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, product
from math import prod

from attrs import evolve

from missionsim.replay.before import ordered
from missionsim.replay.compiled import Compiled, compiled
from missionsim.replay.determinants import Determinants
from missionsim.replay.readings import Branch
from missionsim.replay.runs import Run
from missionsim.replay.same_day import settled
from missionsim.whatif.affected import affected_by, positions_reached, with_pushing
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.orders import Orders
from missionsim.whatif.trial import Open

MOST_READINGS = 500
FEW_READINGS = 100
MOST_BRANCHES = 12


def edited_run(  # noqa: PLR0913  what a course consists of
    edited: EditedRecord,
    found: Compiled,
    base: Sequence[int],
    sequence: Sequence[int],
    given: Mapping[tuple[str, int], int] | None = None,
    until: int | None = None,
) -> Run:
    """
    One reading of a record, edited, and played to the end.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        base: The day of every event of the record, re-read.

        sequence: Their order.

        given: The days of the dates that edits gave, by event and edit, where not their last.

        until: Last day that is asked about; what happens later may be something else.
    """
    days = edited.days.of(base, given)
    before = edited.days.before(base, sequence)
    order = ordered(days, found.links, before)
    player = found.play(days, order)
    if found.refuses(player):
        order = settled(found, days, order, before, until)
        player = found.play(days, order)
    return Run(found.record, found.program, found.links, player, days, order)


class EditedCourses:
    """
    All readings of a what-if.

    Args:
        edited: The what-if.

        found: Its outcome, compiled.

        until: Last day that is asked about; what happens later may be something else.
    """

    def __init__(self, edited: EditedRecord, found: Compiled, until: int | None = None) -> None:
        self.edited = edited
        self._until = until
        self._found = found
        self._base = compiled(edited.reread)
        self._runs: dict[tuple[tuple[tuple[int, int], ...], Branch | None], Run | None] = {}

    @cached_property
    def _given(self) -> Mapping[tuple[str, int], Open]:
        """
        The imprecise dates that edits gave, by event and edit; their positions are negative.
        """
        found: dict[tuple[str, int], Open] = {}
        record = self.edited.reread
        for number, (key, when) in enumerate(self.edited.days.given.items()):
            first, last = record.widening.window(when, record.horizon)
            if first < last:
                found[key] = Open(-1 - number, first.toordinal(), last.toordinal())
        return found

    def opens(self, events: Iterable[int]) -> list[Open]:
        """
        The days that are open and on which some events of the outcome stand.
        """
        found: dict[int, Open] = {}
        for position in events:
            id_ = self._found.record.events[position].id
            for each in self._opens(id_):
                found.setdefault(each.position, each)
        return list(found.values())

    def _opens(self, id_: str) -> Iterator[Open]:
        edited = self.edited
        positions = edited.reread.positions
        recorded, given = edited.days.source(id_)
        if given is not None and given in self._given:
            yield self._given[given]
        if recorded is not None:
            yield from self._open(positions[recorded])
        for pushing in edited.days.pushed_by(id_):
            if pushing in self._found.record.positions:
                yield from self._opens(pushing)
        # What it carries keeps its gap to the day on which it stood before, and what it was swapped with may have been
        # held back.
        own = {edited.recorded_as(id_)} if edited.days.carries(id_) else set()
        for before in (own | set(edited.days.swapped_with(id_))) - {recorded, None}:
            for each in self._open(positions[str(before)]):
                yield evolve(each, marks=tuple(range(each.first, each.last + 1)))

    def _open(self, position: int) -> Iterator[Open]:
        first, last = self._window(position)
        if first < last:
            yield Open(position, first, last)

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
        given = {each.position: id_ for (id_, _), each in self._given.items()}
        events = self.edited.reread.events
        return [given[position] if position < 0 else events[position].id for position in positions]

    def branches(self, entities: Iterable[int], events: Iterable[int]) -> list[Branch | None]:
        """
        The ways in which the record leaves orders open that matter to some entities and events of the outcome.

        Returns:
            The ways; only ``None`` where there is one, and one more than are looked at where there are too many.
        """
        positions = self._base.record.positions
        recorded = (self.edited.recorded_as(self._found.record.events[each].id) for each in events)
        asked = [positions[id_] for id_ in recorded if id_ is not None]
        if not self._leaves_open(asked):
            return [None]
        found = list(islice(self._base.readings.branches(entities, asked), MOST_BRANCHES + 1))
        return [*found] if len(found) > 1 else [None]

    def _leaves_open(self, events: Sequence[int]) -> bool:
        """
        Whether some events of the record are open in their days or their order.
        """
        windows = self._base.windows
        is_precise = all(windows.lows[each] == windows.highs[each] for each in events)
        share_days = len({windows.lows[each] for each in events}) < len(events)
        return self._base.is_contradicted or not is_precise or share_days

    def runs(self, days: Mapping[int, int], branches: Sequence[Branch | None]) -> Iterator[Run]:
        """
        The courses in which some events stand on given days, one for each of some *branches* that allows it.
        """
        for branch in branches[:MOST_BRANCHES]:
            key = tuple(sorted(days.items())), branch
            if key not in self._runs:
                self._runs[key] = self._run(days, branch)
            run = self._runs[key]
            if run is not None:
                yield run

    def _run(self, days: Mapping[int, int], branch: Branch | None) -> Run | None:
        clamps = {position: (day, day) for position, day in days.items() if position >= 0}
        base: Sequence[int]
        sequence: Sequence[int]
        if clamps or branch is not None:
            among = self._base.readings if branch is None else branch
            best = among.best(next(iter(clamps), 0), "latest", clamps=clamps)
            if best is None or best.course is None:
                return None
            base, sequence = best.course.days, best.course.sequence()
        else:
            base, sequence = self._base.placing("latest")
        given = {key: days[each.position] for key, each in self._given.items() if each.position in days}
        return edited_run(self.edited, self._found, base, sequence, given, self._until)


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
        names = found.program.tables[number].states
        edited = self._courses.edited
        first = affected.first([number])
        if edited.is_rereading or first is None or day.toordinal() < first:
            base = compiled(edited.reread).readings
            possible = base.states(number, day.toordinal())
            self._is_exact &= base.is_exact
            return tuple(names[state] for state in sorted(possible))
        determinants = Determinants(found.record, found.program, found.links, frozenset(affected.entities))
        entities, events = determinants.closed([number], [])
        branches = self._courses.branches(entities, events)
        near = [each for each in events if affected.since is None or found.windows.highs[each] >= affected.since]
        considered = with_pushing(edited, found, {*near, *determinants.events_on(number)})
        opens = self._courses.opens(sorted(considered))
        # Those that stay where they are share their day in the record too, in any order that it allows.
        orders = Orders(found, considered - positions_reached(edited, found))
        choices = [range(each.first, each.last + 1) for each in opens]
        most = max(MOST_READINGS // len(branches), FEW_READINGS)
        are_all = prod(map(len, choices)) <= most
        self._is_exact &= are_all and len(branches) <= MOST_BRANCHES
        outermost = () if are_all else product(*((days[0], days[-1]) for days in choices))
        states = set()
        for days in islice(chain(outermost, product(*choices)), most):
            chosen = {each.position: at for each, at in zip(opens, days, strict=True)}
            for run in chain.from_iterable(map(orders.of, self._courses.runs(chosen, branches))):
                states.add(run.state(number, day.toordinal()))
        self._is_exact &= orders.is_exact
        return tuple(names[state] for state in sorted(states))
