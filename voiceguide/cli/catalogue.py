"""Commands that show what there is to choose from: voices, sounds."""

from pathlib import Path

import click

from voiceguide.cli.options import LengthType, json_option, talk_options
from voiceguide.cli.start import print_json, start, wishes_from
from voiceguide.cli.voice_install import install
from voiceguide.speech.engine import Voice
from voiceguide.units import Seconds


@click.group(
    invoke_without_command=True,
    epilog="\b\nFor example:\n  voiceguide voices\n  voiceguide voices --lang en --json\n  voiceguide voices install",
)
@click.option("--lang", metavar="LANG", help="Only voices of this language: en, de, pt-br.")
@json_option
@talk_options
@click.pass_context
def voices(ctx: click.Context, lang: str | None, as_json: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Show the voices there are, or install one."""
    if ctx.invoked_subcommand is not None:
        return
    from voiceguide.speech.engines import engine_names
    from voiceguide.speech.studio import voices as voices_of

    here = start(quiet=quiet, verbose=verbose, plain=plain)
    chosen = wishes_from(here.settings, {}).voice
    found = [
        voice
        for engine in engine_names()
        for voice in voices_of(engine)
        if lang is None or _speaks(voice, lang.lower())
    ]
    if as_json:
        print_json([vars(voice) for voice in found])
        return
    if not found:
        here.talk.note(f"no voice here speaks {lang}" if lang else "there is no voice here")
    width = max((len(_full_name(voice)) for voice in found), default=0)
    for voice in found:
        mark = "*" if _full_name(voice) == chosen else " "
        state = "" if voice.installed else "not installed"
        click.echo(f"{mark} {_full_name(voice):<{width}}  {voice.language:<12} {voice.gender:<8} {state}".rstrip())


voices.add_command(install)


def _full_name(voice: Voice) -> str:
    return f"{voice.engine}:{voice.name}"


def _speaks(voice: Voice, lang: str) -> bool:
    return voice.language == lang or voice.language.startswith(f"{lang}-")


@click.group(
    invoke_without_command=True,
    epilog="\b\nFor example:\n  voiceguide sounds\n  voiceguide sounds sample ocean -o ocean.wav\n"
    "  voiceguide sounds show rain --png rain.png",
)
@json_option
@talk_options
@click.pass_context
def sounds(ctx: click.Context, as_json: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Show the backgrounds there are, listen into one, or draw it."""
    if ctx.invoked_subcommand is not None:
        return
    from voiceguide.sound.shelf import list_sounds

    here = start(quiet=quiet, verbose=verbose, plain=plain)
    found = list_sounds(here.folders.sounds)
    if as_json:
        print_json([{**vars(sound), "file": str(sound.file)} for sound in found])
        return
    width = max((len(sound.name) for sound in found), default=0)
    for sound in found:
        own = " (your own)" if sound.own else ""
        click.echo(f"{sound.name:<{width}}  {sound.kind:<10}  {sound.problem or sound.summary or sound.title}{own}")


@sounds.command(epilog="\b\nFor example:\n  voiceguide sounds sample rain:-3,bowls:-9 -o both.wav")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("-l", "--length", type=LengthType(), default=30.0, help="How much of a background: 30s, 4m.")
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@talk_options
def sample(name: str, output: Path, length: Seconds, force: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Save the beginning of a background, or a whole bell, to a file."""
    from voiceguide.sampling import save_sample

    here = start(quiet=quiet, verbose=verbose, plain=plain)
    with here.talk.progress() as tell:
        save_sample(name, output, length=length, force=force, folders=here.folders, tell=tell)
    here.talk.note(str(output))


@sounds.command("show", epilog="\b\nFor example:\n  voiceguide sounds show ocean --png ocean.png")
@click.argument("name")
@click.option("--png", type=click.Path(path_type=Path), required=True, help="The picture to write.")
@click.option("--force", is_flag=True, help="Replace a picture that is already there.")
@talk_options
def show_sound(name: str, png: Path, force: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Draw a background: its spectrum, and its level over time."""
    from voiceguide.sampling import save_chart

    here = start(quiet=quiet, verbose=verbose, plain=plain)
    with here.talk.progress() as tell:
        save_chart(name, png, force=force, folders=here.folders, tell=tell)
    here.talk.note(str(png))
