"""
Where two long sequences that are nearly the same differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BLOCK = 256


def differing(one: Sequence[object], other: Sequence[object]) -> Iterator[int]:
    """
    The places, ascending, at which two lists of the same length differ; what is the same is passed over in blocks.
    """
    for start in range(0, len(one), BLOCK):
        mine, its = one[start : start + BLOCK], other[start : start + BLOCK]
        if mine != its:
            yield from (start + place for place in range(len(mine)) if mine[place] != its[place])
