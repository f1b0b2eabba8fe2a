"""pyttsx3 speaking through Windows (SAPI 5), which has finished when it returns, and says so to nobody."""

import locale
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voiceguide.errors import SpeechError
from voiceguide.speech.pyttsx3_system import SystemBackend


@dataclass(frozen=True)
class _Listed:
    """A voice as pyttsx3 would tell of it."""

    id: str
    name: str
    languages: list[str]
    gender: str


class SapiBackend(SystemBackend):
    """What it tells of words spoken is picked up, so that it does not pile up."""

    install = "add one in the Settings under Time & language, Speech"

    def listed(self) -> Sequence[Any]:
        """pyttsx3 stumbles over a voice of several languages (``409;9``) and then tells of none: ask Windows itself."""
        try:
            return super().listed()
        except Exception:  # pyttsx3 raises whatever happens to it
            try:
                return [_token(one) for one in self._engine.proxy._driver._tts.GetVoices()]
            except Exception as error:  # and so do the tokens of Windows
                raise SpeechError(f"Windows does not tell its voices: {error}") from error

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
