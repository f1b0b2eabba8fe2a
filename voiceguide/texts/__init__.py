"""Makes a practice from any text that people have: one reader for each form, one table, and one way to understand them
all.
"""
