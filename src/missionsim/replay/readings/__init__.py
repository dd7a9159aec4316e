"""
Consistent readings, exactly: which days and states a record allows, and what it contradicts.

The way of the data: a `Problem`, and what is taken to be refused (`hypothesis`); days under order edges (`network`);
each entity's own order (`courses`); what is left of guards (`demands`); what has to be looked at together (`clusters`);
classes of orders (`footprints`, `machine`, `orders`, `cases`); a `world` tightened by all of these; the best day of an
event in it (`search`); and the questions (`states`, `narrowing`, `conflicts`, `sensitive`, `representative`,
`branches`), asked of `Readings`.
"""

from missionsim.replay.readings.branches import Branch
from missionsim.replay.readings.conflicts import Conflict, Conflicts
from missionsim.replay.readings.limits import Limits
from missionsim.replay.readings.narrowing import Because, PossibleDays
from missionsim.replay.readings.network import Edge
from missionsim.replay.readings.problem import Firing, FiringId, Guard, Leaf, Link, Mode, Parts, Problem, Route, Routes
from missionsim.replay.readings.readings import Readings
from missionsim.replay.readings.representative import Placement
from missionsim.replay.readings.search import Best, Course
from missionsim.replay.readings.states import Stay

__all__ = [
    "Because",
    "Best",
    "Branch",
    "Conflict",
    "Conflicts",
    "Course",
    "Edge",
    "Firing",
    "FiringId",
    "Guard",
    "Leaf",
    "Limits",
    "Link",
    "Mode",
    "Parts",
    "Placement",
    "PossibleDays",
    "Problem",
    "Readings",
    "Route",
    "Routes",
    "Stay",
]
