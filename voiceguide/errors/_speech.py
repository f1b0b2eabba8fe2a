"""Errors of voices, of the engines behind them and of the clips that they speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from voiceguide.errors._base import VoiceguideError, did_you_mean, shortened

if TYPE_CHECKING:
    from pathlib import Path


NO_SOUND: Final = "the voice made no sound"
"""The reason why a line could not be spoken, if the engine made no sound but reports no error."""


class SpeechError(VoiceguideError):
    """The root of all errors of voices."""


class EngineMissingError(SpeechError):
    """A speech engine that is not installed, or, if `unknown` is true, does not exist. Data: `engine`, `remedy`,
    `unknown`.
    """

    def __init__(self, engine: str, remedy: str, *, unknown: bool = False) -> None:
        self.engine, self.remedy, self.unknown = engine, remedy, unknown
        super().__init__(
            f"there is no voice engine called {engine!r}; {remedy}"
            if unknown
            else f"the voice engine {engine!r} cannot be used: {remedy}"
        )


class VoiceNotFoundError(SpeechError):
    """The engine has no such voice. With `known`, the voice exists but is not installed yet. Data: `engine`, `voice`,
    `near`, `remedy` (empty if `near` is the only help), `known`.
    """

    def __init__(self, engine: str, voice: str, near: list[str], remedy: str = "", *, known: bool = False) -> None:
        self.engine, self.voice, self.near, self.remedy, self.known = engine, voice, near, remedy, known
        hint = (remedy and f"; {remedy}") or did_you_mean(near) or "; 'voiceguide voices' shows the voices"
        # A voice without an engine is one of pyttsx3, and whoever wrote it may never have heard of pyttsx3.
        has = "there is" if engine == "pyttsx3" else f"{engine} has"
        super().__init__(f"{'this voice is not installed yet' if known else f'{has} no voice called {voice!r}'}{hint}")


class VoiceInstallError(SpeechError):
    """A voice could not be installed, and does not appear as installed. Data: `voice`, `reason`."""

    def __init__(self, voice: str, reason: str) -> None:
        self.voice, self.reason = voice, reason
        super().__init__(f"the voice {voice} cannot be installed: {reason}")


class VoiceDamagedError(SpeechError):
    """A voice's file is not the one that its package is known to contain. Data: `file`, `package`, `version`,
    `remedy`.
    """

    def __init__(self, file: str, package: str, version: str) -> None:
        self.file, self.package, self.version = file, package, version
        self.remedy = f"restore it with: pip install --force-reinstall {package}=={version}"
        super().__init__(
            f"{file} is damaged, or not the file from {package} {version}, so the voice cannot speak; "
            f"use another voice (--voice pyttsx3), or {self.remedy}"
        )


class RecordingsFolderError(VoiceNotFoundError):
    """There is no such folder of recordings. Data: `engine`, `voice` (the folder; empty if none is named), `near`."""

    def __init__(self, folder: str, near: list[str]) -> None:
        super().__init__("recorded", folder, near)
        if not folder:
            self.args = ("the folder of recordings is missing; name it, as in recorded:FOLDER",)
        else:
            hint = did_you_mean(near) or "; 'voiceguide record SCRIPT -o FOLDER' makes one"
            self.args = (f"there is no folder of recordings {folder}{hint}",)


class LanguageNotSpokenError(VoiceNotFoundError):
    """No voice of the engine speaks a language. Data: `engine`, `voice` (the language's tag), `remedy`."""

    def __init__(self, engine: str, language: str, remedy: str = "") -> None:
        super().__init__(engine, language, [])
        self.remedy = remedy
        more = f"; {remedy}" if remedy else ""
        self.args = (
            f"{engine} has no voice for the language {language!r}{more}; "
            f"'voiceguide voices --lang {language}' lists the voices that speak it, and some to install",
        )


class ProgramNotFoundError(VoiceNotFoundError):
    """The program of a command voice does not exist. Data: `voice` (the command), `program`, `near`."""

    def __init__(self, voice: str, program: str, near: list[str]) -> None:
        super().__init__("command", voice, near)
        self.program = program
        hint = did_you_mean(near) or "; check that it is installed and executable"
        self.args = (f"there is no program {shortened(program)!r} to speak with{hint}",)


class CommandError(SpeechError):
    """A command voice that cannot run because its command is written wrongly. Data: `voice` (the command), `remedy`."""

    def __init__(self, voice: str, remedy: str) -> None:
        self.voice, self.remedy = voice, remedy
        super().__init__(f"the voice 'command:{shortened(voice)}' cannot be used: {remedy}")


class SpeechFailedError(SpeechError):
    """A line could not be spoken. Data: `file`, `line`, `text`, `reason`."""

    def __init__(self, file: str, line: int, text: str, reason: str) -> None:
        self.file, self.line, self.text, self.reason = file, line, text, reason
        super().__init__(f"{file}:{line}: could not speak {shortened(text)!r}: {reason}")


@dataclass(frozen=True)
class Unrecorded:
    """A line without a recording."""

    file: str
    line: int
    text: str
    id: str
    """The beginning of its recording's file name."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {shortened(self.text)!r} (id {self.id})"


class RecordingsMissingError(SpeechError):
    """Some lines have no recording in a folder of recordings. Data: `folder`, `missing` (the lines), `remedy` (how to
    record them).
    """

    def __init__(self, folder: str, missing: list[Unrecorded] | tuple[Unrecorded, ...]) -> None:
        self.folder, self.missing = folder, tuple(missing)
        count = len(self.missing)
        shown = ", ".join(map(str, self.missing[:_SHOWN]))
        more = f", and {count - _SHOWN} more" if count > _SHOWN else ""
        lines = "1 line is" if count == 1 else f"{count} lines are"
        self.remedy = "record them with 'voiceguide record'"
        super().__init__(
            f"{lines} not recorded in {folder}: {shown}{more}; let another voice speak them (--fill ENGINE:VOICE), "
            f"or {self.remedy}"
        )


_SHOWN = 3


class ClipsError(SpeechError):
    """Spoken clips cannot be saved, or saved ones have disappeared. Data: `folder`, `reason`, `remedy`."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        self.remedy = "set VOICEGUIDE_CACHE to another folder"
        super().__init__(f"speech cannot be saved in {folder}: {reason}; {self.remedy}")


class ClusterError(VoiceguideError):
    """A cluster that cannot be used, or was lost. Data: `address`, `reason`."""

    def __init__(self, address: str, reason: str) -> None:
        self.address, self.reason = address, reason
        super().__init__(f"the cluster at {address} cannot be used: {reason}")
