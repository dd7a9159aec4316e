"""
The least that would have had to go otherwise for a deadline to be met.
"""

import missionsim
from missionsim import Advance, Move, Rewire
from missionsim.show.answers_words import order_words, repair_words

iraq = missionsim.load("iraq")

print("Ain al-Asad was due within a week of the last soldier's leaving. Which of these would it have taken?")
handover, leaving = "ain_al_asad.complete_transfer", "ain_al_asad_garrison.leave"
print(repair_words(missionsim.repair(iraq, "ain_al_asad_handover", [Advance(handover, 7), Advance(leaving, 8)])))

print("\nPhase one was due by September 2025. Had its condition been waived?")
waived = [Advance(handover, 110), Move(leaving, "2025-09-29"), Rewire("mission", "complete_phase_one")]
print(repair_words(missionsim.repair(iraq, "phase_one", waived)))

print("\nAnd would another order of the same days have changed the outcome?")
print(order_words(missionsim.order_sensitivity(iraq)))
