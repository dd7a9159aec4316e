"""
Scenario files: TOML in and out, events from CSV, and every error with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from missionsim.errors import Fault, ScenarioError, accepted, unknown
from missionsim.scenario import Scenario

Path = tuple[str | int, ...]
Place = tuple[str, int | None]

BUNDLE = FilePath(__file__).with_name("scenarios")
MOST_BYTES = 64 * 1024 * 1024
MOST_CYCLES = 8

COLUMNS = {
    "id": "id of the event; `<entity>.<trigger>` if empty",
    "entity": "id of the entity; empty in a row that adds a claim to the event with that id above",
    "trigger": "name of the trigger",
    "date": "when, in EDTF",
    "when_enabled": "`true` if the event waits until it can fire",
    "tags": "words, with `;` between them",
    "note": "note of the event",
    "by": "id of the party that announces it",
    "outlet": "id of the party that published it",
    "published": "when it was published, in EDTF",
    "link": "where it can be read",
    "stance": "`asserts`, `confirms`, `disputes` or `no_comment`",
    "claim_date": "the date that this source gives, in EDTF",
    "claim_note": "note of the claim",
    "verified": "`false` if the claim itself was not seen",
}
_OF_CLAIM = {"by": "by", "outlet": "outlet", "published": "published", "link": "link", "stance": "stance"} | {
    "claim_date": "date",
    "claim_note": "note",
    "verified": "verified",
}
_REQUIRED = ("entity", "trigger", "date")

# In what tomllib says of a syntax error: a key as Python shows it; in the line it means: a date without quotes.
_TUPLE = re.compile(r"\('.*'\)|\('.*',\)")
_QUOTED = re.compile(r"'([^']*)'")
_BARE_DATE = re.compile(r"=\s*[\[.]*\d{2}[\dX]{2}\b")

# What takes the place of a faulty value while the rest of the file is checked; faults at that place are not shown.
_A_CONDITION = {"entity": "_", "in": "_"}
_NAMES = ("name", "id", "lifecycle", "initial", "to", "entity", "trigger", "text", "event", "measure", "by")
STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(_NAMES, "_"),
    **{key: ["_"] for key in ("from", "in")},
    **dict.fromkeys(("date", "due", "horizon"), "9999-12-31"),
    **dict.fromkeys(("when", "not"), _A_CONDITION),
    **{key: [_A_CONDITION] for key in ("all", "any", "of")},
    **dict.fromkeys(("latitude", "longitude"), 0.0),
    **{key: {} for key in ("lifecycles", "entities")},
    **dict.fromkeys(("at_least", "at_most"), 1),
    "kind": "base",
}
_LISTS_OF_TABLES = ("events", "records", "claims", "after", "measures", "transitions", "revisions")
_TABLES_BY_ID = (("parties",), ("lifecycles",), ("entities",), ("deadlines",))


def bundled() -> tuple[str, ...]:
    """
    Names of the bundled scenarios, for :func:`load`.
    """
    return tuple(sorted(file.stem for file in BUNDLE.glob("*.toml")))


def load(source: str | PathLike[str]) -> Scenario:
    """
    Load a scenario.

    Args:
        source: Name of a bundled scenario, or path of a TOML file (one that ends in ``.toml`` or has a folder).

    Raises:
        UnknownError: If there is no bundled scenario of that name.

        ScenarioError: If the file can't be read or does not hold together; with every fault and its line.
    """
    path = FilePath(source)
    if isinstance(source, str) and path.suffix != ".toml" and path.name == source:
        if source not in bundled():
            raise unknown("bundled scenario", source, [*bundled(), "the path of a .toml file"])
        path = BUNDLE / f"{source}.toml"
    return loads(read_text(path), file=str(path), folder=path.parent)


def loads(text: str, *, file: str = "<text>", folder: str | PathLike[str] | None = None) -> Scenario:
    """
    Read a scenario from TOML text.

    Args:
        text: The text.

        file: What errors call it.

        folder: Where the CSV files are that it names; without one, it can't name any.

    Raises:
        ScenarioError: If it does not hold together; with every fault and its line.
    """
    try:
        scenario, faults = _Document(text, file, None if folder is None else FilePath(folder)).scenario()
    except RecursionError:
        raise _fault(file, None, "values stand too deep in each other", "accepted: fewer levels") from None
    if scenario is None:
        raise ScenarioError(faults)
    return scenario


def to_toml(scenario: Scenario) -> str:
    """
    A scenario as TOML text that loads to an equal one.
    """
    import tomli_w  # noqa: PLC0415  not needed to replay

    from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

    text = tomli_w.dumps(codec.dump(scenario))
    if "\n" not in scenario.note or "\\r" in text:  # strings over several lines can't keep a carriage return
        return text
    return tomli_w.dumps(codec.dump(scenario), multiline_strings=True)


def read_text(path: FilePath) -> str:
    """
    The text of a file, without a byte order mark.

    Raises:
        ScenarioError: If it can't be read, is too large, or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _fault(str(path), None, f"can't be read: {error.strerror}", "accepted: a readable file") from None
    except ValueError as error:
        raise _fault(repr(str(path)), None, f"can't be read: {error}", "accepted: a readable file") from None
    if len(content) > MOST_BYTES:
        raise _fault(str(path), None, "it is too large", f"accepted: at most {MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _fault(
            str(path), line, f"{error.object[error.start : error.end]!r} is not UTF-8", "accepted: UTF-8"
        ) from None


def parse(text: str, file: str) -> dict[str, Any]:
    """
    A TOML text as plain data.

    Args:
        text: The text.

        file: What errors call it.

    Raises:
        ScenarioError: If it is no TOML; with the line.

        RecursionError: If values stand too deep in each other.
    """
    import tomllib  # noqa: PLC0415  not needed to replay

    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        problem, _, position = str(error).rpartition(" (at ")
        line = position.removeprefix("line ").partition(",")[0]
        at = int(line) if line.isdigit() else text.count("\n") + 1
        shown = _TUPLE.sub(lambda match: ".".join(_QUOTED.findall(match[0])), problem or str(error))
        is_bare = not shown.startswith("Cannot") and _BARE_DATE.search(text.split("\n")[at - 1])
        accept = "accepted: TOML 1.0" + (", with dates other than whole days in quotes" if is_bare else "")
        raise _fault(file, at, shown, accept) from None
    except ValueError as error:
        raise _fault(file, None, f"a number can't be read: {error}", "accepted: TOML 1.0") from None


def _fault(file: str, line: int | None, problem: str, accept: str) -> ScenarioError:
    return ScenarioError([Fault((), problem, accept, file, line)])


class _Document:
    """
    One scenario file on its way to a scenario.
    """

    def __init__(self, text: str, file: str, folder: FilePath | None) -> None:
        self._text = text
        self._file = file
        self._folder = folder
        self._rows: dict[Path, Place] = {}
        self._faults: list[Fault] = []
        self._data = parse(text, file)

    def scenario(self) -> tuple[Scenario | None, list[Fault]]:
        """
        The scenario, or every fault in the file.

        A faulty value is replaced by a stand-in and the rest tried again, so that all faults come out at once;
        whatever goes wrong only because of a stand-in is left out.
        """
        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        self._include_rows()
        data = self._data
        for _ in range(MOST_CYCLES):
            try:
                scenario, faults = codec.attempt(data, Scenario)
            except ScenarioError as error:
                self._add(error.faults)
                break
            if not faults:
                break
            self._add(faults)
            data = _mended(data, faults)
        else:
            scenario = None
        if not self._faults:
            return scenario, []
        return None, sorted(self._faults, key=lambda fault: (fault.file != self._file, fault.file, fault.line or 0))

    def _add(self, faults: Iterable[Fault]) -> None:
        known = [fault.path for fault in self._faults if fault.path]
        for fault in faults:
            derived_from = ("entity", "trigger") if fault.path[-1:] == ("id",) else ()
            paths = [fault.path, *((*fault.path[:-1], key) for key in derived_from)]
            if not any(_overlap(mine, path) for mine in paths for path in known):
                self._faults.append(fault.at(*self._place(fault.path)))

    def _place(self, path: Path) -> Place:
        """
        File and line of the longest part of *path* that stands somewhere.
        """
        for end in range(len(path), 0, -1):
            if path[:end] in self._rows:
                return self._rows[path[:end]]
            if path[:end] in self._lines:
                return self._file, self._lines[path[:end]]
        return self._file, 1

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        from missionsim.toml_lines import lines_of  # noqa: PLC0415  needed where something is wrong only

        return lines_of(self._text)

    def _include_rows(self) -> None:
        """
        Put the events of the CSV files behind those of the document.
        """
        from missionsim import codec  # noqa: PLC0415  cattrs is slow to import

        names = self._data.pop("events_from", [])
        if isinstance(names, str):
            names = [names]
        events = self._data.get("events", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self._add(
                [Fault(("events_from",), f"{codec.shown(names)} are no file names", "accepted: a list of CSV files")]
            )
        elif names and isinstance(events, list):
            self._data["events"] = [*events]
            for position, name in enumerate(names):
                self._include_file(name, ("events_from", position))

    def _include_file(self, name: str, path: Path) -> None:
        inside = self._folder is not None and not FilePath(name).is_absolute() and ".." not in FilePath(name).parts
        if self._folder is None or not inside:
            self._add(
                [
                    Fault(
                        path,
                        f"{name!r} does not stand beside the scenario",
                        "accepted: a file beside or below it",
                    )
                ]
            )
            return
        try:
            text = read_text(self._folder / name)
        except ScenarioError as error:
            self._add([Fault(path, f"{name!r} {error.faults[0].problem}", error.faults[0].accepted)])
            return
        self._include_text(text, str(self._folder / name))

    def _include_text(self, text: str, file: str) -> None:
        import csv  # noqa: PLC0415  needed for CSV only
        from io import StringIO  # noqa: PLC0415  needed for CSV only

        reader = csv.reader(StringIO(text, newline=""), strict=True)
        start = 1
        header: list[str] | None = None
        try:
            for cells in reader:
                line, start = start, reader.line_num + 1
                if header is None:
                    header = [cell.strip() for cell in cells]
                    faults = [fault.at(file, line) for fault in _header_faults(header)]
                    self._faults += faults
                    if faults:
                        return
                elif any(cells):
                    self._include_row(header, cells, (file, line))
            if header is None:
                self._faults += [fault.at(file, start) for fault in _header_faults([])]
        except csv.Error as error:
            self._faults.append(Fault((), f"no CSV: {error}", "accepted: comma-separated values").at(file, start))

    def _include_row(self, header: list[str], cells: list[str], place: Place) -> None:
        if len(cells) > len(header):
            problem = f"the row has {len(cells)} cells under {len(header)} columns"
            self._faults.append(Fault((), problem, "accepted: one cell per column").at(*place))
        events = self._data["events"]
        row = {column: _cell(column, cell.strip()) for column, cell in zip(header, cells, strict=False) if cell.strip()}
        event = {column: value for column, value in row.items() if column in COLUMNS and column not in _OF_CLAIM}
        claim = {key: row[column] for column, key in _OF_CLAIM.items() if column in row}
        position = self._positions.get(_id(event))
        if position is None and "entity" not in event and "id" in event:
            known = accepted(event["id"], self._positions)
            problem = f"there is no event {event['id']!r} above that the claim can be added to"
            self._faults.append(Fault((), problem, known).at(*place))
            return
        if position is None or "entity" in event:
            position = len(events)
            events.append(event)
            self._positions.setdefault(_id(event), position)
            self._rows["events", position] = place
        if claim:
            claims = events[position].setdefault("claims", [])
            self._rows["events", position, "claims", len(claims)] = place
            claims.append(claim)

    @cached_property
    def _positions(self) -> dict[str, int]:
        """
        Positions of the events that rows can add claims to, by id.
        """
        events = enumerate(self._data["events"])
        return {
            _id(event): n
            for n, event in events
            if isinstance(event, dict) and isinstance(event.get("claims", []), list)
        }


def _id(event: Mapping[str, Any]) -> str:
    return str(event.get("id", f"{event.get('entity')}.{event.get('trigger')}"))


def _cell(column: str, text: str) -> Any:
    if column in ("when_enabled", "verified"):
        return {"true": True, "false": False}.get(text.lower(), text)
    return [tag.strip() for tag in text.split(";") if tag.strip()] if column == "tags" else text


def _header_faults(header: list[str]) -> Iterator[Fault]:
    if len(header) == 1 and ";" in header[0]:
        yield Fault(("header",), "semicolons stand between the columns", "accepted: commas")
        return
    for position, column in enumerate(header):
        if column not in COLUMNS:
            yield Fault(("header",), f"there is no column {column!r}", accepted(column, COLUMNS))
        elif column in header[:position]:
            yield Fault(("header",), f"column {column!r} is there twice", "accepted: each column once")
    for column in _REQUIRED:
        if column not in header:
            yield Fault(("header",), f"column {column!r} is missing", "it is required")


def _overlap(path: Path, other: Path) -> bool:
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def _mended(data: dict[str, Any], faults: Iterable[Fault]) -> dict[str, Any]:
    """
    The data without its *faults*: a misspelt key set right, a stand-in for a faulty value.

    What has no stand-in, or is one already, is taken out.
    """
    mended = deepcopy(data)
    for fault in faults:
        place: Any = mended
        for part in fault.path[:-1]:
            place = place[part]
        last: Any = fault.path[-1]
        stand_in = _states_in(data) if last == "states" else _stand_in(fault.path)
        if isinstance(place, list):
            place[last] = stand_in
        elif fault.near is not None and fault.near not in place:
            place[fault.near] = place.pop(last)
        elif stand_in is None or place.get(last) == stand_in:
            place.pop(last, None)
        else:
            place[last] = stand_in
    return mended


def _states_in(data: object) -> list[str]:
    """
    All that is used as a state anywhere, in place of a list of states that can't be read.
    """
    found: dict[str, None] = {"_": None}
    todo = [data]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            used = (part.get(key) for key in ("initial", "from", "to", "in"))
            names = (name for value in used for name in (value if isinstance(value, list) else [value]))
            found |= {name: None for name in names if isinstance(name, str) and name}
            todo += part.values()
        elif isinstance(part, list):
            todo += part
    return list(found)


def _stand_in(path: Path) -> Any:
    """
    What takes the place of a faulty value.
    """
    parent, last = (None, *path)[-2:]
    if isinstance(last, int):
        return {} if parent in _LISTS_OF_TABLES else _A_CONDITION if parent in ("all", "any", "of") else "_"
    if path[:-1] in _TABLES_BY_ID:
        return {}
    if last == "kind" and "after" in path:
        return "floor"
    return STAND_INS.get(str(last))
