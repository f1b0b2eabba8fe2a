"""Whole MP3 files. (What every output promises is tested once for all in `test_output_contract`.)"""

import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.needs import needs
from tests.output.jobs import ffmpeg_samples, ignore
from tests.output.mp3.sounds import MONO, PERIOD, STEREO, Talk, bed, decoded, snr_by_mp3_frame
from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import Job, Quality, Render, SteadySpans, Tags
from voiceguide.output.mp3._bitstream import Bitstream
from voiceguide.output.mp3._encoders import encode
from voiceguide.output.mp3._frames import BITRATES
from voiceguide.output.mp3._info import Info
from voiceguide.output.mp3._layout import Span, lay_out_frames, mp3_frames
from voiceguide.output.mp3.writer import Mp3Output
from voiceguide.units import Frames

TALK = Talk(2_400_001, (100_000, 250_000, 600_000, 1_500_000, 1_600_000))
TAGS = Tags("A session", fingerprint="known")


def job_of(talk: Talk, quality: Quality = "standard", cache: Path | None = None) -> Job:
    """A job for this session. It says where only the bed is heard, so that MP3 frames of the bed's loop can be copied
    there.
    """
    return Job(talk, talk.length, TAGS, quality, (talk.repeat(),), cache)


def in_one_go(render: Render, length: Frames, quality: Quality) -> bytes:
    """The sound as the bytes of an MP3 that a single encoder made from start to end, with an Info frame but without
    tags.
    """
    shape = STEREO if quality == "standard" else MONO
    made = encode(render, length, shape, Span(0, mp3_frames(length), after_bed=False), lambda: False)
    stream, info = Bitstream(shape), Info(shape, length)
    parts = [stream.add(made), stream.finish()]
    for data, sizes in parts:
        info.add(data, sizes)
    return info.frame() + b"".join(data for data, _ in parts)


def seams(talk: Talk) -> list[int]:
    """The number of the first MP3 frame after each seam, as the layout plans it. The writer may move a seam up to
    `SHIFT` MP3 frames earlier.
    """
    return [piece.first for piece in lay_out_frames(talk.length, (talk.repeat(),))][1:]


def worst_near(place: int, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    """How much better our file is than a single encoder's, in dB (negative: worse), in the worst 8 MP3 frames near a
    seam.
    """
    firsts = [first for first in range(place - 8, place + 2) if 0 <= first <= len(ours) - 8]
    return float(min(ours[first : first + 8].mean() - theirs[first : first + 8].mean() for first in firsts))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the session in both qualities."""
    folder = tmp_path_factory.mktemp("mp3")
    paths = {"standard": folder / "standard.mp3", "small": folder / "small.mp3"}
    Mp3Output().write(job_of(TALK), paths["standard"], ignore)
    Mp3Output().write(job_of(TALK, "small"), paths["small"], ignore)
    return paths


def test_the_session_tried_has_all_kinds_of_seams() -> None:
    """The session that these tests use has seams of both kinds: from encoded MP3 frames to copied ones, and back.
    Encoded as a whole, without a loop, it also has seams between two encoded spans.
    """
    layout = lay_out_frames(TALK.length, (TALK.repeat(),))
    kinds = [type(one).__name__ for one in layout]
    assert {"Span LoopCopy", "LoopCopy Span"} <= {" ".join(pair) for pair in pairwise(kinds)}
    assert all(isinstance(one, Span) for one in lay_out_frames(TALK.length, ()))
    assert len(lay_out_frames(TALK.length, ())) > 2


def bitrates(data: bytes) -> set[int]:
    """The different values of the header byte with bitrate and padding, in all MP3 frames after the tags."""
    seen: set[int] = set()
    at = 10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9])
    size = 144_000 * BITRATES[data[at + 2] >> 4] // 44_100 + 1
    for first in range(at, len(data), size):
        assert data[first : first + 2] == b"\xff\xfb"
        seen.add(data[first + 2])
    return seen


@pytest.mark.parametrize("quality", ["standard", "small"])
def test_the_bitrate_is_constant(written: dict[str, Path], quality: Quality) -> None:
    """Every MP3 frame has the same size, and the first one is called Info. So a player can find any place from the size
    of the file.
    """
    data = written[quality].read_bytes()
    assert len(bitrates(data)) == 1
    assert b"Info" in data[: data.index(b"LAME")]


@settings(max_examples=8)
@given(st.lists(st.integers(30_000, 250_000), min_size=1, max_size=8), st.sampled_from(["standard", "small"]))
def test_the_bitrate_is_constant_whatever_is_said(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], quality: Quality
) -> None:
    """The bitrate is constant wherever words begin, and however close they are to the words before."""
    talk = Talk(sum(gaps) + 200_000, tuple(int(place) for place in np.cumsum(gaps)))
    path = tmp_path_factory.mktemp("constant") / "a.mp3"
    Mp3Output().write(job_of(talk, quality), path, ignore)
    assert len(bitrates(path.read_bytes())) == 1


@pytest.mark.parametrize("quality", ["standard", "small"])
def test_no_worse_than_in_one_go(written: dict[str, Path], quality: Quality) -> None:
    """Compared with a single encoder's file, the length is the same, and the error is at most 0.3 dB larger overall and
    1 dB near each seam.
    """
    ours = snr_by_mp3_frame(decoded(written[quality].read_bytes()), TALK)
    theirs = snr_by_mp3_frame(decoded(in_one_go(TALK, TALK.length, quality)), TALK)
    assert len(ours) == len(theirs)
    assert ours.mean() > theirs.mean() - 0.3
    for place in seams(TALK):
        assert worst_near(place, ours, theirs) > -1.0


def test_many_stretches_of_talk_are_no_worse(tmp_path: Path) -> None:
    """If nothing repeats, and encoded stretches meet inside speech, the file is as good as one from a
    single encoder.
    """
    talk = Talk(1_300_000, tuple(range(2_000, 1_200_000, 80_000)))
    Mp3Output().write(Job(talk, talk.length, TAGS), tmp_path / "a.mp3", ignore)
    ours = snr_by_mp3_frame(decoded((tmp_path / "a.mp3").read_bytes()), talk)
    theirs = snr_by_mp3_frame(decoded(in_one_go(talk, talk.length, "standard")), talk)
    layout = lay_out_frames(talk.length, ())
    assert len(layout) == 2
    assert ours.mean() > theirs.mean() - 0.3
    assert worst_near(layout[1].first, ours, theirs) > -1.0


def test_the_same_to_the_byte(written: dict[str, Path], tmp_path: Path) -> None:
    """With one thread or five, and with loops that are new, stored or damaged, the file is always the
    same to the byte.
    """
    wanted = written["standard"].read_bytes()
    cache = tmp_path / "cache"
    for number, threads in enumerate((1, 5, 2)):
        path = tmp_path / f"{number}.mp3"
        Mp3Output(threads).write(job_of(TALK, cache=cache), path, ignore)
        assert path.read_bytes() == wanted
        if number == 1:
            loops = sorted(cache.iterdir())
            assert len(loops) >= 2
            loops[0].write_bytes(loops[0].read_bytes()[:-1])


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30_000))
def test_any_length_is_exact(tmp_path_factory: pytest.TempPathFactory, length: Frames) -> None:
    """A file of any length decodes to exactly that number of frames."""
    path = tmp_path_factory.mktemp("any") / "a.mp3"
    Mp3Output(1).write(Job(bed, length, TAGS), path, ignore)
    assert len(decoded(path.read_bytes())) == length


def test_repeats_may_lie_anywhere(tmp_path: Path) -> None:
    """A session has the right length and sound even if its repeating spans touch each other, end after the session, are
    empty, or repeat two different sounds.
    """
    spans = ((0, 200_000), (200_000, 400_000), (400_000, 400_000), (400_010, 600_000), (600_000, 10**9))
    repeats = (SteadySpans(PERIOD, bed, spans[::2]), SteadySpans(2 * PERIOD, bed, spans[1::2]))
    Mp3Output().write(Job(bed, 1_000_003, TAGS, "standard", repeats), tmp_path / "a.mp3", ignore)
    heard = decoded((tmp_path / "a.mp3").read_bytes())
    assert len(heard) == 1_000_003
    assert snr_by_mp3_frame(heard, bed).min() > 8


def test_nothing_repeating_is_rendered(tmp_path: Path) -> None:
    """If the loop of the bed is in the cache, a session of 136 s with a few words renders less than 5 s of sound. The
    file is the same as the one made when the cache was empty.
    """
    talk = Talk(6_000_000, (1_000_000,))
    Mp3Output().write(job_of(talk, cache=tmp_path), tmp_path / "a.mp3", ignore)
    rendered = 0

    def watched(first: Frames, last: Frames) -> Samples:
        nonlocal rendered
        rendered += last - first
        return talk(first, last)

    job = Job(watched, talk.length, TAGS, "standard", (talk.repeat(),), tmp_path)
    Mp3Output(1).write(job, tmp_path / "b.mp3", ignore)
    assert rendered < 200_000
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


@pytest.mark.real
@needs("mp3val", "ffmpeg", "mpg123", "sox")
@pytest.mark.parametrize("quality", ["standard", "small"])
def test_other_programs_have_nothing_to_say(written: dict[str, Path], tmp_path: Path, quality: Quality) -> None:
    """mp3val finds no fault, and ffmpeg, mpg123 and sox decode without a message to the exact length."""
    path = written[quality]
    verdict = subprocess.run(["mp3val", path], capture_output=True, text=True, check=True).stdout
    assert "WARNING" not in verdict
    assert ", CBR" in verdict
    channels = 2 if quality == "standard" else 1
    for command, tolerance in (
        (f"ffmpeg -v warning -i {path} -f s16le -", 0),
        (f"mpg123 -q -s {path}", 0),
        (f"sox -V2 {path} -t raw -e signed -b 16 -", 44),  # It takes the length from the tags, in milliseconds.
    ):
        done = subprocess.run(command.split(), capture_output=True, check=True)
        assert done.stderr == b""
        assert abs(len(done.stdout) / channels / 2 - TALK.length) <= tolerance


@pytest.mark.real
@needs("mp3val", "ffmpeg", "mpg123")
def test_loud_noise_is_valid_too(tmp_path: Path) -> None:
    """Loud noise, which needs more bits than the bitrate offers, still gives an MP3 in which mp3val, ffmpeg and mpg123
    find no fault.
    """

    def noise(first: Frames, last: Frames) -> Samples:
        chance = np.random.default_rng(1)
        block = chance.uniform(-1, 1, (44_100, 2)) * (1, 0.3)
        fast = np.sin(2 * np.pi * 11_000 * np.arange(44_100) / 44_100)[:, np.newaxis]
        loop = np.where((np.arange(44_100) // 5_000 % 2)[:, np.newaxis], block, 0.9 * fast).astype(np.float32)
        return loop[np.arange(first, last) % 44_100]

    Mp3Output().write(Job(noise, 4_000_000, TAGS), tmp_path / "a.mp3", ignore)
    path = tmp_path / "a.mp3"
    assert "WARNING" not in subprocess.run(["mp3val", path], capture_output=True, text=True, check=True).stdout
    for command in (f"ffmpeg -v warning -i {path} -f null -", f"mpg123 -q -t {path}"):
        assert subprocess.run(command.split(), capture_output=True, check=True).stderr == b""


@pytest.mark.real
@needs("ffmpeg", "mpg123")
def test_seeking_lands_right(written: dict[str, Path]) -> None:
    """ffmpeg and mpg123, asked to seek far into the file, give the same samples as if they had decoded it from the
    start.
    """
    path = written["standard"]
    whole = ffmpeg_samples(path, 2)
    second = 35
    found = subprocess.run(
        ["ffmpeg", "-v", "error", "-ss", str(second), "-i", path, "-f", "f32le", "-"], capture_output=True, check=True
    ).stdout
    sought = np.frombuffer(found, np.float32).reshape(-1, 2)
    wanted = whole[second * 44_100 :]
    assert np.abs(sought[2304:] - wanted[2304 : len(sought)]).max() < 1e-4
    place = 1300  # in MP3 frames
    found = subprocess.run(["mpg123", "-q", "-s", "-k", str(place), path], capture_output=True, check=True).stdout
    sought = np.frombuffer(found, "<i2").reshape(-1, 2) / np.float32(32768)
    wanted = whole[len(whole) - len(sought) :]
    assert abs(len(whole) - len(sought) - (place * 1152 - 1105)) <= 1152
    assert np.abs(sought[2304:] - wanted[2304:]).max() < 1e-4
