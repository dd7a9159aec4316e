"""
Values as plain data and back: for TOML, JSON and hashes.
"""

from missionsim.plain.converter import attempt, content_hash, dump, load
from missionsim.plain.faults import Malformed, keys, shown, types
from missionsim.plain.registry import Union, register_derived, register_text_or_table, register_union

__all__ = [
    "Malformed",
    "Union",
    "attempt",
    "content_hash",
    "dump",
    "keys",
    "load",
    "register_derived",
    "register_text_or_table",
    "register_union",
    "shown",
    "types",
]
