"""
Tables, text and JSON on a terminal and in a pipe.
"""

from __future__ import annotations

import json
import re
import sys

import pytest

from missionsim.show.tables import print_json, print_table, print_text

COLUMNS = ["date", "event", "who says so"]
ROWS = [["2030-01-01", "north_camp.begin_closing", "The army, in The Paper, and 2 others"], ["2030-02-01", "x", ""]]


def be_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """
    Let stdout be a terminal of so many columns.
    """
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))


def test_a_pipe_gets_plain_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Columns as wide as what stands in them, and nothing behind the last.
    """
    print_table(COLUMNS, ROWS)

    assert capsys.readouterr().out.splitlines() == [
        "date        event                     who says so",
        "2030-01-01  north_camp.begin_closing  The army, in The Paper, and 2 others",
        "2030-02-01  x",
    ]


@pytest.mark.parametrize("columns", [60, 75])
def test_cells_are_wrapped_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """
    A table is as wide as the terminal at most, and no word in it is cut.
    """
    be_terminal(monkeypatch, columns)
    print_table(COLUMNS, ROWS)
    table = re.sub(r"\x1b\[\d*m", "", capsys.readouterr().out)

    assert "north_camp.begin_closing" in table
    assert max(map(len, table.splitlines())) <= columns


def test_a_table_that_does_not_fit_becomes_blocks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Where words would have to be cut, each row is told for itself; what is empty is left out.
    """
    be_terminal(monkeypatch, 40)
    print_table(COLUMNS, ROWS)

    assert capsys.readouterr().out.splitlines() == [
        "2030-01-01",
        "  event: north_camp.begin_closing",
        "  who says so: The army, in The Paper,",
        "    and 2 others",
        "2030-02-01",
        "  event: x",
    ]


def test_text_is_wrapped_between_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What follows an indented line is indented further; a link is not cut, and nothing hidden is printed.
    """
    be_terminal(monkeypatch, 60)
    link = "https://example.org/" + "a" * 60
    print_text(f"one {'word ' * 12}\n  two {'word ' * 12}\n  {link}\n\nodd\x1b")

    assert capsys.readouterr().out.splitlines() == [
        "one word word word word word word word word word word word",
        "word",
        "  two word word word word word word word word word word word",
        "    word",
        f"  {link}",
        "",
        "odd\\x1b",
    ]


def test_json_escapes_what_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    """
    It reads back as what it was; what can be seen stays as it is.
    """
    value = {"a\u202e": "caf\u00e9 \x9b\n \U000e0001", "b": "\ud800"}
    print_json(value)
    out = capsys.readouterr().out

    assert json.loads(out) == value
    assert "caf\u00e9" in out
    assert out.replace("\n", "").isprintable()
