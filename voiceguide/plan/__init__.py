"""Fitting: an outline, spoken durations and a target length become a plan. There is no audio and no engine here."""
