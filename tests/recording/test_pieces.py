import numpy as np
import pytest

from tests.recording.takes import HeldSound, TakeMaker, pieces
from voiceguide.dsp.samples import Samples

RATE = 22_050


def tone(seconds: float, level: float = 0.2) -> Samples:
    return np.asarray(level * np.sin(np.arange(round(seconds * RATE)) * 0.1), dtype=np.float32)


def nobody(done: float, total: float) -> None:
    """Ignore the progress."""


@pytest.mark.parametrize("room", [0.0, 0.0003, 0.006])
def test_sounds_between_silences_are_found(room: float) -> None:
    """Sounds between silences are found within some hundredths of a second, without room noise and with noise up to 30
    dB below the voice.
    """
    maker = TakeMaker(RATE)
    truth = []
    for seconds, rest in ((1.0, 0.5), (0.3, 0.4), (3.0, 4.0), (0.5, 0.3)):
        truth.append(maker.sound(tone(seconds)))
        maker.rest(rest)
    found = pieces(HeldSound(maker.samples(room), RATE), nobody)
    assert [(one.start, one.end) for one in found] == [pytest.approx(one, abs=0.03) for one in truth]


@pytest.mark.parametrize("room", [0.0, 0.0001])
def test_soft_words_hold_together(room: float) -> None:
    """If a third of a second in the middle of a line is 28 dB softer than the rest, the line stays one piece, even if
    the pauses between lines are digitally silent.
    """
    maker = TakeMaker(RATE)
    truth = []
    for _ in range(5):
        truth.append(maker.sound(np.concatenate((tone(0.8), tone(0.35, 0.008), tone(0.6)))))
        maker.rest(1.5)
    found = pieces(HeldSound(maker.samples(room), RATE), nobody)
    assert [(one.start, one.end) for one in found] == [pytest.approx(one, abs=0.03) for one in truth]


@pytest.mark.parametrize("at", [59.5, 59.9, 60.0, 60.1, 61.0])
def test_a_block_that_ends_in_the_middle_changes_nothing(at: float) -> None:
    """A long take is read in blocks. A silence or a sound that begins in one block and ends in the next is found as
    one.
    """
    maker = TakeMaker(RATE)
    first = maker.sound(tone(30.0))
    maker.rest(at - maker.length / RATE - 0.2)
    second = maker.sound(tone(1.0))
    maker.rest(59.0)
    third = maker.sound(tone(2.5))
    found = pieces(HeldSound(maker.samples(0.0003), RATE), nobody)
    assert [(one.start, one.end) for one in found] == [pytest.approx(one, abs=0.03) for one in (first, second, third)]


def test_clicks_are_no_pieces() -> None:
    """A mouse click in a silence, and mains hum under the whole take, are not pieces."""
    maker = TakeMaker(RATE)
    first = maker.sound(tone(1.0))
    maker.rest(0.6)
    maker.sound(tone(0.02, 0.4))
    maker.rest(0.6)
    second = maker.sound(tone(1.0))
    maker.rest(0.6)
    samples = maker.samples(0.0003)
    samples += (0.02 * np.sin(np.arange(len(samples)) * 2 * np.pi * 50 / RATE)).astype(np.float32)
    found = pieces(HeldSound(samples, RATE), nobody)
    assert [(one.start, one.end) for one in found] == [pytest.approx(one, abs=0.03) for one in (first, second)]


@pytest.mark.parametrize("seconds", [0.0, 0.1, 5.0])
def test_silence_has_no_pieces(seconds: float) -> None:
    """An empty or silent take has no pieces."""
    assert pieces(HeldSound(np.zeros(round(seconds * RATE), dtype=np.float32), RATE), nobody) == ()


def test_progress_is_reported() -> None:
    """Progress is reported as the seconds done and the seconds in all. The last report says that all are done."""
    steps: list[tuple[float, float]] = []
    maker = TakeMaker(RATE)
    maker.sound(tone(70.0))
    pieces(HeldSound(maker.samples(), RATE), lambda *far: steps.append(far))
    assert steps == [(20.0, 71.0), (40.0, 71.0), (60.0, 71.0), (71.0, 71.0)]
