"""Opens documents that are archives, and checks them before anything in them is unpacked."""

import io
import re
import zipfile
from typing import Final

from voiceguide.system.plain_text import collapsed
from voiceguide.texts._model import RefusedError

MOST_UNPACKED: Final = 16_000_000
"""The most bytes to which the parts of a document may unpack, not counting pictures. With the pictures, it may be 12
times as much. A book of 500 pages unpacks to a fifth of this.
"""
PAGE_PART: Final = "it belongs to the page, not to the text"


def open_archive(data: bytes, wanted: str) -> zipfile.ZipFile:
    """The archive of a document. Before anything is unpacked, it is checked: it must contain the part `wanted`, have no
    password and at most 2000 parts, and unpack to at most `MOST_UNPACKED`. Raises `RefusedError` if it fails a check,
    or is damaged.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedError(f"this document is damaged: {damage_reason(error)}") from error
    if any(member.flag_bits & 1 for member in members):
        raise RefusedError("this document is locked with a password; save it without one")
    if wanted not in {member.filename for member in members}:
        raise RefusedError("this is an archive, not a text; unpack it, and name a text inside it")
    words = sum(
        member.file_size
        for member in members
        if not re.search(r"\.(?:png|jpe?g|gif|emf|wmf|bmp|tiff?)$", member.filename, re.IGNORECASE)
    )
    if (
        words > MOST_UNPACKED
        or len(members) > 2_000
        or sum(member.file_size for member in members) > 12 * MOST_UNPACKED
    ):
        raise RefusedError(f"this document unpacks to {words / 1e6:.0f} MB, far more than a script has")
    return archive


def damage_reason(error: Exception) -> str:
    """The message of a library's error about a damaged file, in at most 100 characters; the error's class if it has no
    message.
    """
    text = collapsed(str(error))
    return (text[:100] or type(error).__name__).rstrip(".")
