"""`voiceguide` alone, on a terminal: a friendly choice, for someone who has never used a terminal before."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.errors import LengthError, VoiceguideError, nearest, or_list

if TYPE_CHECKING:
    from voiceguide.cli.start import Start
    from voiceguide.player.memory import Memory
    from voiceguide.script.model import Script

USUAL: Final = "self-compassion-break"
USUAL_MINUTES: Final = "10"

_HELLO: Final = (
    "Hello. Choose a practice and it plays at once.",
    "While it plays, q stops it, space pauses it, and ? shows the other keys.",
)


def welcome(ctx: click.Context) -> None:
    """Ask what to play, in numbered lines, and play it."""
    from voiceguide.cli.playing import play
    from voiceguide.cli.start import start
    from voiceguide.player.memory import recall

    here = start()
    for line in _HELLO:
        click.echo(line)
    _offer_checkin(ctx, here)
    memory = recall(here.folders.last)
    practices = _practices(here)
    if memory.practice:
        click.echo(f"\nLast time: {_told(memory, practices)}")
        if click.confirm("Play that again?", default=True):
            ctx.invoke(play, again=True)
            return
    script = _ask_practice(practices)
    length = _ask_length()
    background = _ask_background(here, script)
    click.echo("\n'voiceguide -h' shows what else there is. Here it comes.\n")
    ctx.invoke(play, practice=script.name, length=length, nearest=True, background=background)


def can_welcome() -> bool:
    """Whether somebody is there to be asked."""
    return bool(sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty())


def _offer_checkin(ctx: click.Context, here: Start) -> None:
    """Once, and never again."""
    from voiceguide.cli.person import checkin
    from voiceguide.person import checkin as checking_in

    if not checking_in.to_be_offered(here.folders.checkin):
        return
    wanted = click.confirm("\nWould you like four short questions first, so that practices begin in a way that "
                           "suits you?", default=False)  # fmt: skip
    if wanted:
        ctx.invoke(checkin)
    else:
        click.echo("That's fine. They begin gently; 'voiceguide checkin' asks whenever you like.")


def _practices(here: Start) -> list[Script]:
    """All practices that can be read, those for the day first."""
    found = []
    for name in here.library.names():
        try:
            found.append(here.library.find(name))
        except VoiceguideError as error:
            here.talk.detail(str(error))
    return sorted(found, key=lambda script: (script.session == "sleep", script.name != USUAL))


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
    click.echo("\nWhich practice?")
    width = max(len(script.title) for script in practices)
    columns = shutil.get_terminal_size().columns
    for number, script in enumerate(practices, 1):
        night = "for the night: " if script.session == "sleep" else ""
        line = f"{number:3}  {script.title:<{width}}  {night}{script.summary}"
        click.echo(line if len(line) <= columns else f"{line[: columns - 1].rsplit(' ', 1)[0]}…")
    while True:
        answer = _answer("A number or a name", "1")
        if found := _meant(answer, practices):
            return found
        near = nearest(answer, [script.title for script in practices])
        hint = f"Did you mean {or_list(near)}? " if near else ""
        click.echo(f"   {hint}Type a number from 1 to {len(practices)}.")


def _meant(answer: str, practices: list[Script]) -> Script | None:
    if answer.isascii() and answer.isdigit():
        number = int(answer)
        return practices[number - 1] if 1 <= number <= len(practices) else None
    wanted = answer.casefold()
    for script in practices:
        if wanted in (script.name.casefold(), script.title.casefold()):
            return script
    parts = [script for script in practices if wanted in f"{script.name} {script.title}".casefold()]
    return parts[0] if len(parts) == 1 else None


def _ask_length() -> float:
    from voiceguide.lengths import parse_length

    while True:
        answer = _answer("\nHow many minutes?", USUAL_MINUTES)
        try:
            return parse_length(answer, bare=60.0)
        except LengthError as error:
            click.echo(f"   {error}")


def _ask_background(here: Start, script: Script) -> str:
    from voiceguide.backdrop import DEFAULT_BACKGROUND
    from voiceguide.sound.backgrounds import knows_background
    from voiceguide.sound.shelf import known_names

    names = [*known_names(here.folders.sounds, "background"), "none"]
    click.echo(f"\nWhich background? {', '.join(names)}")
    while True:
        answer = _answer("A name", here.settings.background or script.background or DEFAULT_BACKGROUND)
        if knows_background(answer, sounds=here.folders.sounds):
            return answer
        near = nearest(answer, names)
        click.echo(f"   Did you mean {or_list(near)}?" if near else "   Type one of these names.")


def _answer(question: str, usual: str) -> str:
    return str(click.prompt(question, default=usual)).strip()
