"""
On which line every key of a TOML text stands.

``tomllib`` reads the values but keeps no positions, and no well-kept parser makes them public; a text that
``tomllib`` has accepted needs little more than a tokenizer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(
    r"""(?:(?P<bare>[A-Za-z0-9_-]+)|"(?P<basic>(?:\\.|[^"\\])*)"|'(?P<literal>[^']*)')(?P<dot>[ \t]*\.[ \t]*)?"""
)
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'|[^,\]}#\r\n]+''',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def lines_of(text: str) -> Mapping[Path, int]:
    """
    Lines of all keys, tables and list items.

    Args:
        text: TOML that ``tomllib`` accepts.

    Returns:
        Line numbers from 1, by path: keys as text, positions in lists as numbers from 0.
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        self._items: dict[Path, int] = {}

    def scan(self) -> Mapping[Path, int]:
        table: Path = ()
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self._lines

    def _skip_blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _mark(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._breaks, at - 1) + 1)

    def _header(self) -> Path:
        start = self._at
        is_item = self._text.startswith("[[", start)
        self._at += 2 if is_item else 1
        *parents, last = self._key()
        self._at = self._text.index("]", self._at) + (2 if is_item else 1)
        path: Path = ()
        for part in parents:
            path = self._latest((*path, part))
            self._mark(path, start)
        path = (*path, last)
        self._mark(path, start)
        if is_item:
            self._items[path] = self._items.get(path, 0) + 1
        path = self._latest(path)
        self._mark(path, start)
        return path

    def _latest(self, path: Path) -> Path:
        return (*path, self._items[path] - 1) if path in self._items else path

    def _key(self) -> list[str]:
        parts: list[str] = []
        self._skip_blank()
        match = _KEY.match(self._text, self._at)
        while match:
            basic = match["basic"]
            parts.append(match["bare"] or match["literal"] or (_ESCAPE.sub(_unescape, basic) if basic else ""))
            self._at = match.end()
            match = _KEY.match(self._text, self._at) if match["dot"] else None
        return parts

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table
        for part in self._key():
            path = (*path, part)
            self._mark(path, start)
        self._at = self._text.index("=", self._at) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        self._mark(path, self._at)
        opening = self._text[self._at]
        if opening not in "[{":
            match = _SCALAR.match(self._text, self._at)
            self._at = match.end() if match else self._at + 1
            return
        self._at += 1
        position = 0
        while True:
            self._skip_blank()
            if self._text[self._at] in "]}":
                self._at += 1
                return
            if self._text[self._at] == ",":
                self._at += 1
            elif opening == "[":
                self._value((*path, position))
                position += 1
            else:
                self._pair(path)


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
