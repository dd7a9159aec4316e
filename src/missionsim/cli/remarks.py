"""
What a replay says besides: what deserves a second look, and until when anything is known.
"""

from __future__ import annotations

from datetime import date

from missionsim.replay.columns import UNAPPLIED
from missionsim.replay.timeline import Timeline


def remarks(timeline: Timeline) -> list[str]:
    """
    How many firings did not take place, what the dates contradict, and what lies after the end.
    """
    counts = {each: sum(step.disposition == each for step in timeline.steps) for each in UNAPPLIED}
    found = [f"{each}: {count} of {len(timeline.steps)} steps" for each, count in counts.items() if count]
    found += [f"contradiction: {contradiction}" for contradiction in timeline.contradictions]
    return found + [f"not played, since it lies after {timeline.horizon}: {event}" for event in timeline.unplayed]


def known(day: date | None) -> str:
    """
    Until when anything is known, as the beginning of a line.
    """
    return "" if day is None else f"known until {day}; "
