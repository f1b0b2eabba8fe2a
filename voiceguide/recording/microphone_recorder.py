"""Records a practice with a microphone, line by line: each line is shown, recorded and played back as a session will
play it, and then kept or read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.devices.microphone import LONGEST, Microphone, open_microphone
from voiceguide.devices.speakers import play
from voiceguide.dsp.samples import Samples
from voiceguide.errors import NoSpeakersError, SpeechError
from voiceguide.recording._files import save_recording
from voiceguide.recording._sound_levels import CLIPPED, FAINT
from voiceguide.recording.sheet import SheetLine
from voiceguide.speech.treatment import treated_recording
from voiceguide.system.files import make_folder
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Samples
    from voiceguide.system.keyboard import Keyboard


READY_KEYS: Final = "space: record   s: skip   b: back   q: quit"
REVIEW_KEYS: Final = "k: keep   a: again   l: listen   s: skip   b: back   q: quit"
_ENTER: Final = ("\n", "\r")
_POLL: Final[Seconds] = 0.1

_LEAST_SHARE: Final = 0.45
"""If a recording takes less than this share of its expected duration, something was cut off, or the key was pressed too
soon."""

_METER: Final = 30
_METER_DB: Final = 60.0


class Prompter:
    """Shows the reader lines and messages. If plain, it prints only whole lines, and nothing during a recording,
    because the voice of a screen reader would be recorded.
    """

    def __init__(self, write: Callable[[str], None], *, plain: bool) -> None:
        """`write` prints a text as it is, without adding a line break."""
        self._write, self._plain = write, plain

    def line(self, line: SheetLine, place: int, count: int) -> None:
        """Show the line to read."""
        self._write(f"\n{place} of {count}   {line.id}\n\n   {line.text}\n\n{READY_KEYS}\n")

    def begins(self) -> None:
        """Show that the recording begins."""
        if not self._plain:
            self._write("recording; space ends it\n")

    def level(self, level: float, seconds: Seconds) -> None:
        """Show how loud the sound is, and for how long it has been recorded."""
        if not self._plain:
            self._write(f"\r  {meter(level)}  {seconds:5.1f} s")

    def ends(self, seconds: Seconds) -> None:
        """Show that the recording has ended, and how long it is."""
        self._write(f"recorded, {seconds:.1f} s\n" if self._plain else f"\r{' ' * (_METER + 14)}\r  {seconds:.1f} s\n")

    def say(self, message: str) -> None:
        """Show any other message."""
        self._write(f"{message}\n")


def meter(level: float) -> str:
    """A bar that shows an amplitude: empty at 60 dB below full scale, full at full scale. If the sound is clipped, an
    exclamation mark follows the bar.
    """
    from math import log10

    if level >= CLIPPED:
        return "#" * _METER + "!"
    share = 1 + 20 * log10(max(level, 1e-6)) / _METER_DB
    length = round(max(0.0, min(1.0, share)) * _METER)
    return "#" * length + "." * (_METER - length) + " "


@dataclass
class LineRecorder:
    """Records a person with a microphone, line by line."""

    lines: Sequence[SheetLine]
    folder: Path
    microphone: Microphone
    keys: Keyboard
    prompter: Prompter
    play_back: Callable[[Samples, int], None]
    """Plays a recording and waits for its end. Raises `NoSpeakersError`, and `SpeechError` for silence."""

    def run(self) -> int:
        """Go through the lines until the last one is done or the reader leaves. Returns how many lines were recorded
        and kept.
        """
        kept: set[str] = set()
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            step = self._read(line, index)
            if step == "quit":
                break
            if step == "keep":
                kept.add(line.id)
            index = max(0, index - 1) if step == "back" else index + 1
        return len(kept)

    def _read(self, line: SheetLine, index: int) -> str:
        """Have one line read. Returns ``keep``, ``skip``, ``back`` or ``quit``."""
        while True:
            self.prompter.line(line, index + 1, len(self.lines))
            step = self._wait_for_key({"space": "record", "s": "skip", "b": "back", "q": "quit"}, enter="record")
            if step != "record":
                return step
            recorded = self._record(line)
            if not self._play_back(recorded):
                continue
            step = self._review(recorded)
            if step == "keep":
                save_recording(self.folder, line, recorded, self.microphone.rate)
            if step != "again":
                return step

    def _record(self, line: SheetLine) -> Samples:
        highest = 0.0
        self.microphone.begin()
        self.prompter.begins()
        while self.microphone.seconds < LONGEST:
            pressed = self.keys.read(_POLL)
            level = self.microphone.level
            highest = max(highest, level)
            self.prompter.level(level, self.microphone.seconds)
            if any(key in ("space", *_ENTER) for key in pressed):
                break
        samples = self.microphone.end()
        seconds = len(samples) / self.microphone.rate
        self.prompter.ends(seconds)
        if highest >= CLIPPED:
            self.prompter.say("It was too loud for the microphone: move back a little, or turn it down.")
        elif 0 < highest < FAINT:
            self.prompter.say("It was very quiet: move a little closer, or turn the microphone up.")
        if seconds < _LEAST_SHARE * line.seconds:
            self.prompter.say("That is shorter than these words should take. Was anything cut off?")
        return samples

    def _play_back(self, recorded: Samples) -> bool:
        """Play a recording back. Returns False if nothing is heard in it; if it cannot be played, a message says so,
        and True is returned.
        """
        try:
            self.play_back(recorded, self.microphone.rate)
        except SpeechError:
            self.prompter.say(
                "Nothing was heard. Is the microphone on? To use another one, press 'q' and start again with --device."
            )
            return False
        except NoSpeakersError as error:
            self.prompter.say(f"It cannot be played back: {error.reason}")
        return True

    def _review(self, recorded: Samples) -> str:
        self.prompter.say(REVIEW_KEYS)
        steps = {"k": "keep", "a": "again", "l": "listen", "s": "skip", "b": "back", "q": "quit"}
        while True:
            step = self._wait_for_key(steps, enter="keep")
            if step != "listen":
                return step
            self._play_back(recorded)

    def _wait_for_key(self, steps: dict[str, str], enter: str) -> str:
        """Wait for a key that has a meaning here, and return its meaning."""
        known = {**steps, **dict.fromkeys(_ENTER, enter)}
        while True:
            for key in self.keys.read(0.5):
                if key in known:
                    return known[key]


@contextmanager
def microphone_for(folder: Path, device: str | None) -> Iterator[Microphone]:
    """An open microphone while the block runs. `device` is its name, or part of it; None: the default one. The folder
    for the recordings is made too. Raises `NoMicrophoneError` and `FolderError`.
    """
    microphone = open_microphone(device)
    try:
        make_folder(folder)
        yield microphone
    finally:
        microphone.close()


def play_back(samples: Samples, sample_rate: int) -> None:
    """Play a recording and wait for its end. Raises `NoSpeakersError`, and `SpeechError` for silence."""
    play(treated_recording(samples, sample_rate))
