"""The command that gives a recording another length: adapt. It converts the recording and saves the session in one
step.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from voiceguide.cli._original import refuse_original
from voiceguide.cli.context import print_json, request_from, start
from voiceguide.cli.options import ConsoleOptions, console_options, force_option, json_option, quality_option
from voiceguide.cli.parameter_types import LengthType, NumbersType, TextType
from voiceguide.errors import FitError
from voiceguide.output.contract import Quality
from voiceguide.units import Seconds, format_clock, to_seconds

_EXAMPLES: Final = """
\b
For example:
  voiceguide adapt my-teacher.mp3 -l 10m -o short.mp3
  voiceguide adapt my-teacher.mp3 -l 30m -b ocean -o long.mp3
"""


@click.command(epilog=_EXAMPLES)
@click.argument("recording", type=click.Path(path_type=Path))
@click.option(
    "-l", "--length", type=LengthType(), required=True, help="The new length: 10 or 10m (minutes), 7m30s or 7:30."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The file to write; its ending chooses the format.",
)
@click.option("-b", "--background", type=TextType(), metavar="SOUND", help="Play this background under the recording.")
@click.option(
    "--optional",
    type=NumbersType(),
    default=(),
    metavar="N,N",
    help="Leave out these parts when time is short: 4,7. 'voiceguide convert' lists the parts with their numbers.",
)
@click.option("--nearest", is_flag=True, help="If the length is not possible, use the nearest one that is.")
@quality_option
@force_option
@json_option
@console_options
def adapt(
    recording: Path,
    length: Seconds,
    output: Path,
    background: str | None,
    optional: tuple[int, ...],
    nearest: bool,
    quality: Quality,
    force: bool,
    as_json: bool,
    console: ConsoleOptions,
) -> None:
    """Make a recording shorter or longer, in one step.

    What is said stays as it is; the gaps become shorter or longer. 'voiceguide convert' does the same in two steps,
    with a script in between that you can edit.
    """
    from voiceguide.recording.conversion import converted
    from voiceguide.session.backgrounds import backgrounds_for
    from voiceguide.session.export import check_place, save
    from voiceguide.session.request import SessionChoices
    from voiceguide.session.stages import laid_out, planned
    from voiceguide.sound.backgrounds import sound_files

    app = start(console, keeps=True)
    refuse_original(output, recording, "the recording")
    for file in sound_files(background or app.settings.background or "none", sounds=app.folders.sounds):
        refuse_original(output, file, "the background")
    check_place(output, (), force=force)
    choices = SessionChoices(length=length, nearest=nearest, background=background)
    with (
        app.console.progress() as progress,
        converted(recording, cache=app.folders.loops, progress=progress, optional=optional) as (made, file),
    ):
        for note in made.notes():
            app.console.note(note)
        script = app.practice(str(file))
        request = replace(request_from(app, choices), usual_voices=(), voice=None)
        try:
            spoken = planned(script, request, find=app.library.included, folders=app.folders, progress=progress)
        except FitError as error:
            shorter = _shorter(len(made.sections), optional)
            raise FitError(
                error.practice, error.asked, error.least, error.greatest, error.near, shorter, recording=True
            ) from error
        backgrounds = backgrounds_for(script, request, folders=app.folders, progress=progress)
        saved = save(
            laid_out(spoken, backgrounds),
            output,
            quality=quality,
            captions=(),
            force=force,
            cache=app.folders.loops,
            progress=progress,
        )
    lasting, before = to_seconds(saved.length), made.seconds
    app.console.note(f"{saved.path}  {format_clock(lasting)}  (it was {format_clock(before)})")
    for title in spoken.plan.dropped:
        app.console.note(f"left out: {title}")
    if as_json:
        print_json(
            {
                "file": str(saved.path),
                "length_s": lasting,
                "was_s": round(before, 3),
                "dropped": list(spoken.plan.dropped),
            }
        )


def _shorter(parts: int, optional: tuple[int, ...]) -> str:
    """A hint that says which parts may be left out to make the recording shorter; empty if all of them already may."""
    inner = range(2, parts)
    if set(inner) <= set(optional):
        return ""
    numbers = ",".join(map(str, inner))
    return f"to make it shorter, let parts be left out: add --optional {numbers}, or only some of these numbers"
