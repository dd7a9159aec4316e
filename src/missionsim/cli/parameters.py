"""
The parameters that several commands have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import Parameter, Token

from missionsim.record.versions import Policy


def flag(meaning: str) -> Parameter:
    """
    A flag that is given or not.
    """
    return Parameter(help=meaning, show_default=False)


Source = Annotated[str, Parameter(help="Name of a bundled scenario, or path of a TOML file.")]
On = Annotated[str | None, Parameter(help="Day at whose end the states are asked, such as 2026-01-17 or 2026-01.")]
Json = Annotated[bool, flag("Print JSON instead of tables.")]
Reading = Annotated[Literal["latest", "earliest"], Parameter(help="Which end of an imprecise date is taken.")]
According = Annotated[str | None, Parameter(help="Id of the party whose version is replayed.")]
Dated = Annotated[Policy, Parameter(help="Which of the claimed dates are taken.")]


def _said(_: object, tokens: Sequence[Token]) -> list[str]:
    """
    The flags that were given, in their order, each with a space and its value.
    """
    return [f"{token.keyword} {token.value}" for token in tokens]


Edits = Annotated[
    list[str] | None,
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
