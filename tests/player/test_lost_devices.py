"""Speakers that disappear, come back, refuse, or do not exist while a session plays."""

import threading

import pytest

from tests.player.live_sessions import some_backgrounds
from tests.player.player_stage import BED, Ear, HandSpeakers, Making, Stage, a_session
from voiceguide.devices._device import SoundCallback
from voiceguide.devices.speakers import Speakers
from voiceguide.errors import NoSpeakersError
from voiceguide.mix.mixer import Mixer
from voiceguide.player._feeder import Track
from voiceguide.player._output import SoundOutput
from voiceguide.player._player import Player, StartOptions
from voiceguide.player._screens import NoScreen
from voiceguide.units import to_seconds


def test_a_device_that_goes_pauses_and_waits_for_space(speakers: list[HandSpeakers]) -> None:
    """If the headphones are unplugged, the session pauses. The space bar continues it on the new device, and all of it
    is heard.
    """
    shown: list[str] = []
    stage = Stage(StartOptions(), {30.0: "space"}, write_line=shown.append)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 2
    assert speakers[0].closed
    assert stage.heard.how == "whole"
    assert any("disappeared" in line for line in shown)
    assert any("a test" in line for line in shown)


def test_without_a_keyboard_it_goes_on_by_itself_when_a_device_is_back(speakers: list[HandSpeakers]) -> None:
    """Without a keyboard, the session continues by itself as soon as a device is back."""
    stage = Stage(StartOptions(), present=False)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert stage.heard.how == "whole"
    assert to_seconds(stage.ear.frames) > 60


def test_at_bedtime_a_device_that_goes_ends_it_in_silence(speakers: list[HandSpeakers]) -> None:
    """At bedtime, if the sound device disappears, the session ends, and no other device is opened."""
    stage = Stage(StartOptions(ends_with_device=True))
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[20.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 1


def test_nothing_to_play_on_is_raised(speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch) -> None:
    """If no speakers can be opened at all, an error is raised; the session is not played in silence."""

    def none_there(fill: SoundCallback, device: str | None = None) -> Speakers:
        raise NoSpeakersError("nothing there")

    monkeypatch.setattr("voiceguide.player._output.open_speakers", none_there)
    output = SoundOutput(None)
    output.start()
    timeline = some_backgrounds(BED).bed_timeline(BED, "day")
    player = Player(output, Ear(output, {}), NoScreen(), StartOptions())
    output.sound(Track(Mixer(timeline), timeline.length, "entrance"))
    with pytest.raises(NoSpeakersError):
        player.run(Making(), lambda view: None)  # type: ignore[arg-type]
    output.close()


class Refusing(HandSpeakers):
    """Speakers that can be opened, but cannot play."""

    alive = False
    failure = "nothing to play on"

    def __init__(self, fill: SoundCallback) -> None:
        super().__init__(fill)
        self.alive = False


def test_speakers_that_turn_out_to_have_nothing_to_play_on_are_an_error(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a player program turns out to have no sound server, the player raises its error and does not keep searching
    for another device.
    """
    monkeypatch.setattr("voiceguide.player._output.open_speakers", lambda fill, device: Refusing(fill))
    stage = Stage(StartOptions())
    with pytest.raises(NoSpeakersError) as caught:
        stage.player.run(stage.making, lambda view: None)  # type: ignore[arg-type]
    stage.output.close()
    assert caught.value.reason == "nothing to play on"


def test_a_device_is_back_only_when_it_takes_samples(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that can be opened but refuses samples does not count as back. The search continues until one plays."""
    shown: list[str] = []
    stage = Stage(StartOptions(), {40.0: "space"}, write_line=shown.append)
    refused: list[HandSpeakers] = []

    def refusing_twice(fill: SoundCallback, device: str | None = None) -> Speakers:
        made = refused if len(refused) < 2 else speakers
        made.append(Refusing(fill) if made is refused else HandSpeakers(fill))
        return made[-1]

    monkeypatch.setattr("voiceguide.player._output.open_speakers", refusing_twice)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(refused) == 2
    assert sum("disappeared" in line for line in shown) == sum("back" in line for line in shown) == 1
    assert stage.heard.how == "whole"


@pytest.mark.parametrize("keys", [{12.0: "q"}, {12.0: "space", 13.0: "q"}, {12.0: "space", 13.0: "e", 13.2: "e"}])
def test_who_wants_to_leave_needs_no_device(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch, keys: dict[float, str]
) -> None:
    """If the device is gone and none can be opened, q ends the session at once, even if the space bar was pressed
    before. Pressing e twice does so too, because there is no sound to fade.
    """

    def none_there(fill: SoundCallback, device: str | None = None) -> Speakers:
        raise NoSpeakersError("nothing there")

    stage = Stage(StartOptions(), keys)
    monkeypatch.setattr("voiceguide.player._output.open_speakers", none_there)
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[10.0] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert stage.heard.how == ("faded" if "e" in keys.values() else "stopped")
    assert to_seconds(stage.ear.frames) < 14.0


@pytest.mark.parametrize("key", ["q", "e"])
def test_a_device_that_goes_in_a_fade_ends_the_session(speakers: list[HandSpeakers], key: str) -> None:
    """If the device disappears during a fade, the session ends at once."""
    stage = Stage(StartOptions(), {9.0: key, 9.01: key})
    stage.ready(a_session(60), at=1.0)
    stage.ear.happenings[9.1] = lambda: setattr(speakers[0], "alive", False)
    stage.play()
    assert len(speakers) == 1
    assert to_seconds(stage.ear.frames) < 11.0


def test_leaving_waits_for_speakers_that_are_being_opened(
    speakers: list[HandSpeakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If an error happens while the sound library is still starting, the program waits for the library before it ends,
    so that it does not crash.
    """
    started, may_go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow_start() -> None:
        started.set()
        assert may_go_on.wait(10)
        ended.set()

    monkeypatch.setattr("voiceguide.player._output.warm_up", slow_start)
    output = SoundOutput(None)
    output.start()
    assert started.wait(10)
    closing = threading.Thread(target=output.close)
    closing.start()
    assert not ended.is_set()
    may_go_on.set()
    closing.join(10)
    assert ended.is_set()
    assert not output.opening
