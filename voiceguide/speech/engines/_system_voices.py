"""pyttsx3 with the voices of Windows (SAPI 5) or macOS (NSSpeechSynthesizer).

Pitch and emphasis cannot be changed: pyttsx3 has no way to ask these systems for them, and only prints a message when
it is told to change the pitch. pyttsx3's loop is never run here. Instead, pyttsx3 is told that it is not busy
(`setBusy`), so that it carries out every request at once. If its loop ran after that, it would cut speech off in the
middle of a word on macOS, and might never end on Windows.

macOS writes AIFF, and continues to write after the call has returned. On Windows the file is complete when the call
returns, but no callback reports it.
"""

import locale
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from voiceguide.errors import LanguageNotSpokenError, SpeechError, VoiceNotFoundError, nearest
from voiceguide.script.languages import family, is_tag, plain_tag
from voiceguide.speech.engine import USUAL_PACE, SpeechLine, Voice, estimated_seconds
from voiceguide.speech.engines._pyttsx3_backend import DurationProblem
from voiceguide.units import Seconds

_RATES: Final = (60, 400)
"""The slowest and the fastest pace, in words per minute, that both systems can speak. (SAPI's ten steps up and down
reach from 56 to 444.)
"""

_EXPECTED: Final = (0.4, 2.5)
_PLAUSIBLE: Final = (0.25, 4.0)
_SLACK: Final[Seconds] = 1.0
"""How far the duration of a recording may be from an estimate made from the text. `_EXPECTED` and `_PLAUSIBLE` each
have the least and the greatest duration, as factors of the estimate; `_SLACK`, in seconds, is allowed in addition.

Outside `_EXPECTED` a recording is doubtful, perhaps cut off or repeated. Within `_PLAUSIBLE` it is still accepted if a
second recording lasts as long.
"""


class SystemBackend:
    """Lists the system's voices, sets one for each line, and checks that it is set. Waiting until a line's file is
    complete differs between macOS and Windows, so the subclasses do it.
    """

    ending = ".wav"
    install = ""
    """How to add a voice for another language."""

    def __init__(self, engine: Any) -> None:
        """`engine` is pyttsx3's. Raises `SpeechError` if the system does not list its voices."""
        self._engine = engine
        usual = engine.getProperty("voice")
        listed = sorted(self.listed(), key=lambda one: self.rank(one, usual))
        self._listed = list(
            zip([one.id for one in listed], _unique_names([_voice(one) for one in listed]), strict=True)
        )
        self._rate = USUAL_PACE
        engine.proxy.setBusy(False)  # until now, pyttsx3 has only queued requests

    def listed(self) -> Sequence[Any]:
        """The system's voices, as pyttsx3 describes them."""
        return list(self._engine.getProperty("voices"))

    def rank(self, listed: Any, usual: Any) -> int:
        """The rank of a voice. If a line names no voice, the voice with the lowest rank in its language is chosen.
        `usual` is the voice set in the system.
        """
        return 0 if listed.id == usual else 1

    def run(self, finished: threading.Event) -> None:
        """Wait until the file is complete, as far as the system reports it."""
        raise NotImplementedError

    def voices(self) -> tuple[Voice, ...]:
        """English voices first; within a language, the best first."""
        return tuple(sorted((voice for _, voice in self._listed), key=lambda one: not one.language.startswith("en")))

    def prepare(self, line: SpeechLine) -> str:
        """Set voice and rate, and check the voice. Returns the text."""
        wanted = self._identity(line.voice, line.lang)
        self._rate = min(max(round(USUAL_PACE * line.rate), _RATES[0]), _RATES[1])
        self._engine.setProperty("voice", wanted)
        self._engine.setProperty("rate", self._rate)
        if self._engine.getProperty("voice") != wanted:
            raise SpeechError(f"the system did not switch to the voice {line.voice or wanted!r}")
        return line.text

    def _identity(self, voice: str, lang: str) -> Any:
        if voice:
            for identity, known in self._listed:
                if voice.lower() in (str(identity).lower(), known.name.lower()):
                    return identity
            names = [known.name for _, known in self._listed]
            raise VoiceNotFoundError("pyttsx3", voice, nearest(voice, names, least=0.7))
        tag = plain_tag(lang) or "en"
        of_family = [(one, known.language) for one, known in self._listed if family(known.language) == family(tag)]
        of_tag = [(one, language) for one, language in of_family if f"{language}-".startswith(f"{tag}-")]
        for identity, _ in of_tag or of_family:
            return identity
        raise LanguageNotSpokenError("pyttsx3", tag, self.install)

    def cancel(self) -> None:
        """Nothing to do: no recording is lost in a callback here, because both systems write the file themselves."""

    def check_duration(self, line: SpeechLine, seconds: Seconds) -> DurationProblem | None:
        """The problem, if the duration is far from a rough estimate; otherwise None."""
        expected = estimated_seconds(line.text, self._rate)
        if _EXPECTED[0] * expected - _SLACK <= seconds <= _EXPECTED[1] * expected + _SLACK:
            return None
        plausible = _PLAUSIBLE[0] * expected - _SLACK <= seconds <= _PLAUSIBLE[1] * expected + _SLACK
        return DurationProblem(f"it lasted {seconds:.1f} s and should have lasted about {expected:.1f} s", plausible)


def _voice(listed: Any) -> Voice:
    """Our entry for a voice that pyttsx3 describes. Language and gender may be ``en_US`` and ``VoiceGenderFemale`` (on
    macOS), or ``en-US`` and ``Female`` (on Windows).
    """
    language = plain_tag(str(next(iter(listed.languages or []), None) or ""))
    gender = re.search(r"female|male", str(listed.gender or "").lower())
    known = language if is_tag(language) else ""
    return Voice("pyttsx3", str(listed.name), known, gender[0] if gender else "")


def _unique_names(voices: Sequence[Voice]) -> list[Voice]:
    """The voices with unique names. If several voices share a name, each gets its language added, and then a number if
    that is not enough.
    """
    named: list[Voice] = []
    names = [voice.name.lower() for voice in voices]
    taken: set[str] = set()
    for voice in voices:
        name = voice.name
        if names.count(name.lower()) > 1 and voice.language:
            name = f"{voice.name} ({voice.language})"
        number = 2
        while name.lower() in taken:
            name, number = f"{voice.name} ({', '.join(filter(None, (voice.language, str(number))))})", number + 1
        taken.add(name.lower())
        named.append(replace(voice, name=name))
    return named


_POLL: Final[Seconds] = 0.02
"""How often, in seconds, the program looks whether macOS has finished."""

_BETTER: Final = (r"\.premium\.", r"\.enhanced\.", r"\.compact\.|\.voice\.[a-z]{2}-", r"\.speech\.synthesis\.")
"""Patterns that tell from a voice's identifier how natural it sounds, the best first. Eloquence voices match none, and
come after these.
"""

_NOVELTIES: Final = frozenset(
    {
        "agnes",
        "albert",
        "bad news",
        "bahh",
        "bells",
        "boing",
        "bruce",
        "bubbles",
        "cellos",
        "deranged",
        "fred",
        "good news",
        "hysterical",
        "jester",
        "junior",
        "kathy",
        "organ",
        "pipe organ",
        "princess",
        "ralph",
        "superstar",
        "trinoids",
        "whisper",
        "wobble",
        "zarvox",
    }
)
"""The names of macOS's novelty voices, in lower case: singing bells, robots, and voices of the nineties. macOS lists
them first.
"""


class NsssBackend(SystemBackend):
    """Speaks through macOS. macOS reports the end of a line only while its own run loop runs, so `run`
    runs that loop.
    """

    ending = ".aiff"
    install = "add one in System Settings under Accessibility, Spoken Content, System Voice"

    def rank(self, listed: Any, usual: Any) -> int:
        """The rank of a voice: first the voice set in the system, then the others, the most natural first. Novelties
        come last, even if one is set in the system.
        """
        if str(listed.name).lower() in _NOVELTIES:
            return len(_BETTER) + 2
        if listed.id == usual:
            return 0
        grades = (place for place, sign in enumerate(_BETTER, 1) if re.search(sign, str(listed.id), re.IGNORECASE))
        return next(grades, len(_BETTER) + 1)

    def run(self, finished: threading.Event) -> None:
        """Run macOS's loop until it reports that the file is complete. If it never does, the worker's time limit ends
        the wait.
        """
        from Foundation import NSDate, NSRunLoop

        while not finished.is_set():
            before = time.monotonic()
            NSRunLoop.currentRunLoop().runUntilDate_(NSDate.dateWithTimeIntervalSinceNow_(_POLL))
            if not finished.is_set() and time.monotonic() - before < _POLL:  # the loop had nothing to wait for
                time.sleep(_POLL)


@dataclass(frozen=True)
class _Listed:
    """A voice, as pyttsx3 would describe it."""

    id: str
    name: str
    languages: list[str]
    gender: str


class SapiBackend(SystemBackend):
    """Speaks through Windows. Windows sends a message for each spoken word; `run` reads the messages, so that they do
    not pile up.
    """

    install = "add one in Settings under Time & language, Speech"

    def listed(self) -> Sequence[Any]:
        """The system's voices. If a voice has several languages (``409;9``), pyttsx3 fails to list any voice, and
        Windows itself is asked.
        """
        try:
            return super().listed()
        except Exception:  # pyttsx3 lets any error through
            try:
                return [_token(one) for one in self._engine.proxy._driver._tts.GetVoices()]
            except Exception as error:  # and so does Windows
                raise SpeechError(f"Windows does not list its voices: {error}") from error

    def run(self, finished: threading.Event) -> None:
        """Read the waiting messages. The file exists by now, but Windows does not say whether it contains the whole
        line. Only its duration can show that.
        """
        import pythoncom

        pythoncom.PumpWaitingMessages()


def _token(token: Any) -> _Listed:
    code = str(token.GetAttribute("Language")).split(";")[0].strip()
    try:
        language = locale.windows_locale.get(int(code, 16), "")
    except ValueError:
        language = ""
    return _Listed(token.Id, token.GetDescription(), [language], str(token.GetAttribute("Gender") or ""))
