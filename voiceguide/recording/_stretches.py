"""Finds what is heard in a recording, and when: speech, bells and other sounds, and thereby the gaps between them.

Where sound begins and ends is found from its level over the noise under it, band by band, so that rain, a drone or hum
under the voice does not count as sound. A detector decides whether a sound is speech.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voiceguide.recording._detector import RATE, Detector
from voiceguide.recording._sound_levels import HOP, SoundLevels, loudness, mono_part
from voiceguide.recording._sounds import SHORTEST_GAP, sounds
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

StretchKind: TypeAlias = Literal["speech", "bell", "sound"]

_BREATH: Final[Seconds] = 0.6
"""A sound of at most a second that is nearer than this to words is a breath, and belongs to them."""

_SOFT_DB: Final = 14.0
"""Sounds that are neither speech nor bells and stay this far below the voice, such as steps outside or a chair, are
part of the gap.
"""

_LONGEST_SPEECH: Final[Seconds] = 30.0
"""Nobody speaks for longer than this without a stop of 0.3 s. If a run is longer, there must be another sound under the
voice.
"""

_JUDGED: Final[Seconds] = 0.7
_JUDGED_LONG: Final[Seconds] = 8.0
_SHARE_BEFORE: Final = 0.25
_LEAD: Final[Seconds] = 0.1
_TRAIL: Final[Seconds] = 0.3
"""The detector judges the loudest part of a sound, `_JUDGED` seconds long. A share of `_SHARE_BEFORE` of this part is
before the loudest moment, and up to `_TRAIL` seconds of it may be after the end of the sound. The detector also hears
the `_LEAD` seconds before this part. In a room that echoes, it needs a longer part, `_JUDGED_LONG` seconds, to be sure.
"""

_RUMBLE_HZ: Final = 150.0
"""A passing car has most of its power at a few frequencies below this one. Bells also have tones above it."""

_SHORTEST_WORD: Final[Seconds] = 0.1
"""No word is shorter than this."""

_SURE: Final = 0.7
_STEPS: Final = 4
_STEPS_LONG: Final = 16
"""A sound is speech if the mean of the detector's surest answers is above `_SURE`. The mean is over `_STEPS` answers,
or over `_STEPS_LONG` for a longer part. Answers are near 1 in speech, and sometimes 0.7 in music.
"""

_LEAST_SURE: Final = 0.35

_HARDLY_SPEECH: Final = 0.1
"""If even the detector's surest answer is lower than this, a longer part is not tried. Bells stay under 0.06. For
speech that echoed for seconds, the answer was 0.14 at first, and 0.86 for a part of 8 s.
"""


@dataclass(frozen=True)
class HeardStretch:
    """A stretch of a recording in which something is heard."""

    start: Seconds
    end: Seconds
    kind: StretchKind

    @property
    def seconds(self) -> Seconds:
        """Its duration."""
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Stretches:
    """Everything that is heard in a recording, in order."""

    heard: tuple[HeardStretch, ...]
    seconds: Seconds
    restless: bool
    """Whether the sound under the voice changes all the time, as music does."""

    @property
    def gaps(self) -> tuple[tuple[Seconds, Seconds], ...]:
        """Start and end of each gap, including the entrance before the first sound and the exit after the last."""
        ends = [0.0, *(one.end for one in self.heard)]
        starts = [*(one.start for one in self.heard), self.seconds]
        return tuple(zip(ends, starts, strict=True))


def stretches(
    source: "SoundSource", heard: SoundLevels, detector: Detector, progress: Callable[[float, float], None]
) -> Stretches:
    """Find what is heard in a recording. `progress` is called with the seconds done and the seconds in all."""
    sounding = sounds(heard)
    loud = loudness(heard)
    found: list[HeardStretch] = []
    restless = 0.0
    runs = sounding.runs if sounding.steady else ((0, len(heard.levels)),)
    for number, (first, last) in enumerate(runs, 1):
        if not sounding.steady or (last - first) * HOP > _LONGEST_SPEECH:
            parts = _speech_inside(source, detector, first, last, loud)
            restless += (last - first) * HOP - sum(one.seconds for one in parts)
        else:
            one = _classified(source, detector, first, last, loud)
            if one.kind == "bell":
                following = runs[number][0] if number < len(runs) else len(heard.levels)
                one = replace(one, end=sounding.decay_end(heard, last, following) * HOP)
            parts = [one]
        found += parts
        progress(last * HOP, heard.seconds)
    kept = _without_soft_sounds(_with_breaths(found), loud)
    return Stretches(tuple(kept), heard.seconds, restless > max(10.0, 0.1 * heard.seconds))


def _classified(
    source: "SoundSource", detector: Detector, first: int, last: int, loud: NDArray[np.float32]
) -> HeardStretch:
    """The run as a stretch of one kind: speech, a bell, or another sound."""
    spoken = (last - first) * HOP >= _SHORTEST_WORD and is_speech(source, detector, first, last, loud)
    kind: StretchKind = "speech" if spoken else "bell" if _is_bell(source, first, last, loud) else "sound"
    return HeardStretch(first * HOP, last * HOP, kind)


def is_speech(source: "SoundSource", detector: Detector, first: int, last: int, loud: NDArray[np.float32]) -> bool:
    """Whether a run is speech, judged by its loudest part and, if that is doubtful, by a longer part."""
    middle = (first + int(np.argmax(loud[first:last]))) * HOP
    for judged, steps, before in ((_JUDGED, _STEPS, _SHARE_BEFORE), (_JUDGED_LONG, _STEPS_LONG, 0.5)):
        start = min(max(first * HOP, middle - before * judged), max(first * HOP, last * HOP - judged))
        answers: list[float] = []
        for answer in detector.speech_probabilities(
            mono_part(source, start - _LEAD, min(last * HOP + _TRAIL, start + judged))
        ):
            answers = sorted((*answers, answer))[-steps:]
            if len(answers) == steps and sum(answers) > _SURE * steps:
                return True
        if not answers or answers[-1] < _HARDLY_SPEECH or (last - first) * HOP <= _JUDGED:
            return len(answers) < steps and sum(answers) > _SURE * max(1, len(answers))
    return False


def _is_bell(source: "SoundSource", first: int, last: int, loud: NDArray[np.float32]) -> bool:
    """Whether a run is a bell: it is struck, has one or more pitches, and dies away."""
    if (last - first) * HOP < 0.7:
        return False
    top = first + int(np.argmax(loud[first:last]))
    if (top - first) > 0.5 * (last - first):
        return False
    sound = mono_part(source, top * HOP + 0.05, min(last * HOP, top * HOP + 0.6))
    power = np.square(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))
    power[: round(_RUMBLE_HZ * len(sound) / RATE)] = 0.0
    strongest = np.sort(power)[::-1]
    return bool(strongest[: max(8, len(power) // 100)].sum() > 0.6 * power.sum())


def _speech_inside(
    source: "SoundSource", detector: Detector, first: int, last: int, loud: NDArray[np.float32]
) -> list[HeardStretch]:
    """The speech in a long run with another sound underneath, found by the detector alone."""
    step = detector.step / RATE
    answers: list[float] = []
    for start in np.arange(first * HOP, last * HOP, 60.0):
        answers += detector.speech_probabilities(mono_part(source, float(start), min(last * HOP, float(start) + 60.0)))
    probability = np.array(answers)
    speaking = np.concatenate(([False], probability > _LEAST_SURE, [False]))
    edges = np.flatnonzero(np.diff(speaking.astype(np.int8)))
    found: list[HeardStretch] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin < _STEPS or np.sort(probability[begin:end])[-_STEPS:].mean() <= _SURE:
            continue
        start, stop = first * HOP + begin * step, min(last * HOP, first * HOP + end * step)
        if found and start - found[-1].end < SHORTEST_GAP:
            start = found.pop().start
        found.append(HeardStretch(start, stop, "speech"))
    return [_widened_to_quiet(one, loud) for one in found]


def _widened_to_quiet(one: HeardStretch, loud: NDArray[np.float32]) -> HeardStretch:
    """The stretch, extended at each end to the quietest moment nearby."""
    start, end = round(one.start / HOP), round(one.end / HOP)
    before, after = loud[max(0, start - 12) : start + 1], loud[end : end + 12]
    start = max(0, start - 12) + int(np.argmin(before)) if len(before) else start
    end = end + int(np.argmin(after)) if len(after) else end
    return replace(one, start=start * HOP, end=end * HOP)


def _with_breaths(found: Sequence[HeardStretch]) -> list[HeardStretch]:
    """The stretches, with each breath joined to the nearest words."""
    kept: list[HeardStretch] = list(found)
    for one in found:
        if one.kind != "sound" or one.seconds > 1.0:
            continue
        near = [other for other in kept if other.kind == "speech" and _distance(one, other) < _BREATH]
        if near:
            words = min(near, key=lambda other: _distance(one, other))
            kept.remove(one)
            kept[kept.index(words)] = HeardStretch(min(one.start, words.start), max(one.end, words.end), "speech")
    return kept


def _distance(one: HeardStretch, other: HeardStretch) -> Seconds:
    return max(one.start - other.end, other.start - one.end)


def _without_soft_sounds(found: Sequence[HeardStretch], loud: NDArray[np.float32]) -> list[HeardStretch]:
    """The stretches in order, without sounds that are neither speech nor bells and stay far below the voice."""
    voice = [loud[round(one.start / HOP) : round(one.end / HOP)] for one in found if one.kind == "speech"]
    usual = float(np.percentile(np.concatenate(voice), 80)) if voice else 0.0
    kept: list[HeardStretch] = []
    for one in sorted(found, key=lambda one: one.start):
        part = loud[round(one.start / HOP) : round(one.end / HOP)]
        if one.kind == "sound" and len(part) and float(part.max()) < usual - _SOFT_DB:
            continue
        kept.append(one)
    return kept
