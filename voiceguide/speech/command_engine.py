"""Any program as a voice: it gets a line as an argument, in a file or on standard input, and writes a sound file."""

from pathlib import Path
from typing import Final

from voiceguide.dsp.edges import sounding, to_frame_rate
from voiceguide.errors import SpeechError
from voiceguide.speech._hiss import without_hiss
from voiceguide.speech.command_line import command_line
from voiceguide.speech.command_run import Files, Limits, Runner
from voiceguide.speech.engine import Line, Recording, Voice
from voiceguide.speech.wav import read_sound
from voiceguide.units import FRAME_RATE, Seconds

LIMIT: Final[Seconds] = 60.0
"""How long a program may take for a short line: some load a large model first."""

_PER_CHARACTER: Final[Seconds] = 0.05
"""And for each of its characters; as long as a worker may take for it."""

_LONGEST: Final[Seconds] = 60.0
_LONGEST_CHARACTER: Final[Seconds] = 1.0
"""Speech of a text never lasts longer than the one, and the other for each of its characters."""

_BYTES: Final = 96_000 * 2 * 4
"""In a second of the largest sound."""

_AS_IT_IS: Final = (8_000, 96_000)
"""Samples per second that the treatment takes as they are."""


class CommandEngine:
    """Runs the program anew for each line."""

    name = "command"

    def __init__(self, folder: Path, limit: Seconds = LIMIT) -> None:
        """What it is given to read and what it writes lies in `folder`."""
        self._text, self._wav, self._printed = folder / "line.txt", folder / "line.wav", folder / "line.out"
        self._limit = limit
        self._runner = Runner()

    def voices(self) -> tuple[Voice, ...]:
        """None: a command is written, not chosen from a list."""
        return ()

    def speak(self, line: Line) -> Recording:
        """Run the command; see `SpeechEngine.speak`. An error names the program and the last it said."""
        command = command_line(line.voice)
        sound = self._wav if command.writes_file else self._printed
        try:
            self._wav.unlink(missing_ok=True)
            self._text.write_text(f"{line.text}\n", encoding="utf-8")
            words = command.words(line, self._text, self._wav)
            files = Files(self._text if command.hears else None, self._printed, sound)
            self._runner.run(words, files, self._limits(line.text), command.name)
            data = sound.read_bytes() if sound.is_file() else b""
        except OSError as error:
            raise SpeechError(f"{command.name} could not be given its files: {error}") from error
        return _recording(data, command.name)

    def close(self) -> None:
        """End the program that runs."""
        self._runner.end()

    def _limits(self, text: str) -> Limits:
        longest = _LONGEST + _LONGEST_CHARACTER * len(text)
        return Limits(self._limit + _PER_CHARACTER * len(text), round(longest * _BYTES))


def _recording(data: bytes, name: str) -> Recording:
    try:
        recording = read_sound(data)
    except SpeechError as error:
        raise SpeechError(f"{name} ended well, but {error}") from error
    samples, sample_rate = recording.samples, recording.sample_rate
    if not _AS_IT_IS[0] <= sample_rate <= _AS_IT_IS[1]:
        samples, sample_rate = to_frame_rate(samples, sample_rate), FRAME_RATE
    if sounding(samples, sample_rate) == (0, 0):
        raise SpeechError(f"{name} ended well, but the sound written is silent")
    return Recording(without_hiss(samples, sample_rate), sample_rate)
