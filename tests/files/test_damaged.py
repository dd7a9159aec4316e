"""
Tests of damaged files: each gives what it says, or one error that names every fault and its line; never anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from files.damage import damaged, seeds
from files.texts import ROWS, SCENARIO, WHAT_IFS
from missionsim import EditError, Fault, ScenarioError, TimelineError, load, loads
from missionsim.errors import MOST_FAULTS, visible
from missionsim.files.scenario_files import to_toml
from missionsim.files.what_if_files import loads_what_ifs, what_ifs_to_toml
from missionsim.replay.timeline import Timeline

MOST_CHARACTERS = 1_000
RICH = loads(SCENARIO)
A_LINE_END = re.compile(r"\r\n?|\n")
A_STAND_IN = re.compile(r"accepted:.*[ ,]_(,|$| )")


def _check(faults: Iterable[Fault], texts: dict[str, str]) -> None:
    """
    Whether faults name what is wrong, where in *texts* it stands, and what would be accepted, fit for a terminal.
    """
    assert faults
    for fault in faults:
        assert fault.problem
        assert fault.accepted
        assert fault.file in texts
        assert fault.line is not None
        assert 1 <= fault.line <= len(A_LINE_END.findall(texts[fault.file])) + 1
        _check_text(str(fault))
        if not any(re.search(r"\b_\b", text) for text in texts.values()):
            assert not A_STAND_IN.search(fault.accepted)
            assert "'_'" not in fault.problem


def _check_text(message: str) -> None:
    assert message == visible(message)
    assert len(message) <= MOST_CHARACTERS


def test_a_damaged_scenario_is_read_or_all_its_faults_are_told() -> None:
    """
    A damaged scenario is the scenario that it describes, and loads again from what it is written as; or it is refused
    with its faults.
    """
    read = 0
    for seed in seeds():
        text = damaged(SCENARIO, seed)
        try:
            found = loads(text)
        except ScenarioError as error:
            _check(error.faults, {"<text>": text})
        else:
            read += 1
            assert loads(to_toml(found)) == found, seed

    assert read


def test_damaged_rows_are_read_or_all_their_faults_are_told(tmp_path: Path) -> None:
    """
    The same holds for CSV files beside a scenario, whose faults have the line in the CSV.
    """
    rows, file = tmp_path / "rows.csv", tmp_path / "rich.toml"
    head = 'events_from = "rows.csv"\n' + SCENARIO[: SCENARIO.index("[[events]]")]
    file.write_text(head, encoding="utf-8")
    read = 0
    for seed in seeds():
        text = damaged(ROWS, seed)
        rows.write_text(text, encoding="utf-8", newline="")
        try:
            found = load(file)
        except ScenarioError as error:
            _check(error.faults, {str(rows): text, str(file): head})
        else:
            read += 1
            assert loads(to_toml(found)) == found, seed

    assert read


def test_damaged_what_ifs_are_read_or_all_their_faults_are_told() -> None:
    """
    What-ifs of a damaged file load again from what they are written as, and apply or name the edit that can't be made.
    """
    read = 0
    for seed in seeds():
        text = damaged(WHAT_IFS, seed)
        try:
            found = loads_what_ifs(text)
        except ScenarioError as error:
            _check(error.faults, {"<text>": text})
            continue
        read += 1
        again = loads_what_ifs(what_ifs_to_toml(found))
        assert [each.edits for each in again] == [each.edits for each in found], seed
        for each in found:
            try:
                each.apply(RICH)
            except EditError as error:
                _check(error.faults, {"<text>": text})

    assert read


def test_a_damaged_timeline_is_read_or_refused_with_one_error() -> None:
    """
    A stored timeline that was damaged is one that can be, or is refused in words.
    """
    stored = RICH.replay().to_json()
    read = 0
    for seed in seeds():
        text = damaged(stored, seed)
        try:
            found = Timeline.from_json(text)
        except TimelineError as error:
            _check_text(str(error))
        else:
            read += 1
            assert Timeline.from_json(found.to_json()) == found, seed

    assert read


@pytest.mark.parametrize("read", [loads, loads_what_ifs])
def test_a_file_of_nothing_but_faults_tells_the_first_of_them(read: object) -> None:
    """
    Of thousands of faults the first 200 are told.
    """
    assert callable(read)
    edits = ", ".join(["{ dely = 1 }"] * 5_000)
    text = "".join(f"key_{n} = {n}\n" for n in range(5_000)) + f"[what_if]\nedits = [{edits}]\n"
    with pytest.raises(ScenarioError) as caught:
        read(text)

    assert len(caught.value.faults) == MOST_FAULTS
