"""
The machines of one cluster, played event by event, with every step undone at will.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from missionsim.errors import LimitError
from missionsim.replay.readings.clusters import Cluster
from missionsim.replay.readings.demands import Attempt, Demand
from missionsim.replay.readings.guards import holds
from missionsim.replay.readings.hypothesis import Hypothesis
from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.problem import FiringId, Routes

MOST_AUTOMATIC = 10_000
_MISSING = object()


@frozen
class Mark:
    """
    How far a machine has come.

    Args:
        log: What has been overwritten so far.

        changes: The changes so far.

        lags: The edges behind what waited so far.

        waiting: What waits.
    """

    log: int
    changes: int
    lags: int
    waiting: tuple[Attempt, ...]


class Machine:
    """
    Plays the events of a cluster.

    Args:
        cluster: The cluster.

        hypothesis: What is taken to be refused.

        index: The number of the cluster, for the edges behind what waited.
    """

    def __init__(self, cluster: Cluster, hypothesis: Hypothesis, index: int) -> None:
        self.changes: list[tuple[int, int, int]] = []
        self.lags: list[Edge] = []
        self.applied: dict[FiringId, int] = {}
        self.effects: dict[int, int] = {}
        self._cluster = cluster
        self._hypothesis = hypothesis
        self._index = index
        self._state = [*hypothesis.problem.initial, *(0 for _ in range(1 + max(cluster.entities, default=0)))]
        self._placed: dict[int, bool] = {}
        self._waiting: tuple[Attempt, ...] = ()
        self._log: list[tuple[Any, Any, Any]] = []
        self._is_broken = False

    def mark(self) -> Mark:
        """
        Where to come back to.
        """
        return Mark(len(self._log), len(self.changes), len(self.lags), self._waiting)

    def undo(self, mark: Mark) -> None:
        """
        Come back to *mark*.
        """
        while len(self._log) > mark.log:
            where, key, old = self._log.pop()
            if old is _MISSING:
                del where[key]
            else:
                where[key] = old
        del self.changes[mark.changes :]
        del self.lags[mark.lags :]
        self._waiting = mark.waiting
        self._is_broken = False

    def place(self, place: int) -> bool:
        """
        Play one event.

        Args:
            place: Its place in the cluster.

        Returns:
            Whether it goes as the hypothesis says.
        """
        event = self._cluster.events[place]
        self._set(self._placed, event, True)
        is_orphan = False
        for link in self._cluster.links[place]:
            moment = self.effects.get(link.before)
            if moment is None:
                is_orphan |= link.carries
            elif moment != link.before:
                self.lags.append(Edge(moment, event, link.lag, self._index))
        if is_orphan:
            return self._hypothesis.effects[event] != "certain"
        if not self._hypothesis.modes[event]:
            self._take_effect(event, event)
        before = len(self.changes)
        for part in self._cluster.parts[place]:
            if not (holds(part.guard, self._state) if isinstance(part, Demand) else self._attempt(part)):
                return False
        if len(self.changes) > before:  # else what waits can't happen now either
            self._retry(event)
        return not self._is_broken

    def _attempt(self, attempt: Attempt) -> bool:
        """
        Try a firing; returns whether it goes as the hypothesis says.
        """
        if attempt.mode == "refused":
            return self._target(attempt.entity, attempt.routes) is None
        if self._fire(attempt, attempt.event):
            return True
        if attempt.mode == "waiting":
            self._waiting = (*self._waiting, attempt)
        return attempt.mode != "required"

    def _retry(self, now: int) -> None:
        while True:
            for attempt in self._waiting:
                if self._fire(attempt, now):
                    self._waiting = tuple(other for other in self._waiting if other is not attempt)
                    break
            else:
                return

    def _fire(self, attempt: Attempt, now: int) -> bool:
        target = self._target(attempt.entity, attempt.routes)
        if target is None:
            return False
        self._change(now, attempt.entity, target)
        for _ in range(MOST_AUTOMATIC):
            if not self._settle(now):
                break
        else:
            raise LimitError(f"automatic transitions don't end after event {now}")
        if attempt.mode != "required":
            self._set(self.applied, (attempt.event, attempt.position), now)
        self._take_effect(attempt.event, now)
        return True

    def _settle(self, now: int) -> bool:
        for entity, routes in self._cluster.automatic:
            target = self._target(entity, routes)
            if target is not None:
                self._change(now, entity, target)
                return True
        return False

    def _target(self, entity: int, routes: Routes) -> int | None:
        for route in routes[self._state[entity]]:
            if route.guard is None or holds(route.guard, self._state):
                return route.target
        return None

    def _change(self, now: int, entity: int, state: int) -> None:
        if state != self._state[entity]:
            self._set(self._state, entity, state)
            self.changes.append((now, entity, state))

    def _take_effect(self, event: int, now: int) -> None:
        if event not in self._cluster.opens or event in self.effects:
            return
        self._set(self.effects, event, now)
        if event != now:
            links = self._hypothesis.links_after[event]
            self._is_broken |= any(link.after in self._placed for link in links)

    def _set(self, where: Any, key: Any, value: Any) -> None:  # noqa: ANN401  a list or a dict
        old = where.get(key, _MISSING) if isinstance(where, dict) else where[key]
        self._log.append((where, key, old))
        where[key] = value
