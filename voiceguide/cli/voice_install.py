"""`voices install`: fetch a voice, take one from a file, or be offered one."""

from pathlib import Path
from typing import Final

import click

from voiceguide.cli.options import talk_options
from voiceguide.cli.start import Start, start
from voiceguide.errors import EngineMissingError

_FETCHING: Final = "Fetching the voice"


@click.command(
    epilog="\b\nFor example:\n  voiceguide voices install\n  voiceguide voices install en_US-kristin-medium\n"
    "  voiceguide voices install --from ./en_GB-cori-high.onnx"
)
@click.argument("name", required=False)
@click.option("--from", "file", type=click.Path(path_type=Path), metavar="FILE.onnx", help="A voice on this disk.")
@click.option("--force", is_flag=True, help="Replace a voice that is already there.")
@talk_options
def install(name: str | None, file: Path | None, force: bool, quiet: bool, verbose: bool, plain: bool) -> None:
    """Install a voice of piper's; without a name, tell which one is recommended and how.

    NAME is a published voice, such as en_US-kristin-medium.
    """
    if name and file:
        raise click.UsageError("give either NAME or --from, not both")
    here = start(quiet=quiet, verbose=verbose, plain=plain)
    if file is not None:
        _take(here, file.expanduser(), force)
    elif name is not None:
        _fetch(here, name.strip().removeprefix("piper:"), force)
    else:
        _offer(here)


def _fetch(here: Start, name: str, force: bool) -> None:
    from voiceguide.speech.engines.piper_install import install as fetch
    from voiceguide.speech.engines.piper_install import is_installed

    if is_installed(name, here.folders.voices) and not force:
        here.talk.note(f"piper:{name} is there already; --force fetches it anew")
        return
    with here.talk.progress() as tell:
        fetch(name, here.folders.voices, lambda done, total: tell(_FETCHING, done, total))
    _welcome(here, name)


def _take(here: Start, file: Path, force: bool) -> None:
    from voiceguide.speech.engines.piper_install import install_file, is_installed

    if is_installed(file.stem, here.folders.voices) and not force:
        here.talk.note(f"piper:{file.stem} is there already; --force replaces it")
        return
    _welcome(here, install_file(file, here.folders.voices))


def _welcome(here: Start, name: str) -> None:
    """What to type next. A voice of another language is heard in its own: our practices are English."""
    from voiceguide.speech.preferences import speaks
    from voiceguide.system.install_hint import quoted

    voice = quoted(f"piper:{name}")
    hear = "play three-minute-pause --voice" if speaks(f"piper:{name}", "en") else "voices sample"
    here.talk.note(f"piper:{name} is installed. To hear it:  voiceguide {hear} {voice}")
    here.talk.note(f"To have it speak from now on:  voiceguide config voice {voice}")


def _offer(here: Start) -> None:
    """One voice, what it takes, and the commands in their order, as they are typed here."""
    from voiceguide.speech.engines.piper_install import RECOMMENDED_SIZE, is_installed
    from voiceguide.speech.engines.piper_shelf import PACKAGE, RECOMMENDED, piper_version
    from voiceguide.system.download import megabytes
    from voiceguide.system.install_hint import install_command

    fetch = (f"Fetch the voice, {megabytes(RECOMMENDED_SIZE)}, once:", f"voiceguide voices install {RECOMMENDED.name}")
    try:
        piper_version()
        steps = []
    except EngineMissingError:
        steps = [("Install piper, which speaks it:", install_command("piper", PACKAGE))]
    steps += [
        *([] if is_installed(RECOMMENDED.name, here.folders.voices) else [fetch]),
        ("Hear it:", f"voiceguide play three-minute-pause --voice {RECOMMENDED.engine}:{RECOMMENDED.name}"),
        ("Keep it:", f"voiceguide config voice {RECOMMENDED.engine}:{RECOMMENDED.name}"),
    ]
    click.echo(f"Recommended: {RECOMMENDED.name}, the voice of an American woman reading calmly, free for any use.")
    click.echo("It needs the network only while it is fetched.")
    for number, (what, command) in enumerate(steps, 1):
        click.echo(f"\n{number}. {what}\n     {command}")
