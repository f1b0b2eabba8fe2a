"""The examples in every help and in the README can be typed as they stand."""

import re
import shlex
from pathlib import Path

import click
import pytest

from voiceguide.cli.group import _COMMANDS, main

README = Path(__file__).parents[2] / "README.md"


def below(command: click.Command) -> list[click.Command]:
    """A command and all below it."""
    subs = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *(one for sub in subs for one in below(sub))]


def examples() -> list[str]:
    """Every line that begins with the program's name, as a shell would be given it."""
    context = click.Context(main)
    known = [command for name in _COMMANDS if (command := main.get_command(context, name))]
    texts = [command.epilog or "" for one in known for command in below(one)]
    texts += [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    found = [part for line in lines for part in re.split(r" && ", line) if part.startswith("voiceguide ")]
    return sorted({part.split("  #")[0].strip() for part in found})


@pytest.mark.parametrize("line", examples())
def test_an_example_is_right_usage(line: str) -> None:
    """Each word is a command, an option there is, or a value that it takes."""
    words = shlex.split(line)[1:]
    context = main.make_context("voiceguide", [])  # with its settings, which commands keep: -h is one
    command: click.Command = main
    while isinstance(command, click.Group) and words and command.get_command(context, words[0]):
        command = command.get_command(context, words.pop(0)) or command
    assert command is not main, line
    command.make_context(command.name, words, parent=context)


def test_there_are_examples_for_every_command() -> None:
    """Help that ends without one leaves a stranger alone."""
    shown = {shlex.split(line)[1] for line in examples()}
    assert set(_COMMANDS) - shown <= {"about"}
