"""Commands that list voices and sounds; and `voices install`, which downloads a voice or takes one from a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from voiceguide.cli._original import refuse_original, refuse_other_ending
from voiceguide.cli.context import App, print_json, request_for_lists, request_from, start
from voiceguide.cli.lines import out
from voiceguide.cli.options import ConsoleOptions, console_options, force_option, json_option
from voiceguide.cli.parameter_types import LangType, LengthType, NumberRange, VoiceType, completed
from voiceguide.config import RATES
from voiceguide.system.cells import cells, padded
from voiceguide.units import Seconds

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from voiceguide.speech.voices import ListedVoice


_FETCHING: Final = "Downloading the voice"


@click.command(
    epilog="\b\nFor example:\n  voiceguide voices install\n  voiceguide voices install en_US-kristin-medium\n"
    "  voiceguide voices install --from ./en_GB-cori-high.onnx\n  voiceguide voices install kokoro:af_heart"
)
@click.argument("name", required=False)
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Install from your disk: the file of a piper voice, or the folder with a Kokoro voice.",
)
@click.option("--full", is_flag=True, help="For Kokoro: the full model (326 MB) instead of the small one (92 MB).")
@click.option("--force", is_flag=True, help="Replace a voice that is already there.")
@console_options
def install(name: str | None, file: Path | None, full: bool, force: bool, console: ConsoleOptions) -> None:
    """Install a piper or Kokoro voice, or recommend one.

    NAME is a published voice, such as en_US-kristin-medium or kokoro:af_heart. Without NAME, a voice is recommended,
    and nothing is installed.
    """
    engine, _, voice = (name or "").strip().rpartition(":")
    if name and file and engine != "kokoro":
        raise click.UsageError("give either NAME or --from, not both")
    if full and engine != "kokoro":
        raise click.UsageError("--full is for Kokoro voices, such as kokoro:af_heart")
    app = start(console)
    if engine == "kokoro":
        _kokoro(app, voice.strip().lower(), file, full, force)
    elif file is not None:
        _install_file(app, file.expanduser(), force)
    elif name is not None:
        _install_named(app, name.strip().removeprefix("piper:"), force)
    else:
        _offer(app)


def _kokoro(app: App, name: str, folder: Path | None, full: bool, force: bool) -> None:
    from voiceguide.speech.installation import install as fetch
    from voiceguide.speech.installation import install_from, is_installed

    if is_installed("kokoro", name, app.folders.voices, full=full) and not force:
        app.console.note(f"kokoro:{name} is already installed")
        return
    if folder:
        install_from("kokoro", name, folder.expanduser(), app.folders.voices)
    else:
        with app.console.progress() as progress:
            fetch("kokoro", name, app.folders.voices, lambda done, total: progress(_FETCHING, done, total), full=full)
    _report_installed(app, f"kokoro:{name}")


def _install_named(app: App, name: str, force: bool) -> None:
    from voiceguide.speech.installation import install as fetch
    from voiceguide.speech.installation import is_installed

    if is_installed("piper", name, app.folders.voices) and not force:
        app.console.note(f"piper:{name} is already installed; --force downloads it again")
        return
    with app.console.progress() as progress:
        fetch("piper", name, app.folders.voices, lambda done, total: progress(_FETCHING, done, total))
    _report_installed(app, f"piper:{name}")


def _install_file(app: App, file: Path, force: bool) -> None:
    from voiceguide.speech.installation import install_from, is_installed

    if is_installed("piper", file.stem, app.folders.voices) and not force:
        app.console.note(f"piper:{file.stem} is already installed; --force replaces it")
        return
    install_from("piper", file.stem, file, app.folders.voices)
    _report_installed(app, f"piper:{file.stem}")


def _report_installed(app: App, name: str) -> None:
    """Say what to type next to hear the voice and to use it. A voice that does not speak English is heard in a sample,
    because our practices are in English.
    """
    from voiceguide.speech.preferences import speaks
    from voiceguide.system.install_hint import quoted

    voice = quoted(name)
    hear = "play three-minute-pause --voice" if speaks(name, "en") else "voices sample"
    app.console.note(f"{name} is installed. To hear it:  voiceguide {hear} {voice}")
    app.console.note(f"To use it from now on:  voiceguide config voice {voice}")


def _offer(app: App) -> None:
    """Recommend one voice, with its size and the commands to type here, in order."""
    from voiceguide.speech.installation import recommendation
    from voiceguide.system.download import megabytes

    advice = recommendation(app.folders.voices)
    name = advice.voice.name
    steps = (
        [("Install piper, the program that speaks with this voice:", advice.engine_command)]
        if advice.engine_command
        else []
    )
    if not advice.installed:
        steps.append((f"Download the voice ({megabytes(advice.size)}), once:", f"voiceguide voices install {name}"))
    steps += [
        ("Hear it:", f"voiceguide play three-minute-pause --voice {advice.voice.engine}:{name}"),
        ("Keep it:", f"voiceguide config voice {advice.voice.engine}:{name}"),
    ]
    out(f"Recommended: {name}, the voice of an American woman reading calmly, free for any use.")
    out("It needs the network only while it is downloaded.")
    for number, (what, command) in enumerate(steps, 1):
        out(f"\n{number}. {what}\n     {command}")


@click.group(
    invoke_without_command=True,
    epilog="\b\nFor example:\n  voiceguide voices\n  voiceguide voices --lang en --json\n"
    "  voiceguide voices sample en-us+f3 -o sample.wav\n  voiceguide voices install",
)
@click.option("--lang", type=LangType(), metavar="LANG", help="Only voices of this language: en, de, pt-br.")
@click.option("--all", "everything", is_flag=True, help="All voices, not only the most useful ones.")
@json_option
@console_options
@click.pass_context
def voices(ctx: click.Context, lang: str | None, everything: bool, as_json: bool, console: ConsoleOptions) -> None:
    """List the voices, listen to some, or install one."""
    if ctx.invoked_subcommand is not None:
        return
    from voiceguide.speech.voices import list_voices, shortlist

    app = start(console)
    found = list_voices(request_for_lists(app).usual_voices, lang)
    for problem in found.problems:
        app.console.note(problem)
    if as_json:
        print_json([offered.as_json() for offered in found.voices])
        return
    if not found.voices:
        missing = f"there is no voice for the language '{lang}'; 'voiceguide voices --all' lists all voices"
        app.console.note(missing if lang else "no voice is installed; 'voiceguide voices install' tells how to get one")
    shown = found.voices if everything else shortlist(found.voices, lang)
    names = [offered.name if console.verbose else offered.short_name for offered in shown]
    width, beside = (max(map(cells, column), default=0) for column in (names, [one.description for one in shown]))
    for name, offered in zip(names, shown, strict=True):
        out(_row(offered, f"{padded(name, width)}  {padded(offered.description, beside)}"))
    absent = [offered for offered in shown if not offered.voice.installed]
    if absent and not everything:
        app.console.note(f"to install one: voiceguide voices install {absent[0].short_name}")
    if more := len(found.voices) - len(shown):
        app.console.note(f"{more} more: voiceguide voices --all{f' --lang {lang}' if lang else ''}")


voices.add_command(install)


def _row(offered: ListedVoice, description: str) -> str:
    voice = offered.voice
    marks = {"in use": offered.in_use, "recommended": voice.recommended, "not installed": not voice.installed}
    notes = ", ".join([*(said for said, holds in marks.items() if holds), *filter(None, [voice.terms])])
    return f"{'*' if offered.in_use else ' '} {description}  {notes}".rstrip()


@voices.command(
    "sample",
    epilog="\b\nFor example:\n  voiceguide voices sample\n  voiceguide voices sample en-gb+f2 --rate 0.9\n"
    "  voiceguide voices sample piper:en_US-joe-medium en-us --choose\n"
    "  voiceguide voices sample 'command:flite -voice slt -t {text} -o {wav}' -o slt.mp3",
)
@click.argument("names", nargs=-1, metavar="[VOICE]…", shell_complete=VoiceType().shell_complete)
@click.option(
    "--lang",
    type=LangType(),
    metavar="LANG",
    default="",
    help="Speak in this language, if there is a sample text for it.",
)
@click.option("--rate", type=NumberRange(*RATES), metavar="FACTOR", help="Speak 0.5 to 2 times as fast as usual.")
@click.option(
    "--choose",
    is_flag=True,
    help="Ask at the end which voice to use from now on. If you name no VOICE, the best installed voices speak.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a sound file instead of playing."
)
@force_option
@console_options
def voice_sample(
    names: tuple[str, ...],
    lang: str,
    rate: float | None,
    choose: bool,
    output: Path | None,
    force: bool,
    console: ConsoleOptions,
) -> None:
    """Hear a voice, or compare several.

    One voice speaks two calm sentences; several speak the same calm minute, one after the other.
    """
    from voiceguide.player.memory import recall
    from voiceguide.session.request import SessionChoices
    from voiceguide.session.say import check_place, say_sample
    from voiceguide.system.keyboard import NoKeyboard, keyboard

    if output and (choose or len(names) > 1):
        raise click.UsageError("-o writes one voice to one file; name one voice, and leave out --choose")
    app = start(console, keeps=True)
    if output:
        _refuse_voice(output, names)
        check_place(output, force=force)
    heard: list[str | None] = list(names or (_to_choose_from(app, lang) if choose else ())) or [None]
    several = len(heard) > 1
    with keyboard() if several else NoKeyboard() as keys:
        if keys.present:
            app.console.note("Enter goes on to the next voice.")
        for number, voice in enumerate(heard, 1):
            request = request_from(app, SessionChoices(voice=voice, rate=rate))
            with app.console.progress() as progress:
                name, spoken = say_sample(
                    request, lang, folders=app.folders, progress=progress, minute=choose or several
                )
            app.console.note(f"{number}. {voice}" if several else f"voice: {name}")
            if output:
                spoken.save(output, force=force)
                app.console.note(f"{output}  {spoken.seconds:.1f} s")
            else:
                keys.read(0.0)  # forget keys that were pressed before it is heard
                spoken.play(recall(app.folders.last_session).volume_db, stop=lambda: bool(keys.read(0.0)))
    if choose:
        _choose_and_save(app, [voice for voice in heard if voice])


def _refuse_voice(output: Path, names: tuple[str, ...]) -> None:
    """Refuse to replace a file that the voice needs. Raises a `UsageError`."""
    from voiceguide.errors import VoiceguideError
    from voiceguide.session.sources import voice_files
    from voiceguide.speech.engines.table import voice_choice

    for name in names:
        with suppress(VoiceguideError):  # reported when the voice speaks
            for file, what in voice_files(voice_choice(name)):
                refuse_original(output, file, what)


_MOST_TO_CHOOSE: Final = 4


def _to_choose_from(app: App, lang: str) -> list[str]:
    """The best installed voices for a language."""
    from voiceguide.speech.voices import list_voices, shortlist

    found = shortlist(list_voices(request_for_lists(app).usual_voices, lang or "en").voices, lang or "en")
    return [one.short_name for one in found if one.voice.installed][:_MOST_TO_CHOOSE]


def _choose_and_save(app: App, heard: list[str]) -> None:
    """Ask which voice to use, and save the answer in the settings."""
    from voiceguide.config import set_setting
    from voiceguide.system.keyboard import letters

    numbers = click.IntRange(0, len(heard))
    chosen = click.prompt(
        f"Which voice do you want to use from now on? 1 to {len(heard)}, 0 for none",
        value_proc=lambda given: numbers(letters(given)),
        err=True,
    )
    if chosen:
        set_setting(app.folders.config, "voice", heard[chosen - 1])
        app.console.note(f"voice = {heard[chosen - 1]}")


@click.group(
    invoke_without_command=True,
    epilog="\b\nFor example:\n  voiceguide sounds\n  voiceguide sounds sample ocean -o ocean.wav\n"
    "  voiceguide sounds show rain --png rain.png",
)
@json_option
@console_options
@click.pass_context
def sounds(ctx: click.Context, as_json: bool, console: ConsoleOptions) -> None:
    """List the backgrounds, save a sample of one, or draw a chart of one."""
    if ctx.invoked_subcommand is not None:
        return
    from voiceguide.sound.catalogue import list_sounds

    app = start(console)
    found = list_sounds(app.folders.sounds)
    if as_json:
        print_json([{**vars(sound), "file": str(sound.file)} for sound in found])
        return
    width = max((cells(sound.name) for sound in found), default=0)
    for sound in found:
        own = " (your own)" if sound.own else ""
        out(f"{padded(sound.name, width)}  {sound.kind:<10}  {sound.problem or sound.summary or sound.title}{own}")


def _sounds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The backgrounds and bells whose names begin with what was typed."""
    from voiceguide.config import folders
    from voiceguide.sound.catalogue import known_names

    return completed(known_names(folders().sounds), incomplete)


@sounds.command(epilog="\b\nFor example:\n  voiceguide sounds sample rain:-3,bowls:-9 -o both.wav")
@click.argument("name", shell_complete=_sounds)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="The sound file to write."
)
@click.option("-l", "--length", type=LengthType(), default=30.0, help="How much of it to save: 30s, 4m.")
@force_option
@console_options
def sample(name: str, output: Path, length: Seconds, force: bool, console: ConsoleOptions) -> None:
    """Save the beginning of a background, or a whole bell, to a file."""
    from voiceguide.session.sample import save_sample

    app = start(console, keeps=True)
    _refuse_sound(app, output, name, "the output", "-o")
    with app.console.progress() as progress:
        save_sample(name, output, length=length, force=force, folders=app.folders, progress=progress)
    app.console.note(str(output))


def _refuse_sound(app: App, output: Path, name: str, written: str, option: str) -> None:
    """Raise a `UsageError` if the output would replace a sound file that the command reads."""
    from voiceguide.sound.backgrounds import sound_files

    for file in sound_files(name, sounds=app.folders.sounds):
        refuse_original(output, file, "the sound", written=written, remedy=f"choose another name with {option}")


@sounds.command("show", epilog="\b\nFor example:\n  voiceguide sounds show ocean --png ocean.png")
@click.argument("name", shell_complete=_sounds)
@click.option("--png", type=click.Path(path_type=Path), metavar="FILE", required=True, help="The picture to write.")
@force_option
@console_options
def show_sound(name: str, png: Path, force: bool, console: ConsoleOptions) -> None:
    """Draw a background: its spectrum, and its level over time."""
    from voiceguide.session.sample import save_chart

    app = start(console, keeps=True)
    _refuse_sound(app, png, name, "the picture", "--png")
    refuse_other_ending(png, ".png", "--png")
    with app.console.progress() as progress:
        save_chart(name, png, force=force, folders=app.folders, progress=progress)
    app.console.note(str(png))
