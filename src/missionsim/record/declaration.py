"""
All that is declared about a handover, as one frozen value: the one list of a record's parts.
"""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from missionsim.record.deadlines import Deadline
from missionsim.record.entities import Entity
from missionsim.record.events import Event
from missionsim.record.lifecycles import Lifecycle
from missionsim.record.parties import Party
from missionsim.record.validation import are_names, is_list, is_text, is_whole
from missionsim.record.values import as_tuple, items, maybe_first, maybe_last, to_last

AS_RECORDED = "as recorded"
_KEYED = {"keyed": True}


@frozen(slots=False)
class Declaration:
    """
    A staged handover as it is declared.

    Args:
        name: A short name.

        horizon: Last day of a replay, inclusive.

        lifecycles: The state machines.

        entities: What follows them; their order decides in which order automatic transitions fire.

        events: What happened, in document order, which orders the events of a day where nothing else does.

        title: A line that says what it is about.

        start: First day, which of a month or a year is its first; unless given, the day before the first event,
            read ``earliest``.

        known_until: Last day that the record covers, inclusive: after it nothing is known, and what is dated later is
            a plan. The horizon, unless given.

        approximate_days: Days by which ``~`` widens a date on each side.

        uncertain_days: Days by which ``?`` widens a date on each side.

        parties: Who announces, reports, holds or receives.

        deadlines: What ought to hold by when.

        version: Whose version of the record this is.

        dropped: Ids of events that were taken out; what reacts to them is orphaned.

        note: Anything worth saying about it.
    """

    name: str = field(validator=is_text)
    horizon: date = field(converter=to_last)
    lifecycles: tuple[Lifecycle, ...] = field(converter=items, validator=is_list, metadata=_KEYED)
    entities: tuple[Entity, ...] = field(converter=items, validator=is_list, metadata=_KEYED)
    events: tuple[Event, ...] = field(default=(), converter=items, validator=is_list)
    title: str = field(default="", validator=is_text, kw_only=True)
    start: date | None = field(default=None, converter=maybe_first, kw_only=True, metadata={"day": "first"})
    known_until: date | None = field(default=None, converter=maybe_last, kw_only=True)
    approximate_days: int = field(default=0, validator=is_whole, kw_only=True)
    uncertain_days: int = field(default=0, validator=is_whole, kw_only=True)
    parties: tuple[Party, ...] = field(default=(), converter=items, validator=is_list, kw_only=True, metadata=_KEYED)
    deadlines: tuple[Deadline, ...] = field(
        default=(), converter=items, validator=is_list, kw_only=True, metadata=_KEYED
    )
    version: str = field(default=AS_RECORDED, validator=is_text, kw_only=True)
    dropped: tuple[str, ...] = field(default=(), converter=as_tuple, validator=are_names, kw_only=True)
    note: str = field(default="", validator=is_text, kw_only=True)
