"""Where the measuring happens: a folder with its own caches, and the commands measured in it."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.clock import Spent, run

PRACTICE = "self-compassion-break"
NIGHT = "bedtime-wind-down"
"""What is measured as a night: its voice sinks, its background loses its highs, and is a gentle one."""


@dataclass(frozen=True)
class Lengths:
    """How long the measured sessions are."""

    short: int
    """Minutes; the short session of the memory measure."""
    long: int
    night_practice: int
    night_bed: int
    several: tuple[int, ...]
    lines: int
    """Lines of the new script."""
    busy_minutes: float
    """How long playing is to keep up with every core busy."""


FULL = Lengths(10, 60, 30, 450, (5, 10, 15, 20, 30, 45), 300, 10.0)
QUICK = Lengths(5, 10, 5, 75, (5, 6, 7, 8, 9, 10), 40, 0.5)


@dataclass(eq=False)
class Place:
    """A folder of its own, so that nothing of the user's is touched and no cache is warm by chance."""

    folder: Path
    lengths: Lengths
    _lame: list[Spent] = field(default_factory=list)

    def environment(self, cache: str = "cache") -> dict[str, str]:
        """The environment of the measured commands.

        Compiled modules are kept, as an installed program has them, also where the user's environment forbids it.
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
        """The command that exports a practice over rain."""
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
        """The export of the long session."""
        return self.export(minutes=self.lengths.long)

    def night(self) -> list[str]:
        """The export of a bedtime routine that goes on with the bed all night."""
        bed = f"{self.lengths.night_bed}m"
        return self.export("--then", bed, minutes=self.lengths.night_practice, practice=NIGHT)

    def warm(self) -> None:
        """Make the speech, the loop and its encoded form."""
        run(self.export(minutes=self.lengths.short), self.environment())
        run(self.long(), self.environment())
        run(self.night(), self.environment())

    def lame(self) -> Spent:
        """What `lame -b 128` takes for the finished WAV of the long session, measured once for a whole table."""
        if not self._lame:
            program = needed("lame")
            wav = self.folder / "session.wav"
            run(self.export(minutes=self.lengths.long, to=wav.name), self.environment())
            self._lame.append(run([program, "--quiet", "-b", "128", str(wav), str(self.folder / "lame.mp3")]))
            wav.unlink()
        return self._lame[0]


class MissingError(Exception):
    """A program that is compared against is not on this machine."""


def needed(program: str) -> str:
    """The program's path. Raises `MissingError`."""
    found = shutil.which(program)
    if found is None:
        raise MissingError(f"{program} is not on this machine")
    return found


def voiceguide(*arguments: str) -> list[str]:
    """The command line of voiceguide."""
    return [sys.executable, "-m", "voiceguide", *arguments]


def module(name: str, *arguments: str) -> list[str]:
    """The command line of one of the programs beside this module."""
    return [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
