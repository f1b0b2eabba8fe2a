"""Reading MP3 files at any place: the samples are those of a decoder that reads from the start, whatever the header
claims.
"""

import io
from pathlib import Path

import lameenc
import numpy as np
import pytest
import soundfile

from tests.sound.conftest import noise, write
from voiceguide.errors import AudioFileError
from voiceguide.sound._mp3_file import Mp3File

DELAY = 529


def mp3(samples: np.ndarray, rate: int = 44_100, bitrate: int = 128) -> bytes:
    """The sound as MP3 frames, without the Info frame that would give their number."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(bitrate)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(samples.shape[1])
    encoder.set_quality(7)
    pcm = (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    return bytes(encoder.encode(pcm) + encoder.flush())


def decoded(data: bytes) -> np.ndarray:
    """All samples of the file, decoded by libsndfile at once."""
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        samples: np.ndarray = file.read(dtype="float32", always_2d=True)
    return samples


@pytest.mark.parametrize(
    ("rate", "channels", "bitrate"),
    [(44_100, 2, 128), (44_100, 1, 32), (48_000, 2, 320), (22_050, 1, 8), (16_000, 2, 24), (8_000, 1, 8)],
)
def test_any_place_is_what_decoding_from_the_start_gives(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], rate: int, channels: int, bitrate: int
) -> None:
    """Stretches that are read in any order have the samples of a decoder that reads from the start, and no message is
    printed.
    """
    path = tmp_path / "sound.mp3"
    path.write_bytes(data := mp3(noise(8 * rate, channels), rate, bitrate))
    file = Mp3File(path)
    whole = decoded(data)[DELAY:]
    assert file.rate == rate
    for first in (0, 1, 5_000, 3 * rate + 17, len(whole) - 4_000, 2 * rate):
        part = file.read(first, first + 3_000)
        expected = whole[first : first + 3_000]
        assert np.abs(part[: len(expected)] - expected).max() < 1e-6
    assert capfd.readouterr() == ("", "")


def test_a_length_that_is_guessed_wrong_is_found_here(tmp_path: Path) -> None:
    """An MP3 without an Info frame changes its bitrate after 4 s. An estimate from the first MP3 frames gives a wrong
    length, so all MP3 frames are counted, and the length is right.
    """
    soft, loud = mp3(noise(44_100 * 4), bitrate=320), mp3(noise(44_100 * 16, seed=2), bitrate=96)
    path = tmp_path / "mixed.mp3"
    path.write_bytes(soft + loud)
    assert len(decoded(soft + loud)) < 44_100 * 10
    assert Mp3File(path).frames == pytest.approx(44_100 * 20, abs=6 * 1_152)


def test_tags_junk_and_headers_of_joined_files_are_no_sound(tmp_path: Path) -> None:
    """In an MP3 joined from two files, the ID3 tags, the bytes between the files and the second Info frame are skipped.
    They add neither sound nor silence.
    """
    path = write(tmp_path / "whole.mp3", noise(44_100 * 5))
    data = path.read_bytes()
    assert b"Info" in data[:300] or b"Xing" in data[:300]
    alone = Mp3File(path).frames
    tag = b"ID3\x03\x00\x00\x00\x00\x02\x00" + b"\xff\xfb" * 128
    path.write_bytes(tag + data + b"\0" * 700 + data + b"TAG" + b" " * 125)
    assert Mp3File(path).frames == 2 * alone + DELAY
    assert np.abs(Mp3File(path).read(0, 5_000)).max() < 1


def test_a_file_cut_anywhere_is_read_to_its_last_whole_frame(tmp_path: Path) -> None:
    """A file that was cut off anywhere is read up to its last whole MP3 frame."""
    data = mp3(noise(44_100 * 6))
    path = tmp_path / "cut.mp3"
    path.write_bytes(data[: len(data) // 2 + 11])
    file = Mp3File(path)
    assert file.frames == pytest.approx(44_100 * 3, abs=3 * 1_152)
    assert file.read(file.frames - 1_000, file.frames).std() > 0.05


@pytest.mark.parametrize("data", [b"\xff" * 5_000, b"\xff\xfb\x90\x00" * 4, bytes(range(256)) * 40, b"ID3"])
def test_bytes_that_only_look_like_it_are_refused(tmp_path: Path, data: bytes) -> None:
    """A few bytes that merely look like a header are refused."""
    path = tmp_path / "junk.mp3"
    path.write_bytes(data)
    with pytest.raises(AudioFileError):
        Mp3File(path)


def test_a_damaged_file_says_nothing_on_the_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A damaged MP3 is read at its full length, and its decoder prints no message on the screen."""
    path = write(tmp_path / "a.mp3", noise(3 * 44_100))
    data = bytearray(path.read_bytes())
    for place in range(3_000, len(data), 397):
        data[place] ^= 0x5A
    path.write_bytes(data)
    sound = Mp3File(path)
    assert len(sound.read(0, sound.frames)) == sound.frames
    assert capfd.readouterr().err == ""
