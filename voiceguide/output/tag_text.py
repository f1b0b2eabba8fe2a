"""What all kinds of tags share: the words as they may stand in them, and the names of the fields."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from voiceguide.timeline import Line

FINGERPRINT_KEY: Final = "VOICEGUIDE_FINGERPRINT"
"""The name of the field that holds a session's fingerprint, in every kind of file."""

GENRE: Final = "Meditation"


def one_line(text: str) -> str:
    """The text without control characters, line ends and half characters, which would break a field or cut it short."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in whole).split())


def lyrics(lines: Sequence[Line]) -> str:
    """The words of a session, one line each."""
    return "\n".join(filter(None, (one_line(line.text) for line in lines)))


def picture_mime(cover: bytes) -> str:
    """What kind of picture this is: a PNG, or else a JPEG."""
    return "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"
