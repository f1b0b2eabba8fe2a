"""Tests for all outputs. A new output needs only one line in `OUTPUTS`."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.needs import needs
from tests.output.jobs import TITLE, ffmpeg_samples, ignore, job, largest_file, picture, probe, sound
from voiceguide.dsp.samples import Samples
from voiceguide.errors import WriteFailedError
from voiceguide.output.contract import Output, Quality
from voiceguide.output.formats import output_for
from voiceguide.system.files import whole_file
from voiceguide.units import Frames

OUTPUTS = (
    ".mp3",
    ".wav",
    ".flac",
    ".ogg",
    ".opus",
)
LENGTHS = (131_072, 132_480, 200_003)
"""Lengths of sessions in frames, even and odd: a whole number of blocks, a whole number of MP3 frames, and neither. All
are longer than one page of Ogg, because ffmpeg 5 reads 128 samples too many or too few from a Vorbis file of a single
page.
"""


@pytest.fixture(params=OUTPUTS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The path of the file to write. Checks at the end that writing left no thread behind."""
    before = threading.active_count()
    yield tmp_path / f"session{request.param}"
    assert threading.active_count() == before


@pytest.fixture
def output(path: Path) -> Output:
    """The output that writes the file."""
    return output_for(path)


def true_length(path: Path, length: Frames) -> int:
    """The number of samples that a decoder must find in the file. Opus has 48 000 of them per second, all other formats
    44 100.
    """
    return round(length * 48_000 / 44_100) if path.suffix == ".opus" else length


@pytest.mark.real
@needs("ffmpeg")
@pytest.mark.parametrize("quality", ["standard", "small"])
@pytest.mark.parametrize("length", LENGTHS)
def test_decoded_length_is_exact(path: Path, output: Output, length: Frames, quality: Quality) -> None:
    """Two independent decoders find exactly the right number of samples, at every length."""
    output.write(job(length, quality), path, ignore)
    channels = 1 if quality == "small" else 2
    assert len(ffmpeg_samples(path, channels)) == true_length(path, length)
    decoded, _ = soundfile.read(path, always_2d=True)
    assert decoded.shape == (true_length(path, length), channels)


@pytest.mark.parametrize("length", [1, 1151, 1152, 65_536, 65_537])
def test_very_short_is_exact_too(path: Path, output: Output, length: Frames) -> None:
    """Even very short lengths, down to one frame, are exact."""
    output.write(job(length), path, ignore)
    decoded, _ = soundfile.read(path, always_2d=True)
    assert len(decoded) == true_length(path, length)


@pytest.mark.real
@needs("ffmpeg")
@pytest.mark.parametrize("quality", ["standard", "small"])
def test_the_sound_is_the_session(path: Path, output: Output, quality: Quality) -> None:
    """ffmpeg decodes a file to the sound that was rendered, without a shift. In the first half second as well as later,
    the error is at least 15 dB below the sound.
    """
    length = 150_001
    output.write(job(length, quality), path, ignore)
    expected = sound(0, length)
    if quality == "small":
        expected = expected.mean(axis=1, keepdims=True)
    if path.suffix == ".opus":
        import soxr

        expected = soxr.resample(expected, 44_100, 48_000)
    decoded = ffmpeg_samples(path, expected.shape[1])
    for part in (slice(0, 20_000), slice(20_000, -20_000), slice(-20_000, None)):
        heard, meant = decoded[: len(expected)][part], expected[: len(decoded)][part]
        noise = np.mean((heard - meant) ** 2)
        assert 10 * np.log10(np.mean(meant**2) / noise) > 15


@pytest.mark.parametrize("quality", ["standard", "small"])
def test_every_format_is_as_loud_as_the_session(path: Path, output: Output, quality: Quality) -> None:
    """The level of the decoded file is that of the rendered sound within a tenth of a decibel."""
    length = 150_001
    output.write(job(length, quality), path, ignore)
    meant = sound(0, length).mean(axis=1, keepdims=True) if quality == "small" else sound(0, length)
    heard, _ = soundfile.read(path, always_2d=True)
    assert 10 * np.log10(np.mean(heard**2) / np.mean(meant**2)) == pytest.approx(0, abs=0.1)


def test_small_is_smaller(path: Path, output: Output) -> None:
    """The small quality makes a clearly smaller file."""
    output.write(job(200_000, cover=b"", lines=()), path, ignore)
    standard = path.stat().st_size
    output.write(job(200_000, "small", cover=b"", lines=()), path, ignore)
    assert path.stat().st_size < 0.8 * standard


def test_progress_adds_up(path: Path, output: Output) -> None:
    """The frames reported as finished add up to those of the session. The reports come from one thread at a time."""
    reported: list[Frames] = []
    output.write(job(200_003), path, reported.append)
    assert sum(reported) == 200_003
    assert min(reported) >= 0


@pytest.mark.real
@needs("ffprobe")
def test_tags_as_another_program_reads_them(path: Path, output: Output) -> None:
    """Another program reads title, artist, album and comment unchanged, with quotation marks, emoji and letters of any
    script.
    """
    output.write(job(100_000), path, ignore)
    said = probe(path)["tags"]
    assert {name: said[name] for name in ("title", "artist", "album", "comment", "genre")} == {
        "title": TITLE,
        "artist": "Ane Ø",
        "album": "Evenings",
        "comment": "Made & kept",
        "genre": "Meditation",
    }


@pytest.mark.real
@needs("ffprobe")
def test_chapters_as_another_program_reads_them(path: Path, output: Output) -> None:
    """ffprobe finds a chapter for each section, which begins where the sound of the section does, to the millisecond. A
    section without a title gets the title of the file.
    """
    length = 132_300
    output.write(job(length), path, ignore)
    chapters = probe(path)["chapters"]
    assert [(chapter["tags"]["title"], float(chapter["start_time"])) for chapter in chapters] == [
        (TITLE, 0.0),
        ("Ånde — 息", 1.0),
        ("B", 2.0),
    ]


@pytest.mark.real
@needs("ffprobe")
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_cover_is_there(path: Path, output: Output, kind: str) -> None:
    """The cover picture is in the file with its own type, JPEG or PNG."""
    output.write(job(60_000, cover=picture(300, kind)), path, ignore)
    shown = [stream for stream in probe(path)["streams"] if stream["codec_type"] == "video"]
    assert [(stream["width"], stream["codec_name"]) for stream in shown] == [
        (300, {"JPEG": "mjpeg", "PNG": "png"}[kind])
    ]


def test_fingerprint_comes_back(path: Path, output: Output) -> None:
    """The fingerprint that was written is read from the file."""
    output.write(job(60_000), path, ignore)
    assert output.fingerprint(path) == "f1-αβ"


def test_no_fingerprint(path: Path, output: Output, tmp_path: Path) -> None:
    """The fingerprint is empty for a session that has none, a missing file, a folder, and a file of another kind."""
    output.write(job(60_000, fingerprint=""), path, ignore)
    other = tmp_path / "other"
    other.write_bytes(b"nothing of the kind")
    assert [output.fingerprint(place) for place in (path, tmp_path / "none", tmp_path, other)] == [""] * 4


def test_tags_may_be_almost_empty(path: Path, output: Output) -> None:
    """A session can be written even if most of its tags are empty, and its title consists of a null character, an
    unpaired surrogate and a line end.
    """
    bare = replace(job(5_000).tags, title="\x00\ud800\n", comment="", cover=b"", chapters=(), lines=(), fingerprint="")
    output.write(replace(job(5_000), tags=bare), path, ignore)
    decoded, _ = soundfile.read(path, always_2d=True)
    assert len(decoded) == true_length(path, 5_000)


@pytest.mark.parametrize("error", [RuntimeError("the mixer failed"), KeyboardInterrupt(), OSError(5, "a clip is gone")])
def test_an_error_in_render_ends_it(path: Path, output: Output, error: BaseException) -> None:
    """An error raised by `render` is raised unchanged, wherever in the session it happens."""

    def broken(first: Frames, last: Frames) -> Samples:
        if last > 150_000:
            raise error
        return sound(first, last)

    with pytest.raises(type(error)) as raised:
        output.write(replace(job(200_000), render=broken), path, ignore)
    assert raised.value is error


def test_a_full_disk_leaves_nothing(path: Path, output: Output) -> None:
    """If the disk is full at any moment, even at the last byte of the tags, writing fails and no file is left."""
    session = job(150_000)
    output.write(session, path, ignore)
    whole = path.stat().st_size
    path.unlink()
    for size in (0, 100, whole // 2, whole - 5_000, whole - 1):
        with pytest.raises(WriteFailedError) as raised, largest_file(size), whole_file(path, force=False) as part:
            output.write(session, part, ignore)
        assert raised.value.path == path
        assert list(path.parent.iterdir()) == []


def test_no_frames_of_its_own(path: Path, output: Output) -> None:
    """The output renders every frame of the session, and none outside it."""
    asked: list[tuple[Frames, Frames]] = []

    def watched(first: Frames, last: Frames) -> Samples:
        asked.append((first, last))
        return sound(first, last)

    output.write(replace(job(200_003), render=watched), path, ignore)
    assert min(first for first, _ in asked) == 0
    assert max(last for _, last in asked) == 200_003
    reached = 0
    for first, last in sorted(asked):
        assert first <= reached
        reached = max(reached, last)
