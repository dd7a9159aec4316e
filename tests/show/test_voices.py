"""
Who says so, and who says otherwise, in a line.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from missionsim.record.dates import ImpreciseDate
from missionsim.record.parties import Claim, Party
from missionsim.record.record import Record
from missionsim.show.voices import who_says_so
from small import small

WHEN = ImpreciseDate.parse("2030-06-08")
RECORD: Record = evolve(
    small(), parties=[Party("army", "The army"), Party("paper", "The Paper"), Party("radio"), Party("office", "Office")]
)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ([], ""),
        ([Claim("army", "paper")], "The army, in The Paper"),
        ([Claim("army", "paper"), Claim("army", "radio"), Claim("radio")], "The army, in The Paper, and 1 other"),
        ([Claim("army"), Claim("office", date="2030-06-09")], "The army; but 2030-06-09 by Office"),
        (
            [Claim("army"), Claim("office", date="2030-06-09"), Claim("radio", stance="disputes", date="2030-06")],
            "The army, and 1 other; but 2030-06-09 by Office",
        ),
        (
            [Claim("radio", date="2030-07"), Claim("office", date="2030-06-09"), Claim("paper", stance="disputes")],
            "but 2030-06-09 or 2030-07 by 2; disputed by The Paper",
        ),
        ([Claim("army"), Claim("office", stance="no_comment"), Claim("radio", stance="plans")], "The army"),
        ([Claim("radio", stance="plans"), Claim("office", stance="no_comment")], "radio"),
    ],
)
def test_voices_are_counted_apart_from_those_that_differ(claims: list[Claim], told: str) -> None:
    """
    Who speaks twice counts once; who disputes, gives another date or has no comment is none of the others.
    """
    assert who_says_so(claims, WHEN, RECORD) == told
