"""
Scenario files: TOML in and out, events from CSV, and every error with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path as FilePath

from missionsim.errors import MOST_FAULTS, Fault, ScenarioError, shown, unknown
from missionsim.files.mending import Places, mended, own
from missionsim.files.reading import fault as fault_of
from missionsim.files.reading import parse, path_of, read_text
from missionsim.files.rows import Path, Place, Rows
from missionsim.scenario import Scenario

BUNDLE = FilePath(__file__).parent.with_name("scenarios")
MOST_CYCLES = 8


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
    path = path_of(source)
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
        scenario, faults = _Document(text, file, None if folder is None else path_of(folder)).scenario()
    except RecursionError:
        raise fault_of(file, None, "values stand too deep in each other", "accepted: fewer levels") from None
    if scenario is None:
        raise ScenarioError(faults)
    return scenario


def to_toml(scenario: Scenario) -> str:
    """
    A scenario as TOML text that loads to an equal one.

    Raises:
        TypeError: If it is no scenario.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"{shown(scenario)} is not a scenario; accepted: a Scenario, such as what_if(...).adopted()")
    import tomli_w  # noqa: PLC0415  not needed to replay

    from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

    text = tomli_w.dumps(plain.dump(scenario))
    if "\n" not in scenario.note or "\\r" in text:  # strings over several lines can't keep a carriage return
        return text
    return tomli_w.dumps(plain.dump(scenario), multiline_strings=True)


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
        self._faulty = Places()
        self._data = parse(text, file)
        if "records" in self._data:
            problem = "there is no key 'records'"
            accept = "accepted: [[events]] with 'id', 'date' and 'text', and neither 'entity' nor 'fires'"
            self._add([Fault(("records",), problem, accept)])
            self._data.pop("records")

    def scenario(self) -> tuple[Scenario | None, list[Fault]]:
        """
        The scenario, or every fault in the file.

        A faulty value is replaced by a stand-in and the rest tried again, so that all faults come out at once;
        whatever goes wrong only because of a stand-in is left out.
        """
        from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

        self._include_rows()
        data = self._data
        for _ in range(MOST_CYCLES):
            try:
                scenario, faults = plain.attempt(data, Scenario)
            except ScenarioError as error:
                self._add(own(error.faults, data) if self._faults else error.faults)
                break
            if not faults:
                break
            self._add(faults)
            if len(self._faults) >= MOST_FAULTS:
                break
            data = mended(data, faults)
        else:
            scenario = None
        if not self._faults:
            return scenario, []
        return None, sorted(self._faults, key=lambda fault: (fault.file != self._file, fault.file, fault.line or 0))

    def _add(self, faults: Iterable[Fault]) -> None:
        new: list[Fault] = []
        for each in faults:
            derived_from = ("entity", "trigger") if each.path[-1:] == ("id",) else ()
            paths = [each.path, *((*each.path[:-1], key) for key in derived_from)]
            if not any(self._faulty.overlap(path) for path in paths):
                new.append(each.at(*self._place(each.path)))
        for each in new:
            self._faulty.add(each.path)
        self._faults += new

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
        from missionsim.files.toml_lines import lines_of  # noqa: PLC0415  needed where something is wrong only

        return lines_of(self._text)

    def _include_rows(self) -> None:
        """
        Put the events of the CSV files behind those of the document.
        """
        from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

        names = self._data.pop("events_from", [])
        if isinstance(names, str):
            names = [names]
        events = self._data.get("events", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            problem = f"{plain.shown(names)} are no file names"
            self._add([Fault(("events_from",), problem, "accepted: a list of CSV files")])
        elif names and isinstance(events, list):
            self._data["events"] = [*events]
            rows = Rows(self._data["events"])
            read: set[FilePath] = set()
            for position, name in enumerate(names):
                if len(self._faults) + len(rows.faults) < MOST_FAULTS:
                    self._include_file(rows, name, read, ("events_from", position))
            self._rows, self._faults = rows.places, [*self._faults, *rows.faults]

    def _include_file(self, rows: Rows, name: str, read: set[FilePath], path: Path) -> None:
        """
        Add the rows of one file, unless it was *read* already, under whichever name.
        """
        file = self._folder and self._folder / name
        real = file and _real(file, self._folder)
        if file is None or real is None:
            problem = f"{shown(name)} does not stand beside the scenario"
            self._add([Fault(path, problem, "accepted: a file beside or below it")])
            return
        if real in read:
            self._add([Fault(path, f"{shown(name)} is there already", "accepted: each file once")])
            return
        read.add(real)
        try:
            text = read_text(file)
        except ScenarioError as error:
            found = error.faults[0]
            if found.line is None:
                self._add([Fault(path, f"{shown(name)} {found.problem}", found.accepted)])
            else:
                rows.faults.append(found)
            return
        rows.add(text, str(file))


def _real(file: FilePath, folder: FilePath | None) -> FilePath | None:
    """
    Where a file really stands, links followed; ``None`` if not below a folder, or if what is there is no regular file.
    """
    try:
        real = file.resolve()
        is_inside = folder is not None and real.is_relative_to(folder.resolve())
        return real if is_inside and (real.is_file() or not real.exists()) else None
    except (OSError, ValueError, RuntimeError):  # a loop of links is a RuntimeError before Python 3.13
        return None
