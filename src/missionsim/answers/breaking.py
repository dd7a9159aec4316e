"""
What breaks first when one event is shifted further and further.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial

from attrs import frozen

from missionsim.answers.meetings import Meetings
from missionsim.answers.trials import Held, Trial, Trials
from missionsim.errors import EditError
from missionsim.replay.determinants import Determinants
from missionsim.replay.relevance import Relevance
from missionsim.whatif.affected import Affected, shift_affects
from missionsim.whatif.staying import stays


@frozen(eq=False)
class Broken:
    """
    Something that breaks.

    Args:
        days: The most days for which it does not.

        id: Id of the event that is refused, or of the deadline.

        trial: The what-if one day further.

        firing: The firing that is refused.
    """

    days: int
    id: str
    trial: Trial
    firing: int = 0

    @property
    def shown(self) -> tuple[Trial, int]:
        """
        What shows it: the what-if one day further, and the firing.
        """
        return self.trial, self.firing


class Search:
    """
    One event shifted one way, further and further, until it leaves the scenario.

    Args:
        trials: The what-if.

        event: The event that is shifted.

        sign: 1 if to later days, -1 if to earlier ones.

    Attributes:
        refused: The first refusal; ``None`` if there is none.

        broken: What breaks each deadline, by the deadline's position.
    """

    def __init__(self, trials: Trials, event: str, sign: int) -> None:
        self._trials = trials
        self._event = event
        self._sign = sign
        self._most = trials.most(event, sign)
        self._trial_of: dict[int, Trial] = {}
        self._reach_of: dict[int, Affected] = {}
        self.refused: Broken | None = None
        self.broken: dict[int, Broken] = {}
        if self._most > 0:
            self._run()

    def _run(self) -> None:
        far = self._reach(self._most)
        if far.unsure:
            meetings = Meetings(self._trials, self._event, self._sign, self._most, far.unsure)
            self.refused = self._first(meetings, lambda days: bool(self._reach(days).unsure), self._refused)
        for held in self._trials.held:
            if not self._stays(held, far):
                broken = self._first(
                    self._meetings(held, far), partial(self._can_break, held), partial(self._broken, held)
                )
                if broken is not None:
                    self.broken[held.number] = broken

    def _meetings(self, held: Held, far: Affected) -> Meetings:
        found, record = self._trials.found, self._trials.record
        determinants = Determinants(record, found.program, found.links, frozenset(far.entities))
        relevance = Relevance(record, found.program, determinants)
        relevant = relevance.direct(held.deadline).union(relevance.of(held.deadline)[1])
        unsure = far.unsure & relevant
        return Meetings(self._trials, self._event, self._sign, self._most, unsure, held.deadline, relevant)

    def _first(
        self, meetings: Meetings, can_break: Callable[[int], bool], broken: Callable[[int], Broken | None]
    ) -> Broken | None:
        """
        What breaks first at one of some numbers of days; once something can break, it can break further on too.
        """
        every = meetings.days
        try:
            for days in every[bisect_left(every, True, key=can_break) :]:
                found = broken(days)
                if found is not None:
                    return found
        except EditError:
            pass  # what moves along has left the calendar
        return None

    def _refused(self, days: int) -> Broken | None:
        trial = self._trial(days)
        firing = trial.first_refused(self._trials.unapplied)
        if firing is None:
            return None
        position = self._trials.found.program.event_of[firing]
        return Broken(days - 1, self._trials.record.events[position].id, trial, firing)

    def _broken(self, held: Held, days: int) -> Broken | None:
        trial = self._trial(days)
        return Broken(days - 1, held.deadline.id, trial) if held.is_broken(trial) else None

    def _can_break(self, held: Held, days: int) -> bool:
        return not self._stays(held, self._reach(days))

    def _trial(self, days: int) -> Trial:
        if days not in self._trial_of:
            self._trial_of[days] = self._trials.trial(self._event, self._sign * days)
        return self._trial_of[days]

    def _reach(self, days: int) -> Affected:
        """
        What a shift by so many days, or fewer, can change.
        """
        if days not in self._reach_of:
            self._reach_of[days] = shift_affects(self._trial(days).edited, self._trials.found)
        return self._reach_of[days]

    def _stays(self, held: Held, reach: Affected) -> bool:
        """
        Whether a deadline can't break by what a shift can change.
        """
        trials = self._trials
        return held.is_safe or stays(trials.edited, trials.found, reach, held.deadline, held.before)
