"""Kokoro: a neural model with 82 million parameters that speaks in many voices on this machine.

The front end of `kokoro-onnx` turns the words into phonemes. This module runs the model: on one core if there are
several workers, on up to four cores if one worker speaks alone. The model takes at most 510 phonemes at a time, and
more of them need more memory, so a long sentence is divided, at a punctuation mark if it has one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceguide.config import folders
from voiceguide.dsp.edges import is_silent, trimmed
from voiceguide.dsp.samples import Samples
from voiceguide.errors import NO_SOUND, SpeechError
from voiceguide.script.languages import family
from voiceguide.script.sentences import sentences
from voiceguide.speech.engine import Recording, Sound, SpeechLine, Voice
from voiceguide.speech.engines import _pace
from voiceguide.speech.engines.kokoro_shelf import (
    COLUMNS,
    ENGINE,
    ROWS,
    KokoroVoice,
    find_voice,
    kokoro_version,
    language_of,
    shelf,
)
from voiceguide.speech.sounds import phonemes_of, sounds_inside
from voiceguide.units import Seconds

SAMPLE_RATE: Final = 24_000

_STOPS: Final = ".!?;:,—…"

_LONG: Final = 120
"""A sentence with more phonemes than this (about ten seconds of speech) is divided at a punctuation mark, if it has
one.
"""

_SHORT: Final = (6, 24)
"""Two numbers of phonemes. A part of a sentence that has at most the first number is stretched like a single word; one
that has at least the second number, like a whole sentence. In between, the stretch is interpolated.
"""

_WORD_STRETCH: Final = 0.76
"""The stretch of a single word, as a share of the stretch of a sentence. Stretched as much as a sentence, "In" would
last a second, and a speech recogniser would take it for three words.
"""

_FIXED: Final[Seconds] = -0.025
"""The fixed part of each word, in seconds (see `Pace`). It is negative because Kokoro slows down by more than it is
asked to.
"""

_PACES: Final = {"af_heart": 1.45}
"""For each known voice, the stretch at which it speaks at the usual pace. At a stretch of 1, it speaks at its own
pace.
"""

_USUAL: Final = 1.45
"""The stretch for voices of languages other than English, for which words per minute say little about the pace."""


class KokoroEngine:
    """Speaks with Kokoro. One per process."""

    name = ENGINE

    def __init__(self) -> None:
        """Load the library. Raises `EngineMissingError`."""
        kokoro_version()
        import kokoro_onnx  # noqa: F401

        self._folder = folders().voices
        self._models: dict[Path, KokoroModel] = {}
        self._speakers: dict[Path, KokoroSpeaker] = {}

    def voices(self) -> tuple[Voice, ...]:
        """The installed voices."""
        return tuple(Voice(ENGINE, voice.name, voice.language) for voice in shelf(self._folder))

    def speak(self, line: SpeechLine) -> Recording:
        """See `SpeechEngine.speak`. The pitch is changed by stating another sample rate, as `PiperEngine.speak`
        explains.
        """
        speaker = self._speaker(line.voice, line.lang)
        sample_rate = round(SAMPLE_RATE * line.pitch)
        chunks: list[Samples] = []
        for first, last in sentences(line.text):
            sounds = sounds_inside(line.sounds, (first, last))
            for part, gap in speaker.parts(line.text[first:last], line.pitch / line.rate, sounds):
                chunks += [part, np.zeros(round(gap / line.rate * sample_rate), dtype=np.float32)]
        if not chunks:
            raise SpeechError("the voice cannot pronounce any of this text")
        return Recording(np.concatenate(chunks[:-1]), sample_rate)

    def load(self, voice: str, lang: str, *, cores: int) -> None:
        """See `LoadingEngine.load`."""
        self._speaker(voice, lang, cores)

    def _speaker(self, voice: str, lang: str, cores: int = 1) -> "KokoroSpeaker":
        found = find_voice(voice, lang, self._folder)
        if found.table not in self._speakers:
            if found.model not in self._models:
                self._models[found.model] = KokoroModel(found.model, cores)
            self._speakers[found.table] = KokoroSpeaker(self._models[found.model], found)
        return self._speakers[found.table]

    def close(self) -> None:
        """Nothing to free: the worker process ends."""


class KokoroModel:
    """The loaded model, and the front end that turns text into phonemes for it."""

    def __init__(self, model: Path, cores: int = 1) -> None:
        """Load the model, which will use this many cores. Raises `SpeechError`."""
        import onnxruntime
        from kokoro_onnx.tokenizer import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = cores, 1
        if model.stem.endswith(".int8"):
            # Rewriting the graph takes a second each time a worker starts, and this model then speaks no faster.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer()
        except Exception as error:  # onnxruntime has a family of errors of its own
            raise SpeechError(f"{model} is not a model that can be loaded: {str(error)[:200]}") from error
        self._run_options = onnxruntime.RunOptions()
        # Between lines, free the memory that the last line took: 21 MB for each second of speech.
        self._run_options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        inputs = {each.name: each.type for each in self._session.get_inputs()}
        self._tokens = "input_ids" if "input_ids" in inputs else "tokens"
        if missing := {self._tokens, "style", "speed"} - inputs.keys():
            raise SpeechError(f"{model} is not a Kokoro model: it has no input {', '.join(sorted(missing))}")

    def phonemes(self, text: str, lang: str) -> str:
        """The text in the model's phonemes."""
        return str(self._tokenizer.phonemize(text, lang))

    def ids(self, phonemes: str) -> list[int]:
        """The model's ids for the phonemes; phonemes that it does not know are left out."""
        return [int(number) for number in self._tokenizer.tokenize(phonemes)]

    def run(self, ids: Sequence[int], style: NDArray[np.float32], speed: float) -> Samples:
        """Run the model on at most `ROWS` phonemes. `style` is a row of the voice's table; `speed` is a factor on the
        voice's own pace. Returns mono samples.
        """
        said: Any = self._session.run(
            None,
            {
                self._tokens: np.array([[0, *ids, 0]], dtype=np.int64),
                "style": style.reshape(1, COLUMNS),
                "speed": np.array([speed], dtype=np.float32),
            },
            self._run_options,
        )
        return np.nan_to_num(np.asarray(said[0], dtype=np.float32).ravel())


class KokoroSpeaker:
    """A voice of the model."""

    def __init__(self, model: KokoroModel, voice: KokoroVoice) -> None:
        """Read the voice's table and find out its pace. Raises `SpeechError` if the table cannot be read."""
        self._model, self._language = model, language_of(voice.name)
        try:
            self._table = np.fromfile(voice.table, dtype="<f4").reshape(ROWS, COLUMNS)
        except (OSError, ValueError) as error:
            raise SpeechError(f"{voice.table} is not a voice file: {error}") from error
        self.pace = _pace.Pace(_FIXED, self._own_pace(voice))

    def parts(self, text: str, longer: float, sounds: Sequence[Sound] = ()) -> Iterator[tuple[Samples, Seconds]]:
        """The speech of a sentence in parts: mono samples without silence at their ends, and the gap after each part.

        `longer` is a factor on how long the sentence usually lasts; `sounds` are the pronunciations of words in the
        text. Raises `SpeechError`.
        """
        stretch = self.pace.stretch(longer)
        for phonemes in divided(phonemes_of(text, sounds, self._language, self._phonemes)):
            if ids := self._model.ids(phonemes):
                stop = phonemes.rstrip()[-1:]
                gap = _pace.SENTENCE_GAP if stop in ".!?" else _pace.PART_GAP if stop in _STOPS else 0.0
                yield self._said(ids, stretch), gap

    def _phonemes(self, text: str) -> str:
        return self._model.phonemes(text, self._language)

    def _said(self, ids: Sequence[int], stretch: float) -> Samples:
        short, long = _SHORT
        share = _WORD_STRETCH + (1 - _WORD_STRETCH) * min(max((len(ids) - short) / (long - short), 0.0), 1.0)
        samples = self._model.run(ids, self._table[len(ids) - 1], 1 / (stretch * share))
        if is_silent(samples, SAMPLE_RATE):
            raise SpeechError(NO_SOUND)
        return trimmed(samples, SAMPLE_RATE)

    def _own_pace(self, voice: KokoroVoice) -> float:
        if family(self._language) != "en":
            return _USUAL
        if voice.name in _PACES:
            return _PACES[voice.name]
        return _pace.cached_pace(f"kokoro, {voice.name}, {voice.table.stat().st_mtime_ns}", self._measured)

    def _measured(self) -> float:
        seconds = 0.0
        for sentence in _pace.SENTENCES:
            ids = self._model.ids(self._model.phonemes(sentence, self._language))
            seconds += len(self._said(ids, _USUAL)) / SAMPLE_RATE
        return _pace.measured(_FIXED, _USUAL, seconds)


def divided(phonemes: str, long: int = _LONG, most: int = ROWS) -> Iterator[str]:
    """The sentence in parts of about `long` phonemes that end at punctuation marks. Where marks are further apart, a
    part is longer, up to `most` phonemes. If no mark comes before that, the part ends at a space if possible.
    """
    rest = phonemes.strip()
    while len(rest) > long:
        stops = [at + 1 for at in range(long // 2, len(rest) - 1) if rest[at] in _STOPS and rest[at + 1] == " "]
        at = max((stop for stop in stops if stop <= long), default=min(stops, default=len(rest)))
        if at > most:
            at = rest.rfind(" ", 1, most + 1)
            at = at if at > 0 else most
        yield rest[:at].strip()
        rest = rest[at:].strip()
    if rest:
        yield rest
