"""The command that shows the log of sessions."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli.context import App, print_json, start
from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, json_option
from voiceguide.cli.parameter_types import CountRange
from voiceguide.errors import LogError

if TYPE_CHECKING:
    from voiceguide.player.log import Logbook

EXAMPLES = """
\b
For example:
  voiceguide log
  voiceguide log --last 30
  voiceguide log --csv > sessions.csv
  voiceguide log clear
"""

SHOWN = 10
"""How many sessions are shown by default."""

WEEKS = 8
"""Weeks in the chart."""


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@click.option("--last", type=CountRange(1), default=SHOWN, help=f"How many sessions to show; usually {SHOWN}.")
@click.option("--csv", "as_csv", is_flag=True, help="Print everything as CSV.")
@json_option
@console_options
@click.pass_context
def log(ctx: click.Context, /, last: int, as_csv: bool, as_json: bool, console: ConsoleOptions) -> None:
    """Show the sessions that were played."""
    if ctx.invoked_subcommand is not None:
        return
    from voiceguide.player.log import Logbook, LogEntry

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are two formats; use one of them")
    app = start(console)
    entries = Logbook(app.folders.log).entries()
    if as_json:
        print_json([asdict(entry) for entry in entries])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(LogEntry.__dataclass_fields__)
        writer.writerows(asdict(entry).values() for entry in entries)
    elif not entries:
        app.console.note("nothing has been played yet")
    else:
        from voiceguide.player.log import log_lines

        for line in log_lines(entries, last=last, weeks=WEEKS, bars=_bars(app)):
            out(line)


def _bars(app: App) -> bool:
    """Whether a bar can be drawn: not for a screen reader, and not if its character cannot be encoded."""
    try:
        "█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return not app.console.plain


@log.command(epilog="\b\nFor example:\n  voiceguide log clear")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@console_options
def clear(yes: bool, console: ConsoleOptions) -> None:
    """Delete all sessions from the log."""
    from voiceguide.player.log import Logbook

    app = start(console)
    logbook = Logbook(app.folders.log)
    there = _deletable(logbook)
    if there and not yes:
        _confirm(there)
    logbook.clear()
    app.console.note(f"{there or _NO_SESSIONS} deleted")


_NO_SESSIONS: Final = "0 sessions"


def _deletable(logbook: Logbook) -> str:
    """A text that describes what can be deleted; empty if there is nothing. Raises `LogError` if the log cannot be
    opened now.
    """
    try:
        count = len(logbook.entries())
    except LogError as error:
        if not error.damaged:
            raise
        return "the damaged log"
    return f"{count} session{'s' if count > 1 else ''}" if count else ""


def _confirm(there: str) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask in; add --yes to delete the log")
    click.confirm(f"Delete {there}?", abort=True, err=True)
