import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from tests.output.jobs import ffmpeg_samples, ignore, job, probe, sound
from voiceguide.output import _riff as wav_chunks
from voiceguide.output import _wav as wav
from voiceguide.output._riff import LARGEST_RIFF, chunk, find_chunk
from voiceguide.output._wav import WavOutput, wav_head
from voiceguide.output.blocks import pcm16

FOUR_GB_FRAMES = (LARGEST_RIFF - 4 - 24 - 8) // 4
"""The largest number of stereo frames in a RIFF file without tags."""


def test_a_plain_head_is_44_bytes() -> None:
    """The header has 44 bytes, so a simple player that expects this finds the sound right after it."""
    head = wav_head(1000, 2, 200)
    assert len(head) == 44
    assert struct.unpack_from("<I", head, 40)[0] == 4000
    assert struct.unpack_from("<I", head, 4)[0] == 36 + 4000 + 200


def test_rf64_is_chosen_where_riff_ends() -> None:
    """The longest session that fits is RIFF. With one more frame, or one byte of tags, it is RF64 with
    the true sizes.
    """
    assert wav_head(FOUR_GB_FRAMES, 2, 0)[:4] == b"RIFF"
    for length, tail in ((FOUR_GB_FRAMES + 1, 0), (FOUR_GB_FRAMES, 4)):
        head = wav_head(length, 2, tail)
        assert head[:16] == b"RF64\xff\xff\xff\xffWAVEds64"
        total, data, frames = struct.unpack_from("<QQQ", head, 20)
        assert (data, frames) == (4 * length, length)
        assert total == len(head) - 8 + data + tail
        assert head[-8:] == b"data\xff\xff\xff\xff"


def test_small_quality_reaches_further() -> None:
    """In mono, twice as many frames fit into RIFF."""
    assert wav_head(2 * FOUR_GB_FRAMES, 1, 0)[:4] == b"RIFF"


@pytest.fixture
def rf64(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short RF64 file, with all its tags."""
    monkeypatch.setattr(wav, "LARGEST_RIFF", 1000)
    path = tmp_path / "long.wav"
    WavOutput().write(job(100_001), path, ignore)
    assert path.read_bytes()[:4] == b"RF64"
    return path


@pytest.mark.real
@needs("ffmpeg")
def test_rf64_is_read_by_others(rf64: Path) -> None:
    """Two independent readers find the sound of an RF64 file, sample for sample."""
    expected = pcm16(sound(0, 100_001))
    decoded, rate = soundfile.read(rf64, dtype="int16")
    assert rate == 44_100
    assert np.array_equal(decoded, expected)
    assert np.array_equal(np.rint(ffmpeg_samples(rf64, 2) * 32768).astype(np.int16), expected)


@pytest.mark.real
@needs("ffprobe")
def test_rf64_has_its_tags(rf64: Path) -> None:
    """An RF64 file has its tags and chapters like any other file, and its fingerprint can be read."""
    found = probe(rf64)
    assert found["tags"]["album"] == "Evenings"
    assert len(found["chapters"]) == 3
    assert WavOutput().fingerprint(rf64) == "f1-αβ"


@pytest.mark.real
@needs("ffprobe")
def test_a_true_file_above_4_gb(tmp_path: Path) -> None:
    """ffprobe and libsndfile understand the header of a seven-hour file. (The file has that size, but takes hardly any
    disk space.)
    """
    length, tail = 7 * 3600 * 44_100, chunk(b"id3 ", b"ID3 here")
    path = tmp_path / "seven-hours.wav"
    with path.open("wb") as file:
        file.write(wav_head(length, 2, len(tail)))
        file.seek(4 * length, os.SEEK_CUR)
        file.write(tail)
    assert float(probe(path)["format"]["duration"]) == 7 * 3600
    assert soundfile.info(path).frames == length
    assert find_chunk(path, b"id3 ") == b"ID3 here"


def test_samples_are_exact(tmp_path: Path) -> None:
    """WAV and FLAC contain the same 16-bit samples: the rendered ones, rounded to the nearest."""
    path = tmp_path / "a.wav"
    WavOutput().write(job(70_001), path, ignore)
    assert np.array_equal(soundfile.read(path, dtype="int16")[0], np.rint(sound(0, 70_001) * 32768).astype(np.int16))


def test_full_scale_is_held() -> None:
    """Samples that are too loud stay at full scale; they do not overflow."""
    assert pcm16(np.array([[1.0, -1.0], [1.5, -1.5]], np.float32)).tolist() == [[32767, -32768]] * 2


def test_chunks_have_even_lengths() -> None:
    """A chunk with an odd number of bytes is padded with one more, because WAV wants even lengths."""
    assert len(chunk(b"abcd", b"xyz")) == 12


def test_looking_for_a_chunk_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for a chunk stops after a limited number of chunks, so a file of endless empty chunks does not keep it
    busy.
    """
    monkeypatch.setattr(wav_chunks, "_MOST_CHUNKS", 10)
    path = tmp_path / "zeros.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + bytes(8 * 10) + chunk(b"id3 ", b"found"))
    assert find_chunk(path, b"id3 ") == b""
