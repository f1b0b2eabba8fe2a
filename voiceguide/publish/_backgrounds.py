"""Finds the file that a catalogue names as a background; its path is relative to the catalogue."""

import os
from pathlib import Path

from voiceguide.errors import VoiceguideError
from voiceguide.sound.backgrounds import looks_like_a_path, split_spec


def resolved_background(spec: str, folder: Path) -> str:
    """The background `spec`, in which the name of each file that exists in `folder` is replaced by its absolute path.
    Other names stay as they are: they are looked for later, beside the practice and among the listener's own sounds.
    """
    if whole := _file_in(folder, spec):
        return whole
    if "," not in spec and ":" not in spec:
        return spec
    try:
        layers = split_spec(spec)
    except VoiceguideError:  # reported later, when the background is looked for
        return spec
    found = [(_file_in(folder, layer.name) or layer.name, layer.gain_db) for layer in layers]
    if all(name == layer.name for (name, _), layer in zip(found, layers, strict=True)):
        return spec
    if any("," in name for name, _ in found):  # commas separate layers, so such a path cannot be one of several
        return spec
    return ",".join(f"{name}:{gain:g}" if gain else name for name, gain in found)


def _file_in(folder: Path, name: str) -> str:
    if not looks_like_a_path(name):
        return ""
    try:
        path = os.path.normpath(Path.cwd() / folder / Path(name).expanduser())
    except RuntimeError:  # there is no such user
        return ""
    return path if os.path.isfile(path) else ""  # noqa: PTH113  # Path.is_file may raise
