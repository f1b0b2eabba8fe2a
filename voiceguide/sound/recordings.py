"""Which files are sound: by their endings, else by their first bytes."""

from pathlib import Path
from typing import Final

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
"""Endings of files that are sound, but not for libsndfile."""

AUDIO_ENDINGS: Final = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".mp2", ".aiff", ".aif", ".aifc", ".au",
                        ".caf", ".w64", ".rf64", *FFMPEG_ENDINGS)  # fmt: skip
"""Endings that make a file a recording. On the command line a file of any ending will do."""

_VIDEO_ENDINGS: Final = (".avi", ".flv", ".m4v", ".mpeg", ".mpg", ".wmv")
_SOUND_BEGINS: Final = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"FORM", b"\xff\xfb", b"\x1aE\xdf\xa3")


def is_recording(path: Path) -> bool:
    """Whether a file is sound or a video, by its ending, else by its first bytes."""
    if path.suffix.lower() in (*AUDIO_ENDINGS, *_VIDEO_ENDINGS):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return False
    return head.startswith(_SOUND_BEGINS) or head[4:8] == b"ftyp"
