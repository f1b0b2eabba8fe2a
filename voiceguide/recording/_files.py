"""Writes recordings into their folder, each whole or not at all."""

from contextlib import suppress
from pathlib import Path

from voiceguide.dsp.samples import Samples
from voiceguide.errors import RecordingsFolderError
from voiceguide.recording.sheet import SheetLine
from voiceguide.speech.engines.recorded import Recordings
from voiceguide.system.files import make_folder, whole_file


def save_recording(folder: Path, line: SheetLine, samples: Samples, sample_rate: int) -> Path:
    """Write the recording of a line, mono; it replaces any other recording of that line. Raises `OutputError`."""
    import soundfile

    make_folder(folder)
    before = recordings_of(folder, line)
    path = folder / line.file_name
    with whole_file(path, force=True) as part:
        soundfile.write(part, samples, sample_rate, format="WAV", subtype="PCM_24")
    for other in before:
        if other != path:
            with suppress(FileNotFoundError):
                other.unlink()
    return path


def recordings_of(folder: Path, line: SheetLine) -> tuple[Path, ...]:
    """The recordings of a line in the folder; none if there is no such folder."""
    try:
        return Recordings(folder).of(line.text)
    except RecordingsFolderError:
        return ()
