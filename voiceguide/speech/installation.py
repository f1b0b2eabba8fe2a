"""Installs voices for piper and Kokoro, the two engines that can get more voices, and recommends a voice to begin
with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from voiceguide.errors import EngineMissingError
from voiceguide.speech.engine import Voice
from voiceguide.system.install_hint import install_command

Installable: TypeAlias = Literal["piper", "kokoro"]
"""An engine whose voices can be installed."""


def is_installed(engine: Installable, name: str, voices: Path, *, full: bool = False) -> bool:
    """Whether a voice of that name is installed, and not known to be damaged; with `full`, whether Kokoro's large
    model is installed too.
    """
    if engine == "kokoro":
        from voiceguide.speech.engines import kokoro_install

        return kokoro_install.is_installed(name, voices, full=full)
    from voiceguide.speech.engines import piper_install

    return piper_install.is_installed(name, voices)


def install(
    engine: Installable, name: str, voices: Path, progress: Callable[[int, int], None], *, full: bool = False
) -> None:
    """Download a voice into the folder `voices`. `progress` gets the bytes so far and the bytes in all.

    The voice appears complete or not at all. If a download is interrupted, the next attempt continues it. `full`: for a
    Kokoro voice, download the large model, not the small one. Raises `EngineMissingError`, `VoiceNotFoundError` with
    the nearest names, or `VoiceInstallError`.
    """
    if engine == "kokoro":
        from voiceguide.speech.engines import kokoro_install

        kokoro_install.install(name, voices, progress, full=full)
    else:
        from voiceguide.speech.engines import piper_install

        piper_install.install(name, voices, progress)


def install_from(engine: Installable, name: str, given: Path, voices: Path) -> None:
    """Copy a voice from this disk into the folder `voices`. For piper, `given` is the voice's model file, and the voice
    gets the name of that file. For Kokoro, `given` is a folder that has the voice `name`. Raises `EngineMissingError`,
    `VoiceNotFoundError`, or `VoiceInstallError`.
    """
    if engine == "kokoro":
        from voiceguide.speech.engines import kokoro_install

        kokoro_install.install_from(name, given, voices)
    else:
        from voiceguide.speech.engines import piper_install

        piper_install.install_file(given, voices)


def has_natural_voice() -> bool:
    """Whether piper can speak: it is installed, and so is an undamaged voice, in the voices folder or in a package."""
    from voiceguide.speech.engines.piper_shelf import listed_voices

    return any(voice.installed for voice in listed_voices())


@dataclass(frozen=True)
class Recommendation:
    """The voice to install first, and what is still missing for it."""

    voice: Voice
    size: int
    """About how many bytes the voice takes."""
    installed: bool
    engine_command: str
    """The command that installs the program which speaks with the voice; empty if the program is installed."""


def recommendation(voices: Path) -> Recommendation:
    """The voice to install first. `voices` is the folder of the user's voices."""
    from voiceguide.speech.engines.piper_install import RECOMMENDED_SIZE
    from voiceguide.speech.engines.piper_shelf import PACKAGE, RECOMMENDED, piper_version

    try:
        piper_version()
        command = ""
    except EngineMissingError:
        command = install_command("piper", PACKAGE)
    there = is_installed("piper", RECOMMENDED.name, voices)
    return Recommendation(RECOMMENDED, RECOMMENDED_SIZE, there, command)
