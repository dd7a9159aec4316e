"""
Replays and what-ifs of the same bases, beside those of other libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from attrs import evolve

from made_up import Watch, Work, scenario_of, watched
from missionsim import Delay, Scenario, Timeline
from peers import BUILT, FIRED, LEAN, LIVE, PEERS, REPLAY, SISMIC, STATEMACHINE, USUAL, XSTATE, Peer, take_turns
from stopwatch import Rounds, Stopwatch
from table import Row, Target, least, most, shown

SHIFT = 3
SHIFTED = 3
WHAT_IFS = 5
WHAT_IF = "what-if"
WATCHES: dict[Watch, str] = {
    "automatic": "a mission that ends by itself once all bases are handed over",
    "waiting": "a mission whose end waits until all bases are handed over",
}
COMPARED = ((XSTATE, least(8)), (STATEMACHINE, least(50)), (SISMIC, least(30)))


def shifted(work: Work, positions: tuple[int, ...]) -> Work:
    """
    The work with some happenings a few days later, as whoever has no what-ifs changes it.
    """
    happenings = list(work.happenings)
    for position in positions:
        day, base, trigger = happenings[position]
        happenings[position] = (day + timedelta(SHIFT), base, trigger)
    return evolve(work, happenings=tuple(happenings))


def what_if(scenario: Scenario, positions: tuple[int, ...]) -> Timeline:
    """
    What follows if some events are delayed.
    """
    edits = [Delay(scenario.events[position].id, SHIFT) for position in positions]
    return scenario.what_if(*edits).replay()


def measure(work: Work, times: int) -> Rounds:
    """
    A few rounds in which everybody takes turns.

    Raises:
        RuntimeError: If one of them ends in the wrong states.
    """
    _round(Work.of(10, 100), Rounds(), 0)  # so that all is imported
    rounds = Rounds()
    for number in range(times):
        _round(work, rounds, number)
    return rounds


def _round(work: Work, rounds: Rounds, number: int) -> None:
    take_turns(work, rounds)
    _watched(work, rounds)
    _what_if(work, rounds, number)


def _watched(work: Work, rounds: Rounds) -> None:
    for how in WATCHES:
        scenario, watch = watched(work, how), Stopwatch()
        watch.start()
        timeline = scenario.replay()
        watch.lap(how)
        if [timeline.state(base) for base in work.bases] != work.final:
            raise RuntimeError(f"the bases end in other states with a mission ({how})")
        rounds.add(how, watch.laps[how])


def _what_if(work: Work, rounds: Rounds, number: int) -> None:
    scenario, watch = scenario_of(work), Stopwatch()
    scenario.replay()
    count = len(work.happenings)
    chosen = [
        tuple((number * 17 + each * 31 + nth * count // SHIFTED) % count for nth in range(SHIFTED))
        for each in range(WHAT_IFS)
    ]
    watch.start()
    timelines = [what_if(scenario, positions) for positions in chosen]
    watch.lap(WHAT_IF)
    for timeline, positions in zip(timelines, chosen, strict=True):
        if [timeline.state(base) for base in work.bases] != LEAN.play(shifted(work, positions), Stopwatch()):
            raise RuntimeError("a what-if ends in other states than the peer")
    rounds.add(WHAT_IF, watch.laps[WHAT_IF] / WHAT_IFS)


def rows(work: Work, rounds: Rounds) -> Iterator[Row]:
    """
    The rows of the table.
    """
    group = f"{len(work.bases):,} bases, {len(work.happenings):,} events"
    yield _against(group, LEAN, least(5), work, rounds)
    for peer, target in COMPARED:
        yield _against(group, peer, target, work, rounds)
    yield _against(group, USUAL, None, work, rounds)
    ours, lean = f"{REPLAY.name}: {FIRED}", f"{LEAN.name}: {FIRED}"
    group = "The same"
    yield Row(
        group,
        f"what-if of {SHIFTED} dates: events per second, {LEAN.name} = 1",
        figure=rounds.ratio(lean, WHAT_IF),
        target=least(20),
        beside=f"{shown(1e3 * rounds.middle(WHAT_IF))} ms, made and replayed; mean of {WHAT_IFS} on one scenario",
    )
    for how, words in WATCHES.items():
        cost = f"{_micro(rounds, how, work)} µs per event"
        yield Row(group, f"replay with {words}: cost, without = 1", "", rounds.ratio(how, ours), most(1.3), beside=cost)
    live = f"{LIVE.name}: {FIRED}"
    yield Row(group, "live play", "µs per event", 1e6 * rounds.middle(live) / len(work.happenings))


def _against(group: str, peer: Peer, target: Target | None, work: Work, rounds: Rounds) -> Row:
    ours, other = f"{REPLAY.name}: {FIRED}", f"{peer.name}: {FIRED}"
    what = f"replay: events per second, {peer.name} = 1"
    if other not in rounds:
        return Row(group, what, target=target, fault="not installed")
    beside = f"{_micro(rounds, ours, work)} µs per event, of {_micro(rounds, other, work)}"
    return Row(group, what, figure=rounds.ratio(other, ours), target=target, beside=beside)


def _micro(rounds: Rounds, name: str, work: Work) -> str:
    return shown(1e6 * rounds.middle(name) / len(work.happenings))


def speeds(work: Work, rounds: Rounds) -> list[tuple[Peer, float, float] | tuple[Peer, None, None]]:
    """
    Milliseconds to build and microseconds per event to fire, of each who takes part; ``None`` if not installed.
    """
    found: list[tuple[Peer, float, float] | tuple[Peer, None, None]] = []
    for peer in PEERS:
        built, fired = f"{peer.name}: {BUILT}", f"{peer.name}: {FIRED}"
        if built in rounds:
            per_event = 1e6 * rounds.middle(fired) / len(work.happenings)
            found.append((peer, 1e3 * rounds.middle(built), per_event))
        else:
            found.append((peer, None, None))
    return found
