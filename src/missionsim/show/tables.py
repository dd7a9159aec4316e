"""
Tables, headings and JSON on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap

from missionsim.errors import visible, visible_lines

NARROWEST, WIDEST = 40, 100


def print_text(text: str) -> None:
    """
    Print text, line by line, with nothing hidden in it; on a terminal wrapped between words.
    """
    lines = visible_lines(text).split("\n")
    if sys.stdout.isatty():
        width = min(max(get_terminal_size().columns, NARROWEST), WIDEST)
        lines = [part for line in lines for part in _wrapped(line, width)]
    print("\n".join(lines))  # noqa: T201  this is where things are printed


def _wrapped(line: str, width: int) -> list[str]:
    """
    A line in parts, what follows indented further; no word is cut, nor a link.
    """
    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


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

    console = Console()
    least = [_longest_word(column) for column in zip(columns, *shown, strict=True)]
    if sum(least) + 3 * len(least) > console.width:
        for row in shown:
            console.print(Text("\n".join(_block(columns, row, console.width))))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column, width in zip(columns, least, strict=True):
        table.add_column(column, min_width=width)
    for row in shown:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _longest_word(cells: Sequence[str]) -> int:
    """
    How wide a column has to be, so that no word of it is cut in two.
    """
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _block(columns: Sequence[str], row: Sequence[str], width: int) -> Iterator[str]:
    """
    A row as lines: what it is about, then what is known of it.
    """
    told = zip(columns[1:], row[1:], strict=True)
    yield row[0]
    for line in (f"{column}: {cell}" if column else cell for column, cell in told if cell):
        yield from _wrapped(f"  {line}", width)


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
    Print plain data as JSON, with nothing hidden in it.
    """
    # Where stdout can't show a character, JSON has its own escape; that of the stream would be no JSON.
    is_unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=not is_unicode, indent=2)
    hidden = {each for each in text if not each.isprintable() and each != "\n" and visible(each) != each}
    print(text.translate({ord(each): json.dumps(each)[1:-1] for each in hidden}))  # noqa: T201
