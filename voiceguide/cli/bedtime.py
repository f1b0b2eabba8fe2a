"""The command that plays a person to sleep: bedtime. The wait before the first sound is counted from the start of the
process.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from voiceguide.cli.options import ConsoleOptions, LengthType, PracticeType, console_options, session_options
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from voiceguide.player.memory import Memory


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
"""Seconds. There is little evidence for sound all night, and some against it, so it stops."""

_NOT_KEPT: Final = ("again", "seed", "visit")


@click.command(epilog=EXAMPLES)
@click.argument("practice", type=PracticeType(), required=False)
@session_options
@click.option(
    "--stop-after",
    type=LengthType(),
    metavar="LENGTH",
    help="Stop after this time, fading over its last two minutes.",
)
@click.option("--again", is_flag=True, help="Play the same as last time.")
@click.option("--device", metavar="NAME", help="Where to play; 'voiceguide devices' shows them.")
@console_options
@click.pass_context
def bedtime(ctx: click.Context, /, console: ConsoleOptions, **options: Any) -> None:
    """Play a routine to fall asleep to, softer and softer.

    It plays what you chose last time; the first time, it plays for 30 minutes.
    """
    from time import monotonic

    from voiceguide.cli.play import perform
    from voiceguide.config import folders
    from voiceguide.player.memory import recall
    from voiceguide.player.request import PlayRequest

    asked_at = monotonic() - process_age()
    file = folders().last.with_name("bedtime.json")
    asked = tonight(options, recall(file))
    request = PlayRequest.of(
        asked, again=False, dark=True, ends_with_device=True, asked_at=asked_at, made=lambda: _remember(file, asked)
    )
    ctx.exit(perform(request, console))


def tonight(options: dict[str, Any], last: Memory) -> dict[str, Any]:
    """What to play: as requested, else as chosen last, else the usual routine."""
    given = {name: value for name, value in options.items() if value not in (None, False, ()) and name != "again"}
    if options["again"] and (unsuited := [name for name in given if name not in ("device", "seed")]):
        raise click.UsageError(f"--again plays the same as last time; leave out {' and '.join(sorted(unsuited))}")
    before = {name: value for name, value in last.options.items() if name in options and name not in _NOT_KEPT}
    before["words"] = tuple((str(key), str(value)) for key, value in before.get("words", ()))
    if given.get("practice", last.practice) != last.practice:
        for own in ("length", "then"):  # they were chosen for the other routine
            before.pop(own, None)
    usual = {"practice": last.practice or USUAL_ROUTINE, "session": "sleep"}
    asked = {**options, **usual, **before, **given}
    if asked["length"] is None:
        asked.update(length=USUAL_LENGTH, nearest=True)
    return asked


def _remember(file: Path, asked: dict[str, Any]) -> None:
    from voiceguide.player.memory import Memory, remember
    from voiceguide.script.library import is_path

    if asked["practice"] == "-":
        return
    practice = str(Path(asked["practice"]).absolute()) if is_path(asked["practice"]) else asked["practice"]
    kept = {name: value for name, value in asked.items() if name not in _NOT_KEPT and value not in (None, False, ())}
    kept.pop("practice")
    remember(file, Memory(practice, kept))


_STAT: Final = Path("/proc/self/stat")
_START_TIME: Final = 19
"""Index of the start time among the fields after the program's name, in ticks since boot (proc(5), field 22)."""


def process_age(stat: Path = _STAT) -> Seconds:
    """Seconds since this process began; if the system does not say when that was, its processor time."""
    try:
        started = int(stat.read_text().rpartition(")")[2].split()[_START_TIME])
        # The clock that the field uses: it keeps running while the machine sleeps.
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()
