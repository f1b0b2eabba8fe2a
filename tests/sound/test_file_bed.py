"""A user's sound file as a bed: of any length, looped without a break, always at one loudness, and the same wherever a
read begins.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lameenc
import numpy as np
import pytest

from tests.loudness import integrated_loudness
from tests.sound.conftest import noise, write
from voiceguide.errors import NOTHING_HEARD, AudioFileError
from voiceguide.sound._file_bed import FileBed, FileSettings
from voiceguide.sound._levels import FILE_CEILING
from voiceguide.sound.bed import BED_LUFS

SECOND = 44_100


def bed(path: Path, settings: FileSettings = FileSettings()) -> FileBed:  # noqa: B008  (a frozen value)
    """The sound file as a bed, with a cache folder beside the file."""
    return FileBed(path, path.parent / "cache", name=path.name, settings=settings)


@pytest.mark.parametrize("level", [1e-4, 0.003, 0.1, 0.8])
def test_soft_and_loud_files_come_at_one_loudness(tmp_path: Path, level: float) -> None:
    """The bed is at −36 LUFS, whatever the level of the recording."""
    heard = bed(write(tmp_path / "a.wav", noise(10 * SECOND, level=level), subtype="FLOAT")).read(0, 30 * SECOND)
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS, abs=0.3)


def test_the_end_meets_the_beginning_with_equal_power(tmp_path: Path) -> None:
    """Where the end of the file is cross-faded into its beginning, the level stays within 0.6 dB, and no click is
    heard.
    """
    made = bed(write(tmp_path / "a.flac", noise(20 * SECOND)))
    heard = made.read(0, 60 * SECOND)
    levels = 10 * np.log10((heard.reshape(-1, 4_410, 2).astype(np.float64) ** 2).mean(axis=(1, 2)))
    assert np.abs(levels - np.median(levels)).max() < 0.6
    assert np.abs(np.diff(heard, axis=0)).max() < 0.15


def test_it_begins_at_its_beginning(tmp_path: Path) -> None:
    """A session begins with the plain beginning of the file. The end of the file is only mixed into it from the second
    round on.
    """
    samples = noise(20 * SECOND)
    samples[: 10 * SECOND] *= 0.01
    heard = bed(write(tmp_path / "a.wav", samples)).read(0, 20 * SECOND)
    assert heard[: 4 * SECOND].std() < 0.05 * heard[12 * SECOND : 15 * SECOND].std()


@pytest.mark.parametrize("name", ["a.wav", "a.ogg", "a.mp3"])
def test_what_is_read_before_does_not_matter(tmp_path: Path, name: str) -> None:
    """Several threads that read stretches in any order get the same samples as one that reads everything in order."""
    path = write(tmp_path / name, noise(14 * SECOND), rate=48_000)
    whole = bed(path).read(0, 40 * SECOND)
    shared = bed(path)
    starts = [31 * SECOND, 0, 17_777, 12 * SECOND, 39 * SECOND, 9 * SECOND + 1, 22 * SECOND, 12 * SECOND + 5]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda first: shared.read(first, first + 30_001), starts))
    for first, part in zip(starts, parts, strict=True):
        end = min(len(whole), first + 30_001)
        assert np.array_equal(part[: end - first], whole[first:end])


def test_a_file_just_long_enough_is_looped(tmp_path: Path) -> None:
    """A file of a second and a half is looped with a shorter cross-fade."""
    heard = bed(write(tmp_path / "a.wav", noise(66_000))).read(0, 12 * SECOND)
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS, abs=0.5)


@pytest.mark.parametrize("seconds", [0.1, 0.9])
def test_what_is_too_short_is_refused(tmp_path: Path, seconds: float) -> None:
    """A file shorter than a second is refused."""
    with pytest.raises(AudioFileError):
        bed(write(tmp_path / "a.wav", noise(round(seconds * SECOND))))


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((3 * SECOND, 2), np.float32),
        np.full((3 * SECOND, 1), np.nan, np.float32),
        np.full((3 * SECOND, 2), 0.5, np.float32),
        np.zeros((0, 2), np.float32),
    ],
    ids=["zeros", "nan", "offset", "nothing"],
)
def test_a_file_without_sound_is_refused(tmp_path: Path, samples: np.ndarray) -> None:
    """A file that contains only zeros, only NaN, one constant value, or a header without samples is refused: no gain
    could bring it to the loudness of a bed.
    """
    with pytest.raises(AudioFileError) as caught:
        bed(write(tmp_path / "a.wav", samples, subtype="FLOAT"))
    assert caught.value.reason == NOTHING_HEARD


def test_silence_within_a_file_is_filled_with_a_floor(tmp_path: Path) -> None:
    """Where a recording is digitally silent, soft noise is added, so that headphones stay awake."""
    samples = noise(10 * SECOND)
    samples[4 * SECOND : 8 * SECOND] = 0
    heard = bed(write(tmp_path / "a.wav", samples)).read(5 * SECOND, 7 * SECOND)
    assert -80 < 20 * np.log10(heard.std()) < -70


def test_silence_and_fades_at_its_ends_leave_no_hole(tmp_path: Path) -> None:
    """If a file begins and ends with silence and a fade, these are cut off. The loop then has nearly the same level
    everywhere.
    """
    samples = noise(60 * SECOND)
    samples[: 7 * SECOND] = 0
    samples[-9 * SECOND :] = 0
    samples[7 * SECOND : 11 * SECOND] *= np.linspace(0, 1, 4 * SECOND, dtype=np.float32)[:, np.newaxis]
    samples[46 * SECOND : 51 * SECOND] *= np.linspace(1, 0, 5 * SECOND, dtype=np.float32)[:, np.newaxis]
    heard = bed(write(tmp_path / "a.wav", samples)).read(0, 200 * SECOND)
    levels = 10 * np.log10((heard.reshape(-1, SECOND // 2, 2).astype(np.float64) ** 2).mean(axis=(1, 2)))
    assert levels.max() - levels.min() < 6
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS, abs=0.3)
    assert np.quantile(levels, 0.9) - np.quantile(levels, 0.1) < 1


def test_what_is_soft_at_its_ends_is_mostly_kept(tmp_path: Path) -> None:
    """Of a recording whose first minute is soft, at most 15 s are cut off. If its settings have a `trim`, that part is
    used, and nothing is cut off automatically.
    """
    samples = noise(300 * SECOND)
    samples[: 60 * SECOND] *= 0.1
    path = write(tmp_path / "a.flac", samples)

    def soft(heard: np.ndarray) -> float:
        levels = heard.reshape(-1, SECOND, 2).std(axis=(1, 2))
        return float((levels < 0.3 * np.median(levels)).sum())

    assert soft(bed(path).read(0, 200 * SECOND)) == pytest.approx(45, abs=1)
    assert soft(bed(path, FileSettings(trim=(1.0, 300.0))).read(0, 200 * SECOND)) == pytest.approx(59, abs=1)


def test_an_offset_takes_no_room(tmp_path: Path) -> None:
    """If a constant is added to all samples of a recording, the bed made from it stays the same."""
    plain = noise(10 * SECOND, level=0.02)
    offset = np.array([0.5, -0.3], np.float32)
    paths = [write(tmp_path / f"{name}.wav", plain + offset * name, subtype="FLOAT") for name in (0, 1)]
    straight, shifted = (bed(path).read(0, 8 * SECOND) for path in paths)
    assert np.abs(shifted.mean(axis=0)).max() < 1e-4
    assert np.abs(shifted - straight).max() < 1e-3


def test_no_sample_passes_the_ceiling(tmp_path: Path) -> None:
    """A soft recording with clicks far beyond full scale and one infinite sample gives a bed with finite samples below
    the ceiling.
    """
    samples = noise(5 * SECOND, level=0.001)
    samples[::9_000] = 1e20
    samples[100] = np.inf
    heard = bed(write(tmp_path / "a.wav", samples, subtype="FLOAT")).read(0, 10 * SECOND)
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= FILE_CEILING + 0.002


def test_a_recipe_beside_it_may_trim_and_turn_down(tmp_path: Path) -> None:
    """With a `trim`, only that part of a file is heard. A gain of −6 dB makes the bed 6 dB softer than usual. A `trim`
    that ends after the file is an error.
    """
    samples = noise(12 * SECOND, level=0.02)
    samples[: 6 * SECOND] = 0
    path = write(tmp_path / "a.wav", samples)
    heard = bed(path, FileSettings(gain_db=-6, trim=(6.0, 12.0))).read(0, 20 * SECOND)
    assert integrated_loudness(heard) == pytest.approx(BED_LUFS - 6, abs=0.3)
    with pytest.raises(AudioFileError):
        bed(path, FileSettings(trim=(2.0, 40.0)))


def test_a_changed_file_has_another_key(tmp_path: Path) -> None:
    """The key of a bed changes if its file changes or its settings do, such as the gain. The same file with the same
    settings has the same key.
    """
    path = write(tmp_path / "a.wav", noise(2 * SECOND))
    keys = [bed(path).key, bed(path).key, bed(path, FileSettings(gain_db=1)).key]
    write(path, noise(3 * SECOND))
    keys.append(bed(path).key)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


SIX_HOURS = """
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from voiceguide.sound._file_bed import FileBed, FileSettings

def opened(path):
    return FileBed(Path(path), Path(sys.argv[3]), name="it", settings=FileSettings())

hour = 3_600 * 44_100
opened(sys.argv[1]).read(0, hour // 60)
before = getrusage(RUSAGE_SELF).ru_maxrss
bed = opened(sys.argv[2])
for first in (0, 5 * hour, 2 * hour, 6 * hour - 20_000, 30 * hour):
    assert bed.read(first, first + 44_100).std() > 0.003, first
print((getrusage(RUSAGE_SELF).ru_maxrss - before) / (1_024 if sys.platform == "linux" else 1_048_576))
"""


def test_six_hours_need_no_more_memory_than_minutes(tmp_path: Path) -> None:
    """Opening a six-hour MP3, and reading it at its start, middle, end and seam, takes at most 64 MB more than for an
    MP3 of one minute.
    """
    pytest.importorskip("resource", reason="Windows does not tell how much memory was used")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(8)
    encoder.set_in_sample_rate(8_000)
    encoder.set_channels(1)
    pcm = (noise(8_000 * 60, 1) * 32_767).astype("<i2").tobytes()
    minute = bytes(encoder.encode(pcm) + encoder.flush())
    short, long = tmp_path / "short.mp3", tmp_path / "long.mp3"
    short.write_bytes(minute)
    long.write_bytes(minute * 360)
    ran = subprocess.run(
        [sys.executable, "-c", SIX_HOURS, short, long, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert float(ran.stdout) < 64
    assert ran.stderr == ""


@pytest.mark.parametrize("pitch", [55.3, 220.7, 1_003.1])
def test_a_tone_is_as_loud_where_it_begins_again(tmp_path: Path, pitch: float) -> None:
    """Where the loop of a recorded tone begins again, the level of each channel stays within 1 dB, because the place of
    the cross-fade is chosen so that end and beginning are in phase.
    """
    turn = 2 * np.pi * pitch * np.arange(int(20.37 * SECOND)) / SECOND
    made = bed(write(tmp_path / "tone.wav", 0.2 * np.column_stack((np.sin(turn), np.cos(turn))).astype(np.float32)))
    heard = made.read(0, 45 * SECOND).astype(np.float64).reshape(450, -1, 2)
    levels = 10 * np.log10((heard**2).mean(axis=1))
    assert np.abs(levels - np.median(levels, axis=0)).max() < 1.0
