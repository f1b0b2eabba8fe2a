"""piper: neural voices that run on this machine, from model files on the shelf or anywhere on the disk.

A model is loaded once in a worker and speaks all its lines. What shapes the result is the model's own; pauses are ours.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from voiceguide.config import folders
from voiceguide.dsp.edges import sounding, trimmed
from voiceguide.dsp.samples import Samples
from voiceguide.errors import SpeechError
from voiceguide.script.sentences import sentences
from voiceguide.speech.engine import Line, Recording, Voice, estimated_seconds
from voiceguide.speech.piper_shelf import ENGINE, ShelfVoice, find_voice, piper_version, shelf
from voiceguide.speech.piper_tail import without_static
from voiceguide.units import Seconds

_SENTENCE_GAP: Final[Seconds] = 0.5
_PART_GAP: Final[Seconds] = 0.2
"""Between the sentences of one line, and the parts of an overlong one.

Slow readers leave 0.34 to 1.36 s between sentences (doi 10.15388/RESPECTUS.2019.37.42.37).
"""

_PACE: Final = "Find a position that is kind to your body, and let your shoulders soften with every breath."
_USUAL_RATE: Final = 140
_STRETCHES: Final = (0.8, 1.5)
"""How far a voice's own pace may be changed to bring it to the usual one."""

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
        """Those on the shelf."""
        return tuple(voice.as_voice() for voice in shelf(self._folder))

    def speak(self, line: Line) -> Recording:
        """See `SpeechEngine.speak`.

        The pitch is changed by naming another sample rate, and the pace so that the line lasts as long as without:
        the voice sounds a little larger or smaller, as voices of another pitch do.
        """
        found = find_voice(line.voice, line.lang, self._folder)
        if found.model not in self._speakers:
            self._speakers[found.model] = PiperSpeaker(found)
        speaker = self._speakers[found.model]
        sample_rate = round(speaker.sample_rate * line.pitch)
        pieces: list[Samples] = []
        for text in (line.text[first:last] for first, last in sentences(line.text)):
            for sentence in speaker.sentences(text, line.pitch / line.rate):
                pieces += [sentence, _quiet(_gap_after(text) / line.rate, sample_rate)]
        if not pieces:
            raise SpeechError("the voice has no sound for any of it")
        return Recording(np.concatenate(pieces[:-1]), sample_rate)

    def close(self) -> None:
        """Nothing: the process ends."""


class PiperSpeaker:
    """A loaded model."""

    def __init__(self, voice: ShelfVoice) -> None:
        """Load it and take its pace. Raises `SpeechError`."""
        self._voice = loaded(voice.model, voice.config)
        self.sample_rate: int = self._voice.config.sample_rate
        self.own_stretch = self._usual_stretch() if voice.language.split("-")[0] == "en" else 1.0
        """How much slower than its maker made it this voice speaks at the usual pace."""

    def sentences(self, text: str, stretch: float) -> Iterator[Samples]:
        """What the model makes of each sentence of `text`, mono, without silence or static at its ends.

        `stretch` is a factor on how long it usually takes. Raises `SpeechError`.
        """
        stretch *= self.own_stretch
        for samples in self._raw(text, stretch):
            if sounding(samples, self.sample_rate) == (0, 0):
                raise SpeechError("the voice said nothing")
            yield trimmed(without_static(samples, self.sample_rate, stretch), self.sample_rate)

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

    def _usual_stretch(self) -> float:
        """What brings an English voice to the usual words a minute: voices differ by a third in their own pace.

        It is the same in every worker, for it is taken without chance.
        """
        spoken = sum(len(trimmed(part, self.sample_rate)) for part in self._raw(_PACE, 1.0, noise=0.0))
        if not spoken:
            return 1.0
        stretch = estimated_seconds(_PACE, _USUAL_RATE) * self.sample_rate / spoken
        return math.floor(min(max(stretch, _STRETCHES[0]), _STRETCHES[1]) * 100) / 100


def loaded(model: Path, config: Path) -> Any:
    """piper's own voice object for a model and the file beside it. Raises `SpeechError` where they are not a voice.

    It is put together here and not by piper's `load`, which takes all cores for each model, while each of our workers
    has a core of its own: two workers then spend a third less on the same speech.
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        expects = PiperConfig.from_dict(json.loads(config.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SpeechError(f"{config} is not what stands beside a piper voice: {_told(error)}") from error
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a family of errors of its own
        raise SpeechError(f"{model} is not a model that can be loaded: {_told(error)}") from error
    if missing := _INPUTS - {each.name for each in session.get_inputs()}:
        raise SpeechError(f"{model} is not a piper voice: it takes no {', '.join(sorted(missing))}")
    return PiperVoice(session=session, config=expects)


def _told(error: Exception) -> str:
    """The first line of what a library says, with its kind where it says only a name."""
    said = str(error).strip().split("\n")[0][:200]
    return f"{type(error).__name__}: {said}" if isinstance(error, KeyError) or not said else said


def _gap_after(text: str) -> Seconds:
    return _SENTENCE_GAP if text.endswith((".", "?", "!")) else _PART_GAP


def _quiet(seconds: Seconds, sample_rate: int) -> Samples:
    return np.zeros(round(seconds * sample_rate), dtype=np.float32)
