"""The command for recording practices in one's own voice: record."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from voiceguide.cli._record_work import Work, restored_when_stopped
from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, mine_option
from voiceguide.cli.parameter_types import PracticeType, WordsType
from voiceguide.script.model import PathName, SessionKind

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.devices.microphone import Microphone
    from voiceguide.recording.sheet import SheetLine
    from voiceguide.system.keyboard import Keyboard

EXAMPLES = """
\b
For example:
  voiceguide record three-minute-pause
  voiceguide record three-minute-pause --flow
  voiceguide record three-minute-pause --sheet
  voiceguide record three-minute-pause --from take.m4a
  voiceguide export three-minute-pause --voice recorded:three-minute-pause-recordings
"""


@click.command(epilog=EXAMPLES)
@click.argument("practice", type=PracticeType())
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder for the recordings; usually PRACTICE-recordings.",
)
@click.option(
    "--flow", is_flag=True, help="Read everything in one go: when you have read a line, the next one is shown."
)
@click.option(
    "--sheet", "as_sheet", is_flag=True, help="Print the lines with their ids, so that you can record them elsewhere."
)
@click.option(
    "--from",
    "take",
    type=click.Path(path_type=Path),
    metavar="TAKE",
    help="Cut one long recording into the lines that are read in it.",
)
@click.option(
    "--matching",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --from: a text file that says where each line is. The first time, voiceguide writes it; you can then "
    "edit it, and run the same command again.",
)
@click.option("--device", metavar="NAME", help="The microphone, by its name or part of it.")
@click.option("--force", is_flag=True, help="Also record the lines that are already recorded.")
@click.option("--path", type=click.Choice(get_args(PathName)), help="Only the lines of this path.")
@click.option(
    "--for", "session", type=click.Choice(get_args(SessionKind)), help="Only the lines for the day, or those for sleep."
)
@click.option(
    "--set",
    "words",
    type=WordsType(),
    multiple=True,
    help="Include lines with one of your own words: --set name=Robin.",
)
@mine_option
@console_options
def record(
    practice: str,
    folder: Path | None,
    flow: bool,
    as_sheet: bool,
    take: Path | None,
    matching: Path | None,
    device: str | None,
    force: bool,
    path: Any,
    session: Any,
    words: tuple[tuple[str, str], ...],
    mine: bool,
    console: ConsoleOptions,
) -> None:
    """Record the lines of a practice in your own voice."""
    from voiceguide.cli.context import start
    from voiceguide.recording.sheet import Audience, sheet

    _refuse_conflicts(flow, as_sheet, take, matching)
    app = start(console, keeps=True)
    script = app.practice(practice)
    audience = Audience(path, session, _words(app, words, mine))
    lines = sheet(script, audience, app.library.included)
    work = Work(app, script, lines, folder or Path(f"{script.name}-recordings"))
    if as_sheet:
        _print_sheet(work)
    elif take:
        from voiceguide.cli._take import Take, cut_take

        cut_take(work, Take(take, matching, force))
    else:
        _read_aloud(work, device, force=force, flow=flow)


def _refuse_conflicts(flow: bool, as_sheet: bool, take: Path | None, matching: Path | None) -> None:
    if as_sheet and take:
        raise click.UsageError("--sheet prints the lines and --from cuts a recording; use one of them")
    if flow and (as_sheet or take):
        other = "--sheet prints the lines" if as_sheet else "--from cuts a recording"
        raise click.UsageError(f"--flow records what you read now and {other}; use one of them")
    if matching and not take:
        raise click.UsageError("--matching needs a recording; name it with --from TAKE")


def _read_aloud(work: Work, device: str | None, *, force: bool, flow: bool) -> None:
    """Record with the microphone the lines that are not recorded yet; with `force`, all of them."""
    from voiceguide.errors import NoTerminalError
    from voiceguide.recording.sheet import recorded_in
    from voiceguide.system.keyboard import keyboard

    done = frozenset() if force else recorded_in(work.folder, work.lines)
    lines = [line for line in work.lines if line.id not in done]
    if not lines:
        work.report_use()
        return
    keys = keyboard()
    if not keys.present or (flow and not sys.stderr.isatty()):
        raise NoTerminalError(
            "record", "--sheet prints the lines for recording elsewhere, and --from TAKE cuts a recording of them"
        )
    with ExitStack() as stack:
        stack.enter_context(keys)  # its guard is a copy of this process: start it before anything heavy, and any thread
        from voiceguide.recording.microphone_recorder import microphone_for

        microphone = stack.enter_context(microphone_for(work.folder, device))
        work.app.console.detail(f"recording with {microphone.name}")
        if flow:
            from voiceguide.cli._flow import read_in_one_go

            read_in_one_go(work, lines, microphone, keys)
        else:
            _line_by_line(work, lines, microphone, keys)
    left = len(work.lines) - len(recorded_in(work.folder, work.lines))
    if left:
        work.app.console.note(f"{left} of {len(work.lines)} lines are left; run the same command again to continue")
    else:
        work.report_use()


def _line_by_line(work: Work, lines: list[SheetLine], microphone: Microphone, keys: Keyboard) -> None:
    from voiceguide.recording.microphone_recorder import LineRecorder, Prompter, play_back

    prompter = Prompter(lambda text: click.echo(text, nl=False, err=True), plain=work.app.console.plain)
    with restored_when_stopped(keys):
        LineRecorder(lines, work.folder, microphone, keys, prompter, play_back).run()


def _words(app: App, words: tuple[tuple[str, str], ...], mine: bool) -> tuple[tuple[str, str], ...]:
    if not mine:
        return words
    from voiceguide.cli.context import request_from, with_mine
    from voiceguide.session.request import SessionChoices

    return with_mine(app, request_from(app, SessionChoices(words=words))).words


def _print_sheet(work: Work) -> None:
    from voiceguide.recording.sheet import as_markdown, recorded_in

    for line in as_markdown(work.script.title, work.lines, recorded_in(work.folder, work.lines)):
        out(line)
