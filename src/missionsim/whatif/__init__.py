"""
What if: edits as values, what they make of a record, how that travels along the links, and its replay.
"""
