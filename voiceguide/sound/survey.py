"""What a recording is like as a whole: how loud, where its middle line lies, and where its sound begins and ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import HOP
from voiceguide.dsp.samples import Samples
from voiceguide.sound.blocks import BLOCK
from voiceguide.sound.levels import relative_loudness, tenths
from voiceguide.sound.render import Progress
from voiceguide.units import Frames, Seconds, to_frames

MEASURED: Final = 40
"""Blocks whose loudness is measured: all of three minutes, and of a longer file as many, evenly spread."""

SILENT_LU: Final = 50.0
"""So far under the whole a recording's end is silence, which is left out however long it is."""

FADED_LU: Final = 6.0
"""So far under the whole its end is a fade, or a calm between two waves. A loop would have a hole there, so that it is
left out too, up to `MOST_FADED` and a tenth of the recording."""

MOST_FADED: Final[Seconds] = 15.0

_WINDOW: Final = 4
"""Tenths of a second over which a level is taken, as for momentary loudness (ITU-R BS.1770)."""

Read: TypeAlias = Callable[[Frames, Frames], Samples]
"""Frames of a recording, shape (last - first, 2)."""


@dataclass(frozen=True, eq=False)
class Survey:
    """The measures of a recording."""

    loudness: float
    """LUFS, integrated; −inf where there is only silence."""
    middle: NDArray[np.float32]
    """Left and right: what a bad converter adds to each sample. It is not heard and takes the room of what is."""


def survey(read: Read, length: Frames, progress: Progress | None) -> Survey:
    """Measure all of a recording of `length` frames, or stretches spread over a long one."""
    starts = range(0, length, BLOCK)
    if len(starts) > MEASURED:
        starts = range(0, length - BLOCK, (length - BLOCK) // MEASURED)
    powers, middles = [], []
    for count, start in enumerate(starts):
        samples = read(start, min(start + BLOCK, length))
        middle = samples.mean(axis=0, dtype=np.float64)
        heard = tenths(samples - middle.astype(np.float32))
        # The filter's own start is no part of the sound.
        powers.append(heard[1:] if start and len(heard) > 1 else heard)
        middles.append(middle)
        if progress is not None:
            progress(count + 1, len(starts))
    return Survey(relative_loudness(np.concatenate(powers)), np.mean(middles, axis=0).astype(np.float32))


def sounding_part(read: Read, length: Frames, loudness: float) -> tuple[Frames, Frames]:
    """From which frame to which a recording of this loudness sounds, without silence and fades at its ends."""
    most = min(to_frames(MOST_FADED), length // 10)
    first = _onset(_forwards(read, length), most, loudness)
    last = length - _onset(_backwards(read, length), most, loudness)
    return (first, last) if first < last else (0, length)


def _forwards(read: Read, length: Frames) -> Iterator[NDArray[np.float64]]:
    for start in range(0, length, BLOCK):
        yield tenths(read(start, min(start + BLOCK, length)))


def _backwards(read: Read, length: Frames) -> Iterator[NDArray[np.float64]]:
    for end in range(length, 0, -BLOCK):
        # Reversed before it is weighed, so that the tenths are counted from the end.
        yield tenths(np.ascontiguousarray(read(max(0, end - BLOCK), end)[::-1]))


def _onset(blocks: Iterator[NDArray[np.float64]], most: Frames, loudness: float) -> Frames:
    """After how many frames the sound begins: silence of any length, then a fade of at most `most`."""
    hop = to_frames(HOP)
    passed, silence = 0, None
    for powers in blocks:
        window = min(_WINDOW, len(powers))
        levels = np.convolve(powers, np.full(window, 1 / window), mode="valid")
        for level in -0.691 + 10 * np.log10(np.maximum(levels, 1e-20)) - loudness:
            if silence is None and level > -SILENT_LU:
                silence = passed
            if silence is not None and (level > -FADED_LU or passed - silence + hop > most):
                return passed
            passed += hop
        passed += hop * (window - 1)
    return 0
