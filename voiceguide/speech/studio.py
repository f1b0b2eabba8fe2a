"""The stage that speaks: utterances and a voice in, clips out. What is in the cache is not spoken again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from voiceguide.errors import EngineMissingError, SpeechFailedError, VoiceNotFoundError
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech.cache import CachedClip, ClipCache
from voiceguide.speech.emphasis import with_emphasis
from voiceguide.speech.engine import Line, Tone, Voice, VoiceChoice
from voiceguide.speech.engines import engine_entry
from voiceguide.speech.pace import estimated_seconds
from voiceguide.speech.text import speakable
from voiceguide.units import Frames, to_frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip, Samples

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many lines are spoken."""

USUAL_TONE: Final[Tone] = "warm"

_TREATMENT: Final = 2
"""Raise it when clips come out differently for the same words: it is part of every clip's key."""

_USUAL_RATE: Final = 140
"""Words a minute, for estimates."""


class Clips(Mapping[Utterance, "Clip"]):
    """The spoken utterances. An utterance without a word to speak has an empty clip."""

    def __init__(self, clips: Mapping[Utterance, "Clip"], made: int) -> None:
        """`made` is how many clips were spoken just now, and not found in the cache."""
        self._clips = dict(clips)
        self._durations = MappingProxyType({utterance: clip.frames for utterance, clip in clips.items()})
        self._made = made

    def __getitem__(self, utterance: Utterance) -> "Clip":
        return self._clips[utterance]

    def __iter__(self) -> Iterator[Utterance]:
        return iter(self._clips)

    def __len__(self) -> int:
        return len(self._clips)

    @property
    def made(self) -> int:
        """How many clips were spoken just now."""
        return self._made

    @property
    def durations(self) -> Mapping[Utterance, Frames]:
        """How long each is."""
        return self._durations

    def duration(self, utterance: Utterance) -> Frames:
        """How long it is."""
        return self._durations[utterance]


@dataclass(frozen=True)
class _Silent:
    """The clip of an utterance without words."""

    frames: Frames = 0
    key: str = "silent"

    def read(self, first: Frames, last: Frames) -> "Samples":
        """Nothing, shape (0, 2)."""
        import numpy as np

        return np.zeros((0, 2), dtype=np.float32)


def speak(
    utterances: Sequence[Utterance],
    voice: VoiceChoice,
    *,
    cache_folder: Path,
    tone: Tone = USUAL_TONE,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Clips:
    """The clips of all utterances; those not in the cache are spoken, several at a time, and kept one by one.

    Nothing is started when all are there. Raises `EngineMissingError`, `VoiceNotFoundError`, `ClipsError`, or
    `SpeechFailedError` for the first line that cannot be spoken; what was spoken until then is kept.
    """
    lines = {utterance: _line(utterance, voice, tone) for utterance in utterances}
    keys = _keys(voice.engine, [line for line in lines.values() if line])
    cache = ClipCache(cache_folder)
    found: dict[Line, CachedClip] = {}
    missing: list[Line] = []
    for line, key in keys.items():
        if (clip := cache.find(key)) is not None:
            found[line] = clip
        else:
            missing.append(line)
    if missing:
        places = {line: utterance for utterance, line in reversed(lines.items()) if line}
        found.update(_made(voice.engine, missing, places, keys, cache, progress or (lambda done, total: None), workers))
    clips: dict[Utterance, Clip] = {utterance: found[line] if line else _Silent() for utterance, line in lines.items()}
    return Clips(clips, made=len(missing))


def cached_durations(
    utterances: Sequence[Utterance], voice: VoiceChoice, *, cache_folder: Path, tone: Tone = USUAL_TONE
) -> dict[Utterance, Frames] | None:
    """How long each utterance is spoken, if all are in the cache; None if one is missing. Makes and reads no sound."""
    lines = {utterance: _line(utterance, voice, tone) for utterance in utterances}
    keys = _keys(voice.engine, [line for line in lines.values() if line])
    cache = ClipCache(cache_folder)
    durations: dict[Utterance, Frames] = {}
    for utterance, line in lines.items():
        frames = cache.frames(keys[line]) if line else 0
        if frames is None:
            return None
        durations[utterance] = frames
    return durations


def require_voice(voice: VoiceChoice, *, cache_folder: Path) -> None:
    """Have the voice say one word, once for all. Raises `EngineMissingError`, `VoiceNotFoundError` or `SpeechError`."""
    speak([Utterance(Place("", 1), "Yes.")], voice, cache_folder=cache_folder)


def estimate(utterance: Utterance, voice: VoiceChoice) -> Frames:
    """About how long the utterance takes; for lists, where no speech exists yet."""
    text = speakable(utterance.text, utterance.say, utterance.lang)
    able = engine_entry(voice.engine).capabilities(voice.name)
    rate = voice.rate * utterance.rate if "rate" in able else 1.0
    return to_frames(estimated_seconds(text, _USUAL_RATE * rate))


def voices(engine: str) -> tuple[Voice, ...]:
    """The voices of an engine, best first. Raises `EngineMissingError` or `SpeechError`."""
    from voiceguide.speech.speaker import engine_voices

    return engine_voices(engine_entry(engine).name)


def _line(utterance: Utterance, voice: VoiceChoice, tone: Tone) -> Line | None:
    """What is to be spoken, as far as it shapes the clip; None if there is no word in it."""
    text, emphasis = with_emphasis(utterance.text, utterance.say, utterance.lang)
    if not text:
        return None
    lang = "" if voice.name else utterance.lang.lower()
    able = engine_entry(voice.engine).capabilities(voice.name)
    rate = round(voice.rate * utterance.rate, 4) if "rate" in able else 1.0
    pitch = round(voice.pitch * utterance.pitch, 4) if "pitch" in able else 1.0
    return Line(text, voice.name, lang, rate, pitch, tone, emphasis if "emphasis" in able else ())


def _keys(engine: str, lines: Sequence[Line]) -> dict[Line, str]:
    """The name under which each line's clip is kept: a hash of everything that shapes it."""
    fingerprints = engine_entry(engine).fingerprints(lines) if lines else ()
    return {
        line: hashlib.sha256(json.dumps([engine, fingerprint, _TREATMENT, *astuple(line)]).encode()).hexdigest()[:40]
        for line, fingerprint in zip(lines, fingerprints, strict=True)
    }


def _made(
    engine: str,
    missing: Sequence[Line],
    places: Mapping[Line, Utterance],
    keys: Mapping[Line, str],
    cache: ClipCache,
    progress: Progress,
    workers: int | None,
) -> dict[Line, CachedClip]:
    from voiceguide.speech.speaker import LineFailedError, speak_lines

    cache.sweep()
    made: dict[Line, CachedClip] = {}
    progress(0, len(missing))
    with closing(speak_lines(engine, missing, workers=workers)) as speaking:
        try:
            for index, spoken in speaking:
                line = missing[index]
                made[line] = cache.keep(keys[line], spoken.data, spoken.channels)
                progress(len(made), len(missing))
        except LineFailedError as failed:
            if isinstance(failed.reason, VoiceNotFoundError | EngineMissingError):
                raise failed.reason from None
            utterance = places[missing[failed.index]]
            place = utterance.place
            raise SpeechFailedError(place.file, place.line, utterance.plain, str(failed.reason)) from failed.reason
    return made
