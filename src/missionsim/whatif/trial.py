"""
The readings in which a deadline is tried: those days at which anything can change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod

from attrs import frozen

from missionsim.record.dates import Offset
from missionsim.replay.terms import Rules, Window

MOST_READINGS = 1_000
# Where not all can be tried, the verdict is in doubt anyway.
FEW_READINGS = 24
MOST_REGIONS = 10_000
Days = Mapping[int, int]


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


@frozen(eq=False)
class Trial:
    """
    The readings of which each can make a difference to a deadline.

    Args:
        days: The days of the open events in each.

        is_exact: Whether they are all that can make a difference.
    """

    days: Iterable[Days]
    is_exact: bool


def trial_of(  # noqa: PLR0913  what verdicts rest on
    rules: Rules,
    opens: Sequence[Open],
    fixed: Iterable[int],
    lags: Iterable[int],
    day: int,
    *,
    moved: Iterable[int] = (),
    ways: int = 1,
) -> Trial:
    """
    The readings of which each can make a difference to a deadline, the outermost first.

    What becomes of it depends on how the open days compare with each other and with days that are fixed. All ways to
    compare them are found among the days that lie a few links from a fixed one; if there are too many, the outermost
    are tried, and the answer is not exact.

    Args:
        rules: The deadline.

        opens: The events that matter to it and of which the day is open.

        fixed: Days that matter and are fixed, as ordinals.

        lags: Days by which events may have to lie apart.

        day: The day at whose end it is judged.

        moved: By how many days some events come later than they stand in the reading.

        ways: In how many ways orders are open, each of which is tried with all days.
    """
    if 3 ** len(opens) > MOST_REGIONS:
        outermost = _combined([each.position for each in opens], [[each.first, each.last] for each in opens])
        return Trial(islice(outermost, FEW_READINGS), is_exact=False)
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
    combined = _combined([each.position for each in opens], choices)
    if count * ways <= MOST_READINGS:
        return Trial(combined, is_exact=True)
    return Trial(islice(combined, FEW_READINGS), is_exact=False)


def _dues(rules: Rules) -> Iterator[Window | Offset]:
    dues = (rules.due, *(due for _, due in rules.revisions))
    yield from (due for due in dues if due is not None)


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
    reach = max(map(abs, steps)) * depth
    near = {mark for mark in marks if event.first - reach <= mark <= event.last + reach}
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
