"""All examples that are shown to people: in the help of each command, in the README and in the pages of `docs`."""

import re
from dataclasses import dataclass
from pathlib import Path

import click

from tests.cli.running import run
from voiceguide.cli.group import _COMMANDS, main

ROOT = Path(__file__).parents[2]


_IN_A_SENTENCE = re.compile(r"`(voiceguide [a-z]+ (?![^`]*\b[A-Z]{4,})[^`]+)`")
"""A pattern for a complete command in backticks. A command's name alone does not match, nor does a command with a
placeholder such as NAME.
"""


@dataclass(frozen=True)
class Page:
    """The commands that one page shows, in order."""

    name: str
    lines: tuple[str, ...]


def pages() -> tuple[Page, ...]:
    """All pages that show an example."""
    helps = [("voiceguide", *path) for path in [(), *((name, *sub) for name in _COMMANDS for sub in _below(name))]]
    shown = [(" ".join((*path, "-h")), run(*path[1:], "-h").stdout) for path in helps]
    whole = [(name, re.sub(r" \\\n\s*", " ", text)) for name, text in shown]  # a long line goes on in the next
    found = [Page(name, _typed(text.splitlines())) for name, text in whole]
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        blocks = [line for line in lines if line.startswith("    ")]
        inside = [words for line in lines for words in _IN_A_SENTENCE.findall(line) if file.name == "README.md"]
        found.append(Page(file.name, _typed(blocks + inside)))
    return tuple(page for page in found if page.lines)


def _below(name: str) -> list[tuple[str, ...]]:
    command = main.get_command(click.Context(main), name)
    return [(), *((sub,) for sub in (command.commands if isinstance(command, click.Group) else ()))]


def _typed(lines: list[str]) -> tuple[str, ...]:
    """The voiceguide commands in these lines, each once. Comments are removed, and lines joined with `&&` are split."""
    commands = [re.split(r"\s+#\s|\s{3,}", line.strip())[0] for line in lines]
    parts = [part.strip() for command in commands for part in command.split(" && ")]
    parts = [part.removeprefix(".venv/bin/") for part in parts]
    return tuple(dict.fromkeys(part for part in parts if re.search(r"^(\w+ \| )?voiceguide( |$)", part)))
