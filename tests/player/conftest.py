"""A sound server for the tests that play for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.sound_server import SoundServer


@pytest.fixture(scope="session")
def sound_server(tmp_path_factory: pytest.TempPathFactory, own_folders: Path) -> Iterator[SoundServer]:
    """PulseAudio with a null sink, for tests that need the programs `pulseaudio`, `pactl` and `parec`."""
    server = SoundServer(tmp_path_factory.mktemp("sound"))
    yield server
    server.kill()
