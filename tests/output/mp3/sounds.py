"""Made-up sounds, sessions and MP3 frames for the tests of MP3."""

import io
from functools import cache

import numpy as np
import soundfile
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Render, SteadySpans
from voiceguide.output.mp3._frames import Mp3Frames, Shape, assemble
from voiceguide.units import MP3_FRAME, Frames

STEREO, MONO = Shape(2, 128), Shape(1, 64)
PERIOD: Frames = 300 * MP3_FRAME


@cache
def _loop(period: Frames) -> Samples:
    chance = np.random.default_rng(7)
    spectrum = 1 / np.sqrt(1 + (np.arange(period // 2 + 1) * 44_100 / period / 400) ** 2)
    phases = np.exp(2j * np.pi * chance.random((2, period // 2 + 1)))
    noise = np.fft.irfft(spectrum * phases, period, axis=1).T
    return np.asarray(0.012 * noise / noise.std(), np.float32)


def bed(first: Frames, last: Frames, period: Frames = PERIOD) -> Samples:
    """Frames `first` up to `last` of endless soft noise that repeats exactly after every `period` frames."""
    return _loop(period)[np.arange(first, last) % period]


@cache
def _voice() -> Samples:
    """Two seconds of sound that resembles speech: harmonics in the rhythm of syllables, and hisses."""
    time = np.arange(88_200) / 44_100
    chance = np.random.default_rng(3)
    tone = sum(np.sin(2 * np.pi * 130 * k * time + 0.3 * np.sin(5 * time)) / k for k in range(1, 30))
    syllables = np.clip(np.sin(2 * np.pi * 3.3 * time), 0, None) ** 0.5
    hiss = chance.normal(size=time.size) * np.clip(np.sin(2 * np.pi * 1.65 * time + 2), 0.7, None)
    sound = 0.1 * tone * syllables + 0.02 * (hiss - hiss.mean())
    edge = np.minimum(1, np.minimum(np.arange(time.size), np.arange(time.size)[::-1]) / 200)
    return np.asarray(sound * edge, np.float32)


class Talk:
    """A session of `length` frames over the bed, with words that begin at each frame of `starts`."""

    def __init__(self, length: Frames, starts: tuple[Frames, ...]) -> None:
        self.length, self.starts = length, starts

    def __call__(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`."""
        mixed = bed(first, last)
        for start in self.starts:
            a, b = max(first, start), min(last, start + len(_voice()))
            if a < b:
                mixed[a - first : b - first] += _voice()[a - start : b - start, np.newaxis]
        return mixed

    def repeat(self) -> SteadySpans:
        """The stretches in which only the bed is heard."""
        corners = [0]
        for start in self.starts:
            corners += [start, start + len(_voice())]
        corners.append(self.length)
        return SteadySpans(PERIOD, bed, tuple(zip(corners[::2], corners[1::2], strict=True)))


def decoded(data: bytes) -> NDArray[np.float32]:
    """The samples of an MP3, as libsndfile decodes it."""
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    assert rate == 44_100
    return np.asarray(samples, np.float32)


def snr_by_mp3_frame(heard: NDArray[np.float32], render: Render) -> NDArray[np.float64]:
    """The ratio of the sound to the error in the decoded sound, in dB, for each 1 152 frames."""
    count = len(heard) // MP3_FRAME
    meant = np.asarray(render(0, len(heard)), np.float64)
    if heard.shape[1] == 1:
        meant = meant.mean(axis=1, keepdims=True)
    powers = [(part[: count * MP3_FRAME].reshape(count, -1) ** 2).sum(axis=1) for part in (meant, heard - meant)]
    return np.asarray(10 * np.log10(powers[0] / powers[1]))


def made_up(sizes: list[int], shape: Shape = STEREO, seed: int = 0) -> Mp3Frames:
    """MP3 frames with meaningless main data of these sizes, at most 1 023 bytes each."""
    chance = np.random.default_rng(seed)
    heads = np.zeros((len(sizes), shape.head), np.uint8)
    heads[:, :4] = (0xFF, 0xFB, shape.bitrate_index << 4, 0x44)
    first_length = 20 if shape.channels == 2 else 18
    for head, size in zip(heads, sizes, strict=True):
        bits = np.unpackbits(head[4:])
        for at, part in ((first_length, size * 8 // 2), (first_length + 59, size * 8 - size * 8 // 2)):
            bits[at : at + 12] = [part >> shift & 1 for shift in range(11, -1, -1)]
        head[4:] = np.packbits(bits)
    return assemble(0, heads, chance.bytes(sum(sizes)), shape)
