import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.speech.libraries import has_library
from voiceguide.errors import EngineMissingError
from voiceguide.speech.engines import _espeak_library as espeak_library
from voiceguide.speech.engines._espeak_library import SWITCH, source, speech_version

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="espeak-ng speaks on Linux")

NOTHING: dict[str, str] = {}


def without(name: str) -> Callable[[str], object | None]:
    """A `find_spec` that does not find the package `name`."""
    from importlib.util import find_spec

    return lambda wanted: None if wanted == name else find_spec(wanted)


@has_library("wheel")
def test_the_wheel_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system has no espeak-ng library, the one from the Python package espeakng-loader is used."""
    monkeypatch.setattr(espeak_library, "_SONAME", "libnothing.so.1")
    assert source(NOTHING) == "wheel"
    assert "espeakng-loader" in speech_version()


@has_library("system")
@has_library("wheel")
@pytest.mark.parametrize(
    ("system", "serves"), [("1.51", "wheel"), ("1.52.0", "system"), ("1.9", "wheel"), ("1.100 dev", "system")]
)
def test_the_newer_serves(monkeypatch: pytest.MonkeyPatch, system: str, serves: str) -> None:
    """The newer of the two espeak-ng libraries is used, and the system's if both have the same version. Versions are
    compared as numbers.
    """
    monkeypatch.setattr(espeak_library, "_system_version", lambda: system)
    monkeypatch.setattr(espeak_library, "_wheel_version", lambda: "1.52.0")
    assert source(NOTHING) == serves


@has_library("system")
@has_library("wheel")
def test_asking_for_versions_leaves_no_library_behind() -> None:
    """After the version of espeak-ng has been asked for, no espeak-ng library is loaded. If one stayed, pyttsx3 would
    use it, even if another was chosen.
    """
    speech_version()
    assert "espeak" not in Path("/proc/self/maps").read_text()


@has_library("system")
def test_its_version_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system's espeak-ng is used, `speech_version` contains its version. The key of a clip depends on it, so a
    new espeak-ng speaks every line anew.
    """
    monkeypatch.setenv(SWITCH, "system")
    assert "espeak-ng 1." in speech_version()


def test_without_any_library_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is no espeak-ng library, the error says to install espeakng-loader. If an environment variable demands
    the system's library, the error says to unset it.
    """
    monkeypatch.setattr(espeak_library, "_SONAME", "libnothing.so.1")
    monkeypatch.setattr(espeak_library, "find_spec", without("espeakng_loader"))
    for wanted in ("", "system", "wheel"):
        with pytest.raises(EngineMissingError) as missing:
            source({SWITCH: wanted})
        remedy = f"unset {SWITCH}" if wanted == "system" else "pip install espeakng-loader"
        assert remedy in missing.value.remedy


def test_an_unknown_switch_is_refused() -> None:
    """The environment variable that chooses the espeak-ng library accepts only known values. For another value, the
    error names it.
    """
    with pytest.raises(EngineMissingError) as missing:
        source({SWITCH: "whee"})
    assert "whee" in missing.value.remedy


def test_without_pyttsx3_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """If pyttsx3 is not installed, the error gives the command that installs it."""

    def missing_version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing_version)
    with pytest.raises(EngineMissingError) as missing:
        speech_version()
    assert "pip install pyttsx3" in missing.value.remedy


def cut_short(package: Path) -> None:
    """Cut the library short, as an interrupted installation does."""
    for library in package.glob("libespeak*"):
        os.truncate(library, 100_000)


def with_nonsense(package: Path) -> None:
    """Overwrite part of the library with zeros, as on a failing disk. Its size stays the same."""
    for library in package.glob("libespeak*"):
        with library.open("r+b") as file:
            file.seek(30_000)
            file.write(bytes(200_000))


def with_nonsense_in_its_sounds(package: Path) -> None:
    """Overwrite `phontab`, the first data file that the library reads, with zeros. The library itself stays whole."""
    sounds = package / "espeak-ng-data" / "phontab"
    sounds.write_bytes(bytes(sounds.stat().st_size))


@has_library("wheel")
@pytest.mark.parametrize("harm", [cut_short, with_nonsense, with_nonsense_in_its_sounds])
def test_a_damaged_library_is_not_loaded(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    """A damaged library is refused, with the command that reinstalls it. Loading it would end the process."""
    import espeakng_loader

    package = Path(espeakng_loader.__file__).parent
    shutil.copytree(package, tmp_path / package.name)
    notes = next(package.parent.glob("espeakng_loader-*info"))
    shutil.copytree(notes, tmp_path / notes.name)
    harm(tmp_path / package.name)
    code = "from voiceguide.speech.engines._espeak_library import speech_version; print(speech_version())"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)]),
        SWITCH: "wheel",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "pip install --force-reinstall espeakng-loader" in done.stderr


@has_library("system")
def test_a_system_s_library_cut_short_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file of the system's espeak-ng library was cut short, the library counts as not installed."""
    found = next(
        Path(folder, "libespeak-ng.so.1")
        for folder in espeak_library._SYSTEM_FOLDERS
        if Path(folder, "libespeak-ng.so.1").exists()
    )
    copied = tmp_path / found.name
    shutil.copyfile(found, copied)
    monkeypatch.setattr(espeak_library, "_SYSTEM_FOLDERS", (str(tmp_path),))
    assert espeak_library._system_version()
    os.truncate(copied, copied.stat().st_size * 2 // 3)
    assert espeak_library._system_version() == ""
