"""Bands of a third of an octave, in which the noise of a gap is measured, and with which room tone is coloured."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import FRAME_RATE, Frames

MIDDLES: Final = 1000.0 * 2.0 ** (np.arange(-14, 14) / 3)
"""The middle of each band in Hz. The lowest band reaches down to 0 Hz, the highest up to half the sample rate."""

EDGES: Final = np.concatenate(([0.0], MIDDLES[1:] * 2 ** (-1 / 6), [FRAME_RATE / 2]))

WIDTHS: Final = np.diff(EDGES)

HEARD: Final = MIDDLES > 150.0
"""For each band, whether it is above 150 Hz. How loud a gap is at some moment is measured in these bands only, because
in lower bands the power varies too much from one moment to the next.
"""

OCTAVES: Final = tuple(np.flatnonzero(HEARD)[:21].reshape(-1, 3))


@lru_cache(maxsize=4)
def weights(size: Frames) -> NDArray[np.float64]:
    """How much of each frequency belongs to each band, from 0 to 1, shape (frequencies, bands). The frequencies are
    those of a real Fourier transform of `size` frames. A frequency at the edge between two bands belongs partly to each
    of them.
    """
    step = FRAME_RATE / size
    middles = np.fft.rfftfreq(size, 1 / FRAME_RATE)[:, np.newaxis]
    inside = np.minimum(middles + step / 2, EDGES[1:]) - np.maximum(middles - step / 2, EDGES[:-1])
    return np.asarray(np.clip(inside, 0.0, step) / step)


@dataclass(frozen=True, eq=False)
class Shade:
    """How the noise in one gap differs from the usual noise of the room, band by band, over time."""

    places: NDArray[np.float64]
    """The frames for which the gains are given, in order; two or more."""
    gains_db: NDArray[np.float64]
    """How much louder than usual the noise is at each place, in dB: shape (places, channels, bands)."""

    def at(self, frame: float, size: Frames) -> NDArray[np.float32]:
        """The gains at a frame, as factors, shape (channels, frequencies). The frequencies are those of a real Fourier
        transform of `size` frames. Between two places, the gains are interpolated in dB; between the middles of two
        bands, in amplitude.
        """
        place = int(np.clip(np.searchsorted(self.places, frame), 1, len(self.places) - 1))
        begin, end = self.places[place - 1 : place + 1]
        share = float(np.clip((frame - begin) / max(1.0, end - begin), 0.0, 1.0))
        gains_db = self.gains_db[place - 1] * (1 - share) + self.gains_db[place] * share
        hertz = np.log(np.maximum(np.fft.rfftfreq(size, 1 / FRAME_RATE), 1.0))
        amplitudes = np.power(10.0, gains_db / 20)
        return np.array([np.interp(hertz, np.log(MIDDLES), one) for one in amplitudes], dtype=np.float32)
