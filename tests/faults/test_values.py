"""
Tests of values: what is equal, what is refused, how dates are shifted, how rows are read, and what is asked of answers.
"""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve

from faults.prelude import CAMP, NORTH, event, world
from missionsim import (
    Base,
    Claim,
    DateError,
    Deadline,
    Delay,
    Event,
    Firing,
    ImpreciseDate,
    InvalidError,
    Measure,
    Measured,
    MissionsimError,
    Move,
    Offset,
    Party,
    Scenario,
    ScenarioError,
    Select,
    Timeline,
    TimelineError,
    UnknownError,
    compare,
    load,
    loads,
    to_toml,
)
from missionsim.cli import app as cli
from small import TEXT

BEGIN, FINISH = "north.begin_closing", "north.hand_over"
IRAQ = load("iraq")

# Equal values, equal hashes


def _with(attribute: Any) -> Scenario:
    return world(
        event(BEGIN, "2030-02-01", attributes={"n": attribute}, claims=[Claim("army", values={"n": attribute})]),
        entities=[Base("north", "camp", attributes={"n": attribute})],
        lifecycles=[CAMP],
        parties=[Party("army")],
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (0, -0.0), ([1, 2], (1.0, 2.0)), (2**60, float(2**60)), (-3, -3.0), ("2030-01-01", date(2030, 1, 1))],
)
def test_attributes_that_are_equal_have_equal_hashes(one: object, other: object) -> None:
    """
    A whole number is one, with a fraction or without; a list is one, a tuple too.
    """
    first, second = _with(one), _with(other)

    assert first == second
    assert first.hash == second.hash
    assert loads(to_toml(first)).hash == loads(to_toml(second)).hash == first.hash


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("1", 1), ([1], [True]), (1, 1.5), (1, [1])])
def test_attributes_that_differ_have_other_hashes(one: object, other: object) -> None:
    """
    True is not 1, and text is no number; what a file makes of them is equal to them.
    """
    first, second = _with(one), _with(other)

    assert first != second
    assert first.hash != second.hash
    for each in (first, second):
        assert loads(to_toml(each)) == each
        assert loads(to_toml(each)).hash == each.hash


@pytest.mark.parametrize("number", [100, 0, 2**53, 10**15])
def test_limits_and_counts_have_one_notation(number: int) -> None:
    """
    ``at_most=100`` and ``at_most=100.0`` are one condition, and so are counts written either way.
    """

    def asked(count: float) -> Scenario:
        limit = Measured(Select(ids="north"), "people", at_most=count)
        counted = event(BEGIN, "2030-02-01", measures=[Measure("people", count, count)])
        return world(counted, deadlines=[Deadline("few", limit, "2030-05")])

    assert asked(number) == asked(float(number))
    assert asked(number).hash == asked(float(number)).hash


# Python values are checked as strictly as those of files


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Firing("north", "hand_over", cast("Any", "false")), "when_enabled: 'false' is not true or false"),
        (lambda: Firing("north", "hand_over", cast("Any", 1)), "when_enabled: 1 is not true or false"),
        (lambda: event(BEGIN, "2030", note=5), "note: 5 is not text"),
        (lambda: event(BEGIN, "2030", attributes={"n": None}), "at 'n': None is no plain value"),
        (lambda: event(BEGIN, "2030", attributes={"n": {"a": 1}}), "at 'n': a table with 'a' is no plain value"),
        (lambda: event(BEGIN, "2030", attributes={"n": [[1]]}), "at 'n': a list of 1 is no plain value"),
        (lambda: event(BEGIN, "2030", attributes={5: 1}), "at 5: 5 is not text"),
        (lambda: event(BEGIN, "2030", tags={"a", "b"}), "tags: a set of 2 is not a list"),
        (lambda: Claim("army", verified=cast("Any", "no")), "verified: 'no' is not true or false"),
        (lambda: Claim("army", values={"n": None}), "at 'n': None is no plain value"),
        (lambda: Party("army", members=cast("Any", [1])), "members: 1 is not text"),
        (lambda: Measure("people", cast("Any", "12")), "low: '12' is not a number"),
        (lambda: Measure("people", True), "low: True is not a number"),
        (lambda: world(approximate_days=1.0), "approximate_days: 1.0 is not a whole number"),
        (lambda: world(title=5), "title: 5 is not text"),
    ],
)
def test_a_value_of_a_wrong_type_is_refused_where_it_is_given(make: Callable[[], object], message: str) -> None:
    """
    What a file could not hold, or what means something else than it says, is refused with its key.
    """
    with pytest.raises(InvalidError, match=r"^\w+: ") as caught:
        make()

    assert message in str(caught.value)


# Rows

TOP = """\
name = "world"
start = 2030-01-01
horizon = 2030-12-31
events_from = "rows.csv"

[parties.army]
[parties.paper]

[lifecycles.camp]
states = ["held", "closing", "handed_over"]
initial = "held"
transitions = [
  { from = "held", to = "closing", trigger = "begin_closing" },
  { from = "closing", to = "handed_over", trigger = "hand_over" },
]

[entities.north]
kind = "base"
lifecycle = "camp"
"""
HEAD = "id,entity,trigger,date,by,stance,claim_date,claim_note,tags,note,text\n"
ROW = ",north,begin_closing,2030-06-08,army,asserts,,,,,\n"


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., Scenario]:
    """
    Load a scenario with the rows of a CSV file.
    """

    def make(content: str | bytes, top: str = TOP) -> Scenario:
        (tmp_path / "world.toml").write_text(top, encoding="utf8")
        (tmp_path / "rows.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(tmp_path / "world.toml")

    return make


def _faults(rows: Callable[..., Scenario], content: str | bytes, top: str = TOP) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        rows(content, top)
    return [str(evolve(fault, file=Path(fault.file or "").name)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (",,2030-06-09,paper,disputes,,,,,", "date"),
        (",begin_closing,,paper,disputes,2030-06-09,,,,", "trigger"),
        (",,,paper,disputes,2030-06-09,,a;b,,", "tags"),
        (",,,paper,disputes,2030-06-09,,,not so,", "note"),
        (",,,paper,disputes,2030-06-09,,,,It was not.", "text"),
    ],
)
def test_a_cell_that_a_claim_can_not_use_is_a_fault(rows: Callable[..., Scenario], cells: str, column: str) -> None:
    """
    A row that only adds a claim has nothing of the event; what stands there all the same is not dropped in silence.
    """
    (found,) = _faults(rows, f"{HEAD}{ROW}{BEGIN},{cells}\n")

    assert found.startswith(f"rows.csv:3: {column}: a row that adds a claim to '{BEGIN}' has a '{column}' of its own")


def test_a_row_that_disputes_a_date_gives_another(rows: Callable[..., Scenario]) -> None:
    """
    With the date in its own column it disputes the date, not the event.
    """
    made = rows(f"{HEAD}{ROW}{BEGIN},,,,paper,disputes,2030-06-09,,,,\n").event(BEGIN)

    assert [(claim.by, claim.stance, str(claim.date)) for claim in made.claims][1:] == [
        ("paper", "disputes", "2030-06-09")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{HEAD}{ROW}{BEGIN},,,,,,,,,,\n", f"rows.csv:3: the row adds nothing to '{BEGIN}'"),
        (f"{HEAD[:-1]},\n{ROW[:-1]},x\n", "rows.csv:2: 'x' stands under no column name"),
        (f"{HEAD}{ROW[:-1]},x\n", "rows.csv:2: the row has 12 cells under 11 columns"),
        ((HEAD + ROW).replace(",", "\t"), "rows.csv:1: header: tabs stand between the columns; accepted: commas"),
        ((HEAD + ROW).replace(",", ";"), "rows.csv:1: header: semicolons stand between the columns; accepted: commas"),
        ((HEAD + ROW).replace(",", "|"), "rows.csv:1: header: bars stand between the columns; accepted: commas"),
        (f"sep=;\n{HEAD}{ROW}".replace(",", ";"), "rows.csv:2: header: semicolons stand between the columns"),
        (f"sep=,\n{HEAD}{ROW}bad,,,,paper,,,,,,\n", "rows.csv:4: there is no event 'bad' above"),
        (f"sep=,\r\n{HEAD}{ROW}bad,,,,paper,,,,,,\r\n", "rows.csv:4: there is no event 'bad' above"),
        (f"\n\n{HEAD}\n{ROW},,,\n   \nbad,,,,paper,,,,,,\n", "rows.csv:8: there is no event 'bad' above"),
        (f'{HEAD}{ROW}"north\n.x",,,,paper,,,,,,\nbad,,,,paper,,,,,,\n', "rows.csv:3: there is no event 'north\\n.x'"),
        (f'{HEAD},north,begin_closing,2030-06-08,army,,,"a\nb",,,\nbad,,,,army,,,,,,\n', "rows.csv:4: there is no"),
        (f'{HEAD}{ROW},north,hand_over,2030-07-01,,,,"x\n', "rows.csv:3: no CSV: unexpected end of data"),
        (f"{HEAD}{ROW},north,hand_over,8/7/2030,,,,,,,\n", "rows.csv:3: events[1].date: '8/7/2030' is not a date"),
        (f"{HEAD}{ROW},\xe9,,,,,,,,,\n".encode("latin-1"), "rows.csv:3: b'\\xe9' is not UTF-8"),
        (f"{HEAD}{ROW}".encode("utf-16"), "rows.csv:1: it is not UTF-8, but UTF-16 or UTF-32"),
        (f"{HEAD}{ROW}".encode("utf-16-be"), "rows.csv:1: it is not UTF-8, but UTF-16 or UTF-32"),
        (f"{HEAD}{ROW}".encode("utf-32"), "rows.csv:1: it is not UTF-8, but UTF-16 or UTF-32"),
        ("", "rows.csv:1: header: column 'date' is missing"),
        ("date,text,by\n2030-06-08,,army\n2030-06-09,,army\n", "rows.csv:2: there is no event None above"),
        ("date,text,by\n2030-06-08,It was.,army\n2030-06-09,,army\n", "rows.csv:2: events[0].id: "),
    ],
)
def test_what_is_wrong_with_rows_is_told_with_their_own_line(
    rows: Callable[..., Scenario], content: str | bytes, message: str
) -> None:
    """
    Separators, encodings, cells without a column: each fault says what it is, in the CSV file and on its line.
    """
    assert _faults(rows, content)[0].startswith(message)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + ROW,
        f"\ufeff{HEAD}{ROW}",
        f"sep=,\n{HEAD}{ROW}",
        f'"sep=,"\n{HEAD}{ROW}',
        (HEAD + ROW).replace("\n", "\r\n"),
        (HEAD + ROW).replace("\n", "\r"),
        (HEAD + ROW).replace("\n", ",,\n"),
        f"\n{HEAD}\n{ROW}\n,,,\n  ,  \n",
        HEAD + ROW[:-6] + "\n",
        f"{HEAD}{ROW}".replace(",", " , "),
    ],
)
def test_what_spreadsheets_make_of_rows_is_read(rows: Callable[..., Scenario], content: str) -> None:
    """
    A byte order mark, a line with the separator, empty columns and rows, other ends of lines: all the same rows.
    """
    assert rows(content) == rows(HEAD + ROW)


def test_accents_mean_the_same_in_either_form(rows: Callable[..., Scenario]) -> None:
    """
    Rows with accents in decomposed form name what is called so in composed form; a scenario's own ids must be so.
    """
    composed, apart = "caf\u00e9", "cafe\u0301"
    content = f"entity,trigger,date\n{apart},begin_closing,2030-06-08\n"

    assert rows(content, TOP.replace("[entities.north]", f'[entities."{composed}"]')).events[0].entities == (composed,)
    assert (
        "stand apart from their letters"
        in _faults(rows, content, TOP.replace("[entities.north]", f'[entities."{apart}"]'))[0]
    )


def test_every_column_that_is_accepted_is_told(rows: Callable[..., Scenario]) -> None:
    """
    A column that does not exist is answered with all that do, and the nearest.
    """
    (found,) = _faults(rows, f"outlt,{HEAD}x,{ROW}")

    assert "claim_note, verified (did you mean 'outlet'" in found
    assert "..." not in found


# Dates


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("[2026-01-10..2026-01-20~]", "2026-01-10", "2026-01-30"),
        ("[2026-01-10~..2026-01-20]", "2025-12-31", "2026-01-20"),
        ("2026-01-10~/2026-01-20", "2025-12-31", "2026-01-20"),
        ("2026-01-10/2026-01-20?", "2026-01-10", "2026-01-23"),
        ("2026-01-10?/2026-01-20~", "2026-01-07", "2026-01-30"),
        ("[2026-01-10%..2026-01-20]", "2025-12-31", "2026-01-20"),
        ("2026-01~", "2025-12-22", "2026-02-10"),
        ("[..2026-01-20~]", None, "2026-01-30"),
        ("2026-01-10~/..", "2025-12-31", None),
        ("0001-01-05~", "0001-01-01", "0001-01-15"),
        ("9999-12-25~", "9999-12-15", "9999-12-31"),
    ],
)
def test_a_qualifier_widens_the_end_that_it_stands_on(text: str, earliest: str | None, latest: str | None) -> None:
    """
    Ten days for ``~`` and three for ``?`` widen that end only, and never leave the calendar; shifted, it stays there.
    """
    when = ImpreciseDate.parse(text)

    found = when.widened(approximate=10, uncertain=3)

    assert tuple(day and day.isoformat() for day in found) == (earliest, latest)
    if "0001" not in text and "9999" not in text:
        moved = when.shifted(40)
        assert moved.shifted(-40).widened(approximate=10, uncertain=3) == found
        if moved.kind != "instant" and when.kind != "instant":
            assert [each for each in moved.text if each in "~?%"] == [each for each in text if each in "~?%"]


def test_a_date_that_may_lie_after_the_start_is_read_from_there() -> None:
    """
    About 5 January, give or take 30 days, can have been after a start on the 10th; give or take 3 it can't.
    """
    asked = world(event(BEGIN, "2030-01-05~"), start="2030-01-10", approximate_days=30)

    assert str(asked.replay(reading="earliest").first("north", "closing")) == "2030-01-10"
    assert str(asked.replay().first("north", "closing")) == "2030-02-04"
    with pytest.raises(ScenarioError, match="2030-01-05~ lies before the scenario starts"):
        world(event(BEGIN, "2030-01-05~"), start="2030-01-10", approximate_days=3)


@pytest.mark.parametrize("text", ["0001-01-01", "0001-01-01~", "0001", "[..0001-06]", "0001-01/0001-02"])
def test_the_first_year_is_a_year(text: str) -> None:
    """
    What lies on the first days of the calendar is replayed in both readings, without a start too.
    """
    for start in (None, "0001-01-01"):
        asked = world(event(BEGIN, text), horizon="0002-12-31", start=start, approximate_days=30)
        for reading in ("earliest", "latest"):
            assert asked.replay(reading=reading).state("north") == "closing"


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31~", "9999", "[9999-06..]", "9999-11/9999-12"])
def test_the_last_year_is_a_year(text: str) -> None:
    """
    What lies on the last days of the calendar is replayed in both readings; what is moved out of it is one error.
    """
    asked = world(event(BEGIN, text), horizon="9999-12-31", approximate_days=30)

    for reading in ("earliest", "latest"):
        assert asked.replay(reading=reading).state("north") == "closing"
    with pytest.raises(MissionsimError, match="leaves the years 1 to 9999"):
        asked.what_if(Delay(BEGIN, 365)).replay()


@pytest.mark.parametrize("text", ["1d", "2w", "3m", "1y"])
def test_a_length_of_time_is_read_wherever_it_is_made(text: str) -> None:
    """
    What makes one reads its text; it can't say something else than that.
    """
    assert Offset(text) == Offset.parse(text)
    assert (Offset(text).days, Offset(text).months) == (Offset.parse(text).days, Offset.parse(text).months)
    with pytest.raises(DateError, match="is not a length of time"):
        Offset("soon")


class Stamp(datetime):
    """
    A timestamp as data frames have them.
    """

    nanosecond = 0


@pytest.mark.parametrize("stamp", [Stamp(2030, 2, 1), datetime(2030, 2, 1)])  # noqa: DTZ001  there is no clock
def test_a_timestamp_at_midnight_is_a_day(stamp: datetime) -> None:
    """
    Wherever a day can be given, the timestamps of data frames can.
    """
    asked = world(Event("north", "begin_closing", stamp), known_until=stamp)

    assert asked == world(event(BEGIN, "2030-02-01"), known_until="2030-02-01")
    assert type(asked.known_until) is date
    assert asked.replay(until=stamp).state("north", stamp) == "closing"
    assert Move(BEGIN, stamp) == Move(BEGIN, "2030-02-01")


@pytest.mark.parametrize("hours", [{"hour": 5}, {"microsecond": 1}])
def test_a_timestamp_with_a_time_of_day_is_none(hours: dict[str, int]) -> None:
    """
    There is no clock: what has a time of day is refused, and says so.
    """
    with pytest.raises(DateError, match="has a time of day"):
        ImpreciseDate.of(Stamp(2030, 2, 1, **hours))  # type: ignore[arg-type]  # hours and microseconds


# Questions

PLAYED = world(event(BEGIN, "2030-02-01", measures=[Measure("people", 1, 2)])).replay()


@pytest.mark.parametrize("timeline", [PLAYED, Timeline.from_json(PLAYED.to_json())])
@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda of: of.first("north", "clsoing"), "no state of north 'clsoing'.*did you mean 'closing'"),
        (lambda of: of.first("nroth", "closing"), "no entity 'nroth'.*did you mean 'north'"),
        (lambda of: of.measure("north", "poeple"), "no measure 'poeple'.*did you mean 'people'"),
        (lambda of: of.measure("nroth", "people"), "no entity 'nroth'"),
        (lambda of: of.state("nroth"), "no entity 'nroth'"),
        (lambda of: of.spells("nroth"), "no entity 'nroth'"),
        (lambda of: of.why("nroth"), "no entity 'nroth'"),
        (lambda of: of.deadline("leave"), "no deadline 'leave'"),
        (lambda of: of.rows("step"), "no table 'step'.*did you mean 'steps'"),
    ],
)
def test_a_misspelt_name_is_an_error(timeline: Timeline, ask: Callable[[Timeline], object], message: str) -> None:
    """
    What is not there is no answer of its own, as if it had never happened; the nearest names are told.
    """
    with pytest.raises(UnknownError, match=message):
        ask(timeline)


def test_what_never_happened_is_none() -> None:
    """
    A state that was never reached, and a number that nobody has counted yet, are known names without an answer.
    """
    assert PLAYED.first("north", "handed_over") is None
    assert PLAYED.measure("north", "people", "2030-01") is None
    assert PLAYED.measure("south", "people") is None


# The command line


def _call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.run(arguments)
    out, err = capsys.readouterr()
    return code, out, err


TOLD = {"met": "met", "violated": "missed", "pending": "open", "unset": "not set"}


@pytest.mark.parametrize("day", ["2021-06-01", "2024-09-30", "2025-10-01", "2026-09-30"])
def test_on_a_day_deadlines_are_as_known_that_day(capsys: pytest.CaptureFixture[str], day: str) -> None:
    """
    ``replay --on DAY`` tells of deadlines what a replay until then does, as JSON and as text.
    """
    _, on, _ = _call(capsys, "replay", "iraq", "--on", day, "--json")
    _, until, _ = _call(capsys, "replay", "iraq", "--until", day, "--json")
    _, text, _ = _call(capsys, "replay", "iraq", "--on", day)

    assert json.loads(on)["deadlines"] == json.loads(until)["deadlines"]
    for outcome in json.loads(on)["deadlines"]:
        (told,) = [line for line in text.splitlines() if line.startswith(outcome["id"] + " ")]
        assert TOLD[outcome["verdict"]] in told


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Scenario], str]:
    """
    Write a scenario to a file.
    """

    def write(scenario: Scenario) -> str:
        (tmp_path / "asked.toml").write_text(to_toml(scenario), encoding="utf8")
        return str(tmp_path / "asked.toml")

    return write


def test_who_says_so_are_those_who_say_so(
    capsys: pytest.CaptureFixture[str], stored: Callable[[Scenario], str]
) -> None:
    """
    Who disputes is told as such, who does not comment not at all, and only those who agree are counted.
    """
    parties = [Party(name) for name in ("army", "paper", "radio", "minusma", "office")]
    claims = [
        Claim("office", stance="no_comment"),
        Claim("minusma", stance="disputes"),
        Claim("army"),
        Claim("paper", stance="confirms"),
        Claim("radio", date="2030-02"),
    ]
    file = stored(world(event(BEGIN, "2030-02-01", claims=claims), parties=parties))

    _, out, _ = _call(capsys, "replay", file)

    assert "army, and 2 others; disputed by minusma" in out
    assert "office" not in out


def test_why_shows_links_values_notes_and_denials(
    capsys: pytest.CaptureFixture[str], stored: Callable[[Scenario], str]
) -> None:
    """
    What stands behind a state is told with where it can be read, what it says of values, and what is noted.
    """
    claim = Claim("army", link="https://example.org/1", values={"troops": 40}, note="by telephone")
    asked = world(
        event(BEGIN, "2030-02-01", claims=[claim, Claim("rival", stance="disputes")]),
        parties=[Party("army"), Party("rival")],
    )

    _, out, _ = _call(capsys, "why", stored(asked), "north")
    _, denied, _ = _call(capsys, "why", stored(asked), "north", "--according", "rival")

    for part in ("https://example.org/1", "troops", "40", "by telephone"):
        assert part in out
    assert BEGIN in denied


TWO_WHAT_IFS = """\
[what_if.late]
scenario = "iraq"
edits = [{ delay = "nothing.here", by = 3 }]

[what_if.later]
scenario = "iraq"
edits = [{ delay = "nothing.there", by = 3 }]
"""


def test_validate_tells_what_is_wrong_with_every_what_if(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    It does not stop at the first that can't be applied.
    """
    (tmp_path / "plans.toml").write_text(TWO_WHAT_IFS)

    code, _, err = _call(capsys, "validate", str(tmp_path / "plans.toml"))

    assert code != 0
    assert "plans.toml:3: " in err
    assert "plans.toml:7: " in err


def test_a_what_if_file_that_names_its_scenario_is_enough(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    ``what-if FILE`` asks it of the scenario that the file names.
    """
    (tmp_path / "plan.toml").write_text(
        'scenario = "iraq"\n[what_if]\nedits = [{ delay = "camp_taji.complete_transfer", by = 3 }]\n'
    )

    code, out, err = _call(capsys, "what-if", str(tmp_path / "plan.toml"))

    assert (code, err) == (0, "")
    assert "camp_taji" in out


def test_validate_says_where_a_record_contradicts_itself(
    capsys: pytest.CaptureFixture[str], stored: Callable[[Scenario], str]
) -> None:
    """
    It holds together as a file, but not as a record: that is said, and with ``--strict`` it is not valid.
    """
    file = stored(world(event(FINISH, "2030-02-01"), event(BEGIN, "2030-03-01")))

    code, out, _ = _call(capsys, "validate", file)
    strict, _, err = _call(capsys, "validate", "--strict", file)

    assert (code, strict) == (0, 1)
    assert "contradict" in out
    assert FINISH in err


# Short texts


@pytest.mark.parametrize(
    "value",
    [
        IRAQ,
        IRAQ.replay(),
        IRAQ.what_if(Delay(IRAQ.events[3].id, 3)),
        IRAQ.what_if(Delay(IRAQ.events[3].id, 3)).replay(),
        IRAQ.replay().steps,
        Timeline.from_json(IRAQ.replay().to_json()),
    ],
)
def test_a_whole_record_is_shown_in_a_line(value: object) -> None:
    """
    The text for debugging and for sessions names what it is, and does not print all of it.
    """
    assert len(repr(value)) <= 250
    assert len(str(value)) <= 250
    assert "\n" not in repr(value)


def test_a_timeline_can_be_pickled() -> None:
    """
    It comes back equal, with its record, steps and verdicts; what would have to be worked out anew says so.
    """
    for asked in (IRAQ, IRAQ.what_if(Delay(IRAQ.events[3].id, 3))):
        found = asked.replay()

        back = pickle.loads(pickle.dumps(found))  # noqa: S301  it was written here

        assert back == found
        assert (back.deadlines, back.context, back.observations) == (found.deadlines, found.context, found.observations)
        assert back.record == found.record
        assert back.to_json() == found.to_json()
        assert not compare(found, back)
        with pytest.raises(TimelineError, match="keeps one reading"):
            back.possible_states("mission", "2021-01-01")


def test_a_copy_of_a_frozen_value_is_as_good() -> None:
    """
    A copied timeline, scenario or what-if answers everything that it did.
    """
    found = IRAQ.replay()

    for made in (copy.copy(found), copy.deepcopy(found)):
        assert made.possible_states("mission", "2021-01-01") == found.possible_states("mission", "2021-01-01")
    assert copy.deepcopy(IRAQ) == IRAQ
    assert pickle.loads(pickle.dumps(IRAQ)).hash == IRAQ.hash  # noqa: S301  it was written here


# Files


@pytest.mark.parametrize(
    ("old", "new", "line", "hint"),
    [
        ("start = 2026-01-01", "start = 2023-8-13", 2, "two digits for months and days"),
        ("start = 2026-01-01", "start = 2023-08-3", 2, "two digits for months and days"),
        ('due = "2026-09"', "due = 2026-09", 67, "dates other than whole days in quotes"),
        ('due = "2026-09"', "due = 2026-09-01~", 67, "dates other than whole days in quotes"),
        ('due = "2026-09"', "due = [..2026-09]", 67, "dates other than whole days in quotes"),
        ('text = "We will leave."', "when_enabled = True", 62, "true and false in small letters"),
        ('site = "hill"', "site = hill", 26, "text in quotes"),
        ('site = "hill"', "site = None", 26, "text in quotes"),
        ('site = "hill"', "site = “hill”", 26, "straight quotes"),
    ],
)
def test_what_toml_can_not_read_is_told_with_what_it_would(old: str, new: str, line: int, hint: str) -> None:
    """
    The parser's own message stands with the line and what is meant.
    """
    with pytest.raises(ScenarioError) as caught:
        loads(TEXT.replace(old, new))

    assert str(caught.value).startswith(f"<text>:{line}: ")
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ('claims = [{ source = "army" }]', "there is no key 'source'.*did you mean 'by' or 'outlet'"),
        ('claims = [{ by = "army", url = "x" }]', "there is no key 'url'.*did you mean 'link'"),
        ('claims = [{ publisher = "army" }]', "there is no key 'publisher'.*did you mean 'outlet'"),
        ('claims = [{ author = "army" }]', "there is no key 'author'.*did you mean 'by'"),
        ('claims = "army"', "'army' is not a list; accepted: a list of tables with by, outlet"),
        ('after = "north.begin"', "'north.begin' is not a list; accepted: a list of tables with event, kind, lag"),
        ('after = ["north.begin"]', "'north.begin' is not a table; accepted: a table with event, kind, lag"),
        ('after = [{ event = "north.begn", kind = "floor" }]', "no event 'north.begn'.*did you mean 'north.begin'"),
        (
            'depends_on = [{ event = "north.begin", kind = "carry" }]',
            "no key 'depends_on'.*did you mean 'after'",
        ),
        ('measures = "personnel"', "'personnel' is not a list; accepted: a list of tables with name, low"),
    ],
)
def test_a_key_by_another_name_is_answered_with_the_right_one(extra: str, message: str) -> None:
    """
    What others call it, or a value where a table ought to be, is told with the key or the table that is meant.
    """
    with pytest.raises(ScenarioError, match=message) as caught:
        loads(TEXT.replace('about = "north"', extra))

    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].line == TEXT[: TEXT.index('about = "north"')].count("\n") + 1


def test_a_base_that_nothing_is_wrong_with_stays_as_it_is() -> None:
    """
    The record that these tests break is whole.
    """
    assert loads(to_toml(world(entities=[NORTH], lifecycles=[CAMP]))).entities == (NORTH,)
