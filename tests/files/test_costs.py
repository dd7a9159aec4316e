"""
Tests of what hostile files cost: twice the file, twice the work, counted in calls and not in seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from missionsim import ScenarioError, load, loads
from missionsim.files import reading
from missionsim.files.what_if_files import loads_what_ifs
from small import TEXT

FEW = 120
AN_EVENT = '[[events]]\nid = "e{n}"\ntext = "t"\ndate = {date}\n'
# Texts of n parts each, all of them at fault or as unlike a scenario as they get.
HOSTILE: dict[str, Callable[[int], str]] = {
    "strange keys": lambda n: "".join(f"key_{k} = 1\n" for k in range(n)) + TEXT,
    "strange keys in a table": lambda n: TEXT + "[entities.west]\n" + "".join(f"key_{k} = 1\n" for k in range(n)),
    "tables with strange keys": lambda n: (
        TEXT + "".join(f"[entities.e{k}]\nlifecycle = 'base'\nsites = 'x'\n" for k in range(n))
    ),
    "what is no state": lambda n: (
        TEXT + "".join(f"[lifecycles.l{k}]\nstates = 5\ninitial = 'a{k}'\n" for k in range(n))
    ),
    "what is no date": lambda n: TEXT + "".join(AN_EVENT.format(n=k, date="5") for k in range(n)),
    "unknown entities": lambda n: (
        TEXT + "".join(f"[[events]]\nentity = 'nort{k}'\ntrigger = 'begin'\ndate = 2026-02-01\n" for k in range(n))
    ),
    "unknown predecessors": lambda n: (
        TEXT
        + "".join(
            AN_EVENT.format(n=k, date="2026-02-01") + f"after = [{{ event = 'f{k}', kind = 'floor' }}]\n"
            for k in range(n)
        )
    ),
    "events in a circle": lambda n: (
        TEXT
        + "".join(
            AN_EVENT.format(n=k, date="2026-02-01") + f"after = [{{ event = 'e{(k + 1) % n}', kind = 'floor' }}]\n"
            for k in range(n)
        )
    ),
    "claims of nobody": lambda n: (
        TEXT + AN_EVENT.format(n=0, date="2026-02-01") + "claims = [" + "{ by = 'arm' }, " * n + "]\n"
    ),
    "conditions on nobody": lambda n: (
        TEXT + "[deadlines.d]\ndue = 2026-02-02\nwhen = { any = [" + "{ entity = 'nort', in = 'held' }, " * n + "] }\n"
    ),
    "values in each other": lambda n: f"x = {'[' * n}{']' * n}\n{TEXT}",
    "tables in each other": lambda n: f"x = {'{ a = ' * n}1{' }' * n}\n{TEXT}",
    "keys of many parts": lambda n: f"{'.'.join('a' * n)} = 1\n{TEXT}",
    "names of many parts": lambda n: f"{TEXT}[{'.'.join('a' * n)}]\n",
}
WHAT_IFS: dict[str, Callable[[int], str]] = {
    "strange edits": lambda n: "[what_if]\nedits = [" + "{ delays = 'north.begin', by = 5 }, " * n + "]\n",
    "strange what-ifs": lambda n: "".join(f"[what_if.'a b{k}']\nedits = [{{ dely = 'x' }}]\n" for k in range(n)),
    "strange keys": lambda n: "".join(f"what_{k} = 1\n" for k in range(n)),
}


def _calls(read: Callable[[str], object], text: str) -> int:
    """
    How many functions are called, those of C included, to refuse a text.
    """
    count = 0

    def profile(_frame: object, event: str, _of: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        read(text)
    except ScenarioError:
        pass
    finally:
        sys.setprofile(before)
    return count


def _grows_with_its_size(read: Callable[[str], object], make: Callable[[int], str]) -> bool:
    read_first = _calls(read, make(10))  # what is imported and remembered on first use
    few, many = _calls(read, make(FEW)), _calls(read, make(4 * FEW))
    return many <= 5 * few + read_first


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_faults_of_a_scenario_cost_as_much_as_there_are(kind: str) -> None:
    """
    Four times as many faults take no more than some four times the calls.
    """
    assert _grows_with_its_size(loads, HOSTILE[kind])


@pytest.mark.parametrize("kind", WHAT_IFS)
def test_the_faults_of_what_ifs_cost_as_much_as_there_are(kind: str) -> None:
    """
    The same holds for what-ifs.
    """
    assert _grows_with_its_size(loads_what_ifs, WHAT_IFS[kind])


def test_one_csv_is_read_once_however_often_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A CSV file that is named a thousand times is read once, and each repetition is a fault.
    """
    (tmp_path / "rows.csv").write_text("entity,trigger,date\nnorth,begin,2026-02-01\n", encoding="utf-8")
    file, named = tmp_path / "small.toml", "'rows.csv', " * 1_000
    file.write_text(f"events_from = [{named}]\n{TEXT}", encoding="utf-8")
    names: list[str] = []
    real = reading.read_text

    def counted(path: Path) -> str:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr("missionsim.files.scenario_files.read_text", counted)
    with pytest.raises(ScenarioError, match="accepted: each file once"):
        load(file)

    assert sorted(names) == ["rows.csv", "small.toml"]


@pytest.mark.parametrize(
    "text",
    [f"{'.'.join('a' * 33)} = 1", f"\n\n[{' . '.join('a' * 33)}]", "x = { " + '"a".' * 32 + "'a' = 1 }", "'a'." * 99],
)
def test_keys_of_many_parts_are_refused_before_they_are_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The parser, which would take time and memory with the square of their length, never sees them.
    """
    monkeypatch.setattr("tomllib.loads", None)
    with pytest.raises(ScenarioError, match=rf"^<text>:{text.count(chr(10)) + 1}: a key has too many parts") as caught:
        loads(text)

    assert caught.value.faults[0].accepted == "accepted: at most 32 parts with '.' between"


@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''", "#"])
def test_text_with_many_dots_is_no_key(quote: str) -> None:
    """
    What stands in strings and comments is not taken for keys.
    """
    note = f"{quote}{'a.' * 99}a{quote if quote != '#' else ''}"
    text = f"note = {note}\n{TEXT}" if quote != "#" else f"{note}\n{TEXT}"

    assert loads(text).note == ("" if quote == "#" else "a." * 99 + "a")
