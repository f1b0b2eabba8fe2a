"""MP3 frames and what is in them."""

import lameenc
import numpy as np
import pytest

from tests.output.mp3.sounds import MONO, STEREO, Talk, decoded, made_up
from voiceguide.output.mp3._bitstream import Bitstream
from voiceguide.output.mp3._encoders import pcm_blocks
from voiceguide.output.mp3._frames import Mp3Frames, Shape, concatenated, frames_of

SESSION = Talk(120_000, (10_000,))


def lame(shape: Shape) -> bytes:
    """A short session as an MP3 stream that comes directly from LAME, without an Info frame."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(shape.kbps)
    encoder.set_in_sample_rate(44_100)
    encoder.set_channels(shape.channels)
    encoder.set_quality(5)
    blocks = pcm_blocks(SESSION, 0, SESSION.length, shape)
    return b"".join(bytes(encoder.encode(block)) for block in blocks) + bytes(encoder.flush())


def laid(runs: list[Mp3Frames], shape: Shape) -> bytes:
    """Runs of MP3 frames as one stream."""
    stream = Bitstream(shape)
    return b"".join([*(stream.add(run)[0] for run in runs), stream.finish()[0]])


@pytest.mark.parametrize("shape", [STEREO, MONO])
def test_laid_anew_it_sounds_the_same(shape: Shape) -> None:
    """If the frames of LAME's stream are written with another use of the bit reservoir, the decoded samples are the
    same, bit for bit.
    """
    stream = lame(shape)
    frames = frames_of(stream, shape, 0)
    assert len(frames) == -(-(120_000 + 576 + 576) // 1152)
    anew = laid([frames.part(0, 31), frames.part(31, len(frames))], shape)
    assert anew != stream
    assert np.array_equal(decoded(anew), decoded(stream))


def test_divided_and_concatenated_a_run_is_the_same() -> None:
    """If a run of MP3 frames is divided and joined again, it has the same headers and main data."""
    whole = frames_of(lame(STEREO), STEREO, 100)
    again = concatenated([whole.part(100, 101), whole.part(101, 150), whole.part(150, whole.last)])
    assert (again.first, again.last) == (100, whole.last)
    assert again.main == whole.main
    for name in ("heads", "ends", "opening", "closing"):
        assert np.array_equal(getattr(again, name), getattr(whole, name))


def test_windows_of_an_attack_are_seen() -> None:
    """LAME encodes a sudden click with short windows, and these are recognised in its stream. The window at the end of
    each MP3 frame is the one at the beginning of the next.
    """

    def click(first: int, last: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        sound = np.full((last - first, 2), 1e-4, np.float32)
        for at in range(30_000, 120_000, 30_000):
            if first <= at < last:
                sound[at - first : at - first + 40] = 0.8
        return sound

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(128)
    encoder.set_in_sample_rate(44_100)
    encoder.set_channels(2)
    encoder.set_quality(5)
    stream = b"".join(bytes(encoder.encode(block)) for block in pcm_blocks(click, 0, 120_000, STEREO))
    frames = frames_of(stream + bytes(encoder.flush()), STEREO, 0)
    assert frames.opening.any()
    assert frames.closing.any()
    assert np.array_equal(frames.closing[:-1], frames.opening[1:])


@pytest.mark.parametrize(("first", "last"), [(9, 12), (12, 21), (15, 14)])
def test_a_part_must_be_there(first: int, last: int) -> None:
    """Taking MP3 frames that a run does not contain is an error."""
    with pytest.raises(ValueError, match="not within"):
        made_up([10] * 10).moved(10).part(first, last)


@pytest.mark.parametrize("wrong", ["cut", "other rate", "noise", "no beginning"])
def test_a_foreign_stream_is_refused(wrong: str) -> None:
    """A stream that is cut off, begins in the middle, has another bitrate and number of channels, or is not MP3 at all
    raises an error.
    """
    stream = lame(STEREO)
    streams = {
        "cut": stream[:-1],
        "other rate": lame(MONO),
        "noise": bytes(range(256)) * 10,
        "no beginning": stream[417 * 40 + 37 :][stream[417 * 40 + 37 :].index(b"\xff\xfb\x92") :],
    }
    with pytest.raises(ValueError, match=r"MP3 frame|main data"):
        frames_of(streams[wrong], STEREO, 0)
