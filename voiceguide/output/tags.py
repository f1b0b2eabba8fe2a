"""Makes the tags of an MP3 file, and reads the fingerprint from the tags of any file."""

from pathlib import Path
from typing import Final

from voiceguide.output._id3 import id3_bytes
from voiceguide.output._riff import find_chunk
from voiceguide.output.tag_text import FINGERPRINT_KEY

__all__ = ["id3_bytes", "read_fingerprint", "tags_size"]

_SIGN_BYTES: Final = 4
_HEAD_BYTES: Final = 10


def tags_size(path: Path) -> int:
    """The size in bytes of the tags at the beginning of an MP3 file; the sound comes after them. 0 if there are none.
    Raises OSError.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(b"ID3") or len(head) < _HEAD_BYTES:
        return 0
    return _HEAD_BYTES + sum(part << shift for part, shift in zip(head[6:], (21, 14, 7, 0), strict=True))


def read_fingerprint(path: Path) -> str:
    """The fingerprint in the tags of a file of any kind; empty if there is none, or the file cannot be read."""
    try:
        with path.open("rb") as file:
            sign = file.read(_SIGN_BYTES)
        if sign in (b"RIFF", b"RF64"):
            return _from_wav(path)
        if sign == b"fLaC":
            return _from_flac(path)
        if sign == b"OggS":
            return _from_ogg(path)
        return _from_id3(path)
    except Exception:  # For a damaged or foreign file, mutagen may raise nearly anything: it is no session of ours.
        return ""


def _from_id3(path: Path) -> str:
    from mutagen.id3 import ID3

    return _text_of(ID3(path))


def _from_wav(path: Path) -> str:
    from io import BytesIO

    from mutagen.id3 import ID3

    data = find_chunk(path, b"id3 ")
    return _text_of(ID3(fileobj=BytesIO(data))) if data else ""


def _text_of(tag: object) -> str:
    for frame in tag.getall(f"TXXX:{FINGERPRINT_KEY}"):  # type: ignore[attr-defined]
        return str(frame.text[0])
    return ""


def _from_flac(path: Path) -> str:
    from mutagen.flac import FLAC

    return _comment_of(FLAC(path).tags)


def _from_ogg(path: Path) -> str:
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    with path.open("rb") as file:
        kind = OggOpus if b"OpusHead" in file.read(256) else OggVorbis
    return _comment_of(kind(path).tags)


def _comment_of(comments: object) -> str:
    values: list[str] = comments.get(FINGERPRINT_KEY, []) if comments else []  # type: ignore[attr-defined]
    return values[0] if values else ""
