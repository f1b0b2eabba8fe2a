"""The fade of the bed after the last word, read from the session's timeline."""

import pytest

from tests.bedtime.sessions import laid_out
from voiceguide.player._live_session import delayed
from voiceguide.timeline import AfterVoice
from voiceguide.units import Frames, to_frames


def level_at(points: tuple[tuple[Frames, float], ...], frame: Frames) -> float:
    """The level at a frame, in dB, on the straight line between the two points around it."""
    before = max(point for point in points if point[0] <= frame)
    after = min(point for point in points if point[0] >= frame)
    if before == after:
        return before[1]
    return before[1] + (after[1] - before[1]) * (frame - before[0]) / (after[0] - before[0])


@pytest.mark.parametrize("fade", [None, 120.0, 200.0, 300.0])
@pytest.mark.parametrize("beyond", [0.0, 600.0, 27_000.0])
def test_the_last_two_minutes_fall_steadily(fade: float | None, beyond: float) -> None:
    """In the last two minutes, the bed falls by 40 dB or more and never rises. At the very end it is at least 60 dB
    below its steady level.
    """
    timeline = laid_out(AfterVoice(to_frames(beyond), None, None if fade is None else to_frames(fade)))
    points = tuple((point.frame, point.gain_db) for point in timeline.beds[-1].level.points)
    steady = max(level for _, level in points)
    last = [level_at(points, timeline.length - to_frames(second)) for second in range(120, -1, -1)]
    assert last == sorted(last, reverse=True)
    assert last[0] - last[-1] >= 40
    assert last[-1] <= steady - 60
    if fade and beyond:
        assert level_at(points, timeline.length - to_frames(fade)) == pytest.approx(steady)


def test_another_sound_takes_over_after_the_voice() -> None:
    """A second background begins only after the last word and lasts to the end. It makes the session longer by its own
    length, and the spoken lines stay in place.
    """
    plain = laid_out(AfterVoice())
    held = laid_out(AfterVoice(to_frames(3600), plain.beds[0].bed))
    assert held.length == plain.length + to_frames(3600)
    assert [bed.end for bed in held.beds][-1] == held.length
    assert held.beds[1].start >= max(line.end for line in held.lines)
    assert [clip.start for clip in held.clips] == [clip.start for clip in plain.clips]


@pytest.mark.parametrize("beyond", [0.0, 600.0, 27_000.0])
def test_the_highs_soften_toward_the_end(beyond: float) -> None:
    """The high frequencies of the bed stay unchanged for more than 60 % of the time with words. Two seconds after the
    last word they are 12 dB lower and stay so while the bed plays on; at the end they are 24 dB lower.
    """
    timeline = laid_out(AfterVoice(to_frames(beyond), laid_out(AfterVoice()).beds[0].bed if beyond else None))
    (highs,) = {bed.highs for bed in timeline.beds}
    points = tuple((point.frame, point.gain_db) for point in highs.points)
    over = max(line.end for line in timeline.lines)
    whole = next(frame for frame, level in points if level == 0)
    assert over * 0.6 < whole < over
    assert level_at(points, over + to_frames(2)) == pytest.approx(-12.0)
    if beyond:
        assert level_at(points, timeline.length - to_frames(180)) == pytest.approx(-12.0)
    assert points[-1] == (timeline.length, -24.0)
    assert [level for _, level in points] == sorted((level for _, level in points), reverse=True)


def test_a_delay_moves_the_highs_with_the_words() -> None:
    """If a session begins 20 s later, the bed's high frequencies also fall 20 s later."""
    plain = laid_out(AfterVoice(to_frames(600)))
    later = delayed(plain, to_frames(20))
    for before, after in zip(plain.beds, later.beds, strict=True):
        assert [point.frame + to_frames(20) for point in before.highs.points] == [
            point.frame for point in after.highs.points
        ]
