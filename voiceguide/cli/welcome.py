"""`voiceguide` alone, on a terminal: a friendly choice, for someone who has never used a terminal before."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.errors import LengthError, VoiceguideError, nearest, or_list

if TYPE_CHECKING:
    from voiceguide.cli.context import Start
    from voiceguide.player.memory import Memory
    from voiceguide.script.model import Script

FIRST: Final = (
    "self-compassion-break", "three-minute-pause", "soothing-rhythm-breathing", "kind-friend", "body-scan",
    "soles-of-the-feet", "bedtime-wind-down",
)  # fmt: skip
"""What is shown first: few enough to choose from, and to fit on the smallest terminal."""

USUAL_LENGTH: Final = 600.0
"""Seconds, where the practice has no length of its own."""

_ALL: Final = "all"
_SEVERAL: Final = 4
"""So many practices that an answer may mean are named."""

_LEAVING: Final = ("q", "quit", "exit")
"""Who has read that q stops it, or does not want to after all, types one of these at a question too."""

_HELLO: Final = (
    "Hello. Choose a practice, and it plays at once.",
    "Type an answer and press Enter. Enter alone takes what stands in [brackets].",
    "While it plays, q stops it, space pauses it, and ? shows the other keys.",
)


def welcome(ctx: click.Context) -> None:
    """Ask what to play, in numbered lines, and play it."""
    from voiceguide.cli.context import start
    from voiceguide.cli.person import offer_checkin
    from voiceguide.cli.play import play
    from voiceguide.player.memory import recall

    here = start()
    for line in _HELLO:
        click.echo(line)
    offer_checkin(here)
    _offer_voice(here)
    memory = recall(here.folders.last)
    if _goes_on_with_course(ctx, here):
        return
    practices = _practices(here)
    if memory.practice and _again(memory, practices):
        ctx.invoke(play, again=True)
        return
    script = _ask_practice(practices)
    length = _ask_length(script)
    background = _ask_background(here, script)
    click.echo("\n'voiceguide -h' shows what else there is. Here it comes.\n")
    ctx.invoke(play, practice=script.name, length=length, nearest=True, background=background)


def can_welcome() -> bool:
    """Whether somebody is there to be asked."""
    return bool(sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty())


def _goes_on_with_course(ctx: click.Context, here: Start) -> bool:
    """Offer the next session of the course that was played last, and play it if it is wanted."""
    from voiceguide.cli._course_step import session_told
    from voiceguide.cli.course import course as go_on
    from voiceguide.course.progress import ProgressFile, next_offer

    begun = ProgressFile(here.folders.progress).all()
    if not begun:
        return False
    name, progress = list(begun.items())[-1]
    try:
        found = here.courses.find(name)
    except VoiceguideError as error:
        here.talk.detail(str(error))
        return False
    offer = next_offer(found, progress)
    if offer is None:
        return False
    line = session_told(found, offer.session)
    click.echo(f"\n{line[0].upper()}{line[1:]}{', once more' if offer.again else ''}")
    if _answer("Play it? y for yes, n for something else", "y").casefold().startswith("n"):
        return False
    ctx.invoke(go_on, name=name)
    return True


def _offer_voice(here: Start) -> None:
    """Tell of better voices, once and never again, to somebody who has neither chosen one nor installed one."""
    from voiceguide.speech.engines.piper_shelf import listed_voices

    if here.settings.voice is not None or any(voice.installed for voice in listed_voices()):
        return
    if _first_time(here.folders.checkin.with_name("voice-offered")):
        click.echo("\nYour machine's own voice speaks. 'voiceguide voices install' gives you a more natural one.")


def _first_time(mark: Path) -> bool:
    """Whether it is the first time, which is then over; never where that cannot be written down."""
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch(exist_ok=False)
    except OSError:
        return False
    return True


def _practices(here: Start) -> list[Script]:
    """All practices that can be read: those shown first, then those for the day, then those for the night."""
    found = []
    for name in here.library.names():
        try:
            found.append(here.library.find(name))
        except VoiceguideError as error:
            here.talk.detail(str(error))
    order = {name: place for place, name in enumerate(FIRST)}
    return sorted(found, key=lambda script: (order.get(script.name, len(FIRST)), script.session == "sleep"))


def _again(memory: Memory, practices: list[Script]) -> bool:
    """Whether what was played last is wanted once more."""
    click.echo(f"\nLast time: {_told(memory, practices)}")
    return not _answer("Play that again? y for yes, n for something else", "y").casefold().startswith("n")


def _told(memory: Memory, practices: list[Script]) -> str:
    """What was played last, in words."""
    from voiceguide.lengths import format_length

    by_path = Path(memory.practice).stem
    title = next((script.title for script in practices if script.name == memory.practice), by_path)
    options: dict[str, Any] = dict(memory.options)
    length = options.get("length")
    parts = [title, format_length(float(length)) if length else "", str(options.get("background") or "")]
    return ", ".join(part for part in parts if part)


def _ask_practice(practices: list[Script]) -> Script:
    few = [script for script in practices if script.name in FIRST] or practices
    more = len(few) < len(practices)
    click.echo("\nWhich practice?")
    _show(few)
    if more:
        click.echo(f"     Type {_ALL} to see all {len(practices)}.")
    while True:
        answer = _answer("A number or a name", "1")
        if answer.casefold() == _ALL:
            _show(practices)
            continue
        meant = _meant(answer, practices)
        if len(meant) == 1:
            return meant[0]
        near = [script.title for script in meant[:_SEVERAL]] or nearest(answer, [script.title for script in practices])
        hint = f"Did you mean {or_list(near)}? " if near else ""
        click.echo(f"   {hint}Type a number from 1 to {len(practices)}.")


def _show(practices: list[Script]) -> None:
    width = max(len(script.title) for script in practices)
    columns = shutil.get_terminal_size().columns
    for number, script in enumerate(practices, 1):
        night = "for the night: " if script.session == "sleep" else ""
        line = f"{number:3}  {script.title:<{width}}  {night}{script.summary}"
        click.echo(line if len(line) <= columns else f"{line[: columns - 1].rsplit(' ', 1)[0]}…")


def _meant(answer: str, practices: list[Script]) -> list[Script]:
    """The practices that an answer may mean: the one of this number or name, else those with these words in them."""
    if answer.isascii() and answer.isdigit():
        return practices[int(answer) - 1 : int(answer)] if int(answer) else []
    wanted = answer.casefold()
    exact = [script for script in practices if wanted in (script.name.casefold(), script.title.casefold())]
    return exact[:1] or [script for script in practices if wanted in f"{script.name} {script.title}".casefold()]


def _ask_length(script: Script) -> float:
    from voiceguide.lengths import parse_length

    usual = f"{(script.length or USUAL_LENGTH) / 60:g}"
    while True:
        answer = _answer("\nHow many minutes?", usual)
        try:
            return parse_length(answer, bare=60.0)
        except LengthError as error:
            click.echo(f"   {error}")


def _ask_background(here: Start, script: Script) -> str:
    from textwrap import fill

    from voiceguide.session.backgrounds import DEFAULT_BACKGROUND
    from voiceguide.sound.backgrounds import knows_background
    from voiceguide.sound.catalogue import known_names

    names = [*known_names(here.folders.sounds, "background"), "none"]
    numbered = "   ".join(f"{number}\u00a0{name}" for number, name in enumerate(names, 1))
    columns = shutil.get_terminal_size().columns
    click.echo("\nWhich background?")
    indent = " " * 5
    lines = fill(numbered, columns - 1, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    click.echo(lines.replace("\u00a0", " "))
    while True:
        answer = _answer("A number or a name", here.settings.background or script.background or DEFAULT_BACKGROUND)
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        if knows_background(answer, sounds=here.folders.sounds):
            return answer
        near = nearest(answer, names)
        click.echo(f"   Did you mean {or_list(near)}?" if near else f"   Type a number from 1 to {len(names)}.")


def _answer(question: str, usual: str) -> str:
    """What was typed, or the usual answer. Raises `click.Abort` for one of `_LEAVING`."""
    answer = str(click.prompt(question, default=usual)).strip()
    if answer.casefold() in _LEAVING:
        raise click.Abort
    return answer
