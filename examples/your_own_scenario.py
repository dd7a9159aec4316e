"""
A scenario of your own: write a file, replay it, and read what it says when something in it is wrong.
"""

from pathlib import Path

import missionsim
from missionsim.show.words import verdict_words

file = Path(__file__).with_suffix(".toml")
lakeland = missionsim.load(file)

for step in lakeland.replay().steps:
    print(f"{step.date} {step.event}: {step.disposition}, {step.before} -> {step.after}")
    for change in step.automatic:
        print(f"           and so {change.entity}: {change.before} -> {change.after}")
    if step.reason:
        print(f"           because {step.reason.why}")

deadline = lakeland.replay().deadline("all_out")
print(f"{deadline.name}: {verdict_words(deadline)}.")

print("\nThe same file with two slips in it:")
slips = file.read_text(encoding="utf-8").replace('"2031-03"', '"2031-13"').replace('from = "held"', 'from = "hold"')
try:
    missionsim.loads(slips, file=file.name)
except missionsim.ScenarioError as error:
    print(error)
