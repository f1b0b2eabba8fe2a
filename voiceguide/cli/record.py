"""The command with which people record practices in their own voice."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli._record_work import Work
from voiceguide.cli.lines import out
from voiceguide.cli.options import PracticeType, TalkOptions, WordsType, mine_option, talk_options

if TYPE_CHECKING:
    from voiceguide.cli.context import Start
    from voiceguide.system.keyboard import Keyboard

EXAMPLES = """
\b
For example:
  voiceguide record three-minute-pause
  voiceguide record three-minute-pause --sheet
  voiceguide record three-minute-pause --from take.m4a
  voiceguide export three-minute-pause --voice recorded:three-minute-pause-recordings
"""


@click.command(epilog=EXAMPLES)
@click.argument("practice", type=PracticeType())
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), metavar="FOLDER",
              help="Where the recordings lie (PRACTICE-recordings).")  # fmt: skip
@click.option("--sheet", "as_sheet", is_flag=True, help="Print the lines and their ids, for recording elsewhere.")
@click.option("--from", "take", type=click.Path(path_type=Path), metavar="TAKE",
              help="Cut one long recording into the lines that are read in it.")  # fmt: skip
@click.option("--matching", type=click.Path(path_type=Path), metavar="FILE",
              help="With --from: a text file of what lies where, written first and read the next time.")  # fmt: skip
@click.option("--device", metavar="NAME", help="Which microphone, by a part of its name.")
@click.option("--force", is_flag=True, help="Record lines anew that are already recorded.")
@click.option("--path", type=click.Choice(["gentle", "inward"]), help="Only what is spoken on this path.")
@click.option("--for", "session", type=click.Choice(["day", "sleep"]), help="Only what is spoken by day, or for sleep.")
@click.option("--set", "words", type=WordsType(), multiple=True, help="Your own words: --set name=Robin.")
@mine_option
@talk_options
def record(
    practice: str, folder: Path | None, as_sheet: bool, take: Path | None, matching: Path | None, device: str | None,
    force: bool,
    path: Any, session: Any, words: tuple[tuple[str, str], ...], mine: bool,
    talk: TalkOptions,
) -> None:  # fmt: skip
    """Record the lines of a practice in your own voice."""
    from voiceguide.cli.context import start
    from voiceguide.recording.sheet import Audience, sheet

    _refuse_conflicts(as_sheet, take, matching)
    here = start(talk, keeps=True)
    script = here.practice(practice)
    audience = Audience(path, session, _words(here, words, mine))
    lines = sheet(script, audience, here.library.included)
    work = Work(here, script, lines, folder or Path(f"{script.name}-recordings"))
    if as_sheet:
        _print_sheet(work)
    elif take:
        from voiceguide.cli._cut_take import Take, take_apart

        take_apart(work, Take(take, matching, force))
    else:
        _read_aloud(work, device, force=force)


def _refuse_conflicts(as_sheet: bool, take: Path | None, matching: Path | None) -> None:
    if as_sheet and take:
        raise click.UsageError("--sheet prints the lines and --from cuts a recording; use one of them")
    if matching and not take:
        raise click.UsageError("--matching says what lies where in a recording; name that with --from TAKE")


def _read_aloud(work: Work, device: str | None, *, force: bool) -> None:
    """Record at the microphone what is not recorded yet, and with `force` everything."""
    from voiceguide.errors import NoTerminalError
    from voiceguide.recording.sheet import recorded_in
    from voiceguide.system.keyboard import keyboard

    done = frozenset() if force else recorded_in(work.folder, work.lines)
    lines = [line for line in work.lines if line.id not in done]
    if not lines:
        work.tell_use()
        return
    keys = keyboard()
    if not keys.present:
        raise NoTerminalError("record", "--sheet prints the lines, and --from TAKE cuts a recording of them")
    with ExitStack() as stack:
        stack.enter_context(keys)  # its guard is a copy of this process: before everything heavy and any thread
        from voiceguide.devices.microphone import open_microphone
        from voiceguide.recording.files import make_folder
        from voiceguide.recording.microphone_session import Prompter, Reading, hear

        microphone = open_microphone(device)
        stack.callback(microphone.close)
        make_folder(work.folder)
        stack.enter_context(_giving_back_when_stopped(keys))
        work.here.talk.detail(f"recording with {microphone.name}")
        prompter = Prompter(lambda text: click.echo(text, nl=False, err=True), plain=work.here.talk.plain)
        Reading(lines, work.folder, microphone, keys, prompter, hear).run()
    left = len(work.lines) - len(recorded_in(work.folder, work.lines))
    if left:
        work.here.talk.note(f"{left} of {len(work.lines)} lines are left; the same command goes on with them")
    else:
        work.tell_use()


@contextmanager
def _giving_back_when_stopped(keys: Keyboard) -> Iterator[None]:
    """While the block runs, Ctrl-Z gives the terminal back, and `fg` takes it again."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGTSTP, lambda number, frame: keys.suspend())
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


def _words(here: Start, words: tuple[tuple[str, str], ...], mine: bool) -> tuple[tuple[str, str], ...]:
    if not mine:
        return words
    from voiceguide.cli.context import wishes_from, with_mine

    return with_mine(here, replace(wishes_from(here, {}), words=words)).words


def _print_sheet(work: Work) -> None:
    from voiceguide.recording.sheet import as_markdown, recorded_in

    for line in as_markdown(work.script.title, work.lines, recorded_in(work.folder, work.lines)):
        out(line)
