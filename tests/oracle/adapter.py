"""
From plain data to the scenarios and edits of the package, through the text of files.
"""

from __future__ import annotations

import importlib
from typing import Any

import tomli_w

from oracle.record import Spec


def scenario(spec: Spec) -> Any:
    """
    The scenario of the package that the file with this content describes.
    """
    return importlib.import_module("missionsim.files.scenario_files").loads(scenario_text(spec))


def edits(given: list[Spec]) -> tuple[Any, ...]:
    """
    The same edits as values of the package.
    """
    text = tomli_w.dumps({"what_if": {"edits": given}})
    (what_if,) = importlib.import_module("missionsim.files.what_if_files").loads_what_ifs(text)
    return tuple(what_if.edits)


def scenario_text(spec: Spec) -> str:
    """
    The content as a scenario file; parties that claims and denials name are declared.
    """
    parties = {party for party in _parties(spec) if party not in spec.get("parties", {})}
    return tomli_w.dumps({**spec, "parties": {**spec.get("parties", {}), **{party: {} for party in sorted(parties)}}})


def _parties(value: Any) -> set[str]:
    if isinstance(value, list):
        return {party for each in value for party in _parties(each)}
    if not isinstance(value, dict):
        return set()
    named = {each for key, each in value.items() if key in {"by", "outlet", "denied_by"} and isinstance(each, str)}
    revises = "stance" not in value and "by" in value and "due" in value
    own = set() if revises else named
    return own | {party for key, each in value.items() if key != "revisions" for party in _parties(each)}
