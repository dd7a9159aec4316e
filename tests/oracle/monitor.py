"""
The verdict on one deadline over one played reading, found by walking through the days.

Rules, where the design leaves a choice the plainest:

- *Known* on day D is what came until D, or until ``known_until`` if that is earlier: what is planned for later neither
  meets nor misses. What holds on a day holds at its end.
- A deadline is in force from the day on which ``set_by`` took effect, else from the first day; before that it is
  unset. Each revision that took effect after the setting (in the order of events) replaces the term before it, for
  the end of its own day already. So each term is in force from its own day to the day before the next term's.
- A term without a window is met on the first day in force, up to its due day, at whose end the condition holds.
- A term with a window is met on the first day in force and within the window at whose end the condition holds, if
  that spell began within the window. What held before the first event began earlier.
- A due date that is a length of time counts from the day on which ``since`` (else ``set_by``, else the start) took
  effect. Until then the term has no due date: it can be met, and is pending otherwise. If it is replaced before, or on
  that day, it never had one.
- Met stays met: the first day on which any term was met. Otherwise the verdict is that of the last term.
- A revision without a due date makes it void.
- Not met, it is void if ``only_if`` certainly does not hold on the due day, or on the last day known if that is
  earlier.
- It is pending while the due day lies after the last day known.
- Else it is violated; undetermined if a count leaves that in doubt, or leaves ``only_if`` in doubt.
- Days late: for a met one its day less the due day. For a violated one without window, the first day after the due
  day and since the deadline was set at whose end the condition holds, less the due day. With one, the first day of the
  first later spell less the due day; else the first day of the last spell that began before the window, and lasted
  until the deadline was set at least, less its opening. A violated one that never held has none. What is planned for
  after ``known_until`` tells by how much a violated one is late.

Counts: on a day without a count of it, a condition on a number is in doubt. A spell of what counts say begins on a
day at whose end the condition certainly holds if on the last day before on which it was not in doubt it did not hold,
or if there is no such day. A term that was not met is violated if on each of its days the condition certainly did not
hold, or would not with what was counted on the due day or later: with the first of these counts that tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.conditions import NOTHING_COUNTED, Counts, Truth, holds
from oracle.dates import after, is_offset, is_span, window
from oracle.engine import Play
from oracle.record import Spec


@dataclass
class Term:
    """
    A due date while it is in force, both days inclusive; *due* is ``None`` if it is not known yet.
    """

    first: int
    last: int
    is_void: bool = False
    opens: int | None = None
    due: int | None = None


@dataclass
class Outcome:
    """
    A verdict as known on a day, and how late it is: negative if early, ``None`` where that means nothing.
    """

    verdict: str
    days_late: int | None = None
    met_on: int | None = None
    due: int | None = None
    last_counted: int | None = None


def outcome(play: Play, deadline: str, day: int) -> Outcome:
    """
    The verdict on a deadline as it is known at the end of *day*.
    """
    return _Judge(play, play.record.deadlines[deadline], day).outcome()


def counts_by_day(play: Play) -> dict[int, Counts]:
    """
    What was counted on each day, the last of it in the order in which the events took effect.
    """
    found: dict[int, dict[tuple[str, str], Spec]] = {}
    for effect in play.effects:
        event = play.record.events[effect.event]
        for measure in event.measures:
            entity = measure.get("entity") or event.firings[0].entity
            found.setdefault(effect.day, {})[entity, measure["name"]] = measure
    return dict(found)


class _Judge:
    def __init__(self, play: Play, declared: Spec, day: int) -> None:
        self.play = play
        self.record = play.record
        self.declared = declared
        self.day = min(day, self.record.known_until)
        self.asked = min(day, self.record.horizon)
        self.counts = counts_by_day(play)
        self.effects = [effect for effect in play.effects if effect.day <= self.day]

    def outcome(self) -> Outcome:
        terms = self.terms()
        if not terms:
            return Outcome("unset")
        for term in terms:
            met_on = next((day for day in self.days_in_time(term) if self.meets(term, day)), None)
            if met_on is not None:
                return Outcome("met", None if term.due is None else met_on - term.due, met_on, term.due)
        return self.not_met(terms, terms[-1])

    def not_met(self, terms: list[Term], term: Term) -> Outcome:
        if term.is_void:
            return Outcome("void")
        last_day = self.day if term.due is None else min(self.day, term.due)
        binds = self.value("only_if", max(last_day, self.record.start))
        if binds is False:
            return Outcome("void")
        counted = self.last_counted()
        if term.due is None or self.day < term.due:
            return Outcome("pending", due=term.due, last_counted=counted)
        certain = binds is True and all(self.fails(term, day) for day in self.days_in_time(term))
        verdict = "violated" if certain else "undetermined"
        late = self.days_late(terms[0], term, term.due) if certain else None
        return Outcome(verdict, late, due=term.due, last_counted=counted)

    # Terms

    def terms(self) -> list[Term]:
        """
        The setting and what revised it, each until the next.
        """
        due = self.declared["due"]
        set_by = self.declared.get("set_by")
        began = [] if set_by else [(self.record.start, due)]
        for effect in self.effects:
            if effect.event == set_by:
                began.append((effect.day, due))
            if began:
                began += [
                    (effect.day, revision.get("due"))
                    for revision in self.declared.get("revisions", [])
                    if revision["by"] == effect.event
                ]
        ends = [*(first - 1 for first, _ in began[1:]), self.day][: len(began)]
        return [self.term(first, last, due) for (first, due), last in zip(began, ends, strict=True)]

    def term(self, first: int, last: int, due: str | None) -> Term:
        if due is None:
            return Term(first, last, is_void=True)
        if is_offset(due):
            base = self.base(last)
            return Term(first, last, due=None if base is None else after(base, due))
        return Term(first, last, opens=window(due)[0] if is_span(due) else None, due=window(due)[1])

    def base(self, last: int) -> int | None:
        """
        The day that a length of time counts from, if it is known by the last day on which that is asked.
        """
        event = self.declared.get("since") or self.declared.get("set_by")
        if event is None:
            return self.record.start
        return next((effect.day for effect in self.effects if effect.event == event and effect.day <= last), None)

    # Days

    def days_in_time(self, term: Term) -> range:
        """
        The days on which a term can be met: in force, within its time, and not after the day asked about.
        """
        if term.is_void:
            return range(0)
        first = term.first if term.opens is None else max(term.first, term.opens)
        last = term.last if term.due is None else min(term.last, term.due)
        return range(first, min(last, self.day) + 1)

    def value(self, key: str, day: int, counted_on: int | None = None) -> Truth:
        """
        What a condition of the deadline is at the end of a day, by that day's states and one day's counts.
        """
        counts = self.counts.get(day if counted_on is None else counted_on, NOTHING_COUNTED)
        return holds(self.record, self.declared.get(key), self.play.states[day], counts)

    def meets(self, term: Term, day: int) -> bool:
        if self.value("when", day) is not True:
            return False
        return term.opens is None or self.spell_start(day) >= term.opens

    def fails(self, term: Term, day: int) -> bool:
        """
        Whether a term was certainly not met on a day, by what was counted then, or when it was due, or later.

        Where the condition holds without meeting the term, since its spell began before the window, that is certain.
        """
        if self.value("when", day) is not None:
            return True
        due = self.day if term.due is None else term.due
        told = (self.value("when", day, counted) for counted in range(due, self.day + 1))
        return next((truth for truth in told if truth is not None), None) is False

    def spell_starts(self, last: int) -> list[int]:
        """
        The days until *last* on which the condition became true; the day before the first for what held before the
        first event.
        """
        before = self.record.start - 1
        was = holds(self.record, self.declared["when"], self.play.initial)
        found = [before] if was else []
        for day in range(self.record.start, last + 1):
            now = self.value("when", day)
            if now and not was:
                found.append(day)
            was = was if now is None else now
        return found

    def spell_start(self, day: int) -> int:
        return max(start for start in self.spell_starts(self.day) if start <= day)

    def spell_end(self, start: int) -> int:
        days = range(max(start, self.record.start), self.day)
        return next((day for day in days if not self.value("when", day + 1)), self.day)

    def days_late(self, setting: Term, term: Term, due: int) -> int | None:
        """
        How many days later than *due* a missed term came true, or how many days before its window.
        """
        if term.opens is None:
            days = range(max(setting.first, due + 1), self.asked + 1)
            return next((day - due for day in days if self.value("when", day)), None)
        starts = self.spell_starts(self.day)
        later = [start - due for start in self.spell_starts(self.asked) if start > due]
        earlier = [
            max(start, self.record.start) - term.opens
            for start in starts
            if start < term.opens and self.spell_end(start) >= setting.first
        ]
        return later[0] if later else earlier[-1] if earlier else None

    def last_counted(self) -> int | None:
        """
        The last day on which something was counted that the condition asks for.
        """
        asked = set(_measures(self.declared["when"]))
        days = [day for day, counts in self.counts.items() if day <= self.day and asked & {name for _, name in counts}]
        return max(days, default=None)


def _measures(condition: Spec) -> list[str]:
    parts = [*condition.get("all", []), *condition.get("any", []), *condition.get("of", [])]
    parts += [condition["not"]] if "not" in condition else []
    own = [condition["measure"]] if "measure" in condition else []
    return own + [name for part in parts for name in _measures(part)]
