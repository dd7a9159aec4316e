"""
What the dump of a timeline holds besides its fields.
"""

from __future__ import annotations

from operator import attrgetter

from missionsim.plain import register_derived
from missionsim.replay.outcomes import Outcome
from missionsim.replay.refusals import Refusal

register_derived(
    Outcome,
    {
        "due": attrgetter("due"),
        "opens": attrgetter("opens"),
        "met_on": attrgetter("met_on"),
        "days_late": attrgetter("days_late"),
    },
)
register_derived(Refusal, {"message": str})
