"""The contract of a speech engine, and estimates of how long a text will take to speak.

An engine turns one utterance into raw sound. It runs in its own worker process (`_workers`), so it may block, crash or
print. Its sound is trimmed, resampled, brought to one loudness (`treatment`) and cached (`_cache`). The table of
engines is `engines/table`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypeAlias, runtime_checkable

from voiceguide.units import Seconds, TextSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.config import Tone


Capability: TypeAlias = Literal["rate", "pitch", "emphasis", "sounds"]
"""Something besides the words that an engine can follow, such as the rate. Whatever an engine cannot follow is removed
from its lines, so that a change of it does not lead to new clips.

``sounds`` means that the engine can be told how to pronounce a word. An engine without it gets a heteronym in another
spelling, if the table has one that is more likely to be said right. (An engine that wants the words as written never
gets another spelling.)
"""


class Sound(NamedTuple):
    """How one word of a text is pronounced, if its spelling leaves a choice."""

    first: int
    """The index of the word's first character."""
    last: int
    """The index after the word's last character."""
    ipa: str
    """The word's pronunciation, in the IPA of `_heteronym_table`. The module `sounds` converts it to an engine's
    notation.
    """


@dataclass(frozen=True)
class Voice:
    """A voice that an engine can speak with."""

    engine: str
    name: str
    """The voice's name, as it follows ``ENGINE:`` on the command line."""
    language: str
    """A BCP 47 tag in lower case, such as ``en-us``; empty if unknown."""
    gender: str = ""
    """``female``, ``male``, or empty if unknown."""
    installed: bool = True
    recommended: bool = False
    """Whether we recommend this voice to begin with. It is True for at most one voice."""
    terms: str = ""
    """The voice's source and licence, if people need to know them; otherwise empty."""


@dataclass(frozen=True)
class VoiceChoice:
    """The voice of a session, its rate, its pitch, and another voice for lines that this one has no recording of."""

    engine: str
    name: str
    """The voice's name; empty for the engine's calm default voice in the language of the words."""
    rate: float = 1.0
    """A factor on `USUAL_PACE`."""
    pitch: float = 1.0
    """A factor on the voice's usual pitch."""
    fill: VoiceChoice | None = None
    """The voice that speaks lines without a recording, if this voice is a person's recordings; None: no voice does."""


@dataclass(frozen=True)
class SpeechLine:
    """Words that are ready to be spoken, with everything else that shapes their clip, except the engine."""

    text: str
    """The text for the engine, never empty. Most engines get normalised words. An engine that asks for it gets the
    words as written, and the engine `pieces` gets the id of a piece.
    """
    voice: str
    lang: str
    """The language of the words, as a BCP 47 tag in lower case; empty if a voice is named, because the language then
    has no effect.
    """
    rate: float
    """A factor on `USUAL_PACE`; always 1.0 for an engine that cannot change the rate."""
    pitch: float
    """A factor on the voice's usual pitch; always 1.0 for an engine that cannot change the pitch."""
    tone: Tone
    """How the recording is filtered afterwards; the engine ignores it."""
    emphasis: tuple[TextSpan, ...] = ()
    """The spans of the words in `text` that are spoken with light emphasis, in order; empty if the engine cannot
    emphasise words.
    """
    sounds: tuple[Sound, ...] = ()
    """How to pronounce the heteronyms in `text`, in order; empty if the engine cannot take pronunciations."""


@dataclass(frozen=True, eq=False)
class Recording:
    """Raw sound from an engine."""

    samples: NDArray[np.float32]
    """Mono, shape (n,), full scale ±1."""
    sample_rate: int
    """Samples per second."""


class SpeechEngine(Protocol):
    """Speaks one utterance at a time.

    After any exception the engine must be able to speak the next utterance, or be unusable for good
    (the worker is then restarted).
    """

    name: str

    def voices(self) -> tuple[Voice, ...]:
        """Its voices, the best first."""

    def speak(self, line: SpeechLine) -> Recording:
        """Speak the whole text of the line in its `voice`; if no voice is named, in the calm default voice for its
        `lang`.

        `lang` is a BCP 47 tag, or empty for English. Raises `VoiceNotFoundError`, or `SpeechError` with a reason if the
        text could not be spoken completely. Must never return silence instead of speech.
        """

    def close(self) -> None:
        """Free all resources, and end the programs that it has started.

        Called from another thread than the one that speaks, perhaps in the middle of a line. No other call follows.
        """


@runtime_checkable
class LoadingEngine(Protocol):
    """An engine whose voices take long to load, and can be loaded before their lines are known."""

    def load(self, voice: str, lang: str, *, cores: int) -> None:
        """Load the voice that would speak a line with this `voice` and `lang`. Its model will use `cores` cores. Raises
        `VoiceNotFoundError` or `SpeechError`.
        """


USUAL_PACE: Final = 150
"""How many words per minute the engines speak at rate 1, within phrases; the pauses between phrases are not counted.
This was measured for each engine, because engines' own figures differ.

In teachers' recordings, the pace is 150 to 180 words per minute; a calm reader is slower.
"""

NOMINAL_PACE: Final = 122
"""The words per minute that espeak-ng is set to, so that it really speaks at `USUAL_PACE`. (It speaks about 1.21 times
as many words as it is set to.) The function `estimated_seconds` is also given the words per minute to which espeak-ng
is set.
"""

READING_PACE: Final = 140
"""Roughly how fast a person reads aloud: the words per minute to which espeak-ng is set for the same pace (see
`NOMINAL_PACE`). The pace of a particular person is given as a factor on this.
"""

_LETTER: Final = 0.0664
_WORD: Final = 0.048
_BREAK: Final = 0.413
_ONCE: Final = 0.217
"""What an estimate adds, in seconds: `_LETTER` for each letter (a digit counts as four), `_WORD` for each word,
`_BREAK` for each punctuation mark inside the text, and `_ONCE` for the whole text. These figures are for the pace
`_FITTED_AT`.

They were fitted to 250 English lines spoken by espeak-ng, without the silence around them. The standard deviation of
the estimates is 12 %.
"""

_FITTED_AT: Final = 138
"""The pace for which the figures of an estimate (`_LETTER`, `_WORD`, `_BREAK`, `_ONCE`) are right, in espeak-ng's words
per minute. It was chosen so that texts estimated at `NOMINAL_PACE` have 147 real words per minute, the pace that was
measured for en-us+f5 and for joe at rate 1.
"""


def estimated_seconds(text: str, words_per_minute: float) -> Seconds:
    """Roughly how long normalised `text` takes, without silence at its ends. `words_per_minute` is the pace to which
    espeak-ng is set; its real pace is faster (see `NOMINAL_PACE`).
    """
    letters = len(re.findall(r"[^\W\d_]", text)) + 4 * len(re.findall(r"\d", text))
    words = len(re.findall(r"\w+", text))
    breaks = len(re.findall(r"[,;:.!?]+(?=\s)", text))
    if not letters:
        return 0.0
    return (_LETTER * letters + _WORD * words + _BREAK * breaks + _ONCE) * _FITTED_AT / words_per_minute


def for_each_voice(lines: Sequence[SpeechLine], value: Callable[[str, str], str]) -> list[str]:
    """The result of `value(voice, lang)` for each line. `value` is called only once for each pair of voice and
    language.
    """
    values = {(voice, lang): value(voice, lang) for voice, lang in {(line.voice, line.lang) for line in lines}}
    return [values[line.voice, line.lang] for line in lines]
