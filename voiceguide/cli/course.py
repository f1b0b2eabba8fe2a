"""The command that goes through a course, one session at a time: course."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, dark_option, device_option, session_options
from voiceguide.cli.parameter_types import CountRange, completed

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from voiceguide.cli.context import App
    from voiceguide.cli.play import PlayOptions
    from voiceguide.course.model import Course
    from voiceguide.course.progress import Offer
    from voiceguide.script.model import PathName
    from voiceguide.session.request import SessionChoices

EXAMPLES = """
\b
For example:
  voiceguide course
  voiceguide course a-kind-beginning
  voiceguide course a-kind-beginning --session 3 -l 20m
  voiceguide course a-kind-beginning leave
You can hear any session at any time, as often as you like.
"""


def _names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The courses whose names begin with what was typed."""
    from voiceguide.config import folders
    from voiceguide.course.library import Courses
    from voiceguide.script.library import bundled_scripts

    return completed(Courses((folders().scripts, bundled_scripts())).names(), incomplete)


class _Action(click.Choice[str]):
    """``leave``, the only word that may follow the name of a course."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return ``leave``. Any other word is a usage error, which says how to choose a session or how to leave a
        course.
        """
        name = ctx.params.get("name") if ctx else None
        if value != "leave" and name == "leave":
            self.fail(f"write the course before 'leave': voiceguide course {value} leave", param, ctx)
        if value != "leave":
            number = value if str(value).isdecimal() else 3
            way = f"voiceguide course {name} --session {number}"
            self.fail(f"leave out {value!r}; to choose a session, write: {way}", param, ctx)
        return "leave"


@click.command(epilog=EXAMPLES)
@click.argument("name", required=False, shell_complete=_names)
@click.argument("action", required=False, type=_Action(["leave"]), metavar="[leave]")
@click.option("--session", "number", type=CountRange(1), help="Play this session instead of the next one.")
@click.option("--show", is_flag=True, help="Show the sessions and your place.")
@session_options
@device_option
@dark_option
@console_options
@click.pass_context
def course(
    ctx: click.Context,
    /,
    name: str | None,
    action: str | None,
    number: int | None,
    show: bool,
    choices: SessionChoices,
    device: str | None,
    dark: bool,
    console: ConsoleOptions,
) -> None:
    """Go on with a course, or show all courses.

    'voiceguide course NAME leave' forgets your place in that course.
    """
    from voiceguide.cli.context import start

    app = start(console)
    if not name:
        _show_all(app)
        return
    if name == "leave" and action is None and name not in (names := app.courses.names()):
        raise click.UsageError(f"name the course to leave, for example: voiceguide course {names[0]} leave")
    found = app.courses.find(name)
    if action == "leave":
        _leave(app, found)
    elif show:
        _show(app, found)
    else:
        offer = _offer(app, found, number)
        if offer is None:
            out(
                f"You have heard all {found.count} sessions. You can hear any of "
                "them again, for example with --session 1."
            )
            return
        from voiceguide.cli.play import PlayOptions, run_play

        options = PlayOptions(choices, device=device, dark=dark)
        ctx.exit(run_play(_offered(app, found, offer, options), console))


def _show_all(app: App) -> None:
    from voiceguide.errors import VoiceguideError

    for name in app.courses.names():
        try:
            _show(app, app.courses.find(name))
        except VoiceguideError as error:
            app.console.error(str(error))
    app.console.note("'voiceguide course NAME' plays the next session of that course; --session 3 plays the third")


def _show(app: App, course: Course) -> None:
    """Show a course with its sessions, and mark the next one."""
    offer = _offer(app, course, None)
    out(f"{course.name}: {course.title}")
    if course.summary:
        out(f"  {course.summary}")
    for session in course.sessions:
        mark = ">" if offer and session.number == offer.session.number else " "
        out(f"{mark} {session.number:2}  {session.title}")


def _leave(app: App, course: Course) -> None:
    from voiceguide.cli._course_step import progress_key
    from voiceguide.course.progress import ProgressFile

    if ProgressFile(app.folders.progress).forget(progress_key(app, course)):
        app.console.note(f"You have left {course.title}. You can begin again at any time.")
    else:
        app.console.note(f"You had not begun {course.title}, so there was nothing to delete.")


def _offer(app: App, course: Course, number: int | None) -> Offer | None:
    """The session with that number. Without a number, the next one; None if all were heard. Raises
    `CourseNotFoundError`.
    """
    from voiceguide.cli._course_step import progress_key
    from voiceguide.course.progress import Offer, ProgressFile, next_offer
    from voiceguide.errors import CourseNotFoundError

    progress = ProgressFile(app.folders.progress).of(progress_key(app, course))
    if number is None:
        return next_offer(course, progress)
    session = course.session(number)
    if session is None:
        raise CourseNotFoundError(course.name, [], number, course.count)
    offer = Offer(session, gentle=session.path == "gentle")
    eased = progress.eased and progress.begun == number
    return replace(offer, again=eased, gentle=offer.gentle or eased)


def _offered(app: App, course: Course, offer: Offer, options: PlayOptions) -> PlayOptions:
    """Print the title of the offered session, and return the options to play it. If the course asks for the path before
    this session, and no path was chosen, the listener is asked.
    """
    from voiceguide.cli._course_step import progress_key, session_line

    line = session_line(course, offer.session)
    app.console.note(f"{line[0].upper()}{line[1:]}{', once more' if offer.again else ''}")
    choices = replace(options.choices, path=options.choices.path or path_asked(offer))
    return replace(options, practice=f"{progress_key(app, course)}-{offer.session.number}", choices=choices)


def path_asked(offer: Offer) -> PathName | None:
    """Ask which path to take, if the course asks before this session. None if it does not ask, if the session is
    already set to the gentle path, or if nobody is there to answer.

    The question is the check-in's question about turning inward, and the gentle path is offered first.
    """
    if offer.session.path != "ask" or offer.gentle or not sys.stdin.isatty():
        return None
    from voiceguide.cli._questions import ask_choice, ask_yes, say
    from voiceguide.person.checkin import QUESTIONS

    question = next(one for one in QUESTIONS if one.name == "inside")
    say("This session is about something hard. One question first; to skip it, just press Enter.")
    answer = ask_choice(1, question)
    if answer in (None, "much"):
        say("Then this session stays with the hands, the sounds and the room. It is still a whole practice.")
        return "gentle"
    say("The gentle way stays with the hands, the sounds and the room. The other way goes near a feeling.")
    return "inward" if ask_yes("Would you like to go near a feeling today?") else "gentle"
