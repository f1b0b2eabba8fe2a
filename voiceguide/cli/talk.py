"""How commands talk: results to stdout, messages to stderr, progress only on a terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import click

from voiceguide.config import Settings
from voiceguide.quiet import heard_stderr

Tell: TypeAlias = Callable[[str, float, float], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Talk:
    """How much a command says, and how."""

    quiet: bool
    verbose: bool
    plain: bool
    """No redrawing and no boxes: for a screen reader."""

    def note(self, message: str) -> None:
        """Say something that is not the result, unless asked to be quiet."""
        if not self.quiet:
            with heard_stderr():
                click.echo(message, err=True)

    def detail(self, message: str) -> None:
        """Say something for those who want to know more."""
        if self.verbose and not self.quiet:
            with heard_stderr():
                click.echo(message, err=True)

    @contextmanager
    def progress(self) -> Iterator[Tell]:
        """Show progress bars while the block runs, on a terminal only."""
        if self.quiet or self.plain or sys.stderr is None or not sys.stderr.isatty():
            yield lambda what, done, total: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        tasks: dict[str, TaskID] = {}
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

            def tell(what: str, done: float, total: float) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total)
                shown = f"{what} {done:.0f} of {total:.0f} lines" if what == SPEECH else what
                bars.update(tasks[what], completed=done, total=total, description=shown)

            yield tell


SPEECH = "Making speech"
"""The name of the stage whose progress is counted in lines."""


def talk_from(settings: Settings, *, quiet: bool, verbose: bool, plain: bool) -> Talk:
    """The manner of talking that the options, the settings and the terminal ask for."""
    return Talk(quiet, verbose, plain or bool(settings.plain) or os.environ.get("TERM") == "dumb")


def no_tell(what: str, done: float, total: float) -> None:
    """Say nothing of progress."""
