"""
The verdict on one term of a deadline, by what held while it was in force.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from missionsim.replay.outcomes import Verdict
from missionsim.replay.terms import Demand, Window
from missionsim.replay.truth import Answer, Run, Truth


@frozen
class Judged:
    """
    What became of one thing asked.

    Args:
        verdict: The verdict.

        held: The day, as an ordinal, on which the condition came to hold.

        late: By how many days, negative if early.
    """

    verdict: Verdict
    held: int | None = None
    late: int | None = None


@frozen
class TermJudge:
    """
    Judges what was asked at one time.

    Args:
        condition: Whether the condition held.

        proviso: Whether ``only_if`` did.

        set_on: The day on which the deadline was set.

        closing: Last day that is known about.

        start: First day of the replay.

        end: Last day that is looked at: what is planned for after *closing* tells by how much a missed term is late.
    """

    condition: Truth
    proviso: Truth | None
    set_on: int
    closing: int
    start: int
    end: int

    def judged(self, demand: Demand) -> Judged:
        """
        The verdict on one term, by what held while it was in force.

        What was withdrawn is void. What is not met is void too where ``only_if`` certainly does not hold on the due
        day, or on the last day in force if that is earlier; it is undetermined where ``only_if`` is in doubt on the
        due day and it would otherwise be violated. Days are given for what was met or violated only.
        """
        if demand.is_void:
            return Judged("void")
        window = demand.window
        held = self._held_in_time(demand)
        if held is not None:
            return Judged("met", held, None if window is None else held - window.last)
        binds = self._binds(demand.until if window is None else min(window.last, demand.until))
        if binds is False:
            return Judged("void")
        if window is None or window.last > demand.until:
            return Judged("pending")
        if binds is None or not self._certainly_missed(demand, window):
            return Judged("undetermined")
        return self._missed(window)

    def _binds(self, day: int) -> Answer:
        """
        Whether ``only_if`` holds on *day*, or on the first day looked at if that is later.
        """
        return True if self.proviso is None else self.proviso.on(min(max(day, self.proviso.first), self.closing))

    def _held_in_time(self, demand: Demand) -> int | None:
        """
        The day on which it was met.

        Without a window: the first day, from the one on which this was stated to the due day, at whose end the
        condition holds, whenever it came to; that it is lost again later changes nothing. With a window it has to
        become true within it: a spell that began earlier does not count, a later one does; what is in doubt on the
        day before counts as not held then. What counts from an event still to come is met by what holds now, as no
        day before that event can be its due day; if it counts backwards, only once the due day is known.
        """
        window = demand.window
        if window is None and not demand.counts_forward:
            return None
        last = demand.until if window is None else min(window.last, demand.until)
        opens = None if window is None else window.opens
        for run in self._runs(demand.stated, last):
            if run.answer is True and (opens is None or run.first >= opens):
                return max(run.first, demand.stated)
        return None

    def _certainly_missed(self, demand: Demand, window: Window) -> bool:
        """
        Whether what was not met in time is known not to have been.

        It is where the condition certainly did not hold on any day in time. Else the first count on the due day or
        later that decides it says: missed, if it says otherwise; still undetermined, if it comes too late to tell.
        A count decides where the states of its day alone don't.
        """
        first = demand.stated if window.opens is None else max(demand.stated, window.opens)
        if all(run.answer is not None for run in self._runs(first, window.last)):
            return True
        return self.condition.first_said(window.last, self.closing) is False

    def _missed(self, window: Window) -> Judged:
        """
        A violation, with the days by which it was missed.

        Late by the first day after the due day, since the deadline was set, at whose end the condition held, within
        force or later; for a window, by the first later spell, else early by the days from the beginning of the last
        earlier spell (that lasted until the deadline was set) to the opening.
        """
        is_window = window.opens is not None
        for run in self._runs(max(self.set_on, window.last + 1), self.end):
            if run.answer is True and not (is_window and run.first <= window.last):
                held = max(run.first, self.set_on, window.last + 1)
                return Judged("violated", held, held - window.last)
        if window.opens is None:
            return Judged("violated")
        spells = [run for run in self._runs(self.set_on, self.closing) if run.answer is True]
        early = max((self._begin(run) for run in spells if run.first < window.opens), default=None)
        if early is None:
            return Judged("violated")
        return Judged("violated", early, early - window.opens)

    def _begin(self, run: Run) -> int:
        """
        The day on which a run began: what held before the first day begins with it, but for a count made earlier.
        """
        is_counted = any(day == run.first for day, _ in self.condition.counts)
        return run.first if is_counted else max(run.first, self.start)

    def _runs(self, first: int, last: int) -> Iterator[Run]:
        """
        The runs of the condition that have a day from *first* to *last*.
        """
        for run in self.condition.runs:
            if run.first > last:
                return
            if run.last >= first <= last:
                yield run
