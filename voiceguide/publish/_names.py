"""Makes names that everybody may see, in files, addresses and pages. They are short enough for a file system, and
reveal no folders of this machine.
"""

import re
import shlex
from hashlib import sha256
from typing import Final

from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.speech.engines.table import engine_entry, voice_choice

_MOST_BYTES: Final = 230
"""The most bytes that a name may have. File systems allow 255, but a hash and an ending follow; the longest of these is
``-0a1b2c3d.chapters.json``.
"""


def plain_name(text: str) -> str:
    """The text in a form that can be part of a file name and an address."""
    return re.sub(r"[^\w.]+", "-", text).strip("-.")[:80] or "session"


def fitting(name: str) -> str:
    """The name, if it is short enough for a file with an ending; otherwise its beginning and a hash of the whole."""
    whole = name.encode()
    if len(whole) <= _MOST_BYTES:
        return name
    return f"{whole[: _MOST_BYTES - 9].decode(errors='ignore')}-{short_hash(whole)}"


def short_hash(data: bytes) -> str:
    """A hash of eight hexadecimal digits. As part of a file's name, it changes the name when the contents change."""
    return sha256(data).hexdigest()[:8]


def shown_voice(voice_spec: str) -> str:
    """A voice without the folders that it names: ``recorded:anna`` for ``recorded:/home/somebody/anna``."""
    engine, colon, name = voice_spec.partition(":")
    if not colon:
        return _last_part(voice_spec)
    if engine_entry(voice_choice(voice_spec).engine).in_scripts:
        return f"{engine}:{_last_part(name)}"
    try:
        words = shlex.split(name)
    except ValueError:  # a quotation mark is not closed; such a command cannot run
        words = name.split()
    return f"{engine}:{' '.join(map(_last_part, words))}"


_WITH_ENDING: Final = re.compile(
    rf".*({'|'.join(map(re.escape, AUDIO_ENDINGS))})\s*(:[^:/\\]*)?", re.IGNORECASE | re.DOTALL
)
"""Matches a layer of a mix that is a sound file, with or without a level after it."""


def shown_background(spec: str) -> str:
    """A background without the folders that its layers name: ``sea.wav:-3,rain`` for
    ``/home/somebody/sea.wav:-3,rain``.
    """
    if "/" not in spec and "\\" not in spec:
        return spec
    layers: list[str] = []
    begun = ""
    for text in spec.split(","):
        begun = f"{begun},{text}" if begun else text
        # If neither is true, the comma may be within the name of a folder.
        if _last_part(begun) == begun.strip() or _WITH_ENDING.fullmatch(begun):
            layers.append(_last_part(begun))
            begun = ""
    return ",".join([*layers, *([_last_part(begun)] if begun else [])])


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path.strip().rstrip("/\\"))[-1].strip()
