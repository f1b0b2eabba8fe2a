"""The Info frame: the first MP3 frame of a file, which has no sound but tells players how long the file is and how to
seek in it.
"""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from fastcrc import crc16

from tests.needs import needs
from tests.output.mp3.sounds import MONO, STEREO
from voiceguide.output.mp3._frames import Shape
from voiceguide.output.mp3._info import Info
from voiceguide.output.mp3._layout import mp3_frames


def info_frame(shape: Shape, length: int, sizes: list[int], step: int = 7) -> tuple[bytes, bytes]:
    """Make up MP3 frames of these sizes, in bytes, for a sound of `length` frames. Gives the Info frame of the file,
    and the bytes of its other MP3 frames.
    """
    info = Info(shape, length)
    music = b""
    for first in range(0, len(sizes), step):
        data = np.random.default_rng(first).bytes(sum(sizes[first : first + step]))
        info.add(data, np.array(sizes[first : first + step]))
        music += data
    return info.frame(), music


@pytest.mark.parametrize(("shape", "usual", "side"), [(STEREO, 418, 32), (MONO, 209, 17)])
@pytest.mark.parametrize("length", [44_100 * 60, 44_100 * 60 + 1, 1])
def test_it_leads_to_the_exact_length(shape: Shape, usual: int, side: int, length: int) -> None:
    """The number of MP3 frames, the delay and the padding in an Info frame give the exact length of the sound. The size
    of the file and both checksums in it are right.
    """
    count = mp3_frames(length)
    frame, music = info_frame(shape, length, [usual] * count)
    at = 4 + side
    assert len(frame) == usual
    assert frame[at : at + 4] == b"Info"
    assert int.from_bytes(frame[at + 8 : at + 12], "big") == count
    assert int.from_bytes(frame[at + 12 : at + 16], "big") == usual * (count + 1)
    tag = at + 120
    assert frame[tag : tag + 4] == b"LAME"
    delay_and_padding = int.from_bytes(frame[tag + 21 : tag + 24], "big")
    delay, padding = delay_and_padding >> 12, delay_and_padding & 0xFFF
    assert delay == 576
    assert count * 1152 - delay - padding == length
    assert padding >= 529  # the decoder takes this much off again: less would cut the end
    assert int.from_bytes(frame[tag + 28 : tag + 32], "big") == len(frame) + len(music)
    assert int.from_bytes(frame[tag + 32 : tag + 34], "big") == crc16.arc(music)
    assert int.from_bytes(frame[tag + 34 : tag + 36], "big") == crc16.arc(frame[: tag + 34])


def test_seek_points_lie_where_the_time_is() -> None:
    """If the bitrate changes within a file, its Info frame begins with "Xing". Its seek points give the right byte for
    each percent of the time, to within a 256th of the file.
    """
    length = 44_100 * 100
    sizes = [418, 523, 418, 627] * (mp3_frames(length) // 4) + [418] * (mp3_frames(length) % 4)
    sizes[: len(sizes) // 2] = [418] * (len(sizes) // 2)
    frame, music = info_frame(STEREO, length, sizes, 100)
    assert frame[36:40] == b"Xing"
    points = frame[52:152]
    total = len(frame) + len(music)
    for percent, point in enumerate(points):
        byte = len(frame) + sum(sizes[: percent * len(sizes) // 100])
        assert point <= byte * 256 / total < point + 1


def test_it_is_made_only_of_a_whole_file() -> None:
    """If fewer MP3 frames were added than the length of the sound needs, asking for the Info frame raises an error."""
    with pytest.raises(ValueError, match="MP3 frames where"):
        info_frame(STEREO, 44_100, [418] * 10)


@pytest.mark.real
@needs("lame", "sox")
@pytest.mark.parametrize(("shape", "mode"), [(STEREO, "j"), (MONO, "m")])
def test_it_is_like_lames_own(tmp_path: Path, shape: Shape, mode: str) -> None:
    """For the same length, LAME's own program writes the same delay, flags, preset and checksums."""
    wav, mp3 = tmp_path / "a.wav", tmp_path / "a.mp3"
    subprocess.run(["sox", "-n", "-r", "44100", "-c", "2", wav, "synth", "3", "pinknoise", "gain", "-12"], check=True)
    subprocess.run(["lame", "--quiet", "-q", "5", "-m", mode, "-b", str(shape.kbps), wav, mp3], check=True)
    theirs = mp3.read_bytes()
    tag = shape.head + 120
    ours, _ = info_frame(shape, 3 * 44_100, [shape.head + shape.slot(shape.bitrate_index)] * mp3_frames(3 * 44_100))
    for first, last in ((tag, tag + 15), (tag + 19, tag + 23), (tag + 25, tag + 28)):
        assert ours[first:last] == theirs[first:last]
    info_size = 144_000 * shape.kbps // 44_100
    assert int.from_bytes(theirs[tag + 32 : tag + 34], "big") == crc16.arc(theirs[info_size:])
    assert int.from_bytes(theirs[tag + 34 : tag + 36], "big") == crc16.arc(theirs[: tag + 34])
