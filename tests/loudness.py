"""The loudness of a whole sound, measured with the functions of the package."""

from voiceguide.dsp.loudness import gated_loudness, hop_powers, weighted_power
from voiceguide.dsp.samples import Samples
from voiceguide.units import FRAME_RATE


def integrated_loudness(samples: Samples, sample_rate: int = FRAME_RATE) -> float:
    """The gated loudness in LUFS; −inf for silence. `samples` has shape (n, 2), or (n,) for the same sound in both
    channels.
    """
    return gated_loudness(hop_powers(weighted_power(samples, sample_rate), sample_rate))
