"""The words of a recording, from files beside it or its tags: captions, lyrics with times, title and author."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import RecordingError, TextError, system_reason
from voiceguide.output.tag_text import one_line
from voiceguide.script.languages import is_tag, plain_tag
from voiceguide.sound.recordings import is_recording
from voiceguide.system.plain_text import collapsed
from voiceguide.texts.timed import TimedWords, timed_words

CAPTIONS: Final = (".vtt", ".srt", ".lrc")
"""The endings of caption files, the preferred ones first. Files of the first two kinds also say when a line ends."""

_MOST: Final = 8_000_000


@dataclass(frozen=True)
class RecordingWords:
    """The words of a recording, and its title, author and language."""

    timed: tuple[TimedWords, ...] = ()
    source: str = ""
    """The source of the words, as messages name it; empty if there are no words."""
    title: str = ""
    author: str = ""
    lang: str = "en"


def recording_words(recording: Path) -> RecordingWords:
    """The words of a recording; empty if there are no captions or lyrics. Raises `RecordingError` for captions or
    lyrics that are out of order or cannot be read.
    """
    title, author, lyrics = _tags(recording)
    for file in _captions(recording):
        data = _read(file)
        timed = _timed(file, data.decode("utf-8-sig", errors="replace"))
        if timed:
            return RecordingWords(timed, file.name, title, author, _language(file, data))
    timed = _timed(recording, lyrics)
    return RecordingWords(timed, "the lyrics in the recording" if timed else "", title, author)


def _captions(recording: Path) -> list[Path]:
    """The caption files that have the recording's name, or its name and a language: ``talk.en.vtt``."""
    found = []
    for ending in CAPTIONS:
        exact = recording.with_suffix(ending)
        named = sorted(recording.parent.glob(f"{_glob_escaped(recording.stem)}.*{ending}"))
        own = [file for file in named if is_tag(file.stem[len(recording.stem) + 1 :]) and not _belongs_to_another(file)]
        found += [file for file in (exact, *own) if file.is_file()]
    return found


def _belongs_to_another(captions: Path) -> bool:
    """Whether these captions belong to another recording, because it has exactly their name. For example,
    ``talk.no.vtt`` belongs to ``talk.no.mp3`` if there is one; otherwise it is the Norwegian captions of ``talk.mp3``.
    """
    return any(
        is_recording(file) for file in captions.parent.glob(f"{_glob_escaped(captions.stem)}.*") if file != captions
    )


def _read(captions: Path) -> bytes:
    try:
        with captions.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        reason = system_reason(error)
        raise RecordingError(captions, f"{reason}; make it readable, or move it away from the recording") from error


def _glob_escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _timed(file: Path, text: str) -> tuple[TimedWords, ...]:
    try:
        return timed_words(text.replace("\r\n", "\n").replace("\r", "\n"), str(file))
    except TextError as error:
        raise RecordingError(file, f"line {error.line}: {error.reason}" if error.line else error.reason) from error


def _language(file: Path, data: bytes) -> str:
    between = file.stem.rpartition(".")
    stated = re.search(rb"^Language:\s*([\w-]{2,35})\s*$", data[:400], re.MULTILINE)
    found = between[2] if between[0] else ""
    if not is_tag(found):
        found = stated[1].decode() if stated else ""
    return plain_tag(found) if is_tag(found) else "en"


def _tags(recording: Path) -> tuple[str, str, str]:
    """Title, artist and lyrics; each is empty if the file has none. Lyrics with times are preferred to
    those without.
    """
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
        lyrics = "\n".join(f"[{at // 60000:02}:{at / 1000 % 60:05.2f}]{collapsed(text)}" for text, at in frame.text)
    for frame in tags.getall("USLT") if hasattr(tags, "getall") and not lyrics else ():
        lyrics = str(frame.text)
    return title, author, lyrics


def _first(tags: Any, key: str) -> str:
    found = tags.get(key) if tags is not None and hasattr(tags, "get") else None
    return one_line(str(found[0])) if found else ""
