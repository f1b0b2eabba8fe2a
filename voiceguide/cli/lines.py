"""Lines as wide as the terminal: broken between words, later parts under the beginning of their column."""

import os
import re
import sys
from textwrap import wrap
from typing import Final

import click

_GAP: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
"""What parts the columns of a table."""


def columns(*, err: bool = False) -> int | None:
    """How wide a line may be; None where nobody looks at it: a file, or another program, gets whole lines."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    stream = sys.stderr if err else sys.stdout
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError, AttributeError):  # no terminal, closed, or no file at all
        return None


def fitted(text: str, width: int | None) -> str:
    """The text with every line no wider than `width`; None: as it is."""
    if width is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _fitted(line, width))


def _fitted(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    gaps = [gap.end() for gap in _GAP.finditer(line) if gap.end() <= width // 2]
    begins = len(line) - len(line.lstrip())
    under = gaps[-1] if gaps else min(begins + 2, width // 2)
    return wrap(line, width, subsequent_indent=" " * under, break_on_hyphens=False, replace_whitespace=False) or [""]


def out(text: object = "") -> None:
    """Print a result."""
    click.echo(fitted(str(text), columns()))


def err(text: object = "") -> None:
    """Print a message."""
    click.echo(fitted(str(text), columns(err=True)), err=True)
