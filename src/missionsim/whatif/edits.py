"""
Edits: the departures from a record that a what-if is made of, as values.

::

    Edit
    ├── interventions, which change what happens and travel along the dependencies
    │   ├── Delay, Advance   by days, weeks, months or years
    │   ├── Move, Swap       to a date, to each other's date
    │   └── Drop, Insert, Replace
    ├── re-readings, which change what is believed about the same happening, and move nothing else
    │   ├── According        one party's dates, values and denials
    │   ├── DatedBy          dates that a policy picks
    │   ├── AsPublished      without what was published later
    │   └── Redate           a corrected date
    └── changes of the rules
        └── Revise, Initial, Rewire
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from attrs import field, frozen

from missionsim.errors import EditError, accepted
from missionsim.record.conditions import Condition
from missionsim.record.dates import ImpreciseDate, Offset
from missionsim.record.events import Event
from missionsim.record.values import maybe_due, to_date, to_last
from missionsim.record.versions import Policy
from missionsim.whatif.arguments import by_length, is_a, is_maybe_name, length_words
from missionsim.whatif.selections import Target, are_targets, named, targets_of

Way = Literal["intervention", "re-reading", "rule"]

_MAYBE_CONDITION = is_a(Condition, type(None))


class Edit:
    """
    Base of all edits, for annotations.

    Attributes:
        way: What kind of change it is.
    """

    way: Way = "intervention"


@frozen
class Delay(Edit):
    """
    Events happen later.

    Args:
        targets: Id of the event, several of them, :class:`Events`, or a list of these; all that any of them means.

        by: How much later: days as a number, or ``90d``, ``2w``, ``3m``, ``1y``. Months are counted from the day
            on which the event stands, an imprecise one from its last; its date moves whole.

    Raises:
        DateError: If *by* is no length of time, or negative.
    """

    targets: tuple[Target, ...] = field(
        converter=targets_of, validator=are_targets, metadata={"key": "delay", "one": True}
    )
    by: Offset = field(converter=by_length)

    def __str__(self) -> str:
        return f"{named(self.targets)} {length_words(self.by)} later"


@frozen
class Advance(Edit):
    """
    Events happen earlier.

    Args:
        targets: Id of the event, several of them, :class:`Events`, or a list of these; all that any of them means.

        by: How much earlier, as in :class:`Delay`.

    Raises:
        DateError: If *by* is no length of time, or negative.
    """

    targets: tuple[Target, ...] = field(
        converter=targets_of, validator=are_targets, metadata={"key": "advance", "one": True}
    )
    by: Offset = field(converter=by_length)

    def __str__(self) -> str:
        return f"{named(self.targets)} {length_words(self.by)} earlier"


@frozen
class Move(Edit):
    """
    Events happen on another date.

    Args:
        targets: Id of the event, several of them, :class:`Events`, or a list of these; all that any of them means.

        to: The date, as precisely as wanted. What earlier edits would have carried the event along stops to matter;
            what later edits move carries it on from there.

    Raises:
        DateError: If *to* is no date.
    """

    targets: tuple[Target, ...] = field(
        converter=targets_of, validator=are_targets, metadata={"key": "move", "one": True}
    )
    to: ImpreciseDate = field(converter=to_date)

    def __str__(self) -> str:
        return f"{named(self.targets)} on {self.to}"


@frozen
class Swap(Edit):
    """
    Two events happen on each other's dates.

    Args:
        first: Id of the one.

        second: Id of the other.
    """

    first: str = field(validator=is_a(str), metadata={"key": "swap"})
    second: str = field(validator=is_a(str), metadata={"key": "with"})

    def __str__(self) -> str:
        return f"{self.first} and {self.second} on each other's dates"


@frozen
class Drop(Edit):
    """
    Events do not happen.

    Args:
        targets: Id of the event, several of them, :class:`Events`, or a list of these; all that any of them means.

        bridge: Whether what depends on it depends on what it depended on instead. Otherwise its dependents are
            orphaned, and refused.
    """

    targets: tuple[Target, ...] = field(
        converter=targets_of, validator=are_targets, metadata={"key": "drop", "one": True}
    )
    bridge: bool = field(default=False, validator=is_a(bool))

    def __str__(self) -> str:
        return f"no {named(self.targets).removeprefix('every ')}" + (" (bridged)" if self.bridge else "")


@frozen
class Insert(Edit):
    """
    An event happens that is not in the record.

    Args:
        event: The event; its id is not taken yet.

        before: Id of the event that it goes before, where both fall on one day.

        after: Id of the event that it goes after likewise. Without either it goes after all others of its day.

    Raises:
        EditError: If both are given.
    """

    event: Event = field(validator=is_a(Event), metadata={"key": "insert"})
    before: str | None = field(default=None, validator=is_maybe_name)
    after: str | None = field(default=None, validator=is_maybe_name)

    def __attrs_post_init__(self) -> None:
        if self.before is not None and self.after is not None:
            raise EditError.of("it goes before one event and after another", "accepted: 'before' or 'after'")

    def __str__(self) -> str:
        place = f" before {self.before}" if self.before else f" after {self.after}" if self.after else ""
        return f"{self.event.id} on {self.event.date}{place}, which is not in the record"


@frozen
class Replace(Edit):
    """
    Another event happens instead of one.

    Args:
        target: Id of the event that does not happen.

        event: The one that does; it takes the other's place in the order of a day, and among what depends on it.
    """

    target: str = field(validator=is_a(str), metadata={"key": "replace"})
    event: Event = field(validator=is_a(Event), metadata={"key": "with"})

    def __str__(self) -> str:
        return f"{self.event.id} on {self.event.date} instead of {self.target}"


@frozen
class According(Edit):
    """
    The record as one party tells it: its dates, values, measures and due dates, and without what it disputes.

    Args:
        party: Id of the party, as announcer or outlet.

        members: Whether what its members say counts as well.
    """

    way = "re-reading"

    party: str = field(validator=is_a(str), metadata={"key": "according"})
    members: bool = field(default=False, validator=is_a(bool))

    def __str__(self) -> str:
        return f"the record as {self.party}{' and its members tell' if self.members else ' tells'} it"


@frozen
class DatedBy(Edit):
    """
    Every event and deadline has the date that a policy picks from the recorded one and those of its claims.

    Args:
        policy: ``as_recorded``, ``earliest``, ``latest`` or ``most_corroborated``.

    Raises:
        EditError: If there is no such policy.
    """

    way = "re-reading"

    policy: Policy = field(metadata={"key": "dated"})

    def __attrs_post_init__(self) -> None:
        if self.policy not in get_args(Policy):
            raise EditError.of(f"{self.policy!r} is no policy", accepted(self.policy, get_args(Policy)))

    def __str__(self) -> str:
        return f"events dated by the {self.policy.replace('_', ' ')} claims"


@frozen
class AsPublished(Edit):
    """
    The record as it could be known on a day: claims that were published later don't count.

    Args:
        day: The day, inclusive; a month or a year means its last.

    Raises:
        DateError: If it is no day.
    """

    way = "re-reading"

    day: dt.date = field(converter=to_last, metadata={"key": "published"})

    def __str__(self) -> str:
        return f"the record as published by {self.day}"


@frozen
class Redate(Edit):
    """
    An event is believed to have happened on another date.

    Args:
        target: Id of the event.

        to: The corrected date.

    Raises:
        DateError: If *to* is no date.
    """

    way = "re-reading"

    target: str = field(validator=is_a(str), metadata={"key": "redate"})
    to: ImpreciseDate = field(converter=to_date)

    def __str__(self) -> str:
        return f"{self.target} dated {self.to}"


@frozen
class Revise(Edit):
    """
    A deadline asks for something else, once and for all: its recorded revisions no longer count.

    Args:
        deadline: Id of the deadline.

        due: The new due date, or length of time from what it counts from; the old one if ``None``.

        condition: What ought to hold; the old condition if ``None``.

    Raises:
        DateError: If *due* is no date.

        EditError: If neither is given.
    """

    way = "rule"

    deadline: str = field(validator=is_a(str), metadata={"key": "revise"})
    due: ImpreciseDate | Offset | None = field(default=None, converter=maybe_due)
    condition: Condition | None = field(default=None, validator=_MAYBE_CONDITION, metadata={"key": "when"})

    def __attrs_post_init__(self) -> None:
        if self.due is None and self.condition is None:
            raise EditError.of("it changes nothing", "accepted: a 'due' date, a condition, or both")

    def __str__(self) -> str:
        due_ = f" due {self.due}" if self.due is not None else ""
        return f"deadline {self.deadline}{due_}" + (f" when {self.condition}" if self.condition is not None else "")


@frozen
class Initial(Edit):
    """
    An entity starts in another state.

    Args:
        entity: Id of the entity.

        state: One of its states.
    """

    way = "rule"

    entity: str = field(validator=is_a(str), metadata={"key": "initial"})
    state: str = field(validator=is_a(str))

    def __str__(self) -> str:
        return f"{self.entity} starts as {self.state}"


@frozen
class Rewire(Edit):
    """
    The condition of transitions is replaced or removed.

    Args:
        lifecycle: Id of the lifecycle.

        trigger: Name of the trigger whose transitions are meant; ``None`` for automatic ones.

        condition: The condition instead; ``None`` for none.

        source: Only transitions from that state.

        target: Only transitions to that state.
    """

    way = "rule"

    lifecycle: str = field(validator=is_a(str), metadata={"key": "rewire"})
    trigger: str | None = field(default=None, validator=is_maybe_name)
    condition: Condition | None = field(default=None, validator=_MAYBE_CONDITION, metadata={"key": "when"})
    source: str | None = field(default=None, validator=is_maybe_name, metadata={"key": "from"})
    target: str | None = field(default=None, validator=is_maybe_name, metadata={"key": "to"})

    def __str__(self) -> str:
        ends = f" from {self.source}" if self.source else ""
        ends += f" to {self.target}" if self.target else ""
        name = f"{self.trigger!r}" if self.trigger else "automatic transitions"
        when = f"only if {self.condition}" if self.condition is not None else "without a condition"
        return f"{name} of a {self.lifecycle}{ends} {when}"


EDITS: tuple[type[Edit], ...] = (
    Delay,
    Advance,
    Move,
    Swap,
    Drop,
    Insert,
    Replace,
    According,
    DatedBy,
    AsPublished,
    Redate,
    Revise,
    Initial,
    Rewire,
)
