"""pyttsx3 speaking through the voices of Windows (SAPI 5) or macOS (NSSpeechSynthesizer).

Their voices keep their own pitch: pyttsx3 cannot move it there.
"""

import re
import threading
from typing import Any, Final

from voiceguide.errors import SpeechError, VoiceNotFoundError, nearest
from voiceguide.speech.engine import Voice
from voiceguide.speech.pace import estimated_seconds
from voiceguide.speech.pyttsx3_backend import Doubt
from voiceguide.units import Seconds

_USUAL_RATE: Final = 150
"""Words a minute; these voices are understood well somewhat faster than espeak."""

_BAND: Final = (0.4, 2.5)
_SLACK: Final[Seconds] = 1.0
"""How far a recording may be from an estimate by its letters: only what was cut off or repeated lies outside."""


class SystemBackend:
    """Both systems finish an utterance before they return, and say so by themselves."""

    def __init__(self, engine: Any) -> None:
        """`engine` is pyttsx3's."""
        self._engine = engine
        self._listed = [(one.id, _voice(one)) for one in engine.getProperty("voices")]
        self._rate = _USUAL_RATE

    def voices(self) -> tuple[Voice, ...]:
        """English voices first."""
        return tuple(sorted((voice for _, voice in self._listed), key=lambda one: not one.language.startswith("en")))

    def prepare(self, voice: str, lang: str, rate: float, pitch: float) -> None:
        """Set voice and rate, and look whether the voice is the one."""
        wanted = self._identity(voice, lang)
        self._rate = round(_USUAL_RATE * rate)
        self._engine.setProperty("voice", wanted)
        self._engine.setProperty("rate", self._rate)
        if self._engine.getProperty("voice") != wanted:
            raise SpeechError(f"the system did not change to the voice {voice or wanted!r}")

    def _identity(self, voice: str, lang: str) -> Any:
        if voice:
            for identity, known in self._listed:
                if voice.lower() in (str(identity).lower(), known.name.lower()):
                    return identity
            raise VoiceNotFoundError("pyttsx3", voice, nearest(voice, [known.name for _, known in self._listed]))
        tag = lang.lower().replace("_", "-")
        for start in (tag, tag.split("-")[0]):
            for identity, known in self._listed:
                if known.language == start or known.language.startswith(f"{start}-"):
                    return identity
        raise VoiceNotFoundError("pyttsx3", lang, [])

    def finish(self, finished: threading.Event) -> None:
        """SAPI tells of no end when it writes into a file: the file's length must do."""

    def give_up(self) -> None:
        """Nothing is lost in callbacks here: both systems write the file themselves."""

    def doubt(self, text: str, seconds: Seconds) -> Doubt | None:
        """Compared with a rough estimate."""
        expected = estimated_seconds(text, self._rate)
        if _BAND[0] * expected - _SLACK <= seconds <= _BAND[1] * expected + _SLACK:
            return None
        return Doubt(f"it lasted {seconds:.1f} s and should have lasted about {expected:.1f} s", believable=True)


def _voice(listed: Any) -> Voice:
    language = str(next(iter(listed.languages or ["en"]), "en")).lower().replace("_", "-")
    gender = re.search(r"female|male", str(listed.gender or "").lower())
    return Voice("pyttsx3", str(listed.name), language, gender[0] if gender else "")
