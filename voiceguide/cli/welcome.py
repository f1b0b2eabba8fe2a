"""`voiceguide` alone, on a terminal: friendly questions, for someone who has never used a terminal before."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli._choice import answer, answer_yes
from voiceguide.cli.lines import out
from voiceguide.errors import LengthError, VoiceguideError, nearest, or_list
from voiceguide.system.cells import cells, clipped, padded, wrapped
from voiceguide.system.plain_text import words_of

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.cli.play import PlayOptions
    from voiceguide.player.memory import Memory
    from voiceguide.script.model import Script
    from voiceguide.units import Seconds

FIRST: Final = words_of(
    """
    self-compassion-break three-minute-pause soothing-rhythm-breathing kind-friend body-scan soles-of-the-feet
    bedtime-wind-down
    """
)
"""The practices shown first: few enough to choose from, and to fit the smallest terminal."""

USUAL_LENGTH: Final = 600.0
"""In seconds, for a practice that has no length of its own."""

_ALL: Final = "all"
_SEVERAL: Final = 4
"""If several practices match an answer, at most this many are named."""

_HELLO: Final = (
    "Hello. Choose a practice, and it plays at once.",
    "Type an answer and press Enter. To take the answer in [brackets], just press",
    "Enter; the arrow keys change it.",
    "While it plays, q stops it, space pauses it, and ? shows the other keys.",
)


def welcome(ctx: click.Context) -> None:
    """Ask what to play, in numbered lines, and play it."""
    from voiceguide.cli.context import start
    from voiceguide.cli.options import ConsoleOptions
    from voiceguide.cli.person import offer_checkin
    from voiceguide.cli.play import run_play

    app = start()
    for line in _HELLO:
        out(line)
    offer_checkin(app)
    _offer_voice(app)
    memory = _last(app)
    if _goes_on_with_course(ctx, app):
        return
    practices = _practices(app)
    if memory.practice and _again(app, memory, practices):
        night = memory.choices.session == "sleep"
        ctx.exit(run_play(replace(_play_options(night=night), again=True), ConsoleOptions()))
    script = _ask_practice(app, practices)
    length = _ask_length(app, script)
    background = _ask_background(app, script)
    out("\n'voiceguide -h' lists everything else. Your session begins now.\n")
    options = _play_options(night=script.session == "sleep")
    choices = replace(options.choices, length=length, nearest=True, background=background)
    ctx.exit(run_play(replace(options, practice=script.name, choices=choices), ConsoleOptions()))


def _play_options(*, night: bool) -> PlayOptions:
    """The options of `play`. By night they suit a dark room and a listener who may fall asleep, as for `bedtime`."""
    from voiceguide.cli.play import PlayOptions
    from voiceguide.session.request import SessionChoices

    return PlayOptions(SessionChoices(session="sleep" if night else None), dark=night, ends_with_device=night)


def _last(app: App) -> Memory:
    """The memory of the last session. If its practice cannot be found any more, only the volume is kept."""
    from voiceguide.player.memory import Memory, recall

    memory = recall(app.folders.last_session)
    try:
        app.library.find(memory.practice)
    except VoiceguideError as error:
        if memory.practice and app.courses.script(memory.practice, app.library.included) is None:
            app.console.detail(str(error))
            return Memory(volume_db=memory.volume_db)
    return memory


def can_welcome() -> bool:
    """Whether somebody is there to answer."""
    return bool(sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty())


def _goes_on_with_course(ctx: click.Context, app: App) -> bool:
    """Offer the next session of the course that was played last, and play it if the answer is yes. Returns whether it
    was played.
    """
    from voiceguide.cli._course_step import session_line
    from voiceguide.cli.course import course as go_on
    from voiceguide.course.progress import ProgressFile, next_offer

    begun = ProgressFile(app.folders.progress).all()
    if not begun:
        return False
    name, progress = list(begun.items())[-1]
    try:
        found = app.courses.find(name)
    except VoiceguideError as error:
        app.console.detail(str(error))
        return False
    offer = next_offer(found, progress)
    if offer is None:
        return False
    line = session_line(found, offer.session)
    out(f"\n{line[0].upper()}{line[1:]}{', once more' if offer.again else ''}")
    if not answer_yes("Play it? y for yes, n for something else", usual=True, plain=app.console.plain):
        return False
    ctx.invoke(go_on, name=name)
    return True


def _offer_voice(app: App) -> None:
    """Mention better voices, only once, to somebody who has neither chosen nor installed one."""
    from voiceguide.speech.installation import has_natural_voice

    if app.settings.voice is not None or has_natural_voice():
        return
    if _first_time(app.folders.checkin.with_name("voice-offered")):
        out("\nYou will hear your machine's own voice. 'voiceguide voices install' gives you a more natural one.")


def _first_time(mark: Path) -> bool:
    """Whether the file `mark` does not exist yet. It is then made, so that the result is True only once. False if it
    cannot be made.
    """
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch(exist_ok=False)
    except OSError:
        return False
    return True


def _practices(app: App) -> list[Script]:
    """All practices that can be read: those shown first, then those for the day, then those for the night."""
    found = []
    for name in app.library.names():
        try:
            found.append(app.library.find(name))
        except VoiceguideError as error:
            app.console.detail(str(error))
    order = {name: place for place, name in enumerate(FIRST)}
    return sorted(found, key=lambda script: (order.get(script.name, len(FIRST)), script.session == "sleep"))


def _again(app: App, memory: Memory, practices: list[Script]) -> bool:
    """Ask whether to play the last session again."""
    out(f"\nLast time: {_last_session(memory, practices)}")
    if memory.choices.session == "sleep":
        out("For the night: the screen stays dark. q stops it, and ? shows the other keys.")
    return answer_yes("Play that again? y for yes, n for something else", usual=True, plain=app.console.plain)


def _last_session(memory: Memory, practices: list[Script]) -> str:
    """A description of what was played last."""
    from voiceguide.lengths import format_length

    by_path = Path(memory.practice).stem
    title = next((script.title for script in practices if script.name == memory.practice), by_path)
    chosen = memory.choices
    parts = [
        title,
        format_length(chosen.length) if chosen.length else "",
        chosen.background or "",
        _then_text(chosen.then, chosen.length),
    ]
    return ", ".join(part for part in parts if part)


def _then_text(then: str | None, length: Seconds | None) -> str:
    """A description of what follows a bedtime session, and of the whole length; empty if nothing follows."""
    from voiceguide.cli.parameter_types import parse_then
    from voiceguide.lengths import format_length

    try:
        after = parse_then(then) if then else None
    except LengthError:  # no command of ours wrote it
        return ""
    if after is None or not after.length:
        return ""
    text = f"then {after.sound or 'the background'} for {format_length(after.length)}"
    return f"{text}: {format_length(length + after.length)} in all" if length else text


def _ask_practice(app: App, practices: list[Script]) -> Script:
    few = [script for script in practices if script.name in FIRST] or practices
    more = len(few) < len(practices)
    out("\nWhich practice?")
    _show(few)
    if more:
        out(f"     Type {_ALL} to see all {len(practices)}.")
    titles = [script.title for script in few]
    while True:
        given = answer("A number or a name", titles, few[0].title, plain=app.console.plain)
        if given.casefold() == _ALL:
            _show(practices)
            titles = [script.title for script in practices]
            continue
        meant = _meant(given, practices)
        if len(meant) == 1:
            return meant[0]
        near = [script.title for script in meant[:_SEVERAL]] or nearest(given, [script.title for script in practices])
        hint = f"Did you mean {or_list(near)}? " if near else ""
        out(f"   {hint}Type a number from 1 to {len(practices)}.")


def _show(practices: list[Script]) -> None:
    width = max(cells(script.title) for script in practices)
    columns = shutil.get_terminal_size().columns
    for number, script in enumerate(practices, 1):
        night = "for the night: " if script.session == "sleep" else ""
        out(clipped(f"{number:3}  {padded(script.title, width)}  {night}{script.summary}", columns))


def _meant(answer: str, practices: list[Script]) -> list[Script]:
    """The practices that an answer may mean: the one with this number, name or title, else those whose name or title
    contains the answer.
    """
    if answer.isascii() and answer.isdigit():
        return practices[int(answer) - 1 : int(answer)] if int(answer) else []
    wanted = answer.casefold()
    exact = [script for script in practices if wanted in (script.name.casefold(), script.title.casefold())]
    return exact[:1] or [script for script in practices if wanted in f"{script.name} {script.title}".casefold()]


def _ask_length(app: App, script: Script) -> float:
    from voiceguide.lengths import parse_length

    usual = f"{(script.length or USUAL_LENGTH) / 60:g}"
    least, greatest = _reach(app, script)
    minutes = [str(minute) for minute in range(least, greatest + 1)]
    while True:
        given = answer(f"\nHow many minutes, {least} to {greatest}?", minutes, usual, plain=app.console.plain)
        try:
            length = parse_length(given, bare=60.0)
        except LengthError as error:
            out(f"   {error}")
            continue
        if given == usual or least * 60 <= length <= greatest * 60:
            return length
        out(f"   This practice can last {least} to {greatest} minutes.")


def _reach(app: App, script: Script) -> tuple[int, int]:
    """The shortest and the longest length that a practice can have, in whole minutes. Until all of its words have been
    spoken once, both are estimated from the text.
    """
    from voiceguide.cli.context import request_for_lists
    from voiceguide.session.overview import overview

    row = overview(script, request_for_lists(app), find=app.library.included, folders=app.folders)
    return ceil(row.min_s / 60), max(ceil(row.min_s / 60), int(row.max_s // 60))


def _ask_background(app: App, script: Script) -> str:
    from voiceguide.session.backgrounds import background_of
    from voiceguide.sound.backgrounds import knows_background
    from voiceguide.sound.catalogue import known_names

    names = [*known_names(app.folders.sounds, "background"), "none"]
    numbered = "   ".join(f"{number}\u00a0{name}" for number, name in enumerate(names, 1))
    columns = shutil.get_terminal_size().columns
    out("\nWhich background?")
    indent = " " * 5
    lines = wrapped(numbered, columns - 1, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    out("\n".join(lines).replace("\u00a0", " "))
    out(f"{indent}To hear a little of one first, type ? before its name: ?{names[0]}.")
    usual = background_of(script, app.settings.background)
    while True:
        given = answer("A number or a name", names, usual, plain=app.console.plain)
        wants_to_hear, wanted = given.startswith("?"), given.lstrip("?").strip() or usual
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
            wanted = names[int(wanted) - 1]
        if not knows_background(wanted, sounds=app.folders.sounds):
            near = nearest(wanted, names)
            out(f"   Did you mean {or_list(near)}?" if near else f"   Type a number from 1 to {len(names)}.")
        elif wants_to_hear:
            _hear(app, wanted)
            usual = wanted
        else:
            return wanted


_SAMPLE: Final = 6.0
"""How many seconds of a background are played before it is chosen."""


def _hear(app: App, background: str) -> None:
    """Play the beginning of a background, as loud as under a voice; if that fails, say why."""
    from voiceguide.devices.speakers import play as play_samples
    from voiceguide.dsp.samples import factor
    from voiceguide.player.memory import recall
    from voiceguide.session.sample import short_sound

    if background == "none":
        out("   'none' means no background, so there is nothing to hear.")
        return
    try:
        with app.console.progress() as progress:
            heard = short_sound(background, _SAMPLE, folders=app.folders, progress=progress)
        out(f"   {background} …")
        play_samples(heard * factor(recall(app.folders.last_session).volume_db))
    except VoiceguideError as error:
        out(f"   {error}")
