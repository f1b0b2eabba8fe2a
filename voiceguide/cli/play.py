"""The commands that play: play, devices. `play` collects what the options ask for, plays it, and remembers what the
next run needs.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.cli.lines import out
from voiceguide.cli.options import (
    ConsoleOptions,
    LengthType,
    PracticeType,
    console_options,
    json_option,
    session_options,
)
from voiceguide.player.request import CHOICES, PlayRequest
from voiceguide.system.cells import cells, padded

if TYPE_CHECKING:
    from voiceguide.cli.context import App
    from voiceguide.player.memory import BrokenOff, Memory
    from voiceguide.player.playback import Played, ScreenKind
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request
    from voiceguide.units import Seconds


STILL_TOO_MUCH: Final = "right-now"
"""The practice to suggest when "ground me" was not enough."""

EXAMPLES = """
\b
For example:
  voiceguide play self-compassion-break -l 12m -b rain
  voiceguide play open-sitting -l 20m --delay 60s --dark
  voiceguide play --again
While it plays, ? shows the keys.
"""


@click.command(epilog=EXAMPLES)
@click.argument("practice", type=PracticeType(), required=False)
@session_options
@click.option("--delay", type=LengthType(), metavar="LENGTH", help="First play the background alone, to settle: 60s.")
@click.option("--from", "start_at", type=LengthType(), metavar="TIME", help="Start at this time: 4m.")
@click.option("--section", metavar="NAME", help="Start with this section.")
@click.option("--resume", is_flag=True, help="Go on where the last session stopped.")
@click.option("--again", is_flag=True, help="Play the last session once more.")
@click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Stop after this time, fading over its last two minutes.",
)
@click.option("--device", metavar="NAME", help="Where to play; 'voiceguide devices' shows them.")
@click.option("--dark", is_flag=True, help="Almost nothing on the screen, for a dark room.")
@click.option("--note", is_flag=True, help="Ask for a word before and after, for the log.")
@console_options
@click.pass_context
def play(ctx: click.Context, /, console: ConsoleOptions, **options: Any) -> None:
    """Play a session now, and steer it with keys."""

    ctx.exit(perform(PlayRequest.of(options), console))


@click.command(epilog="\b\nFor example:\n  voiceguide devices\n  voiceguide devices --json")
@json_option
@console_options
def devices(as_json: bool, console: ConsoleOptions) -> None:
    """List the sound devices."""
    from voiceguide.cli.context import print_json
    from voiceguide.devices.speakers import devices as all_devices

    found = all_devices()
    if as_json:
        print_json([vars(device) for device in found])
        return
    width = max((cells(device.name) for device in found), default=0)
    for device in found:
        mark = "*" if device.default else " "
        out(f"{mark} {padded(device.name, width)}  {device.kind}".rstrip())


@dataclass(frozen=True)
class Asked:
    """What to play, with the last time's choices filled in."""

    practice: str
    choices: dict[str, Any]
    goes_on: BrokenOff | None = None
    """What to resume: where it was left, and the length it had; None: begin at the start."""


def perform(request: PlayRequest, console: ConsoleOptions) -> int:
    """Play what was requested; returns the exit status."""
    _check_usage(request)
    word = _ask("A word before, if you like") if request.note else ""
    from voiceguide.system.keyboard import keyboard

    notes: list[str] = []
    with ExitStack() as stack:
        # The keyboard's guard is a copy of this process, so start it before anything heavy and before any thread.
        keys = stack.enter_context(keyboard())
        from voiceguide.player.playback import Playback, ToRemember, screen_of
        from voiceguide.system.stderr import silenced_libraries

        # A lost device is no reason to light up a dark room, or to write over the screen.
        stack.enter_context(silenced_libraries())
        playback = Playback(request.device)
        stack.callback(playback.close)
        from voiceguide.cli._course_step import course_step
        from voiceguide.cli.console import tell_warnings
        from voiceguide.cli.context import start
        from voiceguide.player.memory import recall

        app = start(console, keeps=True)
        tell_warnings(notes.append)  # a screen would be drawn over them
        memory = recall(app.folders.last)
        asked = _asked(request, memory)
        script = app.practice(asked.practice)
        if "visit" not in asked.choices and has_visits(script):
            from voiceguide.player.log import visit

            asked.choices["visit"] = visit(app.folders.log, script.name)
        wishes = _wishes(app, asked, request.choices.get("length"))
        step = course_step(app, asked.practice)
        if step:
            wishes = step.wishes(wishes, chosen="path" in asked.choices)
        # From here on there is sound.
        begun = playback.begin(script, wishes, app.library.included, app.folders, memory.volume_db)
        notes += _voice_told(app, script, wishes, dark=request.dark)
        screen = screen_of(_screen_kind(app, dark=request.dark), out)
        stack.callback(screen.close)
        remembered = ToRemember(asked.practice, asked.choices, memory, asked.goes_on, word)
        played = begun.play(
            keys, screen, request, remembered, watcher=step.keep if step else _unwatched, trouble=notes.append
        )
    for note in notes:
        app.console.note(note)
    how = played.heard.how
    afterwards = step.end(how) if step else onward(app, script, how)
    say = app.console.detail if request.dark else app.console.note
    for line in [*after_ground(app, grounded=played.grounded), *afterwards, _voice_named(script, wishes)]:
        say(line)
    app.console.detail(f"to get the same images again: --seed {asked.choices['seed']}")
    app.console.detail(_sound_told(played))
    if request.note and not played.heard.signal and (after := _ask("A word after, if you like")):
        played.add_word(after)
    return 128 + played.heard.signal if played.heard.signal else 0


def _voice_told(app: App, script: Script, wishes: Request, *, dark: bool) -> list[str]:
    """What to say about the voice after the session; text that it cannot read is reported at once."""
    from voiceguide.session.voice_news import unread_words, voice_news

    news = voice_news(script, wishes, app.folders, later=app.console.quiet or dark)
    if strange := unread_words(script, wishes, app.library.included):
        app.console.error(strange)
    return [news] if news else []


def _voice_named(script: Script, wishes: Request) -> str:
    from voiceguide.session.stages import voice_for
    from voiceguide.speech.engines.table import voice_name

    return f"voice: {voice_name(voice_for(script, wishes), script.lang)}"


def _sound_told(played: Played) -> str:
    kept = "was kept" if played.awake else "could not be kept"
    heard = played.heard
    return f"played on {heard.speakers}; {heard.late} dropouts; the machine {kept} awake"


def has_visits(script: Script) -> bool:
    """Whether the practice, or one that it includes, may have sections for a first or a later visit."""
    from voiceguide.script.model import Inset

    return any(section.visit or any(isinstance(item, Inset) for item in section.items) for section in script.sections)


def after_ground(app: App, *, grounded: bool) -> list[str]:
    """After "ground me", a line with a practice for when it is still too much; empty if there is none."""
    from voiceguide.errors import VoiceguideError

    if not grounded:
        return []
    try:
        helping = app.library.find(STILL_TOO_MUCH)
    except VoiceguideError:
        return []
    return [f"If it is still too much: {helping.title} (voiceguide play {STILL_TOO_MUCH})"]


def onward(app: App, script: Script, how: str) -> list[str]:
    """Lines that say what to go on with after a practice; empty if there is nothing."""
    from voiceguide.errors import VoiceguideError

    if how != "whole" or not script.next_practice:
        return []
    try:
        following = app.library.included(script.next_practice, script)
    except VoiceguideError:
        return []
    return [f"If you want more of this: {following.title} (voiceguide play {script.next_practice})"]


def _check_usage(request: PlayRequest) -> None:
    given = [
        name
        for name, value in (("PRACTICE", request.practice), ("--again", request.again), ("--resume", request.resume))
        if value
    ]
    if not given:
        raise click.UsageError("name a practice, or use --again or --resume; 'voiceguide list' shows the practices")
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]} both say what to play; use one of them")
    starts = [
        name
        for name, value in (("--from", request.start_at), ("--section", request.section), ("--resume", request.resume))
        if value not in (None, False)
    ]
    if len(starts) > 1:
        raise click.UsageError(f"{starts[0]} and {starts[1]} both say where to start; use one of them")


def _asked(request: PlayRequest, memory: Memory) -> Asked:
    from voiceguide.session.request import tonight

    if request.practice:
        return Asked(request.practice, {"seed": tonight(), **request.choices})
    if not memory.practice:
        raise click.UsageError("nothing has been played yet; name a practice")
    if request.resume and memory.broken_off is None:
        raise click.UsageError("there is nothing left to resume; --again plays the last session once more")
    before = {name: value for name, value in memory.options.items() if name in CHOICES}
    before["words"] = tuple((str(key), str(value)) for key, value in before.get("words", ()))
    if request.again:
        before.pop("seed", None)  # no two nights alike
        before.pop("visit", None)
    goes_on = memory.broken_off if request.resume else None
    return Asked(memory.practice, {"seed": tonight(), **before, **request.choices}, goes_on)


def _wishes(app: App, asked: Asked, length: Seconds | None) -> Request:
    """The request for the session. A resumed one is as long as + and − had made it, unless a `length` is given."""
    from voiceguide.cli.context import wishes_from, with_own_words

    wishes = with_own_words(wishes_from(app, asked.choices), app.folders)
    if asked.goes_on and length is None:
        return replace(wishes, length=asked.goes_on.length_s, nearest=True)
    return wishes


def _screen_kind(app: App, *, dark: bool) -> ScreenKind:
    if app.console.quiet:
        return "none"
    if app.console.plain or not sys.stdout.isatty():
        return "plain"
    return "dark" if dark else "full"


def _unwatched(*, begun: bool, grounded: bool) -> None:
    """At each tick of a session that belongs to no course: do nothing."""


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        return ""
    from voiceguide.cli._questions import typed

    return typed(question)
