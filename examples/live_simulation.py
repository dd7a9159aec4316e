"""
Step through the record by hand: ask what may happen, try it, take it back, and go two ways at once.
"""

import missionsim
from missionsim import Simulation, Step

simulation = Simulation(missionsim.load("iraq"))
simulation.advance(to="2026-01-16")
print(f"On {simulation.day} the mission is in {simulation.state('mission')}.")

answer = simulation.may("mission", "complete_phase_one")
print(f"May phase one be declared complete? {answer}.")


def tell(step: Step) -> None:
    """
    Print a step as it happens.
    """
    print(f"  {step.date} {step.event}: {step.disposition}, {step.entity} is {step.after}")


print("Declare it all the same, then take that back:")
unsubscribe = simulation.subscribe(tell)
simulation.fire("mission", "complete_phase_one")
simulation.undo()

print("In a fork, hand the base over the same day, and nothing else:")
fork = simulation.fork()
fork.subscribe(tell)
fork.fire("ain_al_asad", "complete_transfer")
print(f"  there, Ain al-Asad is {fork.state('ain_al_asad')}; here, it is still {simulation.state('ain_al_asad')}")

print("Here, history goes on:")
simulation.advance(to="2026-01-18")
unsubscribe()
print(f"On {simulation.day} the mission is in {simulation.state('mission')}.")

machine, model = simulation.machine("erbil"), simulation.model("erbil")
triggers = machine.get_triggers(model.state)
print(f"The transitions machine of {machine.name.strip(': ')!r} has erbil in {model.state!r}, which allows {triggers}.")
