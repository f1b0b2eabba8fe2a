"""Records a take that is read in one go from a teleprompter, follows the reader, and cuts the take into its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from voiceguide.devices.microphone import Microphone
from voiceguide.errors import DetectorMissingError, FolderError, NoMicrophoneError, system_reason
from voiceguide.recording._detector import Detector, detector
from voiceguide.recording._flow import Flow
from voiceguide.recording._sound_levels import HOP, SoundLevels, loudness
from voiceguide.recording._stretches import is_speech
from voiceguide.recording._teleprompter import PlainTeleprompter, RichTeleprompter, Teleprompter
from voiceguide.recording.matching import cut
from voiceguide.sound.audio_file import SoundSource, open_source
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.recording._pieces import TakePiece
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.system.keyboard import Keyboard

_POLL: Final[Seconds] = 0.1
_SILENCE_LIMIT: Final[Seconds] = 10.0
"""A microphone that sends nothing for this long, not even silence, is gone."""


@dataclass
class FlowRecorder:
    """Records a person who reads from a teleprompter into a microphone."""

    flow: Flow
    microphone: Microphone
    keys: Keyboard
    teleprompter: Teleprompter
    take: Path
    """The file that holds the recording until it is cut into lines."""
    speech_detector: Detector | None
    """Tells words from coughs and breaths. None: every sound is kept, so that no word is lost."""

    def run(self, folder: Path) -> int:
        """Have the lines read until the last one is done or the reader leaves, and write their recordings. Returns how
        many were written.

        After Ctrl-C, or if the microphone is gone, the lines read so far are also written, before the error is raised.
        If the lines cannot be written, the take is kept. Raises `NoMicrophoneError` and `OutputError`.
        """
        stopped: BaseException | None = None
        try:
            self._record()
        except (KeyboardInterrupt, NoMicrophoneError) as error:
            stopped = error
        finally:
            self.teleprompter.close()
        written = self._cut(folder) if self.flow.read else 0
        self.take.unlink(missing_ok=True)
        if stopped:
            raise stopped
        return written

    def _record(self) -> None:
        import soundfile

        try:
            self.take.parent.mkdir(parents=True, exist_ok=True)
            with soundfile.SoundFile(str(self.take), "w", self.microphone.rate, 1, "PCM_24", format="WAV") as file:
                self._follow(file)
        except (OSError, RuntimeError) as error:
            raise FolderError(self.take.parent, f"the take cannot be written: {system_reason(error)}") from error

    def _follow(self, file: Any) -> None:
        self.microphone.begin()
        came = monotonic()
        while not self.flow.over:
            self.teleprompter.show(self.flow.view)
            for key in self.keys.read(_POLL):
                self.flow.press(key)
            block = self.microphone.drain()
            if len(block):
                came = monotonic()
                file.write(block)
                self.flow.hear(block)
            elif monotonic() - came > _SILENCE_LIMIT:
                raise NoMicrophoneError("nothing comes from the microphone any more (is it still plugged in?)")

    def _cut(self, folder: Path) -> int:
        source, heard = open_source(self.take, self.take.parent), self.flow.end()
        matching = self.flow.matching(self.take, heard, _speech(source, heard, self.speech_detector))
        return sum(1 for _ in cut(matching, source, folder, force=True))


def flow_recorder(
    lines: Sequence[SheetLine],
    microphone: Microphone,
    keys: Keyboard,
    take: Path,
    *,
    write_line: Callable[[str], None] | None,
    note: Callable[[str], None],
) -> FlowRecorder:
    """A recorder that has these lines read. `write_line` prints a line for a plain teleprompter; if it is None, the
    teleprompter takes over the whole terminal instead. `note` is called if no detector of speech is installed.
    """
    shown = PlainTeleprompter(write_line) if write_line else RichTeleprompter()
    return FlowRecorder(Flow(lines, microphone.rate), microphone, keys, shown, take, _installed_detector(note))


def _installed_detector(note: Callable[[str], None]) -> Detector | None:
    try:
        return detector()
    except DetectorMissingError as error:
        note(f"Coughs and breaths between lines stay in the recordings. To have them cut out: {error.remedy}")
        return None


def _speech(source: SoundSource, heard: SoundLevels, speech_detector: Detector | None) -> Callable[[TakePiece], bool]:
    if speech_detector is None:
        return lambda piece: True
    loud = loudness(heard)
    return lambda piece: is_speech(source, speech_detector, round(piece.start / HOP), round(piece.end / HOP), loud)
