"""Measures a finished file: loudness, peaks and pace, from the decoded sound."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.loudness import ABSOLUTE_GATE, HOP, gated_loudness, lufs, power_at, true_peak_db, weighted_power
from voiceguide.dsp.samples import Samples, decibels, hop_means
from voiceguide.plan.model import Plan
from voiceguide.timeline import Timeline
from voiceguide.units import Seconds, to_seconds

_BLOCK: Final[Seconds] = 20.0
_CONTEXT: Final[Seconds] = 1.0
"""How many seconds of the block before are filtered again at the start of each block, so that the weighting filter has
settled when the block begins.
"""

_OVERSHOOT_DB: Final = 3.0

TimeSpan = tuple[Seconds, Seconds]


@dataclass(frozen=True)
class Measures:
    """The measures of a finished file. Where there was nothing to measure, a loudness or a peak is −inf, and
    `voice_to_bed_lu` is not finite.
    """

    voice_lufs: float
    """Gated loudness over the spoken parts."""
    integrated_lufs: float
    """Gated loudness of the whole file."""
    true_peak_dbtp: float
    loudness_range_lu: float
    """The loudness range (EBU Tech 3342)."""
    voice_to_bed_lu: float
    """How many LU the bed is below the voice. The bed is measured between the spoken parts, where
    nothing else sounds.
    """
    words_per_minute: float
    """The pace over the whole session."""
    words_per_minute_outside_silence: float
    """The pace over the session without its announced silences."""

    def as_json(self) -> dict[str, Any]:
        """The measures by their names, rounded to a tenth; None where a measure is not finite."""
        return {name: round(value, 1) if math.isfinite(value) else None for name, value in vars(self).items()}

    def as_lines(self) -> list[str]:
        """The measures as a person reads them."""
        return [
            f"voice {self.voice_lufs:.1f} LUFS, the whole file {self.integrated_lufs:.1f} LUFS, "
            f"range {self.loudness_range_lu:.1f} LU, true peak {self.true_peak_dbtp:.1f} dBTP",
            f"background {self.voice_to_bed_lu:.1f} LU below the voice",
            f"{self.words_per_minute:.0f} words a minute, {self.words_per_minute_outside_silence:.0f} outside silence",
        ]


def measure(path: Path, plan: Plan, timeline: Timeline) -> Measures:
    """Measure the file at `path`, which contains the session of `plan` and `timeline`. Its sound is decoded in blocks,
    so that it is never in memory as a whole.
    """
    powers, peak = _powers(path)
    spoken = [(to_seconds(line.start), to_seconds(line.end)) for line in timeline.lines]
    voice = gated_loudness(_inside(powers, spoken))
    bed = _mean_loudness(_inside(powers, _alone(plan, spoken)))
    return Measures(
        voice_lufs=voice,
        integrated_lufs=gated_loudness(powers),
        true_peak_dbtp=peak,
        loudness_range_lu=loudness_range(powers),
        voice_to_bed_lu=voice - bed,
        words_per_minute=_pace(plan, 0.0),
        words_per_minute_outside_silence=_pace(plan, _silence(plan)),
    )


def _powers(path: Path) -> tuple[NDArray[np.float64], float]:
    """Measures a whole file: the K-weighted power of each tenth of a second, and the true peak in dBTP."""
    import soundfile

    powers: list[NDArray[np.float64]] = []
    peak = -math.inf
    with soundfile.SoundFile(path) as file:
        rate = file.samplerate
        hop, context = round(HOP * rate), round(_CONTEXT * rate)
        before = np.zeros((context, 2), dtype=np.float32)
        for block in file.blocks(round(_BLOCK / HOP) * hop, dtype="float32", always_2d=True):
            stereo = block if block.shape[1] == 2 else np.repeat(block, 2, axis=1)
            whole = np.concatenate((before, stereo))
            powers.append(hop_means(weighted_power(whole, rate)[context:], hop))
            peak = _higher_peak(stereo, peak, rate)
            before = whole[-context:]
    return np.concatenate(powers) if powers else np.zeros(0), peak


def _higher_peak(block: Samples, peak: float, rate: int) -> float:
    """The greater of `peak` and the block's true peak, in dBTP. To save time, the true peak is computed only for
    seconds whose highest sample is less than `_OVERSHOOT_DB` below `peak`. The other seconds cannot exceed `peak`:
    except in test signals, the wave between two samples is less than `_OVERSHOOT_DB` above the highest sample.
    """
    for first in range(0, len(block), rate):
        second = block[first : first + rate]
        if decibels(float(np.abs(second).max())) + _OVERSHOOT_DB > peak:
            peak = max(peak, true_peak_db(block[max(0, first - 64) : first + rate + 64]))
    return peak


def _inside(powers: NDArray[np.float64], spans: Iterable[TimeSpan]) -> NDArray[np.float64]:
    """The powers of the tenths of a second that are entirely inside one of the spans."""
    parts = [powers[math.ceil(start / HOP) : max(0, math.floor(end / HOP))] for start, end in spans]
    return np.concatenate(parts) if parts else powers[:0]


def _alone(plan: Plan, spoken: list[TimeSpan]) -> Iterator[TimeSpan]:
    """The spans between words or bells in which only the bed sounds. Only spans longer than a second count, and 0.3 s
    is cut off at each end. A bell counts as sounding for 10 s after its event.
    """
    bells = [(to_seconds(event.start), to_seconds(event.end) + 10.0) for event in plan.events if event.kind == "bell"]
    taken = sorted([*spoken, *bells])
    latest = 0.0
    for here, there in pairwise(taken):
        latest = max(latest, here[1])
        if there[0] - latest > 1.0:
            yield latest + 0.3, there[0] - 0.3


def _mean_loudness(powers: NDArray[np.float64]) -> float:
    return lufs(float(powers.mean()) if len(powers) else 0.0)


def loudness_range(powers: NDArray[np.float64]) -> float:
    """The loudness range in LU (EBU Tech 3342), from the K-weighted power of each tenth of a second."""
    if len(powers) < 30:
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(powers, 30).mean(axis=1)
    loud = windows[windows > power_at(ABSOLUTE_GATE)]
    if not len(loud):
        return 0.0
    loud = loud[loud > loud.mean() * 10**-2.0]
    low, high = np.percentile(10 * np.log10(loud), (10, 95))
    return float(high - low)


def _silence(plan: Plan) -> Seconds:
    return sum(to_seconds(event.end - event.start) for event in plan.events if event.kind == "silence")


def _pace(plan: Plan, without: Seconds) -> float:
    words = sum(len(event.utterance.plain.split()) for event in plan.events if event.utterance)
    minutes = (to_seconds(plan.length) - without) / 60
    return words / minutes if minutes > 0 else 0.0
