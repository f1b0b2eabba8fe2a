"""Decibels and factors."""

import math


def factor(gain_db: float) -> float:
    """The factor on the amplitude that a gain in dB is."""
    return math.pow(10.0, gain_db / 20.0)


def decibels(amplitude: float) -> float:
    """A factor on the amplitude as a gain in dB; −inf for nothing."""
    return 20.0 * math.log10(amplitude) if amplitude > 0 else -math.inf
