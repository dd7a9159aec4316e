"""
Edits as flags on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve

from missionsim.errors import DateError, EditError, Fault, InvalidError
from missionsim.record.events import Event
from missionsim.record.record import free_id
from missionsim.scenario import Scenario, WhatIf
from missionsim.whatif.edits import According as Retold
from missionsim.whatif.edits import Advance, Delay, Drop, Edit, Initial, Insert, Move, Redate, Revise, Swap


def edited(scenario: Scenario | WhatIf, said: Sequence[str] | None) -> WhatIf:
    """
    The what-if of the edits that were given as flags.

    Raises:
        EditError: If one of them names nothing, or they lead to what does not hold together; with the flag.
    """
    made = scenario.what_if()
    earlier = len(made.edits)
    try:
        for each in said or ():
            made = made.what_if(_read(each, made))
        made.outcome  # noqa: B018  what does not hold together is said with its flag
    except EditError as error:
        raise EditError(_of_flag(fault, said or (), earlier) for fault in error.faults) from None
    return made


def _of_flag(fault: Fault, said: Sequence[str], earlier: int) -> Fault:
    """
    The fault with the flag that it is about, where it is about one.
    """
    match fault.path:
        case ("edits", int() as position, *_) if earlier <= position < earlier + len(said):
            return evolve(fault, path=(said[position - earlier],))
    return fault


def _read(said: str, made: WhatIf) -> Edit:
    flag, _, value = said.partition(" ")
    try:
        return _edit(flag, value, made)
    except (DateError, InvalidError) as error:
        problem, _, accept = str(error).partition("; ")
        raise EditError([Fault((said,), problem, accept)]) from None


def _edit(flag: str, value: str, made: WhatIf) -> Edit:
    """
    The edit that a flag stands for.
    """
    if flag == "--insert":
        words = value.split()
        if len(words) != len(("date", "entity", "trigger")):
            raise _misused(flag, value, '"DATE ENTITY TRIGGER"')
        day, entity, trigger = words
        taken = (event.id for event in made.outcome.events)
        return Insert(Event(entity, trigger, day, free_id(f"{entity}.{trigger}", taken)))
    if flag in _ONE_NAME:
        return _ONE_NAME[flag](value)
    make, usage = _TWO_NAMES[flag]
    first, equals, second = value.rpartition("=")
    if not (first and equals and second):
        raise _misused(flag, value, usage)
    return make(first.strip(), second.strip())


_ONE_NAME: Mapping[str, Callable[[str], Edit]] = {
    "--drop": Drop,
    "--bridge": lambda event: Drop(event, bridge=True),
    "--according": Retold,
}
_TWO_NAMES: Mapping[str, tuple[Callable[[str, str], Edit], str]] = {
    "--delay": (lambda event, by: Delay(event, _length(by)), "EVENT=90d"),
    "--advance": (lambda event, by: Advance(event, _length(by)), "EVENT=90d"),
    "--move": (Move, "EVENT=DATE"),
    "--swap": (Swap, "EVENT=EVENT"),
    "--redate": (Redate, "EVENT=DATE"),
    "--revise": (Revise, "DEADLINE=DATE"),
    "--initial": (Initial, "ENTITY=STATE"),
}


def _length(text: str) -> str:
    return f"{text}d" if text.isdecimal() else text


def _misused(flag: str, value: str, usage: str) -> EditError:
    return EditError.of(f"{flag} {value!r} can't be read", f"accepted: {flag} {usage}")
