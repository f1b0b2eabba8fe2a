"""Sound in formats only ffmpeg reads, made into FLAC once, in constant memory."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from time import time
from typing import Final

from voiceguide.errors import AudioFileError

KEPT: Final = 3
"""Converted files kept; an hour is about 300 MB."""

_PART: Final = ".convert-"
_FORGOTTEN: Final = 86_400.0
"""Seconds after which a folder of half a file belongs to nobody any more: no conversion takes so long."""

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
    ".amr",
    ".ac3",
)
"""Endings of files that are sound, but not for libsndfile."""


def converted(path: Path, target: Path) -> Path:
    """The file as stereo FLAC at 44 100 Hz, kept as `target`. Raises `AudioFileError`."""
    if target.exists():
        return target
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        known = path.suffix.lower() in FFMPEG_ENDINGS
        remedy = f"{path.suffix} files need ffmpeg; install it, or save the sound as MP3, FLAC or WAV"
        raise AudioFileError(path, remedy if known else "it is not sound that can be read")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_PART, dir=target.parent) as folder:
            part = Path(folder) / "part.flac"
            _run(ffmpeg, path, part)
            part.replace(target)
    except OSError as error:
        reason = f"it must be converted, and {target.parent} cannot be written: {error.strerror}"
        raise AudioFileError(path, reason) from error
    _tidy(target)
    return target


def _run(ffmpeg: str, path: Path, part: Path) -> None:
    """Let ffmpeg read this file and nothing else: a playlist in disguise reaches no network."""
    asked = ["-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file", "-i", f"file:{path.resolve()}"]
    wanted = ["-map", "0:a:0", "-map_metadata", "-1", "-ac", "2", "-ar", "44100", "-sample_fmt", "s16"]
    made = subprocess.run(
        [ffmpeg, *asked, *wanted, "-c:a", "flac", "-compression_level", "2", f"file:{part}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        if b"No space left" in made.stderr:
            raise OSError(28, "No space left on device")
        raise AudioFileError(path, "it is not sound that can be read")


def _tidy(newest: Path) -> None:
    """Remove what was converted longest ago, and what killed processes left behind."""
    with suppress(OSError):
        for folder in newest.parent.glob(f"{_PART}*"):
            if time() - folder.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(folder, ignore_errors=True)
        files = sorted(newest.parent.glob("*.flac"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[KEPT:]:
            if path != newest:
                path.unlink(missing_ok=True)
