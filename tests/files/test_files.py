"""
Tests of scenario files: what is read, what is written, and what is said of mistakes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import missionsim
from missionsim import Scenario, ScenarioError, UnknownError, load, loads, to_toml
from missionsim.errors import MOST_FAULTS
from missionsim.files import reading, scenario_files
from missionsim.files.rows import COLUMNS
from missionsim.files.scenario_files import BUNDLE
from missionsim.plain import faults
from missionsim.testing import scenarios
from small import TEXT, small

DATES = "a date such as 2026-01-17, 2025-09, 2014, 2025-0X, 2014~, 2025-09-01/2025-09-30 or [..2025-09]"
QUOTED = "with dates other than whole days in quotes"


def _messages(text: str, folder: Path | None = None) -> list[str]:
    """
    What is said of a text, one line per fault; of a folder, the names of files only.
    """
    with pytest.raises(ScenarioError) as caught:
        loads(text, file="small.toml", folder=folder)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def _changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def _line(part: str, text: str = TEXT) -> int:
    """
    The line on which *part* stands.
    """
    return text[: text.index(part)].count("\n") + 1


# Reading and writing


def test_a_text_is_read_as_the_values_it_stands_for() -> None:
    """
    The small scenario as text is the small scenario built in Python, hash and all.
    """
    assert loads(TEXT) == small()
    assert loads(TEXT).hash == small().hash


@pytest.mark.parametrize("name", missionsim.bundled())
def test_a_bundled_scenario_loads_by_name_and_by_path(name: str) -> None:
    """
    Its name is enough; its path gives the same.
    """
    path = BUNDLE / f"{name}.toml"

    assert load(name) == load(path) == load(str(path))
    assert load(name).name == name


@pytest.mark.parametrize("name", missionsim.bundled())
def test_a_bundled_scenario_is_written_and_read_back(name: str) -> None:
    """
    What is written loads to an equal scenario with an equal hash.
    """
    scenario = load(name)
    again = loads(to_toml(scenario))

    assert again == scenario
    assert again.hash == scenario.hash
    assert to_toml(again) == to_toml(scenario)


@given(scenarios())
def test_any_scenario_is_written_and_read_back(scenario: Scenario) -> None:
    """
    Whatever can be declared can be written down.
    """
    again = loads(to_toml(scenario))

    assert again == scenario
    assert again.hash == scenario.hash


@pytest.mark.parametrize(
    "note", ["one line", "two\nlines", 'quotes """ and \\ and \ttabs\r\n', "'''", "\u00e9\u2028\x7f"]
)
def test_notes_are_written_as_they_are(note: str) -> None:
    """
    No character of a text is lost, however the text is laid out.
    """
    assert loads(to_toml(small(note=note))).note == note


@pytest.mark.parametrize(("asked", "near"), [("irak", "iraq"), ("nigr", "niger"), ("france-africa", "france_africa")])
def test_an_unknown_bundled_scenario_is_answered_with_near_misses(asked: str, near: str) -> None:
    """
    The message lists what there is, and that a path would do.
    """
    with pytest.raises(UnknownError) as caught:
        load(asked)

    listed = ", ".join([*missionsim.bundled(), "the path of a .toml file"])
    assert str(caught.value) == f"no bundled scenario {asked!r}; accepted: {listed} (did you mean {near!r}?)"


def test_a_path_needs_no_known_ending_where_it_has_a_folder(tmp_path: Path) -> None:
    """
    Only a bare word is taken for the name of a bundled scenario.
    """
    (tmp_path / "small").write_text(TEXT)

    assert load(str(tmp_path / "small")) == load(tmp_path / "small") == small()


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("\n", "\r\n").encode()],
    ids=["plain", "with a byte order mark", "from Windows"],
)
def test_a_file_is_read_wherever_it_was_written(tmp_path: Path, content: bytes) -> None:
    """
    A byte order mark and the line endings of Windows make no difference.
    """
    (tmp_path / "small.toml").write_bytes(content)

    assert load(tmp_path / "small.toml") == small()


# Mistakes


def test_six_mistakes_give_six_messages_with_their_lines() -> None:
    """
    Mistakes of form and of reference come together, in the order of the lines, each with what would be accepted.
    """
    text = """\
name = 5
horizon = 2026-12-31
colour = "red"

[lifecycles.base]
states = ["held", "free"]
initial = "hold"
transitions = [
  { trigger = "go", from = "held", to = "free" },
]

[entities.north]
kind = "bass"
lifecycle = "base"

[[events]]
entity = "nort"
trigger = "go"
date = "soon"
"""

    assert _messages(text) == [
        "small.toml:1: name: 5 is not text; accepted: text",
        (
            "small.toml:3: colour: there is no key 'colour'; accepted: name, horizon, lifecycles, entities, events, "
            "title, "
            "start, known_until, approximate_days, uncertain_days, parties, deadlines, ..."
        ),
        "small.toml:7: lifecycles.base.initial: there is no state 'hold'; accepted: held, free (did you mean 'held'?)",
        (
            "small.toml:13: entities.north.kind: there is no kind 'bass'; accepted: entity, base, mission "
            "(did you mean 'base'?)"
        ),
        "small.toml:17: events[0].entity: there is no entity 'nort'; accepted: north (did you mean 'north'?)",
        f"small.toml:19: events[0].date: 'soon' is not a date; accepted: {DATES}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "small"', "name = true", "name: True is not text; accepted: text"),
        ("start = 2026-01-01", "start = 2026", f"start: 2026 is not a date; accepted: {DATES}"),
        (
            "horizon = 2026-12-31",
            'horizon = "2026/.."',
            "horizon: '2026/..' has no last day; accepted: a day, a month or a year",
        ),
        (
            "start = 2026-01-01",
            "approximate_days = 1.5",
            "approximate_days: 1.5 is not a whole number; accepted: a whole number",
        ),
        (
            "start = 2026-01-01",
            "approximate_days = true",
            "approximate_days: True is not a whole number; accepted: a whole number",
        ),
        ("start = 2026-01-01", 'version = ["x"]', "version: a list of 1 is not text; accepted: text"),
        (
            "[deadlines.leave]",
            "[[deadlines]]",
            "deadlines: a list of 1 is not a table; accepted: a table by id",
        ),
        ("[parties.army]", "[parties]\narmy = 5\n", "parties.army: 5 is not a table; accepted: a table"),
        (
            "[parties.army]",
            "[parties.army]\nid = 'army'",
            "parties.army.id: there is no key 'id'; the name of the table is the id",
        ),
        (
            "[parties.army]",
            "[parties.army]\ncolour = 'x'",
            "parties.army.colour: there is no key 'colour'; accepted: name, kind, leader, members, note",
        ),
        (
            "[parties.army]",
            "[parties.army]\nmembers = ['paper', 5]",
            "parties.army.members[1]: 5 is not text; accepted: text",
        ),
        ('initial = "held"', "", "lifecycles.base.initial: 'initial' is missing; it is required"),
        ('from = "held"', "from = 5", "lifecycles.base.transitions[0].from: 5 is not a list; accepted: a list"),
        (
            'site = "hill"',
            "latitude = 1",
            (
                "entities.north.latitude: there is no key 'latitude'; accepted: kind, lifecycle, name, site, part_of, "
                "tags, "
                "initial, attributes, note, province, iso3166_2, coordinates, ..."
            ),
        ),
        (
            'site = "hill"',
            "coordinates = { latitude = 'x' }",
            [
                "entities.north.coordinates.latitude: 'x' is not a number; accepted: a number",
                "entities.north.coordinates.longitude: 'longitude' is missing; it is required",
            ],
        ),
        (
            'site = "hill"',
            "coordinates = { latitude = nan, longitude = 1 }",
            "entities.north.coordinates.latitude: nan is not finite; accepted: a number",
        ),
        (
            'site = "hill"',
            "attributes = 5",
            "entities.north.attributes: 5 is not a table; accepted: a table of plain values",
        ),
        (
            'site = "hill"',
            "attributes = { a = [1, { b = 1 }] }",
            (
                "entities.north.attributes.a: a table with 'b' is no plain value; "
                "accepted: text, a number, true or false, or a list"
            ),
        ),
        (
            'site = "hill"',
            "attributes.area = inf",
            "entities.north.attributes.area: inf is not finite; accepted: a number",
        ),
        (
            'site = "hill"',
            "attributes.area = 99999999999999999999",
            "entities.north.attributes.area: the number is too large; accepted: at most 9223372036854775807",
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = 'always'",
            (
                "lifecycles.mission.transitions[0].when: 'always' is not a condition; "
                "accepted: a table such as { entity = ..., in = ... }"
            ),
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = { entity = 'north' }",
            (
                "lifecycles.mission.transitions[0].when: a table with 'entity' is not a condition; "
                "accepted: a table with 'in', 'all', 'any', 'not', 'of' or 'measure'"
            ),
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = { lifecycle = 'base', in = 'held', fort = 1 }",
            (
                "lifecycles.mission.transitions[0].when.fort: there is no key 'fort'; "
                "accepted: entity, lifecycle, tag, site, in, at_least, at_most"
            ),
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = { at_most = 'x', of = [{ entity = 'nort', in = 'held' }] }",
            [
                "lifecycles.mission.transitions[0].when.at_most: 'x' is not a whole number; accepted: a whole number",
                (
                    "lifecycles.mission.transitions[0].when.of[0].entity: there is no entity 'nort'; "
                    "accepted: north, south, mission (did you mean 'north'?)"
                ),
            ],
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = { of = [{ entity = ['north', 5], in = 'hold' }, 7] }",
            [
                "lifecycles.mission.transitions[0].when.at_least: 'at_least' is missing; it is required",
                "lifecycles.mission.transitions[0].when.of[0].entity[1]: 5 is not text; accepted: text",
                (
                    "lifecycles.mission.transitions[0].when.of[1]: 7 is not a condition; "
                    "accepted: a table such as { entity = ..., in = ... }"
                ),
            ],
        ),
        (
            '{ name = "personnel", low = 0, high = 10 }',
            "{ low = 0, high = 10 }",
            "events[1].measures[0].name: 'name' is missing; it is required",
        ),
        (
            '{ name = "personnel", low = 0, high = 10 }',
            f"{{ name = 'x', low = {'9' * 400} }}",
            "events[1].measures[0].low: the number is too large; accepted: at most 9223372036854775807",
        ),
        ('due = "2026-09"', 'due = "soon"', f"deadlines.leave.due: 'soon' is not a date; accepted: {DATES}"),
        (
            'due = "2026-09"',
            'due = "many d"',
            "deadlines.leave.due: 'many d' is not a length of time; accepted: +135d, 2w, -14m or 1y",
        ),
        (
            'due = "2026-09"',
            'due = "+soon"',
            "deadlines.leave.due: '+soon' is not a length of time; accepted: +135d, 2w, -14m or 1y",
        ),
        (
            'due = "2026-09"',
            'due = "-2026-09"',
            "deadlines.leave.due: '-2026-09' is not a length of time; accepted: +135d, 2w, -14m or 1y",
        ),
        (
            'due = "2026-09"',
            'due = "20XX"\nrevisions = [{ by = "statement", due = "2XXX" }]',
            f"deadlines.leave.revisions[0].due: '2XXX' leaves the century open; accepted: {DATES}",
        ),
        (
            "start = 2026-01-01",
            "uncertain_days = 36526",
            "uncertain_days: 36526 days is no widening; accepted: 0 to 36,525 days",
        ),
        (
            'date = "2026-03"',
            'date = "2026-03"\nafter = [{ event = "north.begin", kind = "floor", lag = 36526 }]',
            "events[2].after[0].lag: 36526 days is no lag; accepted: 0 to 36,525 days",
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = { lifecycle = 'base', in = 'handed_over', at_least = 0 }",
            (
                "lifecycles.mission.transitions[0].when.at_least: it holds whatever they do; "
                "accepted: a number that says something"
            ),
        ),
        (
            'when = { lifecycle = "base", in = "handed_over" }',
            "when = {}",
            (
                "lifecycles.mission.transitions[0].when: an empty table is not a condition; "
                "accepted: a table with 'in', 'all', 'any', 'not', 'of' or 'measure'"
            ),
        ),
        (
            'set_by = "statement"',
            "claims = [{ by = 'army', stance = 'denies' }]",
            (
                "deadlines.leave.claims[0].stance: 'denies' is none of these; "
                "accepted: asserts, confirms, disputes, no_comment, plans"
            ),
        ),
        (
            'set_by = "statement"',
            "claims = [5]",
            (
                "deadlines.leave.claims[0]: 5 is not a table; "
                "accepted: a table with by, outlet, published, link, stance, date, "
                "values, measures, of, verified, note"
            ),
        ),
        (
            'text = "We will leave."',
            "",
            "events[4]: it fires nothing and says nothing; accepted: 'entity' and 'trigger', 'fires', or a 'text'",
        ),
        (
            'text = "We will leave."',
            "text = '" + "x" * 20_001 + "'",
            "events[4].text: '" + "x" * 57 + "... is too long; accepted: at most 20,000 characters",
        ),
        ('about = "north"', "date = 2026-01-05T12:00:00", None),
    ],
)
def test_a_mistake_of_form_is_shown_with_what_would_be_accepted(
    old: str, new: str, message: str | list[str] | None
) -> None:
    """
    Nothing is coerced; a wrong type, a missing key and an unknown one each say what belongs there.
    """
    text = _changed(old, new)
    expected = [message] if isinstance(message, str) else message

    if expected is None:
        assert _messages(text) == [f"small.toml:{_line(new, text)}: Cannot overwrite a value; accepted: TOML 1.0"]
    else:
        assert [_without_place(line) for line in _messages(text)] == expected


def _without_place(message: str) -> str:
    file, line, rest = message.split(":", 2)
    assert file == "small.toml"
    assert line.isdigit()
    return rest.strip()


def test_every_missing_key_of_an_empty_file_is_named() -> None:
    """
    An empty file lacks four things.
    """
    assert _messages("") == [
        f"small.toml:1: {key}: {key!r} is missing; it is required"
        for key in ("name", "horizon", "lifecycles", "entities")
    ]


def test_a_missing_key_is_shown_where_its_table_starts() -> None:
    """
    What is not there has no line of its own.
    """
    text = _changed('date = "2026-03"\n', "")

    line = _line('entity = "south"', text) - 1

    assert _messages(text) == [f"small.toml:{line}: events[2].date: 'date' is missing; it is required"]


def test_a_dependency_of_no_known_kind_does_not_hide_the_rest() -> None:
    """
    References are checked all the same, and no lag is held against it.
    """
    after = "after = [{ event = 'north.begun', lag = 5 }, { event = 'north.begin', kind = 'flor', lag = 5 }]"
    text = _changed('date = "2026-03"\n', f'date = "2026-03"\n{after}\n')

    assert [_without_place(line) for line in _messages(text)] == [
        "events[2].after[0].kind: 'kind' is missing; it is required",
        "events[2].after[1].kind: 'flor' is none of these; accepted: carry, floor (did you mean 'floor'?)",
        (
            "events[2].after[0].event: there is no event 'north.begun'; "
            "accepted: mission.end, north.begin, north.complete, south.begin, statement "
            "(did you mean 'north.begin' or 'south.begin'?)"
        ),
    ]


def test_a_misspelt_key_does_not_hide_what_it_means() -> None:
    """
    A key that looks like a missing one is read as that one, and what is wrong with it then is shown as well.
    """
    text = _changed('text = "We will leave."', "txet = 5").replace("horizon = ", "horizn = ")

    assert [_without_place(line) for line in _messages(text)] == [
        (
            "horizn: there is no key 'horizn'; accepted: name, horizon, lifecycles, entities, events, title, start, "
            "known_until, approximate_days, uncertain_days, parties, deadlines, ... (did you mean 'horizon'?)"
        ),
        "events[4].text: 5 is not text; accepted: text",
        (
            "events[4].txet: there is no key 'txet'; accepted: entity, trigger, when_enabled, id, date, fires, text, "
            "about, claims, after, tags, attributes, ... (did you mean 'text'?)"
        ),
    ]


def test_what_takes_too_many_rounds_is_reported_as_far_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The search for further faults ends some time; those found by then are shown.
    """
    monkeypatch.setattr(scenario_files, "MOST_CYCLES", 1)
    text = _changed('name = "small"', "name = 5").replace('entity = "south"', 'entity = "suth"')

    assert _messages(text) == ["small.toml:1: name: 5 is not text; accepted: text"]


def test_a_name_can_be_used_once() -> None:
    """
    A second event of that name is shown where it stands; a second table of that name is no TOML.
    """
    text = TEXT + '[[events]]\nentity = "north"\ntrigger = "begin"\ndate = "2026-05"\n'
    assert _messages(text) == [
        (
            f"small.toml:{_line('[[events]]', text[len(TEXT) :]) + TEXT.count(chr(10))}: events[5].id: "
            "'north.begin' is there already; accepted: a different id for each"
        )
    ]

    [message] = _messages(TEXT + "[parties.army]\n")
    line = TEXT.count("\n") + 1
    assert message == f"small.toml:{line}: Cannot declare parties.army twice; accepted: TOML 1.0"


def test_a_fault_is_shown_once() -> None:
    """
    What is wrong only because something else is wrong is left out.
    """
    text = _changed('initial = "held"', "initial = 5").replace('trigger = "complete"\ndate', "trigger = 7\ndate")

    assert [_without_place(line) for line in _messages(text)] == [
        "lifecycles.base.initial: 5 is not text; accepted: text",
        "events[1].trigger: 7 is not text; accepted: text",
    ]


def test_states_that_cannot_be_read_are_not_missed_elsewhere() -> None:
    """
    Where the list of states is no list, whatever is used as a state counts as one.
    """
    text = _changed('states = ["held", "moving", "handed_over"]', "states = 5").replace(
        ' in = "handed_over"', " in = []"
    )

    assert [_without_place(line) for line in _messages(text)][:1] == [
        "lifecycles.base.states: 5 is not a list; accepted: a list"
    ]
    assert not any("there is no state 'held'" in line for line in _messages(text))


def test_two_events_without_a_usable_trigger_are_no_namesakes() -> None:
    """
    Events that take their name from a faulty trigger are reported for the trigger alone.
    """
    text = TEXT.replace('trigger = "begin"\n', "trigger = 5\n").replace('trigger = "complete"\n', "")

    assert [_without_place(line) for line in _messages(text)] == [
        "events[0].trigger: 5 is not text; accepted: text",
        "events[1].trigger: 'trigger' is missing; it is required",
        "events[2].trigger: 5 is not text; accepted: text",
    ]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("name = ", 1, "Invalid value"),
        ("name = 'small'\nhorizon = = 1", 2, "Invalid value"),
        ("name = 'small'\nhorizon", 2, "Expected '=' after a key in a key/value pair"),
        ("name = 'small'\nname = 'large'", 2, "Cannot overwrite a value"),
        ("[a.b]\nx = 1\n[a.b]", 3, "Cannot declare a.b twice"),
        ("[a]\nx = 1\n[a]", 3, "Cannot declare a twice"),
        ("name = 'small'\nstart = \"2026-09", 2, "Unterminated string"),
        ("start = '2014~'\nhorizon = = 1", 2, "Invalid value"),
        ('name = "small\nhorizon = 1', 1, "Illegal character '\\n'"),
    ],
)
def test_bad_toml_is_shown_with_its_line(text: str, line: int, problem: str) -> None:
    """
    A text that is no TOML is refused with the place at which it stops being that.
    """
    assert _messages(text) == [f"small.toml:{line}: {problem}; accepted: TOML 1.0"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("horizon = 2023-8-13", ", with two digits for months and days, as in 2026-08-13"),
        ("horizon = 2023-08-3 # the third", ", with two digits for months and days, as in 2026-08-13"),
        ("verified = True", ", with true and false in small letters"),
        ("x = TRUE", ", with true and false in small letters"),
    ],
)
def test_what_toml_does_not_take_is_answered_with_how_to_write_it(text: str, hint: str) -> None:
    """
    Where it can be told what was meant, the message says how TOML has it.
    """
    [message] = _messages(text)

    assert message.endswith(f"; accepted: TOML 1.0{hint}")


def test_words_that_others_use_are_answered_with_ours() -> None:
    """
    A source is who says so, and a url is a link; what should be a list of tables is told so.
    """
    text = _changed('set_by = "statement"', "claims = [{ by = 'army', source = 'x', url = 'y' }]")
    keys = "by, outlet, published, link, stance, date, values, measures, of, verified, note"

    assert [_without_place(line) for line in _messages(text)] == [
        (
            f"deadlines.leave.claims[0].source: there is no key 'source'; accepted: {keys} "
            "(did you mean 'by' or 'outlet'?)"
        ),
        f"deadlines.leave.claims[0].url: there is no key 'url'; accepted: {keys} (did you mean 'link'?)",
    ]
    assert [
        _without_place(line) for line in _messages(_changed('date = "2026-03"', 'date = "2026-03"\nafter = "x"'))
    ] == ["events[2].after: 'x' is not a list; accepted: a list of tables with event, kind, lag, note"]


def test_nothing_in_a_file_reaches_the_terminal_as_a_command() -> None:
    """
    Escape sequences, line breaks and changes of direction are shown as their codes.
    """
    [message] = _messages(_changed('tags = "federal"', '"\\u001b[31m\\n\\u202ex" = 1'))

    assert message.isprintable()
    assert r"entities.north.\x1b[31m\n\u202ex: there is no key" in message


@pytest.mark.parametrize("value", [None, 5, b"name = 'small'"])
def test_what_is_no_text_and_no_path_is_refused(value: Any) -> None:
    """
    What can't be a file, or its text, gives the same error as a file that can't be read.
    """
    with pytest.raises(ScenarioError, match="is not text; accepted: TOML as text"):
        loads(value)
    with pytest.raises(ScenarioError, match="is not a path; accepted: text, or a path"):
        load(value)


NO_END = "Expected newline or end of document after a statement"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("name = 'small'\r\n\r\nstart = 2026-02-30", 3, "Invalid date or datetime"),
        ("name = 'small'\nhorizon = 2026-09", 2, NO_END),
        ("start = 2014~\nname = 'small'", 1, NO_END),
        ("start=201X", 1, NO_END),
        ("start = 20XX", 1, NO_END),
        ("start = 2025-09-01/2025-09-30", 1, NO_END),
        ("start = [..2025-09]", 1, "Invalid value"),
        ("start = [2025-09..]", 1, "Unclosed array"),
        ("events = [\n  { date = 2025-09 },\n]", 2, "Unclosed inline table"),
    ],
)
def test_a_date_without_quotes_is_answered_with_how_to_write_it(text: str, line: int, problem: str) -> None:
    """
    TOML has whole days only; where another date stands bare on the line, the message says so.
    """
    assert _messages(text) == [f"small.toml:{line}: {problem}; accepted: TOML 1.0, {QUOTED}"]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + "{ a = " * 2_000 + "1" + " }" * 2_000,
    ],
    ids=["lists", "tables"],
)
def test_values_that_stand_too_deep_are_refused(text: str) -> None:
    """
    No depth of nesting is answered by anything but a message.
    """
    assert _messages(text) == ["small.toml: values stand too deep in each other; accepted: fewer levels"]


MANY = "a key has too many parts; accepted: at most 32 parts with '.' between"


@pytest.mark.parametrize("key", ["x", '"x"', "'x'"])
def test_keys_of_many_parts_are_refused_before_they_are_read(key: str) -> None:
    """
    A small file of dotted keys would take the parser long, and much memory; prose with full stops is no key.
    """
    text = TEXT + f"{key} . " * 20_000 + "x = 1"

    assert _messages(text) == [f"small.toml:{TEXT.count(chr(10)) + 1}: {MANY}"]
    assert loads(_changed("We will leave.", "We will leave. " * 100)).events[4].text.startswith("We will")


def test_a_file_that_is_wrong_in_every_line_is_answered_in_good_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    As many faults are looked for as are shown, in the document and in rows.
    """
    wrong = "".join(f'[[events]]\nentiti = "nor{n}"\ntriger = "begn{n}"\ndate = "soo{n}"\n' for n in range(5_000))
    rows = "entity,trigger,date,by\n" + "nobody,,,x\n" * 5_000
    (tmp_path / "events.csv").write_text(rows)
    compared: list[str] = []

    def nearest(value: str, _: object) -> list[str]:
        compared.append(value)
        return []

    monkeypatch.setattr(faults, "nearest", nearest)

    assert len(_messages(TEXT + wrong)) == 201
    assert len(_messages(f"events_from = 'events.csv'\n{TEXT}", tmp_path)) == 201
    assert len(compared) < 10 * MOST_FAULTS


def test_numbers_too_long_to_read_are_refused() -> None:
    """
    Thousands of digits are no number here, in whatever base, wherever they stand.
    """
    [message] = _messages(f"name = 'small'\nstart = {'9' * 5_000}")
    assert message.startswith("small.toml: a number can't be read: Exceeds the limit")
    assert message.endswith("; accepted: TOML 1.0")

    huge = "0x" + "f" * 5_000
    assert _messages(_changed('name = "small"', f"name = {huge}")) == [
        "small.toml:1: name: what stands here is not text; accepted: text"
    ]
    assert _messages(TEXT.replace("start = 2026-01-01", f"approximate_days = {huge}")) == [
        "small.toml:2: approximate_days: the number is too large; accepted: at most 9223372036854775807"
    ]
    assert _messages(f"events_from = {huge}\n{TEXT}") == [
        "small.toml:1: events_from: what stands here are no file names; accepted: a list of CSV files"
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """
    So is a folder, and a name that no file can have.
    """
    missing, impossible = tmp_path / "missing.toml", "no\0thing.toml"

    assert _refusal(missing) == f"{missing}: can't be read: No such file or directory; accepted: a readable file"
    assert _refusal(tmp_path) == f"{tmp_path}: can't be read: Is a directory; accepted: a readable file"
    assert _refusal(impossible) == f"{impossible!r}: can't be read: embedded null byte; accepted: a readable file"


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    """
    The message shows the byte.
    """
    path = tmp_path / "small.toml"
    path.write_bytes("name = 'small'\ntitle = 'Zürich'".encode("latin-1"))

    assert _refusal(path) == f"{path}:2: b'\\xfc' is not UTF-8; accepted: UTF-8"


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    As many bytes as allowed are read, one more is not.
    """
    path = tmp_path / "small.toml"
    path.write_text(TEXT)
    monkeypatch.setattr(reading, "MOST_BYTES", len(TEXT))
    assert load(path) == small()

    monkeypatch.setattr(reading, "MOST_BYTES", len(TEXT) - 1)
    assert _refusal(path) == f"{path}: it is too large; accepted: at most {len(TEXT) - 1:,} bytes"


def _refusal(path: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[lifecycles.base]", "[lifecycle.base]", "'lifecycle'"),
        (
            '[[events]]\nid = "statement"',
            '[[records]]\nid = "statement"',
            "records: there is no key 'records'; accepted: [[events]] with 'id', 'date' and 'text', and neither 'entity'",  # noqa: E501  one message
        ),
        (
            '[[events]]\nentity = "mission"',
            '[[events]]\n[[events.entity]]\nx = 1\n[events.oops]\nentity = "mission"',
            "events[3]",
        ),
    ],
)
def test_a_wrong_header_gives_messages_not_a_crash(old: str, new: str, message: str) -> None:
    """
    Tables in wrong places are mistakes like others.
    """
    assert any(message in line for line in _messages(TEXT.replace(old, new, 1)))


# Events from CSV

REQUIRED = ["date", "entity", "trigger"]

ROWS = "\n".join(
    [
        ",".join(COLUMNS),
        (
            "handover,south,complete,,2026-05,TRUE,Handed over.,north,one; two,A note.,"
            "army,paper,2026-05-02,https://example.org,confirms,2026-05-01,south.complete,Seen.,false"
        ),
        "handover,,,,,,,,,,,paper,2026-05-03,,disputes,,,,",
        ",,,,,,,,,,,,,,,,,,",
        "",
        ",north,begin,,2026-07-01,,,,,,,,,,,,,,",
        ",,,north.complete; south.begin,2026-07-02,,,,,,,,,,,,,,",
        "said,,,,2026-07-03,,Nothing to say.,north; south,,,,,,,,,,,",
    ]
)


def _with_csv(tmp_path: Path, csv: str | bytes, text: str = TEXT) -> str:
    (tmp_path / "events.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    return f'events_from = "events.csv"\n{text}'


def test_rows_are_events_and_further_claims(tmp_path: Path) -> None:
    """
    Every column has its place; a row without an entity adds a claim; empty rows and cells mean nothing.
    """
    text = _with_csv(tmp_path, ROWS).replace(
        'trigger = "begin"\ndate = 2026-01-10', 'trigger = "begin"\nid = "first"\ndate = 2026-01-10'
    )
    text = text.replace('trigger = "complete"\ndate', 'trigger = "complete"\nid = "second"\ndate')
    scenario = loads(text, folder=tmp_path)
    claimed = """
[[events]]
id = "handover"
entity = "south"
trigger = "complete"
date = "2026-05"
when_enabled = true
text = "Handed over."
about = "north"
tags = ["one", "two"]
note = "A note."

[[events.claims]]
by = "army"
outlet = "paper"
published = "2026-05-02"
link = "https://example.org"
stance = "confirms"
date = "2026-05-01"
of = "south.complete"
note = "Seen."
verified = false

[[events.claims]]
outlet = "paper"
published = "2026-05-03"
stance = "disputes"

[[events]]
entity = "north"
trigger = "begin"
date = "2026-07-01"

[[events]]
fires = ["north.complete", "south.begin"]
date = "2026-07-02"

[[events]]
id = "said"
date = "2026-07-03"
text = "Nothing to say."
about = ["north", "south"]
"""

    assert scenario == loads(text.partition("\n")[2] + claimed)
    assert [event.id for event in scenario.events[5:]] == ["handover", "north.begin", "north.complete", "said"]


def test_rows_add_claims_to_events_of_the_file(tmp_path: Path) -> None:
    """
    The events of the document come first, and can be referred to by the name they take from what they do.
    """
    csv = "id,entity,trigger,date,by\nnorth.begin,,,,army\n,south,complete,2026-05,\nsouth.complete,,,,army\n"
    scenario = loads(_with_csv(tmp_path, csv), folder=tmp_path)

    assert [claim.by for claim in scenario.event("north.begin").claims] == ["army"]
    assert [claim.by for claim in scenario.event("south.complete").claims] == ["army"]


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    """
    Events stand in the order of the files; one in a folder below is found; one without rows adds nothing.
    """
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.csv").write_text("entity,trigger,date\nsouth,complete,2026-05\n")
    (tmp_path / "b.csv").write_text('date,entity,trigger,note\r\n2026-08,north,begin,"two\r\nlines"\r\n', newline="")
    (tmp_path / "empty.csv").write_text("entity,trigger,date\n")
    events = """
[[events]]
id = "first"
entity = "north"
trigger = "begin"
date = 2026-01-10
"""
    (tmp_path / "small.toml").write_text(
        'events_from = ["below/a.csv", "empty.csv", "b.csv"]\n' + TEXT[: TEXT.index("[[events]]")] + events
    )
    scenario = load(tmp_path / "small.toml")

    assert [event.id for event in scenario.events] == ["first", "south.complete", "north.begin"]
    assert scenario.events[2].note == "two\r\nlines"


def test_all_events_may_come_from_csv(tmp_path: Path) -> None:
    """
    A document without events of its own is whole with those of a file.
    """
    base = TEXT[: TEXT.index("[[events]]")]
    csv = b"\xef\xbb\xbf entity , trigger , date \n north , begin , 2026-01-10 \n"

    assert [event.id for event in loads(_with_csv(tmp_path, csv, base), folder=tmp_path).events] == ["north.begin"]
    assert loads(f"events_from = []\n{base}").events == ()


def test_mistakes_in_rows_are_shown_with_file_and_line(tmp_path: Path) -> None:
    """
    Those of the document come first; a row that goes over several lines is shown where it starts.
    """
    csv = """\
id,entity,trigger,date,note,by,verified,tags
,south,complete,soon,"two
lines",,,
,south,compete,2026-05,,army,maybe,
x,north,begin,2026-06,,navy,,
x,,,,,air force,,
nobody,,,,,army,,
south.complete,,,,,marines,,
"""
    assert _messages(_with_csv(tmp_path, csv, _changed('initial = "held"', 'initial = "hold"')), tmp_path) == [
        (
            "small.toml:11: lifecycles.base.initial: there is no state 'hold'; accepted: held, moving, handed_over "
            "(did you mean 'held'?)"
        ),
        f"events.csv:2: events[5].date: 'soon' is not a date; accepted: {DATES}",
        "events.csv:4: events[6].claims[0].verified: 'maybe' is not true or false; accepted: true or false",
        (
            "events.csv:4: events[6].trigger: there is no trigger 'compete' for a base; accepted: begin, complete "
            "(did you mean 'complete'?)"
        ),
        "events.csv:5: events[7].claims[0].by: there is no party 'navy'; accepted: army, paper",
        "events.csv:6: events[7].claims[1].by: there is no party 'air force'; accepted: army, paper",
        (
            "events.csv:7: there is no event 'nobody' above that the claim can be added to; accepted: north.begin, "
            "north.complete, south.begin, mission.end, statement, south.complete, south.compete, x"
        ),
        "events.csv:8: events[5].claims[0].by: there is no party 'marines'; accepted: army, paper",
    ]


def test_a_row_for_an_event_that_is_not_above_it_is_left_out(tmp_path: Path) -> None:
    """
    It is answered with the names that look like it, and neither an event nor a claim is made of it.
    """
    csv = """\
id,entity,trigger,date,by
nort.begin,,,,navy
south.complete,,,,navy
,south,complete,soon,
south.complete,,,,navy
"""
    above = "accepted: north.begin, north.complete, south.begin, mission.end, statement"

    assert _messages(_with_csv(tmp_path, csv), tmp_path) == [
        (
            "events.csv:2: there is no event 'nort.begin' above that the claim can be added to; "
            f"{above} (did you mean 'north.begin' or 'south.begin'?)"
        ),
        (
            "events.csv:3: there is no event 'south.complete' above that the claim can be added to; "
            f"{above} (did you mean 'north.complete'?)"
        ),
        f"events.csv:4: events[5].date: 'soon' is not a date; accepted: {DATES}",
        "events.csv:5: events[5].claims[0].by: there is no party 'navy'; accepted: army, paper",
    ]


def test_a_row_without_an_entity_and_an_id_is_an_event_that_lacks_one(tmp_path: Path) -> None:
    """
    Only a row that names an event is taken for a claim.
    """
    assert _messages(_with_csv(tmp_path, "entity,trigger,date\n,begin,2026-05\n"), tmp_path) == [
        "events.csv:2: events[5].entity: 'entity' is missing; it is required"
    ]


def test_a_row_of_a_wrong_shape_hides_no_other_fault(tmp_path: Path) -> None:
    """
    What is said of a row as a whole says nothing of the values in it, or elsewhere.
    """
    csv = "id,entity,trigger,date,by\nnobody,,,,army,x,y\n,south,complete,soon,navy,z\n"

    assert _messages(_with_csv(tmp_path, csv, _changed('name = "small"', "name = 5")), tmp_path) == [
        "small.toml:2: name: 5 is not text; accepted: text",
        "events.csv:2: the row has 7 cells under 5 columns; accepted: one cell per column",
        (
            "events.csv:2: there is no event 'nobody' above that the claim can be added to; "
            "accepted: north.begin, north.complete, south.begin, mission.end, statement"
        ),
        "events.csv:3: the row has 6 cells under 5 columns; accepted: one cell per column",
        f"events.csv:3: events[5].date: 'soon' is not a date; accepted: {DATES}",
        "events.csv:3: events[5].claims[0].by: there is no party 'navy'; accepted: army, paper",
    ]


def test_a_header_that_is_wrong_does_not_hide_faults_elsewhere(tmp_path: Path) -> None:
    """
    Only the rows below it are left out; the document and the other files are read on.
    """
    (tmp_path / "a.csv").write_text("entity;trigger;date\nsouth;complete;soon\n")
    (tmp_path / "b.csv").write_text("entity,trigger,date\nsouth,complete,later\n")
    text = "events_from = ['a.csv', 'b.csv']\n" + _changed('name = "small"', "name = 5")

    assert _messages(text, tmp_path) == [
        "small.toml:2: name: 5 is not text; accepted: text",
        "a.csv:1: header: semicolons stand between the columns; accepted: commas",
        f"b.csv:2: events[5].date: 'later' is not a date; accepted: {DATES}",
    ]


@pytest.mark.parametrize(
    ("csv", "messages"),
    [
        (
            "entity,triger,date\nsuth,complete,soon,x\n",
            [
                (
                    "events.csv:1: header: there is no column 'triger'; "
                    f"accepted: {', '.join(COLUMNS)} "
                    "(did you mean 'trigger'?)"
                ),
                "events.csv:1: header: column 'trigger' is missing; it is required",
            ],
        ),
        (
            "entity,trigger,date,date\n",
            ["events.csv:1: header: column 'date' is there twice; accepted: each column once"],
        ),
        ("", [f"events.csv:1: header: column {name!r} is missing; it is required" for name in REQUIRED]),
        (
            "id\nnobody\n",
            [f"events.csv:1: header: column {name!r} is missing; it is required" for name in REQUIRED],
        ),
        (
            "entity;trigger;date\nsouth;complete;2026-05\n",
            ["events.csv:1: header: semicolons stand between the columns; accepted: commas"],
        ),
        (
            "entity,trigger,date\nsouth,complete,2026-05,x\n",
            ["events.csv:2: the row has 4 cells under 3 columns; accepted: one cell per column"],
        ),
        (
            'entity,trigger,date\nsouth,complete,"2026-05\n',
            ["events.csv:2: no CSV: unexpected end of data; accepted: comma-separated values"],
        ),
        (
            'entity,trigger,date\nsouth,"comp"lete,2026-05\n',
            ["events.csv:2: no CSV: ',' expected after '\"'; accepted: comma-separated values"],
        ),
    ],
)
def test_a_csv_file_that_is_none_is_refused(tmp_path: Path, csv: str, messages: list[str]) -> None:
    """
    No header or a wrong one, too many cells and broken quoting are shown with their line.
    """
    assert _messages(_with_csv(tmp_path, csv), tmp_path) == messages


@pytest.mark.parametrize("name", ["../events.csv", "below/../../events.csv", "/etc/passwd"])
def test_files_elsewhere_are_out_of_reach(tmp_path: Path, name: str) -> None:
    """
    A scenario can name files beside and below it only.
    """
    assert _messages(f"events_from = '{name}'\n{TEXT}", tmp_path) == [
        (
            f"small.toml:1: events_from[0]: {name!r} does not stand beside the scenario; "
            "accepted: a file beside or below it"
        )
    ]


def test_a_text_without_a_folder_can_name_no_files() -> None:
    """
    Where nobody says where the files are, there are none.
    """
    assert _messages(f"events_from = 'events.csv'\n{TEXT}") == [
        (
            "small.toml:1: events_from[0]: 'events.csv' does not stand beside the scenario; "
            "accepted: a file beside or below it"
        )
    ]


def test_a_csv_file_that_cannot_be_read_is_shown_where_it_is_named(tmp_path: Path) -> None:
    """
    The line is that of the name in the scenario, or that in the CSV file which can't be read; the rest is checked.
    """
    (tmp_path / "latin.csv").write_bytes(b"entity,trigger,date\n\xfc")
    text = "events_from = [\n  'missing.csv',\n  'latin.csv',\n]\n" + _changed('name = "small"', "name = 5")

    assert _messages(text, tmp_path) == [
        (
            "small.toml:2: events_from[0]: 'missing.csv' can't be read: No such file or directory; "
            "accepted: a readable file"
        ),
        "small.toml:5: name: 5 is not text; accepted: text",
        "latin.csv:2: b'\\xfc' is not UTF-8; accepted: UTF-8",
    ]


@pytest.mark.parametrize("names", ["5", "[5]", "{ a = 1 }"])
def test_names_of_files_are_text(tmp_path: Path, names: str) -> None:
    """
    Anything else is refused.
    """
    [message] = _messages(f"events_from = {names}\n{TEXT}", tmp_path)

    assert message.startswith("small.toml:1: events_from: ")
    assert message.endswith(" are no file names; accepted: a list of CSV files")


@pytest.mark.parametrize("events", ["events = 5", "events = [5, { entity = 'north', claims = 5 }]"])
def test_rows_do_not_hide_that_the_events_are_none(tmp_path: Path, events: str) -> None:
    """
    Where the document's own events are of a wrong form, that is what is reported.
    """
    text = f"{events}\nevents_from = 'events.csv'\n{TEXT[: TEXT.index('[[events]]')]}"
    (tmp_path / "events.csv").write_text("id,entity,trigger,date,by\nnorth.None,,,,army\n,south,begin,2026-02-01,\n")
    messages = _messages(text, tmp_path)

    assert messages[0].startswith("small.toml:1: events")


def test_a_pipe_is_read_once_and_asked_often() -> None:
    """
    What a shell gives as ``<(...)`` can be read once only; its content is kept.
    """
    end, start = os.pipe()
    os.write(start, TEXT.encode())
    os.close(start)
    try:
        assert load(f"/dev/fd/{end}") == load(f"/dev/fd/{end}") == loads(TEXT)
    finally:
        os.close(end)
