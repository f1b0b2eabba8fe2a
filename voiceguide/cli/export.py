"""The command that saves sessions."""

import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import click
from click.core import ParameterSource

from voiceguide.cli._export_report import SavedSession, report_saved
from voiceguide.cli._original import WITH_O, refuse_sources
from voiceguide.cli.context import App, print_json, request_from, start, with_mine
from voiceguide.cli.group import error_text
from voiceguide.cli.options import (
    ConsoleOptions,
    console_options,
    force_option,
    json_option,
    mine_option,
    quality_option,
    session_options,
)
from voiceguide.cli.parameter_types import LengthsType, PracticeType
from voiceguide.errors import OutputError, VoiceguideError
from voiceguide.lengths import format_length, format_minutes
from voiceguide.output.captions import captions_path
from voiceguide.output.contract import Quality
from voiceguide.script.model import Script
from voiceguide.session.export import check_place, contains_session, file_name, save
from voiceguide.session.progress import Progress
from voiceguide.session.request import Request, SessionChoices
from voiceguide.session.series import SessionSeries
from voiceguide.session.stages import laid_out
from voiceguide.session.voice_news import unread_words, voice_news
from voiceguide.system.files import make_folder
from voiceguide.units import Seconds, format_clock, to_seconds

EXAMPLES = """
\b
For example:
  voiceguide export self-compassion-break --length 10m
  voiceguide export open-sitting -l 20m -b ocean -o sitting.mp3
  voiceguide export ./my-practice.md -l 7:30 --captions vtt,lrc
  voiceguide export noticing kind-words --lengths 5m,10m,15m --output-dir class
  voiceguide export --course a-kind-beginning --output-dir course
"""


class _Order(NamedTuple):
    """One session to make."""

    practice: str
    request: Request
    track: tuple[int, int] | None = None
    """The number of the session in its course, or among several lengths, counted from 1; and how many there are."""


@dataclass(frozen=True)
class _ExportOptions:
    """How to write every file of this run."""

    output: Path | None
    folder: Path
    kind: str
    quality: Quality
    captions: tuple[str, ...]
    force: bool
    report: bool
    widest: Seconds | None = None
    """The longest of several lengths. In file names, shorter lengths are padded to its width, so that the files sort by
    length.
    """


_FORMATS: Final = ("mp3", "wav", "flac", "ogg", "opus")


@click.command(epilog=EXAMPLES)
@click.argument("practices", type=PracticeType(), nargs=-1, metavar="PRACTICE…")
@session_options
@mine_option
@click.option("--course", metavar="NAME", help="Save every session of a course, as one album.")
@click.option("--lengths", type=LengthsType(), help="Save several files, one for each length: 5m,10m,20m.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(),
    metavar="FILE",
    help="The file to write; its ending chooses the format. A folder is used like --output-dir; - is standard output.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(_FORMATS),
    default="mp3",
    help="The format, if the ending of the file does not choose it; usually mp3.",
)
@click.option("--output-dir", metavar="FOLDER", help="The folder for files that you do not name with -o.")
@quality_option
@click.option(
    "--captions", metavar="KINDS", default="", help="Also write captions: vtt, lrc, chapters, or several: vtt,lrc."
)
@force_option
@click.option("--report", is_flag=True, help="Measure the finished file, and show its loudness, peaks and pace.")
@json_option
@console_options
def export(
    practices: tuple[str, ...],
    course: str | None,
    lengths: tuple[Seconds, ...] | None,
    target: str | None,
    kind: str,
    output_dir: str | None,
    quality: Quality,
    captions: str,
    force: bool,
    report: bool,
    mine: bool,
    as_json: bool,
    console: ConsoleOptions,
    choices: SessionChoices,
) -> None:
    """Save a session as MP3, WAV, FLAC, Ogg or Opus."""
    output = Path(target) if target else None
    if output and output != _PIPE and not output_dir and _is_folder(target or ""):
        output, output_dir = None, target
    _refuse_conflicts(practices, course, lengths, output, output_dir, kind, choices)
    if output == _PIPE:
        _refuse_beside_pipe(captions, as_json=as_json)
    app = start(console, keeps=True)
    folder = Path(output_dir or app.settings.output_dir or ".").expanduser()
    make_folder(folder)
    request = request_from(app, choices)
    if mine:
        request = with_mine(app, request)
    row = _course_orders(app, course, request, choices) if course else [_Order(name, request) for name in practices]
    orders = [
        order._replace(request=replace(order.request, length=length))
        for order in row
        for length in lengths or (order.request.length,)
    ]
    if lengths and len(lengths) > 1:
        orders = [order._replace(track=(number, len(orders))) for number, order in enumerate(orders, 1)]
    widest = max(lengths) if lengths and len(lengths) > 1 else None
    options = _ExportOptions(output, folder, kind, quality, _caption_kinds(captions), force, report, widest=widest)
    if output == _PIPE:
        _export_to_pipe(app, orders[0], options)
        return
    with app.console.progress() as progress:
        results = list(_export_all(app, orders, options, progress))
    if as_json:
        print_json([result for result in results if isinstance(result, dict)])
    failed = [(order, error) for order, error in zip(orders, results, strict=True) if not isinstance(error, dict)]
    if failed:
        _report_failures(app, failed, len(orders))
        sys.exit(1)


_PIPE: Final = Path("-")


def _is_folder(target: str) -> bool:
    """Whether -o names a folder: one that exists, or one to be made, with a slash at its end."""
    return target.endswith(("/", os.sep)) or Path(target).is_dir()


def _export_to_pipe(app: App, order: _Order, options: _ExportOptions) -> None:
    """Make a session in a temporary file, and copy the file to standard output. The session is reported only after all
    of it has been written there.
    """
    if sys.stdout.isatty():
        raise click.UsageError(
            "-o - writes sound to standard output; send it to a file or a program, for example: … -o - | mpv -"
        )
    with TemporaryDirectory(prefix="voiceguide-") as folder:
        path = Path(folder) / f"session.{options.kind}"
        with app.console.progress() as progress:
            series, options = _series(app, progress), replace(options, output=path)
            done = _export_one(app, series, app.practice(order.practice), order, options, progress)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        report_saved(app, done, "standard output", measured=options.report)


def _course_orders(app: App, name: str, request: Request, choices: SessionChoices) -> list[_Order]:
    """An order for every session of a course. A session takes the gentle path if the course sets it for this session,
    or if the course would ask for the path and none was chosen.
    """
    course = app.courses.find(name)
    orders = []
    for session in course.sessions:
        gentle = session.path == "gentle" or (session.path == "ask" and not choices.path)
        requested = replace(request, path="gentle") if gentle else request
        orders.append(_Order(f"{name.removesuffix('.md')}-{session.number}", requested, (session.number, course.count)))
    return orders


def _refuse_conflicts(
    practices: Sequence[str],
    course: str | None,
    lengths: Sequence[Seconds] | None,
    output: Path | None,
    output_dir: str | None,
    kind: str,
    choices: SessionChoices,
) -> None:
    if not practices and not course:
        raise click.UsageError("name a practice, or a course with --course; 'voiceguide list' shows the practices")
    if practices and course:
        one = "for one session of a course, write: voiceguide export a-kind-beginning-3"
        raise click.UsageError(f"give a practice or --course, not both; {one}")
    if output and output_dir:
        raise click.UsageError("-o names the file and --output-dir its folder; use one of them")
    if lengths and choices.length:
        raise click.UsageError("--length asks for one length and --lengths for several; use one of them")
    chosen = click.get_current_context().get_parameter_source("kind") is not ParameterSource.DEFAULT
    if output and chosen and (ending := output.suffix[1:].lower()) in _FORMATS and ending != kind:
        raise click.UsageError(f"-o {output} and --format {kind} name two formats; leave one of them out")
    if output and (course or len(practices) > 1 or len(lengths or ()) > 1):
        raise click.UsageError("-o names one file, but there will be several; use --output-dir")


def _refuse_beside_pipe(captions: str, *, as_json: bool) -> None:
    if as_json:
        raise click.UsageError("-o - and --json both write to standard output; use one of them")
    if captions:
        raise click.UsageError("--captions writes files beside the sound, and -o - writes no file; use one of them")


def _export_all(
    app: App, orders: list[_Order], options: _ExportOptions, progress: Progress
) -> Iterator[dict[str, Any] | VoiceguideError]:
    """The result of each order, or its error. If one of several orders fails, the others are still made. If there is
    only one order, its error is raised.
    """
    series = _series(app, progress)
    scripts: dict[str, Script | VoiceguideError] = {}
    for number, order in enumerate(orders, 1):
        name, request = order.practice, order.request
        if len(orders) > 1:
            length = "" if request.length is None else f", {format_clock(request.length)}"
            app.console.note(f"{number} of {len(orders)}: {name}{length}")
        known = scripts.get(name)
        if isinstance(known, VoiceguideError):
            yield known  # its mistakes have been reported
            continue
        try:
            script = known or app.practice(name)
            scripts[name] = script
            done = _export_one(app, series, script, order, options, progress)
            yield report_saved(app, done, str(done.saved.path), measured=options.report)
        except VoiceguideError as error:
            if len(orders) == 1:
                raise
            scripts.setdefault(name, error)
            app.console.error(error_text(error))
            yield error


def _series(app: App, progress: Progress) -> SessionSeries:
    return SessionSeries(find=app.library.included, folders=app.folders, progress=progress)


def _report_failures(app: App, failed: list[tuple[_Order, VoiceguideError]], count: int) -> None:
    """After a long run, list all failures again: one line for each practice and reason."""
    app.console.error(f"voiceguide: {len(failed)} of {count} sessions failed:")
    lengths: dict[tuple[str, str], list[str]] = {}
    for (name, request, _), error in failed:
        of_these = lengths.setdefault((name, str(error).splitlines()[0]), [])
        of_these += [] if request.length is None else [format_clock(request.length)]
    for (name, reason), of_these in lengths.items():
        app.console.error(f"  {', '.join([name, *of_these])}: {reason}")


def _export_one(
    app: App, series: SessionSeries, script: Script, order: _Order, options: _ExportOptions, progress: Progress
) -> SavedSession:
    began = time.monotonic()
    request = order.request
    expected = request.length or script.length
    beyond = request.then.length if request.then else 0.0
    if options.output or (expected and not request.nearest):
        # A file that could not be written at the end is refused before any speech is made.
        place = options.output or _target_path(options, script.name, (expected or 0.0) + beyond)
        _refuse_sources(app, place, script, request, options)
        check_place(place, options.captions, force=options.force)
    backgrounds = series.backgrounds(script, request)
    backgrounds.require()
    if news := voice_news(script, request, app.folders, later=app.console.quiet):
        app.console.note(news)
    if not series.is_spoken(script, request) and (strange := unread_words(script, request, app.library.included)):
        app.console.error(strange)
    made = series.planned(script, request)
    lasting = to_seconds(made.plan.length) + beyond
    path = options.output or _target_path(options, script.name, lasting)
    _refuse_sources(app, path, script, request, options)
    session = laid_out(made, backgrounds)
    earlier = options.folder / file_name(script.name, format_length(round(lasting)), f".{options.kind}")
    part, track = (format_length(round(lasting)) if options.widest else ""), order.track
    if (
        options.widest
        and not options.force
        and not path.exists()
        and contains_session(earlier, session, options.quality)
    ):
        path, part, track = earlier, "", None  # under the name from before names were made to sort
    saved = save(
        session,
        path,
        quality=options.quality,
        captions=options.captions,
        force=options.force,
        cache=app.folders.loops,
        progress=progress,
        track=track,
        part=part,
    )
    return SavedSession(saved, made, session, backgrounds, time.monotonic() - began)


def _refuse_sources(app: App, place: Path, script: Script, request: Request, options: _ExportOptions) -> None:
    """Refuse to replace a file that the session is made from. Raises a `UsageError`, or an `OutputError` if the user
    did not name the output.
    """
    captions = [(captions_path(place, kind), f"the {kind} file beside the output") for kind in options.captions]
    remedy = WITH_O if options.output else "choose another folder with --output-dir"
    try:
        refuse_sources(app, [(place, "the output"), *captions], script, request, remedy=remedy)
    except click.UsageError as error:
        if options.output:
            raise
        raise OutputError(error.message) from None


def _target_path(options: _ExportOptions, practice: str, seconds: Seconds) -> Path:
    length = format_minutes(seconds, options.widest) if options.widest else format_length(round(seconds))
    return options.folder / file_name(practice, length, f".{options.kind}")


def _caption_kinds(text: str) -> tuple[str, ...]:
    from voiceguide.output.captions import caption_kinds

    kinds = tuple(kind.strip().lower() for kind in text.split(",") if kind.strip())
    for kind in kinds:
        if kind not in caption_kinds():
            known = ", ".join(caption_kinds())
            raise click.BadParameter(f"there are no captions called {kind!r}, only {known}", param_hint="--captions")
    return tuple(dict.fromkeys(kinds))
