"""One line of a script, spoken: to try a word, or a voice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.config import Folders
from voiceguide.dsp.samples import Clip, Samples
from voiceguide.errors import Mistake, ScriptError
from voiceguide.output.contract import Job, Tags
from voiceguide.output.formats import output_for
from voiceguide.output.whole_file import check_target, whole_file
from voiceguide.script.model import Script
from voiceguide.script.outline import Utterance
from voiceguide.script.outlining import outline, utterances
from voiceguide.session import Find, Tell, Wishes, listener, speech_progress, tone_for, voice_for
from voiceguide.speech.studio import speak
from voiceguide.units import Frames, Seconds, to_frames, to_seconds

_GAP: Final = to_frames(0.6)
"""Between the sentences of a line."""


@dataclass(frozen=True, eq=False)
class SpokenLine:
    """What stands on one line, as clips."""

    text: str
    clips: tuple[Clip, ...]

    @property
    def frames(self) -> Frames:
        """Its length."""
        return sum(clip.frames + _GAP for clip in self.clips)

    @property
    def seconds(self) -> Seconds:
        """Its length in seconds."""
        return to_seconds(self.frames)

    def read(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last`, shape (last - first, 2)."""
        import numpy as np

        parts = [np.pad(clip.read(0, clip.frames), ((0, _GAP), (0, 0))) for clip in self.clips]
        return np.concatenate(parts)[first:last]

    def save(self, path: Path, *, force: bool) -> None:
        """Write it to a file, in the format its ending names. Raises `OutputError`."""
        output = output_for(path)
        with whole_file(path, force=force) as part:
            output.write(Job(self.read, self.frames, Tags(title=self.text)), part, lambda frames: None)

    def play(self) -> None:
        """Play it through the speakers. Raises `NoSpeakersError` where nothing can play."""
        from voiceguide.output.speakers import play

        play(self.read(0, self.frames))


def check_place(path: Path, *, force: bool) -> None:
    """Find out, before anything is spoken, whether a line can be written there. Raises `OutputError`."""
    output_for(path)
    check_target(path, force=force)


def say_line(script: Script, line: int, wishes: Wishes, *, find: Find, folders: Folders, tell: Tell) -> SpokenLine:
    """Speak what stands on `line` of the script. Raises `ScriptError` when nothing there is spoken."""
    spoken = [one for one in utterances(outline(script, listener(wishes), find)) if one.place.file == script.file]
    here = _on_line(spoken, line)
    if not here:
        lines = sorted({one.place.line for one in spoken}, key=lambda other: (abs(other - line), other))
        near = f"the nearest spoken line is {lines[0]}" if lines else "nothing in it is spoken"
        raise ScriptError([Mistake(script.file, line, "nothing-spoken", f"nothing is spoken on this line; {near}")])
    clips = speak(
        here, voice_for(script, wishes), cache_folder=folders.clips, tone=tone_for(wishes),
        progress=speech_progress(tell),
    )  # fmt: skip
    return SpokenLine(" ".join(one.plain for one in here), tuple(clips[one] for one in here))


def _on_line(spoken: list[Utterance], line: int) -> list[Utterance]:
    return [one for one in spoken if one.place.line == line]
