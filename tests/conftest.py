"""
Settings of the test run.
"""

from __future__ import annotations

import os

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
