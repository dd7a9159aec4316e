"""
Verdicts over consistent readings, exactly: which are possible, by how many days, and in which reading.

The way of the data: a `Question`; what it asks to know of a world (`story`); `Region`, readings cut by `facts`; what a
verdict rests on in one reading (`cells`), or, where a condition turns once, on which days it may (`gradual`); and the
search through all of them (`search`), which gives a `Found`.
"""

from missionsim.replay.verdicts.question import Case, Condition, Counted, Found, Question, Several
from missionsim.replay.verdicts.relied import relied
from missionsim.replay.verdicts.search import verdicts

__all__ = ["Case", "Condition", "Counted", "Found", "Question", "Several", "relied", "verdicts"]
