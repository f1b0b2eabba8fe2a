"""Makes a sample or a chart of one background or bell."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from voiceguide.config import Folders
from voiceguide.dsp.samples import Clip, Samples
from voiceguide.output.contract import Job, SoundStream, Tags
from voiceguide.output.formats import mp3_stream, output_for
from voiceguide.pictures.sound_chart import bell_chart_png, chart_png
from voiceguide.session.progress import MAKING_BACKGROUND, Progress
from voiceguide.sound.backgrounds import open_background, open_bell
from voiceguide.sound.bed import Bed
from voiceguide.sound.catalogue import find_sound
from voiceguide.system.files import check_target, whole_file
from voiceguide.units import Frames, Seconds, to_frames


def save_sample(name: str, path: Path, *, length: Seconds, force: bool, folders: Folders, progress: Progress) -> None:
    """Write the beginning of a background, or a whole bell, to `path`. Raises `SoundError` and `OutputError`."""
    output = output_for(path)
    check_target(path, force=force)
    sound = _bell(name, folders)
    job = Job(sound.read, sound.frames, Tags(name)) if sound else _bed_job(_bed(name, folders, progress), name, length)
    with whole_file(path, force=force) as part:
        output.write(job, part, lambda frames: None)


def _bed_job(bed: Bed, name: str, length: Seconds) -> Job:
    return Job(bed.read, to_frames(length), Tags(name))


def short_sample(name: str, length: Seconds, *, folders: Folders) -> SoundStream:
    """The beginning of a background as an MP3. It fades in and out, and is as loud as it usually is under a voice.

    Raises `SoundError`.
    """
    read = _with_edges_faded(_bed(name, folders, lambda what, done, total: None), to_frames(length))
    return mp3_stream(Job(read, to_frames(length), Tags(name)))


def short_sound(name: str, length: Seconds, *, folders: Folders, progress: Progress) -> Samples:
    """The beginning of a background as in `short_sample`, but as samples, shape (frames, 2). Raises `SoundError`."""
    return _with_edges_faded(_bed(name, folders, progress), to_frames(length))(0, to_frames(length))


def _with_edges_faded(bed: Bed, frames: Frames) -> Callable[[Frames, Frames], Samples]:
    """The first `frames` of a bed, faded in and out."""
    fade = to_frames(1.5)

    def read(first: Frames, last: Frames) -> Samples:
        at = np.arange(first, last)
        gains = np.clip(np.minimum(at, frames - 1 - at) / fade, 0.0, 1.0)
        return np.asarray(bed.read(first, last) * gains[:, None], np.float32)

    return read


def save_chart(name: str, path: Path, *, force: bool, folders: Folders, progress: Progress) -> None:
    """Write a PNG picture with the spectrum of a background or a bell, and its level over time. Raises `SoundError` and
    `OutputError`.
    """
    check_target(path, force=force)
    bell = _bell(name, folders)
    bed = None if bell else _bed(name, folders, progress)
    with whole_file(path, force=force) as part:
        if bell:
            bell_chart_png(bell, name, part)
        elif bed:
            chart_png(bed, part)


def _bell(name: str, folders: Folders) -> Clip | None:
    sound = find_sound(name, folders.sounds)
    if sound is None or sound.kind != "bell":
        return None
    return open_bell(name, sounds=folders.sounds, cache_folder=folders.loops)


def _bed(name: str, folders: Folders, progress: Progress) -> Bed:
    return open_background(
        name,
        sounds=folders.sounds,
        cache_folder=folders.loops,
        progress=lambda done, total: progress(MAKING_BACKGROUND, done, total),
    )
