"""
Which events of the Iraqi handover were critical: how far each could have slipped before something broke.
"""

from datetime import date

import missionsim
from missionsim import Delay, Revise

iraq = missionsim.load("iraq")
first, last = date(2025, 8, 1), date(2026, 1, 31)

print("How far can the events of the last half year in Iraq slip, and what breaks first?")
for slack in missionsim.slacks(iraq):
    if first <= slack.day <= last:
        slip = slack.slip
        how_far = "as far as the horizon" if slip.days is None else f"{slip.days} days, then {slip.kind} {slip.id}"
        print(f"  {slack.event:<48} {how_far}")

print("\nHad phase one been due by the end of March 2026, how late could Ain al-Asad have been handed over?")
revised = iraq.what_if(Revise("phase_one", due="2026-03-31"))
limit = missionsim.slack(revised, "ain_al_asad.complete_transfer").deadline("phase_one")
if limit is not None and limit.days is not None:
    print(f"  {limit.days} days later; one more, and {limit.why}")
    for days in (limit.days, limit.days + 1):
        late = revised.what_if(Delay("ain_al_asad.complete_transfer", days))
        print(f"  replayed {days} days later: {late.replay().deadline('phase_one').verdict}")
