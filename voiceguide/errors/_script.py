"""Errors of scripts, of courses and of the sessions planned from them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from voiceguide.errors._base import VoiceguideError, did_you_mean, or_list
from voiceguide.units import format_clock


class LengthError(VoiceguideError):
    """A length that cannot be read, or is not possible. Data: `text`, `remedy`."""

    def __init__(self, text: str, remedy: str) -> None:
        self.text, self.remedy = text, remedy
        super().__init__(f"{text.strip()!r} is not a length: {remedy}")


@dataclass(frozen=True)
class Mistake:
    """One finding about a script or a course, with its place."""

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
    """A script with mistakes. Data: `mistakes`, in order of their files and lines."""

    def __init__(self, mistakes: list[Mistake] | tuple[Mistake, ...]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
        super().__init__("\n".join(map(str, self.mistakes)))


class TextError(VoiceguideError):
    """A text that cannot become a practice. Data: `file`, `line` (0: the whole text), `reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


class PracticeNotFoundError(VoiceguideError):
    """There is no practice of that name. With `file`, `name` is a path, and there is no such file; with `folder`, it is
    a folder and not a file. Data: `name`, `near`, `file`, `folder`.
    """

    def __init__(self, name: str, near: list[str], *, file: bool = False, folder: bool = False) -> None:
        self.name, self.near, self.file, self.folder = name, near, file, folder
        if folder:
            super().__init__(f"{name} is a folder; name a file in it")
            return
        what = f"file {name}" if file else f"practice called {name!r}"
        remedy = "check its name and its folder" if file else "'voiceguide list' shows the practices"
        super().__init__(f"there is no {what}{did_you_mean(near) or f'; {remedy}'}")


class CourseNotFoundError(VoiceguideError):
    """No course of that name, or no session of that number in it. Data: `name`, `near`, `number`, `count`."""

    def __init__(self, name: str, near: list[str], number: int | None = None, count: int = 0) -> None:
        self.name, self.near, self.number, self.count = name, near, number, count
        if number is not None:
            super().__init__(f"{name} has no session {number}; its sessions are 1 to {count}")
            return
        hint = did_you_mean(near) or "; 'voiceguide course' shows the courses"
        super().__init__(f"there is no course called {name!r}{hint}")


class WordsMissingError(VoiceguideError):
    """A script asks for own words that the listener did not give, and it has no fallback for them. Data: `file`,
    `line`, `variable`.
    """

    def __init__(self, file: str, line: int, variable: str) -> None:
        self.file, self.line, self.variable = file, line, variable
        super().__init__(
            f"{file}:{line}: {{{variable}}} has no words yet; give them with "
            f"--set {variable}=…, or write a fallback: {{{variable}|…}}"
        )


class FitError(VoiceguideError):
    """A practice cannot have the requested length. Data: `practice`, `asked`, `least`, `greatest`, `near` (lengths, all
    in seconds), `shorter`, `what`.

    `near` has the nearest possible lengths below and above the requested one. They are ends of the range of possible
    lengths, or of a gap in it.
    `shorter` says what would make the practice shorter; it is empty if nothing would, or if the requested length is not
    too short. `what` is the sentence without its remedy.
    """

    def __init__(
        self,
        practice: str,
        asked: float,
        least: float,
        greatest: float,
        near: tuple[float, ...],
        shorter: str = "",
        *,
        recording: bool = False,
    ) -> None:
        """With `recording`, the practice is a recording that was cut into pieces, and no voice matters."""
        self.practice, self.asked, self.least, self.greatest, self.near = practice, asked, least, greatest, near
        self.shorter = shorter if asked < least else ""
        way = f"from {format_clock(ceil(least))} to {format_clock(floor(greatest))}"
        if least < asked < greatest and len(near) == 2:
            way += f", but near that length only {format_clock(floor(near[0]))} or {format_clock(ceil(near[1]))}"
        voice = "" if recording else " with this voice"
        self.what = f"{practice} cannot last {format_clock(asked)}{voice}: it can last {way}"
        super().__init__(f"{self.what}; --nearest takes the nearest length{'; ' if self.shorter else ''}{self.shorter}")

    @property
    def choice(self) -> str:
        """The remedy without ``--nearest``: to choose one of the nearest lengths, or to make the practice shorter."""
        clocks = [format_clock(ceil(one) if one > self.asked else floor(one)) for one in self.near]
        choice = f"choose {or_list(clocks)}" if clocks else "choose another length"
        return f"{choice}; {self.shorter}" if self.shorter else choice


class SectionNotFoundError(VoiceguideError):
    """A session has no section of that name. Data: `name`, `near`."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        hint = "; 'voiceguide plan' shows its sections"
        super().__init__(f"this session has no section called {name!r}{did_you_mean(near) or hint}")


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
            f"this session lasts {format_clock(length_s)}, and at {format_clock(at_s)} it is too late to change it; "
            "start another one"
        )
