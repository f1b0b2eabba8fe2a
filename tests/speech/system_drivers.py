"""pyttsx3's own engine with stand-ins for its drivers of macOS and Windows, so that they can be tested on any system.

The stand-ins do the same as `drivers/nsss.py` and `drivers/sapi5.py` of pyttsx3 2.99, in the same order.
"""

import math
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import soundfile

from voiceguide.speech.engine import estimated_seconds
from voiceguide.speech.engines import pyttsx3 as pyttsx3_engine
from voiceguide.speech.engines._system_voices import NsssBackend, SapiBackend
from voiceguide.speech.engines.pyttsx3 import Pyttsx3Engine

RATE: Final = 22_050


@dataclass
class Listed:
    """A voice as pyttsx3 describes it."""

    id: str
    name: str
    languages: list[str | None]
    gender: str | None = None
    age: object = None


def hum(text: str, words_per_minute: float) -> Any:
    """The samples of a hum that lasts as long as the words take at this rate."""
    count = round(estimated_seconds(text, words_per_minute) * RATE)
    return 0.3 * np.sin(2 * np.pi * 180 * np.arange(count) / RATE)


@dataclass
class Mac:
    """Stands for macOS: its voices, the file that is being written, and the run loop in which the writing happens."""

    voices: list[Listed]
    voice: str
    speed: float = 200.0
    writing: tuple[str, str] | None = None
    turns: int = 0
    said: Callable[[], None] = lambda: None
    """Called from the run loop when a text has been written or its writing was stopped."""
    stopped: bool = False

    def start(self, text: str, file: str) -> None:
        """Begin to write a text to a file, and return at once. The writing happens in the run loop."""
        self.writing, self.turns = (text, file), 0

    def turn(self) -> None:
        """Turn the run loop once. The file is written whole at the fifth turn. If the writing is stopped earlier, only
        the beginning of the sound is written.
        """
        if self.writing is None:
            return
        self.turns += 1
        text, file = self.writing
        if self.turns < 5 and not self.stopped:
            return
        whole = hum(text, self.speed)
        soundfile.write(file, whole[: len(whole) * min(self.turns, 5) // 5], RATE, format="AIFF", subtype="PCM_16")
        self.writing, self.stopped = None, False
        self.said()


class NsssDriver:
    """Stands for `pyttsx3.drivers.nsss.NSSpeechDriver`."""

    def __init__(self, proxy: Any, mac: Mac) -> None:
        self._proxy, self._mac, self._completed = proxy, mac, True
        mac.said = self._did_finish

    def _did_finish(self) -> None:
        self._proxy.notify("finished-utterance", completed=self._completed)
        self._proxy.setBusy(False)

    def getProperty(self, name: str) -> Any:  # noqa: N802 (pyttsx3's name)
        if name == "pitch":
            print("Pitch adjustment not supported when using NSSS")
            return None
        return {"voices": self._mac.voices, "voice": self._mac.voice, "rate": self._mac.speed, "volume": 1.0}[name]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802 (pyttsx3's name)
        if name == "voice":
            if value in [voice.id for voice in self._mac.voices]:  # setVoice_ answers False, which nobody reads
                self._mac.voice = value
        elif name == "rate":
            self._mac.speed = value
        elif name == "pitch":
            print("Pitch adjustment not supported when using NSSS")

    def save_to_file(self, text: str, filename: str) -> None:
        self._proxy.setBusy(True)
        self._completed = True
        self._mac.start(text, filename)

    def stop(self) -> None:
        if self._proxy.isBusy():
            self._completed = False
        self._mac.stopped = self._mac.writing is not None

    def startLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        self._looping = True
        self._proxy.setBusy(False)  # by a timer that fires first
        while self._looping:
            self._mac.turn()

    def endLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        self._looping = False

    def destroy(self) -> None:
        """Do nothing, as there is nothing to free."""


@dataclass
class Token:
    """A voice as SAPI describes it."""

    Id: str
    name: str
    language: str
    gender: str = ""

    def GetDescription(self) -> str:  # noqa: N802 (SAPI's name)
        return self.name

    def GetAttribute(self, name: str) -> str:  # noqa: N802 (SAPI's name)
        return {"Language": self.language, "Gender": self.gender, "Age": "Adult"}[name]


@dataclass
class SpVoice:
    """Stands for SAPI's `SpVoice`."""

    tokens: list[Token]
    Voice: Token
    Rate: int = 0
    pending: list[Callable[[], None]] = field(default_factory=list)
    """The calls that SAPI makes when messages are next processed."""

    def GetVoices(self) -> list[Token]:  # noqa: N802 (SAPI's name)
        return self.tokens


class SapiDriver:
    """Stands for `pyttsx3.drivers.sapi5.SAPI5Driver`."""

    def __init__(self, proxy: Any, voice: SpVoice) -> None:
        self._proxy, self._tts, self._words = proxy, voice, 200.0
        self._speaking = self._looping = False
        self.setProperty("voice", self.getProperty("voice"))

    def _to_voice(self, token: Token) -> Listed:
        code = int(token.GetAttribute("Language"), 16)
        known = {0x409: "en-US", 0x809: "en-GB", 0x407: "de-DE"}
        gender = token.gender if token.gender in ("Male", "Female") else None
        return Listed(token.Id, token.name, [known.get(code, f"Unknown Locale: {code}")], gender)

    def getProperty(self, name: str) -> Any:  # noqa: N802 (pyttsx3's name)
        if name == "voices":
            return [self._to_voice(token) for token in self._tts.GetVoices()]
        if name == "pitch":
            print("Pitch adjustment not supported when using SAPI5")
            return None
        return {"voice": self._tts.Voice.Id, "rate": self._words}[name]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802 (pyttsx3's name)
        if name == "voice":
            matching = [token for token in self._tts.tokens if token.Id == value]
            if not matching:
                raise ValueError("unknown voice id %s", value)
            self._tts.Voice = matching[0]
            self._set_rate(self._words)
        elif name == "rate":
            self._set_rate(value)
            self._words = value
        elif name == "pitch":
            print("Pitch adjustment not supported when using SAPI5")

    def _set_rate(self, words: float) -> None:
        rate = int(math.log(words / 156.63, 1.11))
        if not -10 <= rate <= 10:
            raise OSError("the parameter is incorrect")
        self._tts.Rate = rate

    def save_to_file(self, text: str, filename: str) -> None:
        soundfile.write(filename, hum(text, 156.63 * 1.11**self._tts.Rate), RATE, format="WAV", subtype="PCM_16")
        self._tts.pending.append(self._end_of_stream)

    def _end_of_stream(self) -> None:
        if self._speaking:  # only `say` sets it
            self._proxy.notify("finished-utterance", completed=True)
        self._proxy.setBusy(False)
        self.endLoop()

    def stop(self) -> None:
        """Do nothing, as the real method does unless `say` was called. Our engine calls only `save_to_file`."""

    def startLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        self._looping = True
        self._proxy.setBusy(False)
        for _ in range(1000):
            pump(self._tts)
            if not self._looping:
                return
        raise AssertionError("pyttsx3 waits for ever")

    def endLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        self._looping = False

    def destroy(self) -> None:
        """Do nothing, as there is nothing to free."""


def pump(voice: SpVoice) -> None:
    """Process the waiting messages, which makes SAPI's pending calls."""
    waiting, voice.pending[:] = list(voice.pending), []
    for callback in waiting:
        callback()


def _pyttsx3(patch: pytest.MonkeyPatch, build: Callable[[Any], Any]) -> Any:
    """pyttsx3's own engine, with the driver that `build` makes in place of a real one."""
    from pyttsx3.engine import Engine

    module = types.ModuleType("pyttsx3.drivers.stand_in")
    module.buildDriver = build  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "pyttsx3.drivers.stand_in", module)
    return Engine("stand_in")


def mac_engine(patch: pytest.MonkeyPatch, mac: Mac) -> Any:
    """pyttsx3's engine on macOS, with a stand-in for `Foundation`, which turns the run loop."""
    foundation = types.ModuleType("Foundation")
    loop = types.SimpleNamespace(runUntilDate_=lambda date: mac.turn())
    foundation.NSRunLoop = types.SimpleNamespace(currentRunLoop=lambda: loop)  # type: ignore[attr-defined]
    foundation.NSDate = types.SimpleNamespace(dateWithTimeIntervalSinceNow_=float)  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "Foundation", foundation)
    return _pyttsx3(patch, lambda proxy: NsssDriver(proxy, mac))


def windows_engine(patch: pytest.MonkeyPatch, voice: SpVoice) -> Any:
    """pyttsx3's engine on Windows, with a stand-in for `pythoncom`, which processes messages."""
    pythoncom = types.ModuleType("pythoncom")
    pythoncom.PumpWaitingMessages = lambda: pump(voice)  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "pythoncom", pythoncom)
    return _pyttsx3(patch, lambda proxy: SapiDriver(proxy, voice))


def speaking(patch: pytest.MonkeyPatch, folder: Path, engine: Any, backend: Any) -> Pyttsx3Engine:
    """voiceguide's engine for pyttsx3, with the given pyttsx3 engine and backend in place of those of this system."""
    patch.setattr(pyttsx3_engine, "uses_espeak", lambda: False)
    patch.setattr(pyttsx3_engine, "_started", lambda: engine)
    patch.setattr(pyttsx3_engine, "_backend", lambda engine, say: backend(engine))
    return Pyttsx3Engine(folder)


MAC_VOICES: Final = (
    Listed("com.apple.speech.synthesis.voice.Albert", "Albert", ["en_US"], "VoiceGenderNeuter"),
    Listed("com.apple.eloquence.de-DE.Eddy", "Eddy", ["de_DE"], "VoiceGenderMale"),
    Listed("com.apple.eloquence.en-US.Eddy", "Eddy", ["en_US"], "VoiceGenderMale"),
    Listed("com.apple.voice.compact.en-US.Samantha", "Samantha", ["en_US"], "VoiceGenderFemale"),
    Listed("com.apple.voice.enhanced.en-GB.Kate", "Kate", ["en_GB"], "VoiceGenderFemale"),
    Listed("com.apple.voice.compact.de-DE.Anna", "Anna", ["de_DE"], "VoiceGenderFemale"),
    Listed("com.example.nameless", "Nameless", [None], None),
)

WINDOWS_TOKENS: Final = (
    Token("HKEY\\ZIRA", "Microsoft Zira Desktop - English (United States)", "409", "Female"),
    Token("HKEY\\DAVID", "Microsoft David Desktop - English (United States)", "409", "Male"),
    Token("HKEY\\HEDDA", "Microsoft Hedda Desktop - German", "407", "Female"),
    Token("HKEY\\ODD", "Odd", "7fff", ""),
)


def mac() -> Mac:
    """A Mac on which the user has chosen the voice Samantha."""
    return Mac(list(MAC_VOICES), "com.apple.voice.compact.en-US.Samantha")


def windows() -> SpVoice:
    """A Windows on which the user has chosen the voice David."""
    return SpVoice(list(WINDOWS_TOKENS), WINDOWS_TOKENS[1])


__all__ = [
    "Mac",
    "NsssBackend",
    "SapiBackend",
    "SpVoice",
    "Token",
    "mac",
    "mac_engine",
    "speaking",
    "windows",
    "windows_engine",
]
