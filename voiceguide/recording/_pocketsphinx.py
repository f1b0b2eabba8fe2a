"""Recognises words with pocketsphinx: American English only, small and quick to install, its model included.

It gets many words wrong, even from a calm voice. The words help to find a place in the recording, but are not good
enough for captions.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._detector import RATE
from voiceguide.texts.timed import TimedWords
from voiceguide.units import Seconds

_AT_ONCE: Final[Seconds] = 60.0
"""How much sound the decoder is given at once. More sound would need more memory."""

_QUIET: Final[Seconds] = 0.3
"""How much silence is added before and after the sound. The decoder learns the noise from the beginning of what it is
given.
"""

_SILENT: Final = 1e-4
"""A part whose amplitude stays below this (−80 dB of full scale) is skipped. Otherwise the decoder would hear words in
it, such as "dog".
"""

_WORD: Final = re.compile(r"[A-Za-z']+")


class Pocketsphinx:
    """The decoder of pocketsphinx 5 with its model en-us. It takes about 0.6 s for a second of speech."""

    name = "pocketsphinx"

    def __init__(self) -> None:
        """Load the library. Raises ImportError if pocketsphinx is not installed."""
        import pocketsphinx

        self._package: Any = pocketsphinx
        self._decoder: Any = None

    def words(self, samples: NDArray[np.float32]) -> tuple[TimedWords, ...]:
        """See `Recogniser.words`."""
        step = round(_AT_ONCE * RATE)
        return tuple(word for first in range(0, len(samples), step) for word in self._heard(samples, first, step))

    def _heard(self, samples: NDArray[np.float32], first: int, step: int) -> Iterator[TimedWords]:
        part = samples[first : first + step]
        if np.abs(part).max(initial=0.0) < _SILENT:
            return
        quiet = np.zeros(round(_QUIET * RATE), dtype=np.float32)
        whole = np.clip(np.concatenate((quiet, part, quiet)), -1.0, 1.0)
        if self._decoder is None:
            self._decoder = self._package.Decoder(samprate=RATE, loglevel="FATAL")
        self._decoder.reinit_feat()  # forgets the loudness of what it heard before
        self._decoder.start_utt()
        self._decoder.process_raw((whole * 32767).astype("<i2").tobytes(), full_utt=True)
        self._decoder.end_utt()
        rate, seconds = float(self._decoder.config["frate"]), len(part) / RATE
        for found in self._decoder.seg() or ():
            word = _WORD.fullmatch(re.sub(r"\(\d+\)$", "", found.word))  # a number marks another pronunciation
            start = float(np.clip(found.start_frame / rate - _QUIET, 0.0, seconds))
            end = float(np.clip((found.end_frame + 1) / rate - _QUIET, start, seconds))
            if word:
                yield TimedWords(first / RATE + start, first / RATE + end, word[0])
