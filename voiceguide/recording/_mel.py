"""The mel scale, on which equal steps sound about equally far apart."""

import numpy as np
from numpy.typing import NDArray


def mel_edges(lowest_hz: float, highest_hz: float, count: int) -> NDArray[np.float64]:
    """`count` frequencies in Hz from the lowest to the highest, evenly spaced on the mel scale."""
    lowest, highest = (2595 * float(np.log10(1 + hertz / 700)) for hertz in (lowest_hz, highest_hz))
    return np.asarray(700 * (10 ** (np.linspace(lowest, highest, count) / 2595) - 1))
