"""
The parameters that several commands have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import Parameter, Token

from missionsim.record.versions import Policy

Source = Annotated[str, Parameter(help="Name of a bundled scenario, or path of a TOML file.")]
On = Annotated[str | None, Parameter(help="Day at whose end the states are asked, such as 2026-01-17 or 2026-01.")]
Json = Annotated[bool, Parameter(help="Print JSON instead of tables.")]
Reading = Annotated[Literal["latest", "earliest"], Parameter(help="Which end of an imprecise date is taken.")]
According = Annotated[str | None, Parameter(help="Party whose version is replayed.")]
Dated = Annotated[Policy, Parameter(help="Which of the claimed dates are taken.")]


def _said(_: object, tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """
    The flags that were given, in their order, each with its value.
    """
    return [(str(token.keyword), token.value) for token in tokens]


Edits = Annotated[
    list[tuple[str, str]] | None,
    Parameter(
        name=(
            "--delay",
            "--advance",
            "--move",
            "--swap",
            "--drop",
            "--bridge",
            "--insert",
            "--according",
            "--redate",
            "--revise",
            "--initial",
        ),
        converter=_said,
        n_tokens=1,
        negative=(),
        help=(
            "Edits, each as often as wanted, applied in the order given: --delay EVENT=90d, --advance EVENT=2w, "
            "--move EVENT=DATE, --swap EVENT=EVENT, --drop EVENT, --bridge EVENT (drop it, and bridge the gap), "
            '--insert "DATE ENTITY TRIGGER", --according PARTY, --redate EVENT=DATE, --revise DEADLINE=DATE, '
            "--initial ENTITY=STATE."
        ),
    ),
]
