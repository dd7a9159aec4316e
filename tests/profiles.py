"""
Whether tests draw few examples, as in every run, or as many as a long run has time for.
"""

from __future__ import annotations

import os


def is_thorough() -> bool:
    """
    Whether the ``thorough`` profile of hypothesis is asked for.
    """
    return os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
