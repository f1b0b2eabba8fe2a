"""Installs Kokoro's voices into the user's voices folder: downloads them, or copies files that exist already.

The model is downloaded from the releases of `kokoro-onnx`, and the voices' tables from the page of the published model.
Every downloaded file is checked by its SHA-256. Files that exist already, such as the model when a second voice is
installed, are not downloaded again.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from voiceguide.errors import SpeechError, VoiceInstallError, VoiceNotFoundError, nearest, system_reason
from voiceguide.speech.engines._free_space import require_space
from voiceguide.speech.engines.kokoro_shelf import (
    COLUMNS,
    ENGINE,
    FULL,
    MODELS,
    ROWS,
    SMALL,
    TABLE_ENDING,
    TABLE_SIZE,
    TABLES,
    find_voice,
    kokoro_version,
    model_in,
    place,
)
from voiceguide.system.download import DownloadError, RemoteFile, fetch_each, size_of
from voiceguide.system.files import new_file

MODEL_URL: Final = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/{file}"
TABLE_URL: Final = "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/main/voices/{file}"

_ALL_TABLES: Final = "voices-v1.0.bin"
"""A file with the tables of all voices, published beside the model: a numpy archive."""


def is_installed(name: str, voices: Path, *, full: bool = False) -> bool:
    """Whether the folder has a voice of that name and a model to speak it. With `full`, only the large model counts."""
    with suppress(VoiceNotFoundError):
        found = find_voice(name, "", voices)
        return not full or found.model.name == FULL.file
    return False


def install(name: str, voices: Path, progress: Callable[[int, int], None], *, full: bool = False) -> None:
    """Download a voice. If no model is installed, also download the small one; with `full`, download the large model
    unless it is installed. `progress` gets the bytes so far and the bytes in all.

    The voice appears complete or not at all. A broken download leaves a hidden file, from which the next attempt
    continues. Raises `EngineMissingError`, `VoiceNotFoundError` with the nearest names, or `VoiceInstallError`.
    """
    kokoro_version()
    _known(name)
    folder = place(voices)
    sources = dict(_sources(name, folder, full=full))
    parts = [(source, folder / f".{file}.part") for file, source in sources.items()]
    require_space(name, folder, sum(source.size - size_of(part) for source, part in parts))
    try:
        for file, part in zip(sources, fetch_each(parts, progress), strict=True):
            part.replace(folder / file)
    except DownloadError as error:
        raise VoiceInstallError(name, str(error)) from error
    except OSError as error:
        raise VoiceInstallError(name, f"{folder} cannot be written: {system_reason(error)}") from error


def install_from(name: str, given: Path, voices: Path) -> None:
    """Install a voice from `given`, a folder that has the voice's table and the model, or a file in such a folder. Both
    are copied.

    The folder needs no model if one is installed already. Raises `EngineMissingError`, `VoiceNotFoundError`, or
    `VoiceInstallError`.
    """
    kokoro_version()
    _known(name)
    folder = place(voices)
    source = given if given.is_dir() else given.parent
    model = next((source / model.file for model in MODELS if (source / model.file).is_file()), None)
    if model is None and model_in(folder) is None:
        files = " or ".join(model.file for model in MODELS)
        raise VoiceInstallError(name, f"there is no {files} in {source}")
    table = _table(name, source)
    try:
        require_space(name, folder, (model.stat().st_size if model else 0) + TABLE_SIZE)
        if model:
            _check_loads(name, model)
            with new_file(folder / model.name) as part:
                shutil.copyfile(model, part)
        with new_file(folder / f"{name}{TABLE_ENDING}") as part:
            part.write_bytes(table)
    except OSError as error:
        raise VoiceInstallError(name, f"it cannot be copied into {folder}: {system_reason(error)}") from error


def _known(name: str) -> None:
    if name not in TABLES:
        raise VoiceNotFoundError(
            ENGINE, name, nearest(name, list(TABLES)), "'voiceguide voices --all' lists the voices"
        )


def _sources(name: str, folder: Path, *, full: bool) -> Iterator[tuple[str, RemoteFile]]:
    """The files to download, each with its name. The model comes first, because a table without a model does not count
    as a voice.
    """
    model = FULL if full else SMALL
    there = model_in(folder)
    if there is None or (full and there.name != model.file):
        yield model.file, RemoteFile(MODEL_URL.format(file=model.file), model.size, model.sha256)
    file = f"{name}{TABLE_ENDING}"
    if not (folder / file).is_file():
        yield file, RemoteFile(TABLE_URL.format(file=file), TABLE_SIZE, TABLES[name])


def _table(name: str, source: Path) -> bytes:
    """The table of a voice, from its own file or from the file of all voices. Raises `VoiceInstallError`."""
    for path in (source / f"{name}{TABLE_ENDING}", source / "voices" / f"{name}{TABLE_ENDING}"):
        if path.is_file():
            if path.stat().st_size != TABLE_SIZE:
                raise VoiceInstallError(name, f"{path} is not a voice file")
            return path.read_bytes()
    import numpy as np

    try:
        with np.load(source / _ALL_TABLES) as tables:
            return np.asarray(tables[name], dtype="<f4").reshape(ROWS, COLUMNS).tobytes()
    except (OSError, ValueError, KeyError) as error:
        raise VoiceInstallError(name, f"there is no {name}{TABLE_ENDING} in {source}") from error


def _check_loads(name: str, model: Path) -> None:
    """Load the model once, to make sure that it works. Raises `VoiceInstallError`."""
    from voiceguide.speech.engines.kokoro import KokoroModel

    try:
        KokoroModel(model)
    except SpeechError as error:
        raise VoiceInstallError(name, str(error)) from error
