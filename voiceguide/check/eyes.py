"""What the linter needs to know of the rest of the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from voiceguide.errors import Mistake
from voiceguide.script.model import Place, Script
from voiceguide.script.outline import Utterance
from voiceguide.units import Frames

Find: TypeAlias = Callable[[str, Script], Script]
Durations: TypeAlias = Callable[[Sequence[Utterance]], Mapping[Utterance, Frames]]
Trouble: TypeAlias = Callable[[str], str]
"""Why the one of this name cannot be had, with the names nearest to it; empty: it can."""

OWN_WORDS: Final = ("name", "comfort", "comfort.physical", "comfort.mental", "comfort.emotional", "dear")
"""The listener's own words that voiceguide knows to ask for."""


@dataclass(frozen=True)
class Eyes:
    """What the linter needs to know of the rest of the program."""

    find: Find
    durations: Durations
    background_trouble: Trouble
    voice_trouble: Trouble = lambda name: ""
    words: tuple[tuple[str, str], ...] = ()
    """Own words that are given besides those we ask for: (key, words)."""


def warning(place: Place, code: str, message: str) -> Mistake:
    """What a careful teacher would mend."""
    return Mistake(place.file, place.line, code, message, "warning")
