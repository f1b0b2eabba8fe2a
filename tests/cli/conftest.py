"""The sound server for examples that play."""

from tests.player.conftest import sound_server, started_server

__all__ = ["sound_server", "started_server"]
