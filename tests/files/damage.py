"""
Texts as accidents leave them: cut, doubled, mixed up, and with values that belong elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from hypothesis import settings

Change = Callable[[Random, str], str]

FEWEST = 1_000
PER_EXAMPLE = 20
_SIGNS = '= [ ] [[ ]] { } , ; . # - _ ~ ? / .. \' " """ \'\' "" [] {} [[]] [{}] {_=1}'
_VALUES = "true false null nan -1 0 1.5 0x10 1e400 9999-12-31 0001-01-01 2030-02-30 2030-13 [..2030] +9999y 12:00:00"
STRANGE = (
    *("", " ", "\n", "\t", "\r", "\0", "\ufeff", "\u202e", "\u2028", "\x1b[2J", "é", "e\u0301", "\U0001f600", "\\"),
    *_SIGNS.split(),
    *_VALUES.split(),
    *("2030-01-01T00:00:00Z", "9" * 30, "x" * 300, "x" * 30_000),
)
_TOKEN = re.compile(r'"[^"\n]*"|[\w.+-]+|[^\w\s]')


def damaged(text: str, seed: int) -> str:
    """
    The text after a few changes; the same for the same seed.
    """
    random = Random(seed)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        text = random.choice(_CHANGES)(random, text)
    return text


def seeds() -> Iterator[int]:
    """
    As many as the profile asks for: a thousand, or in the thorough one some ten thousands.
    """
    yield from range(max(FEWEST, settings().max_examples * PER_EXAMPLE))


def _place(random: Random, text: str) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.choice((0, 1, 1, 2, 5, 20, 100)))


def _cut(random: Random, text: str) -> str:
    start, end = _place(random, text)
    return text[:start] + text[end:]


def _put(random: Random, text: str) -> str:
    start, end = _place(random, text)
    return text[:start] + random.choice(STRANGE) + text[random.choice((start, end)) :]


def _copy(random: Random, text: str) -> str:
    start, end = _place(random, text)
    at = random.randint(0, len(text))
    return text[:at] + text[start:end] + text[at:]


def _lines(random: Random, text: str) -> str:
    """
    One line taken out, written twice, or put elsewhere.
    """
    lines = text.split("\n")
    line = lines.pop(random.randrange(len(lines)))
    for _ in range(random.choice((0, 1, 2))):
        lines.insert(random.randint(0, len(lines)), line)
    return "\n".join(lines)


def _token(random: Random, text: str) -> str:
    """
    One value or word instead of another: by far the most files that can still be parsed.
    """
    found = list(_TOKEN.finditer(text))
    if not found:
        return text
    old = random.choice(found)
    new = random.choice((random.choice(found)[0], random.choice(STRANGE), _misspelt(random, old[0])))
    return text[: old.start()] + new + text[old.end() :]


def _misspelt(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice("aeinrst_1 ") + word[at + random.randint(0, 1) :]


def _end(random: Random, text: str) -> str:
    return text[: random.randint(0, len(text))]


_CHANGES: tuple[Change, ...] = (_cut, _put, _copy, _lines, _token, _token, _token, _token, _token, _end)
