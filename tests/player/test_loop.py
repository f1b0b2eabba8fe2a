"""The loop that joins keys, controls, speakers and screen, on its own clock: it ticks when the keyboard is read."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

import numpy as np
import pytest

from tests.player.live_sessions import NoiseBed, a_live_session, some_backgrounds
from voiceguide.devices._device import Fill
from voiceguide.devices.speakers import Speakers
from voiceguide.dsp.samples import Samples
from voiceguide.errors import NoSpeakersError, SpeechFailedError
from voiceguide.mix.mixer import Mixer
from voiceguide.player._feeder import Track
from voiceguide.player._first_sound import Entrance
from voiceguide.player._live_session import LiveSession
from voiceguide.player._loop import _LEAVING, Beginning, Player
from voiceguide.player._output import SoundOutput
from voiceguide.player._screens import NoScreen, PlainScreen
from voiceguide.player._view import View, seconds_left
from voiceguide.units import Frames, to_frames, to_seconds

BED = NoiseBed()


class HandSpeakers:
    """Speakers that ask for samples when a test says so."""

    latency: Frames = 0
    late = 0
    name = "a test"
    refused = ""

    def __init__(self, fill: Fill) -> None:
        self.fill, self.alive, self.closed = fill, True, False

    def close(self) -> None:
        self.closed = True


class Ear:
    """The keyboard, and the clock: while it waits for keys, the speakers sound."""

    def __init__(self, outlet: SoundOutput, keys: dict[float, str], *, present: bool = True) -> None:
        self.present = present
        self._outlet, self._keys = outlet, dict(sorted(keys.items()))
        self._parts: list[Samples] = []
        self.frames = 0
        self.happenings: dict[float, Callable[[], None]] = {}

    def __enter__(self) -> "Ear":
        return self

    def __exit__(self, *of: object) -> None:
        return None

    def suspend(self) -> None:
        raise AssertionError("nobody pressed Ctrl-Z")

    def read(self, timeout: float) -> list[str]:
        """Sound for so long, and give the keys whose time has come."""
        frames = max(to_frames(timeout), int(timeout > 0))
        while frames > 0:
            frames -= self._sound(min(1_024, frames))
        now = self.frames / 44_100
        for at in [at for at in self.happenings if at <= now]:
            self.happenings.pop(at)()
        return [self._keys.pop(at) for at in list(self._keys) if at <= now]

    def _sound(self, frames: Frames) -> Frames:
        ring, speakers = self._outlet.feeder.ring, self._outlet.speakers
        if isinstance(speakers, HandSpeakers) and speakers.alive:
            while self._outlet.feeder._cues or (ring.written - ring.read < 2 * frames and not ring.closed):
                self._outlet.feeder._wake.set()
                threading.Event().wait(0.001)
            out = np.empty((frames, 2), dtype=np.float32)
            speakers.fill(out)
            self._parts.append(out)
        else:
            threading.Event().wait(0.001)
        self.frames += frames
        return frames

    @property
    def heard(self) -> Samples:
        return np.concatenate(self._parts)


class Making:
    """Stands for the maker: what it makes comes when a test says so."""

    def __init__(self) -> None:
        self.orders: SimpleQueue[object] = SimpleQueue()
        self.error: Exception | None = None
        self.telling = ""


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> list[HandSpeakers]:
    """All speakers that were opened."""
    opened: list[HandSpeakers] = []

    def open_speakers(fill: Fill, device: str | None = None) -> Speakers:
        opened.append(HandSpeakers(fill))
        return opened[-1]

    monkeypatch.setattr("voiceguide.player._output.open_speakers", open_speakers)
    monkeypatch.setattr("voiceguide.player._output.look_again", lambda: None)
    monkeypatch.setattr("voiceguide.player._output.warm_up", lambda: None)
    monkeypatch.setattr("voiceguide.player._output._RETRY", 0.0)
    return opened


class Stage:
    """Everything a session needs, except the session."""

    def __init__(
        self, beginning: Beginning, keys: dict[float, str] | None = None, *, present: bool = True,
        tell: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        self.outlet = SoundOutput(None)
        self.outlet.start()
        self.ear = Ear(self.outlet, keys or {}, present=present)
        screen = PlainScreen(tell) if tell else NoScreen()
        self.player = Player(self.outlet, self.ear, screen, beginning)
        self.making = Making()
        over = some_backgrounds(BED)
        timeline = over.entrance(BED, "day")
        self.entrance = Entrance(over, previewed=False)
        self.outlet.sound(Track(Mixer(timeline), timeline.length, "entrance"))
        while not self.outlet.speakers:
            threading.Event().wait(0.001)

    def ready(self, live: LiveSession, at: float) -> None:
        """The session is made by then."""
        self.ear.happenings[at] = lambda: self.making.orders.put(lambda controls: self.player._join(controls, live))

    def play(self) -> Samples:
        """Run to the end; what was heard, without the silence after it."""
        try:
            self.heard = self.player.run(self.making, lambda view: None)  # type: ignore[arg-type]
        finally:
            self.outlet.close()
        heard = self.ear.heard
        return heard[: int(np.nonzero(heard.any(axis=1))[0][-1]) + 1]


def a_session(seconds: float) -> LiveSession:
    return a_live_session(seconds, bed=BED)


def test_a_session_that_is_ready_in_time_is_exactly_the_session(speakers: list[HandSpeakers]) -> None:
    """Where it joins the bed that sounds already, nothing can be told from the session as it would be saved."""
    stage, live = Stage(Beginning()), a_session(60)
    stage.ready(live, at=1.2)
    heard = stage.play()
    assert np.allclose(heard, Mixer(live.session)(0, len(heard)), atol=2e-6)
    assert len(heard) == pytest.approx(live.length, abs=3)
    assert stage.heard.how == "whole"
    assert stage.heard.late == 0
    assert speakers[0].closed


def test_a_session_that_is_late_still_ends_when_it_was_asked_to(speakers: list[HandSpeakers]) -> None:
    """The bed goes on until the session is made, and that time is taken from its pauses."""
    stage = Stage(Beginning())
    stage.ready(a_session(60), at=9.0)
    heard = stage.play()
    assert len(heard) == pytest.approx(to_frames(60), abs=3)
    assert stage.heard.live is not None
    first = stage.heard.live.timeline.lines[0]
    assert first.start > to_frames(9.0)
    assert np.abs(heard[first.start : first.start + 4_000]).max() > 0.1


def test_a_delay_comes_before_the_whole_session(speakers: list[HandSpeakers]) -> None:
    """With time to settle the bed sounds so much longer, and every word comes so much later."""
    stage, live = Stage(Beginning(delay=to_frames(20))), a_session(60)
    stage.ready(live, at=1.0)
    heard = stage.play()
    assert len(heard) == pytest.approx(to_frames(80), abs=3)
    words = live.session.lines[0]
    expected = Mixer(live.session)(words.start, words.end)
    assert np.abs(heard[to_frames(20) + words.start : to_frames(20) + words.end] - expected).max() < 0.1


def test_a_session_can_begin_inside(speakers: list[HandSpeakers]) -> None:
    """Begun at a frame, it goes from the bed to there, and ends when that rest is over."""
    stage, live = Stage(Beginning(start=lambda live: to_frames(40))), a_session(60)
    stage.ready(live, at=1.0)
    heard = stage.play()
    assert to_seconds(len(heard)) == pytest.approx(21.0, abs=0.5)


def test_a_device_that_goes_pauses_and_waits_for_space(speakers: list[HandSpeakers]) -> None:
    """Pulled headphones hold the session; on the new device space goes on, and all of it is heard."""
    told: list[str] = []
    stage = Stage(Beginning(), {30.0: "space"}, tell=told.append)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 2
    assert speakers[0].closed
    assert stage.heard.how == "whole"
    assert any("disappeared" in line for line in told)
    assert any("a test" in line for line in told)


def test_without_a_keyboard_it_goes_on_by_itself_when_a_device_is_back(speakers: list[HandSpeakers]) -> None:
    """Where nobody can press space, the session resumes as soon as it can be heard again."""
    stage = Stage(Beginning(), present=False)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert stage.heard.how == "whole"
    assert to_seconds(stage.ear.frames) > 60


def test_at_bedtime_a_device_that_goes_ends_it_in_silence(speakers: list[HandSpeakers]) -> None:
    """Where somebody may be asleep nothing is looked for and nothing is said."""
    stage = Stage(Beginning(ends_with_device=True))
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[20.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 1


def test_what_goes_wrong_in_the_making_is_raised(speakers: list[HandSpeakers]) -> None:
    """A line that cannot be spoken ends the session with its error, after a fade if it was playing."""
    stage = Stage(Beginning())
    error = SpeechFailedError("rest.md", 3, "Feel the chair.", "the voice broke off")
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[9.0] = lambda: setattr(stage.making, "error", error)
    with pytest.raises(SpeechFailedError):
        stage.play()
    assert np.abs(stage.ear.heard[-100:]).max() < 1e-3


def test_nothing_to_play_on_is_raised(speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no speakers can be opened at all, that is an error and not a session in silence."""

    def none_there(fill: Fill, device: str | None = None) -> Speakers:
        raise NoSpeakersError("nothing there")

    monkeypatch.setattr("voiceguide.player._output.open_speakers", none_there)
    outlet = SoundOutput(None)
    outlet.start()
    timeline = some_backgrounds(BED).entrance(BED, "day")
    player = Player(outlet, Ear(outlet, {}), NoScreen(), Beginning())
    outlet.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    with pytest.raises(NoSpeakersError):
        player.run(Making(), lambda view: None)  # type: ignore[arg-type]
    outlet.close()


class Refusing(HandSpeakers):
    """Speakers that could be opened and have nothing to play on."""

    alive = False
    refused = "nothing to play on"

    def __init__(self, fill: Fill) -> None:
        super().__init__(fill)
        self.alive = False


def test_speakers_that_turn_out_to_have_nothing_to_play_on_are_an_error(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A player program that finds no sound server ends with that error, and not in an endless search."""
    monkeypatch.setattr("voiceguide.player._output.open_speakers", lambda fill, device: Refusing(fill))
    stage = Stage(Beginning())
    with pytest.raises(NoSpeakersError) as caught:
        stage.player.run(stage.making, lambda view: None)  # type: ignore[arg-type]
    stage.outlet.close()
    assert caught.value.reason == "nothing to play on"


def test_a_device_is_back_only_when_it_takes_samples(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be opened and refuses again is not told as sound that is back; the search goes on until one takes it."""
    told: list[str] = []
    stage = Stage(Beginning(), {40.0: "space"}, tell=told.append)
    refused: list[HandSpeakers] = []

    def refusing_twice(fill: Fill, device: str | None = None) -> Speakers:
        made = refused if len(refused) < 2 else speakers
        made.append(Refusing(fill) if made is refused else HandSpeakers(fill))
        return made[-1]

    monkeypatch.setattr("voiceguide.player._output.open_speakers", refusing_twice)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(refused) == 2
    assert sum("disappeared" in line for line in told) == sum("back" in line for line in told) == 1
    assert stage.heard.how == "whole"


@pytest.mark.parametrize("keys", [{12.0: "q"}, {12.0: "space", 13.0: "q"}, {12.0: "space", 13.0: "e", 13.2: "e"}])
def test_who_wants_to_leave_needs_no_device(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch, keys: dict[float, str]
) -> None:
    """With the device gone q ends at once, also after space, and so does fading out: there is nothing to fade on."""

    def none_there(fill: Fill, device: str | None = None) -> Speakers:
        raise NoSpeakersError("nothing there")

    stage = Stage(Beginning(), keys)
    monkeypatch.setattr("voiceguide.player._output.open_speakers", none_there)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert stage.heard.how == ("faded" if "e" in keys.values() else "stopped")
    assert to_seconds(stage.ear.frames) < 14.0


@pytest.mark.parametrize("key", ["q", "e"])
def test_a_device_that_goes_in_a_fade_ends_the_session(speakers: list[HandSpeakers], key: str) -> None:
    """Nobody waits for a fade that cannot be heard any more."""
    stage = Stage(Beginning(), {9.0: key, 9.01: key})
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[9.1] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 1
    assert to_seconds(stage.ear.frames) < 11.0


def test_leaving_waits_for_speakers_that_are_being_opened(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the first moments does not pull the interpreter away from under the library that is just starting."""
    started, may_go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow_start() -> None:
        started.set()
        assert may_go_on.wait(10)
        ended.set()

    monkeypatch.setattr("voiceguide.player._output.warm_up", slow_start)
    outlet = SoundOutput(None)
    outlet.start()
    assert started.wait(10)
    closing = threading.Thread(target=outlet.close)
    closing.start()
    assert not ended.is_set()
    may_go_on.set()
    closing.join(10)
    assert ended.is_set()
    assert not outlet.opening


def test_no_shorter_than_what_the_screen_says(speakers: list[HandSpeakers]) -> None:
    """The remaining time is shown in whole seconds, and each appears while exactly so many seconds are left."""
    seen: dict[int, float] = {}
    stage, live = Stage(Beginning()), a_session(60)
    stage.ready(live, at=1.0)

    def look(view: View) -> None:
        if view.length_s:
            seen.setdefault(seconds_left(view), to_seconds(stage.ear.frames))

    stage.player.run(stage.making, look)  # type: ignore[arg-type]
    stage.outlet.close()
    end = to_seconds(int(np.nonzero(stage.ear.heard.any(axis=1))[0][-1]) + 1)
    late = [at + left - end for left, at in seen.items() if left]
    assert len(late) == 59
    assert max(late) < 0.1
    assert min(late) > -0.05


def test_keys_reach_the_controls(speakers: list[HandSpeakers]) -> None:
    """q stops, and what comes before it did what it says."""
    told: list[str] = []
    stage = Stage(Beginning(), {5.0: "down", 6.0: "w", 7.0: "?", 8.0: "unknown", 9.0: "q"}, tell=told.append)
    stage.ready(a_session(60), at=1.0)
    stage.play()
    assert stage.heard.how == "stopped"
    assert stage.heard.seconds == pytest.approx(9.5, abs=0.5)
    assert stage.outlet.gate.volume.target_db == -2.0
    assert any("of 1:00" in line for line in told)
    assert any("ground me" in line for line in told)


@pytest.mark.parametrize(("start_up", "length"), [(0.4, 60), (1.3, 1_200), (4.0, 60)])
def test_from_being_asked_for_to_being_gone_it_takes_what_was_asked_for(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch, start_up: float, length: int
) -> None:
    """Twenty minutes asked for before the first sound are over twenty minutes after that, on a clock of its own."""
    stage = Stage(Beginning(asked_at=100.0))
    # The clock stood at 100 s when it was asked for; it goes on with what sounds.
    monkeypatch.setattr("voiceguide.player._loop.monotonic", lambda: 100.0 + start_up + to_seconds(stage.ear.frames))
    stage.ready(a_session(length), at=1.5)
    heard = stage.play()
    gone = start_up + to_seconds(stage.ear.frames)
    assert gone == pytest.approx(length - _LEAVING, abs=0.15)
    assert len(heard) < to_frames(length - start_up)
    assert stage.heard.how == "whole"


def test_what_is_asked_for_in_sound_is_not_shortened(speakers: list[HandSpeakers]) -> None:
    """Where nobody waits for the end, a session has its length and not less."""
    stage = Stage(Beginning())
    stage.ready(a_session(60), at=1.5)
    assert len(stage.play()) == pytest.approx(to_frames(60), abs=3)
