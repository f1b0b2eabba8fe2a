"""The command that shows and changes the settings."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide.cli.console import format_size
from voiceguide.cli.context import App, print_json, start
from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, json_option
from voiceguide.cli.parameter_types import BackgroundType, VoiceType, completed
from voiceguide.config import SETTINGS, Settings, load, set_setting, setting, voices_in
from voiceguide.errors import ConfigError, SpeechError, VoiceNotFoundError
from voiceguide.lengths import format_length
from voiceguide.speech.engines.table import absolute_voice
from voiceguide.system.toml import Value

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXAMPLES = """
\b
For example:
  voiceguide config
  voiceguide config background ocean
  voiceguide config path inward
  voiceguide config voice 'piper:en_US-kristin-medium, pyttsx3'
  voiceguide config background --unset
  voiceguide config --space
"""


def _keys(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return completed(SETTINGS, incomplete)


def _values(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """For a setting that is a background or a voice, the values to offer as completions."""
    known = {"background": BackgroundType(), "voice": VoiceType(), "fill": VoiceType()}.get(ctx.params.get("key") or "")
    return known.shell_complete(ctx, param, incomplete) if known else []


@click.command(epilog=EXAMPLES)
@click.argument("key", required=False, shell_complete=_keys)
@click.argument("value", required=False, shell_complete=_values)
@click.option("--unset", is_flag=True, help="Remove the setting from the file.")
@click.option("--space", is_flag=True, help="Show what is stored where, and how much space it takes.")
@click.option("--clear", is_flag=True, help="Delete what can be made again, such as speech and backgrounds.")
@json_option
@console_options
def config(
    key: str | None,
    value: str | None,
    unset: bool,
    space: bool,
    clear: bool,
    as_json: bool,
    console: ConsoleOptions,
) -> None:
    """Show your settings, or change one.

    It can also show what voiceguide stores on the disk, and delete the files that it can make again.
    """
    if (space or clear) and (key is not None or unset):
        raise click.UsageError("--space and --clear are about the disk, not about one setting; use them alone")
    if unset and (value is not None or key is None):
        raise click.UsageError("--unset removes one setting, for example: voiceguide config background --unset")
    if value is not None and as_json:
        raise click.UsageError(f"--json shows a setting, and {value!r} would change it; leave one of them out")
    app = start(console)
    if space or clear:
        _disk(app, space=space, clear=clear, as_json=as_json)
        return
    name = key.replace("_", "-") if key else None
    if name and (unset or value is not None):
        if value and name in ("voice", "fill"):
            value = absolute_voice(value, Path())  # a folder of recordings must be found from everywhere
            _require_usable_voice(app, name, value)
        if value and name == "background":
            _find_background(app, value)
        set_setting(app.folders.config, name, None if unset else value)
        _report_setting(app, name)
        return
    shown = {known: setting(app.settings, known) for known in ([name] if name else SETTINGS)}
    if as_json:
        print_json(shown)
        return
    for known, held in shown.items():
        out(f"{known} = {_as_typed(known, held)}")
    app.console.detail(f"The settings are in {app.folders.config}")


def _disk(app: App, *, space: bool, clear: bool, as_json: bool) -> None:
    """With `clear`, delete the files that can be made again. With `space`, show what is stored where. With `as_json`,
    print both as JSON, even without `space`.
    """
    from voiceguide.session import storage

    freed = storage.clear(app.folders) if clear else 0
    found = storage.stored_files(app.folders)
    if as_json:
        print_json({"freed": freed, "stored": [{**vars(one), "place": str(one.place)} for one in found]})
        return
    if clear:
        app.console.note(f"{format_size(freed)} freed")
    if not space:
        return
    width = max((len(one.what) for one in found), default=0)
    for one in found:
        out(f"{one.what:<{width}}  {format_size(one.size):>9}  {one.place}{'' if one.again else '  (your own)'}")
    freeable = sum(one.size for one in found if one.again)
    if freeable:
        app.console.note(
            f"'voiceguide config --clear' frees {format_size(freeable)}; what it deletes is made again when needed"
        )
    else:
        app.console.note("there is nothing to free")


def _require_usable_voice(app: App, name: str, value: str) -> None:
    """Raise `ConfigError` for a voice that can never speak: its engine does not exist, its command cannot be run, or it
    is a single name without an engine, and this system has no such voice.
    """
    from voiceguide.speech.preferences import why_unusable

    with suppress(ValueError):  # reported when it is set
        voices = voices_in(value) if name == "voice" else (value,)
        for voice_spec in voices:
            if problem := why_unusable(voice_spec):
                raise ConfigError("", name, problem)
        if len(voices) == 1 and ":" not in voices[0] and (problem := _not_here(app, voices[0])):
            raise ConfigError("", name, problem)


def _not_here(app: App, voice: str) -> str:
    """Why this system has no such voice; empty if it has the voice, or if that cannot be found out."""
    from voiceguide.speech.engines.table import voice_choice
    from voiceguide.speech.stage import require_voice

    chosen = voice_choice(voice)
    try:
        if chosen.name:  # otherwise it is an engine
            require_voice(chosen, cache_folder=app.folders.clips)
    except VoiceNotFoundError as error:
        return str(error)
    except SpeechError:
        return ""
    return ""


def _find_background(app: App, value: str) -> None:
    """Raise `ConfigError` for a background that does not exist."""
    from voiceguide.sound.backgrounds import background_problem

    if problem := background_problem(value, sounds=app.folders.sounds):
        raise ConfigError("", "background", problem)


def _report_setting(app: App, name: str) -> None:
    """Show the setting as it is in the file now, and whether an environment variable comes before it."""
    now: Settings = load(app.folders.config, {})
    app.console.note(f"{name} = {_as_typed(name, setting(now, name))}")
    variable = f"VOICEGUIDE_{name.upper().replace('-', '_')}"
    if held := os.environ.get(variable):
        opening = "The" if setting(now, name) is None else "Saved, but not used now: the"
        app.console.note(f"{opening} environment variable {variable} says {held!r}, and it comes first.")


def _as_typed(name: str, value: Value | None) -> str:
    if value is None:
        return "(not chosen)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format_length(round(value)) if name == "length" else f"{value:g}"
    return ", ".join(value) if isinstance(value, list) else value
