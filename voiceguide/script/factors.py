"""How a voice is asked to be slower or faster, lower or higher than usual."""

import re
from typing import Final

LEAST_FACTOR: Final = 0.5
GREATEST_FACTOR: Final = 2.0
"""How much slower and faster, lower and higher than usual a voice may be asked to speak."""

_FACTOR: Final = re.compile(r"([+\-−–]?)(\d{1,6}(?:\.\d{1,6})?) ?(%?)", re.ASCII)


def read_factor(text: str) -> float | None:
    """A factor as people write it: ``0.9``, ``90%``, ``-10%`` or ``+10%``; None if it is none, or an absurd one."""
    found = _FACTOR.fullmatch(text)
    if found is None or (found[1] and not found[3]):
        return None
    number = float(found[2]) / (100 if found[3] else 1)
    if found[1]:
        number = 1 + (number if found[1] == "+" else -number)
    factor = round(number, 6)
    return factor if LEAST_FACTOR <= factor <= GREATEST_FACTOR else None
