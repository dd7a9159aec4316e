"""
What is taken to be refused, and what follows for each event: that it takes effect, that it can't, or neither.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from missionsim.replay.readings.problem import FiringId, Link, Problem

Effect = Literal["certain", "open", "never"]
Assumed = Literal["required", "free", "waiting", "refused", "never"]


@frozen
class Hypothesis:
    """
    All readings in which exactly these asserted firings are refused.

    Args:
        problem: The record.

        refused: The asserted firings that are taken to be refused.

        modes: For each event, how each of its firings is taken.

        effects: For each event, whether it takes effect.

        links_before: For each event, the links that lead to it.

        links_after: For each event, the links that lead away from it.
    """

    problem: Problem
    refused: frozenset[FiringId]
    modes: tuple[tuple[Assumed, ...], ...]
    effects: tuple[Effect, ...]
    links_before: tuple[tuple[Link, ...], ...]
    links_after: tuple[tuple[Link, ...], ...]

    def open_before(self, event: int) -> list[Link]:
        """
        The links to *event* from what takes effect in some readings only, or later than on its own day.
        """
        return [link for link in self.links_before[event] if self.effects[link.before] == "open"]


def supposed(problem: Problem, refused: frozenset[FiringId]) -> Hypothesis | int:
    """
    Work out what follows from *refused*.

    Returns:
        The hypothesis, or an event that is asserted and reacts to something that can't take effect.
    """
    size = len(problem.windows)
    before: list[list[Link]] = [[] for _ in range(size)]
    after: list[list[Link]] = [[] for _ in range(size)]
    for link in problem.links:
        before[link.after].append(link)
        after[link.before].append(link)
    modes: list[tuple[Assumed, ...]] = [()] * size
    effects: list[Effect] = ["certain"] * size
    for event in _by_links(before, after):
        carriers = {effects[link.before] for link in before[event] if link.carries}
        modes[event] = _modes(problem, refused, event)
        effects[event] = _effect(modes[event], carriers)
        if "never" in carriers:
            if "required" in modes[event]:
                return event
            modes[event] = tuple("never" for _ in modes[event])
    return Hypothesis(
        problem, refused, tuple(modes), tuple(effects), tuple(map(tuple, before)), tuple(map(tuple, after))
    )


def _modes(problem: Problem, refused: frozenset[FiringId], event: int) -> tuple[Assumed, ...]:
    return tuple(
        "refused" if (event, position) in refused else "never" if firing.mode == "denied" else firing.mode
        for position, firing in enumerate(problem.firings[event])
    )


def _effect(modes: tuple[Assumed, ...], carriers: set[Effect]) -> Effect:
    if "never" in carriers:
        return "never"
    if not modes:
        return "open" if "open" in carriers else "certain"
    if "required" in modes:
        return "certain"
    return "open" if "free" in modes or "waiting" in modes else "never"


def _by_links(before: list[list[Link]], after: list[list[Link]]) -> list[int]:
    """
    The events, each behind what links put before it; links that lead in a circle are left out.
    """
    counts = [len(links) for links in before]
    order = [event for event, count in enumerate(counts) if not count]
    for event in order:
        for link in after[event]:
            counts[link.after] -= 1
            if not counts[link.after]:
                order.append(link.after)
    return order
