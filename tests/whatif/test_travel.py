"""
The pass along the links, held equal to a slow recursion, and what holds for random records and edits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

import pytest

from missionsim.record.events import Event, Link
from missionsim.record.record import Record
from missionsim.whatif.edited import EditedRecord
from missionsim.whatif.edits import Advance, Delay, Drop, Edit, Insert, Move, Replace
from missionsim.whatif.travel import Act, Key, Network, Tie, travel
from whatif.chains import first_day, record, stands, stated

SEEDS = range(400)


def slow(
    base: Mapping[Key, int], ties: Mapping[Key, Sequence[Tie]], acts: Mapping[Key, Sequence[Act]]
) -> dict[Key, int]:
    """
    Where all events stand, by recursion over events and edits.
    """

    @cache
    def stand(name: Key, edits: int) -> tuple[int, frozenset[int]]:
        mine = [act for act in acts.get(name, ()) if act.edit < edits]
        gifts = [act for act in mine if act.given is not None]
        since = gifts[-1].edit if gifts else -1
        given = gifts[-1].given if gifts else None
        start = base[name] if given is None else given
        shifts = {act.edit: act.shift for act in mine if act.given is None and act.edit > since}
        moved_by = {act.edit for act in mine if act.given is None}
        choices = []
        for tie in ties[name]:
            if tie.carries:
                day, its = stand(tie.before, edits)
                then = stand(tie.before, since + 1)[0] if gifts else base[tie.before]
                own = sum(by for edit, by in shifts.items() if edit not in its)
                choices.append((start + own + day - then, its))
        day, along = max(choices, key=lambda choice: choice[0], default=(start + sum(shifts.values()), frozenset()))
        if choices:
            along = next(its for when, its in choices if when == day)
        is_reached = bool(gifts) or day != base[name]
        for tie in ties[name]:
            where = stand(tie.before, edits)[0]
            was_kept = base[name] >= base[tie.before] + tie.lag
            if (is_reached or where != base[tie.before]) and (gifts or was_kept):
                day = max(day, where + tie.lag)
        return day, frozenset(moved_by | along)

    return {name: stand(name, 1 << 30)[0] for name in base}


def network(random: Random) -> tuple[dict[Key, int], dict[Key, list[Tie]], dict[Key, list[Act]]]:
    """
    Base days, dependencies and edits, drawn.
    """
    names: list[Key] = [f"v{n}" for n in range(random.randint(2, 7))]
    base: dict[Key, int] = {name: random.randint(0, 30) for name in names}
    ties: dict[Key, list[Tie]] = {}
    for n, name in enumerate(names):
        chosen = random.sample(names[:n], min(n, random.choice([0, 1, 1, 2])))
        ties[name] = [Tie(each, random.choice([0, 0, 1, 5]), random.random() < 0.6) for each in chosen]
    acts: dict[Key, list[Act]] = {}
    for edit in range(random.randint(1, 6)):
        group = random.sample(names, random.randint(1, min(3, len(names))))
        gives, day = random.random() < 0.3, random.randint(0, 40)
        for name in group:
            act = Act(edit, given=day) if gives else Act(edit, random.randint(-10, 10))
            acts.setdefault(name, []).append(act)
    return base, ties, acts


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pass_is_the_recursion(seed: int) -> None:
    """
    One pass along the links finds what a recursion over events and edits finds.
    """
    base, ties, acts = network(Random(seed))
    followers = {name: [each for each in ties if any(tie.before == name for tie in ties[each])] for name in base}
    drawn = Network(ties.__getitem__, followers.__getitem__, {name: tuple(each) for name, each in acts.items()})

    found = {name: place.day for name, place in travel(base, drawn).items()}

    assert {**base, **found} == slow(base, ties, acts)
    for name in base:
        place = travel(base, drawn, [name]).get(name)
        assert (base[name] if place is None else place.day) == {**base, **found}[name]


def drawn_record(random: Random) -> Record:
    """
    A record of precise events with dependencies, which it keeps.
    """
    events: list[Event] = []
    days: dict[str, int] = {}
    for n in range(random.randint(2, 7)):
        before = random.sample(events, min(n, random.choice([0, 1, 1, 2])))
        links = [
            Link(each.id, "carry") if random.random() < 0.6 else Link(each.id, "floor", random.randint(0, 3))
            for each in before
        ]
        low = max((days[link.event] + link.lag for link in links), default=0)
        days[f"v{n}"] = low + random.randint(0, 8)
        events.append(stated(f"v{n}", on(days[f"v{n}"]), *links))
    return record(*random.sample(events, len(events)))


def on(day: int) -> str:
    """
    The day that lies so many days after 1 June 2030.
    """
    from datetime import date, timedelta  # noqa: PLC0415

    return (date(2030, 6, 1) + timedelta(days=day)).isoformat()


def drawn_edits(random: Random, asked: Record, most: int = 5) -> list[Edit]:
    """
    Edits that can be made one after the other.
    """
    ids = [event.id for event in asked.events]
    edits: list[Edit] = []
    for n in range(random.randint(1, most)):
        one = random.choice(ids)
        kind = random.choice(["delay", "advance", "move", "group", "insert", "drop", "replace"])
        if kind == "delay":
            edits.append(Delay(one, random.randint(0, 12)))
        elif kind == "advance":
            edits.append(Advance(one, random.randint(0, 12)))
        elif kind == "move":
            edits.append(Move(one, on(random.randint(0, 40))))
        elif kind == "group":
            edits.append(Delay(random.sample(ids, min(2, len(ids))), random.choice(["3d", "1m"])))
        elif kind == "insert":
            links = [Link(one, random.choice(["carry", "floor"]))]
            edits.append(Insert(stated(f"new{n}", on(random.randint(0, 40)), *links)))
            ids.append(f"new{n}")
        elif kind == "replace":
            edits.append(Replace(one, stated(f"new{n}", on(random.randint(0, 40)))))
            ids[ids.index(one)] = f"new{n}"
        elif len(ids) > 2:
            edits.append(Drop(one, bridge=random.random() < 0.5))
            ids.remove(one)
    return edits


@pytest.mark.parametrize("seed", SEEDS)
def test_taking_out_over_a_bridge_moves_nobody(seed: int) -> None:
    """
    Whatever was edited before, an event that is dropped with a bridge moves no other.
    """
    random = Random(seed)
    asked = drawn_record(random)
    edits = drawn_edits(random, asked)
    before = stands(asked, edits)
    gone = random.choice(sorted(before))

    after = stands(asked, [*edits, Drop(gone, bridge=True)])

    assert after == {id_: when for id_, when in before.items() if id_ != gone}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["other", None])
def test_a_replacement_on_the_same_day_moves_nobody(seed: int, name: str | None) -> None:
    """
    Whatever was edited before, an event that takes another's place on its day moves no other.
    """
    random = Random(seed)
    asked = drawn_record(random)
    edits = drawn_edits(random, asked)
    before = stands(asked, edits)
    gone = random.choice(sorted(before))
    other = stated(name or gone, before[gone], *EditedRecord(asked, tuple(edits)).outcome.event(gone).after)

    after = stands(asked, [*edits, Replace(gone, other)])

    assert after == {other.id if id_ == gone else id_: when for id_, when in before.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_days_are_the_dates_of_precise_events(seed: int) -> None:
    """
    The days of a what-if in a reading of a precise record are its dates; made in one go or edit by edit.
    """
    random = Random(seed)
    asked = drawn_record(random)
    edits = drawn_edits(random, asked, 8)
    base = [first_day(event) for event in asked.events]
    whole = EditedRecord(asked, tuple(edits))
    one_by_one = EditedRecord(asked)
    for edit in edits:
        one_by_one = one_by_one.with_edits(edit)

    dates = [first_day(event) for event in whole.outcome.events]

    assert whole.days.of(base) == dates == one_by_one.days.of(base)
    assert whole == one_by_one
    assert whole.outcome == one_by_one.outcome
    assert whole.movements == one_by_one.movements


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_shifts_does_not_matter(seed: int) -> None:
    """
    Shifts by days give the same in whatever order they are made.
    """
    random = Random(seed)
    asked = drawn_record(random)
    ids = [event.id for event in asked.events]
    edits = [
        random.choice([Delay, Advance])(random.sample(ids, random.randint(1, 2)), random.randint(0, 9))
        for _ in range(4)
    ]

    assert stands(asked, edits) == stands(asked, random.sample(edits, len(edits)))


@pytest.mark.parametrize("seed", SEEDS)
def test_kept_links_stay_kept(seed: int) -> None:
    """
    No edit of dates breaks a dependency that the record keeps.
    """
    random = Random(seed)
    asked = drawn_record(random)
    edits = [edit for edit in drawn_edits(random, asked) if isinstance(edit, Delay | Advance | Move)]
    edits = [edit for edit in edits if not any(str(each).startswith("new") for each in edit.targets)]
    where = {event.id: event for event in EditedRecord(asked, tuple(edits)).outcome.events}

    for event in where.values():
        for link in event.after:
            assert first_day(event) - first_day(where[link.event]) >= link.lag
