"""Sessions that do not start at their beginning."""

import numpy as np
import pytest

from tests.player.live_sessions import Listening, a_live_session
from voiceguide.errors import SectionNotFoundError, StartTooLateError
from voiceguide.mix.mixer import Mixer
from voiceguide.player._controls import JUMP_FADE
from voiceguide.player._live_session import StartAt, at_resume_point, at_section, at_time, resume_point_of
from voiceguide.units import to_frames, to_seconds

LIVE = a_live_session(120)


def begun(start: StartAt) -> Listening:
    """Controls that have played the bed alone for a second, and then continue with the session from the given place."""
    played = Listening()
    played.feeder.cue(LIVE.track, 0)
    played.gate.fader.set(0.0)
    played.listen(1.0)
    played.controls.change_to(LIVE, start(LIVE), fade=JUMP_FADE)
    return played


def test_a_time_is_where_it_begins() -> None:
    """A session that is to start at 40 s starts at the frame that is 40 s after its beginning."""
    assert at_time(40.0)(LIVE) == to_frames(40.0)


def test_a_time_after_the_end_is_an_error() -> None:
    """A start after the end of the session is an error that names the session's length."""
    with pytest.raises(StartTooLateError) as caught:
        at_time(120.0)(LIVE)
    assert (caught.value.start_s, caught.value.length_s) == (120.0, 120.0)


@pytest.mark.parametrize("name", ["Resting", "resting", " RESTING ", "rest", "stin"])
def test_a_section_begins_with_its_first_word(name: str) -> None:
    """A session can start with a section, given by its title or a part of it. The screen shows that section at once,
    and its first word is heard whole.
    """
    played = begun(at_section(name))
    played.listen(0.3)
    assert played.controls.view().section == "Resting"
    at = played.frames
    heard = played.listen(3.0)
    assert at > 0
    chapter = LIVE.chapters[1]
    word = next(line for line in LIVE.timeline.lines if line.start >= chapter.start)
    expected = Mixer(LIVE.session)(word.start, word.start + 20_000)[:, 0]
    found = int(np.argmax(np.correlate(heard[:, 0], expected[:5_000], mode="valid")))
    assert np.allclose(heard[found : found + 20_000, 0], expected, atol=1e-6)


@pytest.mark.parametrize(("name", "near"), [("Restng", ("Resting",)), ("closnig", ("Closing",))])
def test_a_misspelt_section_brings_the_nearest_names(name: str, near: tuple[str, ...]) -> None:
    """For a misspelt section, the error contains the titles that are most similar."""
    with pytest.raises(SectionNotFoundError) as caught:
        at_section(name)(LIVE)
    assert tuple(caught.value.near) == near


@pytest.mark.parametrize("name", ["xyzzy", "", "  "])
def test_a_section_that_is_like_none_brings_all_names(name: str) -> None:
    """If no title is similar, the error names all sections."""
    with pytest.raises(SectionNotFoundError) as caught:
        at_section(name)(LIVE)
    assert list(caught.value.near) == [chapter.title for chapter in LIVE.chapters]


@pytest.mark.parametrize("length", [120.0, 90.0, 300.0])
def test_a_session_goes_on_at_the_same_words_at_any_length(length: float) -> None:
    """A session that was left in the middle of a line resumes with that line, even at another length."""
    line = LIVE.timeline.lines[2]
    left = resume_point_of(LIVE, line.start + to_frames(0.5))
    assert left is not None
    other = a_live_session(length)
    frame = at_resume_point(left)(other)
    next_line = next(one for one in other.timeline.lines if one.start >= frame)
    assert next_line.text == line.text
    assert to_seconds(next_line.start - frame) < 1.0


def test_a_session_of_which_all_was_said_was_not_broken_off() -> None:
    """A session that was left after its last word has no place to resume."""
    assert resume_point_of(LIVE, LIVE.length - 10) is None
    assert resume_point_of(LIVE, to_frames(50)) is not None
