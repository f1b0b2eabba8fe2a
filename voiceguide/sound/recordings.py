"""Tells which files are sound, by their suffix or otherwise by their first bytes."""

from pathlib import Path
from typing import Final

from voiceguide.system.plain_text import words_of

FFMPEG_ENDINGS: Final = (
    ".m4a",
    ".m4b",
    ".mp4",
    ".aac",
    ".wma",
    ".webm",
    ".mka",
    ".mkv",
    ".mov",
    ".3gp",
    ".amr",
    ".ac3",
)
"""Suffixes of sound files that libsndfile cannot read."""

AUDIO_ENDINGS: Final = (
    *words_of(".wav .flac .ogg .oga .opus .mp3 .mp2 .aiff .aif .aifc .au .caf .w64 .rf64"),
    *FFMPEG_ENDINGS,
)
"""Suffixes of sound files. In the sounds folder, only files with one of these suffixes count as recordings. On the
command line, a path with a slash in it may have any suffix.
"""

_VIDEO_ENDINGS: Final = (".avi", ".flv", ".m4v", ".mpeg", ".mpg", ".wmv")
_SOUND_BEGINS: Final = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"FORM", b"\xff\xfb", b"\x1aE\xdf\xa3")


def is_recording(path: Path) -> bool:
    """Whether a file is sound or a video, by its suffix or otherwise by its first bytes."""
    if path.suffix.lower() in (*AUDIO_ENDINGS, *_VIDEO_ENDINGS):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return False
    return head.startswith(_SOUND_BEGINS) or head[4:8] == b"ftyp"
