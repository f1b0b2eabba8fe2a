"""Bells as clips: struck from a recipe, or cut from a user's own recording."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from voiceguide.dsp.loudness import lufs_each, true_peak_db
from voiceguide.dsp.samples import Clip, MemoryClip, Samples, factor
from voiceguide.errors import NOTHING_HEARD, AudioFileError
from voiceguide.sound._blocks import DecodedFile
from voiceguide.sound._levels import tenths
from voiceguide.sound._random import seeded_rng
from voiceguide.sound._recipe import RENDERER_VERSION, Recipe, Strikes
from voiceguide.sound._strikes import strike
from voiceguide.sound.audio_file import file_key, open_source
from voiceguide.sound.catalogue import UserSound
from voiceguide.units import FRAME_RATE, Frames, Seconds, to_frames

BELL_LUFS: Final = -21.0
"""The loudness of a bell's loudest three seconds: 5 LU below the voice, so that a stroke is about as loud as a word."""

BELL_PEAK_DB: Final = -3.0
"""The highest true peak of a bell, in dBTP: the same as for the voice."""

LONGEST: Final[Seconds] = 30.0
"""The greatest length of a recorded bell, in seconds. A longer recording is faded out so that it ends there."""

_SOFTENED: Final[Seconds] = 0.035
"""The length of the fade-in of a recorded bell, in seconds. It keeps the bell from startling the listener."""


@lru_cache(maxsize=2)
def rendered_bell(recipe: Recipe) -> Clip:
    """The bell of a recipe, struck once."""
    frames = to_frames(recipe.length)
    sound = np.zeros((2, frames), dtype=np.float32)
    for layer in recipe.layers:
        if isinstance(layer, Strikes):
            struck = strike(layer, layer.pitches[0], seeded_rng(recipe.name, str(recipe.seed), layer.name))[:, :frames]
            sound[:, : struck.shape[1]] += struck * np.float32(factor(layer.level_db))
    samples = _levelled(_ending(np.ascontiguousarray(sound.T), frames // 4), 0.0)
    samples.setflags(write=False)
    words = f"{RENDERER_VERSION}\n{recipe.numbers}"
    return MemoryClip(samples, f"bell-{sha256(words.encode()).hexdigest()[:20]}")


def recorded_bell(recording: UserSound, cache_folder: Path) -> Clip:
    """The bell in a recording: at most `LONGEST` seconds of it. Raises `AudioFileError`."""
    blocks = DecodedFile(open_source(recording.file, cache_folder))
    start, end = recording.trim
    first = min(to_frames(start), blocks.frames)
    last = min(blocks.frames, first + to_frames(LONGEST), blocks.frames if end is None else to_frames(end))
    if last - first < 2 * to_frames(_SOFTENED):
        raise AudioFileError(recording.file, "it is too short for a bell")
    samples = blocks.read(first, last)
    if not samples.any():
        raise AudioFileError(recording.file, NOTHING_HEARD)
    rise = to_frames(_SOFTENED)
    samples[:rise] *= np.sin(np.pi / 2 * np.arange(rise, dtype=np.float32) / rise)[:, np.newaxis] ** 2
    samples = _ending(samples, min(len(samples) // 4, FRAME_RATE))
    return MemoryClip(
        _levelled(samples, recording.gain_db), file_key(recording.file, recording.gain_db, *recording.trim)
    )


def _ending(samples: Samples, fade: Frames) -> Samples:
    """The samples with their last `fade` frames faded out, in place."""
    angle = np.pi / 2 * (np.arange(fade, dtype=np.float32) + 1) / fade
    samples[len(samples) - fade :] *= np.cos(angle)[:, np.newaxis] ** 2
    return samples


def _levelled(samples: Samples, gain_db: float) -> Samples:
    """The samples at `BELL_LUFS` plus `gain_db`, or lower if their peak would exceed `BELL_PEAK_DB`."""
    powers = tenths(samples)
    window = min(len(powers), 30)
    loudest = np.convolve(powers, np.full(window, 1 / window), mode="valid").max()
    wanted = BELL_LUFS + gain_db - float(lufs_each(loudest))
    gain = min(wanted, BELL_PEAK_DB - true_peak_db(samples))
    levelled: Samples = samples * np.float32(factor(gain))
    return levelled
