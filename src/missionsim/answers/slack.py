"""
How far an event can slip, or come early, before anything is refused and before each deadline breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from missionsim.answers.breaking import Search
from missionsim.answers.trials import Trial, Trials
from missionsim.record.record import Record
from missionsim.replay.agenda import Reading
from missionsim.replay.outcomes import Outcome
from missionsim.replay.refusals import Refusal
from missionsim.whatif.edited import EditedRecord, edited_record

Way = Literal["later", "earlier"]
Progress = Callable[[int, int], object]


@frozen(slots=False)
class Limit:
    """
    How far an event can be shifted before one thing breaks.

    Args:
        kind: What breaks: ``event`` (it is refused) or ``deadline``.

        id: Id of the event or deadline; ``None`` where nothing is ever refused.

        days: The most days by which it can be shifted, with every smaller number all right too; ``None`` if nothing
            breaks before the event leaves the scenario.
    """

    kind: Literal["event", "deadline"]
    id: str | None
    days: int | None
    _further: Trial | None = field(default=None, eq=False, repr=False)
    _firing: int = field(default=0, eq=False, repr=False)

    @cached_property
    def refusal(self) -> Refusal | None:
        """
        Why the event is refused one day further.
        """
        return None if self._further is None or self.kind != "event" else self._further.refusal(self._firing)

    @cached_property
    def outcome(self) -> Outcome | None:
        """
        What becomes of the deadline one day further, over all readings.
        """
        return None if self._further is None or self.kind != "deadline" else self._further.outcome(str(self.id))

    @property
    def tightness(self) -> float:
        """
        A key that sorts the tightest first.
        """
        return float("inf") if self.days is None else self.days


@frozen
class Slack:
    """
    How far one event can be shifted.

    Args:
        event: Id of the event.

        day: The day it stands on, in the reading asked for.

        later: Limits of its slipping: the first refusal, then every deadline that is not broken already or in doubt.

        earlier: Limits of its coming early, likewise.
    """

    event: str
    day: date
    later: tuple[Limit, ...]
    earlier: tuple[Limit, ...]

    @property
    def slip(self) -> Limit:
        """
        What breaks first when it slips.
        """
        return min(self.later, key=lambda limit: limit.tightness)

    @property
    def advance(self) -> Limit:
        """
        What breaks first when it comes early.
        """
        return min(self.earlier, key=lambda limit: limit.tightness)

    def refusal(self, way: Way = "later") -> Limit:
        """
        The limit before the first refusal.
        """
        return (self.later if way == "later" else self.earlier)[0]

    def deadline(self, id: str, way: Way = "later") -> Limit | None:  # noqa: A002  an id is called id everywhere
        """
        The limit before a deadline breaks; ``None`` if it is broken already or in doubt, or there is none of that id.
        """
        limits = self.later if way == "later" else self.earlier
        return next((limit for limit in limits if limit.kind == "deadline" and limit.id == id), None)

    def row(self) -> dict[str, Any]:
        """
        Its two tightest limits as a flat row, for any data-frame library.
        """
        slip, advance = self.slip, self.advance
        return {
            "event": self.event,
            "day": self.day,
            "slip": slip.days,
            "breaks": slip.id if slip.days is not None else None,
            "advance": advance.days,
            "advance_breaks": advance.id if advance.days is not None else None,
        }


def slack(asked: Record | EditedRecord, event: str, *, reading: Reading = "latest") -> Slack:
    """
    By how many days an event can slip, and come early, before the first refusal and before each deadline breaks.

    It is shifted as :class:`Delay` and :class:`Advance` shift it, with all that depends on it, until it leaves the
    scenario; days between which nothing can change are passed over. An event is refused if it is refused, orphaned or
    stranded, and was not before. A deadline breaks if it was met and is not met any more, or if it could still be met
    and is violated.

    Args:
        asked: A record or a what-if.

        event: Id of the event.

        reading: At which end imprecise events stand, as far as refusals are concerned.

    Raises:
        UnknownError: If there is no such event.

        LimitError: If too many days would have to be tried.
    """
    edited = edited_record(asked)
    edited.outcome.event(event)
    return _slack(Trials(edited, reading), event)


def slacks(
    asked: Record | EditedRecord, *, reading: Reading = "latest", progress: Progress | None = None
) -> tuple[Slack, ...]:
    """
    The slack of every event, the most critical first: ranked by how far each can slip, then by how far it can come
    early, then by day.

    Args:
        asked: A record or a what-if.

        reading: At which end imprecise events stand, as far as refusals are concerned.

        progress: Called after each event with how many are done, and how many there are.

    Raises:
        LimitError: If too many days would have to be tried.
    """
    trials = Trials(edited_record(asked), reading)
    events = trials.record.events
    found = []
    for number, event in enumerate(events, 1):
        found.append(_slack(trials, event.id))
        if progress is not None:
            progress(number, len(events))
    return tuple(sorted(found, key=lambda each: (each.slip.tightness, each.advance.tightness, each.day)))


def _slack(trials: Trials, event: str) -> Slack:
    day = date.fromordinal(trials.days[trials.position(event)])
    return Slack(event, day, tuple(_limits(trials, event, 1)), tuple(_limits(trials, event, -1)))


def _limits(trials: Trials, event: str, sign: int) -> Iterator[Limit]:
    search = Search(trials, event, sign)
    refused = search.refused
    yield Limit("event", None, None) if refused is None else Limit("event", refused.id, refused.days, *refused.shown)
    for each in trials.held:
        broken = search.broken.get(each.number)
        id_ = each.deadline.id
        yield Limit("deadline", id_, None) if broken is None else Limit("deadline", id_, broken.days, *broken.shown)
