"""The kinds of files a session can become, by their ending."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.errors import FormatError

if TYPE_CHECKING:
    from voiceguide.output.contract import Output


def output_for(path: Path) -> "Output":
    """What writes a file of this name. Raises `FormatError`, naming the known endings."""
    ending = path.suffix.lower()
    makers = _makers()
    if ending not in makers:
        raise FormatError(path.suffix, list(makers))
    return makers[ending]()


def endings() -> tuple[str, ...]:
    """The known endings, the usual one first: ``.mp3`` and so on."""
    return tuple(_makers())


def _makers() -> dict[str, Callable[[], "Output"]]:
    return {".mp3": _mp3, ".wav": _wav, ".flac": _flac, ".ogg": _vorbis, ".opus": _opus}


# Each maker imports its own kind only: to know the endings, and to make one file, the other kinds need not load.


@cache  # the sessions of one command share what it has encoded
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
