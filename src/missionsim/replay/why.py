"""
What put an entity into the state it was in: the steps behind it, its own and those that its conditions relied on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import frozen

from missionsim.record.parties import Claim
from missionsim.replay.steps import Step, Turn


@frozen
class Why:
    """
    What put an entity into the state it was in on a day.

    Args:
        entity: Id of the entity.

        state: The state.

        on: The day asked about.

        since: First day of that state without a break.

        steps: The steps that put it there, in the order they happened: its own, and those of the entities that the
            conditions on the way depend on.
    """

    entity: str
    state: str
    on: dt.date
    since: dt.date
    steps: tuple[Step, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """
        All claims on the way, in order.
        """
        return tuple(claim for step in self.steps for claim in step.claims)

    @property
    def weakest(self) -> Step | None:
        """
        The step on the way whose date is known least precisely; the first of several; ``None`` without steps.
        """
        return max(self.steps, key=lambda step: step.edtf.vagueness, default=None)

    @property
    def precision(self) -> str:
        """
        The unit in which the least precise date on the way is known.
        """
        return self.weakest.edtf.precision if self.weakest else "day"

    def __str__(self) -> str:
        head = f"{self.entity} was {self.state} on {self.on}, since {self.since}"
        weakest = self.weakest
        if weakest is None:
            return f"{head}, from the start."
        lines = [f"{head}, because:"]
        for step in self.steps:
            lines.append(f"  {step.date} {step.event}: {step.before} -> {step.after} (dated {step.edtf})")
            lines += [f"    and so {change}" for change in step.automatic]
            lines += [f"    {_cite(claim)}" for claim in step.claims]
        lines.append(f"  least precise: {weakest.event}, dated {weakest.edtf} ({self.precision})")
        return "\n".join(lines)


def _cite(claim: Claim) -> str:
    who = ", in ".join(claim.voices)
    date_ = f" ({claim.date})" if claim.date is not None else ""
    published = f", published {claim.published}" if claim.published is not None else ""
    doubt = "" if claim.verified else " [unverified]"
    return f"{who} {claim.stance.replace('_', ' ')}{date_}{published}{doubt}"


def behind(turns: Mapping[str, Sequence[Turn]], entity: str, end: int) -> list[int]:
    """
    Positions of the steps before position *end* that put *entity* where it was then, its conditions' entities included.
    """
    reached: dict[str, int] = {}
    positions: set[int] = set()
    todo = [(entity, end)]
    while todo:
        id_, end = todo.pop()
        if reached.get(id_, -1) >= end:
            continue
        reached[id_] = end
        for turn in turns[id_]:
            if turn.position < end:
                positions.add(turn.position)
                todo += [(relied_on, turn.position) for relied_on in turn.relied_on if relied_on != id_]
    return sorted(positions)
