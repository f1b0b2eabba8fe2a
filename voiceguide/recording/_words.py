"""The words of a recording, from what lies beside it or in it: captions, lyrics with times, title and author."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import RecordingError
from voiceguide.texts.model import RefusedError
from voiceguide.texts.timed import TimedWords, timed_words

CAPTIONS: Final = (".vtt", ".srt", ".lrc")
"""In the order of preference: the first two also say when a line ends."""

_MOST: Final = 8_000_000


@dataclass(frozen=True)
class Words:
    """What is known of a recording besides its sound."""

    timed: tuple[TimedWords, ...] = ()
    source: str = ""
    """Where the words come from."""
    title: str = ""
    author: str = ""
    lang: str = "en"


def beside(recording: Path) -> Words:
    """The words of a recording; empty if there are no captions or lyrics. Raises `RecordingError` for captions that are
    out of order.
    """
    title, author, lyrics = _tags(recording)
    for file in _captions(recording):
        data = file.read_bytes()[:_MOST]
        timed = _timed(file, data.decode("utf-8-sig", errors="replace"))
        if timed:
            return Words(timed, file.name, title, author, _language(file, data))
    timed = _timed(recording, lyrics)
    return Words(timed, "the lyrics in it" if timed else "", title, author)


def _captions(recording: Path) -> list[Path]:
    """Caption files with the recording's name, also with a language in between: ``talk.en.vtt``."""
    found = []
    for ending in CAPTIONS:
        exact = recording.with_suffix(ending)
        named = sorted(recording.parent.glob(f"{_literal(recording.stem)}.*{ending}"))
        found += [file for file in (exact, *named) if file.is_file()]
    return found


def _literal(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _timed(file: Path, text: str) -> tuple[TimedWords, ...]:
    try:
        return timed_words(text.replace("\r\n", "\n").replace("\r", "\n"))
    except RefusedError as error:
        raise RecordingError(file, f"line {error.line}: {error.reason}" if error.line else error.reason) from error


def _language(file: Path, data: bytes) -> str:
    between = re.search(r"\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.[a-z]+$", file.name)
    told = re.search(rb"^Language:\s*([A-Za-z-]{2,8})\s*$", data[:400], re.MULTILINE)
    found = between[1] if between else told[1].decode() if told else "en"
    return found.lower()


def _tags(recording: Path) -> tuple[str, str, str]:
    """Title, artist and timed lyrics; each empty if the file has none."""
    import mutagen

    try:
        easy: Any = mutagen.File(recording, easy=True)
        full: Any = mutagen.File(recording)
    except (mutagen.MutagenError, OSError):
        return "", "", ""
    title, author = (_first(easy, key) for key in ("title", "artist"))
    tags: Any = getattr(full, "tags", None)
    lyrics = ""
    for frame in tags.getall("SYLT") if hasattr(tags, "getall") else ():
        lyrics = "\n".join(
            f"[{at // 60000:02}:{at / 1000 % 60:05.2f}]{' '.join(text.split())}" for text, at in frame.text
        )
    for frame in tags.getall("USLT") if hasattr(tags, "getall") and not lyrics else ():
        lyrics = str(frame.text)
    return title, author, lyrics


def _first(tags: Any, key: str) -> str:
    found = tags.get(key) if tags is not None and hasattr(tags, "get") else None
    return " ".join(str(found[0]).split()) if found else ""
