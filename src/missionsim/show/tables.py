"""
Tables, headings and JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from missionsim.show.visible import visible, visible_lines


def print_text(text: str) -> None:
    """
    Print text, line by line, with nothing hidden in it.
    """
    print(visible_lines(text))  # noqa: T201  this is where things are printed


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """
    Print a table: plain columns into a pipe, as wide as the terminal else.
    """
    shown = [[visible(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(columns, *shown, strict=True)]
        for row in (columns, *shown):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())  # noqa: T201
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  for terminals only
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in shown:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def print_heading(text: str) -> None:
    """
    Print a heading behind an empty line.
    """
    print_text("")
    print_title(text)


def print_title(text: str) -> None:
    """
    Print a title.
    """
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  for terminals only
        from rich.text import Text  # noqa: PLC0415

        Console().print(Text(visible(text), style="bold"))
    else:
        print_text(visible(text))


def print_json(value: object) -> None:
    """
    Print plain data as JSON.
    """
    # Where stdout can't show a character, JSON has its own escape; that of the stream would be no JSON.
    is_unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not is_unicode, indent=2))  # noqa: T201
