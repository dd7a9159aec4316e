"""
The difference of two timelines: what changed, from which day on, and because of which edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations, islice
from typing import Any, Literal

from attrs import evolve, field, frozen

from missionsim.conditions import listing
from missionsim.dates import add_days, counted
from missionsim.deadlines import Outcome
from missionsim.edits import Edit
from missionsim.engine import Disposition, Refusal, Step
from missionsim.errors import LimitError, MissionsimError, TimelineError, UnknownError, accepted
from missionsim.scenario import Scenario
from missionsim.timeline import Spell, Timeline
from missionsim.whatif import Cause

MOST_EDITS = 16
_RANK = {"met": 2, "pending": 1, "undetermined": 1, "void": 1, "violated": 0}


@frozen
class Reason:
    """
    One link of a causal chain.

    Args:
        kind: What it is about: ``edit``, ``event``, ``blocker``, ``entity`` or ``deadline``.

        id: Position of the edit among all edits as text, or id of the event, entity or deadline.

        text: What happened to it, in words.
    """

    kind: Literal["edit", "event", "blocker", "entity", "deadline"]
    id: str
    text: str

    def __str__(self) -> str:
        return self.text


@frozen
class Pair:
    """
    The spell of an entity in one state, before and after.

    Args:
        before: The spell before; ``None`` if there is none that corresponds.

        after: The spell after; ``None`` if there is none that corresponds.
    """

    before: Spell | None
    after: Spell | None

    @property
    def days(self) -> int | None:
        """
        Days by which it begins later, negative for earlier; ``None`` if either is missing.
        """
        if self.before is None or self.after is None:
            return None
        return (self.after.start - self.before.start).days


@frozen
class EntityDifference:
    """
    An entity that is in another state on some day.

    Args:
        id: Id of the entity.

        before: Its spells before.

        after: Its spells after.

        first: First day at whose end the states differ.
    """

    id: str
    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    first: date

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """
        The spells side by side, those in the same state matched in order.
        """
        return tuple(_pairs(self.before, self.after))

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """
        The state at the end before, and after; ``None`` where there is no such entity.
        """
        return (self.before[-1].state if self.before else None, self.after[-1].state if self.after else None)


@frozen
class EventDifference:
    """
    An event that happens on another day, or with another outcome.

    Args:
        id: Id of the event.

        before: Its last step before; ``None`` if it did not take place by the end.

        after: Its last step after, likewise.

        is_unplayed: Whether it does not take place after because it lies beyond the end.
    """

    id: str
    before: Step | None
    after: Step | None
    is_unplayed: bool = False

    @property
    def days(self) -> int | None:
        """
        Days by which it comes later, negative for earlier; ``None`` if either is missing.
        """
        return None if self.before is None or self.after is None else (self.after.date - self.before.date).days

    @property
    def first(self) -> date:
        """
        The earlier one of its days.
        """
        return min(step.date for step in (self.before, self.after) if step is not None)

    @property
    def disposition(self) -> Disposition | None:
        """
        What becomes of it; ``None`` if it does not take place by the end.
        """
        return None if self.after is None else self.after.disposition

    @property
    def outcome(
        self,
    ) -> Literal[
        "unplayed", "dropped", "inserted", "refused", "orphaned", "stranded", "deferred", "cured", "moved", "changed"
    ]:
        """
        What happened to it, in a word: the first of ``unplayed`` (it lies beyond the end now), ``dropped`` (it is not
        there any more), ``inserted``, ``refused``, ``orphaned``, ``stranded``, ``deferred``, ``cured`` (happens after
        all), ``moved`` and ``changed`` that fits.
        """
        if self.after is None:
            return "unplayed" if self.is_unplayed else "dropped"
        if self.before is None:
            return "inserted"
        if self.before.disposition != self.after.disposition:
            return "cured" if self.after.disposition == "applied" else self.after.disposition
        return "moved" if self.days else "changed"


@frozen
class DeadlineDifference:
    """
    A deadline with another outcome.

    Args:
        id: Id of the deadline.

        before: What became of it before; ``None`` if there was none.

        after: What becomes of it after, likewise.
    """

    id: str
    before: Outcome | None
    after: Outcome | None

    @property
    def is_lost(self) -> bool:
        """
        Whether it was met, or could still be, and is not any more.
        """
        return self._ranks[1] < self._ranks[0]

    @property
    def is_won(self) -> bool:
        """
        Whether it was missed, or not certainly met, and is now.
        """
        return self._ranks[1] > self._ranks[0]

    @property
    def margins(self) -> tuple[int | None, int | None]:
        """
        Days to spare before, and after; negative if late; ``None`` if it was not met at all.
        """
        before, after = (None if each is None or each.days_late is None else -each.days_late for each in self._both)
        return before, after

    @property
    def _both(self) -> tuple[Outcome | None, Outcome | None]:
        return self.before, self.after

    @property
    def _ranks(self) -> list[int]:
        return [1 if each is None else _RANK[each.verdict] for each in self._both]


Difference = EntityDifference | EventDifference | DeadlineDifference


@frozen(slots=False, eq=False)
class Divergence:
    """
    The difference of two timelines.

    Args:
        before: The one.

        after: The other.

        entities: Entities in other states, in document order.

        events: Events on other days or with other outcomes, in the order of their days.

        deadlines: Deadlines with other outcomes, in document order.
    """

    before: Timeline
    after: Timeline
    entities: tuple[EntityDifference, ...]
    events: tuple[EventDifference, ...]
    deadlines: tuple[DeadlineDifference, ...]
    _chains: dict[Difference, tuple[Reason, ...]] = field(factory=dict, init=False, repr=False)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """
        The edits between the two; empty if the one is not a what-if of the other.
        """
        return self._lab.edits

    @property
    def differences(self) -> tuple[Difference, ...]:
        """
        All of them: events, then entities, then deadlines.
        """
        return (*self.events, *self.entities, *self.deadlines)

    @property
    def first_difference(self) -> date | None:
        """
        First day on which anything differs: a state at its end, or an event on it; ``None`` if nothing ever does.
        """
        days = [each.first for each in self.entities]
        days += [each.first for each in self.events]
        return min(days, default=None)

    def __bool__(self) -> bool:
        """
        Whether there is any difference.
        """
        return bool(self.differences)

    def difference(self, id: str) -> Difference:  # noqa: A002  an id is called id everywhere
        """
        The difference of an event, an entity or a deadline.

        Raises:
            UnknownError: If that does not differ.
        """
        for each in self.differences:
            if each.id == id:
                return each
        known = (each.id for each in self.differences)
        raise UnknownError(f"there is no difference in {id!r}; {accepted(id, known)}")

    def chain(self, difference: Difference | str) -> tuple[Reason, ...]:
        """
        How the edits led to a difference: the edits first, then what each thing led to, the difference last.

        With the edits that it begins with, and without any other, the difference is the same; without one of them it
        is not.

        Args:
            difference: One of :attr:`differences`, or the id of what differs.

        Raises:
            UnknownError: If there is no such difference.
        """
        asked = self.difference(difference) if isinstance(difference, str) else difference
        if asked not in self._chains:
            self._chains[asked] = tuple(self._lab.chain(asked))
        return self._chains[asked]

    def edits_behind(self, difference: Difference | str) -> tuple[int, ...]:
        """
        Positions of the edits that a difference takes: without one of them, it would not be.

        Raises:
            UnknownError: If there is no such difference.
        """
        return tuple(int(reason.id) for reason in self.chain(difference) if reason.kind == "edit")

    @property
    def summary(self) -> str:
        """
        All of it as a paragraph.
        """
        return " ".join(_sentences(self))

    def rows(self) -> list[dict[str, Any]]:
        """
        One flat row per difference, for any data-frame library: ``kind``, ``id``, ``before``, ``after``, ``days``,
        ``outcome`` and ``causes``.
        """
        return [{**_row(each), "causes": [str(reason) for reason in self.chain(each)]} for each in self.differences]

    def to_dict(self) -> dict[str, Any]:
        """
        All of it as plain data; the shape is documented with the command line.
        """
        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        def plain(value: object) -> Any:  # noqa: ANN401  plain data
            return None if value is None else codec.dump(value, whole=True)

        def causes(each: Difference) -> list[dict[str, str]]:
            return [codec.dump(reason, whole=True) for reason in self.chain(each)]

        return {
            "edits": [codec.dump(edit) for edit in self.edits],
            "first_difference": None if self.first_difference is None else self.first_difference.isoformat(),
            "entities": {
                each.id: {
                    "before": [plain(spell) for spell in each.before],
                    "after": [plain(spell) for spell in each.after],
                    "shifts": [
                        {"state": (pair.after or pair.before or each.after[0]).state, "days": pair.days}
                        for pair in each.pairs
                    ],
                    "causes": causes(each),
                }
                for each in self.entities
            },
            "events": [
                {
                    "event": each.id,
                    "before": None if each.before is None else each.before.date.isoformat(),
                    "after": None if each.after is None else each.after.date.isoformat(),
                    "days": each.days,
                    "disposition": each.disposition,
                    "disposition_before": None if each.before is None else each.before.disposition,
                    "outcome": each.outcome,
                    "reason": plain(each.after.reason) if each.after is not None else None,
                    "causes": causes(each),
                }
                for each in self.events
            ],
            "deadlines": [
                {
                    "deadline": each.id,
                    "before": plain(each.before),
                    "after": plain(each.after),
                    "margin_before": each.margins[0],
                    "margin_after": each.margins[1],
                    "lost": each.is_lost,
                    "won": each.is_won,
                    "causes": causes(each),
                }
                for each in self.deadlines
            ],
            "summary": self.summary,
        }

    def to_json(self) -> str:
        """
        All of it as JSON text.
        """
        import json  # noqa: PLC0415  not needed to compare

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        return self.summary

    @cached_property
    def _lab(self) -> _Lab:
        return _Lab(self)


def compare(before: Timeline, after: Timeline) -> Divergence:
    """
    The difference of two timelines.

    Days before both have begun, and after one of them has ended, are left out. If *after* is a replay of a what-if,
    and *before* one of what it departs from, every difference is traced to the edits between them.

    Args:
        before: A timeline.

        after: Another one, of the same scenario or any other.

    Returns:
        All that differs; false if nothing does.

    Raises:
        TimelineError: If either is no timeline.
    """
    for each in (before, after):
        if not isinstance(each, Timeline):
            raise TimelineError(f"{each!r:.60} is not a timeline; accepted: what replay() gives")
    last = min(before.horizon, after.horizon)
    if last < max(before.start, after.start):
        return Divergence(before, after, (), (), ())
    first, second = before.until(last), after.until(last)
    return Divergence(
        before,
        after,
        tuple(_entity_differences(first, second)),
        tuple(_event_differences(first, second)),
        tuple(_deadline_differences(first, second)),
    )


def blame(divergence: Divergence, difference: Difference | str) -> tuple[Edit, ...]:
    """
    The smallest subset of the edits that still causes a difference.

    All smaller subsets are tried before a larger one, those of early edits first.

    Args:
        divergence: A divergence of a what-if from what it departs from.

        difference: One of its differences, or the id of what differs.

    Returns:
        The edits, in their order; empty if none is needed, which is so where the two timelines are not related.

    Raises:
        UnknownError: If there is no such difference.

        LimitError: If there are more than 16 edits.
    """
    asked = divergence.difference(difference) if isinstance(difference, str) else difference
    lab = divergence._lab  # noqa: SLF001  it is this module's
    if len(lab.edits) > MOST_EDITS:
        raise LimitError(f"there are {len(lab.edits)} edits; accepted: at most {MOST_EDITS}")
    every = range(len(lab.edits))
    subsets = (subset for size in range(len(every) + 1) for subset in combinations(every, size))
    found = next(subset for subset in subsets if lab.has(asked, subset) or len(subset) == len(every))
    return tuple(lab.edits[position] for position in found)


# What differs


def _entity_differences(before: Timeline, after: Timeline) -> Iterator[EntityDifference]:
    start = max(before.start, after.start)
    for entity in dict.fromkeys((*before.entities, *after.entities)):
        both = [
            tuple(_clipped(each.spells(entity), start)) if entity in each.initial else () for each in (before, after)
        ]
        first = _first_unlike(*both)
        if first is not None:
            yield EntityDifference(entity, both[0], both[1], first)


def _clipped(spells: Iterable[Spell], start: date) -> Iterator[Spell]:
    """
    The *spells*, without what lies before *start*.
    """
    for spell in spells:
        if spell.end is None or spell.end >= start:
            yield spell if spell.start >= start else evolve(spell, start=start)


def _first_unlike(before: Sequence[Spell], after: Sequence[Spell]) -> date | None:
    for mine, other in zip(before, after, strict=False):
        if mine != other:
            if (mine.state, mine.start) != (other.state, other.start):
                return min(mine.start, other.start)
            ends = [spell.end for spell in (mine, other) if spell.end is not None]
            return add_days(min(ends), 1)
    longer = (*before, *after) if not (before and after) else ()
    return min((spell.start for spell in longer), default=None)


def _pairs(before: Sequence[Spell], after: Sequence[Spell]) -> Iterator[Pair]:
    states, others_ = ([spell.state for spell in spells] for spells in (before, after))
    for _, first, first_end, second, second_end in SequenceMatcher(None, states, others_, autojunk=False).get_opcodes():
        mine, others = before[first:first_end], after[second:second_end]
        if [spell.state for spell in mine] == [spell.state for spell in others]:
            yield from (Pair(*both) for both in zip(mine, others, strict=True))
        else:
            yield from (Pair(spell, None) for spell in mine)
            yield from (Pair(None, spell) for spell in others)


def _event_differences(before: Timeline, after: Timeline) -> list[EventDifference]:
    last_before, last_after = ({step.event: step for step in each.steps} for each in (before, after))
    found = []
    for event in dict.fromkeys((*last_before, *last_after)):
        mine, other = last_before.get(event), last_after.get(event)
        if mine is None or other is None or _told(mine) != _told(other):
            found.append(EventDifference(event, mine, other, other is None and event in after.unplayed))
    return sorted(found, key=lambda each: each.first)


def _told(step: Step) -> tuple[object, ...]:
    """
    What makes a step a different one: not its sources, nor the words of a refusal.
    """
    return step.date, step.edtf, step.disposition, step.before, step.after, step.automatic, step.requested


def _deadline_differences(before: Timeline, after: Timeline) -> Iterator[DeadlineDifference]:
    both = [{outcome.id: outcome for outcome in each.deadlines} for each in (before, after)]
    for id_ in dict.fromkeys((*both[0], *both[1])):
        mine, other = (each.get(id_) for each in both)
        if mine is None or other is None or _judged(mine) != _judged(other):
            yield DeadlineDifference(id_, mine, other)


def _judged(outcome: Outcome) -> tuple[object, ...]:
    return outcome.verdict, outcome.due, outcome.met_on, outcome.set_on


def _signature(difference: Difference | None) -> object:
    """
    What makes two differences in the same thing equal.
    """
    if isinstance(difference, EventDifference):
        return None if difference.after is None else _told(difference.after)
    if isinstance(difference, DeadlineDifference):
        return None if difference.after is None else _judged(difference.after)
    return None if difference is None else difference.after


# Why it differs


class _Lab:
    """
    Where differences are traced to edits: by leaving edits out, and along what the steps relied on.
    """

    def __init__(self, divergence: Divergence) -> None:
        self._divergence = divergence
        self._before, self._after = divergence.before, divergence.after
        self.edits = _edits_between(self._before, self._after)
        self._found: dict[tuple[int, ...], Divergence | None] = {tuple(range(len(self.edits))): divergence}

    def has(self, difference: Difference, subset: tuple[int, ...]) -> bool:
        """
        Whether the edits at those positions alone lead to the same difference.
        """
        found = self._with(subset)
        if found is None:
            return False
        same = [each for each in found.differences if each.id == difference.id and type(each) is type(difference)]
        return [_signature(each) for each in same] == [_signature(difference)]

    def _with(self, subset: tuple[int, ...]) -> Divergence | None:
        """
        The divergence that some of the edits lead to; ``None`` if they can't be made without the others.
        """
        if subset not in self._found:
            base: Scenario = self._before.scenario
            try:
                scenario = base.what_if(*(self.edits[position] for position in subset))
                after = scenario.replay(reading=self._after.reading, until=min(self._after.horizon, scenario.horizon))
                self._found[subset] = compare(self._before, after)
            except MissionsimError:
                self._found[subset] = None
        return self._found[subset]

    def chain(self, difference: Difference) -> Iterator[Reason]:
        """
        The edits that it takes, and the path from them to *difference*.
        """
        needed = self._needed(difference)
        yield from (Reason("edit", str(position), str(self.edits[position])) for position in needed)
        found = self._with(needed) if self.edits else self._divergence
        yield from _Trail(found or self._divergence).to(difference)

    def _needed(self, difference: Difference) -> tuple[int, ...]:
        """
        Edits none of which can be left out, those that can tried from the last to the first.
        """
        needed = tuple(range(len(self.edits)))
        while True:
            without = (tuple(each for each in needed if each != position) for position in reversed(needed))
            fewer = next((each for each in without if self.has(difference, each)), None)
            if fewer is None:
                return needed
            needed = fewer


def _edits_between(before: Timeline, after: Timeline) -> tuple[Edit, ...]:
    """
    The edits that lead from the one to the other; none if the one is not a what-if of the other.
    """
    mine, other = before.scenario, after.scenario
    if mine is None or other is None or mine.root != other.root or before.reading != after.reading:
        return ()
    count = len(mine.edits)
    edits: tuple[Edit, ...] = other.edits
    return edits[count:] if edits[:count] == mine.edits else ()


class _Trail:
    """
    The path along which one difference led to another, in one divergence.
    """

    def __init__(self, divergence: Divergence) -> None:
        self._events = {each.id: each for each in divergence.events}
        self._entities = {each.id: each for each in divergence.entities}
        self._timelines = divergence.before, divergence.after
        self._positions = [
            {step.event: n for n, step in enumerate(each.steps)} for each in (divergence.before, divergence.after)
        ]
        self._movements = {} if divergence.after.scenario is None else divergence.after.scenario.movements

    def to(self, difference: Difference) -> list[Reason]:
        """
        The reasons that lead to *difference*, itself last.
        """
        if isinstance(difference, EventDifference):
            return self._to_event(difference)
        if isinstance(difference, EntityDifference):
            return self._to_entity(difference)
        return self._to_deadline(difference)

    def _to_event(self, difference: EventDifference) -> list[Reason]:
        """
        The reasons that lead to an event's difference, found from the last to the first.
        """
        found: list[Reason] = []
        seen: set[str] = set()
        current: EventDifference | None = difference
        while current is not None:
            seen.add(current.id)
            found.append(Reason("event", current.id, _event_text(current)))
            behind = self._behind(current, seen) if _is_unlike(current) else None
            if behind is not None:
                found += reversed(_blockers(current, behind))
            carriers = (self._events[id_] for id_ in self._carriers(current.id) if id_ not in seen)
            current = next(carriers, None) if behind is None else behind
        return found[::-1]

    def _carriers(self, event: str) -> list[str]:
        """
        The differing events that this one was carried, pushed or orphaned by.
        """
        causes = self._movements[event].causes if event in self._movements else ()
        return [
            each.by for each in causes if each.kind in ("carried", "pushed", "orphaned") and each.by in self._events
        ]

    def _behind(self, difference: EventDifference, seen: set[str]) -> EventDifference | None:
        """
        The last differing event before this one that touched what its outcome relies on, blockers first.
        """
        steps = _steps(difference)
        blockers = [blocker.entity for step in steps if step.reason for blocker in step.reason.blockers]
        relied_on = [id_ for step in steps for id_ in step.relied_on]
        relied_on += [id_ for step in steps for each in step.automatic for id_ in (each.entity, *each.relied_on)]
        for entities in (blockers, [step.entity for step in steps], relied_on):
            earlier = [
                each
                for each in self._events.values()
                if each.id not in seen and self._precedes(each, difference) and self._touches(each, set(entities))
            ]
            if earlier:
                return max(earlier, key=self._last_position)
        return None

    def _last_position(self, each: EventDifference) -> int:
        return max(positions.get(each.id, -1) for positions in self._positions)

    def _precedes(self, one: EventDifference, other: EventDifference) -> bool:
        return any(
            one.id in positions and other.id in positions and positions[one.id] < positions[other.id]
            for positions in self._positions
        )

    def _touches(self, each: EventDifference, entities: set[str]) -> bool:
        return bool(_touched(each) & entities)

    def _to_entity(self, difference: EntityDifference) -> list[Reason]:
        here = _in_state(difference, difference.first)
        touching = [each for each in self._events.values() if self._touches(each, {difference.id})]
        by_then = [each for each in touching if each.first <= difference.first]
        # The first one of that very day; what differed earlier did not show in the state.
        behind = [each for each in by_then if each.first == difference.first][:1] or by_then[-1:]
        return [*(reason for each in behind for reason in self._to_event(each)), here]

    def _to_deadline(self, difference: DeadlineDifference) -> list[Reason]:
        here = Reason("deadline", difference.id, _deadline_text(difference))
        for event in self._events_of(difference.id):
            if event in self._events:
                return [*self._to_event(self._events[event]), here]
        entities = [self._entities[id_] for id_ in self._entities_of(difference.id) if id_ in self._entities]
        decisive = self._decisive(difference, {entity.id for entity in entities})
        if decisive is not None:
            behind, day = decisive
            then = (entity for entity in entities if self._touches(behind, {entity.id}))
            return [*self._to_event(behind), *(_in_state(entity, day) for entity in islice(then, 1)), here]
        return [*(reason for entity in entities[:1] for reason in self._to_entity(entity)), here]

    def _decisive(self, difference: DeadlineDifference, entities: set[str]) -> tuple[EventDifference, date] | None:
        """
        The event with which the condition comes to hold, after or else before, and the first day that decides.
        """
        met = [None if each is None else each.met_on for each in (difference.after, difference.before)]
        day = min((each for each in met if each is not None), default=None)
        touching = [each for each in self._events.values() if self._touches(each, entities)]
        for met_on, side in zip(met, ("after", "before"), strict=True):
            for each in reversed(touching):
                step = getattr(each, side)
                if step is not None and day is not None and step.date == met_on and step.disposition == "applied":
                    return each, day
        return None

    def _events_of(self, deadline: str) -> Iterator[str]:
        for each in (each for timeline in self._timelines for each in _deadlines(timeline) if each.id == deadline):
            yield from filter(None, (each.set_by, each.since, *(revision.by for revision in each.revisions)))

    def _entities_of(self, deadline: str) -> Iterator[str]:
        for timeline in self._timelines:
            for each in _deadlines(timeline):
                conditions = [part for part in (each.condition, each.only_if) if part is not None]
                if each.id == deadline:
                    members = timeline.scenario.rules.members
                    yield from (id_ for condition in conditions for id_ in condition.reads(members))


def _deadlines(timeline: Timeline) -> Sequence[Any]:
    return () if timeline.scenario is None else timeline.scenario.deadlines


def _is_unlike(difference: EventDifference) -> bool:
    """
    Whether the event takes place in both, and with another outcome, not just on another day.
    """
    both = [(step.disposition, step.before, step.after, step.automatic) for step in _steps(difference)]
    return len(both) > 1 and both[0] != both[1]


def _steps(difference: EventDifference) -> list[Step]:
    return [step for step in (difference.before, difference.after) if step is not None]


def _touched(difference: EventDifference) -> set[str]:
    """
    Ids of the entities that an event is about or changes, before or after.
    """
    steps = _steps(difference)
    return {step.entity for step in steps} | {change.entity for step in steps for change in step.changes}


def _blockers(difference: EventDifference, behind: EventDifference) -> list[Reason]:
    """
    The entities that *behind* left in a state which keeps the event from happening, or once did.
    """
    touched = _touched(behind)
    for step in reversed(_steps(difference)):
        reason = step.reason or Refusal("", "", "")
        found = [blocker for blocker in reason.blockers if blocker.entity in touched]
        if found:
            word = "is" if step is difference.after else "is no longer"
            return [
                Reason("blocker", each.entity, f"{each.entity} {word} {each.state}, but {each.requirement}")
                for each in found
            ]
    return []


# In words


def _row(difference: Difference) -> dict[str, Any]:
    if isinstance(difference, EventDifference):
        return {
            "kind": "event",
            "id": difference.id,
            "before": None if difference.before is None else difference.before.date,
            "after": None if difference.after is None else difference.after.date,
            "days": difference.days,
            "outcome": difference.outcome,
        }
    if isinstance(difference, EntityDifference):
        before, after = difference.ends
        return {
            "kind": "entity",
            "id": difference.id,
            "before": before,
            "after": after,
            "days": None,
            "outcome": "same end" if before == after else "another end",
        }
    mine, other = difference.before, difference.after
    margins = difference.margins
    return {
        "kind": "deadline",
        "id": difference.id,
        "before": None if mine is None else mine.verdict,
        "after": None if other is None else other.verdict,
        "days": None if None in margins else (margins[0] or 0) - (margins[1] or 0),
        "outcome": "lost" if difference.is_lost else "won" if difference.is_won else "changed",
    }


def _later(days: int | None) -> str:
    return f"{counted(days or 0)} {'later' if (days or 0) > 0 else 'earlier'}"


def _event_text(difference: EventDifference) -> str:
    before, after = difference.before, difference.after
    if after is None:
        late = ", but after the end" if difference.is_unplayed else ""
        return f"{difference.id} does not take place" + ("" if before is None else f" on {before.date}{late}")
    if before is None:
        reason = "" if after.reason is None else f", but is {after.disposition}: {after.reason}"
        return f"{difference.id} takes place on {after.date}{reason}"
    moved = f"comes {_later(difference.days)}, on {after.date}" if difference.days else ""
    return f"{difference.id} {', and '.join(filter(None, (moved, _outcome_text(difference.outcome, before, after))))}"


def _outcome_text(outcome: str, before: Step, after: Step) -> str:
    """
    What becomes of an event, its day left aside.
    """
    if outcome == "cured":
        return f"happens after all: {after.before} -> {after.after}"
    if outcome in ("refused", "orphaned", "stranded", "deferred"):
        return f"is {outcome}: {after.reason}"
    if (before.before, before.after) != (after.before, after.after):
        return f"leads from {after.before} to {after.after} instead of {before.before} to {before.after}"
    if before.automatic != after.automatic:
        return f"sets off {listing(map(str, after.automatic)) if after.automatic else 'nothing'}"
    return "" if before.date != after.date else f"is dated {after.edtf} instead of {before.edtf}"


def _in_state(difference: EntityDifference, day: date) -> Reason:
    before, after = (_state_on(spells, day) for spells in (difference.before, difference.after))
    return Reason("entity", difference.id, f"{difference.id} is {after} instead of {before} on {day}")


def _state_on(spells: Sequence[Spell], day: date) -> str:
    return next((spell.state for spell in spells if spell.covers(day)), "nothing")


def _deadline_text(difference: DeadlineDifference) -> str:
    return f"deadline {difference.id} is {_verdict_text(difference)}"


def _verdict_text(difference: DeadlineDifference) -> str:
    """
    What differs in a deadline, as what follows "is".
    """
    before, after = difference.before, difference.after
    mine, other = _verdict(before), _verdict(after)
    if before is None or after is None or mine != other:
        return f"{other} instead of {mine}"
    if before.due != after.due:
        return f"due {after.due or 'never'} instead of {before.due or 'never'}, and {other} nevertheless"
    if before.met_on != after.met_on:
        return f"fulfilled {_on(after.met_on)} instead of {_on(before.met_on)}, and {other} nevertheless"
    return f"set {_on(after.set_on)} instead of {_on(before.set_on)}, and {other} nevertheless"


def _on(day: date | None) -> str:
    return "never" if day is None else f"on {day}"


def _verdict(outcome: Outcome | None) -> str:
    """
    What became of a deadline, as what follows "is".
    """
    if outcome is None:
        return "not set"
    late = outcome.days_late
    if outcome.verdict == "met" and late is not None:
        return f"met with {counted(late)} to spare" if late else "met on its last day"
    if outcome.verdict == "violated":
        return f"missed by {counted(late)}" if late is not None and late > 0 else "missed altogether"
    return outcome.verdict


def _sentences(divergence: Divergence) -> Iterator[str]:
    with_ = f"With {'; '.join(map(str, divergence.edits))}: " if divergence.edits else ""
    if not divergence:
        yield f"{with_}nothing changes."
        return
    first = divergence.first_difference
    yield f"{with_}nothing differs before {first}." if first is not None else f"{with_}no state and no event differs."
    yield from _event_sentences(divergence)
    names = _names(divergence)
    for entity in divergence.entities:
        yield f"{names.get(entity.id, entity.id)} {listing(_course(entity))}."
    for deadline in divergence.deadlines:
        title = next((each.name for each in (deadline.after, deadline.before) if each is not None and each.name), "")
        named = f"The deadline {deadline.id!r}" + (f" ({title})" if title else "")
        way = "lost: " if deadline.is_lost else "won: " if deadline.is_won else ""
        yield f"{named} is {way}{_verdict_text(deadline)}."


def _event_sentences(divergence: Divergence) -> Iterator[str]:
    """
    What was edited or comes out otherwise, each for itself; then what just moved along, by what moved it.
    """
    along: dict[tuple[Cause, int | None], list[str]] = {}
    for event in divergence.events:
        cause = _mover(divergence, event) if event.outcome == "moved" else None
        if cause is None:
            yield f"{_event_text(event)}."
        else:
            along.setdefault((cause, event.days), []).append(event.id)
    for (cause, days), ids in along.items():
        moves = f"carries {listing(ids)} along," if cause.kind == "carried" else f"pushes {listing(ids)}"
        slack = f"; slack absorbs {counted(cause.absorbed)}" if cause.absorbed else ""
        yield f"{cause.by} {moves} {_later(days)}{slack}."


def _mover(divergence: Divergence, event: EventDifference) -> Cause | None:
    """
    What carried or pushed an event.
    """
    movements = {} if divergence.after.scenario is None else divergence.after.scenario.movements
    causes = movements[event.id].causes if event.id in movements else ()
    return next((each for each in causes if each.kind in ("carried", "pushed")), None)


def _names(divergence: Divergence) -> Mapping[str, str]:
    scenarios = [each.scenario for each in (divergence.before, divergence.after) if each.scenario is not None]
    return {entity.id: entity.name for scenario in scenarios for entity in scenario.entities if entity.name}


def _course(entity: EntityDifference) -> Iterator[str]:
    """
    What differs in the course of an entity, as clauses.
    """
    for pair in entity.pairs:
        before, after = pair.before, pair.after
        if before is not None and after is None:
            yield f"is never {_word(before.state)} (it was from {before.start})"
        elif before is None and after is not None:
            yield f"is {_word(after.state)} from {after.start}"
        elif before is not None and after is not None and before.start != after.start:
            yield f"is {_word(after.state)} from {after.start} instead of {before.start}"
        elif before is not None and after is not None and after.end is None and before.end is not None:
            yield f"stays {_word(after.state)} to the end instead of until {before.end}"


def _word(state: str) -> str:
    return state.replace("_", " ")
