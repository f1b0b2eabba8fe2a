"""The group of all commands, each loaded only when it is used, and how errors are shown on the command line."""

import errno
import importlib
import os
import re
import sys
from contextlib import suppress
from typing import Any, Final

import click

from voiceguide import __version__
from voiceguide.cli._help import Context, with_fitting_help
from voiceguide.cli.interrupts import EXIT_INTERRUPTED
from voiceguide.cli.lines import accept_every_letter, err
from voiceguide.errors import (
    CatalogueError,
    EngineMissingError,
    ScriptError,
    VoiceguideError,
    VoiceNotFoundError,
    nearest,
    or_list,
    system_reason,
)
from voiceguide.system.plain_text import collapsed


def error_text(error: VoiceguideError) -> str:
    """An error as text. Mistakes in a file begin with their place, as editors expect. If a voice cannot speak and the
    settings ask for it, the text says so.
    """
    if isinstance(error, ScriptError | CatalogueError):
        return str(error)
    if isinstance(error, EngineMissingError | VoiceNotFoundError):
        return f"voiceguide: {error}{_chosen_in_settings(error)}"
    return f"voiceguide: {error}"


def _chosen_in_settings(error: EngineMissingError | VoiceNotFoundError) -> str:
    """The end of an error message about a voice, which says which setting asks for this voice; empty if none does."""
    from voiceguide.config import folders, load

    with suppress(VoiceguideError):
        if not any(_asks_for(one, error) for one in load(folders().config).voice or ()):
            return ""
        what = "voice" if isinstance(error, VoiceNotFoundError) else "engine"
        if os.environ.get("VOICEGUIDE_VOICE"):
            return f"; the environment variable VOICEGUIDE_VOICE asks for this {what}; change or unset the variable"
        return f"; your settings ask for this {what}, and 'voiceguide config voice --unset' goes back to the usual one"
    return ""


def _asks_for(voice_spec: str, error: EngineMissingError | VoiceNotFoundError) -> bool:
    """Whether the error is about this voice, or about its engine."""
    from voiceguide.speech.engines.table import voice_choice

    try:
        chosen = voice_choice(voice_spec)
    except EngineMissingError as other:  # the engine does not exist
        return other.engine == error.engine
    if isinstance(error, VoiceNotFoundError):
        return (chosen.engine, chosen.name.lower()) == (error.engine, error.voice.lower())
    return chosen.engine == error.engine


_COMMANDS: Final = {
    "list": ("practices", "list_practices", "List the practices."),
    "show": ("practices", "show", "Show what a practice says."),
    "new": ("practices", "new", "Write a small example script for you to edit."),
    "convert": ("convert", "convert", "Turn any text, or a recording, into a practice you can edit."),
    "adapt": ("adapt", "adapt", "Make a recording shorter or longer, in one step."),
    "check": ("practices", "check", "Find mistakes in a script before it is spoken."),
    "plan": ("plan", "plan", "Show what you will hear, and when, at any length."),
    "say": ("plan", "say", "Speak one line of a script, aloud or into a file."),
    "play": ("play", "play", "Play a session now, and steer it with keys."),
    "bedtime": ("bedtime", "bedtime", "Play a routine to fall asleep to; it gets softer and softer."),
    "course": ("course", "course", "Go on with a course, or show all courses."),
    "serve": ("serve", "serve", "Play in the browser, here or on the phone in the bedroom."),
    "export": ("export", "export", "Save a session as MP3, WAV, FLAC, Ogg or Opus."),
    "publish": ("publish", "publish", "Make a podcast feed and a website, or a session for each of many people."),
    "record": ("record", "record", "Record the lines of a practice in your own voice."),
    "voices": ("voices", "voices", "List the voices, listen to some, or install one."),
    "sounds": ("voices", "sounds", "List the backgrounds, save a sample of one, or draw a chart of one."),
    "devices": ("play", "devices", "List the sound devices."),
    "me": ("person", "me", "Store your name, and what comforts you, for practices to use."),
    "checkin": ("person", "checkin", "Answer four short questions, then choose how practices begin."),
    "log": ("log", "log", "Show the sessions that were played."),
    "config": ("config", "config", "Show your settings, or change one."),
    "about": ("person", "about", "Read what voiceguide is and is not, when to stop, and where to find help."),
}
"""For each command: its module in `voiceguide.cli`, its name in that module, and its line in the help."""

EXIT_ERROR: Final = 1


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used; the group's own help imports none."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which a person needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now; None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"voiceguide.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return with_fitting_help(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command as click does. The error for an unknown name also names the most similar commands."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], list(_COMMANDS), least=0.65)
            hint = f"; did you mean {or_list(near)}?" if near else ""
            ctx.fail(f"there is no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command as click does. Usage errors, including those of click's parser, name the command."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            command = self.get_command(ctx, name) if name else None
            if error.ctx is None and command is not None:
                error.ctx = click.Context(command, parent=ctx, info_name=name)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in _COMMANDS.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command. Our errors become a message and an exit status; bugs keep their traceback."""
        if kwargs.get("standalone_mode") is False:
            return super().main(*args, **kwargs)
        accept_every_letter()
        if "_VOICEGUIDE_COMPLETE" in os.environ:
            from voiceguide.cli._completion import complete_in_bash

            complete_in_bash()
        try:
            named = {"prog_name": "voiceguide", **kwargs, "standalone_mode": False}  # also with `python -m voiceguide`
            sys.exit(super().main(*args, **named) or 0)
        except click.exceptions.Exit as left:
            sys.exit(left.exit_code)
        except click.ClickException as error:
            err(_one_line(error))
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("stopped", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except VoiceguideError as error:
            err(error_text(error))
            sys.exit(EXIT_ERROR)
        except BrokenPipeError:
            # The reader of our output has gone, as in `voiceguide show … | head`; nothing more can be printed.
            _forget_stdout()
            sys.exit(EXIT_ERROR)
        except OSError as error:
            # Errors of files are handled where the files are opened. Any other one is from our own output, for example
            # on a full disk.
            if error.filename is not None or error.errno not in _CANNOT_PRINT:
                raise
            _forget_stdout()
            err(f"voiceguide: the output cannot be written: {system_reason(error)}")
            sys.exit(EXIT_ERROR)


_CANNOT_PRINT: Final = (errno.ENOSPC, errno.EIO, errno.EFBIG)


def _forget_stdout() -> None:
    """Discard the output that is still buffered, so that writing it does not fail a second time at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(error: click.ClickException) -> str:
    """One line that says what was wrong with the call, and how to get help. The second part is left out if the message
    itself names a command.
    """
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "voiceguide"
    message = _in_our_words(error, context)
    option = _mistaken_option(error)
    said = f"{path}{option and f' {option}'}: {message}"
    if "voiceguide " in message:
        return said
    return f"{said} For help: {path} -h" if said.endswith("?") else f"{said}; for help: {path} -h"


def _mistaken_option(error: click.ClickException) -> str:
    """The long name of the option whose value is wrong; empty if the mistake is not in the value of an option."""
    if not isinstance(error, click.BadParameter) or isinstance(error, click.MissingParameter):
        return ""
    if isinstance(error.param_hint, str):
        return error.param_hint
    return _long_name(error.param) if isinstance(error.param, click.Option) else ""


def _long_name(option: click.Option) -> str:
    return max(option.opts, key=len)


_OTHER_NAMES: Final = {
    "--speed": "--rate",
    "--tempo": "--rate",
    "--duration": "--length",
    "--time": "--length",
    "--minutes": "--length",
    "--music": "--background",
    "--sound": "--background",
    "--out": "--output",
    "--file": "--output",
}
"""Options that people type because other programs have them, each with the option of ours that they mean."""


def _in_our_words(error: click.ClickException, context: click.Context | None) -> str:
    """The message of a `ClickException`, or for the most frequent mistakes one in plainer words."""
    if isinstance(error, click.NoSuchOption):
        known = {name for option in context.command.params for name in option.opts} if context else set()
        meant = _OTHER_NAMES.get(error.option_name)
        near = [meant] if meant in known else nearest(error.option_name, list(error.possibilities or ()), least=0.75)
        return f"there is no option {error.option_name}" + (f"; did you mean {or_list(near)}?" if near else "")
    if isinstance(error, click.MissingParameter) and context:
        if isinstance(error.param, click.Option):
            return f"add {_long_name(error.param)} {error.param.make_metavar(context)}"
        if error.param:
            return f"no {error.param.make_metavar(context)} was given"
    if isinstance(error, click.BadParameter):
        return collapsed(error.message).rstrip(".").replace("is not a valid integer", "is not a whole number")
    message = collapsed(error.format_message()).rstrip(".")
    if surplus := re.fullmatch(r"Got unexpected extra arguments? \((.+)\)", message):
        title = "; put a title of several words in quotes" if context and context.params.get("practice") else ""
        return f"leave out '{surplus[1]}'{title}"
    if lacking := re.fullmatch(r"Option '(.+)' requires (?:an argument|\d+ arguments)", message):
        return f"{lacking[1]} needs a value"
    unknown = re.match(r"No such command '(.*?)'", message)
    if unknown and context and isinstance(context.command, click.Group):
        names = [f"'{context.info_name} {name}'" for name in context.command.list_commands(context)]
        return f"there is no '{context.info_name} {unknown[1]}', only {' and '.join(names)}"
    return message


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nFor example:\n  voiceguide export self-compassion-break --length 10m",
)
@click.version_option(__version__, prog_name="voiceguide", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Voice-guided meditation of exactly the length you choose.

    It is not treatment. Do not listen while driving. You can stop at any time.
    """
    if ctx.invoked_subcommand is None:
        from voiceguide.cli.welcome import can_welcome, welcome

        if can_welcome():
            welcome(ctx)
        else:
            click.echo(ctx.get_help())
