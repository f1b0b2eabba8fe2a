"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, get_args

import click

from voiceguide.cli.parameter_types import (
    BackgroundType,
    FadeType,
    LengthType,
    NumberRange,
    ThenType,
    VoiceType,
    WordsType,
)
from voiceguide.config import LEVELS, RATES, Tone
from voiceguide.script.model import PathName, SessionKind, Visit

Command = TypeVar("Command", bound=Callable[..., Any])


def session_options(command: Command) -> Callable[..., Any]:
    """Give a command all options that shape a session. Their values are passed to it as `choices`, together with the
    value of --delay if the command has that option.
    """
    return _with_choices(command, (*_LENGTH_AND_SOUND, *_SPEECH, *_ENDING, *_WORDS))


def line_options(command: Command) -> Callable[..., Any]:
    """Give a command the options that shape how one line is spoken. Their values are passed to it as `choices`."""
    return _with_choices(command, (*_SPEECH, *_WORDS))


def _with_choices(command: Command, choices: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    @wraps(command)
    def with_choices(*given: Any, **options: Any) -> Any:
        from voiceguide.session.request import NOTHING_CHOSEN, SessionChoices

        chosen = {name: options.pop(name) for name in vars(NOTHING_CHOSEN) if name in options}
        return command(*given, choices=SessionChoices(**chosen), **options)

    shaped: Callable[..., Any] = with_choices
    for option in reversed(choices):
        shaped = option(shaped)
    return shaped


_LENGTH_AND_SOUND = (
    click.option(
        "-l", "--length", type=LengthType(), help="How long the session is: 10 or 10m (minutes), 7m30s or 7:30."
    ),
    click.option("--nearest", is_flag=True, help="If the length is not possible, use the nearest one that is."),
    click.option(
        "-b",
        "--background",
        type=BackgroundType(),
        metavar="SOUND",
        help="The background: a name, a mix like rain:-3,bowls:-9, a file, or none.",
    ),
    click.option(
        "--background-level",
        type=NumberRange(*LEVELS),
        metavar="LU",
        help="How much quieter the background is than the voice, in decibels (LU): 12 to 26; usually 20.",
    ),
    click.option(
        "--duck",
        type=NumberRange(0, 3),
        metavar="DB",
        help="Make the background softer while the voice speaks, by 0 to 3 dB; usually 0.",
    ),
)

_SPEECH = (
    click.option(
        "--voice",
        type=VoiceType(),
        metavar="ENGINE:NAME",
        help="The voice; 'voiceguide voices' lists the voices. recorded:FOLDER plays your own recordings.",
    ),
    click.option(
        "--fill", type=VoiceType(), metavar="ENGINE:NAME", help="The voice that speaks lines you have not recorded."
    ),
    click.option("--voice-tone", type=click.Choice(get_args(Tone)), help="The tone of the voice; usually warm."),
    click.option("--rate", type=NumberRange(*RATES), metavar="FACTOR", help="Speak 0.5 to 2 times as fast as usual."),
    click.option(
        "--path",
        type=click.Choice(get_args(PathName)),
        help="The path: gentle is safer to begin with; inward may also turn to feelings.",
    ),
    click.option(
        "--for",
        "session",
        type=click.Choice(get_args(SessionKind)),
        help="Make a session for the day, or one for sleep.",
    ),
    click.option(
        "--visit",
        type=click.Choice(get_args(Visit)),
        help="Speak the words for a first hearing, or for a later one. Without this option, 'play' looks in the log "
        "whether you have heard the practice before; a saved file always has the words for a first hearing.",
    ),
)

_ENDING = (
    click.option(
        "--then",
        type=ThenType(),
        metavar="[SOUND:]LENGTH",
        help="After the session, play on with its background or another one: 40m, ocean:40m, none.",
    ),
    click.option(
        "--fade", type=FadeType(), metavar="LENGTH", help="How long the sound takes to fade out at the end: 2m to 5m."
    ),
)

_WORDS = (
    click.option(
        "--seed",
        type=int,
        metavar="N",
        help="For a practice with images: the same number always chooses the same images.",
    ),
    click.option(
        "--set",
        "words",
        type=WordsType(),
        multiple=True,
        help="Give one of your own words for this session: --set name=Robin.",
    ),
)

stop_after_option = click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Stop after this time; the sound fades over the last two minutes.",
)
device_option = click.option(
    "--device", metavar="NAME", help="The device to play on; 'voiceguide devices' shows the names."
)
dark_option = click.option("--dark", is_flag=True, help="Show almost nothing on the screen, for a dark room.")
mine_option = click.option("--mine", is_flag=True, help="Include your own words from 'voiceguide me'.")
force_option = click.option("--force", is_flag=True, help="Replace files that are already there.")
quality_option = click.option(
    "--quality",
    type=click.Choice(["standard", "small"]),
    default="standard",
    help="small makes small files for mail and phones: 64 kb/s mono.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Print more messages.")
plain_option = click.option("--plain", is_flag=True, help="Print plain lines, for a screen reader.")


@dataclass(frozen=True)
class ConsoleOptions:
    """How much a command says, and how."""

    quiet: bool = False
    verbose: bool = False
    plain: bool = False


def console_options(command: Command) -> Callable[..., Any]:
    """Give a command -q, -v and --plain; they are passed to it as `console`."""

    @wraps(command)
    def with_console(*given: Any, quiet: bool, verbose: bool, plain: bool, **options: Any) -> Any:
        if quiet and verbose:
            raise click.UsageError("-q says less and -v says more; use one of them")
        return command(*given, console=ConsoleOptions(quiet, verbose, plain), **options)

    return plain_option(verbose_option(quiet_option(with_console)))
