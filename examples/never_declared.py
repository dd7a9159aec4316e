"""
What if nobody had declared phase one complete, or handed the base over: what can't happen then.
"""

from pathlib import Path

import missionsim
from missionsim.show.words import chain_words, event_words

iraq = missionsim.load("iraq")
plans = {plan.name: plan for plan in missionsim.load_what_ifs(Path(__file__).with_name("what_ifs.toml"))}

for name in ("never_declared", "no_handover"):
    plan = plans[name]
    edited = plan.apply(iraq)
    divergence = missionsim.compare(iraq.replay(), edited.replay())
    print(f"{plan.title}:")
    for event in divergence.events:
        print(f"  {event_words(event)}")
    print(f"  and so the mission is {edited.replay().state('mission')} at the end")
    for reason in chain_words(divergence, "mission"):
        print(f"    {reason}")
    print()

print("All what-ifs of the file, side by side:")
outlooks = missionsim.compare_many({"as recorded": iraq} | {name: plan.apply(iraq) for name, plan in plans.items()})
for row in outlooks.rows():
    print(f"  {row['name']:<23} mission {row['mission.state']:<10} phase one {row['phase_one.verdict']}")
