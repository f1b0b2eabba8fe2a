"""The commands that play: play, devices. Every command that plays makes `PlayOptions` and calls `run_play`."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.cli.lines import out
from voiceguide.cli.options import (
    ConsoleOptions,
    console_options,
    dark_option,
    device_option,
    json_option,
    session_options,
    stop_after_option,
)
from voiceguide.cli.parameter_types import LengthType, PracticeType
from voiceguide.system.cells import cells, padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.cli.context import App
    from voiceguide.config import Folders
    from voiceguide.player.memory import Memory, ResumePoint
    from voiceguide.player.playback import BegunSession, Played, ScreenKind
    from voiceguide.player.request import PlayRequest
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request, SessionChoices
    from voiceguide.system.keyboard import Keyboard
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
@click.option(
    "--delay",
    type=LengthType(),
    metavar="LENGTH",
    help="First play the background alone for this time, such as 60s, so that you can settle.",
)
@click.option("--from", "start_at", type=LengthType(), metavar="TIME", help="Start at this time of the session: 4m.")
@click.option("--section", metavar="NAME", help="Start with this section.")
@click.option("--resume", is_flag=True, help="Go on where the last session stopped.")
@click.option("--again", is_flag=True, help="Play the last session once more.")
@stop_after_option
@device_option
@dark_option
@click.option(
    "--note", is_flag=True, help="Ask you for a word before the session and one after it, and keep both in the log."
)
@console_options
@click.pass_context
def play(ctx: click.Context, /, console: ConsoleOptions, **options: Any) -> None:
    """Play a session now, and steer it with keys."""

    ctx.exit(run_play(PlayOptions(**options), console))


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


def _ignore_made() -> None:
    """Do nothing. `run_play` calls this if a command has nothing to do at the moment when the session can be played."""


@dataclass(frozen=True, eq=False)
class PlayOptions:
    """The options of a command that plays."""

    choices: SessionChoices
    practice: str | None = None
    """The name or path of the practice; None: the practice that was played last."""
    again: bool = False
    """Whether to play the last session once more."""
    resume: bool = False
    """Whether to go on where the last session stopped."""
    start_at: Seconds | None = None
    section: str | None = None
    stop_after: Seconds | None = None
    """After how many seconds of sound the sleep timer stops the session; None if there is no timer."""
    device: str | None = None
    dark: bool = False
    """Whether to show almost nothing on the screen."""
    note: bool = False
    """Whether to ask the listener for a word before the session and for one after it."""
    ends_with_device: bool = False
    """Whether to end silently if the sound device disappears: somebody may be asleep."""
    asked_at: Seconds | None = None
    """When the session was asked for, on the monotonic clock, if its length is counted from that moment; otherwise
    None.
    """


def run_play(options: PlayOptions, console: ConsoleOptions, *, made: Callable[[], None] = _ignore_made) -> int:
    """Play what was requested; returns the exit status. `made` is called once the session can be played."""
    _check_usage(options)
    word = _ask("How are you now? A word, if you like") if options.note else ""
    from voiceguide.system.keyboard import keyboard

    with ExitStack() as stack:
        # The keyboard's guard is a copy of this process, so start it before anything heavy and before any thread.
        keys = stack.enter_context(keyboard())
        from voiceguide.player.playback import Playback
        from voiceguide.system.stderr import silenced_libraries

        # A lost device is no reason to light up a dark room, or to write over the screen.
        stack.enter_context(silenced_libraries())
        playback = stack.enter_context(closing(Playback(options.device)))
        run = _PlayRun(options, console, word)
        begun = playback.begin(run.request, run.app.library.included, run.app.folders)
        # From here on there is sound.
        played = run.play(begun, keys, made)
    run.report(played)
    return 128 + played.outcome.signal if played.outcome.signal else 0


class _PlayRun:
    """One run of a command that plays: the session, and the messages about it."""

    def __init__(self, options: PlayOptions, console: ConsoleOptions, word: str) -> None:
        """Find out what to play. `word` is the listener's answer to "How are you now?" before the session; empty if
        there is none.
        """
        from voiceguide.cli._course_step import course_step
        from voiceguide.cli.console import report_warnings
        from voiceguide.cli.context import start
        from voiceguide.player.memory import recall

        self.app = start(console, keeps=True)
        self._options = options
        self._notes: list[str] = []
        """The messages to print once the screen has been closed."""
        report_warnings(self._notes.append)
        memory = recall(self.app.folders.last_session)
        practice = _practice(options, memory)
        script = self.app.practice(practice)
        self._step = course_step(self.app, practice)
        self.request = self._play_request(practice, script, memory, word)

    def _play_request(self, practice: str, script: Script, memory: Memory, word: str) -> PlayRequest:
        from voiceguide.player.request import PlayRequest

        app, options = self.app, self._options
        choices = _choices(options, memory, app.folders, script)
        resume_point = memory.resume_point if options.resume else None
        request = _session_request(app, choices, resume_point if options.choices.length is None else None)
        if self._step:
            request = self._step.with_course_path(request, chosen=choices.path is not None)
        return PlayRequest(
            practice,
            script,
            request,
            choices,
            memory,
            delay=choices.delay or 0.0,
            resume_point=resume_point,
            start_at=options.start_at,
            section=options.section,
            stop_after=options.stop_after,
            ends_with_device=options.ends_with_device,
            asked_at=options.asked_at,
            word=word,
        )

    def play(self, begun: BegunSession, keys: Keyboard, made: Callable[[], None]) -> Played:
        """Play and show the session, whose background is already heard. For `made`, see `run_play`."""
        from voiceguide.player.playback import screen_of

        app, request, dark = self.app, self.request, self._options.dark
        self._notes += _voice_notes(app, request.script, request.session_request, dark=dark)
        watcher = self._step.save if self._step else _ignore_progress
        with closing(screen_of(_screen_kind(app, dark=dark), out)) as screen:
            return begun.play(keys, screen, watcher=watcher, trouble=self._notes.append, made=made)

    def report(self, played: Played) -> None:
        """Print all messages after the session, and ask for the word after it."""
        app, request, options = self.app, self.request, self._options
        for note in self._notes:
            app.console.note(note)
        how = played.outcome.how
        afterwards = self._step.end(how) if self._step else next_steps(app, request.script, how)
        say = app.console.detail if options.dark else app.console.note
        grounding = after_ground(app, grounded=played.grounded)
        for line in [*grounding, *afterwards, _voice_named(request.script, request.session_request)]:
            say(line)
        app.console.detail(f"to get the same images again, add --seed {request.choices.seed}")
        app.console.detail(_sound_line(played))
        if options.note and not played.outcome.signal and (after := _ask("And how are you now? A word, if you like")):
            played.add_word(after)


def _voice_notes(app: App, script: Script, request: Request, *, dark: bool) -> list[str]:
    """The messages about the voice that are to be printed after the session. Words that the voice cannot read are not
    among them: these are reported at once.
    """
    from voiceguide.session.voice_news import unread_words, voice_news

    news = voice_news(script, request, app.folders, later=app.console.quiet or dark)
    if strange := unread_words(script, request, app.library.included):
        app.console.error(strange)
    return [news] if news else []


def _voice_named(script: Script, request: Request) -> str:
    from voiceguide.session.stages import voice_for
    from voiceguide.speech.engines.table import voice_name

    return f"voice: {voice_name(voice_for(script, request), script.lang)}"


def _sound_line(played: Played) -> str:
    kept = "was kept" if played.awake else "could not be kept"
    heard = played.outcome
    return f"played on {heard.speakers}; {heard.dropouts} dropouts; the machine {kept} awake"


def has_visits(script: Script) -> bool:
    """Whether the practice, or one that it includes, may have sections for a first or a later visit."""
    from voiceguide.script.model import Inset

    return any(section.visit or any(isinstance(item, Inset) for item in section.items) for section in script.sections)


def after_ground(app: App, *, grounded: bool) -> list[str]:
    """After "ground me", a line that names a practice in case it is still too much; empty if there is none."""
    from voiceguide.errors import VoiceguideError

    if not grounded:
        return []
    try:
        helping = app.library.find(STILL_TOO_MUCH)
    except VoiceguideError:
        return []
    return [f"If it is still too much: {helping.title} (voiceguide play {STILL_TOO_MUCH})"]


def next_steps(app: App, script: Script, how: str) -> list[str]:
    """A line that names the practice to play after this one; empty if there is none, or if this one was not heard to
    its end.
    """
    from voiceguide.errors import VoiceguideError

    if how != "whole" or not script.next_practice:
        return []
    try:
        following = app.library.included(script.next_practice, script)
    except VoiceguideError:
        return []
    return [f"If you want more of this: {following.title} (voiceguide play {script.next_practice})"]


def _check_usage(options: PlayOptions) -> None:
    given = [
        name
        for name, value in (("PRACTICE", options.practice), ("--again", options.again), ("--resume", options.resume))
        if value
    ]
    if not given:
        raise click.UsageError("name a practice, or use --again or --resume; 'voiceguide list' shows the practices")
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]} both say what to play; use one of them")
    starts = [
        name
        for name, value in (("--from", options.start_at), ("--section", options.section), ("--resume", options.resume))
        if value not in (None, False)
    ]
    if len(starts) > 1:
        raise click.UsageError(f"{starts[0]} and {starts[1]} both say where to start; use one of them")


def _practice(options: PlayOptions, memory: Memory) -> str:
    """The requested practice, else the last one. Raises `UsageError`."""
    if options.practice:
        return options.practice
    if not memory.practice:
        raise click.UsageError("nothing has been played yet; name a practice")
    if options.resume and memory.resume_point is None:
        raise click.UsageError("there is nothing left to resume; --again plays the last session once more")
    return memory.practice


def _choices(options: PlayOptions, memory: Memory, places: Folders, script: Script) -> SessionChoices:
    """The choices for this session. For --again and --resume, what is not chosen now is as it was chosen last. The
    result always has a seed, and also a visit if the practice differs from visit to visit.
    """
    from voiceguide.session.request import nightly_seed

    choices = options.choices
    if options.again:
        choices = choices.with_defaults(replace(memory.choices, seed=None, visit=None))  # so no two nights are alike
    elif options.resume:
        choices = choices.with_defaults(memory.choices)
    if choices.seed is None:
        choices = replace(choices, seed=nightly_seed())
    if choices.visit is None and has_visits(script):
        from voiceguide.player.log import visit

        choices = replace(choices, visit=visit(places.log, script.name))
    return choices


def _session_request(app: App, choices: SessionChoices, resume_point: ResumePoint | None) -> Request:
    """The request for the session. With `resume_point`, it gets the length that the broken-off session had at the end,
    which + and − may have changed.
    """
    from voiceguide.cli.context import request_from, with_own_words

    request = with_own_words(request_from(app, choices), app.folders)
    return replace(request, length=resume_point.length_s, nearest=True) if resume_point else request


def _screen_kind(app: App, *, dark: bool) -> ScreenKind:
    if app.console.quiet:
        return "none"
    if app.console.plain or not sys.stdout.isatty():
        return "plain"
    return "dark" if dark else "full"


def _ignore_progress(*, begun: bool, grounded: bool) -> None:
    """Do nothing. This is called in place of `CourseStep.save` for a session that belongs to no course."""


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        return ""
    from voiceguide.cli._questions import typed

    return typed(question)
