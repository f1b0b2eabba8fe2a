"""Makes the fixture `sound_server` available to the examples that play sound."""

from tests.player.conftest import sound_server, started_server

__all__ = ["sound_server", "started_server"]
