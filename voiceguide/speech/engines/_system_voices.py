"""pyttsx3 speaking through the voices of Windows (SAPI 5) or macOS (NSSpeechSynthesizer).

Their voices keep their own pitch and emphasise nothing: pyttsx3 cannot ask them to, and prints when it is told to try.
It is never told to run its loop here. Once something has been spoken, pyttsx3 does what it is asked at once, and the
loop that is entered after that stops macOS in the middle of a word, and may wait for ever on Windows.

macOS writes AIFF and goes on writing after it has returned; Windows has finished when it returns, and says so to
nobody.
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
from voiceguide.speech.engines._pyttsx3_backend import Suspicion
from voiceguide.units import Seconds

_RATES: Final = (60, 400)
"""What both systems can do: SAPI's ten steps up and down reach from 56 to 444."""

_BAND: Final = (0.4, 2.5)
_BELIEVED: Final = (0.25, 4.0)
_SLACK: Final[Seconds] = 1.0
"""How far a recording may be from an estimate by its letters: only what was cut off or repeated lies outside.
What is no further off than the second band is believed if it comes twice alike."""


class SystemBackend:
    """Finds voices, sets them, and looks whether they are set; how to wait for the end is each system's own."""

    ending = ".wav"
    install = ""
    """How to get a voice of another language."""

    def __init__(self, engine: Any) -> None:
        """`engine` is pyttsx3's. Raises `SpeechError` if the system does not tell its voices."""
        self._engine = engine
        usual = engine.getProperty("voice")
        listed = sorted(self.listed(), key=lambda one: self.rank(one, usual))
        self._listed = list(zip([one.id for one in listed], _told_apart([_voice(one) for one in listed]), strict=True))
        self._rate = USUAL_PACE
        engine.proxy.setBusy(False)  # until then it only queues what it is asked

    def listed(self) -> Sequence[Any]:
        """The system's voices as pyttsx3 tells of them."""
        return list(self._engine.getProperty("voices"))

    def rank(self, listed: Any, usual: Any) -> int:
        """How well a voice serves where none is named, the best lowest. `usual` is the one the person has chosen."""
        return 0 if listed.id == usual else 1

    def run(self, finished: threading.Event) -> None:
        """Wait for what was asked for."""
        raise NotImplementedError

    def voices(self) -> tuple[Voice, ...]:
        """English voices first, of each language the best first."""
        return tuple(sorted((voice for _, voice in self._listed), key=lambda one: not one.language.startswith("en")))

    def prepare(self, line: SpeechLine) -> str:
        """Set voice and rate, and look whether the voice is the one."""
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
            raise VoiceNotFoundError("pyttsx3", voice, nearest(voice, [known.name for _, known in self._listed]))
        tag = plain_tag(lang) or "en"
        of_family = [(one, known.language) for one, known in self._listed if family(known.language) == family(tag)]
        of_tag = [(one, language) for one, language in of_family if f"{language}-".startswith(f"{tag}-")]
        for identity, _ in of_tag or of_family:
            return identity
        raise LanguageNotSpokenError("pyttsx3", tag, self.install)

    def give_up(self) -> None:
        """Nothing is lost in callbacks here: both systems write the file themselves."""

    def doubt(self, line: SpeechLine, seconds: Seconds) -> Suspicion | None:
        """Compared with a rough estimate."""
        expected = estimated_seconds(line.text, self._rate)
        if _BAND[0] * expected - _SLACK <= seconds <= _BAND[1] * expected + _SLACK:
            return None
        believable = _BELIEVED[0] * expected - _SLACK <= seconds <= _BELIEVED[1] * expected + _SLACK
        return Suspicion(f"it lasted {seconds:.1f} s and should have lasted about {expected:.1f} s", believable)


def _voice(listed: Any) -> Voice:
    """macOS says ``en_US`` and ``VoiceGenderFemale``, Windows ``en-US`` and ``Female``; either may say nothing."""
    language = str(next(iter(listed.languages or []), None) or "").lower().replace("_", "-")
    gender = re.search(r"female|male", str(listed.gender or "").lower())
    known = language if is_tag(language) else ""
    return Voice("pyttsx3", str(listed.name), known, gender[0] if gender else "")


def _told_apart(voices: Sequence[Voice]) -> list[Voice]:
    """The voices, none of whose names is another's: with its language where it would be, and then with a number."""
    told: list[Voice] = []
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
        told.append(replace(voice, name=name))
    return told


_TURN: Final[Seconds] = 0.02
"""Between looks whether it has finished."""

_BETTER: Final = (r"\.premium\.", r"\.enhanced\.", r"\.compact\.|\.voice\.[a-z]{2}-", r"\.speech\.synthesis\.")
"""What is found in the identities of voices, the best first; then come those of Eloquence."""

_NOVELTIES: Final = frozenset({
    "agnes", "albert", "bad news", "bahh", "bells", "boing", "bruce", "bubbles", "cellos", "deranged", "fred",
    "good news", "hysterical", "jester", "junior", "kathy", "organ", "pipe organ", "princess", "ralph", "superstar",
    "trinoids", "whisper", "wobble", "zarvox",
})  # fmt: skip
"""Singing bells and robots, and the voices of the nineties; they stand first in macOS's own order."""


class NsssBackend(SystemBackend):
    """macOS tells that it has finished through the loop of its own, which has to be kept turning."""

    ending = ".aiff"
    install = "add one in System Settings under Accessibility, Spoken Content, System Voice"

    def rank(self, listed: Any, usual: Any) -> int:
        """The person's own choice, then what sounds most like one; novelties last."""
        if str(listed.name).lower() in _NOVELTIES:
            return len(_BETTER) + 2
        if listed.id == usual:
            return 0
        grades = (place for place, sign in enumerate(_BETTER, 1) if re.search(sign, str(listed.id), re.IGNORECASE))
        return next(grades, len(_BETTER) + 1)

    def run(self, finished: threading.Event) -> None:
        """Turn macOS's loop until it says that the file is whole. The worker's master is patient for a while only."""
        from Foundation import NSDate, NSRunLoop

        while not finished.is_set():
            before = time.monotonic()
            NSRunLoop.currentRunLoop().runUntilDate_(NSDate.dateWithTimeIntervalSinceNow_(_TURN))
            if not finished.is_set() and time.monotonic() - before < _TURN:  # a loop without anything to wait for
                time.sleep(_TURN)


@dataclass(frozen=True)
class _Listed:
    """A voice as pyttsx3 would tell of it."""

    id: str
    name: str
    languages: list[str]
    gender: str


class SapiBackend(SystemBackend):
    """What it tells of words spoken is picked up, so that it does not pile up."""

    install = "add one in Settings under Time & language, Speech"

    def listed(self) -> Sequence[Any]:
        """pyttsx3 stumbles over a voice of several languages (``409;9``) and then tells of none: ask Windows itself."""
        try:
            return super().listed()
        except Exception:  # pyttsx3 raises whatever happens to it
            try:
                return [_token(one) for one in self._engine.proxy._driver._tts.GetVoices()]
            except Exception as error:  # and so do the tokens of Windows
                raise SpeechError(f"Windows does not list its voices: {error}") from error

    def run(self, finished: threading.Event) -> None:
        """It wrote the file before it returned: the file's length must tell whether it is whole."""
        import pythoncom

        pythoncom.PumpWaitingMessages()


def _token(token: Any) -> _Listed:
    code = str(token.GetAttribute("Language")).split(";")[0].strip()
    try:
        language = locale.windows_locale.get(int(code, 16), "")
    except ValueError:
        language = ""
    return _Listed(token.Id, token.GetDescription(), [language], str(token.GetAttribute("Gender") or ""))
