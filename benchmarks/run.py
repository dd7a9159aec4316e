"""
Measure missionsim against the targets of its speed, beside raw ``transitions``, ``xstate-statemachine``,
``python-statemachine`` and ``sismic``.

Everybody takes the same bases through the same transitions in the same order. They take turns in every round, so that a
slow moment of the machine hits all of them; ratios are taken within a round, and medians over the rounds are shown.
Nothing is asserted about figures. What is asserted is that all end in the same states.
"""

from __future__ import annotations

import json as json_
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console

import asking
import growth
import processes
import replays
from made_up import Work
from peers import Peer
from table import Row, drawn, markdown, shown

app = App(
    name="run.py",
    help=__doc__,
    version_flags=(),
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)

Count = Annotated[int, Parameter(validator=Number(gte=1))]
Speeds = Sequence[tuple[Peer, float, float] | tuple[Peer, None, None]]

WIDTH = 110
PACKAGES = ("attrs", "transitions", "xstate-statemachine", "python-statemachine", "sismic")


def measured(work: Work, rounds: int, growth_rounds: int, most_events: int) -> tuple[list[Row], Speeds]:
    """
    All rows of the table, and how fast each peer was.
    """
    turns = replays.measure(work, rounds)
    rows = [
        *replays.rows(work, turns),
        *growth.rows(most_events, growth_rounds),
        *asking.rows(rounds),
        *processes.rows(processes.measure(3 * rounds)),
    ]
    return rows, replays.speeds(work, turns)


def machine() -> str:
    """
    What it was measured on, in words.
    """
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    today = datetime.now(UTC).date()
    return f"{today}, {os.cpu_count()} cores, CPython {platform.python_version()}, {packages}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _peers_told(speeds: Speeds) -> Iterator[str]:
    yield "Who takes part, and what is done once and per event:\n"
    for name, built, fired, once, each in _cells(speeds):
        yield f"  {name}"
        yield f"    once, {built} ms: {once}" if fired else f"    not installed; once: {once}"
        yield f"    per event, {fired} µs: {each}\n" if fired else f"    per event: {each}\n"


def _peers_markdown(speeds: Speeds) -> str:
    lines = ["| who takes part | built, ms | µs per event | built once | per event |", "|---|---:|---:|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in _cells(speeds))])


def _cells(speeds: Speeds) -> Iterator[tuple[str, ...]]:
    for peer, built, fired in speeds:
        if built is None or fired is None:
            yield peer.name, "not installed", "", peer.once, peer.each
        else:
            yield peer.name, shown(built), shown(fired), peer.once, peer.each


@app.default
def run(  # noqa: PLR0913  one per option
    *,
    rounds: Count = 5,
    bases: Count = 1_000,
    events: Count = 10_000,
    most_events: Count = growth.SIZES[-1],
    quick: bool = False,
    markdown_: Annotated[bool, Parameter(name="--markdown")] = False,
    json: bool = False,
) -> None:
    """
    Measure, and print the table.

    Args:
        rounds: Rounds in which all take turns; growth has at most three.

        bases: Number of bases.

        events: Number of events.

        most_events: Records larger than that are left out of growth.

        quick: One round of all, and no record of more than 100,000 events.

        markdown_: Print the tables as README has them.

        json: Print JSON instead.
    """
    if quick:
        rounds, most_events = 1, min(most_events, growth.SIZES[1])
    rows, speeds = measured(Work.of(bases, events), rounds, min(rounds, 3), most_events)
    if json:
        taken = {peer.name: {"built_ms": built, "us_per_event": fired} for peer, built, fired in speeds}
        print(json_.dumps({"on": machine(), "rows": [row.data() for row in rows], "peers": taken}, indent=2))
    elif markdown_:
        print(f"{machine()}.", markdown(rows), _peers_markdown(speeds), sep="\n\n")
    else:
        console = Console(highlight=False)
        console.width = max(console.width, WIDTH)
        console.print(drawn(rows))
        print(*_peers_told(speeds), machine(), sep="\n")


if __name__ == "__main__":
    app()
