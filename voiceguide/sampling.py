"""A background or a bell by itself: a piece of it as a file, or its picture."""

from pathlib import Path
from typing import Final

from voiceguide.config import Folders
from voiceguide.output.contract import Job, Tags
from voiceguide.output.formats import output_for
from voiceguide.output.whole_file import check_target, whole_file
from voiceguide.session import MAKING_BACKGROUND, Tell
from voiceguide.sound.backgrounds import open_background, open_bell
from voiceguide.sound.shelf import find_sound
from voiceguide.units import Frames, to_frames

SAMPLE_LENGTH: Final[Frames] = to_frames(30.0)
"""How much of a background is saved."""


def save_sample(name: str, path: Path, *, force: bool, folders: Folders, tell: Tell) -> None:
    """Write half a minute of a background, or a whole bell, to `path`. Raises `SoundError` and `OutputError`."""
    output = output_for(path)
    check_target(path, force=force)
    job = _job(name, folders, tell)
    with whole_file(path, force=force) as part:
        output.write(job, part, lambda frames: None)


def _job(name: str, folders: Folders, tell: Tell) -> Job:
    sound = find_sound(name, folders.sounds)
    if sound is not None and sound.kind == "bell":
        bell = open_bell(name, sounds=folders.sounds, cache_folder=folders.loops)
        return Job(bell.read, bell.frames, Tags(title=name))
    bed = open_background(
        name, sounds=folders.sounds, cache_folder=folders.loops,
        progress=lambda done, total: tell(MAKING_BACKGROUND, done, total),
    )  # fmt: skip
    return Job(bed.read, SAMPLE_LENGTH, Tags(title=name))
