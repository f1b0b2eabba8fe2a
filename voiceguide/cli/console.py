"""What a command prints: results to stdout, messages to stderr, progress only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceguide.cli.lines import columns, err, wrapped
from voiceguide.cli.options import ConsoleOptions
from voiceguide.config import Settings
from voiceguide.session.progress import MAKING_SPEECH, Progress
from voiceguide.system.stderr import unsilenced_stderr

if TYPE_CHECKING:
    from rich.console import Console as RichConsole


class _Messages:
    """Lines on stderr. While a progress bar is drawn there, they are printed above it."""

    def __init__(self) -> None:
        self.above: RichConsole | None = None

    def write(self, message: str) -> None:
        """Write a message as a line of its own."""
        with unsilenced_stderr():
            if self.above is None:
                err(message)
            else:
                self.above.print(
                    wrapped(message, columns(err=True)), markup=False, highlight=False, emoji=False, soft_wrap=True
                )


@dataclass(frozen=True)
class Console:
    """How much a command says, and how."""

    quiet: bool
    verbose: bool
    plain: bool
    """Whether nothing is redrawn and no boxes are drawn, for a screen reader."""
    _messages: _Messages = field(default_factory=_Messages, init=False, repr=False, compare=False)

    def error(self, message: str) -> None:
        """Print an error after which the command continues. It is printed even with -q."""
        self._messages.write(message)

    def note(self, message: str) -> None:
        """Print a message that is not part of the result. With -q it is left out."""
        if not self.quiet:
            self._messages.write(message)

    def detail(self, message: str) -> None:
        """Print a message only with -v."""
        if self.verbose and not self.quiet:
            self._messages.write(message)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show progress bars while the block runs, but only on a terminal, and not if the console is quiet or plain."""
        if self.quiet or self.plain or sys.stderr is None or not sys.stderr.isatty():
            yield lambda what, done, total: None
            return
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        tasks: dict[str, TaskID] = {}
        above = RichConsole(stderr=True)
        with RichProgress(*columns, console=above, transient=True) as bars, self._above(above):

            def report(what: str, done: float, total: float) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total)
                shown = f"{what} {done:.0f} of {total:.0f} lines" if what == MAKING_SPEECH else what
                bars.update(tasks[what], completed=done, total=total, description=shown)

            yield report

    @contextmanager
    def _above(self, above: RichConsole) -> Iterator[None]:
        """While the block runs, messages are printed above the progress bar."""
        self._messages.above = above
        try:
            yield
        finally:
            self._messages.above = None


def console_from(settings: Settings, options: ConsoleOptions) -> Console:
    """The console for these options, the settings and the terminal."""
    plain = options.plain or bool(settings.plain) or os.environ.get("TERM") == "dumb"
    return Console(options.quiet, options.verbose, plain)


def format_size(size: float) -> str:
    """A number of bytes, for people: ``3.4 MB``, ``61.0 MB``, ``8.2 kB``."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def report_warnings(say: Callable[[str], None]) -> None:
    """From now on, pass each warning from our own code to `say`. The same warning is passed only once."""
    import logging

    said: set[str] = set()

    class _SayOnce(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if (message := record.getMessage()) not in said:
                said.add(message)
                say(message)

    logging.getLogger("voiceguide").handlers = [_SayOnce(logging.WARNING)]
