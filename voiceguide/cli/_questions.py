"""Questions on a terminal, in plain lines that a screen reader reads well. Each can be skipped with Enter."""

import shutil
import sys
from collections.abc import Callable
from typing import Final

import click

from voiceguide.cli._choice import NO, YES
from voiceguide.errors import NoTerminalError
from voiceguide.person.checkin import Question
from voiceguide.system.cells import wrapped
from voiceguide.system.keyboard import letters

_WIDEST: Final = 79
_INDENT: Final = "   "


def need_terminal(command: str, remedy: str) -> None:
    """Check that somebody can answer at a terminal. Raises `NoTerminalError`."""
    if not sys.stdin.isatty():
        raise NoTerminalError(command, remedy)


def say(text: str, before: str = "") -> None:
    """Print a text after `before`, such as a number. It is wrapped to the terminal's width, and every further line is
    indented to where the text begins in the first line.
    """
    width = min(shutil.get_terminal_size().columns - 1, _WIDEST)
    lines = wrapped(text, width, cut=True, initial_indent=before, subsequent_indent=" " * len(before))
    click.echo("\n".join(lines), err=True)


def ask_words(question: str, hints: tuple[str, ...], accept: Callable[[str], str | None]) -> str:
    """Ask until `accept` is satisfied. It is called with the answer, and returns None, or the reason to ask again.
    Returns the answer; empty if the question was skipped.
    """
    click.echo("", err=True)
    say(question)
    for hint in hints:
        say(hint, _INDENT)
    while True:
        answer = _line()
        trouble = accept(answer) if answer else None
        if trouble is None:
            return answer
        say(trouble, _INDENT)


def ask_choice(number: int, question: Question) -> str | None:
    """Ask until an answer is chosen by its number or its name, or the question is skipped. Returns the name of the
    answer; None if the question was skipped.
    """
    click.echo("", err=True)
    say(question.text, f"{number}. ")
    for place, (_, shown) in enumerate(question.answers, 1):
        say(shown, f"{_INDENT}{place}  ")
    names = [name for name, _ in question.answers]
    by_typing = {**{str(place): name for place, name in enumerate(names, 1)}, **{name: name for name in names}}
    while answer := _line().lower().rstrip("."):
        if answer in by_typing:
            return by_typing[answer]
        numbers = ", ".join(map(str, range(1, len(names)))) + f" or {len(names)}"
        say(f"Type {numbers}. To skip the question, just press Enter.", _INDENT)
    return None


def ask_yes(question: str) -> bool:
    """Whether the answer is yes. Enter alone means no. Asks again after an answer that is neither."""
    say(f"{question} y, or Enter for no")
    while given := _line().casefold().rstrip(".!"):
        if given in YES or given in NO:
            return given in YES
        say("Type y or n. If you just press Enter, that means no.", _INDENT)
    return False


def typed(question: str = "", suffix: str = ": ", usual: str = "") -> str:
    """Read a line that is typed at a prompt. Spaces around it are removed, and keys that type no letter, such as the
    arrows, are ignored.

    `usual` is the answer if only Enter is pressed.
    """
    given = click.prompt(question, prompt_suffix=suffix, default=usual, show_default=False, err=True)
    return letters(str(given)).strip() or usual


def _line() -> str:
    return typed(suffix="> ")
