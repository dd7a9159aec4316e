"""
What it takes to import missionsim, and to run its command, as a whole process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory
from time import perf_counter

from stopwatch import Rounds
from table import Row, most

BARE, PEER, IMPORT, ALL, COMMAND = (
    "interpreter alone",
    "import transitions, attrs",
    "import missionsim",
    "from missionsim import *",
    "missionsim replay iraq",
)
PROGRAMS: dict[str, tuple[str, ...]] = {
    BARE: ("pass",),
    PEER: (PEER,),
    IMPORT: (IMPORT,),
    ALL: (ALL,),
    COMMAND: ("from missionsim.cli.app import main; main()", "replay", "iraq"),
}


def measure(times: int) -> Rounds:
    """
    Seconds from the start to the end of a fresh interpreter, per program, all in turn.

    Byte code is kept, in a place of its own, whatever the environment says: otherwise packages compiled when they
    were installed would have an advantage over one that is imported from its source tree.
    """
    rounds = Rounds()
    with TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        for program in PROGRAMS.values():
            _run(program, environment)  # fills the cache
        for _ in range(times):
            for name, program in PROGRAMS.items():
                rounds.add(name, _run(program, environment))
    return rounds


def _run(program: tuple[str, ...], environment: Mapping[str, str]) -> float:
    since = perf_counter()
    command = [sys.executable, "-c", *program]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  our own few words
    return perf_counter() - since


def rows(rounds: Rounds) -> Iterator[Row]:
    """
    The rows of the table: whole processes, the start of the interpreter included.
    """
    group = f"Whole processes, `{PEER}` = 1"
    for name, target in ((IMPORT, most(0.5)), (COMMAND, most(3.5)), (ALL, None), (BARE, None)):
        beside = f"{1e3 * rounds.middle(name):.0f} ms, of {1e3 * rounds.middle(PEER):.0f}"
        yield Row(group, f"`{name}`", figure=rounds.ratio(name, PEER), target=target, beside=beside)
