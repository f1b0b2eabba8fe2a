"""What every command begins with: the folders, the settings, the practices, and the request, which is made from options
and settings. The listener's own words are also added to a session here, and reported.
"""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from voiceguide.cli.console import Console, console_from, report_warnings
from voiceguide.cli.options import ConsoleOptions
from voiceguide.cli.parameter_types import parse_then
from voiceguide.config import Folders, Settings, folders, load
from voiceguide.errors import (
    CommandError,
    EngineMissingError,
    PracticeNotFoundError,
    RecordingError,
    VoiceNotFoundError,
)
from voiceguide.script.library import ENDING, Library, bundled_scripts, is_path
from voiceguide.script.model import Script
from voiceguide.script.parser import STANDARD_INPUT, ReadFound
from voiceguide.session.request import NOTHING_CHOSEN, Request, SessionChoices, requested
from voiceguide.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.course.library import Courses
    from voiceguide.session.backgrounds import Backgrounds
    from voiceguide.session.stages import PlannedSession


_Found = TypeVar("_Found")


@dataclass(frozen=True)
class App:
    """What every command works with: its folders, the settings, the practices and the console."""

    folders: Folders
    settings: Settings
    library: Library
    console: Console

    @property
    def courses(self) -> Courses:
        """The courses, from the folders that also hold the practices."""
        from voiceguide.course.library import Courses

        return Courses(self.library.folders)

    def practice(self, name: str) -> Script:
        """The practice that the user named. A name, a title or a path leads to it; `-` means standard input, and NAME-3
        the third session of a course. Raises `UsageError` for the file of a course, `RecordingError` for a sound file,
        and what `Library.find` raises.
        """
        if name == "-":
            from voiceguide.script.parser import MOST_FOUND, read_data

            data = sys.stdin.buffer.read(MOST_FOUND + 1)
            return read_data(data, file=STANDARD_INPUT, name="stdin", found=_reader(self.console))
        if is_path(name) and _file_result(lambda: self.courses.path(name)) is not None:
            first = f"{name.removesuffix(ENDING)}-1"
            raise click.UsageError(
                f"{name} is a course; 'voiceguide course {name}' plays its next session; to name its first session, "
                f"write '{first}'"
            )
        if (is_path(name) or Path(name).suffix) and _is_sound(name):
            shown, folder = shlex.quote(name), shlex.quote(Path(name).stem)
            remedy = f"make a practice from it:  voiceguide convert {shown} -o {folder}/"
            raise RecordingError(name, f"it is a recording; {remedy}")
        try:
            script = self.library.find(name)
        except PracticeNotFoundError:
            session = _file_result(lambda: self.courses.script(name, self.library.included))
            if session is not None:
                return session
            if name != "" and _file_result(Path(name).is_dir):
                raise PracticeNotFoundError(name, [], folder=True) from None
            if name != "" and _file_result(Path(name).is_file):
                raise PracticeNotFoundError(name, [f"./{name}"]) from None
            raise
        if name in self.library.shadowed():
            self.console.note(f"{name}: using your own practice; voiceguide comes with another of that name")
        return script


def _file_result(found: Callable[[], _Found]) -> _Found | None:
    """Call `found`, which looks at a file, and return its result. None if it raises OSError: then no file can have such
    a name, or this user may not read its folder.
    """
    try:
        return found()
    except OSError:
        return None


def _is_sound(name: str) -> bool:
    from voiceguide.sound.recordings import is_recording

    path = Path(name)
    return path.suffix != ENDING and bool(_file_result(path.is_file)) and is_recording(path)


def start(options: ConsoleOptions | None = None, *, keeps: bool = False) -> App:
    """Read the settings and look for the practices. A command that `keeps` speech or sound gets a cache folder that it
    can write to; if it is not the usual one, the user is told.
    """
    options = options or ConsoleOptions()
    places = folders()
    settings = load(places.config)
    console = console_from(settings, options)
    if keeps:
        from voiceguide.session.storage import usable_folders

        places, elsewhere = usable_folders(places)
        if elsewhere:
            console.note(str(elsewhere))
        report_warnings(console.note)
    return App(places, settings, Library((places.scripts, bundled_scripts()), _reader(console)), console)


def _reader(console: Console) -> ReadFound:
    """A function that reads texts of other forms. It also prints how each text was read."""

    def found(data: bytes, file: str, name: str) -> Script:
        from voiceguide.texts.practice import read_bytes

        read = read_bytes(data, file=file, name=name)
        if read.report is not None:
            shown = "-" if file == STANDARD_INPUT else shlex.quote(file)
            console.note(f"{read.report.summary()}; 'voiceguide convert {shown}' shows the result")
            for note in read.report.notes:
                console.note(note)
            if read.script.lang != _own_language():
                console.note(f"the language of the text seems to be '{read.script.lang}'")
        return read.script

    return found


def _own_language() -> str:
    """The language of the listener's system; English if the system names none."""
    locale = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(key))), "")
    lang = locale.split("_")[0].split(".")[0].lower()
    return lang if len(lang) in (2, 3) else "en"


def request_from(app: App, choices: SessionChoices = NOTHING_CHOSEN) -> Request:
    """The request from the choices, and from the settings where nothing is chosen. If the settings name several voices,
    the first installed one is used. A message says why the voices named before it are not used. Raises `SpeechError` if
    none of several is installed.
    """
    then = parse_then(choices.then) if choices.then else None
    usual = () if choices.voice else _installed(app)
    return requested(app.settings, choices, then=then, usual_voices=usual)


def _installed(app: App) -> tuple[str, ...]:
    wanted = app.settings.voice or ()
    if len(wanted) < 2:
        return wanted
    from voiceguide.speech.preferences import preferred

    found = preferred(wanted, cache_folder=app.folders.clips)
    for voice_spec, reason in found.missing:
        app.console.note(f"{voice_spec}: {reason}; {found.usable[0]} speaks instead")
    return found.usable


def request_for_lists(app: App) -> Request:
    """The request from the settings, for commands that only show things. If the settings name several voices and none
    is installed, the request has the first.
    """
    try:
        return request_from(app)
    except (CommandError, EngineMissingError, VoiceNotFoundError):
        first = (app.settings.voice or ())[:1]
        return request_from(replace(app, settings=replace(app.settings, voice=first)))


def with_own_words(request: Request, places: Folders) -> Request:
    """The request with the listener's stored words. Words that were given for this session replace stored ones of the
    same name. Raises `ConfigError`.
    """
    from voiceguide.person.own_words import merged, own_words

    return replace(request, words=merged(own_words(places), request.words))


def print_json(value: object) -> None:
    """Print a value as JSON on stdout."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def with_mine(app: App, request: Request) -> Request:
    """The request for ``--mine``: with the stored words, except those that `--set` replaces."""
    personal = with_own_words(request, app.folders)
    if personal == request:
        app.console.note("You have stored no words of your own; 'voiceguide me' asks for them.")
    return personal


def report_short_fade(app: App, backgrounds: Backgrounds, made: PlannedSession) -> None:
    """Warn if there is no room for the requested fade."""
    if made.request.fade and (fade := backgrounds.fade_s(made.plan)) < made.request.fade - 1:
        length = format_clock(made.request.fade)
        taken = f"the sound fades out in {format_clock(fade)} instead of {length}"
        app.console.note(f"{taken}: too little time is left after the last word")


def report_own_words(app: App, made: PlannedSession, thing: str) -> list[str]:
    """The names of the listener's own words in a session. They are also printed, because the file may be for someone
    else.
    """
    if not made.request.words:
        return []
    from voiceguide.session.stages import own_words_in

    found = list(own_words_in(made, app.library.included))
    held = f"contains your own words: {', '.join(found)}" if found else "contains none of your own words"
    app.console.note(f"This {thing} {held}.")
    return found
