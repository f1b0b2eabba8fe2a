"""A question whose answer can be typed. One answer is shown in brackets: the arrow keys change it, and Enter alone
accepts it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

import click

from voiceguide.cli.lines import columns, wrapped
from voiceguide.system.cells import cells
from voiceguide.system.keyboard import TextKeyboard, keyboard, letters

LEAVING: Final = ("q", "quit", "exit")
"""Answers that end the program. q stops a session, so people also type it at a question."""

_STEPS: Final = {"up": -1, "left": -1, "down": 1, "right": 1}
_ENTER: Final = ("\r", "\n")
_BACKSPACE: Final = ("\x7f", "\b")
_CTRL_U: Final = "\x15"

_USUAL_WIDTH: Final = 80
_ANSWER_COLUMNS: Final = 12
"""Columns for a short answer beside a question."""


def answer(question: str, options: Sequence[str], usual: str, *, plain: bool) -> str:
    """Ask a question, and return the typed answer. If nothing was typed, return the answer in brackets: `usual`, unless
    the arrow keys have changed it.

    `plain` turns the arrow keys off, for screen readers. Raises `click.Abort` if the answer is one of `LEAVING`, or if
    the input has ended.
    """
    ask = _type_answer if plain or os.environ.get("TERM") == "dumb" else _choose_answer
    given = ask(question, [*options] if usual in options else [usual, *options], usual).strip()
    if given.casefold() in LEAVING:
        raise click.Abort
    return given


def answer_yes(question: str, *, usual: bool, plain: bool) -> bool:
    """Ask a question until the answer is yes or no. Returns whether it is yes."""
    while True:
        given = answer(question, ("y", "n"), "y" if usual else "n", plain=plain).casefold().rstrip(".!")
        if given in YES or given in NO:
            return given in YES
        click.echo("   Type y or n.")


YES: Final = ("y", "yes", "yeah", "yep", "ok", "okay", "sure", "please", "yes please")
NO: Final = ("n", "no", "nope", "no thanks", "not now")


def _type_answer(question: str, options: Sequence[str], usual: str) -> str:
    return letters(str(click.prompt(question, default=usual))).strip() or usual


def _choose_answer(question: str, options: Sequence[str], usual: str) -> str:
    try:
        keys = keyboard()
        with keys:
            return _AnswerField(question, options, options.index(usual), _write).read(keys)
    except EOFError:
        raise click.Abort from None


def _write(characters: str) -> None:
    sys.stdout.write(characters)
    sys.stdout.flush()


class _AnswerField:
    """The line on which an answer is given."""

    def __init__(self, question: str, options: Sequence[str], place: int, write: Callable[[str], None]) -> None:
        self._question, self._options, self._place, self._write = question, options, place, write
        self._typed = ""
        self._width = columns() or _USUAL_WIDTH

    def read(self, keys: TextKeyboard) -> str:
        """Wait for Enter, and return the answer. Raises `EOFError`."""
        *above, self._question = self._question.split("\n")
        if cells(self._question) + max(map(cells, self._options)) + _ANSWER_COLUMNS > self._width:
            above, self._question = [*above, wrapped(self._question, self._width)], ""
        self._write("".join(f"{line}\n" for line in above))
        self._show()
        while True:
            for key in keys.read_text():
                if key in _ENTER:
                    self._write("\n")
                    return self._typed.strip() or self._options[self._place]
                self._handle_key(key)
            self._show()

    def _handle_key(self, key: str) -> None:
        if key in _STEPS:
            self._place = (self._place + _STEPS[key]) % len(self._options)
            self._typed = ""
        elif key in _BACKSPACE:
            self._typed = self._typed[:-1]
        elif key == _CTRL_U:
            self._typed = ""
        elif key.isprintable():
            self._typed += key

    def _show(self) -> None:
        line = f"{self._question} [{self._options[self._place]}]: {self._typed}".lstrip()
        # The line must not wrap: from the next line, the cursor could not return to it. So only its end is shown.
        while cells(line) >= self._width:
            line = line[1:]
        self._write(f"\r\x1b[K{line}")
