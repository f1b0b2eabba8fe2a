"""An MP3 that is sent while it is made. Its size and length are known beforehand, and bytes that were sent never
change.
"""

from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Quality, Tags
from voiceguide.output.mp3.stream import Mp3Stream
from voiceguide.timeline import Chapter
from voiceguide.units import FRAME_RATE, Frames

LENGTH = 12 * FRAME_RATE - 777
TAGS = Tags("A rest", chapters=(Chapter("Arriving", 0, FRAME_RATE), Chapter("Resting", FRAME_RATE, LENGTH)))


def sound(seed: int, frames: Frames) -> Samples:
    """Low noise whose level goes up and down."""
    level = 0.05 * (1.1 + np.sin(np.arange(frames) / 9_000))[:, None]
    noise = np.random.default_rng(seed).standard_normal((frames // 16 + 1, 2)).repeat(16, axis=0)
    return np.asarray(noise[:frames] * level, np.float32)


def streamed(samples: Samples, quality: Quality, folder: Path) -> Path:
    stream = Mp3Stream(Job(lambda first, last: samples[first:last], len(samples), TAGS, quality))
    data = b"".join(stream.blocks())
    assert len(data) == stream.size
    path = folder / f"{quality}-{len(list(folder.iterdir()))}.mp3"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("quality", ["standard", "small"])
def test_its_size_and_its_length_are_known_before(quality: Quality, tmp_path: Path) -> None:
    """The stream has the promised number of bytes and a constant bitrate, and decodes to the session's number of
    frames.
    """
    path = streamed(sound(1, LENGTH), quality, tmp_path)
    assert soundfile.info(path).frames == LENGTH
    found = mutagen.File(path)
    assert found.info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    assert found.info.bitrate == {"standard": 128_000, "small": 64_000}[quality]
    assert [str(frame.sub_frames["TIT2"]) for frame in found.tags.getall("CHAP")] == ["Arriving", "Resting"]


def test_it_sounds_as_what_it_was_made_of(tmp_path: Path) -> None:
    """The decoded stream has the level of the session's sound, and is not shifted against it."""
    samples = sound(2, LENGTH)
    decoded = soundfile.read(streamed(samples, "standard", tmp_path), dtype="float32")[0]
    assert np.corrcoef(decoded[:, 0], samples[:, 0])[0, 1] > 0.9
    assert np.sqrt(np.mean(decoded**2)) == pytest.approx(np.sqrt(np.mean(samples**2)), rel=0.06)


def test_the_same_beginning_decodes_to_the_same_samples(tmp_path: Path) -> None:
    """Two sessions that differ only from the eighth second on decode to the same samples up to 0.1 s before that."""
    one = sound(3, LENGTH)
    turn = 8 * FRAME_RATE
    other = np.concatenate((one[:turn], sound(4, 9 * FRAME_RATE)))
    first, second = (
        soundfile.read(streamed(samples, "standard", tmp_path), dtype="int16")[0] for samples in (one, other)
    )
    until = turn - FRAME_RATE // 10
    assert np.array_equal(first[:until], second[:until])
    assert not np.array_equal(first[turn : turn + FRAME_RATE], second[turn : turn + FRAME_RATE])
