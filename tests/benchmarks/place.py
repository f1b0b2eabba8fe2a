"""The folder in which the measures are taken, with its own caches, and the commands that are measured in it."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.clock import Spent, run

PRACTICE = "self-compassion-break"
NIGHT = "bedtime-wind-down"
"""The practice that is measured as a night. Its voice gets softer, and its background is gentle and loses its high
frequencies.
"""


@dataclass(frozen=True)
class Lengths:
    """How long the measured sessions are, in minutes, and how many lines are spoken."""

    short: int
    """The short session, in minutes; for the measures of memory and of `plan`."""
    long: int
    night_practice: int
    night_bed: int
    several: tuple[int, ...]
    lines: int
    """The number of lines in the new script that is spoken."""
    busy_minutes: float
    """For how many minutes a session is played while every core is busy."""


FULL = Lengths(10, 60, 30, 450, (5, 10, 15, 20, 30, 45), 300, 10.0)
QUICK = Lengths(5, 10, 5, 75, (5, 6, 7, 8, 9, 10), 40, 0.5)


@dataclass(eq=False)
class Place:
    """A folder for the measures, with its own caches, data and settings. The user's files are not changed, and the
    caches are empty at first.
    """

    folder: Path
    lengths: Lengths
    _lame: list[Spent] = field(default_factory=list)

    def environment(self, cache: str = "cache") -> dict[str, str]:
        """The environment of the measured commands.

        Compiled modules are kept, as in an installed program, even if the user's environment forbids it.
        """
        own = {
            "VOICEGUIDE_CACHE": cache,
            "VOICEGUIDE_DATA": "data",
            "VOICEGUIDE_CONFIG": "config.toml",
            "PYTHONPYCACHEPREFIX": "compiled",
        }
        others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        others["VOICEGUIDE_VOICE"] = "pyttsx3"  # the targets were set with it
        return {**others, **{name: str(self.folder / value) for name, value in own.items()}}

    def export(self, *options: str, minutes: int, to: str = "session.mp3", practice: str = PRACTICE) -> list[str]:
        """The command that exports a practice with rain in the background, with further `options`."""
        return voiceguide(
            "export",
            practice,
            "-l",
            f"{minutes}m",
            "-b",
            "rain",
            "-o",
            str(self.folder / to),
            "-q",
            "--force",
            *options,
        )

    def long(self) -> list[str]:
        """The command that exports the long session."""
        return self.export(minutes=self.lengths.long)

    def night(self) -> list[str]:
        """The command that exports a bedtime routine after which the bed goes on all night."""
        bed = f"{self.lengths.night_bed}m"
        return self.export("--then", bed, minutes=self.lengths.night_practice, practice=NIGHT)

    def warm(self) -> None:
        """Fill the caches of speech, loops and encoded loops by three exports."""
        run(self.export(minutes=self.lengths.short), self.environment())
        run(self.long(), self.environment())
        run(self.night(), self.environment())

    def lame(self) -> Spent:
        """The time that `lame -b 128` takes for the WAV of the long session. It is measured once for the
        whole table.
        """
        if not self._lame:
            program = needed("lame")
            wav = self.folder / "session.wav"
            run(self.export(minutes=self.lengths.long, to=wav.name), self.environment())
            self._lame.append(run([program, "--quiet", "-b", "128", str(wav), str(self.folder / "lame.mp3")]))
            wav.unlink()
        return self._lame[0]


class MissingError(Exception):
    """A program or package that a measure needs is not on this machine."""


def needed(program: str) -> str:
    """The path of a program. Raises `MissingError` if it is not installed."""
    found = shutil.which(program)
    if found is None:
        raise MissingError(f"{program} is not on this machine")
    return found


def voiceguide(*arguments: str) -> list[str]:
    """The command line that runs voiceguide with these arguments."""
    return [sys.executable, "-m", "voiceguide", *arguments]


def module(name: str, *arguments: str) -> list[str]:
    """The command line that runs a module of tests.benchmarks as a program."""
    return [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
