"""pyttsx3 speaking through espeak-ng."""

import math
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from voiceguide.errors import SpeechError
from voiceguide.speech.engine import Line, Recording, Voice
from voiceguide.speech.espeak import SLOWER, USUAL_RATE, Espeak, marked, words_per_minute
from voiceguide.speech.pyttsx3_backend import Doubt
from voiceguide.units import Seconds

_TOLERANCE: Final = 0.15
_SLACK: Final[Seconds] = 0.15
"""By this share and this much a recording may be off from what its phonemes should take."""

_SAID_AS_ONE: Final = 3
"""espeak tells of the first word only, where its dictionary has up to so many as one."""

_SAMPLE_TEXT: Final = "Find a position that is kind to your body, and let your shoulders soften."
"""Spoken once by each voice at the usual rate, to learn how slow a speaker it is."""

_MANNERS: Final = (0.5, 2.0)
"""How much faster or slower than the usual a voice may be."""


class EspeakBackend:
    """Settings that have surely arrived, and a length to expect."""

    ending = ".wav"

    def __init__(self, engine: Any, say: Callable[[str], Recording]) -> None:
        """`engine` is pyttsx3's; `say` records a text with the settings as they are."""
        from pyttsx3.drivers import _espeak, espeak

        self._engine, self._say = engine, say
        _wake_at_the_end(engine.proxy._driver, espeak)
        self._espeak = Espeak(_espeak)
        self._espeak.settle()  # pyttsx3 takes settings on their way for speech, and would cut off the first line
        self._rate = USUAL_RATE
        self._voice = ""
        self._manner: dict[str, float] = {}
        self._reached = 0
        engine.connect("started-word", self._on_word)
        engine.runAndWait()  # until the first run, settings are only queued

    def voices(self) -> tuple[Voice, ...]:
        """All of the library's."""
        return self._espeak.voices()

    def prepare(self, line: Line) -> str:
        """Set all three, wait, and look whether they are so. What is emphasised is marked in the text."""
        self._voice = self._espeak.resolve(line.voice, line.lang)
        self._espeak.reads_marks = False
        if self._voice not in self._manner:
            self._set(USUAL_RATE, 50)
            took = len((said := self._say(_SAMPLE_TEXT)).samples) / said.sample_rate
            manner = took / self._espeak.phoneme_seconds(_SAMPLE_TEXT, USUAL_RATE)
            if not _MANNERS[0] <= manner <= _MANNERS[1]:
                raise SpeechError(f"espeak took {took:.1f} s for a sentence it should take {took / manner:.1f} s for")
            self._manner[self._voice] = manner
        self._rate = words_per_minute(line.rate)
        self._set(self._rate, _pitch(line.pitch))
        self._reached = 0
        self._espeak.reads_marks = bool(line.emphasis)
        return marked(line.text, line.emphasis)

    def _set(self, rate: int, pitch: int) -> None:
        """Where the library does not have them already: setting takes as long as speaking a few words."""
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
        """Once the library is idle it has called back for the last time."""
        self._engine.runAndWait()
        self._espeak.settle()
        if not finished.is_set():
            raise SpeechError("espeak stopped before the end")

    def give_up(self) -> None:
        """pyttsx3 would wait for ever, because its callback ended before it could say that it is done."""
        self._engine.proxy._driver.endLoop()

    def doubt(self, line: Line, seconds: Seconds) -> Doubt | None:
        """Compared with the place of the last word that espeak began, and with what the text's phonemes take.

        espeak says some words as one ("that one", "as it is") and then tells of the first only.
        """
        text = line.text
        if self._reached < _length_marked(line, len(" ".join(text.split(" ")[:-_SAID_AS_ONE]))):
            return Doubt(f"it broke off after {self._reached} of {len(text)} letters", believable=False)
        expected = self._espeak.phoneme_seconds(text, self._rate) * self._manner[self._voice]
        expected *= 1 + (SLOWER - 1) * sum(last - first for first, last in line.emphasis) / len(text)
        if abs(seconds - expected) <= _TOLERANCE * expected + _SLACK:
            return None
        believable = expected / 2 - _SLACK <= seconds <= expected * 2 + _SLACK
        return Doubt(f"it lasted {seconds:.2f} s and should have lasted about {expected:.2f} s", believable)

    def _on_word(self, name: object, location: int, length: int) -> None:
        self._reached = max(self._reached, location + length)


def _wake_at_the_end(driver: Any, module: Any) -> None:
    """Have the end of an utterance end pyttsx3's loop, which by itself looks only every 10 ms: a line takes less."""
    ended, end = threading.Event(), driver.endLoop

    def end_and_wake() -> None:
        end()
        ended.set()

    def nap(seconds: Seconds) -> None:
        ended.wait(seconds)
        ended.clear()

    driver.endLoop = end_and_wake
    module.time = SimpleNamespace(sleep=nap)


def _length_marked(line: Line, until: int) -> int:
    """How many letters the text has up to `until`, with its marks."""
    spans = [(first, min(last, until)) for first, last in line.emphasis if first < until]
    return len(marked(line.text[:until], spans))


def _pitch(factor: float) -> int:
    """espeak's 0 to 99, of which fifty is usual.

    Seventy-five make an octave of the fundamental: measured on five voices, right to 2 % between 40 and 60 and to
    4 % from 30 to 70.
    """
    return min(max(round(50 + 75 * math.log2(factor)), 0), 99)
