"""The formats in which a session can be written, by their file name endings."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.errors import FormatError

if TYPE_CHECKING:
    from voiceguide.output.contract import Job, Output, SoundStream


def output_for(path: Path) -> "Output":
    """The output that writes a file with this name. Raises `FormatError`, which lists the known endings."""
    ending = path.suffix.lower()
    makers = _makers()
    if ending not in makers:
        raise FormatError(path.suffix, list(makers))
    return makers[ending]()


def mp3_stream(job: "Job") -> "SoundStream":
    """The session as an MP3 that can be sent while it is being made."""
    from voiceguide.output.mp3.stream import Mp3Stream

    return Mp3Stream(job)


def endings() -> tuple[str, ...]:
    """The known endings, the default first: ``.mp3`` and so on."""
    return tuple(_makers())


def _makers() -> dict[str, Callable[[], "Output"]]:
    return {".mp3": _mp3, ".wav": _wav, ".flac": _flac, ".ogg": _vorbis, ".opus": _opus}


# Each factory imports only its own format, so that listing the endings, or writing one file, does not load the others.


@cache  # the sessions of one command share one output
def _mp3() -> "Output":
    from voiceguide.output.mp3.writer import Mp3Output

    return Mp3Output()


def _wav() -> "Output":
    from voiceguide.output._wav import WavOutput

    return WavOutput()


def _flac() -> "Output":
    from voiceguide.output._soundfile import SoundFileOutput

    return SoundFileOutput("flac")


def _vorbis() -> "Output":
    from voiceguide.output._soundfile import SoundFileOutput

    return SoundFileOutput("vorbis")


def _opus() -> "Output":
    from voiceguide.output._soundfile import SoundFileOutput

    return SoundFileOutput("opus")
