"""
Compare thousands of generated records: ``python -m oracle.hunting [records|edits|rules] [first seed] [seconds]``.

Each feature gets the same time. Printed are how many records were compared, and of each kind of difference how many
there were, the first seed and what it says.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from itertools import count

from oracle import generators
from oracle.compare import differences, what_if_differences
from oracle.readings import TooManyError
from oracle.record import Spec
from oracle.whatif import OutsideError, UnsettledError

CAP = 2_000


def generated(feature: str, seed: int) -> Spec:
    """
    The record of a feature, or of several, with that seed.
    """
    return generators.combined(seed) if feature == "combined" else generators.record(seed, feature)


def compared(what: str, feature: str, seed: int, cap: int = CAP) -> list[str]:
    """
    The differences of one record, or of one what-if of it.

    Raises:
        TooManyError: If it has more than *cap* readings.
    """
    spec = generated(feature, seed)
    every = 1 + seed % 5
    if what == "records":
        return differences(spec, cap, every)
    edits = (generators.rules if what == "rules" else generators.edits)(seed, spec)
    return what_if_differences(spec, edits, cap, every)


def kind_of(difference: str) -> str:
    """
    What a difference is about, without days.
    """
    return re.sub(r"\d{4}-\d\d-\d\d", "...", difference.split(":", maxsplit=1)[0])


def hunt(what: str, feature: str, first_seed: int, seconds: float) -> None:
    """
    Compare records of one feature for some time, and print what differs.
    """
    end = time.monotonic() + seconds
    seen: Counter[str] = Counter()
    examples: dict[str, str] = {}
    done = 0
    for seed in count(first_seed):
        if time.monotonic() > end:
            break
        try:
            found = compared(what, feature, seed)
        except (TooManyError, OutsideError, UnsettledError):
            continue
        done += 1
        for kind in sorted({kind_of(each) for each in found}):
            seen[kind] += 1
            examples.setdefault(kind, f"seed {seed}: {next(each for each in found if kind_of(each) == kind)[:300]}")
    print(f"{feature}: {done} compared")  # noqa: T201  that is what it is run for
    for kind, times in seen.most_common():
        print(f"    {times} {kind}; {examples[kind]}")  # noqa: T201  likewise


def main(what: str = "records", first_seed: str = "0", seconds: str = "120") -> None:
    """
    Hunt through all features.
    """
    features = [*generators.FEATURES, "combined"]
    for feature in features:
        hunt(what, feature, int(first_seed), float(seconds) / len(features))


if __name__ == "__main__":
    main(*sys.argv[1:])
