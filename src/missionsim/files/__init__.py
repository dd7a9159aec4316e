"""
How scenarios and what-ifs are written: TOML, CSV, and every error with its line.
"""
