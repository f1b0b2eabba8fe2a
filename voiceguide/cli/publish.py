"""The command that publishes: publish."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli._libraries import require_libraries
from voiceguide.cli.console import format_size
from voiceguide.cli.lines import err, out
from voiceguide.cli.options import ConsoleOptions, console_options, quality_option
from voiceguide.system.install_hint import quoted
from voiceguide.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from voiceguide.cli.context import App
    from voiceguide.publish.model import Forecast, PracticeSource, PublishOptions, Result, Step
    from voiceguide.script.model import Script
    from voiceguide.speech.engine import VoiceChoice
    from voiceguide.speech.stage import SpeakLines

    _Where: TypeAlias = tuple[str, Path | None, Path | None, Path | None]
    """A scheduler's address, and the files for TLS: authority, certificate, key."""

EXAMPLES: Final = """
\b
For example:
  voiceguide publish --new my-class.toml
  voiceguide publish my-class.toml -o site/ --dry-run
  voiceguide publish my-class.toml -o site/ && python3 -m http.server -d site
  voiceguide publish clinic.toml --people people.csv -o out/
  voiceguide publish everything.toml -o site/ --scheduler tls://speech-1:8786
"""

_NEEDED: Final = ("feedgen", "jinja2")

_PATH: Final = click.Path(path_type=Path)


@click.command(epilog=EXAMPLES)
@click.argument("catalogue", type=_PATH, required=False, metavar="CATALOGUE")
@click.option(
    "-o",
    "--output",
    type=_PATH,
    metavar="FOLDER",
    help="The folder for the site, or for the files of --people.",
)
@click.option("--new", "new", is_flag=True, help="Write a catalogue for you to fill in.")
@click.option("--dry-run", is_flag=True, help="Make nothing, but show what would be made, how long and how large.")
@click.option(
    "--people",
    type=_PATH,
    metavar="CSV",
    help="Make a session for each person in this table, and no feed. Its columns are name, comfort, dear.",
)
@click.option(
    "--stems",
    type=click.Choice(["flac", "wav"]),
    help="Write two more files for each session: the voice alone, and everything else.",
)
@click.option("--prune", is_flag=True, help="Delete files of earlier runs that are no longer used.")
@quality_option
@click.option(
    "--scheduler", metavar="ADDRESS", help="Let a Dask cluster speak the lines: tls://HOST:8786 (docs/cluster.md)."
)
@click.option(
    "--tls-ca",
    type=_PATH,
    metavar="FILE",
    help="With --scheduler: the certificate of the certificate authority.",
)
@click.option("--tls-cert", type=_PATH, metavar="FILE", help="With --scheduler: this machine's certificate.")
@click.option("--tls-key", type=_PATH, metavar="FILE", help="With --scheduler: the key of this machine's certificate.")
@console_options
def publish(
    catalogue: Path | None,
    output: Path | None,
    new: bool,
    dry_run: bool,
    people: Path | None,
    stems: str | None,
    prune: bool,
    quality: str,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    console: ConsoleOptions,
) -> None:
    """Make a podcast feed and a website, or a session for each of many people."""
    if new:
        _write_new(catalogue or Path("catalogue.toml"))
        return
    if catalogue is None:
        raise click.UsageError("name a catalogue; 'voiceguide publish --new my-class.toml' writes one to start from")
    if output is None and not dry_run:
        raise click.UsageError("add a folder, such as -o site/, or add --dry-run to see what would be made")
    if prune and people:
        raise click.UsageError("--prune is for a site, and --people makes no site; use one of them")
    require_libraries("publishing", "publish", _NEEDED)
    if scheduler:
        _require_cluster(scheduler)
    from voiceguide.cli.context import start
    from voiceguide.publish.job import PublishJob, read_input
    from voiceguide.publish.model import PublishOptions

    app = start(console, keeps=True)
    given = read_input(catalogue, people)
    options = PublishOptions(output or Path("site"), "small" if quality == "small" else "standard", stems, prune)
    job = PublishJob(given, _source(app), options)
    for line in job.terms:
        app.console.note(f"voice {line}")
    with app.console.progress() as progress:
        if dry_run:
            _print_plan(app, job.forecasts(progress), options, job.people)
            return
        where = (scheduler, tls_ca, tls_cert, tls_key) if scheduler else None
        with _speaking(app, where, job.voices) as speaking:
            result = job.make(speaking, progress, lambda step: _report_step(app, step))
    _report_result(app, result, options)


@contextmanager
def _speaking(app: App, where: _Where | None, voices: Sequence[tuple[VoiceChoice, str]]) -> Iterator[SpeakLines | None]:
    """The function that speaks lines on the cluster, while the block runs; None if this machine speaks."""
    if where is None:
        yield None
        return
    from voiceguide.speech.cluster import Tls, speaking_on

    address, *files = where
    with speaking_on(address, voices, Tls(*files), app.console.note) as speaking:
        yield speaking


def _source(app: App) -> PracticeSource:
    """A source that finds practices by name, title or path, and sessions of courses. The request for each comes from
    the settings, without anybody's own words.
    """
    from voiceguide.cli.context import request_from
    from voiceguide.publish.model import PracticeSource

    usual = replace(request_from(app), length=None)
    return PracticeSource(partial(_practice, app), app.library.names(), app.library.included, usual, app.folders)


def _practice(app: App, name: str) -> Script:
    """Find a practice by name, title or path. Here the file of a course is a mistake, which is reported with all
    others.
    """
    from voiceguide.errors import TextError
    from voiceguide.script.library import ENDING

    try:
        return app.practice(name)
    except click.UsageError:
        stem = name.removesuffix(ENDING)
        raise TextError(name, 0, f"it is a course; name its sessions instead: {stem}-1, {stem}-2 …") from None


def _require_cluster(address: str) -> None:
    """Check, before anything is sent to the cluster at this address, that nobody else can read it on the way."""
    require_libraries("a cluster", "cluster", ("distributed",))
    from voiceguide.speech.cluster import require_safe

    require_safe(address)


def _write_new(path: Path) -> None:
    from voiceguide.publish.model import TEMPLATE
    from voiceguide.system.files import whole_file

    with whole_file(path, force=False) as part:
        part.write_text(TEMPLATE, encoding="utf-8")
    err(f"edit {path}, then run  voiceguide publish {quoted(str(path))} -o site/")


def _print_plan(app: App, forecasts: Iterable[Forecast], options: PublishOptions, people: int | None) -> None:
    """Print the state, length and size of each session on stdout, and how much would be made in all."""
    total_s = total_bytes = 0.0
    count = all_count = 0
    states = set()
    for one in forecasts:
        states.add(one.state)
        about = "" if one.measured else "about "
        whom = f"  for {one.people} of {people} people" if one.people is not None else ""
        length, size = format_clock(one.duration_s), format_size(one.bytes)
        out(f"{one.state:8} {one.name}  {about}{length}  about {size}{whom}")
        each = int(one.state != "there") if one.people is None else one.people
        count, all_count = count + each, all_count + (1 if people is None else people)
        total_s, total_bytes = total_s + each * one.duration_s, total_bytes + each * one.bytes
    if options.stems:
        app.console.note("plus the voice alone and the background alone for each session; those sizes are not included")
    if "changed?" in states:
        app.console.note("'changed?': the script has new words; only speaking them shows whether the session changes")
    most = "up to " if "changed?" in states else ""
    out(
        f"{most}{count} of {all_count} sessions would be made: {format_clock(total_s)}, "
        f"about {format_size(total_bytes)}; nothing was written"
    )


def _report_step(app: App, step: Step) -> None:
    state = "" if step.made else ", already there"
    left = f", {_time_left(step.left_s)} left" if step.left_s and step.number < step.count else ""
    length, size = format_clock(step.duration_s), format_size(step.bytes)
    app.console.note(f"{step.number} of {step.count}: {step.name}  {length}  {size}{state}{left}")


def _time_left(seconds: float) -> str:
    return f"about {max(1, round(seconds))} s" if seconds < 90 else f"about {round(seconds / 60)} min"


def _report_result(app: App, result: Result, options: PublishOptions) -> None:
    for name in result.removed:
        app.console.detail(f"removed {name}")
    for failure in result.left:
        app.console.note(f"{options.folder / failure.name} could not be removed: {failure.reason}")
    removed = f", {len(result.removed)} old files removed" if result.removed else ""
    counts = f"{len(result.made)} made, {len(result.kept)} already there"
    app.console.note(f"sessions in {options.folder}: {counts}{removed}")
    if result.failed:
        count = len(result.failed) + len(result.made) + len(result.kept)
        app.console.error(f"voiceguide: {len(result.failed)} of {count} sessions failed:")
        for failure in result.failed:
            app.console.error(f"  {failure.name}: {failure.reason}")
        if options.prune:
            app.console.note("no old files were removed, because not everything could be made")
        sys.exit(1)
    if result.people_list:
        app.console.note(f"{result.people_list} says which file is whose; keep it to yourself")
