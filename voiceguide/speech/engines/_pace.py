"""The pace of each voice, so that rate 1 means the same in every English voice.

Voices' own paces differ by up to half. The engine's table has the figures of known voices. Any other voice is measured
the first time it speaks, on the sentences below; that takes seconds, so its figure is kept in the cache.
"""

from collections.abc import Callable
from typing import Final

from voiceguide.config import folders
from voiceguide.speech.engine import USUAL_PACE
from voiceguide.system.notes import read_notes, write_notes
from voiceguide.units import Seconds

SENTENCES: Final = (
    "Find a position that is kind to your body.",
    "Let your shoulders soften, and feel where your feet meet the ground.",
    "There is nowhere you have to be, and nothing to get right.",
    "Notice the breath.",
    "If the mind has wandered, that is what minds do.",
    "Begin again, gently.",
)
"""Long and short sentences, as in practices. A word in a practice takes `_LIKE_PRACTICES` of its time here."""

_WORDS: Final = sum(len(sentence.split()) for sentence in SENTENCES)
_LIKE_PRACTICES: Final = 0.98

SENTENCE_GAP: Final[Seconds] = 0.5
PART_GAP: Final[Seconds] = 0.2
"""After a sentence within a line, and after a part of a sentence that was too long.

Slow readers leave 0.34 to 1.36 s between sentences (doi 10.15388/RESPECTUS.2019.37.42.37).
"""

_MEMORY: Final = "paces.json"


class Pace:
    """Brings a neural voice to a pace. When the voice is asked to stretch its words, each word is stretched except for
    a fixed part.

    The fixed part of each word is sounds that have a least duration, and the ends of clips. It is negative if a voice
    slows down by more than it is asked to.
    """

    def __init__(self, fixed: Seconds, own: float) -> None:
        """`fixed` is in seconds per word; at the stretch `own` the voice speaks at the usual pace."""
        self.own = own
        self._kept = fixed / (60.0 / USUAL_PACE - fixed)

    def stretch(self, longer: float) -> float:
        """The stretch to ask for, so that the words take `longer` times as long as at the usual pace."""
        return self.own * max(0.2, (1 + self._kept) * longer - self._kept)


def measured(fixed: Seconds, at: float, seconds: Seconds) -> float:
    """The stretch for the usual pace, for a voice that took `seconds` for the sentences at the stretch `at`."""
    word = seconds / _WORDS * _LIKE_PRACTICES
    return round(at * (60.0 / USUAL_PACE - fixed) / max(word - fixed, 0.05), 3)


def kept(voice: str, measure: Callable[[], float]) -> float:
    """The figure of a voice, measured once and then kept. `voice` identifies it, and changes when its files do."""
    file = folders().cache / _MEMORY
    if isinstance(known := read_notes(file).get(voice), int | float):
        return float(known)
    found = measure()
    write_notes(file, {**read_notes(file), voice: found})
    return found
