"""
Which events of the Iraqi handover were critical: how far they could have slipped before something broke.
"""

import missionsim
from missionsim import Delay, Revise
from missionsim.show.answers_words import limit_words

iraq = missionsim.load("iraq")
print("How far can these events slip, and what breaks first?")
for event in (
    "ain_al_asad_garrison.leave",
    "victory_base_complex.complete_transfer",
    "ain_al_asad.begin_transfer",
    "ain_al_asad.complete_transfer",
):
    slip = missionsim.slack(iraq, event).slip
    how_far = "as far as the horizon" if slip.days is None else f"{slip.days} days, then {slip.kind} {slip.id}"
    print(f"  {event:<40} {how_far}")

print("\nHad phase one been due by the end of March 2026, how late could Ain al-Asad have been handed over?")
revised = iraq.what_if(Revise("phase_one", due="2026-03-31"))
limit = missionsim.slack(revised, "ain_al_asad.complete_transfer").deadline("phase_one")
if limit is not None and limit.days is not None:
    print(f"  {limit.days} days later; one more, and {limit_words(limit)}")
    for days in (limit.days, limit.days + 1):
        late = revised.what_if(Delay("ain_al_asad.complete_transfer", days))
        print(f"  replayed {days} days later: {late.replay().deadline('phase_one').verdict}")
