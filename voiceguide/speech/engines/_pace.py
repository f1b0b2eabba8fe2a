"""The pace of each voice of piper and Kokoro, so that rate 1 means the same in every English voice.

Voices' own paces differ by up to half. Each engine's module has the figures of known voices. Any other English voice is
measured when it first speaks, with the sentences below. That takes several seconds, so its figure is kept in the cache.
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
"""Long and short sentences, like those in practices. On average, a word in a practice takes `_LIKE_PRACTICES` times as
long as a word in these sentences.
"""

_WORDS: Final = sum(len(sentence.split()) for sentence in SENTENCES)
_LIKE_PRACTICES: Final = 0.98

SENTENCE_GAP: Final[Seconds] = 0.5
PART_GAP: Final[Seconds] = 0.2
"""How many seconds of quiet are put in, at rate 1: `SENTENCE_GAP` after a sentence within a line, and `PART_GAP` after
a part of a sentence that is spoken by itself, for example because the sentence is too long.

Slow readers leave 0.34 to 1.36 s between sentences (doi 10.15388/RESPECTUS.2019.37.42.37).
"""

_CACHE_FILE: Final = "paces.json"


class Pace:
    """Finds the stretch that gives a neural voice a certain pace.

    A stretch is the factor by which the engine is asked to lengthen words. But part of each word, such as sounds with a
    minimum duration and the ends of clips, lasts equally long at every stretch. This fixed part is negative for a voice
    that slows down by more than it is asked to.
    """

    def __init__(self, fixed: Seconds, own: float) -> None:
        """`fixed` is the fixed part, in seconds per word. `own` is the stretch at which the voice speaks at the usual
        pace.
        """
        self.own = own
        self._kept = fixed / (60.0 / USUAL_PACE - fixed)

    def stretch(self, longer: float) -> float:
        """The stretch to ask for, so that the words take `longer` times as long as at the usual pace."""
        return self.own * max(0.2, (1 + self._kept) * longer - self._kept)


def measured(fixed: Seconds, at: float, seconds: Seconds) -> float:
    """The stretch at which a voice speaks at the usual pace, calculated from one measurement: at the stretch `at`, the
    voice took `seconds` to speak all `SENTENCES`. `fixed` is as in `Pace`.
    """
    word = seconds / _WORDS * _LIKE_PRACTICES
    return round(at * (60.0 / USUAL_PACE - fixed) / max(word - fixed, 0.05), 3)


def cached_pace(voice: str, measure: Callable[[], float]) -> float:
    """The stretch at which a voice speaks at the usual pace. `measure` finds it the first time; then it is kept in the
    cache. `voice` identifies the voice, and must change when the voice's files do.
    """
    file = folders().cache / _CACHE_FILE
    if isinstance(known := read_notes(file).get(voice), int | float):
        return float(known)
    found = measure()
    write_notes(file, {**read_notes(file), voice: found})
    return found
