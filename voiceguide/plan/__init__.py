"""Makes a plan from an outline, the durations of its spoken lines, and a target length. Nothing here makes sound or
runs an engine.
"""
