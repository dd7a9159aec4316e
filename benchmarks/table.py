"""
The table of what was measured, what ought to be reached, and whether it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from attrs import frozen
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

ONE_DECIMAL, NO_DECIMALS = 10, 100
TWICE = 2


@frozen
class Target:
    """
    What ought to be reached.

    Args:
        bound: The figure.

        is_least: Whether it is the least, instead of the most.
    """

    bound: float
    is_least: bool = False

    def missed_by(self, figure: float) -> float:
        """
        The factor by which a figure is off; up to 1 where it is not.
        """
        return self.bound / figure if self.is_least else figure / self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.bound:g}"


def least(bound: float) -> Target:
    """
    At least so much.
    """
    return Target(bound, is_least=True)


def most(bound: float) -> Target:
    """
    At most so much.
    """
    return Target(bound)


@frozen
class Row:
    """
    One thing that was measured.

    Args:
        group: What it belongs to.

        what: What it is.

        unit: What the figure counts; empty for ratios.

        figure: The figure; ``None`` where there is none.

        target: What ought to be reached, if anything.

        is_over: Whether the figure is a limit that was passed, and the true one is larger.

        fault: Why the target is missed whatever the figure, or why there is no figure.

        beside: What else is worth knowing.
    """

    group: str
    what: str
    unit: str = ""
    figure: float | None = None
    target: Target | None = None
    is_over: bool = False
    fault: str = ""
    beside: str = ""

    @property
    def measured(self) -> str:
        """
        The figure in words.
        """
        if self.figure is None:
            return ""
        return f"{'> ' if self.is_over else ''}{shown(self.figure)}{self.unit and f' {self.unit}'}"

    @property
    def wanted(self) -> str:
        """
        The target in words.
        """
        return "" if self.target is None else f"{self.target}{self.unit and f' {self.unit}'}"

    @property
    def is_met(self) -> bool | None:
        """
        Whether the target is reached; ``None`` where there is nothing to say.
        """
        if self.target is None or self.figure is None:
            return None
        return not self.fault and not self.is_over and self.target.missed_by(self.figure) <= 1

    @property
    def verdict(self) -> str:
        """
        Whether the target is reached, and by how much it is missed.
        """
        if self.figure is None:
            return f"not measured: {self.fault}"
        if self.target is None:
            return ""
        if self.is_met:
            return "met"
        factor = self.target.missed_by(self.figure)
        by = f"{shown(factor)} times" if factor >= TWICE else f"{max(100 * (factor - 1), 0):.1f} %"
        told = f" by {'more than ' if self.is_over else ''}{by}" if factor > 1 else ""
        return ": ".join(filter(None, (f"missed{told}", self.fault)))

    def data(self) -> dict[str, Any]:
        """
        All of it as plain data.
        """
        return {
            "group": self.group,
            "what": self.what,
            "unit": self.unit,
            "measured": self.figure,
            "is_over": self.is_over,
            "target": self.target and {"bound": self.target.bound, "is_least": self.target.is_least},
            "is_met": self.is_met,
            "verdict": self.verdict,
            "fault": self.fault,
            "beside": self.beside,
        }


def shown(figure: float) -> str:
    """
    A figure with as many decimals as matter.
    """
    if figure >= NO_DECIMALS:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= ONE_DECIMAL else f"{figure:.2f}"


def new_table(what: str, *figures: str) -> Table:
    """
    A table with a column of names, and columns of figures.
    """
    table = Table(what, box=SIMPLE_HEAD)
    for figure in figures:
        table.add_column(figure, justify="right")
    return table


def drawn(rows: Sequence[Row]) -> Table:
    """
    The table for a terminal; what is worth knowing besides stands under each row.
    """
    table = Table(box=SIMPLE_HEAD)
    table.add_column("what", min_width=42)
    table.add_column("measured", justify="right", no_wrap=True)
    table.add_column("target", justify="right", no_wrap=True)
    table.add_column("met", min_width=12)
    for group, members in groupby(rows, lambda row: row.group):
        table.add_section()
        table.add_row(Text(group, "bold"))
        for row in members:
            table.add_row(_told(row), row.measured, row.wanted, row.verdict)
    return table


def _told(row: Row) -> Text:
    return Text.assemble(row.what, (f"\n  {row.beside}" if row.beside else "", "dim"))


def markdown(rows: Sequence[Row]) -> str:
    """
    The table for a text file.
    """
    return "\n".join(_markdown_lines(rows))


def _markdown_lines(rows: Sequence[Row]) -> Iterator[str]:
    yield "| what | measured | target | met | beside |"
    yield "|---|---:|---:|---|---|"
    for group, members in groupby(rows, lambda row: row.group):
        yield f"| **{group}** | | | | |"
        for row in members:
            yield f"| {row.what} | {row.measured} | {row.wanted} | {row.verdict} | {row.beside} |"
