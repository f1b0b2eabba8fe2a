"""Speaks with espeak-ng through pyttsx3. Because pyttsx3 reports few errors, settings are read back after they are
made, and the duration of each recording is compared with the expected one.
"""

import ctypes
import math
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final

from voiceguide.errors import LanguageNotSpokenError, SpeechError, VoiceNotFoundError, nearest
from voiceguide.script.languages import family, plain_tag, usual_tag
from voiceguide.speech.engine import NOMINAL_PACE, Recording, Sound, SpeechLine, Voice
from voiceguide.speech.engines._pyttsx3_backend import DurationProblem
from voiceguide.speech.sounds import marked_sounds
from voiceguide.units import Seconds, TextSpan

_FITTED_AT: Final = 140
"""The rate, in espeak-ng's words per minute, for which `_Weights` has the durations."""

_RATES: Final = (80, 450)
"""espeak-ng's slowest and fastest rate, in its words per minute. A rate outside them is replaced by the nearer of the
two.
"""

_USUAL_ENGLISH: Final = "en-us"
_USUAL_VARIANT: Final = "f5"
"""A female voice, breathy and even, and the most intelligible of the seventeen that were compared. Of 300 words, in 30
sentences from our practices, pocketsphinx misheard 44 %, against 76 % with the plain voice. espeak-ng could also leave
longer gaps between words, but that makes the voice less intelligible (see docs/voices.md).
"""

SLOWER: Final = 1 / 0.88
"""How much longer emphasised words are expected to take, as a factor, if many of them follow each other. (A single word
becomes longer than this.)
"""

_EMPHASIS: Final = '<prosody pitch="+12%" rate="88%" volume="120">'
"""Light emphasis: a word becomes 2 dB louder, 6 % higher and a quarter longer, and the other words do not change. With
``<emphasis>``, the words after it would be an eighth lower in pitch, and the word before it 2 dB quieter. Measured.
"""

_CURRENT: Final = 1
_UTF8: Final = 1
_FINE_POLL: Final[Seconds] = 0.0005


class Espeak:
    """The espeak-ng library that pyttsx3 has started. For use by one thread only."""

    def __init__(self, binding: ModuleType) -> None:
        """`binding` is pyttsx3's own module of C functions, with the library already started."""
        self._lib = binding
        self._parameter = binding.dll.espeak_GetParameter
        self._parameter.argtypes, self._parameter.restype = [ctypes.c_int, ctypes.c_int], ctypes.c_int
        self._phonemes = binding.dll.espeak_TextToPhonemes
        self._phonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        self._phonemes.restype = ctypes.c_char_p
        self.reads_marks = False
        """Whether the next text contains SSML marks, as `marked` writes them."""
        self.reads_phonemes = False
        """Whether the next text contains phonemes in double brackets."""
        self._pass_on_exactly(binding)
        self._files = _voice_files(binding)
        self._known = tuple(voice for voice, _ in self._files.values())
        self._variants = dict(_variants(self._data_folder()))

    def _pass_on_exactly(self, binding: Any) -> None:
        """Correct what pyttsx3 passes to espeak: the length of the text, and whether it contains marks or phonemes.

        pyttsx3 states ten times the true length, and espeak copies that many bytes. Nor can pyttsx3 pass the flags that
        announce marks and phonemes.
        """
        synthesise = binding.cSynth

        def exact(text: bytes, _size: int, position: int, kind: int, end: int, flags: int, *rest: object) -> object:
            flags |= binding.SSML if self.reads_marks else 0
            flags |= binding.PHONEMES if self.reads_phonemes else 0
            return synthesise(text, len(text) + 1, position, kind, end, flags, *rest)

        binding.cSynth = exact

    def settle(self) -> None:
        """Wait until everything asked for so far is done. (espeak's own wait checks only every 20 ms.)"""
        while self._lib.IsPlaying():
            time.sleep(_FINE_POLL)
        self._lib.Synchronize()

    def voices(self) -> tuple[Voice, ...]:
        """First the usual voice, then the English voices, the variants of ``en-us`` (any voice can have them), and the
        voices of other languages.
        """
        english = [voice for voice in self._known if voice.language.startswith("en")]
        others = [voice for voice in self._known if not voice.language.startswith("en")]
        english.sort(key=lambda voice: (voice.name not in ("en-us", "en-gb"), voice.name != "en-us"))
        others.sort(key=lambda voice: (family(voice.name), voice.name != usual_tag(family(voice.name), self._files)))
        variants = [
            Voice("pyttsx3", f"{_USUAL_ENGLISH}+{variant}", _USUAL_ENGLISH, gender)
            for variant, gender in self._variants.items()
        ]
        usual = [voice for voice in variants if voice.name.endswith(f"+{_USUAL_VARIANT}")]
        return (*usual, *english, *(voice for voice in variants if voice not in usual), *others)

    def resolve(self, voice: str, lang: str) -> str:
        """The wanted voice as espeak's SetVoiceByName expects it; if `voice` is "", the usual voice of the language.

        Case is ignored. Raises `VoiceNotFoundError`.
        """
        voice = voice or self._usual(plain_tag(lang))
        base, plus, wanted = (part.strip().lower() for part in voice.partition("+"))
        variants = list(self._variants) if plus else [""]
        variant = next((name for name in variants if name.lower() == wanted), None)
        if base not in self._files or variant is None:
            known = [one.name for one in self.voices()]
            names = [f"{base}+{name}" for name in variants] if base in self._files else known
            raise VoiceNotFoundError("pyttsx3", voice, nearest(voice, names, least=0.7))
        return f"{self._files[base][1]}{plus}{variant}"

    def _usual(self, lang: str) -> str:
        if family(lang) in ("", "en"):
            base = lang if lang in self._files else _USUAL_ENGLISH
            return f"{base}+{_USUAL_VARIANT}" if _USUAL_VARIANT in self._variants else base
        if usual := usual_tag(lang, self._files):
            return usual
        raise LanguageNotSpokenError("pyttsx3", lang)

    def settings(self) -> tuple[str, int, int]:
        """The voice's file, the rate and the pitch that the library has now. Call `settle` first."""
        current = self._lib.GetCurrentVoice().contents.identifier.decode("utf-8")
        return current, self._parameter(self._lib.RATE, _CURRENT), self._parameter(self._lib.PITCH, _CURRENT)

    def phoneme_seconds(self, text: str, rate: int) -> Seconds:
        """How long `text` should take at this rate, judging by its phonemes in the current voice. Each voice is slower
        or faster than this by a factor of its own. Call `settle` first.
        """
        return seconds_for(self._clauses(text), rate)

    def _clauses(self, text: str) -> list[str]:
        held = ctypes.create_string_buffer(text.encode("utf-8"))
        place = ctypes.c_void_p(ctypes.addressof(held))
        clauses = []
        while (before := place.value) is not None:
            clauses.append((self._phonemes(ctypes.byref(place), _UTF8, 0) or b"").decode("utf-8", "replace"))
            if place.value == before:
                break
        return clauses

    def _data_folder(self) -> Path:
        path = ctypes.c_char_p()
        self._lib.Info(ctypes.byref(path))
        return Path((path.value or b"").decode("utf-8", "surrogateescape"))


def marked(text: str, emphasis: Sequence[TextSpan], sounds: Sequence[Sound] = ()) -> str:
    """The text with SSML marks around emphasised words, and phonemes instead of the words in `sounds`.

    The text must not contain characters that have a meaning in SSML.
    """
    parts, at = [], 0
    for first, last in emphasis:
        inside = _between(text, first, last, sounds)
        gap = " " if inside.endswith("]]") else ""  # otherwise espeak reads the end of the mark aloud
        parts += [_between(text, at, first, sounds), _EMPHASIS, inside, gap, "</prosody>"]
        at = last
    return "".join([*parts, _between(text, at, len(text), sounds)])


def _between(text: str, first: int, last: int, sounds: Sequence[Sound]) -> str:
    inside = [sound for sound in sounds if first <= sound.first and sound.last <= last]
    return marked_sounds(text[first:last], [Sound(one.first - first, one.last - first, one.ipa) for one in inside])


def words_per_minute(rate: float) -> int:
    """The words per minute to which espeak must be set, so that it speaks at `rate` times the usual pace. The result is
    kept within espeak's range.

    On 60 lines of our practices, the usual voice speaks 122 words per minute when asked for 100, 146 for 120, 170 for
    140 and 192 for 160: always about 1.21 times as many. Other English voices speak up to 8 % more.
    """
    return min(max(round(NOMINAL_PACE * rate), _RATES[0]), _RATES[1])


@dataclass(frozen=True)
class _Weights:
    """How long each part of a text takes at 140 words per minute, in seconds. `long` and `stress` come on top of the
    time of a vowel; `once` is for the whole text.

    Fitted by least squares to 620 lines in five English voices (American and British, three speakers) at rates from 100
    to 200. The standard deviation is 5 %, and no line was off by more than 15 % plus 0.15 s.
    """

    consonant: float = 0.0821
    vowel: float = 0.0590
    long: float = 0.0572
    stress: float = 0.0549
    word: float = 0.0112
    clause: float = 0.374
    once: float = 0.1583


def seconds_for(clauses: list[str], rate: int, weights: _Weights = _Weights()) -> Seconds:
    """How long espeak should take for clauses written in its own phoneme notation."""
    said = " ".join(clauses)
    seconds = (
        weights.consonant * len(re.findall(r"[bcdfghjklmnpqrstvwxyzCDJNQRSTWXYZ]", said))
        + weights.vowel * len(re.findall(r"[aAeEIiOoUuV03@]", said))
        + weights.long * said.count(":")
        + weights.stress * said.count("'")
        + weights.word * len(said.split())
        + weights.clause * len(clauses)
        + weights.once
    )
    return seconds * _FITTED_AT / rate


def _voice_files(binding: Any) -> dict[str, tuple[Voice, str]]:
    """For each name, the voice and its file (``gmw/en`` for ``en-gb``). espeak finds a voice reliably only by its
    file.
    """
    genders = {1: "male", 2: "female"}
    found: dict[str, tuple[Voice, str]] = {}
    for listed in binding.ListVoices(None):
        name = listed.languages[1:].decode("utf-8", "replace").lower()
        voice = Voice("pyttsx3", name, name, genders.get(listed.gender, ""))
        found.setdefault(name, (voice, listed.identifier.decode("utf-8")))
    return found


def _variants(data: Path) -> list[tuple[str, str]]:
    """The voice variants that have a file, each as (name, gender), sorted by name."""
    folder = data / "voices" / "!v"
    return sorted((file.name, _gender(file)) for file in folder.iterdir()) if folder.is_dir() else []


def _gender(file: Path) -> str:
    match = re.search(r"^gender\s+(male|female)", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return match[1] if match else ""


_TOLERANCE: Final = 0.15
_SLACK: Final[Seconds] = 0.15
"""A recording's duration may differ from the expected one by `_TOLERANCE`, a share of the expected duration, plus
`_SLACK`, in seconds.
"""

_SAID_AS_ONE: Final = 3
"""espeak's dictionary treats some phrases of up to this many words as one word. Then it reports only the first word as
spoken.
"""

_SAMPLE_TEXT: Final = "Find a position that is kind to your body, and let your shoulders soften."
"""Each voice speaks this once at the usual rate, so that its own pace can be measured."""

_PLAUSIBLE_PACES: Final = (0.5, 2.0)
"""The least and the greatest plausible duration of `_SAMPLE_TEXT`, as factors of the duration expected from its
phonemes. A voice that is faster or slower than this counts as damaged.
"""


class EspeakBackend:
    """Speaks through espeak-ng. Reads its settings back, and checks the duration of each recording."""

    ending = ".wav"

    def __init__(self, engine: Any, say: Callable[[str], Recording]) -> None:
        """`engine` is pyttsx3's; `say` records a text with the current settings."""
        from pyttsx3.drivers import _espeak, espeak

        self._engine, self._say = engine, say
        _wake_when_finished(engine.proxy._driver, espeak)
        self._espeak = Espeak(_espeak)
        self._espeak.settle()  # pyttsx3 mistakes pending settings for speech, and would cut off the first line
        self._rate = NOMINAL_PACE
        self._voice = ""
        self._paces: dict[str, float] = {}
        self._reached = 0
        engine.connect("started-word", self._on_word)
        engine.runAndWait()  # before its first run, pyttsx3 only queues settings

    def voices(self) -> tuple[Voice, ...]:
        """All voices of the library."""
        return self._espeak.voices()

    def prepare(self, line: SpeechLine) -> str:
        """Set voice, rate and pitch, and check that they took effect. Returns the text with marks for emphasis, and
        with phonemes for the words whose pronunciation is given.

        If the voice has not spoken before, it first speaks `_SAMPLE_TEXT`.
        """
        self._voice = self._espeak.resolve(line.voice, line.lang)
        self._espeak.reads_marks = self._espeak.reads_phonemes = False
        if self._voice not in self._paces:
            self._set(NOMINAL_PACE, 50)
            took = len((said := self._say(_SAMPLE_TEXT)).samples) / said.sample_rate
            pace = took / self._espeak.phoneme_seconds(_SAMPLE_TEXT, NOMINAL_PACE)
            if not _PLAUSIBLE_PACES[0] <= pace <= _PLAUSIBLE_PACES[1]:
                raise SpeechError(f"espeak took {took:.1f} s for a sentence it should take {took / pace:.1f} s for")
            self._paces[self._voice] = pace
        self._rate = words_per_minute(line.rate)
        self._set(self._rate, _pitch(line.pitch))
        self._reached = 0
        self._espeak.reads_marks = bool(line.emphasis)
        self._espeak.reads_phonemes = bool(_own_sounds(line))
        return marked(line.text, line.emphasis, _own_sounds(line))

    def _set(self, rate: int, pitch: int) -> None:
        """Set voice, rate and pitch, unless they are set already: setting them takes as long as speaking a few
        words.
        """
        wanted = (self._voice, rate, pitch)
        self._espeak.settle()
        if self._espeak.settings() == wanted:
            return
        self._engine.setProperty("voice", self._voice)
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("pitch", pitch)
        self._espeak.settle()
        if (got := self._espeak.settings()) != wanted:
            raise SpeechError(f"espeak took voice, rate and pitch as {got} instead of {wanted}")

    def run(self, finished: threading.Event) -> None:
        """Let pyttsx3 speak. Returns when the library is idle, because then it has made its last callback."""
        self._engine.runAndWait()
        self._espeak.settle()
        if not finished.is_set():
            raise SpeechError("espeak stopped before the end")

    def cancel(self) -> None:
        """End pyttsx3's loop after a callback has failed. By itself the loop would never end, because it waits for that
        callback to report the end.
        """
        self._engine.proxy._driver.endLoop()

    def check_duration(self, line: SpeechLine, seconds: Seconds) -> DurationProblem | None:
        """The problem, if espeak did not begin the last words, or if the duration does not fit the phonemes; otherwise
        None.

        espeak treats some phrases as one word ("that one", "as it is"), and then reports only their first word.
        """
        text = line.text
        if self._reached < _length_marked(line, len(" ".join(text.split(" ")[:-_SAID_AS_ONE]))):
            return DurationProblem(f"it stopped after {self._reached} of {len(text)} letters", plausible=False)
        expected = self._espeak.phoneme_seconds(text, self._rate) * self._paces[self._voice]
        expected *= 1 + (SLOWER - 1) * sum(last - first for first, last in line.emphasis) / len(text)
        if abs(seconds - expected) <= _TOLERANCE * expected + _SLACK:
            return None
        plausible = expected / 2 - _SLACK <= seconds <= expected * 2 + _SLACK
        return DurationProblem(f"it lasted {seconds:.2f} s, but should have lasted about {expected:.2f} s", plausible)

    def _on_word(self, name: object, location: int, length: int) -> None:
        self._reached = max(self._reached, location + length)


def _wake_when_finished(driver: Any, module: Any) -> None:
    """Make pyttsx3's loop end as soon as an utterance ends. By itself the loop checks only every 10 ms, and a line can
    take less time than that.
    """
    ended, end = threading.Event(), driver.endLoop

    def end_and_wake() -> None:
        end()
        ended.set()

    def nap(seconds: Seconds) -> None:
        ended.wait(seconds)
        ended.clear()

    driver.endLoop = end_and_wake
    module.time = SimpleNamespace(sleep=nap)


def _length_marked(line: SpeechLine, until: int) -> int:
    """How many characters the first `until` characters of the text become when marks and phonemes are written into
    them.
    """
    spans = [(first, min(last, until)) for first, last in line.emphasis if first < until]
    return len(marked(line.text[:until], spans, [sound for sound in _own_sounds(line) if sound.last <= until]))


def _own_sounds(line: SpeechLine) -> Sequence[Sound]:
    """The line's pronunciations. They are for English, so if the line names a voice of another language, there are
    none.
    """
    return line.sounds if family(line.voice.partition("+")[0]) in ("", "en") else ()


def _pitch(factor: float) -> int:
    """espeak's pitch, from 0 to 99, for a factor on the voice's usual pitch, which is 50.

    75 steps are one octave of the fundamental. Measured on five voices, this is true to within 2 % for pitches from 40
    to 60, and to within 4 % from 30 to 70.
    """
    return min(max(round(50 + 75 * math.log2(factor)), 0), 99)
