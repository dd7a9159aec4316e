"""
Where the order of the events of one day can make a difference.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby

from missionsim.replay.columns import APPLIED
from missionsim.replay.compiled import Compiled
from missionsim.replay.modes import is_lost, is_refused
from missionsim.replay.player import Player


class Contest:
    """
    Where the order of the events of one day can make a difference.

    Args:
        found: The compiled record.
    """

    def __init__(self, found: Compiled) -> None:
        self._found = found

    def stretch(self, days: Sequence[int], order: Sequence[int], player: Player) -> tuple[int | None, int]:
        """
        The first day on which an order may decide whether something is refused, and the last on which anything was.

        Args:
            days: The day of every event.

            order: Positions of all events in order.

            player: What was played in that order.
        """
        columns, modes, event_of = player.engine.columns, self._found.modes, self._found.program.event_of
        refused = {
            event_of[what]
            for what, how in zip(columns.what, columns.how, strict=True)
            if how < APPLIED and (is_lost(how, modes[what]) or is_refused(how, modes[what]))
        }
        if not refused:
            return None, 0
        entities = self._deciding(refused)
        last = max(days[each] for each in refused)
        until = order[: bisect_right(order, last, key=days.__getitem__)]
        acting = [each for each in until if not self._fired(each).isdisjoint(entities)]
        for day, group in groupby(acting, key=days.__getitem__):
            if self.among(list(group)):
                return day, last
        return None, last

    def among(self, today: Sequence[int]) -> frozenset[int]:
        """
        Those of some events of one day whose order can make a difference.
        """
        if len(today) < 2:  # noqa: PLR2004  one has no order
            return frozenset()
        firing: dict[int, list[int]] = {}
        for each in today:
            for entity in self._fired(each):
                firing.setdefault(entity, []).append(each)
        near: list[list[int]] = list(firing.values())
        for entity, events in firing.items():
            looked = self._found.reads[entity] & firing.keys()
            near += [[*events, *firing[other]] for other in looked]
        for entity in self._watching:
            around = firing.keys() & (self._found.reads[entity] | {entity})
            near.append([each for other in around for each in firing[other]])
        found = {each for group in near if len(set(group)) > 1 for each in group}
        return frozenset(found | self._tied(found, today)) if found else frozenset()

    @cached_property
    def _watching(self) -> frozenset[int]:
        """
        The entities to which something can happen whenever others change.
        """
        program = self._found.program
        return frozenset((*program.watched, *(program.entity_of[firing] for firing in program.waits)))

    def _fired(self, position: int) -> set[int]:
        program = self._found.program
        return {program.entity_of[firing] for firing in program.firings_of[position]}

    def _deciding(self, events: Iterable[int]) -> set[int]:
        """
        The entities that decide what becomes of events.
        """
        reads, ties = self._found.reads, self._found.links.ties
        entities: set[int] = set()
        seen = set(events)
        todo = list(seen)
        while todo:
            position = todo.pop()
            new = list(self._fired(position))
            while new:
                entity = new.pop()
                if entity not in entities:
                    entities.add(entity)
                    new += reads[entity]
            before = {tie.before for tie in ties.get(position, ())} - seen
            seen |= before
            todo += before
        return entities

    def _tied(self, events: Iterable[int], today: Iterable[int]) -> set[int]:
        """
        Some events of a day and those that depend on them, or they on those.
        """
        found, here = set(events), set(today)
        pairs = [{tie.before, each} for each in today for tie in self._found.links.ties.get(each, ())]
        pairs = [pair for pair in pairs if pair <= here]
        while more := [pair for pair in pairs if pair & found and not pair <= found]:
            found.update(*more)
        return found
