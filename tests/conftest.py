"""
Settings of the test run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Timings vary on shared machines, whole scenarios take a while to draw, and some properties are about draws that are
# not frequent, such as an inserted event that is refused.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.register_profile("thorough", settings.get_profile("default"), derandomize=False, max_examples=2_000)
settings.register_profile(
    "quick", settings.get_profile("default"), max_examples=5, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Expect what ``open_faults.txt`` lists to fail: faults that are known, named and not yet mended.
    """
    listed = Path(__file__).with_name("open_faults.txt").read_text(encoding="utf8").splitlines()
    known = tuple(line for line in listed if line and not line.startswith("#"))
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(known):
            item.add_marker(pytest.mark.xfail(reason="a known fault, see open_faults.txt", run=False))
