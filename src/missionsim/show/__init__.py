"""
How it is told: sentences and tables for people.
"""
