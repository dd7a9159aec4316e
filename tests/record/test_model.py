"""
The parts of a scenario as values: defaults, converters, equality.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from immutabledict import immutabledict

from missionsim import (
    Base,
    Claim,
    Coordinates,
    DateError,
    Deadline,
    Entity,
    Event,
    Firing,
    ImpreciseDate,
    InvalidError,
    Link,
    Measure,
    Mission,
    Offset,
    Party,
    Revision,
    in_state,
)
from missionsim.record.entities import KINDS

HELD = in_state("north", "held")
PARTS = (
    Party("army"),
    Coordinates(33.8, 42.4),
    Entity("north", "base"),
    Base("north", "base", attributes={"role": "hub"}),
    Mission("mission", "mission"),
    Claim("army", values={"recipient": "army"}),
    Link("north.begin", "floor"),
    Measure("personnel", 1, 2),
    Event("north", "begin", "2026"),
    Event(id="count", date="2026", text="We counted."),
    Firing("north", "begin"),
    Revision("count", "+1m"),
    Deadline("leave", HELD, "2026"),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_parts_are_frozen_values(part: Any) -> None:
    """
    No attribute can be set or added; equal values are equal, with equal hashes.
    """
    copy = attrs.evolve(part)
    name = attrs.fields(type(part))[0].name

    assert copy == part
    assert len({copy, part}) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(part, name, "other")
    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
        part.bogus = 1
    assert not hasattr(part, "__dict__")


def test_kinds_of_entities() -> None:
    """
    The three kinds of entities are known by name, and each is an entity.
    """
    assert {"entity": Entity, "base": Base, "mission": Mission} == KINDS
    assert all(issubclass(kind, Entity) for kind in KINDS.values())
    assert Base("north", "base") != Entity("north", "base")


def test_defaults_are_empty() -> None:
    """
    Only what is needed must be given; the rest is empty, verified, and asserted.
    """
    base, claim, event = Base("north", "base"), Claim("army"), Event("north", "begin", "2026")

    assert (base.name, base.site, base.part_of, base.tags, base.initial, base.note) == ("", None, None, (), None, "")
    assert (base.province, base.iso3166_2, base.coordinates, base.holder) == ("", None, None, None)
    assert base.attributes == immutabledict()
    assert (claim.outlet, claim.stance, claim.date, claim.verified) == (None, "asserts", None, True)
    assert (event.claims, event.after, event.text, event.about, event.denied_by) == ((), (), "", (), None)
    assert event.fires == (Firing("north", "begin", when_enabled=False, denied_by=None),)
    assert (Link("a", "floor").lag, Coordinates(0, 0).verified, Mission("m", "m").parties) == (0, True, ())


def test_an_event_is_named_after_what_it_does() -> None:
    """
    Its id is entity and trigger unless given.
    """
    assert Event("north", "begin", "2026").id == "north.begin"
    assert Event("north", "begin", "2026", "start").id == "start"


def test_details_are_given_by_name() -> None:
    """
    What has a default of an entity or event can't be given by position.
    """
    with pytest.raises(TypeError):
        Entity("north", "base", "North")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Event("north", "begin", "2026", "id", ())  # type: ignore[call-arg]


def test_one_word_stands_for_several() -> None:
    """
    Tags, members and the like take one name or several, and keep a tuple.
    """
    assert Entity("north", "base", tags="river").tags == Entity("north", "base", tags=["river"]).tags == ("river",)
    assert Party("allies", members="army").members == ("army",)
    assert Mission("mission", "mission", parties=iter(["army", "allies"])).parties == ("army", "allies")
    assert Event(id="count", date="2026", about="north").about == ("north",)


def test_lists_become_tuples() -> None:
    """
    Whatever list is given, a tuple is kept, so that later changes to the list don't matter.
    """
    claims = [Claim("army")]
    event = Event("north", "begin", "2026", claims=claims, after=[Link("a", "carry")], measures=[Measure("troops", 1)])
    claims.clear()

    assert event.claims == (Claim("army"),)
    assert (type(event.after), type(event.measures)) == (tuple, tuple)


def test_attributes_are_kept_frozen() -> None:
    """
    A table of attributes is copied, its lists become tuples, and it can't be changed.
    """
    given: dict[str, Any] = {"places": ["gate", "tower"], "phases": 2}
    event = Event("north", "begin", "2026", attributes=given)
    given.clear()

    assert event.attributes == {"places": ("gate", "tower"), "phases": 2}
    with pytest.raises(TypeError):
        event.attributes["phases"] = 3  # type: ignore[index]


@pytest.mark.parametrize("given", ["2026-03-10", date(2026, 3, 10), ImpreciseDate.parse("2026-03-10")])
def test_a_date_is_given_in_many_ways(given: str | date | ImpreciseDate) -> None:
    """
    Text, a day, and an imprecise date are all taken as imprecise dates.
    """
    expected = ImpreciseDate.parse("2026-03-10")

    assert Event("north", "begin", given).date == expected
    assert Claim(date=given).date == Claim(published=given).published == expected
    assert Deadline("leave", HELD, given).due == Revision("count", given).due == expected


BAD_DATES: list[Callable[[Any], object]] = [
    lambda when: Event("north", "begin", when),
    lambda when: Claim(date=when),
    lambda when: Claim(published=when),
    lambda when: Deadline("leave", HELD, when),
    lambda when: Revision("count", when),
]


@pytest.mark.parametrize("make", BAD_DATES)
@pytest.mark.parametrize("when", ["soon", "2026-02-30", "", 2026, datetime(2026, 1, 1, 12)])  # noqa: DTZ001  no clock at all
def test_what_is_no_date_is_refused(make: Callable[[Any], object], when: object) -> None:
    """
    Whatever takes a date says what would be accepted when it is given anything else.
    """
    with pytest.raises(DateError, match="accepted: "):
        make(when)


@pytest.mark.parametrize("text", ["+135d", "2w", "-14m", "1y"])
def test_a_due_date_may_be_a_length_of_time(text: str) -> None:
    """
    What ends in a unit is a length of time, in deadlines and revisions only.
    """
    assert Deadline("leave", HELD, text).due == Revision("count", text).due == Offset.parse(text)
    assert Deadline("leave", HELD, Offset.parse(text)).due == Offset.parse(text)
    with pytest.raises(DateError):
        Event("north", "begin", text)


def test_a_bad_length_of_time_is_refused_as_such() -> None:
    """
    What ends in a unit but is no number says which lengths are accepted.
    """
    with pytest.raises(DateError, match=r"'soond' is not a length of time; accepted: \+135d"):
        Deadline("leave", HELD, "soond")


def test_a_revision_without_a_due_date_voids() -> None:
    """
    Nothing due is kept as nothing.
    """
    assert Revision("count").due is None


def test_numbers_become_floats() -> None:
    """
    Measures and coordinates are kept as floats, and a side that nobody gives as nothing.
    """
    measure, place = Measure("personnel", 1), Coordinates(33, 42)

    assert (type(measure.low), measure.high) == (float, None)
    assert (type(place.latitude), type(place.longitude)) == (float, float)
    with pytest.raises(ValueError, match="is not a number; accepted: a number"):
        Measure("personnel", "many")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="is not a number; accepted: a number"):
        Coordinates("north", 0)  # type: ignore[arg-type]


def test_voices_are_announcer_then_outlet() -> None:
    """
    Who speaks in a claim is who announces it, then who published it, as far as given.
    """
    assert Claim("army", "paper").voices == ("army", "paper")
    assert Claim(outlet="paper").voices == ("paper",)
    assert Claim().voices == ()


def test_stances_and_dependencies_are_known_words() -> None:
    """
    A word that is none of them is refused when it is given.
    """
    with pytest.raises(InvalidError, match="stance: 'lies' is none of these; accepted: asserts, confirms"):
        Claim("army", stance="lies")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="kind: 'float' is none of these; accepted: carry, floor"):
        Link("north.begin", "float")  # type: ignore[arg-type]


def test_a_firing_is_given_in_several_ways() -> None:
    """
    Text, a table, and a firing mean the same; claims may speak of one of them.
    """
    table = {"entity": "south", "trigger": "begin", "when_enabled": True}
    claims = [Claim("army"), Claim("army", of="south.begin")]
    event = Event(date="2026", fires=["north.begin", table], about=["north", "east"], claims=claims)

    assert event.fires == (Firing("north", "begin"), Firing("south", "begin", when_enabled=True))
    assert (event.id, event.entities, event.is_context) == ("north.begin", ("north", "south", "east"), False)
    assert event.claims_of(event.fires[0]) == (claims[0],)
    assert event.claims_of(event.fires[1]) == tuple(claims)
    with pytest.raises(DateError, match="the event has no date"):
        Event("north", "begin")
