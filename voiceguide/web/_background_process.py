"""Renders loops in a separate process. Rendering needs 200 MB of memory or more, and a program that runs for a long
time would keep most of it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from voiceguide.errors import BackgroundLostError
from voiceguide.sound.backgrounds import missing_loops, open_background
from voiceguide.sound.bed import CountProgress
from voiceguide.system.process import own_group

_BOOT: Final = (
    "import sys; sys.path[:] = {path!r}\n"
    "from voiceguide.web._background_process import main; main({name!r}, {sounds!r}, {cache!r})"
)


def make_loops(spec: str, *, sounds: Path | None, cache_folder: Path, progress: CountProgress) -> None:
    """Make the loops of a background that are not in `cache_folder` yet, one after another.

    A `spec` that `open_background` would refuse is ignored here. Raises `BackgroundLostError`, and whatever `progress`
    raises, which stops the work.
    """
    for name in missing_loops(spec, sounds=sounds, cache_folder=cache_folder):
        progress(0, 1)
        _make(name, sounds, cache_folder, progress)


def _make(name: str, sounds: Path | None, cache_folder: Path, progress: CountProgress) -> None:
    path = [str(Path(entry).absolute()) for entry in sys.path]
    boot = _BOOT.format(path=path, name=name, sounds=str(sounds or ""), cache=str(cache_folder))
    with tempfile.TemporaryFile("w+") as errors:
        command = [sys.executable, "-c", boot]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, **own_group()
            )
        except OSError as error:
            raise BackgroundLostError(name, str(error)) from error
        with process:
            try:
                for line in process.stdout or ():
                    done, total = line.split()
                    progress(int(done), int(total))
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            raise BackgroundLostError(name, _why(errors.read(), process.returncode))


def _why(said: str, status: int) -> str:
    """Why a process failed: the last line that it printed, or its status."""
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")
    return last[:200] or f"its process ended with {f'signal {-status}' if status < 0 else f'status {status}'}"


def main(name: str, sounds: str, cache_folder: str) -> None:
    """The program of the separate process: open the background, which makes its loop, and print the progress."""

    def show(done: int, total: int) -> None:
        print(done, total, flush=True)

    open_background(name, sounds=Path(sounds) if sounds else None, cache_folder=Path(cache_folder), progress=show)
