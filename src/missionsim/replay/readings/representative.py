"""
The reading that a plain replay shows: all events as late, or as early, as they can stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from attrs import frozen

from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.search import Course, Sense, best
from missionsim.replay.readings.world import World


@frozen
class Placement:
    """
    A day for every event, and their order.

    Args:
        days: For each event its day.

        sequence: The events in order.
    """

    days: tuple[int, ...]
    sequence: tuple[int, ...]


def representative(worlds: Sequence[World], sense: Sense, branches: int) -> tuple[Placement | None, bool]:
    """
    Choose a reading: every event on its last (or first) day, where they can stand there together, else each in turn,
    in document order, as late (or early) as it can.

    Args:
        worlds: The worlds whose readings count.

        sense: ``latest`` or ``earliest``.

        branches: How much is tried for one event, at most.

    Returns:
        The reading, ``None`` if there is none; and whether it is exactly the one described.
    """
    chosen = _Choice(worlds, sense, branches)
    placements = [Placement(course.days, tuple(chosen.order(course))) for course in chosen.courses()]
    return min(placements, key=lambda placement: placement.sequence, default=None), chosen.is_exact


class _Choice:
    """
    Fixes days and orders one after the other.
    """

    def __init__(self, worlds: Sequence[World], sense: Sense, branches: int) -> None:
        self._worlds = list(worlds)
        self._sense: Sense = sense
        self._branches = branches
        self._clamps: dict[int, tuple[int, int]] = {}
        self.is_exact = True

    def courses(self) -> list[Course]:
        """
        For each world that has the days, a course.
        """
        courses = [course for course in map(self._any, self._worlds) if course is not None]
        size = len(courses[0].days) if courses else 0
        for event in range(size):
            courses = self._fix(event, courses)
        return courses

    def _any(self, world: World) -> Course | None:
        found = best(world, None, self._sense, branches=self._branches)
        return self._course(found)

    def _course(self, found: object) -> Course | None:
        course = getattr(found, "course", None)
        if found is not None and course is None:
            self.is_exact = False
        return course if isinstance(course, Course) else None

    def _fix(self, event: int, courses: list[Course]) -> list[Course]:
        """
        Give *event* the best day that is left, and drop the worlds that can't have it.
        """
        tried = [course if self._is_best(course, event) else self._better(course, event) for course in courses]
        pick = max if self._sense == "latest" else min
        day = pick(course.days[event] for course in tried)
        self._clamps[event] = (day, day)
        return [course for course in tried if course.days[event] == day]

    def _is_best(self, course: Course, event: int) -> bool:
        days = course.world.days
        return course.days[event] == (days.hi if self._sense == "latest" else days.lo)[event]

    def _better(self, course: Course, event: int) -> Course:
        found = best(course.world, event, self._sense, clamps=self._clamps, branches=self._branches)
        return self._course(found) or course

    def order(self, course: Course) -> list[int]:
        """
        The events in order: by day, by links and what is asserted, and then as the record lists them.
        """
        world = course.world
        tied = {event for index in world.loose for event in world.clusters[index].concerned}
        order = course.sequence()
        if not tied:
            return order
        clamps = {event: (day, day) for event, day in enumerate(course.days)}
        edges: list[Edge] = []
        settled: list[int] = []
        for _, group in groupby(order, key=course.days.__getitem__):
            left = list(group)
            while left:
                first, other = left[0], None
                if sum(event in tied for event in left) > 1:
                    first, other = self._first(world, left, clamps, edges)
                    edges += [Edge(first, event) for event in left if event != first]
                members = set(left) - {first}
                left = [event for event in (other.sequence() if other else left) if event in members]
                settled.append(first)
        return settled

    def _first(
        self, world: World, left: list[int], clamps: dict[int, tuple[int, int]], edges: list[Edge]
    ) -> tuple[int, Course | None]:
        """
        The first of some events, in document order, that can come before the others, and a course in which it does.
        """
        for event in sorted(each for each in left if each < left[0]):
            more = [*edges, *(Edge(event, other) for other in left if other != event)]
            found = best(world, None, self._sense, clamps=clamps, edges=more, branches=self._branches)
            if found is not None and found.course is not None:
                return event, found.course
        return left[0], None
