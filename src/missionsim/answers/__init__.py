"""
What is asked: differences and their causes, slack, repair, order, and outcomes side by side.
"""
