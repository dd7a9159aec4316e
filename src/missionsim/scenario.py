"""
What users hold: scenarios and what-ifs, with every question one can ask of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from missionsim.record.record import Record
from missionsim.record.values import Day
from missionsim.record.versions import Policy
from missionsim.replay import replaying
from missionsim.replay.agenda import Reading
from missionsim.replay.possible import Conflict, PossibleDays, conflicts, possible_days
from missionsim.replay.timeline import Timeline
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import According, AsPublished, DatedBy, Edit
from missionsim.whatif.movements import Movement

if TYPE_CHECKING:  # to load a record and to replay it takes nothing of what answers harder questions
    from missionsim.answers.order import OrderSensitivity
    from missionsim.answers.repair import Goal, Kind, Repair
    from missionsim.answers.slack import Slack


def _asked(one: object) -> Record | EditedRecord:
    assert isinstance(one, Record | EditedRecord)  # noqa: S101  there is nothing else that can be asked
    return one


class Asked:
    """
    The questions that a scenario and a what-if answer alike.
    """

    __slots__ = ()

    def replay(
        self,
        *,
        strict: bool = False,
        reading: Reading = "latest",
        until: Day | None = None,
    ) -> Timeline:
        """
        Let the recorded events happen.

        Args:
            strict: Whether to raise at the first event that can't fire, instead of recording why.

            reading: At which end imprecise events stand: all at their ``latest``, where they can stand there together,
                else each in turn as late as it can; or ``earliest`` likewise.

            until: Last day, inclusive; the horizon unless given.

        Returns:
            The frozen result; its verdicts hold for all consistent readings.

        Raises:
            RefusedError: If *strict*, at the first event that is refused, orphaned or stranded.

            EditError: If the edits of a what-if lead to what does not hold together.

            DayError: If *until* lies outside the scenario.
        """
        if isinstance(self, Record):
            return replaying.replay(self, strict=strict, reading=reading, until=until)
        from missionsim.whatif.replaying import replay  # noqa: PLC0415

        return replay(_asked(self), strict=strict, reading=reading, until=until)

    def according_to(self, party: str, *, members: bool = False) -> WhatIf:
        """
        One party's version: its dates, values, measures and due dates, and without what it denies.

        Args:
            party: Id of the party, as announcer or outlet.

            members: Whether what its members say counts as well.

        Raises:
            UnknownError: If there is no such party.
        """
        return self.what_if(According(party, members))

    def dated_by(self, policy: Policy) -> WhatIf:
        """
        The version in which a policy picks every date, due dates too, from the recorded one and those of its claims.

        Args:
            policy: ``as_recorded``, ``earliest``, ``latest`` or ``most_corroborated``.

        Raises:
            EditError: If there is no such policy.
        """
        return self.what_if(DatedBy(policy))

    def as_published(self, day: Day) -> WhatIf:
        """
        The record as anybody could have known it on a day: without what was published later.

        Args:
            day: The day, inclusive.

        Raises:
            DateError: If it is no day.
        """
        return self.what_if(AsPublished(day))

    def what_if(self, *edits: Edit) -> WhatIf:
        """
        The same after some edits, applied in the order given.

        Interventions travel along the dependencies; re-readings move nothing but their own events. Edits of a what-if
        are added to those that made it, so that ``a.what_if(x).what_if(y)`` equals ``a.what_if(x, y)``.

        Raises:
            EditError: If an edit names nothing, with the nearest names.
        """
        if isinstance(self, WhatIf):
            return self.with_edits(*edits)
        assert isinstance(self, Record)  # noqa: S101  there is nothing else
        return WhatIf(self, edits)

    def slack(self, event: str, *, reading: Reading = "latest") -> Slack:
        """
        By how many days an event can slip, and come early; see :func:`slack`.
        """
        from missionsim.answers.slack import slack  # noqa: PLC0415

        return slack(_asked(self), event, reading=reading)

    def slacks(self, *, reading: Reading = "latest") -> tuple[Slack, ...]:
        """
        The slack of every event, the most critical first; see :func:`slacks`.
        """
        from missionsim.answers.slack import slacks  # noqa: PLC0415

        return slacks(_asked(self), reading=reading)

    def repair(  # noqa: PLR0913  what is allowed has several sides
        self,
        goal: Goal,
        among: Edit | Iterable[Edit] | None = None,
        *,
        kinds: Kind | Iterable[Kind] = ("delay", "advance"),
        events: str | Iterable[str] | None = None,
        days: int = 365,
        most_edits: int | None = None,
    ) -> Repair:
        """
        The fewest edits after which a goal holds; see :func:`repair`.
        """
        from missionsim.answers.repair import repair  # noqa: PLC0415

        return repair(self.what_if(), goal, among, kinds=kinds, events=events, days=days, most_edits=most_edits)

    def order_sensitivity(self) -> OrderSensitivity:
        """
        Which events would change the outcome in another order; see :func:`order_sensitivity`.
        """
        from missionsim.answers.order import order_sensitivity  # noqa: PLC0415

        return order_sensitivity(_asked(self))


@frozen(slots=False, repr=False)
class Scenario(Record, Asked):
    """
    A staged handover as documented. Frozen; equal by value.

    Its arguments are those of :class:`Declaration`: ``name``, ``horizon``, ``lifecycles``, ``entities``, ``events``,
    and by keyword ``title``, ``start``, ``known_until``, ``approximate_days``, ``uncertain_days``, ``parties``,
    ``deadlines``, ``version``, ``dropped`` and ``note``.

    Raises:
        ScenarioError: If it does not hold together; with every fault at once.
    """

    @property
    def hash(self) -> str:
        """
        SHA-256 of the content, in hexadecimal: equal scenarios have equal hashes, in any process.
        """
        from missionsim.plain import content_hash  # noqa: PLC0415  cattrs is slow to import

        return content_hash(self)

    def possible_days(self, event: str) -> PossibleDays:
        """
        The days on which an event can have been, over all consistent readings, and what narrowed them.

        Raises:
            UnknownError: If there is no such event.
        """
        return possible_days(self, event)

    def conflicts(self) -> tuple[Conflict, ...]:
        """
        The smallest sets of what the record asserts that can't all be true; none if it is consistent.
        """
        return conflicts(self)


@frozen(slots=False)
class WhatIf(EditedRecord, Asked):
    """
    A scenario and the edits made to it, as a value: two are equal if both are.

    Args:
        record: The scenario.

        edits: The edits, in order.

    Raises:
        EditError: If an edit names nothing, with the nearest names.
    """

    @property
    def hash(self) -> str:
        """
        SHA-256 of what the edits make of the record, in hexadecimal.
        """
        from missionsim.plain import content_hash  # noqa: PLC0415  cattrs is slow to import

        return content_hash(self.outcome)

    @property
    def version(self) -> str:
        """
        Whose version of the record it is.
        """
        return self.outcome.version

    @property
    def first_day(self) -> date:
        """
        First day of a replay.
        """
        return self.outcome.first_day

    def adopted(self) -> Scenario:
        """
        What the edits make of the record, as a scenario of its own, which forgets the edits.

        Raises:
            EditError: If the edits lead to what does not hold together.
        """
        outcome = self.outcome
        assert isinstance(outcome, Scenario)  # noqa: S101  the record is one
        return outcome

    def movement(self, event: str) -> Movement:
        """
        Where an event stands, where the record has it, and why it moved.

        Raises:
            UnknownError: If there is no such event, and none was dropped.
        """
        found: Mapping[str, Movement] = self.movements
        if event in found:
            return found[event]
        when = self.outcome.event(event).date
        return Movement(event, when, when, 0)

    def __str__(self) -> str:
        return "; ".join(map(str, self.edits)) or "no edits"
