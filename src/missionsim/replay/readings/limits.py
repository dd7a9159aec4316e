"""
How much is tried before an answer is not exact.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Limits:
    """
    How much is tried; where one is met, the answer says that it is not exact.

    Args:
        orders: Classes of orders of one cluster.

        steps: Events placed in the search over one cluster.

        branches: Branches of one search for the best day.

        hypotheses: Sets of firings that are taken to be refused.
    """

    orders: int = 5_000
    steps: int = 50_000
    branches: int = 5_000
    hypotheses: int = 400
