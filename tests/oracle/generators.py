"""
Small random records, each generator directed at one feature, and one that combines some of them.

All begin with a plain record: bases handed over, and a mission that depends on them.
A feature then changes one part. What comes out may contradict itself; that is a case too.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from oracle.dates import ordinal, text_of
from oracle.record import Spec, event_id, fires

FIRST = ordinal("2030-01-01")
LAST = FIRST + 24

Feature = Callable[[Random, Spec], None]


def plain(random: Random) -> Spec:
    """
    Bases and a mission, three to five events a few days apart, imprecise by some days, and one deadline.
    """
    base = {
        "states": ["held", "closing", "out"],
        "initial": "held",
        "transitions": [
            {"trigger": "begin", "from": "held", "to": "closing"},
            {"trigger": "finish", "from": "closing", "to": "out"},
        ],
    }
    guard = random.choice(
        [
            {"lifecycle": "base", "in": "out"},
            {"lifecycle": "base", "in": ["closing", "out"], "at_least": 1},
            {"any": [{"entity": "north", "in": "out"}, {"entity": "south", "in": "out"}]},
            {"not": {"entity": "north", "in": "held"}},
            {"at_least": 1, "of": [{"tag": "big", "in": "out"}, {"site": "hill", "in": "closing"}]},
        ]
    )
    mission = {
        "states": ["on", "done"],
        "initial": "on",
        "transitions": [{"trigger": "end", "from": "on", "to": "done", "when": guard}],
    }
    south = random.choice(["held", "closing", "closing"])
    entities = {
        "north": {"lifecycle": "base", "tags": ["big"]},
        "south": {"lifecycle": "base", "initial": south, "site": "hill"},
        "mission": {"lifecycle": "mission"},
    }
    rows = [("north", "begin"), ("south", "begin"), ("north", "finish"), ("south", "finish"), ("mission", "end")]
    if south == "closing":
        rows.remove(("south", "begin"))
    if random.random() < 0.2:
        random.shuffle(rows)
    day = FIRST + 2
    events = []
    for entity, trigger in rows[: random.randint(3, 5)]:
        events.append({"id": f"{entity}.{trigger}", "entity": entity, "trigger": trigger, "date": _date(random, day)})
        day += random.randint(0, 4)
    spec = {
        "name": "random",
        "start": text_of(FIRST),
        "horizon": text_of(LAST),
        "lifecycles": {"base": base, "mission": mission},
        "entities": entities,
        "events": events,
        "deadlines": {},
    }
    spec["deadlines"] = {"goal": {"when": _condition(random), "due": text_of(FIRST + random.randint(4, 20))}}
    return spec


def _date(random: Random, day: int) -> str:
    width = random.choice([0, 0, 1, 2, 4])
    return text_of(day) if not width else f"[{text_of(day)}..{text_of(day + width)}]"


def _condition(random: Random) -> Spec:
    return random.choice(
        [
            {"entity": "mission", "in": "done"},
            {"entity": "north", "in": ["closing"]},
            {"lifecycle": "base", "in": "out", "at_least": 1},
            {"lifecycle": "base", "in": "held", "at_most": 0},
            {"not": {"entity": "south", "in": "closing"}},
        ]
    )


def _any_day(random: Random) -> int:
    return FIRST + random.randint(1, 20)


def _context(random: Random, spec: Spec, id_: str) -> Spec:
    row = {"id": id_, "text": "It was said.", "about": ["mission"], "date": _date(random, _any_day(random))}
    spec["events"].insert(random.randint(0, len(spec["events"])), row)
    return row


# Features


def windows(random: Random, spec: Spec) -> None:
    """
    A deadline whose condition has to become true within a window.
    """
    opens = _any_day(random) - 2
    spec["deadlines"]["goal"]["due"] = f"{text_of(opens)}/{text_of(opens + random.randint(0, 6))}"


def spans(random: Random, spec: Spec) -> None:
    """
    Dates with an open side, and dates written as spans.
    """
    for row in random.sample(spec["events"], 2):
        day = _any_day(random)
        short = f"{text_of(day)}/{text_of(day + random.randint(0, 3))}"
        row["date"] = random.choice([f"[..{text_of(FIRST + 4)}]", f"[{text_of(LAST - 4)}..]", short])


def revisions(random: Random, spec: Spec) -> None:
    """
    A deadline set by a statement and revised by others, to days, windows or nothing.
    """
    _context(random, spec, "said")
    deadline = spec["deadlines"]["goal"]
    if random.random() < 0.6:
        deadline["set_by"] = "said"
    deadline["revisions"] = []
    for id_ in ["said_again", "said_at_last"][: random.randint(1, 2)]:
        _context(random, spec, id_)
        day = _any_day(random)
        due = random.choice([text_of(day), f"{text_of(day)}/{text_of(day + 3)}", None])
        deadline["revisions"].append({"by": id_} | ({"due": due} if due else {}))


def since(random: Random, spec: Spec) -> None:
    """
    A deadline some days or a month after an event, not always the one that sets it.
    """
    _context(random, spec, "agreed")
    deadline = spec["deadlines"]["goal"]
    deadline["due"] = random.choice(["+3d", "+1w", "10d", "1m"])
    deadline["since"] = random.choice(["agreed", event_id(spec["events"][0])])
    if random.random() < 0.5:
        deadline["set_by"] = random.choice(["agreed", event_id(spec["events"][-1])])


def only_if(random: Random, spec: Spec) -> None:
    """
    A deadline that binds only while something holds.
    """
    spec["deadlines"]["goal"]["only_if"] = _condition(random)


def measures(random: Random, spec: Spec) -> None:
    """
    A deadline on a number that is counted now and then.
    """
    for id_ in ["counted", "counted_again"][: random.randint(1, 2)]:
        low, width = random.choice([(20, 30), (80, 0), (80, 60), (200, 50)])
        row = _context(random, spec, id_)
        row["measures"] = [{"name": "people", "entity": "mission", "low": low, "high": low + width}]
    few = {"entity": "mission", "measure": "people", "at_most": 100}
    deadline = spec["deadlines"]["goal"]
    choice = random.randint(0, 3)
    if choice == 0:
        deadline["only_if"] = few
    else:
        deadline["when"] = [few, {"not": few}, {"all": [few, deadline["when"]]}][choice - 1]


def several_links(random: Random, spec: Spec) -> None:
    """
    Events that depend on one or two earlier ones.
    """
    for place, row in enumerate(spec["events"][1:], 1):
        earlier = random.sample(spec["events"][:place], min(place, random.randint(0, 2)))
        links: list[Spec] = []
        for other in earlier:
            kind = random.choice(["carry", "floor", "floor"])
            lag = {"lag": random.randint(0, 3)} if kind == "floor" else {}
            links.append({"event": event_id(other), "kind": kind, **lag})
        if links:
            row["after"] = links


def several_firings(random: Random, spec: Spec) -> None:
    """
    One report that says two things, the second perhaps waiting.
    """
    able = [row for row in spec["events"] if "trigger" in row]
    first, second = sorted(random.sample(able, 2), key=able.index, reverse=random.random() < 0.2)
    more = {"entity": second["entity"], "trigger": second["trigger"], "when_enabled": random.random() < 0.4}
    first["fires"] = [f"{first['entity']}.{first['trigger']}", more]
    del first["entity"], first["trigger"]
    if random.random() < 0.7:
        spec["events"] = [row for row in spec["events"] if row is not second]
        for row in spec["events"]:
            if "after" in row:
                row["after"] = [link for link in row["after"] if link["event"] != second["id"]]
        _forget(spec, second["id"], first["id"])


def _forget(spec: Spec, event: str, other: str) -> None:
    for deadline in spec["deadlines"].values():
        deadline["revisions"] = [each for each in deadline.get("revisions", []) if each["by"] != event]
        deadline.update({key: other for key in ("set_by", "since") if deadline.get(key) == event})


def waiting(random: Random, spec: Spec) -> None:
    """
    One or two events that wait until they can be applied.
    """
    able = [row for row in spec["events"] if "trigger" in row]
    for row in random.sample(able, min(2, len(able))):
        row["when_enabled"] = True
        row["date"] = _date(random, FIRST + random.randint(1, 8))


def denials(random: Random, spec: Spec) -> None:
    """
    An event that did not happen in this version.
    """
    random.choice(spec["events"])["denied_by"] = "rival"


def ties(random: Random, spec: Spec) -> None:
    """
    All events within two days.
    """
    day = _any_day(random)
    for row in spec["events"]:
        row["date"] = random.choice([text_of(day), text_of(day), f"[{text_of(day)}..{text_of(day + 1)}]"])


def unsorted_rows(random: Random, spec: Spec) -> None:
    """
    Rows in any order.
    """
    random.shuffle(spec["events"])


def cycles(random: Random, spec: Spec) -> None:
    """
    Bases that can be taken back, and are.
    """
    retake = {"trigger": "retake", "from": ["closing", "out"], "to": "held"}
    spec["lifecycles"]["base"]["transitions"].append(retake)
    row = {"id": "taken", "entity": random.choice(["north", "south"]), "trigger": "retake"}
    spec["events"].append(row | {"date": _date(random, _any_day(random))})


def automatic(random: Random, spec: Spec) -> None:
    """
    A mission that moves by itself, and one that follows it.
    """
    when = random.choice(
        [
            {"lifecycle": "base", "in": ["closing", "out"]},
            {"entity": "north", "in": "closing"},
            {"lifecycle": "base", "in": "out", "at_least": 1},
        ]
    )
    spec["lifecycles"]["phase"] = {
        "states": ["one", "two", "three"],
        "initial": "one",
        "transitions": [
            {"from": "one", "to": "two", "when": when},
            {"from": "two", "to": "three", "when": {"entity": "mission", "in": "done"}},
        ],
    }
    spec["entities"]["phase"] = {"lifecycle": "phase"}
    wanted = random.choice([["two"], ["two", "three"], ["three"]])
    spec["deadlines"]["phase"] = {"when": {"entity": "phase", "in": wanted}, "due": text_of(_any_day(random))}


def known_until(random: Random, spec: Spec) -> None:
    """
    A record that is known until before its end.
    """
    spec["known_until"] = text_of(_any_day(random))


def plans(random: Random, spec: Spec) -> None:
    """
    An event that is only planned, and one that somebody else asserts too.
    """
    planned, disputed = random.sample(spec["events"], 2)
    planned["claims"] = [{"by": "office", "stance": "plans"}]
    disputed["claims"] = [{"by": "office", "stance": "plans"}, {"by": "rival", "stance": "disputes"}]


def claims(random: Random, spec: Spec) -> None:
    """
    Events and a deadline of which two parties speak, with other dates, or deny.
    """
    for row in random.sample(spec["events"], 2):
        row["claims"] = [_claim(random, row) for _ in range(random.randint(1, 3))]
    day = _any_day(random)
    if random.random() < 0.4:
        spec["deadlines"]["goal"]["claims"] = [{"by": "rival", "date": text_of(day), "published": "2030-02-01"}]


def _claim(random: Random, row: Spec) -> Spec:
    claim: Spec = {"by": random.choice(["office", "rival", "rival"])}
    claim["stance"] = random.choice(["asserts", "confirms", "disputes", "disputes", "no_comment"])
    claim["published"] = text_of(LAST + random.randint(1, 9))
    if random.random() < 0.5 and claim["stance"] != "no_comment":
        day = _any_day(random)
        claim["date"] = random.choice([text_of(day), f"[{text_of(day)}..{text_of(day + 2)}]", "2030-01"])
    if "fires" in row and random.random() < 0.5:
        firing = random.choice(fires(row))
        claim["of"] = f"{firing['entity']}.{firing['trigger']}"
    return claim


FEATURES: dict[str, Feature] = {
    feature.__name__: feature
    for feature in (
        windows, spans, revisions, since, only_if, measures, several_links, several_firings, waiting, denials,
        ties, unsorted_rows, cycles, automatic, known_until, plans, claims,
    )
}  # fmt: skip


def record(seed: int, feature: str) -> Spec:
    """
    A record directed at one feature.
    """
    random = Random(f"{feature} {seed}")
    spec = plain(random)
    FEATURES[feature](random, spec)
    return spec


def combined(seed: int) -> Spec:
    """
    A record with two to four features.
    """
    random = Random(f"combined {seed}")
    spec = plain(random)
    chosen = random.sample(list(FEATURES), random.randint(2, 4))
    for name, feature in FEATURES.items():  # in the order listed: rows are shuffled after they have been linked
        if name in chosen:
            feature(random, spec)
    return spec


def rules(seed: int, spec: Spec) -> list[Spec]:
    """
    A version, a changed rule, and perhaps an edit as in :func:`edits`, in any order.
    """
    random = Random(f"rules {seed}")
    day = text_of(_any_day(random))
    choices: list[Spec] = [
        {"initial": "north", "state": random.choice(["closing", "out"])},
        {"revise": "goal", "due": random.choice([day, f"{day}/{text_of(LAST)}"])},
        {"revise": "goal", "when": _condition(random)},
        {"rewire": "mission", "trigger": "end", "when": {"entity": "north", "in": ["closing", "out"]}},
    ]
    parties = {claim["by"] for row in spec["events"] for claim in row.get("claims", [])}
    versions = [{"according": party} for party in sorted(parties)]
    found = random.sample(choices, random.randint(0, 2)) + random.sample(versions, random.randint(0, len(versions)))
    found += edits(seed, spec)[: random.randint(0, 1)]
    random.shuffle(found)
    return found or [choices[0]]


def edits(seed: int, spec: Spec) -> list[Spec]:
    """
    One to three edits of a record: delays, advances, moves, swaps, drops, dates corrected.
    """
    random = Random(f"edits {seed}")
    ids = [event_id(row) for row in spec["events"]]
    found: list[Spec] = []
    left = list(ids)
    for _ in range(random.randint(1, 3)):
        event = random.choice(left)
        kind = random.choice(["delay", "delay", "advance", "move", "swap", "drop", "redate", "insert"])
        if kind in {"delay", "advance"}:
            targets = random.choice([event, random.sample(left, min(2, len(left)))])
            found.append({kind: targets, "by": random.randint(1, 5)})
        elif kind == "move" or (kind == "redate" and event in ids):
            found.append({kind: event, "to": text_of(_any_day(random))})
        elif kind == "swap" and len(left) > 1:
            one, other = random.sample(left, 2)
            found.append({"swap": one, "with": other})
        elif kind == "drop" and len(left) > 2:
            left.remove(event)
            found.append({"drop": event} | ({"bridge": True} if random.random() < 0.3 else {}))
        elif not any("insert" in edit for edit in found):
            left.append("inserted")
            base = {"id": "inserted", "entity": "north", "trigger": random.choice(["begin", "finish"])}
            found.append({"insert": base | {"date": text_of(_any_day(random))}})
    return found or [{"delay": ids[0], "by": 2}]
