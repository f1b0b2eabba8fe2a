"""piper: neural voices that run on this machine, from model files on the shelf or anywhere on the disk.

A model is loaded once in a worker and speaks all its lines. What shapes the result is the model's own; pauses are ours.

Some models put static after the last word of a sentence, set off by the final stop (home-assistant/core#156603,
OHF-Voice/wyoming-piper#42). After the last voiced sound only consonants can still belong to a word, and they are short,
not far under the voice, follow without a longer break, and die away, while static goes on as it began. The figures are
judgement.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.config import folders
from voiceguide.dsp.edges import faded, sounding, trimmed
from voiceguide.dsp.levels import powers
from voiceguide.dsp.samples import Samples, factor
from voiceguide.errors import SpeechError
from voiceguide.script.languages import family
from voiceguide.script.sentences import sentences
from voiceguide.speech.engine import Recording, Sound, SpeechLine, Voice
from voiceguide.speech.engines._pace import SENTENCES, Pace, kept, measured
from voiceguide.speech.engines.piper_shelf import ENGINE, ShelfVoice, find_voice, piper_version, voices_here
from voiceguide.speech.sounds import phonemes_of
from voiceguide.system.notes import read_json
from voiceguide.units import Seconds

_HOP: Final[Seconds] = 0.010
_WINDOW: Final[Seconds] = 0.040
"""Holds three turns of a voice as low as 75 Hz."""

_VOICES: Final = (70.0, 400.0)
"""Hz that a speaking voice's ground tone lies between."""

_PERIODIC: Final = 0.5
"""How alike a voiced sound is to itself one turn later, of 1. Noise stays under 0.3."""

_SPOKEN_DB: Final = -30.0
"""Under the loud parts of the sentence: louder is speech, fainter at its end dies away or is static."""

_BREAK_DB: Final = -40.0

_CONSONANTS: Final[Seconds] = 0.45
"""How long what is not voiced may last at the end of a word, at a voice's own pace: "sixths" takes 0.4 s."""

_BREAK: Final[Seconds] = 0.20
"""A stop of the breath inside of a word ("heart") is shorter."""

_DYING: Final[Seconds] = 0.15
"""How long an ending may take to die away: "breath", "leaf"."""

_STEADY: Final[Seconds] = 0.25
"""What lasts longer than this at one level, up to the end, is static."""

_STEADY_DB: Final = 6.0

_FADE: Final[Seconds] = 0.030


def without_static(sentence: Samples, sample_rate: int, stretch: float = 1.0) -> Samples:
    """The mono samples of one sentence up to where its last word has died away; as they are where nothing is voiced.

    `stretch` is how much slower than the voice's own pace it is spoken.
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
        int(np.flatnonzero(loud)[-1]) + _hops(_DYING),
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
    alike = np.fft.irfft(np.square(np.abs(spectra)))[:, :size]
    shape = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(size), 2 * size))))[:size]
    shortest, longest = round(sample_rate / _VOICES[1]), round(sample_rate / _VOICES[0])
    peaks = (alike[:, shortest:longest] / shape[shortest:longest]).max(axis=1, initial=0.0) * shape[0]
    return np.asarray(peaks > _PERIODIC * np.maximum(alike[:, 0], 1e-12))


def _first_break(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """The first hop of a quiet at least so many hops long; the end if there is none."""
    quiet = levels[after:] < float(np.percentile(levels, 95)) * factor(_BREAK_DB)
    for start in np.flatnonzero(quiet):
        if quiet[start : start + hops].all():
            return after + int(start)
    return len(levels)


def _steady_end(levels: NDArray[np.float64], after: int, hops: int) -> int:
    """Where the level becomes what it is at the very end, if it stays so for long; the end if it does not."""
    ending = float(np.median(levels[-_hops(_WINDOW) :]))
    apart = np.flatnonzero(levels[after:] > ending * factor(_STEADY_DB))
    start = after + (int(apart[-1]) + 1 if len(apart) else 1)
    return start if len(levels) - start >= hops else len(levels)


def _cut(samples: Samples, end: int, sample_rate: int) -> Samples:
    """The samples up to `end` as they are, and behind it a short fade."""
    fade = min(round(_FADE * sample_rate), len(samples) - end)
    if fade <= 0:
        return samples
    return np.concatenate([samples[:end], faded(samples[end - fade : end + fade], fade)[-fade:]])


_SENTENCE_GAP: Final[Seconds] = 0.5
_PART_GAP: Final[Seconds] = 0.2
"""Between the sentences of one line, and the parts of an overlong one.

Slow readers leave 0.34 to 1.36 s between sentences (doi 10.15388/RESPECTUS.2019.37.42.37).
"""

_FIXED: Final[Seconds] = 0.059
"""Of each word, that no stretch changes: measured in `en_US-joe-medium` on 60 lines at four rates."""

_PACES: Final = {"en_US-joe-medium": 1.73}
"""How much slower than its maker made it a known voice speaks at the usual pace."""

_SLOWER: Final = 1.2
"""The same for other languages, whose words a minute mean little: as much as English voices are slowed on average."""

_TRIED_AT: Final = 1.4
"""The stretch at which another voice is measured."""

_STRETCHES: Final = (0.7, 2.2)
"""How far a voice's own pace may be changed to bring it to the usual one."""

_SENTENCE_END: Final = "\n"
"""Between the phonemes of two sentences."""

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
        """Those that are here."""
        return tuple(voice.as_voice() for voice in voices_here(self._folder))

    def speak(self, line: SpeechLine) -> Recording:
        """See `SpeechEngine.speak`.

        The pitch is changed by naming another sample rate, and the pace so that the line lasts as long as without:
        the voice sounds a little larger or smaller, as voices of another pitch do.
        """
        speaker = self._speaker(line.voice, line.lang)
        sample_rate = round(speaker.sample_rate * line.pitch)
        pieces: list[Samples] = []
        for first, last in sentences(line.text):
            text = line.text[first:last]
            inside = [sound for sound in line.sounds if first <= sound.first < last]
            sounds = [Sound(sound.first - first, sound.last - first, sound.ipa) for sound in inside]
            for sentence in speaker.sentences(text, line.pitch / line.rate, sounds):
                pieces += [sentence, _quiet(_gap_after(text) / line.rate, sample_rate)]
        if not pieces:
            raise SpeechError("the voice has no sounds for this text")
        return Recording(np.concatenate(pieces[:-1]), sample_rate)

    def load(self, voice: str, lang: str) -> None:
        """See `LoadingEngine.load`."""
        self._speaker(voice, lang)

    def _speaker(self, voice: str, lang: str) -> "PiperSpeaker":
        found = find_voice(voice, lang, self._folder)
        if found.model not in self._speakers:
            self._speakers[found.model] = PiperSpeaker(found)
        return self._speakers[found.model]

    def close(self) -> None:
        """Nothing: the process ends."""


class PiperSpeaker:
    """A loaded model."""

    def __init__(self, voice: ShelfVoice) -> None:
        """Load it and take its pace. Raises `SpeechError`."""
        self._voice = loaded(voice.model, voice.config)
        self._language = voice.language
        self.sample_rate: int = self._voice.config.sample_rate
        self.pace = Pace(_FIXED, self._own_stretch(voice))

    def sentences(self, text: str, stretch: float, sounds: Sequence[Sound] = ()) -> Iterator[Samples]:
        """What the model makes of each sentence of `text`, mono, without silence or static at its ends.

        `stretch` is a factor on how long it usually takes; `sounds` say how words of the text are said. Raises
        `SpeechError`.
        """
        stretch = self.pace.stretch(stretch)
        for said in self.said(text, sounds):
            for samples in self._raw(said, stretch):
                if sounding(samples, self.sample_rate) == (0, 0):
                    raise SpeechError("the voice made no sound")
                yield trimmed(without_static(samples, self.sample_rate, stretch), self.sample_rate)

    def said(self, text: str, sounds: Sequence[Sound]) -> list[str]:
        """What the model is given for `text`: itself, or where words have a sound of their own, the IPA of each
        sentence in the double brackets that piper reads it in.
        """
        espeak_english = self._voice.config.phoneme_type.value == "espeak" and family(self._language) == "en"
        if not sounds or not espeak_english or self._voice.config.vowel_clusters:
            return [text]
        try:
            whole = phonemes_of(text, sounds, self._voice.config.espeak_voice, self._phonemes)
        except Exception as error:  # piper's phonemisers raise what they like
            raise SpeechError(f"piper could not speak it: {error or type(error).__name__}") from error
        return [f"[[{ipa}]]" for ipa in whole.split(_SENTENCE_END) if ipa.strip()]

    def _phonemes(self, text: str) -> str:
        return _SENTENCE_END.join("".join(phonemes) for phonemes in self._voice.phonemize(text))

    def _raw(self, text: str, stretch: float, noise: float | None = None) -> Iterator[Samples]:
        """`noise` is how much chance there is in the speech; None: as much as the voice's maker gave it."""
        from piper import SynthesisConfig

        config = SynthesisConfig(
            length_scale=self._voice.config.length_scale * stretch,
            noise_scale=noise,
            noise_w_scale=noise,
            normalize_audio=False,  # sentences of one line keep their loudness to each other
        )
        try:
            for chunk in self._voice.synthesize(text, config):
                yield np.nan_to_num(np.atleast_1d(chunk.audio_float_array)).astype(np.float32)
        except Exception as error:  # piper raises whatever its phonemisers and onnxruntime do
            raise SpeechError(f"piper could not speak it: {error or type(error).__name__}") from error

    def _own_stretch(self, voice: ShelfVoice) -> float:
        if family(voice.language) != "en":
            return _SLOWER
        if voice.name in _PACES:
            return _PACES[voice.name]
        known = voice.model.stat()
        return kept(f"piper, {voice.name}, {known.st_size}, {known.st_mtime_ns}", self._measured)

    def _measured(self) -> float:
        """Tried twice, the second time at what the first has found. It is the same in every worker, for it is taken
        without chance.
        """
        stretch = _TRIED_AT
        for _ in range(2):
            spoken = [part for text in SENTENCES for part in self._raw(text, stretch, noise=0.0)]
            seconds = sum(len(trimmed(part, self.sample_rate)) for part in spoken) / self.sample_rate
            stretch = min(max(measured(_FIXED, stretch, seconds), _STRETCHES[0]), _STRETCHES[1])
        return stretch


def loaded(model: Path, config: Path) -> Any:
    """piper's own voice object for a model and the file beside it. Raises `SpeechError` where they are not a voice.

    It is put together here and not by piper's `load`, which takes all cores for each model, while each of our workers
    has a core of its own: two workers then spend a third less on the same speech. Its graph is taken as it is:
    rewriting it takes 1 s each time a worker starts, and `joe` then speaks no faster (measured at three lengths).
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        expects = PiperConfig.from_dict(read_json(config))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SpeechError(f"{config} is not the settings file of a piper voice: {_told(error)}") from error
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a family of errors of its own
        raise SpeechError(f"{model} is not a model that can be loaded: {_told(error)}") from error
    if missing := _INPUTS - {each.name for each in session.get_inputs()}:
        raise SpeechError(f"{model} is not a piper voice: it has no input {', '.join(sorted(missing))}")
    return PiperVoice(session=session, config=expects)


def _told(error: Exception) -> str:
    """The first line of what a library says, with its kind where it says only a name."""
    said = str(error).strip().split("\n")[0][:200]
    return f"{type(error).__name__}: {said}" if isinstance(error, KeyError) or not said else said


def _gap_after(text: str) -> Seconds:
    return _SENTENCE_GAP if text.endswith((".", "?", "!")) else _PART_GAP


def _quiet(seconds: Seconds, sample_rate: int) -> Samples:
    return np.zeros(round(seconds * sample_rate), dtype=np.float32)
