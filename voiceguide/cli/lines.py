"""Wraps lines to the terminal's width. The further lines of a table's row begin at the column that they continue."""

import codecs
import os
import re
import sys
from io import TextIOWrapper
from typing import Final

import click

from voiceguide.system.cells import cells, longest_word
from voiceguide.system.cells import wrapped as wrapped_lines

_GAP: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
"""The gap between the columns of a table."""


def columns(*, err: bool = False) -> int | None:
    """The width to wrap at: `COLUMNS` in the environment, or else the terminal's width. None if there is neither: lines
    that go to a file or a program are not wrapped.
    """
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted):
        return int(wanted)
    stream = sys.stderr if err else sys.stdout
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError, AttributeError):  # it is no terminal, is closed, or is not a file
        return None


def wrapped(text: str, width: int | None, *, whole: bool = False) -> str:
    """The text with every line wrapped to at most `width` cells. If `width` is None, the text stays as it is.

    In a word that is longer than a line, such as a path, an ellipsis replaces the middle. With `whole`, the word is
    broken instead, so that no text is lost.
    """
    if width is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _wrapped_line(line, width, whole))


def _wrapped_line(line: str, width: int, whole: bool) -> list[str]:
    if cells(line) <= width:
        return [line]
    under = " " * _indent(line, width)
    return wrapped_lines(
        line, width, cut=not whole, subsequent_indent=under, break_on_hyphens=False, replace_whitespace=False
    ) or [""]


def _indent(line: str, width: int) -> int:
    """How far to indent the further lines of a line that is too wide. Three places are tried, and the first one at
    which the longest word fits is returned: the last column that begins in the left half, then 2 cells right of the
    line's own indent, then 0. If the word fits nowhere, the second place is returned.
    """
    begins = len(line) - len(line.lstrip())
    gaps = [gap.end() for gap in _GAP.finditer(line) if cells(line[: gap.end()]) <= width // 2]
    usual = cells(line[: gaps[-1]]) if gaps else min(begins + 2, width // 2)
    word = longest_word(line)
    lesser = min(begins + 2, width // 2)
    return next((place for place in (usual, lesser) if place + word <= width), 0 if word <= width else lesser)


def accept_every_letter() -> None:
    """Accept every letter in input and output, so that no letter of a title ends the program, whatever the locale.

    An ASCII encoding means that the terminal has no locale. It is replaced by UTF-8, as click does too. In other
    encodings, letters that the encoding lacks are printed as a ?.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if codecs.lookup(stream.encoding).name == "ascii":
            stream.reconfigure(encoding="utf-8", errors="replace")
        elif stream.errors == "strict" and stream.writable():
            stream.reconfigure(errors="replace")


def out(text: object = "", *, whole: bool = False) -> None:
    """Print a result. With `whole`, no letter is left out, however narrow the terminal is."""
    click.echo(wrapped(str(text), columns(), whole=whole))


def err(text: object = "") -> None:
    """Print a message."""
    click.echo(wrapped(str(text), columns(err=True)), err=True)
