"""Loops: MP3 frames of a signal that repeats."""

from pathlib import Path

import numpy as np
import pytest

from tests.output.mp3.sounds import MONO, PERIOD, STEREO, bed, decoded, snr_by_mp3_frame
from voiceguide.dsp.samples import Samples
from voiceguide.output.contract import SteadySpans
from voiceguide.output.mp3._bitstream import Bitstream
from voiceguide.output.mp3._encoders import Encoders, encode
from voiceguide.output.mp3._frame_cache import FrameCache
from voiceguide.output.mp3._frames import Mp3Frames, Shape
from voiceguide.output.mp3._layout import Span
from voiceguide.output.mp3._loops import loop_name, make_loop, sound_hash
from voiceguide.output.mp3._sources import LaidLoop
from voiceguide.units import Frames

SIZE = PERIOD // 1152


def loop_of(repeat: SteadySpans, shape: Shape = STEREO) -> Mp3Frames:
    """The loop of MP3 frames for this repeating sound."""
    with Encoders(2) as encoders:
        return make_loop(repeat, shape, lambda length, how, spans: [*encoders.encode(repeat.read, length, how, spans)])


def crackling(first: Frames, last: Frames) -> Samples:
    """A bed with rare clicks, some of them at the place where a loop closes."""
    sound = bed(first, last)
    for at in (0, 1500, 40_000, 41_000, 100_000, PERIOD - 700):
        sound[np.flatnonzero(np.arange(first, last) % PERIOD == at)] = 0.5
    return sound


@pytest.mark.parametrize("read", [bed, crackling])
def test_it_goes_round_without_a_seam(read: object) -> None:
    """In a loop, the last window of each MP3 frame is the first window of the next, also from the end of the loop to
    its beginning, and also if a click is heard there.
    """
    assert callable(read)
    loop = loop_of(SteadySpans(PERIOD, read, ()))
    assert len(loop) == SIZE
    assert np.array_equal(loop.closing, np.roll(loop.opening, -1, axis=0))
    assert (read is crackling) == bool(loop.closing.any())


@pytest.mark.parametrize("shape", [STEREO, MONO])
def test_laid_out_it_is_the_signal(shape: Shape) -> None:
    """Two rounds of a loop, started in its middle, decode to the sound of the bed about as exactly as if that stretch
    were encoded by one encoder.
    """
    loop = loop_of(SteadySpans(PERIOD, bed, ()), shape)
    first, last = 123, 123 + 2 * SIZE + 50
    stream = Bitstream(shape)
    runs = [stream.add(run)[0] for run in LaidLoop(loop, first, last).parts(first, last)]
    # The decoder is 529 behind and the encoder 576, of which libsndfile, without an Info frame, takes off 529.
    heard = decoded(b"".join([*runs, stream.finish()[0]]))[20 * 1152 + 576 : -2 * 1152]
    in_one = encode(bed, 10**7, shape, Span(first, last, after_bed=False), lambda: False)
    stream = Bitstream(shape)
    alone = decoded(stream.add(in_one.part(first, last))[0] + stream.finish()[0])[20 * 1152 + 576 : -2 * 1152]

    def meant(a: Frames, b: Frames) -> Samples:
        offset = (first + 20) * 1152
        return bed(a + offset, b + offset)

    ours, theirs = snr_by_mp3_frame(heard, meant), snr_by_mp3_frame(alone, meant)
    assert ours.mean() > theirs.mean() - 0.3
    assert ours.min() > theirs.min() - 1.5


def test_a_short_signal_goes_round_several_times() -> None:
    """Sound with a period of one MP3 frame gives a loop of 256 MP3 frames, which are copied as a whole, time after
    time, into a long stretch.
    """
    repeat = SteadySpans(1152, lambda first, last: bed(first % 1152, first % 1152 + last - first, 1152), ())
    loop = loop_of(repeat)
    assert len(loop) == 256
    parts = list(LaidLoop(loop, 5, 1000).parts(5, 1000))
    assert [(part.first, part.last) for part in parts][1:-1] == [
        (parts[0].last + turn * 256, parts[0].last + (turn + 1) * 256) for turn in range(len(parts) - 2)
    ]
    assert (parts[0].first, parts[-1].last) == (5, 1000)


def test_its_name_tells_what_it_is() -> None:
    """Loops that differ in sound, period, bitrate or number of channels get different names. Equal loops get the same
    name.
    """
    repeat, other = SteadySpans(PERIOD, bed, ()), SteadySpans(PERIOD, crackling, ())
    sounds = [sound_hash(repeat, STEREO), sound_hash(other, STEREO), sound_hash(repeat, MONO)]
    names = {
        loop_name(sounds[0], repeat, STEREO),
        loop_name(sounds[1], repeat, STEREO),
        loop_name(sounds[0], repeat, STEREO.richer),
        loop_name(sounds[2], repeat, MONO),
        loop_name(sounds[0], SteadySpans(2 * PERIOD, bed, ()), STEREO),
    }
    assert len(names) == 5
    assert loop_name(sound_hash(repeat, STEREO), repeat, STEREO) in names


def test_kept_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    """A loop is loaded from a folder as it was stored, and no other file is left there."""
    loop = loop_of(SteadySpans(PERIOD, crackling, ()))
    FrameCache(tmp_path / "new").keep("name", loop)
    again = FrameCache(tmp_path / "new").find("name", STEREO)
    assert again is not None
    assert (again.first, again.main) == (loop.first, loop.main)
    for part in ("heads", "ends", "opening", "closing"):
        assert np.array_equal(getattr(again, part), getattr(loop, part))
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "gone", "folder"])
def test_a_damaged_one_is_none(tmp_path: Path, damage: str) -> None:
    """A damaged file is never used as a loop."""
    FrameCache(tmp_path).keep("name", loop_of(SteadySpans(PERIOD, bed, ())))
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        flipped = bytes([*data[:5000], data[5000] ^ 1, *data[5001:]])
        path.write_bytes({"cut": data[:-1], "flipped": flipped, "empty": b""}[damage])
    assert FrameCache(tmp_path).find("name", STEREO) is None


def test_a_ring_of_another_shape_is_none(tmp_path: Path) -> None:
    """A complete file with MP3 frames of another shape is not used."""
    FrameCache(tmp_path).keep("name", loop_of(SteadySpans(PERIOD, bed, ())))
    assert FrameCache(tmp_path).find("name", MONO) is None


def test_where_nothing_can_be_kept_nothing_is_raised(tmp_path: Path) -> None:
    """If the cache folder cannot be made, storing a loop raises no error, and the file that is in the
    way is unchanged.
    """
    (tmp_path / "file").write_bytes(b"")
    FrameCache(tmp_path / "file" / "folder").keep("name", loop_of(SteadySpans(PERIOD, bed, ())))
    assert (tmp_path / "file").read_bytes() == b""
