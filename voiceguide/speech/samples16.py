"""Samples as 16-bit numbers: how clips travel and how they are kept."""

import numpy as np

from voiceguide.dsp.samples import Samples


def packed(samples: Samples) -> bytes:
    """Little-endian 16-bit numbers, channels interleaved; beyond full scale is cut off."""
    scaled = samples * np.float32(32768.0)
    np.clip(np.rint(scaled, out=scaled), -32768, 32767, out=scaled)
    return bytes(scaled.astype("<i2").tobytes())


def unpacked(data: bytes, channels: int) -> Samples:
    """The samples again, shape (frames, 2); one channel becomes both."""
    whole = np.frombuffer(data, dtype="<i2").reshape(-1, channels).astype(np.float32)
    whole *= np.float32(1 / 32768)
    return np.repeat(whole, 2, axis=1) if channels == 1 else whole
