"""
Edits: the departures from a record that a what-if is made of, as values.

::

    Edit
    ├── interventions, which change what happens and travel along the dependencies
    │   ├── Delay, Advance   by days, weeks, months or years
    │   ├── Move, Swap       to a date, to each other's date
    │   └── Drop, Insert, Replace
    ├── re-readings, which change what is believed about the same happening, and move nothing else
    │   ├── According        one party's dates and values
    │   └── Redate           a corrected date
    └── changes of the rules
        └── Revise, Initial, Rewire
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

import attrs
from attrs import field, frozen

from missionsim.conditions import Condition, as_tuple, listing
from missionsim.dates import ImpreciseDate, Offset, counted, first_day, last_day
from missionsim.errors import DateError, EditError, Fault
from missionsim.model import Entity, Event, due

Way = Literal["intervention", "re-reading", "rule"]

_A_LENGTH = "accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"


def _maybe_first(value: dt.date | str | ImpreciseDate | None) -> dt.date | None:
    return None if value is None else first_day(value)


def _maybe_last(value: dt.date | str | ImpreciseDate | None) -> dt.date | None:
    return None if value is None else last_day(value)


def _date(value: dt.date | str | ImpreciseDate) -> ImpreciseDate:
    return ImpreciseDate.of(value)


def _maybe_due(value: dt.date | str | ImpreciseDate | Offset | None) -> ImpreciseDate | Offset | None:
    return None if value is None else due(value)


def _by(value: int | str | Offset) -> Offset:
    """
    A length of time that is not negative.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Offset):
        raise DateError(f"{value!r} is not a length of time; {_A_LENGTH}")
    try:
        offset = value if isinstance(value, Offset) else Offset.parse(f"{value}d" if isinstance(value, int) else value)
    except DateError:
        raise DateError(f"{value!r} is not a length of time; {_A_LENGTH}") from None
    if offset.days < 0 or offset.months < 0:
        raise DateError(f"{value} goes backwards; accepted: 0 or more, and Delay for later, Advance for earlier")
    return offset


def _is_a(*kinds: type) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """
    A validator that names the value and what would be accepted.
    """

    def validate(edit: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kinds):
            names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
            where = f"{type(edit).__name__}.{attribute.name}"
            raise EditError([Fault((where,), f"{value!r} is of no use here", f"accepted: {names}")])

    return validate


_MAYBE_NAME = _is_a(str, type(None))


def _are_names(edit: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    for each in value:
        _is_a(str)(edit, attribute, each)


@frozen
class Events:
    """
    Which events an edit is about: those that match everything given, in document order.

    Args:
        tags: Words that the event, or its entity, has every one of.

        site: Site of the entity.

        entity: Id of the entity.

        lifecycle: Id of the lifecycle that the entity follows.

        trigger: Name of the trigger.

        since: First day; events that may lie earlier are not meant.

        until: Last day, inclusive; events that may lie later are not meant.
    """

    tags: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_are_names, metadata={"key": "tag"})
    site: str | None = field(default=None, validator=_MAYBE_NAME)
    entity: str | None = field(default=None, validator=_MAYBE_NAME)
    lifecycle: str | None = field(default=None, validator=_MAYBE_NAME)
    trigger: str | None = field(default=None, validator=_MAYBE_NAME)
    since: dt.date | None = field(default=None, converter=_maybe_first, metadata={"day": "first"})
    until: dt.date | None = field(default=None, converter=_maybe_last)

    @property
    def is_empty(self) -> bool:
        """
        Whether it names nothing to match.
        """
        return self == Events()

    def matches(self, event: Event, entity: Entity, when: ImpreciseDate) -> bool:
        """
        Whether *event*, which is *entity*'s and lies on *when*, is meant.
        """
        return (
            set(self.tags) <= {*event.tags, *entity.tags}
            and (self.site is None or entity.site == self.site)
            and (self.entity is None or entity.id == self.entity)
            and (self.lifecycle is None or entity.lifecycle == self.lifecycle)
            and (self.trigger is None or event.trigger == self.trigger)
            and (self.since is None or (when.earliest is not None and when.earliest >= self.since))
            and (self.until is None or (when.latest is not None and when.latest <= self.until))
        )

    def __str__(self) -> str:
        parts = [f"every {self.trigger} event" if self.trigger else "every event"]
        parts += [f"of {self.entity}"] if self.entity else []
        parts += [f"of a {self.lifecycle}"] if self.lifecycle else []
        parts += [f"tagged {listing(map(repr, self.tags))}"] if self.tags else []
        parts += [f"at {self.site}"] if self.site else []
        parts += [f"since {self.since}"] if self.since else []
        parts += [f"until {self.until}"] if self.until else []
        return " ".join(parts)


Target = str | Events


_TARGET = _is_a(str, Events)
_MAYBE_CONDITION = _is_a(Condition, type(None))


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
        target: Id of the event, or :class:`Events`.

        by: How much later: days as a number, or ``90d``, ``2w``, ``3m``, ``1y``. Months are counted from the day
            on which the event stands, an imprecise one from its last; its date moves whole.

    Raises:
        DateError: If *by* is no length of time, or negative.
    """

    target: Target = field(validator=_TARGET, metadata={"key": "delay"})
    by: Offset = field(converter=_by)

    def __str__(self) -> str:
        return f"{self.target} {_length(self.by)} later"


@frozen
class Advance(Edit):
    """
    Events happen earlier.

    Args:
        target: Id of the event, or :class:`Events`.

        by: How much earlier, as in :class:`Delay`.

    Raises:
        DateError: If *by* is no length of time, or negative.
    """

    target: Target = field(validator=_TARGET, metadata={"key": "advance"})
    by: Offset = field(converter=_by)

    def __str__(self) -> str:
        return f"{self.target} {_length(self.by)} earlier"


@frozen
class Move(Edit):
    """
    Events happen on another date.

    Args:
        target: Id of the event, or :class:`Events`.

        to: The date, as precisely as wanted. What earlier edits would have carried the event along stops to matter;
            what later edits move carries it on from there.

    Raises:
        DateError: If *to* is no date.
    """

    target: Target = field(validator=_TARGET, metadata={"key": "move"})
    to: ImpreciseDate = field(converter=_date)

    def __str__(self) -> str:
        return f"{self.target} on {self.to}"


@frozen
class Swap(Edit):
    """
    Two events happen on each other's dates.

    Args:
        first: Id of the one.

        second: Id of the other.
    """

    first: str = field(validator=_is_a(str), metadata={"key": "swap"})
    second: str = field(validator=_is_a(str), metadata={"key": "with"})

    def __str__(self) -> str:
        return f"{self.first} and {self.second} on each other's dates"


@frozen
class Drop(Edit):
    """
    Events do not happen.

    Args:
        target: Id of the event, or :class:`Events`.

        bridge: Whether what depends on it depends on what it depended on instead. Otherwise its dependents are
            orphaned, and refused.
    """

    target: Target = field(validator=_TARGET, metadata={"key": "drop"})
    bridge: bool = field(default=False, validator=_is_a(bool))

    def __str__(self) -> str:
        return f"no {str(self.target).removeprefix('every ')}" + (" (bridged)" if self.bridge else "")


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

    event: Event = field(validator=_is_a(Event), metadata={"key": "insert"})
    before: str | None = field(default=None, validator=_MAYBE_NAME)
    after: str | None = field(default=None, validator=_MAYBE_NAME)

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

    target: str = field(validator=_is_a(str), metadata={"key": "replace"})
    event: Event = field(validator=_is_a(Event), metadata={"key": "with"})

    def __str__(self) -> str:
        return f"{self.event.id} on {self.event.date} instead of {self.target}"


@frozen
class According(Edit):
    """
    The record as one party tells it: its dates, its values, and without the events that it disputes altogether.

    Args:
        party: Id of the party, as announcer or outlet.
    """

    way = "re-reading"

    party: str = field(validator=_is_a(str), metadata={"key": "according"})

    def __str__(self) -> str:
        return f"the record as {self.party} tells it"


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

    target: str = field(validator=_is_a(str), metadata={"key": "redate"})
    to: ImpreciseDate = field(converter=_date)

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

    deadline: str = field(validator=_is_a(str), metadata={"key": "revise"})
    due: ImpreciseDate | Offset | None = field(default=None, converter=_maybe_due)
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

    entity: str = field(validator=_is_a(str), metadata={"key": "initial"})
    state: str = field(validator=_is_a(str))

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

    lifecycle: str = field(validator=_is_a(str), metadata={"key": "rewire"})
    trigger: str | None = field(default=None, validator=_MAYBE_NAME)
    condition: Condition | None = field(default=None, validator=_MAYBE_CONDITION, metadata={"key": "when"})
    source: str | None = field(default=None, validator=_MAYBE_NAME, metadata={"key": "from"})
    target: str | None = field(default=None, validator=_MAYBE_NAME, metadata={"key": "to"})

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
    Redate,
    Revise,
    Initial,
    Rewire,
)


def _length(by: Offset) -> str:
    return f"{by.months} month{'' if by.months == 1 else 's'}" if by.months else counted(by.days)
