"""Chooses the espeak-ng library, and makes it the one that pyttsx3 finds.

There may be two: the system's own, and the one in the `espeakng-loader` wheel. The newer of them is chosen; if they are
equally new, the system's. (1.51 reads Chinese as English letters and leaves out the vowels of Thai; 1.52 knows both
languages.) ``VOICEGUIDE_ESPEAK=wheel`` or ``=system`` in the environment overrides the choice.
"""

import ctypes
import os
import platform
import re
import struct
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, TypeAlias

from voiceguide.errors import EngineMissingError

LibrarySource: TypeAlias = Literal["system", "wheel"]

SWITCH: Final = "VOICEGUIDE_ESPEAK"
_SONAME: Final = "libespeak-ng.so.1"
_SYSTEM_FOLDERS: Final = ("/usr/local/lib", f"/usr/lib/{platform.machine()}-linux-gnu", "/usr/lib64", "/usr/lib")
_LONGEST_PATH: Final = 100
"""The longest path, in bytes, that the wheel's folder may have; if it is longer, a short link to the folder is used.
espeak-ng does not find a file whose path is longer than 160 bytes, and 60 bytes are left for the path within the
folder.
"""


def uses_espeak() -> bool:
    """Whether pyttsx3 speaks through espeak-ng here. On Windows and macOS the system's own voices speak."""
    return sys.platform not in ("win32", "darwin")


def speech_version() -> str:
    """The versions of pyttsx3 and of the engine behind it: a text that changes whenever the same words might sound
    different.

    Does not start the engine. Raises `EngineMissingError`.
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
    return f"pyttsx3 {library}, espeak-ng {_system_version()}"


def source(environment: Mapping[str, str] = os.environ) -> LibrarySource:
    """Where the library is taken from. The environment variable `SWITCH` may ask for one place, ``system`` or
    ``wheel``.

    Raises `EngineMissingError` if there is no undamaged library in that place (or in either place, if none was asked
    for), or if `SWITCH` has any other value.
    """
    wanted = environment.get(SWITCH, "")
    if wanted not in ("", "system", "wheel"):
        raise EngineMissingError("pyttsx3", f"{SWITCH} must be 'system' or 'wheel', not {wanted!r}")
    system = _system_version() if wanted != "wheel" else ""
    wheel = find_spec("espeakng_loader") is not None if wanted != "system" else False
    if wheel and not _wheel_is_whole():
        if not system:
            raise EngineMissingError("pyttsx3", f"its espeak-ng is damaged; {remedy_for('wheel')}")
        wheel = False
    if wheel and (not system or _numbers(_wheel_version()) > _numbers(system)):
        return "wheel"
    if system:
        return "system"
    if wanted == "system":
        raise EngineMissingError("pyttsx3", f"the system has no espeak-ng; install it, or unset {SWITCH}")
    where = "the package espeakng-loader is missing" if wanted else "there is no espeak"
    raise EngineMissingError("pyttsx3", f"{where}; install it with: pip install espeakng-loader")


def remedy_for(source: LibrarySource) -> str:
    """What the user can do if the library from this source fails."""
    if source == "wheel":
        return "reinstall it with: pip install --force-reinstall espeakng-loader"
    return f"reinstall the system's espeak-ng, or pip install espeakng-loader and set {SWITCH}=wheel"


def _system_version() -> str:
    """The version that the system's library states; "" if there is none, or its file is truncated."""
    places = (Path(folder, _SONAME) for folder in _SYSTEM_FOLDERS)
    found = next((place for place in places if place.exists()), None)
    return "" if found and not _is_whole(found) else _version_in(_SONAME)


@cache
def _wheel_is_whole() -> bool:
    """Whether the wheel's files are what pip recorded; True if pip recorded nothing. Loading a damaged file would end
    this process.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        wheel = distribution("espeakng-loader")
        rows = [line.rsplit(",", 2) for line in (wheel.read_text("RECORD") or "").splitlines()]
        folder = Path(str(wheel.locate_file("")))
        return all(_is_as_recorded(folder / name, digest, int(size)) for name, digest, size in rows if size)
    except PackageNotFoundError:  # installed by other means: there is nothing to check against
        return True
    except (OSError, ValueError):
        return False


def _is_as_recorded(file: Path, digest: str, size: int) -> bool:
    """Whether a file has this size and this digest (as pip writes it). Raises OSError.

    For dictionaries, only the size is compared. They make up nine tenths of the bytes, and a damaged one only causes
    words to be mispronounced; any other damaged file would end the process.
    """
    if file.stat().st_size != size:
        return False
    algorithm, _, wanted = digest.partition("=")
    if algorithm != "sha256" or file.name.endswith("_dict"):
        return True
    return urlsafe_b64encode(sha256(file.read_bytes()).digest()).decode().rstrip("=") == wanted


def _is_whole(library: Path) -> bool:
    """Whether a 64-bit ELF file is complete: whether it reaches to the end of its section table, which comes last. True
    for any other kind of file; False if the file cannot be read.
    """
    with suppress(OSError, struct.error), library.open("rb") as file:
        head = file.read(64)
        if head[:6] != b"\x7fELF\x02\x01":  # another format: there is nothing to check
            return True
        table, size, count = struct.unpack_from("<Q", head, 40)[0], *struct.unpack_from("<HH", head, 58)
        return bool(table + size * count <= library.stat().st_size)
    return False


@cache
def _wheel_version() -> str:
    import espeakng_loader

    return _version_in(str(espeakng_loader.get_library_path()))


def _version_in(library: str) -> str:
    """The version that a library states; "" if it cannot be loaded. The library is unloaded again, because while it is
    loaded, no other library of the same name would be found.
    """
    try:
        opened = ctypes.CDLL(library)
    except OSError:
        return ""
    opened.espeak_Info.restype = ctypes.c_char_p
    version: bytes = opened.espeak_Info(None) or b""
    with suppress(ImportError, AttributeError):
        import _ctypes

        _ctypes.dlclose(opened._handle)
    return version.decode("utf-8", "replace")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.partition(" ")[0])))


def provide(folder: Path) -> None:
    """If `source` chooses the wheel, load its library into this process. pyttsx3 asks for the library by name, and then
    gets this one and not the system's. Raises `EngineMissingError`.

    Call it once per process, before pyttsx3 is imported. A link may be created in `folder`, whose path must be short.
    The link must stay for as long as the process lives.
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
