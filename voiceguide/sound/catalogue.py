"""All backgrounds and bells: our recipes, and the files in the user's sounds folder.

Nothing here needs numpy, so that listing them is fast.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voiceguide.errors import AudioFileError, RecipeError, SoundError
from voiceguide.sound._recipe import Recipe, SoundKind
from voiceguide.sound._recipe_file import recipe_from
from voiceguide.sound._toml_table import Table, read_table
from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.system.plain_text import in_any_case
from voiceguide.units import Seconds

NONE: Final = "none"
"""The name that stands for no background at all."""


@dataclass(frozen=True)
class SoundInfo:
    """One line of the list of sounds."""

    name: str
    title: str
    summary: str
    kind: SoundKind
    own: bool
    """Whether the sound is from the user's folder."""
    file: Path
    problem: str = ""
    """Why the sound cannot be used; empty if it can."""


@dataclass(frozen=True)
class UserSound:
    """A sound file in the user's folder, with the settings from the recipe beside it."""

    name: str
    title: str
    summary: str
    kind: SoundKind
    file: Path
    gain_db: float
    trim: tuple[Seconds, Seconds | None]


def shipped_folder() -> Path:
    """The folder of our own recipes: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_audio"
    return inside if inside.is_dir() else package.parent / "audio"


def own_files(sounds: Path | None) -> list[tuple[str, int, int]]:
    """The name, the size in bytes and the time of the last change (in ns) of each file in the user's folder and its
    subfolders. They show when a file has changed.
    """
    if sounds is None:
        return []
    found = [(str(path.relative_to(sounds)), path.stat()) for path in sorted(sounds.rglob("*")) if path.is_file()]
    return [(name, state.st_size, state.st_mtime_ns) for name, state in found]


def list_sounds(sounds: Path | None) -> tuple[SoundInfo, ...]:
    """All backgrounds and bells, sorted by name. A sound of the user replaces a sound of ours with the same name."""
    found = _files(sounds)
    return tuple(_info(name, found[name], sounds) for name in sorted(found, key=str.casefold))


def known_names(sounds: Path | None, kind: SoundKind | None = None) -> list[str]:
    """The names of all sounds, or of those of one kind."""
    return [info.name for info in list_sounds(sounds) if kind in (None, info.kind)]


def find_sound(name: str, sounds: Path | None) -> Recipe | UserSound | None:
    """The sound of this name, in upper or lower case; None if there is none. Raises `RecipeError`, `AudioFileError`."""
    found = _files(sounds)
    known = in_any_case(name, found)
    return _read(known, found[known]) if known is not None else None


def _files(sounds: Path | None) -> dict[str, list[Path]]:
    """For each name of a sound, its files: one recipe, or a recording, which may be followed by the
    recipe beside it.
    """
    found: dict[str, list[Path]] = {}
    for folder in (shipped_folder(), sounds):
        here: dict[str, list[Path]] = {}
        for path in _entries(folder):
            ending = path.suffix.lower()
            if ending in AUDIO_ENDINGS:
                here.setdefault(path.stem, []).insert(0, path)
            elif ending == ".toml":
                here.setdefault(path.stem, []).append(path)
        found |= here
    return found


def _entries(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError:
        return []


def _read(name: str, files: list[Path]) -> Recipe | UserSound:
    recording = files[0] if files[0].suffix.lower() != ".toml" else None
    if recording is None:
        return recipe_from(read_table(files[0]), name)
    beside = [path for path in files if path.suffix.lower() == ".toml"]
    return _recording(name, recording, read_table(beside[0]) if beside else Table("", "", {}))


def _recording(name: str, file: Path, table: Table) -> UserSound:
    if table.has("layers"):
        raise table.mistake("layers", f"{file.name} is beside this recipe and has the same name; rename one of them")
    kind: SoundKind = "bell" if table.choice("kind", ("background", "bell"), "background") == "bell" else "background"
    recording = UserSound(
        name,
        title=table.text("title", name.replace("-", " ").replace("_", " ")),
        summary=table.text("summary", f"Your own recording, {file.name}."),
        kind=kind,
        file=file,
        gain_db=table.number("gain", -24, 24, 0),
        trim=_trim(table),
    )
    table.finish()
    return recording


def _trim(table: Table) -> tuple[Seconds, Seconds | None]:
    if not table.has("trim"):
        return 0.0, None
    start, end = table.span("trim", 0, 86_400)
    if end - start < 1:
        raise table.mistake("trim", "must leave a second or more, for example [2.5, 90]")
    return start, end


def _info(name: str, files: list[Path], sounds: Path | None) -> SoundInfo:
    own = sounds is not None and files[0].parent == sounds
    try:
        sound = _read(name, files)
    except (RecipeError, AudioFileError) as error:
        return SoundInfo(name, name, "", "background", own, files[0], _problem(error))
    return SoundInfo(name, sound.title, sound.summary, sound.kind, own, files[0])


def _problem(error: SoundError) -> str:
    return f"{error.key}: {error.remedy}" if isinstance(error, RecipeError) else str(error)
