"""
A deadline judged in one reading that brute force found: its monitor is fed day by day.
"""

from __future__ import annotations

from missionsim.replay.monitor import Monitor
from missionsim.replay.outcomes import Verdict
from missionsim.replay.readings import Leaf, Problem
from missionsim.replay.truth import Answer
from missionsim.replay.verdicts import Condition, Counted, Question
from replay.readings.brute_force import Reading


def judged(problem: Problem, question: Question, asked_on: int, reading: Reading) -> tuple[Verdict, int | None]:
    """
    The verdict, and the days late.
    """
    monitor = Monitor(question.rules, has_proviso=question.proviso is not None)
    state = list(problem.initial)
    for day in range(question.rules.start - 1, min(question.end, asked_on) + 1):
        for event, entity, after in reading.changes:
            if reading.days[event] == day:
                state[entity] = after
        today = [event for event, at in reading.effects if reading.days[at] == day]
        for event in today:
            if event in question.watched:
                monitor.took_effect(day, question.watched[event])
        monitor.holds(day, _answer(question.condition, state, ()))
        if question.proviso is not None:
            monitor.binds(day, _answer(question.proviso, state, ()))
        counts = tuple(event for event in today if event in question.counting)
        if counts:
            monitor.counted(day, _answer(question.condition, state, counts))
        counts = tuple(event for event in today if event in question.proviso_counting)
        if counts and question.proviso is not None:
            monitor.binding_counted(day, _answer(question.proviso, state, counts))
    end = max(min(question.end, asked_on), question.rules.start - 1)
    return monitor.course(end).verdict(asked_on)


def _answer(condition: Condition, state: list[int], counts: tuple[int, ...]) -> Answer:
    if isinstance(condition, Counted):
        return condition.says(counts) if counts else None
    if isinstance(condition, Leaf):
        holding: list[Answer] = [state[entity] in condition.states for entity in condition.entities]
    else:
        holding = [_answer(part, state, counts) for part in condition.parts]
    answers = {
        condition.least <= count <= condition.most
        for count in range(holding.count(True), holding.count(True) + holding.count(None) + 1)
    }
    return answers.pop() if len(answers) == 1 else None
