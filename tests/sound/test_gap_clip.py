"""The quiet between two pieces of a recording. At another length, it sounds like that gap, not like the average of the
recording.
"""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voiceguide.sound.pieces import Pieces, open_pieces
from voiceguide.units import FRAME_RATE, to_frames

Sound: TypeAlias = NDArray[np.float64]

WINDOW = 32_768
ROOM = 0.002
AFTER, BEFORE = to_frames(0.25), to_frames(0.12)


def noise(seed: int, seconds: float, falls_from: float = 300.0) -> Sound:
    """Noise at the level of the room, which gets softer above `falls_from` Hz."""
    frames = round(seconds * FRAME_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    found = np.fft.irfft(
        spectrum / np.sqrt(1 + np.square(np.fft.rfftfreq(frames, 1 / FRAME_RATE) / falls_from)), frames
    )
    return np.asarray(found / found.std() * ROOM)


def swelling(seed: int, seconds: float) -> Sound:
    """Noise like the sea, whose level goes 5 dB up and down in 10 s."""
    time = np.arange(round(seconds * FRAME_RATE)) / FRAME_RATE
    return noise(seed, seconds, 1_000) * 10 ** (5 * np.sin(2 * np.pi * time / 10) / 20)


def switched(seed: int, seconds: float) -> Sound:
    """Noise like an air conditioner that is switched on halfway."""
    found, more = noise(seed, seconds), noise(seed + 1, seconds, 5_000) * 2
    return np.asarray(found + np.where(np.arange(len(found)) < len(found) // 2, 0.0, more))


def growing(seed: int, seconds: float) -> Sound:
    """Noise like rain that gets 9 dB louder."""
    found = noise(seed, seconds, 6_000)
    return found * 10 ** (np.linspace(0, 9, len(found)) / 20)


def recording(
    folder: Path, gaps: list[Sound], room: Sound | None = None, *, window: int = WINDOW, louder_db: float = 0.0
) -> Pieces:
    """A recording that was divided into pieces, with these gaps between them. Only the gaps and the room's sound have
    files; these tests never open the pieces.
    """
    (folder / "gaps").mkdir()
    held = noise(99, 20) if room is None else room
    held = held[: len(held) // window * window]
    soundfile.write(folder / "room.flac", held, FRAME_RATE, subtype="PCM_24")
    entries = []
    for number, gap in enumerate(gaps):
        soundfile.write(folder / "gaps" / f"{number:04}.flac", gap, FRAME_RATE, subtype="PCM_24")
        entries.append({"frames": len(gap), "split": len(gap) // 2, "before_db": louder_db, "after_db": louder_db})
    pieces = [{"id": f"{n}", "file": f"{n}.flac", "kind": "speech", "start": 0} for n in range(len(gaps) - 1)]
    index = {"version": 1, "channels": 1, "window": window, "loudness": -16.0, "pieces": pieces, "gaps": entries}
    (folder / "recording.json").write_text(json.dumps(index))
    return open_pieces(folder)


def filled(pieces: Pieces, frames: int, first: int = 0, last: int = 0) -> Sound:
    """Mono quiet of `frames` frames that begins with the sound of gap number `first` and ends with that of gap number
    `last`.
    """
    clip = pieces.gap_clip(first - 1 if first else None, last if last < len(pieces.gaps) - 1 else None, frames)
    return clip.read(0, frames)[:, 0].astype(np.float64)


def level(sound: Sound) -> float:
    return float(10 * np.log10(np.square(sound).mean()))


def thirds(sound: Sound) -> Sound:
    """The level of the sound, in dB, in each third of an octave from 100 Hz to 16 kHz."""
    size = 8_192
    parts = [sound[at : at + size] * np.hanning(size) for at in range(0, len(sound) - size + 1, size // 2)]
    power = np.mean([np.square(np.abs(np.fft.rfft(part))) for part in parts], axis=0)
    hertz = np.fft.rfftfreq(size, 1 / FRAME_RATE)
    middles = 1000 * 2 ** (np.arange(-10, 13) / 3)
    bands = [(hertz >= middle * 2 ** (-1 / 6)) & (hertz < middle * 2 ** (1 / 6)) for middle in middles]
    return np.array([10 * np.log10(power[band].mean()) for band in bands])


def steps(sound: Sound) -> float:
    """The greatest change of level, in dB, from one fifth of a second to the next."""
    size = FRAME_RATE // 5
    levels = [level(sound[at : at + size]) for at in range(0, len(sound) - size + 1, size // 2)]
    return max(abs(after - before) for before, after in zip(levels, levels[2:], strict=False))


@pytest.mark.parametrize("times", [0.5, 2.0, 3.3])
@pytest.mark.parametrize("seconds", [6.0, 18.0])
@pytest.mark.parametrize("kind", [swelling, switched, growing])
def test_a_gap_of_another_length_sounds_like_that_gap(
    kind: Callable[[int, float], Sound], seconds: float, times: float, tmp_path: Path
) -> None:
    """A gap whose noise changes is filled to half, twice or 3.3 times its length. The result has the level of the
    recorded gap within 1 dB, and its level in each third of an octave within 2 dB.
    """
    gap = kind(7, seconds)
    new = filled(recording(tmp_path, [gap]), round(len(gap) * times))
    inside, was = new[AFTER:-BEFORE], gap[AFTER:-BEFORE]
    assert abs(level(inside) - level(was)) < 1.0
    assert float(np.abs(thirds(inside) - thirds(was)).max()) < 2.0


@pytest.mark.parametrize("seconds", [1.3, 2.0, 3.0])
def test_also_a_short_gap_does(seconds: float, tmp_path: Path) -> None:
    """A gap of 1.3 to 3 s has much brighter noise than the rest of the room. When the gap is lengthened, the added
    noise has the level of the gap within 1 dB, and its spectrum within 3 dB.
    """
    like, usual = noise(5, 20, 3_000) * 1.5, thirds(noise(99, 20))
    gap = like[: round(seconds * FRAME_RATE)]
    new = filled(recording(tmp_path, [gap]), len(gap) + 10 * FRAME_RATE)[len(gap) // 2 + FRAME_RATE :][: 8 * FRAME_RATE]
    assert abs(level(new) - level(gap)) < 1.0
    assert float(np.abs(thirds(new) - thirds(like)).max()) < 3.0
    assert float(np.abs(thirds(like) - usual).max()) > 9.0


def test_what_changes_half_way_still_does(tmp_path: Path) -> None:
    """In a gap of 24 s, an air conditioner is switched on halfway. If the gap is made twice as long, its first half
    still sounds like the quiet part, and its second half like the noisy part.
    """
    gap = switched(3, 24.0)
    new = filled(recording(tmp_path, [gap]), 2 * len(gap))
    for share in (slice(AFTER, None), slice(None, -BEFORE)):
        half = slice(None, 22 * FRAME_RATE) if share.stop is None else slice(-22 * FRAME_RATE, None)
        own = slice(None, 11 * FRAME_RATE) if share.stop is None else slice(-11 * FRAME_RATE, None)
        assert float(np.abs(thirds(new[share][half]) - thirds(gap[share][own])).max()) < 2.0


def test_a_cough_is_heard_once(tmp_path: Path) -> None:
    """If a gap with one cough is made three times as long, the cough is heard once, and the rest has the level of the
    room.
    """
    gap = noise(11, 8.0)
    begin, cough = 5 * FRAME_RATE, noise(12, 0.3, 3_000) * 20
    gap[begin : begin + len(cough)] += cough
    new = filled(recording(tmp_path, [gap]), 3 * len(gap))
    size = FRAME_RATE // 10
    levels = np.array([level(new[at : at + size]) for at in range(0, len(new) - size, size)])
    loud = levels > level(noise(99, 20)) + 6
    assert 3 <= loud.sum() <= 4
    assert np.ptp(np.flatnonzero(loud)) == loud.sum() - 1
    rest = levels[~loud]
    assert abs(float(10 * np.log10(np.power(10, rest / 10).mean())) - level(noise(99, 20))) < 0.5


@pytest.mark.parametrize("seconds", [1.0, 1.3, 2.5])
def test_a_breath_is_not_drawn_out(seconds: float, tmp_path: Path) -> None:
    """A loud breath of half a second is heard near the end of a gap. The noise that lengthens the gap is less than 2 dB
    louder than the room, even if the breath fills half of the gap.
    """
    gap = noise(5, seconds)
    breath = noise(6, 0.5, 3_000) * np.hanning(FRAME_RATE // 2) * 5
    end = len(gap) - to_frames(0.1)
    gap[end - len(breath) : end] += breath
    new = filled(recording(tmp_path, [gap]), len(gap) + 10 * FRAME_RATE)
    middle = new[len(gap) // 2 + 2 * FRAME_RATE :][: 6 * FRAME_RATE]
    assert level(middle) - level(noise(99, 20)) < 2.0


@pytest.mark.parametrize("kind", [swelling, switched, growing])
def test_nothing_in_it_comes_round(kind: Callable[[int, float], Sound], tmp_path: Path) -> None:
    """When a gap is made twice as long, its noise does not repeat itself at any distance of a quarter of a second or
    more.
    """
    gap = kind(21, 20.0)
    new = filled(recording(tmp_path, [gap]), 2 * len(gap))
    alike = np.fft.irfft(np.square(np.abs(np.fft.rfft(new, 2 * len(new)))))
    assert float(np.abs(alike[FRAME_RATE // 4 : len(new) * 3 // 4]).max() / alike[0]) < 0.15


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_there_is_no_step_at_the_joins(times: float, tmp_path: Path) -> None:
    """If a gap with noise like the sea is made longer, its level changes hardly faster than in the recording. If the
    gap is made half as long, the level may change twice as fast.
    """
    gap = swelling(31, 25.0)
    new = filled(recording(tmp_path, [gap]), round(len(gap) * times))
    assert steps(new) < max(1.0, 1 / times) * steps(gap) + 1.5


@pytest.mark.parametrize("frames", [3 * FRAME_RATE, 31 * FRAME_RATE + 17])
def test_it_is_the_same_however_it_is_read(frames: int, tmp_path: Path) -> None:
    """The samples of a filled gap are the same whether it is read at once or in blocks of different sizes."""
    pieces = recording(tmp_path, [swelling(41, 15.0)])
    clip = pieces.gap_clip(None, None, frames)
    edges = [0, 1, 999, 30_000, 65_536, 65_537, frames // 2, frames - 5, frames]
    parts = [clip.read(first, last) for first, last in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), clip.read(0, frames))


def test_two_gaps_that_become_one_begin_and_end_like_each(tmp_path: Path) -> None:
    """If the words between a soft gap and a bright, louder one are left out, the quiet begins with the level of the
    first gap and ends with that of the second, without a step between them.
    """
    soft, bright = noise(51, 4.0), noise(52, 4.0, 6_000) * 4
    new = filled(recording(tmp_path, [soft, bright]), 30 * FRAME_RATE, 0, 1)
    begin, end = new[3 * FRAME_RATE : 6 * FRAME_RATE], new[-6 * FRAME_RATE : -3 * FRAME_RATE]
    assert abs(level(begin) - level(soft)) < 3.0
    assert abs(level(end) - level(bright)) < 1.5
    assert steps(new) < 2.0


@pytest.mark.parametrize("louder_db", [0.0, 6.0])
def test_a_gap_too_short_to_tell_has_the_usual_tone_at_its_own_level(louder_db: float, tmp_path: Path) -> None:
    """A gap of 0.4 s is too short for its spectrum to be measured. It is filled with the usual noise of the room, at
    the level that the recording's index gives for this gap.
    """
    gap = noise(61, 0.4) * 10 ** (louder_db / 20)
    new = filled(recording(tmp_path, [gap], louder_db=louder_db), 10 * FRAME_RATE)
    assert abs(level(new[FRAME_RATE:-FRAME_RATE]) - level(noise(99, 20)) - louder_db) < 0.5


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_a_hum_is_as_strong_as_in_that_gap(strength: float, tmp_path: Path) -> None:
    """A room hums, and the hum in one gap is missing, half as strong, or equal. In the sound that lengthens this gap,
    the hum is as strong as in the gap itself. The noise around it is unchanged.
    """
    time = np.arange(40 * FRAME_RATE) / FRAME_RATE
    hum = 3 * ROOM * np.sin(2 * np.pi * 100.3 * time)
    gap = noise(71, 6.0) + strength * hum[: 6 * FRAME_RATE]
    new = filled(recording(tmp_path, [gap], noise(72, 40) + hum), 18 * FRAME_RATE)[5 * FRAME_RATE : 13 * FRAME_RATE]
    wave = np.hanning(len(new)) * np.exp(-2j * np.pi * 100.3 * np.arange(len(new)) / FRAME_RATE)
    heard = 4 * abs(wave @ new) / len(new) / (3 * ROOM)
    assert abs(heard - strength) < 0.1
    highs = thirds(new)[4:] - thirds(noise(73, 20))[4:]
    assert float(np.abs(highs).max()) < 2.0


def test_at_its_own_length_it_is_the_recorded_gap(tmp_path: Path) -> None:
    """A gap that is filled to its recorded length is the recorded sound, bit for bit."""
    gap = switched(81, 9.0)
    kept = soundfile.read(_written(tmp_path, gap), dtype="float32")[0]
    (tmp_path / "pieces").mkdir()
    assert np.array_equal(filled(recording(tmp_path / "pieces", [gap]), len(gap)), kept)


def _written(folder: Path, sound: Sound) -> Path:
    soundfile.write(folder / "gap.flac", sound, FRAME_RATE, subtype="PCM_24")
    return folder / "gap.flac"
