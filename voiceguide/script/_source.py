"""Reads the lines of a script file: from bytes to text, from text to lines, without comments."""

import os
import re
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import Mistake, ScriptError, system_reason
from voiceguide.script._findings import Findings
from voiceguide.system.plain_text import CONTROL, with_line_feeds
from voiceguide.units import Seconds

MOST_BYTES: Final = 1_000_000
"""The most bytes of a script. So much text takes most of a day to read aloud, so a larger file must be
something else.
"""

_TIMEOUT: Final[Seconds] = 3.0
"""How long to wait for a program to open the other end of a pipe for writing, in seconds."""

_POLL: Final[Seconds] = 0.02

# Invisible characters that would only confuse a voice: zero-width space, word joiner, byte order mark, soft hyphen.
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x2060, 0xFEFF, 0x00AD))
_COMMENT: Final = re.compile(r"(?<!\\)<!--")


@dataclass(frozen=True)
class SourceLine:
    """A line of the body without its comments."""

    number: int
    """Its line number in the file, counted from 1."""
    text: str
    """The line without white space at its ends."""
    comment: bool
    """Whether the line contained nothing but a comment or a part of one. Unlike an empty line, it does not divide a
    paragraph.
    """


def read_text(path: Path, shown: str) -> str:
    """The text of a script file.

    Raises `ScriptError` if it cannot be read, is a folder, is too large or is not UTF-8; `shown` is its name in
    messages.
    """
    return decode(read_bytes(path, shown), shown)


def read_bytes(path: Path, shown: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file: at most one byte more than `most`, so that the caller can see that a file is too large.

    Raises `ScriptError` if it cannot be read or is a folder; `shown` is its name in messages.
    """
    try:
        return _bytes(path, most)
    except _PipeTimeoutError:
        raise _refused(shown, 1, "unreadable", "this is a pipe that nothing writes to; name a file") from None
    except IsADirectoryError:
        raise _refused(shown, 1, "unreadable", "this is a folder; name a script inside it") from None
    except (OSError, ValueError) as error:
        if path.is_dir():  # opening a folder is "permission denied" on Windows
            raise _refused(shown, 1, "unreadable", "this is a folder; name a script inside it") from None
        reason = system_reason(error)
        raise _refused(shown, 1, "unreadable", f"cannot be read: {reason}") from error


class _PipeTimeoutError(Exception):
    """No program has opened the pipe for writing."""


def _bytes(path: Path, most: int) -> bytes:
    """The content of a file, as for `read_bytes`. Raises OSError, and `_PipeTimeoutError` if no program opens a pipe
    for writing within `_TIMEOUT`. (A pipe that is opened in the usual way would wait for such a program forever.)
    """
    if not stat.S_ISFIFO(path.stat().st_mode):
        with path.open("rb") as stream:
            return stream.read(most + 1)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:
        begun = time.monotonic()
        while (first := _first_of(stream.fileno())) == b"":
            if time.monotonic() - begun > _TIMEOUT:
                raise _PipeTimeoutError
            time.sleep(_POLL)
        os.set_blocking(stream.fileno(), True)
        first = first or b""
        return first + stream.read(most + 1 - len(first))


def _first_of(pipe: int) -> bytes | None:
    """The first byte of a pipe. None: its writer has sent nothing yet; empty: it has no writer."""
    try:
        return os.read(pipe, 1)
    except BlockingIOError:
        return None


def decode(data: bytes, shown: str) -> str:
    """Bytes as text, without a byte order mark. Raises `ScriptError` if they are not UTF-8, or if they are more than
    `MOST_BYTES`.
    """
    if len(data) > MOST_BYTES:
        raise _refused(shown, 1, "too-large", "too large for a script (more than 1 MB): is it a text file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(shown, line, "not-utf8", "not UTF-8 text; save the file again with the encoding UTF-8") from None


def _refused(shown: str, line: int, code: str, message: str) -> ScriptError:
    return ScriptError([Mistake(shown, line, code, message)])


def split_lines(text: str, findings: Findings) -> list[str]:
    """The lines of a text, whatever the system that it comes from, and without invisible characters. Control characters
    become spaces; the first line with one is reported as a mistake.
    """
    # only line feeds and carriage returns end a line, so that line numbers agree with every editor
    lines = with_line_feeds(text).translate(_INVISIBLE).split("\n")
    strange = next((number for number, line in enumerate(lines, 1) if CONTROL.search(line)), None)
    if strange is not None:
        findings.add(strange, "control-character", "there is a control character here; is this a text file in UTF-8?")
        lines = [CONTROL.sub(" ", line) for line in lines]
    return lines


def without_comments(lines: list[str], start: int, findings: Findings) -> list[SourceLine]:
    """The lines from index `start` on, without ``<!-- comments -->``. A comment may extend over several lines."""
    found: list[SourceLine] = []
    opened = 0  # the line on which the open comment began; 0 if none is open
    for number, line in enumerate(lines[start:], start + 1):
        was_open = bool(opened)
        text, opened = _uncommented(line, number, opened)
        touched = was_open or bool(opened) or text != line
        found.append(SourceLine(number, text.strip(), touched and not text.strip()))
    if opened:
        findings.add(opened, "comment-open", "this comment has no end; close it with -->")
    return found


def _uncommented(line: str, number: int, opened: int) -> tuple[str, int]:
    if not opened and "<!--" not in line:
        return line, 0
    parts, at = [], 0
    while True:
        if opened:
            end = line.find("-->", at)
            if end < 0:
                break
            at, opened = end + 3, 0
        begin = _COMMENT.search(line, at)
        if begin is None:
            parts.append(line[at:])
            break
        parts.append(line[at : begin.start()])
        at, opened = begin.end(), number
    return "".join(parts), opened
