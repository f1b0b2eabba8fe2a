"""piper: neural voices that run on this machine, from model files in the voices folder, in a package, or at any path.

A worker loads a model once and speaks all its lines with it. How a sentence sounds is up to the model; the gaps between
sentences are up to us.

Some models produce static after the last word of a sentence, triggered by the final full stop
(home-assistant/core#156603, OHF-Voice/wyoming-piper#42). After the last voiced sound, only unvoiced consonants can
still belong to the word. They are short, not much quieter than the voice, follow it without a long break, and die away;
static continues at one level. The thresholds below are our own judgement.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.config import folders
from voiceguide.dsp.edges import faded, is_silent, trimmed
from voiceguide.dsp.samples import Samples, factor, powers
from voiceguide.errors import NO_SOUND, SpeechError
from voiceguide.script.languages import family
from voiceguide.script.sentences import sentences
from voiceguide.speech.engine import Recording, Sound, SpeechLine, Voice
from voiceguide.speech.engines._pace import PART_GAP, SENTENCE_GAP, SENTENCES, Pace, cached_pace, measured
from voiceguide.speech.engines.piper_shelf import ENGINE, ShelfVoice, find_voice, piper_version, voices_here
from voiceguide.speech.sounds import phonemes_of, sounds_inside
from voiceguide.system.notes import read_json
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010
_WINDOW: Final[Seconds] = 0.040
"""The length of the windows in which voiced sound is looked for: three periods of a voice as low as 75 Hz."""

_PITCH_RANGE: Final = (70.0, 400.0)
"""The range of a speaking voice's fundamental frequency, in Hz."""

_PERIODIC: Final = 0.5
"""A sound counts as voiced if its autocorrelation at a lag of one period is higher than this. An autocorrelation is at
most 1, and that of noise stays under 0.3.
"""

_SPOKEN_DB: Final = -30.0
"""A level in dB, relative to the loud parts of the sentence. Sound above it is speech; fainter sound at the end is
static, or a word that dies away.
"""

_BREAK_DB: Final = -40.0
"""A level in dB, relative to the loud parts of the sentence. Anything fainter is a break."""

_CONSONANTS: Final[Seconds] = 0.45
"""How long the unvoiced end of a word may last, in seconds, at a voice's own pace. The end of "sixths" takes 0.4 s."""

_BREAK: Final[Seconds] = 0.20
"""A break of at least this length, in seconds, ends the last word. The closures within words, such as that before the
"t" of "heart", are shorter (at a voice's own pace).
"""

_DECAY: Final[Seconds] = 0.15
"""How long the end of a word, as in "breath" and "leaf", may take to die away, in seconds."""

_STEADY: Final[Seconds] = 0.25
"""Sound that stays at one level up to the end is static if it does so for at least this long, in seconds (at a voice's
own pace).
"""

_STEADY_DB: Final = 6.0
"""Sound counts as staying at one level while it is at most this many dB above its level at the very end."""

_FADE: Final[Seconds] = 0.030


def without_static(sentence: Samples, sample_rate: int, stretch: float = 1.0) -> Samples:
    """The mono samples of one sentence, cut where its last word has died away; unchanged if nothing in it is voiced.

    `stretch` is the factor by which the sentence lasts longer than at the voice's own pace.
    """
    hop = max(1, round(_HOP * sample_rate))
    levels, voiced = _levels(sentence, hop), _voiced(sentence, sample_rate, hop)
    count = min(len(levels), len(voiced))
    levels, voiced = levels[:count], voiced[:count]
    loud = levels > float(np.percentile(levels, 95)) * factor(_SPOKEN_DB) if count else levels > 0
    words = np.flatnonzero(voiced & loud)
    if not len(words):
        return sentence
    last = int(words[-1])
    slower = max(1.0, stretch)
    ends = [
        last + _hops(_CONSONANTS * slower),
        int(np.flatnonzero(loud)[-1]) + _hops(_DECAY),
        _first_break(levels, last, _hops(_BREAK * slower)),
        _steady_end(levels, last, _hops(_STEADY * slower)),
    ]
    return _cut(sentence, (min(ends) + 1) * hop + round(_WINDOW / 2 * sample_rate), sample_rate)


def _hops(seconds: Seconds) -> int:
    return round(seconds / _HOP)


def _levels(samples: Samples, hop: int) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(powers(samples, hop)))


def _voiced(samples: Samples, sample_rate: int, hop: int) -> NDArray[np.bool_]:
    """For each hop, whether the window around it is a periodic sound in the range of voices."""
    size = round(_WINDOW * sample_rate)
    if len(samples) < hop:
        return np.zeros(0, dtype=np.bool_)
    padded = np.pad(np.asarray(samples, dtype=np.float64), (size // 2, size))
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: len(samples) // hop]
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
    spectra = np.fft.rfft(windows, 2 * size)
    correlation = np.fft.irfft(np.square(np.abs(spectra)))[:, :size]
    shape = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(size), 2 * size))))[:size]
    shortest, longest = round(sample_rate / _PITCH_RANGE[1]), round(sample_rate / _PITCH_RANGE[0])
    peaks = (correlation[:, shortest:longest] / shape[shortest:longest]).max(axis=1, initial=0.0) * shape[0]
    return np.asarray(peaks > _PERIODIC * np.maximum(correlation[:, 0], 1e-12))


def _first_break(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """The index of the first hop, from `after` on, of a break that lasts for at least `hops` hops or to the end. If
    there is no such break, the result is the number of all hops.
    """
    quiet = levels[after:] < float(np.percentile(levels, 95)) * factor(_BREAK_DB)
    for start in np.flatnonzero(quiet):
        if quiet[start : start + hops].all():
            return after + int(start)
    return len(levels)


def _steady_end(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """The index of the first hop, from `after` on, after which the level stays the same to the very end. If it stays so
    for fewer than `hops` hops, the result is the number of all hops.
    """
    ending = float(np.median(levels[-_hops(_WINDOW) :]))
    apart = np.flatnonzero(levels[after:] > ending * factor(_STEADY_DB))
    start = after + (int(apart[-1]) + 1 if len(apart) else 1)
    return start if len(levels) - start >= hops else len(levels)


def _cut(samples: Samples, end: int, sample_rate: int) -> Samples:
    """The samples up to `end` unchanged, and a short fade-out after it."""
    fade = min(round(_FADE * sample_rate), len(samples) - end)
    if fade <= 0:
        return samples
    return np.concatenate([samples[:end], faded(samples[end - fade : end + fade], fade)[-fade:]])


_FIXED: Final[Seconds] = 0.059
"""The part of each word that no stretch changes, in seconds (see `Pace`). Measured with `en_US-joe-medium`: 60 lines at
4 rates.
"""

_PACES: Final = {"en_US-joe-medium": 1.73}
"""For each known voice, the stretch at which it speaks at the usual pace. At a stretch of 1, it speaks at its own
pace.
"""

_SLOWER: Final = 1.2
"""The stretch for voices of languages other than English, for which words per minute say little about the pace. It is
the average of the English voices.
"""

_MEASURED_AT: Final = 1.4
"""The stretch at which an unknown voice is first measured."""

_STRETCHES: Final = (0.7, 2.2)
"""The limits for the stretch at which a voice speaks at the usual pace. A measured stretch outside them is replaced by
the nearer limit.
"""

_SENTENCE_END: Final = "\n"
"""Separates the phonemes of two sentences."""

_INPUTS: Final = frozenset(("input", "input_lengths", "scales"))


class PiperEngine:
    """Speaks with piper. One per process."""

    name = ENGINE

    def __init__(self) -> None:
        """Load the library. Raises `EngineMissingError`."""
        piper_version()
        import piper  # noqa: F401

        self._folder = folders().voices
        self._speakers: dict[Path, PiperSpeaker] = {}

    def voices(self) -> tuple[Voice, ...]:
        """The voices on this machine."""
        return tuple(voice.as_voice() for voice in voices_here(self._folder))

    def speak(self, line: SpeechLine) -> Recording:
        """See `SpeechEngine.speak`.

        The pitch is changed by stating another sample rate. The pace is changed too, so that the line lasts as long as
        before. The voice then sounds as if a slightly larger or smaller person spoke.
        """
        speaker = self._speaker(line.voice, line.lang)
        sample_rate = round(speaker.sample_rate * line.pitch)
        chunks: list[Samples] = []
        for first, last in sentences(line.text):
            text = line.text[first:last]
            sounds = sounds_inside(line.sounds, (first, last))
            for sentence in speaker.sentences(text, line.pitch / line.rate, sounds):
                chunks += [sentence, _quiet(_gap_after(text) / line.rate, sample_rate)]
        if not chunks:
            raise SpeechError("the voice cannot pronounce any of this text")
        return Recording(np.concatenate(chunks[:-1]), sample_rate)

    def load(self, voice: str, lang: str, *, cores: int) -> None:
        """See `LoadingEngine.load`."""
        self._speaker(voice, lang, cores)

    def _speaker(self, voice: str, lang: str, cores: int = 1) -> "PiperSpeaker":
        found = find_voice(voice, lang, self._folder)
        if found.model not in self._speakers:
            self._speakers[found.model] = PiperSpeaker(found, cores)
        return self._speakers[found.model]

    def close(self) -> None:
        """Nothing to free: the worker process ends."""


class PiperSpeaker:
    """A voice whose model is loaded."""

    def __init__(self, voice: ShelfVoice, cores: int = 1) -> None:
        """Load the model, which will use this many cores, and find out the voice's pace. Raises `SpeechError`."""
        self._voice = load_model(voice.model, voice.config, cores)
        self._language = voice.language
        self.sample_rate: int = self._voice.config.sample_rate
        self.pace = Pace(_FIXED, self._own_stretch(voice))

    def sentences(self, text: str, stretch: float, sounds: Sequence[Sound] = ()) -> Iterator[Samples]:
        """The speech of each sentence of `text`: mono samples, without silence or static at their ends.

        `stretch` is a factor on how long sentences usually last; `sounds` are the pronunciations of words in the text.
        Raises `SpeechError`.
        """
        stretch = self.pace.stretch(stretch)
        for said in self.said(text, sounds):
            for samples in self._raw(said, stretch):
                if is_silent(samples, self.sample_rate):
                    raise SpeechError(NO_SOUND)
                yield trimmed(without_static(samples, self.sample_rate, stretch), self.sample_rate)

    def said(self, text: str, sounds: Sequence[Sound]) -> list[str]:
        """The texts that piper gets in place of `text`. Usually this is just `text` itself. If `sounds` has a
        pronunciation for one of its words, there is a text for each sentence, with its IPA in the double brackets that
        piper expects.
        """
        espeak_english = self._voice.config.phoneme_type.value == "espeak" and family(self._language) == "en"
        if not sounds or not espeak_english or self._voice.config.vowel_clusters:
            return [text]
        try:
            whole = phonemes_of(text, sounds, self._voice.config.espeak_voice, self._phonemes)
        except Exception as error:  # piper's phonemisers may raise anything
            raise SpeechError(f"piper could not speak it: {error or type(error).__name__}") from error
        return [f"[[{ipa}]]" for ipa in whole.split(_SENTENCE_END) if ipa.strip()]

    def _phonemes(self, text: str) -> str:
        return _SENTENCE_END.join("".join(phonemes) for phonemes in self._voice.phonemize(text))

    def _raw(self, text: str, stretch: float, noise: float | None = None) -> Iterator[Samples]:
        """The speech of each sentence of `text`, as the model makes it. `noise` is how much the speech varies at
        random; None: as much as the voice's maker chose.
        """
        from piper import SynthesisConfig

        config = SynthesisConfig(
            length_scale=self._voice.config.length_scale * stretch,
            noise_scale=noise,
            noise_w_scale=noise,
            normalize_audio=False,  # sentences of one line keep their relative loudness
        )
        try:
            for chunk in self._voice.synthesize(text, config):
                yield np.nan_to_num(np.atleast_1d(chunk.audio_float_array)).astype(np.float32)
        except Exception as error:  # piper lets through any error of its phonemisers and onnxruntime
            raise SpeechError(f"piper could not speak it: {error or type(error).__name__}") from error

    def _own_stretch(self, voice: ShelfVoice) -> float:
        if family(voice.language) != "en":
            return _SLOWER
        if voice.name in _PACES:
            return _PACES[voice.name]
        known = voice.model.stat()
        return cached_pace(f"piper, {voice.name}, {known.st_size}, {known.st_mtime_ns}", self._measured)

    def _measured(self) -> float:
        """The stretch at which the voice speaks at the usual pace. It is measured twice, the second time at the stretch
        that the first measurement found.

        There is no random variation while it is measured, so every worker gets the same figure.
        """
        stretch = _MEASURED_AT
        for _ in range(2):
            spoken = [part for text in SENTENCES for part in self._raw(text, stretch, noise=0.0)]
            seconds = sum(len(trimmed(part, self.sample_rate)) for part in spoken) / self.sample_rate
            stretch = min(max(measured(_FIXED, stretch, seconds), _STRETCHES[0]), _STRETCHES[1])
        return stretch


def load_model(model: Path, config: Path, cores: int = 1) -> Any:
    """piper's own object for a voice, made from the `model` and from `config`, its settings file. The model will use
    this many cores. Raises `SpeechError` if the two files are not a voice.

    The object is built here, because piper's `load` lets each model use all cores. If there are several workers, and
    each uses one core, the same speech takes a third less time. The model's graph is not optimised: that would take 1 s
    each time a worker starts, and `joe` would speak no faster (measured at three lengths).
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores
    # Threads that wait must not keep a core busy: other work for the first words needs the cores too.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        expects = PiperConfig.from_dict(read_json(config))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SpeechError(f"{config} is not the settings file of a piper voice: {_library_reason(error)}") from error
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a family of errors of its own
        raise SpeechError(f"{model} is not a model that can be loaded: {_library_reason(error)}") from error
    if missing := _INPUTS - {each.name for each in session.get_inputs()}:
        raise SpeechError(f"{model} is not a piper voice: it has no input {', '.join(sorted(missing))}")
    return PiperVoice(session=session, config=expects)


def _library_reason(error: Exception) -> str:
    """The first line of a library's error message. If it is empty or, as with a `KeyError`, only names a key, the class
    of the error comes before it.
    """
    said = str(error).strip().split("\n")[0][:200]
    return f"{type(error).__name__}: {said}" if isinstance(error, KeyError) or not said else said


def _gap_after(text: str) -> Seconds:
    return SENTENCE_GAP if text.endswith((".", "?", "!")) else PART_GAP


def _quiet(seconds: Seconds, sample_rate: int) -> Samples:
    return np.zeros(round(seconds * sample_rate), dtype=np.float32)
