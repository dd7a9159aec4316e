"""
The package against the oracle: what both say of generated records and of what-ifs.
"""

from __future__ import annotations

import pytest

from oracle import generators
from oracle.hunting import compared
from oracle.readings import TooManyError
from oracle.whatif import OutsideError, UnsettledError
from profiles import is_thorough

FEATURES = [*generators.FEATURES, "combined"]
SEEDS = range(1_000) if is_thorough() else range(5)
MOST_READINGS = 2_000 if is_thorough() else 150


def found(what: str, feature: str, seed: int) -> list[str]:
    """
    The differences; none where there is too much to enumerate, or edits lead out of the scenario.
    """
    try:
        return compared(what, feature, seed, MOST_READINGS)
    except (TooManyError, OutsideError, UnsettledError):
        return []


@pytest.mark.parametrize("feature", FEATURES)
def test_records_are_what_the_oracle_says(feature: str) -> None:
    """
    Steps, the readings shown, conflicts, possible days and states, and verdicts with margins on every day.
    """
    assert {seed: differences for seed in SEEDS if (differences := found("records", feature, seed))} == {}


@pytest.mark.parametrize("what", ["edits", "rules"])
@pytest.mark.parametrize("feature", FEATURES)
def test_what_ifs_are_what_the_oracle_says(what: str, feature: str) -> None:
    """
    Steps, possible states and verdicts with margins on every day, after interventions, re-readings and new rules.
    """
    assert {seed: differences for seed in SEEDS if (differences := found(what, feature, seed))} == {}
