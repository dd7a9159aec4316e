"""
The command line: its commands, options, output and exit codes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import missionsim
from missionsim import Claim, Event, Party, Scenario, Timeline
from missionsim.cli import app as cli
from missionsim.files.schema import schema, what_if_schema
from small import TEXT, small

IRAQ = missionsim.load("iraq")
PROGRAM = [sys.executable, "-c", "from missionsim.cli.app import main; main()"]
BOXES = "─│╭╮╰╯━┃"
SIX_MISTAKES = """\
name = "six"
start = 2026-01-01
horizon = "2026-13"

[parties.army]

[lifecycles.base]
states = ["held", "moving", "handed_over"]
initial = "heldd"
transitions = [
  { trigger = "begin", from = "held", to = "moving" },
  { trigger = "complete", from = "moving", to = "handed_ovr" },
]

[entities.north]
kind = "base"
lifecycle = "base"
colour = "green"

[[events]]
entity = "north"
trigger = "begn"
date = 2026-01-10

[[events]]
entity = "north"
trigger = "complete"
date = 2026-02-10
claims = [{ by = "armee" }]
"""

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """
    Run the command line in this process: exit code, stdout and stderr.
    """

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(arguments)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Scenario | str], str]:
    """
    Write a scenario, or some text, to a file, and say where it is.
    """

    def store(what: Scenario | str) -> str:
        file = tmp_path / "scenario.toml"
        file.write_text(what if isinstance(what, str) else missionsim.to_toml(what), encoding="utf-8")
        return str(file)

    return store


def spawn(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    """
    Run the installed program in a process of its own.
    """
    return subprocess.run([*PROGRAM, *arguments], env={**os.environ, **environment}, capture_output=True, check=False)


def on_terminal(arguments: Sequence[str], **environment: str) -> str:
    """
    What the installed program shows on a terminal.
    """
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=theirs,
        stdout=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
    ):
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


def states_on(call: Call, day: str, *arguments: str) -> dict[str, str]:
    """
    The states that a replay of Iraq prints as JSON for the end of *day*.
    """
    code, out, _ = call("replay", "iraq", "--on", day, "--json", *arguments)
    assert code == 0
    states: dict[str, str] = json.loads(out)["states"]
    return states


def without_transfer() -> Scenario:
    """
    Iraq without the handover of Ain al-Asad, whatever depends on it on its own day.
    """
    dropped = "ain_al_asad.complete_transfer"
    return evolve(IRAQ, events=[evolve(event, after=()) for event in IRAQ.events if event.id != dropped])


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_every_command(call: Call, arguments: list[str]) -> None:
    """
    Without a command, or asked for help, it says what it can do.
    """
    code, out, err = call(*arguments)

    assert (code, err) == (0, "")
    for name in ("scenarios", "show", "validate", "replay", "why", "schema", "--install-completion", "--version"):
        assert name in out


@pytest.mark.parametrize("command", ["scenarios", "show", "validate", "replay", "why", "schema"])
def test_every_command_has_help(call: Call, command: str) -> None:
    """
    Each command explains itself, and runs nothing then.
    """
    code, out, err = call(command, "--help")

    assert (code, err) == (0, "")
    assert f"missionsim {command}" in out


def test_version(call: Call) -> None:
    """
    It says its name and version.
    """
    assert call("--version") == (0, f"missionsim {missionsim.__version__}\n", "")


def test_main_leaves_with_the_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The program takes the arguments of its process unless it is given some, and exits with the code of the run.
    """
    monkeypatch.setattr(sys, "argv", ["missionsim", "--version"])
    with pytest.raises(SystemExit) as good:
        cli.main()
    with pytest.raises(SystemExit) as bad:
        cli.main(["bogus"])

    assert (good.value.code, bad.value.code) == (0, 2)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bogus"], 'Unknown command "bogus"'),
        (["replay"], "requires an argument"),
        (["why", "iraq"], "requires an argument"),
        (["validate"], "requires an argument"),
        (["replay", "iraq", "extra"], "extra"),
        (["replay", "iraq", "--bogus"], "--bogus"),
        (["replay", "iraq", "--reading", "middle"], '"latest", "earliest"'),
        (["replay", "iraq", "--dated", "never"], '"most_corroborated"'),
        (["replay", "irak"], "no bundled scenario 'irak'; accepted: france_africa, iraq, niger"),
        (["replay", "irak"], "did you mean 'iraq'?"),
        (["show", "irak"], "did you mean 'iraq'?"),
        (["validate", "irak"], "did you mean 'iraq'?"),
        (["why", "iraq", "erbill"], "no entity 'erbill'; accepted: mission, partnership"),
        (["why", "iraq", "erbill"], "did you mean 'erbil'?"),
        (["replay", "iraq", "--according", "iraqi_modd"], "did you mean 'iraqi_mod'"),
        (["replay", "iraq", "--on", "2026-13"], "'2026-13' has no month 13; accepted: a date such as"),
        (["replay", "iraq", "--on", "yesterday"], "'yesterday' is not a date; accepted"),
        (["replay", "iraq", "--on", "[2026-01..]"], "has no last day; accepted"),
        (["replay", "iraq", "--on", "2013-12-31"], "lies outside the timeline; accepted: 2014-01-01 to 2026-09-30"),
        (["replay", "iraq", "--until", "2026-10-01"], "lies outside the scenario; accepted: 2014-01-01 to 2026-09-30"),
        (["replay", "iraq", "--until", "2020", "--on", "2021"], "accepted: 2014-01-01 to 2020-12-31"),
        (["why", "iraq", "erbil", "--on", "1999"], "1999-12-31 lies outside the timeline"),
    ],
)
def test_a_wrong_call_is_one_message_and_exit_code_2(call: Call, arguments: list[str], message: str) -> None:
    """
    Whatever is wrong with a call is said on stderr, with what would be accepted, and nothing goes to stdout.
    """
    code, out, err = call(*arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_an_invalid_scenario_shows_every_mistake_with_its_line(
    call: Call, stored: Callable[[Scenario | str], str]
) -> None:
    """
    Six mistakes in a file are six messages with their lines, and exit code 1, whatever is asked of the file.
    """
    file = stored(SIX_MISTAKES)
    places = {
        3: "horizon",
        9: "lifecycles.base.initial",
        12: "lifecycles.base.transitions[1].to",
        18: "entities.north.colour",
        22: "events[0].trigger",
        29: "events[1].claims[0].by",
    }

    for arguments in (["validate", file], ["replay", file], ["show", file], ["why", file, "north"]):
        code, out, err = call(*arguments)
        messages = err.splitlines()

        assert (code, out) == (1, "")
        assert len(messages) == len(places)
        for message, (line, where) in zip(messages, places.items(), strict=True):
            assert message.startswith(f"{file}:{line}: {where}: ")


def test_the_installed_program_shows_mistakes_without_a_traceback(
    stored: Callable[[Scenario | str], str],
) -> None:
    """
    The same from a shell: six messages, exit code 1, nothing on stdout.
    """
    done = spawn(["replay", stored(SIX_MISTAKES)])

    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.splitlines()) == 6
    assert b"Traceback" not in done.stderr


def test_validate_checks_every_file(call: Call, stored: Callable[[Scenario | str], str], tmp_path: Path) -> None:
    """
    Valid files are named on stdout, the mistakes of all others on stderr; one invalid file makes the exit code 1.
    """
    good, missing = stored(TEXT), str(tmp_path / "missing.toml")
    code, out, err = call("validate", good, missing, "niger")

    assert code == 1
    assert out.splitlines() == [
        f"{good}: valid (3 entities, 5 events, hash {missionsim.loads(TEXT).hash[:12]})",
        "  refused: 1 of 4 steps",
        "  contradicts itself: mission.end can't be true, given the date of south.begin",
        f"niger: valid (9 entities, 16 events, hash {missionsim.load('niger').hash[:12]})",
    ]
    assert err == f"{missing}: can't be read: No such file or directory; accepted: a readable file\n"
    assert call("validate", good)[0] == 0


def test_validate_gives_faults_as_json(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    As JSON there is one entry per file, with every fault's place, and stderr stays empty.
    """
    file = stored(SIX_MISTAKES)
    code, out, err = call("validate", "niger", file, "--json")
    valid, invalid = json.loads(out)

    assert (code, err) == (1, "")
    assert valid == {"source": "niger", "valid": True, "faults": [], "remarks": []}
    assert (invalid["source"], invalid["valid"]) == (file, False)
    assert [fault["line"] for fault in invalid["faults"]] == [3, 9, 12, 18, 22, 29]
    assert set(invalid["faults"][0]) == {"file", "line", "where", "problem", "accepted"}


def test_scenarios_lists_what_is_bundled(call: Call) -> None:
    """
    Every bundled scenario has a line with its name and title; as JSON, its hash too.
    """
    _, out, _ = call("scenarios")
    _, listed, _ = call("scenarios", "--json")

    assert [line.split()[0] for line in out.splitlines()[1:]] == list(missionsim.bundled())
    assert {"name": "iraq", "title": IRAQ.title, "hash": IRAQ.hash} in json.loads(listed)


def test_show_tells_what_a_scenario_consists_of(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    Entities, transitions, deadlines and context are listed; events whose date is disputed are named.
    """
    _, out, _ = call("show", "iraq")
    _, bare, _ = call("show", stored(small(deadlines=[])))

    assert out.startswith(f"{IRAQ.title}\n2014-01-01 to 2026-09-30; known until 2026-02-24; hash {IRAQ.hash[:12]}\n")
    assert "every base tagged 'federal' is iraqi_controlled" in out
    assert f"Entities ({len(IRAQ.entities)})" in out
    assert "dates disputed for: " in out
    assert "ain_al_asad.complete_transfer" in out.splitlines()[-1]
    assert bare.startswith("small\n2026-01-01 to 2026-12-31; hash ")
    assert "2026-01-05  statement  We will leave." in bare
    assert bare.endswith("5 events, 1 of them context; 2 parties; dates disputed for: none\n")


def test_without_deadlines_none_are_shown(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    A replay of a scenario without deadlines says nothing about them.
    """
    assert "Deadlines" not in call("replay", stored(small(deadlines=[])))[1]
    assert "Deadlines" in call("replay", stored(TEXT))[1]


def test_show_as_json_is_the_file_and_its_hash(call: Call) -> None:
    """
    The JSON of a scenario has the keys of its file, and its hash.
    """
    shown = json.loads(call("show", "iraq", "--json")[1])

    assert shown["hash"] == IRAQ.hash
    assert shown["horizon"] == "2026-09-30"
    assert list(shown["entities"]) == [entity.id for entity in IRAQ.entities]


def test_automatic_transitions_and_starting_deadlines_are_shown_as_such(
    call: Call, stored: Callable[[Scenario | str], str]
) -> None:
    """
    A transition without a trigger is marked automatic, and a deadline that nothing sets stands from the start.
    """
    base, mission = small().lifecycles
    automatic = evolve(mission, transitions=[evolve(mission.transitions[0], trigger=None)])
    deadline = evolve(small().deadlines[0], set_by=None, name="End it")
    scenario = small(lifecycles=[base, automatic], events=small().events[:3], deadlines=[deadline])

    _, shown, _ = call("show", stored(scenario))
    _, replayed, _ = call(
        "replay", stored(evolve(scenario, events=[*scenario.events, Event("south", "complete", "2026-05-01")]))
    )

    assert "(automatic)" in shown
    assert "the start" in shown
    assert "2026-05-01" in replayed
    assert "moving -> handed_over; mission: active -> ended" in replayed
    assert "met with 152 days to spare  End it" in replayed


def test_replay_tells_what_happened(call: Call) -> None:
    """
    A replay lists the steps with who says so, the deadlines, and the states at the end.
    """
    code, out, err = call("replay", "iraq")
    lines = out.splitlines()

    assert (code, err) == (0, "")
    assert lines[0] == IRAQ.title
    assert lines[1] == "2014-01-01 to 2026-09-30; known until 2026-02-24; as recorded; imprecise dates at their latest"
    handover = next(line for line in lines if line.startswith("2026-01-17"))
    assert handover.split()[1:5] == ["ain_al_asad.complete_transfer", "transferring", "->", "iraqi_controlled"]
    assert handover.endswith("Iraqi Ministry of Defence, in TRT World, and 7 others; but 2026-01-01 or 2026-01-18 by 3")
    assert any(line.startswith("2014-12-31  2014 ") for line in lines)
    assert any("missed by 110 days" in line for line in lines)
    assert "States at the end of 2026-09-30, as last known on 2026-02-24" in lines


def test_on_gives_the_states_at_the_end_of_that_day(call: Call) -> None:
    """
    Around 17 January 2026, the day before and the day after the handover tell it all.
    """
    before, after = states_on(call, "2026-01-16"), states_on(call, "2026-01-18")

    assert (before["ain_al_asad"], before["mission"]) == ("transferring", "phase_one")
    assert (after["ain_al_asad"], after["mission"]) == ("iraqi_controlled", "phase_two")
    assert (after["partnership"], after["erbil"]) == ("bilateral", "coalition_held")
    assert states_on(call, "2026-01-17")["ain_al_asad"] == "iraqi_controlled"
    assert states_on(call, "2026-01") == states_on(call, "2026-01-31")


def test_on_as_text_shows_states_only(call: Call) -> None:
    """
    Asked for one day, it prints the states with their first day, and no steps; a day within the record has no doubt.
    """
    _, out, _ = call("replay", "iraq", "--on", "2026-01-18")

    assert "What happened" not in out
    assert "States at the end of 2026-01-18\n" in out
    assert any(line.split() == ["mission", "phase_two", "since", "2026-01-18"] for line in out.splitlines())


def test_replay_as_json_has_the_documented_keys(call: Call) -> None:
    """
    The JSON document has the steps, states and deadlines under the keys that are promised.
    """
    document = json.loads(call("replay", "iraq", "--json")[1])

    assert {"scenario", "hash", "until", "steps", "states", "deadlines"} <= set(document)
    assert (document["scenario"], document["hash"], document["until"]) == ("iraq", IRAQ.hash, "2026-09-30")
    assert document["on"] == document["until"]
    for step in document["steps"]:
        promised = "event date edtf entity trigger before after disposition reason sources"
        assert set(promised.split()) <= set(step)
    for deadline in document["deadlines"]:
        assert {"id", "due", "met_on", "days_late"} <= set(deadline)


def test_the_mission_passes_through_bilateral(call: Call) -> None:
    """
    On 18 January 2026 the mission's own steps lead over bilateral, and phase one is 110 days late.
    """
    document = json.loads(call("replay", "iraq", "--json")[1])
    own = [step for step in document["steps"] if step["entity"] == "mission" and step["date"] == "2026-01-18"]
    phase_one = next(each for each in document["deadlines"] if each["id"] == "phase_one")

    assert [(step["before"], step["after"]) for step in own] == [("phase_one", "bilateral"), ("bilateral", "phase_two")]
    assert (phase_one["due"], phase_one["met_on"], phase_one["days_late"]) == ("2025-09-30", "2026-01-18", 110)


def test_a_stored_replay_is_a_timeline_again(call: Call) -> None:
    """
    The JSON document is a stored timeline, whatever day was asked about; its deadlines are as known on that day.
    """
    timeline = Timeline.from_json(call("replay", "iraq", "--on", "2026-01-16", "--json")[1])
    whole = Timeline.from_json(call("replay", "iraq", "--json")[1])

    assert timeline == whole == IRAQ.replay()
    assert (timeline.deadline("phase_one").met_on, whole.deadline("phase_one").met_on) == (None, date(2026, 1, 18))
    assert timeline.verify(IRAQ) is None
    assert whole.verify(IRAQ) is None


def test_until_ends_the_replay(call: Call) -> None:
    """
    Nothing after that day is replayed, and the states are those at its end.
    """
    document = json.loads(call("replay", "iraq", "--until", "2026-01-17", "--json")[1])

    assert (document["until"], document["steps"][-1]["date"]) == ("2026-01-17", "2026-01-17")
    assert document["states"] == states_on(call, "2026-01-17")


def test_reading_places_imprecise_events(call: Call) -> None:
    """
    At its earliest, the year 2014 begins on the first of January.
    """
    latest = json.loads(call("replay", "iraq", "--json")[1])["steps"][0]
    earliest = json.loads(call("replay", "iraq", "--reading", "earliest", "--json")[1])["steps"][0]

    assert (latest["date"], earliest["date"]) == ("2014-12-31", "2014-01-01")
    assert "imprecise dates at their earliest" in call("replay", "iraq", "--reading", "earliest")[1]


def test_according_replays_one_party_s_version(call: Call) -> None:
    """
    News-Pravda has the base Iraqi from the first of January on, in the states and in the reasons.
    """
    assert states_on(call, "2026-01-01", "--according", "news_pravda")["ain_al_asad"] == "iraqi_controlled"
    assert "; according to news_pravda; " in call("replay", "iraq", "--according", "news_pravda")[1]
    assert "since 2026-01-01" in call("why", "iraq", "ain_al_asad", "--according", "news_pravda")[1]


def test_contradictions_are_shown(call: Call) -> None:
    """
    Where a version contradicts a dependency, or is refused, the replay goes on and says so.
    """
    _, out, _ = call("replay", "iraq", "--according", "joint_operations_command_deputy")

    assert "\ncontradiction: mission.complete_phase_one on 2025-11-26 contradicts " in out
    assert "refused: every base tagged 'federal' must be iraqi_controlled, but" in out


def test_dated_picks_among_the_claims(call: Call) -> None:
    """
    By the earliest claims the base is Iraqi on 1 January, by the latest only on the 18th.
    """
    assert states_on(call, "2026-01-01", "--dated", "earliest")["ain_al_asad"] == "iraqi_controlled"
    assert states_on(call, "2026-01-17", "--dated", "latest")["ain_al_asad"] == "transferring"
    assert "; latest claims; " in call("replay", "iraq", "--dated", "latest")[1]
    assert "2026-01-18 ain_al_asad.complete_transfer" in call("why", "iraq", "ain_al_asad", "--dated", "latest")[1]


def test_strict_stops_at_the_first_refusal(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    A strict replay ends with exit code 1 and the reason; without it, the refusal stands among the steps.
    """
    file = stored(without_transfer())
    reason = "every base tagged 'federal' must be iraqi_controlled, but ain_al_asad is transferring"

    code, out, err = call("replay", file, "--strict")
    lenient, told, _ = call("replay", file)

    assert (code, out) == (1, "")
    assert err == f"2026-01-18: mission can't 'complete_phase_one' in state 'phase_one':\n  {reason}.\n"
    assert lenient == 0
    assert f"refused: {reason}" in told
    assert call("replay", "iraq", "--strict")[0] == 0


def test_why_shows_steps_and_claims(call: Call) -> None:
    """
    The reason of a state is its chain of steps with their claims; as JSON, the same with its keys.
    """
    _, out, _ = call("why", "iraq", "ain_al_asad", "--on", "2026-01-17")
    document = json.loads(call("why", "iraq", "ain_al_asad", "--on", "2026-01-17", "--json")[1])
    _, early, _ = call("why", "iraq", "mission", "--on", "2014", "--reading", "earliest")

    assert out.startswith("ain_al_asad was iraqi_controlled on 2026-01-17, since 2026-01-17, because:\n")
    assert "  2026-01-17 ain_al_asad.complete_transfer: transferring -> iraqi_controlled\n" in out
    assert (document["entity"], document["state"], document["on"]) == ("ain_al_asad", "iraqi_controlled", "2026-01-17")
    assert [step["event"] for step in document["steps"]] == [
        "ain_al_asad.begin_transfer",
        "ain_al_asad.complete_transfer",
    ]
    assert "since 2014-01-01" in early


def test_why_tells_what_sources_give_and_what_could_not_happen(call: Call) -> None:
    """
    Links, values, notes and doubts are said, and what was refused since then; a date only where it is not the day.
    """
    _, handed_over, _ = call("why", "iraq", "ain_al_asad", "--on", "2026-01-17")
    _, stuck, _ = call("why", "iraq", "mission", "--according", "joint_operations_command_deputy")
    _, never, _ = call("why", "iraq", "erbil")

    assert "    Long War Journal: confirms it, giving destination Syria, published 2025-08-22: iq-24\n" in handed_over
    assert "      https://www.trtworld.com/article/93189cf82323\n" in handed_over
    assert "    News-Pravda: gives 2026-01-01, published 2026-01-02 (unverified): iq-33" in handed_over
    assert "least precise" not in handed_over
    assert "  2025-11-26 mission.complete_phase_one can't take place: every base tagged 'federal' must be" in stuck
    assert "    follows from ain_al_asad.complete_transfer: " in stuck
    assert never == "erbil was coalition_held on 2026-09-30 (as last known on 2026-02-24), as when the record begins.\n"


def test_possible_says_what_narrows_an_event(call: Call) -> None:
    """
    A link to what is dated leaves fewer days than the words do; an event's own date narrows nothing.
    """
    assert call("possible", "france_africa", "kidal.complete_transfer")[1] == (
        "kidal.complete_transfer: from 2021-10-12 to 2021-10-31\n"
        "  not before 2021-10-12, since it comes after kidal.begin_transfer\n"
    )
    assert call("possible", "niger", "air_base_201.begin_transfer")[1].endswith("\n  as its date says\n")


def test_possible_states_are_those_of_one_entity_or_of_all(call: Call) -> None:
    """
    On a day, every entity has its states, as text and as JSON; an event has none.
    """
    _, one, _ = call("possible", "niger", "air_base_201", "--on", "2024-06-01")
    _, every, _ = call("possible", "niger", "--on", "2024-06-01")
    _, listed, _ = call("possible", "niger", "--on", "2024-06-01", "--json")
    code, _, err = call("possible", "niger", "air_base_201.begin_transfer", "--on", "2024-06-01")

    assert one == "air_base_201 at the end of 2024-06-01: us_held or transferring\n"
    assert one in every
    assert len(every.splitlines()) == len(json.loads(listed)) == len(missionsim.load("niger").entities)
    assert (code, err.partition(";")[0]) == (2, "no entity 'air_base_201.begin_transfer'")


def test_states_in_doubt_are_shown_with_what_else_is_possible(call: Call) -> None:
    """
    A state has its first day, certainly or at the latest; without one it is that in which the record begins.
    """
    _, out, _ = call("replay", "iraq", "--on", "2026-01-18")
    lines = [" ".join(line.split()) for line in out.splitlines()]

    assert "al_tanf us_held as when the record begins; or transferring" in lines
    assert "victory_base_complex iraqi_controlled since 2025-11-26 at the latest" in lines
    assert "qasrak us_held as when the record begins" in lines


def test_a_record_that_contradicts_itself_is_not_valid_strictly(
    call: Call, stored: Callable[[Scenario | str], str]
) -> None:
    """
    Otherwise it is valid, and what can't be true is said; ``conflicts`` says the same.
    """
    file = stored(TEXT)
    conflict = "mission.end can't be true, given the date of south.begin"

    assert call("validate", "--strict", file) == (1, "", f"{file}: contradicts itself: {conflict}\n")
    assert f"  contradicts itself: {conflict}" in call("validate", file)[1].splitlines()
    assert call("conflicts", file) == (1, f"{conflict}\n", "")
    assert call("validate", "--strict", "iraq", "niger", "france_africa")[0] == 0


def test_nothing_of_a_record_reaches_the_terminal_unseen(
    call: Call, stored: Callable[[Scenario | str], str], tmp_path: Path
) -> None:
    """
    Escapes, line breaks and marks that turn the direction of writing are shown as escapes, in JSON and names too.
    """
    odd = "odd\x1b[31m\nforged\u202e\x9b"
    parties = [Party("army", odd), Party("paper", odd)]
    events = [
        evolve(each, note=odd, claims=[Claim("army", "paper", link=odd, note=odd, values={odd: odd})])
        for each in small().events
    ]
    file = stored(small(title=odd, note=odd, parties=parties, events=events, name=odd))
    strange = tmp_path / "odd\nforged\u202e.toml"
    strange.write_text(Path(file).read_text(encoding="utf-8"), encoding="utf-8")

    for arguments in (
        ["show", file],
        ["show", file, "--json"],
        ["validate", str(strange)],
        ["replay", file],
        ["replay", file, "--json"],
        ["why", file, "north"],
        ["what-if", file, "--delay", "north.begin=3"],
        ["replay", odd],
        ["replay", file, f"--{odd}"],
        [odd],
    ):
        _, out, err = call(*arguments)
        assert not any(line.lstrip().startswith("forged") for line in (out + err).splitlines())
        assert not set(out + err) & set("\x1b\u202e\x9b")


def test_schema_is_printed(call: Call) -> None:
    """
    The JSON Schema comes out as the library has it.
    """
    assert json.loads(call("schema")[1]) == schema()


def test_completion_is_installed_only_when_asked(tmp_path: Path) -> None:
    """
    ``--install-completion`` writes a completion script into the home folder of its user.
    """
    done = spawn(["--install-completion", "--shell", "bash"], HOME=str(tmp_path))

    assert (done.returncode, done.stderr) == (0, b"")
    assert any(file.is_file() for file in tmp_path.rglob("*missionsim*"))


@pytest.mark.parametrize("arguments", [["replay", "iraq"], ["show", "iraq"], ["scenarios"], ["why", "iraq", "mission"]])
def test_piped_output_is_plain(arguments: list[str]) -> None:
    """
    Into a pipe go neither escapes nor boxes, not even with colour asked for, and no line is wrapped or padded.
    """
    out = spawn(arguments, FORCE_COLOR="1", COLUMNS="20", PYTHONIOENCODING="utf-8").stdout.decode()

    assert "\x1b" not in out
    assert not set(BOXES) & set(out)
    assert all(line == line.rstrip() for line in out.splitlines())
    assert out == spawn(arguments, PYTHONIOENCODING="utf-8").stdout.decode()


def test_a_terminal_gets_tables_in_colour() -> None:
    """
    On a terminal, headings are bold and tables have a rule; without colour where the user says so.
    """
    shown = on_terminal(["replay", "niger"])
    bold = "\x1b[1m"

    assert bold in shown
    assert set(BOXES) & set(shown)
    assert "outcome" in shown
    assert "\x1b[3" not in on_terminal(["replay", "niger"], NO_COLOR="1")


def test_a_terminal_is_recognised_in_this_process(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    """
    Whether stdout is a terminal decides, for text and for tables.
    """
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    _, out, _ = call("show", "niger")

    assert set(BOXES) & set(out)
    assert "Lifecycles (4)" in out


def test_a_closed_pipe_is_no_error() -> None:
    """
    A reader who has seen enough, such as ``head -1``, causes no message.
    """
    with subprocess.Popen(
        [*PROGRAM, "show", "france_africa", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()

    assert err == b""


def test_a_closed_pipe_in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    Where writing fails because nobody reads, what follows goes nowhere, and the exit code is 1.
    """
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        code = cli.run(["scenarios"])
        monkeypatch.undo()

    assert code == 1
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_knows_ascii_only_gets_escapes() -> None:
    """
    Text that stdout can't show is escaped, and JSON stays JSON.
    """
    text = spawn(["scenarios"], PYTHONIOENCODING="ascii")
    document = spawn(["show", "france_africa", "--json"], PYTHONIOENCODING="ascii")
    shown: dict[str, Any] = json.loads(document.stdout.decode("ascii"))

    assert (text.returncode, text.stderr) == (0, b"")
    assert b"C\\xf4te" in text.stdout
    assert shown["title"] == missionsim.load("france_africa").title


def test_any_stream_will_do() -> None:
    """
    A stream that can't be set up for odd characters is taken as it is.
    """
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run(["scenarios", "--json"])

    assert (code, err.getvalue()) == (0, "")
    assert len(json.loads(out.getvalue())) == len(missionsim.bundled())


def test_an_output_that_takes_nothing_is_one_message() -> None:
    """
    On a full disk there is a message and exit code 1; where stdout is closed, nobody is told anything.
    """
    script = "import sys; from missionsim.cli import app as cli; sys.exit(cli.run(sys.argv[1:]))"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-c", script, "replay", "iraq"], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert ended.returncode == 1
    assert b"No space left" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("error", [OSError("No space left on device"), BrokenPipeError()])
def test_whatever_can_not_be_written_ends_the_call(
    error: OSError, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    An error of the output ends with exit code 1; it is told unless the reader has gone.
    """

    class Full(StringIO):
        def write(self, _: str) -> int:
            raise error

        def fileno(self) -> int:
            return file.fileno()

    with (tmp_path / "out").open("wb") as file:
        monkeypatch.setattr(sys, "stdout", Full())
        code = cli.run(["scenarios"])

    assert code == 1
    assert capsys.readouterr().err == ("" if isinstance(error, BrokenPipeError) else "No space left on device\n")


def test_a_closed_output_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where there is no stdout at all, nothing is printed and nothing fails.
    """
    monkeypatch.setattr(sys, "stdout", None)

    assert cli.run(["replay", "iraq", "--json"]) == 0


def test_what_deserves_a_second_look_is_said(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    Refused and stranded events are counted, and those after the last day are named, in replays and validation.
    """
    events = [
        Event("north", "complete", "2026-01-10"),
        Event("mission", "end", "2026-01-11", when_enabled=True),
        Event("south", "begin", "2031-01-12"),
    ]
    file = stored(small(events=events, deadlines=[]))
    remarks = [
        "refused: 1 of 3 steps",
        "stranded: 1 of 3 steps",
        "not played, since it lies after 2026-12-31: south.begin",
    ]
    contradiction = "contradicts itself: north.complete can't be true"

    replayed, validated = call("replay", file)[1], call("validate", file)[1]

    assert all(remark in replayed.splitlines() for remark in remarks)
    assert [line.strip() for line in validated.splitlines()[1:]] == [*remarks, contradiction]
    assert call("validate", file)[0] == 0


HANDOVER = "ain_al_asad.complete_transfer"
WHAT_IFS = str(Path(__file__).parents[2] / "examples" / "what_ifs.toml")


def what_if(call: Call, *arguments: str) -> dict[str, Any]:
    """
    What a what-if of Iraq gives as JSON.
    """
    code, out, err = call("what-if", "iraq", *arguments, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def event_in(divergence: dict[str, Any], event: str) -> dict[str, Any]:
    """
    What becomes of an event.
    """
    return next(each for each in divergence["events"] if each["event"] == event)


def test_a_late_handover_moves_what_it_carries(call: Call) -> None:
    """
    Ain al-Asad is handed over 90 days later, phase one is complete 90 days later by carry, and nothing differs before.
    """
    found = what_if(call, "--delay", f"{HANDOVER}=90d")
    phase_one = event_in(found, "mission.complete_phase_one")

    assert [(spell["state"], spell["start"], spell["end"]) for spell in found["entities"]["ain_al_asad"]["after"]][
        1:
    ] == [
        ("transferring", "2025-08-18", "2026-04-16"),
        ("iraqi_controlled", "2026-04-17", None),
    ]
    assert (phase_one["before"], phase_one["after"], phase_one["disposition"]) == (
        "2026-01-18",
        "2026-04-18",
        "applied",
    )
    assert [cause["text"] for cause in phase_one["causes"]] == [
        f"{HANDOVER} 90 days later",
        f"{HANDOVER} comes 90 days later, on 2026-04-17",
        "mission.complete_phase_one comes 90 days later, on 2026-04-18",
    ]
    assert found["first_difference"] == "2026-01-17"
    assert found["edits"] == [{"delay": HANDOVER, "by": "90d"}]
    assert list(found) == ["edits", "first_difference", "entities", "events", "deadlines", "summary"]


def test_without_the_handover_the_mission_stays_in_phase_one(call: Call) -> None:
    """
    The event that is refused then names Ain al-Asad, and the state it is in, as what is in its way.
    """
    found = what_if(call, "--drop", HANDOVER)
    refused = event_in(found, "mission.complete_phase_one")

    assert found["entities"]["mission"]["after"][-1]["state"] == "phase_one"
    assert refused["disposition"] == "orphaned"
    assert [(each["entity"], each["state"]) for each in refused["reason"]["blockers"]] == [
        ("ain_al_asad", "transferring")
    ]


@pytest.mark.parametrize("command", ["what-if", "slack", "repair"])
def test_a_mistyped_event_is_one_message_with_the_nearest(call: Call, command: str) -> None:
    """
    Exit code 2, nothing on stdout, and no traceback.
    """
    deadline = ["phase_one"] if command == "repair" else []
    code, out, err = call(command, "iraq", *deadline, "--drop", "ain_al_asad.complete_transfr")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"did you mean '{HANDOVER}'" in err


def test_flags_are_applied_in_the_order_given(call: Call) -> None:
    """
    An event that is moved before its carrier is delayed is carried on; one that is moved after is not.
    """
    move, delay = ["--move", "mission.complete_phase_one=2026-03-01"], ["--delay", f"{HANDOVER}=10"]
    carried, stays = (
        event_in(what_if(call, *flags), "mission.complete_phase_one") for flags in ([*move, *delay], [*delay, *move])
    )

    assert (carried["after"], stays["after"]) == ("2026-03-11", "2026-03-01")


@pytest.mark.parametrize(
    ("flag", "edit"),
    [
        (["--advance", "mission.form=1w"], {"advance": "mission.form", "by": "1w"}),
        (
            ["--swap", "al_tanf.complete_transfer=al_shaddadi.complete_transfer"],
            {"swap": "al_tanf.complete_transfer", "with": "al_shaddadi.complete_transfer"},
        ),
        (["--bridge", HANDOVER], {"drop": HANDOVER, "bridge": True}),
        (
            ["--insert", "2026-09-30 mission conclude"],
            {"insert": {"entity": "mission", "trigger": "conclude", "date": "2026-09-30"}},
        ),
        (
            ["--insert", "2026-02 mission form"],
            {"insert": {"entity": "mission", "trigger": "form", "date": "2026-02", "id": "mission.form#2"}},
        ),
        (["--according", "news_pravda"], {"according": "news_pravda"}),
        (["--redate", f"{HANDOVER}=2026-01-16"], {"redate": HANDOVER, "to": "2026-01-16"}),
        (["--revise", "phase_one=2026-03"], {"revise": "phase_one", "due": "2026-03"}),
        (["--initial", "ain_al_asad=transferring"], {"initial": "ain_al_asad", "state": "transferring"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_every_flag_is_an_edit(call: Call, flag: list[str], edit: dict[str, Any]) -> None:
    """
    What a flag stands for is what a file would say.
    """
    assert what_if(call, *flag)["edits"] == [edit]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--delay", "mission.form"], "--delay 'mission.form' can't be read; accepted: --delay EVENT=90d"),
        (["--insert", "2026-09-30 mission"], 'accepted: --insert "DATE ENTITY TRIGGER"'),
        (["--delay", "mission.form=soon"], "'soon' is not a length of time"),
        (["--delay", "mission.form=-3"], "accepted"),
        (["--move", "mission.form=2026-13"], "has no month 13"),
        (["--according", "nobody"], "--according nobody: no party 'nobody'; accepted: us, iraq,"),
        ([], "there is nothing to try"),
        (["--name", "late"], "there is no file to find 'late' in"),
        ([WHAT_IFS, "--name", "late"], "no what-if 'late'"),
        (["--advance", f"{HANDOVER}=50y"], "lies before the scenario starts; accepted: 2014-01-01 or later"),
    ],
    ids=lambda value: " ".join(value[:1]) if isinstance(value, list) else "",
)
def test_a_wrong_what_if_is_one_message_and_exit_code_2(call: Call, arguments: list[str], message: str) -> None:
    """
    Whatever is wrong with an edit, one line says what, and what would be accepted.
    """
    code, out, err = call("what-if", "iraq", *arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_what_if_is_shown_as_a_paragraph_and_tables(call: Call) -> None:
    """
    The paragraph first, then events, states side by side and deadlines.
    """
    code, out, _ = call("what-if", "iraq", "--delay", f"{HANDOVER}=90d")

    assert code == 0
    assert "With ain_al_asad.complete_transfer 90 days later: nothing differs before 2026-01-17." in out
    assert [line for line in out.splitlines() if line in ("Events", "States", "Deadlines")] == [
        "Events",
        "States",
        "Deadlines",
    ]
    assert "transferring 2025-08-18 to 2026-01-16         transferring 2025-08-18 to 2026-04-16" in out


def test_a_what_if_that_contradicts_the_record_says_so(call: Call) -> None:
    """
    A re-reading moves nothing else, and what it contradicts is shown.
    """
    _, out, _ = call("what-if", "iraq", "--redate", f"{HANDOVER}=2026-01-20")

    assert "contradiction: mission.complete_phase_one on 2026-01-18 contradicts ain_al_asad.complete_transfer" in out


def test_a_what_if_without_effect_says_so(call: Call) -> None:
    """
    Nothing changes, and there are no tables.
    """
    code, out, _ = call("what-if", "iraq", "--delay", "mission.form=0")

    assert code == 0
    assert out.endswith("With mission.form 0 days later: nothing changes.\n")


def test_a_file_has_several_what_ifs(call: Call) -> None:
    """
    All of them are shown with their titles, or the one that is asked for; as JSON, several are a table by name.
    """
    everything = what_if(call, WHAT_IFS)
    one = what_if(call, WHAT_IFS, "--name", "late_handover")
    _, out, _ = call("what-if", "iraq", WHAT_IFS)

    assert list(everything) == ["late_handover", "never_declared", "as_the_deputy_tells_it", "no_handover", "on_time"]
    assert everything["late_handover"] == one == what_if(call, "--delay", f"{HANDOVER}=90d")
    assert "\nAin al-Asad is not handed over\n" in out


def test_flags_are_added_to_the_edits_of_a_file(call: Call) -> None:
    """
    They come after those of the file.
    """
    found = what_if(call, WHAT_IFS, "--name", "late_handover", "--advance", f"{HANDOVER}=90")

    assert (len(found["edits"]), found["events"]) == (2, [])


def test_a_what_if_about_another_scenario_is_refused(call: Call) -> None:
    """
    A file says what it is about; applied to something else it would name nothing.
    """
    code, _, err = call("what-if", "niger", WHAT_IFS)

    assert code == 2
    assert "late_handover is about 'iraq', not 'niger'" in err


def test_a_what_if_file_shows_every_mistake_with_its_line(call: Call, tmp_path: Path) -> None:
    """
    What is wrong in the file is exit code 1; an edit that names nothing has its line too, and is exit code 2.
    """
    malformed, mistaken = tmp_path / "malformed.toml", tmp_path / "mistaken.toml"
    malformed.write_text('[what_if]\nedits = [\n  { dealy = "x" },\n  { move = "y", to = "2026-13" },\n]\n')
    mistaken.write_text('[what_if]\nedits = [\n  { drop = "mission.fromm" },\n]\n')

    code, _, err = call("what-if", "iraq", str(malformed))
    assert code == 1
    assert [line.split(":")[1] for line in err.splitlines()] == ["3", "4"]

    code, _, err = call("what-if", "iraq", str(mistaken))
    assert code == 2
    assert err.startswith(f"{mistaken}:3: ")
    assert "did you mean 'mission.form'" in err


def test_slack_ranks_all_events(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    Without an event there is a line for each, the most critical first; as JSON, all limits.
    """
    file = stored(small())
    code, out, _ = call("slack", file)
    _, as_json, _ = call("slack", file, "--json")

    assert code == 0
    assert out.splitlines()[0].split() == ["event", "day", "can", "slip", "then", "can", "come", "early", "then"]
    assert len(json.loads(as_json)) == len(out.splitlines()) - 1


def test_slack_against_a_revised_deadline(call: Call) -> None:
    """
    Though phase one is due on 31 March, the handover can slip only to what is known: then the deadline is open again.
    """
    code, out, _ = call("slack", "iraq", HANDOVER, "--revise", "phase_one=2026-03-31")

    assert code == 0
    assert "later    37 days    phase_one                   deadline phase_one, due 2026-03-31, is open\n" in out


def test_repair_finds_the_fewest_edits(call: Call, tmp_path: Path) -> None:
    """
    Among the edits of a file, or of its own making; 1 if there are none, with what was tried.
    """
    plan = tmp_path / "plan.toml"
    plan.write_text(
        f'[what_if]\nedits = [\n  {{ advance = "{HANDOVER}", by = 110 }},\n'
        '  { rewire = "mission", trigger = "complete_phase_one" },\n  { drop = "mission.form" },\n]\n'
    )
    code, out, _ = call("repair", "iraq", "phase_one", str(plan))
    _, as_json, _ = call("repair", "iraq", "phase_one", str(plan), "--json")
    failed, nothing, _ = call("repair", "iraq", "phase_one", "--most-edits", "0")
    _, unfound, _ = call("repair", "iraq", "phase_one", "--most-edits", "0", "--json")
    event = ["--event", HANDOVER, "--kind", "advance", "--days", "5", "--most-edits", "1"]
    failed_too, _, _ = call("repair", "iraq", "phase_one", *event)

    assert code == 0
    assert out.startswith("2 edits lead to deadline 'phase_one' met:")
    assert json.loads(as_json)["exhausted"] == [1, 3]
    assert (failed, nothing) == (1, "Not found: deadline 'phase_one' met takes an edit, and none was tried.\n")
    assert json.loads(unfound) == {
        "goal": "deadline 'phase_one' met",
        "found": False,
        "edits": None,
        "exhausted": [1],
    }
    assert failed_too == 1


def test_compare_puts_everything_side_by_side(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    The what-ifs of files with what they depart from, and scenarios; below it, a paragraph per what-if.
    """
    code, out, _ = call("compare", WHAT_IFS, "niger")
    _, as_json, _ = call("compare", WHAT_IFS, "--json")
    file = stored(small())
    _, of_file, _ = call("compare", file)

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:8]] == [
        "iraq",
        "late_handover",
        "never_declared",
        "as_the_deputy_tells_it",
        "no_handover",
        "on_time",
        "niger",
    ]
    assert out.count("\nlate_handover: With ") == 1
    assert [row["phase_one.verdict"] for row in json.loads(as_json)][-1] == "met"
    assert of_file.splitlines()[1].startswith(file)


def test_compare_tells_what_it_can_not_read(call: Call) -> None:
    """
    Neither a scenario nor a what-if: one message.
    """
    code, out, err = call("compare", "nowhere.toml")

    assert (code, out) == (1, "")
    assert "can't be read" in err


def test_the_schema_of_what_if_files_is_printed(call: Call) -> None:
    """
    For editors, as that of scenario files is.
    """
    code, out, _ = call("schema", "--what-if")

    assert code == 0
    assert json.loads(out) == what_if_schema()


def test_a_what_if_file_names_its_scenario(call: Call, tmp_path: Path) -> None:
    """
    Whoever leaves the scenario out means the one that the file names; a file that names none is told so.
    """
    nameless = tmp_path / "nameless.toml"
    nameless.write_text('[what_if.late]\nedits = [{ delay = "mission.form", by = 1 }]\n')

    assert call("what-if", WHAT_IFS) == call("what-if", "iraq", WHAT_IFS)
    assert call("what-if", str(nameless)) == (
        2,
        "",
        "'late' does not say which scenario it is about; accepted: a scenario\n",
    )


def test_absorbed_slack_is_shown(call: Call) -> None:
    """
    What a floor's slack took up is said, whether or not anything moved.
    """
    _, out, _ = call("what-if", "france_africa", "--delay", "kidal.begin_transfer=5")

    assert "slack: kidal.complete_transfer: " in out
    assert "5 days absorbed by slack" in out


def test_validate_checks_what_if_files(call: Call, tmp_path: Path) -> None:
    """
    What is wrong in them, and edits that can't be made, are shown with their lines; 1 if there is anything.
    """
    mistaken = tmp_path / "mistaken.toml"
    mistaken.write_text('scenario = "iraq"\n[what_if]\nedits = [\n  { drop = "mission.fromm" },\n]\n')
    anywhere = tmp_path / "anywhere.toml"
    anywhere.write_text('[what_if]\nedits = [{ drop = "x.y" }]\n')

    code, out, err = call("validate", WHAT_IFS, str(mistaken), str(anywhere))
    _, as_json, _ = call("validate", str(mistaken), "--json")

    assert code == 1
    assert f"{WHAT_IFS}: valid (what-ifs: late_handover, never_declared, " in out
    assert f"{anywhere}: valid (what-ifs: anywhere)" in out
    assert err.startswith(f"{mistaken}:4: edits[0].drop: there is no event 'mission.fromm'")
    assert json.loads(as_json)[0]["faults"][0]["line"] == 4


def test_validate_shows_the_faults_of_all_what_ifs_of_a_file(call: Call, tmp_path: Path) -> None:
    """
    The first that can't be made does not hide the others.
    """
    plans = tmp_path / "plans.toml"
    plans.write_text(
        'scenario = "iraq"\n[what_if.a]\nedits = [{ drop = "mission.fromm" }]\n'
        '[what_if.b]\nedits = [{ initial = "erbil", state = "gone" }]\n'
    )

    code, _, err = call("validate", str(plans))

    assert code == 1
    assert [line.split(":")[1] for line in err.splitlines()] == ["3", "5"]


def test_compare_keeps_what_ifs_of_one_name_apart(call: Call, tmp_path: Path) -> None:
    """
    The second one has its file in front; one that names no scenario is about the scenario before it.
    """
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for days, file in zip((90, 5), files, strict=True):
        file.write_text(f'[what_if.late]\nedits = [{{ delay = "{HANDOVER}", by = {days} }}]\n')

    code, out, _ = call("compare", "iraq", *map(str, files))
    alone, _, err = call("compare", str(files[0]))

    assert code == 0
    assert [line.split("  ")[0] for line in out.splitlines()[1:4]] == ["iraq", "late", f"{files[1]}: late"]
    assert (alone, err) == (
        2,
        (
            f"{files[0]}: late does not say which scenario it is about; "
            "accepted: a 'scenario' in the file, or the scenario before it\n"
        ),
    )


def test_what_is_neither_event_nor_entity_has_no_days(call: Call) -> None:
    """
    Of what a record does not have nothing is possible, and the nearest names are shown.
    """
    code, out, err = call("possible", "niger", "air_base_201.begin_transfr")

    assert (code, out) == (2, "")
    assert err.startswith("no event or entity 'air_base_201.begin_transfr'; ")
    assert "air_base_201.begin_transfer" in err


def test_possible_days_and_conflicts_are_given_as_json(call: Call, stored: Callable[[Scenario | str], str]) -> None:
    """
    One event is an object, all events and all conflicts are lists.
    """
    _, one, _ = call("possible", "niger", "air_base_201.begin_transfer", "--json")
    _, every, _ = call("possible", "niger", "--json")
    code, found, _ = call("conflicts", stored(TEXT), "--json")

    assert json.loads(one) in json.loads(every)
    assert code == 1
    assert [each["firing"] for each in json.loads(found)[0]["assertions"]] == ["mission.end"]
    assert call("conflicts", "niger") == (0, "Nothing that the record asserts contradicts the rest of it.\n", "")


def test_a_what_if_of_no_known_scenario_is_not_valid(call: Call, tmp_path: Path) -> None:
    """
    The scenario that a file of what-ifs names has to be there.
    """
    plans = tmp_path / "plans.toml"
    plans.write_text('scenario = "irak"\n[what_if.a]\nedits = [{ drop = "mission.form" }]\n')

    code, out, err = call("validate", str(plans))

    assert (code, out) == (1, "")
    assert "no bundled scenario 'irak'" in err


def test_slack_of_all_events_says_how_far_it_has_come_on_a_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, stored: Callable[[Scenario | str], str]
) -> None:
    """
    Each event is counted on one line, away from the table.
    """
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    _, out, err = call("slack", stored(small()))

    assert err.split("\r")[1:] == [f"{done} of 5 events" + ("\n" if done == 5 else "") for done in range(1, 6)]
    assert "of 5 events" not in out


def test_what_only_some_scenarios_have_is_left_empty_for_the_others(
    call: Call, stored: Callable[[Scenario | str], str]
) -> None:
    """
    Side by side, a deadline that a scenario does not have has no verdict there.
    """
    code, out, _ = call("compare", "iraq", stored(small(deadlines=[])))

    assert code == 0
    assert "phase_one" in out.splitlines()[0]
    assert "2026-" not in out.splitlines()[2].split(stored(small(deadlines=[])))[0]
