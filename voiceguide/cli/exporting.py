"""The command that saves sessions."""

import time
from pathlib import Path
from typing import Any

import click

from voiceguide.cli.options import session_options, talk_options
from voiceguide.cli.start import Start, start, wishes_from
from voiceguide.lengths import format_length
from voiceguide.session import Planned, Session, laid_out, planned
from voiceguide.units import format_clock, to_seconds

EXAMPLES = """
\b
For example:
  voiceguide export self-compassion-break --length 10m
  voiceguide export open-sitting -l 20m -b ocean -o sitting.mp3
  voiceguide export ./my-practice.md -l 7:30 --captions vtt,lrc
"""


@click.command(epilog=EXAMPLES)
@click.argument("practice")
@session_options
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; its ending names the format.")
@click.option("--output-dir", metavar="DIR", help="The folder for a file that -o does not name.")
@click.option("--quality", type=click.Choice(["standard", "small"]), default="standard",
              help="small: 64 kb/s mono, for mail and phones.")  # fmt: skip
@click.option("--captions", metavar="KINDS", default="", help="Captions beside the file: vtt, lrc or vtt,lrc.")
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@talk_options
def export(
    practice: str, output: Path | None, output_dir: str | None, quality: Any, captions: str, force: bool,
    quiet: bool, verbose: bool, plain: bool, **options: Any,
) -> None:  # fmt: skip
    """Save a session as MP3, WAV, FLAC, Ogg or Opus."""
    from voiceguide.saving import check_place, save

    if output and output_dir:
        raise click.UsageError("-o names the file and --output-dir its folder; use one of them")
    here = start(quiet=quiet, verbose=verbose, plain=plain)
    kinds = _caption_kinds(captions)
    began = time.monotonic()
    script = here.practice(practice)
    wishes = wishes_from(here.settings, options)
    folder = Path(output_dir or here.settings.output_dir or ".").expanduser()
    known_length = wishes.length or script.length
    if output or known_length:
        # What would be refused at the end is refused before any speech is made.
        check_place(output or folder / _file_name(script.name, known_length or 0.0), kinds, force=force)
    with here.talk.progress() as tell:
        made = planned(script, wishes, find=here.library.included, folders=here.folders, tell=tell)
        path = output or folder / _file_name(script.name, to_seconds(made.plan.length))
        session = laid_out(made, folders=here.folders, tell=tell)
        saved = save(session, path, quality=quality, captions=kinds, force=force, cache=here.folders.loops, tell=tell)
    _tell_how_it_was_made(here, made, session)
    length = format_clock(to_seconds(saved.length))
    if saved.already:
        here.talk.note(f"{path} is already there: this very session, {length}")
    elif not quiet:
        click.echo(f"{path}  {length}  {_megabytes(saved.size)}  in {time.monotonic() - began:.1f} s")


def _file_name(practice: str, seconds: float) -> str:
    return f"{practice}-{format_length(round(seconds))}.mp3"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _caption_kinds(text: str) -> tuple[str, ...]:
    from voiceguide.output.captions import caption_kinds

    kinds = tuple(kind.strip().lower() for kind in text.split(",") if kind.strip())
    for kind in kinds:
        if kind not in caption_kinds():
            raise click.BadParameter(f"{kind!r} is none of {', '.join(caption_kinds())}", param_hint="--captions")
    return tuple(dict.fromkeys(kinds))


def _tell_how_it_was_made(here: Start, made: Planned, session: Session) -> None:
    voice, plan = made.voice, made.plan
    here.talk.detail(f"voice: {voice.engine}:{voice.name or 'default'}, {made.clips.made} lines newly spoken")
    here.talk.detail(f"background: {', '.join(placed.bed.name for placed in session.timeline.beds)}")
    asked = made.wishes.length
    if asked is not None and made.wishes.nearest and abs(to_seconds(plan.length) - asked) > 0.001:
        nearest, wished = format_clock(to_seconds(plan.length)), format_clock(asked)
        here.talk.note(f"{wished} does not fit; the nearest length is {nearest}")
    if plan.dropped:
        here.talk.detail(f"left out for want of time: {', '.join(plan.dropped)}")
