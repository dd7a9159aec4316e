"""
What-ifs with names: edits that are kept in files, applied to scenarios, and added to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from attrs import evolve, field, frozen
from attrs.validators import instance_of, optional

from missionsim.errors import EditError, Fault, ScenarioError, accepted, nearest, shown
from missionsim.files.reading import parse, path_of, read_text
from missionsim.files.scenario_files import load
from missionsim.scenario import Scenario, WhatIf
from missionsim.whatif.edits import Edit

Path = tuple[str | int, ...]

_NAME = re.compile(r"\w[\w-]{0,99}( \+ \w[\w-]{0,99})*")
_A_NAME = "accepted: up to 100 letters, digits, '_' and '-', not starting with '-'"
_TOP = ("scenario", "what_if")
_KEYS = ("scenario", "title", "note", "edits")
_AN_EDIT = "accepted: Delay, Drop, Insert and so on"
_NO_EDIT = Fault(("edits",), "there is no edit", "accepted: one or more")
_TABLES = "accepted: a [what_if] table, or tables such as [what_if.late]"


def _edits(values: Edit | Iterable[Edit]) -> tuple[Edit, ...]:
    if isinstance(values, Edit):
        return (values,)
    if not isinstance(values, Iterable):
        raise EditError([Fault(("edits",), f"{shown(values)} is not an edit", _AN_EDIT)])
    return tuple(values)


@frozen(slots=False)
class _Text:
    """
    The text that what-ifs were read from.
    """

    file: str
    text: str

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        from missionsim.files.toml_lines import lines_of  # noqa: PLC0415  needed where something is wrong only

        return lines_of(self.text)

    def placed(self, fault: Fault, path: Path) -> Fault:
        """
        The fault with the line of the longest part of *path* that stands somewhere.
        """
        ends = range(len(path), 0, -1)
        return fault.at(self.file, next((self.lines[path[:end]] for end in ends if path[:end] in self.lines), 1))


@frozen
class _Origin:
    """
    Where an edit was read.
    """

    edit: Edit
    text: _Text
    path: Path


@frozen
class Plan:
    """
    A named what-if: edits in their order, and the scenario they are about.

    ``a + b`` is the what-if with the edits of *a*, then those of *b*.

    Args:
        name: A short name.

        edits: One edit or several, applied in the order given; without any, nothing changes.

        scenario: Name of a bundled scenario, or path of a scenario file, relative to the what-if's own file; ``None``
            if it can be asked of several.

        title: A line that says what it is about.

        note: Anything worth saying about it.

    Raises:
        EditError: If the name is not usable, or an edit is none; with every fault at once.
    """

    name: str = field(metadata={"of_table": True})
    edits: tuple[Edit, ...] = field(converter=_edits)
    scenario: str | None = field(default=None, validator=optional(instance_of(str)), kw_only=True)
    title: str = field(default="", validator=instance_of(str), kw_only=True)
    note: str = field(default="", validator=instance_of(str), kw_only=True)
    _folder: FilePath | None = field(default=None, eq=False, repr=False, kw_only=True, metadata={"key": None})
    _origins: tuple[_Origin, ...] = field(default=(), eq=False, repr=False, kw_only=True, metadata={"key": None})

    def __attrs_post_init__(self) -> None:
        faults = [*_name_faults(self.name), *_edit_faults(self.edits)]
        if faults:
            raise EditError(faults)

    def apply(self, scenario: Scenario | WhatIf | None = None) -> WhatIf:
        """
        The scenario as it would be after the edits.

        Args:
            scenario: The scenario; the one that the what-if names unless given.

        Returns:
            What :meth:`Scenario.what_if` gives.

        Raises:
            EditError: If an edit names nothing, or leads to what does not hold together; with the line of the edit,
                if it was read from a file. Or if no scenario is given or named.

            UnknownError: If there is no bundled scenario of the name.

            ScenarioError: If the scenario's file can't be read or does not hold together.

            DateError: If a date leaves the calendar.
        """
        asked: Scenario | WhatIf = self.load() if scenario is None else scenario
        try:
            made = asked.what_if(*self.edits)
            made.outcome  # noqa: B018  what does not hold together is said with its line
        except EditError as error:
            earlier = len(asked.edits) if isinstance(asked, WhatIf) else 0
            raise EditError(self._placed(fault, earlier) for fault in error.faults) from None
        return made

    def load(self) -> Scenario:
        """
        The scenario that it names.

        Raises:
            EditError: If it names none, or what is no regular file.

            UnknownError: If there is no bundled scenario of the name.

            ScenarioError: If the scenario's file can't be read or does not hold together.
        """
        if self._source is None:
            raise EditError.of(f"{shown(self.name)} does not say which scenario it is about", "accepted: a scenario")
        source = self._source
        if source is not self.scenario and FilePath(source).exists() and not FilePath(source).is_file():
            problem = f"{shown(self.scenario)} is no regular file"
            raise EditError([Fault(("scenario",), problem, "accepted: a scenario file")])
        return load(source)

    def __add__(self, other: Plan) -> Plan:
        if not isinstance(other, Plan):
            return NotImplemented
        if None not in (self.scenario, other.scenario) and self._source != other._source:
            raise EditError.of(
                f"{shown(self.name)} is about {shown(self.scenario)}, "
                f"and {shown(other.name)} about {shown(other.scenario)}",
                "accepted: what-ifs of one scenario",
            )
        named = self if other.scenario is None else other
        return Plan(
            f"{self.name} + {other.name}",
            (*self.edits, *other.edits),
            scenario=named.scenario,
            title="; ".join(filter(None, (self.title, other.title))),
            note="\n".join(filter(None, (self.note, other.note))),
            folder=named._folder,
            origins=(*self._origins, *other._origins),
        )

    @property
    def _source(self) -> str | FilePath | None:
        """
        What :func:`load` finds the scenario by.
        """
        if self.scenario is None or self._folder is None or _is_bare(self.scenario):
            return self.scenario
        return self._folder / self.scenario

    def _placed(self, fault: Fault, earlier: int) -> Fault:
        """
        A fault that an edit led to, with its file and line; *earlier* edits made the scenario.
        """
        match fault.path:
            case ("edits", int() as position, *keys) if position >= earlier:
                edit = self.edits[position - earlier]
                origin = next((origin for origin in self._origins if origin.edit is edit), None)
                return fault if origin is None else origin.text.placed(fault, (*origin.path, *keys))
        return fault


def is_what_if_file(source: str | PathLike[str]) -> bool:
    """
    Whether it is a file with what-ifs in it, and not a scenario. One that can't be told is taken for a scenario.

    Args:
        source: Name of a bundled scenario, or path of a TOML file.
    """
    if isinstance(source, str) and _is_bare(source):
        return False
    try:
        return bool(nearest("what_if", parse(read_text(FilePath(source)), str(source))))
    except (ScenarioError, RecursionError):
        return False


def load_what_ifs(path: str | PathLike[str]) -> tuple[Plan, ...]:
    """
    Load the what-ifs of a file.

    Args:
        path: Path of a TOML file. A what-if without a name of its own is called as the file is.

    Returns:
        The what-ifs, in the order of the file.

    Raises:
        ScenarioError: If the file can't be read or is at fault; with every fault and its line.
    """
    file = path_of(path)
    return _read(read_text(file), str(file), file.parent, file.stem)


def loads_what_ifs(text: str, *, file: str = "<text>", folder: str | PathLike[str] | None = None) -> tuple[Plan, ...]:
    """
    Read what-ifs from TOML text.

    Args:
        text: The text. A what-if without a name is called ``what_if``.

        file: What errors call it.

        folder: What paths of scenarios are relative to; the working directory unless given.

    Returns:
        The what-ifs, in the order of the text.

    Raises:
        ScenarioError: If the text is at fault; with every fault and its line.
    """
    return _read(text, file, None if folder is None else path_of(folder), "what_if")


def what_ifs_to_toml(what_ifs: Iterable[Plan]) -> str:
    """
    What-ifs as TOML text that loads to equal ones.

    Raises:
        EditError: If there is none, if two have the same name, if one has no edits, or is none.
    """
    import tomli_w  # noqa: PLC0415  not needed to replay

    import missionsim.whatif.plain_form  # noqa: F401, PLC0415  cattrs is slow to import
    from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

    tables: dict[str, Any] = {}
    for what_if in what_ifs if isinstance(what_ifs, Iterable) else [what_ifs]:
        if not isinstance(what_if, Plan):
            raise EditError.of(f"{shown(what_if)} is not a what-if", "accepted: Plan values")
        if what_if.name in tables:
            raise EditError.of(f"there are two what-ifs {shown(what_if.name)}", "accepted: a name of its own for each")
        if not what_if.edits:
            raise EditError([_NO_EDIT])
        dumped = plain.dump(what_if)
        tables[what_if.name] = {key: dumped[key] for key in _KEYS if key in dumped}
    if not tables:
        raise EditError.of("there is no what-if", "accepted: one or more")
    return tomli_w.dumps({"what_if": tables})


def _name_faults(name: str) -> Iterator[Fault]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield Fault((), f"{shown(name)} is not a usable name", _A_NAME)


def _edit_faults(edits: Sequence[Edit]) -> Iterator[Fault]:
    for position, edit in enumerate(edits):
        if not isinstance(edit, Edit):
            yield Fault(("edits", position), f"{shown(edit)} is not an edit", _AN_EDIT)


def _is_bare(scenario: str) -> bool:
    """
    Whether it is taken for the name of a bundled scenario, as :func:`load` does.
    """
    path = FilePath(scenario)
    return path.suffix != ".toml" and path.name == scenario


def _read(text: str, file: str, folder: FilePath | None, name: str) -> tuple[Plan, ...]:
    source = _Text(file, text)
    try:
        document = _Document(parse(text, file), name)
        found = list(document.what_ifs())
        faults = [source.placed(fault, fault.path) for fault in document.faults]
    except RecursionError:
        fault = Fault((), "values stand too deep in each other", "accepted: fewer levels", file)
        raise ScenarioError([fault]) from None
    if faults:
        raise ScenarioError(sorted(faults, key=lambda fault: fault.line or 0))
    return tuple(_from(source, folder, *each) for each in found)


def _from(text: _Text, folder: FilePath | None, path: Path, what_if: Plan) -> Plan:
    origins = tuple(_Origin(edit, text, (*path, "edits", position)) for position, edit in enumerate(what_if.edits))
    return evolve(what_if, folder=folder, origins=origins)


class _Document:
    """
    The data of a file on its way to what-ifs.
    """

    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self._data = data
        self._name = name
        self.faults: list[Fault] = []

    def what_ifs(self) -> Iterator[tuple[Path, Plan]]:
        """
        The what-ifs with their paths; all that is wrong is added to the faults.
        """
        import missionsim.whatif.plain_form  # noqa: F401, PLC0415  cattrs is slow to import
        from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

        self._check_keys()
        common = self._common()
        for path, name, table in self._tables():
            if not isinstance(table, Mapping):
                self._add(path, [Fault((), f"{plain.shown(table)} is not a table", "accepted: a table")])
                continue
            what_if, faults = plain.attempt({**common, **table, "name": name}, Plan)
            self._add(path, dict.fromkeys([*_table_faults(name, table), *faults]))
            if what_if is not None:
                yield path, what_if

    def _add(self, path: Path, faults: Iterable[Fault]) -> None:
        self.faults += [evolve(fault, path=path + fault.path) for fault in faults]

    def _check_keys(self) -> None:
        strange = [key for key in self._data if key not in _TOP]
        if "what_if" not in self._data:
            strange = nearest("what_if", strange)[:1]
            if not strange:
                self._add((), [Fault((), "there is no what-if in it", _TABLES)])
        self._add((), (Fault((key,), f"there is no key {shown(key)}", accepted(key, _TOP)) for key in strange))

    def _common(self) -> Mapping[str, Any]:
        """
        What is said of all what-ifs at once.
        """
        import missionsim.whatif.plain_form  # noqa: F401, PLC0415  cattrs is slow to import
        from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

        if "scenario" not in self._data:
            return {}
        scenario, faults = plain.attempt(self._data["scenario"], str)
        self._add(("scenario",), faults)
        return {} if faults else {"scenario": scenario}

    def _tables(self) -> Iterator[tuple[Path, str, Any]]:
        """
        Path, name and content of every table for a what-if.
        """
        import missionsim.whatif.plain_form  # noqa: F401, PLC0415  cattrs is slow to import
        from missionsim import plain  # noqa: PLC0415  cattrs is slow to import

        found = self._data.get("what_if", {})
        if not isinstance(found, Mapping) or ("what_if" in self._data and not found):
            self._add(("what_if",), [Fault((), f"{plain.shown(found)} is no what-if", _TABLES)])
        elif _is_one(found):
            yield ("what_if",), self._name, found
        else:
            yield from ((("what_if", name), name, table) for name, table in found.items())


def _is_one(found: Mapping[str, Any]) -> bool:
    """
    Whether a table is a what-if itself, not a table of what-ifs by name.
    """
    scalar = {key for key, value in found.items() if not isinstance(value, Mapping)}
    return bool(found) and (bool(scalar.intersection(_KEYS)) or len(scalar) == len(found))


def _table_faults(name: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """
    What a what-if itself would find wrong, were its table well-formed; and a name where there is one already.
    """
    yield from _name_faults(name)
    if table.get("edits") == []:
        yield _NO_EDIT
    if "name" in table:
        yield Fault(("name",), "there is no key 'name'", f"it is called {shown(name)} already")
