"""
Text as it may reach a terminal: nothing in it moves the cursor, changes colours, or turns the reading direction.
"""

from __future__ import annotations

from unicodedata import category

# Control characters, formats (which turn the direction of writing), surrogates, and separators of lines.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    """
    *text* with what can't be seen written as escapes; line breaks too.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(each) if category(each) in _HIDDEN else each for each in text)


def visible_lines(text: str) -> str:
    """
    The same with line breaks kept.
    """
    return "\n".join(map(visible, text.split("\n")))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
