"""
Tests of hostile and extreme input: work without a limit, what reaches a terminal, wrong shapes, pipes, constructors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from time import monotonic
from typing import Any, cast
from unicodedata import category

import pytest
from attrs import evolve

import missionsim
from faults.prelude import CAMP, NORTH, OUT, event, floor, world
from missionsim import (
    AllOf,
    AnyOf,
    AsPublished,
    AtLeast,
    AtMost,
    Base,
    Claim,
    Coordinates,
    DateError,
    Deadline,
    Delay,
    Entity,
    Event,
    ImpreciseDate,
    InState,
    InvalidError,
    Lifecycle,
    LimitError,
    Link,
    Measure,
    Measured,
    Mission,
    MissionsimError,
    Move,
    Not,
    Offset,
    Party,
    Plan,
    Redate,
    Revision,
    Scenario,
    ScenarioError,
    Select,
    Timeline,
    TimelineError,
    Transition,
    UnknownError,
    add_days,
    add_months,
    compare,
    in_state,
    load,
    load_what_ifs,
    loads,
    loads_what_ifs,
    order_sensitivity,
    slack,
    to_toml,
    what_ifs_to_toml,
)
from missionsim.cli import app as cli
from small import TEXT

BEGIN, FINISH = "north.begin_closing", "north.hand_over"
PROGRAM = [sys.executable, "-c", "from missionsim.cli.app import main; main()"]

# Work without a limit

DOOR = Lifecycle("door", ["open", "shut"], "open", [Transition("open", "shut", "close")])
STATES = [f"s{number}" for number in range(50)]
RING = Lifecycle("ring", STATES, "s0", [Transition(STATES, state, f"to_{state}") for state in STATES])
GATE = Lifecycle("gate", ["a", "b"], "a", [Transition("a", "b", "go", in_state(Select(lifecycle="door"), "shut"))])


def _ring(count: int, date: str) -> Scenario:
    events = [Event("ring", f"to_s{number}", date, id=f"e{number}") for number in range(count)]
    return world(*events, lifecycles=[RING], entities=[Entity("ring", "ring")])


def _doors(count: int, date: Callable[[int], str], *more: Event, gates: int = 0) -> Scenario:
    events = [Event(f"door{number}", "close", date(number)) for number in range(count)]
    entities = [Entity(f"door{number}", "door") for number in range(count)]
    entities += [Entity(f"gate{number}", "gate") for number in range(gates)]
    lifecycles = [DOOR, GATE] if gates else [DOOR]
    return world(*more, *events, lifecycles=lifecycles, entities=entities)


def _waiting(count: int) -> list[Event]:
    return [Event(f"gate{number}", "go", "2030-02-01", id=f"go{number}", when_enabled=True) for number in range(count)]


def _answered(ask: Callable[[], Any], seconds: float) -> Any:
    """
    The answer, or the error that it would take too long, either way in good time.
    """
    start = monotonic()
    try:
        return ask()
    except LimitError as error:
        return error
    finally:
        assert monotonic() - start < seconds


@pytest.mark.parametrize("count", [9, 20])
@pytest.mark.parametrize("date", ["2030-05-01", "2030-05"])
def test_many_orders_of_one_entity_are_an_error_or_not_exact(count: int, date: str) -> None:
    """
    Nine and more events that go anywhere from anywhere have more orders than are looked at; that is said in good time.
    """
    found = _answered(_ring(count, date).order_sensitivity, 60)

    assert isinstance(found, LimitError) or not found.is_exact


def test_a_few_orders_of_one_entity_are_looked_at() -> None:
    """
    Of five such events every pair matters, since the last one decides the state.
    """
    found = _ring(5, "2030-05-01").order_sensitivity()

    assert found.is_exact
    assert len(found.pairs) == 10


def test_dates_that_leave_nothing_open_cost_nothing() -> None:
    """
    Three thousand exact dates, or as many events of one day that have nothing to do with each other, have no pairs.
    """
    apart = _doors(3_000, lambda number: f"2030-{number % 12 + 1:02}-{number % 28 + 1:02}")
    together = _doors(3_000, lambda _: "2030-05-01")

    for asked in (apart, together):
        assert not _answered(asked.order_sensitivity, 20).pairs
        assert len(_answered(asked.replay, 20).steps) == 3_000


def test_what_waits_is_tried_again_without_trying_all() -> None:
    """
    Three thousand events that wait for three others are played in good time.
    """
    asked = _doors(3, lambda _: "2030-05-01", *_waiting(3_000), gates=3_000)

    assert [step.disposition for step in _answered(asked.replay, 30).steps][-3_000:] == ["applied"] * 3_000


@pytest.mark.parametrize("count", [300, 3_000])
def test_waiting_events_have_no_orders_to_look_at(count: int) -> None:
    """
    Events that wait, and happen when the last of three others lets them, leave no order open.
    """
    asked = _doors(3, lambda _: "2030-05-01", *_waiting(count), gates=count)

    assert not _answered(asked.order_sensitivity, 20).pairs


def test_a_guard_over_many_vague_dates_is_answered_in_good_time() -> None:
    """
    A gate that waits for a hundred doors of one month opens with the last of them, in whatever order they shut.
    """
    asked = _doors(100, lambda _: "2030-05", Event("gate0", "go", "2030-05", when_enabled=True), gates=1)

    found = _answered(asked.order_sensitivity, 20)

    assert (found.pairs, found.is_exact) == ((), True)


@pytest.mark.parametrize("count", [10, 20])
def test_a_guard_that_some_of_many_open_is_not_exact_or_is_an_error(count: int) -> None:
    """
    Which three of many doors open the gate has more orders than are looked at; that is said in good time.
    """
    some = Transition("a", "b", "go", in_state(Select(lifecycle="door"), "shut", at_least=3))
    many = _doors(count, lambda _: "2030-05", Event("gate0", "go", "2030-05", when_enabled=True), gates=1)
    asked = evolve(many, lifecycles=[DOOR, evolve(GATE, transitions=[some])])

    found = _answered(asked.order_sensitivity, 60)

    assert isinstance(found, LimitError) or not found.is_exact


def test_a_thousand_what_ifs_cost_a_thousand_times_one() -> None:
    """
    Edits are added one after the other, and what they make can be pickled, however many there are.
    """
    edited = _doors(100, lambda _: "2030-05-01").what_if()
    for number in range(1_000):
        edited = edited.what_if(Delay(f"door{number % 100}.close", 1))

    found = _answered(edited.replay, 30)

    assert str(found.steps[-1].date) == "2030-05-11"
    import pickle  # noqa: PLC0415  for this one

    assert pickle.loads(pickle.dumps(edited)) == edited  # noqa: S301  it was written here


# Small files, large cost


def _refused(text: str, seconds: float = 10, folder: Path | None = None) -> ScenarioError:
    start = monotonic()
    with pytest.raises(ScenarioError) as caught:
        loads(text, folder=folder)
    assert str(caught.value)
    assert monotonic() - start < seconds
    return caught.value


AN_EVENT = '\n[[events]]\nentity = "north"\ntrigger = "begin"\ndate = 2026-01-10\n'


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "".join(AN_EVENT.replace("2026-01-10", f'"x{number}"') for number in range(1_000)),
        TEXT + "".join(AN_EVENT.replace('"north"', f'"nor{number}"') for number in range(2_000)),
        TEXT + AN_EVENT * 2_000,
        TEXT + "".join(f"\n[entities.e{number}]\nlifecycle = 'bas{number}'" for number in range(2_000)),
        TEXT.replace('site = "hill"', "\n".join(f"key{number} = 1" for number in range(5_000))),
        TEXT.replace('about = "north"', f"about = {[f'n{number}' for number in range(10_000)]}"),
        TEXT.replace('in = "handed_over"', f"in = {[f's{number}' for number in range(10_000)]}"),
        TEXT + "\n[extra]\n" + "\n".join(".".join([f"a{number}", *"b" * 29]) + " = 1" for number in range(1_000)),
    ],
)
def test_thousands_of_faults_are_told_up_to_a_limit(text: str) -> None:
    """
    Whatever is wrong thousands of times is answered in good time, with the first of its faults and their lines.
    """
    found = _refused(text).faults

    assert 1 <= len(found) <= 200
    assert all(fault.line for fault in found)


@pytest.mark.parametrize("part", ["a", '"a"', "'a'"])
@pytest.mark.parametrize("place", ["site", "[header]", "{inline}"])
def test_a_key_of_many_parts_is_refused_before_it_is_read(part: str, place: str) -> None:
    """
    Ten thousand parts of one key cost the parser a hundred million; they are refused on their line.
    """
    key = ".".join([part] * 10_000)
    line = {"site": f"{key} = 1", "[header]": f"[{key}]", "{inline}": f"site = {{ {key} = 1 }}"}[place]

    (found,) = _refused(TEXT.replace('site = "hill"', line), 1).faults

    assert (found.line, found.problem) == (26, "a key has too many parts")


@pytest.mark.parametrize("name", ["rows.csv", "./rows.csv", "sub/../rows.csv", "linked.csv"])
def test_one_csv_counts_once_under_whichever_name(tmp_path: Path, name: str) -> None:
    """
    A file that is named a thousand times, in other words each time, is read once; every repetition is a fault.
    """
    (tmp_path / "sub").mkdir()
    (tmp_path / "rows.csv").write_text("entity,trigger,date\nnorth,begin,2026-01-10\n" * 1)
    (tmp_path / "linked.csv").symlink_to(tmp_path / "rows.csv")
    names = ["rows.csv", *(f"{'./' * number}{name}" for number in range(1_000))]
    text = TEXT.replace("horizon = 2026-12-31", f"horizon = 2026-12-31\nevents_from = {names}")

    found = _refused(text, 5, tmp_path).faults

    assert found[0].path == ("events_from", 1)
    assert "is there already" in found[0].problem
    assert (found[0].line, len(found)) == (4, 200)


@pytest.mark.parametrize("cells", ["x,,,\n", ",north,begin,x\n", ",north,begin,2026-01-10\n", ",,,\nx,y,,\n"])
def test_thousands_of_bad_rows_are_told_up_to_a_limit(tmp_path: Path, cells: str) -> None:
    """
    The same holds for the rows of a CSV file.
    """
    (tmp_path / "rows.csv").write_text("id,entity,trigger,date\n" + cells * 5_000)
    text = TEXT.replace("horizon = 2026-12-31", 'horizon = 2026-12-31\nevents_from = "rows.csv"')

    found = _refused(text, 10, tmp_path).faults

    assert len(found) == 200


# What reaches a terminal

HOSTILE = "a\x1b[31m\x1b]0;title\x07b\u202ec\r\nd\u2066e\x9bf"


def _is_harmless(text: str) -> bool:
    return all(each == "\n" or category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in text)


def _hostile() -> Scenario:
    claim = Claim("army", link=HOSTILE, values={"n": HOSTILE}, note=HOSTILE)
    events = [
        event(BEGIN, "2030-02-01", claims=[claim], tags=[HOSTILE], attributes={HOSTILE: HOSTILE}, note=HOSTILE),
        event("mission.end", "2030-03-01", claims=[claim]),
        event(FINISH, "2030-05", measures=[Measure(HOSTILE, 1, 2, note=HOSTILE)], after=floor(BEGIN)),
        event("said", "2030-02-02", text=HOSTILE, claims=[Claim("army", stance="disputes")]),
    ]
    return world(
        *events,
        title=HOSTILE,
        note=HOSTILE,
        version=HOSTILE,
        parties=[Party("army", HOSTILE, kind=HOSTILE, note=HOSTILE)],
        entities=[
            Base("north", "camp", name=HOSTILE, site=HOSTILE, tags=[HOSTILE], province=HOSTILE),
            Base("south", "camp", initial="closing"),
            Mission("mission", "mission", name=HOSTILE),
            Mission("team", "team"),
        ],
        deadlines=[Deadline("out", OUT, "2030-04", name=HOSTILE, note=HOSTILE, set_by="said")],
    )


COMMANDS = [
    ["show"],
    ["show", "--json"],
    ["replay"],
    ["replay", "--on", "2030-03-01"],
    ["replay", "--json"],
    ["validate"],
    ["validate", "--json"],
    ["why", "north"],
    ["possible"],
    ["conflicts"],
    ["slack"],
    ["what-if", "--delay", f"{BEGIN}=10"],
    ["what-if", "--drop", BEGIN],
    ["compare"],
    ["replay", "--according", HOSTILE],
    ["replay", "--on", HOSTILE],
    ["why", HOSTILE],
    ["what-if", "--delay", f"{HOSTILE}=10"],
    ["what-if", "--move", f"{BEGIN}={HOSTILE}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(ascii, command)))
def test_nothing_of_a_file_reaches_a_terminal_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """
    Escape sequences, other ends of lines and changes of direction are shown as escapes: in tables, text, JSON, errors.
    """
    file = tmp_path / "hostile.toml"
    file.write_text(to_toml(_hostile()), encoding="utf8", newline="\n")

    cli.run([command[0], str(file), *command[1:]])

    out, err = capsys.readouterr()
    assert out + err
    assert _is_harmless(out)
    assert _is_harmless(err)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"hill"', '5\nsite2 = "{}"'),
        ("[entities.south]", '[entities."{}"]'),
        ('site = "hill"', '"{}" = 1'),
        ('trigger = "begin"\n', 'trigger = "{}"\n'),
        ('"held", "moving"', '"held", "{}", "moving"'),
        ('initial = "held"', 'initial = "{}"'),
        ('id = "statement"', 'id = "{}"'),
        ('due = "2026-09"', 'due = "{}"'),
        ('set_by = "statement"', 'set_by = "{}"'),
        ('name = "small"', 'name = "{}"\nevents_from = "{}.csv"'),
        ('name = "small"', 'name = "{}"\nstart = "{}'),
    ],
)
def test_an_error_shows_what_it_names_as_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """
    Keys, names and values that can't be used are named in errors, and in the names of files, as escapes too.
    """
    escaped = json.dumps(HOSTILE)[1:-1].replace("\x9b", "\\u009b")
    file = tmp_path / "bad\x1b[31m\u202e.toml"
    file.write_text(TEXT.replace(old, new.format(escaped, escaped), 1), encoding="utf8")

    code = cli.run(["validate", str(file)])

    out, err = capsys.readouterr()
    assert _is_harmless(out + err)
    assert code in (0, 1)
    with pytest.raises(MissionsimError) as caught:
        load(file).event(HOSTILE)
    assert _is_harmless(str(caught.value))


def test_short_texts_are_escaped_too() -> None:
    """
    What a session prints of a scenario, a timeline or an error has nothing in it that moves a terminal.
    """
    asked = _hostile()

    for value in (asked, asked.replay(), asked.replay().why("north"), asked.what_if(Delay(BEGIN, 1)).replay()):
        assert _is_harmless(repr(value))
        assert _is_harmless(str(value))


# Selections that mean nobody

NOBODY = [
    '{ site = "", in = "handed_over" }',
    '{ tag = "", in = "handed_over" }',
    '{ lifecycle = "", in = "handed_over" }',
    '{ entity = "", in = "handed_over" }',
    '{ entity = [], in = "handed_over" }',
    '{ tag = [], in = "handed_over" }',
    '{ in = "handed_over" }',
    '{ lifecycle = "base", site = "moon", in = "handed_over" }',
    '{ lifecycle = "mission", site = "hill", in = "ended" }',
    '{ lifecycle = "base", tag = ["federal", "none"], in = "handed_over" }',
    '{ lifecycle = "base", in = [] }',
    "{ all = [] }",
    "{ any = [] }",
    '{ not = { lifecycle = "mission", site = "hill", in = "ended" } }',
    '{ any = [{ entity = "north", in = "held" }, { lifecycle = "mission", tag = "federal", in = "ended" }] }',
]


@pytest.mark.parametrize("when", NOBODY)
@pytest.mark.parametrize("place", ["guard", "deadline", "only_if"])
def test_a_selection_that_means_nobody_is_refused(when: str, place: str) -> None:
    """
    An empty name is no name, and what means nobody is an error with its line, in guards, deadlines and provisos alike.
    """
    guard, deadline = '{ lifecycle = "base", in = "handed_over" }', '{ entity = "mission", in = "ended" }'
    text = {
        "guard": TEXT.replace(guard, when),
        "deadline": TEXT.replace(deadline, when),
        "only_if": TEXT.replace(f"when = {deadline}", f"when = {deadline}\nonly_if = {when}"),
    }[place]

    found = _refused(text).faults

    assert {fault.line for fault in found} == {{"guard": 20, "deadline": 66, "only_if": 67}[place]}


def test_an_empty_site_is_none_anywhere() -> None:
    """
    An entity with a site that has no name is refused like a selection of one.
    """
    (found,) = _refused(TEXT.replace('site = "hill"', 'site = ""')).faults

    assert (found.path, found.line) == (("entities", "north", "site"), 26)
    with pytest.raises(InvalidError, match="site: there is no text"):
        Select(site="")


# Stored timelines

STORED: dict[str, Any] = json.loads(
    world(
        event("south.hand_over", "2030-02-01", measures=[Measure("people", 1, 2)], claims=[Claim("army")]),
        event("mission.end", "2030-03-01", when_enabled=True),
        event(BEGIN, "2030-05"),
        event("team.leave", "2030-06-01", after=floor("mission.end")),
        event("said", "2030-01-10", text="It was said."),
        parties=[Party("army")],
        deadlines=[Deadline("out", OUT, "2030-04", set_by="said")],
    )
    .replay()
    .to_json()
)
VALUES: list[Any] = [None, 5, -1, 1.5, True, "x", "", [], {}, [1], {"a": 1}, "2031-01-01", [None], [{}]]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from _paths(part, (*path, key))


def _with(path: tuple[Any, ...], value: Any) -> Any:
    made = deepcopy(STORED)
    if not path:
        return value
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


@pytest.mark.parametrize("path", [path for path in _paths(STORED) if len(path) <= 3 or "steps" not in path], ids=str)
def test_a_damaged_timeline_is_one_error_or_answers(path: tuple[Any, ...]) -> None:
    """
    Whatever stands in place of a part of it, it is refused when it is read, or it can be asked all that a timeline can.
    """
    for value in VALUES:
        try:
            found = Timeline.from_json(json.dumps(_with(path, value)))
        except TimelineError:
            continue
        for entity in found.entities:
            assert found.spells(entity)
            assert str(found.why(entity))
        assert found.rows() is not None
        assert found.rows("spells")
        assert found.to_json()
        assert found.durations()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((), [], "a list of 0 is not a table"),
        (("steps",), {}, "steps: an empty table is not a list"),
        (("steps",), "", "steps: '' is not a list"),
        (("steps", 0, "entity"), "nroth", "steps[0].entity: no entity 'nroth'; accepted: "),
        (("steps", 0, "relied_on"), ["nroth"], "steps[0].relied_on: no entity 'nroth'"),
        (("steps", 0, "date"), "2029-01-01", "steps[0].date: 2029-01-01 lies outside of 2030-01-01 to 2030-12-31"),
        (("steps", 0, "date"), "2030-12-01", "steps[1].date: 2030-03-01 stands behind 2030-12-01"),
        (("steps", 0, "before"), "held", "steps[0].before: 'held', but south is closing"),
        (("steps", 0, "disposition"), "refused", "steps[0].reason: a step that is refused has none"),
        (("steps", 1, "after"), "ended", "steps[1]: a step that is deferred changes something"),
        (("steps", 0, "requested"), "2030-03-01", "steps[0].requested: 2030-03-01 lies after 2030-02-01"),
        (("until",), "2029-12-31", "until: 2029-12-31 lies before the start on 2030-01-01"),
        (("until",), "2030-05-01", "lies outside of 2030-01-01 to 2030-05-01"),
        (("known_until",), "2029-12-31", "known_until: 2029-12-31 lies before the start"),
        (("context", 0, "date"), "2031-01-01", "context[0].date: 2031-01-01 lies outside"),
        (("observations", 0, "entity"), "nroth", "observations[0].entity: no entity 'nroth'"),
        (("deadlines",), STORED["deadlines"] * 2, "deadlines[1].id: 'out' is there already"),
        (("deadlines", 0, "verdict"), "kept", "deadlines[0].verdict: 'kept' is none of these; accepted: met, violated"),
        (("deadlines", 0, "closing"), "2031-01-01", "deadlines[0].closing: 2031-01-01 lies outside"),
        (("deadlines", 0, "terms"), [], "deadlines[0].term: it is none of its terms"),
        (("deadlines", 0, "margins"), {"a": 1}, "deadlines[0].margins: a table with 'a' is not a list of 2"),
        (("reading",), "middle", "reading: 'middle' is none of these; accepted: latest, earliest"),
        (("initial",), ["held"], "initial: a list of 1 is not a table of names"),
    ],
)
def test_what_can_not_be_a_timeline_says_what_and_where(path: tuple[Any, ...], value: object, message: str) -> None:
    """
    One error with the path: unknown entities, steps out of order, days outside, deadlines that are none.
    """
    with pytest.raises(TimelineError) as caught:
        Timeline.from_json(json.dumps(_with(path, value)))

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", "\x00", '{"a": ' * 2_000, None, 5, b"\xff", "NaN"])
def test_what_is_no_stored_text_is_one_error(text: Any) -> None:
    """
    What is no JSON, or none of a timeline, is one error of ours.
    """
    with pytest.raises(TimelineError, match="this is no stored timeline"):
        Timeline.from_json(text)


# The end of the calendar


@pytest.mark.parametrize(
    ("date", "after"),
    [
        ("9999-12-31", '[{ event = "south.begin", kind = "floor", lag = 1 }]'),
        ("9999-12-20", '[{ event = "south.begin", kind = "floor", lag = 12 }]'),
        (
            "9999-12-31",
            '[{ event = "mission.end", kind = "floor" }, { event = "south.begin", kind = "floor", lag = 5 }]',
        ),
    ],
)
def test_a_lag_that_leaves_the_calendar_is_refused_with_its_line(date: str, after: str) -> None:
    """
    A file whose replay would need a day after 9999 is refused when it is read, at the lag.
    """
    text = TEXT.replace("horizon = 2026-12-31", "horizon = 9999-12-31").replace('date = "2026-03"', f'date = "{date}"')
    text += f'\n[[events]]\nentity = "south"\ntrigger = "complete"\ndate = "9999"\nafter = {after}\n'

    (found,) = _refused(text).faults

    assert "leave the calendar" in found.problem
    assert found.line == text.count("\n")


def test_a_lag_behind_a_wait_that_leaves_the_calendar_is_refused() -> None:
    """
    The same where the predecessor waits until then.
    """
    with pytest.raises(ScenarioError, match=r"30 days after .* leave the calendar"):
        world(
            event("south.hand_over", "2030-02-01"),
            event("mission.end", "2030-03-01", when_enabled=True),
            event(BEGIN, "2030-05-01"),
            event(FINISH, "9999-12-31"),
            event("team.leave", "9999-12-31", after=floor("mission.end", 30)),
            horizon="9999-12-31",
        )


@pytest.mark.parametrize("due", ["1d", "1m", "+1y"])
def test_a_due_date_that_leaves_the_calendar_is_refused(due: str) -> None:
    """
    A length of time after the last day of all is no due date.
    """
    with pytest.raises(ScenarioError, match="leaves the calendar"):
        world(
            event("said", "9999-12-31", text="By then."),
            horizon="9999-12-31",
            deadlines=[Deadline("out", OUT, due, set_by="said")],
        )


# Pipes and links


def _piped(text: str, *arguments: str) -> tuple[int, str]:
    found = subprocess.run(
        [*PROGRAM, *arguments], input=text, capture_output=True, text=True, timeout=60, check=False, encoding="utf8"
    )
    return found.returncode, found.stdout + found.stderr


PLAN = 'scenario = "iraq"\n[what_if.late]\nedits = [{ delay = "camp_taji.complete_transfer", by = 3 }]\n'


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="there is no such file on this system")
@pytest.mark.parametrize(
    ("text", "arguments", "shown"),
    [
        (TEXT, ["validate", "/dev/stdin"], "/dev/stdin: valid (3 entities, 5 events"),
        (TEXT, ["show", "/dev/stdin"], "small"),
        (TEXT, ["replay", "/dev/stdin"], "south.begin"),
        (TEXT, ["what-if", "/dev/stdin", "--delay", "north.begin=3"], "north.begin 3 days later"),
        (TEXT, ["compare", "/dev/stdin", "/dev/stdin"], "leave"),
        (PLAN, ["validate", "/dev/stdin"], "/dev/stdin: valid (what-ifs: late)"),
        (PLAN, ["what-if", "/dev/stdin"], "camp_taji.complete_transfer 3 days later"),
        ("name = 5", ["validate", "/dev/stdin"], "/dev/stdin:1: name: 5 is not text"),
    ],
)
def test_a_pipe_is_read_once(text: str, arguments: list[str], shown: str) -> None:
    """
    What can be read only once can be given to every command.
    """
    _, out = _piped(text, *arguments)

    assert shown in out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
@pytest.mark.parametrize(
    "name", ["pipe.csv", "outside.csv", "folder/rows.csv", "/dev/stdin", "sub", "loop.csv", "../x.csv"]
)
def test_rows_come_from_regular_files_beside_the_scenario(tmp_path: Path, name: str) -> None:
    """
    A pipe would block, and a link that leads elsewhere would show what is there: neither is opened.
    """
    (tmp_path / "secret.csv").write_text("root:x:0:0\n")
    here = tmp_path / "here"
    (here / "sub").mkdir(parents=True)
    os.mkfifo(here / "pipe.csv")
    (here / "outside.csv").symlink_to(tmp_path / "secret.csv")
    (here / "folder").symlink_to(tmp_path)
    (tmp_path / "rows.csv").write_text("root:x:0:0\n")
    (here / "loop.csv").symlink_to(here / "loop.csv")
    text = TEXT.replace("horizon = 2026-12-31", f'horizon = 2026-12-31\nevents_from = "{name}"')

    (found,) = _refused(text, 5, here).faults

    assert (found.path, found.line) == (("events_from", 0), 4)
    assert "does not stand beside the scenario" in found.problem
    assert "root" not in str(found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
@pytest.mark.parametrize("name", ["pipe.toml", "folder.toml"])
def test_a_scenario_that_a_file_names_is_a_regular_one(tmp_path: Path, name: str) -> None:
    """
    A what-if that names a pipe or a folder is answered with its line, and nothing waits for somebody to write.
    """
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "late.toml").write_text(f'scenario = "{name}"\n[what_if]\nedits = [{{ delay = "x", by = 3 }}]\n')
    (plan,) = load_what_ifs(tmp_path / "late.toml")

    with pytest.raises(MissionsimError, match="is no regular file"):
        plan.apply()


# Constructors


def _(value: object) -> Any:
    return value


NAN, HALF = float("nan"), "\ud800"
WRONG: dict[str, Callable[[], object]] = {
    "entity without a lifecycle": lambda: Entity("q", _(None)),
    "entity without an id": lambda: Entity(_(None), "camp"),
    "claims of text": lambda: event(BEGIN, "2030", claims=["x"]),
    "links of text": lambda: event(BEGIN, "2030", after=["x"]),
    "an unknown kind of link": lambda: Link("x", _("carries")),
    "half a day of lag": lambda: Link("x", "floor", _(1.5)),
    "no number": lambda: Measure("n", NAN),
    "an infinite number": lambda: Measure("n", float("inf")),
    "a measure without a name": lambda: Measure("", 1),
    "coordinates of text": lambda: Coordinates(_("a"), 2),
    "coordinates as a pair": lambda: Base("q", "camp", coordinates=_((1, 2))),
    "half a character": lambda: world(title=HALF),
    "half a character in an id": lambda: world(Event(id=HALF, date="2030", text="x")),
    "a number as a state": lambda: Lifecycle("l", ["a"], _(5)),
    "transitions of text": lambda: Lifecycle("l", ["a"], "a", _(["x"])),
    "a function as a guard": lambda: Transition("a", "b", "t", _(lambda: True)),
    "text as a condition": lambda: Deadline("d", _("x"), "2030"),
    "no due date": lambda: Deadline("d", OUT, _(None)),
    "revisions of text": lambda: Deadline("d", OUT, "2030", revisions=_(["x"])),
    "a revision by a number": lambda: Revision(_(5)),
    "a select of a number": lambda: Select(ids=_(5)),
    "states of a number": lambda: InState(Select(ids="x"), _(5)),
    "text for a select": lambda: InState(_("x"), "a"),
    "half a count": lambda: InState(Select(ids="x"), "a", at_least=_(1.5)),
    "a limit of text": lambda: Measured(Select(ids="x"), "n", at_least=_("1")),
    "conditions of text": lambda: AllOf(_(["x"])),
    "a condition of text": lambda: Not(_("x")),
    "half of conditions": lambda: AtLeast(_(0.5), [OUT]),
    "shifted by half a day": lambda: ImpreciseDate.parse("2030").shifted(_(1.5)),
    "a date of a number": lambda: ImpreciseDate.of(_(5)),
    "a length of a number": lambda: Offset.parse(_(5)),
    "after a number": lambda: Offset("1d").after(_(5)),
    "half a month": lambda: add_months(missionsim.ImpreciseDate.parse("2030-01-01").earliest or _(None), _(0.5)),
    "days after text": lambda: add_days(_("2030-01-01"), 1),
    "no horizon": lambda: world(horizon=_(None)),
    "events of text": lambda: world(_("x")),
    "no lifecycles": lambda: world(lifecycles=_(None)),
    "no text": lambda: loads(_(None)),
    "bytes": lambda: loads(_(b"x")),
    "a folder of a number": lambda: loads(TEXT, folder=_(5)),
    "no path": lambda: load(_(None)),
    "an empty path": lambda: load(""),
    "a folder": lambda: load("/"),
    "no text of what-ifs": lambda: loads_what_ifs(_(None)),
    "no path of what-ifs": lambda: load_what_ifs(_(5)),
    "no what-ifs": lambda: what_ifs_to_toml(_(None)),
    "what-ifs of numbers": lambda: what_ifs_to_toml(_([5])),
    "edits of a number": lambda: Plan("late", _(5)),
    "an edit of text": lambda: world().what_if(_("x")),
    "a delay of half a day": lambda: Delay(BEGIN, _(1.5)),
    "a move to nowhere": lambda: Move(BEGIN, _(None)),
    "a date of text": lambda: Redate(BEGIN, "soon"),
    "published some day": lambda: AsPublished(_(5)),
    "a reading of text": lambda: world().replay(reading=_("x")),
    "until a number": lambda: world().replay(until=_(5)),
    "no timelines": lambda: compare(_("x"), _("y")),
    "the order of text": lambda: order_sensitivity(_("iraq")),
    "the slack of text": lambda: slack(_("iraq"), BEGIN),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_can_not_be_is_refused_where_it_is_given(name: str) -> None:
    """
    An error of ours, in a line or two, says what was given; nothing is accepted to fail later, and no other library's.
    """
    with pytest.raises(MissionsimError) as caught:
        WRONG[name]()

    assert len(str(caught.value)) < 400
    assert _is_harmless(str(caught.value))


@pytest.mark.parametrize("given", [None, "iraq", 5, world().what_if()])
def test_only_a_scenario_is_written(given: Any) -> None:
    """
    What is no scenario can't be written, and that is said.
    """
    with pytest.raises(TypeError, match="is not a scenario; accepted: a Scenario"):
        to_toml(given)


# Values that hold no record together

MADE: dict[str, tuple[Callable[[], object], str]] = {
    "limits the wrong way round": (
        lambda: _counted(Measured(Select(ids="north"), "people", at_least=500, at_most=100)),
        "at_least: 500 is above at_most; accepted: up to 100",
    ),
    "counts the wrong way round": (
        lambda: world(deadlines=[Deadline("d", InState(Select(ids=["north", "south"]), "held", 2, 1), "2030")]),
        "at_least: 2 is above at_most; accepted: 0 to 1",
    ),
    "more than there are": (
        lambda: world(deadlines=[Deadline("d", in_state(Select(ids=["north", "south"]), "held", at_least=3), "2030")]),
        "at_least: 3 of 2 entities; accepted: 0 to 2",
    ),
    "a limit of nothing": (lambda: _counted(Measured(Select(ids="north"), "people")), "it sets no limit"),
    "a range the wrong way round": (
        lambda: world(event(BEGIN, "2030-02-01", measures=[Measure("people", 2, 1)])),
        "low: 2 is above high; accepted: 1 or less",
    ),
    "a state twice": (lambda: world(lifecycles=[Lifecycle("l", ["a", "a"], "a")], entities=[]), "is there"),
    "no states": (lambda: world(lifecycles=[Lifecycle("l", [], "a")], entities=[]), "there is no state"),
    "all of nothing": (lambda: world(deadlines=[Deadline("d", AllOf([]), "2030")]), "there is no condition in it"),
    "any of nothing": (lambda: world(deadlines=[Deadline("d", AnyOf([]), "2030")]), "there is no condition in it"),
    "at most all": (lambda: world(deadlines=[Deadline("d", AtMost(1, [OUT]), "2030")]), "can always or never hold"),
    "a latitude of 100": (
        lambda: world(entities=[Base("q", "camp", coordinates=Coordinates(100, 2))], lifecycles=[CAMP]),
        "100.0 is not a latitude",
    ),
    "nobody says so": (lambda: world(event(BEGIN, "2030-02-01", claims=[Claim()])), "does not say who says so"),
}


def _counted(limit: Measured) -> Scenario:
    counted = event(BEGIN, "2030-02-01", measures=[Measure("people", 1, 2)])
    return world(counted, deadlines=[Deadline("few", limit, "2030-05")])


@pytest.mark.parametrize("name", MADE)
def test_what_can_not_hold_together_is_refused_with_its_path(name: str) -> None:
    """
    Limits that nothing can keep, or that everything keeps, are faults of the record.
    """
    make, message = MADE[name]

    with pytest.raises(ScenarioError) as caught:
        make()

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [("\u0430rmy", "army"), ("n\u043erth", "north"), ("\u0410", "A"), ("a\uff42c", "abc"), ("\u0455tate", "state")],
)
def test_ids_that_look_alike_are_refused(one: str, other: str) -> None:
    """
    Letters of another alphabet that look like those of an id make no other id, among parties, entities and events.
    """
    made: list[Callable[[], object]] = [
        lambda: world(parties=[Party(one), Party(other)]),
        lambda: world(entities=[Base(one, "camp"), Base(other, "camp")], lifecycles=[CAMP]),
        lambda: world(*(Event(id=id_, date="2030-02-01", text="x") for id_ in (one, other))),
    ]
    for make in made:
        with pytest.raises(ScenarioError, match="looks like"):
            make()


@pytest.mark.parametrize("key", ["title", "note", "name"])
def test_a_long_value_is_cut_in_a_message(key: str) -> None:
    """
    A message shows the beginning of a value of many thousand characters.
    """
    given: Any = {key: "x" * 30_000}

    with pytest.raises(MissionsimError) as caught:
        world(**given)

    assert len(str(caught.value)) < 300
    for long in ("y" * 5_000, ["y"] * 5_000, {"y" * 200: 1}):
        with pytest.raises(MissionsimError) as caught:
            world(start=_(long))
        assert len(str(caught.value)) < 400
    with pytest.raises(UnknownError) as found:
        world().event("z" * 5_000)
    assert len(str(found.value)) < 300


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ('[entities.north]\nkind = "base"', '[entities.north]\nkind = "bsae"', 1),
        ('trigger = "begin", from', 'triger = "begin", from', 1),
        ('name = "personnel", low', 'nme = "personnel", low', 1),
        ('entity = "north"\ntrigger = "begin"', 'entty = "north"\ntrigger = "begin"', 1),
        ('states = ["active", "ended"]', 'states = ["active", 5]', 1),
        ('id = "statement"', "id = 5", 1),
        ('date = "2026-03"', 'date = "soon"', 1),
        ("[deadlines.leave]", "[deadlines.leave]\nwhen_ = 1", 1),
        ('initial = "held"', 'initial = "heldd"', 1),
        ("horizon = 2026-12-31", 'horizon = "x"', 1),
        ("start = 2026-01-01", 'start = "x"', 1),
    ],
)
def test_one_mistake_is_one_fault(old: str, new: str, count: int) -> None:
    """
    What follows from a mistake is not told, and what stands in for it is not among what is accepted.
    """
    found = _refused(TEXT.replace(old, new, 1)).faults

    assert len(found) == count
    assert "9999" not in str(found[0])
    assert all("_" not in fault.accepted.split() for fault in found)


def test_a_base_is_whole() -> None:
    """
    The record that these tests damage is valid.
    """
    assert loads(TEXT).entities
    assert Timeline.from_json(json.dumps(STORED)).entities
    assert cast("Base", world(entities=[NORTH], lifecycles=[CAMP]).entities[0]) == NORTH
    with pytest.raises(DateError):
        ImpreciseDate.parse("soon")
