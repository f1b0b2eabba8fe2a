"""The interface for other programs and notebooks: read a script, make a session from it, and save it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.config import folders
from voiceguide.script.library import Library, bundled_scripts
from voiceguide.session.progress import Progress, no_progress
from voiceguide.session.request import Request

if TYPE_CHECKING:
    from pydub import AudioSegment

    from voiceguide.dsp.samples import Samples
    from voiceguide.output.contract import Quality
    from voiceguide.plan.model import Plan
    from voiceguide.script.model import Script
    from voiceguide.session.stages import ReadySession
    from voiceguide.units import Frames, Seconds


def read(path: str | Path) -> Script:
    """Read a practice. `path` is the path of its file, or the practice's name or title; the user's own practices are
    searched first, then those that come with voiceguide. The file may be a text in any form. Raises
    `PracticeNotFoundError`, `TextError` if a text cannot become a practice, and `ScriptError` with all mistakes in a
    script.
    """
    return _library().find(str(path))


def make(script: Script, request: Request | None = None, *, progress: Progress | None = None) -> Session:
    """Make a session: speak the lines that are not in the cache, plan the session at the requested length, and lay it
    out as sound. `progress` is called with the name of the current work, how much of it is done, and how much there is
    in all. Raises `ScriptError`, `WordsMissingError`, `SpeechError`, `FitError` and `SoundError`.
    """
    from voiceguide.session.backgrounds import backgrounds_for
    from voiceguide.session.stages import laid_out, planned

    request, report, places = request or Request(), progress or no_progress, folders()
    made = planned(script, request, find=_library().included, folders=places, progress=report)
    return Session(laid_out(made, backgrounds_for(script, request, folders=places, progress=report)), report)


class Session:
    """A session of one length, ready to be heard or saved."""

    def __init__(self, ready: ReadySession, progress: Progress) -> None:
        self._ready = ready
        self._progress = progress

    @property
    def plan(self) -> Plan:
        """What happens when, in frames at 44 100 Hz."""
        return self._ready.plan

    @property
    def duration(self) -> Seconds:
        """How long the session lasts."""
        from voiceguide.units import to_seconds

        return to_seconds(self._ready.timeline.length)

    def render(self, first: Frames, last: Frames) -> Samples:
        """Frames `first` up to `last` as float32 samples between −1 and 1, shape (last - first, 2), at 44 100 Hz."""
        return self._ready.render(first, last)

    def to_audio_segment(self) -> AudioSegment:
        """The whole session as a pydub AudioSegment (16 bit): 10 MB a minute."""
        return self._ready.to_audio_segment()

    def export(
        self, path: str | Path, *, quality: Quality = "standard", captions: Sequence[str] = (), force: bool = False
    ) -> Path:
        """Save the session as MP3, WAV, FLAC, Ogg Vorbis or Opus, depending on the path's ending, with captions beside
        it. Returns the path. With `force`, existing files are replaced. Without it, a file that already contains
        exactly this session is left as it is, and any other existing file raises an error. Raises `OutputError`, and
        the errors of the stages whose sound it needs.
        """
        from voiceguide.session.export import save

        target = Path(path)
        save(
            self._ready,
            target,
            quality=quality,
            captions=captions,
            force=force,
            cache=folders().loops,
            progress=self._progress,
        )
        return target


def _library() -> Library:
    return Library([folders().scripts, bundled_scripts()], _found)


def _found(data: bytes, file: str, name: str) -> Script:
    """The practice made from a text that is not in our format."""
    from voiceguide.texts.practice import read_bytes

    return read_bytes(data, file=file, name=name).script
