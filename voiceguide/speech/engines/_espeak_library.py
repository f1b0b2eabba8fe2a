"""Which espeak-ng library serves, and making it the one that pyttsx3 finds.

The system's own library comes first. Where there is none, the one in the `espeakng-loader` wheel serves.
``VOICEGUIDE_ESPEAK=wheel`` or ``=system`` in the environment decides otherwise.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, TypeAlias

from voiceguide.errors import EngineMissingError

Source: TypeAlias = Literal["system", "wheel"]

SWITCH: Final = "VOICEGUIDE_ESPEAK"
_SONAME: Final = "libespeak-ng.so.1"
_LONGEST_PATH: Final = 100
"""Bytes. espeak-ng holds the data folder's path in 160 and adds to it; beyond that it finds nothing."""


def uses_espeak() -> bool:
    """Whether pyttsx3 speaks through espeak-ng here. On Windows and macOS the system's own voices speak."""
    return sys.platform not in ("win32", "darwin")


def speech_version() -> str:
    """What stands behind pyttsx3 on this machine: changes when the same words might sound different.

    Nothing is started for it. Raises `EngineMissingError`.
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        library = version("pyttsx3")
    except PackageNotFoundError as error:
        raise EngineMissingError("pyttsx3", "install it with: pip install pyttsx3") from error
    if not uses_espeak():
        return f"pyttsx3 {library}, {platform.system()} {platform.version()}"
    if source() == "wheel":
        return f"pyttsx3 {library}, espeakng-loader {version('espeakng-loader')}"
    info = ctypes.CDLL(_SONAME).espeak_Info
    info.restype = ctypes.c_char_p
    return f"pyttsx3 {library}, espeak-ng {info(None).decode()}"


def source(environment: Mapping[str, str] = os.environ) -> Source:
    """Where the library is taken from. Raises `EngineMissingError` if there is none, or not where it is wanted."""
    wanted = environment.get(SWITCH, "")
    if wanted not in ("", "system", "wheel"):
        raise EngineMissingError("pyttsx3", f"{SWITCH} may be system or wheel, not {wanted!r}")
    if wanted != "wheel" and _system_has_it():
        return "system"
    if wanted != "system" and find_spec("espeakng_loader") is not None:
        return "wheel"
    where = {"system": "the system has no espeak-ng", "wheel": "the wheel is missing"}.get(wanted, "there is no espeak")
    raise EngineMissingError("pyttsx3", f"{where}; install it with: pip install espeakng-loader")


def _system_has_it() -> bool:
    with suppress(OSError):
        ctypes.CDLL(_SONAME)
        return True
    return False


def provide(folder: Path) -> None:
    """Load the library into this process, so that pyttsx3, which asks for it by name, gets this one.

    Call it once per process, before pyttsx3 is imported. `folder` (with a short path) is where a link
    may be laid that must stay as long as the process lives.
    """
    if source() == "system":
        return
    import espeakng_loader

    package = Path(espeakng_loader.get_data_path()).parent
    os.environ["ESPEAK_DATA_PATH"] = str(_shortened(package, folder))
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def _shortened(package: Path, folder: Path) -> Path:
    if len(os.fsencode(package)) <= _LONGEST_PATH:
        return package
    link = folder / "espeak"
    with suppress(FileExistsError):
        link.symlink_to(package, target_is_directory=True)
    return link
