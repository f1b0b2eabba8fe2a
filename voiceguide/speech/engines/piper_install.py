"""Installs piper's voices into the user's voices folder: downloads them, or copies files that exist already.

The addresses, and the list with each file's size and checksum, are those of piper's own downloader
(`piper.download_voices`). The transfer is ours, because piper's own writes under the final name from the start, checks
no size, and begins again after an interruption. Half a model would then count as a voice.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from voiceguide.errors import SpeechError, VoiceInstallError, VoiceNotFoundError, nearest, system_reason
from voiceguide.speech.engines._free_space import require_space
from voiceguide.speech.engines.piper_shelf import (
    CONFIG_ENDING,
    ENGINE,
    MODEL_ENDING,
    ShelfVoice,
    is_voice_name,
    piper_version,
    voices_here,
)
from voiceguide.system.download import DownloadError, RemoteFile, fetch_bytes, fetch_each, size_of

RECOMMENDED_SIZE: Final = 63_200_000
"""The size of the recommended voice in bytes, as shown when it is offered. The true size is looked up before the
download.
"""

_PART: Final = ".part"


def is_installed(name: str, folder: Path) -> bool:
    """Whether the folder, or an installed package, has an undamaged voice of that name."""
    return any(voice.name == name and voice.is_sound for voice in voices_here(folder))


def install(name: str, folder: Path, progress: Callable[[int, int], None]) -> None:
    """Download a published voice. `progress` gets the bytes so far and the bytes in all.

    The voice appears complete or not at all. A broken download leaves hidden files, from which the next attempt
    continues. Raises `EngineMissingError`, `VoiceNotFoundError` with the nearest names, or `VoiceInstallError`.
    """
    piper_version()
    sources = _sources(name)
    parts = {ending: folder / f".{name}{ending}{_PART}" for ending in sources}
    total = sum(source.size for source in sources.values())
    require_space(name, folder, total - sum(map(size_of, parts.values())))
    try:
        list(fetch_each([(source, parts[ending]) for ending, source in sources.items()], progress))
    except DownloadError as error:
        raise VoiceInstallError(name, str(error)) from error
    _move_into_place(name, folder, parts)


def install_file(model: Path, folder: Path) -> str:
    """Install a voice from a model and the file beside it; both are copied. Returns the voice's name.

    Raises `EngineMissingError`, or `VoiceInstallError` if piper cannot load it or it cannot be copied.
    """
    piper_version()
    name = model.stem
    voice = ShelfVoice(name, model, model.with_name(f"{model.name}.json"))
    _check_loads(voice)
    parts = {ending: folder / f".{name}{ending}{_PART}" for ending in (CONFIG_ENDING, MODEL_ENDING)}
    try:
        require_space(name, folder, size_of(voice.model) + size_of(voice.config))
        shutil.copyfile(voice.config, parts[CONFIG_ENDING])
        shutil.copyfile(voice.model, parts[MODEL_ENDING])
        _move_into_place(name, folder, parts)
    except OSError as error:
        raise VoiceInstallError(name, f"it cannot be copied into {folder}: {system_reason(error)}") from error
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return name


def _check_loads(voice: ShelfVoice) -> None:
    """Load the voice once, to make sure that it works. Raises `VoiceInstallError`."""
    from voiceguide.speech.engines.piper import load_model

    wanted = f"name the voice's file, which ends in {MODEL_ENDING}"
    if not voice.model.is_file():
        raise VoiceInstallError(str(voice.model), f"there is no such file; {wanted}")
    if voice.model.suffix != MODEL_ENDING:
        raise VoiceInstallError(str(voice.model), wanted)
    if voice.name.startswith(".") or not voice.name.strip():
        raise VoiceInstallError(str(voice.model), "a hidden file cannot be a voice; give it another name")
    if not voice.config.is_file():
        raise VoiceInstallError(voice.name, f"{voice.config.name} must be beside it, because a voice needs both files")
    try:
        load_model(voice.model, voice.config)
    except SpeechError as error:
        raise VoiceInstallError(voice.name, str(error)) from error


def _sources(name: str) -> dict[str, RemoteFile]:
    """For each ending, ``.onnx.json`` and ``.onnx``, the file to download. The small one comes first."""
    from piper import download_voices as piper

    try:
        published: dict[str, Any] = json.loads(fetch_bytes(piper.VOICES_JSON))
    except DownloadError as error:
        remedy = "connect to the internet and try again, or use --from FILE with a voice file that you have"
        raise VoiceInstallError(name, f"{error}; {remedy}") from error
    except ValueError as error:
        raise VoiceInstallError(name, "the list of voices cannot be read; try again later") from error
    if name not in published or not is_voice_name(name):
        raise VoiceNotFoundError(ENGINE, name, nearest(name, list(published)), _where_to_look(name, list(published)))
    try:
        address = {**piper.VOICE_PATTERN.match(name).groupdict(), "lang_code": name.partition("-")[0]}
        files = published[name]["files"]
        return {
            ending: _source(files, name + ending, piper.URL_FORMAT.format(extension=ending, **address))
            for ending in (CONFIG_ENDING, MODEL_ENDING)
        }
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        remedy = "the list of voices does not name this voice's files; update piper-tts"
        raise VoiceInstallError(name, remedy) from error


def _source(files: dict[str, Any], file: str, url: str) -> RemoteFile:
    facts = next(facts for path, facts in files.items() if path.rpartition("/")[2] == file)
    return RemoteFile(url, int(facts["size_bytes"]), str(facts["md5_digest"]))


def _where_to_look(name: str, published: list[str]) -> str:
    """A hint about where to find voices; empty if published voices have similar names, because those names are the
    better hint.
    """
    return "" if nearest(name, published) else "https://rhasspy.github.io/piper-samples has samples of all voices"


def _move_into_place(name: str, folder: Path, parts: dict[str, Path]) -> None:
    """Rename the files to their final names, the model last: only both together count as a voice."""
    try:
        for ending, part in parts.items():
            part.replace(folder / f"{name}{ending}")
    except OSError as error:
        raise VoiceInstallError(name, f"{folder} cannot be written: {system_reason(error)}") from error
