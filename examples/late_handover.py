"""
What if the handover of Ain al-Asad had slipped by 90 days: what moves, what is missed, and why.
"""

import missionsim
from missionsim import Delay
from missionsim.show import words

iraq = missionsim.load("iraq")
late = iraq.what_if(Delay("ain_al_asad.complete_transfer", "90d"))
divergence = missionsim.compare(iraq.replay(), late.replay())

print("What moved, and why?")
for movement in late.movements.values():
    print(f"  {movement}")

print("\nWho is in another state, and when?")
for entity in divergence.entities:
    for pair in entity.pairs:
        if pair.days:
            print(f"  {entity.id}: {pair.after.state if pair.after else ''} {pair.days} days later")

print("\nHow did the edit lead to the missed deadline?")
for reason in words.chain_words(divergence, "phase_one"):
    print(f"  {reason}")

print("\nAnd by how much is it missed for every 30 days?")
for outlook in missionsim.grid(iraq, "ain_al_asad.complete_transfer", range(0, 91, 30)).outlooks:
    print(f"  {outlook.name:>3} days: {outlook.margins['phase_one']}")

print(f"\n{words.summary(divergence)}")
