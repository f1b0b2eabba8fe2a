"""How fast a voice speaks by itself, so that rate 1 means the same pace in every English voice.

Voices differ by half in their own pace. Those that come with us have their figure in a table; another one is measured
the first time it speaks, on the sentences below, and its figure is kept in the cache, for measuring takes seconds.
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
"""Long and short, as in practices, which take `_LIKE_PRACTICES` of the time that a word takes in these."""

_WORDS: Final = sum(len(sentence.split()) for sentence in SENTENCES)
_LIKE_PRACTICES: Final = 0.98

_MEMORY: Final = "paces.json"


class Pace:
    """How a neural voice is brought to a pace: what it says grows with the stretch it is asked for, but not all of it.

    Some part of each word, `fixed`, stays as it is: sounds that have a shortest length, and the ends of clips. It is
    negative for a voice that grows by more than the stretch.
    """

    def __init__(self, fixed: Seconds, own: float) -> None:
        """`fixed` is in seconds a word; at the stretch `own` the voice speaks at the usual pace."""
        self.own = own
        self._kept = fixed / (60.0 / USUAL_PACE - fixed)

    def stretch(self, longer: float) -> float:
        """What to ask for, so that the words take `longer` times as long as at the usual pace."""
        return self.own * max(0.2, (1 + self._kept) * longer - self._kept)


def measured(fixed: Seconds, at: float, seconds: Seconds) -> float:
    """The stretch for the usual pace, of a voice that took `seconds` for the sentences at the stretch `at`."""
    word = seconds / _WORDS * _LIKE_PRACTICES
    return round(at * (60.0 / USUAL_PACE - fixed) / max(word - fixed, 0.05), 3)


def kept(voice: str, measure: Callable[[], float]) -> float:
    """The figure of a voice, measured once. `voice` tells it from all others, and from itself when it has changed."""
    file = folders().cache / _MEMORY
    if isinstance(known := read_notes(file).get(voice), int | float):
        return float(known)
    found = measure()
    write_notes(file, {**read_notes(file), voice: found})
    return found
