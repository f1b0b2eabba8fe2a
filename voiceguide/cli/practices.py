"""Commands about practices as texts: list, show, new, check."""

import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any, Final

import click

from voiceguide.check import CheckContext, pronunciations
from voiceguide.check import check as look_over
from voiceguide.cli.context import App, print_json, request_for_lists, request_from, start
from voiceguide.cli.group import error_text
from voiceguide.cli.lines import err, out
from voiceguide.cli.options import ConsoleOptions, console_options, force_option, json_option
from voiceguide.cli.parameter_types import PracticeType, WordsType
from voiceguide.errors import Mistake, ScriptError, SpeechError, TextError, VoiceguideError, nearest, or_list
from voiceguide.script.library import script_folder
from voiceguide.script.model import Need, Script
from voiceguide.script.outline import Utterance
from voiceguide.session.overview import NEEDS, Overview, overviews, spoken_durations
from voiceguide.session.request import SessionChoices
from voiceguide.session.stages import tone_for, voice_for
from voiceguide.sound.backgrounds import background_problem
from voiceguide.speech.engines.table import absolute_voice
from voiceguide.system.cells import wrapped
from voiceguide.system.install_hint import quoted
from voiceguide.units import Frames

_LINES: Final = 2
"""A practice takes at most this many lines in the list."""

_WIDEST: Final = 100
"""The most columns in a line, because longer lines are hard to read."""

_SPACE: Final = "\u00a0"
"""A space at which lines do not break."""


@click.command(epilog="\b\nFor example:\n  voiceguide list\n  voiceguide list --need hard\n  voiceguide list --json")
@click.option("--need", type=click.Choice(tuple(NEEDS)), help="Only practices that help with this.")
@click.option("--tag", metavar="TAG", help="Only practices with this tag.")
@json_option
@console_options
def list_practices(need: Need | None, tag: str | None, as_json: bool, console: ConsoleOptions) -> None:
    """List the practices."""
    app = start(console)
    every = _overviews(app)
    rows = [row for row in every if not need or need in row.needs]
    if tag:
        rows = [row for row in rows if tag.lower() in (known.lower() for known in row.tags)]
    if not rows and every:
        app.console.note(_nothing_listed(every, need, tag))
    if as_json:
        print_json([row.as_json() for row in rows])
    else:
        _print_rows(rows, need)


def _nothing_listed(rows: list[Overview], need: Need | None, tag: str | None) -> str:
    """Why a list is empty: no practice has this tag, or none with this tag helps with this need."""
    tags = sorted({known.lower() for row in rows for known in row.tags})
    if tag is None or tag.lower() in tags:
        of_this = f" with the tag {tag!r}" if tag else ""
        return f"no practice{of_this} is listed under --need {need}"
    near = nearest(tag, tags, least=0.65)
    hint = f"did you mean {or_list(near)}?" if near else "'voiceguide list --json' shows the tags"
    return f"no practice has the tag {tag!r}; {hint}"


def _overviews(app: App) -> list[Overview]:
    """An overview of each practice. A practice with mistakes is reported and left out. If the voice in the settings can
    never speak, that is reported once, and the usual voice is assumed.
    """
    from voiceguide.speech.preferences import why_unusable

    request = request_for_lists(app)
    if request.usual_voices and (problem := why_unusable(request.usual_voices[0])):
        app.console.error(problem)
        request = replace(request, usual_voices=())
    return overviews(app.library, request, folders=app.folders, on_error=lambda error: err(error_text(error)))


def _print_rows(rows: list[Overview], need: Need | None) -> None:
    """Print each practice once, under the need that it serves best; or all of them under `need`, if it is given."""
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    shown = 0
    for heading in (need,) if need else tuple(NEEDS):
        below = rows if need else [row for row in rows if row.needs[0] == heading]
        if not below:
            continue
        if shown:
            out()
        out(f"{NEEDS[heading]} (--need {heading})")
        for row in below:
            out(_row(row, columns))
        shown += len(below)


def _row(row: Overview, columns: int) -> str:
    """A practice in the list: its name, its lengths, and what it is for."""
    about = "" if row.measured else "about "
    reach = f"{about}{ceil(row.min_s / 60)}–{int(row.max_s // 60)} min"
    text = f"{row.name}  {reach.replace(' ', _SPACE)}  {row.summary or row.title}"
    lines = wrapped(
        text,
        columns,
        cut=True,
        initial_indent="  ",
        subsequent_indent="      ",
        max_lines=_LINES,
        placeholder=" …",
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_SPACE, " ")


@click.command(epilog="\b\nFor example:\n  voiceguide show self-compassion-break")
@click.argument("practice", type=PracticeType())
@console_options
def show(practice: str, console: ConsoleOptions) -> None:
    """Show what a practice says."""
    from voiceguide.script.writer import write

    app = start(console)
    script = app.practice(practice)
    out(write(script).rstrip(), whole=True)


@click.command(epilog="\b\nFor example:\n  voiceguide new my-practice\n  voiceguide new --course my-course")
@click.argument("name")
@click.option("--course", is_flag=True, help="Write a course instead. Its sessions are made of practices.")
@force_option
@console_options
def new(name: str, course: bool, force: bool, console: ConsoleOptions) -> None:
    """Write a small example script for you to edit."""
    from voiceguide.course.library import new_course
    from voiceguide.script.library import new_script
    from voiceguide.system.files import whole_file

    app = start(console)
    if Path(name).name in ("", "..", ".md"):
        raise click.UsageError(f"{name!r} is not a name for a practice; write one like my-practice")
    path = Path(name if name.endswith(".md") else f"{name}.md")
    with whole_file(path, force=force) as part:
        part.write_text((new_course if course else new_script)(path.stem), encoding="utf-8")
    shown = shlex.quote(str(path) if len(path.parts) > 1 else f"./{path}")
    doing = "course" if course else "export"
    app.console.note(f"{path} is ready to edit; then try: voiceguide {doing} {shown}")


@click.command(
    epilog="\b\nFor example:\n  voiceguide check my-practice.md\n  voiceguide check self-compassion-break --strict"
    "\n  voiceguide check my-practice.md --say"
)
@click.argument("practices", type=PracticeType(), nargs=-1, required=True, metavar="PRACTICE…")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--say", "saying", is_flag=True, help="Show how words with several pronunciations will be said.")
@click.option(
    "--fix",
    is_flag=True,
    help="Change the file: (pause 5 seconds) becomes [5s], and notes that would be read aloud are removed.",
)
@click.option(
    "--set",
    "words",
    type=WordsType(),
    multiple=True,
    help="Check the script with this word filled in: --set name=Robin.",
)
@json_option
@console_options
def check(
    practices: tuple[str, ...],
    strict: bool,
    saying: bool,
    fix: bool,
    words: tuple[tuple[str, str], ...],
    as_json: bool,
    console: ConsoleOptions,
) -> None:
    """Find mistakes in a script before it is spoken."""
    app = start(console)
    if saying:
        _say(app, practices, words, as_json)
        return
    findings, unchanged, failed = _all_findings(app, practices, words, fix)
    if as_json:
        print_json([_as_json(finding) for finding in findings])
    else:
        for finding in findings:
            out(str(finding))
        if not findings and not failed:
            app.console.note("nothing to correct")
    for name in unchanged:
        app.console.note(f"{name} was not changed; correct these mistakes, then run --fix again")
    if failed or any(strict or finding.severity == "error" for finding in findings):
        sys.exit(1)


def _all_findings(
    app: App, practices: Sequence[str], words: tuple[tuple[str, str], ...], fix: bool
) -> tuple[list[Mistake], list[str], bool]:
    """The findings about all practices; the names of those that `fix` left unchanged because of their mistakes; and
    whether there was an error of another kind.

    An error of another kind is raised if there is only one practice. If there are several, it is reported, and the next
    practice is checked.
    """
    findings: list[Mistake] = []
    unchanged: list[str] = []
    failed = False
    for name in practices:
        try:
            if fix and (mistakes := _fix(app, name)):
                findings += mistakes
                unchanged.append(name)
            else:
                findings += _findings(app, name, words)
        except ScriptError as error:
            findings += error.mistakes
        except VoiceguideError as error:
            if len(practices) == 1:
                raise
            err(error_text(error))
            failed = True
    return findings, unchanged, failed


def _say(app: App, practices: Sequence[str], words: tuple[tuple[str, str], ...], as_json: bool) -> None:
    scripts = [app.practice(name) for name in practices]
    said = [one for script in scripts for one in pronunciations(script, _check_context(app, script, words))]
    if as_json:
        print_json([one.as_json() for one in said])
        return
    for one in said:
        out(str(one))
    if not said:
        app.console.note("no word with several pronunciations was found")


def _findings(app: App, name: str, words: tuple[tuple[str, str], ...]) -> list[Mistake]:
    """The findings about a practice, or about a course if there is no practice of that name. If it cannot be read, the
    error is raised.
    """
    if name not in app.library.names() and name != "-" and app.courses.path(name):
        from voiceguide.course.library import course_findings

        course = app.courses.find(name)
        return course_findings(course, _check_context(app, course.sessions[0].written, words), app.library.included)
    script = app.practice(name)
    return look_over(script, _check_context(app, script, words))


def _fix(app: App, name: str) -> tuple[Mistake, ...]:
    """Correct the directions in the user's own file. For example, (pause 5 seconds) becomes [5s], and directions that
    ask for no pause are removed. If the script has mistakes, or would have some afterwards, they are returned, and
    nothing is changed.

    Raises `UsageError` if the name does not lead to a file of the user's own, and `VoiceguideError` if the file is not
    in our format, or cannot be read or written.
    """
    from voiceguide.script.library import bundled_scripts
    from voiceguide.script.parser import data_of, is_ours
    from voiceguide.system.files import whole_file
    from voiceguide.texts.spoken_directions import fixed

    path = None if name == "-" else app.library.path(name)
    if path is None or not path.is_file():
        raise click.UsageError(f"--fix changes a file, and {name!r} is not a file; name a script of your own")
    if path.parent == bundled_scripts():
        raise click.UsageError(f"{name!r} comes with voiceguide and stays as it is; --fix is for files of your own")
    data = data_of(path, str(path))
    if not is_ours(data):
        remedy = f"'voiceguide convert {quoted(str(path))} -o NEW.md' converts it"
        raise TextError(str(path), 0, f"this text is not in voiceguide's format; {remedy}")
    try:
        text, count = fixed(data.decode("utf-8-sig", "replace"), str(path), path.stem)
    except ScriptError as error:
        return error.mistakes
    if count:
        with whole_file(path, force=True) as part, part.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    corrected = f"{count} {'place' if count == 1 else 'places'} corrected"
    app.console.note(f"{path}: {corrected if count else 'there is nothing that --fix can correct'}")
    return ()


def _as_json(finding: Mistake) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
    }


def _check_context(app: App, script: Script, words: tuple[tuple[str, str], ...]) -> CheckContext:
    request = request_from(app, SessionChoices(words=words))

    def problem_with_voice(name: str) -> str:
        from voiceguide.session.say import voice_problem

        return voice_problem(absolute_voice(name, script_folder(script)), folders=app.folders)

    def durations(spoken: Sequence[Utterance]) -> Mapping[Utterance, Frames]:
        return spoken_durations(spoken, voice_for(script, request), tone_for(request), folders=app.folders)[0]

    try:
        voice = voice_for(script, request)
    except SpeechError:  # the script names a voice that it may not use: reported elsewhere
        voice = None
    return CheckContext(
        find=app.library.included,
        durations=durations,
        background_problem=lambda name: background_problem(
            name, sounds=app.folders.sounds, beside=script_folder(script)
        ),
        voice_problem=problem_with_voice,
        voice=voice,
        words=words,
    )
