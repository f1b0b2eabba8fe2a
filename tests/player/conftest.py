"""A sound server for the tests that play for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.sound_server import SoundServer


@pytest.fixture(scope="session")
def started_server(tmp_path_factory: pytest.TempPathFactory, own_folders: Path) -> Iterator[SoundServer]:
    """PulseAudio with a null sink, started once."""
    server = SoundServer(tmp_path_factory.mktemp("sound"))
    yield server
    server.kill()


@pytest.fixture
def sound_server(started_server: SoundServer) -> SoundServer:
    """The sound server for one test, which needs the programs `pulseaudio`, `pactl` and `parec`."""
    if not started_server.runs:
        started_server.start()
    return started_server
