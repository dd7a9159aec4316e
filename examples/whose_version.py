"""
Whose version? The same events as told by different parties, and dated by different policies.
"""

import missionsim

iraq = missionsim.load("iraq")

versions = {
    "as recorded": iraq,
    "News-Pravda": iraq.according_to("news_pravda"),
    "JOC deputy": iraq.according_to("joint_operations_command_deputy"),
    "latest claims": iraq.dated_by("latest"),
    "most corroborated": iraq.dated_by("most_corroborated"),
}

print(f"{'version':<18} {'Ain al-Asad Iraqi':<18} {'HQ empty':<11} {'phase one over':<15} refused")
for name, version in versions.items():
    timeline = version.replay()
    days = [
        timeline.first("ain_al_asad", "iraqi_controlled"),
        timeline.first("joint_operations_command_garrison", "gone"),
        timeline.first("mission", "bilateral"),
    ]
    handed_over, empty, complete = (str(day or "never") for day in days)
    print(f"{name:<18} {handed_over:<18} {empty:<11} {complete:<15} {len(timeline.refusals)}")

print("\nWhy the deputy's version does not hold together:")
for step in versions["JOC deputy"].replay().refusals:
    print(f"  {step.date} {step.reason}")
