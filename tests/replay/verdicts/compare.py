"""
Compares verdicts on a problem with brute force; run as a script, with kinds and seeds, for a long run.

``PYTHONPATH=src:tests python tests/replay/verdicts/compare.py 0 1000 mixed/all waiting/counts``
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from missionsim.replay.outcomes import Verdict
from missionsim.replay.readings import Readings
from missionsim.replay.verdicts import Case, Found, verdicts
from missionsim.replay.verdicts.search import Search
from replay.readings.brute_force import Reading, consistent, readings
from replay.readings.generators import Kind
from replay.verdicts.judged import judged
from replay.verdicts.questions import DeadlineKind, Drawn, ProblemKind, drawn

KINDS: tuple[ProblemKind, ...] = (*get_args(Kind), "terms")
Judgement = tuple[Verdict, int | None]


def differences(one: Drawn) -> list[str]:
    """
    Where the search answers otherwise than brute force.
    """
    right = consistent(readings(one.problem))
    asked = Readings(one.problem)
    found = verdicts(asked, one.question, one.asked_on)
    if not right:
        return [f"verdicts without a reading: {found}"] if found.cases else []
    judgements = [judged(one.problem, one.question, one.asked_on, reading) for reading in right]
    if not found.is_exact:
        return ["not exact"] if not _may_be_inexact(one, right) else []
    wrong = []
    if found.verdicts != {verdict for verdict, _ in judgements}:
        wrong.append(f"verdicts {set(found.verdicts)}, right {Counter(judgements)}")
    days = [late for _, late in judgements if late is not None]
    lates = (found.least and found.least.late, found.largest and found.largest.late)
    if lates != (min(days, default=None), max(days, default=None)):
        wrong.append(f"days late {lates}, right {Counter(judgements)}")
    if found.may_never_hold != (None in {late for _, late in judgements}):
        wrong.append(f"may never hold {found.may_never_hold}, right {Counter(judgements)}")
    wrong += _cases(found, right, judgements)
    wrong += _settled(found, right, judgements, _concerned(one, asked))
    return wrong


def _may_be_inexact(one: Drawn, right: Sequence[Reading]) -> bool:
    """
    Whether several events that are asked for take effect at one other event.
    """
    return any(
        len([event for event, at in reading.effects if event in one.question.events and at == moment]) > 1
        for reading in right
        for moment in range(len(one.problem.windows))
    )


def _concerned(one: Drawn, asked: Readings) -> frozenset[int]:
    """
    The events that one alone can be found to settle it: those that it rests on directly, if orders are settled.
    """
    if any(world.loose for world in asked.worlds):
        return frozenset()
    return frozenset(Search(asked, one.question, one.asked_on, 1_000).open_events)


def _cases(found: Found, right: Sequence[Reading], judgements: Sequence[Judgement]) -> Iterator[str]:
    known = {(reading.days, reading.sequence): judgement for reading, judgement in zip(right, judgements, strict=True)}
    for case in (*found.cases, found.least, found.largest):
        if isinstance(case, Case):
            judgement = known.get((case.reading.days, case.reading.sequence))
            if judgement != (case.verdict, case.late):
                yield f"{case} is {judgement}"


def _settled(
    found: Found, right: Sequence[Reading], judgements: Sequence[Judgement], concerned: frozenset[int]
) -> Iterator[str]:
    """
    Fixing the events that settle it leaves one verdict; one event that does so by itself is not overlooked.
    """
    if len(found.cases) == 1:
        if found.settled_by:
            yield f"{found.settled_by} settles nothing"
        return
    by_event = [event for event in range(len(right[0].days)) if _decides((event,), right, judgements)]
    imprecise = [event for event in by_event if len({reading.days[event] for reading in right}) > 1]
    alone = all(_decides((event,), right, judgements) for event in found.settled_by)
    if found.settled_by and not alone and not _decides(found.settled_by, right, judgements):
        yield f"{found.settled_by} do not settle it"
    missing = set(imprecise) - set(found.settled_by)
    if missing & concerned:
        yield f"{missing} settles it too, found {found.settled_by}"


def _decides(events: Sequence[int], right: Sequence[Reading], judgements: Sequence[Judgement]) -> bool:
    verdicts_of: dict[tuple[int, ...], set[Verdict]] = {}
    for reading, (verdict, _) in zip(right, judgements, strict=True):
        verdicts_of.setdefault(tuple(reading.days[event] for event in events), set()).add(verdict)
    return any(len(found) == 1 for found in verdicts_of.values())


def main(first: int, last: int, kinds: list[str]) -> None:
    """
    Compare many problems, and print what differs.
    """
    for kind in KINDS:
        for deadline in get_args(DeadlineKind):
            if kinds and not {kind, deadline, f"{kind}/{deadline}"} & set(kinds):
                continue
            counts: Counter[bool] = Counter()
            for seed in range(first, last):
                try:
                    wrong = differences(drawn(kind, deadline, seed))
                except Exception as error:  # noqa: BLE001  told like a difference
                    wrong = [repr(error)]
                counts[bool(wrong)] += 1
                if wrong and counts[True] <= 2:
                    print(kind, deadline, seed, *wrong[:3], sep="\n  ")  # noqa: T201  a script
            print(kind, deadline, f"{counts[False]} agree, {counts[True]} differ", flush=True)  # noqa: T201  a script


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
