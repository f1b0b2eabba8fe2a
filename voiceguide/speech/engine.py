"""What a speech engine promises, and how long words should take before any speech exists.

An engine turns one utterance into raw sound. It runs in a worker process of its own (`_workers`), so it may block,
crash or print; what it makes is trimmed, resampled, brought to one loudness (`treatment`) and kept (`_cache`). The
table of engines is `engines/table`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypeAlias, runtime_checkable

from voiceguide.units import Seconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Capability: TypeAlias = Literal["rate", "pitch", "emphasis", "sounds"]
"""What an engine can honour besides the words. What it cannot is silently plain, and shapes no clip.

An engine without ``sounds`` gets words that are spelled alike in other letters where there are better ones."""

Span: TypeAlias = tuple[int, int]
"""A stretch of a text: its first sign, and the one after its last."""


class Sound(NamedTuple):
    """How one word of a text is said, where its letters leave a choice."""

    first: int
    """The word's first sign."""
    last: int
    """The sign after its last."""
    ipa: str
    """In the IPA of `heteronyms`, which `sounds` turns into what an engine takes."""


Tone: TypeAlias = Literal["plain", "warm", "room"]
"""How a voice is treated. `plain`: as spoken. `warm`: a little more body, less edge. `room`: warm, in a small room."""


@dataclass(frozen=True)
class Voice:
    """A voice that an engine can speak with."""

    engine: str
    name: str
    """What stands after ``ENGINE:`` on the command line."""
    language: str
    """A BCP 47 tag in lower case, such as ``en-us``."""
    gender: str = ""
    """``female``, ``male`` or empty where unknown."""
    installed: bool = True
    recommended: bool = False
    """Whether it is the one to begin with, of all there are; one voice is at most."""
    terms: str = ""
    """Where it comes from and what may be done with what it speaks, where that has to be known."""


@dataclass(frozen=True)
class VoiceChoice:
    """The voice of a session: everything that shapes speech besides the words."""

    engine: str
    name: str
    """Empty: the engine's own calm default, in the language of the words."""
    rate: float = 1.0
    """A factor on `USUAL_PACE`."""
    pitch: float = 1.0
    """A factor on the voice's usual pitch."""
    fill: VoiceChoice | None = None
    """Speaks the lines that this voice does not have, where its lines are recordings. None: nobody does."""


@dataclass(frozen=True)
class SpeechLine:
    """Words ready to be spoken, and everything else that shapes their clip besides the engine."""

    text: str
    """Normalised, not empty; the words as written, for an engine that asks for them."""
    voice: str
    lang: str
    """Of the words; empty where a voice is named, for then it shapes nothing."""
    rate: float
    """A factor, 1.0 as usual; 1.0 where the engine cannot change it."""
    pitch: float
    """A factor likewise."""
    tone: Tone
    """How the recording is treated; no engine's business."""
    emphasis: tuple[Span, ...] = ()
    """The words of `text` to be spoken with light emphasis, in order; none where the engine cannot."""
    sounds: tuple[Sound, ...] = ()
    """How words of `text` are said that could be said in several ways, in order; none where the engine cannot."""


@dataclass(frozen=True, eq=False)
class Recording:
    """Sound as an engine made it."""

    samples: NDArray[np.float32]
    """Mono, full scale ±1."""
    sample_rate: int
    """Samples per second."""


class SpeechEngine(Protocol):
    """Speaks one utterance at a time.

    After any exception the engine must be able to speak the next utterance, or be unusable for good
    (the worker is then restarted).
    """

    name: str

    def voices(self) -> tuple[Voice, ...]:
        """The voices it has, best first."""

    def speak(self, line: SpeechLine) -> Recording:
        """The whole of the line's text spoken by its voice, or where that is "" by the calm default for its `lang`.

        `lang` is a BCP 47 tag, or empty for English. Raises `VoiceNotFoundError`, or `SpeechError` with a reason when
        the text could not be spoken whole; never returns silence instead of speech.
        """

    def close(self) -> None:
        """Free what it holds, and end what it has started.

        Called from another thread than that which speaks, perhaps while it speaks; nothing is asked of it any more.
        """


@runtime_checkable
class LoadingEngine(Protocol):
    """An engine whose voices take long to load, and can be loaded before it is known what they will say."""

    def load(self, voice: str, lang: str) -> None:
        """Load the voice that would speak such a line. Raises `VoiceNotFoundError` or `SpeechError`."""


USUAL_PACE: Final = 150
"""Words a minute inside trimmed phrases at rate 1, pauses apart: measured for each engine, not taken from its word.

Teachers' recordings have 150 to 180, a calm reader less.
"""

NOMINAL_PACE: Final = 122
"""What espeak-ng calls that pace, and what `estimated_seconds` is to be asked for: what it calls 100 lands at 122."""

_LETTER: Final = 0.0664
_WORD: Final = 0.048
_BREAK: Final = 0.413
_ONCE: Final = 0.217
"""Seconds at `_FITTED_AT` for each letter, word, inner stop or comma, and once.

Fitted to 250 English lines of espeak-ng without the silence around them; the deviation is 12 % (one sigma).
"""

_FITTED_AT: Final = 138
"""What espeak-ng would call that pace: fitted so that at `NOMINAL_PACE` an estimate has the 147 words a minute that
were measured of en-us+f5 and of joe at rate 1.
"""


def estimated_seconds(text: str, words_per_minute: float) -> Seconds:
    """About how long normalised `text` takes, without silence at its ends, at what espeak-ng calls so many words a
    minute (see `NOMINAL_PACE`).
    """
    letters = len(re.findall(r"[^\W\d_]", text)) + 4 * len(re.findall(r"\d", text))
    words = len(re.findall(r"\w+", text))
    breaks = len(re.findall(r"[,;:.!?]+(?=\s)", text))
    if not letters:
        return 0.0
    return (_LETTER * letters + _WORD * words + _BREAK * breaks + _ONCE) * _FITTED_AT / words_per_minute


def for_each_voice(lines: Sequence[SpeechLine], tell: Callable[[str, str], str]) -> list[str]:
    """What `tell` says of the voice and the language of each line. It is asked once for each voice and language."""
    told = {(voice, lang): tell(voice, lang) for voice, lang in {(line.voice, line.lang) for line in lines}}
    return [told[line.voice, line.lang] for line in lines]
