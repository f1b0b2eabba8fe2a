"""A long take cut into pieces at its silences, in constant memory.

pydub finds the silences, a minute at a time; where silence ends and speech begins is taken from the take itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.filters import filtered, low_cut
from voiceguide.dsp.samples import Samples
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import Source

SHORTEST_SILENCE: Final[Seconds] = 0.25
"""Shorter ones are stops inside words; a breath between two parts of a sentence is longer."""

SHORTEST_PIECE: Final[Seconds] = 0.1
"""What is shorter is a click of the lips or the mouse."""

_RATE: Final = 16_000
_BLOCK: Final[Seconds] = 60.0
_OVERLAP: Final[Seconds] = 1.0
"""A silence across the border of two blocks is seen whole by one of them."""

_STEP_MS: Final = 10
_HOP: Final[Seconds] = 0.02
_RUMBLE: Final = low_cut(70.0)
_NOTHING_DB: Final = -90.0
_LEAST_OVER_FLOOR_DB: Final = 6.0
_LEAST_DB: Final = 15.0
_QUIET_DB: Final = 50.0
"""Where the quietest tenth of the take is less than the first of these under the voice it is voice too, and where it is
digital silence it tells nothing of the room (the softest of the voice is no measure of it either: words would fall
apart); the room is then so far down as the second."""

_SHARE: Final = 0.3
"""How far up from the room to the voice, in dB, silence reaches."""


@dataclass(frozen=True)
class Piece:
    """Sound between two silences of a take."""

    start: Seconds
    end: Seconds

    @property
    def seconds(self) -> Seconds:
        """How long it sounds."""
        return self.end - self.start


def pieces(take: "Source", progress: Callable[[float, float], None]) -> tuple[Piece, ...]:
    """The pieces of a take, in order; none if nothing is heard. `progress` is told seconds done, of how many."""
    seconds = take.frames / take.rate
    threshold = _threshold(take)
    if threshold is None:
        return ()
    silences: list[tuple[Seconds, Seconds]] = []
    for start, block in _blocks(take):
        end = start + _BLOCK
        for first, last in _silences(block, threshold):
            silence = (max(start, max(0.0, start - _OVERLAP) + first), min(end, max(0.0, start - _OVERLAP) + last))
            if silence[0] < silence[1]:
                _add(silences, silence)
        progress(min(end, seconds), seconds)
    return tuple(_between(silences, seconds))


def _blocks(take: "Source") -> Iterator[tuple[Seconds, Samples]]:
    """Where each block begins, and its sound with the overlap on both sides: mono, at a rate that is enough here."""
    import soxr

    for start in np.arange(0.0, take.frames / take.rate, _BLOCK):
        first = max(0, round((start - _OVERLAP) * take.rate))
        last = min(take.frames, round((start + _BLOCK + _OVERLAP) * take.rate))
        mono = take.read(first, last).mean(axis=1)
        small = soxr.resample(mono, take.rate, _RATE) if take.rate != _RATE else mono
        yield float(start), filtered(np.asarray(small, dtype=np.float32), _RUMBLE, _RATE)


def _threshold(take: "Source") -> float | None:
    """The level of silence, in dB of full scale: between the room and the voice. None: nothing sounds."""
    size = round(_HOP * _RATE)
    found: list[NDArray[np.float64]] = []
    for _, block in _blocks(take):
        hops = block[: len(block) // size * size].reshape(-1, size).astype(np.float64)
        found.append(10 * np.log10(np.square(hops).mean(axis=1) + 1e-12))
    levels = np.concatenate(found) if found else np.zeros(0)
    sounding = levels[levels > _NOTHING_DB]
    if not len(sounding):
        return None
    floor, speech = np.percentile(levels, 10), np.percentile(sounding, 95)
    if floor <= _NOTHING_DB or speech - floor < _LEAST_DB:
        floor = speech - _QUIET_DB
    return float(floor + max(_LEAST_OVER_FLOOR_DB, _SHARE * (speech - floor)))


def _silences(block: Samples, threshold: float) -> Iterator[tuple[Seconds, Seconds]]:
    from pydub import AudioSegment
    from pydub.silence import detect_silence

    data = np.clip(np.rint(block * 32767), -32768, 32767).astype("<i2").tobytes()
    segment = AudioSegment(data, frame_rate=_RATE, sample_width=2, channels=1)
    shortest = round(SHORTEST_SILENCE * 1000)
    for first, last in detect_silence(segment, shortest, threshold, _STEP_MS):
        yield first / 1000, last / 1000


def _add(silences: list[tuple[Seconds, Seconds]], silence: tuple[Seconds, Seconds]) -> None:
    """Add one, together with what it touches: what is too short to be speech between them counts as silent."""
    if silences and silence[0] - silences[-1][1] < SHORTEST_PIECE:
        silence = (silences.pop()[0], silence[1])
    silences.append(silence)


def _between(silences: list[tuple[Seconds, Seconds]], seconds: Seconds) -> Iterator[Piece]:
    edges = [(0.0, 0.0), *silences, (seconds, seconds)]
    for (_, start), (end, _) in pairwise(edges):
        if end - start >= SHORTEST_PIECE:
            yield Piece(start, end)
