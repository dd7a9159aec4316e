"""
Events from CSV: a row per event, and rows that add a claim to an event above.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from typing import Any
from unicodedata import normalize

from missionsim.errors import MOST_FAULTS, Fault, accepted, shown

Path = tuple[str | int, ...]
Place = tuple[str, int | None]

COLUMNS = {
    "id": "id of the event; `<entity>.<trigger>` of its first firing if empty",
    "entity": "id of the entity; empty in a row that adds a claim to the event with that id above",
    "trigger": "name of the trigger",
    "fires": "several triggers instead, as `<entity>.<trigger>` with `;` between them",
    "date": "when, in EDTF",
    "when_enabled": "`true` if the event waits until it can fire",
    "text": "what happened or was said, of an event that fires nothing",
    "about": "ids of the entities that it concerns, with `;` between them",
    "tags": "words, with `;` between them",
    "note": "note of the event",
    "by": "id of the party that announces it",
    "outlet": "id of the party that published it",
    "published": "when it was published, in EDTF",
    "link": "where it can be read",
    "stance": "`asserts`, `confirms`, `disputes`, `no_comment` or `plans`",
    "claim_date": "the date that this source gives, in EDTF",
    "of": "the one firing that the claim speaks of",
    "claim_note": "note of the claim",
    "verified": "`false` if the claim itself was not seen",
}
_OF_CLAIM = {
    **{key: key for key in ("by", "outlet", "published", "link", "stance", "of", "verified")},
    "claim_date": "date",
    "claim_note": "note",
}
_OF_EVENT = tuple(column for column in COLUMNS if column not in _OF_CLAIM)
_LISTS = ("tags", "about", "fires")
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_FLAGS = ("when_enabled", "verified")


class Rows:
    """
    Events, and the rows of CSV files that are added to them.

    Args:
        events: The events as plain data, to which those of the rows are added.

    Attributes:
        places: File and line of the events and claims that were added, by path.

        faults: All that is wrong with the files.
    """

    def __init__(self, events: list[Any]) -> None:
        self.events = events
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []
        self._positions = {
            _id(event): n
            for n, event in enumerate(events)
            if isinstance(event, dict) and isinstance(event.get("claims", []), list)
        }

    def add(self, text: str, file: str) -> None:
        """
        Add the events of a CSV file.

        Args:
            text: Its text.

            file: What errors call it.
        """
        first, _, rest = text.partition("\n")
        skipped = 1 if first.strip().strip('"').lower().startswith("sep=") else 0
        text = normalize("NFC", rest if skipped else text)
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        start = 1 + skipped
        header: list[str] | None = None
        try:
            for cells in reader:
                if len(self.faults) >= MOST_FAULTS:
                    return
                line, start = start, reader.line_num + 1 + skipped
                if not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    header = [cell.strip() for cell in cells]
                    faults = [fault.at(file, line) for fault in islice(_header_faults(header), MOST_FAULTS)]
                    self.faults += faults
                    if faults:
                        return
                else:
                    self._row(header, cells, (file, line))
            if header is None:
                self.faults += [fault.at(file, start) for fault in _header_faults([])]
        except csv.Error as error:
            self.faults.append(Fault((), f"no CSV: {error}", "accepted: comma-separated values").at(file, start))

    def _row(self, header: list[str], cells: list[str], place: Place) -> None:
        surplus = [cell for cell in cells[len(header) :] if cell.strip()]
        if surplus:
            problem = f"the row has {len(cells)} cells under {len(header)} columns"
            self.faults.append(Fault((), problem, "accepted: one cell per column").at(*place))
        for column, cell in zip(header, cells, strict=False):
            if cell.strip() and not column:
                problem = f"{shown(cell.strip())} stands under no column name"
                self.faults.append(Fault((), problem, "accepted: cells of named columns").at(*place))
        row = {
            column: _cell(column, cell.strip())
            for column, cell in zip(header, cells, strict=False)
            if column and cell.strip()
        }
        event = {column: row[column] for column in _OF_EVENT if column in row}
        claim = {key: row[column] for column, key in _OF_CLAIM.items() if column in row}
        position = self._positions.get(_id(event)) if "id" in event else None
        if _is_new(event, is_known=position is not None):
            position = len(self.events)
            self.events.append(event)
            self._positions.setdefault(_id(event), position)
            self.places["events", position] = place
        elif position is None:
            known = accepted(event.get("id", ""), self._positions)
            problem = f"there is no event {shown(event.get('id'))} above that the claim can be added to"
            self.faults.append(Fault((), problem, known).at(*place))
            return
        else:
            self._check_claim_row(event, claim, place)
        if claim:
            claims = self.events[position].setdefault("claims", [])
            self.places["events", position, "claims", len(claims)] = place
            claims.append(claim)

    def _check_claim_row(self, event: Mapping[str, Any], claim: Mapping[str, Any], place: Place) -> None:
        """
        Refuse what a row that only adds a claim can't say.
        """
        if not claim and event.keys() == {"id"}:
            problem = f"the row adds nothing to {shown(event['id'])}"
            self.faults.append(
                Fault((), problem, "accepted: 'by', 'stance' and the other columns of a claim").at(*place)
            )
        for column in event:
            if column != "id":
                accept = "accepted: 'claim_date', 'claim_note' and the other columns of a claim"
                if column == "date":
                    accept = "accepted: 'claim_date' for the date that this source gives"
                problem = f"a row that adds a claim to {shown(event['id'])} has a {column!r} of its own"
                self.faults.append(Fault((column,), problem, accept).at(*place))


def _id(event: Mapping[str, Any]) -> str:
    fires = event.get("fires")
    first = fires[0] if isinstance(fires, list) and fires and isinstance(fires[0], str) else None
    return str(event.get("id", first or f"{event.get('entity')}.{event.get('trigger')}"))


def _is_new(event: Mapping[str, Any], *, is_known: bool) -> bool:
    """
    Whether a row is an event, and no claim that is added to one; *is_known*: whether there is one of its id.
    """
    if {"entity", "fires"} & event.keys():
        return True
    return bool({"trigger", "text"} & event.keys()) and ("date" in event or not is_known)


def _cell(column: str, text: str) -> Any:
    if column in _FLAGS:
        return {"true": True, "false": False}.get(text.lower(), text)
    return [part.strip() for part in text.split(";") if part.strip()] if column in _LISTS else text


def _header_faults(header: list[str]) -> Iterator[Fault]:
    found = [name for separator, name in _SEPARATORS.items() if len(header) == 1 and separator in header[0]]
    if found:
        yield Fault(("header",), f"{found[0]} stand between the columns", "accepted: commas")
        return
    seen: set[str] = set()
    for column in header:
        if column and column not in COLUMNS:
            listed = f"accepted: {', '.join(COLUMNS)}"
            yield Fault(("header",), f"there is no column {shown(column)}", _with_hint(column, listed))
        elif column in seen:
            yield Fault(("header",), f"column {shown(column)} is there twice", "accepted: each column once")
        seen.update([column] if column else [])
    if "date" not in header:
        yield Fault(("header",), "column 'date' is missing", "it is required")
    if "fires" not in header and "text" not in header:
        for column in ("entity", "trigger"):
            if column not in header:
                yield Fault(("header",), f"column {column!r} is missing", "it is required")


def _with_hint(column: str, listed: str) -> str:
    hint = accepted(column, COLUMNS).partition(" (did you mean")
    return listed + (hint[1] + hint[2])
