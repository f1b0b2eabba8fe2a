"""Every key in every state either works or shows a message that says why not."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from tests.player.live_sessions import Listening, a_live_session
from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import Mixer
from voiceguide.player._controls import END_FADE, QUIETEST_DB
from voiceguide.player._live_session import LiveSession, resume_point_of
from voiceguide.player._transport import STOP_FADE
from voiceguide.player._view import GROUNDED_KEYS, GROUNDING_KEYS, GROUNDING_PAUSED_KEYS, PAUSED_KEYS
from voiceguide.units import to_frames, to_seconds

LIVE = a_live_session(120)
GROUND = a_live_session(10, "---\ntitle: Ground\n---\n# Ground\nFeel the soles of your feet.\n\nListen to the room.\n")


def playing(live: LiveSession = LIVE, seconds: float = 20) -> Listening:
    """A session that has been playing for a while."""
    played = Listening(live)
    played.controls.offer_ground(GROUND)
    played.listen(seconds)
    return played


def level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def end_of(played: Listening) -> float:
    """The time, in seconds, at which the last sound was heard, after the session was played to its end."""
    return to_seconds(int(np.nonzero(played.listen_to_end().any(axis=1))[0][-1]) + 1)


def test_a_fade_is_never_made_longer() -> None:
    """Pressing e after q, or e several times, makes the fade no longer. It does not change how the session is recorded
    as ended.
    """
    played = playing()
    played.controls.stop()
    played.listen(0.1)
    played.controls.end()
    before = played.frames
    played.listen_to_end()
    assert to_seconds(played.frames - before) < STOP_FADE + 0.2
    assert played.controls.ended_by == "stopped"

    played = playing()
    played.controls.end()
    played.controls.end()
    before = played.frames
    for _ in range(4):
        played.listen(2.0)
        played.controls.end()
    played.listen_to_end()
    assert to_seconds(played.frames - before) == pytest.approx(END_FADE, abs=0.3)
    assert played.controls.ended_by == "faded"


def test_stop_cuts_a_long_fade_short() -> None:
    """The key q ends the session within a second, even during a fade of two minutes like that of the sleep timer."""
    played = playing()
    played.controls.fade_out(120.0)
    played.listen(5.0)
    before = played.frames
    played.controls.stop()
    played.listen_to_end()
    assert to_seconds(played.frames - before) < 1.0


def test_a_fade_that_is_taken_back_leaves_what_was_chosen_before() -> None:
    """If a fade is cancelled in a session that was going to its closing, it still goes there."""
    played = playing()
    played.controls.end()
    played.controls.fade_out(120.0)
    played.listen(5.0)
    played.controls.undo_fade(5.0)
    assert (played.state, played.controls.ended_by) == ("playing", "closed")
    played.listen_to_end()
    assert played.controls.ended_by == "closed"


def test_a_session_made_while_it_fades_is_there_if_the_fade_is_taken_back() -> None:
    """If the session becomes ready during a fade, and the fade is cancelled, the session is heard."""
    early = Listening()
    early.feeder.cue(LIVE.track, 0)
    early.gate.fader.set(0.0)
    early.listen(1.0)
    early.controls.fade_out(60.0)
    early.controls.change_to(LIVE, None, same=True)
    early.listen(1.0)
    early.controls.undo_fade(1.0)
    assert early.state == "playing"
    assert early.controls.live is LIVE


def test_the_end_key_in_a_pause_goes_on_to_the_closing() -> None:
    """The key e, pressed in a pause, continues with the closing, and the session ends when the screen says."""
    played = playing()
    played.controls.toggle()
    played.listen(2.0)
    played.controls.end()
    played.listen(0.5)
    assert played.state == "playing"
    left, at = played.controls.view().left_s, to_seconds(played.frames)
    assert left < 60
    assert end_of(played) == pytest.approx(at + left, abs=0.1)
    assert played.controls.ended_by == "closed"


def test_ground_is_reached_from_a_pause() -> None:
    """The key g plays the grounding practice even from a pause."""
    played = playing()
    played.controls.toggle()
    played.listen(1.0)
    left = played.controls.frame
    played.controls.ground()
    played.listen(4.0)
    assert played.state == "grounding"
    assert played.controls.view().words == "Feel the soles of your feet."
    assert level(played.listen(1.0)) > 0
    played.controls.ground()
    played.listen(2.0)
    assert played.state == "playing"
    assert abs(played.controls.frame - left) < to_frames(10.0)


def test_ground_can_be_asked_for_before_there_is_a_session() -> None:
    """If g is pressed before the session is ready, the grounding practice begins as soon as it is ready, and the
    session waits for it.
    """
    played = Listening()
    played.feeder.cue(LIVE.track, 0)
    played.gate.fader.set(0.0)
    played.listen(1.0)
    played.controls.ground()
    assert played.state == "waiting for ground"
    played.controls.change_to(LIVE, None, same=True)
    played.listen(1.0)
    assert played.state == "waiting for ground"
    played.controls.offer_ground(GROUND)
    played.listen(2.0)
    assert played.state == "grounding"
    played.controls.ground()
    played.listen(1.0)
    assert played.state == "playing"
    assert played.controls.frame < to_frames(2.0)


def test_the_screen_shows_the_ground_only_once_it_is_heard() -> None:
    """After g, the screen shows the title of the session's section until the grounding practice is heard, and then
    "Ground".
    """
    played = playing()
    played.controls.ground()
    assert played.controls.view().section == LIVE.chapters[LIVE.section_at(played.controls.frame)].title
    played.listen(3.0)
    assert played.controls.view().section == "Ground"


def test_the_bed_and_the_voice_can_be_changed_on_the_ground() -> None:
    """The keys ] and m work in the grounding practice too. The background keeps its level if the practice is left and
    begun again.
    """
    played = playing()
    played.controls.ground()
    played.listen(to_seconds(GROUND.length) + 5.0)
    quiet = level(played.listen(1.0))
    for _ in range(6):
        played.controls.background_louder(+1)
    played.listen(0.6)
    assert level(played.listen(1.0)) == pytest.approx(quiet * 10 ** (6 / 20), rel=0.05)
    played.controls.ground()
    played.listen(0.5)
    played.controls.ground()
    played.listen(2.2)
    assert played.state == "grounding"
    played.controls.toggle_voice()
    played.listen(0.6)
    assert level(played.listen(1.0)) == pytest.approx(quiet * 10 ** (6 / 20), rel=0.05)
    assert played.controls.view().under_lu == 14.0


def test_a_section_chosen_in_a_pause_is_where_it_goes_on() -> None:
    """If → is pressed in a pause, the screen shows that section at once. After the pause, its first words are heard,
    and nothing before them.
    """
    played = playing(seconds=8)
    played.controls.toggle()
    played.listen(1.0)
    played.controls.skip(+1)
    played.listen(0.2)
    chapter = LIVE.chapters[1]
    assert played.controls.view().section == chapter.title
    played.controls.toggle()
    at = played.frames
    played.listen(3.0)
    assert played.controls.frame > chapter.start
    word = next(line for line in LIVE.timeline.lines if line.start >= chapter.start)
    expected = Mixer(LIVE.session)(word.start, word.start + 20_000)[:, 0]
    places = np.correlate(played.heard[at:, 0], expected[:5_000], mode="valid")
    found = int(np.argmax(places))
    assert np.allclose(played.heard[at + found : at + found + 20_000, 0], expected, atol=1e-6)
    assert found < to_frames(1.0)


def test_previous_right_after_a_beginning_goes_one_further_back() -> None:
    """Within four seconds of the beginning of a section, ← goes to the section before, but not before the first."""
    played = playing()
    starts = [chapter.start for chapter in LIVE.chapters]
    played.controls.skip(+1)
    played.listen(2.0)
    here = LIVE.section_at(played.controls.frame)
    played.controls.skip(-1)
    played.listen(1.0)
    assert abs(played.controls.frame - starts[here - 1]) < to_frames(1.5)
    for _ in range(9):
        played.controls.skip(-1)
    played.listen(1.0)
    assert abs(played.controls.frame - starts[0]) < to_frames(1.5)


def test_less_time_than_five_minutes_is_shown_and_kept() -> None:
    """With less than five minutes left, − makes the session as short as possible. A message says so, and the session
    ends when the screen says.
    """
    played = playing()
    played.controls.longer(-300.0)
    view = played.controls.view()
    assert view.length_s < 60
    assert "as short as it can be" in view.message
    assert end_of(played) == pytest.approx(view.length_s, abs=0.1)


def test_more_time_than_there_can_be_is_shown_and_kept() -> None:
    """If + reaches the longest length, a message says so. Pressed again, it says that the session cannot be longer."""
    text = "---\ntitle: Rest\n---\n# Rest\nNow it is quiet. [silence 5s-2m]\n\nThank you.\n"
    played = playing(a_live_session(30, text), 3.0)
    played.controls.longer(300.0)
    longest = played.controls.view()
    assert 100 < longest.length_s < 330
    assert "as long as it can be" in longest.message
    played.controls.longer(300.0)
    assert played.controls.view().length_s == longest.length_s
    assert "any longer" in played.controls.view().message


def test_a_closing_keeps_its_length() -> None:
    """After e, the keys + and − change nothing, and a message says so."""
    played = playing()
    played.controls.end()
    length = played.controls.view().length_s
    for seconds in (300.0, -300.0):
        played.controls.longer(seconds)
        assert played.controls.view().length_s == length
        assert "about to end" in played.controls.view().message


def test_the_levels_say_where_they_end() -> None:
    """At the lowest volume, and at the highest and the lowest background level, a further press changes nothing, and a
    message says why.
    """
    played = playing()
    for _ in range(99):
        played.controls.louder(-1)
    assert played.gate.volume.target_db == QUIETEST_DB
    assert "as quiet as it gets" in played.controls.view().message
    for steps, words, under in ((+1, "as loud as it gets", 12.0), (-1, "as quiet as it gets", 26.0)):
        for _ in range(20):
            played.controls.background_louder(steps)
        assert words in played.controls.view().message
        assert played.controls.view().under_lu == under


def test_what_cannot_be_done_yet_or_any_more_is_explained() -> None:
    """Before the session is ready, in the grounding practice, and during a fade, the length and the place cannot be
    changed, and a message says why.
    """
    early = Listening()
    fading, ground = playing(), playing()
    fading.controls.fade_out(30.0)
    ground.controls.ground()
    ground.listen(2.0)
    for played in (early, fading, ground):
        state, length = played.state, played.controls.view().length_s
        controls = played.controls
        for press in (partial(controls.skip, +1), partial(controls.skip, -1), partial(controls.longer, +300.0)):
            controls.say("", 0.0)
            press()
            assert played.controls.view().message
            assert (played.state, played.controls.view().length_s) == (state, length)
    fading.controls.toggle()
    assert fading.state == "fading"
    for change in (partial(early.controls.background_louder, +1), partial(early.controls.toggle_voice)):
        early.controls.say("", 0.0)
        change()
        assert early.controls.view().message


def test_going_on_takes_the_message_away() -> None:
    """The message about how to continue disappears when the session continues."""
    played = playing()
    played.controls.pause()
    played.controls.say("space continues", 3600.0)
    played.controls.resume()
    assert played.controls.view().message == ""


def test_the_voice_stays_off_through_all_changes() -> None:
    """After m, the words stay off when the length or the section changes, and in the closing."""
    played = playing()
    played.controls.toggle_voice()
    played.controls.longer(+60.0)
    played.listen(2.0)
    played.controls.skip(+1)
    played.listen(2.0)
    played.controls.end()
    assert played.controls.view().voice is False
    at = played.frames
    heard = played.listen_to_end()[at:]
    assert np.abs(heard).max() < 0.1


def test_the_background_that_is_shown_is_the_one_that_is_heard() -> None:
    """When the script changes the background, the screen shows the new name as soon as it is heard."""
    text = "---\ntitle: Two\n---\n# One\nThis is one. [10s fixed]\n\n[sound ocean]\n\n# Two\nThis is two. [10s fixed]\n"
    live = a_live_session(40, text)
    live = replace(live, backgrounds=replace(live.backgrounds, changing=True))
    change = next(event.start for event in live.plan.events if event.kind == "sound")
    assert live.background_at(change - 1) == "noise"
    assert live.background_at(change) == "ocean"


def test_space_leads_back_from_the_ground_only_after_the_last_words() -> None:
    """In the grounding practice, the space bar stops and continues the words, however long they were stopped. Only
    after the last words does it return to the session. The screen shows what the keys do.
    """
    played = playing()
    assert played.controls.view().key_hints is None
    played.controls.ground()
    played.listen(4.0)
    assert played.controls.view().key_hints == GROUNDING_KEYS
    played.controls.toggle()
    played.listen(1.0)
    assert (played.state, played.controls.view().key_hints) == ("paused", GROUNDING_PAUSED_KEYS)
    assert not played.listen(60.0).any()
    assert played.controls.view().key_hints == GROUNDING_PAUSED_KEYS
    played.controls.toggle()
    played.listen(1.0)
    assert (played.state, played.controls.view().section) == ("grounding", "Ground")
    played.listen(30.0)
    assert played.controls.view().key_hints == GROUNDED_KEYS
    played.controls.toggle()
    played.listen(2.0)
    assert (played.state, played.controls.view().key_hints) == ("playing", None)
    played.controls.toggle()
    played.listen(1.0)
    assert played.controls.view().key_hints == PAUSED_KEYS


@pytest.mark.parametrize("presses", [(1, -1), (-1, 1), (1, 1, -1, -1), (1, 1, 1, 1, -1, -1)])
def test_plus_and_then_minus_is_back_where_one_was(presses: tuple[int, ...]) -> None:
    """After + and then −, the session is the same as before, to the frame and with the same words, even if + could not
    add five minutes.
    """
    live = a_live_session(900)
    played = playing(live)
    lengths = [played.controls.view().length_s]
    for press in presses:
        played.controls.longer(300.0 * press)
        if played.controls.view().length_s != lengths[-1]:
            lengths.append(played.controls.view().length_s)
        played.listen(0.5)
    assert len(lengths) > 2
    assert lengths == lengths[::-1]
    assert played.controls.live is not None
    assert played.controls.live.plan == live.plan
    heard = played.listen(30.0)
    at = played.feeder.ring.read
    assert np.array_equal(heard, Mixer(live.session)(at - len(heard), at))


def test_minus_after_something_of_the_longer_session_is_as_long_as_before() -> None:
    """If − is pressed after the longer session has begun something that the shorter one does not have, the session
    still lasts about as long as before + was pressed.
    """
    played = playing(a_live_session(120))
    played.controls.longer(300.0)
    played.listen(85.0)
    played.controls.longer(-300.0)
    assert played.controls.view().length_s == pytest.approx(120.0, abs=20.0)


@pytest.mark.parametrize("later", [0.5, 8.0])
def test_what_was_ended_early_goes_on_where_that_was_and_as_long_as_it_was_to_be(later: float) -> None:
    """If e is pressed, and pressed again before the session is over, --resume continues where e was first pressed, with
    the length from before.
    """
    live = a_live_session(600)
    played = playing(live, 40)
    left = resume_point_of(live, played.controls.frame)
    played.controls.end()
    played.listen(later)
    played.controls.end()
    played.listen_to_end()
    assert played.controls.live is not None
    assert left is not None
    again = resume_point_of(played.controls.live, played.controls.frame)
    assert again is not None
    assert (again.length_s, again.address) == (600.0, left.address)
    assert again.at_s == pytest.approx(left.at_s, abs=1.5)
