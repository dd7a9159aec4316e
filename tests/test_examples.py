"""
The examples.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: str(path.stem))
def test_an_example_prints_what_stands_beside_it(example: Path) -> None:
    """
    Every example runs on its own and prints the text beside it.
    """
    printed = subprocess.run(
        [sys.executable, str(example)], capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
    ).stdout

    assert printed.decode().splitlines() == example.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_there_are_examples() -> None:
    """
    The examples are found.
    """
    assert {path.stem for path in EXAMPLES} >= {"replay_iraq", "late_handover", "never_declared", "minimal_repair"}
