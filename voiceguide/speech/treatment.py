"""Makes a clip from an engine's recording: filters, trims, resamples, and brings it to one loudness."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.config import Tone
from voiceguide.dsp.edges import faded, softly_cut, sounding, to_frame_rate
from voiceguide.dsp.filters import Response, chained, filtered_each, high_shelf, low_cut, low_shelf
from voiceguide.dsp.loudness import K_WEIGHTING, both_channels, gated_loudness, hop_powers, weighted_power
from voiceguide.dsp.samples import Samples, factor
from voiceguide.errors import NO_SOUND, NOTHING_HEARD, SpeechError
from voiceguide.speech._limiter import STEP, apply_gain, limiting_gain, step_peaks
from voiceguide.speech.engine import Recording
from voiceguide.units import FRAME_RATE

CLIP_LUFS: Final = -16.0
"""The loudness of a clip, in LUFS, when it is played in both channels. So it is also the loudness of the spoken parts
of a session.
"""

CEILING_DB: Final = -3.0
"""The highest true peak of a clip, in dBTP."""

_NEAR_ENOUGH: Final = 0.1
_MOST_LIMITING_DB: Final = 6.0
"""The most that peaks are lowered, in dB. Sound that would need more (clicks, not speech) stays softer than
`CLIP_LUFS`.
"""

_RUMBLE: Final = low_cut(70.0)
_WARM: Final = chained(_RUMBLE, low_shelf(250.0, 2.5), high_shelf(4000.0, -4.0))

_RESPONSES: Final[Mapping[Tone, tuple[Response, Response]]] = {
    "plain": (_RUMBLE, chained(_RUMBLE, K_WEIGHTING)),
    "warm": (_WARM, chained(_WARM, K_WEIGHTING)),
    "room": (_WARM, chained(_WARM, K_WEIGHTING)),
}
"""For each tone, its filter, and the same filter followed by K-weighting, which serves to measure the loudness."""

_REFLECTIONS: Final = (
    (0.0113, 0.0137, -15.0),
    (0.0191, 0.0173, -17.0),
    (0.0257, 0.0283, -19.0),
    (0.0371, 0.0347, -21.5),
    (0.0467, 0.0491, -24.0),
)
"""Reflections from walls two to eight metres away. Each row has the delay in the left channel and in the right one, in
seconds, and the gain in dB.
"""


def treated(recording: Recording, tone: Tone) -> Samples:
    """The clip of a recording, shape (frames,); with the tone `room`, (frames, 2).

    Its loudness is `CLIP_LUFS` (within half an LU, except for sound that is nothing but peaks), and its true peak is at
    most `CEILING_DB`. Raises `SpeechError` if there is no sound. All work is done at the recording's own sample rate,
    which for most voices is half of ours; only a sample rate above ours is reduced first.
    """
    samples, sample_rate = recording.samples, recording.sample_rate
    if sample_rate > FRAME_RATE:
        samples, sample_rate = to_frame_rate(samples, sample_rate), FRAME_RATE
    if len(samples):
        samples = samples - samples.mean()  # a DC offset would thump at both ends, and hide the silence there
    shaped, weighted = filtered_each(samples, _RESPONSES[tone], sample_rate)
    first, last = sounding(shaped, sample_rate)
    if first == last:
        raise SpeechError(NO_SOUND)
    clip = softly_cut(shaped[first:last], sample_rate)
    power = both_channels(weighted[first:last])
    if tone == "room":
        clip = _with_reflections(clip, sample_rate)
        power = weighted_power(clip, sample_rate)
    return to_frame_rate(_levelled(clip, power, sample_rate), sample_rate)


def treated_recording(samples: Samples, sample_rate: int) -> Samples:
    """The clip that a session would make of a person's recording, in the tone ``warm``. `samples` are mono, shape
    (frames,); the clip has the same sound in both channels, shape (frames, 2). Raises `SpeechError` if nothing is
    heard.
    """
    from voiceguide.speech.noise_reduction import cleaned

    clean = cleaned(np.asarray(samples, dtype=np.float32), sample_rate)
    if not len(clean):
        raise SpeechError(NOTHING_HEARD)
    clip = treated(Recording(clean, sample_rate), "warm")
    return np.column_stack((clip, clip))


def _with_reflections(clip: Samples, sample_rate: int) -> Samples:
    walls = [(round(left * sample_rate), round(right * sample_rate), gain_db) for left, right, gain_db in _REFLECTIONS]
    longest = max(max(left, right) for left, right, _ in walls)
    out = np.zeros((len(clip) + longest, 2), dtype=np.float32)
    out[: len(clip)] = clip[:, np.newaxis]
    for left, right, gain_db in walls:
        for channel, later in enumerate((left, right)):
            out[later : later + len(clip), channel] += clip * factor(gain_db)
    return faded(out, round(0.003 * sample_rate))


def _levelled(clip: Samples, power: NDArray[np.float32], sample_rate: int) -> Samples:
    """The clip at its final loudness. `power` is the K-weighted power of each of its samples.

    Limiting lowers the loudness, so the gain before the limiter is raised until the loudness after the limiter is
    right. The limiter's gain changes so slowly that the new loudness can be computed from `power`, step by step,
    without filtering again.
    """
    peaks = step_peaks(clip)
    power = np.pad(power, (0, -len(power) % STEP)).reshape(-1, STEP).mean(axis=1)
    highest = factor(CEILING_DB + _MOST_LIMITING_DB) / max(float(peaks.max()), 1e-9)
    gain, drive = np.ones(len(peaks)), 1.0
    for _ in range(8):
        loudness = gated_loudness(hop_powers(power * np.square(gain), sample_rate / STEP))
        if abs(CLIP_LUFS - loudness) < _NEAR_ENOUGH:
            break
        drive = min(drive * factor(CLIP_LUFS - loudness), highest)
        gain = drive * limiting_gain(peaks * drive, CEILING_DB, sample_rate)
    return apply_gain(clip, gain)
