"""
The least that would have had to go otherwise for phase one to be over in time.
"""

import missionsim
from missionsim import Advance, Delay, Move, Rewire, in_state

iraq = missionsim.load("iraq")

print("Phase one was due by September 2025. Which of these would it have taken?")
candidates = [
    Advance("ain_al_asad.complete_transfer", 110),
    Move("ain_al_asad_garrison.leave", "2025-09-29"),
    Move("victory_base_complex.complete_transfer", "2025-09-29"),
    Move("joint_operations_command.begin_transfer", "2025-09-28"),
    Move("joint_operations_command.complete_transfer", "2025-09-29"),
    Move("joint_operations_command_garrison.begin_leaving", "2025-09-28"),
    Move("joint_operations_command_garrison.leave", "2025-09-29"),
    Move("camp_taji.complete_transfer", "2020-08-31"),
]
print(missionsim.repair(iraq, "phase_one", candidates))

print("\nAnd if the condition could have been waived?")
print(missionsim.repair(iraq, "phase_one", [*candidates, Rewire("mission", "complete_phase_one")]))

print("\nSuppose the last advisers had left ten days later. What is the least that brings phase two back?")
late = iraq.what_if(Delay("ain_al_asad_garrison.leave", 10))
print(missionsim.repair(late, in_state("mission", "phase_two"), days=30, most_edits=1))

print("\nWhich events of one day might as well have come in another order?")
for pair in missionsim.order_sensitivity(iraq).pairs:
    if pair.same_day:
        print(f"  {pair.second} before {pair.first}: {pair.changes[0]}")
