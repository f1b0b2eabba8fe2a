"""The sound server and the speakers that the player's tests have."""

from tests.player.conftest import sound_server, speakers, started_server

__all__ = ["sound_server", "speakers", "started_server"]
