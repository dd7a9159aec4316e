"""
How the coalition's mission in Iraq really went: replay the record, and ask who held what on which day.
"""

import missionsim
from missionsim.show.words import verdict_words

iraq = missionsim.load("iraq")
timeline = iraq.replay(strict=True)

print("Who held Ain al-Asad?")
for spell in timeline.spells("ain_al_asad"):
    print(f"  {spell.start} to {spell.end or '...'!s:<10}  {spell.state}")

print("\nWho says that it was handed over?")
for claim in timeline.why("ain_al_asad", on="2026-01-17").steps[-1].claims:
    date = f" on {claim.date}" if claim.date else ""
    print(f"  {', in '.join(claim.voices)} {claim.stance.replace('_', ' ')}{date}")

print("\nWhat happened on 18 January 2026, in order?")
for step in timeline.between("2026-01-18", "2026-01-18"):
    print(f"  {step.entity}: {step.before} -> {step.after}")

print("\nWhat became of the deadlines?")
for deadline in timeline.deadlines:
    print(f"  {deadline.id}, due {deadline.due}: {verdict_words(deadline)}")

print("\nHow many US troops and advisers were reported at Ain al-Asad?")
observed = timeline.measure("ain_al_asad", "personnel", on="2025-12-31")
if observed is not None:
    print(f"  {observed.value}, on {observed.date} ({observed.source})")
