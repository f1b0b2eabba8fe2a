"""The examples in every help, in the README and in the docs can be typed as they stand."""

import re
import shlex

import click
import pytest

from tests.cli.examples import pages
from voiceguide.cli.group import _COMMANDS, main

LINES = sorted({line for page in pages() for line in page.lines})


def words_of(line: str) -> list[str]:
    """The arguments of an example's voiceguide command. Programs before a pipe and a redirection at the end are left
    out.
    """
    return shlex.split(re.split(r" > ", line.split(" | ")[-1])[0])[1:]


@pytest.mark.parametrize("line", LINES)
def test_an_example_is_right_usage(line: str) -> None:
    """Every word of an example is a command, an existing option, or a valid value."""
    words = words_of(line)
    context = main.make_context("voiceguide", [])  # with its settings, which commands keep: -h is one
    command: click.Command = main
    while isinstance(command, click.Group) and words and command.get_command(context, words[0]):
        command = command.get_command(context, words.pop(0)) or command
    assert command is not main or line == "voiceguide", line
    command.make_context(command.name, words, parent=context)


def test_there_are_examples_for_every_command() -> None:
    """Every command's help ends with an example."""
    assert set(_COMMANDS) <= {words[0] for line in LINES if (words := words_of(line))}
