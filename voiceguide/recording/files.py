"""Writes recordings into their folder, each whole or not at all."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.dsp.edges import faded
from voiceguide.dsp.samples import Samples
from voiceguide.errors import FileThereError, FolderError, RecordingsFolderError
from voiceguide.recording.matching import Matching
from voiceguide.recording.sheet import SheetLine
from voiceguide.speech.engines.recorded import Recordings
from voiceguide.system.files import whole_file
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.sound.audio_file import SoundSource

_EDGE: Final[Seconds] = 0.01


def keep(folder: Path, line: SheetLine, samples: Samples, sample_rate: int) -> Path:
    """Write the recording of a line, mono; it replaces any other recording of that line. Raises `OutputError`."""
    import soundfile

    make_folder(folder)
    before = _of(folder, line)
    path = folder / line.file_name
    with whole_file(path, force=True) as part:
        soundfile.write(part, samples, sample_rate, format="WAV", subtype="PCM_24")
    for other in before:
        if other != path:
            with suppress(FileNotFoundError):
                other.unlink()
    return path


def make_folder(folder: Path) -> None:
    """Create the folder unless it exists. Raises `FolderError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(folder, error.strerror or str(error)) from error


def cut(matching: Matching, source: "SoundSource", folder: Path, *, force: bool) -> Iterator[Path]:
    """Write the recording of each line that is in the take, and yield its path.

    Without `force`, raises `FileThereError` before anything is written if a line already has a recording. Raises
    `OutputError`.
    """
    found = [match for match in matching.matches if match.stretch]
    if not force:
        for match in found:
            for path in _of(folder, match.line):
                raise FileThereError(path)
    for match in found:
        assert match.stretch is not None
        first, last = round(match.stretch.start * source.rate), round(match.stretch.end * source.rate)
        mono = source.read(first, min(last, source.frames)).mean(axis=1)
        yield keep(folder, match.line, faded(mono, round(_EDGE * source.rate)), source.rate)


def _of(folder: Path, line: SheetLine) -> tuple[Path, ...]:
    try:
        return Recordings(folder).of(line.text)
    except RecordingsFolderError:
        return ()
