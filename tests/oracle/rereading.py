"""
Edits of what is believed, and of the rules: a record as plain data in, another one out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from oracle.dates import window
from oracle.record import Spec, event_id, fires, names

RE_READINGS = {"redate", "according"}
RULES = {"revise", "initial", "rewire"}


def kind(edit: Spec) -> str:
    """
    Which edit it is: its first key.
    """
    return next(iter(edit))


def reread(spec: Spec, edits: Iterable[Spec]) -> Spec:
    """
    The record after all re-readings among the edits, in their order.
    """
    result = copy.deepcopy(spec)
    for edit in edits:
        if "redate" in edit:
            _redate(_event(result, edit["redate"]), edit["to"])
        if "according" in edit:
            _version(result, edit["according"])
    return result


def with_rules(spec: Spec, edits: Iterable[Spec]) -> Spec:
    """
    The record after all changes of the rules among the edits, in their order.
    """
    result = copy.deepcopy(spec)
    for edit in edits:
        if "initial" in edit:
            result["entities"][edit["initial"]]["initial"] = edit["state"]
        if "revise" in edit:
            deadline = result["deadlines"][edit["revise"]]
            deadline["when"] = edit.get("when", deadline["when"])
            if "due" in edit:
                deadline["due"] = edit["due"]
                deadline.pop("revisions", None)
        if "rewire" in edit:
            _rewire(result["lifecycles"][edit["rewire"]], edit)
    return result


def _rewire(lifecycle: Spec, edit: Spec) -> None:
    for transition in lifecycle["transitions"]:
        froms = names(edit.get("from", transition["from"]))
        if (
            transition.get("trigger") == edit.get("trigger")
            and set(names(transition["from"])) <= set(froms)
            and edit.get("to", transition["to"]) == transition["to"]
        ):
            transition.pop("when", None)
            transition.update({"when": edit["when"]} if "when" in edit else {})


def _event(spec: Spec, id_: str) -> Spec:
    found: Spec = next(row for row in spec["events"] if event_id(row) == id_)
    return found


def _version(spec: Spec, party: str) -> None:
    """
    Take the dates, denials, measures and due dates that a party gives; where it is silent, all stays.
    """
    for row in spec["events"]:
        _event_of_version(row, party)
    for deadline in spec.get("deadlines", {}).values():
        due = _last_date(deadline.get("claims", []), party, deadline["due"])
        if not _contains(due, deadline["due"]):
            deadline["due"] = due


def _event_of_version(row: Spec, party: str) -> None:
    measures = _last_word(row.get("claims", []), party, "measures")
    if measures is not None:
        row["measures"] = measures
    _deny(row, [claim for claim in row.get("claims", []) if claim.get("of") is None], party)
    several = len(fires(row)) > 1
    of_all = [claim for claim in row.get("claims", []) if not several or claim.get("of") is None]
    date = _last_date(of_all, party, row["date"])
    if row.get("denied_by") != party and not _contains(date, row["date"]):
        _redate(row, date)
    firings = [dict(firing) for firing in fires(row)] if "fires" in row else []
    for firing in firings:
        name = f"{firing['entity']}.{firing['trigger']}"
        _deny(firing, [claim for claim in row.get("claims", []) if claim.get("of") == name], party)
    if firings:
        row["fires"] = firings


def _redate(row: Spec, date: str) -> None:
    """
    Put an event on another date; who asserted it without a date spoke for the one before.
    """
    if date != row["date"]:
        for claim in row.get("claims", []):
            if claim.get("stance", "asserts") in {"asserts", "confirms"}:
                claim.setdefault("date", row["date"])
    row["date"] = date


def _deny(thing: Spec, claims: list[Spec], party: str) -> None:
    """
    What a party disputes without another date did not happen; what it says happened is denied no more. What it plans
    says neither.
    """
    said = [claim for claim in _in_order(claims, party) if claim.get("stance") != "no_comment"]
    if not said or said[-1].get("stance") == "plans":
        return
    thing.pop("denied_by", None)
    if said[-1].get("stance") == "disputes" and not {"date", "values"} & set(said[-1]):
        thing["denied_by"] = party


def _last_word(claims: list[Spec], party: str, key: str) -> Any:
    return next((claim[key] for claim in reversed(_in_order(claims, party)) if key in claim), None)


def _last_date(claims: list[Spec], party: str, recorded: str) -> str:
    """
    The date that a party's last word on it gives: the recorded one where it gives none of its own.
    """
    said = [claim for claim in _in_order(claims, party) if claim.get("stance") != "no_comment"]
    dating = [claim for claim in said if "date" in claim or claim.get("stance") != "disputes"]
    return str(dating[-1].get("date", recorded)) if dating else recorded


def _in_order(claims: list[Spec], party: str) -> list[Spec]:
    """
    The claims of a party in the order in which they were published; what it announces before what it publishes.
    """
    own = [claim for claim in claims if claim.get("by") == party]
    theirs = own or [claim for claim in claims if claim.get("outlet") == party]
    return sorted(theirs, key=lambda claim: claim.get("published", ""))


def _contains(date: str, recorded: str) -> bool:
    """
    Whether a date allows all that the recorded one does: then it agrees with it.
    """
    if recorded[-1] in "dwmy" or date[-1] in "dwmy":
        return recorded == date
    (first, last), (own_first, own_last) = window(date), window(recorded)
    begins = first is None or (own_first is not None and first <= own_first)
    return begins and (last is None or (own_last is not None and own_last <= last))
