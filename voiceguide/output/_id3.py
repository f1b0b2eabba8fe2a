"""ID3v2.3 tags as bytes. They are not written by mutagen, because it sorts chapters by their size.

Sources: the ID3v2.3.0 informal standard, and the ID3v2 Chapter Frame Addendum 1.0. The version is 2.3, not 2.4, because
older players and Windows read no other. Plain ASCII is written as Latin-1, all other text as UTF-16.
"""

import struct
from collections.abc import Sequence
from typing import Final

from voiceguide.output.contract import Tags
from voiceguide.output.tag_text import (
    FINGERPRINT_KEY,
    FRONT_COVER,
    GENRE,
    lyrics,
    one_line,
    picture_mime,
    three_letters,
)
from voiceguide.timeline import CaptionLine, Chapter
from voiceguide.units import Frames, to_milliseconds

_LATIN, _UTF16 = 0, 1
_MILLISECONDS: Final = 2
_LYRICS: Final = 1
_NO_OFFSET: Final = 0xFFFFFFFF
_TOP_LEVEL, _ORDERED = 2, 1
_MOST_CHILDREN: Final = 255
_PADDING: Final = 1024
"""How many spare bytes end the tag, so that a tag editor can change a word without rewriting the whole file."""


def id3_bytes(tags: Tags, length: Frames) -> bytes:
    """A complete ID3v2.3 tag for the start of an MP3 file of `length` frames, or for a chunk of a WAV file."""
    lang = three_letters(tags.lang).encode("ascii")
    frames = [
        _text("TIT2", tags.title),
        _text("TPE1", tags.artist),
        _text("TALB", tags.album),
        _text("TRCK", "/".join(map(str, tags.track or ()))),
        _text("TCON", GENRE),
        _text("TLAN", lang.decode("ascii")),
        _text("TLEN", str(to_milliseconds(length))),
        _described("COMM", lang, one_line(tags.comment)),
        _user_text(FINGERPRINT_KEY, tags.fingerprint),
        *_chapters(tags),
        _described("USLT", lang, lyrics(tags.lines)),
        _synchronised(lang, tags.lines),
        _picture(tags.cover),
    ]
    body = b"".join(frames) + bytes(_PADDING)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def _frame(name: str, data: bytes) -> bytes:
    return name.encode("ascii") + struct.pack(">IH", len(data), 0) + data


def _encoding(*texts: str) -> int:
    """Latin-1 for plain ASCII; otherwise UTF-16, because many readers mistake Latin-1 for their own code page."""
    return _LATIN if all(text.isascii() for text in texts) else _UTF16


def _encoded(text: str, encoding: int, *, ended: bool = False) -> bytes:
    if encoding == _LATIN:
        return text.encode("ascii") + bytes(ended)
    return b"\xff\xfe" + text.encode("utf-16-le") + bytes(2 * ended)


def _text(name: str, text: str) -> bytes:
    shown = one_line(text)
    if not shown:
        return b""
    encoding = _encoding(shown)
    return _frame(name, bytes([encoding]) + _encoded(shown, encoding))


def _user_text(key: str, text: str) -> bytes:
    shown = one_line(text)
    if not shown:
        return b""
    encoding = _encoding(key, shown)
    return _frame("TXXX", bytes([encoding]) + _encoded(key, encoding, ended=True) + _encoded(shown, encoding))


def _described(name: str, lang: bytes, text: str) -> bytes:
    """A frame for a comment (`COMM`) or for lyrics (`USLT`), with an empty description."""
    if not text:
        return b""
    encoding = _encoding(text)
    return _frame(name, bytes([encoding]) + lang + _encoded("", encoding, ended=True) + _encoded(text, encoding))


def _synchronised(lang: bytes, lines: Sequence[CaptionLine]) -> bytes:
    """Synchronised lyrics: the words, with the time at which each line begins."""
    timed = [(one_line(line.text), to_milliseconds(line.start)) for line in lines if one_line(line.text)]
    if not timed:
        return b""
    encoding = _encoding(*(text for text, _ in timed))
    head = bytes([encoding]) + lang + bytes([_MILLISECONDS, _LYRICS]) + _encoded("", encoding, ended=True)
    words = (_encoded(text, encoding, ended=True) + struct.pack(">I", start) for text, start in timed)
    return _frame("SYLT", head + b"".join(words))


def _picture(cover: bytes) -> bytes:
    if not cover:
        return b""
    mime = picture_mime(cover).encode("ascii")
    return _frame("APIC", bytes([_LATIN]) + mime + b"\x00" + bytes([FRONT_COVER]) + b"\x00" + cover)


def _chapters(tags: Tags) -> list[bytes]:
    """The table of contents (CTOC), which lists all chapters, and a CHAP frame for each chapter. Empty if there are no
    chapters.
    """
    if not tags.chapters:
        return []
    names = [f"chp{index}" for index in range(len(tags.chapters))]
    frames = [_chapter(name, chapter, tags.title) for name, chapter in zip(names, tags.chapters, strict=True)]
    return _contents(names, tags.title) + frames


def _chapter(name: str, chapter: Chapter, fallback: str) -> bytes:
    start, end = to_milliseconds(chapter.start), to_milliseconds(chapter.end)
    times = struct.pack(">IIII", start, end, _NO_OFFSET, _NO_OFFSET)
    return _frame("CHAP", name.encode("ascii") + b"\x00" + times + _text("TIT2", chapter.title or fallback))


def _contents(names: Sequence[str], title: str) -> list[bytes]:
    """The table of contents. It has a title, because some players require one.

    A CTOC frame counts its children in one byte, so it has at most 255. If there are more chapters, they are in further
    tables, which are the children of the first.
    """
    if len(names) <= _MOST_CHILDREN:
        return [_contents_frame("toc", _TOP_LEVEL | _ORDERED, names, title)]
    groups = [names[at : at + _MOST_CHILDREN] for at in range(0, len(names), _MOST_CHILDREN)]
    below = [f"toc{index}" for index in range(len(groups))][:_MOST_CHILDREN]
    tables = [_contents_frame(name, _ORDERED, group) for name, group in zip(below, groups, strict=False)]
    return [_contents_frame("toc", _TOP_LEVEL | _ORDERED, below, title), *tables]


def _contents_frame(name: str, flags: int, children: Sequence[str], title: str = "") -> bytes:
    listed = b"".join(child.encode("ascii") + b"\x00" for child in children)
    head = name.encode("ascii") + b"\x00" + bytes([flags, len(children)])
    return _frame("CTOC", head + listed + _text("TIT2", title))


def _syncsafe(size: int) -> bytes:
    """A size of up to 28 bits as four bytes of seven bits, so that no byte looks like the start of an MP3 frame."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
