"""
Tests of the lines on which keys stand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
import tomli_w
from hypothesis import given

import missionsim
from missionsim.files.scenario_files import BUNDLE
from missionsim.files.toml_lines import Path, lines_of

DOCUMENT = r"""# a comment = 1
name = "small" # another
"quoted key" = 1
'literal key' = 2
"esc\"aped\u0021\t" = 3
"" = 4
dotted.one . "two three".'four' = 5

text = '''
[not.a.table]
x = 1'''
more = '''a
b'''''
escaped = '''\'''
basic = @@@
a \@@@ ] } , b "
@@@
ended = @@@a@@@""
list = [
  1, # one ]
  [ 2, "]" ],

  { a = 3, b.c = "}" },
  2026-01-17 12:00:00,
]
empty = []
inline = { a = { b = 1 }, c = [ 1,
  2 ] }
[table]
x = 1
[ table . "sub]table" ]
x = '#'
[[items]]
x = 1
[items.part]
y = 1
[[items.parts]]
z = 1
[[items.parts]]

z = 2
[[items]]

x = 2
[[items.parts]]
z = 3
[a.b.c]
[a.b]
d = 1
[[ spaced ]]
""".replace("@@@", '"""')  # a text can't have its own quotes in it

LINES: dict[Path, int] = {
    ("name",): 2,
    ("quoted key",): 3,
    ("literal key",): 4,
    ('esc"aped!\t',): 5,
    ("",): 6,
    ("dotted",): 7,
    ("dotted", "one", "two three", "four"): 7,
    ("text",): 9,
    ("more",): 12,
    ("escaped",): 14,
    ("basic",): 15,
    ("ended",): 18,
    ("list",): 19,
    ("list", 0): 20,
    ("list", 1): 21,
    ("list", 1, 1): 21,
    ("list", 2): 23,
    ("list", 2, "a"): 23,
    ("list", 2, "b", "c"): 23,
    ("list", 3): 24,
    ("empty",): 26,
    ("inline",): 27,
    ("inline", "a", "b"): 27,
    ("inline", "c", 0): 27,
    ("inline", "c", 1): 28,
    ("table",): 29,
    ("table", "x"): 30,
    ("table", "sub]table"): 31,
    ("table", "sub]table", "x"): 32,
    ("items",): 33,
    ("items", 0): 33,
    ("items", 0, "x"): 34,
    ("items", 0, "part"): 35,
    ("items", 0, "part", "y"): 36,
    ("items", 0, "parts"): 37,
    ("items", 0, "parts", 0): 37,
    ("items", 0, "parts", 0, "z"): 38,
    ("items", 0, "parts", 1): 39,
    ("items", 0, "parts", 1, "z"): 41,
    ("items", 1): 42,
    ("items", 1, "x"): 44,
    ("items", 1, "parts", 0): 45,
    ("items", 1, "parts", 0, "z"): 46,
    ("a", "b"): 47,
    ("a", "b", "c"): 47,
    ("a", "b", "d"): 49,
    ("spaced", 0): 50,
}


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _paths(part, (*path, key))


_keys = st.text("abc-_ .\"'#[]=\\\n\té", max_size=5)
_scalars = st.one_of(
    st.booleans(),
    st.integers(-9, 10**6),
    st.floats(allow_nan=False),
    st.dates(date(1, 1, 1)),
    st.text("ab\"'#[]{}=,\\\n\r\té", max_size=12),
)
_values = st.recursive(
    _scalars, lambda parts: st.lists(parts, max_size=4) | st.dictionaries(_keys, parts, max_size=4), max_leaves=12
)
_documents = st.dictionaries(_keys, _values, max_size=6)


def test_every_line_of_a_document_is_right() -> None:
    """
    Comments, quoting, dots, strings over several lines, lists over several lines, tables and lists of tables.
    """
    found = lines_of(DOCUMENT)

    assert {path: found[path] for path in LINES} == LINES
    assert set(_paths(tomllib.loads(DOCUMENT))) <= set(found)


def test_line_endings_make_no_difference() -> None:
    """
    A file from Windows has its keys on the same lines.
    """
    assert lines_of(DOCUMENT.replace("\n", "\r\n")) == lines_of(DOCUMENT)


@pytest.mark.parametrize("text", ["", "\n", "# nothing", "\n# nothing\n\n"])
def test_nothing_stands_nowhere(text: str) -> None:
    """
    A text without keys has no lines.
    """
    assert lines_of(text) == {}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a=1", {("a",): 1}),
        ("\n\na=1\nb=2", {("a",): 3, ("b",): 4}),
        ("a={}\nb=[]", {("a",): 1, ("b",): 2}),
        ("a=\"\"\nb=''\nc=\"\"\"\"\"\"\nd=''''''\ne=1", {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4, ("e",): 5}),
        ('a="""\n"""\nb=1', {("a",): 1, ("b",): 3}),
        ('a=["""\n]""",\n1]\nb=1', {("a",): 1, ("a", 0): 1, ("a", 1): 3, ("b",): 4}),
        ("a=[1,\n]\nb=1", {("a",): 1, ("a", 0): 1, ("b",): 3}),
        ('"\\U0001F600\\b\\n\\f\\r\\\\"=1', {("\U0001f600\b\n\f\r\\",): 1}),
        ("[a]\n[a.b]\n[[a.c]]", {("a",): 1, ("a", "b"): 2, ("a", "c"): 3, ("a", "c", 0): 3}),
        ("a.b=1\na.c=2", {("a",): 1, ("a", "b"): 1, ("a", "c"): 2}),
    ],
)
def test_small_texts_have_exactly_these_lines(text: str, lines: dict[Path, int]) -> None:
    """
    Every key, table and list item has the line on which it first stands, and nothing else has one.
    """
    tomllib.loads(text)

    assert lines_of(text) == lines


@given(_documents, st.booleans())
def test_every_value_has_a_line(document: dict[str, Any], multiline: bool) -> None:
    """
    Whatever a writer makes of some data, each path in it has a line, and no other path has.
    """
    text = tomli_w.dumps(document, multiline_strings=multiline)
    data = tomllib.loads(text)
    found = lines_of(text)

    assert set(found) == set(_paths(data))
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@given(_documents)
def test_a_value_stands_where_its_key_is_written(document: dict[str, Any]) -> None:
    """
    The line of a key in the document itself, or of a table in it, has that key.
    """
    text = tomli_w.dumps(document)
    lines = text.split("\n")

    for key in document:
        value_or_header = lines[lines_of(text)[key,] - 1]
        assert tomllib.loads(_alone(value_or_header)).keys() == {key}


def _alone(line: str) -> str:
    """
    The line of a key or header, as a document of its own: a value that goes on below is cut.
    """
    return line if line.startswith("[") else f"{line}]" if line.endswith("[") else line


@pytest.mark.parametrize("name", missionsim.bundled())
def test_every_value_of_the_bundled_scenarios_has_a_line(name: str) -> None:
    """
    Real files too: each path has a line, and the line of a key has the key in it.
    """
    text = (BUNDLE / f"{name}.toml").read_text(encoding="utf-8")
    found = lines_of(text)
    written = text.split("\n")

    assert set(_paths(tomllib.loads(text))) == set(found)
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in written[line - 1]
