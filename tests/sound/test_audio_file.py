"""The user's own sound files: many formats are read. A file that is not sound raises an error with a message of one
line.
"""

from pathlib import Path

import numpy as np
import pytest

from tests.sound.conftest import noise, write
from voiceguide.errors import AudioFileError
from voiceguide.sound.audio_file import open_source, stereo

SECOND = 44_100


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("a.wav", 44_100, 2, "PCM_16"),
        ("a.wav", 8_000, 1, "PCM_U8"),
        ("a.wav", 192_000, 2, "PCM_24"),
        ("a.wav", 48_000, 8, "FLOAT"),
        ("a.wav", 44_100, 2, "DOUBLE"),
        ("a.flac", 96_000, 2, "PCM_24"),
        ("a.aiff", 44_100, 1, "PCM_16"),
        ("a.ogg", 44_100, 2, "VORBIS"),
        ("a.opus", 48_000, 2, "OPUS"),
        ("a.au", 22_050, 1, "PCM_16"),
        ("a.mp3", 44_100, 2, "MPEG_LAYER_III"),
        ("a.w64", 44_100, 2, "PCM_16"),
        ("a.caf", 44_100, 2, "PCM_16"),
        ("a.wav", 11_025, 1, "ULAW"),
    ],
)
def test_every_common_kind_is_read(tmp_path: Path, name: str, rate: int, channels: int, subtype: str) -> None:
    """Files with rates from 8 to 192 kHz, 8 to 64 bits, and one to eight channels are read correctly, with their
    channels in order.
    """
    import soundfile

    samples = noise(2 * rate, channels)
    path = tmp_path / name
    kind = {"a.opus": "OGG", "a.w64": "W64", "a.caf": "CAF"}.get(name)
    soundfile.write(path, samples, rate, subtype=subtype, format=kind)
    source = open_source(path, tmp_path)
    assert source.rate == rate
    assert source.frames == pytest.approx(2 * rate, abs=1_300)
    heard = stereo(source.read(1_000, 9_000))
    assert heard.shape == (8_000, 2)
    assert heard.dtype == np.float32
    assert heard.std() > 0.03


@pytest.mark.parametrize(("name", "rate"), [("a.ogg", 44_100), ("a.opus", 48_000), ("a.flac", 44_100)])
def test_reading_here_and_there_is_reading_through(tmp_path: Path, name: str, rate: int) -> None:
    """After jumps to any place, even into the last page of an Ogg file, a source reads the same samples as one that
    reads the file from start to end.
    """
    import soundfile

    path = tmp_path / name
    with soundfile.SoundFile(
        path,
        "w",
        rate,
        1,
        format="OGG" if name != "a.flac" else "FLAC",
        subtype={"a.ogg": "VORBIS", "a.opus": "OPUS"}.get(name),
    ) as file:
        for seed in range(65):
            file.write(noise(rate, 1, seed=seed))
    whole = open_source(path, tmp_path)
    through = np.concatenate([whole.read(first, first + rate) for first in range(0, 65 * rate, rate)])
    jumping = open_source(path, tmp_path)
    for first in (64 * rate, 3, 61 * rate + 5, 20 * rate, 65 * rate - 3_000):
        assert np.abs(jumping.read(first, first + 2_000) - through[first : first + 2_000]).max() < 1e-5


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.aiff", "a.mp3"])
def test_a_truncated_file_is_read_as_far_as_it_goes(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Half of a sound file, as left by a broken download, is read up to its last sample. Its length is right, and one
    message reports that the file is cut off. A whole file causes no message.
    """
    path = write(tmp_path / name, noise(20 * SECOND))
    open_source(path, tmp_path)
    assert not caplog.records
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    source = open_source(path, tmp_path)
    assert [str(path) in record.getMessage() for record in caplog.records] == [True]
    assert source.frames == pytest.approx(10 * SECOND, rel=0.1)
    assert source.read(source.frames - 1_000, source.frames).std() > 0.03


def test_a_hole_in_a_file_is_an_error_and_no_silence(tmp_path: Path) -> None:
    """If the middle of a file is overwritten with zeros, reading the file raises an error instead of
    returning silence.
    """
    path = write(tmp_path / "a.flac", noise(20 * SECOND))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 60_000] = bytes(60_000)
    path.write_bytes(bytes(data))
    source = open_source(path, tmp_path)
    with pytest.raises(AudioFileError):
        source.read(0, source.frames)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.mp3", b""),
        ("empty.wav", b""),
        ("words.wav", b"This is a letter and no sound.\n" * 50),
        ("words.mp3", b"This is a letter and no sound.\n" * 500),
        ("head.wav", b"RIFF\xff\xff\xff\xffWAVE"),
        ("head.flac", b"fLaC\x00\x00\x00\x22"),
        ("random.raw", bytes(range(256)) * 50),
        ("page.ogg", b"OggS" + bytes(90)),
        ("program.mp3", b"\x7fELF" + bytes(range(256)) * 400),
        ("picture.m4a", b"\x89PNG\r\n\x1a\n" + bytes(500)),
    ],
)
def test_what_is_no_sound_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """An empty file, a text, a header without sound, a picture or an executable program raises an `AudioFileError` that
    has the path and a message of one line.
    """
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AudioFileError) as caught:
        open_source(path, tmp_path / "cache").read(0, 1)
    assert caught.value.path == path
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a missing file, and a name with a null byte are refused."""
    for path in (tmp_path, tmp_path / "missing.wav", Path("a\0b.wav")):
        with pytest.raises(AudioFileError):
            open_source(path, tmp_path)


def test_what_is_no_number_becomes_silence() -> None:
    """Samples that are NaN or infinite become 0. The other samples are unchanged."""
    samples = np.array([[0.5, np.nan], [np.inf, -0.5], [-np.inf, 0.25]], dtype=np.float32)
    assert stereo(samples).tolist() == [[0.5, 0.0], [0.0, -0.5], [0.0, 0.25]]


def test_channels_go_to_the_side_they_stand_on() -> None:
    """A mono file is heard on both sides. Of eight channels, those on the left go to the left, those on the right to
    the right, the centre to both, and the bass channel to neither.
    """
    assert stereo(np.array([[0.5]], dtype=np.float32)).tolist() == [[0.5, 0.5]]
    heard = [stereo(np.eye(8, dtype=np.float32)[[channel]])[0].tolist() for channel in range(8)]
    half = pytest.approx(0.7071, abs=1e-3)
    assert heard == [[1, 0], [0, 1], [half, half], [0, 0], [half, 0], [0, half], [half, 0], [0, half]]
    assert stereo(np.ones((4, 17), dtype=np.float32)).shape == (4, 2)
