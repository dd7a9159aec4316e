"""
Files as text, and text as TOML data, with one error that says where it can't be read.
"""

from __future__ import annotations

import re
import stat
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from missionsim.errors import Fault, ScenarioError, shown

# What pipes gave, by device and number.
_PIPED: dict[tuple[int, int], bytes] = {}

MOST_BYTES = 64 * 1024 * 1024
_START = 1_000

# In what tomllib says of a syntax error: a key as Python shows it; in the line it means: a date without quotes.
_TUPLE = re.compile(r"\('.*'\)|\('.*',\)")
_QUOTED = re.compile(r"'([^']*)'")
_UNPADDED = re.compile(r"=\s*\d{4}-(?:\d-\d{1,2}|\d{2}-\d)\s*(?:#|,|}|$)")
_CAPITAL = re.compile(r"=\s*(?:True|False|TRUE|FALSE)\b")
_CURLY = re.compile(r"=\s*[\u2018-\u201f\u00ab\u00bb]")
_BARE_TEXT = re.compile(r"=\s*[^\W\d]")
_BARE_DATE = re.compile(r"=\s*[\[.]*\d{2}[\dX]{2}\b")

# A key of n parts costs n * n in tomllib, in memory too. What is not closed counts as open to its end.
MOST_PARTS = 32
_MANY_DOTS = re.compile(rf"(?:\.[^.\n]*){{{MOST_PARTS}}}")
_PART = r"""(?:[\w-]++|"(?:\\.|[^"\\\n])*+"?+|'[^'\n]*+'?+)"""
_TOKENS = re.compile(
    r'''#[^\n]*|"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)|\'{3}.*?(?:\'{3,5}|\Z)'''
    rf"|(?P<key>{_PART}(?:[ \t]*\.[ \t]*{_PART})*)",
    re.DOTALL,
)
_PARTS = re.compile(_PART)


def path_of(source: str | PathLike[str]) -> FilePath:
    """
    A path, however it was given.

    Raises:
        ScenarioError: If it is none.
    """
    try:
        return FilePath(source)
    except TypeError:
        raise fault("<path>", None, f"{shown(source)} is not a path", "accepted: text, or a path") from None


def read_text(path: FilePath) -> str:
    """
    The text of a file, without a byte order mark.

    Raises:
        ScenarioError: If it can't be read, is too large, or not UTF-8.
    """
    try:
        content = _content(path)
    except OSError as error:
        raise fault(str(path), None, f"can't be read: {error.strerror}", "accepted: a readable file") from None
    except ValueError as error:
        raise fault(repr(str(path)), None, f"can't be read: {error}", "accepted: a readable file") from None
    if b"\0" in content[:_START]:
        raise fault(str(path), 1, "it is not UTF-8, but UTF-16 or UTF-32, or no text", "accepted: UTF-8")
    if len(content) > MOST_BYTES:
        raise fault(str(path), None, "it is too large", f"accepted: at most {MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fault(
            str(path), line, f"{error.object[error.start : error.end]!r} is not UTF-8", "accepted: UTF-8"
        ) from None


def _content(path: FilePath) -> bytes:
    """
    The bytes of a file, up to one more than are accepted; what a pipe gave is kept, since it can be read only once.
    """
    about = path.stat()
    pipe = (about.st_dev, about.st_ino) if stat.S_ISFIFO(about.st_mode) else None
    if pipe in _PIPED:
        return _PIPED[pipe]
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if pipe is not None:
        _PIPED[pipe] = content
    return content


def parse(text: str, file: str) -> dict[str, Any]:
    """
    A TOML text as plain data.

    Args:
        text: The text.

        file: What errors call it.

    Raises:
        ScenarioError: If it is no text, or no TOML; with the line.

        RecursionError: If values stand too deep in each other.
    """
    import tomllib  # noqa: PLC0415  not needed to replay

    if not isinstance(text, str):
        raise fault(file, None, f"{shown(text)} is not text", "accepted: TOML as text")
    if _MANY_DOTS.search(text):
        _check_keys(text, file)
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        problem, _, position = str(error).rpartition(" (at ")
        line = position.removeprefix("line ").partition(",")[0]
        at = int(line) if line.isdigit() else text.count("\n") + 1
        told = _TUPLE.sub(lambda match: ".".join(_QUOTED.findall(match[0])), problem or str(error))
        hint = "" if told.startswith("Cannot") else _hint(text.split("\n")[at - 1])
        raise fault(file, at, told, f"accepted: TOML 1.0{hint}") from None
    except ValueError as error:
        raise fault(file, None, f"a number can't be read: {error}", "accepted: TOML 1.0") from None


def _hint(line: str) -> str:
    """
    What TOML would take instead of what stands on a line, where that can be told.
    """
    if _UNPADDED.search(line):
        return ", with two digits for months and days, as in 2026-08-13"
    if _BARE_DATE.search(line):
        return ", with dates other than whole days in quotes"
    if _CAPITAL.search(line):
        return ", with true and false in small letters"
    if _CURLY.search(line):
        return ", with straight quotes"
    return ", with text in quotes" if _BARE_TEXT.search(line) else ""


def _check_keys(text: str, file: str) -> None:
    """
    Refuse keys of very many parts, before they are parsed.
    """
    for token in _TOKENS.finditer(text):
        if token["key"] and len(_PARTS.findall(token["key"])) > MOST_PARTS:
            line = text.count("\n", 0, token.start()) + 1
            raise fault(
                file, line, "a key has too many parts", f"accepted: at most {MOST_PARTS} parts with '.' between"
            )


def fault(file: str, line: int | None, problem: str, accept: str) -> ScenarioError:
    """
    The error with one fault of a file.
    """
    return ScenarioError([Fault((), problem, accept, file, line)])
