"""The controls: what is heard after each key, sample by sample."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.player.live_sessions import SCRIPT, Listening, a_live_session
from voiceguide.dsp.samples import Samples
from voiceguide.mix.mixer import Mixer
from voiceguide.plan.fit import fit
from voiceguide.player._controls import END_FADE, TRACK_FADE
from voiceguide.player._feeder import MARGIN
from voiceguide.player._live_session import LiveSession
from voiceguide.player._transport import STOP_FADE
from voiceguide.speech.stage import Clips, PlaceholderClip
from voiceguide.units import Frames, to_frames, to_seconds

LIVE = a_live_session(120)
WHOLE = Mixer(LIVE.session)(0, LIVE.length)


def test_a_session_nobody_touches_is_the_session_that_would_be_saved() -> None:
    """If no key is pressed, the sound is that of the mixer, bit for bit and to the last frame."""
    played = Listening(LIVE, blocks=(1_024, 441, 3_000))
    heard = played.listen_to_end()
    assert np.array_equal(heard[: LIVE.length], WHOLE)
    assert not heard[LIVE.length :].any()
    assert played.feeder.ring.underruns == 0
    assert played.controls.ended_by == ""


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_a_pause_fades_holds_and_goes_on_a_little_before() -> None:
    """The space bar fades the sound to exact silence within half a second. Pressed again, it repeats the line from its
    beginning.
    """
    played = Listening(LIVE)
    line = LIVE.timeline.lines[0]
    played.listen(to_seconds(line.start) + 1.0)
    played.controls.toggle()
    played.listen(0.4)
    stopped = played.controls.frame
    assert not played.listen(5.0).any()
    assert played.state == "paused"
    assert played.controls.frame == stopped
    played.controls.toggle()
    again = played.listen(2.0)
    assert played.state == "playing"
    assert rms(again[:200]) < 1e-3
    assert played.controls.frame < stopped + to_frames(1.0)
    assert played.controls.frame > line.start


def test_the_volume_is_smooth_and_never_above_full() -> None:
    """The volume keys change the level in their steps, smoothly, and never above full volume."""
    played = Listening(LIVE)
    played.listen(20)
    played.controls.louder(-3)
    played.listen(0.5)
    at = played.feeder.ring.read
    assert np.allclose(played.listen(1.0), WHOLE[at : at + to_frames(1.0)] * 10 ** (-6 / 20), atol=1e-6)
    played.controls.louder(+50)
    played.listen(0.5)
    at = played.feeder.ring.read
    assert np.array_equal(played.listen(1.0), WHOLE[at : at + to_frames(1.0)])


def test_next_and_previous_go_to_the_beginnings_of_sections() -> None:
    """Each press of → goes one section further, even to sections that were not heard yet. ← goes to the beginning of
    this section, then to the one before.
    """
    played = Listening(LIVE)
    starts = [chapter.start for chapter in LIVE.chapters]
    played.listen(5)
    played.controls.skip(+1)
    played.controls.skip(+1)
    played.listen(1.0)
    assert abs(played.controls.frame - starts[2]) < to_frames(1.0)
    played.listen(6.0)
    played.controls.skip(-1)
    played.listen(0.6)
    assert abs(played.controls.frame - starts[2]) < to_frames(0.6)
    played.controls.skip(-1)
    played.listen(0.6)
    assert abs(played.controls.frame - starts[1]) < to_frames(0.6)
    for _ in range(9):
        played.controls.skip(+1)
    played.listen(0.6)
    assert played.controls.view().section == LIVE.chapters[-1].title


def test_nothing_is_heard_twice_or_cut_at_the_first_word_of_a_section() -> None:
    """After a jump, the first words of the section are heard whole, and at their own level."""
    played = Listening(LIVE)
    played.listen(5)
    played.controls.skip(+1)
    heard = played.listen(3.0)
    word = LIVE.timeline.lines[2]
    assert word.start >= LIVE.chapters[1].start
    expected = WHOLE[word.start : word.start + 20_000, 0]
    places = np.correlate(heard[:, 0], expected[:5_000], mode="valid")
    at = int(np.argmax(places))
    assert np.allclose(heard[at : at + 20_000, 0], expected, atol=1e-6)


@pytest.mark.parametrize("change", [300.0, -60.0])
def test_another_length_is_met_to_the_frame_and_what_was_heard_stays(change: float) -> None:
    """After + or −, the session lasts as long as the screen says, within 0.1 s. The sound that was heard before is
    unchanged.
    """
    played = Listening(LIVE)
    played.listen(20)
    played.controls.longer(change)
    promised = played.controls.view().length_s
    assert promised == pytest.approx(120 + change, abs=0.001)
    heard = played.listen_to_end()
    assert np.abs(heard[: to_frames(promised)]).any()
    end = int(np.nonzero(heard.any(axis=1))[0][-1]) + 1
    assert end == pytest.approx(to_frames(promised), abs=to_frames(0.1))
    assert np.allclose(heard[: to_frames(20.5)], WHOLE[: to_frames(20.5)], atol=1e-6)


def test_what_cannot_be_longer_says_so() -> None:
    """If the session cannot be longer, nothing changes and a message says so."""
    played = Listening(a_live_session(120, "---\ntitle: Short\n---\nOne line. [3s fixed]\n\nAnother line.\n"))
    played.listen(2)
    before = played.controls.view().length_s
    played.controls.longer(300)
    assert played.controls.view().length_s == before
    assert played.controls.view().message


def spoken_whole(heard: Samples, live: LiveSession, begun: Frames = 0) -> int:
    """The number of clips that were heard whole at their places. The session's first frame was heard at `begun`."""
    found = 0
    for placed in live.timeline.clips:
        clip = placed.clip.read(0, placed.clip.frames)[:, 0]
        there = heard[begun + placed.start : begun + placed.start + len(clip), 0]
        found += len(there) == len(clip) and float(np.dot(there, clip)) > 0.97 * float(np.dot(clip, clip))
    return found


def test_the_end_key_goes_to_the_closing_and_cuts_no_word() -> None:
    """The key e finishes the present line, skips to the closing, and ends the session when the screen says."""
    played = Listening(LIVE)
    line = LIVE.timeline.lines[1]
    played.listen(to_seconds(line.start) + 0.3)
    played.controls.end()
    view = played.controls.view()
    assert view.length_s < 60
    heard = played.listen_to_end()
    end = int(np.nonzero(heard.any(axis=1))[0][-1]) + 1
    assert end == pytest.approx(to_frames(view.length_s), abs=to_frames(0.1))
    assert played.controls.live is not None
    assert spoken_whole(heard, played.controls.live) == len(played.controls.live.timeline.clips)
    assert [chapter.title for chapter in played.controls.live.chapters] == ["Arriving", "Closing"]
    assert played.controls.ended_by == "closed"


def test_the_end_key_pressed_again_fades_over_ten_seconds() -> None:
    """If e is pressed again, the sound fades to silence in ten seconds, and the session ends. The message does not
    mention e any more.
    """
    played = Listening(LIVE)
    played.listen(20)
    played.controls.end()
    played.listen(0.5)
    assert "e again" in played.controls.message
    played.controls.end()
    assert "e again" not in played.controls.message
    before = played.frames
    played.listen_to_end()
    assert to_seconds(played.frames - before) == pytest.approx(END_FADE, abs=0.3)
    assert played.controls.ended_by == "faded"


def test_stop_is_faded_and_quick() -> None:
    """The key q ends the session within a second, without a jump in the sound."""
    played = Listening(LIVE)
    played.listen(6)
    played.controls.stop()
    before = played.frames
    heard = played.listen_to_end()[before:]
    assert len(heard) < to_frames(STOP_FADE + 0.2)
    assert rms(heard[-200:]) < 1e-4


def test_the_voice_can_be_silenced_while_the_bed_goes_on() -> None:
    """The key m turns off the words, so that exactly the bed is heard. Pressed again, it turns them on."""
    played = Listening(LIVE)
    line = LIVE.timeline.lines[0]
    played.listen(to_seconds(line.start) + 0.2)
    played.controls.toggle_voice()
    played.listen(0.6)
    at = played.feeder.ring.read
    bed = LIVE.timeline.beds[0].bed.read(at, at + 4_000)
    assert np.allclose(played.listen(4_000 / 44_100), bed, atol=1e-6)
    played.controls.toggle_voice()
    played.listen(0.6)
    at = played.feeder.ring.read
    assert np.allclose(played.listen(0.5), WHOLE[at : at + to_frames(0.5)], atol=1e-6)


def test_the_background_moves_against_the_voice_within_its_bounds() -> None:
    """Each press of ] makes the bed one LU louder, but it stays at least 12 LU below the voice."""
    played = Listening(LIVE)
    played.listen(30)
    for _ in range(20):
        played.controls.background_louder(+1)
    assert played.controls.view().under_lu == 12.0
    played.listen(1.0)
    at = played.feeder.ring.read
    silent = not any(one.start <= at + 4_000 and at < one.end for one in LIVE.timeline.lines)
    assert silent
    assert np.allclose(played.listen(4_000 / 44_100), WHOLE[at : at + 4_000] * 10 ** (8 / 20), atol=1e-5)


GROUND = a_live_session(10, "---\ntitle: Ground\n---\n# Ground\nFeel the soles of your feet.\n\nListen to the room.\n")


def test_grounding_is_spoken_and_then_waits_for_as_long_as_it_takes() -> None:
    """The key g plays the grounding practice. After its last words, the bed continues until the space bar returns to
    the session.
    """
    played = Listening(LIVE)
    played.controls.grounding = GROUND
    played.listen(20)
    left = played.controls.frame
    begun = played.frames + MARGIN - max(0, GROUND.plan.lead - TRACK_FADE)
    played.controls.ground()
    played.listen(to_seconds(GROUND.length))
    # The first cue silences the voice, and the second, one block of the device later, goes to the ground.
    assert max(spoken_whole(played.heard, GROUND, begun + late) for late in (0, 1_024)) == len(GROUND.timeline.clips)
    played.listen(30)
    assert played.state == "grounded"
    assert rms(played.listen(1.0)) == pytest.approx(0.01, rel=0.05)
    played.controls.toggle()
    played.listen(3.0)
    assert played.state == "playing"
    assert abs(played.controls.frame - left) < to_frames(4.0)


def test_grounding_that_is_not_ready_yet_begins_when_it_is() -> None:
    """If the grounding practice is not ready when g is pressed, the words stop anyway, and it begins as soon as it is
    ready.
    """
    played = Listening(LIVE)
    played.listen(5)
    played.controls.ground()
    played.listen(4)
    assert played.state == "waiting for ground"
    played.controls.grounding = GROUND
    played.listen(0.5)
    assert played.state == "grounding"
    played.controls.ground()
    assert played.state == "playing"


def with_words(live: LiveSession, count: int) -> Clips:
    """The clips of all lines. The first `count` are spoken; for the others there are placeholders that are 1.3 times as
    long.
    """
    whole = live.planned.clips
    return Clips(
        {
            utterance: clip if number < count else PlaceholderClip(round(clip.frames * 1.3))
            for number, (utterance, clip) in enumerate(whole.items())
        },
        0,
    )


def early(seconds: float, count: int) -> LiveSession:
    """A live session with estimated lengths, which begins when this many lines are spoken."""
    live = a_live_session(seconds)
    clips = with_words(live, count)
    made = live.planned
    plan = fit(made.outline, clips.durations, to_frames(seconds))
    return LiveSession(replace(made, clips=clips, plan=plan), live.backgrounds)


def test_words_that_come_in_time_are_heard_and_the_length_is_kept() -> None:
    """A session that began with estimated lengths is refitted as lines are spoken, and ends on the requested frame."""
    played, whole = Listening(early(120, 2)), a_live_session(120)
    for count in (3, 5, 8, 99):
        played.listen(2.5)
        played.controls.offer_clips(with_words(whole, count))
    heard = played.listen_to_end()
    assert int(np.nonzero(heard.any(axis=1))[0][-1]) + 1 == pytest.approx(to_frames(120), abs=3)
    assert played.controls.live is not None
    assert spoken_whole(heard, played.controls.live) == len(whole.timeline.clips)


def test_words_that_are_just_in_time_are_not_waited_for() -> None:
    """If the missing lines are spoken less than a second before the first of them is due, the session is not delayed,
    and every line is heard whole.
    """
    played, whole = Listening(early(120, 2)), a_live_session(120)
    live = played.controls.live
    assert live is not None
    assert live.words_until is not None
    played.listen(to_seconds(live.words_until) - 0.6)
    played.controls.offer_clips(with_words(whole, 99))
    heard = played.listen_to_end()
    assert played.controls.live is not None
    assert played.controls.live.delay == live.delay
    assert spoken_whole(heard, played.controls.live) == len(whole.timeline.clips)


def test_words_that_come_late_are_waited_for_and_the_length_is_kept() -> None:
    """If the next line is not spoken yet, the bed continues until it is, and the line is heard whole. The end stays
    where it was.
    """
    played, whole = Listening(early(120, 2)), a_live_session(120)
    until = played.controls.live.words_until if played.controls.live else None
    assert until is not None
    played.listen(to_seconds(until) + 6.0)
    assert rms(played.listen(1.0)) == pytest.approx(0.01, rel=0.05)
    assert played.controls.frame <= until
    played.controls.offer_clips(with_words(whole, 3))
    played.listen(3.0)
    played.controls.offer_clips(with_words(whole, 99))
    heard = played.listen_to_end()
    assert int(np.nonzero(heard.any(axis=1))[0][-1]) + 1 == pytest.approx(to_frames(120), abs=3)
    live = played.controls.live
    assert live is not None
    assert spoken_whole(heard, live, -live.delay) == 2
    assert spoken_whole(heard, live) == len(whole.timeline.clips) - 2
    assert played.feeder.ring.underruns == 0


def test_nobody_can_skip_to_words_that_are_not_there() -> None:
    """While the next section is not spoken yet, → does nothing, and a message says so."""
    played = Listening(early(120, 2))
    played.listen(1)
    played.controls.skip(+3)
    played.listen(1)
    assert played.controls.frame < to_frames(3)
    assert played.controls.view().message


KEYS = ("toggle", "next", "previous", "louder", "quieter", "plus", "minus", "voice", "up", "ground", "end")


def press(played: Listening, key: str) -> None:
    controls = played.controls
    actions = {
        "toggle": controls.toggle,
        "next": lambda: controls.skip(1),
        "previous": lambda: controls.skip(-1),
        "louder": lambda: controls.louder(1),
        "quieter": lambda: controls.louder(-1),
        "plus": lambda: controls.longer(300),
        "minus": lambda: controls.longer(-300),
        "voice": controls.toggle_voice,
        "up": lambda: controls.background_louder(1),
        "ground": controls.ground,
        "end": controls.end,
    }
    actions[key]()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.floats(0.02, 3.0)), max_size=12))
def test_any_keys_in_any_order_leave_a_session_that_keeps_its_promise(keys: list[tuple[str, float]]) -> None:
    """After any keys in any order, there is no underrun and no click in the bed, and the session ends when the screen
    says.
    """
    played = Listening(a_live_session(120, SCRIPT), blocks=(1_024, 300))
    played.controls.grounding = GROUND
    played.listen(1)
    for key, seconds in keys:
        press(played, key)
        played.listen(seconds)
    controls = played.controls
    if played.state in ("grounding", "grounded"):
        controls.ground()
    if played.state == "paused":
        controls.toggle()
        if played.state in ("grounding", "grounded"):
            controls.ground()
    if played.state == "playing":
        played.listen(3.0)
        promised = controls.view().left_s
        before = played.frames
        if promised < 200:
            played.listen_to_end()
            assert to_seconds(played.frames - before) == pytest.approx(promised, abs=0.2)
    assert played.feeder.ring.underruns == 0
    assert np.abs(played.heard).max() < 1.0
