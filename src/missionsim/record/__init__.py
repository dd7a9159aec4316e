"""
What is declared: dates, conditions, lifecycles, entities, events, deadlines, versions, and the checks; pure data.
"""
