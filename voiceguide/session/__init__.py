"""Makes sessions from scripts, stage by stage, and does what commands need with them: saves,
measures and lists them.
"""
