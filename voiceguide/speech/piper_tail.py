"""What some piper models put after the last word of a sentence: static, set off by the final stop.

(home-assistant/core#156603, OHF-Voice/wyoming-piper#42.) After the last voiced sound only consonants can still belong
to a word, and they are short, not far under the voice, follow without a longer break, and die away, while static goes
on as it began. The figures are judgement.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.edges import faded
from voiceguide.dsp.samples import Samples, factor
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010
_WINDOW: Final[Seconds] = 0.040
"""Holds three turns of a voice as low as 75 Hz."""

_VOICES: Final = (70.0, 400.0)
"""Hz that a speaking voice's ground tone lies between."""

_PERIODIC: Final = 0.5
"""How alike a voiced sound is to itself one turn later, of 1. Noise stays under 0.3."""

_SPOKEN_DB: Final = -30.0
"""Under the loud parts of the sentence: louder is speech, fainter at its end dies away or is static."""

_BREAK_DB: Final = -40.0

_CONSONANTS: Final[Seconds] = 0.45
"""How long what is not voiced may last at the end of a word, at a voice's own pace: "sixths" takes 0.4 s."""

_BREAK: Final[Seconds] = 0.20
"""A stop of the breath inside of a word ("heart") is shorter."""

_DYING: Final[Seconds] = 0.15
"""How long an ending may take to die away: "breath", "leaf"."""

_STEADY: Final[Seconds] = 0.25
"""What lasts longer than this at one level, up to the end, is static."""

_STEADY_DB: Final = 6.0

_FADE: Final[Seconds] = 0.030


def without_static(sentence: Samples, sample_rate: int, stretch: float = 1.0) -> Samples:
    """The mono samples of one sentence up to where its last word has died away; as they are where nothing is voiced.

    `stretch` is how much slower than the voice's own pace it is spoken.
    """
    hop = max(1, round(_HOP * sample_rate))
    levels, voiced = _levels(sentence, hop), _voiced(sentence, sample_rate, hop)
    count = min(len(levels), len(voiced))
    levels, voiced = levels[:count], voiced[:count]
    loud = levels > float(np.percentile(levels, 95)) * factor(_SPOKEN_DB) if count else levels > 0
    words = np.flatnonzero(voiced & loud)
    if not len(words):
        return sentence
    last = int(words[-1])
    slower = max(1.0, stretch)
    ends = [
        last + _hops(_CONSONANTS * slower),
        int(np.flatnonzero(loud)[-1]) + _hops(_DYING),
        _first_break(levels, last, _hops(_BREAK * slower)),
        _steady_end(levels, last, _hops(_STEADY * slower)),
    ]
    return _cut(sentence, (min(ends) + 1) * hop + round(_WINDOW / 2 * sample_rate), sample_rate)


def _hops(seconds: Seconds) -> int:
    return round(seconds / _HOP)


def _levels(samples: Samples, hop: int) -> NDArray[np.float64]:
    whole = np.square(samples[: len(samples) // hop * hop], dtype=np.float64).reshape(-1, hop)
    return np.asarray(np.sqrt(whole.mean(axis=1)))


def _voiced(samples: Samples, sample_rate: int, hop: int) -> NDArray[np.bool_]:
    """For each hop, whether the window around it is a periodic sound in the range of voices."""
    size = round(_WINDOW * sample_rate)
    if len(samples) < hop:
        return np.zeros(0, dtype=np.bool_)
    padded = np.pad(np.asarray(samples, dtype=np.float64), (size // 2, size))
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: len(samples) // hop]
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
    spectra = np.fft.rfft(windows, 2 * size)
    alike = np.fft.irfft(np.square(np.abs(spectra)))[:, :size]
    shape = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(size), 2 * size))))[:size]
    shortest, longest = round(sample_rate / _VOICES[1]), round(sample_rate / _VOICES[0])
    peaks = (alike[:, shortest:longest] / shape[shortest:longest]).max(axis=1, initial=0.0) * shape[0]
    return np.asarray(peaks > _PERIODIC * np.maximum(alike[:, 0], 1e-12))


def _first_break(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """The first hop of a quiet at least so many hops long; the end if there is none."""
    quiet = levels[after:] < float(np.percentile(levels, 95)) * factor(_BREAK_DB)
    for start in np.flatnonzero(quiet):
        if quiet[start : start + hops].all():
            return after + int(start)
    return len(levels)


def _steady_end(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """Where the level becomes what it is at the very end, if it stays so for long; the end if it does not."""
    ending = float(np.median(levels[-_hops(_WINDOW) :]))
    apart = np.flatnonzero(levels[after:] > ending * factor(_STEADY_DB))
    start = after + (int(apart[-1]) + 1 if len(apart) else 1)
    return start if len(levels) - start >= hops else len(levels)


def _cut(samples: Samples, end: int, sample_rate: int) -> Samples:
    """The samples up to `end` as they are, and behind it a short fade."""
    fade = min(round(_FADE * sample_rate), len(samples) - end)
    if fade <= 0:
        return samples
    return np.concatenate([samples[:end], faded(samples[end - fade : end + fade], fade)[-fade:]])
