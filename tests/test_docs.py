"""
The documentation is true: every snippet in README.md and docs/*.md is run, and its output compared.

A page is read from top to bottom, as a reader would follow it, in an empty folder of its own. What a fence holds is
told by its first line:

===============================  ==============================================================================
``python``, ``pycon``            doctests; all fences of a page share one namespace
``console``                      ``$`` lines and what they print; a last line ``...`` leaves the rest out
``console wrapped``              the same, with long lines broken at spaces
``toml title="a.toml"``          a file, written beside the page's commands; the same title again continues it. At the
                                 end of the page it is a scenario that loads
``csv title="a.csv"``            a file likewise
``toml``                         a whole scenario, which loads
``toml fragment``                a part of a scenario. It is merged into the page's first file: tables join the table
                                 of that name, lists of tables grow, anything else replaces what is there. The result
                                 loads
``toml broken title="a.toml"``   a whole scenario that does not load; a command beside it shows why
``toml what-if``                 a file of what-ifs, which can be made; it may have a title, or be ``broken``
``toml edits``                   the ``edits`` of a what-if of ``iraq``, which can be made
``text``                         no code: a picture
===============================  ==============================================================================
"""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import re
import shlex
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli_w

import missionsim
from missionsim import EditError, ScenarioError, loads
from missionsim.answers import divergence, repair
from missionsim.cli import app
from missionsim.files.reading import MOST_BYTES
from missionsim.files.rows import COLUMNS
from missionsim.files.schema import schema, what_if_schema
from missionsim.files.what_if_files import is_what_if_file
from missionsim.record import checks
from missionsim.record.checks.conditions import DEEPEST_CONDITION
from missionsim.record.validation import LARGEST, MOST_CHARACTERS
from missionsim.replay.verdicts import search
from missionsim.whatif import courses, trial
from missionsim.whatif.edits import EDITS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src/missionsim"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
WIDTH = 116

SECTIONS = {
    "": "Top level",
    "Party": "Parties",
    "Lifecycle": "Lifecycles",
    "Transition": "Transitions",
    "Condition": "Conditions",
    "Entity": "Entities",
    "Coordinates": "Coordinates",
    "Event": "Events",
    "Firing": "Firings",
    "Claim": "Claims",
    "Link": "Dependencies",
    "Measure": "Measures",
    "Deadline": "Deadlines",
    "Revision": "Revisions",
}
LIMITS = (
    MOST_BYTES,
    checks.MOST_ENTITIES,
    checks.MOST_EVENTS,
    checks.MOST_STATES,
    checks.MOST_TRANSITIONS,
    DEEPEST_CONDITION,
    MOST_CHARACTERS,
    LARGEST,
)

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
_SIGNATURE = re.compile(r"^ *- `(?P<name>[A-Za-z_][\w.]*)\((?P<arguments>[^`]*)\)`", re.MULTILINE)


@attrs.frozen
class Fence:
    """
    A fenced block.

    Args:
        language: First word of its first line.

        words: The other words, the title left out.

        title: Name of the file it is, or a part of.

        text: What it holds.

        line: Line on which that starts, from 1.
    """

    language: str
    words: tuple[str, ...]
    title: str | None
    text: str
    line: int


def fences(page: str) -> Iterator[Fence]:
    """
    The fenced blocks of a page, in order.
    """
    for match in _FENCE.finditer(page):
        title = _TITLE.search(match["info"])
        language, *words = _TITLE.sub("", match["info"]).split() or [""]
        line = page.count("\n", 0, match.start("text")) + 1
        yield Fence(language, tuple(words), title[1] if title else None, match["text"], line)


class Reader:
    """
    Somebody who follows a page from top to bottom.

    Args:
        page: The page.

        capture: What catches the output of commands.
    """

    def __init__(self, page: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.page = page
        self.namespace: dict[str, object] = {}
        self.titles: list[str] = []
        self._capture = capture
        self._code = 0

    def follow(self, fence: Fence) -> None:
        """
        Do what a block says.
        """
        if fence.title is not None:
            self._write(fence.title, fence)
        elif fence.language in ("python", "pycon"):
            self._run_python(fence)
        elif fence.language == "console":
            self._run_commands(fence)
        elif fence.words == ("edits",):
            self._make(f"[what_if]\nscenario = 'iraq'\n{fence.text}", fence)
        elif fence.words == ("what-if",):
            self._make(fence.text, fence)
        elif fence.words == ("fragment",):
            base = tomllib.loads(Path(self.titles[0]).read_text("utf-8"))
            merged = tomli_w.dumps(merge(base, tomllib.loads(fence.text)))
            loads(merged, file=f"{self.page.name}, the fragment on line {fence.line}", folder=".")
        elif fence.language == "toml":
            loads(fence.text, file=f"{self.page.name}, line {fence.line}")
        else:
            assert fence.language == "text", f"{self.page.name}:{fence.line}: nothing runs {fence.language!r}"

    def finish(self) -> None:
        """
        Load every scenario that the page has built.
        """
        for title in self.titles:
            if is_what_if_file(title):
                self._make(Path(title).read_text("utf-8"), None)
            elif title.endswith(".toml"):
                missionsim.load(Path(title))

    def _make(self, text: str, fence: Fence | None) -> None:
        place = f", line {fence.line}" if fence else ""
        for what_if in missionsim.loads_what_ifs(text, file=f"{self.page.name}{place}", folder="."):
            what_if.apply()

    def _write(self, title: str, fence: Fence) -> None:
        before = Path(title).read_text("utf-8") if title in self.titles else ""
        Path(title).write_text(before + fence.text, "utf-8")
        if "broken" in fence.words:
            with pytest.raises((ScenarioError, EditError)):
                self._make(fence.text, fence) if "what-if" in fence.words else missionsim.load(Path(title))
        elif title not in self.titles:
            self.titles.append(title)

    def _run_python(self, fence: Fence) -> None:
        test = doctest.DocTestParser().get_doctest(
            fence.text, self.namespace, self.page.name, str(self.page), fence.line - 1
        )
        assert test.examples, f"{self.page.name}:{fence.line}: no '>>>' in it"
        report: list[str] = []
        doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append, clear_globs=False)
        self.namespace = dict(test.globs)
        assert not report, "".join(report)

    def _run_commands(self, fence: Fence) -> None:
        for session in re.split(r"^(?=\$ )", fence.text, flags=re.MULTILINE):
            if session:
                command, _, expected = session.removeprefix("$ ").partition("\n")
                if not command.startswith("python -m pip"):
                    got = wrapped(self.output_of(command)) if "wrapped" in fence.words else self.output_of(command)
                    assert fits(expected, got), f"{self.page.name}:{fence.line}: {command}\n{got}"

    def output_of(self, command: str) -> str:
        """
        What a command prints, errors included.
        """
        line, _, file = command.partition(" > ")
        program, *arguments = shlex.split(line)
        if line == "echo $?":
            return f"{self._code}\n"
        self._capture.readouterr()
        if program == "missionsim":
            self._code = app.run(arguments)
            output = "".join(self._capture.readouterr())
        else:
            assert program == "python", command
            done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
            self._code, output = done.returncode, done.stdout + done.stderr
        if file:
            Path(file).write_text(output, "utf-8")
        return "" if file else output


def merge(base: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """
    A scenario with a part added, both as plain data.
    """
    merged = dict(base)
    for key, value in part.items():
        mine = merged.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            merged[key] = merge(mine, value)
        elif isinstance(mine, list) and isinstance(value, list) and isinstance(value[0], dict):
            merged[key] = [*mine, *value]
        else:
            merged[key] = value
    return merged


def wrapped(output: str) -> str:
    """
    An output with its long lines broken at spaces.
    """
    lines = (
        textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) if len(line) > WIDTH else [line]
        for line in output.split("\n")
    )
    return "\n".join(part for parts in lines for part in parts)


def fits(expected: str, got: str) -> bool:
    """
    Whether an output is the expected one, as far as it is written out.
    """
    wanted, lines = expected.rstrip().split("\n"), got.rstrip().split("\n")
    if wanted[-1] == "...":
        wanted = wanted[:-1]
        lines = lines[: len(wanted)]
    return wanted == lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_a_page_does_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Following a page from top to bottom gives the output on it, and the files on it load.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    reader = Reader(page, capsys)

    for fence in fences(page.read_text("utf-8")):
        reader.follow(fence)

    reader.finish()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_links_lead_somewhere(page: Path) -> None:
    """
    Every relative link names a file, and a heading in it where it has one.
    """
    for file, heading in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))):
        target = page.parent / file if file else page
        assert target.exists(), file
        if heading:
            assert heading in anchors(target.read_text("utf-8")), f"{file}#{heading}"


def anchors(page: str) -> set[str]:
    """
    What links call the headings of a page.
    """
    titles = _HEADING.findall(_FENCE.sub("", page))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def sections(page: str) -> Mapping[str, str]:
    """
    The text under every heading of a page, fences left out.
    """
    parts = _HEADING.split(_FENCE.sub("", (DOCS / page).read_text("utf-8")))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def keys_in(table: Mapping[str, Any]) -> set[str]:
    """
    The keys that a table of the schema may have, whichever form it takes.
    """
    forms = [table, *table.get("anyOf", ())]
    return {key for form in forms for key in form.get("properties", ())}


@pytest.mark.parametrize("table", SECTIONS)
def test_the_reference_lists_the_keys_of_every_table(table: str) -> None:
    """
    Each table of a scenario file has a section, with one row per key, and no row for a key that there is not.
    """
    whole = schema()
    keys = keys_in(whole["$defs"][table] if table else whole)

    assert set(_ROW.findall(sections("scenario-file.md")[SECTIONS[table]])) == keys
    assert whole["$defs"].keys() <= SECTIONS.keys()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: str(edit.__name__))
def test_the_reference_lists_the_keys_of_every_edit(edit: type) -> None:
    """
    Each edit of a what-if file has a section, with one row per key, and no row for a key that there is not.
    """
    forms = {form["title"]: form for form in what_if_schema()["$defs"]["Edit"]["anyOf"]}

    assert set(_ROW.findall(sections("what-if-file.md")[edit.__name__])) == keys_in(forms[edit.__name__])


@pytest.mark.parametrize(("heading", "table"), [("A what-if", "WhatIf"), ("Which events", "Events")])
def test_the_reference_lists_the_keys_of_a_what_if(heading: str, table: str) -> None:
    """
    So have a what-if itself, and the choice of several events.
    """
    assert set(_ROW.findall(sections("what-if-file.md")[heading])) == keys_in(what_if_schema()["$defs"][table])


def test_the_reference_lists_columns_and_limits() -> None:
    """
    The columns of CSV files and the size limits are those that hold.
    """
    page = sections("scenario-file.md")

    assert set(_ROW.findall(page["Events from CSV"])) == set(COLUMNS)
    assert all(f"{limit:,}" in page["Limits"] for limit in LIMITS)


def test_the_semantics_list_what_is_too_much_to_try() -> None:
    """
    The limits of what is tried are those that hold.
    """
    refused = (divergence.MOST_EDITS, repair.MOST_TRIES)
    doubtful = (search.MOST, trial.MOST_READINGS, courses.MOST_READINGS)

    assert all(f"{limit:,}" in sections("semantics.md")["Limits"] for limit in refused + doubtful)


def test_the_api_page_has_every_name() -> None:
    """
    Every public name has an entry, and so has every public method and property of the public classes.
    """
    page = (DOCS / "api.md").read_text("utf-8")

    for name in missionsim.__all__:
        assert re.search(rf"^- `{name}\b", page, re.MULTILINE), name
        for member in members(getattr(missionsim, name)):
            assert re.search(rf"^  - `{name}\.{member}\b", page, re.MULTILINE), f"{name}.{member}"


def members(value: object) -> Iterator[str]:
    """
    Names of the public methods and properties that a class of this package defines itself.
    """
    if inspect.isclass(value) and not issubclass(value, Exception):
        fields = {field.name for field in attrs.fields(value)} if attrs.has(value) else set()
        inherited = {name for base in value.__mro__[1:] for name in vars(base)}
        yield from (name for name in vars(value) if not name.startswith("_") and name not in fields | inherited)


def test_the_api_page_has_the_right_signatures() -> None:
    """
    Each signature on the page has the parameters, and the optional ones, that the code has.
    """
    listed = _SIGNATURE.findall((DOCS / "api.md").read_text("utf-8"))

    assert len(listed) > len(missionsim.__all__) // 2
    for name, arguments in listed:
        module, path = (missionsim, name.split("."))
        if path[0] == "show":
            module, path = import_module(f"missionsim.show.{path[1]}"), path[2:]
        target: Any = module
        for part in path:
            target = getattr(target, part)
        assert shape_of(arguments) == parameters_of(target), name


def shape_of(arguments: str) -> list[tuple[str, bool, bool]]:
    """
    Per parameter of a written signature: its name, whether it is optional, and whether it is given by name only.
    """
    function = ast.parse(f"def written({arguments}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    spec = function.args
    plain = [*spec.posonlyargs, *spec.args]
    required = len(plain) - len(spec.defaults)
    named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    any_number = [] if spec.vararg is None else [(spec.vararg.arg, False, False)]
    return (
        [(each.arg, n >= required, False) for n, each in enumerate(plain)]
        + any_number
        + [(each.arg, default is not None, True) for each, default in named]
        + ([] if spec.kwarg is None else [(spec.kwarg.arg, False, False)])
    )


def parameters_of(target: Any) -> list[tuple[str, bool, bool]]:
    """
    The same of the code, without ``self`` and what hypothesis gives.
    """
    return [
        (each.name, each.default is not each.empty, each.kind is each.KEYWORD_ONLY)
        for each in inspect.signature(target).parameters.values()
        if each.name not in ("self", "draw")
    ]


def test_the_api_page_has_every_command_and_flag(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every command stands on the page, and under it every flag of its.
    """
    page = sections("api.md")
    commands = re.findall(r"^│ ([a-z][a-z-]*) ", help_of([], capsys), re.MULTILINE)

    assert {"replay", "why", "validate", "what-if"} <= set(commands)
    for command in commands:
        text = page[f"missionsim {command}"]
        if "[edits](#edits-as-flags)" in text:
            text += page["Edits as flags"]
        flags = set(re.findall(r"(?<!\S)--[a-z-]+", help_of([command], capsys)))
        assert {flag for flag in flags if f"`{flag}" not in text} == set(), command
    for flag in re.findall(r"^│ (--[a-z-]+)", help_of([], capsys), re.MULTILINE):
        assert f"`{flag}`" in page["The command line"], flag


def help_of(command: Iterable[str], capsys: pytest.CaptureFixture[str]) -> str:
    """
    The help text of a command.
    """
    assert app.run([*command, "--help"]) == 0
    return capsys.readouterr().out


def test_the_api_page_has_every_key_of_the_json() -> None:
    """
    Every key in the JSON of a replay is explained.
    """
    page = sections("api.md")["The JSON of a replay"]
    scenarios = [missionsim.load(name) for name in missionsim.bundled()]
    timelines = [each.according_to(party).replay() for each in scenarios for party in each.speakers]
    keys = {key for timeline in timelines for key in _keys_of(timeline.to_dict())} | {"on"}

    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_the_api_page_has_every_key_of_the_other_jsons(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Every key in the JSON of a what-if, of slack and of a repair is explained.
    """
    page = sections("api.md")
    replay = page["The JSON of a replay"]
    what_if = page["The JSON of a what-if"]
    edits = ["--delay=ain_al_asad.complete_transfer=9d", "--drop=mission.begin_phase_two"]

    assert missing(what_if + replay, ["what-if", "iraq", *edits, "--json"], capsys) == {"delay", "drop"}
    assert missing(page["missionsim slack"], ["slack", "niger", "mission.end_accord", "--json"], capsys) == set()
    assert missing(page["missionsim repair"], ["repair", "niger", "us_out", "--json"], capsys) == set()


def missing(text: str, command: list[str], capsys: pytest.CaptureFixture[str]) -> set[str]:
    """
    The keys of a command's JSON that a text does not have.
    """
    capsys.readouterr()
    assert app.run(command) == 0
    return {key for key in _keys_of(json.loads(capsys.readouterr().out)) if f"`{key}`" not in text}


def _keys_of(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key == "entities":  # by id
                for each in value.values():
                    yield from _keys_of(each)
            elif key not in ("initial", "states", "values", "days"):
                yield from _keys_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from _keys_of(value)


def rooms() -> Mapping[str, set[str]]:
    """
    The modules of every folder as the picture of the architecture has them, the highest folder first.
    """
    page = (DOCS / "architecture.md").read_text("utf-8")
    picture = next(fence.text for fence in fences(page) if fence.language == "text")
    found: dict[str, set[str]] = {}
    for line in picture.splitlines():
        room, *modules = line.split() if line[0] != " " else (next(reversed(found)), *line.split())
        found.setdefault(room, set()).update(each for each in modules if each != "|")
    return found


def room_of(module: str, known: Iterable[str]) -> str:
    """
    The innermost folder that a module is in.
    """
    path = module.replace(".", "/")
    return max((room for room in known if path == room or path.startswith(f"{room}/")), key=len)


def test_the_picture_has_every_module() -> None:
    """
    Every module of the package stands in the picture, beside its folder, and nothing else does.
    """
    there: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("[a-z]*.py"):
        folder = file.parent.relative_to(PACKAGE).as_posix()
        there.setdefault(file.stem if folder == "." else folder, set()).update(() if folder == "." else {file.stem})

    assert rooms() == there
    assert set(_ROW.findall((DOCS / "architecture.md").read_text("utf-8"))) == set(there)


def test_the_picture_of_the_layers_is_right() -> None:
    """
    Whatever a module imports, and wherever in it, stands in a folder below its own in the picture, or in the same.
    """
    order = list(rooms())
    for file in PACKAGE.rglob("*.py"):
        module = file.relative_to(PACKAGE).with_suffix("").as_posix()
        if module != "__init__":
            own = room_of(module, order)
            below = {*order[order.index(own) :], *(room for room in order if own.startswith(f"{room}/"))}
            assert {room_of(name, order) for name in imports_of(file)} <= below, module


def imports_of(file: Path) -> set[str]:
    """
    The modules of this package that a module imports anywhere.
    """
    statements = ast.walk(ast.parse(file.read_text("utf-8")))
    sources = {statement.module or "" for statement in statements if isinstance(statement, ast.ImportFrom)}
    return {source.removeprefix("missionsim.") for source in sources if source.startswith("missionsim.")}
