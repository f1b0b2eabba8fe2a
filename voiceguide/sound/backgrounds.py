"""Opens a background or a bell from what a person writes: a name, a file, or several with levels.

numpy is imported only when a sound is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from voiceguide.errors import BackgroundNotFoundError, BackgroundSpecError, SoundError, nearest
from voiceguide.sound._recipe import LOOP_FRAMES, RENDERER_VERSION, Recipe
from voiceguide.sound.catalogue import NONE, UserSound, find_sound, known_names
from voiceguide.sound.recordings import AUDIO_ENDINGS
from voiceguide.units import MP3_FRAME

if TYPE_CHECKING:
    from voiceguide.dsp.samples import Clip
    from voiceguide.sound.bed import Bed, CountProgress
    from voiceguide.units import Frames


QUIETEST_DB: Final = -40.0
LOUDEST_DB: Final = 20.0
MOST_PARTS: Final = 6
"""The most layers that a mix can have."""

_PART: Final = re.compile(r"(?P<name>.+?)(?:\s*:\s*(?P<gain>[+−-]?\d+(?:\.\d+)?)(?:\s*dB)?)?", re.IGNORECASE)


@dataclass(frozen=True)
class MixLayer:
    """One layer of a mix."""

    name: str
    """The name of a sound, or the path of a file as it was written."""
    gain_db: float


def split_spec(spec: str) -> tuple[MixLayer, ...]:
    """Split a text such as ``rain`` or ``rain:-3,bowls:-9`` into layers, each with its level in dB. Raises
    `BackgroundSpecError`.
    """
    parts = tuple(_part(spec, text.strip()) for text in spec.split(","))
    if len(parts) > MOST_PARTS:
        raise BackgroundSpecError(spec, f"mix at most {MOST_PARTS} backgrounds")
    if len(parts) > 1 and any(part.name == NONE for part in parts):
        raise BackgroundSpecError(spec, f"{NONE!r} cannot be mixed with other backgrounds; leave it out")
    return parts


def looks_like_a_path(name: str) -> bool:
    """Whether a name means a file: it contains a slash, begins with ~, or has the suffix of a sound file."""
    return "/" in name or "\\" in name or name.startswith("~") or Path(name).suffix.lower() in AUDIO_ENDINGS


def _part(spec: str, text: str) -> MixLayer:
    match = _PART.fullmatch(text)
    if match is None:
        raise BackgroundSpecError(spec, "write a name, or names with levels in dB, like rain:-3,bowls:-9")
    gain = float((match["gain"] or "0").replace("−", "-"))
    if not QUIETEST_DB <= gain <= LOUDEST_DB:
        raise BackgroundSpecError(spec, f"a level must be between {QUIETEST_DB:g} and {LOUDEST_DB:g} dB, not {gain:g}")
    return MixLayer(match["name"].strip(), gain)


def open_background(
    spec: str,
    *,
    sounds: Path | None,
    cache_folder: Path,
    beside: Path | None = None,
    gentle: bool = False,
    progress: CountProgress | None = None,
) -> Bed:
    """The background meant by a name, a file, a mix like ``rain:-3,bowls:-9``, or ``none``.

    The levels in a mix are relative to each other; the whole mix is at `BED_LUFS`. `sounds` is the user's own folder. A
    file is looked for in the current folder, in `beside` (the script's folder), and in `sounds`. A loop that is not in
    `cache_folder` is made. If `gentle`, nothing in it begins suddenly. Raises `BackgroundNotFoundError`,
    `BackgroundSpecError`, `AudioFileError`, `RecipeError`.
    """
    bed = _open(spec.strip(), sounds, beside, cache_folder, progress)
    if not gentle:
        return bed
    from voiceguide.sound._gentle_bed import GentleBed

    return GentleBed(bed)


def _open(
    spec: str, sounds: Path | None, beside: Path | None, cache_folder: Path, progress: CountProgress | None
) -> Bed:
    if whole := _single(spec, sounds, beside):
        return _bed(whole, cache_folder, progress)
    parts = split_spec(spec)
    found = [(_required(part.name, sounds, beside), part.gain_db) for part in parts]
    beds = tuple((_bed(sound, cache_folder, progress), gain) for sound, gain in found)
    if len(beds) == 1:
        return beds[0][0]
    from voiceguide.sound.loops import LayeredBed

    return LayeredBed(beds)


_SHORT: Final[Frames] = 230 * MP3_FRAME
"""The length of a preview, 6 s. It is made quickly, and repeats until the full loop is ready."""


def preview(spec: str, *, sounds: Path | None, cache_folder: Path) -> Bed | None:
    """A background to play at once, until `open_background` has opened the real one: a short loop of the same recipe,
    or the noise floor. None if the real one opens quickly, so that no preview is needed. Raises `SoundError`.
    """
    if spec.casefold() == NONE:
        return None
    from voiceguide.sound._loop_cache import has_loop
    from voiceguide.sound.loops import LoopBed, noise_floor

    sound = find_sound(spec, sounds)
    if not isinstance(sound, Recipe):
        # A file must be decoded, and a mix measured, before it can be played.
        return LoopBed(NONE, "preview", noise_floor())
    if has_loop(cache_folder, loop_key(sound)):
        return None
    from voiceguide.sound._recipe_loop import render_loop

    return LoopBed(sound.name, f"preview-{sound.name}", render_loop(sound, _SHORT))


def knows_background(spec: str, *, sounds: Path | None, beside: Path | None = None) -> bool:
    """Whether `open_background` would find everything in `spec`. Opens no sound."""
    return not background_problem(spec, sounds=sounds, beside=beside)


def background_problem(spec: str, *, sounds: Path | None, beside: Path | None = None) -> str:
    """Why `open_background` would not find everything in `spec`; empty if it would. Opens no sound."""
    try:
        if not _single(spec.strip(), sounds, beside):
            for part in split_spec(spec.strip()):
                _required(part.name, sounds, beside)
    except SoundError as error:
        return str(error)
    return ""


def sound_files(spec: str, *, sounds: Path | None, beside: Path | None = None) -> tuple[Path, ...]:
    """The recordings that `open_background` or `open_bell` would read for `spec`; empty if `spec` is not understood.
    Opens no sound.
    """
    found: list[Recipe | UserSound | Path]
    try:
        bell = find_sound(spec.strip(), sounds)
        if bell is not None and bell.kind == "bell":
            found = [bell]
        elif whole := _single(spec.strip(), sounds, beside):
            found = [whole]
        else:
            found = [_required(part.name, sounds, beside) for part in split_spec(spec.strip())]
    except SoundError:
        return ()
    files = (sound.file if isinstance(sound, UserSound) else sound for sound in found)
    return tuple(file for file in files if isinstance(file, Path) and file != Path())


def missing_loops(spec: str, *, sounds: Path | None, cache_folder: Path) -> list[str]:
    """The names in `spec` whose loops are still to be made; empty if `spec` is not understood. Opens no sound."""
    from voiceguide.sound._loop_cache import has_loop

    try:
        whole = _single(spec.strip(), sounds, None)
        names = [spec.strip()] if whole else [part.name for part in split_spec(spec.strip())]
        found = {name: find_sound(name, sounds) for name in names if not looks_like_a_path(name)}
    except SoundError:
        return []
    recipes = {name: sound for name, sound in found.items() if isinstance(sound, Recipe) and sound.kind != "bell"}
    return [name for name, recipe in recipes.items() if not has_loop(cache_folder, loop_key(recipe))]


def open_bell(name: str, *, sounds: Path | None, cache_folder: Path) -> Clip:
    """The bell of this name, ours or the user's own. Raises `BackgroundNotFoundError`, `AudioFileError` and
    `RecipeError`.
    """
    from voiceguide.sound._bells import recorded_bell, rendered_bell

    sound = find_sound(name, sounds)
    if sound is None or sound.kind != "bell":
        raise BackgroundNotFoundError(name, nearest(name, known_names(sounds, "bell")))
    if isinstance(sound, UserSound):
        return recorded_bell(sound, cache_folder)
    return rendered_bell(sound)


def _single(spec: str, sounds: Path | None, beside: Path | None) -> Recipe | UserSound | Path | None:
    """The sound whose name or file is the whole of `spec`; an empty path if `spec` is `none`. If there is no such
    sound, None: then `spec` may be a mix. The whole is tried first, because the name of a file may contain commas and
    colons.
    """
    if not spec:
        raise BackgroundSpecError(spec, "write a name; 'voiceguide sounds' shows the backgrounds")
    if spec.casefold() == NONE:
        return Path()
    if looks_like_a_path(spec) and (path := _existing(spec, sounds, beside)):
        return path
    sound = find_sound(spec, sounds)
    if sound is not None and sound.kind == "bell":
        raise BackgroundSpecError(spec, "it is a bell, not a background; 'voiceguide sounds' lists the backgrounds")
    return sound


def _required(name: str, sounds: Path | None, beside: Path | None) -> Recipe | UserSound | Path:
    sound = _single(name, sounds, beside)
    if sound is not None:
        return sound
    if looks_like_a_path(name):
        raise BackgroundNotFoundError(name, nearest(name, _beside(name)))
    before, colon, level = (part.strip() for part in name.rpartition(":"))
    if colon and find_sound(before, sounds) is not None:
        other = f"; {level!r} is not one" if level else ""
        raise BackgroundSpecError(name, f"after the colon goes a number, such as {before}:-3{other}")
    near = nearest(name, [*known_names(sounds, "background"), NONE])
    if not nearest(name, [NONE], least=0.8):  # whoever wrote a name hardly meant none
        near = [one for one in near if one != NONE]
    raise BackgroundNotFoundError(name, near)


def _existing(name: str, sounds: Path | None, beside: Path | None) -> Path | None:
    for folder in (Path(), beside, sounds):
        if folder is not None:
            try:
                path = folder / Path(name).expanduser()
                if path.exists():
                    return path
            except (OSError, ValueError, RuntimeError):  # no possible file name, or an unknown home folder
                return None
    return None


def _beside(name: str) -> list[str]:
    """The files in the folder in which `name` was looked for, to suggest a similar name; empty if it cannot be read."""
    try:
        return [str(path) for path in Path(name).expanduser().parent.iterdir() if path.is_file()]
    except (OSError, ValueError, RuntimeError):
        return []


def _bed(sound: Recipe | UserSound | Path, cache_folder: Path, progress: CountProgress | None) -> Bed:
    if isinstance(sound, Recipe):
        return _loop_bed(sound, cache_folder, progress)
    if sound == Path():
        from voiceguide.sound.loops import LoopBed, noise_floor

        return LoopBed(NONE, f"{NONE}-{RENDERER_VERSION}", noise_floor(), even=True)
    from voiceguide.sound._file_bed import FileBed, FileSettings

    if isinstance(sound, UserSound):
        settings = FileSettings(sound.gain_db, sound.trim)
        return FileBed(sound.file, cache_folder, name=sound.name, settings=settings, progress=progress)
    return FileBed(sound, cache_folder, name=sound.name, settings=FileSettings(), progress=progress)


def _loop_bed(recipe: Recipe, cache_folder: Path, progress: CountProgress | None) -> Bed:
    from voiceguide.sound._loop_cache import cached_loop
    from voiceguide.sound._recipe_loop import render_loop
    from voiceguide.sound.loops import LoopBed

    key = loop_key(recipe)
    samples = cached_loop(cache_folder, key, LOOP_FRAMES, lambda: render_loop(recipe, progress=progress))
    return LoopBed(recipe.name, key, samples, even=recipe.even)


def loop_key(recipe: Recipe) -> str:
    """Identifies a loop: it depends on the whole recipe, the length of loops, and the renderer's version."""
    words = f"{RENDERER_VERSION}\n{LOOP_FRAMES}\n{recipe.numbers}"
    return f"{recipe.name}-{sha256(words.encode()).hexdigest()[:20]}"
