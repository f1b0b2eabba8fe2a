"""From an engine's recording to a clip: given a tone, trimmed, at our sample rate, brought to one loudness."""

from typing import Final

import numpy as np

from voiceguide.dsp.decibels import factor
from voiceguide.dsp.limiter import STEP, apply_gain, limiting_gain, step_peaks
from voiceguide.dsp.loudness import gated_loudness, hop_powers, weighted_power
from voiceguide.dsp.resample import to_frame_rate
from voiceguide.dsp.samples import Samples
from voiceguide.dsp.silence import faded, trimmed
from voiceguide.dsp.spectrum import Response, chained, filtered, high_shelf, low_cut, low_shelf
from voiceguide.errors import SpeechError
from voiceguide.speech.engine import Recording, Tone
from voiceguide.units import FRAME_RATE, to_frames

CLIP_LUFS: Final = -16.0
"""As the clip lies in both channels of the mix."""

CEILING_DB: Final = -3.0
"""dBTP that no clip exceeds."""

_NEAR_ENOUGH: Final = 0.1
_MOST_LIMITING_DB: Final = 10.0
"""A clip that would have to be pressed harder than this (clicks, not speech) stays quieter."""

_RUMBLE: Final = low_cut(70.0)
_WARM: Final = chained(_RUMBLE, low_shelf(250.0, 2.5), high_shelf(4000.0, -4.0))

_REFLECTIONS: Final = (
    (0.0113, 0.0137, -15.0),
    (0.0191, 0.0173, -17.0),
    (0.0257, 0.0283, -19.0),
    (0.0371, 0.0347, -21.5),
    (0.0467, 0.0491, -24.0),
)
"""Walls one to three metres away: seconds later on the left, on the right, and dB."""


def treated(recording: Recording, tone: Tone) -> Samples:
    """The clip of a recording, shape (frames,), or (frames, 2) in a room.

    Its loudness is `CLIP_LUFS` (within half an LU, except for sound that is all peaks) and its true peak at most
    `CEILING_DB`. Raises `SpeechError` if there is nothing to be heard.
    """
    response: Response = _RUMBLE if tone == "plain" else _WARM
    shaped = filtered(recording.samples, response, recording.sample_rate)
    clip = to_frame_rate(trimmed(shaped, recording.sample_rate), recording.sample_rate)
    if not len(clip):
        raise SpeechError("the voice said nothing")
    return _levelled(_in_a_room(clip) if tone == "room" else clip)


def _in_a_room(clip: Samples) -> Samples:
    longest = max(to_frames(later) for left, right, _ in _REFLECTIONS for later in (left, right))
    out = np.zeros((len(clip) + longest, 2), dtype=np.float32)
    out[: len(clip)] = clip[:, np.newaxis]
    for left, right, gain_db in _REFLECTIONS:
        for channel, later in enumerate((to_frames(left), to_frames(right))):
            out[later : later + len(clip), channel] += clip * factor(gain_db)
    return faded(out, to_frames(0.003))


def _levelled(clip: Samples) -> Samples:
    """Limiting takes loudness away, so the gain before it is raised until the loudness after it is right.

    The limiter's gain moves so slowly that it can be weighed against the loudness without filtering anew, and in
    whole steps.
    """
    peaks = step_peaks(clip)
    power = weighted_power(clip)
    power = np.pad(power, (0, -len(power) % STEP)).reshape(-1, STEP).mean(axis=1)
    highest = factor(CEILING_DB + _MOST_LIMITING_DB) / max(float(peaks.max()), 1e-9)
    gain = np.ones(len(peaks))
    drive = 1.0
    for _ in range(6):
        loudness = gated_loudness(hop_powers(power * np.square(gain), FRAME_RATE / STEP))
        if abs(CLIP_LUFS - loudness) < _NEAR_ENOUGH:
            break
        drive = min(drive * factor(CLIP_LUFS - loudness), highest)
        gain = drive * limiting_gain(peaks * drive, CEILING_DB)
    return apply_gain(clip, gain)
