"""The command that plays a person to sleep: bedtime. The wait before the first sound is counted from the start of the
process.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli.options import ConsoleOptions, console_options, device_option, session_options, stop_after_option
from voiceguide.cli.parameter_types import PracticeType
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.cli.play import PlayOptions
    from voiceguide.player.memory import Memory
    from voiceguide.session.request import SessionChoices


EXAMPLES = """
\b
For example:
  voiceguide bedtime
  voiceguide bedtime --length 45m --then ocean:40m
  voiceguide bedtime back-to-sleep --length 15m
  voiceguide bedtime --again
"""

USUAL_ROUTINE: Final = "bedtime-wind-down"
USUAL_LENGTH: Final = 1800.0
"""In seconds. It is not the whole night, because there is little evidence for sound all night, and some against it."""


@click.command(epilog=EXAMPLES)
@click.argument("practice", type=PracticeType(), required=False)
@session_options
@stop_after_option
@click.option(
    "--again",
    is_flag=True,
    help="Play the same as last time, as 'voiceguide bedtime' alone does. You cannot choose another practice, length, "
    "background or voice with it.",
)
@device_option
@console_options
@click.pass_context
def bedtime(
    ctx: click.Context,
    /,
    practice: str | None,
    choices: SessionChoices,
    stop_after: Seconds | None,
    again: bool,
    device: str | None,
    console: ConsoleOptions,
) -> None:
    """Play a routine to fall asleep to; it gets softer and softer.

    It plays the routine, length and background that you chose last. The first time, it plays for 30 minutes.
    """
    from time import monotonic

    from voiceguide.cli.play import PlayOptions, run_play
    from voiceguide.config import folders
    from voiceguide.player.memory import recall

    asked_at = monotonic() - process_age()
    file = folders().last_session.with_name("bedtime.json")
    given = PlayOptions(
        choices,
        practice,
        again=again,
        stop_after=stop_after,
        device=device,
        dark=True,
        ends_with_device=True,
        asked_at=asked_at,
    )
    asked = bedtime_options(given, recall(file))
    ctx.exit(run_play(asked, console, made=lambda: _remember(file, asked)))


def bedtime_options(given: PlayOptions, last: Memory) -> PlayOptions:
    """The options for tonight. Each is as given now; otherwise as chosen last time; otherwise the usual one.

    If another routine is chosen than last time, the last length, sleep timer and sound after the session are not used.
    If a length is given, the last sleep timer is not used. Raises `UsageError`.
    """
    if given.again and (unsuitable := _unsuitable_options(given)):
        raise click.UsageError(f"--again plays the same as last time; leave out --again or {' and '.join(unsuitable)}")
    before, stop_after = replace(last.choices, seed=None, visit=None), last.stop_after
    if given.practice not in (None, last.practice):
        before, stop_after = replace(before, length=None, then=None), None  # they were chosen for the other routine
    if given.choices.length is not None:
        stop_after = None  # a new length is not cut short by an earlier night's timer
    choices = given.choices.with_defaults(before)
    if choices.session is None:
        choices = replace(choices, session="sleep")
    if choices.length is None:
        choices = replace(choices, length=USUAL_LENGTH, nearest=True)
    return replace(
        given,
        practice=given.practice or last.practice or USUAL_ROUTINE,
        choices=choices,
        again=False,
        stop_after=given.stop_after or stop_after,
        device=given.device or last.device,
    )


def _unsuitable_options(given: PlayOptions) -> list[str]:
    """Whatever was given although --again does not allow it. Each option is named in its long form, and the argument as
    `practice`.
    """
    others = {"practice": given.practice, "stop_after": given.stop_after}
    names = {*replace(given.choices, seed=None).given(), *(name for name, value in others.items() if value)}
    return sorted(max(param.opts, key=len) for param in bedtime.params if param.name in names)


def _remember(file: Path, asked: PlayOptions) -> None:
    from voiceguide.player.memory import Memory, remember
    from voiceguide.script.library import is_path

    if asked.practice in (None, "-"):
        return
    practice = str(Path(asked.practice).absolute()) if is_path(asked.practice) else asked.practice
    choices = replace(asked.choices, seed=None, visit=None)
    remember(file, Memory(practice, choices, device=asked.device, stop_after=asked.stop_after))


_STAT: Final = Path("/proc/self/stat")
_START_TIME: Final = 19
"""Where the start time is among the fields of `_STAT` that follow the program's name, counted from 0. It is in ticks
since boot (proc(5), field 22).
"""


def process_age(stat: Path = _STAT) -> Seconds:
    """How many seconds ago this process began. If the system does not say that, the processor time that it has used so
    far.
    """
    try:
        started = int(stat.read_text().rpartition(")")[2].split()[_START_TIME])
        # The clock that the field uses: it keeps running while the machine sleeps.
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()
