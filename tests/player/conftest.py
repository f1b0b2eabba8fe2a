"""Fixtures: speakers that a test controls, and a sound server for tests with real sound."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.player_stage import HandSpeakers
from tests.player.sound_server import SoundServer
from voiceguide.devices._device import SoundCallback
from voiceguide.devices.speakers import Speakers


@pytest.fixture(scope="session")
def started_server(tmp_path_factory: pytest.TempPathFactory, own_folders: Path) -> Iterator[SoundServer]:
    """PulseAudio with a null sink, started once for all tests."""
    server = SoundServer(tmp_path_factory.mktemp("sound"))
    yield server
    server.kill()


@pytest.fixture
def sound_server(started_server: SoundServer) -> SoundServer:
    """The sound server for one test, which needs the programs `pulseaudio`, `pactl` and `parec`."""
    if not started_server.runs:
        started_server.start()
    return started_server


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> list[HandSpeakers]:
    """Replaces the sound device with speakers that a test operates. The list contains all speakers that were opened."""
    opened: list[HandSpeakers] = []

    def open_speakers(fill: SoundCallback, device: str | None = None) -> Speakers:
        opened.append(HandSpeakers(fill))
        return opened[-1]

    monkeypatch.setattr("voiceguide.player._output.open_speakers", open_speakers)
    monkeypatch.setattr("voiceguide.player._output.rescan", lambda: None)
    monkeypatch.setattr("voiceguide.player._output.warm_up", lambda: None)
    monkeypatch.setattr("voiceguide.player._output._RETRY", 0.0)
    return opened
