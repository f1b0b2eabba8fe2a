"""Questions on a terminal, in plain lines that a screen reader reads well. Each can be skipped with Enter."""

import sys
from collections.abc import Callable

import click

from voiceguide.errors import NoTerminalError
from voiceguide.person.checkin import Question


def need_terminal(command: str, remedy: str) -> None:
    """See that somebody can answer. Raises `NoTerminalError`."""
    if not sys.stdin.isatty():
        raise NoTerminalError(command, remedy)


def ask_words(question: str, hints: tuple[str, ...], accept: Callable[[str], str | None]) -> str:
    """Ask until `accept` says None to an answer, and not what is the matter with it. Empty: skipped."""
    click.echo(f"\n{question}", err=True)
    for hint in hints:
        click.echo(f"   {hint}", err=True)
    while True:
        answer = _line()
        trouble = accept(answer) if answer else None
        if trouble is None:
            return answer
        click.echo(f"   {trouble}", err=True)


def ask_choice(number: int, question: Question) -> str | None:
    """One of the answers, by its number or its name; None: skipped."""
    click.echo(f"\n{number}. {question.text}", err=True)
    for place, (_, shown) in enumerate(question.answers, 1):
        click.echo(f"   {place}  {shown}", err=True)
    names = [name for name, _ in question.answers]
    by_typing = {**{str(place): name for place, name in enumerate(names, 1)}, **{name: name for name in names}}
    while answer := _line().lower().rstrip("."):
        if answer in by_typing:
            return by_typing[answer]
        numbers = ", ".join(map(str, range(1, len(names)))) + f" or {len(names)}"
        click.echo(f"   Type {numbers}; Enter alone skips the question.", err=True)
    return None


def ask_yes(question: str) -> bool:
    """Whether the answer begins with a y; Enter alone is a no."""
    click.echo(f"\n{question}", err=True)
    return _line().lower().startswith("y")


def _line() -> str:
    return str(click.prompt("", prompt_suffix="> ", default="", show_default=False, err=True)).strip()
