"""Reads the prosody that mark-up asks for, as factors of rate and pitch for our own format."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from voiceguide.script.model import GREATEST_FACTOR, LEAST_FACTOR
from voiceguide.texts._model import NEUTRAL, Passage, Prosody

_RATES: Final = {"x-slow": 0.7, "slow": 0.85, "medium": 1.0, "default": 1.0, "fast": 1.15, "x-fast": 1.3}
"""The factor for each named rate. It multiplies the usual rate of our voices, which is slower than that of most voices
that read such mark-up.
"""
_PITCHES: Final = {"x-low": 0.85, "low": 0.92, "medium": 1.0, "default": 1.0, "high": 1.08, "x-high": 1.15}


def prosody_of(given: Mapping[str, str]) -> tuple[Prosody, list[str]]:
    """The prosody that a ``<prosody>`` tag asks for, and the names of its attributes that are ignored: those without a
    factor in our format, such as ``volume``, and those whose value is not known or too extreme.
    """
    factors = {
        "rate": _factor(given.get("rate", "default"), _RATES),
        "pitch": _factor(given.get("pitch", "default"), _PITCHES),
    }
    ignored = [name for name in given if factors.get(name) is None and given[name] not in ("medium", "default")]
    return Prosody(factors["rate"] or 1.0, factors["pitch"] or 1.0), ignored


def common_prosody(passages: Iterable[Passage]) -> Prosody | None:
    """The prosody of all the words in these passages; None if it is not the same for all. `NEUTRAL` if there are no
    words.
    """
    found = {passage.prosody for passage in passages if passage.kind == "words"}
    return found.pop() if len(found) == 1 else None if found else NEUTRAL


def _factor(text: str, named: Mapping[str, float]) -> float | None:
    text = text.strip().lower()
    if text in named:
        return named[text]
    found = re.fullmatch(r"([+-]?)(\d{1,4}(?:\.\d{1,4})?)(%|st)?", text)
    if found is None or (found[3] == "st" and named is _RATES):
        return None
    value = float(found[2]) * (-1 if found[1] == "-" else 1)
    if found[3] == "st":
        value = 2 ** (value / 12)
    elif found[3] == "%":
        value = 1 + value / 100 if found[1] else value / 100
    elif found[1]:
        return None
    return round(value, 3) if LEAST_FACTOR <= value <= GREATEST_FACTOR else None
