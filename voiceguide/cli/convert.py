"""The command that turns texts of other forms, and recordings, into practices: convert."""

import sys
from pathlib import Path

import click

from voiceguide.cli._original import refuse_original
from voiceguide.cli.context import App, print_json, start
from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, json_option
from voiceguide.cli.parameter_types import NumbersType
from voiceguide.errors import PracticeNotFoundError, nearest
from voiceguide.script.library import is_path
from voiceguide.script.parser import MOST_FOUND, STANDARD_INPUT, data_of
from voiceguide.sound.recordings import is_recording
from voiceguide.system.install_hint import quoted
from voiceguide.texts.forms import FORMS
from voiceguide.texts.practice import ReadText, read_bytes

_EXAMPLES = """
\b
For example:
  voiceguide convert notes.txt -o my-practice.md
  voiceguide convert handout.docx
  voiceguide convert - --as markdown -o calm.md
  voiceguide convert my-teacher.mp3 -o teacher/
"""


@click.command(epilog=_EXAMPLES)
@click.argument("text", metavar="FILE")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT.md",
    help="Where to write the practice; for a recording, a folder.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    help="The form of FILE, if voiceguide does not recognise it.",
)
@click.option(
    "--optional",
    type=NumbersType(),
    default=(),
    metavar="N,N",
    help="Mark these parts of a recording to be left out when time is short: 4,7. The report lists the parts.",
)
@click.option("--recognise", "--recognize", is_flag=True, help="Guess the words of a recording that has no captions.")
@click.option("--force", is_flag=True, help="Replace what is already there.")
@json_option
@console_options
def convert(
    text: str,
    output: Path | None,
    form: str | None,
    optional: tuple[int, ...],
    recognise: bool,
    force: bool,
    as_json: bool,
    console: ConsoleOptions,
) -> None:
    """Turn any text, or a recording, into a practice you can edit.

    FILE is plain text or Markdown, a Word file, a PDF, a web page, SSML, captions, JSON or a table; - is standard
    input. A recording, in any format, becomes a folder with its pieces, unchanged, and a script that plays them.
    """
    app = start(console, keeps=True)
    if not form and is_recording(Path(text)):
        _convert_recording(app, Path(text), output, optional, recognise=recognise, force=force, as_json=as_json)
        return
    _refuse_for_texts(optional, recognise=recognise)
    if output:
        from voiceguide.system.files import check_target

        refuse_original(output, app.library.path(text) or Path(text), "the text")
        check_target(output, force=force)
    read = _read(app, text, form or "")
    if output:
        from voiceguide.system.files import whole_file

        with whole_file(output, force=force) as part, part.open("w", encoding="utf-8", newline="") as stream:
            stream.write(read.text)
    elif not as_json:
        out(read.text.removesuffix("\n"), whole=True)
    if as_json:
        _print_json(read, text, output)
    else:
        _report(app, read, text, output)


def _refuse_for_texts(optional: tuple[int, ...], *, recognise: bool) -> None:
    """Refuse options that are only for recordings."""
    if optional:
        raise click.UsageError("--optional names parts of a recording; in a text, write {optional} after a heading")
    if recognise:
        raise click.UsageError("--recognise is for recordings, and this file is a text; leave out --recognise")


def _convert_recording(
    app: App,
    recording: Path,
    output: Path | None,
    optional: tuple[int, ...],
    *,
    recognise: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make a folder from a recording, and report what was found."""
    from voiceguide.recording.conversion import convert

    if output is None:
        raise click.UsageError(f"a recording becomes a folder; name the folder: -o {quoted(recording.stem)}/")
    with app.console.progress() as progress:
        made = convert(
            recording,
            output,
            cache=app.folders.loops,
            progress=progress,
            optional=optional,
            force=force,
            recognise=recognise,
        )
    script = output / f"{output.resolve().name}.md"
    if as_json:
        print_json({**made.as_json(), "output": str(script)})
        return
    if not app.console.quiet:
        for line in made.as_lines():
            out(line)
    play = f"voiceguide play {quoted(str(script))}"
    app.console.note(f"{script} is ready to edit; to hear it:  {play}")


def _read(app: App, text: str, form: str) -> ReadText:
    if text == "-":
        return read_bytes(sys.stdin.buffer.read(MOST_FOUND + 1), file=STANDARD_INPUT, name="stdin", form=form)
    path = app.library.path(text) or Path(text)
    try:
        there, folder = bool(text) and path.exists(), path.is_dir()
    except (OSError, ValueError):  # no file can have such a name
        there = folder = False
    if there and folder:
        raise PracticeNotFoundError(text, [], folder=True)
    if not there:
        near = nearest(text[:80], app.library.names(), least=0.75)
        raise PracticeNotFoundError(text, near, file=is_path(text) or not near)
    shown = str(path)
    return read_bytes(data_of(path, shown), file=shown, name=path.stem, form=form)


def _print_json(read: ReadText, text: str, output: Path | None) -> None:
    report = read.report.as_json() if read.report else {"file": text, "form": "voiceguide", "title": read.script.title}
    print_json({**report, "output": str(output) if output else None, **({} if output else {"text": read.text})})


def _report(app: App, read: ReadText, text: str, output: Path | None) -> None:
    """Print the report: on stdout if the practice went into a file, else on stderr."""
    if read.report is None:
        app.console.note(f"{text} is already in voiceguide's format; nothing was changed")
    elif output and not app.console.quiet:
        for line in read.report.as_lines():
            out(line)
    else:
        for line in read.report.as_lines():
            app.console.note(line)
    if output:
        app.console.note(f"{output} is ready to edit; 'voiceguide check {output}' looks for mistakes")
