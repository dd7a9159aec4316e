"""
How edits look as plain data: each is told by the one key that it begins with.
"""

from __future__ import annotations

from typing import Any, cast

from missionsim.plain import Union, keys, register_text_or_table, register_union
from missionsim.whatif.edits import EDITS, Edit
from missionsim.whatif.selections import Events, Target

VERBS = {next(iter(keys(cast("Any", cls)))): cls for cls in EDITS}

register_union(Edit, Union("an edit", "a table such as { delay = ..., by = ... }", VERBS))
register_text_or_table(Target, Events, "names no events")
