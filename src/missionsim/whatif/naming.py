"""
What the ids and selections that an edit names mean in a draft; and, where they mean nothing, what they may be meant
for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve, fields

from missionsim.errors import EditError, Fault, accepted, shown
from missionsim.record.conditions import listing
from missionsim.record.events import Event
from missionsim.whatif.draft import Draft
from missionsim.whatif.selections import Events, Target

MOST_NAMED = 5


def known(draft: Draft, id_: str, key: str) -> str:
    """
    The id, if it is that of an event.

    Raises:
        EditError: If it is not; with the nearest ids.
    """
    faults = list(_unknown_event(draft, id_, (key,)))
    if faults:
        raise EditError(faults)
    return id_


def meant(draft: Draft, targets: Sequence[Target], key: str) -> list[str]:
    """
    Ids of all events that any of the *targets* means, in document order.

    Raises:
        EditError: If any of them means none; with every one that does, and the nearest names.
    """
    found: set[str] = set()
    faults: list[Fault] = []
    for number, target in enumerate(targets):
        keys = (key,) if len(targets) == 1 else (key, number)
        if isinstance(target, Events):
            chosen = _selected(draft, target)
            found.update(chosen)
            faults += [] if chosen else _meaningless(draft, target, keys)
        else:
            found.add(target)
            faults += _unknown_event(draft, target, keys)
    if faults:
        raise EditError(faults)
    return [id_ for id_ in draft.order if id_ in found] if len(found) > 1 else list(found)


def _unknown_event(draft: Draft, id_: str, keys: Sequence[str | int]) -> Iterator[Fault]:
    if not draft.has(id_):
        gone = draft.gone.get(id_)
        after = "" if gone is None else f" any more, after edits[{gone}]"
        near = id_ if gone is None else ""
        yield Fault(("edits", draft.at, *keys), f"there is no event {shown(id_)}{after}", accepted(near, draft.order))


def _selected(draft: Draft, target: Events) -> list[str]:
    entities = {entity.id: draft.entity(entity.id) for entity in draft.record.entities}
    is_dated = target.since is not None or target.until is not None
    if is_dated:
        draft.places()
    events = [draft.event(id_) for id_ in draft.order]
    return [
        event.id
        for event in events
        if target.matches(event, entities, draft.date(event.id) if is_dated else event.date)
    ]


def _meaningless(draft: Draft, target: Events, keys: Sequence[str | int]) -> list[Fault]:
    """
    Why a selection means no event: a name in it that nothing has, or else all of it together.
    """
    path = ("edits", draft.at, *keys)
    names = _names(draft)
    asked = [("tag", tag) for tag in target.tags]
    asked += [(key, value) for key in names if isinstance(value := getattr(target, key, None), str)]
    faults = [
        Fault((*path, key), f"no event is meant by {shown(str(target))}: there is no {key} {shown(value)}", accept)
        for key, value in asked
        for accept in [accepted(value, names[key])]
        if value not in names[key]
    ]
    if faults:
        return faults
    others = "".join(f"; {each}" for each in _with_less(draft, target))
    return [Fault(path, f"no event is meant by {shown(str(target))}", f"accepted: a selection that means one{others}")]


def _names(draft: Draft) -> dict[str, list[str]]:
    """
    All that selections can ask for, by the key that they ask by.
    """
    events: list[Event] = [draft.event(id_) for id_ in draft.order]
    entities = draft.record.entities
    found: dict[str, Iterable[str | None]] = {
        "tag": [tag for tags in (*(each.tags for each in events), *(each.tags for each in entities)) for tag in tags],
        "site": [entity.site for entity in entities],
        "entity": [entity.id for entity in entities],
        "lifecycle": [lifecycle.id for lifecycle in draft.record.lifecycles],
        "trigger": [firing.trigger for event in events for firing in event.fires],
    }
    return {key: [each for each in dict.fromkeys(values) if each is not None] for key, values in found.items()}


def _with_less(draft: Draft, target: Events) -> Iterator[str]:
    """
    What a selection would mean if it asked for one thing less.
    """
    for each in fields(Events):
        if getattr(target, each.name) != each.default:
            less: dict[str, Any] = {each.name: each.default}
            chosen = _selected(draft, evolve(target, **less))
            if chosen:
                listed = chosen[:MOST_NAMED] + [f"{len(chosen) - MOST_NAMED} more"] * (len(chosen) > MOST_NAMED)
                yield f"without {each.metadata.get('key', each.name)!r} it means {listing(map(str, listed))}"
