"""The sound of struck things: a sum of partials. Each has its own decay, and consists of two halves that beat against
each other.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import factor
from voiceguide.sound._grains import wrapped
from voiceguide.sound._recipe import HIGHEST, Strikes
from voiceguide.units import FRAME_RATE, Frames

_STRONGER: Final = 0.78
"""The share of a partial's amplitude that its stronger half has. Because the halves are unequal, they never cancel each
other; together they waver by 5 dB.
"""


def render_strikes(layer: Strikes, frames: Frames, rng: np.random.Generator) -> NDArray[np.float32]:
    """The layer as a loop, shape (2, frames). Strikes that ring past its end continue at its beginning."""
    gaps = layer.every[0] + (layer.every[1] - layer.every[0]) * rng.random(max(1, round(_count(layer, frames))))
    starts = ((np.cumsum(gaps) / gaps.sum() + rng.random()) % 1.0 * frames).astype(np.int64)
    bank = [strike(layer, pitch, rng) for pitch in layer.pitches]
    canvas = np.zeros((2, frames + max(one.shape[1] for one in bank)), dtype=np.float32)
    last = -1
    for count, start in enumerate(starts.tolist()):
        last = _another(last, len(bank), rng)
        level = np.float32(factor(-layer.spread * rng.random()))
        struck = bank[last] if count % 2 else bank[last][::-1]
        canvas[:, start : start + struck.shape[1]] += level * struck
    return wrapped(canvas, frames)


def strike(layer: Strikes, pitch: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """One strike until its last partial has fallen by 60 dB, shape (2, frames)."""
    count = round((max(seconds for _, _, seconds in layer.partials) + layer.attack) * FRAME_RATE)
    sound = np.zeros((2, count), dtype=np.float32)
    for ratio, gain, seconds in layer.partials:
        hertz = pitch * ratio
        if hertz > HIGHEST:
            continue
        ends = min(count, round((seconds + layer.attack) * FRAME_RATE))
        beat = layer.beat * (0.6 + 0.8 * rng.random())
        lean = layer.width * (rng.random() - 0.5)
        for half, share in ((-0.5, _STRONGER), (0.5, 1 - _STRONGER)):
            wave = _damped(hertz + half * beat, seconds, ends, rng.random())
            angle = np.pi / 4 * (1 + (lean if half > 0 else -lean))
            strength = factor(gain) * share
            sound[0, :ends] += wave * np.float32(strength * np.cos(angle))
            sound[1, :ends] += wave * np.float32(strength * np.sin(angle))
    rising = min(count, round(layer.attack * FRAME_RATE))
    sound[:, :rising] *= np.sin(np.pi / 2 * (np.arange(rising, dtype=np.float32) + 0.5) / rising) ** 2
    return sound


def _damped(hertz: float, seconds: float, count: Frames, phase: float) -> NDArray[np.float32]:
    """A tone that falls by 60 dB in `seconds`, with a fade-out at the end of its `count` frames.

    Frame number n is computed from zⁿ, a power of one complex number z. With n = a·step + b, this is zᵃ·ˢᵗᵉᵖ times zᵇ,
    so all powers together are an outer product. Each takes one multiplication, and the phase never drifts.
    """
    rate = (2j * np.pi * hertz - np.log(1_000) / seconds) / FRAME_RATE
    step = 1_024
    coarse = np.exp(rate * step * np.arange(-(-count // step)) + 2j * np.pi * phase).astype(np.complex64)
    fine = np.exp(rate * np.arange(step)).astype(np.complex64)
    wave = np.outer(coarse.real, fine.imag)
    wave += np.outer(coarse.imag, fine.real)
    wave = wave.ravel()[:count]
    tail = min(count, FRAME_RATE // 4)
    wave[-tail:] *= np.cos(np.pi / 2 * (np.arange(tail, dtype=np.float32) + 1) / tail) ** 2
    return wave


def _count(layer: Strikes, frames: Frames) -> float:
    return frames / FRAME_RATE / ((layer.every[0] + layer.every[1]) / 2)


def _another(last: int, count: int, rng: np.random.Generator) -> int:
    """A random number from 0 up to `count`, but not `last` again, if there is another. `last` is −1 for the first
    choice.
    """
    if last < 0 or count == 1:
        return int(rng.integers(0, count))
    return int((last + rng.integers(1, count)) % count)
