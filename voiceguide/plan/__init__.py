"""Fitting: an outline, spoken durations and a target length become a plan. No audio and no engine in here."""
