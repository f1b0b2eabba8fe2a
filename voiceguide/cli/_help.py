"""Help that fits the terminal, even a narrow one. Examples can be copied as they are."""

import shutil
from collections.abc import Iterable
from typing import Any, Final

import click

_WIDEST: Final = 100
_NARROW: Final = 60
"""The least width, in columns, for options and their descriptions side by side. On a narrower terminal, each
description goes below its option.
"""
_RAW: Final = "\b"
"""Begins a paragraph that click does not wrap: our examples."""


class HelpFormatter(click.HelpFormatter):
    """Click's formatter, but also for terminals under 50 columns, and with examples that can be copied."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        width = min(shutil.get_terminal_size().columns, max_width or _WIDEST) - 1
        super().__init__(indent_increment, max(width, 20), max_width)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write the options and their descriptions as click does. On a narrow terminal, each description goes below its
        option.
        """
        if self.width >= _NARROW:
            super().write_dl(list(rows), col_max, col_spacing)
            return
        for term, meaning in rows:
            for text, indent in ((term, self.current_indent), (meaning, self.current_indent + 4)):
                blank = " " * indent
                self.write(click.wrap_text(text, self.width, blank, blank + "  "))
                self.write("\n")

    def write_text(self, text: str) -> None:
        """Write a text as click does. An example line that is too long continues on the next line, in such a way that a
        shell still accepts it.
        """
        parts = text.split("\n\n")
        if not any(part.startswith(_RAW) for part in parts):
            super().write_text(text)
            return
        for number, part in enumerate(parts):
            if number:
                self.write("\n")
            if not part.startswith(_RAW):
                super().write_text(part)
                continue
            for line in part.split("\n")[1:]:
                self._write_example(" " * self.current_indent + line)

    def _write_example(self, line: str) -> None:
        under = " " * (len(line) - len(line.lstrip()) + 4)
        is_command = line.strip().startswith("voiceguide ")
        while len(line) > self.width:
            cut = line.rfind(" ", len(under), self.width - 1)
            if cut < 0:
                break
            self.write(line[:cut] + (" \\" if is_command else "") + "\n")
            line = under + line[cut + 1 :]
        self.write(line + "\n")


class Context(click.Context):
    """A context whose help fits the terminal."""

    formatter_class = HelpFormatter


def with_fitting_help(command: click.Command) -> click.Command:
    """Make the help of this command, and of all its subcommands, fit the terminal. Returns the command."""
    command.context_class = Context
    below: dict[str, Any] = getattr(command, "commands", {})
    for one in below.values():
        with_fitting_help(one)
    return command
