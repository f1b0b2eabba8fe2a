"""The stage that makes clips from utterances and a voice. Cached clips are not spoken again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from voiceguide.config import Tone
from voiceguide.errors import (
    EngineMissingError,
    RecordingsMissingError,
    SpeechFailedError,
    Unrecorded,
    VoiceDamagedError,
    VoiceNotFoundError,
)
from voiceguide.script.model import Place
from voiceguide.script.outline import Utterance
from voiceguide.speech._cache import CachedClip, ClipCache
from voiceguide.speech.engine import NOMINAL_PACE, Sound, SpeechLine, Voice, VoiceChoice, estimated_seconds
from voiceguide.speech.engines.recorded import line_id
from voiceguide.speech.engines.table import engine_entry
from voiceguide.speech.normaliser import as_written, heteronyms, speakable, with_emphasis
from voiceguide.speech.sounds import respelt
from voiceguide.units import Frames, to_frames

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip, Samples
    from voiceguide.sound.bed import CountProgress
    from voiceguide.speech._workers import ClipBytes, StandbyWorkers

ClipReady: TypeAlias = Callable[[Utterance, "Clip"], None]
"""Called with each clip as soon as it can be played."""

SpeakLines: TypeAlias = Callable[[str, Sequence[SpeechLine]], "Generator[tuple[int, ClipBytes], None, None]"]
"""A function that speaks lines with an engine, on this machine or on a cluster. It yields (index, clip) as each line is
finished.
"""

USUAL_TONE: Final[Tone] = "warm"

_TREATMENT: Final = 4
"""Raise this number when a change in the program makes different clips from the same words. The number is part of every
clip's key, so the old clips are then no longer found.
"""


@dataclass(frozen=True)
class PlaceholderClip:
    """The placeholder for a clip that has not been made yet, with an estimated duration. It is never heard."""

    frames: Frames
    key: str = "unspoken"

    def read(self, first: Frames, last: Frames) -> Samples:
        """Always raises RuntimeError: a placeholder must not be played."""
        raise RuntimeError("a line was to be heard before it was spoken")


class Clips(Mapping[Utterance, "Clip"]):
    """The clips of utterances. An utterance without words has an empty clip."""

    def __init__(self, clips: Mapping[Utterance, Clip], made: int, filled: int = 0) -> None:
        """`made` is how many clips were spoken now and not found in the cache; `filled` is how many utterances the fill
        voice speaks.
        """
        self._clips = dict(clips)
        self._durations = MappingProxyType({utterance: clip.frames for utterance, clip in clips.items()})
        self._made = made
        self._filled = filled

    def __getitem__(self, utterance: Utterance) -> Clip:
        return self._clips[utterance]

    def __iter__(self) -> Iterator[Utterance]:
        return iter(self._clips)

    def __len__(self) -> int:
        return len(self._clips)

    @property
    def made(self) -> int:
        """How many of the clips were spoken now, and not found in the cache."""
        return self._made

    def as_found(self) -> Clips:
        """The same clips for another use, with `made` set to 0."""
        return Clips(self._clips, made=0, filled=self._filled)

    @property
    def filled(self) -> int:
        """How many utterances the fill voice speaks, because nobody has recorded them."""
        return self._filled

    @property
    def durations(self) -> Mapping[Utterance, Frames]:
        """The duration of each utterance, in frames."""
        return self._durations

    def duration(self, utterance: Utterance) -> Frames:
        """The duration of one utterance, in frames."""
        return self._durations[utterance]


@dataclass(frozen=True)
class _EmptyClip:
    """The clip of an utterance without words."""

    frames: Frames = 0
    key: str = "silent"

    def read(self, first: Frames, last: Frames) -> Samples:
        """No samples, shape (0, 2)."""
        import numpy as np

        return np.zeros((0, 2), dtype=np.float32)


def speak(
    utterances: Sequence[Utterance],
    voice: VoiceChoice,
    *,
    cache_folder: Path,
    tone: Tone = USUAL_TONE,
    progress: CountProgress | None = None,
    clip_ready: ClipReady | None = None,
    workers: int | None = None,
    low_priority: bool = False,
    speaking: SpeakLines | None = None,
) -> Clips:
    """The clips of all utterances. Those not in the cache are spoken, several at a time, and cached one by one.

    If all are cached, no process is started. Missing ones are begun in the order of `utterances`, one engine after the
    other, and `clip_ready` is called with each clip as soon as it exists. There are at most `workers` workers; None: as
    many as are useful. `low_priority`: the workers give way to all other work on this machine. `speaking`, if given, is
    the function that speaks the lines; `workers` and `low_priority` then have no effect. Raises `SpeechFailedError` as
    soon as a line cannot be spoken (clips spoken until then stay in the cache), and `RecordingsMissingError` with all
    lines that have neither a recording nor a fill voice. Also raises `EngineMissingError`, `VoiceNotFoundError`,
    `ClipsError`, and other kinds of `SpeechError`, for example if a voice is damaged.
    """
    keyed_lines, unrecorded = _keyed_lines(utterances, voice, tone)
    if unrecorded:
        raise RecordingsMissingError(voice.name, [_missing(utterance) for utterance in unrecorded])
    cache = ClipCache(cache_folder)
    shared: dict[_KeyedLine | None, list[Utterance]] = {}
    for utterance, keyed in keyed_lines.items():
        shared.setdefault(keyed, []).append(utterance)
    clips: dict[Utterance, Clip] = {}

    def keep(keyed: _KeyedLine | None, clip: Clip) -> None:
        for utterance in shared[keyed]:
            clips[utterance] = clip
            if clip_ready:
                clip_ready(utterance, clip)

    missing: dict[_KeyedLine, Utterance] = {}
    for keyed, (first, *_) in shared.items():
        if keyed is None:
            keep(keyed, _EmptyClip())
        elif (clip := _found(keyed, cache)) is not None:
            keep(keyed, clip)
        else:
            missing[keyed] = first
    if missing:
        speaking = speaking or _speak_locally(workers, low_priority)
        _make(missing, cache, progress or (lambda done, total: None), speaking, keep)
    filled = sum(keyed is not None and keyed.filled for keyed in keyed_lines.values())
    return Clips({one: clips[one] for one in keyed_lines}, made=len(missing), filled=filled)


def standby_workers(
    utterances: Sequence[Utterance], voice: VoiceChoice, *, cache_folder: Path, tone: Tone = USUAL_TONE
) -> StandbyWorkers | None:
    """Workers for `speak` that begin to load the voice at once, before the first line is known.

    None if they are not needed: no utterance has words, the engine has its clips ready (`pieces`), or the first
    utterance with words is in the cache (then the others usually are too). The caller must close the workers. Raises
    `SpeechError`.
    """
    spoken = ((one, line_to_speak(one, voice, tone)) for one in utterances)
    utterance, line = next(((one, line) for one, line in spoken if line), (None, None))
    if utterance is None or line is None or engine_entry(voice.engine).ready:
        return None
    kept = not ClipCache(cache_folder).empty  # if not, no key of a clip need be worked out
    if kept and cached_durations([utterance], voice, cache_folder=cache_folder, tone=tone) is not None:
        return None
    from voiceguide.speech._workers import StandbyWorkers

    return StandbyWorkers(voice.engine, line.voice, line.lang)


def cached_durations(
    utterances: Sequence[Utterance], voice: VoiceChoice, *, cache_folder: Path, tone: Tone = USUAL_TONE
) -> dict[Utterance, Frames] | None:
    """The duration of each utterance if all are in the cache; None if one is missing. Makes and reads no sound.

    Also None if the voice is missing or damaged, because then the keys of its clips are unknown, or if an utterance has
    neither a recording nor a fill voice.
    """
    durations: dict[Utterance, Frames] = {}
    # If nothing has been spoken yet, the first utterance shows it, and the keys of the others need not be worked out.
    for some in (utterances[:1], utterances[1:]):
        found = _durations_in(ClipCache(cache_folder), some, voice, tone)
        if found is None:
            return None
        durations.update(found)
    return durations


def _durations_in(
    cache: ClipCache, utterances: Sequence[Utterance], voice: VoiceChoice, tone: Tone
) -> dict[Utterance, Frames] | None:
    try:
        keyed_lines, unrecorded = _keyed_lines(utterances, voice, tone)
    except (EngineMissingError, VoiceNotFoundError, VoiceDamagedError):
        return None
    if unrecorded:
        return None
    durations: dict[Utterance, Frames] = {}
    for utterance, keyed in keyed_lines.items():
        frames = _frames(keyed, cache) if keyed else 0
        if frames is None:
            return None
        durations[utterance] = frames
    return durations


def clip_keys(utterances: Sequence[Utterance], voice: VoiceChoice, *, tone: Tone = USUAL_TONE) -> tuple[str, ...]:
    """The key of each utterance's clip, which depends on everything that shapes the clip; "" for an utterance without
    words.

    Makes and reads no sound. Raises `EngineMissingError` or `VoiceNotFoundError` if the engine or the voice is missing,
    as far as this can be known without an attempt to speak. Raises `RecordingsMissingError` if a line has neither a
    recording nor a fill voice.
    """
    keyed_lines, unrecorded = _keyed_lines(utterances, voice, tone)
    if unrecorded:
        raise RecordingsMissingError(voice.name, [_missing(utterance) for utterance in unrecorded])
    return tuple(keyed.key if (keyed := keyed_lines[utterance]) else "" for utterance in utterances)


def _found(keyed: _KeyedLine, cache: ClipCache) -> Clip | None:
    if (ready := engine_entry(keyed.engine).ready) is not None:
        return ready(keyed.line)
    return cache.find(keyed.key)


def _frames(keyed: _KeyedLine, cache: ClipCache) -> Frames | None:
    if (ready := engine_entry(keyed.engine).ready) is not None:
        return ready(keyed.line).frames
    return cache.frames(keyed.key)


def require_voice(voice: VoiceChoice, *, cache_folder: Path) -> None:
    """Check that the voice can speak, by having it say one word, which is then cached. Raises `EngineMissingError`,
    `VoiceNotFoundError` or `SpeechError`.
    """
    speak([Utterance(Place("", 1), "Yes.")], voice, cache_folder=cache_folder)


def estimate(utterance: Utterance, voice: VoiceChoice) -> Frames:
    """Roughly how many frames the utterance takes to speak. For lists and plans that are made before
    any speech exists.
    """
    text = speakable(utterance.text, utterance.say, utterance.lang)
    able = engine_entry(voice.engine).capabilities(voice.name)
    rate = voice.rate * utterance.rate if "rate" in able else 1.0
    return to_frames(estimated_seconds(text, NOMINAL_PACE * rate))


def voices(engine: str) -> tuple[Voice, ...]:
    """The voices of an engine, the best first, including those that could be installed. Raises `EngineMissingError` or
    `SpeechError`.
    """
    from voiceguide.speech._workers import engine_voices

    entry = engine_entry(engine)
    return entry.listed() if entry.listed else engine_voices(entry.name)


@dataclass(frozen=True)
class _KeyedLine:
    """A line, the engine that speaks it, and the key of its clip."""

    engine: str
    line: SpeechLine
    key: str
    filled: bool
    """Whether the fill voice speaks the line, because there is no recording of it."""


def _keyed_lines(
    utterances: Sequence[Utterance], voice: VoiceChoice, tone: Tone, *, filling: bool = False
) -> tuple[dict[Utterance, _KeyedLine | None], list[Utterance]]:
    """Two results: the line to speak for each utterance (None if the utterance has no words), and the utterances that
    have neither a recording nor a fill voice. `filling`: whether `voice` is the fill voice.
    """
    lines = {utterance: line_to_speak(utterance, voice, tone) for utterance in utterances}
    keys = _keys(voice.engine, [line for line in lines.values() if line])
    keyed_lines: dict[Utterance, _KeyedLine | None] = {}
    unrecorded: list[Utterance] = []
    for utterance, line in lines.items():
        key = keys[line] if line else None
        if line and key is None:
            unrecorded.append(utterance)
        keyed_lines[utterance] = _KeyedLine(voice.engine, line, key, filling) if line and key else None
    if unrecorded and voice.fill:
        filled, unrecorded = _keyed_lines(unrecorded, voice.fill, tone, filling=True)
        keyed_lines.update(filled)
    return keyed_lines, unrecorded


def _missing(utterance: Utterance) -> Unrecorded:
    return Unrecorded(utterance.place.file, utterance.place.line, utterance.plain, line_id(utterance.text))


def line_to_speak(utterance: Utterance, voice: VoiceChoice, tone: Tone = USUAL_TONE) -> SpeechLine | None:
    """The line to speak for an utterance, with everything that shapes its clip; None if the utterance has no words."""
    entry = engine_entry(voice.engine)
    text, emphasis = with_emphasis(utterance.text, utterance.say, utterance.lang)
    sounds: tuple[Sound, ...] = ()
    able = entry.capabilities(voice.name)
    if utterance.piece and entry.ready:
        text, emphasis = utterance.piece, ()
    elif entry.as_written:
        text, emphasis = as_written(utterance.text), ()
    elif found_heteronyms := heteronyms(utterance.text, utterance.say, utterance.lang, spoken=text):
        if "sounds" in able:
            sounds = tuple(Sound(*word.span, word.ipa) for word in found_heteronyms)
        else:
            text, emphasis = respelt(text, found_heteronyms, emphasis)
    if not text:
        return None
    lang = "" if voice.name else utterance.lang.lower()
    rate = round(voice.rate * utterance.rate, 4) if "rate" in able else 1.0
    pitch = round(voice.pitch * utterance.pitch, 4) if "pitch" in able else 1.0
    return SpeechLine(text, voice.name, lang, rate, pitch, tone, emphasis if "emphasis" in able else (), sounds)


def _keys(engine: str, lines: Sequence[SpeechLine]) -> dict[SpeechLine, str | None]:
    """The key of each line's clip: a hash of everything that shapes it. None: the engine does not have this line."""
    fingerprints = engine_entry(engine).fingerprints(lines) if lines else ()
    return {
        line: fingerprint and _key(engine, fingerprint, line)
        for line, fingerprint in zip(lines, fingerprints, strict=True)
    }


@lru_cache(maxsize=4096)
def _key(engine: str, fingerprint: str, line: SpeechLine) -> str:
    if engine_entry(engine).in_folders:
        line = replace(line, voice="")  # only the contents of the file count, not its place
    shaped_by = json.dumps([engine, fingerprint, _TREATMENT, *astuple(line)])
    return hashlib.sha256(shaped_by.encode()).hexdigest()[:40]


def _make(
    missing: Mapping[_KeyedLine, Utterance],
    cache: ClipCache,
    progress: CountProgress,
    speaking: SpeakLines,
    keep: Callable[[_KeyedLine, Clip], None],
) -> None:
    """Speak the missing lines, one engine after another. `missing` gives an utterance for each line; if the line fails,
    the error names this utterance. `keep` is called with each new clip.
    """
    cache.sweep()
    done = 0
    progress(done, len(missing))

    def kept(keyed: _KeyedLine, clip: CachedClip) -> None:
        nonlocal done
        done += 1
        keep(keyed, clip)
        progress(done, len(missing))

    for engine in dict.fromkeys(keyed.engine for keyed in missing):
        keyed_lines = [keyed for keyed in missing if keyed.engine == engine]
        _speak_keyed(engine, keyed_lines, missing, cache, kept, speaking)


def _speak_locally(workers: int | None, low_priority: bool) -> SpeakLines:
    from voiceguide.speech._workers import speak_lines

    return lambda engine, lines: speak_lines(engine, lines, workers=workers, low_priority=low_priority)


def _speak_keyed(
    engine: str,
    keyed_lines: Sequence[_KeyedLine],
    places: Mapping[_KeyedLine, Utterance],
    cache: ClipCache,
    kept: Callable[[_KeyedLine, CachedClip], None],
    speaking: SpeakLines,
) -> None:
    from voiceguide.speech._workers import LineFailedError

    with closing(speaking(engine, [keyed.line for keyed in keyed_lines])) as coming:
        try:
            for index, spoken in coming:
                kept(keyed_lines[index], cache.keep(keyed_lines[index].key, spoken.data, spoken.channels))
        except LineFailedError as failed:
            if isinstance(failed.reason, VoiceNotFoundError | EngineMissingError):
                raise failed.reason from None
            utterance = places[keyed_lines[failed.index]]
            place = utterance.place
            raise SpeechFailedError(place.file, place.line, utterance.plain, str(failed.reason)) from failed.reason
