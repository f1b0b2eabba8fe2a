"""The commands that play: play, devices. `play` puts together what the options ask for, plays, and keeps what is to be
remembered.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.cli.lines import out
from voiceguide.cli.options import LengthType, PracticeType, TalkOptions, json_option, session_options, talk_options

if TYPE_CHECKING:
    from voiceguide.cli.context import Start
    from voiceguide.player.loop import Beginning, Screen
    from voiceguide.player.memory import BrokenOff, Memory
    from voiceguide.player.view import State, View
    from voiceguide.script.model import Script
    from voiceguide.session.request import Request
    from voiceguide.units import Seconds


STILL_TOO_MUCH: Final = "right-now"
"""The practice for somebody to whom the ground did not bring enough."""

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
@click.option("--delay", type=LengthType(), metavar="LENGTH", help="The background alone first, to settle: 60s.")
@click.option("--from", "start_at", type=LengthType(), metavar="LENGTH", help="Start there: 4m.")
@click.option("--section", metavar="NAME", help="Start with this section.")
@click.option("--resume", is_flag=True, help="Go on where the last session broke off.")
@click.option("--again", is_flag=True, help="What was played last, once more.")
@click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Fade out over the last two minutes of this time, whatever the plan.",
)
@click.option("--device", metavar="NAME", help="Where to play; 'voiceguide devices' shows them.")
@click.option("--dark", is_flag=True, help="Almost nothing on the screen, for a dark room.")
@click.option("--note", is_flag=True, help="Ask for a word before and after, for the log.")
@talk_options
@click.pass_context
def play(ctx: click.Context, /, talk: TalkOptions, **options: Any) -> None:
    """Play a session now, and steer it with keys."""

    status = perform(options, talk)
    ctx.exit(status)


@click.command(epilog="\b\nFor example:\n  voiceguide devices\n  voiceguide devices --json")
@json_option
@talk_options
def devices(as_json: bool, talk: TalkOptions) -> None:
    """Show what there is to play on."""
    from voiceguide.cli.context import print_json
    from voiceguide.devices.speakers import devices as all_devices

    found = all_devices()
    if as_json:
        print_json([vars(device) for device in found])
        return
    width = max((len(device.name) for device in found), default=0)
    for device in found:
        mark = "*" if device.default else " "
        out(f"{mark} {device.name:<{width}}  {device.kind}".rstrip())


_KEPT: Final = ("length", "nearest", "background", "background_level", "duck", "voice", "fill", "voice_tone", "rate",
                "path", "session", "words", "delay", "then", "fade", "seed", "visit")  # fmt: skip
"""The options that `--again` and `--resume` take from the last time."""


@dataclass(frozen=True)
class Asked:
    """What is to be played, the last time's choices filled in."""

    practice: str
    options: dict[str, Any]
    goes_on: BrokenOff | None = None
    """What is to be resumed: where it was left, and how long it was to be by then; None: it is begun anew."""


def perform(options: dict[str, Any], talk: TalkOptions) -> int:
    """Play a session as the options of `play` ask for; the exit status."""
    _check_usage(options)
    word = _ask("A word before, if you like") if options["note"] else ""
    from voiceguide.system.keyboard import keyboard

    notes: list[str] = []
    seen: set[State] = set()
    with ExitStack() as stack:
        # The keyboard's guard is a copy of this process, so it comes before everything heavy and before any thread.
        keys = stack.enter_context(keyboard())
        from voiceguide.player.output import Outlet
        from voiceguide.system.stderr import quiet_libraries

        # A device that goes is no reason to light up a dark room, or to write over the screen.
        stack.enter_context(quiet_libraries())
        outlet = Outlet(options["device"])
        stack.callback(outlet.close)
        outlet.start()
        from voiceguide.cli._course_step import course_step
        from voiceguide.cli.console import tell_warnings
        from voiceguide.cli.context import start
        from voiceguide.player.memory import recall

        here = start(talk, keeps=True)
        tell_warnings(notes.append)  # a screen is drawn where they would stand
        memory = recall(here.folders.last)
        asked = _asked(options, memory)
        outlet.spout.volume.set(memory.volume_db)
        script = here.practice(asked.practice)
        if "visit" not in asked.options and has_visits(script):
            from voiceguide.player.log import visit

            asked.options["visit"] = visit(here.folders.log, script.name)
        wishes = _wishes(here, asked, options["length"])
        step = course_step(here, asked.practice)
        if step:
            wishes = step.wishes(wishes, chosen="path" in asked.options)
        from voiceguide.player.first_sound import enter

        entrance = enter(outlet, script, wishes, here.folders)
        # It sounds. Everything else is loaded and made behind it.
        from voiceguide.player.log import Logbook
        from voiceguide.player.loop import Live
        from voiceguide.player.making import Ground
        from voiceguide.player.records import Diary, Keeper
        from voiceguide.session.stages import voice_for
        from voiceguide.session.voice_news import unread_words, voice_news
        from voiceguide.speech.engines.table import voice_name
        from voiceguide.system.awake import kept_awake

        if news := voice_news(script, wishes, here.folders, later=here.talk.quiet or options["dark"]):
            notes.append(news)
        if strange := unread_words(script, wishes, here.library.included):
            here.talk.error(strange)
        screen = _screen(here, dark=options["dark"])
        stack.callback(screen.close)
        live = Live(outlet, keys, screen, _beginning(options, asked))
        maker = live.prepare(Ground(script, wishes, here.library.included, here.folders), entrance)
        awake = stack.enter_context(kept_awake())
        diary = Diary(Logbook(here.folders.log), script.name, word, notes.append)
        keeper = Keeper(here.folders.last, memory, asked.practice, asked.options, asked.goes_on)

        def every_tick(view: View) -> None:
            diary.keep(view, live.heard_s)
            keeper.keep(view, live.deck)
            seen.add(view.state)
            if step:
                step.keep(view)

        heard = live.run(maker, every_tick)
    asked_s = live.deck.view().length_s
    keeper.end(heard, outlet.spout.volume.target_db)
    diary.end(heard.seconds, asked_s, heard.how)
    for note in notes:
        here.talk.note(note)
    say = here.talk.detail if options["dark"] else here.talk.note
    for line in [*after_ground(here, seen), *(step.end(heard.how) if step else onward(here, script, heard.how))]:
        say(line)
    named = f"voice: {voice_name(voice_for(script, wishes), script.lang)}"
    say(named)
    here.talk.detail(f"images: --seed {asked.options['seed']} draws these again")
    kept = "was kept" if awake else "could not be kept"
    here.talk.detail(f"played on {heard.speakers}; {heard.late} times sound was missing; the machine {kept} awake")
    if options["note"] and not heard.signal and (after := _ask("A word after, if you like")):
        diary.end(heard.seconds, asked_s, heard.how, after)
    return 128 + heard.signal if heard.signal else 0


def has_visits(script: Script) -> bool:
    """Whether the practice, or one that is set in, may have sections for the first time or for later ones."""
    from voiceguide.script.model import Inset

    return any(section.visit or any(isinstance(item, Inset) for item in section.items) for section in script.sections)


def after_ground(here: Start, seen: set[State]) -> list[str]:
    """What helps if it is still too much, where the ground was asked for: a line for the screen, or none."""
    from voiceguide.errors import VoiceguideError
    from voiceguide.player.view import ON_THE_GROUND

    if not seen & ON_THE_GROUND:
        return []
    try:
        helping = here.library.find(STILL_TOO_MUCH)
    except VoiceguideError:
        return []
    return [f"If it is still too much: {helping.title} (voiceguide play {STILL_TOO_MUCH})"]


def onward(here: Start, script: Script, how: str) -> list[str]:
    """What to go on with when a practice is over: a line for the screen, or none."""
    from voiceguide.errors import VoiceguideError

    if how != "whole" or not script.next_practice:
        return []
    try:
        following = here.library.included(script.next_practice, script)
    except VoiceguideError:
        return []
    return [f"If you want more of this: {following.title} (voiceguide play {script.next_practice})"]


def _check_usage(options: dict[str, Any]) -> None:
    given = [name for name, value in (("PRACTICE", options["practice"]), ("--again", options["again"]),
                                      ("--resume", options["resume"])) if value]  # fmt: skip
    if not given:
        raise click.UsageError("name a practice, or use --again or --resume; 'voiceguide list' shows the practices")
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]} both say what to play; use one of them")
    starts = [name for name, value in (("--from", options["start_at"]), ("--section", options["section"]),
                                       ("--resume", options["resume"])) if value not in (None, False)]  # fmt: skip
    if len(starts) > 1:
        raise click.UsageError(f"{starts[0]} and {starts[1]} both say where to start; use one of them")


def _asked(options: dict[str, Any], memory: Memory) -> Asked:
    from voiceguide.session.choices import tonight

    given = {name: options[name] for name in _KEPT if options[name] not in (None, False, ())}
    if options["practice"]:
        return Asked(options["practice"], {"seed": tonight(), **given})
    if not memory.practice:
        raise click.UsageError("nothing has been played yet; name a practice")
    if options["resume"] and memory.broken_off is None:
        raise click.UsageError("the last session was not broken off; --again plays it once more")
    before = {name: value for name, value in memory.options.items() if name in _KEPT}
    before["words"] = tuple((str(key), str(value)) for key, value in before.get("words", ()))
    if options["again"]:
        before.pop("seed", None)  # no two nights alike
        before.pop("visit", None)
    goes_on = memory.broken_off if options["resume"] else None
    return Asked(memory.practice, {"seed": tonight(), **before, **given}, goes_on)


def _wishes(here: Start, asked: Asked, length: Seconds | None) -> Request:
    """What the session is to be; one that goes on is as long as + and − had made it, unless a `length` is asked for."""
    from voiceguide.cli.context import wishes_from, with_own_words

    wishes = with_own_words(wishes_from(here, asked.options), here.folders)
    if asked.goes_on and length is None:
        return replace(wishes, length=asked.goes_on.length_s, nearest=True)
    return wishes


def _beginning(options: dict[str, Any], asked: Asked) -> Beginning:
    from voiceguide.player import live_session as beginnings
    from voiceguide.player.loop import Beginning
    from voiceguide.units import to_frames

    start = None
    if options["start_at"]:
        start = beginnings.at_time(options["start_at"])
    elif options["section"] is not None:
        start = beginnings.at_section(options["section"])
    elif asked.goes_on:
        start = beginnings.where_left(asked.goes_on)
    return Beginning(
        to_frames(asked.options.get("delay") or 0.0),
        start,
        options["stop_after"],
        options.get("ends_with_device", False),
        options.get("asked_at"),
        options.get("made"),
    )


def _screen(here: Start, *, dark: bool) -> Screen:
    from voiceguide.player.screens import NoScreen, PlainScreen

    if here.talk.quiet:
        return NoScreen()
    if here.talk.plain or not sys.stdout.isatty():
        return PlainScreen(click.echo)
    if dark:
        from voiceguide.player.screens import DarkScreen

        return DarkScreen(_put)
    from voiceguide.player.screens import RichScreen

    return RichScreen()


def _put(characters: str) -> None:
    """On the terminal, at once."""
    sys.stdout.write(characters)
    sys.stdout.flush()


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()
