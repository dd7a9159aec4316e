"""
What follows from a record: placing, the engine, readings, and what became of the deadlines.
"""
