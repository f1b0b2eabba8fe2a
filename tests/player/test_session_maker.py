"""The session maker: if the speech is in the cache, a session begins at once, otherwise with estimated lengths."""

from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from tests.player.live_sessions import SCRIPT, Listening, NoiseBed, a_live_session, some_backgrounds
from voiceguide.config import Folders
from voiceguide.dsp.samples import Clip
from voiceguide.errors import SpeechFailedError
from voiceguide.plan.model import Plan
from voiceguide.player._controls import Controls
from voiceguide.player._live_session import LiveSession
from voiceguide.player._session_maker import Maker, SessionInputs, in_time
from voiceguide.script.model import Script
from voiceguide.script.parser import parse
from voiceguide.session.request import Request
from voiceguide.speech.stage import Clips, PlaceholderClip
from voiceguide.units import to_frames

WHOLE = a_live_session(120).planned.clips
"""The clips of all lines of a session of 120 s."""

WELCOME = SCRIPT.replace("You can", "Welcome.\n\nYou can", 1)


class SlowSpeech:
    """A replacement for `Speech` whose lines are ready when a test says so."""

    def __init__(self) -> None:
        self.steps: SimpleQueue[int | Exception] = SimpleQueue()
        self.whole = WHOLE
        self.ready = 0
        self.late = inf
        self.looked = Event()

    def __call__(self, *of: object) -> "SlowSpeech":
        return self

    begun = True
    first_took = None

    def prioritise(self, utterances: Iterable[Any]) -> None:
        """Does nothing, because the lines have a fixed order."""

    def late_by(self, plan: Plan) -> float:
        """The delay that a test has set."""
        return self.late

    def start(self) -> None:
        """Does nothing, because the test says when lines are ready."""

    def wait(self, seconds: float) -> Clips | None:
        """All clips if all are ready, otherwise None."""
        self.looked.set()
        step = self.steps.get(timeout=20)
        if isinstance(step, Exception):
            raise step
        self.ready = step
        return self.whole if self.ready >= len(self.whole) else None

    def clips_so_far(self) -> Clips:
        """The clips that are ready, and placeholders that are a third too long for the others."""
        clips: dict[Any, Clip] = {
            one: clip if number < self.ready else PlaceholderClip(round(clip.frames * 1.3))
            for number, (one, clip) in enumerate(self.whole.items())
        }
        return Clips(clips, 0)


def never(name: str, script: Script) -> Script:
    raise AssertionError(name)


@pytest.fixture
def speech(monkeypatch: pytest.MonkeyPatch) -> SlowSpeech:
    slow = SlowSpeech()
    monkeypatch.setattr("voiceguide.player._session_maker.Speech", slow)
    return slow


@pytest.fixture
def grounds(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Replaces the making of the grounding practice. The list has one tuple for each request: the voices that should
    speak it.
    """
    asked: list[tuple[str, ...]] = []

    def note(self: Maker, voices: Iterable[str], *, workers: int | None) -> None:
        asked.append(tuple(voices))

    monkeypatch.setattr(Maker, "_make_grounding", note)
    return asked


def a_maker(
    tmp_path: Path, when_ready: Callable[[Controls, LiveSession], None], *, voice: str | None = None, text: str = SCRIPT
) -> Maker:
    script = parse(text, file="rest.md", name="rest")
    folders = Folders(config=tmp_path, scripts=tmp_path, sounds=tmp_path, cache=tmp_path)
    inputs = SessionInputs(script, Request(length=120.0, voice=voice), never, folders)
    maker = Maker(inputs, some_backgrounds(NoiseBed()))
    maker.when_ready = when_ready
    return maker


def test_a_slow_voice_begins_early_and_ends_when_it_was_asked_to(
    tmp_path: Path, speech: SlowSpeech, grounds: list[tuple[str, ...]]
) -> None:
    """With a slow voice, the session begins with estimated lengths when its first line is spoken. It is refitted as
    more lines are spoken, and lasts exactly as long as requested.
    """
    played = Listening()
    maker = a_maker(tmp_path, lambda controls, live: controls.change_to(live, 0, fade=0), voice="fake:calm")
    played.gate.fader.set(0.0)
    maker.start()
    for count in (0, 1):  # its first line and the pause after it are enough to begin with
        speech.steps.put(count)
    maker.tasks.get(timeout=20)(played.controls)
    live = played.controls.live
    assert live is not None
    assert live.words_until is not None
    assert live.length == to_frames(120)
    for count in (4, 5, 6, len(WHOLE)):
        speech.steps.put(count)
        maker.tasks.get(timeout=20)(played.controls)
        played.listen(3.0)
    played.listen_to_end()
    assert played.controls.live is not None
    assert played.controls.live.words_until is None
    assert played.controls.live.length == to_frames(120)
    assert played.feeder.ring.underruns == 0
    assert maker.error is None
    # The ground does not wait for the slow voice; once there is time, it is made in that voice too.
    maker._thread.join(20)
    assert grounds == [("pyttsx3",), ("fake:calm", "pyttsx3")]


@pytest.mark.parametrize(("late", "begins"), [(-0.9, True), (-0.3, False), (inf, False)])
def test_a_session_begins_with_one_short_word_where_the_rest_will_follow_in_time(
    tmp_path: Path, speech: SlowSpeech, grounds: list[tuple[str, ...]], late: float, begins: bool
) -> None:
    """A session begins after one short spoken line if the next lines will be ready 0.9 s before they are needed. If
    they will be ready only 0.3 s before, or nobody knows when, it begins once all lines are spoken.
    """
    speech.whole, speech.late = a_live_session(120, WELCOME).planned.clips, late
    lives: list[LiveSession] = []
    maker = a_maker(tmp_path, lambda controls, live: lives.append(live), voice="fake:calm", text=WELCOME)
    maker.start()
    for count in (0, 1, 1, len(speech.whole)):
        speech.steps.put(count)
    maker._thread.join(20)
    assert maker.error is None
    while not maker.tasks.empty():
        maker.tasks.get()(Listening().controls)
    assert [live.words_until is not None for live in lives] == [begins]


def test_speech_that_is_there_at_once_needs_no_probable_lengths(
    tmp_path: Path, speech: SlowSpeech, grounds: list[tuple[str, ...]]
) -> None:
    """If all speech is in the cache, the session is made only once, with no estimated lengths, and the grounding
    practice is requested once, in the quick voice.
    """
    lives: list[LiveSession] = []
    maker = a_maker(tmp_path, lambda controls, live: lives.append(live))
    maker.start()
    speech.steps.put(len(WHOLE))
    maker.tasks.get(timeout=20)(Listening().controls)
    maker._thread.join(20)
    assert [live.words_until for live in lives] == [None]
    assert maker.tasks.empty()
    assert grounds == [("pyttsx3",)]


def test_a_voice_that_knows_the_ground_says_it_from_the_beginning(
    tmp_path: Path, speech: SlowSpeech, grounds: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the session's own voice has spoken the grounding practice before, the practice is requested only in that
    voice.
    """
    monkeypatch.setattr("voiceguide.player._session_maker.known_durations", lambda *of, **more: {})
    maker = a_maker(tmp_path, lambda controls, live: None, voice="fake:calm")
    maker.start()
    speech.steps.put(len(WHOLE))
    maker._thread.join(20)
    assert grounds == [("fake:calm",)]


def test_what_goes_wrong_is_kept_for_whoever_plays(
    tmp_path: Path, speech: SlowSpeech, grounds: list[tuple[str, ...]]
) -> None:
    """The error for a line that cannot be spoken is kept for the thread that plays the session."""
    maker = a_maker(tmp_path, lambda controls, live: None)
    maker.start()
    speech.steps.put(SpeechFailedError("rest.md", 3, "Feel the chair.", "the voice broke off"))
    maker._thread.join(20)
    assert isinstance(maker.error, SpeechFailedError)


@pytest.mark.parametrize("waited_s", [0.5, 3.0, 4.5, 20.0])
@pytest.mark.parametrize("delay_s", [0.0, 10.0])
def test_late_speech_is_heard_at_once(waited_s: float, delay_s: float) -> None:
    """A line that is ready before its time is heard when it was planned. A late one is heard in less than a second."""
    live, now, delay = a_live_session(120), to_frames(waited_s), to_frames(delay_s)
    joined = in_time(live, now, delay, delay + live.plan.length - to_frames(1.0))
    first = joined.delay + joined.first_word
    assert joined.length == delay + live.plan.length - to_frames(1.0)
    assert joined.delay >= delay
    assert now + to_frames(0.5) <= first
    assert first <= max(now + to_frames(1.0), delay + live.first_word)
