"""Short made-up sessions for the tests of outputs."""

import io
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Quality, Tags
from voiceguide.timeline import CaptionLine, Chapter
from voiceguide.units import FRAME_RATE, Frames

TITLE = 'Ro & "nåde" — it’s 日本語 🌊 <øvelse>'


def picture(side: int = 64, kind: str = "JPEG") -> bytes:
    """A small noisy picture."""
    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise((side, side), 80).convert("RGB").save(file, kind)
    return file.getvalue()


def tags(length: Frames, **changes: Any) -> Tags:
    """Tags for a session of `length` frames, with a value in every field. `changes` replace the values of fields."""
    third = length // 3
    chapters = (Chapter("", 0, third), Chapter("Ånde — 息", third, 2 * third), Chapter("B", 2 * third, length))
    lines = (CaptionLine("Welcome.", 100, third), CaptionLine("Breathe & rest, 静かに 🙂", third, 2 * third))
    given: dict[str, Any] = {
        "title": TITLE,
        "artist": "Ane Ø",
        "album": "Evenings",
        "comment": "Made & kept",
        "lang": "da",
        "fingerprint": "f1-αβ",
        "cover": picture(),
        "chapters": chapters,
        "lines": lines,
    }
    return Tags(**{**given, **changes})


def sound(first: Frames, last: Frames) -> Samples:
    """Frames `first` up to `last` of a chord that gets louder and softer, different in both channels. The same frame
    always has the same samples.
    """
    time = np.arange(first, last) / FRAME_RATE
    swell = 0.5 + 0.5 * np.sin(2 * np.pi * 0.7 * time)
    left = 0.2 * swell * np.sin(2 * np.pi * 330 * time) + 0.1 * np.sin(2 * np.pi * 1250 * time)
    right = 0.2 * np.sin(2 * np.pi * 247 * time) + 0.1 * swell * np.sin(2 * np.pi * 990 * time)
    return np.column_stack((left, right)).astype(np.float32)


def job(length: Frames, quality: Quality = "standard", **changes: Any) -> Job:
    """A session of `length` frames."""
    return Job(sound, length, tags(length, **changes), quality)


def ignore(frames: Frames) -> None:
    """Ignore the progress."""


def probe(path: Path) -> dict[str, Any]:
    """The information that ffprobe gives about a file, which must not cause a warning or an error. Under `tags`, it has
    the tags of the file and of its audio stream together, with lower-case names.
    """
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    found: dict[str, Any] = json.loads(done.stdout)
    in_sound = next(stream for stream in found["streams"] if stream["codec_type"] == "audio").get("tags", {})
    both = {**in_sound, **found["format"].get("tags", {})}
    found["tags"] = {key.lower(): value for key, value in both.items()}
    return found


def ffmpeg_samples(path: Path, channels: int) -> NDArray[np.float32]:
    """The sound of a file as ffmpeg decodes it, at its own rate, shape (samples, channels)."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, "<f4").reshape(-1, channels)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Within this block, the system lets no file grow beyond `size` bytes, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
