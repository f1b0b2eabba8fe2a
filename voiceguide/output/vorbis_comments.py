"""Vorbis comments: the tags of FLAC, Ogg Vorbis and Opus files.

Sources: the Vorbis comment specification and field recommendations, the Xiph chapter extension (CHAPTER000), and the
FLAC picture block, which Ogg files carry as METADATA_BLOCK_PICTURE in base64.
"""

import errno
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from voiceguide.output.contract import Tags
from voiceguide.output.tag_text import FINGERPRINT_KEY, GENRE, lyrics, one_line, picture_mime
from voiceguide.units import Frames, to_milliseconds

Kind: TypeAlias = Literal["flac", "vorbis", "opus"]

_FRONT_COVER: Final = 3
_MOST_CHAPTERS: Final = 1000
"""The extension counts chapters in three digits."""


def write_comments(path: Path, kind: Kind, tags: Tags) -> None:
    """Put the tags into a finished file. Raises OSError."""
    from mutagen import MutagenError

    try:
        file = _opened(path, kind)
        if file.tags is None:
            file.add_tags()
        for name, text in comment_fields(tags).items():
            file.tags[name] = text
        if tags.cover:
            _add_picture(file, kind, tags.cover)
        file.save()
    except MutagenError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(errno.EIO, f"its tags failed: {error}") from error


def comment_fields(tags: Tags) -> dict[str, str]:
    """The fields and what they say; empty ones are left out."""
    fields = {
        "TITLE": one_line(tags.title),
        "ARTIST": one_line(tags.artist),
        "ALBUM": one_line(tags.album),
        "GENRE": GENRE,
        "LANGUAGE": one_line(tags.lang),
        "COMMENT": one_line(tags.comment),
        "LYRICS": lyrics(tags.lines),
        FINGERPRINT_KEY: one_line(tags.fingerprint),
    }
    for index, chapter in enumerate(tags.chapters[:_MOST_CHAPTERS]):
        fields[f"CHAPTER{index:03}"] = _clock(chapter.start)
        fields[f"CHAPTER{index:03}NAME"] = one_line(chapter.title or tags.title)
    return {name: text for name, text in fields.items() if text}


def _opened(path: Path, kind: Kind) -> Any:
    """The file as mutagen sees it (which has no types)."""
    if kind == "flac":
        from mutagen.flac import FLAC

        return FLAC(path)
    if kind == "opus":
        from mutagen.oggopus import OggOpus

        return OggOpus(path)
    from mutagen.oggvorbis import OggVorbis

    return OggVorbis(path)


def _add_picture(file: Any, kind: Kind, cover: bytes) -> None:
    from mutagen.flac import Picture
    from PIL import Image

    picture = Picture()
    picture.type, picture.mime, picture.data = _FRONT_COVER, picture_mime(cover), cover
    with Image.open(BytesIO(cover)) as image:
        picture.width, picture.height = image.size
    picture.depth = 24
    if kind == "flac":
        file.add_picture(picture)
    else:
        file.tags["METADATA_BLOCK_PICTURE"] = b64encode(picture.write()).decode("ascii")


def _clock(frames: Frames) -> str:
    """A time as the chapter extension writes it: ``HH:MM:SS.mmm``."""
    seconds, thousandths = divmod(to_milliseconds(frames), 1000)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}.{thousandths:03}"
