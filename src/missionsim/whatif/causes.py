"""
Why an event stands where it stands in a what-if, as a value.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from missionsim.record.dates import counted

Kind = Literal["edited", "carried", "pushed", "absorbed", "orphaned", "released"]


@frozen
class Cause:
    """
    One reason why an event stands where it stands in a what-if.

    Args:
        kind: ``edited``; ``carried`` along with another event; ``pushed``: held back by what it depends on;
            ``absorbed``: what it depends on moved, and slack took it up; ``orphaned``: what it reacts to was dropped;
            ``released``: what it had to wait for was dropped.

        by: Id of that other event; for an edit, the edit in words.

        days: Days by which this moves it; positive is later.

        absorbed: Days that the slack before it took up.

        edit: Position of the edit among the what-if's edits, from 0.
    """

    kind: Kind
    by: str
    days: int = 0
    absorbed: int = 0
    edit: int | None = None

    def __str__(self) -> str:
        moved = f" {counted(self.days)} {'later' if self.days > 0 else 'earlier'}" if self.days else ""
        taken_up = f"{counted(self.absorbed)} absorbed by slack" if self.absorbed else ""
        texts = {
            "edited": f"edited: {self.by}",
            "carried": f"carried{moved} by {self.by}",
            "pushed": f"held back{moved} by {self.by}" + (f", {taken_up}" if taken_up else ""),
            "absorbed": f"not moved by {self.by}: {taken_up}",
            "orphaned": f"orphaned: it reacts to {self.by}, which was dropped",
            "released": f"released: it had to wait for {self.by}, which was dropped",
        }
        return texts[self.kind]
