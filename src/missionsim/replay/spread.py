"""
The verdicts that a deadline can have over many readings: those days are tried at which anything can change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod

from attrs import evolve, frozen

from missionsim.record.dates import Offset
from missionsim.replay.monitor import Course
from missionsim.replay.outcomes import Outcome, Verdict
from missionsim.replay.terms import Rules, Window

MOST_READINGS = 400
# Where not all can be tried, the verdict is in doubt anyway.
FEW_READINGS = 24
MOST_REGIONS = 10_000
Days = Mapping[int, int]
# The courses of the readings in which some events stand on given days, one for each order that matters.
Find = Callable[[Days], Iterable[Course]]


@frozen
class Open:
    """
    An event of which the day is open.

    Args:
        position: Its position.

        first: Its first day, as an ordinal.

        last: Its last day, inclusive.

        marks: The days that it may be compared with; ``None`` for all that matter.
    """

    position: int
    first: int
    last: int
    marks: tuple[int, ...] | None = None


@frozen
class Judged:
    """
    A deadline judged in one reading.

    Args:
        days: The days of the events that were open.

        verdict: The verdict.

        late: By how many days it was late, negative if early; ``None`` if it never came to hold.
    """

    days: Days
    verdict: Verdict
    late: int | None


@frozen
class Spread:
    """
    What a deadline can have come to.

    Args:
        judged: The readings that were tried.

        is_exact: Whether they are all that can make a difference.
    """

    judged: tuple[Judged, ...]
    is_exact: bool

    def deciding(self, opens: Sequence[Open]) -> tuple[int, ...]:
        """
        Positions of the open events of which the day alone makes a difference to the verdict.
        """
        found = []
        for each in opens:
            others: dict[tuple[tuple[int, int], ...], set[Verdict]] = {}
            for judged in self.judged:
                rest = tuple(sorted(item for item in judged.days.items() if item[0] != each.position))
                others.setdefault(rest, set()).add(judged.verdict)
            if any(len(verdicts) > 1 for verdicts in others.values()):
                found.append(each.position)
        return tuple(found)


def spread(  # noqa: PLR0913  what verdicts rest on
    rules: Rules,
    opens: Sequence[Open],
    fixed: Iterable[int],
    lags: Iterable[int],
    find: Find,
    day: int,
    *,
    moved: Iterable[int] = (),
) -> Spread:
    """
    Judge a deadline in every reading that can make a difference.

    What becomes of it depends on how the open days compare with each other and with days that are fixed. All ways to
    compare them are found among the days that lie a few links from a fixed one; if there are too many, the outermost
    are tried, and the answer is not exact.

    Args:
        rules: The deadline.

        opens: The events that matter to it and of which the day is open.

        fixed: Days that matter and are fixed, as ordinals.

        lags: Days by which events may have to lie apart.

        find: Finds the courses of the readings in which open events stand on given days.

        day: The day at whose end it is judged.

        moved: By how many days some events come later than they stand in the reading.
    """
    if 3 ** len(opens) > MOST_REGIONS:
        outermost = _combined([each.position for each in opens], [[each.first, each.last] for each in opens])
        sample = islice(outermost, FEW_READINGS)
        return Spread(tuple(Judged(days, *course.verdict(day)) for days in sample for course in find(days)), False)
    steps = {0, 1, -1, *(sign * lag for lag in (*lags, *_lengths(rules)) for sign in (1, -1))}
    marks = {day, *fixed, *_stated(rules), *(each.first for each in opens), *(each.last for each in opens)}
    shifts = set(moved)
    steps |= {sign * by for by in shifts for sign in (1, -1)}
    marks |= {mark - by for mark in marks for by in shifts}
    counts_months = any(isinstance(due, Offset) and due.months for due in _dues(rules))
    choices = [
        _regions(each, each.marks)
        if each.marks is not None
        else range(each.first, each.last + 1)
        if counts_months
        else _days(each, min(len(opens), 3), steps, marks)
        for each in opens
    ]
    count = prod(map(len, choices))
    judged: list[Judged] = []
    tried = MOST_READINGS if count <= MOST_READINGS else FEW_READINGS
    for days in islice(_combined([each.position for each in opens], choices), tried):
        judged += [Judged(days, *course.verdict(day)) for course in find(days)]
    return Spread(tuple(judged), count <= MOST_READINGS)


def _dues(rules: Rules) -> Iterator[Window | Offset]:
    yield rules.due
    yield from (due for _, due in rules.revisions if due is not None)


def _stated(rules: Rules) -> Iterator[int]:
    yield from (rules.start, rules.known_until)
    for due in _dues(rules):
        if isinstance(due, Window):
            yield due.last
            yield from () if due.opens is None else (due.opens,)


def _lengths(rules: Rules) -> Iterator[int]:
    yield from (due.days for due in _dues(rules) if isinstance(due, Offset))


def _days(event: Open, depth: int, steps: set[int], marks: set[int]) -> Sequence[int]:
    """
    The days of an event at which a comparison can change: a few steps of a day or a lag from a fixed one.
    """
    size = event.last - event.first + 1
    near = set(marks)
    reach = max(map(abs, steps)) * depth
    near = {mark for mark in near if event.first - reach <= mark <= event.last + reach}
    for _ in range(depth):
        if len(near) > size * 2:
            return range(event.first, event.last + 1)
        near |= {mark + step for mark in near for step in steps}
    return sorted({event.first, event.last, *(mark for mark in near if event.first <= mark <= event.last)})


def _regions(event: Open, marks: Sequence[int]) -> Sequence[int]:
    """
    One day of an event before, on and after each mark, as far as it has one.
    """
    found: dict[tuple[int, int], int] = {}
    for day in (event.first, event.last, *(mark + step for mark in marks for step in (-1, 0, 1))):
        if event.first <= day <= event.last:
            found.setdefault((bisect_left(marks, day), bisect_right(marks, day)), day)
    return sorted(found.values())


def _combined(positions: Sequence[int], choices: Sequence[Sequence[int]]) -> Iterator[Days]:
    """
    All combinations, those of the outermost days first.
    """
    ordered = [_outermost_first(days) for days in choices]
    return (dict(zip(positions, days, strict=True)) for days in product(*ordered))


def _outermost_first(days: Sequence[int]) -> list[int]:
    return sorted(days, key=lambda day: min(day - days[0], days[-1] - day))


def outcome_over(plain: Outcome, found: Spread, settled_by: Sequence[str]) -> Outcome:
    """
    What became of a deadline over all readings.

    Args:
        plain: What became of it in the one that is shown.

        found: What it can have come to.

        settled_by: Ids of the events of which a more precise date would decide it.
    """
    verdicts = {each.verdict for each in found.judged} | {plain.verdict}
    late = {each.late for each in found.judged} | {plain.days_late}
    known = sorted(days for days in late if days is not None)
    margins = (known[0] if known else None, known[-1] if known and None not in late else None)
    if len(verdicts) == 1 and found.is_exact:
        return evolve(plain, margins=margins)
    return evolve(plain, verdict="undetermined", margins=margins, settled_by=tuple(settled_by), is_exact=found.is_exact)
