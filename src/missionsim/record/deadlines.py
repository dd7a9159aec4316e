"""
What ought to hold by when, and how that was changed.
"""

from __future__ import annotations

from attrs import field, frozen

from missionsim.record.conditions import A_CONDITION, Condition
from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.parties import Claim
from missionsim.record.validation import a, are, is_text, maybe_name
from missionsim.record.values import items, maybe_due, to_due


@frozen
class Revision:
    """
    A change of a deadline.

    Args:
        by: Id of the event that changes it.

        due: The new due date; ``None`` if that event voids the deadline.

        note: Anything worth saying about it.
    """

    by: str = field(validator=is_text)
    due: ImpreciseDate | Offset | None = field(default=None, converter=maybe_due)
    note: str = field(default="", validator=is_text)


@frozen
class Deadline:
    """
    A condition that ought to hold by a day.

    Args:
        id: How everything else refers to it.

        condition: What ought to hold.

        due: The last day, inclusive (``2025-09`` is 30 September); a span, in which it ought to become true; or an
            :class:`Offset` from *since*.

        set_by: Id of the event that sets it; without one it holds from the start.

        since: Id of the event that an offset counts from; *set_by* unless given.

        only_if: Condition without which the deadline does not bind ("conditions permitting").

        revisions: Later changes.

        name: What it is, in words.

        claims: Who says so.

        denied_by: Id of the party in whose version of the record it does not bind; it is void then.

        note: Anything worth saying about it.
    """

    id: str = field(validator=is_text)
    condition: Condition = field(validator=a(Condition, A_CONDITION), metadata={"key": "when"})
    due: ImpreciseDate | Offset = field(converter=to_due)
    set_by: str | None = field(default=None, kw_only=True, validator=maybe_name)
    since: str | None = field(default=None, kw_only=True, validator=maybe_name)
    only_if: Condition | None = field(default=None, kw_only=True, validator=a(Condition, A_CONDITION, maybe=True))
    revisions: tuple[Revision, ...] = field(default=(), converter=items, kw_only=True, validator=are(Revision))
    name: str = field(default="", kw_only=True, validator=is_text)
    claims: tuple[Claim, ...] = field(default=(), converter=items, kw_only=True, validator=are(Claim))
    denied_by: str | None = field(default=None, kw_only=True, validator=maybe_name)
    note: str = field(default="", kw_only=True, validator=is_text)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """
        What it asks for, and on what condition it binds at all.
        """
        return (self.condition,) if self.only_if is None else (self.condition, self.only_if)

    @property
    def event_ids(self) -> tuple[str, ...]:
        """
        Ids of the events that it names, without repeats: those that set it, revise it, or that it counts from.
        """
        named = (self.set_by, self.since, *(revision.by for revision in self.revisions))
        return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None))
