import numpy as np
import pytest

from tests.recording.takes import HeldSound, TakeMaker, pieces
from voiceguide.dsp.samples import Samples
from voiceguide.recording._likeness import Likeness

RATE = 16_000


def words(seed: int, slower: float = 1.0) -> Samples:
    """Ten sounds in a row that resemble the words of a line. The same seed gives the same words; `slower` stretches
    them by a factor.
    """
    chance = np.random.default_rng(seed)
    parts = []
    for _ in range(10):
        count = round(chance.uniform(0.08, 0.25) * RATE * slower)
        pulses = np.zeros(count)
        pulses[:: RATE // 120] = 1.0
        spectrum = np.fft.rfft(pulses)
        frequencies = np.fft.rfftfreq(count, 1 / RATE)
        colour = sum(np.exp(-(((frequencies - peak) / 200) ** 2)) for peak in chance.uniform(200, 4000, 3))
        parts.append(np.fft.irfft(spectrum * (colour + 0.01), count))
    return (np.concatenate(parts) * 2).astype(np.float32)


def test_words_said_again_are_alike_and_others_are_not() -> None:
    """Two readings of the same words in a take are alike, even if the first was slower or was broken off. Readings of
    different words are not alike.
    """
    maker = TakeMaker(RATE)
    for seed in range(8):
        if seed == 3:
            maker.sound(words(seed, 1.2))
            maker.rest(0.8)
        if seed == 6:
            maker.sound(words(seed)[: RATE * 7 // 10])
            maker.rest(0.8)
        maker.sound(words(seed))
        maker.rest(1.0)
    take = HeldSound(maker.samples(), RATE)
    found = pieces(take, lambda done, total: None)
    assert len(found) == 10
    progress: list[float] = []
    apart = Likeness(take, found).repeats(progress.append)[1]
    again = [3, 7]
    assert max(apart[again]) < 0.5
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert min(np.delete(apart, again)[:-1]) > 0.6


def test_a_take_of_few_pieces_has_no_repeats() -> None:
    """A take of one piece or none has no repeated words."""
    progress: list[float] = []
    nothing = HeldSound(np.zeros(RATE, dtype=np.float32), RATE)
    assert Likeness(nothing, ()).repeats(progress.append) == {}
    maker = TakeMaker(RATE)
    maker.sound(words(1))
    maker.rest(1.0)
    take = HeldSound(maker.samples(), RATE)
    assert Likeness(take, pieces(take, lambda done, total: None)).repeats(progress.append)[1].tolist() == [1.0]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_short_take_knows_repeats_as_well(count: int, again: bool) -> None:
    """Repeated words are also found in a short take with only a few lines."""
    maker = TakeMaker(RATE)
    for seed in range(count):
        if again and seed == count - 1:
            maker.sound(words(seed, 1.2))
            maker.rest(1.0)
        maker.sound(words(seed)[: RATE // 2] if seed == 0 else words(seed))
        maker.rest(1.0)
    take = HeldSound(maker.samples(), RATE)
    apart = Likeness(take, pieces(take, lambda done, total: None)).repeats(lambda share: None)[1]
    assert [bool(one < 0.5) for one in apart] == [again and place == count - 1 for place in range(len(apart))]
