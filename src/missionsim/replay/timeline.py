"""
The result of a replay: its history, what else the record allows, and how it is stored and verified.
"""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import Any, Protocol, Self

from attrs import evolve, field, fields, frozen

from missionsim.errors import DayError, TimelineError
from missionsim.record.values import Day
from missionsim.replay.agenda import Reading
from missionsim.replay.history import History
from missionsim.replay.outcomes import Outcome
from missionsim.replay.rows import Table, columns, rows


class Possibilities(Protocol):
    """
    What is possible over all consistent readings.
    """

    @property
    def is_exact(self) -> bool:
        """
        Whether all of them were looked at.
        """

    def states(self, entity: str, day: dt.date) -> tuple[str, ...]:
        """
        The states in which an entity can have been at the end of *day*, in the order of its lifecycle.
        """


class Replayable(Protocol):
    """
    What a timeline can be verified against: a scenario or a what-if.
    """

    @property
    def hash(self) -> str:
        """
        Its content hash.
        """

    def replay(self, *, reading: Reading, until: Day | None) -> Timeline:
        """
        Its timeline.
        """


@frozen
class Mismatch:
    """
    The first thing in which a stored timeline differs from a fresh replay.

    Args:
        what: The part that differs, by its name in the stored timeline.

        stored: What the stored timeline has.

        replayed: What the replay gives.

        position: Its position in that part, from 0.
    """

    what: str
    stored: object
    replayed: object
    position: int | None = None

    def __str__(self) -> str:
        where = self.what if self.position is None else f"{self.what}[{self.position}]"
        return f"{where}: stored {self.stored}, replayed {self.replayed}"


def _as_known_to(stored: object, replayed: object) -> object:
    """
    What a replay gives, as known on the day asked about where it is a deadline stored as known on an earlier one.
    """
    if isinstance(stored, Outcome) and isinstance(replayed, Outcome) and stored.asked is not None:
        return replayed.as_known(stored.asked)
    return replayed


@frozen(slots=False, repr=False)
class Timeline(History):
    """
    The result of a replay.

    Its arguments are those of :class:`History`, and what it is stored with.
    """

    _hash: str | None = field(default=None, eq=False, repr=False)
    _possibilities: Possibilities | None = field(default=None, eq=False, repr=False, metadata={"key": None})

    def __getstate__(self) -> dict[str, object]:
        """
        What is pickled: all but what would be worked out anew, as in a stored timeline.
        """
        state = {each.name: getattr(self, each.name) for each in fields(type(self))}
        deadlines = tuple(evolve(outcome, judge=None) for outcome in self.deadlines)
        return state | {"steps": tuple(self.steps), "deadlines": deadlines, "_possibilities": None}

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    @property
    def hash(self) -> str:
        """
        Content hash of the record that was replayed.
        """
        if self._hash is None and self.record is not None:
            from missionsim.plain import content_hash  # noqa: PLC0415  cattrs is slow to import

            return content_hash(self.record)
        return self._hash or ""

    def possible_states(self, entity: str, on: Day | None = None) -> tuple[str, ...]:
        """
        The states in which *entity* can have been at the end of a day, over all consistent readings of the record.

        Args:
            entity: Id of the entity.

            on: The day; the last one replayed unless given.

        Returns:
            The states, in the order of its lifecycle.

        Raises:
            UnknownError: If there is no such entity.

            DayError: If the day lies outside the timeline.

            TimelineError: If the timeline was stored, as JSON or pickled, which keeps one reading.
        """
        state = self.state(entity, on)
        if self._possibilities is None:
            raise TimelineError("a stored timeline keeps one reading; accepted: a timeline that replay() gives")
        return self._possibilities.states(entity, self._day(on)) or (state,)

    def rows(self, of: Table = "steps") -> list[dict[str, Any]]:
        """
        Steps or spells as flat rows for any data-frame library: plain values, days as ``date``, lists of text for
        automatic transitions and sources.

        Raises:
            UnknownError: If *of* is neither.
        """
        return rows(self, of)

    def columns(self, of: Table = "steps") -> dict[str, list[Any]]:
        """
        The same as :meth:`rows`, one list per column.
        """
        return columns(rows(self, of))

    def to_dict(self) -> dict[str, Any]:
        """
        All of it as plain data, the states at its end included; the shape is documented with the command line.
        """
        import missionsim.replay.plain_form  # noqa: F401, PLC0415  cattrs is slow to import
        from missionsim.plain import dump  # noqa: PLC0415  cattrs is slow to import

        return {**dump(self, whole=True), "hash": self.hash, "states": dict(self.configuration())}

    def to_json(self) -> str:
        """
        All of it as JSON text, with the record's hash.
        """
        import json  # noqa: PLC0415  not needed to replay

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Timeline:
        """
        Read what :meth:`to_json`, or the command line's ``replay --json``, wrote.

        Raises:
            TimelineError: If it is not such text, or can't be a timeline.
        """
        from missionsim.replay.stored import read  # noqa: PLC0415  cattrs is slow to import

        return read(text, cls)

    def verify(self, scenario: Replayable) -> Mismatch | None:
        """
        Replay *scenario* and compare.

        Returns:
            The first thing that differs, the scenario's hash looked at first; ``None`` if all is the same.
        """
        if self.hash != scenario.hash:
            return Mismatch("hash", self.hash, scenario.hash)
        try:
            fresh = scenario.replay(reading=self.reading, until=self.horizon)
        except DayError:
            return Mismatch("until", self.horizon, scenario.replay(reading=self.reading, until=None).horizon)
        for what in ("version", "start", "initial", "known_until"):
            if getattr(self, what) != getattr(fresh, what):
                return Mismatch(what, getattr(self, what), getattr(fresh, what))
        for what in ("steps", "context", "deadlines", "observations", "contradictions", "unplayed"):
            both = zip_longest(getattr(self, what), getattr(fresh, what))
            for position, (stored, found) in enumerate(both):
                replayed = _as_known_to(stored, found)
                if stored != replayed:
                    return Mismatch(what, stored, replayed, position)
        return None
