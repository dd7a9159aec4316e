"""
Tests of what-ifs with names: files in and out, what is said of mistakes, and what applying them gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given

import missionsim
from missionsim import (
    According,
    Advance,
    Base,
    Delay,
    Drop,
    Edit,
    EditError,
    Entity,
    Event,
    Events,
    Initial,
    Insert,
    Move,
    Offset,
    Redate,
    Replace,
    Revise,
    Rewire,
    ScenarioError,
    Swap,
    UnknownError,
    load,
    plain,
)
from missionsim.files.what_if_files import Plan, is_what_if_file, load_what_ifs, loads_what_ifs, what_ifs_to_toml
from missionsim.testing import conditions, days, imprecise_dates
from missionsim.whatif.plain_form import VERBS as VERB_KEYS
from small import TEXT, small

EXAMPLE = Path(__file__).parents[2] / "examples" / "what_ifs.toml"
NAMES = "accepted: up to 100 letters, digits, '_' and '-', not starting with '-'"
TABLES = "accepted: a [what_if] table, or tables such as [what_if.late]"
VERBS = f"accepted: a table with one of: {', '.join([*VERB_KEYS][:12])}, ..."
KEYS = "accepted: edits, scenario, title, note"
DATES = "a date such as 2026-01-17, 2025-09, 2014, 2025-0X, 2014~, 2025-09-01/2025-09-30 or [..2025-09]"
LATE = Delay("north.complete", "90d")
TWO = """\
[what_if.late]
title = "Late"
edits = [
  { delay = "north.complete", by = "90d" },
  { drop = "mission.end" },
]

[what_if.other]

[[what_if.other.edits]]
move = "south.begin"
to = "2026-04"

[[what_if.other.edits]]
delay = { tag = "federal" }
by = 5
"""


def _messages(text: str, **options: Any) -> list[str]:
    """
    What is said of a text, one line per fault.
    """
    with pytest.raises(ScenarioError) as caught:
        loads_what_ifs(text, **{"file": "x.toml"} | options)
    return str(caught.value).splitlines()


def _message_of(text: str) -> str:
    (message,) = _messages(text)
    return message


def _edit(text: str) -> str:
    """
    What is said of a text whose one edit that is.
    """
    return _message_of(f"[what_if.late]\nedits = [{text}]").removeprefix("x.toml:2: what_if.late.")


TEXTS = st.text(min_size=1, max_size=6)
MAYBE = st.none() | TEXTS
LENGTHS = st.integers(0, 9_999_999) | st.builds("{}{}".format, st.integers(0, 9_999_999), st.sampled_from("dwmy"))
TARGETS = TEXTS | st.builds(
    Events,
    tags=st.lists(TEXTS, max_size=2),
    site=MAYBE,
    entity=MAYBE,
    lifecycle=MAYBE,
    trigger=MAYBE,
    since=st.none() | days(),
    until=st.none() | days(),
)
CONDITIONS = conditions([Base("north", "base", tags="t"), Entity("south", "base")], {"base": ("held", "free")})
EVENTS = st.builds(
    Event, TEXTS, TEXTS, imprecise_dates(), when_enabled=st.booleans(), tags=st.lists(TEXTS, max_size=2), note=TEXTS
)
DUES = imprecise_dates() | st.sampled_from(("+2w", "-1m", "1y")).map(Offset.parse)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Delay, TARGETS, LENGTHS),
    st.builds(Advance, TARGETS, LENGTHS),
    st.builds(Move, TARGETS, imprecise_dates()),
    st.builds(Swap, TEXTS, TEXTS),
    st.builds(Drop, TARGETS, bridge=st.booleans()),
    st.builds(Insert, EVENTS, before=MAYBE),
    st.builds(Insert, EVENTS, after=MAYBE),
    st.builds(Replace, TEXTS, EVENTS),
    st.builds(According, TEXTS),
    st.builds(Redate, TEXTS, imprecise_dates()),
    st.builds(Revise, TEXTS, DUES, st.none() | CONDITIONS),
    st.builds(Revise, TEXTS, condition=CONDITIONS),
    st.builds(Initial, TEXTS, TEXTS),
    st.builds(Rewire, TEXTS, MAYBE, st.none() | CONDITIONS, MAYBE, MAYBE),
)
WHAT_IFS = st.builds(
    Plan,
    st.sampled_from(("late", "edits", "title", "2", "_-", "\u00e9", "late + dropped")),
    st.lists(EDITS, min_size=1, max_size=3),
    scenario=MAYBE,
    title=TEXTS,
    note=TEXTS,
)


# Reading and writing


@given(EDITS, st.booleans())
def test_any_edit_comes_back_from_plain_data(edit: Edit, whole: bool) -> None:
    """
    Dumped, with or without its defaults, an edit is the same when it is read.
    """
    table = plain.dump(edit, whole=whole)
    stated = {key: part for key, part in table.items() if part is not None}

    assert next(iter(table)) in VERB_KEYS
    assert plain.load(table if not whole else stated, Edit) == edit


@given(st.lists(WHAT_IFS, min_size=1, max_size=3, unique_by=lambda what_if: what_if.name))
def test_any_what_ifs_are_written_and_read_back(what_ifs: list[Plan]) -> None:
    """
    Whatever can be declared can be written down, whatever it is called.
    """
    text = what_ifs_to_toml(what_ifs)

    assert loads_what_ifs(text) == tuple(what_ifs)
    assert what_ifs_to_toml(loads_what_ifs(text)) == text


def test_several_what_ifs_have_the_names_of_their_tables() -> None:
    """
    They come in the order of the file, and edits may be written as a list or as tables.
    """
    assert loads_what_ifs(TWO) == (
        Plan("late", [LATE, Drop("mission.end")], title="Late"),
        Plan("other", [Move("south.begin", "2026-04"), Delay(Events(tags="federal"), 5)]),
    )


@pytest.mark.parametrize("edits", ["edits = [{ drop = 'x' }]", "[[what_if.edits]]\ndrop = 'x'"])
def test_a_single_what_if_is_called_as_its_file_is(tmp_path: Path, edits: str) -> None:
    """
    It needs no name; as text, it is simply a what-if.
    """
    text = f"[what_if]\nnote = 'One.'\n{edits}"
    (tmp_path / "dropped.toml").write_text(text)
    (unnamed,) = loads_what_ifs(text)

    assert unnamed == Plan("what_if", Drop("x"), note="One.")
    assert load_what_ifs(tmp_path / "dropped.toml") == (evolve(unnamed, name="dropped"),)


def test_one_scenario_is_said_for_all() -> None:
    """
    A what-if that names another keeps that.
    """
    text = """\
scenario = "iraq"
what_if.one.edits = [{ drop = "x" }]
what_if.two = { scenario = "niger", edits = [{ drop = "x" }] }
"""

    assert [what_if.scenario for what_if in loads_what_ifs(text)] == ["iraq", "niger"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_a_file_is_read_wherever_it_was_written(tmp_path: Path, mark: bytes) -> None:
    """
    A byte order mark and the line endings of Windows make no difference.
    """
    (tmp_path / "two.toml").write_bytes(mark + TWO.replace("\n", "\r\n").encode())

    assert load_what_ifs(str(tmp_path / "two.toml")) == loads_what_ifs(TWO)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(TWO, True), ("[what_ifs.late]", True), (TEXT, False), ("what_if = [", False)],
    ids=["what-ifs", "misspelt", "scenario", "no TOML"],
)
def test_a_file_of_what_ifs_is_told_from_a_scenario(tmp_path: Path, text: str, is_one: bool) -> None:
    """
    A bare word is the name of a bundled scenario, and what can't be read is left to those who load scenarios.
    """
    (tmp_path / "x.toml").write_text(text)

    assert is_what_if_file(tmp_path / "x.toml") == is_what_if_file(str(tmp_path / "x.toml")) == is_one
    assert not is_what_if_file("iraq")
    assert not is_what_if_file(tmp_path / "none.toml")


def test_what_can_not_be_told_apart_is_not_written() -> None:
    """
    Two of one name, none at all, or one without edits would not come back.
    """
    with pytest.raises(EditError) as twice:
        what_ifs_to_toml([Plan("late", LATE), Plan("late", Drop("x"))])
    with pytest.raises(EditError) as none:
        what_ifs_to_toml([])

    assert str(twice.value) == "there are two what-ifs 'late'; accepted: a name of its own for each"
    assert str(none.value) == "there is no what-if; accepted: one or more"
    with pytest.raises(EditError, match="edits: there is no edit; accepted: one or more"):
        what_ifs_to_toml([Plan("nothing", [])])


# Mistakes in files


def test_all_mistakes_of_a_file_come_at_once_with_their_lines() -> None:
    """
    One does not hide the others, wherever they stand.
    """
    text = """\
scenario = 5
colour = "red"

[what_if.late]
titel = "Late"
edits = [
  { delay = "north.complete", by = "soon" },
  { dealy = "north.complete", by = "90d" },
  { move = 5, to = "2026" },
]

[what_if."-"]
name = "other"
title = 5
edits = []

[[what_if.third.edits]]
insert = { entity = "north", triger = "begin", date = "someday" }
before = "a"

[[what_if.third.edits]]
delay = { tag = "federal", since = "2026/..", untill = "2026" }
by = -5
"""

    assert _messages(text) == [
        "x.toml:1: scenario: 5 is not text; accepted: text",
        "x.toml:2: colour: there is no key 'colour'; accepted: scenario, what_if",
        f"x.toml:5: what_if.late.titel: there is no key 'titel'; {KEYS} (did you mean 'title'?)",
        (
            "x.toml:7: what_if.late.edits[0].by: 'soon' is not a length of time; "
            "accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"
        ),
        (
            f"x.toml:8: what_if.late.edits[1]: a table with 'dealy' and 'by' is not an edit; {VERBS} "
            "(did you mean 'delay'?)"
        ),
        (
            "x.toml:9: what_if.late.edits[2].move: 5 names no events; accepted: text, or a table with "
            "tag, site, entity, lifecycle, trigger, since, until"
        ),
        f"x.toml:12: what_if.-: '-' is not a usable name; {NAMES}",
        "x.toml:13: what_if.-.name: there is no key 'name'; it is called '-' already",
        "x.toml:14: what_if.-.title: 5 is not text; accepted: text",
        "x.toml:15: what_if.-.edits: there is no edit; accepted: one or more",
        (
            "x.toml:18: what_if.third.edits[0].insert.triger: there is no key 'triger'; accepted: entity, trigger, "
            "when_enabled, id, date, fires, text, about, claims, after, tags, attributes, ... "
            "(did you mean 'trigger'?)"
        ),
        f"x.toml:18: what_if.third.edits[0].insert.date: 'someday' is not a date; accepted: {DATES}",
        (
            "x.toml:22: what_if.third.edits[1].delay.untill: there is no key 'untill'; accepted: tag, site, entity, "
            "lifecycle, trigger, since, until (did you mean 'until'?)"
        ),
        (
            "x.toml:23: what_if.third.edits[1].by: -5 goes backwards; "
            "accepted: 0 or more, and Delay for later, Advance for earlier"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"x.toml:1: there is no what-if in it; {TABLES}"),
        (TEXT, f"x.toml:1: there is no what-if in it; {TABLES}"),
        (
            "\n[what_ifs.late]\nedits = []",
            "x.toml:2: what_ifs: there is no key 'what_ifs'; accepted: scenario, what_if (did you mean 'what_if'?)",
        ),
        ("what_if = 5", f"x.toml:1: what_if: 5 is no what-if; {TABLES}"),
        ("\n[what_if]", f"x.toml:2: what_if: an empty table is no what-if; {TABLES}"),
        ("\n[[what_if]]\nedits = []", f"x.toml:2: what_if: a list of 1 is no what-if; {TABLES}"),
        ("[what_if]\ntitle = 'x'", "x.toml:1: what_if.edits: 'edits' is missing; it is required"),
        ("[what_if]\nedits = []", "x.toml:2: what_if.edits: there is no edit; accepted: one or more"),
        (
            "[what_if]\nedit = [{ drop = 'x' }]",
            f"x.toml:2: what_if.edit: there is no key 'edit'; {KEYS} (did you mean 'edits'?)",
        ),
        ("[what_if]\nedits = 5", "x.toml:2: what_if.edits: 5 is not a list; accepted: a list"),
        ("[what_if.late]", "x.toml:1: what_if.late.edits: 'edits' is missing; it is required"),
        (
            "what_if.late.edits = [{ drop = 'x' }]\nwhat_if.never = 5",
            "x.toml:2: what_if.never: 5 is not a table; accepted: a table",
        ),
        (
            "[what_if]\nedits = [{ drop = 'x' }]\nname = 'late'",
            "x.toml:3: what_if.name: there is no key 'name'; it is called 'what_if' already",
        ),
        ("what_if.x.edits = [", "x.toml:1: Invalid value; accepted: TOML 1.0"),
        ("x = 1\0", "x.toml:1: Expected newline or end of document after a statement; accepted: TOML 1.0"),
    ],
)
def test_what_is_no_what_if_is_said_in_one_line(text: str, message: str) -> None:
    """
    Each mistake has one message, with its line and what would be accepted.
    """
    assert _message_of(text) == message


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ("5", "edits[0]: 5 is not an edit; accepted: a table such as { delay = ..., by = ... }"),
        ("{}", f"edits[0]: an empty table is not an edit; {VERBS}"),
        ("{ by = 5 }", f"edits[0]: a table with 'by' is not an edit; {VERBS}"),
        ("{ delay = 'x' }", "edits[0].by: 'by' is missing; it is required"),
        (
            "{ delay = 'x', bye = '1d' }",
            "edits[0].bye: there is no key 'bye'; accepted: delay, by (did you mean 'by'?)",
        ),
        ("{ drop = 'x', according = 'y' }", "edits[0].according: there is no key 'according'; accepted: drop, bridge"),
        ("{ drop = 'x', bridge = 1 }", "edits[0].bridge: 1 is not true or false; accepted: true or false"),
        ("{ swap = 'x', with = 5 }", "edits[0].with: 5 is not text; accepted: text"),
        ("{ move = 'x', to = 2026 }", f"edits[0].to: 2026 is not a date; accepted: {DATES}"),
        (
            "{ delay = 'x', by = true }",
            "edits[0].by: True is not a length of time; accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits",
        ),
        (
            "{ delay = 'x', by = '-1w' }",
            "edits[0].by: -1w goes backwards; accepted: 0 or more, and Delay for later, Advance for earlier",
        ),
        (
            f"{{ delay = 'x', by = 0x{'f' * 5000} }}",
            "edits[0].by: what stands here is not a date or a length of time; accepted: text",
        ),
        (
            f"{{ delay = 'x', by = [0x{'f' * 5000}] }}",
            (
                "edits[0].by: a list of 1 is not a length of time; "
                "accepted: whole days, or 90d, 2w, 3m or 1y, of up to 7 digits"
            ),
        ),
        (
            f"{{ move = 'x', to = 0x{'f' * 5000} }}",
            f"edits[0].to: what stands here is not a date; accepted: {DATES}",
        ),
        (
            "{ drop = { since = '2026/..', until = '2026/..' } }",
            "edits[0].drop.until: '2026/..' has no last day; accepted: a day, a month or a year",
        ),
        ("{ drop = { tag = [5] } }", "edits[0].drop.tag[0]: 5 is not text; accepted: text"),
        (
            "{ insert = { entity = 'a', trigger = 'b', date = '2026' }, before = 'x', after = 'y' }",
            "edits[0]: it goes before one event and after another; accepted: 'before' or 'after'",
        ),
        ("{ revise = 'x' }", "edits[0]: it changes nothing; accepted: a 'due' date, a condition, or both"),
        ("{ revise = 'x', due = 'y' }", "edits[0].due: 'y' is not a length of time; accepted: +135d, 2w, -14m or 1y"),
        (
            "{ rewire = 'x', when = { not = { entity = 'x' } } }",
            (
                "edits[0].when.not: a table with 'entity' is not a condition; "
                "accepted: a table with 'in', 'all', 'any', 'not', 'of' or 'measure'"
            ),
        ),
    ],
)
def test_a_faulty_edit_is_said_where_it_stands(edit: str, message: str) -> None:
    """
    The path leads to the very key, as in a scenario file.
    """
    assert _edit(edit) == message


@pytest.mark.parametrize(
    "text",
    [
        f"what_if.x.edits = {'[' * 20_000}{']' * 20_000}",
        f"what_if.x.edits = [{{ rewire = 'x', when = {'{ not = ' * 2_000}5{' }' * 2_000} }}]",
    ],
    ids=["lists", "conditions"],
)
def test_values_that_stand_too_deep_are_refused(tmp_path: Path, text: str) -> None:
    """
    There is a limit, and it is said; asking what the file is does not fail either.
    """
    (tmp_path / "x.toml").write_text(text)

    assert not is_what_if_file(tmp_path / "x.toml")
    assert _message_of(text) == "x.toml: values stand too deep in each other; accepted: fewer levels"


def test_a_file_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    """
    A missing file, a folder, an impossible path and what is no text are faults like others.
    """
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    (tmp_path / "my file.toml").write_text("[what_if]\nedits = [{ drop = 'x' }]")
    said = {}
    for name in ("none.toml", ".", "a\0b", "bytes.toml", "my file.toml"):
        with pytest.raises(ScenarioError) as caught:
            load_what_ifs(tmp_path / name)
        said[name] = str(caught.value).replace(f"{tmp_path}/", "").replace(str(tmp_path), ".")

    assert said == {
        "none.toml": "none.toml: can't be read: No such file or directory; accepted: a readable file",
        ".": ".: can't be read: Is a directory; accepted: a readable file",
        "a\0b": r"'a\x00b': can't be read: embedded null byte; accepted: a readable file",
        "bytes.toml": r"bytes.toml:1: b'\xff' is not UTF-8; accepted: UTF-8",
        "my file.toml": f"my file.toml:1: what_if: 'my file' is not a usable name; {NAMES}",
    }


# Values


@pytest.mark.parametrize(
    ("name", "edits", "messages"),
    [
        ("a b", [LATE], [f"'a b' is not a usable name; {NAMES}"]),
        ("late +", [LATE], [f"'late +' is not a usable name; {NAMES}"]),
        (5, [LATE], [f"5 is not a usable name; {NAMES}"]),
        (
            "",
            [5],
            [
                f"'' is not a usable name; {NAMES}",
                "edits[0]: 5 is not an edit; accepted: Delay, Drop, Insert and so on",
            ],
        ),
        ("late", [LATE, "drop"], ["edits[1]: 'drop' is not an edit; accepted: Delay, Drop, Insert and so on"]),
    ],
)
def test_the_name_and_the_edits_of_a_what_if_are_checked(name: Any, edits: list[Any], messages: list[str]) -> None:
    """
    What is passed is checked at the door, all of it.
    """
    with pytest.raises(EditError) as caught:
        Plan(name, edits)

    assert str(caught.value).splitlines() == messages


@pytest.mark.parametrize("option", ["scenario", "title", "note"])
def test_the_rest_of_a_what_if_is_text(option: str) -> None:
    """
    Nothing is coerced.
    """
    with pytest.raises(TypeError, match=option):
        Plan("late", LATE, **{option: 5})  # type: ignore[arg-type]


def test_a_what_if_is_applied_to_the_scenario_it_names() -> None:
    """
    One that is passed comes before the one it names.
    """
    late = Plan("late", LATE, scenario="niger")

    assert late.load() == load("niger")
    assert Plan("nothing", []).apply(small()) == small().what_if()
    assert late.apply(small()) == small().what_if(LATE)
    assert Plan("x", Drop("mission.complete_phase_one"), scenario="iraq").apply() == load("iraq").what_if(
        Drop("mission.complete_phase_one")
    )


@pytest.mark.parametrize("scenario", ["small.toml", "./small.toml", "below/small"])
def test_the_path_of_a_scenario_is_relative_to_the_file(tmp_path: Path, scenario: str) -> None:
    """
    Wherever one works, the scenario is found from where the what-if stands.
    """
    (tmp_path / "below").mkdir()
    (tmp_path / "small.toml").write_text(TEXT)
    (tmp_path / "below" / "small").write_text(TEXT)
    text = f"scenario = '{scenario}'\n{TWO}"
    (tmp_path / "two.toml").write_text(text)

    for late, _ in (load_what_ifs(tmp_path / "two.toml"), loads_what_ifs(text, folder=tmp_path)):
        assert late.apply() == small().what_if(LATE, Drop("mission.end"))
    with pytest.raises(ScenarioError, match="can't be read"):
        loads_what_ifs(text)[0].apply()


def test_a_what_if_without_a_scenario_needs_one() -> None:
    """
    So does one that names a scenario there is not.
    """
    with pytest.raises(EditError) as none:
        Plan("late", LATE).apply()
    with pytest.raises(UnknownError) as unknown:
        Plan("late", LATE, scenario="irak").apply()

    assert str(none.value) == "'late' does not say which scenario it is about; accepted: a scenario"
    assert str(unknown.value).startswith("no bundled scenario 'irak'; accepted: ")


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        ('{ drop = "mision.end" }', "there is no event 'mision.end'; accepted: "),
        (
            '{ insert = { entity = "noth", trigger = "begin", date = "2026-05" } }',
            "there is no entity 'noth'; accepted: north, south, mission ",
        ),
    ],
)
def test_what_can_not_be_applied_is_said_with_the_line_of_the_edit(edit: str, problem: str) -> None:
    """
    The position is that among the edits of the scenario; the line is the edit's own.
    """
    late, other = loads_what_ifs(TWO.replace('{ drop = "mission.end" }', edit), file="x.toml")
    with pytest.raises(EditError) as caught:
        late.apply(small())
    with pytest.raises(EditError) as added:
        (late + other).apply(small().what_if(Redate("south.begin", "2026-04")))

    assert str(caught.value).startswith("x.toml:5: edits[1]")
    assert str(added.value).startswith("x.toml:5: edits[2]")
    assert problem in str(caught.value)
    assert problem in str(added.value)


def test_the_line_is_that_of_the_key_where_tables_have_several() -> None:
    """
    A selector that means nothing is said on the line of its verb.
    """
    _, other = loads_what_ifs(TWO.replace("federal", "fedral"), file="x.toml")
    with pytest.raises(EditError) as caught:
        other.apply(small())

    assert str(caught.value) == (
        "x.toml:15: edits[1].delay.tag: no event is meant by \"every event tagged 'fedral'\": there is no tag "
        "'fedral'; accepted: federal (did you mean 'federal'?)"
    )


def test_what_was_not_read_has_no_line() -> None:
    """
    Neither has an edit that took another's place, nor one that made the scenario before.
    """
    (late, _) = loads_what_ifs(TWO, file="x.toml")
    unknown = Drop("mision.end")
    for what_if in (Plan("late", [LATE, unknown]), evolve(late, edits=(LATE, unknown))):
        with pytest.raises(EditError) as caught:
            what_if.apply(small())
        assert str(caught.value).startswith("edits[1].drop: there is no event 'mision.end'")


def test_a_fault_of_an_earlier_edit_has_no_line() -> None:
    """
    What the scenario was made by does not stand in the file.
    """
    (late, _) = loads_what_ifs(TWO, file="x.toml")
    faults = [missionsim.Fault(("edits", 0, "drop"), "earlier"), missionsim.Fault(("events", 0), "elsewhere")]

    assert [late._placed(fault, 1) for fault in faults] == faults


# Added to each other


def test_what_ifs_are_added_in_order() -> None:
    """
    The edits of the one, then those of the other; what is said of them is joined.
    """
    late = Plan("late", LATE, title="Late", note="One.")
    dropped = Plan("dropped", Drop("mission.end"), scenario="iraq", title="Dropped", note="Two.")
    both = late + dropped

    assert both == Plan(
        "late + dropped",
        (LATE, Drop("mission.end")),
        scenario="iraq",
        title="Late; Dropped",
        note="One.\nTwo.",
    )
    assert (dropped + late).scenario == "iraq"
    assert (both + late).name == "late + dropped + late"
    assert both.apply(small()) == dropped.apply(late.apply(small()))
    assert loads_what_ifs(what_ifs_to_toml([both])) == (both,)


def test_what_ifs_of_two_scenarios_do_not_add_up(tmp_path: Path) -> None:
    """
    Two files may each mean their own scenario by one path.
    """
    texts = [loads_what_ifs(f"scenario = 'small.toml'\n{TWO}", folder=tmp_path / name)[0] for name in "ab"]
    iraq, niger = (Plan(name, LATE, scenario=name) for name in ("iraq", "niger"))

    with pytest.raises(EditError) as caught:
        _ = iraq + niger
    with pytest.raises(EditError, match=r"'late' is about 'small\.toml', and 'late' about"):
        _ = texts[0] + texts[1]
    with pytest.raises(TypeError):
        _ = iraq + LATE  # type: ignore[operator]
    assert str(caught.value) == "'iraq' is about 'iraq', and 'niger' about 'niger'; accepted: what-ifs of one scenario"
    assert (texts[0] + texts[0]).scenario == "small.toml"


# The example


def test_every_what_if_of_the_example_can_be_applied() -> None:
    """
    Each has a title, and each leads elsewhere than the record; where the record, as one party tells it, contradicts
    itself, what depends on that is undetermined.
    """
    what_ifs = load_what_ifs(EXAMPLE)
    verdicts = {what_if.name: what_if.apply().replay().deadline("phase_one").verdict for what_if in what_ifs}

    assert all(what_if.title for what_if in what_ifs)
    assert all(what_if.apply().outcome != load("iraq") for what_if in what_ifs)
    assert verdicts == {
        "late_handover": "violated",
        "never_declared": "violated",
        "as_the_deputy_tells_it": "undetermined",
        "no_handover": "violated",
        "on_time": "met",
    }


def test_on_time_is_possible() -> None:
    """
    Nothing is refused on the way, in either reading.
    """
    on_time = load_what_ifs(EXAMPLE)[-1].apply()

    for reading in ("latest", "earliest"):
        assert not on_time.replay(strict=True, reading=reading).contradictions
